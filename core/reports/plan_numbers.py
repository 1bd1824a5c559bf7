"""Which plans are loaded: the numbers of all of which anything stands, or stood at a moment."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.reports.standing import visible
from core.tables import BudgetPlan, Goal, Obligation, PovertyPlan


def plans_loaded(session: Session, known_at: datetime | None = None) -> list[str]:
    found: set[str] = set()
    for table in (PovertyPlan, BudgetPlan, Goal, Obligation):
        query = select(table.plan_number).where(visible(table, known_at)).distinct()
        found |= {number for number in session.scalars(query) if number}
    return sorted(found)
