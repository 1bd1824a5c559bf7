"""What every export view shares: its filter, its shape, how units and percentages are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.places import Place, Places, places_of, places_seen_by
from core.reference import edition_of
from core.reports.origin import Origin
from core.rules.rounding import half_up

_HUNDRED = Decimal(100)
UNDIVIDED = "không tách được"
_BETWEEN = ";"


@dataclass(frozen=True)
class Whence:
    """The edition of a row's unit, and where its figures come from where that is another unit: its official code.

    `weights` (%) and `method` are those of an estimate; the method also says that a figure can't be divided.
    """

    edition: str = ""
    carried_from: tuple[str, ...] = ()
    weights: tuple[Decimal, ...] = ()
    method: str = ""

    @property
    def cells(self) -> tuple[str | None, ...]:
        weights = _BETWEEN.join(f"{weight:f}" for weight in self.weights)
        return tuple(text or None for text in (self.edition, _BETWEEN.join(self.carried_from), weights, self.method))


@dataclass(frozen=True)
class ExportRow:
    """A row's cells, and the batches that its results come from."""

    cells: tuple[Any, ...]
    batches: frozenset[int] = frozenset()
    whence: Whence = Whence()


# A view's keys, then its rows in their order.
Rows = tuple[tuple[str, ...], Iterator[ExportRow]]


def batches_of(*origins: Origin | None) -> frozenset[int]:
    return frozenset(origin.batch for origin in origins if origin)


@dataclass(frozen=True)
class ExportFilter:
    """One district with its communes (None: everything), figures up to a date, as known at a moment.

    `seen_in` is the map that every row is shown by; empty: each as it was stored, for its own unit.
    """

    district: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    seen_in: str = ""

    @property
    def places(self) -> Places:
        return places_seen_by(None, self.seen_in)

    def place(self, unit_code: str) -> Place:
        """A unit on the map; where none is asked for, on that of its own edition."""
        place: Place = places_of(self.seen_in or edition_of(unit_code)).by_code[unit_code]
        return place

    def names(self, unit_code: str) -> tuple[str, str, str]:
        place = self.place(unit_code)
        return names_of(places_of(place.seen_in), place)


def names_of(places: Places, place: Place) -> tuple[str, str, str]:
    """(province, district, commune) as written in files, empty below the unit."""
    province, district, commune = (places.name_in_file(above) if above else "" for above in places.ancestors(place))
    return province, district, commune


def percent_cell(value: Decimal | None) -> Decimal | None:
    """Two decimals, half up; more where a shortfall would round up to 100."""
    if value is None:
        return None
    rounded = half_up(value, 2)
    return rounded if (rounded >= _HUNDRED) == (value >= _HUNDRED) else half_up(value, 6)
