"""Workbook templates: the same table as the CSV, typed cells, and nothing else that looks like data."""

import io
import shutil
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.ingest.kinds import Kind, kinds
from core.ingest.layout.understand import header_score
from core.ingest.templates.template_workbook import DATA_SHEET, GUIDE_SHEET, LIST_SHEET, workbook_template
from core.ingest.templates.templates import ABOUT_HEADER, TemplateRow, example_row, headings
from core.places import all_places
from core.reports.template_rows import criterion_rows

DAK_NONG, TUY_DUC, MANG_BUT = "67", "667", "23458"
OPEN = {"formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"}


def book_of(kind: str, rows: Sequence[TemplateRow] = ()) -> Workbook:
    return load_workbook(io.BytesIO(workbook_template(kinds()[kind], all_places(), rows)))


def district_rows() -> list[TemplateRow]:
    return [TemplateRow(unit) for unit in all_places().children(all_places().by_code[DAK_NONG])]


def rules(sheet: Worksheet, kind: Kind) -> dict[str, DataValidation]:
    """The rule of each column by its key."""
    by_letter = {
        str(rule.sqref).split(":")[0].rstrip("0123456789"): rule for rule in sheet.data_validations.dataValidation
    }
    letters = [cell.column_letter for cell in sheet[1]]
    return {column.key: by_letter[letter] for column, letter in zip(kind.columns, letters, strict=False)}


def listed(book: Workbook, rule: DataValidation) -> list[str]:
    assert rule.type == "list"
    sheet, _, cells = str(rule.formula1).partition("!")
    assert sheet == f"'{LIST_SHEET}'"
    return [str(row[0].value) for row in book[LIST_SHEET][cells.replace("$", "")]]


@pytest.mark.parametrize("kind", list(kinds()))
def test_headings_and_example_are_those_of_the_csv_and_locked(kind: str) -> None:
    sheet = book_of(kind)[DATA_SHEET]
    assert [cell.value for cell in sheet[1]] == headings(kinds()[kind], [])
    assert [cell.value for cell in sheet[2]] == example_row(kinds()[kind], [], all_places())
    assert {cell.data_type for row in (sheet[1], sheet[2]) for cell in row} == {"s"}
    assert all(cell.protection.locked for row in (sheet[1], sheet[2]) for cell in row)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert {name for name in OPEN if getattr(sheet.protection, name) is False} == OPEN


@pytest.mark.parametrize("kind", list(kinds()))
def test_only_the_data_sheet_has_headings(kind: str) -> None:
    """The reader takes the row with the most headings for the heading of the data."""
    book = book_of(kind, district_rows())
    assert (book.sheetnames[:2], book.active.title) == ([DATA_SHEET, GUIDE_SHEET], DATA_SHEET)
    assert [(name, book[name].sheet_state) for name in book.sheetnames[2:]] in ([], [(LIST_SHEET, "hidden")])
    for name in book.sheetnames[1:]:
        rows = [[str(cell or "") for cell in row] for row in book[name].iter_rows(values_only=True)]
        assert max(header_score(row) for row in rows) <= 1


@pytest.mark.parametrize("kind", list(kinds()))
def test_every_column_has_a_prompt_and_a_rule_that_fits_a_spreadsheet(kind: str) -> None:
    for key, rule in rules(book_of(kind, district_rows())[DATA_SHEET], kinds()[kind]).items():
        assert rule.prompt, key
        assert len(rule.prompt) <= 255
        assert max(len(rule.promptTitle), len(rule.errorTitle)) <= 32
        assert rule.type in (None, "none") or rule.error
        assert str(rule.sqref).endswith("2000")


@pytest.mark.parametrize(
    ("kind", "key", "expected"),
    [
        ("poverty-progress", "households", ("whole", "greaterThanOrEqual", "0", None)),
        ("poverty-progress", "as_of", ("date", "greaterThanOrEqual", "36526", None)),
        ("poverty-plan", "year", ("whole", "between", "2000", "2100")),
        ("poverty-plan", "rate_reduction", ("decimal", "between", "0", "100")),
        ("disbursement", "disbursed", ("decimal", "greaterThanOrEqual", "0", None)),
        ("goal", "due", ("date", "greaterThanOrEqual", "36526", None)),
        ("explanation", "remedy_due", ("date", "greaterThanOrEqual", "36526", None)),
    ],
)
def test_numbers_and_dates_have_limits(kind: str, key: str, expected: tuple[str, ...]) -> None:
    rule = rules(book_of(kind)[DATA_SHEET], kinds()[kind])[key]
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == expected


@pytest.mark.parametrize(
    ("kind", "key", "expected"),
    [
        ("poverty-progress", "value_type", ["chính thức", "ước"]),
        ("poverty-plan", "plan_owner", ["tỉnh", "huyện", "xã", "trung ương"]),
        ("disbursement", "carry_over", ["vốn năm", "kéo dài"]),
        ("criteria-status", "status", ["đạt", "cơ bản đạt", "chưa đạt"]),
        ("criteria-status", "set", ["xã NTM", "xã NTM nâng cao", "thôn NTM"]),
        ("villages", "ethnic_area", ["có", "không"]),
        ("explanation", "subject", ["giảm nghèo", "giải ngân", "nông thôn mới", "báo cáo"]),
        ("poverty-progress", "province", ["Đắk Nông"]),
    ],
)
def test_words_are_chosen_from_a_list(kind: str, key: str, expected: list[str]) -> None:
    book = book_of(kind, district_rows())
    assert listed(book, rules(book[DATA_SHEET], kinds()[kind])[key]) == expected


