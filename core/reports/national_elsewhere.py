"""What lies outside the chosen province, as much of it as one screen can tell: never a country's rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import Place, places_of
from core.reference import edition_of
from core.reports.budget import BudgetFilter, BudgetLine, budget_lines
from core.reports.budget_views import unit_shown
from core.reports.criteria import CriteriaFilter, SetStatus, criteria_status
from core.reports.national import NationalFilter
from core.reports.national_places import beyond
from core.reports.standing import visible
from core.tables import BudgetPlan, CriterionStatus, Disbursement, Goal, PovertyPlan, Recognition

# So many units are told one by one; of more, only that they are there.
MOST_UNITS, MOST_DISTRICTS, MOST_PLANS = 12, 3, 100


@dataclass(frozen=True)
class Elsewhere:
    """Units of other provinces: their lines and criteria, or nothing of either where there are too many of them.

    `budgets` and `rural` tell whether all there is was read, `plans` whether the poverty plans of others are few.
    """

    lines: tuple[BudgetLine, ...]
    criteria: tuple[SetStatus, ...]
    budgets: bool = True
    rural: bool = True
    plans: bool = True

    @property
    def complete(self) -> bool:
        return self.budgets and self.rural and self.plans


def elsewhere(session: Session, chosen: NationalFilter) -> Elsewhere:
    units, districts = units_with_budgets(session, chosen, MOST_UNITS + 1), _followed_districts(session, chosen)
    few, some = len(units) <= MOST_UNITS, districts is not None and len(districts) <= MOST_DISTRICTS
    return Elsewhere(
        tuple(_lines(session, chosen, units)) if few else (),
        tuple(_criteria(session, chosen, districts)) if districts and some else (),
        few,
        some,
        _few_plans(session, chosen),
    )


def _few_plans(session: Session, chosen: NationalFilter) -> bool:
    query = select(PovertyPlan.id).where(visible(PovertyPlan, chosen.known_at), *beyond(PovertyPlan, chosen.besides))
    return len(session.scalars(query.limit(MOST_PLANS + 1)).all()) <= MOST_PLANS


def units_with_budgets(session: Session, chosen: NationalFilter, most: int) -> list[Place]:
    """The first `most` units with a planned or disbursed line, by code; of another map's the commune that holds it."""
    codes: set[str] = set()
    for table in (BudgetPlan, Disbursement):
        codes |= set(session.scalars(_some_units(table, chosen, most)))
    shown = {unit_shown(chosen.places.by_code[code]) for code in codes}
    return sorted(shown, key=lambda place: place.code)[:most]


def _some_units(table: Any, chosen: NationalFilter, most: int) -> Any:
    query = select(table.unit_code).where(visible(table, chosen.known_at), *beyond(table, chosen.besides))
    return query.distinct().order_by(table.unit_code).limit(most)


def _lines(session: Session, chosen: NationalFilter, units: Iterable[Place]) -> Iterable[BudgetLine]:
    """Without parts of cut units' lines: these are there whole, under their own units."""
    for unit in units:
        found = budget_lines(session, BudgetFilter(unit.code, chosen.as_of, chosen.known_at, chosen.places.code))
        yield from (line for line in found if line.share is None)


def districts_with_criteria(session: Session, chosen: NationalFilter) -> list[Place]:
    """The first of the huyện whose communes are followed by their criteria, by code."""
    return _districts_of(_followed_units(session, chosen), chosen)


def _followed_districts(session: Session, chosen: NationalFilter) -> list[Place] | None:
    """None for more than one screen can tell."""
    codes = _followed_units(session, chosen)
    return _districts_of(codes, chosen) if len(codes) <= _MOST_COMMUNES else None


def _districts_of(codes: Iterable[str], chosen: NationalFilter) -> list[Place]:
    """By the map of each unit's own edition; a commune that has no huyện there stands for itself."""
    found = {_district_or_self(code) for code in codes}
    return [chosen.places.by_code[code] for code in sorted(found)]


def _district_or_self(code: str) -> str:
    known = places_of(edition_of(code))
    district = known.ancestors(known.by_code[code])[1]
    return district.code if district else code


def _followed_units(session: Session, chosen: NationalFilter) -> set[str]:
    most = _MOST_COMMUNES + 1
    codes: set[str] = set(session.scalars(_goals_of_communes(chosen).limit(most)))
    for table in (CriterionStatus, Recognition):
        codes |= set(session.scalars(_some_units(table, chosen, most)))
    return codes


# A huyện has seldom more communes than twenty.
_MOST_COMMUNES = 20 * MOST_DISTRICTS


def _goals_of_communes(chosen: NationalFilter) -> Any:
    query = select(Goal.unit_code).where(
        visible(Goal, chosen.known_at), Goal.unit_code.is_not(None), Goal.measure == "tiêu chí"
    )
    return query.where(*beyond(Goal, chosen.besides)).distinct()


def _criteria(session: Session, chosen: NationalFilter, districts: Sequence[Place]) -> list[SetStatus]:
    """As core.reports.criteria orders them: communes, then villages, by code."""
    found = [
        row
        for district in districts
        for row in criteria_status(
            session, CriteriaFilter(district.code, chosen.as_of, chosen.known_at, chosen.places.code)
        )
    ]
    return sorted(found, key=lambda row: (bool(row.village), row.place.code))
