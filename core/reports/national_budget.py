"""Programme budgets of all provinces: sums by nature and source of capital, in triệu đồng, added up in the database."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from core.places import Place
from core.reports.batches import made_up_batches
from core.reports.budget import CARRIED_OVER, INVESTMENT, OF_THE_YEAR, OPERATING
from core.reports.national import NationalFilter
from core.reports.national_budget_carried import PassedOn, passed_on
from core.reports.national_places import beyond, place_of, rows_by_place
from core.reports.origin import draft_batches
from core.reports.standing import drafts_count, visible
from core.rules.budget import Money, total
from core.tables import BudgetPlan, Disbursement


@dataclass(frozen=True)
class NatureSum:
    """The planned lines of one nature and source of capital; `reported` of `lines` have a figure.

    `first` and `last` are the earliest and the latest cut-off date of these; `estimates`, `made_up` and `waiting` count
    figures that are ước, minh họa, not accepted yet.
    """

    nature: str
    carry_over: str
    money: Money
    lines: int
    reported: int = 0
    first: date | None = None
    last: date | None = None
    estimates: int = 0
    made_up: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class ProvinceBudget:
    """One province in one budget year; capital of the year before what was carried over, đầu tư before sự nghiệp.

    `units` have a planned line of any source; `units_by_source` have one of each: a unit may have both.
    """

    place: Place
    year: int
    units: int
    units_by_source: Mapping[str, int]
    sums: tuple[NatureSum, ...]

    def of(self, nature: str, carry_over: str = OF_THE_YEAR) -> NatureSum | None:
        return next((one for one in self.sums if (one.nature, one.carry_over) == (nature, carry_over)), None)


def budget_years_planned(session: Session, chosen: NationalFilter) -> list[int]:
    """Newest first."""
    conditions = _visible(chosen)
    return sorted(session.scalars(select(BudgetPlan.budget_year).where(*conditions).distinct()), reverse=True)


def national_budget(session: Session, chosen: NationalFilter) -> list[ProvinceBudget]:
    """One row per province with a budget of the year (`chosen.year`), ordered by code. One row per sum is read."""
    if chosen.year is None:
        return []
    newest = _newest(chosen, chosen.year)
    passed = _passed_on(session, chosen, chosen.year, newest)
    planned = _planned(chosen, chosen.year, passed)
    disbursed = _disbursed(session, chosen, planned, newest)
    sums: dict[Place, dict[_Kind, NatureSum]] = defaultdict(dict)
    for place, row in rows_by_place(chosen.places, BudgetPlan, _read_sums(session, planned)):
        _, nature, carry_over, allocated, lines = row
        reported = dict(disbursed.get((row[0], nature, carry_over), {}))
        made = NatureSum(nature, carry_over, Money(allocated, reported.pop("disbursed", None)), lines, **reported)
        _add(sums[place], made)
    for made, place in _carried_sums(session, chosen, passed):
        _add(sums[place], made)
    units, by_source = _units(session, chosen, planned, passed), _units_by_source(session, chosen, planned, passed)
    return [
        ProvinceBudget(
            place, chosen.year, units[place], by_source[place], tuple(sorted(own.values(), key=_place_of_sum))
        )
        for place, own in sorted(sums.items(), key=lambda one: one[0].code)
    ]


_Kind = tuple[str, str]


def _add(sums: dict[_Kind, NatureSum], made: NatureSum) -> None:
    before = sums.get((made.nature, made.carry_over))
    sums[made.nature, made.carry_over] = added(before, made) if before else made


def _passed_on(session: Session, chosen: NationalFilter, year: int, newest: Subquery) -> PassedOn:
    standing = and_(visible(Disbursement, chosen.known_at), Disbursement.budget_year == year)
    return passed_on(session, [*_visible(chosen), BudgetPlan.budget_year == year], standing, newest)


def _carried_sums(session: Session, chosen: NationalFilter, passed: PassedOn) -> Iterator[tuple[NatureSum, Place]]:
    """Lines of new units whose plan is that of old ones, each as a sum of its own."""
    made_up, drafts = made_up_batches(session), draft_batches(session) if drafts_count() else frozenset[int]()
    for line in passed.lines:
        made = NatureSum(
            *(line.nature, line.carry_over, Money(line.allocated, line.disbursed)),
            lines=1,
            reported=1,
            first=line.as_of,
            last=line.as_of,
            estimates=int(line.value_type == "ước"),
            made_up=int(line.batch_id in made_up),
            waiting=int(line.batch_id in drafts),
        )
        yield made, place_of(chosen.places, line.unit_code)


def _read_sums(session: Session, planned: Sequence[ColumnElement[bool]]) -> Any:
    def read(column: Any, more: Sequence[ColumnElement[bool]]) -> list[Any]:
        key = (column, BudgetPlan.nature, BudgetPlan.carry_over)
        query = select(*key, func.sum(BudgetPlan.allocated), func.count()).where(*planned, *more).group_by(*key)
        return list(session.execute(query))

    return read


def added(one: NatureSum, other: NatureSum) -> NatureSum:
    """Two sums of one nature and source as one."""
    return NatureSum(
        one.nature,
        one.carry_over,
        total([one.money, other.money]),
        one.lines + other.lines,
        one.reported + other.reported,
        min((day for day in (one.first, other.first) if day), default=None),
        max((day for day in (one.last, other.last) if day), default=None),
        one.estimates + other.estimates,
        one.made_up + other.made_up,
        one.waiting + other.waiting,
    )


def _place_of_sum(one: NatureSum) -> tuple[int, int]:
    return (OF_THE_YEAR, CARRIED_OVER).index(one.carry_over), (INVESTMENT, OPERATING).index(one.nature)


def _visible(chosen: NationalFilter) -> list[ColumnElement[bool]]:
    return [visible(BudgetPlan, chosen.known_at), *beyond(BudgetPlan, chosen.besides)]


def _planned(chosen: NationalFilter, year: int, passed: PassedOn) -> Sequence[ColumnElement[bool]]:
    """The planned lines of a year, without those whose capital the units that hold theirs have in their own."""
    conditions = [*_visible(chosen), BudgetPlan.budget_year == year]
    if not passed.replaced:
        return conditions
    # Written into the statement: there may be more of them than a statement may have parameters.
    without: Any = bindparam("replaced", passed.replaced, expanding=True, literal_execute=True)
    return [*conditions, BudgetPlan.id.not_in(without)]


def _units(
    session: Session, chosen: NationalFilter, planned: Sequence[ColumnElement[bool]], passed: PassedOn
) -> Mapping[Place, int]:
    """How many units of each province have a planned line."""

    def read(column: Any, more: Sequence[ColumnElement[bool]]) -> list[Any]:
        query = select(column, func.count(BudgetPlan.unit_code.distinct())).where(*planned, *more).group_by(column)
        return list(session.execute(query))

    found: dict[Place, int] = defaultdict(int)
    for place, (_, units) in rows_by_place(chosen.places, BudgetPlan, read):
        found[place] += units
    for unit in {line.unit_code for line in passed.lines} - {unit for unit, _ in passed.counted}:
        found[place_of(chosen.places, unit)] += 1
    return found


def _units_by_source(
    session: Session, chosen: NationalFilter, planned: Sequence[ColumnElement[bool]], passed: PassedOn
) -> Mapping[Place, Mapping[str, int]]:
    """The same by source of capital."""

    def read(column: Any, more: Sequence[ColumnElement[bool]]) -> list[Any]:
        key = (column, BudgetPlan.carry_over)
        query = select(*key, func.count(BudgetPlan.unit_code.distinct())).where(*planned, *more).group_by(*key)
        return list(session.execute(query))

    found: dict[Place, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for place, (_, carry_over, units) in rows_by_place(chosen.places, BudgetPlan, read):
        found[place][carry_over] += units
    for unit, carry_over in {(line.unit_code, line.carry_over) for line in passed.lines} - passed.counted:
        found[place_of(chosen.places, unit)][carry_over] += 1
    return {place: dict(own) for place, own in found.items()}


def _newest(chosen: NationalFilter, year: int) -> Subquery:
    """Each line's latest figure."""
    of_line = (Disbursement.unit_code, Disbursement.line, Disbursement.carry_over)
    place = func.row_number().over(partition_by=of_line, order_by=Disbursement.as_of.desc()).label("place")
    query = select(
        *of_line,
        Disbursement.as_of,
        Disbursement.disbursed,
        Disbursement.value_type,
        Disbursement.batch_id,
        place,
    ).where(visible(Disbursement, chosen.known_at), Disbursement.budget_year == year)
    return (query.where(Disbursement.as_of <= chosen.as_of) if chosen.as_of else query).subquery()


