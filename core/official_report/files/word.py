"""The report as a .docx in the layout of NĐ 30/2020/NĐ-CP. The same report gives the same bytes."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count

from docx.document import Document
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.oxml.text.paragraph import CT_P
from docx.section import Section

from core.official_report.content import Annex, Block, Heading, Paragraph, Report, ReportTable
from core.official_report.files.layout import annex_name, annex_of, caption, ended, labelled, plain
from core.official_report.files.word_head import write_end, write_head
from core.official_report.files.word_styles import (
    LANGUAGE,
    blank_document,
    go_on_with_pages,
    restart_pages,
    set_page,
    text_area,
)
from core.official_report.files.word_table import is_too_wide, table_xml

AUTHOR = "Tiến Độ"
_STYLES = {"text": "Body Text", "item": "Body Text", "remark": "Remark"}
_FIRST_PART = "[Content_Types].xml"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def as_docx(report: Report, made_at: datetime) -> bytes:
    document = blank_document(plain(report.warning), plain(report.footer))
    numbers = count(1)
    if report.warning:
        document.add_paragraph(plain(report.warning), style="Made Up")
    write_head(document, report.head)
    _write(document, list(labelled(ended(report.blocks), numbers)), landscape=False)
    _turn(document, landscape=False)
    write_end(document, report.head)
    for number, annex in enumerate(report.annexes, 1):
        _write_annex(document, report, annex, annex_name(number, len(report.annexes)), numbers)
    _set_properties(document, report, made_at)
    out = io.BytesIO()
    document.save(out)
    return _repacked(out.getvalue())


def _write(document: Document, blocks: Sequence[tuple[Block, str]], landscape: bool) -> None:
    turns = _turns([block for block, _ in blocks], landscape)
    for (block, label), turned in zip(blocks, turns, strict=True):
        _turn(document, turned)
        match block:
            case Heading():
                document.add_paragraph(f"{label} {plain(block.text)}", style=f"Heading {block.level}")
            case Paragraph():
                mark = "- " if block.kind == "item" else ""
                said = document.add_paragraph(mark + plain(block.text), style=_STYLES[block.kind])
                said.paragraph_format.keep_with_next = block.text.endswith(":") or None
            case ReportTable():
                _write_table(document, block, label, text_area(turned))


def _turns(blocks: Sequence[Block], landscape: bool) -> list[bool]:
    """Which blocks are on pages that lie: tables too wide for a standing page, and the headings before them."""
    turns: list[bool] = []
    for block in reversed(blocks):
        too_wide = isinstance(block, ReportTable) and is_too_wide(block, text_area(landscape=False))
        follows = isinstance(block, Heading) and bool(turns) and turns[-1]
        turns.append(landscape or too_wide or follows)
    return turns[::-1]


def _turn(document: Document, landscape: bool) -> None:
    """From here on pages stand or lie; their numbers go on and are on each of them."""
    if (document.sections[-1].orientation == WD_ORIENTATION.LANDSCAPE) != landscape:
        section = _new_section(document)
        set_page(section, landscape)
        section.different_first_page_header_footer = False
        go_on_with_pages(section)


def _new_section(document: Document) -> Section:
    """Its break stands in the last paragraph: an empty one of its own may come to stand alone on a page."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    breaking = document.paragraphs[-1]._p
    last, (marks,) = breaking.getprevious(), breaking.xpath("./w:pPr/w:sectPr")
    if isinstance(last, CT_P):
        last.set_sectPr(marks)
        document.element.body.remove(breaking)
    return section


def _write_table(document: Document, table: ReportTable, label: str, whole: int) -> None:
    document.add_paragraph(plain(caption(table, label)), style="Table Title")
    if table.measure:
        document.add_paragraph(plain(table.measure), style="Measure")
    document.element.body.add_p().addprevious(table_xml(table, whole))
    document.paragraphs[-1].style = document.styles["Table Note"]
    document.paragraphs[-1].add_run(plain(table.note))


def _write_annex(document: Document, report: Report, annex: Annex, name: str, numbers: Iterator[int]) -> None:
    section = _new_section(document)
    set_page(section, next(iter(_turns(annex.blocks, annex.landscape)), annex.landscape))
    restart_pages(section)
    for text, style in ((name, "Annex"), (annex.title, "Annex Title"), (annex_of(report.head), "Annex Of")):
        document.add_paragraph(plain(text), style=style)
    _write(document, list(labelled(annex.blocks, numbers)), annex.landscape)


def _set_properties(document: Document, report: Report, made_at: datetime) -> None:
    properties, moment = document.core_properties, made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.author = properties.last_modified_by = AUTHOR
    properties.created = properties.modified = moment
    properties.title, properties.subject = plain(report.head.kind), plain(report.head.subject)[:255]
    properties.language, properties.comments, properties.revision = LANGUAGE, "", 1


def _repacked(package: bytes) -> bytes:
    """The same parts in one order and without the time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(made.namelist(), key=lambda name: (name != _FIRST_PART, name)):
            packed.writestr(zipfile.ZipInfo(name, _ZIP_DAY), made.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
