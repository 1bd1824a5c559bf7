"""Choosing a year of capital, and opening a unit that has a budget."""

from collections.abc import Sequence

import streamlit as st

from core.ingest.kinds import kinds
from core.reports.budget import BudgetLine
from core.reports.budget_views import budget_years, by_place
from ui.components.notices import nothing_yet
from ui.filters import Chosen, link_of, places

_MOST_LINKS = 10


def choose_year(lines: Sequence[BudgetLine]) -> int | None:
    """The year of capital to look at, the newest first; asked when there are several."""
    years = budget_years(lines)
    if len(years) <= 1:
        return years[0] if years else None
    return st.selectbox("Năm vốn", years, key="_budget_year", persist_state="session", width=200)


def no_budget(chosen: Chosen, elsewhere: Sequence[BudgetLine]) -> None:
    """The chosen unit has none: how to bring one, and which units do have one."""
    of_unit = f" của {chosen.place.full_name}" if chosen.place else ""
    nothing_yet(
        f"Chưa có số liệu ngân sách{of_unit}.",
        f"Hãy tải mẫu «{kinds()['budget-plan'].title}» ở trang Nộp số liệu, điền mỗi nội dung chi của xã một dòng rồi"
        f" nộp tệp; số giải ngân nộp bằng mẫu «{kinds()['disbursement'].title}».",
    )
    if elsewhere:
        st.markdown("**Những đơn vị đã có số liệu ngân sách**")
        unit_links(elsewhere, chosen)


def unit_links(lines: Sequence[BudgetLine], chosen: Chosen) -> None:
    """Opens the budget of each unit that has one, the period kept.

    Not `st.page_link`: one to the screen it stands on leaves the address bar as it was (Streamlit 1.67), so that
    reloading or sharing would open another unit.
    """
    units = [place for place, _ in by_place(lines)]
    period = {"ky": chosen.as_of.isoformat()} if chosen.as_of else {}
    for unit in units[:_MOST_LINKS]:
        above = [place.full_name for place in places().ancestors(unit) if place]
        st.button(
            f"Mở {', '.join(reversed(above))}",
            key=f"_budget_open_{unit.code}",
            type="tertiary",
            icon=":material/arrow_forward:",
            on_click=_follow,
            args=(link_of(unit) | period,),
        )
    if len(units) > _MOST_LINKS:
        st.caption(f"và {len(units) - _MOST_LINKS} đơn vị khác: chọn ở thanh lọc trên cùng.")


def _follow(link: dict[str, str]) -> None:
    """The filter bar takes the link over on the run that follows."""
    st.query_params.update(link)
