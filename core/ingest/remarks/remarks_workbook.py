"""A workbook given back with a column of remarks on the sheet that was read, and the cells they are about marked.

Formulas are kept as formulas. Their stored results are lost by that, so the file has to be opened and saved once by a
spreadsheet program before it is sent in again, as whoever corrects it does; sent in untouched, its formulas are
reported as having no result. Values in their place would be worse: the person's own sums would stop following what
is corrected. Styles, merged cells, rules and the other sheets stay; openpyxl does not keep charts, drawings and macros.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from copy import copy
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from core.ingest.files.table import RawTable
from core.ingest.issues import Severity
from core.ingest.remarks.remark_words import MARKER, Remarks, is_remarks_heading
from core.ingest.templates.sheet_text import height_of, write_text

_MOST_CELLS = 200_000
_MOST_BYTES = 40_000_000  # of all sheets, unpacked: the cells that this many hold take seconds
_LAST_COLUMN = 16_384
_WIDTH = 60
_CANNOT_OPEN = (
    *(zipfile.BadZipFile, InvalidFileException, ParseError, OSError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError),
)
_FILLS = {
    Severity.ERROR: PatternFill("solid", fgColor="FFC7CE"),
    Severity.QUESTION: PatternFill("solid", fgColor="FFEB9C"),
    Severity.NOTE: PatternFill("solid", fgColor="E7E6E6"),
}


def marked_workbook(raw: RawTable, remarks: Remarks, places: Mapping[str, int]) -> bytes | None:
    """None where the workbook is too large to mark, or openpyxl cannot open or write it."""
    if sum(len(row.cells) for row in raw.rows) > _MOST_CELLS:
        return None
    try:
        book = _opened(raw.content)
        sheet = book[raw.sheet.name] if book else None
    except _CANNOT_OPEN:
        return None
    if book is None or not isinstance(sheet, Worksheet):
        return None
    column = _column_for_remarks(sheet, raw, remarks.header_line)
    if column >= _LAST_COLUMN:
        return None
    _mark(sheet, raw, remarks, column)
    for at, line, severity in _offending(remarks, places):
        sheet.cell(line, at + 1).fill = _FILLS[severity]
    _show(book, sheet)
    return _saved(book)


def _opened(content: bytes) -> Workbook | None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > _MOST_BYTES:
            return None
    return load_workbook(io.BytesIO(content))


def _saved(book: Workbook) -> bytes | None:
    out = io.BytesIO()
    try:
        book.save(out)
    except _CANNOT_OPEN:  # parts that it took over unread, such as a broken picture
        return None
    return out.getvalue()


def _mark(sheet: Worksheet, raw: RawTable, remarks: Remarks, column: int) -> None:
    _empty(sheet, raw, column)
    _set_width(sheet, column)
    heading = sheet.cell(remarks.header_line, column)
    _write(heading, remarks.heading, None)
    heading.font = Font(name="Calibri", bold=True)
    _make_room(sheet, remarks.header_line, remarks.heading)
    for line in remarks.by_line:
        _make_room(sheet, line, remarks.of(line))
        _write(sheet.cell(line, column), remarks.of(line), _FILLS[remarks.worst(line)])
        if remarks.keeps_refused(line):
            _write(sheet.cell(line, column + 1), MARKER, _FILLS[Severity.ERROR])


def _column_for_remarks(sheet: Worksheet, raw: RawTable, header_line: int) -> int:
    """That of earlier remarks, or the first right of all that was read and of the cells merged with it."""
    header = next((row.cells for row in raw.rows if row.line == header_line), ())
    for place, cell in enumerate(header, 1):
        if is_remarks_heading(cell):
            return place
    width = max((len(row.cells) for row in raw.rows), default=0)
    merged: list[int] = [area.max_col for area in sheet.merged_cells.ranges if area.min_col <= width]
    return max([width, *merged]) + 1


def _empty(sheet: Worksheet, raw: RawTable, column: int) -> None:
    """Earlier remarks go; where the column is new there is nothing."""
    for row in raw.rows:
        cell = sheet.cell(row.line, column)
        if isinstance(cell, Cell) and cell.value is not None:
            cell.value, cell.fill = None, PatternFill()


def _write(cell: Cell | MergedCell, text: str, fill: PatternFill | None) -> None:
    write_text(cell, text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.protection = Protection(locked=False)
    if fill:
        cell.fill = fill


def _make_room(sheet: Worksheet, line: int, text: str) -> None:
    row = sheet.row_dimensions[line]
    row.height = max(row.height or 0, height_of([(text, _WIDTH)]))


def _offending(remarks: Remarks, places: Mapping[str, int]) -> Iterator[tuple[int, int, Severity]]:
    """(place, line, severity) of the cells that remarks are about, the worst remark of a cell last."""
    for line, issues in remarks.by_line.items():
        for issue in reversed(issues):
            if issue.column is not None and issue.column in places:
                yield places[issue.column], line, issue.severity


def _set_width(sheet: Worksheet, column: int) -> None:
    """The column's own width: a workbook may give one to a whole range of columns, which is then taken apart."""
    for letter, dimension in list(sheet.column_dimensions.items()):
        first, last = dimension.min, dimension.max
        if first and last and first <= column <= last and first < last:
            del sheet.column_dimensions[letter]
            _copy_to(sheet, dimension, first, column - 1)
            _copy_to(sheet, dimension, column + 1, last)
    own = ColumnDimension(sheet, index=get_column_letter(column), width=_WIDTH, customWidth=True)
    sheet.column_dimensions[get_column_letter(column)] = own


def _copy_to(sheet: Worksheet, dimension: ColumnDimension, first: int, last: int) -> None:
    if first > last:
        return
    letter = get_column_letter(first)
    part = ColumnDimension(sheet, letter, width=dimension.width, hidden=dimension.hidden, min=first, max=last)
    for name in ("number_format", "protection", "alignment", "font", "fill", "border"):
        setattr(part, name, copy(getattr(dimension, name)))
    sheet.column_dimensions[letter] = part


def _show(book: Workbook, sheet: Worksheet) -> None:
    """Only this sheet is selected: with several selected, a spreadsheet writes into all of them at once."""
    book.active = sheet
    for each in book.worksheets:
        each.sheet_view.tabSelected = each is sheet
