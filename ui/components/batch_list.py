"""The history of imports, with the file itself and the way back."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core import formats
from core.access.rules import Access, Action, may
from core.clock import local_day
from core.database import Database
from core.errors import AccessRefused
from core.ingest.kinds import kinds
from core.reports.batches import BatchFilter, BatchRow, file_of_batch
from core.settings import acceptance_required
from core.stored import DEMO, SHIPPED_ORIGIN
from ui import markup
from ui.components.linked import address_with, linked_choice
from ui.components.notices import nothing_seen
from ui.components.plain_text import plain
from ui.components.tables import Column, Columns, Said, columns, table
from ui.components.undo_button import say_undone, undo_button
from ui.filters import current, present_link
from ui.links import view
from ui.navigation import path_of
from ui.reader import reader, still
from ui.reads import database, read

# Batches that nobody uploaded: plans that ship with the program, and made-up figures (their banner removes them).
_NOT_UPLOADED = (SHIPPED_ORIGIN, DEMO)
# What a link adds to open the sources screen on the table of batches (pages/sources.py).
BATCHES_LINK = {"the": "cac-lan-nap-so-lieu"}
_MOST_LISTED, _PAGE = 1_000, "trang"
_LONGEST_NUMBER = 15
_COLUMNS = columns(
    batch=Column("Lô", link="link"),
    kind=("Loại", "text"),
    file=("Tệp", "text"),
    at=Column("Lúc", "moment", group="Nạp"),
    by=Column("Người", group="Nạp"),
    undone_at=("Thu hồi", "moment"),
    new=Column("Mới", "count", group="Số dòng"),
    changed=Column("Thay đổi", "count", group="Số dòng"),
    unchanged=Column("Giữ nguyên", "count", group="Số dòng"),
)


def my_batches(limit: int) -> None:
    """The latest uploads that stand now, each with its file and the way to take it back; no shipped plans."""
    say_undone()
    rows: list[BatchRow] = read("batches", BatchFilter(most=limit, uploads=True))
    if not rows:
        st.caption(nothing_seen("Chưa có lần nộp nào còn hiệu lực"))
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(_line(row), width="stretch")
            _buttons(row, f"_recent_{row.id}", may_undo=True)
    st.page_link(
        path_of("nguon-kiem-tra"),
        label="Mọi lần nạp và lịch sử từng số liệu",
        icon=":material/history:",
        query_params={**present_link(), **BATCHES_LINK},
    )


def _stands_as_upload(row: BatchRow) -> bool:
    return row.origin not in _NOT_UPLOADED and row.undone_at is None


def _may_be_undone(row: BatchRow) -> bool:
    """What was published is taken back by who may accept it, where drafts are accepted."""
    needed = Action.UPLOAD if row.waits or not acceptance_required() else Action.ACCEPT
    return _stands_as_upload(row) and may(reader(), needed, row.unit_code)


def _line(row: BatchRow) -> str:
    return (
        f"**Lô {row.id}** · {kinds()[row.kind].title} · {plain(row.file_name)}"
        f" · {formats.moment(row.committed_at)} · {plain(row.committed_by)}"
        f" · {formats.count(row.new_rows)} mới, {formats.count(row.changed_rows)} thay đổi,"
        f" {formats.count(row.unchanged_rows)} giữ nguyên"
        f"{' · **chờ duyệt**' if row.waits else ''}"
    )


def batch_view(batch: int) -> str:
    """The address of the screen of sources with one batch open: how it was read, its file, taking it back."""
    return view("nguon-kiem-tra", current().place, **BATCHES_LINK, lo=str(batch))


def all_batches() -> None:
    """One batch open (the newest, or the one that the link names), then every batch as a table."""
    say_undone()
    rows = _page_of_batches()
    if not rows:
        st.info(nothing_seen("Chưa có lần nạp nào"))
        return
    by_number = {str(row.id): row for row in rows}
    with st.container(border=True):
        picked = linked_choice(
            "lo",
            "Xem một lô",
            {number: int(number) for number in by_number},
            str(rows[0].id),
            lambda number: f"Lô {number}: {by_number[str(number)].file_name}",
        )
        _details(by_number[str(picked)])
    with st.container(key="td_batches"):
        table(_frame(rows), _shown(rows), Said("Các lần nạp số liệu"), key="batches")
    _say_pages(len(rows))


def _page_of_batches() -> list[BatchRow]:
    """The newest ones, or older ones that the link asks for; with the batch that the link names."""
    named = st.query_params.get("lo", "")
    asked = BatchFilter(
        current().known_at,
        most=_MOST_LISTED,
        skip=_page() * _MOST_LISTED,
        number=int(named) if named.isdecimal() and len(named) <= _LONGEST_NUMBER else None,
    )
    rows: list[BatchRow] = read("batches", asked)
    return rows


def _page() -> int:
    """How many pages of newer batches come first."""
    said = st.query_params.get(_PAGE, "")
    return int(said) - 1 if said.isdecimal() and 0 < len(said) <= 6 and int(said) else 0


def _say_pages(shown: int) -> None:
    """Ways to what is older and newer, where one page does not hold everything."""
    page = _page()
    older = markup.link("Các lần nạp cũ hơn →", address_with(_PAGE, str(page + 2))) if shown >= _MOST_LISTED else ""
    newer = markup.link("← Các lần nạp mới hơn", address_with(_PAGE, str(page) if page > 1 else "")) if page else ""
    if older or newer:
        first = page * _MOST_LISTED
        said = f"Đang hiện lần nạp thứ {formats.count(first + 1)}–{formats.count(first + shown)}, mới nhất trước."
        st.html(markup.element("p", " ".join(part for part in (markup.text(said), newer, older) if part)))


def _details(row: BatchRow) -> None:
    described = "; ".join(f"{name.lower()}: {plain(value)}" for name, value in row.understood.items())
    st.markdown(f"{_line(row)}. Đọc tệp: {described}.")
    if row.questions:
        st.markdown("\n".join(f"- Được hỏi: {plain(question)}" for question in row.questions))
        st.markdown(f"Lý do: {plain(row.justification or '')}")
    st.caption(f"Mã băm tệp (sha256): {row.sha256}")
    # What stood at a moment of the past may have gone since: it is taken back where the present is looked at.
    _buttons(row, f"_picked_{row.id}", may_undo=current().known_at is None)
    if row.returned_reason:
        returned = f"Đã trả lại {formats.moment(row.undone_at)}, người trả lại: {plain(row.undone_by or '')}"
        st.caption(f"{returned}. Lý do: {plain(row.returned_reason)}")
    elif row.undone_at:
        st.caption(f"Đã thu hồi {formats.moment(row.undone_at)}, người thu hồi: {plain(row.undone_by or '')}.")


def _buttons(row: BatchRow, key: str, may_undo: bool) -> None:
    """The file again, and taking back where that may be; side by side wherever they stand."""
    with st.container(horizontal=True, width="content"):
        file_button(row.id, row.file_name, f"{key}_file")
        if may_undo and _may_be_undone(row):
            undone = undo_button(row.id, row.new_rows, row.changed_rows, key=f"{key}_undo", waits=row.waits)
            if undone:
                st.rerun()
        elif may_undo and _stands_as_upload(row) and may(reader(), Action.UPLOAD, row.unit_code):
            st.caption(f"Đã duyệt ngày {_day(row)}; muốn thu hồi, hỏi người quản trị.", width="content")


def _day(row: BatchRow) -> str:
    return formats.day(local_day(row.published_at or row.committed_at))


def file_button(batch: int, file_name: str, key: str) -> None:
    """The file as it came, read from the database when it is asked for."""
    source, by = database(), reader()
    st.download_button(
        "Tải tệp gốc",
        lambda: _content(source, by, batch),
        file_name=file_name.rsplit("/", 1)[-1],
        icon=":material/download:",
        key=key,
        on_click="ignore",
    )


def _content(source: Database, by: Access, batch: int) -> bytes:
    with source.read_as(still(by)) as session:
        content = file_of_batch(session, batch)
    if content is None:
        raise AccessRefused(f"Bạn không được xem tệp của lô {batch}.")
    return content


def _shown(rows: Sequence[BatchRow]) -> Columns:
    """The state only where some batch is or was a draft that the dates alone don't tell of."""
    drafts = any(row.published_at is None for row in rows)
    return _COLUMNS | ({"state": Column("Trạng thái")} if drafts else {})


def _frame(rows: Sequence[BatchRow]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "state": [row.state for row in rows],
            "batch": [str(row.id) for row in rows],
            "link": [batch_view(row.id) for row in rows],
            "at": [row.committed_at for row in rows],
            "by": [row.committed_by for row in rows],
            "undone_at": pd.Series([row.undone_at for row in rows], dtype=object),
            "kind": [kinds()[row.kind].title for row in rows],
            "file": [row.file_name for row in rows],
            "new": [row.new_rows for row in rows],
            "changed": [row.changed_rows for row in rows],
            "unchanged": [row.unchanged_rows for row in rows],
        }
    )
