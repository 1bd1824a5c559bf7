"""The report as .xlsx: every figure a number, totals and shares as formulas that give what the report says."""

import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from core import formats
from core.official_report.content import (
    Cell,
    Figure,
    FigureFormat,
    Paragraph,
    Report,
    ReportColumn,
    ReportTable,
    TableRow,
    figure,
)
from core.official_report.files.layout import plain
from core.official_report.files.workbook import as_xlsx, sheet_names
from core.official_report.files.workbook_formulas import formula_of, formulas_that_differ
from tests.office import converted, pdf_text
from tests.report_sample import FOOTER, HEAD, MADE_AT, MONEY, MONEY_COLUMNS, POVERTY, REPORT, WARNING

TEXT, _, MONEY_SHEET = 0, 1, 2
# Of the sample's tables in their sheets: below title, measure, groups, headings and numbers.
BODY = 6


def opened(content: bytes, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def recalculated(report: Report, folder: Path) -> Workbook:
    """With every formula worked out by LibreOffice."""
    path = folder / "report.xlsx"
    path.write_bytes(as_xlsx(report, MADE_AT))
    return openpyxl.load_workbook(converted(path, "xlsx", folder), data_only=True)


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(as_xlsx(REPORT, MADE_AT))


def rows_of(sheet: Worksheet, table: ReportTable) -> Iterator[tuple[TableRow, tuple[Any, ...]]]:
    grouped = any(column.group for column in table.columns)
    first = BODY if grouped else BODY - 1
    yield from zip(table.rows, sheet.iter_rows(min_row=first, max_row=first + len(table.rows) - 1), strict=True)


def wrong_cells(book: Workbook, report: Report) -> list[str]:
    """Cells whose number or day is not that of the report's figure."""
    return [
        f"{sheet.title}!{cell.coordinate}: {cell.value} instead of {stated.value}"
        for sheet, table in zip(book.worksheets[1:], report.tables, strict=True)
        for row, cells in rows_of(sheet, table)
        for stated, cell in zip(row.cells, cells, strict=False)
        if isinstance(stated, Figure) and stated.format != "text" and not _is_same(cell.value, stated)
    ]


def _is_same(value: Any, stated: Figure) -> bool:
    if stated.value is None:
        return bool(value == formats.MISSING)
    if isinstance(stated.value, date):
        return isinstance(value, datetime) and value.date() == stated.value
    return isinstance(value, int | float) and value == pytest.approx(float(stated.value), rel=1e-12)


def test_a_sheet_for_the_text_and_one_for_each_table(book: Workbook) -> None:
    assert book.sheetnames == [
        "Báo cáo",
        "1. Kết quả giảm nghèo theo…",
        "2. Giải ngân vốn năm 2024 theo…",
        "3. Kế hoạch và kết quả của…",
        "4. Nguồn của từng con số",
    ]


@pytest.mark.parametrize("title", ["A/B: [c] *?\\'", "Đ" * 60, "", "'", "Lịch sử History", "x " * 40, "\x07\ud800"])
def test_any_title_makes_names_of_sheets_that_spreadsheets_take(title: str) -> None:
    report = replace(REPORT, blocks=tuple(replace(MONEY, title=title) for _ in range(12)), annexes=())
    names = sheet_names(report)
    assert len(set(names)) == 12
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert opened(as_xlsx(report, MADE_AT)).sheetnames == ["Báo cáo", *names]


def test_the_first_sheet_has_the_head_the_text_and_the_end(book: Workbook) -> None:
    sheet = book.worksheets[TEXT]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    wanted = [
        WARNING,
        "ỦY BAN NHÂN DÂN\nTỈNH ĐẮK NÔNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "BÁO CÁO",
        HEAD.subject,
        "I. KẾT QUẢ THỰC HIỆN CHỈ TIÊU",
        "1. Giảm nghèo",
        "a) Khách quan",
        "- Mưa lũ & sạt lở <tháng 5>.",
        "Bảng 2. Giải ngân vốn năm 2024 theo từng nội dung (xem trang tính «2. Giải ngân vốn năm 2024 theo…»)",
        "Phụ lục I",
        "KẾ HOẠCH VÀ KẾT QUẢ CỦA TỪNG XÃ",
        FOOTER,
    ]
    places = [texts.index(text) for text in wanted]
    assert places == sorted(places)
    assert [text for text in texts if text.endswith("./.")]
    assert "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH" in texts


def test_links_lead_to_the_tables_and_nowhere_else(book: Workbook) -> None:
    links = [cell.hyperlink.location for row in book.worksheets[TEXT].iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_heads_are_those_of_the_printed_table(book: Workbook) -> None:
    heads = [list(row) for row in book.worksheets[MONEY_SHEET].iter_rows(min_row=1, max_row=5, values_only=True)]
    assert heads == [
        ["Bảng 2. Giải ngân vốn năm 2024 theo từng nội dung", *[None] * 7],
        ["Đơn vị tính: triệu đồng", *[None] * 7],
        ["Stt", "Nội dung", "Nguồn", "Vốn năm 2024", None, "Còn lại", "Tỷ lệ giải ngân (%)", "Ngày số liệu"],
        [None, None, None, "Kế hoạch vốn", "Đã giải ngân", None, None, None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)\n=(4)−(5)", "(7)\n=(5)÷(4)×100", "(8)"],
    ]
    merged = {str(cells) for cells in book.worksheets[MONEY_SHEET].merged_cells.ranges}
    assert {"D3:E3", "A3:A4", "F3:F4"} <= merged


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("D7", 1500),
        ("D8", 850.5),
        ("F7", "=D7-E7"),
        ("G7", "=IF(AND(E7<D7,E7/D7>=0.999),99.9,ROUND(E7/D7*100,1))"),
        ("H7", datetime(2024, 6, 30)),
        ("D10", "=SUM(D7:D9)"),
        ("D13", "=SUM(D12)"),
        ("D14", "=SUM(D7:D9,D12)"),
        ("F14", "=D14-E14"),
        ("E9", "—"),
        ("F9", "—"),
        ("A6", "I. Vốn đầu tư"),
    ],
)
def test_figures_are_numbers_and_totals_are_formulas(book: Workbook, cell: str, value: Any) -> None:
    found = book.worksheets[MONEY_SHEET][cell]
    assert found.value == value
    if isinstance(value, int | float):
        assert found.data_type == "n"


