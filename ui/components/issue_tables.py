"""All that has to be mended or explained, at once: where, what, why, what to do; and the file with it in a column."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core import formats
from core.ingest.files.table import NumberCell
from core.ingest.issues import Issue, Severity
from core.ingest.pipeline import Preview
from core.ingest.remarks.remarks import with_remarks
from ui.components.tables import Said, columns, table

_MEND, _HELD, _EXPLAIN = Severity.ERROR.value, "held", Severity.QUESTION.value
_HEADINGS = {
    _MEND: ("Phải sửa trước khi nộp", ":material/error:"),
    _HELD: ("Chưa nộp được lúc này", ":material/lock_clock:"),
    _EXPLAIN: ("Cần giải thích", ":material/help:"),
}
_MOST_SHOWN = 500
_MACHINE_NUMBER = re.compile(r"-?\d+\.\d+%?", re.ASCII)
_COLUMNS = columns(
    row=("Dòng", "text"),
    column=("Cột", "text"),
    value=("Giá trị", "text"),
    reason=("Vì sao", "text"),
    remedy=("Cần làm gì", "text"),
)

_MADE = "_remarks_made"
# A file of so many cells comes back in a moment; a larger one is made when asked for.
_AT_ONCE = 20_000
_MIMES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def issue_tables(found: Preview) -> None:
    """What is to be mended, what can't be stored for now, what is asked; each with the file's own row numbers."""
    parts = _parts(found)
    for part, issues in parts.items():
        if issues:
            _table(part, issues, _numbers(found))
    if parts[_MEND] or parts[_EXPLAIN]:
        _remarked_file(found)


def _parts(found: Preview) -> Mapping[str, Sequence[Issue]]:
    errors = found.of(Severity.ERROR)
    return {
        _MEND: [issue for issue in errors if not issue.is_held_back],
        _HELD: [issue for issue in errors if issue.is_held_back],
        _EXPLAIN: found.of(Severity.QUESTION),
    }


def _numbers(found: Preview) -> Mapping[int, frozenset[str]]:
    """Line → its cells that are numbers of a workbook: people see those with a decimal comma."""
    lines = found.checked.table.rows if found.checked.table.raw.is_workbook else ()
    return {row.line: frozenset(cell for cell in row.cells if isinstance(cell, NumberCell)) for row in lines}


def _table(part: str, issues: Sequence[Issue], numbers: Mapping[int, frozenset[str]]) -> None:
    heading, icon = _HEADINGS[part]
    key = f"td_lines_{part}"
    with st.expander(f"{heading} ({formats.count(len(issues))})", expanded=True, icon=icon), st.container(key=key):
        table(_frame(issues[:_MOST_SHOWN], numbers), _COLUMNS, Said(heading), key=key, files=False)
        if len(issues) > _MOST_SHOWN:
            st.caption(f"Đang hiện {_MOST_SHOWN} trong {formats.count(len(issues))} chỗ; tệp kèm nhận xét có đủ.")


def _frame(issues: Sequence[Issue], numbers: Mapping[int, frozenset[str]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": [str(issue.row) if issue.row else "cả tệp" for issue in issues],
            "column": [issue.column for issue in issues],
            "value": [_value(issue, numbers) or None for issue in issues],
            "reason": [issue.reason for issue in issues],
            "remedy": [issue.remedy for issue in issues],
        }
    )


def _value(issue: Issue, numbers: Mapping[int, frozenset[str]]) -> str:
    """As it stands in the file; a number of a workbook with the comma that a Vietnamese spreadsheet shows."""
    value = str(issue.value or "")
    is_number = value in numbers.get(issue.row or 0, ()) and _MACHINE_NUMBER.fullmatch(value)
    return value.replace(".", ",") if is_number else value


def _remarked_file(found: Preview) -> None:
    """The person's own file with the remarks beside the rows: made once for what is looked at."""
    made = _made(found)
    if made is None:
        return
    content, name = made
    st.download_button(
        "Tải tệp kèm nhận xét",
        content,
        file_name=name,
        mime=_MIMES[name[name.rindex(".") :]],
        icon=":material/rate_review:",
        key="_remarks_download",
        on_click="ignore",
    )
    st.caption(
        "Chính tệp của bạn, thêm một cột nhận xét cạnh từng dòng. Sửa ngay trong tệp ấy, lưu lại rồi nộp;"
        " cột nhận xét không được nạp, không cần xóa."
    )


def _made(found: Preview) -> tuple[bytes, str] | None:
    known: tuple[Preview, bytes, str] | None = st.session_state.get(_MADE)
    if known is not None and known[0] is found:
        return known[1:]
    table = found.checked.table
    if sum(len(row.cells) for row in table.raw.rows) > _AT_ONCE and not st.button(
        "Chuẩn bị tệp kèm nhận xét", icon=":material/rate_review:", key="_remarks_make"
    ):
        return None
    places = {table.kind.by_key[key].header: place for key, place in table.positions.items()}
    with st.spinner("Đang ghi nhận xét vào tệp…"):
        made = with_remarks(table.raw, found.issues, table.header.line, places)
    st.session_state[_MADE] = (found, *made)
    return made
