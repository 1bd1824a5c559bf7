"""The cells of one column → typed values, in order. What a cell means is decided from all cells of its column."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from core.ingest.files.table import FormulaCell, NumberCell
from core.ingest.kinds import is_missing, words, words_as_written, words_to_meanings
from core.ingest.values.dates import FIRST_YEAR, DateProblem, of_serial, understand_date
from core.ingest.values.numbers import (
    NumberProblem,
    count_of_cell,
    decimal_of_cell,
    understand_counts,
    understand_decimals,
)
from core.text import clean, fold, unguarded

_RATE_LIMIT = Decimal(100)
_ONE = Decimal(1)
# Nobody writes parts of a đồng: a sign in such a column groups thousands.
_WHOLE_BELOW, _DONG_DIGITS = Decimal("0.000001"), 15
_NUMBER_WITH_COMMAS = re.compile(r"\d+(?:,\d+)+", re.ASCII)
# A tick says yes in one column, nothing that is known in the other: there it is not "no figure".
_MISSING = {"yes_no": ("", "-", "–", "—"), "criterion_state": ("", "-", "–", "—", "…", "...")}
_MONTH = r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|thg ?\d{1,2})"
_DAY_AND_MONTH = re.compile(rf"\d{{1,4}}[-/ ]{_MONTH}|{_MONTH}[-/ ]\d{{1,4}}", re.IGNORECASE | re.ASCII)
_CRITERION = re.compile(r"(?:tc|tiêu chí|tiêu chí số) ?(?=\d)", re.IGNORECASE)
_PART_OF_CRITERION = re.compile(r"\d{1,2}(?:[.,]\d{1,2})+", re.ASCII)
_YEAR = re.compile(r"(?:năm )?(\d{4})(?:[.,]0)?", re.IGNORECASE | re.ASCII)
_CAPITAL_OF_YEAR = re.compile(r"vốn (?:năm )?(\d{4})", re.IGNORECASE | re.ASCII)
_BY_YEAR = re.compile(r"\b(?:năm|sang|\d{4})\b", re.IGNORECASE)
_OWNER = re.compile(r"(?:ubnd )?(tỉnh|huyện|xã)(?: (?!và |hội\b).+)?", re.IGNORECASE)
_YEARS = {str(year): year for year in range(FIRST_YEAR, 2101)}

Problem = NumberProblem | DateProblem


@dataclass(frozen=True)
class Reading:
    """How one column of one file is read: the decimal mark a person chose, and triệu đồng in one of its units."""

    mark: str | None = None
    factor: Decimal = _ONE


AS_THE_TEMPLATE = Reading()


def read_column(type_: str, cells: Sequence[str], reading: Reading = AS_THE_TEMPLATE) -> list[Any]:
    """One value per cell: None where it is missing, a problem where it can't be understood."""
    only_text = set(map(type, cells)) <= {str}
    texts = set(cells) if only_text else {cell for cell in cells if type(cell) is str}
    known: dict[str, Any] = dict.fromkeys(text for text in texts if _is_missing(type_, text))
    known |= _READERS[type_]([text for text in texts if text not in known], reading)
    if only_text:
        return list(map(known.__getitem__, cells))
    return [known[cell] if type(cell) is str else _of_workbook(type_, cell, reading) for cell in cells]


def _is_missing(type_: str, text: str) -> bool:
    return text in _MISSING[type_] if type_ in _MISSING else is_missing(text)


def _of_workbook(type_: str, cell: str, reading: Reading) -> Any:
    """A cell whose type the workbook gives."""
    if isinstance(cell, FormulaCell):
        return NumberProblem(
            "formula_without_value",
            f"Ô có công thức «{cell[:60]}» mà tệp không lưu kết quả.",
            "Hãy mở tệp bằng Excel rồi lưu lại, hoặc dán giá trị (Paste Special › Values).",
        )
    assert isinstance(cell, NumberCell)
    if type_ == "count":
        return count_of_cell(cell)
    if type_ == "integer":
        return _number_of_criterion(cell, count_of_cell(cell))
    if type_ in ("points", "percent", "money", "decimal"):
        return _scaled(decimal_of_cell(cell, _limit(type_), _suffixes(type_, reading)), reading)
    if type_ in ("date", "deadline"):
        return of_serial(cell)
    text = cell.shown if type_ in ("code", "text") else str(cell)
    return _READERS[type_]([text], reading)[text]


