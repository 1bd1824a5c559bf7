"""Households of ethnic minorities (DTTS) and of those native to the place (DTTS tại chỗ): two different populations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import Place, all_places
from core.reference import EDITION
from core.reports.origin import Origin, origin_of
from core.reports.poverty import PovertyFilter, Result
from core.reports.standing import has_numbers, visible
from core.rules.poverty import printed_rate
from core.tables import PovertyProgress


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
    """Every stored row of the chosen units; figures that were not reported stay None."""
    query = select(PovertyProgress).where(
        visible(PovertyProgress, chosen.known_at), PovertyProgress.edition == EDITION, has_numbers(PovertyProgress)
    )
    if chosen.as_of:
        query = query.where(PovertyProgress.as_of <= chosen.as_of)
    if chosen.unit_code:
        query = query.where(PovertyProgress.unit_code.in_(all_places().codes_below(chosen.unit_code)))
    return {(row.unit_code, row.as_of): _of_row(row) for row in session.scalars(query)}


def _of_row(row: PovertyProgress) -> EthnicFigures:
    return EthnicFigures(
        row.as_of,
        Population(row.ethnic_households, row.ethnic_poor, row.poor),
        Population(row.indigenous_households, row.indigenous_poor, row.poor),
        (origin_of(row),),
    )


def ethnic_of(place: Place, result: Result | None, found: ByUnitAndDay) -> EthnicFigures | None:
    """Beside a unit's result; of a summed one the sum of its parts. None where nothing was reported."""
    if result is None:
        return None
    if result.origin is not None:
        own = found.get((place.code, result.as_of))
        return own if own and own.is_reported else None
    parts = [found.get((child.code, result.as_of)) for child in all_places().children(place)]
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
