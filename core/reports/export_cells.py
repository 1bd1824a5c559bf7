"""What every export view shares: its filter, its shape, how units and percentages are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.places import Place, Places
from core.reports.origin import Origin
from core.rules.rounding import half_up

_HUNDRED = Decimal(100)
# A view's keys, then its rows in their order: the cells, and the batches that the row's results come from.
Rows = tuple[tuple[str, ...], Iterator[tuple[tuple[Any, ...], frozenset[int]]]]


def batches_of(*origins: Origin | None) -> frozenset[int]:
    return frozenset(origin.batch for origin in origins if origin)


@dataclass(frozen=True)
class ExportFilter:
    """One district with its communes (None: everything), figures up to a date, as known at a moment."""

    district: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None


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
