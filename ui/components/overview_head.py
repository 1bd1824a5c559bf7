"""The head of the overview: one sentence on where the province stands, judged on which day, and its figures."""

from dataclasses import replace

import streamlit as st

from core.places import Place
from core.reports.frames import plan_name
from core.reports.poverty import PlanStatus
from core.reports.poverty_views import UnitView
from core.wording import as_of_sentence, why_no_total
from core.wording_overview import JudgedOn, distance_said, standing_said
from ui import markup
from ui.components.cards import Card, cards, poverty_cards
from ui.components.unit_frame import by_what_is_missing


def opening(view: UnitView, province: Place, judged: JudgedOn) -> None:
    row = view.rows[0]
    start = f"Giảm nghèo năm {row.year} của {province.full_name}, theo kế hoạch {plan_name(row)}. "
    standing = (
        markup.element("b", markup.text(standing_said(by_what_is_missing(view.parts))))
        if any(view.part_results)
        else ""
    )
    data = markup.text(f" {as_of_sentence(view.whole_result, view.part_results)}")
    st.html(
        markup.element("p", markup.text(start) + standing + data, class_="td-lead")
        + markup.element("p", markup.text(judged.said), class_="td-below td-judged")
    )


def focus_cards(focus: PlanStatus | None, is_part: bool) -> None:
    """The four figures of the unit looked at; the distance to its plan beside its latest result. None: nothing."""
    if focus is None:
        return
    if is_part:
        st.subheader(f"{focus.place.kind} {focus.place.name}")
    start, planned, latest, share = poverty_cards(focus)
    with st.container(key="overview_cards"):
        cards([start, planned, _with_distance(latest, focus), share])
    if reason := why_no_total(focus):
        st.info(reason, icon=":material/info:")


def _with_distance(card: Card, row: PlanStatus) -> Card:
    said = distance_said(row)
    return replace(card, below=f"{card.below}; {said}") if said else card
