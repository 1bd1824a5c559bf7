"""Filters of the lists of goals and duties, in the link: by plan, unit, agency. Each returns the rows that remain."""

from collections.abc import Collection, Sequence
from typing import TypeVar

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from core.places import Place
from core.reports.goal_frames import agencies_of, plans_of
from core.reports.goals import DutyRow, GoalRow
from core.text import capitalised, sort_key
from core.wording_goals import plan_said
from ui.components.linked import linked_choice, linked_tabs, slugged
from ui.components.state_counts import STATE_PARAM
from ui.filters import places

_ALL = "tat-ca"
# A link may ask for all units, and for the duties: /muc-tieu-nhiem-vu?pham-vi=tat-ca&phan=nhiem-vu.
ALL_UNITS_LINK = {"pham-vi": _ALL}
DUTIES_LINK = {"phan": "nhiem-vu"}
Row = TypeVar("Row", GoalRow, DutyRow)


def goal_and_duty_tabs() -> Sequence[TabContainer]:
    """The two tabs; a link may open the second. Their states differ, so that a choice of these is not carried over."""
    return linked_tabs("phan", ["Mục tiêu", "Nhiệm vụ"], forgets=[STATE_PARAM, "co-quan"])


def goals_in_scope(rows: Sequence[GoalRow], place: Place | None) -> list[GoalRow]:
    """By plan, and by the unit chosen on top with those below it: all units where none of these has a goal."""
    plan_column, unit_column = st.columns(2)
    with plan_column:
        of_plan = _of_plan(rows)
    below = set(places().codes_within(place.code)) if place else set()
    own = [row for row in of_plan if row.place and row.place.code in below]
    with unit_column:
        return own if _own_units_only(place, bool(own)) else of_plan


def _own_units_only(place: Place | None, has_goals: bool) -> bool:
    own = f"{place.full_name} và cấp dưới" if place else ""
    options = {"don-vi": own, _ALL: "mọi đơn vị"} if place else {_ALL: "mọi đơn vị"}
    first = "don-vi" if has_goals else _ALL
    picked = linked_choice("pham-vi", "Mục tiêu của", options, first, capitalised)
    return bool(own) and picked == own


def duties_in_scope(rows: Sequence[DutyRow]) -> list[DutyRow]:
    """By plan, then by an agency of it."""
    plan_column, agency_column = st.columns(2)
    with plan_column:
        of_plan = _of_plan(rows)
    agencies = sorted(agencies_of(of_plan), key=sort_key)
    with agency_column:
        agency = linked_choice(
            "co-quan",
            "Cơ quan, đơn vị",
            {_ALL: _ALL, **slugged(agencies)},
            _ALL,
            lambda name: f"Mọi cơ quan, đơn vị ({len(agencies)})" if name == _ALL else name,
        )
    return [row for row in of_plan if agency in (_ALL, row.agency)]


def _of_plan(rows: Sequence[Row]) -> list[Row]:
    plans: list[str] = plans_of(rows)
    plan = linked_choice(
        "ke-hoach",
        "Kế hoạch",
        {_ALL: _ALL, **slugged(plans)},
        _ALL,
        lambda number: f"Mọi kế hoạch ({len(plans)})" if number == _ALL else plan_said(number),
    )
    return [row for row in rows if plan in (_ALL, row.plan_number)]


def in_states(rows: Sequence[Row], states: Collection[str]) -> list[Row]:
    return [row for row in rows if row.state in states]
