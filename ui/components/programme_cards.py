"""The other programmes on the overview: one card each, naming its unit, with a link to its screen."""

from collections.abc import Sequence

import streamlit as st

from core.reports.budget import BudgetFilter
from core.reports.criteria import CriteriaFilter
from core.wording_programmes import ProgrammeCard, budget_card, duties_card, goals_card, rural_card
from ui.components.list_filters import ALL_UNITS_LINK, DUTIES_LINK
from ui.components.plain_text import plain
from ui.filters import Chosen, link_of, present_link
from ui.navigation import path_of
from ui.reads import read


def programme_cards(chosen: Chosen) -> None:
    """Of everything that is loaded, whatever unit is chosen: programmes belong to other units than the poverty plan."""
    st.subheader("Các chương trình khác")
    st.caption("Của mọi đơn vị đã nạp kế hoạch, không theo đơn vị đang chọn ở thanh lọc.")
    period = {"ky": chosen.as_of.isoformat()} if chosen.as_of else {}
    _cards(
        [
            _linked(budget_card(read("budget", BudgetFilter(as_of=chosen.as_of))), period),
            _linked(rural_card(read("criteria", CriteriaFilter(as_of=chosen.as_of))), period),
            (goals_card(read("goals", chosen.goals)), present_link() | ALL_UNITS_LINK),
            (
                duties_card(read("duties", chosen.goals), chosen.goals.today),
                present_link() | ALL_UNITS_LINK | DUTIES_LINK,
            ),
        ]
    )


def _linked(card: ProgrammeCard, period: dict[str, str]) -> tuple[ProgrammeCard, dict[str, str]]:
    return card, link_of(card.place) | period


def _cards(cards: Sequence[tuple[ProgrammeCard, dict[str, str]]]) -> None:
    for column, (card, link) in zip(st.columns(len(cards)), cards, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(plain(card.title))
            st.markdown(f"#### {plain(card.value)}")
            whose = [f"**{plain(card.whose)}**"] if card.whose else []
            st.caption("  \n".join([*whose, plain(card.below)]))
            st.page_link(path_of(card.screen), label="Xem chi tiết", icon=":material/arrow_forward:", query_params=link)
