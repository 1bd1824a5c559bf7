"""The screens that show all provinces beside each other while «Cả nước» is chosen."""

from collections.abc import Callable, Mapping

import streamlit as st

from core.wording_national import BUDGET, OVERVIEW, POVERTY, RURAL
from ui.components import national_poverty as poverty
from ui.components.freshness_table import legend
from ui.components.linked import linked_tabs
from ui.components.national_programmes import budget_part, rural_part
from ui.components.national_view import of_year, say_others, statuses, with_figures, year_of
from ui.components.notices import nothing_yet, source_line
from ui.filters import Chosen, current, on_screen
from ui.reads import read


def in_one_province() -> Chosen:
    """What the bar says; for the whole country the screen is drawn here from its title on, and ends."""
    chosen = current()
    if chosen.whole_country:
        _SCREENS[on_screen() or OVERVIEW](chosen)
        st.stop()
    return chosen


def national_overview(chosen: Chosen) -> None:
    """Poverty first, then the other programmes; only the open part is read. Each row leads to that province."""
    parts = linked_tabs("phan", ["Giảm nghèo", "Ngân sách", "Nông thôn mới"], forgets=["nam"])
    for part, draw in zip(parts, (_poverty, _budget, _rural), strict=True):
        if part.open:
            with part:
                draw(chosen, OVERVIEW)


def national_poverty(chosen: Chosen) -> None:
    _poverty(chosen, POVERTY)


def _poverty(chosen: Chosen, screen: str) -> None:
    provinces = with_figures()
    if not provinces:
        _nothing()
        return
    year = year_of(chosen, read("national-plan-years", chosen.national), "Kế hoạch năm")
    rows = statuses(chosen, year)
    on = poverty.judged(chosen, rows)
    poverty.head(rows, provinces, year, on)
    sentences, pictured = st.columns([2, 3], gap="large")
    with sentences:
        poverty.attention(rows, on, chosen, year)
    with pictured:
        poverty.picture(rows, screen, year)
    st.subheader("Từng tỉnh, thành phố")
    poverty.provinces_table(rows, provinces, screen, year, on)
    legend()
    source_line(poverty.sources(rows))
    say_others()


def national_budget(chosen: Chosen) -> None:
    _budget(chosen, BUDGET)


def national_rural(chosen: Chosen) -> None:
    _rural(chosen, RURAL)


def _budget(chosen: Chosen, screen: str) -> None:
    if not with_figures():
        _nothing()
        return
    year = year_of(chosen, read("national-budget-years", chosen.national), "Năm vốn")
    budget_part(read("national-budget", of_year(chosen, year)), year, screen)
    say_others()


def _rural(chosen: Chosen, screen: str) -> None:
    if not with_figures():
        _nothing()
        return
    rural_part(read("national-rural", chosen.national), screen)
    say_others()


def _nothing() -> None:
    nothing_yet(
        "Chưa có số liệu của tỉnh nào.",
        "Hãy nạp kế hoạch và số liệu ở trang Nộp số liệu; mỗi tỉnh có số liệu sẽ là một dòng ở đây.",
    )


_SCREENS: Mapping[str, Callable[[Chosen], None]] = {
    OVERVIEW: national_overview,
    POVERTY: national_poverty,
    BUDGET: national_budget,
    RURAL: national_rural,
}