def test_a_total_without_formula_keeps_its_figure_and_a_share_has_its_own() -> None:
    sheet = opened(as_xlsx(REPORT, MADE_AT)).worksheets[1]
    assert [cell.value for cell in sheet[10]] == [
        None,
        "Toàn tỉnh",
        "=SUM(C6:C9)",
        "=SUM(D6:D9)",
        "=ROUND(D10/C10*100,2)",
        "=SUM(F6:F9)",
        "—",
        None,
    ]


def test_what_looks_like_a_formula_is_text(book: Workbook) -> None:
    cell = book.worksheets[MONEY_SHEET]["B8"]
    assert (cell.value, cell.data_type) == ("=SUM(1;2) là tên một tiểu dự án", "s")
    risky = ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://example.org", "0123", "A\x00\ud800B"]
    rows = tuple(TableRow(("1", text, "NSTW", None, None, None, None, None)) for text in risky)
    report = Report(HEAD, (*map(Paragraph, risky), replace(MONEY, rows=rows)), (), (), "=F", "=W")
    for sheet in opened(as_xlsx(report, MADE_AT)).worksheets:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    written = [row[1].value for row in opened(as_xlsx(report, MADE_AT)).worksheets[1].iter_rows(min_row=6, max_row=13)]
    assert written == [plain(text) for text in risky]


