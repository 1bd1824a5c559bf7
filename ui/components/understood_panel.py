"""How a file was understood: one sentence always in sight; columns, left-out rows and other remarks one click away."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core import formats
from core.ingest.checks.one_map import maps_said
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import kinds
from core.ingest.pipeline import Preview
from ui.components.plain_text import plain
from ui.components.tables import Said, columns, table

_LEFT_OUT, _UNKNOWN = "row_left_out", "unknown_column"
_MOST_SHOWN = 500
_COLUMNS = columns(header=("Cột trong tệp", "text"), understood=("Được hiểu là", "text"))
_LEFT_OUT_COLUMNS = columns(row=("Dòng", "text"), reason=("Vì sao", "text"))


def understood_panel(found: Preview, sheet_chosen: bool) -> None:
    """`sheet_chosen`: the person said which sheet, so the others are left out by choice."""
    kind, read = kinds()[found.kind], found.checked.table
    described = "; ".join(f"{name.lower()}: {plain(value)}" for name, value in read.described().items())
    notes = found.of(Severity.NOTE)
    st.markdown(
        f"**{kind.title}** — {kind.grain}. Đọc tệp: {described}. {maps_said(found.checked)}"
        f"{_kept_out(found, notes, sheet_chosen)}"
    )
    headings = read.columns_described()
    said = f"{formats.count(len(notes))} ghi chú" if notes else "không có ghi chú"
    with st.expander(f"Xem cách đọc: {len(headings)} cột, {said}", icon=":material/info:"):
        _columns(headings)
        _rows([issue for issue in notes if issue.code == _LEFT_OUT])
        _others([issue for issue in notes if issue.code not in (_LEFT_OUT, _UNKNOWN)])


def _kept_out(found: Preview, notes: Sequence[Issue], sheet_chosen: bool) -> str:
    """What of the file is not read and why, in the sentence that is always in sight."""
    codes = Counter(note.code for note in notes)
    counts = {"dòng": codes[_LEFT_OUT], "cột": codes[_UNKNOWN], "trang tính": len(found.checked.table.raw.other_sheets)}
    said = [f"{formats.count(number)} {what}" for what, number in counts.items() if number]
    if said and counts["trang tính"]:
        said[-1] += " (bạn chọn trang khác)" if sheet_chosen else " (không có bảng số liệu)"
    more = "; lý do từng dòng, cột ở bên dưới" if codes[_LEFT_OUT] or codes[_UNKNOWN] else ""
    return f"Bỏ qua {', '.join(said)}{more}." if said else "Không bỏ qua dòng, cột nào."


def _columns(described: Sequence[tuple[str, str]]) -> None:
    frame = pd.DataFrame(described, columns=list(_COLUMNS))
    table(frame, _COLUMNS, Said("Cột của tệp được hiểu là"), key="understood_columns", files=False)


def _rows(left_out: Sequence[Issue]) -> None:
    if not left_out:
        return
    st.markdown(f"**Dòng bỏ qua ({formats.count(len(left_out))})**")
    shown = left_out[:_MOST_SHOWN]
    frame = pd.DataFrame({"row": [str(issue.row) for issue in shown], "reason": [issue.reason for issue in shown]})
    with st.container(key="td_lines_left_out"):
        table(frame, _LEFT_OUT_COLUMNS, Said("Dòng bỏ qua"), key="understood_left_out", files=False)
    if len(left_out) > _MOST_SHOWN:
        st.caption(f"Đang hiện {_MOST_SHOWN} dòng đầu.")


def _others(notes: Sequence[Issue]) -> None:
    """Hidden rows, other sheets, what was assumed or converted …"""
    if notes:
        st.markdown("**Ghi chú khác**")
        st.markdown("\n".join(f"- {_said(note)}" for note in notes[:_MOST_SHOWN]))


def _said(note: Issue) -> str:
    return plain(f"Dòng {note.row}: {note.message}" if note.row else note.message)
