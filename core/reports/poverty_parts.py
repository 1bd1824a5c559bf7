"""A unit's own result beside the sum of the units below it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.place import Place
from core.reports.poverty import Result, result_of_year
from core.rules.poverty import printed_rate
from core.territory import pieces_of


@dataclass(frozen=True)
class PartsBesideWhole:
    """A unit's own result beside the sum of the units below it at the same date.

    `parts` have a figure at that date, none of it in two of them; `missing` have none that is in these.
    """

    as_of: date
    own: Result | None
    parts: Mapping[Place, Result]
    missing: tuple[Place, ...]

    @property
    def reported(self) -> int:
        return len(self.parts)

    @property
    def expected(self) -> int:
        return len(self.parts) + len(self.missing)

    @property
    def households(self) -> int:
        return sum(result.households for result in self.parts.values())

    @property
    def poor(self) -> int:
        return sum(result.poor for result in self.parts.values())

    @property
    def rate(self) -> Decimal | None:
        return printed_rate(self.poor, self.households) if self.households else None

    @property
    def difference(self) -> int | None:
        """Own poor households − sum of the parts, only when every part has reported."""
        return self.own.poor - self.poor if self.own and not self.missing else None


def parts_beside_whole(
    own: Iterable[Result], parts: Mapping[Place, Sequence[Result]], year: int
) -> PartsBesideWhole | None:
    """Both at the date the unit is judged by where any part has it, else at the parts' latest.

    None without parts, and where the unit's figure is the sum of other units than these, of another edition.
    """
    own = list(own)
    judged = result_of_year(own, year)
    dates = {result.as_of for results in parts.values() for result in results if result.as_of.year == year}
    if not dates:
        return None
    as_of = judged.as_of if judged and judged.as_of in dates else max(dates)
    judged = next((result for result in own if result.as_of == as_of), None)
    found = _of_day(parts, as_of)
    missing = _missing(parts, found)
    return None if missing and judged and judged.carried else PartsBesideWhole(as_of, judged, found, missing)


def _of_day(parts: Mapping[Place, Sequence[Result]], day: date) -> dict[Place, Result]:
    """Without what is counted in a unit of the map already: a commune that was cut, beside those it came to."""
    found = {place: result for place, results in parts.items() for result in results if result.as_of == day}
    shown = frozenset[int]().union(*(pieces_of(place.code) for place in found if not place.is_guest))
    return {place: one for place, one in found.items() if not place.is_guest or shown.isdisjoint(pieces_of(place.code))}


def _missing(parts: Iterable[Place], found: Iterable[Place]) -> tuple[Place, ...]:
    """Of these the ones that have territory which no unit with a figure has."""
    known = frozenset[int]().union(*(pieces_of(place.code) for place in found))
    return tuple(place for place in parts if not pieces_of(place.code) <= known)
