"""The top of the poverty screen: the answer in a sentence, under whose plan and as of when, then the cards."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.reports.explanations import GivenExplanation
from core.reports.frames import plan_name
from core.reports.poverty import Result
from core.reports.poverty_views import UnitView, is_newest
from core.text import capitalised
from core.wording import as_of_sentence, disagreement, why_no_total
from core.wording_explanations import mark_said
from core.wording_overview import drafts_mark
from core.wording_poverty import opening
from ui import markup
from ui.components.cards import cards, poverty_cards
from ui.components.explanation_mark import given, of_plan


def answer(view: UnitView, below: Sequence[Result | None], results: Mapping[str, Sequence[Result]]) -> None:
    """`below` are the results of the units right below, with a plan or without; `results` all there are, by code."""
    whole = view.whole
    assert whole
    further = f"Theo kế hoạch {plan_name(whole)}. {as_of_sentence(view.whole_result, below)}"
    remarks = [remark for remark in (why_no_total(whole), disagreement(whole)) if remark]
    explained = of_plan(whole, given(whole.place.code))
    said = [
        markup.element("p", markup.element("b", markup.text(f"{opening(view)}{drafts_mark([whole.result])}"))),
        *(markup.element("p", markup.text(capitalised(remark))) for remark in remarks),
        markup.element("p", markup.text(f"{further} {_explained(explained)}".strip()), class_="td-below"),
    ]
    st.html("".join(said))
    cards(poverty_cards(whole, is_newest(whole, results)))


def _explained(found: GivenExplanation | None) -> str:
    return f"{mark_said(found)}, xem ở mục Giải trình bên dưới." if found else ""
