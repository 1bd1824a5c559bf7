"""One table of the report as a sheet: the heads of the printed table, figures as numbers, totals as formulas."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from core.ingest.templates.sheet_text import height_of
from core.official_report.content import Cell, Figure, ReportColumn, ReportTable
from core.official_report.files.layout import plain
from core.official_report.files.workbook_cells import COUNTERS, LONGEST_NUMBER, Formats, number_format, span, write_text
from core.official_report.files.workbook_formulas import formula_of

_CHARACTERS, _WIDEST = 11, 48  # of a column of width 1; of any column
_PAGE = 125  # characters that a page shows in legible type


def write_table(sheet: Any, formats: Formats, table: ReportTable, title: str) -> None:
    """Title and measure, the heads (frozen, repeated on every page), the rows, the note below."""
    widths = [_width(table, place) for place in range(len(table.columns))]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    whole, last = sum(widths), len(widths) - 1
    span(sheet, (0, 0, 0, last), title, formats.of(bold=True, font_size=13, align="center"))
    sheet.set_row(0, height_of([(title, whole)]) + 6)
    span(sheet, (1, 0, 1, last), table.measure, formats.of(italic=True, align="right"))
    body = _write_head(sheet, formats, table, widths, 2)
    for place in range(len(table.rows)):
        _write_row(sheet, formats, table, place, body, widths)
    span(sheet, (body + len(table.rows), 0, body + len(table.rows), last), table.note, formats.of(italic=True))
    sheet.set_row(body + len(table.rows), height_of([(table.note, whole)]))
    sheet.freeze_panes(body, 2 if last > 5 else 0)
    sheet.repeat_rows(2, body - 1)


def _width(table: ReportTable, place: int) -> int:
    """Characters: as the column's share, but no number and no word of the heading broken."""
    column = table.columns[place]
    cells = [row.cells[place] for row in table.rows if place < len(row.cells)]
    figures = [cell.text for cell in cells if isinstance(cell, Figure) and cell.value is not None]
    longest = max((len(text) for text in figures if len(text) <= LONGEST_NUMBER), default=0)
    word = max((len(word) for word in column.heading.split()), default=0)
    share = min(_CHARACTERS, _PAGE / sum(one.width for one in table.columns))
    least = max(word + 2, longest + 3 if longest else 0, 5)
    return min(max(least, round(column.width * share)), _WIDEST)


def _write_head(sheet: Any, formats: Formats, table: ReportTable, widths: Sequence[int], top: int) -> int:
    """Groups, headings, then numbers with formulas below them; the row after."""
    look = formats.of(bold=True, border=1, align="center", valign="vcenter", bg_color="#DCE6F1")
    is_grouped = any(column.group for column in table.columns)
    low = top + 1 if is_grouped else top
    groups: list[tuple[str, int]] = []
    for group, members in groupby(enumerate(table.columns), lambda numbered: numbered[1].group):
        places = [place for place, _ in members]
        if group:
            span(sheet, (top, places[0], top, places[-1]), group, look)
            groups.append((group, sum(widths[place] for place in places)))
        for place in places:
            span(sheet, (low if group else top, place, low, place), table.columns[place].heading, look)
    sheet.set_row(top, height_of(groups) + 2)
    heads = [(column.heading, width) for column, width in zip(table.columns, widths, strict=True)]
    sheet.set_row(low, height_of(heads) + 4)
    _write_numbers(sheet, formats, table.columns, widths, low + 1)
    return low + 2


def _write_numbers(
    sheet: Any, formats: Formats, columns: Sequence[ReportColumn], widths: Sequence[int], row: int
) -> None:
    look = formats.of(italic=True, border=1, align="center", valign="vcenter")
    for place, column in enumerate(columns):
        write_text(sheet, row, place, f"({place + 1})\n{column.formula}" if column.formula else f"({place + 1})", look)
    formulas = [(column.formula, width) for column, width in zip(columns, widths, strict=True) if column.formula]
    sheet.set_row(row, 16 + (height_of(formulas) if formulas else 0))


def _write_row(sheet: Any, formats: Formats, table: ReportTable, place: int, body: int, widths: Sequence[int]) -> None:
    row, line = table.rows[place], body + place
    if row.kind == "heading":
        text = " ".join(str(cell) for cell in row.cells if cell is not None)
        span(sheet, (line, 0, line, len(widths) - 1), text, formats.of(bold=True, border=1))
        return
    for number, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        look = _look(cell, column) | {"bold": row.kind == "total", "border": 1, "valign": "vcenter"}
        formula = formula_of(table, place, number, lambda other: body + other)
        write_cell(sheet, line, number, cell, formats.of(**look), formula)
    texts = [
        (str(cell), width * 6 // 5) for cell, width in zip(row.cells, widths, strict=True) if isinstance(cell, str)
    ]
    sheet.set_row(line, height_of(texts) + 1)


def write_cell(sheet: Any, row: int, column: int, cell: Cell, look: Any, formula: str | None) -> None:
    """A number, a date or a formula with the number it gives; a missing figure is its dash."""
    value = cell.value if isinstance(cell, Figure) else None
    if value is None:
        write_text(sheet, row, column, "" if cell is None else str(cell), look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    elif formula:
        sheet.write_formula(row, column, formula, look, float(value))
    else:
        sheet.write_number(row, column, float(value), look)


def _look(cell: Cell, column: ReportColumn) -> dict[str, Any]:
    kind = cell.format if isinstance(cell, Figure) else column.format
    if plain(column.heading).strip().lower() in COUNTERS or kind == "day":
        return {"align": "center", **number_format(cell)}
    return {"align": "left" if kind == "text" else "right", **number_format(cell)}
