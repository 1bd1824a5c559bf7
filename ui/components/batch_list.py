"""The history of imports, with the file itself and the way back."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core import formats
from core.ingest.kinds import kinds
from core.reports.batches import BatchRow, file_of_batch
from core.repository import DEMO, SHIPPED_ORIGIN
from ui.components.plain_text import plain
from ui.components.undo_button import say_undone, undo_button
from ui.reads import database, read

# Batches that nobody uploaded: plans that ship with the program, and made-up figures (their banner removes them).
_NOT_UPLOADED = (SHIPPED_ORIGIN, DEMO)


def my_batches(limit: int) -> None:
    """The latest uploads that stand, each with one click to take it back; shipped plans are not in the way of it."""
    say_undone()
    rows = [row for row in read("batches") if row.origin not in _NOT_UPLOADED and row.undone_at is None]
    if not rows:
        st.caption("Chưa có lần nộp nào còn hiệu lực. Mọi lần nạp, cả đã thu hồi, ở trang Nguồn và kiểm tra.")
    for row in rows[:limit]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(_line(row), width="stretch")
            if row.undone_at is None and undo_button(row.id, key=f"_undo_{row.id}"):
                st.rerun()


def _line(row: BatchRow) -> str:
    said = (
        f"**Lô {row.id}** · {kinds()[row.kind].title} · {plain(row.file_name)}"
        f" · {formats.moment(row.committed_at)} · {row.committed_by}"
        f" · {row.new_rows} mới, {row.changed_rows} thay đổi, {row.unchanged_rows} giữ nguyên"
    )
    return f"~~{said}~~ đã thu hồi {formats.moment(row.undone_at)}" if row.undone_at else said


def all_batches() -> None:
    """Every batch as a table, and the file of any one to download again."""
    rows: list[BatchRow] = read("batches")
    if not rows:
        st.info("Chưa có lần nạp nào.")
        return
    st.dataframe(_frame(rows), hide_index=True, width="stretch", key="_batches_table")
    picked = st.selectbox(
        "Xem một lô", rows, format_func=lambda row: f"Lô {row.id}: {row.file_name}", key="_batch_picked"
    )
    if picked:
        _details(picked)


def _details(row: BatchRow) -> None:
    described = "; ".join(f"{name.lower()}: {value}" for name, value in row.understood.items())
    st.markdown(f"Đọc tệp: {described}.")
    if row.questions:
        st.markdown("\n".join(f"- Được hỏi: {plain(question)}" for question in row.questions))
        st.markdown(f"Lý do: {plain(row.justification or '')}")
    with database().read() as session:
        content = file_of_batch(session, row.id)
    if content is not None:
        name = row.file_name.rsplit("/", 1)[-1]
        st.download_button(
            "Tải lại tệp gốc",
            content,
            file_name=name,
            icon=":material/download:",
            key=f"_file_{row.id}",
            on_click="ignore",
        )


def _frame(rows: Sequence[BatchRow]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Lô": [row.id for row in rows],
            "Loại": [kinds()[row.kind].title for row in rows],
            "Tệp": [row.file_name for row in rows],
            "Nạp lúc": [formats.moment(row.committed_at) for row in rows],
            "Người nạp": [row.committed_by for row in rows],
            "Mới": [row.new_rows for row in rows],
            "Thay đổi": [row.changed_rows for row in rows],
            "Giữ nguyên": [row.unchanged_rows for row in rows],
            "Thu hồi": [formats.moment(row.undone_at) if row.undone_at else "" for row in rows],
            "Mã băm tệp (sha256)": [row.sha256 for row in rows],
        }
    )
