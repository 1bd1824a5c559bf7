"""Whose plan the percentages are of: said when there is one, asked when there are several."""

from collections.abc import Sequence

import streamlit as st

from core.places import Place
from core.reports.poverty import PlanStatus
from core.reports.poverty_views import PlanKey, plans_of


def plan_label(plan: PlanKey) -> str:
    year, number, owner = plan
    return f"Năm {year} · {number or 'không nêu số văn bản'} · {owner + ' giao' if owner else 'không nêu cấp giao'}"


def choose_plan(rows: Sequence[PlanStatus], level: str) -> PlanKey | None:
    """The plan to look at among those with units of a level; None when there is none."""
    plans = plans_of(rows, level)
    if len(plans) <= 1:
        return plans[0] if plans else None
    return st.selectbox("Kế hoạch", plans, format_func=plan_label, key=f"_plan_{level}", persist_state="session")


def choose_plan_of(rows: Sequence[PlanStatus], place: Place | None) -> PlanKey | None:
    """For the screen of one unit: a xã by the plans given to it, where there are any, else those of the huyện."""
    own = [row for row in rows if row.place == place and row.place.level == "commune"]
    return choose_plan(own, "commune") or choose_plan(rows, "district")
