"""The rows of poverty plans that a map shows: those given to its units, and those that follow for them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.carrying import Carried, Carrier
from core.places import Places
from core.reports.poverty_rows import units_to_carry_to
from core.reports.shares import declared_shares
from core.reports.standing import has_numbers, visible
from core.rules.poverty import PovertyTarget, planned_fall_in_points
from core.rules.rounding import half_up
from core.tables import PovertyPlan
from core.territory import within

COUNTS = ("households_start", "poor_start", "households_planned", "poor_reduction")


@dataclass(frozen=True)
class PlanRow:
    """One unit, year and plan: the stored row, or one carried over, whose counts (hộ) are sums of those of `parts`."""

    unit_code: str
    parts: tuple[PovertyPlan, ...]
    carried: Carried[PovertyPlan] | None = None

    @property
    def given(self) -> PovertyPlan:
        """The stored row; of one carried over the first of its parts, which has the same year, number and owner."""
        return self.parts[0]

    @property
    def target(self) -> PovertyTarget:
        return _summed_target(self.given.year, self.carried) if self.carried else _target(self.given)

    @property
    def rate_reduction_upper(self) -> Decimal | None:
        return None if self.carried else self.given.rate_reduction_upper


def plan_rows(session: Session, places: Places, unit_code: str | None, known_at: datetime | None) -> list[PlanRow]:
    """Of a unit and all that its territory holds (None: everything), by unit code, then year and plan.

    A plan is carried over to a unit where all that it is made of has a row of the same plan with counts: points of one
    unit can't be added to those of another.
    """
    stored = _stored(session, places, unit_code, known_at)
    inside = within(unit_code) if unit_code else None
    found = [PlanRow(row.unit_code, (row,)) for row in stored if inside is None or row.unit_code in inside]
    if shown := units_to_carry_to((row.edition for row in stored), places, unit_code):
        carrier = Carrier(stored, _plan, COUNTS, declared_shares(session, known_at))
        carried = (one for one in carrier.carried(shown) if one.values["poor_start"] is not None)
        found += [PlanRow(one.unit_code, tuple(row for row, _ in one.parts), one) for one in carried]
    return sorted(found, key=lambda row: (row.unit_code, *_plan(row.given)))


def _plan(row: PovertyPlan) -> tuple[int, str, str]:
    return row.year, row.plan_number, row.plan_owner


def _stored(
    session: Session, places: Places, unit_code: str | None, known_at: datetime | None
) -> Sequence[PovertyPlan]:
    query = select(PovertyPlan).where(visible(PovertyPlan, known_at), has_numbers(PovertyPlan))
    if unit_code:
        query = query.where(PovertyPlan.unit_code.in_(places.codes_around(unit_code)))
    return session.scalars(query).all()


def _target(plan: PovertyPlan) -> PovertyTarget:
    return PovertyTarget(
        year=plan.year,
        households_start=plan.households_start,
        poor_start=plan.poor_start,
        households_planned=plan.households_planned,
        poor_reduction=plan.poor_reduction,
        rate_reduction=plan.rate_reduction,
        printed_rate_start=plan.printed_rate_start,
    )


def _summed_target(year: int, carried: Carried[PovertyPlan]) -> PovertyTarget:
    """The fall in points is worked out anew from the sums: those of the parts do not add."""
    values = carried.values
    summed = PovertyTarget(
        year=year,
        households_start=values["households_start"],
        poor_start=values["poor_start"],
        households_planned=values["households_planned"],
        poor_reduction=values["poor_reduction"],
    )
    return replace(summed, rate_reduction=_fall(summed))


def _fall(summed: PovertyTarget) -> Decimal | None:
    """With two decimals, as rates are printed; None where the sums do not give it."""
    if summed.poor_start is None or summed.poor_planned is None:
        return None
    if not summed.households_start or not summed.households_planned:
        return None
    fall = planned_fall_in_points(
        summed.poor_start, summed.households_start, summed.poor_planned, summed.households_planned
    )
    return half_up(fall, 2)
