"""The first page's head and the report's end: two columns without borders, short rules below them."""

from collections.abc import Sequence

from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Twips
from docx.table import Table, _Cell

from core.official_report.content import Head
from core.official_report.files.layout import MOTTO, NATION, RECIPIENTS, day_line, number_line, plain, recipients
from core.official_report.files.word_measure import MILLIMETRE, text_width
from core.official_report.files.word_styles import STYLES, draw_borders, text_area

_LEFT_HEAD, _LEFT_END = round(66 * MILLIMETRE), round(82 * MILLIMETRE)
_ROOM_TO_SIGN = round(32 * MILLIMETRE)
_SHORT = 0.42  # of the line above it: between a third and a half


def write_head(document: Document, head: Head) -> None:
    table = _two_columns(document, _LEFT_HEAD, rows=2)
    left, right = table.rows[0].cells
    _write(left, head.issuer, "Issuer", upper=True)
    _rule(left, head.issuer[-1].upper() if head.issuer else "", "Issuer", _SHORT)
    _write(right, [NATION], "Nation")
    _write(right, [MOTTO], "Motto")
    _rule(right, MOTTO, "Motto", 1)
    left, right = table.rows[1].cells
    _write(left, [number_line(head)], "Document Number")
    _write(right, [day_line(head)], "Place And Day")
    document.add_paragraph(plain(head.kind).upper(), style="Document Kind")
    document.add_paragraph(plain(head.subject), style="Document Subject")
    _rule(document, plain(head.subject), "Document Subject", _SHORT)


def write_end(document: Document, head: Head) -> None:
    """«Nơi nhận» on the left, who signs on the right with room above the name; the text's last lines stay with them."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(style="Rule").paragraph_format.keep_with_next = True
    table = _two_columns(document, _LEFT_END, rows=1)
    left, right = table.rows[0].cells
    _write(left, [RECIPIENTS], "Recipients Heading")
    _write(left, recipients(head), "Recipients")
    _write(right, head.signer, "Signer", upper=True)
    right.add_paragraph(style="Signer").paragraph_format.space_before = Twips(_ROOM_TO_SIGN)


def _two_columns(document: Document, left: int, rows: int) -> Table:
    widths = [left, text_area(landscape=False) - left]
    table: Table = document.add_table(rows, 2)
    table.autofit = False
    margins = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("left", "right"))
    parts = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>")
    table._tbl.tblPr.insert_element_before(parts, "w:tblLook")
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Twips(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    return table


def _write(cell: _Cell, lines: Sequence[str], style: str, upper: bool = False) -> None:
    """Below what stands in the cell; the empty paragraph that every cell has at first is used up."""
    for line in lines:
        first = cell.paragraphs[0]
        paragraph = cell.add_paragraph() if first.text or len(cell.paragraphs) > 1 else first
        paragraph.style = style
        paragraph.add_run(plain(line).upper() if upper else plain(line))


def _rule(place: Document | _Cell, text: str, style: str, part: float) -> None:
    """A line under the middle of the text above it, as long as a part of it: a border between two indents."""
    whole = place.width.twips if isinstance(place, _Cell) and place.width else text_area(landscape=False)
    look = STYLES[style]
    length = min(text_width(text, look.size, look.bold), whole) * part
    paragraph = place.add_paragraph(style="Rule")
    space = paragraph.paragraph_format
    space.left_indent = space.right_indent = Twips(round((whole - length) / 2))
    space.space_before, space.space_after = Twips(60), Twips(120)
    draw_borders(paragraph._p.get_or_add_pPr(), ["top"], 0)
