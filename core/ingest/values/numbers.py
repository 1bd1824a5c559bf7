"""Numbers as Vietnamese offices write them, decided per column from all its cells, and never guessed.

A count can't be a fraction, so a lone separator in it groups thousands ("1.400" is 1400) or is an error
("65.5", which somebody's program cut from 6.550). In rates and money both readings exist: the column's other
cells decide, or the column's limit (a rate above 100 can't be), or the cell is refused.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.ingest.files.table import NumberCell
from core.ingest.kinds import words_as_written
from core.rules.rounding import half_up

_SPACED = re.compile(r"[1-9]\d{0,2}(?: \d{3})+", re.ASCII)
_SHAPE = re.compile(r"[\d.,]*\d", re.ASCII)
_DATE_LIKE = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{2}-\d{2}(?: [\d:]+)?|\d{1,2}-[A-Za-z]{3}", re.ASCII)
# The letters O, o, l and I among digits, typed for 0 and 1.
_LETTERS_AMONG_DIGITS = re.compile(r"(?=.*\d)(?=.*[OolI])[\dOolI.,]+", re.ASCII)
_WITH_UNIT = re.compile(r"[\d.,]*\d\s*([^\W\d_][^\d]*|%)")
# More than any count of households or sum of money here, and still a number that a database column holds.
_MOST_DIGITS = 9
_MOST = Decimal(10) ** 12
_MOST_DECIMALS, _NOISE = 6, Decimal("0.000001")  # nearer to a whole number it is the rounding of a computer
HOUSEHOLDS = words_as_written("household_suffix")
_OTHER = {".": ",", ",": "."}


@dataclass(frozen=True)
class NumberProblem:
    """Why a cell is not a number of its column, and what to do."""

    code: str
    reason: str
    remedy: str


Understood = Decimal | NumberProblem


def understand_counts(
    texts: Collection[str], suffixes: Sequence[str] = HOUSEHOLDS, most_digits: int = _MOST_DIGITS
) -> dict[str, int | NumberProblem]:
    """Whole numbers of one column, by what its cells say. Missing cells are left out by the caller."""
    bare = _without_zero_decimals({text: _bare(text, suffixes) for text in texts})
    groupings = Counter(sep for text in bare.values() if (sep := _grouping_of(text)))
    usual = _most_common(groupings)
    mixed = len(groupings) > 1
    return {text: _count(figure, usual, mixed, most_digits) for text, figure in bare.items()}


def _without_zero_decimals(bare: dict[str, str]) -> dict[str, str]:
    """A program that keeps whole numbers as decimals writes "16700.0" in every cell of the column."""
    numbers = [text for text in bare.values() if _SHAPE.fullmatch(text)]
    if any(all(re.fullmatch(rf"\d+{re.escape(sep)}0", text, re.ASCII) for text in numbers) for sep in ".,"):
        return {cell: text[:-2] if _SHAPE.fullmatch(text) else text for cell, text in bare.items()}
    return bare


def _most_common(groupings: Counter[str]) -> str | None:
    """None where two signs are used equally often: then neither is the usual one."""
    ranked = groupings.most_common(2)
    return None if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]) else ranked[0][0]


def understand_decimals(
    texts: Collection[str], limit: Decimal | None, suffixes: Sequence[str], mark: str | None = None
) -> dict[str, Understood]:
    """Decimal numbers of one column, by what its cells say. `limit` is the most a value can be, if there is one;
    `suffixes` the units that may stand beside a number, the longest first.

    `mark` is the decimal mark a person chose where the column's cells don't decide it.
    """
    bare = {text: _bare(text, suffixes) for text in texts}
    seen = {sep for text in bare.values() if (sep := _decimal_mark_of(text))} | ({mark} if mark else set())
    return {text: _decimal(figure, seen, limit) for text, figure in bare.items()}


def count_of_cell(cell: NumberCell) -> int | NumberProblem:
    """A number of a workbook as a count: whole, not negative, with no other unit beside it than households."""
    if problem := _unfit(cell, HOUSEHOLDS):
        return problem
    whole = cell.number.to_integral_value()
    if abs(cell.number - whole) >= _NOISE:
        return NumberProblem(
            "half_grouping",
            f"Ô lưu số {_comma(cell)}, không phải số nguyên; có thể Excel đã đọc nhầm dấu chấm hàng nghìn.",
            "Hãy gõ lại số đầy đủ, không có dấu ngăn hàng nghìn.",
        )
    value = int(whole)
    return _too_large(cell) if value >= 10**_MOST_DIGITS else value


def decimal_of_cell(cell: NumberCell, limit: Decimal | None, suffixes: Sequence[str]) -> Understood:
    """A number of a workbook as an amount or a rate; digits after the sixth decimal are rounding of a computer."""
    if problem := _unfit(cell, suffixes):
        return problem
    if cell.number >= _MOST:
        return _too_large(cell)
    return _within(half_up(cell.number, _MOST_DECIMALS).normalize() + 0, cell, limit)


def has_more_decimals(cell: NumberCell) -> bool:
    """True where reading the cell rounds it."""
    return -int(cell.number.as_tuple().exponent) > _MOST_DECIMALS


def _unfit(cell: NumberCell, suffixes: Sequence[str]) -> NumberProblem | None:
    if cell.rescaled:
        reason = f"Ô lưu số {_comma(cell)} nhưng định dạng chỉ hiện một phần của số (hiện theo nghìn hoặc triệu)."
        return NumberProblem("rescaled_number", reason, "Hãy bỏ định dạng ấy và ghi số đúng đơn vị của cột.")
    if cell.unit and cell.unit.strip().lower() not in suffixes:
        return _wrong_unit(f"{_comma(cell)} {cell.unit}", cell.unit)
    return _negative(_comma(cell)) if cell.number < 0 else None


def _comma(cell: NumberCell) -> str:
    return cell.rstrip("%").replace(".", ",")


def _wrong_unit(text: str, unit: str) -> NumberProblem:
    return NumberProblem(
        "wrong_unit",
        f"«{text}» có đơn vị «{unit}», không phải đơn vị của cột.",
        "Hãy đổi số về đơn vị ghi ở tiêu đề mẫu và bỏ chữ đơn vị.",
    )


def _negative(text: str) -> NumberProblem:
    return NumberProblem("negative", f"«{text}» là số âm.", "Hãy ghi số không âm, hoặc để trống nếu chưa có.")


def _bare(cell: str, suffixes: Sequence[str]) -> str:
    """Without the unit that the column has anyway ("748 hộ", "3,78%"); a figure's own blanks group thousands."""
    text = cell.strip()
    for suffix in suffixes:
        if text.lower().endswith(suffix):
            text = text[: -len(suffix)].strip()
            break
    return text.replace(" ", "") if " " in text and _SPACED.fullmatch(text) else text


