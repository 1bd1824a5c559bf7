"""Filters of the lists of goals and duties: by plan, unit, agency and state. Each returns the rows that remain."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.places import Place
from core.reports.goal_frames import agencies_of, plans_of
from core.reports.goals import DutyRow, GoalRow
from core.text import sort_key
from core.wording import StatusWord
from core.wording_goals import duty_words, goal_words, plan_said
from ui.filters import places

_ALL = ""
# A link may ask for all units, and for the duties: /muc-tieu-nhiem-vu?pham-vi=tat-ca&phan=nhiem-vu.
ALL_UNITS_LINK = {"pham-vi": "tat-ca"}
DUTIES_LINK = {"phan": "nhiem-vu"}
_GOALS, _DUTIES = "Mục tiêu", "Nhiệm vụ"
Row = TypeVar("Row", GoalRow, DutyRow)


def goal_and_duty_tabs() -> Sequence[DeltaGenerator]:
    """The two tabs; a link may open the second."""
    asked = st.query_params.get("phan") == DUTIES_LINK["phan"]
    return st.tabs([_GOALS, _DUTIES], default=_DUTIES if asked else _GOALS)


def goals_in_scope(rows: Sequence[GoalRow], place: Place | None) -> list[GoalRow]:
    """By plan, and by the unit chosen on top with those below it: all units where none of these has a goal."""
    plan_column, unit_column = st.columns(2)
    with plan_column:
        of_plan = _of_plan(rows, "_goals_plan")
    below = set(places().codes_below(place.code)) if place else set()
    own = [row for row in of_plan if row.place and row.place.code in below]
    with unit_column:
        return own if _own_units_only(place, bool(own)) else of_plan


def _own_units_only(place: Place | None, has_goals: bool) -> bool:
    own = f"{place.full_name} và cấp dưới" if place else ""
    options = [own, "mọi đơn vị"] if place else ["mọi đơn vị"]
    all_asked = st.query_params.get("pham-vi") == ALL_UNITS_LINK["pham-vi"]
    picked = st.selectbox(
        "Mục tiêu của",
        options,
        index=0 if has_goals and not all_asked else len(options) - 1,
        format_func=lambda option: option[0].upper() + option[1:],
        key=f"_goals_units_{place.code if place else ''}_{has_goals}",
    )
    return bool(own) and picked == own


def duties_in_scope(rows: Sequence[DutyRow]) -> list[DutyRow]:
    """By plan, then by an agency of it."""
    plan_column, agency_column = st.columns(2)
    with plan_column:
        of_plan = _of_plan(rows, "_duties_plan")
    agencies = sorted(agencies_of(of_plan), key=sort_key)
    with agency_column:
        agency = st.selectbox(
            "Cơ quan, đơn vị",
            [_ALL, *agencies],
            format_func=lambda name: name or f"Mọi cơ quan, đơn vị ({len(agencies)})",
            key="_duties_agency",
        )
    return [row for row in of_plan if not agency or row.agency == agency]


def _of_plan(rows: Sequence[Row], key: str) -> list[Row]:
    plans: list[str] = plans_of(rows)
    plan = st.selectbox(
        "Kế hoạch",
        [_ALL, *plans],
        format_func=lambda number: plan_said(number) if number else f"Mọi kế hoạch ({len(plans)})",
        key=key,
    )
    return [row for row in rows if not plan or row.plan_number == plan]


def goals_in_states(rows: Sequence[GoalRow]) -> list[GoalRow]:
    return _in_states(rows, goal_words(), "_goals_states")


def duties_in_states(rows: Sequence[DutyRow]) -> list[DutyRow]:
    return _in_states(rows, duty_words(), "_duties_states")


def _in_states(rows: Sequence[Row], words: Mapping[str, StatusWord], key: str) -> list[Row]:
    """No state picked is all of them."""
    picked = st.pills(
        "Chỉ xem trạng thái",
        list(words),
        selection_mode="multi",
        format_func=lambda state: words[state].shown,
        key=key,
        wrap=True,
    )
    return [row for row in rows if not picked or row.state in picked]
