"""How a file was understood: one sentence always in sight; columns, left-out rows and other remarks one click away."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core import formats
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import kinds
from core.ingest.pipeline import Preview
from ui.components.plain_text import plain

_LEFT_OUT, _UNKNOWN = "row_left_out", "unknown_column"
_MOST_SHOWN = 500
_ROW_PX, _MOST_PX = 35, 420


def understood_panel(found: Preview, sheet_chosen: bool) -> None:
    """`sheet_chosen`: the person said which sheet, so the others are left out by choice."""
    kind, table = kinds()[found.kind], found.checked.table
    described = "; ".join(f"{name.lower()}: {plain(value)}" for name, value in table.described().items())
    notes = found.of(Severity.NOTE)
    st.markdown(f"**{kind.title}** — {kind.grain}. Đọc tệp: {described}. {_kept_out(found, notes, sheet_chosen)}")
    columns = table.columns_described()
    said = f"{formats.count(len(notes))} ghi chú" if notes else "không có ghi chú"
    with st.expander(f"Xem cách đọc: {len(columns)} cột, {said}", icon=":material/info:"):
        _columns(columns)
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


def _columns(columns: Sequence[tuple[str, str]]) -> None:
    st.markdown("**Cột của tệp được hiểu là**")
    frame = pd.DataFrame(columns, columns=["Cột trong tệp", "Được hiểu là"])
    st.dataframe(frame, hide_index=True, width="stretch", height=_height(len(frame)), key="_understood_columns")


def _rows(left_out: Sequence[Issue]) -> None:
    if not left_out:
        return
    st.markdown(f"**Dòng bỏ qua ({formats.count(len(left_out))})**")
    shown = left_out[:_MOST_SHOWN]
    frame = pd.DataFrame({"Dòng": [str(issue.row) for issue in shown], "Vì sao": [issue.reason for issue in shown]})
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        height=_height(len(frame)),
        column_config={"Dòng": st.column_config.Column(width=60), "Vì sao": st.column_config.Column(width="large")},
        key="_understood_left_out",
    )
    if len(left_out) > _MOST_SHOWN:
        st.caption(f"Đang hiện {_MOST_SHOWN} dòng đầu.")


def _others(notes: Sequence[Issue]) -> None:
    """Hidden rows, other sheets, what was assumed or converted …"""
    if notes:
        st.markdown("**Ghi chú khác**")
        st.markdown("\n".join(f"- {_said(note)}" for note in notes[:_MOST_SHOWN]))


def _said(note: Issue) -> str:
    return plain(f"Dòng {note.row}: {note.message}" if note.row else note.message)


def _height(rows: int) -> int:
    return min(_ROW_PX * (rows + 1) + 3, _MOST_PX)