def _limit(type_: str) -> Decimal | None:
    return _RATE_LIMIT if type_ in ("points", "percent") else None


@cache
def _suffixes(type_: str, reading: Reading) -> tuple[str, ...]:
    """The units that may stand beside a number of the column, the longest first."""
    if type_ != "money":
        return words_as_written("point_suffix")
    units = [word for word, factor in money_units().items() if factor == reading.factor]
    return tuple(sorted(units, key=len, reverse=True))


@cache
def money_units() -> dict[str, Decimal]:
    """The units of money that a column can be in → how many triệu đồng one of them is."""
    return {word: Decimal(factor) for word, factor in words_to_meanings("money_unit").items()}


def _decimals(type_: str) -> "_Reader":
    def read(texts: Collection[str], reading: Reading) -> dict[str, Any]:
        found: Mapping[str, Any]
        if reading.factor <= _WHOLE_BELOW:
            found = understand_counts(texts, _suffixes(type_, reading), _DONG_DIGITS)
        else:
            found = understand_decimals(texts, _limit(type_), _suffixes(type_, reading), reading.mark)
        return {text: _scaled(value, reading) for text, value in found.items()}

    return read


def _scaled(value: Any, reading: Reading) -> Any:
    """In triệu đồng, exactly; a problem stays one."""
    if reading.factor == _ONE or isinstance(value, NumberProblem):
        return value
    return (value * reading.factor).normalize() + 0


_Reader = Callable[[Collection[str], Reading], Mapping[str, Any]]


def _years(texts: Collection[str], _reading: Reading) -> dict[str, int | NumberProblem]:
    return {text: _year(text) for text in texts}


def _year(text: str) -> int | NumberProblem:
    match = _YEAR.fullmatch(text)
    if not match:
        return NumberProblem("not_a_year", f"«{text}» không phải năm.", "Hãy ghi bốn chữ số, ví dụ 2024.")
    return _YEARS.get(match[1]) or NumberProblem(
        "year_out_of_range", f"«{text}» ngoài khoảng {FIRST_YEAR}–2100.", "Hãy kiểm tra lại năm."
    )


def _words(group: str) -> _Reader:
    """A column whose cells are words of one list (data/words.csv)."""

    def read(texts: Collection[str], _reading: Reading) -> dict[str, str | NumberProblem]:
        return {text: words(group).get(fold(text)) or _unknown_word(group, text) for text in texts}

    return read


def _carry_overs(texts: Collection[str], reading: Reading) -> dict[str, str | NumberProblem]:
    """The words of the column, which may name their year: "vốn năm 2023 kéo dài"."""
    return {text: _carry_over(text) or _unknown_word("carry_over", text) for text in texts}


def _carry_over(text: str) -> str | None:
    known = words("carry_over")
    if found := known.get(fold(text)):
        return found
    if _CAPITAL_OF_YEAR.fullmatch(text):
        return "vốn năm"
    found = known.get(fold(_BY_YEAR.sub(" ", text)))
    return found if found == "kéo dài" else None


def capital_of_another_year(text: str, year: int | None) -> NumberProblem | None:
    """ "Vốn năm 2023" in a row of 2024: carried over, or the wrong year?"""
    match = _CAPITAL_OF_YEAR.fullmatch(text)
    if not match or year is None or int(match[1]) == year:
        return None
    return NumberProblem(
        "another_year",
        f"«{text}» khác năm vốn {year} của dòng.",
        "Hãy ghi «kéo dài» nếu là vốn năm trước chuyển sang, hoặc sửa năm.",
    )


def _unknown_word(group: str, text: str) -> NumberProblem:
    if group == "criterion_state" and text.lower() == "x":
        return NumberProblem(
            "unknown_word", f"«{text}» ở cột này không rõ là đạt hay chưa đạt.", "Hãy ghi đạt / cơ bản đạt / chưa đạt."
        )
    choices = " / ".join(dict.fromkeys(words(group).values()))
    return NumberProblem("unknown_word", f"«{text}» không phải từ của cột này.", f"Hãy ghi một trong: {choices}.")


