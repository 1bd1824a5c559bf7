"""The journal: what is looked for, the entries found, and all of them as a file."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from core import formats
from core.access.journal_file import HEADINGS, cells, csv_lines
from core.access.journal_reading import PAGE_ROWS, Entry, JournalFilter, JournalPage, entries, every_entry
from core.access.rules import Access
from core.database import Database
from ui import markup
from ui.components.journal_choice import address_of_page, choose
from ui.components.tables import Column, Said, table
from ui.reader import reader, still
from ui.reads import database

# The newest ones that a file of this screen has; the command line has no end.
MOST_IN_A_FILE = 50_000
_NAMES = ("at", "who", "deed", "what", "unit", "from_where")
_COLUMNS = {
    name: Column(heading, "moment" if name == "at" else "text") for name, heading in zip(_NAMES, HEADINGS, strict=True)
}


def journal_list() -> None:
    """Read anew on every run: sign-ins change no figures, so that no cache knows of them."""
    chosen = choose()
    found = entries(database(), reader(), chosen)
    if not found.entries:
        st.info(_nothing(chosen), icon=":material/filter_alt_off:")
        return
    st.html(markup.element("p", markup.text(_said(found)), role="status"))
    table(_frame(found.entries), _COLUMNS, Said("Nhật ký"), key="journal", files=False)
    st.html(_turn(found))
    _file_button(chosen)


def _nothing(chosen: JournalFilter) -> str:
    if chosen.page > 1:
        return "Không còn dòng nào cũ hơn."
    return "Nhật ký chưa có dòng nào trong phạm vi của bạn." if chosen == JournalFilter() else "Không có dòng nào khớp."


def _said(found: JournalPage) -> str:
    first = (found.page - 1) * PAGE_ROWS + 1
    last = first + len(found.entries) - 1
    return f"Dòng {formats.count(first)} đến {formats.count(last)}, mới nhất ở trên."


def _turn(found: JournalPage) -> str:
    """Links to the newer and the older page, where there are any."""
    ways = [
        markup.link("‹ Mới hơn", address_of_page(found.page - 1)) if found.page > 1 else "",
        markup.link("Cũ hơn ›", address_of_page(found.page + 1)) if found.goes_on else "",
    ]
    said = " · ".join(way for way in ways if way)
    return markup.element("nav", said, class_="td-more", aria_label="Trang của nhật ký")


def _file_button(chosen: JournalFilter) -> None:
    st.download_button(
        "Tải CSV",
        partial(_csv, database(), reader(), chosen),
        file_name="nhat-ky.csv",
        mime="text/csv",
        key="_journal_csv",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
        help=f"Mọi dòng khớp với lựa chọn, nhiều nhất {formats.count(MOST_IN_A_FILE)} dòng mới nhất.",
    )


def _csv(source: Database, access: Access, chosen: JournalFilter) -> bytes:
    return "".join(csv_lines(every_entry(source, still(access), chosen, MOST_IN_A_FILE))).encode("utf-8-sig")


def _frame(found: Sequence[Entry]) -> pd.DataFrame:
    return pd.DataFrame([cells(entry) for entry in found], columns=list(_NAMES))
