"""A table of a screen as a file to take along: a CSV of plain values for programs, a workbook that is ready to print.

Both have the screen's columns in the screen's order under the screen's headings. Rates stay per cent (3.78, not
0.0378), as everywhere in the program; a missing figure is an empty cell.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from core.ingest.templates.sheet_text import height_of, write_text
from core.reports.export_cells import percent_cell
from core.settings import time_zone
from core.text import clean, guarded
from core.wording import StatusWord, status_words
from core.wording_goals import duty_words, goal_words

SHEET, CREATOR = "Số liệu", "Tiến Độ"
_STATES: dict[str, Callable[[], dict[str, StatusWord]]] = {
    "status": status_words,
    "goal_state": goal_words,
    "duty_state": duty_words,
}
_RATE, _FINE_RATE, _DAY = '0.00"%"', '0.00####"%"', "dd/mm/yyyy"
_NUMBER_FORMATS = {
    "count": "#,##0",
    "rate": _RATE,
    "percent": _RATE,
    "points": "0.0#####",
    "amount": "#,##0.######",
    "day": _DAY,
    "moment": f"{_DAY} hh:mm",
}
_NARROWEST, _WIDEST, _FIGURE_WIDTH = 9, 45, 13
_FONT = "Times New Roman"
_LINE = Side(style="thin", color="808080")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="DCE6F1")


@dataclass(frozen=True)
class TableFile:
    """A frame with its columns (name → heading, format), its title, as of when it is and where it comes from.

    Formats are those of the tables on screens: text, count, rate, points, percent, amount, day, moment, and the
    states status and goal_state, which are written in words.
    """

    rows: pd.DataFrame
    columns: Mapping[str, tuple[str, str]]
    title: str
    as_of: str
    source: str

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(heading for heading, _ in self.columns.values())

    @property
    def formats(self) -> tuple[str, ...]:
        return tuple(format_ for _, format_ in self.columns.values())

    def values(self) -> list[tuple[Any, ...]]:
        """One tuple per row: None, str, int, float, Decimal, date or, in the time of Vietnam, datetime."""
        made = [
            [_value(cell, format_) for cell in self.rows[name].tolist()] for name, (_, format_) in self.columns.items()
        ]
        return list(zip(*made, strict=True))


def _value(cell: Any, format_: str) -> Any:
    if cell is None or pd.isna(cell):
        return None
    if format_ in _STATES:
        return _STATES[format_]()[cell].label
    if format_ == "text":
        return str(cell)
    if format_ == "percent":
        return percent_cell(Decimal(str(cell)))
    if format_ == "moment":
        return cell.astimezone(time_zone())
    return int(cell) if format_ == "count" else cell


def csv_bytes(table: TableFile) -> bytes:
    """As a Vietnamese spreadsheet opens it with a click: `;` between cells, 1234,5, 30/06/2024, UTF-8 with its mark.

    Headings in the first line. Thousands are not grouped, so that no reader can take them for thousandths; programs
    have `python -m core export`, whose numbers are plain.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(_written, table.headings))
    writer.writerows(map(_written, row) for row in table.values())
    return out.getvalue().encode("utf-8-sig")


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"{value:f}".replace(".", ",") if isinstance(value, Decimal | float) else str(value)


def xlsx_bytes(table: TableFile) -> bytes:
    """One sheet for A4 landscape: title, date and source, then the headings with a filter, frozen, and the rows."""
    book = Workbook()
    book.properties.creator, book.properties.title = CREATOR, clean(table.title)
    sheet = book.worksheets[0]
    sheet.title = SHEET
    rows = table.values()
    widths = [_width(heading, format_, cells) for heading, format_, cells in _columns(table, rows)]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = _write_lines(sheet, table, sum(widths)) + 2
    _write_head(sheet, head, table.headings, widths)
    for line, row in enumerate(rows, head + 1):
        _write_row(sheet, line, row, table.formats, widths)
    _lay_out(sheet, head, len(rows), len(widths))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _columns(table: TableFile, rows: Sequence[tuple[Any, ...]]) -> list[tuple[str, str, tuple[Any, ...]]]:
    cells = zip(*rows, strict=True) if rows else [()] * len(table.headings)
    return list(zip(table.headings, table.formats, cells, strict=True))


def _width(heading: str, format_: str, cells: Sequence[Any]) -> int:
    """Characters: as wide as the longest word or text needs, within bounds; what is longer wraps."""
    longest_word = max((len(word) for word in heading.split()), default=0) + 3  # beside the filter's button
    if format_ in _NUMBER_FORMATS:
        return max(_FIGURE_WIDTH + (4 if format_ == "moment" else 0), longest_word)
    longest = max((len(cell) for cell in cells if cell), default=0) + 2
    return min(max(longest, longest_word, _NARROWEST), _WIDEST)


def _write_lines(sheet: Worksheet, table: TableFile, width: int) -> int:
    """The lines above the table, over its whole width; the number of the last one."""
    lines = [said for said in (table.title, table.as_of, table.source) if said]
    for line, said in enumerate(lines, 1):
        cell = sheet.cell(line, 1)
        write_text(cell, said)
        cell.font = Font(name=_FONT, size=14 if line == 1 else 11, bold=line == 1, italic=line > 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[line].height = height_of([(said, width)]) + (5 if line == 1 else 0)
        if len(table.columns) > 1:
            sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(table.columns))
    return len(lines)


def _write_head(sheet: Worksheet, head: int, headings: Sequence[str], widths: Sequence[int]) -> None:
    for number, heading in enumerate(headings, 1):
        cell = sheet.cell(head, number)
        write_text(cell, heading)
        cell.font, cell.fill, cell.border = Font(name=_FONT, bold=True), _HEAD_FILL, _FRAME
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    sheet.row_dimensions[head].height = height_of(zip(headings, (max(width - 3, 5) for width in widths), strict=True))


def _write_row(sheet: Worksheet, line: int, row: Sequence[Any], formats: Sequence[str], widths: Sequence[int]) -> None:
    for number, (value, format_) in enumerate(zip(row, formats, strict=True), 1):
        _write_value(sheet.cell(line, number), value, format_)
    texts = [(value, width) for value, width in zip(row, widths, strict=True) if isinstance(value, str)]
    sheet.row_dimensions[line].height = height_of(texts)


def _write_value(cell: Cell | MergedCell, value: Any, format_: str) -> None:
    cell.font, cell.border = Font(name=_FONT), _FRAME
    cell.alignment = Alignment(wrap_text=format_ not in _NUMBER_FORMATS, vertical="top")
    if isinstance(value, str):
        write_text(cell, value)
    elif isinstance(cell, Cell) and value is not None:
        cell.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        cell.number_format = _number_format(value, format_)


def _number_format(value: Any, format_: str) -> str:
    """A whole amount would show the mark of its absent decimals (`1.977,`), a near miss of 100 would show 100,00%."""
    if format_ == "amount" and value == int(value):
        return _NUMBER_FORMATS["count"]
    if format_ == "percent" and round(value, 2) != value:
        return _FINE_RATE
    return _NUMBER_FORMATS.get(format_, "General")


def _lay_out(sheet: Worksheet, head: int, rows: int, columns: int) -> None:
    if columns:
        sheet.auto_filter.ref = f"A{head}:{get_column_letter(columns)}{head + rows}"
    sheet.freeze_panes = f"B{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    if sheet.oddFooter:
        sheet.oddFooter.center.text = "Trang &P/&N"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", int(sheet.PAPERSIZE_A4)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins = PageMargins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
