"""Dates as people write them: day first, or ISO. Two-digit years and month-first dates are refused, not guessed."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from core import formats
from core.ingest.files.table import NumberCell

FIRST_YEAR = 2000  # no figure of these programmes is older: an earlier year is a slip of a digit
_DAY_FIRST = re.compile(r"(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4})", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2}) tháng (\d{1,2}),? năm (\d{4})", re.ASCII | re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TWO_DIGIT_YEAR = re.compile(r"\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{2}")
# "24:00" is the next day, and a time of another zone ("17:00:00Z") may be: both are left, and refused.
_BEFORE = re.compile(r"^ngày:? ", re.IGNORECASE)
_AFTER = re.compile(r"[ T](?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?$|(?<=\d)\.$", re.ASCII)
_EXAMPLE = "Hãy ghi ngày/tháng/năm, ví dụ 30/06/2024."


@dataclass(frozen=True)
class DateProblem:
    """Why a cell is not a date, and what to do."""

    code: str
    reason: str
    remedy: str


def understand_date(cell: str) -> date | DateProblem:
    """`30/06/2024`, `30-6-2024`, `30.06.2024`, `2024-06-30`, each with a time of day or none; the date in words."""
    text = _AFTER.sub("", _BEFORE.sub("", cell.strip()))
    if match := _DAY_FIRST.fullmatch(text) or _IN_WORDS.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif _TWO_DIGIT_YEAR.fullmatch(text):
        return DateProblem(
            "two_digit_year", f"«{cell}» ghi năm hai chữ số.", "Hãy ghi đủ bốn chữ số, ví dụ 30/06/2024."
        )
    else:
        serial = int(text) if text.isascii() and text.isdigit() and len(text) == 5 else None
        return DateProblem("not_a_date", f"«{cell}» không phải ngày.", _date_of_serial(serial) or _EXAMPLE)
    return _checked(cell, year, month, day)


# Day 0 of a workbook's calendar (1900), counting the 29/02/1900 that never was; serials of 2000 to 2099.
_EPOCH, _SERIALS = date(1899, 12, 30), range(36526, 73051)


def of_serial(cell: NumberCell) -> DateProblem:
    """A plain number where a date should be: never taken for one, but said which date it may be."""
    number = int(cell.number) if cell.number in _SERIALS else None
    return DateProblem("not_a_date", f"Ô lưu số {cell}, không phải ngày.", _date_of_serial(number) or _EXAMPLE)


def _date_of_serial(number: int | None) -> str:
    if number not in _SERIALS:
        return ""
    day = formats.day(_EPOCH + timedelta(days=number or 0))
    return f"Có phải {day} (Excel lưu ngày dưới dạng số)? Hãy định dạng ô là ngày (Date) rồi lưu lại."


def _checked(cell: str, year: int, month: int, day: int) -> date | DateProblem:
    if year < FIRST_YEAR:
        return DateProblem("year_out_of_range", f"«{cell}» trước năm {FIRST_YEAR}.", "Hãy kiểm tra lại năm.")
    try:
        return date(year, month, day)
    except ValueError:
        swapped = month > 12 >= day
        remedy = (
            f"Có phải {month:02}/{day:02}/{year}? Hãy ghi ngày trước, tháng sau."
            if swapped
            else ("Hãy kiểm tra lại ngày, tháng, năm.")
        )
        return DateProblem("not_a_date", f"«{cell}» không có trong lịch.", remedy)