def test_units_are_those_of_the_template() -> None:
    kind, places = kinds()["poverty-progress"], all_places()
    whole, one = book_of(kind.name, district_rows()), book_of(kind.name, [TemplateRow(places.by_code[TUY_DUC])])
    found = {
        (name, key): len(listed(book, rules(book[DATA_SHEET], kind)[key]))
        for name, book in (("province", whole), ("district", one))
        for key in ("district", "commune")
    }
    assert found == {
        ("province", "district"): 8,
        ("province", "commune"): 71,
        ("district", "district"): 8,
        ("district", "commune"): 6,
    }
    assert rules(book_of(kind.name)[DATA_SHEET], kind)["commune"].type in (None, "none")


def test_known_values_are_numbers_where_the_column_has_numbers_and_text_elsewhere() -> None:
    commune = all_places().by_code[MANG_BUT]
    values = {"budget_year": "2024", "line": "2.10", "as_of": "30/06/2024", "disbursed": "850,5", "advance": "1.977"}
    sheet = book_of("disbursement", [TemplateRow(commune, values, '=HYPERLINK("x")')])[DATA_SHEET]
    found = {cell.value: sheet.cell(3, cell.column) for cell in sheet[1]}
    assert {
        heading: (cell.value, cell.data_type, cell.number_format) for heading, cell in found.items() if cell.value
    } == {
        "Tỉnh": ("Kon Tum", "s", "@"),
        "Huyện, thành phố": ("Kon Plông", "s", "@"),
        "Xã, phường, thị trấn": ("Măng Bút", "s", "@"),
        "Năm vốn": (2024, "n", "0"),
        "Mã nội dung": ("2.10", "s", "@"),
        "Ngày số liệu": (datetime(2024, 6, 30), "d", "dd/mm/yyyy"),
        "Lũy kế giải ngân (triệu đồng)": (850.5, "n", "#,##0.######"),
        "Trong đó tạm ứng (triệu đồng)": ("1.977", "s", "#,##0.######"),  # thousands or thousandths: not ours to say
        ABOUT_HEADER: ('=HYPERLINK("x")', "s", "@"),
    }
    assert not any(cell.protection.locked for cell in found.values())


def test_rows_below_have_the_columns_format_and_are_open() -> None:
    sheet = book_of("disbursement", criterion_rows([], ""))[DATA_SHEET]
    found = dict(sheet.column_dimensions.items())
    assert not any(dimension.protection.locked for dimension in found.values())
    assert [found[letter].number_format for letter in "DEGI"] == ["0", "@", "dd/mm/yyyy", "#,##0.######"]
    assert max(dimension.max for dimension in found.values()) == 16_384  # or no row could be deleted


def test_the_file_says_who_made_it_and_nothing_of_the_machine() -> None:
    properties = book_of("goal").properties
    assert (properties.creator, properties.lastModifiedBy, properties.title) == (
        "Tiến Độ",
        None,
        "Mục tiêu của kế hoạch",
    )


def test_a_page_prints_across_with_its_headings() -> None:
    sheet = book_of("goal")[DATA_SHEET]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_title_rows) == (True, "$1:$1")
    assert sheet.freeze_panes == "D3"


def test_a_long_template_has_rules_below_its_last_row() -> None:
    rows = criterion_rows([all_places().by_code[MANG_BUT]] * 110, "xã NTM")
    rule = rules(book_of("criteria-status", rows)[DATA_SHEET], kinds()["criteria-status"])["status"]
    assert int(str(rule.sqref).partition(":H")[2]) == len(rows) + 503


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_keeps_lists_rules_and_text(tmp_path: Path) -> None:
    kind = kinds()["disbursement"]
    rows = [TemplateRow(all_places().by_code[MANG_BUT], {"budget_year": "2024", "line": "2.10"})]
    (tmp_path / "mau.xlsx").write_bytes(workbook_template(kind, all_places(), rows))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(tmp_path / "out"), "mau.xlsx"], cwd=tmp_path, check=True, timeout=120)
    book = load_workbook(tmp_path / "out" / "mau.xlsx")
    sheet = book[DATA_SHEET]
    assert [cell.value for cell in sheet[1]] == headings(kind, rows)
    assert [sheet["D3"].value, sheet["E3"].value, sheet["E3"].number_format] == [2024, "2.10", "@"]
    kept = {str(rule.sqref).split("3:")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert {letter: kept[letter].type for letter in "BCDFGI"} == {
        **dict.fromkeys("BCF", "list"),
        **{"D": "whole", "G": "date", "I": "decimal"},
    }
    assert book[LIST_SHEET].sheet_state == "hidden"
    assert sheet.protection.sheet
