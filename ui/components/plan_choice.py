"""Whose plan the percentages are of: said when there is one, asked when there are several."""

from collections.abc import Sequence

import streamlit as st

from core.places import Place, places_of
from core.reports.poverty import PlanStatus
from core.reports.poverty_views import PlanKey, UnitView, first_of_plans, plans_for, plans_of, territories, view_of
from ui.boxes import alone, choose, chosen, pick_box
from ui.filters import current


def plan_label(plan: PlanKey) -> str:
    year, number, owner = plan
    return f"Năm {year} · {number or 'không nêu số văn bản'} · {owner + ' giao' if owner else 'không nêu cấp giao'}"


def choose_plan(rows: Sequence[PlanStatus], level: str) -> PlanKey | None:
    """The plan to look at among those with units of a level; None when there is none."""
    return _chosen_plan(rows, plans_of(rows, level), level)


def choose_plan_for(rows: Sequence[PlanStatus], province: Place | None) -> PlanKey | None:
    """The plan to look at a province by: its own, or that of a former province that lies in it."""
    return _chosen_plan(rows, plans_for(rows, province) if province else plans_of(rows, "district"), "district")


def _chosen_plan(rows: Sequence[PlanStatus], plans: Sequence[PlanKey], level: str) -> PlanKey | None:
    """What was picked stays until another map or day would show another plan unasked."""
    first = first_of_plans(rows, plans, current().as_of)
    if len(plans) <= 1:
        return first
    key = f"_plan_{level}"
    if st.session_state.get(unasked := f"{key}_unasked") != first or chosen(key) not in plans:
        st.session_state[unasked] = first
        choose(key, first)
    with alone(key):
        return pick_box(key, "Kế hoạch", plans, format_func=plan_label)


def choose_view(rows: Sequence[PlanStatus], place: Place, plan: PlanKey) -> UnitView:
    """The unit under the plan; where several former provinces have it, the one that is asked for."""
    whose = territories(rows, place, plan)
    if len(whose) == 1:
        return view_of(rows, whose[0], plan)
    named = {one.code: f"Địa bàn {one.full_name}" for one in whose}
    code = st.selectbox(
        "Kế hoạch của", list(named), format_func=named.__getitem__, key="_plan_territory", persist_state="session"
    )
    return view_of(rows, next(one for one in whose if one.code == code), plan)


def choose_plan_of(rows: Sequence[PlanStatus], place: Place | None) -> PlanKey | None:
    """For the screen of one unit: a xã by the plans given to it, where there are any, else those of the huyện."""
    own = [row for row in rows if row.place == place and row.place.level == "commune"]
    province = places_of(place.seen_in).province_of(place) if place else None
    return choose_plan(own, "commune") or choose_plan_for(rows, province)
