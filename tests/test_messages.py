"""What a cell says in an office's own words, and what the person is told who has to correct one."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.database import Database
from core.ingest.files.number_formats import cell_of
from core.ingest.files.read import read
from core.ingest.files.table import NumberCell
from core.ingest.issues import Issue, Severity
from core.ingest.layout.understand import header_score, understand
from core.ingest.pipeline import preview
from core.ingest.values.cells import read_column
from tests.conftest import OPERATOR


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.ingest.pipeline.today", lambda: date(2025, 1, 31))


def errors(database: Database, *lines: str, kind: str | None = None) -> list[Issue]:
    return list(preview(database, OPERATOR, "\n".join(lines).encode(), "tep.csv", kind).of(Severity.ERROR))


SPENT = "Huyện;Xã;Năm vốn;Mã nội dung;Nguồn;Ngày số liệu;Lũy kế giải ngân (triệu đồng)"
STATES = "Huyện;Xã;Bộ tiêu chí;Tiêu chí số;Ngày đánh giá;Kết quả"
VILLAGES = "Tỉnh;Huyện;Xã;Thôn;Vùng đồng bào DTTS"
GOALS = "Số văn bản;Mã mục tiêu;Ngày số liệu;Giá trị"


@pytest.mark.parametrize(
    ("header", "first", "second", "said", "column"),
    [
        (
            SPENT,
            "Tu Mơ Rông;Tu Mơ Rông;2024;2.1;;30/06/2024;850",
            "Tu Mơ Rông;Tu Mơ Rông;2024;2.1;vốn năm;30/6/2024;851",
            "xã Tu Mơ Rông · năm 2024 · 2.1 · vốn năm · 30/06/2024",
            "Ngày số liệu",
        ),
        (VILLAGES, "Kon Tum;Kon Plông;Pờ Ê;Vi Ô Lắc;có", "Kon Tum;Kon Plông;Pờ Ê;Vi Ô Lắc;", "Pờ Ê · Vi Ô Lắc", "Thôn"),
        (GOALS, "1/KH;a;30/06/2024;1", "1/KH;a;30/06/2024;2", "1/KH · a · 30/06/2024", "Ngày số liệu"),
    ],
    ids=["money", "villages", "goals"],
)
def test_two_rows_alike_are_told_by_their_whole_key(
    sqlite: Database, header: str, first: str, second: str, said: str, column: str
) -> None:
    found = [issue for issue in errors(sqlite, header, first, second) if issue.code == "duplicate_row"]
    assert [(issue.row, issue.column) for issue in found] == [(2, column), (3, column)]
    assert said in found[0].reason
    assert "kỳ" not in found[0].reason


def test_rows_whose_key_could_not_be_read_are_not_called_alike(sqlite: Database) -> None:
    rows = [f"Kon Plông;Măng Bút;xã NTM;{number};30/06/2024;đạt" for number in ("17.8", "1.1")]
    found = errors(sqlite, STATES, *rows)
    assert [issue.code for issue in found] == ["part_of_criterion"] * 2
    assert "chỉ tiêu thành phần" in found[0].reason
    rows = [f"Tu Mơ Rông;Tu Mơ Rông;2024;2.1;{source};30/06/2024;850" for source in ("abc", "xyz", "")]
    assert [issue.code for issue in errors(sqlite, SPENT, *rows)] == ["unknown_word"] * 2


def test_a_required_figure_may_not_be_left_blank_and_no_remedy_says_so(sqlite: Database) -> None:
    head = "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo"
    found = errors(sqlite, head, "Tuy Đức;30/06/2024;abc;-5;abc", "Cư Jút;30/06/2024;900;12;-3")
    said = {(issue.row, issue.column): issue.remedy for issue in found}
    assert "để trống" not in said[2, "Tổng số hộ"] + said[2, "Số hộ nghèo"]
    assert "để trống" in said[2, "Số hộ cận nghèo"]
    assert "để trống" in said[3, "Số hộ cận nghèo"]


@pytest.mark.parametrize("cell", ["đạt", "Chưa đạt"])
def test_a_goal_without_a_figure_is_1_or_0(sqlite: Database, cell: str) -> None:
    (issue,) = errors(sqlite, GOALS, f"1/KH;a;30/06/2024;{cell}")
    assert "1 = đạt, 0 = chưa đạt" in issue.remedy


@pytest.mark.parametrize(
    ("type_", "cell", "expected"),
    [
        ("integer", "TC 5", 5),
        ("integer", "Tiêu chí 5", 5),
        ("integer", "Tiêu chí số 5", 5),
        ("integer", "5", 5),
        ("integer", "17.8", "part_of_criterion"),
        ("integer", "Tiêu chí 17.8", "part_of_criterion"),
        ("integer", NumberCell.of(Decimal("17.8")), "part_of_criterion"),
        ("integer", NumberCell.of(Decimal(17)), 17),
        ("year", "Năm 2024", 2024),
        ("year", "2024.0", 2024),
        ("year", "2205", "year_out_of_range"),
        ("year", "2.024", "not_a_year"),
        ("code", "02/Jan", "date_for_code"),
        ("code", "2-Jan", "date_for_code"),
        ("code", "Jan-02", "date_for_code"),
        ("code", "02-Thg1", "date_for_code"),
        ("code", "2.10", "2.10"),
        ("code", "xa-dat-chuan", "xa-dat-chuan"),
        ("code", cell_of("2.1", "0.00"), "2.10"),
        ("code", cell_of("2.1", "General"), "2.1"),
        ("code", cell_of("2.155", "0.00"), "2.155"),
        ("code", cell_of("2", "0.0"), "2.0"),
        ("yes_no", "x", "có"),
        ("yes_no", "X", "có"),
        ("yes_no", "-", None),
        ("yes_no", "", None),
        ("yes_no", "không", "không"),
        ("criterion_state", "x", "unknown_word"),
        ("criterion_state", "-", None),
        ("count", "x", None),
        ("carry_over", "vốn 2024", "vốn năm"),
        ("carry_over", "Vốn năm 2024", "vốn năm"),
        ("carry_over", "vốn năm 2023 kéo dài", "kéo dài"),
        ("carry_over", "chuyển nguồn năm 2023 sang 2024", "kéo dài"),
        ("carry_over", "vốn kéo dài năm 2023", "kéo dài"),
        ("carry_over", "vốn năm 2023 sang 2024", "unknown_word"),
        ("carry_over", "2024", "unknown_word"),
        ("nature", "ĐTPT", "đầu tư"),
        ("nature", "vốn SN", "sự nghiệp"),
        ("criterion_state", "Chưa", "chưa đạt"),
        ("criterion_state", "Đạt chuẩn", "đạt"),
        ("criterion_state", "Cơ bản", "cơ bản đạt"),
        ("set", "NTM nâng cao", "xã NTM nâng cao"),
        ("title", "Xã đạt chuẩn nông thôn mới", "xã NTM"),
        ("title", "Xã đạt chuẩn nông thôn mới nâng cao", "xã NTM nâng cao"),
        ("plan_owner", "UBND tỉnh Đắk Nông", "tỉnh"),
        ("plan_owner", "UBND huyện Tuy Đức", "huyện"),
        ("plan_owner", "UBND xã Quảng Tâm", "xã"),
        ("plan_owner", "tỉnh Đắk Nông", "tỉnh"),
        ("plan_owner", "Sở Tài chính", "Sở Tài chính"),
        ("plan_owner", "Tỉnh và huyện", "Tỉnh và huyện"),
    ],
)
def test_a_cell_is_read_as_an_official_means_it(type_: str, cell: str, expected: Any) -> None:
    (value,) = read_column(type_, [cell])
    assert getattr(value, "code", value) == expected


def test_a_tick_in_the_results_column_is_said_not_to_be_understood(sqlite: Database) -> None:
    (issue,) = errors(sqlite, STATES, "Kon Plông;Măng Bút;xã NTM;2;30/06/2024;x")
    assert (issue.code, issue.column) == ("unknown_word", "Kết quả")
    assert "không rõ" in issue.reason


def test_capital_of_another_year_than_its_row_is_refused(sqlite: Database) -> None:
    rows = [f"Tu Mơ Rông;Tu Mơ Rông;2024;2.1;{source};30/06/2024;850" for source in ("vốn năm 2023", "vốn 2024")]
    assert [(issue.row, issue.code) for issue in errors(sqlite, SPENT, *rows)] == [(2, "another_year")]


def missing(header: str) -> dict[str | None, str]:
    table = understand(read(f"{header}\n".encode(), "tep.csv", header_score))
    return {issue.column: issue.remedy for issue in table.issues if issue.code == "missing_column"}


@pytest.mark.parametrize("heading", ["Số tiêu chí", "Số tiêu chí đạt"])
def test_a_number_of_criteria_is_not_the_number_of_one(heading: str) -> None:
    assert "Có phải" not in missing(STATES.replace("Tiêu chí số", heading))["Tiêu chí số"]


def test_a_bracket_that_makes_another_figure_is_named_and_no_new_name_proposed() -> None:
    said = missing("Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo (ước);Số hộ cận nghèo")["Số hộ nghèo"]
    assert "Có phải" not in said
    assert "«(ước)»" in said


@pytest.mark.parametrize("unit", ["1000 đ", "1.000 đ"])
def test_thousands_of_dong_are_known_in_a_heading(unit: str) -> None:
    header = SPENT.replace("triệu đồng", unit)
    table = understand(read(f"{header}\n".encode(), "tep.csv", header_score))
    assert table.reading("disbursed").factor == Decimal("0.001")


def test_one_goal_given_to_two_units_is_given_twice(sqlite: Database) -> None:
    head = "Tỉnh;Huyện;Xã;Số văn bản;Mã mục tiêu;Mục tiêu;Giá trị"
    rows = ("Kon Tum;Kon Plông;;9/KH;m1;Số xã;6", "Kon Tum;Kon Plông;Pờ Ê;9/KH;m1;Số xã;6")
    found = preview(sqlite, OPERATOR, "\n".join([head, *rows]).encode(), "tep.csv")
    assert [(issue.row, issue.code) for issue in found.of(Severity.ERROR)] == [
        (2, "duplicate_row"),
        (3, "duplicate_row"),
    ]
