"""Choosing a year of capital, and opening a unit that has a budget: both are in the link."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.ingest.kinds import kinds
from core.places import Place
from core.reports.budget import BudgetLine
from core.reports.budget_views import budget_years, main_year
from ui import markup
from ui.components.budget_undivided import say_undivided
from ui.components.linked import linked_choice
from ui.components.notices import nothing_yet
from ui.components.plain_text import plain
from ui.filters import Chosen, on_screen, places
from ui.links import view
from ui.reads import read

YEAR = "nam"
_MOST_LINKS, _LONGEST_SAID, _BOX_PX = 10, 60, 220


def choose_year(lines: Sequence[BudgetLine], day: date) -> int | None:
    """The year of capital to look at: the one the link names, else that of most units; asked when there are several."""
    main = main_year(lines, day)
    if main is None:
        return None
    years = {str(year): year for year in budget_years(lines)}
    if len(years) > 1:
        with st.container(width=_BOX_PX):
            return linked_choice(YEAR, "Năm vốn", years, str(main))
    _say_other_year(str(main))
    return main


def _say_other_year(only: str) -> None:
    asked = st.query_params.get(YEAR, only)
    if asked != only:
        said = plain(asked[:_LONGEST_SAID])
        st.warning(f"Không có số liệu của năm vốn «{said}» ở đây; đang xem năm {only}.", icon=":material/link_off:")


def of_same_year(place: Place, year: int) -> str:
    return view(on_screen(), place, **{YEAR: str(year)})


def no_budget(chosen: Chosen) -> None:
    """The chosen unit has none: how to bring one, and which units do have one."""
    of_unit = f" của {chosen.place.full_name}" if chosen.place else ""
    nothing_yet(
        f"Chưa có số liệu ngân sách{of_unit}.",
        f"Hãy tải mẫu «{kinds()['budget-plan'].title}» ở trang Nộp số liệu, điền mỗi nội dung chi của xã một dòng rồi"
        f" nộp tệp; số giải ngân nộp bằng mẫu «{kinds()['disbursement'].title}».",
    )
    say_undivided(chosen.budget)
    if elsewhere := read("units-with-budgets", (chosen.national, _MOST_LINKS + 1)):
        st.html(_unit_links(elsewhere))


def _unit_links(units: Sequence[Place]) -> str:
    links = [markup.link(_named(unit), view(on_screen(), unit)) for unit in units[:_MOST_LINKS]]
    items = "".join(markup.element("li", link) for link in links)
    more = "và những đơn vị khác: chọn ở thanh lọc trên cùng." if len(units) > _MOST_LINKS else ""
    return (
        "<p><b>Những đơn vị đã có số liệu ngân sách</b></p>"
        + markup.element("ul", items, class_="td-list")
        + (markup.element("p", markup.text(more), class_="td-below") if more else "")
    )


def _named(unit: Place) -> str:
    """`xã Tu Mơ Rông, huyện Tu Mơ Rông, tỉnh Kon Tum`."""
    return ", ".join(place.full_name for place in reversed(places().ancestors(unit)) if place)
