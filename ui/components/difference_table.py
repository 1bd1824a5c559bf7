"""What would change when the file is stored: old beside new, with where each stands, by sort and by unit."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pandas as pd
import streamlit as st

from core import formats
from core.ingest.compare import Comparison
from core.ingest.differences import Difference, Sameness, differences, rows_like
from core.ingest.kinds import kinds
from core.reports.batches import BatchFilter, BatchRow
from ui.components.batch_list import batch_view
from ui.components.figure_name import named
from ui.components.tables import Column, Columns, Said, columns, table
from ui.reads import read

_WORDS = {Sameness.CHANGED: "Thay đổi", Sameness.NEW: "Mới", Sameness.UNCHANGED: "Giữ nguyên"}
_MOST_SHOWN = 1_000
_COLUMNS = columns(
    line=("Dòng", "text"),
    unit=("Đơn vị", "text"),
    period=("Kỳ", "text"),
    figure=("Chỉ số", "text"),
    old=("Đang là", "text"),
    new=("Trong tệp", "text"),
)
# Only where there is one: a new figure has no standing one.
_STANDING = {"standing": Column("Số đang có ở", link="batch_link")}


def difference_table(comparison: Comparison, file_id: str) -> None:
    """`file_id` keeps what was filtered for one file from hiding rows of the next."""
    st.markdown("**Điều gì sẽ thay đổi**")
    choice_column, filter_column = st.columns(2, vertical_alignment="bottom")
    with choice_column:
        sameness = _choose_sort(comparison, file_id)
    with filter_column:
        about = st.text_input("Lọc theo đơn vị hoặc kỳ", key=f"_difference_about_{file_id}")
    rows = rows_like(comparison, sameness, about or "")
    if not rows:
        st.caption(f"Không có dòng nào{' khớp bộ lọc' if about else ''}.")
        return
    names = {column.header: named(column) for column in kinds()[comparison.kind].columns}
    lines = differences(comparison.kind, rows, _MOST_SHOWN)
    said = Said(f"Điều gì sẽ thay đổi: {_WORDS[sameness].lower()}")
    with st.container(key="td_lines_difference"):
        table(_frame(lines, names), _shown(sameness), said, key="upload_difference", files=len(lines) < _MOST_SHOWN)
    if len(lines) == _MOST_SHOWN:
        st.caption(
            f"Đang hiện {formats.count(_MOST_SHOWN)} số đầu của {formats.count(len(rows))} dòng trong tệp;"
            " lọc theo đơn vị hoặc kỳ để xem phần khác."
        )


def _choose_sort(comparison: Comparison, file_id: str) -> Sameness:
    counts = {
        Sameness.CHANGED: len(comparison.changed),
        Sameness.NEW: len(comparison.new),
        Sameness.UNCHANGED: len(comparison.unchanged),
    }
    first = next((sort for sort, number in counts.items() if number), Sameness.NEW)
    picked = st.segmented_control(
        "Dòng của tệp",
        list(_WORDS),
        format_func=lambda sort: f"{_WORDS[sort]} ({formats.count(counts[sort])})",
        default=first,
        key=f"_difference_sort_{file_id}_{first}",
        required=True,
        wrap=True,
    )
    return picked or first


def _file_names(lines: Sequence[Difference]) -> dict[int, str]:
    numbers = tuple(sorted({line.batch for line in lines if line.batch}))
    rows: list[BatchRow] = read("batches", BatchFilter(numbers=numbers)) if numbers else []
    return {row.id: row.file_name.rsplit("/", 1)[-1] for row in rows}


def _shown(sameness: Sameness) -> Columns:
    return _COLUMNS if sameness is Sameness.NEW else {**_COLUMNS, **_STANDING}


def _frame(lines: Sequence[Difference], names: Mapping[str, str]) -> pd.DataFrame:
    files = _file_names(lines)
    made = pd.DataFrame([asdict(line) for line in lines])
    return made.assign(
        figure=[names.get(line.figure, line.figure) for line in lines],
        standing=[_standing(line, files) for line in lines],
        batch_link=pd.Series(
            [batch_view(line.batch) if line.batch in files else None for line in lines], dtype="object"
        ),
    )


def _standing(line: Difference, files: Mapping[int, str]) -> str:
    """The file is named where the reader may know it."""
    name = files.get(line.batch or 0)
    return f"{line.standing} ({name})" if name else line.standing