def _is_grouped(text: str, sep: str) -> bool:
    return re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(sep)}\d{{3}})+", text, re.ASCII) is not None


def _grouping_of(text: str) -> str | None:
    """The sign that groups thousands in a count, where there is just one kind of sign."""
    return next((sep for sep in ".," if sep in text and _OTHER[sep] not in text and _is_grouped(text, sep)), None)


def _count(text: str, usual: str | None, mixed: bool, most_digits: int) -> int | NumberProblem:
    if sum(char.isdigit() for char in text) > most_digits + 3:  # three decimals at most
        return _too_large(text)
    value = _read_count(text, usual, mixed)
    return _too_large(text) if isinstance(value, int) and value >= 10**most_digits else value


def _too_large(text: str) -> NumberProblem:
    return NumberProblem("out_of_range", f"«{text[:40]}» lớn quá mức có thể.", "Hãy kiểm tra lại các chữ số.")


def _read_count(text: str, usual: str | None, mixed: bool) -> int | NumberProblem:
    if text.isascii() and text.isdigit():
        return int(text)
    if _is_negative(text):
        return _negative(text)
    if not _SHAPE.fullmatch(text):
        return _not_a_number(text)
    if "." in text and "," in text:
        return _whole(_both_signs(text), text)
    if (sep := _grouping_of(text)) is None:
        return NumberProblem(
            "half_grouping",
            f"«{text}» không phải số nguyên, có thể đã mất chữ số sau dấu phân cách.",
            "Hãy ghi đủ các chữ số, không dấu hoặc mỗi nhóm ba chữ số.",
        )
    if mixed and sep != usual:
        return NumberProblem(
            "mixed_separators",
            f"«{text}» dùng dấu «{sep}» trong khi các ô khác của cột dùng dấu «{_OTHER[sep]}» để ngăn hàng nghìn.",
            "Hãy dùng một kiểu cho cả cột, hoặc ghi không dấu.",
        )
    return int(text.replace(sep, ""))


def _whole(value: Understood, text: str) -> int | NumberProblem:
    if isinstance(value, NumberProblem):
        return value
    if value != value.to_integral_value():
        return NumberProblem("not_whole", f"«{text}» không phải số nguyên.", "Hãy ghi số nguyên, đủ các chữ số.")
    return int(value)


