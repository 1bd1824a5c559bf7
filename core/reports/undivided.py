"""What lies in a unit and can't be given to the units below it: figures of units that were cut, with no share declared.

They are counted where all of the cut unit lies, and named, with what it was cut into, where only a part does.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.carrying import cut_into, cut_units, is_complete, other_edition
from core.place import Place
from core.places import Places
from core.reference import unit_maps
from core.reports.shares import declared_shares
from core.reports.standing import has_numbers, visible
from core.tables import BudgetPlan, Disbursement, PovertyProgress
from core.territory import lies_in

OFFICIAL = "chính thức"


@dataclass(frozen=True)
class CutUnit:
    """A unit that was cut `into` several of the map's; `lies_whole`: all of it lies in the unit asked about."""

    place: Place
    into: tuple[Place, ...]
    lies_whole: bool


@dataclass(frozen=True)
class UndividedResult(CutUnit):
    """The newest poverty result (hộ) of a cut unit."""

    as_of: date
    households: int
    poor: int
    near_poor: int | None
    official: bool
    batch_id: int
    fact_id: int


@dataclass(frozen=True)
class UndividedLine(CutUnit):
    """A budget line of a cut unit (triệu đồng); `disbursed` by `as_of`, missing where nothing was reported."""

    budget_year: int
    line: str
    title: str
    nature: str
    carry_over: str
    allocated: Decimal
    disbursed: Decimal | None
    as_of: date | None
    batch_id: int


@dataclass(frozen=True)
class Undivided:
    results: tuple[UndividedResult, ...] = ()
    lines: tuple[UndividedLine, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.results and not self.lines


def undivided(
    session: Session,
    places: Places,
    unit_code: str | None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> Undivided:
    """Of a unit of a map (None: the whole country), up to a day, as known at a moment."""
    asked = (session, places, unit_code, as_of, known_at)
    return Undivided(undivided_results(*asked), undivided_lines(*asked))


def undivided_results(
    session: Session,
    places: Places,
    unit_code: str | None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> tuple[UndividedResult, ...]:
    """By unit: the newest result of each."""
    cut = _cut(session, places, unit_code, known_at)
    query = select(PovertyProgress).where(visible(PovertyProgress, known_at), has_numbers(PovertyProgress))
    query = query.where(PovertyProgress.unit_code.in_(cut)).order_by(PovertyProgress.as_of)
    if as_of:
        query = query.where(PovertyProgress.as_of <= as_of)
    newest = {row.unit_code: row for row in session.scalars(query)}
    return tuple(_result(newest[code], _seen(code, places, unit_code)) for code in sorted(newest))


def undivided_lines(
    session: Session,
    places: Places,
    unit_code: str | None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> tuple[UndividedLine, ...]:
    """By unit, year and line, each with the newest amount disbursed."""
    cut = _cut(session, places, unit_code, known_at)
    order = (BudgetPlan.unit_code, BudgetPlan.budget_year, BudgetPlan.line, BudgetPlan.carry_over)
    query = select(BudgetPlan).where(visible(BudgetPlan, known_at), BudgetPlan.unit_code.in_(cut)).order_by(*order)
    lines = session.scalars(query).all()
    spent = _spent(session, {row.unit_code for row in lines}, as_of, known_at)
    return tuple(_line(row, spent.get(_key(row)), _seen(row.unit_code, places, unit_code)) for row in lines)


def _cut(session: Session, places: Places, unit_code: str | None, known_at: datetime | None) -> list[str]:
    """The cut units of the other edition that have a piece of the unit, and that no shares are declared for."""
    found = cut_units(other_edition(unit_maps()[places.code].edition))
    if unit_code is not None:
        found &= set(places.codes_around(unit_code))
    declared = declared_shares(session, known_at)
    return sorted(code for code in found if not is_complete(code, declared.get(code, {})))


def _spent(
    session: Session, units: Collection[str], as_of: date | None, known_at: datetime | None
) -> Mapping[tuple[Any, ...], Disbursement]:
    """The newest row of each line."""
    if not units:
        return {}
    query = select(Disbursement).where(visible(Disbursement, known_at), Disbursement.unit_code.in_(sorted(units)))
    if as_of:
        query = query.where(Disbursement.as_of <= as_of)
    return {_key(row): row for row in session.scalars(query.order_by(Disbursement.as_of))}


def _key(row: BudgetPlan | Disbursement) -> tuple[Any, ...]:
    return row.unit_code, row.budget_year, row.line, row.carry_over


def _seen(code: str, places: Places, unit_code: str | None) -> CutUnit:
    into = tuple(places.by_code[one] for one in cut_into(code))
    return CutUnit(places.by_code[code], into, unit_code is None or lies_in(code, unit_code))


def _result(row: PovertyProgress, unit: CutUnit) -> UndividedResult:
    assert row.poor is not None
    return UndividedResult(
        *(unit.place, unit.into, unit.lies_whole),
        as_of=row.as_of,
        households=row.households,
        poor=row.poor,
        near_poor=row.near_poor,
        official=row.value_type == OFFICIAL,
        batch_id=row.batch_id,
        fact_id=row.id,
    )


def _line(row: BudgetPlan, spent: Disbursement | None, unit: CutUnit) -> UndividedLine:
    return UndividedLine(
        *(unit.place, unit.into, unit.lies_whole),
        budget_year=row.budget_year,
        line=row.line,
        title=row.title,
        nature=row.nature,
        carry_over=row.carry_over,
        allocated=row.allocated,
        disbursed=spent.disbursed if spent else None,
        as_of=spent.as_of if spent else None,
        batch_id=row.batch_id,
    )
