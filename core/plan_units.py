"""Which unit a plan is of: the smallest that holds every unit its rows speak of."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.rules import common_unit
from core.reference import EDITION
from core.tables import BudgetPlan, Goal, PovertyPlan

_SPEAKING = (PovertyPlan, BudgetPlan, Goal)


def units_of_plans(session: Session, numbers: Iterable[str]) -> dict[str, str | None]:
    """By plan number; None for a plan that no standing row with a unit speaks of."""
    wanted = sorted(set(numbers))
    found: dict[str, set[str]] = {number: set() for number in wanted}
    for table in _SPEAKING:
        query = select(table.plan_number, table.unit_code).where(
            table.is_current, table.edition == EDITION, table.plan_number.in_(wanted)
        )
        for number, unit in session.execute(query.distinct()):
            if unit:
                found[number or ""].add(unit)
    return {number: common_unit(frozenset(units)) for number, units in found.items()}
