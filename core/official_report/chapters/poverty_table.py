"""Tables of the poverty chapters: columns by the names of figures; formulas and sums only where the cells follow."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from core.official_report.content import Cell, Figure, FigureFormat, ReportColumn, ReportTable, TableRow

_INPUT = re.compile(r"{(\d+)}")


@dataclass(frozen=True)
class NamedColumn:
    """A column with the figure or word of a row that stands in it; formulas name other columns in braces."""

    name: str
    heading: str
    format: FigureFormat = "count"
    group: str = ""
    formula: str = ""
    excel: str = ""
    total: Literal["sum", "excel", ""] = ""
    width: float = 1.0


def text_column(name: str, heading: str, group: str = "", width: float = 1.0) -> NamedColumn:
    return NamedColumn(name, heading, "text", group, width=width)


def count_column(name: str, heading: str, group: str = "") -> NamedColumn:
    return NamedColumn(name, heading, "count", group, total="sum", width=0.9)


def rate_column(name: str, heading: str, group: str, part: str, whole: str) -> NamedColumn:
    """Two decimals: part ÷ whole × 100."""
    printed, excel = f"={{{part}}}÷{{{whole}}}×100", f"=ROUND({{{part}}}/{{{whole}}}*100,2)"
    return NamedColumn(name, heading, "rate", group, printed, excel, "excel", 0.8)


def less_column(name: str, heading: str, group: str, before: str, after: str) -> NamedColumn:
    """Households: before − after."""
    return NamedColumn(
        name, heading, "count", group, f"={{{before}}}−{{{after}}}", f"={{{before}}}-{{{after}}}", "excel", 0.8
    )


def fall_column(group: str) -> NamedColumn:
    """Percentage points, from the two rates as printed."""
    return NamedColumn(
        "fall", "Điểm %", "decimal", group, "={rate_start}−{rate}", "=ROUND({rate_start}-{rate},2)", "excel", 0.7
    )


def reached_columns(group: str) -> tuple[NamedColumn, NamedColumn]:
    """Both percentages of plan."""
    return (
        _percent_column("percent_points", "Theo điểm %", group, "fall", "rate_reduction"),
        _percent_column("percent_households", "Theo số hộ", group, "reduced", "poor_reduction"),
    )


def _percent_column(name: str, heading: str, group: str, part: str, whole: str) -> NamedColumn:
    """Unrounded in the workbook, as the figure itself is."""
    printed, excel = f"={{{part}}}÷{{{whole}}}×100", f"={{{part}}}/{{{whole}}}*100"
    return NamedColumn(name, heading, "percent", group, printed, excel, "excel", 0.9)


def filled(columns: Sequence[NamedColumn], cells: Mapping[str, Any], kind: Literal["row", "total"] = "row") -> TableRow:
    """A name that the row does not have is an empty cell."""
    return TableRow(tuple(cells.get(column.name) for column in columns), kind)


def built(
    name: str,
    title: str,
    columns: Sequence[NamedColumn],
    rows: Sequence[TableRow],
    note: Iterable[str] = (),
    sums_texts: bool = False,
) -> ReportTable:
    """With `sums_texts` a formula stands where inputs are missing too: it sums, and skips what is no number."""
    numbered = _numbered(columns)
    settled = tuple(_settled(number, column, rows, sums_texts) for number, column in enumerate(numbered, start=1))
    said = [*note, *_not_sums(numbered, rows)]
    return ReportTable(name, title, settled, tuple(rows), "Đơn vị tính: hộ; %; điểm %", " ".join(said))


def _numbered(columns: Sequence[NamedColumn]) -> list[ReportColumn]:
    """Names of columns in formulas become their numbers."""
    at = {column.name: number for number, column in enumerate(columns, start=1)}
    printed = {name: f"({number})" for name, number in at.items()}
    excel = {name: f"{{{number}}}" for name, number in at.items()}
    return [
        ReportColumn(
            column.heading,
            column.format,
            column.group,
            column.formula.format(**printed),
            column.excel.format(**excel),
            column.total,
            column.width,
        )
        for column in columns
    ]


def _settled(number: int, column: ReportColumn, rows: Sequence[TableRow], sums_texts: bool) -> ReportColumn:
    excel = column.excel if sums_texts or _follows(number, column.excel, rows) else ""
    total = column.total
    if total == "sum" and not _is_sum(number, rows):
        total = "excel" if excel else ""
    if total == "excel" and not (excel and _total_has(number, rows)):
        total = ""
    return replace(column, excel=excel, total=total)


def _follows(number: int, excel: str, rows: Sequence[TableRow]) -> bool:
    """Whether every row that has the figure has what it is computed from."""
    inputs = {int(found) for found in _INPUT.findall(excel)}
    having = [row for row in rows if _value(row, number) is not None]
    return all(_value(row, other) is not None for row in having for other in inputs)


def _value(row: TableRow, number: int) -> Any:
    cell: Cell = row.cells[number - 1]
    return cell.value if isinstance(cell, Figure) else None


def _total_has(number: int, rows: Sequence[TableRow]) -> bool:
    totals = [row for row in rows if row.kind == "total"]
    return len(totals) == 1 and _value(totals[0], number) is not None


def _is_sum(number: int, rows: Sequence[TableRow]) -> bool:
    return _total_has(number, rows) and _difference(number, rows) == 0


def _difference(number: int, rows: Sequence[TableRow]) -> Decimal | None:
    """The total less the sum of the rows; None where a row or the total is missing."""
    parts = [_value(row, number) for row in rows if row.kind == "row"]
    wholes = [_value(row, number) for row in rows if row.kind == "total"]
    if len(wholes) != 1 or not parts or None in (*parts, *wholes):
        return None
    return Decimal(wholes[0]) - sum(Decimal(part) for part in parts)


def _not_sums(columns: Sequence[ReportColumn], rows: Sequence[TableRow]) -> list[str]:
    """Columns whose total is the unit's own figure and not what its rows add up to."""
    summed = [number for number, column in enumerate(columns, start=1) if column.total == "sum"]
    own = [f"({number})" for number in summed if _difference(number, rows)]
    return [f"Cột {', '.join(own)}: dòng tổng là số của chính đơn vị, không bằng số cộng các dòng trên."] if own else []
