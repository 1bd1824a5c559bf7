"""Templates as workbooks: cells that know what they hold, lists to choose from, and a sheet that says how to fill in.

The headings and the example row are locked without a password; everything else can be filled in, sorted, inserted
and deleted. Only the first sheet carries headings, so that the others are never taken for data.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from core.ingest.kinds import Column, Kind
from core.ingest.templates.sheet_text import height_of, write_text
from core.ingest.templates.template_guide import write_guide
from core.ingest.templates.template_rules import choices, rule_of
from core.ingest.templates.templates import ABOUT_HEADER, TemplateRow, example_row, filled_cells, headings
from core.ingest.values.cells import read_column
from core.places import Places

DATA_SHEET, GUIDE_SHEET, LIST_SHEET = "Số liệu", "Hướng dẫn", "Danh mục"
CREATOR = "Tiến Độ"
_FIRST_ROW = 3
_READY_ROWS, _LEAST_READY = 500, 2_000
_LAST_COLUMN = 16_384

_WHOLE, _AMOUNT, _TEXT = "#,##0", "#,##0.######", "@"
_FORMATS = {
    "count": _WHOLE,
    "integer": "0",
    "year": "0",
    "money": _AMOUNT,
    "date": "dd/mm/yyyy",
    "deadline": "dd/mm/yyyy",
    **dict.fromkeys(("points", "percent", "decimal"), "General"),
}
_WIDTHS = {"province": 14, "district": 20, "commune": 22, "text": 30, "village": 20, "code": 18, "count": 13}
_TITLE_WIDTH, _ABOUT_WIDTH, _USUAL_WIDTH = 48, 60, 16

_EDGE = Side(style="thin", color="BFBFBF")
_REQUIRED, _OPTIONAL, _ASIDE = (PatternFill("solid", fgColor=colour) for colour in ("1F4E79", "DCE6F1", "EDEDED"))
_FONT = "Calibri"
_EXAMPLE = Font(name=_FONT, italic=True, color="7F7F7F")


def workbook_template(kind: Kind, places: Places, rows: Sequence[TemplateRow]) -> bytes:
    """An .xlsx with the sheets «Số liệu», «Hướng dẫn» and, hidden, the lists to choose from («Danh mục») if any.

    The data sheet is the CSV template: headings in row 1, the example in row 2, then `rows`. Numbers and dates that
    are known already are stored as such, everything else as text that never becomes a formula, a number or a date.
    """
    book = Workbook()
    book.properties.creator, book.properties.title = CREATOR, kind.title
    sheet, guide, lists = book.worksheets[0], book.create_sheet(GUIDE_SHEET), book.create_sheet(LIST_SHEET)
    sheet.title, lists.sheet_state = DATA_SHEET, "hidden"
    last = max(_LEAST_READY, _FIRST_ROW + len(rows) + _READY_ROWS)
    _set_columns(sheet, kind)
    _write_head(sheet, kind, places, rows)
    _write_rows(sheet, kind, places, rows)
    _hold_to_rules(sheet, lists, kind, places, rows, last)
    if not _has_lists(lists):
        book.remove(lists)
    _lay_out(sheet, kind)
    sheet.row_dimensions[2].height = height_of(
        zip(example_row(kind, [], places), map(_width, kind.columns), strict=True)
    )
    _protect(sheet, len(headings(kind, rows)), last)
    write_guide(guide, kind, places)
    for each in (sheet, guide):
        _set_page(each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _set_columns(sheet: Worksheet, kind: Kind) -> None:
    """Whole columns carry format and lock, so that rows added below or pasted into are like the others.

    The columns right of the table are unlocked too: a spreadsheet deletes a row only where all its cells are.
    """
    for number, column in enumerate(kind.columns, 1):
        _set_column(sheet, number, number, _width(column), _FORMATS.get(column.type, _TEXT))
    number = len(kind.columns) + 1
    _set_column(sheet, number, number, _ABOUT_WIDTH, _TEXT)
    _set_column(sheet, number + 1, _LAST_COLUMN, _USUAL_WIDTH, "General")


def _set_column(sheet: Worksheet, first: int, last: int, width: int, number_format: str) -> None:
    letter = get_column_letter(first)
    dimension = ColumnDimension(sheet, index=letter, min=first, max=last, width=width, customWidth=True)
    dimension.number_format = number_format
    dimension.protection = Protection(locked=False)
    sheet.column_dimensions[letter] = dimension


def _width(column: Column) -> int:
    return _TITLE_WIDTH if column.key == "title" and column.type == "text" else _WIDTHS.get(column.type, _USUAL_WIDTH)


def _write_head(sheet: Worksheet, kind: Kind, places: Places, rows: Sequence[TemplateRow]) -> None:
    required = {column.header for column in kind.columns if column.required}
    heads = zip(headings(kind, rows), example_row(kind, rows, places), strict=True)
    for place, (heading, example) in enumerate(heads, 1):
        head, shown = sheet.cell(1, place), sheet.cell(2, place)
        write_text(head, heading)
        head.fill = _REQUIRED if heading in required else _ASIDE if heading == ABOUT_HEADER else _OPTIONAL
        head.font = Font(name=_FONT, bold=True, color="FFFFFF" if heading in required else "000000")
        head.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        write_text(shown, example)
        shown.font, shown.number_format = _EXAMPLE, _TEXT
        shown.alignment = Alignment(wrap_text=True, vertical="top")
        for cell in (head, shown):
            cell.border, cell.protection = Border(bottom=_EDGE, right=_EDGE), Protection(locked=True)


def _write_rows(sheet: Worksheet, kind: Kind, places: Places, rows: Sequence[TemplateRow]) -> None:
    types = [*(column.type for column in kind.columns), "text"]
    for line, row in enumerate(rows, _FIRST_ROW):
        for place, text in enumerate(filled_cells(kind, places, row, rows), 1):
            _write_value(sheet.cell(line, place), types[place - 1], text)


def _write_value(cell: Cell | MergedCell, column_type: str, text: str) -> None:
    cell.number_format = _FORMATS.get(column_type, _TEXT)
    cell.protection = Protection(locked=False)
    cell.alignment = Alignment(wrap_text=column_type not in _FORMATS, vertical="top")
    value = read_column(column_type, [text])[0] if text and column_type in _FORMATS else None
    if isinstance(cell, Cell) and isinstance(value, int | Decimal | date):
        cell.value = value
    else:  # what is not understood stays as it is written, and is asked about when the file comes back
        write_text(cell, text)


def _hold_to_rules(
    sheet: Worksheet, lists: Worksheet, kind: Kind, places: Places, rows: Sequence[TemplateRow], last: int
) -> None:
    for number, column in enumerate(kind.columns, 1):
        listed = choices(column, places, rows)
        where = _write_list(lists, column, listed) if listed else None
        rule = rule_of(column, where)
        letter = get_column_letter(number)
        rule.add(f"{letter}{_FIRST_ROW}:{letter}{last}")
        sheet.add_data_validation(rule)
        if column.type == "money":
            sheet.conditional_formatting.add(f"{letter}{_FIRST_ROW}:{letter}{last}", _whole_amounts(letter))


def _whole_amounts(letter: str) -> Rule:
    """Without it a whole amount shows the mark of its absent decimals: `1.977,`."""
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=3, formatCode=_WHOLE))
    cell = f"{letter}{_FIRST_ROW}"
    return Rule(type="expression", dxf=style, formula=[f"AND(ISNUMBER({cell}),{cell}=INT({cell}))"])


def _write_list(lists: Worksheet, column: Column, listed: Iterable[str]) -> str:
    """Where the list stands. Lists of units are longer than a rule can hold itself (255 characters)."""
    place = lists.max_column + 1 if _has_lists(lists) else 1
    write_text(lists.cell(1, place), f"Danh sách: {column.header}")
    line = 1
    for line, word in enumerate(listed, 2):
        write_text(lists.cell(line, place), word)
    letter = get_column_letter(place)
    return f"'{LIST_SHEET}'!${letter}$2:${letter}${line}"


def _has_lists(lists: Worksheet) -> bool:
    return lists["A1"].value is not None


def _lay_out(sheet: Worksheet, kind: Kind) -> None:
    units = sum(column.type in ("province", "district", "commune") for column in kind.columns)
    sheet.freeze_panes = f"{get_column_letter(units + 1)}{_FIRST_ROW}"
    sheet.row_dimensions[1].height = 48


def _protect(sheet: Worksheet, columns: int, last: int) -> None:
    """Filter and sort start at the example row: it and the headings stay where they are."""
    sheet.auto_filter.ref = f"A{_FIRST_ROW - 1}:{get_column_letter(columns)}{last}"
    locks = sheet.protection
    locks.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(locks, allowed, False)


def _set_page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", int(sheet.PAPERSIZE_A4)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.title == DATA_SHEET:
        sheet.print_title_rows = "1:1"