@pytest.mark.parametrize(
    ("kind", "value", "number_format"),
    [
        ("count", 8838, "#,##0"),
        ("rate", Decimal("3.78"), '0.00"%"'),
        ("points", Decimal("3"), "#,##0.0"),
        ("points", Decimal("2.125"), "#,##0.000"),
        ("amount", Decimal("1977"), "#,##0"),
        ("amount", Decimal("1977.00"), "#,##0"),
        ("amount", Decimal("850.5"), "#,##0.0"),
        ("decimal", Decimal("1.5"), "#,##0.00"),
        ("day", date(2024, 6, 30), "dd/mm/yyyy"),
    ],
)
def test_numbers_look_as_they_are_printed(kind: FigureFormat, value: Any, number_format: str) -> None:
    cell = opened(as_xlsx(one_cell(figure(value, kind, "", "")), MADE_AT)).worksheets[1]["A5"]
    assert cell.number_format == number_format
    assert cell.value == (datetime(2024, 6, 30) if kind == "day" else pytest.approx(float(value)))


@pytest.mark.parametrize(
    ("text", "kind", "value", "number_format"),
    [
        ("khoảng 3.415 hộ", "count", 3415, '"khoảng "#,##0" hộ"'),
        ("13 xã", "amount", Decimal(13), '#,##0" xã"'),
        ("8,5 (ước)", "points", Decimal("8.5"), '#,##0.0" (ước)"'),
        ('3,78% "trở lên"', "rate", Decimal("3.78"), '0.00"%"" ”trở lên”"'),
        ("4 điểm; chưa có số gốc", "amount", Decimal(4), '#,##0" điểm, chưa có số gốc"'),
        ("ba xã", "count", 3, "#,##0"),
        (f"3 xã {'dài ' * 12}", "count", 3, "#,##0"),
    ],
)
def test_words_around_a_number_are_seen_and_it_stays_a_number(
    text: str, kind: FigureFormat, value: Any, number_format: str
) -> None:
    cell = opened(as_xlsx(one_cell(Figure(text, value, kind, "", "")), MADE_AT)).worksheets[1]["A5"]
    assert (cell.number_format, cell.value, cell.data_type) == (number_format, pytest.approx(float(value)), "n")


def one_cell(stated: Figure, column: ReportColumn | None = None) -> Report:
    table = ReportTable("mot-o", "Một ô", (column or ReportColumn("Cột", stated.format),), (TableRow((stated,)),))
    return Report(HEAD, (table,), (), (), "")


def test_a_shortfall_never_looks_like_100(tmp_path: Path) -> None:
    """As a spreadsheet shows them; its marks of decimals and thousands are those of the machine's language."""
    shares = ["99.96", "99.9", "100", "99.89", "1132.55", "-3.25", "99.9999"]
    column = ReportColumn("Tỷ lệ", "percent")
    rows = tuple(TableRow((figure(Decimal(share), "percent", "", ""),)) for share in shares)
    path = tmp_path / "share.xlsx"
    path.write_bytes(as_xlsx(Report(HEAD, (ReportTable("t", "T", (column,), rows),), (), (), ""), MADE_AT))
    shown = [word for page in pdf_text(converted(path, "pdf", tmp_path)) for word in page.split() if "%" in word]
    assert [word.replace(",", "") for word in shown] == [
        *("99.96%", "99.9%", "100.0%", "99.9%", "1132.6%", "-3.3%", "99.9999%"),
    ]


def test_viewers_that_compute_nothing_show_the_numbers() -> None:
    assert wrong_cells(opened(as_xlsx(REPORT, MADE_AT), values=True), REPORT) == []


def test_formulas_give_the_figures_of_the_report(tmp_path: Path) -> None:
    assert formulas_that_differ(REPORT) == []
    assert wrong_cells(recalculated(REPORT, tmp_path), REPORT) == []


