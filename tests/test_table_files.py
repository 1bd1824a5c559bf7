"""Tables to take along: what a program reads from the CSV, and what a spreadsheet finds in the workbook."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.reports.frames import DAY, EXACT, INT, TEXT, frame
from core.table_files import SHEET, TableFile, csv_bytes, xlsx_bytes

DTYPES = {
    "unit": TEXT,
    "poor": INT,
    "rate": EXACT,
    "fall": EXACT,
    "percent": EXACT,
    "money": EXACT,
    "as_of": DAY,
    "at": DAY,
    "status": TEXT,
}
COLUMNS = {
    "unit": ("Đơn vị", "text"),
    "status": ("Trạng thái", "status"),
    "poor": ("Hộ nghèo hiện nay", "count"),
    "rate": ("Tỷ lệ hiện nay", "rate"),
    "fall": ("KH giảm (điểm %)", "points"),
    "percent": ("Đạt KH theo điểm %", "percent"),
    "money": ("Giải ngân", "amount"),
    "as_of": ("Ngày số liệu", "day"),
    "at": ("Nạp lúc", "moment"),
}
# 05:30 in Greenwich is 12:30 in Vietnam.
AT = datetime(2024, 7, 1, 5, 30, tzinfo=UTC)
TUY_DUC = (
    *("Tuy Đức", 2445, Decimal("14.58"), Decimal("8.5"), Decimal("420") / Decimal("8.5"), Decimal("850.5")),
    *(date(2024, 6, 30), AT, "on_track"),
)
NOTHING = ("Đắk Glong", *[None] * 7, "no_data")
TITLE, AS_OF, SOURCE = "Giảm nghèo năm 2024", "Số liệu đến ngày 30/06/2024", "Nguồn: KH 97/KH-UBND; lô 8"
HEAD = 5


def _table(*rows: tuple[Any, ...], columns: dict[str, tuple[str, str]] = COLUMNS) -> TableFile:
    return TableFile(frame(rows, DTYPES), columns, TITLE, AS_OF, SOURCE)


def _texts(*texts: str) -> TableFile:
    return TableFile(frame([(text,) for text in texts], {"note": TEXT}), {"note": ("Ghi chú", "text")}, TITLE, "", "")


def _read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def _book(table: TableFile) -> Workbook:
    return load_workbook(io.BytesIO(xlsx_bytes(table)))


def _sheet(table: TableFile) -> Worksheet:
    return _book(table).worksheets[0]


def _cells(sheet: Worksheet, line: int) -> dict[str, Any]:
    return {str(sheet.cell(HEAD, number).value): sheet.cell(line, number) for number in range(1, sheet.max_column + 1)}


def test_a_csv_is_plain_numbers_under_the_headings_of_the_screen() -> None:
    content = csv_bytes(_table(TUY_DUC, NOTHING))
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    assert _read_csv(content) == [
        [heading for heading, _ in COLUMNS.values()],
        ["Tuy Đức", "Đúng tiến độ", "2445", "14,58", "8,5", "49,41", "850,5", "30/06/2024", "01/07/2024 12:30"],
        ["Đắk Glong", "Chưa có số liệu", "", "", "", "", "", "", ""],
    ]


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("1977", "1977"),
        ("1977.0", "1977,0"),
        ("0.1", "0,1"),
        ("1.977", "1,977"),
        ("-1.977", "-1,977"),
        ("0.123456", "0,123456"),
        ("12345678901234.567", "12345678901234,567"),
        ("1E+3", "1000"),
        ("0", "0"),
    ],
)
def test_an_amount_is_written_with_every_digit_it_has(amount: str, written: str) -> None:
    """The decimal sign is the comma, and nothing groups thousands: 1,977 and 1977 are two numbers."""
    table = TableFile(frame([(Decimal(amount),)], {"x": EXACT}), {"x": ("Giải ngân", "amount")}, TITLE, "", "")
    assert _read_csv(csv_bytes(table))[1] == [written]


@pytest.mark.parametrize(
    ("percent", "in_csv", "number_format"),
    [
        ("132.5", "132,50", '0.00"%"'),
        ("49.41176470588235294117647059", "49,41", '0.00"%"'),
        ("99.996", "99,996000", '0.00####"%"'),
        ("100", "100,00", '0.00"%"'),
    ],
)
def test_a_shortfall_never_looks_like_a_plan_that_was_met(percent: str, in_csv: str, number_format: str) -> None:
    table = TableFile(frame([(Decimal(percent),)], {"x": EXACT}), {"x": ("Đạt KH", "percent")}, TITLE, "", "")
    assert _read_csv(csv_bytes(table))[1] == [in_csv]
    cell = _sheet(table).cell(4, 1)
    assert (cell.value, cell.number_format) == (float(in_csv.replace(",", ".")), number_format)


FORMULAS = ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://x";"y")']


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_never_a_formula(text: str) -> None:
    table = _texts(text)
    assert _read_csv(csv_bytes(table))[1][0].startswith("'")
    cell = _sheet(table).cell(4, 1)
    assert (cell.data_type, cell.value) == ("s", text)
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(table))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("heading", ["=1+1", "@x"])
def test_a_heading_is_never_a_formula(heading: str) -> None:
    table = TableFile(frame([("a",)], {"x": TEXT}), {"x": (heading, "text")}, "=2+2", "=3+3", "=4+4")
    assert _read_csv(csv_bytes(table))[0] == [f"'{heading}"]
    sheet = _sheet(table)
    assert [sheet.cell(line, 1).data_type for line in (1, 2, 3, HEAD)] == ["s"] * 4
    assert [sheet.cell(line, 1).value for line in (1, 2, 3, HEAD)] == ["=2+2", "=3+3", "=4+4", heading]


@pytest.mark.parametrize("text", ["2.1", "01", "1.234,5", "12/2024", "TRUE", "#N/A", "-5", 'a;b,c\n"d"'])
def test_text_stays_text_whatever_it_looks_like(text: str) -> None:
    table = _texts(text)
    assert _read_csv(csv_bytes(table))[1] == [text]
    cell = _sheet(table).cell(4, 1)
    assert (cell.data_type, cell.value) == ("s", text)


def test_signs_that_no_workbook_can_hold_are_left_out() -> None:
    assert _sheet(_texts("a\x00b\x0bc")).cell(4, 1).value == "abc"


def test_a_workbook_holds_numbers_and_dates_and_shows_them_as_the_screen_does() -> None:
    sheet = _sheet(_table(TUY_DUC))
    found = {heading: (cell.value, cell.number_format) for heading, cell in _cells(sheet, HEAD + 1).items()}
    assert found == {
        "Đơn vị": ("Tuy Đức", "General"),
        "Trạng thái": ("Đúng tiến độ", "General"),
        "Hộ nghèo hiện nay": (2445, "#,##0"),
        "Tỷ lệ hiện nay": (14.58, '0.00"%"'),
        "KH giảm (điểm %)": (8.5, "0.0#####"),
        "Đạt KH theo điểm %": (49.41, '0.00"%"'),
        "Giải ngân": (850.5, "#,##0.######"),
        "Ngày số liệu": (datetime(2024, 6, 30), "dd/mm/yyyy"),
        "Nạp lúc": (datetime(2024, 7, 1, 12, 30), "dd/mm/yyyy hh:mm"),
    }


def test_a_whole_amount_shows_no_mark_of_decimals() -> None:
    table = TableFile(frame([(Decimal("1977.00"),)], {"x": EXACT}), {"x": ("Kế hoạch", "amount")}, TITLE, "", "")
    assert _sheet(table).cell(4, 1).number_format == "#,##0"


def test_what_is_missing_is_an_empty_cell_and_never_0() -> None:
    cells = _cells(_sheet(_table(NOTHING)), HEAD + 1)
    assert [heading for heading, cell in cells.items() if cell.value is not None] == ["Đơn vị", "Trạng thái"]


@pytest.mark.parametrize("missing", [None, pd.NA, float("nan"), pd.NaT])
def test_every_kind_of_missing_is_empty(missing: Any) -> None:
    rows = pd.DataFrame({name: pd.Series([missing], dtype="object") for name in COLUMNS})
    table = TableFile(rows, COLUMNS, TITLE, AS_OF, SOURCE)
    assert _read_csv(csv_bytes(table))[1] == [""] * len(COLUMNS)
    assert {cell.value for cell in _cells(_sheet(table), HEAD + 1).values()} == {None}


def test_above_the_table_stand_its_title_its_date_and_its_source() -> None:
    book = _book(_table(TUY_DUC))
    sheet = book.worksheets[0]
    assert [sheet.cell(line, 1).value for line in range(1, HEAD + 1)] == [TITLE, AS_OF, SOURCE, None, "Đơn vị"]
    assert [sheet.cell(line, 1).font.b for line in (1, 2, 3, HEAD)] == [True, False, False, True]
    assert (book.sheetnames, book.properties.title) == ([SHEET], TITLE)


def test_a_line_that_there_is_not_takes_no_row() -> None:
    sheet = _sheet(_texts("a"))
    assert [sheet.cell(line, 1).value for line in (1, 2, 3, 4)] == [TITLE, None, "Ghi chú", "a"]


def test_headings_are_frozen_filtered_and_printed_on_every_page() -> None:
    sheet = _sheet(_table(TUY_DUC, NOTHING))
    assert sheet.freeze_panes == "B6"
    assert sheet.auto_filter.ref == "A5:I7"
    assert sheet.print_title_rows == "$5:$5"


def test_a_page_is_a4_on_its_side_and_as_wide_as_the_table() -> None:
    sheet = _sheet(_table(TUY_DUC))
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)


@pytest.mark.parametrize(("text", "width"), [("a", 9), ("x" * 20, 22), ("từ " * 400, 45)])
def test_a_column_is_as_wide_as_its_text_within_reason(text: str, width: int) -> None:
    sheet = _sheet(_texts(text))
    assert sheet.column_dimensions["A"].width == width
    assert sheet.cell(4, 1).alignment.wrap_text


def test_a_long_text_gets_the_lines_it_needs() -> None:
    sheet = _sheet(_texts("ngắn", "từ " * 100))
    assert sheet.row_dimensions[4].height == 15
    assert sheet.row_dimensions[5].height > 60


def test_no_rows_still_give_the_headings() -> None:
    table = _table()
    assert _read_csv(csv_bytes(table)) == [[heading for heading, _ in COLUMNS.values()]]
    sheet = _sheet(table)
    assert [cell.value for cell in sheet[HEAD]] == [heading for heading, _ in COLUMNS.values()]
    assert (sheet.max_row, sheet.auto_filter.ref) == (HEAD, "A5:I5")


def test_only_the_named_columns_are_taken_along_in_their_order() -> None:
    columns = {name: COLUMNS[name] for name in ("poor", "unit")}
    assert _read_csv(csv_bytes(_table(TUY_DUC, columns=columns))) == [
        ["Hộ nghèo hiện nay", "Đơn vị"],
        ["2445", "Tuy Đức"],
    ]
