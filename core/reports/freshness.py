"""How good the newest figures of each unit are: how old and how complete."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core import formats
from core.places import Place
from core.reports.poverty import PlanStatus, Result, result_of_year
from core.reports.unit_parts import own_parts
from core.rules.poverty import is_final, net_change
from core.settings import stale_days

NEAR_POOR, FLOWS_HALF = "cận nghèo", "biến động"


class Quality(StrEnum):
    """Labels and signs are data (data/freshness.csv)."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    OLD = "old"
    NONE = "none"


@dataclass(frozen=True)
class Freshness:
    """One unit under one plan: its newest figures of the plan's year.

    `old_because` says why the figures are old; `communes_listed` is None where the communes were not looked at.
    """

    place: Place
    year: int
    as_of: date | None
    value_type: str | None
    communes_reported: int | None
    communes_listed: int | None
    missing: tuple[str, ...]
    old_because: str | None

    @property
    def quality(self) -> Quality:
        if self.as_of is None:
            return Quality.NONE
        if self.old_because:
            return Quality.OLD
        some_communes = self.communes_reported != self.communes_listed
        return Quality.PARTIAL if self.missing or some_communes else Quality.COMPLETE


Results = Mapping[str, list[Result]]


def freshness(parts: Sequence[PlanStatus], today: date, results: Results | None = None) -> list[Freshness]:
    """One row per unit, in the order given; with `results` (by unit code) the communes of each are counted too."""
    days = {row.place.code: row.result.as_of for row in parts if row.result}
    return [_of_part(row, days, today, results) for row in parts]


def _of_part(row: PlanStatus, days: Mapping[str, date], today: date, results: Results | None) -> Freshness:
    elsewhere = max((day for code, day in days.items() if code != row.place.code), default=None)
    result = row.result
    reported, listed = _communes(row, results)
    return Freshness(
        place=row.place,
        year=row.year,
        as_of=result.as_of if result else None,
        value_type=result.value_type if result else None,
        communes_reported=reported,
        communes_listed=listed,
        missing=tuple(_missing(result)) if result else (),
        old_because=_why_old(result, row.year, elsewhere, today) if result else None,
    )


def _missing(result: Result) -> Iterator[str]:
    if result.near_poor is None:
        yield NEAR_POOR
    if net_change(result.flows) is None:
        yield FLOWS_HALF


def _communes(row: PlanStatus, results: Results | None) -> tuple[int | None, int | None]:
    """(reported in the plan's year, listed) below a huyện; None for other levels and incomplete lists of units."""
    if results is None or row.place.level != "district" or not row.place.children_listed:
        return None, None
    communes = own_parts(row.place)
    return sum(result_of_year(results.get(one.code, []), row.year) is not None for one in communes), len(communes)


def _why_old(result: Result, year: int, elsewhere: date | None, today: date) -> str | None:
    """A year's own final figures never get old; without them, figures are as good as the newest one could have."""
    if is_final(result, year):
        return None
    if today > date(year, 12, 31):
        return f"năm {year} đã hết, chưa có số chính thức cuối năm"
    if elsewhere and result.as_of < elsewhere:
        return f"nơi khác đã có số liệu {formats.day(elsewhere)}"
    return f"quá {stale_days()} ngày" if (today - result.as_of).days > stale_days() else None
