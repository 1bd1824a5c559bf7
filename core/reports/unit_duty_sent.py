"""Figures that came for a duty, read by kind of evidence: every row that ever stood in a batch that stands."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.access.reach import KNOWN_EDITIONS
from core.clock import local_day
from core.reference import criteria_set, documents
from core.reports.goals import GoalFilter
from core.reports.standing import has_numbers, stood, visible
from core.reports.unit_duty_sources import OwedBy
from core.stored import DEMO
from core.tables import (
    Arrival,
    BudgetPlan,
    CriterionStatus,
    Disbursement,
    Goal,
    GoalProgress,
    PovertyPlan,
    PovertyProgress,
    UnitFact,
)
from core.territory import units_below

# Rows of (unit, part, as_of, value_type, batch, committed_at).
_Query = Select[*tuple[Any, ...]]
_BASIC_SET = "xã NTM"
WHOLE = ""  # the part of a figure that stands for the whole unit


@dataclass(frozen=True)
class Sent:
    """One figure that came: of a unit, standing for one part of its report (or all of it), in a batch of a day."""

    unit: str
    part: str
    day: date
    batch: int
    as_of: date | None
    value_type: str | None


Expected = Mapping[str, Sequence[str]]
Read = tuple[list[Sent], Expected]


def _sent(session: Session, query: _Query, chosen: GoalFilter) -> list[Sent]:
    """Nothing that came after the day looked from."""
    found = (
        Sent(unit, part, local_day(moment), batch, as_of, value_type)
        for unit, part, as_of, value_type, batch, moment in session.execute(query)
    )
    return [one for one in found if one.day <= chosen.today]


def _query(
    table: type[UnitFact],
    part: Any,
    chosen: GoalFilter,
    codes: Iterable[str],
    *conditions: ColumnElement[bool],
    as_of: InstrumentedAttribute[date] | None = None,
    value_type: InstrumentedAttribute[str] | None = None,
) -> _Query:
    """Every row that ever stood in a batch that stands, also one that was corrected since."""
    return (
        select(
            table.unit_code,
            part,
            null() if as_of is None else as_of,
            null() if value_type is None else value_type,
            Arrival.id,
            Arrival.committed_at,
        )
        .join(Arrival, Arrival.id == table.batch_id)
        .where(
            stood(Arrival, chosen.known_at),
            Arrival.origin != DEMO,
            table.edition.in_(KNOWN_EDITIONS),
            table.unit_code.in_(sorted(codes)),
            *conditions,
        )
    )


def _within(column: InstrumentedAttribute[date], owed: OwedBy, chosen: GoalFilter) -> list[ColumnElement[bool]]:
    bounds = ((owed.first_day, column.__ge__), (owed.last_day, column.__le__), (chosen.as_of, column.__le__))
    return [compare(day) for day, compare in bounds if day]


def _communes(owed: OwedBy) -> dict[str, list[str]]:
    """The units below each: a report of all of them is a report of the whole."""
    return {place.code: units_below(place.code) for place in owed.units}


def _raised(sent: Iterable[Sent], owed: OwedBy) -> list[Sent]:
    """Figures of the units below stand for parts of the unit that owes the report."""
    owing = {place.code for place in owed.units}
    above = {code: parent for parent, codes in _communes(owed).items() for code in codes}
    return [
        one if one.unit in owing else Sent(above[one.unit], one.unit, one.day, one.batch, one.as_of, one.value_type)
        for one in sent
    ]


def _with_communes(owed: OwedBy) -> set[str]:
    return {place.code for place in owed.units}.union(*_communes(owed).values())


def _poverty(session: Session, owed: OwedBy, chosen: GoalFilter) -> Read:
    table = PovertyProgress
    conditions = _within(table.as_of, owed, chosen)
    query = _query(
        table, literal(WHOLE), chosen, _with_communes(owed), *conditions, as_of=table.as_of, value_type=table.value_type
    )
    return _raised(_sent(session, query, chosen), owed), _communes(owed)


def _year_of(owed: OwedBy) -> int | None:
    return next((document.year for document in documents() if document.number == owed.plan_number), None)


def _own_plan(session: Session, owed: OwedBy, chosen: GoalFilter) -> Read:
    """Plans other than the one that asks for them."""
    made_by_others = and_(PovertyPlan.year == _year_of(owed), PovertyPlan.plan_number != owed.plan_number)
    query = _query(PovertyPlan, literal(WHOLE), chosen, _with_communes(owed), made_by_others)
    return _raised(_sent(session, query, chosen), owed), _communes(owed)


def _commune_targets(session: Session, owed: OwedBy, chosen: GoalFilter) -> Read:
    """Falls of poor (households or points) and of near-poor households, for each xã [KH 97, VI.14]."""
    table, codes = PovertyPlan, [code for below in _communes(owed).values() for code in below]
    poor = or_(table.poor_reduction.is_not(None), table.rate_reduction.is_not(None))
    # What the public view keeps back has come, whatever it says.
    came = or_(and_(poor, table.near_poor_reduction.is_not(None)), ~has_numbers(table))
    query = _query(table, literal(WHOLE), chosen, codes, table.year == _year_of(owed), came)
    return _raised(_sent(session, query, chosen), owed), _communes(owed)


def _disbursement(session: Session, owed: OwedBy, chosen: GoalFilter) -> Read:
    table, codes, year = Disbursement, [place.code for place in owed.units], _year_of(owed)
    conditions = [table.budget_year == year, *_within(table.as_of, owed, chosen)]
    part = table.line + literal(" ") + table.carry_over
    query = _query(table, part, chosen, codes, *conditions, as_of=table.as_of, value_type=table.value_type)
    planned = select(BudgetPlan.unit_code, BudgetPlan.line + literal(" ") + BudgetPlan.carry_over).where(
        visible(BudgetPlan, chosen.known_at), BudgetPlan.budget_year == year, BudgetPlan.unit_code.in_(codes)
    )
    expected: dict[str, list[str]] = defaultdict(list)
    for unit, line in session.execute(planned):
        expected[unit].append(line)
    return _sent(session, query, chosen), expected


def _goals(session: Session, owed: OwedBy, chosen: GoalFilter) -> Read:
    """The plan's goals belong to the plan; every unit that owes its report owes them all."""
    table = GoalProgress
    query: _Query = (
        select(literal(""), table.goal, table.as_of, null(), Arrival.id, Arrival.committed_at)
        .join(Arrival, Arrival.id == table.batch_id)
        .where(stood(Arrival, chosen.known_at), Arrival.origin != DEMO, table.plan_number == owed.plan_number)
        .where(*_within(table.as_of, owed, chosen))
    )
    listed = select(Goal.goal).where(visible(Goal, chosen.known_at), Goal.plan_number == owed.plan_number)
    goals, sent = list(session.scalars(listed)), _sent(session, query, chosen)
    of_each = [Sent(place.code, one.part, one.day, one.batch, one.as_of, None) for place in owed.units for one in sent]
    return of_each, {place.code: goals for place in owed.units}


def _criteria(session: Session, owed: OwedBy, chosen: GoalFilter) -> Read:
    """Any assessment of the xã is a report; how many criteria were assessed is said beside it."""
    table, codes = CriterionStatus, [place.code for place in owed.units]
    conditions = [table.village == "", table.set == _BASIC_SET, *_within(table.as_of, owed, chosen)]
    query = _query(table, table.criterion, chosen, codes, *conditions, as_of=table.as_of)
    by_criterion = [
        Sent(one.unit, str(one.part), one.day, one.batch, one.as_of, None) for one in _sent(session, query, chosen)
    ]
    whole = [Sent(one.unit, WHOLE, one.day, one.batch, one.as_of, None) for one in by_criterion]
    numbers = [str(criterion.number) for criterion in criteria_set(_BASIC_SET)]
    return [*by_criterion, *whole], dict.fromkeys(codes, numbers)


READERS: dict[str, Callable[[Session, OwedBy, GoalFilter], Read]] = {
    "poverty": _poverty,
    "own-plan": _own_plan,
    "commune-targets": _commune_targets,
    "disbursement": _disbursement,
    "goals": _goals,
    "criteria": _criteria,
}
