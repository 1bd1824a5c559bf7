"""Dates as people write them: day first, ISO or in words; everything that could mean another day is refused."""

from datetime import date

import pytest

from core.ingest.values.dates import DateProblem, understand_date

JUNE = date(2024, 6, 30)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("30/06/2024", JUNE),
        ("30/6/2024", JUNE),
        ("30-06-2024", JUNE),
        ("30.06.2024", JUNE),
        ("2024-06-30", JUNE),
        (" 30/06/2024 ", JUNE),
        ("30/06/2024 00:00", JUNE),
        ("30/06/2024 0:00", JUNE),
        ("30/06/2024 00:00:00", JUNE),
        ("2024-06-30 00:00:00", JUNE),
        ("2024-06-30T00:00:00", JUNE),
        ("2024-06-30 00:00:00.000", JUNE),
        ("30/06/2024 14:05", JUNE),
        ("30/06/2024 17:00:00", JUNE),
        ("2024-06-30 17:00:00", JUNE),
        ("ngày 30/6/2024", JUNE),
        ("30 / 06 / 2024", JUNE),
        ("30/6/2024.", JUNE),
        ("30 tháng 6 năm 2024", JUNE),
        ("Ngày 30 tháng 06 năm 2024", JUNE),
        ("06/05/2024", date(2024, 5, 6)),  # the day comes first, whatever the computer's language
        ("29/02/2024", date(2024, 2, 29)),
        ("01/01/2000", date(2000, 1, 1)),
        ("31/12/2023", date(2023, 12, 31)),
    ],
)
def test_a_date_is_read_day_first_or_iso_or_in_words(cell: str, expected: date) -> None:
    assert understand_date(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("30/06/24", "two_digit_year"),
        ("30-6-24", "two_digit_year"),
        ("06/30/2024", "not_a_date"),
        ("2024-30-06", "not_a_date"),
        ("31/06/2024", "not_a_date"),
        ("29/02/2023", "not_a_date"),
        ("00/06/2024", "not_a_date"),
        ("30/06/0204", "year_out_of_range"),
        ("30/06/1924", "year_out_of_range"),
        ("30/06/20244", "not_a_date"),
        ("30/06/2024 24:00", "not_a_date"),
        ("2024-06-30T17:00:00Z", "not_a_date"),  # in Vietnam that is the first of July
        ("30/06/2024 17:61", "not_a_date"),
        ("2024/06/30", "not_a_date"),
        ("45473", "not_a_date"),  # a spreadsheet's serial number
        ("6/2024", "not_a_date"),
        ("2024", "not_a_date"),
        ("tháng 6 năm 2024", "not_a_date"),
        ("6 tháng đầu năm 2024", "not_a_date"),
        ("30-Jun-2024", "not_a_date"),
        ("########", "not_a_date"),
        ("", "not_a_date"),
    ],
)
def test_what_may_be_another_day_is_refused(cell: str, code: str) -> None:
    problem = understand_date(cell)
    assert isinstance(problem, DateProblem)
    assert problem.code == code
    assert problem.remedy


def test_a_month_first_date_is_suggested_day_first() -> None:
    problem = understand_date("06/30/2024")
    assert isinstance(problem, DateProblem)
    assert "30/06/2024" in problem.remedy


def test_a_serial_number_in_a_text_names_the_date_it_may_be() -> None:
    problem = understand_date("45473")
    assert isinstance(problem, DateProblem)
    assert "30/06/2024" in problem.remedy