def _both_signs(text: str) -> Understood:
    """Both signs present: the last is the decimal mark, the other must group by threes."""
    mark = "." if text.rfind(".") > text.rfind(",") else ","
    whole, _, fraction = text.rpartition(mark)
    if mark in whole or not _is_grouped(whole, _OTHER[mark]):
        return _not_a_number(text)
    return Decimal(f"{whole.replace(_OTHER[mark], '')}.{fraction}")


def _decimal_mark_of(text: str) -> str | None:
    """The decimal mark that this cell proves by itself, if it does."""
    if not _SHAPE.fullmatch(text):
        return None
    if "." in text and "," in text:
        return None if isinstance(_both_signs(text), NumberProblem) else max(".,", key=text.rfind)
    for sep in ".,":
        if text.count(sep) > 1:
            return _OTHER[sep] if _is_grouped(text, sep) else None
        if sep in text and not _is_grouped(text, sep):
            return sep
    return None


def _decimal(text: str, marks: set[str], limit: Decimal | None) -> Understood:
    value = _read_decimal(text, marks, limit)
    return value if isinstance(value, NumberProblem) else _within(value, text, limit)


def _within(value: Decimal, text: str, limit: Decimal | None) -> Understood:
    if limit is not None and value > limit:
        return NumberProblem("out_of_range", f"«{text}» lớn hơn {limit}.", f"Giá trị của cột này từ 0 đến {limit}.")
    if value >= _MOST:
        return _too_large(text)
    if -int(value.as_tuple().exponent) > _MOST_DECIMALS:
        return NumberProblem("too_precise", f"«{text}» có quá 6 chữ số thập phân.", "Hãy làm tròn như văn bản in.")
    return value


def _read_decimal(text: str, marks: set[str], limit: Decimal | None) -> Understood:
    if text.isascii() and text.isdigit():
        return Decimal(text)
    if _is_negative(text):
        return _negative(text)
    if not _SHAPE.fullmatch(text):
        return _not_a_number(text)
    if len(marks) > 1:
        return NumberProblem(
            "mixed_separators",
            f"Cột này vừa dùng dấu phẩy vừa dùng dấu chấm làm dấu thập phân, nên không rõ «{text}» là bao nhiêu.",
            "Hãy dùng một kiểu cho cả cột, ví dụ 3,78.",
        )
    if "." in text and "," in text:
        return _both_signs(text)
    sep = "." if "." in text else ","
    if not _is_grouped(text, sep):
        return _not_a_number(text) if text.count(sep) > 1 else Decimal(text.replace(sep, "."))
    return _decide_grouped(text, sep, marks, limit)


def _decide_grouped(text: str, sep: str, marks: set[str], limit: Decimal | None) -> Understood:
    """«1.977»: thousands or thousandths? The column's other cells decide, or its limit, or nobody."""
    as_thousands = Decimal(text.replace(sep, ""))
    if text.count(sep) > 1 or _OTHER[sep] in marks:
        return as_thousands
    as_fraction = Decimal(text.replace(sep, "."))
    if sep in marks or (limit is not None and as_thousands > limit):
        return as_fraction
    fraction = str(as_fraction).replace(".", ",")
    return NumberProblem(
        "ambiguous_number",
        f"Không rõ «{text}» là {as_thousands} hay {fraction}; các ô khác của cột không cho biết.",
        f"Hãy ghi {as_thousands} (không dấu) hoặc {fraction}0.",
    )


def _is_negative(text: str) -> bool:
    """ "-5", and "(5)" as accountants write it."""
    inner = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text[1:] if text[:1] in ("-", "−") else ""
    return inner.replace(".", "").replace(",", "").strip().isdigit()


def _not_a_number(text: str) -> NumberProblem:
    """Says what the cell is, where that can be told: an error of Excel, a date, a formula, a figure with a unit."""
    if text.startswith("#"):
        return NumberProblem(
            "excel_error", f"«{text}» là lỗi của Excel, không phải số.", "Hãy sửa công thức, hoặc gõ số vào ô."
        )
    if _DATE_LIKE.fullmatch(text):
        return NumberProblem(
            "date_for_number",
            f"«{text}» là ngày, không phải số; có thể Excel đã tự đổi số thành ngày.",
            "Hãy định dạng ô là số (Number) rồi gõ lại số.",
        )
    if _LETTERS_AMONG_DIGITS.fullmatch(text):
        reason = f"«{text}» có chữ cái lẫn trong số (chữ O thay số 0, chữ l thay số 1)."
        return NumberProblem("not_a_number", reason, "Hãy gõ lại bằng chữ số.")
    if match := _WITH_UNIT.fullmatch(text):
        return _wrong_unit(text, match[1])
    return NumberProblem(
        "not_a_number", f"«{text}» không phải là số.", "Hãy ghi số, hoặc để trống nếu chưa có số liệu."
    )
