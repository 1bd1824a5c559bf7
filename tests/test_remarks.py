"""A file given back with remarks: every remark is in it, and sent in again as it is, it is understood as before."""

import csv
import hashlib
import io
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension

from core.ingest.checks.check import check
from core.ingest.files.read import read
from core.ingest.files.table import NumberCell, RawTable, Sheet, TableRow
from core.ingest.issues import Issue, Severity
from core.ingest.layout.understand import UnderstoodTable, header_score, understand
from core.ingest.remarks import remarks_workbook
from core.ingest.remarks.remark_words import HEADING, MARKER
from core.ingest.remarks.remarks import with_remarks
from core.ingest.templates.templates import guarded

TODAY = date(2024, 7, 15)
HEAD = "Huyện;Xã;Thôn;Vùng DTTS"
VILLAGES = "villages"


def understood(content: bytes, kind: str = VILLAGES) -> UnderstoodTable:
    return understand(read(content, "tep.csv", header_score), kind)


def issues_of(table: UnderstoodTable) -> tuple[Issue, ...]:
    return check(table, TODAY).issues


def remarked(table: UnderstoodTable) -> bytes:
    return with_remarks(table.raw, issues_of(table), table.header.line)[0]


def lines_of(content: bytes, separator: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def cells(table: UnderstoodTable) -> list[tuple[int, list[str]]]:
    """What is read of each row: its line, and its cells by column."""
    return [(row.line, [table.cell(row, key) for key in sorted(table.positions)]) for row in table.rows]


def refused(table: UnderstoodTable) -> set[int | None]:
    return {issue.row for issue in issues_of(table) if issue.severity is Severity.ERROR}


FILES = {
    "plain": f"{HEAD}\nKon Plông;Pờ Ê;Vi Ô Lắc;có\n",
    "title, numbering, example, blank line and total": (
        f"BIỂU 1;;;\n;;;\n{HEAD}\n(1);(2);(3);(4)\nVí dụ: a;b;c;có\nKon Plông;Pờ Ê;A;có\n\nTổng cộng;;2;\n"
        "Kon Plông;Pờ Ê;B;sai\n"
    ),
    "a short row": f"{HEAD}\nKon Plông;Pờ Ê;A\nKon Plông;Pờ Ê;B;có\n",
    "a long row": f"{HEAD}\nKon Plông;Pờ Ê;A;có;thừa\nKon Plông;Pờ Ê;B;có;;\n",
    "a number cut in two": "Huyện,Xã,Thôn,Vùng DTTS,\nKon Plông,Pờ Ê,2,444,\nKon Plông,Pờ Ê,A,2,444\n",
    "columns without headings": f"{HEAD};;\nKon Plông;Pờ Ê;A;có;5;\nKon Plông;Pờ Ê;B;có;;\n",
    "a line that declares the separator": "sep=,\nHuyện,Xã,Thôn,Vùng DTTS\nKon Plông,Pờ Ê,A,sai\n",
    "tabs and an unknown column": "Huyện\tXã\tThôn\tMàu\nKon Plông\tPờ Ê\tA\txanh\n",
    "text like formulas": f"{HEAD}\nKon Plông;Pờ Ê;=1+1;có\nKon Plông;Pờ Ê;'=1+2;có\nKon Plông;Pờ Ê;- A;-\n",
    "a unit that does not exist": f"{HEAD}\nKon Plong;Pờ Ê;A;có\nKon;Pờ Ê;B;có\n",
    "quotes and separators in cells": f'{HEAD}\nKon Plông;Pờ Ê;"A; ""B""";có\n',
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_sent_in_again_as_it_is_the_file_is_understood_as_before(text: str) -> None:
    """Twice over: remarks replace those of the time before."""
    before = understood(text.encode())
    again = understood(remarked(before))
    third = understood(remarked(again))
    for table in (again, third):
        assert table.header.line == before.header.line
        assert [(line, [guarded(cell) for cell in row]) for line, row in cells(before)] == [
            (line, [guarded(cell) for cell in row]) for line, row in cells(table)
        ]
        assert {row.line for row in table.totals} == {row.line for row in before.totals}
        assert refused(table) == refused(before)
        assert sum(cell.text.startswith("Nhận xét") for cell in table.header.headings) == 1
    values = [[record.values for record in check(table, TODAY).records] for table in (before, third)]
    assert values[0] == values[1]


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_every_remark_is_in_the_file(text: str) -> None:
    table = understood(text.encode())
    said = remarked(table).decode("utf-8-sig").replace('""', '"')
    assert [issue.message for issue in issues_of(table) if issue.message not in said] == []


@pytest.mark.parametrize(
    ("issues", "heading", "beside"),
    [
        ([], HEADING, ""),
        ([Issue(Severity.ERROR, "x", "Sai.", "Sửa.", 2, "Thôn")], HEADING, "LỖI «Thôn»: Sai. Sửa."),
        (
            [
                Issue(Severity.NOTE, "x", "Bỏ.", row=2),
                Issue(Severity.QUESTION, "x", "Hỏi.", "Ghi.", 2, "Xã"),
                Issue(Severity.ERROR, "x", "Sai.", row=2),
            ],
            HEADING,
            "LỖI: Sai.; HỎI «Xã»: Hỏi. Ghi.; Ghi chú: Bỏ.",
        ),
        (
            [Issue(Severity.NOTE, "x", "Cả tệp."), Issue(Severity.ERROR, "x", "Thiếu.", row=1, column="Xã")],
            "Nhận xét: LỖI «Xã»: Thiếu.; Ghi chú: Cả tệp. (chỉ để xem, không nạp)",
            "",
        ),
        ([Issue(Severity.ERROR, "x", "Xa.", row=9)], "Nhận xét: Dòng 9: LỖI: Xa. (chỉ để xem, không nạp)", ""),
    ],
)
def test_remarks_stand_beside_their_row_the_worst_first(issues: list[Issue], heading: str, beside: str) -> None:
    raw = understood(FILES["plain"].encode()).raw
    content, name = with_remarks(raw, issues, header_line=1)
    assert name == "tep-nhan-xet.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    assert [row[-1] for row in lines_of(content)] == [heading, beside]


def test_a_row_refused_for_its_length_says_what_to_delete() -> None:
    rows = lines_of(remarked(understood(FILES["a short row"].encode())))
    assert rows[1][:4] == ["Kon Plông", "Pờ Ê", "A", ""]
    assert rows[1][4].startswith("LỖI: Dòng có 3 ô, tiêu đề có 4 ô.")
    assert (rows[1][5:], rows[2][5:]) == ([MARKER], [])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+84 a", "'+84 a"),
        ("- đã báo cáo", "'- đã báo cáo"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("-", "-"),
        ("-5", "-5"),
        ("-1.234,5", "-1.234,5"),
        ("+3,78%", "+3,78%"),
        ("'=1", "'=1"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_text_like_a_formula_gets_an_apostrophe_and_figures_do_not(cell: str, expected: str) -> None:
    assert guarded(cell) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bao cao.csv", "bao cao-nhan-xet.csv"),
        ("tep-nhan-xet.csv", "tep-nhan-xet.csv"),
        ("C:\\a\\Tuy Đức.2024.csv", "Tuy Đức.2024-nhan-xet.csv"),
        ("", "tep-nhan-xet.csv"),
    ],
)
def test_the_name_is_the_files_own(name: str, expected: str) -> None:
    raw = replace(understood(FILES["plain"].encode()).raw, file_name=name)
    assert with_remarks(raw, [], 1)[1] == expected


def test_a_hundred_thousand_rows_take_seconds() -> None:
    rows = tuple(TableRow(line, ("Kon Plông", "Pờ Ê", f"Thôn {line}", "có")) for line in range(2, 100_002))
    raw = RawTable("tep.csv", b"", "", "UTF-8", ";", Sheet("", (TableRow(1, tuple(HEAD.split(";"))), *rows)))
    issues = [Issue(Severity.ERROR, "x", "Sai.", row=row.line) for row in rows]
    started = time.perf_counter()
    content, _ = with_remarks(raw, issues, 1)
    assert time.perf_counter() - started < 10
    assert content.count(b"\n") == 100_001


def workbook(change: Callable[[Workbook], object] = lambda _: None) -> RawTable:
    """A workbook of two sheets as the reader hands it on; the second is the one that was read."""
    book = Workbook()
    book.active.title = "Khác"
    sheet = book.create_sheet("Số liệu")
    rows = (("BIỂU 1",), ("Huyện", "Xã", "Thôn", "Số hộ"), ("Kon Plông", "Pờ Ê", "A", "=1+1"), ("x", "y", "z", 5))
    for row in rows:
        sheet.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    content = out.getvalue()
    read_rows = tuple(
        TableRow(line, tuple(str(cell) for cell in (*row, *[""] * (4 - len(row))))) for line, row in enumerate(rows, 1)
    )
    return RawTable(
        "số liệu.xlsx",
        content,
        hashlib.sha256(content).hexdigest(),
        "Excel",
        "",
        Sheet("Số liệu", read_rows),
        ("Khác",),
    )


ISSUES = [
    Issue(Severity.ERROR, "x", "Sai.", "Sửa.", 3, "Thôn"),
    Issue(Severity.NOTE, "x", "Bỏ.", row=3, column="Thôn"),
    Issue(Severity.QUESTION, "x", "Mười lần.", row=4, column="Số hộ"),
    Issue(Severity.NOTE, "x", "Cả tệp."),
]


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def test_a_workbook_comes_back_as_itself_with_remarks_right_of_the_table() -> None:
    content, name = with_remarks(workbook(), ISSUES, 2, {"Thôn": 2, "Số hộ": 3})
    book = opened(content)
    sheet = book["Số liệu"]
    assert (name, book.sheetnames, book.active.title) == ("số liệu-nhan-xet.xlsx", ["Khác", "Số liệu"], "Số liệu")
    assert [each.sheet_view.tabSelected for each in book.worksheets] == [False, True]
    assert [sheet.cell(line, 5).value for line in range(1, 5)] == [
        None,
        "Nhận xét: Ghi chú: Cả tệp. (chỉ để xem, không nạp)",
        "LỖI «Thôn»: Sai. Sửa.; Ghi chú «Thôn»: Bỏ.",
        "HỎI «Số hộ»: Mười lần.",
    ]
    fills = {cell: sheet[cell].fill.fgColor.rgb for cell in ("C3", "D3", "D4", "E3", "E4")}
    assert fills == {"C3": "00FFC7CE", "D3": "00000000", "D4": "00FFEB9C", "E3": "00FFC7CE", "E4": "00FFEB9C"}
    assert (sheet["D3"].value, sheet["D3"].data_type) == ("=1+1", "f")
    assert (sheet.column_dimensions["E"].width, sheet["E3"].alignment.wrap_text) == (60, True)


def test_what_the_person_made_of_the_workbook_stays() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Số liệu"]
        sheet.merge_cells("A1:D1")
        sheet.add_data_validation(DataValidation(type="list", formula1='"a,b"', sqref="C3:C9"))
        sheet["A3"].number_format = "@"

    sheet = opened(with_remarks(workbook(change), ISSUES, 2)[0])["Số liệu"]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:D1"]
    assert (len(sheet.data_validations.dataValidation), sheet["A3"].number_format) == (1, "@")


def test_remarks_of_the_time_before_are_replaced() -> None:
    first = with_remarks(workbook(), ISSUES, 2)[0]
    rows = tuple(
        TableRow(line, tuple("" if cell is None else str(cell) for cell in row))
        for line, row in enumerate(opened(first)["Số liệu"].iter_rows(values_only=True), 1)
    )
    raw = replace(workbook(), content=first, sheet=Sheet("Số liệu", rows))
    sheet = opened(with_remarks(raw, ISSUES[2:3], 2)[0])["Số liệu"]
    assert [sheet.cell(line, 5).value for line in (2, 3, 4)] == [HEADING, None, "HỎI «Số hộ»: Mười lần."]
    assert sheet.max_column == 5


def test_a_width_given_to_many_columns_is_taken_apart_and_merged_titles_are_kept_clear() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Số liệu"]
        sheet.merge_cells("A1:F1")
        sheet.column_dimensions["E"] = ColumnDimension(sheet, index="E", min=5, max=16_384, width=9, customWidth=True)

    sheet = opened(with_remarks(workbook(change), ISSUES, 2)[0])["Số liệu"]
    assert sheet["G2"].value
    widths = sorted((each.min, each.max, each.width) for each in sheet.column_dimensions.values())
    assert widths == [(5, 6, 9), (7, 7, 60), (8, 16_384, 9)]


@pytest.mark.parametrize("why", ["too many cells", "not a workbook", "another sheet", "too much inside"])
def test_a_workbook_that_cannot_be_marked_comes_back_as_csv(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = workbook()
    if why == "too many cells":
        monkeypatch.setattr(remarks_workbook, "_MOST_CELLS", 3)
    if why == "too much inside":
        monkeypatch.setattr(remarks_workbook, "_MOST_BYTES", 100)
    if why == "not a workbook":
        raw = replace(raw, content=b"PK\x03\x04 broken")
    if why == "another sheet":
        raw = replace(raw, sheet=Sheet("Không có", raw.rows))
    content, name = with_remarks(raw, ISSUES, 2)
    assert name == "số liệu-nhan-xet.csv"
    assert lines_of(content)[2] == ["Kon Plông", "Pờ Ê", "A", "'=1+1", "LỖI «Thôn»: Sai. Sửa.; Ghi chú «Thôn»: Bỏ."]


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        ("1977", "", "1977"),
        ("1.977", "", "1.9770"),
        ("12.345", "%", "12.3450%"),
        ("3.78", "%", "3.78%"),
        ("-5", "", "-5"),
    ],
)
def test_a_workbooks_numbers_cannot_be_taken_for_thousands_in_a_csv(number: str, unit: str, expected: str) -> None:
    rows = (TableRow(3, ("Số hộ",)), TableRow(5, (NumberCell.of(Decimal(number), unit),)))
    raw = RawTable("a.xlsx", b"", "", "Excel", "", Sheet("a", rows))
    lines = lines_of(with_remarks(raw, [], 3)[0])
    assert lines == [[], [], ["Số hộ", HEADING], [], [expected, ""]]  # on the lines that they have in the sheet


def test_text_that_a_workbook_cannot_hold_is_left_out_of_a_remark() -> None:
    content, _ = with_remarks(workbook(), [Issue(Severity.ERROR, "x", "Ô «a\x01b».", row=3)], 2)
    assert opened(content)["Số liệu"]["E3"].value == "LỖI: Ô «ab»."