SumKey = tuple[str, str, str]


def _disbursed(
    session: Session, chosen: NationalFilter, planned: Sequence[ColumnElement[bool]], newest: Subquery
) -> Mapping[SumKey, dict[str, Any]]:
    """By province (or unit), nature and source: what was disbursed in the planned lines that have a figure."""
    drafts = draft_batches(session) if drafts_count() else frozenset[int]()
    counts = (
        func.sum(newest.c.disbursed).label("disbursed"),
        func.count().label("reported"),
        func.min(newest.c.as_of).label("first"),
        func.max(newest.c.as_of).label("last"),
        _counted(newest.c.value_type == "ước").label("estimates"),
        _counted(newest.c.batch_id.in_(sorted(made_up_batches(session)))).label("made_up"),
        _counted(newest.c.batch_id.in_(sorted(drafts))).label("waiting"),
    )
    same_line = (
        newest.c.unit_code == BudgetPlan.unit_code,
        newest.c.line == BudgetPlan.line,
        newest.c.carry_over == BudgetPlan.carry_over,
    )

    def read(column: Any, more: Sequence[ColumnElement[bool]]) -> list[Any]:
        key = (column, BudgetPlan.nature, BudgetPlan.carry_over)
        query = select(*key, *counts).where(*planned, *more, newest.c.place == 1, *same_line).group_by(*key)
        return list(session.execute(query))

    found = (row for _, row in rows_by_place(chosen.places, BudgetPlan, read))
    names = [one.name for one in counts]
    return {(row[0], row[1], row[2]): dict(zip(names, row[3:], strict=True)) for row in found}


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
