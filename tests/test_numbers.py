"""Numbers of one column, as offices write them: what is read, and what is refused rather than guessed."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from core import formats
from core.ingest.files.table import NumberCell
from core.ingest.kinds import is_missing, words_as_written
from core.ingest.values.numbers import NumberProblem, count_of_cell, understand_counts, understand_decimals

RATE = Decimal(100)


def counted(*cells: str) -> list[int | str]:
    """The column's numbers, or the code of the problem, in order."""
    read = understand_counts(cells)
    return [value.code if isinstance(value := read[cell], NumberProblem) else value for cell in cells]


def measured(cells: Sequence[str], limit: Decimal | None = RATE) -> list[str]:
    """The column's decimals as plain text, or the code of the problem, in order."""
    read = understand_decimals(cells, limit, words_as_written("point_suffix"))
    return [value.code if isinstance(value := read[cell], NumberProblem) else str(value) for cell in cells]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0", 0),
        ("748", 748),
        ("1400", 1400),
        ("1.400", 1400),
        ("1,400", 1400),
        ("1 400", 1400),
        ("170.550", 170550),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1.400 hộ", 1400),
        ("748hộ", 748),
        ("748 HỘ", 748),
        ("1.234,0", 1234),
        ("1,234.00", 1234),
        ("1400.0", 1400),  # as a program writes that keeps whole numbers as decimals
        ("3,0", 3),
    ],
)
def test_a_count_is_read_in_every_grouping(cell: str, expected: int) -> None:
    assert counted(cell) == [expected]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("65.5", "half_grouping"),  # 6.550 printed by a program that took the point for a decimal mark
        ("198.01", "half_grouping"),
        ("67.39", "half_grouping"),  # printed for 6.739
        ("65,5", "half_grouping"),
        ("0,800", "half_grouping"),
        ("0.748", "half_grouping"),
        ("1400.000", "half_grouping"),
        ("1.4000", "half_grouping"),
        ("1.23.456", "half_grouping"),
        ("1.234,5", "not_whole"),
        ("1,234.5", "not_whole"),
        ("1.23,456", "not_a_number"),
        ("1.234,567.8", "not_a_number"),
        ("-5", "negative"),
        ("−5", "negative"),
        ("-1.400", "negative"),
        ("-1,400", "negative"),
        ("(5)", "negative"),
        ("5%", "wrong_unit"),
        ("12 34", "not_a_number"),
        ("1,67E+04", "not_a_number"),
        ("1e3", "not_a_number"),
        ("khoảng 1.400", "not_a_number"),
        ("≥ 80", "not_a_number"),
        ("12/15", "not_a_number"),
        ("không", "not_a_number"),
        ("７４８", "not_a_number"),
        ("#N/A", "excel_error"),
        ("#REF!", "excel_error"),
        ("#DIV/0!", "excel_error"),
        ("#VALUE!", "excel_error"),
        ("######", "excel_error"),
        ("1000000000", "out_of_range"),  # more than a database integer may hold; no province has that many households
        ("1.000.000.000", "out_of_range"),
        ("9" * 5000, "out_of_range"),
    ],
)
def test_what_is_not_surely_a_count_is_refused(cell: str, code: str) -> None:
    assert counted(cell) == [code]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1.400", "748", "65"], [1400, 748, 65]),
        (["1,400", "748", "16,674"], [1400, 748, 16674]),
        (["1.400", "1400", "1 400"], [1400, 1400, 1400]),
        (["16.674", "19.775", "1,400"], [16674, 19775, "mixed_separators"]),
        (["16,674", "1,400", "19.775"], [16674, 1400, "mixed_separators"]),
        (["1.400", "65.5", "198.01"], [1400, "half_grouping", "half_grouping"]),
        (["2.0", "16700.0", "3.0"], [2, 16700, 3]),
        (["2,0", "16700,0", "abc"], [2, 16700, "not_a_number"]),
        (["2.0", "748"], ["half_grouping", 748]),  # no program mixes them: 2.000 may have lost its noughts
        (["2.0", "65.5"], ["half_grouping", "half_grouping"]),
        (["2.0", "3,0"], ["half_grouping", "half_grouping"]),
        (["748", "6.739", "67.39"], [748, 6739, "half_grouping"]),
    ],
)
def test_grouping_is_decided_by_the_whole_column(cells: list[str], expected: list[int | str]) -> None:
    assert counted(*cells) == expected


