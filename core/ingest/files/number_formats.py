"""What a workbook stores in a number cell, with what its number format shows: number, percentage, unit, date, time.

The value is what is stored; the format adds the unit that the person reads beside it. Where the format shows another
magnitude than is stored, or shows a text instead of the number, the cell says so (`NumberCell.rescaled`).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from core.ingest.files.table import NumberCell
from core.text import clean, one_line

GENERAL = "General"
# Formats that a file names by number alone: openpyxl's list, and the dates that East Asian editions of Excel add.
BUILT_IN = {str(key): code for key, code in BUILTIN_FORMATS.items()} | {
    str(key): "yyyy-mm-dd" for key in (*range(27, 37), *range(50, 59))
}
# What Excel shows for a date that no calendar has.
_NO_DATE = "########"
_LAST_SERIAL = 2_958_466  # the day after 31/12/9999
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?", re.ASCII)
_DIGITS_OF_EXCEL = 15  # it shows and computes no more; what a file holds beyond is the noise of binary fractions
_MOST_EXACT = 28
_LONGEST, _LARGEST = 100, 1e100  # no longer text is a number, no larger number a figure

_TOKEN = re.compile(
    r"""(?P<end>;) | "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | (?P<padding>[_*].)
    | \[\$(?P<currency>[^\]-]*)[^\]]*\] | (?P<elapsed>\[(?:h+|m+|s+)\]) | \[(?P<condition>[<>=]+-?\d+\.?\d*)\]
    | (?P<bracket>\[[^\]]*\]) | (?P<general>General) | (?P<half_day>AM/PM|A/P)
    | (?P<digits>[0\#?]+(?:E[+-][0\#?]+|\ */\ *[0-9\#?]+)?) | (?P<percent>%) | (?P<comma>,) | (?P<point>\.)
    | (?P<date>[ymdhs]+) | (?P<any_text>@) | (?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# Thousands grouped by a literal, as people do whose Windows groups by the other sign: #"."##0 shows 1977 as 1.977.
_GROUPED = re.compile(r"""(?<=[0#?])(?:\\[., ]|"[., ]")(?=[0#?]{3}(?![0#?]))""")
_LITERAL = {"quoted", "escaped", "currency", "percent", "date", "half_day", "other"}
_DIGITS = {"digits", "general", "any_text"}
_APART = _DIGITS | {"padding"}
_PUNCTUATION = " ()-+–"

_Token = tuple[str, str]


@dataclass(frozen=True)
class _Section:
    """How one section of a format shows a number; `unit` is its text beside the digits, or instead of them."""

    is_date: bool = False
    is_duration: bool = False
    unit: str = ""
    percents: int = 0
    has_digits: bool = True
    divided: bool = False
    negated: bool = False
    condition: str = ""
    decimals: int = 0


def cell_of(stored: str, code: str, since_1904: bool = False) -> str:
    """The text of one `<v>` under one number format: a NumberCell, or the date or time that the format shows.

    What is no number ("NaN", "3,78") stays text, for the reader of its column to judge.
    """
    number = _number(stored.strip())
    if number is None:
        return one_line(stored)
    section = _section_for(number, _sections(code))
    if section.is_duration:
        return _duration(timedelta(days=float(number))) if abs(number) < _LAST_SERIAL else _NO_DATE
    if section.is_date:
        return _moment(number, since_1904)
    # zero is often shown as a dash or as nothing; any other number so hidden is not what the person sees
    rescaled = section.divided or (section.negated and number > 0) or not (section.has_digits or number == 0)
    return NumberCell.of(number.scaleb(2 * section.percents), section.unit, rescaled, section.decimals)


def iso_text(stored: str) -> str:
    """A cell stored as an ISO 8601 date or time, in the same words as a date stored as a number."""
    try:
        return _written(from_ISO8601(stored))  # type: ignore[no-untyped-call]
    except ValueError:
        return clean(stored)


def _number(text: str) -> Decimal | None:
    """Exact up to the 15 digits that Excel knows, so that 3.7800000000000002 is 3.78; whole numbers are exact."""
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text) or abs(float(text)) > _LARGEST:
        return None
    exact = len(text) <= _DIGITS_OF_EXCEL or (text.isdigit() and len(text) <= _MOST_EXACT)
    # "0" for "-0" and "0E+99", which are the same number
    return Decimal(text if exact else f"{float(text):.{_DIGITS_OF_EXCEL}g}") or Decimal(0)


def _moment(number: Decimal, since_1904: bool) -> str:
    if not 0 <= number < _LAST_SERIAL - 1462 * since_1904:
        return _NO_DATE
    try:
        return _written(from_excel(float(number), MAC_EPOCH if since_1904 else WINDOWS_EPOCH))
    except OverflowError:
        return _NO_DATE


def _written(moment: date | datetime | time | timedelta | None) -> str:
    match moment:
        case timedelta():
            return _duration(moment)
        case datetime():
            moment = moment.replace(microsecond=0) + timedelta(seconds=round(moment.microsecond / 1_000_000))
            return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ", "seconds")
        case time():
            return moment.isoformat("seconds")
    return moment.isoformat() if moment else ""


def _duration(length: timedelta) -> str:
    minutes, seconds = divmod(abs(round(length.total_seconds())), 60)
    return f"{'-' if length < timedelta() else ''}{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _section_for(number: Decimal, sections: tuple[_Section, ...]) -> _Section:
    """The section that shows this number: by its condition, or else positive; negative; zero."""
    *others, last = sections[:3]
    for place, section in enumerate(others):
        usual = "<0" if place else (">0" if len(others) > 1 else ">=0")
        if _holds(number, section.condition or usual):
            return section
    return last


def _holds(number: Decimal, condition: str) -> bool:
    sign, limit = condition.rstrip("-.0123456789"), Decimal(condition.lstrip("<>="))
    return ("<" in sign and number < limit) or (">" in sign and number > limit) or ("=" in sign and number == limit)


@lru_cache(maxsize=500)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(_GROUPED.sub("", code) or GENERAL):
        name = match.lastgroup or ""
        if name == "end":
            sections.append([])
        else:
            sections[-1].append((name, match[name]))
    return tuple(_section(tokens) for tokens in sections)


def _section(tokens: list[_Token]) -> _Section:
    names = [name for name, _ in tokens]
    return _Section(
        is_date=_is_date(tokens),
        is_duration="elapsed" in names,
        unit=_unit(tokens),
        percents=names.count("percent"),
        has_digits=not _DIGITS.isdisjoint(names),
        divided=re.search("0,+(?!,*0)", _shape(tokens)) is not None,
        negated=re.match("[^0]*-[^0]*0", _shape(tokens)) is not None,
        condition=next((text for name, text in tokens if name == "condition"), ""),
        decimals=_fixed_decimals(tokens),
    )


def _fixed_decimals(tokens: list[_Token]) -> int:
    """How many decimals a plain format always shows: 2 for "0.00", none for "0.0#" or where a text stands beside."""
    match = re.fullmatch(r"#?0\.(0+)", "".join(text for _, text in tokens))
    return len(match[1]) if match else 0


def _shape(tokens: list[_Token]) -> str:
    """One letter for each part: 0 digits, d date letters, the signs that matter, x for anything else."""
    signs = dict.fromkeys(_DIGITS, "0") | {"date": "d", "half_day": "d", "point": ".", "comma": ","}
    return "".join(signs.get(name, "-" if text.strip() == "-" else "x") for name, text in tokens)


def _is_date(tokens: list[_Token]) -> bool:
    """Date letters without digits, but for parts of a second: "#,##0 hộ" that lacks its quotes is a count."""
    shape = _shape(tokens)
    return "d" in shape and "0" not in shape.replace("d.0", "")


def _unit(tokens: list[_Token]) -> str:
    """The text beside the digits, before or after them, without signs, brackets and blanks.

    Text before the digits counts: a reader of numbers must refuse "Mã 12" and may know "₫ 12". So does text between
    them, unless it groups thousands: "00/00" makes another figure of the number that is stored.
    """
    texts = (text if name in _LITERAL else " " * (name in _APART) for name, text in tokens)
    return clean("".join(texts)).strip(_PUNCTUATION)
