"""What is said of one figure: its formula in words and with its numbers, and where every number came from."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from core import formats
from core.places import Place, places_of
from core.reference import rows_of
from core.settings import DATA

SOURCES_SCREEN = "nguon-kiem-tra"
# A longer sum is said by how many parts it has.
_MOST_ADDENDS = 12


@dataclass(frozen=True)
class Input:
    """One number that went into a figure.

    `where` is the plan and its section, or the file and its line; for a number that was itself computed, how. `key`
    then opens that number's own explanation. `by` and `at` are who brought the file and when; `link` is a screen;
    `is_private`: the reader may not know file, person and reason.
    """

    label: str
    value: str
    where: str
    file_name: str | None = None
    row: int | None = None
    batch: int | None = None
    by: str | None = None
    at: datetime | None = None
    reason: str | None = None
    link: str | None = None
    key: str | None = None
    is_private: bool = False


@dataclass(frozen=True)
class Explanation:
    """A figure as the screen shows it (`value`), of which unit; `context` says under whose plan and as of when.

    `worked` is the formula with the numbers put in, None where nothing is computed or a number is missing.
    """

    title: str
    unit: str
    value: str
    formula: str
    worked: str | None
    inputs: tuple[Input, ...]
    remarks: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


@dataclass(frozen=True)
class Formula:
    """One row of data/formulas.csv; `worked` has the names of figures in braces, `inputs` are such names."""

    title: str
    words: str
    format: str
    worked: str
    inputs: tuple[str, ...]

    @property
    def needed(self) -> frozenset[str]:
        return frozenset(re.findall(r"{(\w+)}", self.worked)) - {"value"}


@cache
def formulas() -> dict[str, Formula]:
    return {
        row["name"]: Formula(
            row["title"], row["formula"], row["format"], row["worked"], tuple(filter(None, row["inputs"].split("|")))
        )
        for row in rows_of(DATA / "formulas.csv")
    }


_WRITERS: dict[str, Callable[[Any], str]] = {
    "count": formats.count,
    "rate": formats.rate,
    "points": formats.points,
    "percent": formats.percent_of_plan,
    "amount": formats.amount,
    "share": lambda value: f"{formats.amount(value)}%",
    "text": str,
}


def written(format_: str, value: Any) -> str:
    """As the screens write it."""
    return formats.MISSING if value is None else _WRITERS[format_](value)


def _bare(format_: str, value: Any) -> str:
    """Inside a formula a rate goes without its sign: `(18,78 − 14,58) ÷ 8,5 × 100`."""
    return written(format_, value).removesuffix("%")


def worked_out(kind: str, name: str, values: Mapping[str, Any]) -> str | None:
    """None where the figure or a number it needs is missing."""
    formula, value = formulas()[f"{kind}.{name}"], values.get(name)
    if not formula.worked or value is None or any(values.get(other) is None for other in formula.needed):
        return None
    numbers = {other: _bare(formulas()[f"{kind}.{other}"].format, values[other]) for other in formula.needed}
    return formula.worked.format(**numbers, value=written(formula.format, value))


def added_up(parts: list[str], value: str) -> str | None:
    """`703 + 736 = 1.439`; None without at least two parts."""
    if len(parts) < 2:
        return None
    return f"{' + '.join(parts)} = {value}" if len(parts) <= _MOST_ADDENDS else f"cộng {len(parts)} số = {value}"


def unit_said(place: Place | None, village: str = "") -> str:
    """`huyện Tuy Đức, tỉnh Đắk Nông`, the unit first."""
    if place is None:
        return "không nêu đơn vị"
    chain = [above.full_name for above in places_of(place.seen_in).ancestors(place) if above]
    return ", ".join([*([village] if village else []), *reversed(chain)])
