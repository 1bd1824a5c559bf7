"""Which units and years a plan's reports can be about."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import Place, all_places
from core.reference import EDITION, documents
from core.reports.criteria import CriteriaFilter, followed_communes
from core.reports.standing import visible
from core.tables import BudgetPlan, Goal, PovertyPlan


@dataclass(frozen=True)
class PlanScope:
    """A plan with the units that it speaks of, the widest first, and the years it is for, the newest first."""

    plan_number: str
    units: tuple[Place, ...]
    years: tuple[int, ...]


def plan_scope(session: Session, asked: tuple[str, datetime | None]) -> PlanScope:
    """`asked` is a plan's number, and the moment as known at (None: now)."""
    number, known_at = asked
    codes, years = set[str](), set[int]()
    for table, year in ((PovertyPlan, PovertyPlan.year), (BudgetPlan, BudgetPlan.budget_year)):
        # The edition is looked at here: beside the number SQLite would take it for the better index, and read all rows.
        query = select(table.unit_code, year, table.edition).where(
            visible(table, known_at), table.plan_number == number
        )
        for code, of_year, edition in session.execute(query).all():
            if edition == EDITION:
                codes.add(code)
                years.add(of_year)
    codes |= _units_of_goals(session, number, known_at)
    years |= _years_of_goals(session, number, known_at)
    years |= {document.year for document in documents() if document.number == number}
    units = sorted((all_places().by_code[code] for code in codes), key=_order)
    return PlanScope(number, tuple(units), tuple(sorted(years, reverse=True)))


def _units_of_goals(session: Session, number: str, known_at: datetime | None) -> set[str]:
    """The units that goals name; with a huyện whose criteria are followed, its communes too."""
    query = select(Goal.unit_code).where(
        visible(Goal, known_at), Goal.plan_number == number, Goal.unit_code.is_not(None)
    )
    named = {code for code in session.scalars(query.distinct()) if code}
    known = all_places()
    districts = [code for code in named if known.by_code[code].level == "district"]
    asked = (CriteriaFilter(code, known_at=known_at) for code in districts)
    return named | {place.code for one in asked for place in followed_communes(session, one)}


def _years_of_goals(session: Session, number: str, known_at: datetime | None) -> set[int]:
    query = select(Goal.due).where(visible(Goal, known_at), Goal.plan_number == number)
    return {due.year for due in session.scalars(query.distinct()) if due}


def _order(place: Place) -> tuple[int, str]:
    return ("province", "district", "commune").index(place.level), place.code