def test_recalculating_does_not_trust_the_numbers_in_the_file(tmp_path: Path) -> None:
    """Otherwise the tests around this one would compare the program with itself."""
    path = tmp_path / "wrong.xlsx"
    made = xlsxwriter.Workbook(str(path))
    made.add_worksheet().write_formula("A1", "=1+1", value=3)
    made.close()
    assert opened(path.read_bytes(), values=True).worksheets[0]["A1"].value == 3
    assert openpyxl.load_workbook(converted(path, "xlsx", tmp_path), data_only=True).worksheets[0]["A1"].value == 2


_RANDOM_COLUMNS = (
    *(ReportColumn("Stt", "text"), ReportColumn("Tên", "text")),
    *(ReportColumn("Kế hoạch", "amount", total="sum"), ReportColumn("Thực hiện", "amount", total="sum")),
    ReportColumn("Còn lại", "amount", excel="={3}-{4}", total="excel"),
    ReportColumn("Tỷ lệ", "rate", excel="=ROUND({4}/{3}*100,2)", total="excel"),
    ReportColumn("Vượt", "amount", excel="=IF({4}>{3},MAX({4}-{3},0),0)", total="sum"),
    ReportColumn("Cao nhất", "amount", excel="=MAX({3},{4})"),
)


def random_table(chance: random.Random, name: str) -> ReportTable:
    """Parts with headings and totals or none, figures missing here and there; all sums worked out in this test."""
    rows: list[TableRow] = []
    every: list[tuple[Decimal, Decimal | None]] = []
    parts = chance.choice([0, 1, 2, 4])
    for part in range(max(parts, 1)):
        lines = [_random_line(chance) for _ in range(chance.randint(1, 6))]
        every += lines
        rows += [TableRow((f"Phần {part + 1}",), "heading")] if parts else []
        rows += [TableRow(("1", "Nội dung", *_figures(*line))) for line in lines]
        rows += [_random_total(lines)] if parts else []
    return ReportTable(name, f"Bảng {name}", _RANDOM_COLUMNS, (*rows, _random_total(every)))


def _random_line(chance: random.Random) -> tuple[Decimal, Decimal | None]:
    plan = Decimal(chance.randint(1, 10**7)).scaleb(-chance.randint(0, 3))
    spent = plan * chance.choice([1, Decimal("0.9996"), Decimal("1.25"), Decimal("0.5"), 0])
    return plan, None if chance.random() < 0.15 else spent


