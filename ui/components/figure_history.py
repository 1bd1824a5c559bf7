"""The history of any single figure: every value ever stored for it, from which file, and what became of it."""

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core import formats
from core.ingest.compare import shown
from core.ingest.kinds import Column, kinds
from core.reports.history import HistoryFilter, StoredFigures
from ui.components.figure_name import named
from ui.components.plain_text import plain
from ui.components.trail import trail
from ui.filters import Chosen
from ui.reads import read

_ALL = ""
_USUAL, _KIND = "poverty-progress", "_history_kind_last"
_KEPT = "giữ nguyên từ lần trước (tệp này không có cột ấy)"
_MOST_QUESTIONS = 5
_MEASURED = ("count", "money", "points", "percent", "decimal", "criterion_state")


def figure_history(chosen: Chosen) -> None:
    """Pick a kind, then a period of the unit on the filter bar, then a figure."""
    st.caption("Mọi giá trị từng được nạp cho một số liệu, mới nhất ở trên: từ tệp nào, ai nạp, còn hiệu lực không.")
    kind_column, period_column, figure_column = st.columns(3)
    with kind_column:
        kind = _choose_kind(chosen)
    wanted = HistoryFilter(kind, chosen.place.code if chosen.place else None)
    stored: list[StoredFigures] = read("history", wanted if wanted.is_of_unit else HistoryFilter(kind))
    if wanted.is_of_unit:
        trail(chosen)
    if not stored:
        _nothing(chosen, wanted.is_of_unit)
        return
    with period_column:
        period = _choose_period(stored, f"{kind}_{wanted.unit_code}")
    rows = [row for row in stored if period in (_ALL, row.period)]
    with figure_column:
        figure = _choose_figure(kind, rows)
    st.dataframe(_frame(rows, figure), hide_index=True, width="stretch", key="_history_table")
    _reasons(rows)


def _choose_kind(chosen: Chosen) -> str:
    """For each unit the kind looked at last, if there is something of it, else one that there is something of."""
    names = list(kinds())
    code = chosen.place.code if chosen.place else ""
    first = _first(names, read("history-kinds", code))
    picked = st.selectbox(
        "Loại số liệu",
        names,
        format_func=lambda name: kinds()[name].title,
        key=f"_history_kind_{code}",
        index=names.index(first),
    )
    st.session_state[_KIND] = picked or first
    return picked or first


def _first(names: Sequence[str], with_rows: Collection[str]) -> str:
    preferred: tuple[str, ...] = (st.session_state.get(_KIND, _USUAL), _USUAL, *names)
    return next((name for name in preferred if name in with_rows), _USUAL)


def _nothing(chosen: Chosen, of_unit: bool) -> None:
    whose = f" của {chosen.place.full_name}" if of_unit and chosen.place else ""
    may_choose = of_unit and chosen.district is None
    advice = " Số liệu theo từng đơn vị: hãy chọn huyện hoặc xã ở thanh lọc trên cùng." if may_choose else ""
    st.info(f"Chưa từng nạp số liệu loại này{whose}.{advice}", icon=":material/history:")


def _choose_period(stored: Sequence[StoredFigures], key: str) -> str:
    periods = list(dict.fromkeys(row.period for row in stored))
    picked = st.selectbox(
        "Kỳ, nội dung",
        [_ALL, *periods],
        format_func=lambda period: period or f"Tất cả ({formats.count(len(periods))})",
        key=f"_history_period_{key}",
    )
    return picked or _ALL


def _choose_figure(kind: str, rows: Sequence[StoredFigures]) -> Column:
    """The figures that any of the rows has; first one that changed between them, or one that the kind is about."""
    columns = [column for column in kinds()[kind].columns if column.key in rows[0].figures]
    filled = [column for column in columns if any(row.figures[column.key] is not None for row in rows)] or columns
    first = min(range(len(filled)), key=lambda number: _rank(filled[number], rows))
    picked = st.selectbox("Chỉ số", filled, index=first, format_func=named, key=f"_history_figure_{kind}")
    return picked or filled[first]


def _rank(column: Column, rows: Sequence[StoredFigures]) -> tuple[bool, bool]:
    measured = column.type in _MEASURED
    changed = len({row.figures[column.key] for row in rows}) > 1
    return not (measured and changed), not (measured and column.required)


def _frame(rows: Sequence[StoredFigures], figure: Column) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Kỳ, nội dung": [row.period for row in rows],
            named(figure): [_said(figure, row) for row in rows],
            "Hiện nay": [row.state for row in rows],
            "Nạp lúc": [formats.moment(row.committed_at) for row in rows],
            "Người nạp": [row.committed_by for row in rows],
            "Lô": [row.batch for row in rows],
            "Dòng": [row.line for row in rows],
            "Tệp": [_file(row) for row in rows],
        }
    )


def _file(row: StoredFigures) -> str:
    return f"{row.file_name} (số liệu minh họa)" if row.made_up else row.file_name


def _said(figure: Column, row: StoredFigures) -> str:
    value = _value(figure, row.figures[figure.key])
    return f"{value}, {_KEPT}" if figure.key in row.kept else value


def _value(figure: Column, value: Any) -> str:
    if value is None:
        return formats.MISSING
    return formats.amount(value) if figure.type in ("money", "decimal") else shown(value)


def _reasons(rows: Sequence[StoredFigures]) -> None:
    """The reason that was given, in sight below the table; what was asked is one click away."""
    asked = {row.batch: row for row in rows if row.questions}
    for row in asked.values():
        reason = plain(row.justification or formats.MISSING)
        st.markdown(f"**Lý do đã ghi**, lô {row.batch}, dòng {row.line}: {reason}")
        with st.expander(f"Lô {row.batch}: được hỏi {formats.count(len(row.questions))} điều khi nộp"):
            st.markdown("\n".join(f"- {plain(question)}" for question in row.questions[:_MOST_QUESTIONS]))
            if len(row.questions) > _MOST_QUESTIONS:
                st.caption("Xem đủ các câu hỏi ở thẻ «Các lần nạp số liệu».")
