"""Which unit a plan is of: what a shipped document says of itself, else the smallest that holds every unit named."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.rules import common_unit
from core.reference import EDITION, documents
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
    shipped = {document.number: document.unit for document in documents()}
    return {number: shipped.get(number) or common_unit(frozenset(units)) for number, units in found.items()}