def _figures(plan: Decimal, spent: Decimal | None) -> tuple[Cell, ...]:
    if spent is None:
        return (*_amounts(plan, None, None), figure(None, "rate", "", ""), *_amounts(None, None))
    share = (spent / plan * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    left = _amounts(plan, spent, plan - spent)
    return (*left, figure(share, "rate", "", ""), *_amounts(max(spent - plan, Decimal(0)), max(plan, spent)))


def _amounts(*values: Decimal | None) -> tuple[Figure, ...]:
    return tuple(figure(value, "amount", "", "") for value in values)


def _random_total(lines: list[tuple[Decimal, Decimal | None]]) -> TableRow:
    plan = sum((line[0] for line in lines), Decimal(0))
    spent = sum((line[1] for line in lines if line[1] is not None), Decimal(0))
    over = sum((max(line[1] - line[0], Decimal(0)) for line in lines if line[1] is not None), Decimal(0))
    share = (spent / plan * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    cells = (*_amounts(plan, spent, plan - spent), figure(share, "rate", "", ""), *_amounts(over), None)
    return TableRow(("", "Cộng", *cells), "total")


def test_formulas_of_any_table_give_its_figures(tmp_path: Path) -> None:
    chance = random.Random(30)
    report = Report(HEAD, tuple(random_table(chance, str(number)) for number in range(25)), (), (), "")
    assert formulas_that_differ(report) == []
    assert wrong_cells(recalculated(report, tmp_path), report) == []
    formulas = [
        cell.value
        for sheet in opened(as_xlsx(report, MADE_AT)).worksheets[1:]
        for row in sheet.iter_rows(min_row=5)
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(formulas) > 400


def test_a_total_that_is_not_the_sum_stays_a_number_and_is_told() -> None:
    """A plan may print such a total; the workbook must not correct it in silence."""
    rows = list(MONEY.rows)
    last = rows[-1]
    rows[-1] = replace(last, cells=(*last.cells[:3], figure(Decimal("4427.6"), "amount", "", ""), *last.cells[4:]))
    wrong = replace(MONEY, rows=tuple(rows))
    report = Report(HEAD, (wrong,), (), (), "")
    sheet = opened(as_xlsx(report, MADE_AT)).worksheets[1]
    assert sheet["D14"].value == 4427.6
    assert sheet["E14"].value == "=SUM(E7:E9,E12)"
    assert formulas_that_differ(report) == [
        "von-nam, dòng 9, cột (4): 4.427,6",
        "von-nam, dòng 9, cột (6): 503,25",
    ]


@pytest.mark.parametrize(
    ("excel", "stated", "is_formula", "is_told"),
    [
        ("={1}-{2}", "3", True, False),
        ("=ROUND({1}/{2},1)", "1.8", True, False),
        ("=ROUND({1}/{2},1)", "1.7", False, True),
        ("={1}^2", "49", False, True),
        ("=VLOOKUP({1},A1:B2,2)", "3", False, True),
        ("={1}-{3}", "3", False, False),
        ("={1}-{9}", "3", False, False),
        ("=SUM({1})-SUM({2},{3})", "3", True, False),
        ("=SUM({1})-SUM({2},{3})", "7", False, True),
        ("={1}/0", "3", False, False),
        ("=IF({1}<>{2},{1}+{2},0)", "11", True, False),
        ("=IF(OR({1}={2},{1}<={2}),1,-ABS({2}-{1}))", "-3", True, False),
        ("=ROUND(-{1}/2,0)", "-4", True, False),
    ],
)
def test_a_formula_is_written_only_where_it_gives_the_figure(
    excel: str, stated: str, is_formula: bool, is_told: bool
) -> None:
    """Of 7, 4 and a missing figure."""
    columns = (*(ReportColumn(name, "amount") for name in "ABC"), ReportColumn("D", "amount", excel=excel))
    row = TableRow(_amounts(Decimal(7), Decimal(4), None, Decimal(stated)))
    table = ReportTable("bang", "Bảng", columns, (row,))
    assert (formula_of(table, 0, 3, lambda place: place) is not None) == is_formula
    assert bool(formulas_that_differ(Report(HEAD, (table,), (), (), ""))) == is_told


def test_sheets_are_ready_to_print(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.page_setup.fitToWidth in (None, 1)  # one page is what is meant where nothing is said
        assert sheet.sheet_properties.pageSetUpPr
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert WARNING in (sheet.oddHeader.center.text or "")
    sheet = book.worksheets[MONEY_SHEET]
    assert (sheet.page_setup.orientation, sheet.freeze_panes, sheet.print_title_rows) == ("landscape", "C6", "$3:$5")


def test_the_same_report_gives_the_same_bytes() -> None:
    made = as_xlsx(REPORT, MADE_AT)
    assert made == as_xlsx(REPORT, MADE_AT)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = opened(made).properties
    assert (properties.creator, properties.created) == ("Tiến Độ", MADE_AT.replace(tzinfo=None))


def test_tables_of_one_column_or_no_row_are_sheets_too() -> None:
    report = Report(HEAD, (replace(MONEY, rows=(), note=""), *one_cell(POVERTY.rows[0].cells[2]).blocks), (), (), "")  # type: ignore[arg-type]
    assert len(opened(as_xlsx(report, MADE_AT)).worksheets) == 3
    assert len(MONEY_COLUMNS) == 8