@pytest.mark.parametrize(
    ("stored", "expected"),
    [("2444.0000000001", 2444), ("2443.9999999999", 2444), ("65.5", "half_grouping"), ("65.00001", "half_grouping")],
)
def test_the_noise_of_a_computer_is_no_fraction(stored: str, expected: int | str) -> None:
    value = count_of_cell(NumberCell.of(Decimal(stored)))
    assert (value.code if isinstance(value, NumberProblem) else value) == expected


def test_two_groupings_in_equal_number_are_never_both_accepted() -> None:
    assert counted("1.400", "1,300") == ["mixed_separators", "mixed_separators"]  # neither sign is the usual one


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["8,5"], ["8.5"]),
        (["8.5"], ["8.5"]),
        (["8"], ["8"]),
        (["3,78%", "0,42 %"], ["3.78", "0.42"]),
        (["8,5 điểm %", "1,4 điểm phần trăm"], ["8.5", "1.4"]),
        (["0,800"], ["0.800"]),
        (["0.800"], ["0.800"]),
        (["100"], ["100"]),
        (["6,446", "0,8"], ["6.446", "0.8"]),
        (["1.389"], ["1.389"]),  # 1389 points can't be: only a fraction is left
        (["100,1"], ["out_of_range"]),
        (["85,0", "850"], ["85.0", "out_of_range"]),
        (["1.389", "0,8"], ["out_of_range", "0.8"]),  # the column's comma makes the point a thousands sign
        (["0,8", "0.4"], ["mixed_separators", "mixed_separators"]),
        (["-0,5"], ["negative"]),
        (["3,78,1"], ["not_a_number"]),
        (["8,5 điểm"], ["wrong_unit"]),
        (["#DIV/0!"], ["excel_error"]),
        (["trên 3"], ["not_a_number"]),
        (["0,1234567"], ["too_precise"]),
        (["9" * 5000], ["out_of_range"]),
    ],
)
def test_rates_and_points_stay_between_0_and_100(cells: list[str], expected: list[str]) -> None:
    assert measured(cells) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1.234,5"], ["1234.5"]),
        (["1,234.5"], ["1234.5"]),
        (["1.234.567,89"], ["1234567.89"]),
        (["1.977.000"], ["1977000"]),
        (["1.977"], ["ambiguous_number"]),
        (["1,977"], ["ambiguous_number"]),
        (["1.977", "516", "300"], ["ambiguous_number", "516", "300"]),
        (["1.977", "516,5"], ["1977", "516.5"]),
        (["1.977", "516.5"], ["1.977", "516.5"]),
        (["1.977", "2.913.000"], ["1977", "2913000"]),
        (["1,977", "1.977"], ["ambiguous_number", "ambiguous_number"]),
        (["1.977", "0.516"], ["1.977", "0.516"]),
        (["1.234,5", "1,234.5"], ["mixed_separators", "mixed_separators"]),
        (["1.23,4"], ["not_a_number"]),
        (["1000000000000"], ["out_of_range"]),
    ],
)
def test_a_lone_separator_without_a_limit_needs_the_columns_other_cells(cells: list[str], expected: list[str]) -> None:
    assert measured(cells, limit=None) == expected


def test_an_ambiguous_number_is_explained_with_both_readings() -> None:
    problem = understand_decimals(["1.977"], None, ())["1.977"]
    assert isinstance(problem, NumberProblem)
    assert "1977" in problem.reason
    assert "1,977" in problem.reason


@pytest.mark.parametrize("cell", ["", "-", "–", "—", "x", "X", "…", "..."])
def test_blank_dash_and_x_are_missing(cell: str) -> None:
    assert is_missing(cell)


@pytest.mark.parametrize("cell", ["0", "0,0", "không", "#N/A", "xx", "k"])
def test_zero_and_words_are_not_missing(cell: str) -> None:
    assert not is_missing(cell)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (formats.count(170550), "170.550"),
        (formats.count(0), "0"),
        (formats.count(None), "—"),
        (formats.rate(Decimal("3.785")), "3,79%"),
        (formats.rate(Decimal("3.7")), "3,70%"),
        (formats.rate(None), "—"),
        (formats.points(Decimal("8.50")), "8,5"),
        (formats.points(Decimal("8")), "8,0"),
        (formats.points(Decimal("0.057")), "0,057"),
        (formats.percent_of_plan(Decimal("132.5")), "132,5%"),
        (formats.percent_of_plan(Decimal("99.97")), "99,9%"),
        (formats.percent_of_plan(Decimal("100")), "100,0%"),
        (formats.percent_of_plan(Decimal("-0.04")), "0,0%"),
        (formats.decimal(Decimal("1234.5"), 0), "1.235"),
    ],
)
def test_figures_are_written_the_vietnamese_way(shown: str, expected: str) -> None:
    assert shown == expected