def _codes(texts: Collection[str], _reading: Reading) -> dict[str, str | NumberProblem]:
    """Codes as written, without a trailing dot: `2.1.` is `2.1`."""
    return {text: _date_for_code(text) or _comma_in_code(text) or clean(unguarded(text)).rstrip(".") for text in texts}


def _comma_in_code(text: str) -> NumberProblem | None:
    """ "2.1" that a Vietnamese Excel took for a number and wrote as "2,1": stored so it would be another line."""
    if not _NUMBER_WITH_COMMAS.fullmatch(text):
        return None
    return NumberProblem(
        "comma_in_code",
        f"«{text}» có dấu phẩy; có thể Excel đã đổi dấu chấm của mã thành dấu phẩy.",
        f"Có phải {text.replace(',', '.')}? Hãy định dạng cột là chữ (Text) rồi gõ lại mã.",
    )


def _date_for_code(text: str) -> NumberProblem | None:
    """ "2.1" that a spreadsheet turned into the second of January."""
    if isinstance(understand_date(text), DateProblem) and not _DAY_AND_MONTH.fullmatch(text):
        return None
    return NumberProblem(
        "date_for_code",
        f"«{text}» là ngày, không phải mã; có thể Excel đã tự đổi mã thành ngày.",
        "Hãy định dạng cột là chữ (Text) rồi gõ lại mã, ví dụ 2.1.",
    )


def _plan_owners(texts: Collection[str], _reading: Reading) -> dict[str, str]:
    """One of the levels, by how its name begins ("UBND tỉnh Đắk Nông"); any other name stays."""
    levels = {text: match[1].lower() for text in texts if (match := _OWNER.fullmatch(text))}
    return {text: words("plan_owner").get(fold(text)) or levels.get(text) or clean(unguarded(text)) for text in texts}


def _texts(texts: Collection[str], _reading: Reading) -> dict[str, str]:
    return {text: clean(unguarded(text)) for text in texts}


def _dates(texts: Collection[str], _reading: Reading) -> dict[str, Any]:
    return {text: understand_date(text) for text in texts}


def _counts(texts: Collection[str], _reading: Reading) -> dict[str, int | NumberProblem]:
    return understand_counts(texts)


def _criteria(texts: Collection[str], _reading: Reading) -> dict[str, int | NumberProblem]:
    """Numbers of criteria, also as "Tiêu chí 5"."""
    bare = {text: _CRITERION.sub("", text, count=1) if _CRITERION.match(text) else text for text in texts}
    read = understand_counts(set(bare.values()), ())
    return {text: _number_of_criterion(figure, read[figure]) for text, figure in bare.items()}


def _number_of_criterion(text: str, value: int | NumberProblem) -> int | NumberProblem:
    if isinstance(value, int) or not _PART_OF_CRITERION.fullmatch(text):
        return value
    return NumberProblem(
        "part_of_criterion",
        f"«{text}» là chỉ tiêu thành phần; cột này chỉ nhận số tiêu chí lớn (1–19), không nhận chỉ tiêu thành phần.",
        f"Hãy ghi kết quả của cả tiêu chí {re.split('[.,]', text)[0]} ở một dòng.",
    )


_READERS: dict[str, _Reader] = {
    "count": _counts,
    "points": _decimals("points"),
    "percent": _decimals("percent"),
    "year": _years,
    "date": _dates,
    "deadline": _dates,
    "value_type": _words("value_type"),
    "nature": _words("nature"),
    "carry_over": _carry_overs,
    "set": _words("set"),
    "title": _words("title"),
    "criterion_state": _words("criterion_state"),
    "yes_no": _words("yes_no"),
    "subject": _words("subject"),
    "integer": _criteria,
    "money": _decimals("money"),
    "decimal": _decimals("decimal"),
    "code": _codes,
    "village": _texts,
    "plan_owner": _plan_owners,
    "text": _texts,
}


def too_long(value: Any, length: int | None) -> NumberProblem | None:
    """A text that the database column does not hold whole is refused, not cut."""
    if not isinstance(value, str) or length is None or len(value) <= length:
        return None
    return NumberProblem("too_long", f"Chữ dài {len(value)} ký tự, quá {length}.", "Hãy ghi ngắn lại.")
