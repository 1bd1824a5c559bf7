"""The cells of one column → typed values by line. Missing cells are left out by the caller."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from core.ingest.dates import FIRST_YEAR, understand_date
from core.ingest.kinds import words
from core.ingest.numbers import NumberProblem, understand_counts, understand_decimals
from core.text import fold

_RATE_LIMIT = Decimal(100)
_YEARS = {str(year): year for year in range(FIRST_YEAR, 2101)}


def _years(cells: Mapping[int, str]) -> dict[int, int | NumberProblem]:
    return {
        line: _YEARS.get(cell)
        or NumberProblem("not_a_year", f"«{cell}» không phải năm.", "Hãy ghi bốn chữ số, ví dụ 2024.")
        for line, cell in cells.items()
    }


def _words(group: str) -> Callable[[Mapping[int, str]], dict[int, str | NumberProblem]]:
    """A column whose cells are words of one list (data/words.csv)."""

    def read(cells: Mapping[int, str]) -> dict[int, str | NumberProblem]:
        known = words(group)
        choices = " / ".join(dict.fromkeys(known.values()))
        problem = {
            cell: NumberProblem(
                "unknown_word", f"«{cell}» không phải từ của cột này.", f"Hãy ghi một trong: {choices}."
            )
            for cell in cells.values()
        }
        return {line: known.get(fold(cell)) or problem[cell] for line, cell in cells.items()}

    return read


def _codes(cells: Mapping[int, str]) -> dict[int, str]:
    """Codes as written, in one case and without a trailing dot: `2.1.` is `2.1`."""
    return {line: text.rstrip(".") for line, text in _texts(cells).items()}


def _plan_owners(cells: Mapping[int, str]) -> dict[int, str]:
    return {line: words("plan_owner").get(fold(cell), cell) for line, cell in cells.items()}


def _texts(cells: Mapping[int, str]) -> dict[int, str]:
    """Text as written; the apostrophe that our exports put before a would-be formula is taken off again."""
    return {line: cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell for line, cell in cells.items()}


READERS: dict[str, Callable[[Mapping[int, str]], Mapping[int, Any]]] = {
    "count": understand_counts,
    "points": lambda cells: understand_decimals(cells, _RATE_LIMIT, "point_suffix"),
    "percent": lambda cells: understand_decimals(cells, _RATE_LIMIT, "point_suffix"),
    "year": _years,
    "date": lambda cells: {line: understand_date(cell) for line, cell in cells.items()},
    "deadline": lambda cells: {line: understand_date(cell) for line, cell in cells.items()},
    "value_type": _words("value_type"),
    "nature": _words("nature"),
    "carry_over": _words("carry_over"),
    "set": _words("set"),
    "title": _words("title"),
    "criterion_state": _words("criterion_state"),
    "yes_no": _words("yes_no"),
    "integer": understand_counts,
    "money": lambda cells: understand_decimals(cells, None, "money_suffix"),
    "decimal": lambda cells: understand_decimals(cells, None, "point_suffix"),
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
