"""The budget's tables: amounts in triệu đồng with as many decimals as they have, still numbers underneath."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from core import formats
from core.reports.budget import CARRIED_OVER, BudgetLine
from core.reports.budget_frames import line_frame, project_frame, unit_frame
from core.reports.budget_views import ProjectRow
from core.wording_budget import projects_note

Writer = Callable[[Any], str]
Column = tuple[str, str, int | None]
_ROW_PX, _HEAD_PX, _MOST_ROWS = 35, 38, 20
_FIGURES: dict[str, Writer] = {
    "amount": formats.amount,
    "percent": formats.percent_of_plan,
    "count": formats.count,
    "day": formats.day,
}

# (heading, format, width in pixels): the first ten fit a desktop.
_LINE_COLUMNS: dict[str, Column] = {
    "line": ("Mã", "text", 50),
    "title": ("Nội dung", "text", 240),
    "nature": ("Tính chất", "text", 85),
    "carry_over": ("Nguồn vốn", "text", 85),
    "allocated": ("Kế hoạch", "amount", 80),
    "disbursed": ("Giải ngân", "amount", 80),
    "remaining": ("Còn lại", "amount", 75),
    "percent": ("Tỷ lệ", "percent", 70),
    "advance": ("Tạm ứng", "amount", 75),
    "as_of": ("Ngày số liệu", "day", 100),
    "value_type": ("Loại số liệu", "text", 95),
    "year_gone": ("Năm đã qua", "percent", 90),
    "remark": ("Ghi chú", "text", 180),
    "source": ("Nguồn số liệu", "text", 190),
}
_SUM_COLUMNS = {
    "allocated": ("kế hoạch", "amount"),
    "investment": ("KH đầu tư", "amount"),
    "operating": ("KH sự nghiệp", "amount"),
    "disbursed": ("giải ngân", "amount"),
    "investment_disbursed": ("GN đầu tư", "amount"),
    "operating_disbursed": ("GN sự nghiệp", "amount"),
    "percent": ("tỷ lệ", "percent"),
    "unplanned": ("GN không nêu trong KH", "amount"),
}
_PROJECT_HEADINGS = {"project": "Dự án của Chương trình", "in_plan": "Trong kế hoạch", "disbursed": "Đã giải ngân"}
_TWO_LINES_PX = 72


def line_table(lines: Iterable[BudgetLine]) -> None:
    """One row per line and source of capital."""
    _table(line_frame(lines), _LINE_COLUMNS, key="_budget_lines", row_px=_TWO_LINES_PX)


def unit_table(lines: Sequence[BudgetLine], with_district: bool) -> None:
    """One row per commune. What was carried over has columns of its own, where there is any."""
    columns: dict[str, Column] = {"unit": ("Xã, phường, thị trấn", "text", None)}
    if with_district:
        columns["district"] = ("Huyện, thành phố", "text", None)
    columns |= {"lines": ("Số nội dung", "count", None), "reported": ("Đã có số giải ngân", "count", None)}
    columns |= _sum_columns("Vốn năm", "")
    if any(line.carry_over == CARRIED_OVER for line in lines):
        columns |= _sum_columns("Kéo dài", "carried_")
    columns |= {"dates": ("Ngày số liệu", "text", None), "source": ("Nguồn số liệu", "text", None)}
    _table(unit_frame(lines), columns, key="_budget_units")


def _sum_columns(source: str, prefix: str) -> dict[str, Column]:
    return {
        f"{prefix}{name}": (f"{source}: {heading}", format_, None) for name, (heading, format_) in _SUM_COLUMNS.items()
    }


def project_table(rows: Sequence[ProjectRow]) -> None:
    """The programme's projects, those the plan does not mention included; nothing where nobody matched them."""
    if not rows:
        return
    st.subheader("Đối chiếu với các dự án của Chương trình")
    st.caption(projects_note(all(row.verified for row in rows)))
    st.table(project_frame(rows).rename(columns=_PROJECT_HEADINGS), hide_index=True)


def _table(rows: pd.DataFrame, columns: Mapping[str, Column], key: str, row_px: int = _ROW_PX) -> None:
    shown = rows[list(columns)].rename(columns={name: heading for name, (heading, *_) in columns.items()})
    writers = {heading: _optional(_FIGURES.get(format_, str)) for heading, format_, _ in columns.values()}
    styler = shown.style.format(writers)  # type: ignore[arg-type]
    st.dataframe(
        styler,
        hide_index=True,
        width="stretch",
        height=_HEAD_PX + row_px * min(max(len(rows), 1), _MOST_ROWS),
        row_height=row_px,
        placeholder=formats.MISSING,
        column_config={
            heading: _column(heading, format_, width, first=heading == shown.columns[0])
            for heading, format_, width in columns.values()
        },
        key=key,
    )


def _column(heading: str, format_: str, width: int | None, first: bool) -> ColumnConfig:
    alignment: Literal["left", "right"] = "right" if format_ in _FIGURES else "left"
    return st.column_config.Column(heading, width=width, alignment=alignment, pinned=first)


def _optional(write: Writer) -> Writer:
    return lambda value: formats.MISSING if pd.isna(value) else write(value)
