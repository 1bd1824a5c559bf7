"""Programme budgets of all provinces: sums by nature and source of capital, in triệu đồng, added up in the database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, func, select
from sqlalchemy.orm import Session

from core.places import Place, all_places
from core.reference import EDITION
from core.reports.batches import made_up_batches
from core.reports.budget import CARRIED_OVER, INVESTMENT, OF_THE_YEAR, OPERATING
from core.reports.national import NationalFilter
from core.reports.origin import draft_batches
from core.reports.standing import drafts_count, visible
from core.rules.budget import Money
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
    return sorted(session.scalars(select(BudgetPlan.budget_year).where(*_planned(chosen)).distinct()), reverse=True)


def national_budget(session: Session, chosen: NationalFilter) -> list[ProvinceBudget]:
    """One row per province with a budget of the year (`chosen.year`), ordered by code. One row per sum is read."""
    if chosen.year is None:
        return []
    disbursed = _disbursed(session, chosen, chosen.year)
    units = _units(session, chosen, chosen.year)
    by_source = _units_by_source(session, chosen, chosen.year)
    sums: dict[str, list[NatureSum]] = defaultdict(list)
    query = (
        select(
            BudgetPlan.province,
            BudgetPlan.nature,
            BudgetPlan.carry_over,
            func.sum(BudgetPlan.allocated),
            func.count(),
        )
        .where(*_planned(chosen), BudgetPlan.budget_year == chosen.year)
        .group_by(BudgetPlan.province, BudgetPlan.nature, BudgetPlan.carry_over)
    )
    for province, nature, carry_over, allocated, lines in session.execute(query):
        reported = disbursed.get((province, nature, carry_over), {})
        money = Money(allocated, reported.pop("disbursed", None))
        sums[province].append(NatureSum(nature, carry_over, money, lines, **reported))
    known = all_places().by_code
    return [
        ProvinceBudget(
            known[code], chosen.year, units[code], by_source[code], tuple(sorted(sums[code], key=_place_of_sum))
        )
        for code in sorted(sums)
    ]


def _place_of_sum(one: NatureSum) -> tuple[int, int]:
    return (OF_THE_YEAR, CARRIED_OVER).index(one.carry_over), (INVESTMENT, OPERATING).index(one.nature)


def _planned(chosen: NationalFilter) -> Sequence[ColumnElement[bool]]:
    conditions = [visible(BudgetPlan, chosen.known_at), BudgetPlan.edition == EDITION]
    return [*conditions, BudgetPlan.province != chosen.besides] if chosen.besides else conditions


def _units(session: Session, chosen: NationalFilter, year: int) -> dict[str, int]:
    """How many units of each province have a planned line."""
    query = (
        select(BudgetPlan.province, func.count(BudgetPlan.unit_code.distinct()))
        .where(*_planned(chosen), BudgetPlan.budget_year == year)
        .group_by(BudgetPlan.province)
    )
    return dict(iter(session.execute(query)))


def _units_by_source(session: Session, chosen: NationalFilter, year: int) -> Mapping[str, Mapping[str, int]]:
    """The same by source of capital."""
    columns = (BudgetPlan.province, BudgetPlan.carry_over)
    query = (
        select(*columns, func.count(BudgetPlan.unit_code.distinct()))
        .where(*_planned(chosen), BudgetPlan.budget_year == year)
        .group_by(*columns)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for province, carry_over, units in session.execute(query):
        found[province][carry_over] = units
    return found


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
    ).where(visible(Disbursement, chosen.known_at), Disbursement.edition == EDITION, Disbursement.budget_year == year)
    return (query.where(Disbursement.as_of <= chosen.as_of) if chosen.as_of else query).subquery()


SumKey = tuple[str, str, str]


def _disbursed(session: Session, chosen: NationalFilter, year: int) -> Mapping[SumKey, dict[str, Any]]:
    """By province, nature and source: what was disbursed in the planned lines that have a figure."""
    newest = _newest(chosen, year)
    drafts = draft_batches(session) if drafts_count() else frozenset[int]()
    query = (
        select(
            BudgetPlan.province,
            BudgetPlan.nature,
            BudgetPlan.carry_over,
            func.sum(newest.c.disbursed).label("disbursed"),
            func.count().label("reported"),
            func.min(newest.c.as_of).label("first"),
            func.max(newest.c.as_of).label("last"),
            _counted(newest.c.value_type == "ước").label("estimates"),
            _counted(newest.c.batch_id.in_(sorted(made_up_batches(session)))).label("made_up"),
            _counted(newest.c.batch_id.in_(sorted(drafts))).label("waiting"),
        )
        .where(*_planned(chosen), BudgetPlan.budget_year == year, newest.c.place == 1)
        .where(
            newest.c.unit_code == BudgetPlan.unit_code,
            newest.c.line == BudgetPlan.line,
            newest.c.carry_over == BudgetPlan.carry_over,
        )
        .group_by(BudgetPlan.province, BudgetPlan.nature, BudgetPlan.carry_over)
    )
    found = {}
    for row in session.execute(query).mappings():
        cells = dict(row)
        found[cells.pop("province"), cells.pop("nature"), cells.pop("carry_over")] = cells
    return found


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
