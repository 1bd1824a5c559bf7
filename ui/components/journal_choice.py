"""What is looked for in the journal. It stands in the link, so that a view can be kept and sent."""

from dataclasses import replace
from datetime import date

import streamlit as st

from core import formats
from core.access.journal_reading import JournalFilter
from core.access.journal_words import deed_words
from core.ingest.values.dates import understand_date
from core.text import capitalised
from ui.components.linked import address_with, linked_choice, linked_text
from ui.components.plain_text import plain
from ui.filters import current

_TEXT, _WHO, _SINCE, _UNTIL, _PAGE = "chu", "nguoi", "tu-ngay", "den-ngay", "trang-so"
_ALL = "tat-ca"
_LONGEST = 100


def choose() -> JournalFilter:
    """Draw the choices; another choice than before starts on the first page again."""
    with st.container(key="td_journal_choice"):
        left, right = st.columns(2)
        with left:
            about = "Tên tệp, số lô, lý do, người, đơn vị, máy; có dấu hay không."
            text = linked_text(_TEXT, "Chữ trong nhật ký", _LONGEST, help=about)
        with right:
            who = linked_text(_WHO, "Người", _LONGEST, help="Một phần của tên hoặc địa chỉ thư.")
        deed_column, unit_column, since_column, until_column = st.columns(4)
        with deed_column:
            deed = _deed()
        with unit_column:
            unit = _unit()
        with since_column:
            since = _day(_SINCE, "Từ ngày")
        with until_column:
            until = _day(_UNTIL, "Đến ngày")
    chosen = JournalFilter(text, deed, who, unit, since, until)
    return replace(chosen, page=_page(chosen))


def address_of_page(page: int) -> str:
    return address_with(_PAGE, str(page) if page > 1 else "")


def _page(chosen: JournalFilter) -> int:
    asked, before = st.query_params.get(_PAGE, ""), st.session_state.get("_journal_before", chosen)
    st.session_state["_journal_before"] = chosen
    if before != chosen:
        st.query_params.pop(_PAGE, None)
        return 1
    return min(int(asked), 1_000_000) if asked.isascii() and asked.isdigit() else 1


def _deed() -> str:
    words = {_ALL: "Mọi việc", **deed_words()}
    picked = linked_choice("viec", "Việc", {name: name for name in words}, _ALL, lambda name: words[name])
    return "" if picked == _ALL else picked


def _unit() -> str | None:
    """The unit chosen on top, where it is asked for: what is of no unit is looked for too, unless it is."""
    place = current().place
    options = {_ALL: "Mọi đơn vị"}
    if place:
        options["don-vi"] = f"{capitalised(place.full_name)} và cấp dưới"
    picked = linked_choice("pham-vi", "Đơn vị", {name: name for name in options}, _ALL, lambda name: options[name])
    return place.code if place and picked != _ALL else None


def _day(name: str, label: str) -> date | None:
    text = linked_text(name, label, 20, placeholder="ngày/tháng/năm", read=_read_day, written=_written_day)
    day = _understood(text)
    if text and not day:
        st.caption(f"«{plain(text)}» không phải ngày; chưa lọc theo ngày này.")
    return day


def _read_day(asked: str) -> str:
    day = _understood(asked)
    return formats.day(day) if day else asked


def _written_day(typed: str) -> str:
    day = _understood(typed)
    return day.isoformat() if day else ""


def _understood(text: str) -> date | None:
    day = understand_date(text) if text else None
    return day if isinstance(day, date) else None
