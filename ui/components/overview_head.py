"""The head of the overview: one sentence on where the province stands, judged on which day, and its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from core.reports.frames import plan_name
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_views import UnitView, is_newest
from core.text import capitalised
from core.wording import as_of_sentence, why_no_total
from core.wording_distance import distance_said
from core.wording_overview import JudgedOn, drafts_mark, standing_said
from ui import markup
from ui.components.cards import Card, cards, poverty_cards


def opening(view: UnitView, judged: JudgedOn) -> None:
    row = view.rows[0]
    start = f"Giảm nghèo năm {row.year} của {view.place.full_name}, theo kế hoạch {plan_name(row)}. "
    said = f"{standing_said(view.parts)}{drafts_mark(view.part_results)}"
    standing = markup.element("b", markup.text(said)) if any(view.part_results) else ""
    data = markup.text(f" {as_of_sentence(view.whole_result, view.part_results)}")
    st.html(
        markup.element("p", markup.text(start) + standing + data, class_="td-lead")
        + markup.element("p", markup.text(judged.said), class_="td-below td-judged")
    )


def focus_cards(
    focus: PlanStatus | None, is_part: bool, judged: JudgedOn, results: Mapping[str, Sequence[Result]]
) -> None:
    """The four figures of the unit looked at; the distance to its plan beside its latest result. None: nothing."""
    with st.container():
        if focus is not None:
            _focus_cards(focus, is_part, judged, results)


def _focus_cards(focus: PlanStatus, is_part: bool, judged: JudgedOn, results: Mapping[str, Sequence[Result]]) -> None:
    if is_part:
        st.subheader(capitalised(focus.place.full_name))
    start, planned, latest, share = poverty_cards(focus, is_newest(focus, results))
    with st.container(key="overview_cards"):
        cards([start, planned, _with_distance(latest, focus, judged), share])
    if reason := why_no_total(focus):
        st.info(reason, icon=":material/info:")


def _with_distance(card: Card, row: PlanStatus, judged: JudgedOn) -> Card:
    said = distance_said(row, judged.day)
    return replace(card, below=f"{card.below}; {said}") if said else card
