"""A table of the report as WordprocessingML: head repeated on every page, the row of column numbers, no row broken.

Written as text and parsed once: adding cells one by one takes seconds for a long annex.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.table import CT_Tbl

from core.official_report.content import Cell, Figure, ReportColumn, ReportTable, TableRow
from core.official_report.files.layout import plain
from core.official_report.files.word_measure import longest_word, shared_widths, text_width

# Up to so many columns, this size of type; a narrower page may need a smaller one.
_SIZES, _SMALLEST = ((7, 12), (11, 11), (99, 10)), 10
_SLANT = 1.06  # italic signs lean out of their width
_MOST_STANDING = 13  # columns
_SPARE = 1.08  # for what the measure of words misses
_PADDING = 55  # twentieths of a point on either side
_OPERATORS = re.compile(r"(?=[-+−×÷])")
_COUNTERS = {"stt", "tt", "số tt"}


@dataclass(frozen=True)
class _Shape:
    """What every cell of a table needs to know."""

    table: ReportTable
    widths: Sequence[int]
    size: int

    @property
    def is_grouped(self) -> bool:
        return any(column.group for column in self.table.columns)


def table_xml(table: ReportTable, whole: int) -> CT_Tbl:
    """`whole` is the width to fill, in twentieths of a point."""
    shape = _shape(table, whole)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in shape.widths)
    rows = "".join([*_head(shape), *_body(shape)])
    return parse_xml(f"<w:tbl {nsdecls('w')}>{_properties(whole)}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>")


def is_too_wide(table: ReportTable, whole: int) -> bool:
    """Too many columns to read on a standing page, or words and numbers would have to be broken."""
    return (
        len(table.columns) > _MOST_STANDING
        or sum(_needed(table, place, _SMALLEST) for place in range(len(table.columns))) > whole
    )


def _shape(table: ReportTable, whole: int) -> _Shape:
    """The largest type at which no word or number has to be broken, the smallest if none."""
    wished = [column.width for column in table.columns]
    largest = next(size for most, size in _SIZES if len(wished) <= most)
    for size in range(largest, _SMALLEST - 1, -1):
        needed = [_needed(table, place, size) for place in range(len(wished))]
        if sum(needed) <= whole:
            break
    return _Shape(table, shared_widths(wished, needed, whole), size)


def _needed(table: ReportTable, place: int, size: int) -> int:
    column = table.columns[place]
    cells = [row.cells[place] for row in table.rows if row.kind != "heading"]
    bold = any(row.kind == "total" for row in table.rows)
    texts = longest_word([_text(cell) for cell in cells], size, bold)
    head = longest_word([column.heading, f"({place + 1})", *_OPERATORS.split(column.formula)], size, True)
    return round(max(texts, head) * _SPARE) + 2 * _PADDING


def _properties(whole: int) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    margins = "".join(f'<w:{side} w:w="{_PADDING}" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
    )


def _head(shape: _Shape) -> Iterator[str]:
    columns = list(enumerate(shape.table.columns))
    if shape.is_grouped:
        yield _row(_grouped(shape), is_head=True)
        yield _row((_under_group(shape, place, column) for place, column in columns), is_head=True)
    else:
        yield _row((_head_cell(shape, column.heading, [place]) for place, column in columns), is_head=True)
    yield _row((_number_cell(shape, place, column) for place, column in columns), is_head=True)


def _grouped(shape: _Shape) -> Iterator[str]:
    """The upper row: groups over their columns, and the columns of no group, which go on below."""
    for group, members in groupby(enumerate(shape.table.columns), lambda numbered: numbered[1].group):
        places = [place for place, _ in members]
        if group:
            yield _head_cell(shape, group, places)
        else:
            yield from (_head_cell(shape, shape.table.columns[place].heading, [place], "restart") for place in places)


def _under_group(shape: _Shape, place: int, column: ReportColumn) -> str:
    return _head_cell(shape, column.heading, [place]) if column.group else _head_cell(shape, "", [place], "on")


def _head_cell(shape: _Shape, text: str, places: Sequence[int], merged: str = "") -> str:
    return _cell(_paragraph(_run(text, shape.size, bold=True), "center", True), shape, places, merged)


def _number_cell(shape: _Shape, place: int, column: ReportColumn) -> str:
    """The number, and under it the formula by numbers."""
    size = shape.size - 1
    lines = [f"({place + 1})", *_broken(column.formula, shape.widths[place] - 2 * _PADDING, size)]
    paragraphs = (_paragraph(_run(line, size, italic=True), "center", True) for line in lines)
    return _cell("".join(paragraphs), shape, [place])


def _broken(formula: str, width: int, size: int) -> list[str]:
    """A formula in lines that fit, broken before an operator and nowhere else."""
    lines: list[str] = []
    for piece in _OPERATORS.split(formula.replace(" ", "")):
        if lines and text_width(lines[-1] + piece, size) * _SLANT <= width:
            lines[-1] += piece
        elif piece:
            lines.append(piece)
    return lines


def _body(shape: _Shape) -> Iterator[str]:
    rows = shape.table.rows
    for place, row in enumerate(rows):
        following = rows[place + 1].kind if place + 1 < len(rows) else ""
        keep = row.kind == "heading" or place == 0 or following == "total"
        yield _row(_heading(shape, row) if row.kind == "heading" else _cells(shape, row, keep and bool(following)))


def _heading(shape: _Shape, row: TableRow) -> Iterator[str]:
    text = " ".join(_text(cell) for cell in row.cells if cell is not None)
    yield _cell(_paragraph(_run(text, shape.size, bold=True), "left", True), shape, range(len(shape.widths)))


def _cells(shape: _Shape, row: TableRow, keep: bool) -> Iterator[str]:
    for place, (cell, column) in enumerate(zip(row.cells, shape.table.columns, strict=True)):
        run = _run(_text(cell), shape.size, bold=row.kind == "total")
        yield _cell(_paragraph(run, _alignment(cell, column), keep), shape, [place])


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _alignment(cell: Cell, column: ReportColumn) -> str:
    kind = cell.format if isinstance(cell, Figure) else column.format
    if column.heading.strip().lower() in _COUNTERS or kind == "day":
        return "center"
    return "left" if kind == "text" else "right"


def _row(cells: Iterator[str], is_head: bool = False) -> str:
    repeated = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(content: str, shape: _Shape, places: Sequence[int], merged: str = "") -> str:
    width = sum(shape.widths[place] for place in places)
    span = f'<w:gridSpan w:val="{len(places)}"/>' if len(places) > 1 else ""
    merge = {"": "", "restart": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[merged]
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{content}</w:tc>"
    )


def _paragraph(run: str, alignment: str, keep: bool) -> str:
    """The mark at its end has the least size: it would make rows of empty cells higher."""
    with_next = "<w:keepNext/>" if keep else ""
    space = '<w:spacing w:before="20" w:after="20"/>'
    mark = '<w:rPr><w:sz w:val="20"/></w:rPr>'
    return f'<w:p><w:pPr>{with_next}{space}<w:jc w:val="{alignment}"/>{mark}</w:pPr>{run}</w:p>'


def _run(text: str, size: int, bold: bool = False, italic: bool = False) -> str:
    marks = f"{'<w:b/>' if bold else ''}{'<w:i/>' if italic else ''}"
    written = f'<w:t xml:space="preserve">{escape(plain(text))}</w:t>'
    return f'<w:r><w:rPr>{marks}<w:sz w:val="{size * 2}"/></w:rPr>{written}</w:r>'
