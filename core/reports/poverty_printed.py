"""Figures that a plan prints although they follow from its others: shown as printed, whatever they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.reports.poverty import PlanStatus, PovertyFilter
from core.reports.standing import visible
from core.tables import PovertyPlan


@dataclass(frozen=True)
class Printed:
    """Rates in per cent, poor households in hộ; None where the plan does not print one."""

    rate_start: Decimal | None = None
    poor_planned: int | None = None
    rate_planned: Decimal | None = None


# (unit code, year, plan number, plan owner)
PrintedKey = tuple[str, int, str, str]


def printed_key(row: PlanStatus) -> PrintedKey:
    return row.place.code, row.year, row.plan_number, row.plan_owner


def printed_figures(session: Session, chosen: PovertyFilter) -> Mapping[PrintedKey, Printed]:
    """One per unit, year and plan, for the unit and all that lies in it."""
    query = select(PovertyPlan).where(visible(PovertyPlan, chosen.known_at))
    if chosen.unit_code:
        query = query.where(PovertyPlan.unit_code.in_(chosen.places.codes_within(chosen.unit_code)))
    return {
        (plan.unit_code, plan.year, plan.plan_number, plan.plan_owner): Printed(
            plan.printed_rate_start, plan.printed_poor_planned, plan.printed_rate_planned
        )
        for plan in session.scalars(query)
    }
