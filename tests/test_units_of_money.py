"""What a file's amounts are counted in: said in a heading, in a title, under the headings or below the table."""

import pytest

from core.ingest.files.read import read
from core.ingest.issues import Severity
from core.ingest.layout.headings import declared_unit
from core.ingest.layout.understand import UnderstoodTable, header_score, understand
from core.ingest.values.cells import read_column
from core.ingest.values.numbers import NumberProblem

HEAD = "Xã;Năm vốn;Mã nội dung;Ngày số liệu;Lũy kế giải ngân"
ROW = "Tu Mơ Rông;2024;2.1;30/06/2024;850500"


def understood(*lines: str) -> UnderstoodTable:
    return understand(read("\n".join(lines).encode(), "tep.csv", header_score))


def amount(table: UnderstoodTable) -> str:
    (value,) = read_column("money", [table.cell(table.rows[0], "disbursed")], table.reading("disbursed"))
    return f"{value:f}"


def errors(table: UnderstoodTable) -> list[str]:
    return [issue.code for issue in table.issues if issue.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (["", "ĐVT: nghìn đồng"], "nghìn đồng"),
        (["(Đơn vị tính: Đồng)"], "đồng"),
        (["Đơn vị: triệu đồng"], "triệu đồng"),
        (["ĐVT 1.000 đồng"], "1.000 đồng"),
        (["BIỂU 2. GIẢI NGÂN (Đơn vị tính: nghìn đồng)"], "nghìn đồng"),
        (["BIỂU 2 - ĐVT: tỷ đồng."], "tỷ đồng"),
        (["Đơn vị tính:", "", "nghìn đồng"], "nghìn đồng"),
        (["ĐVT: triệu đồng, %"], "triệu đồng, %"),
        (["Đơn vị: hộ"], "hộ"),
        (["ĐVT: USD"], "usd"),
        (["Đơn vị: UBND xã Tu Mơ Rông"], None),
        (["Các đơn vị thực hiện"], None),
        (["Đơn vị"], None),
    ],
)
def test_the_unit_of_a_table_is_found_wherever_a_title_states_it(cells: list[str], unit: str | None) -> None:
    assert declared_unit(cells) == unit


@pytest.mark.parametrize(
    "lines",
    [
        (HEAD + " (nghìn đồng)", ROW),
        ("ĐVT: nghìn đồng;;;;", HEAD, ROW),
        ("Đơn vị: nghìn đồng;;;;", HEAD, ROW),
        ("BIỂU 1 (ĐVT: nghìn đồng);;;;", HEAD, ROW),
        (HEAD, ";;;;(nghìn đồng)", ROW),
        (HEAD, ROW, "Đơn vị tính: nghìn đồng;;;;"),
        ("ĐVT: nghìn đồng, %;;;;", HEAD, ROW),
    ],
)
def test_thousands_become_millions_wherever_they_are_stated(lines: tuple[str, ...]) -> None:
    table = understood(*lines)
    assert (errors(table), amount(table)) == ([], "850.5")
    assert "unit_converted" in {issue.code for issue in table.issues}


@pytest.mark.parametrize("stated", ["USD", "trăm triệu đồng", "hộ", "triệu đồng, nghìn đồng"])
def test_a_unit_that_is_no_known_unit_of_money_is_refused(stated: str) -> None:
    table = understood(f"ĐVT: {stated};;;;", HEAD, ROW)
    assert errors(table) == ["unit_declared"]


def test_a_heading_that_states_its_own_unit_needs_none_above() -> None:
    table = understood("ĐVT: %;;;;", HEAD + " (đồng)", ROW)
    assert (errors(table), amount(table)) == ([], "0.8505")


def test_a_heading_and_the_units_under_it_must_agree() -> None:
    assert errors(understood(HEAD + " (triệu đồng)", ";;;;nghìn đồng", ROW)) == ["missing_column"]


def test_units_under_counts_belong_to_the_headings() -> None:
    head, row = "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo", "Tuy Đức;30/06/2024;16.700;2.444"
    assert errors(understood(head, ";;hộ;hộ", row)) == []
    assert errors(understood(head, ";;hộ;người", row)) == ["missing_column"]


def test_headings_again_in_another_order_are_refused_and_the_same_ones_left_out() -> None:
    head, row = "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo", "Tuy Đức;30/06/2024;16.700;2.444"
    assert errors(understood(head, row, head, row)) == []
    assert errors(understood(head, row, "Huyện;Ngày số liệu;Số hộ nghèo;Tổng số hộ", row)) == ["second_heading"]


@pytest.mark.parametrize(
    ("cell", "expected"), [("2.1", "2.1"), ("2.1.", "2.1"), ("2,1", "comma_in_code"), ("a,b", "a,b")]
)
def test_a_code_whose_dot_became_a_comma_is_refused(cell: str, expected: str) -> None:
    (value,) = read_column("code", [cell])
    assert (value.code if isinstance(value, NumberProblem) else value) == expected
