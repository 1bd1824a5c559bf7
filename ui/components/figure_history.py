"""The history of any single figure: every value ever stored for it, from which file, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from core import formats
from core.ingest.compare import shown
from core.ingest.kinds import Column, kinds
from core.reports.history import HistoryFilter, StoredFigures
from core.text import slug
from ui import markup
from ui.components.batch_list import batch_view
from ui.components.figure_name import named
from ui.components.linked import linked_choice, slugged
from ui.components.notices import nothing_seen
from ui.components.tables import Column as TableColumn
from ui.components.tables import Columns, Said, columns, table
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
    wanted = HistoryFilter(kind, chosen.place.code if chosen.place else None, chosen.known_at)
    stored: list[StoredFigures] = read("history", wanted if wanted.is_of_unit else replace(wanted, unit_code=None))
    if wanted.is_of_unit:
        trail(chosen)
    if not stored:
        _nothing(chosen, wanted.is_of_unit)
        return
    with period_column:
        period = _choose_period(stored)
    rows = [row for row in stored if period in (_ALL, row.period)]
    with figure_column:
        figure = _choose_figure(kind, rows)
    said = Said(f"Lịch sử: {named(figure)}", source="mọi lần nạp")
    table(_frame(rows, figure), _columns(figure), said, key="history")
    _reasons(rows)


def _choose_kind(chosen: Chosen) -> str:
    """For each unit the kind looked at last, if there is something of it, else one that there is something of."""
    names = list(kinds())
    code = chosen.place.code if chosen.place else ""
    first = _first(names, read("history-kinds", (code, chosen.known_at)))
    by_slug = slugged(names, lambda name: kinds()[name].title)
    first_slug = next(one for one, name in by_slug.items() if name == first)
    picked = linked_choice("loai", "Loại số liệu", by_slug, first_slug, lambda name: kinds()[name].title)
    st.session_state[_KIND] = picked
    return picked


def _first(names: Sequence[str], with_rows: Collection[str]) -> str:
    preferred: tuple[str, ...] = (st.session_state.get(_KIND, _USUAL), _USUAL, *names)
    return next((name for name in preferred if name in with_rows), _USUAL)


def _nothing(chosen: Chosen, of_unit: bool) -> None:
    whose = f" của {chosen.place.full_name}" if of_unit and chosen.place else ""
    may_choose = of_unit and chosen.district is None
    advice = " Số liệu theo từng đơn vị: hãy chọn huyện hoặc xã ở thanh lọc trên cùng." if may_choose else ""
    unit_code = chosen.place.code if of_unit and chosen.place else None
    st.info(f"{nothing_seen(f'Không có số liệu loại này{whose}', unit_code)}{advice}", icon=":material/history:")


def _choose_period(stored: Sequence[StoredFigures]) -> str:
    periods = list(dict.fromkeys(row.period for row in stored))
    every = f"Tất cả ({formats.count(len(periods))})"
    options = {"tat-ca": _ALL, **slugged(periods)}
    return linked_choice("noi-dung", "Kỳ, nội dung", options, "tat-ca", lambda period: period or every)


def _choose_figure(kind: str, rows: Sequence[StoredFigures]) -> Column:
    """The figures that any of the rows has; first one that changed between them, or one that the kind is about."""
    known = [column for column in kinds()[kind].columns if column.key in rows[0].figures]
    filled = [column for column in known if any(row.figures[column.key] is not None for row in rows)] or known
    first = min(filled, key=lambda column: _rank(column, rows))
    by_slug = slugged(filled, lambda column: column.header)
    return linked_choice("chi-so", "Chỉ số", by_slug, slug(first.header), named)


def _rank(column: Column, rows: Sequence[StoredFigures]) -> tuple[bool, bool]:
    measured = column.type in _MEASURED
    changed = len({row.figures[column.key] for row in rows}) > 1
    return not (measured and changed), not (measured and column.required)


def _columns(figure: Column) -> Columns:
    return columns(
        period=("Kỳ, nội dung", "text"),
        value=(named(figure), "text"),
        state=("Hiện nay", "text"),
        at=TableColumn("Lúc", "moment", group="Nạp"),
        by=TableColumn("Người", group="Nạp"),
        batch=TableColumn("Lô", link="batch_link", group="Nạp"),
        line=TableColumn("Dòng", group="Nạp"),
        file=TableColumn("Tệp", group="Nạp"),
    )


def _frame(rows: Sequence[StoredFigures], figure: Column) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period": [row.period for row in rows],
            "value": [_said(figure, row) for row in rows],
            "state": [row.state for row in rows],
            "at": [row.committed_at for row in rows],
            "by": [row.committed_by for row in rows],
            "batch": [str(row.batch) for row in rows],
            "batch_link": [batch_view(row.batch) for row in rows],
            "line": [str(row.line) for row in rows],
            "file": [_file(row) for row in rows],
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
    if asked:
        st.html("".join(map(_reason, asked.values())))


def _reason(row: StoredFigures) -> str:
    given = f"<b>Lý do đã ghi</b>, lô {row.batch}, dòng {row.line}: {markup.text(row.justification or formats.MISSING)}"
    many = len(row.questions) > _MOST_QUESTIONS
    items = [markup.element("li", markup.text(question)) for question in row.questions[:_MOST_QUESTIONS]]
    if many:
        items.append(markup.element("li", markup.link("Xem đủ các câu hỏi", batch_view(row.batch))))
    heading = f"Lô {row.batch}: được hỏi {formats.count(len(row.questions))} điều khi nộp"
    fold = markup.element("summary", heading) + markup.element("ul", "".join(items), class_="td-list")
    return markup.element("p", given) + markup.element("details", fold, class_="td-fold")
