"""Which units and years a plan's reports can be about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import Place, places_of
from core.reference import EDITION, documents
from core.reports.criteria import CriteriaFilter, followed_communes
from core.reports.standing import visible
from core.tables import BudgetPlan, Goal, PovertyPlan

_LEVELS = ("province", "district", "commune")


@dataclass(frozen=True)
class PlanScope:
    """A plan with the units that it speaks of, the widest first, and the years it is for, the newest first.

    On a map whose units are not the plan's, those that hold these come after them.
    """

    plan_number: str
    units: tuple[Place, ...]
    years: tuple[int, ...]


def plan_scope(session: Session, asked: tuple[str, datetime | None] | tuple[str, datetime | None, str]) -> PlanScope:
    """`asked` is a plan's number, the moment as known at (None: now), and the map by which units are shown."""
    number, known_at, *maps = asked
    codes, years = set[str](), set[int]()
    for table, year in ((PovertyPlan, PovertyPlan.year), (BudgetPlan, BudgetPlan.budget_year)):
        query = select(table.unit_code, year).where(visible(table, known_at), table.plan_number == number)
        for code, of_year in session.execute(query).all():
            codes.add(code)
            years.add(of_year)
    codes |= _units_of_goals(session, number, known_at)
    years |= _years_of_goals(session, number, known_at)
    years |= {document.year for document in documents() if document.number == number}
    return PlanScope(number, _units(codes, *maps), tuple(sorted(years, reverse=True)))


def _units(codes: Collection[str], seen_in: str = EDITION) -> tuple[Place, ...]:
    known = places_of(seen_in)
    named: set[Place] = {known.by_code[code] for code in codes}
    holding = {held for place in named if place.is_guest and (held := known.nearest_shown(place.code))}
    return tuple(
        sorted(named | holding, key=lambda place: (_LEVELS.index(place.level), place not in named, place.code))
    )


def _units_of_goals(session: Session, number: str, known_at: datetime | None) -> set[str]:
    """The units that goals name; with a huyện whose criteria are followed, its communes too."""
    query = select(Goal.unit_code).where(
        visible(Goal, known_at), Goal.plan_number == number, Goal.unit_code.is_not(None)
    )
    named = {code for code in session.scalars(query.distinct()) if code}
    known = places_of(EDITION)
    districts = [code for code in named if known.by_code[code].level == "district"]
    asked = (CriteriaFilter(code, known_at=known_at) for code in districts)
    followed = (place for one in asked for place in followed_communes(session, one))
    return named | {place.code for place in followed if place.edition == EDITION}


def _years_of_goals(session: Session, number: str, known_at: datetime | None) -> set[int]:
    query = select(Goal.due).where(visible(Goal, known_at), Goal.plan_number == number)
    return {due.year for due in session.scalars(query.distinct()) if due}
