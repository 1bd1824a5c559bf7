"""Households of ethnic minorities (DTTS) and of those native to the place (DTTS tại chỗ): two different populations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from core.places import Place
from core.reports.origin import Origin, origin_of
from core.reports.poverty import PovertyFilter, Result
from core.reports.poverty_rows import ProgressRow, progress_rows
from core.reports.unit_parts import own_parts
from core.rules.poverty import printed_rate


@dataclass(frozen=True)
class Population:
    """Households and poor households of one population (hộ); `all_poor` are the poor of everyone on the same day."""

    households: int | None
    poor: int | None
    all_poor: int

    @property
    def is_reported(self) -> bool:
        return self.households is not None or self.poor is not None

    @property
    def rate_among(self) -> Decimal | None:
        """Poor of the population ÷ households of the population, per cent."""
        return printed_rate(self.poor, self.households) if self.poor is not None and self.households else None

    @property
    def share_of_poor(self) -> Decimal | None:
        """Poor of the population ÷ all poor households, per cent."""
        return printed_rate(self.poor, self.all_poor) if self.poor is not None and self.all_poor else None


@dataclass(frozen=True)
class EthnicFigures:
    """One unit on one date; `origins` are the rows behind it, several where it is a sum."""

    as_of: date
    ethnic: Population
    indigenous: Population
    origins: tuple[Origin, ...]

    @property
    def is_reported(self) -> bool:
        return self.ethnic.is_reported or self.indigenous.is_reported


# (unit code, date)
ByUnitAndDay = Mapping[tuple[str, date], EthnicFigures]


def ethnic_figures(session: Session, chosen: PovertyFilter) -> ByUnitAndDay:
    """Every row of the chosen units, stored or carried over; figures that were not reported stay None."""
    rows = progress_rows(session, chosen.places, chosen.unit_code, chosen.as_of, chosen.known_at)
    return {(row.unit_code, row.as_of): _of_row(row) for row in rows}


def _of_row(row: ProgressRow) -> EthnicFigures:
    poor = row.count("poor")
    assert poor is not None
    return EthnicFigures(
        row.as_of,
        Population(row.count("ethnic_households"), row.count("ethnic_poor"), poor),
        Population(row.count("indigenous_households"), row.count("indigenous_poor"), poor),
        tuple(origin_of(part) for part in row.parts),
    )


def ethnic_of(place: Place, result: Result | None, found: ByUnitAndDay) -> EthnicFigures | None:
    """Beside a unit's result; of a summed one the sum of its parts. None where nothing was reported."""
    if result is None:
        return None
    if result.origin is not None or result.carried is not None:
        own = found.get((place.code, result.as_of))
        return own if own and own.is_reported else None
    parts = [found.get((child.code, result.as_of)) for child in own_parts(place)]
    known = [part for part in parts if part]
    summed = _summed(known) if len(known) == len(parts) and known else None
    return summed if summed and summed.is_reported else None


def _summed(parts: Sequence[EthnicFigures]) -> EthnicFigures:
    origins = tuple(origin for part in parts for origin in part.origins)
    ethnic, indigenous = [part.ethnic for part in parts], [part.indigenous for part in parts]
    return EthnicFigures(parts[0].as_of, _total(ethnic), _total(indigenous), origins)


def _total(parts: Sequence[Population]) -> Population:
    """None as soon as one part did not report it."""
    households, poor = [part.households for part in parts], [part.poor for part in parts]
    return Population(_sum(households), _sum(poor), sum(part.all_poor for part in parts))


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
