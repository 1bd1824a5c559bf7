"""The report as an .xlsx: its text in the first sheet, then a sheet per table. The same report gives the same bytes."""

import io
import re
from datetime import UTC, datetime
from itertools import count
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from core.ingest.templates.sheet_text import height_of
from core.official_report.content import Block, Heading, Paragraph, Report, ReportTable
from core.official_report.files.layout import (
    MOTTO,
    NATION,
    RECIPIENTS,
    annex_name,
    annex_of,
    caption,
    day_line,
    ended,
    labelled,
    number_line,
    plain,
    recipients,
)
from core.official_report.files.workbook_cells import Formats, span, write_text
from core.official_report.files.workbook_table import write_table

AUTHOR, FIRST_SHEET = "Tiến Độ", "Báo cáo"
_A4, _COLUMN, _LINE, _LONGEST_NAME = 9, 50, 130, 31
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
# All text is text: no formula, number or link is made of it.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def as_xlsx(report: Report, made_at: datetime) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties(
        {
            "title": plain(report.head.kind),
            "subject": plain(report.head.subject)[:255],
            "author": AUTHOR,
            "created": made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        }
    )
    formats, names = Formats(book), sheet_names(report)
    _Text(book.add_worksheet(FIRST_SHEET), formats, names).write(report)
    for number, (table, name) in enumerate(zip(report.tables, names, strict=True), 1):
        sheet = book.add_worksheet(name)
        write_table(sheet, formats, table, caption(table, f"Bảng {number}."))
        sheet.set_landscape()
    for sheet in book.worksheets():
        _lay_out(sheet, report)
    book.close()
    return out.getvalue()


def sheet_names(report: Report) -> list[str]:
    """`1. Giải ngân vốn năm 2024…`: the number of the printed table, so that no two are the same."""
    return [_sheet_name(f"{number}. {table.title or table.name}") for number, table in enumerate(report.tables, 1)]


def _sheet_name(text: str) -> str:
    name = " ".join(_NO_NAME.sub(" ", plain(text)).replace("'", "’").split())
    if len(name) <= _LONGEST_NAME:
        return name
    whole_words, _, _ = name[:_LONGEST_NAME].rpartition(" ")
    return f"{whole_words[: _LONGEST_NAME - 1]}…" if " " in whole_words else name[:_LONGEST_NAME]


def _lay_out(sheet: Any, report: Report) -> None:
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.4, top=0.7, bottom=0.7)
    warning, footer = (plain(text).replace("&", "&&") for text in (report.warning, report.footer))
    if warning:
        sheet.set_header(f"&C&B{warning[:200]}")
    sheet.set_footer(f"&L&8{footer[:200]}&RTrang &P/&N")


class _Text:
    """The first sheet, written line after line over two columns."""

    def __init__(self, sheet: Any, formats: Formats, names: list[str]) -> None:
        self._sheet, self._formats, self._names = sheet, formats, iter(names)
        self._row = 0
        sheet.set_column(0, 1, _COLUMN)

    def write(self, report: Report) -> None:
        numbers = count(1)
        self._line(report.warning, bold=True, align="center")
        self._write_head(report)
        for block, label in labelled(ended(report.blocks), numbers):
            self._block(block, label)
        self._write_end(report)
        for number, annex in enumerate(report.annexes, 1):
            self._row += 1
            self._line(annex_name(number, len(report.annexes)), bold=True, align="center")
            self._line(annex.title.upper(), bold=True, align="center")
            self._line(annex_of(report.head), italic=True, align="center")
            for block, label in labelled(annex.blocks, numbers):
                self._block(block, label)
        self._row += 1
        self._line(report.footer, italic=True, font_size=9)

    def _write_head(self, report: Report) -> None:
        head = report.head
        issuer = "\n".join(line.upper() for line in head.issuer)
        self._pair(issuer, f"{NATION}\n{MOTTO}", max(len(head.issuer), 2), {"bold": True}, {"bold": True})
        self._pair(number_line(head), day_line(head), 1, {}, {"italic": True})
        self._row += 1
        self._line(head.kind.upper(), bold=True, align="center", font_size=14)
        self._line(head.subject, bold=True, align="center", font_size=13)
        self._row += 1

    def _write_end(self, report: Report) -> None:
        named = "\n".join([RECIPIENTS, *recipients(report.head)])
        signer = "\n".join(line.upper() for line in report.head.signer)
        left = {"align": "left", "font_size": 10}
        self._row += 1
        self._pair(named, signer, 1 + named.count("\n"), left, {"bold": True})

    def _block(self, block: Block, label: str) -> None:
        match block:
            case Heading():
                text = block.text.upper() if block.level == 1 else block.text
                self._line(f"{label} {text}", bold=True, italic=block.level == 3)
            case Paragraph():
                self._line(f"- {block.text}" if block.kind == "item" else block.text, italic=block.kind == "remark")
            case ReportTable():
                self._link(block, label)

    def _link(self, table: ReportTable, label: str) -> None:
        name = next(self._names)
        look = self._formats.of(italic=True, font_color="#1F4E79", underline=1, text_wrap=False)
        said = f"{plain(caption(table, label))[:200]} (xem trang tính «{name}»)"
        self._sheet.write_url(self._row, 0, f"internal:'{name}'!A1", look, said)
        self._row += 1

    def _line(self, text: str, **look: Any) -> None:
        """Over both columns; nothing is written of an empty text."""
        if text:
            span(self._sheet, (self._row, 0, self._row, 1), text, self._formats.of(**{"font_size": 12, **look}))
            self._sheet.set_row(self._row, height_of([(text, _LINE)]) * 1.12 + 3)
            self._row += 1

    def _pair(self, left: str, right: str, lines: int, left_look: dict[str, Any], right_look: dict[str, Any]) -> None:
        for column, (text, look) in enumerate(((left, left_look), (right, right_look))):
            chosen = self._formats.of(**{"align": "center", "font_size": 12, **look})
            write_text(self._sheet, self._row, column, text, chosen)
        self._sheet.set_row(self._row, 16.5 * lines + 3)
        self._row += 1
