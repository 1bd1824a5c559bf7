"""The other programmes on the overview: one card each, naming its unit, with a link to its screen."""

from collections.abc import Sequence

import streamlit as st

from core.reports.budget import BudgetLine
from core.reports.criteria import SetStatus
from core.reports.goals import DutyRow, GoalRow
from core.wording_programmes import ProgrammeCard, budget_card, duties_card, goals_card, rural_card
from ui import markup
from ui.components.list_filters import ALL_UNITS_LINK, DUTIES_LINK
from ui.filters import Chosen
from ui.links import origin_of_figure, view

_OF_ALL = "Của mọi đơn vị đã nạp kế hoạch, không theo đơn vị đang chọn ở thanh lọc."
_OF_PROVINCE = "Ngân sách, nông thôn mới: của tỉnh đang chọn. Mục tiêu của kế hoạch, nhiệm vụ: của mọi kế hoạch đã nạp."


def programme_cards(
    chosen: Chosen,
    lines: Sequence[BudgetLine],
    criteria: Sequence[SetStatus],
    goals: Sequence[GoalRow],
    duties: Sequence[DutyRow],
    complete: bool = True,
) -> None:
    """Of everything that is loaded, whatever unit is chosen: programmes belong to other units than the poverty plan.

    Not `complete`: budgets and criteria of the chosen province alone, others having too many.
    """
    st.subheader("Các chương trình khác")
    note = _OF_ALL if complete else _OF_PROVINCE
    of_duties = duties_card(duties, chosen.goals.today)
    day = chosen.as_of or chosen.goals.today
    made = [
        *(_card(card, view(card.screen, card.place)) for card in (budget_card(lines, day), rural_card(criteria))),
        _card(goals_card(goals), view("muc-tieu-nhiem-vu", chosen.place, **ALL_UNITS_LINK)),
        _card(of_duties, view(of_duties.screen, chosen.place, **ALL_UNITS_LINK, **DUTIES_LINK)),
    ]
    st.html(
        markup.element("p", markup.text(note), class_="td-below")
        + markup.element("div", "".join(made), class_="td-programmes")
    )


def _card(card: ProgrammeCard, address: str) -> str:
    origin = markup.link("từ đâu?", origin_of_figure(card.origin), f"{card.title}: từ đâu?") if card.origin else ""
    parts = [
        markup.element("h3", markup.text(card.title)),
        markup.element("p", markup.text(card.value), class_="td-value"),
        markup.element("p", f"<b>{markup.text(card.whose)}</b>", class_="td-below") if card.whose else "",
        markup.element("p", f"{markup.text(card.below)} {origin}", class_="td-below"),
        markup.element("p", markup.link("Xem chi tiết →", address, f"{card.title}: xem chi tiết"), class_="td-more"),
    ]
    return markup.element("section", "".join(parts), class_="td-programme")
