"""Numbers as Vietnamese offices write them, decided per column from all its cells, and never guessed.

A count can't be a fraction, so a lone separator in it groups thousands ("1.400" is 1400) or is an error
("65.5", which somebody's program cut from 6.550). In rates and money both readings exist: the column's other
cells decide, or the column's limit (a rate above 100 can't be), or the cell is refused.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.ingest.kinds import words_as_written

_SPACED = re.compile(r"[1-9]\d{0,2}(?: \d{3})+", re.ASCII)
_SHAPE = re.compile(r"[\d.,]*\d", re.ASCII)
# More than any count of households or sum of money here, and still a number that a database column holds.
_MOST_DIGITS = 9
_MOST = Decimal(10) ** 12
_OTHER = {".": ",", ",": "."}


@dataclass(frozen=True)
class NumberProblem:
    """Why a cell is not a number of its column, and what to do."""

    code: str
    reason: str
    remedy: str


Understood = Decimal | NumberProblem


def understand_counts(cells: Mapping[int, str]) -> dict[int, int | NumberProblem]:
    """Whole numbers of one column, by line. Missing cells are left out by the caller."""
    texts = {line: _bare(cell, "household_suffix") for line, cell in cells.items()}
    groupings = Counter(sep for text in texts.values() if (sep := _grouping_of(text)))
    usual = groupings.most_common(1)[0][0] if groupings else None
    return {line: _count(text, usual, len(groupings) > 1) for line, text in texts.items()}


def understand_decimals(cells: Mapping[int, str], limit: Decimal | None, suffix_group: str) -> dict[int, Understood]:
    """Decimal numbers of one column, by line. `limit` is the most a value can be (100 for rates), if there is one."""
    texts = {line: _bare(cell, suffix_group) for line, cell in cells.items()}
    seen = {sep for text in texts.values() if (sep := _decimal_mark_of(text))}
    return {line: _decimal(text, seen, limit) for line, text in texts.items()}


def _bare(cell: str, suffix_group: str) -> str:
    """Without the unit that the column has anyway ("748 hộ", "3,78%"); a figure's own blanks group thousands."""
    text = cell.strip()
    for suffix in sorted(words_as_written(suffix_group), key=len, reverse=True):
        if text.lower().endswith(suffix):
            text = text[: -len(suffix)].strip()
            break
    return text.replace(" ", "") if _SPACED.fullmatch(text) else text


def _is_grouped(text: str, sep: str) -> bool:
    return re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(sep)}\d{{3}})+", text, re.ASCII) is not None


def _grouping_of(text: str) -> str | None:
    """The sign that groups thousands in a count, where there is just one kind of sign."""
    return next((sep for sep in ".," if sep in text and _OTHER[sep] not in text and _is_grouped(text, sep)), None)


def _count(text: str, usual: str | None, mixed: bool) -> int | NumberProblem:
    if sum(char.isdigit() for char in text) > _MOST_DIGITS + 3:  # three decimals at most
        return _too_large(text)
    value = _read_count(text, usual, mixed)
    return _too_large(text) if isinstance(value, int) and value >= 10**_MOST_DIGITS else value


def _too_large(text: str) -> NumberProblem:
    return NumberProblem("out_of_range", f"«{text[:40]}» lớn quá mức có thể.", "Hãy kiểm tra lại các chữ số.")


def _read_count(text: str, usual: str | None, mixed: bool) -> int | NumberProblem:
    if text.isascii() and text.isdigit():
        return int(text)
    if text[:1] in "-−" and text[1:].replace(".", "").replace(",", "").isdigit():
        return NumberProblem(
            "negative", f"«{text}» là số âm.", "Số đếm không âm; hãy sửa lại, hoặc để trống nếu chưa có."
        )
    if not _SHAPE.fullmatch(text):
        return _not_a_number(text)
    if "." in text and "," in text:
        return _whole(_both_signs(text), text)
    if (sep := _grouping_of(text)) is None:
        return NumberProblem(
            "half_grouping",
            f"«{text}» không phải số nguyên, có thể đã mất chữ số sau dấu phân cách.",
            "Hãy ghi đủ, ví dụ 6.739 hoặc 6739.",
        )
    if mixed and sep != usual:
        return NumberProblem(
            "mixed_separators",
            f"«{text}» dùng dấu «{sep}» trong khi các ô khác của cột dùng dấu «{usual}» để ngăn hàng nghìn.",
            "Hãy dùng một kiểu cho cả cột, hoặc ghi không dấu.",
        )
    return int(text.replace(sep, ""))


def _whole(value: Understood, text: str) -> int | NumberProblem:
    if isinstance(value, NumberProblem):
        return value
    if value != value.to_integral_value():
        return NumberProblem("not_whole", f"«{text}» không phải số nguyên.", "Cột này đếm hộ; hãy ghi số nguyên.")
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
    if isinstance(value, Decimal) and limit is not None and value > limit:
        return NumberProblem("out_of_range", f"«{text}» lớn hơn {limit}.", f"Giá trị của cột này từ 0 đến {limit}.")
    if isinstance(value, Decimal) and value >= _MOST:
        return _too_large(text)
    if isinstance(value, Decimal) and -int(value.as_tuple().exponent) > 6:
        return NumberProblem("too_precise", f"«{text}» có quá 6 chữ số thập phân.", "Hãy làm tròn như văn bản in.")
    return value


def _read_decimal(text: str, marks: set[str], limit: Decimal | None) -> Understood:
    if text.isascii() and text.isdigit():
        return Decimal(text)
    if text[:1] in "-−":
        return NumberProblem("negative", f"«{text}» là số âm.", "Hãy ghi mức giảm bằng số dương.")
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


def _not_a_number(text: str) -> NumberProblem:
    return NumberProblem(
        "not_a_number", f"«{text}» không phải là số.", "Hãy ghi số, hoặc để trống nếu chưa có số liệu."
    )
