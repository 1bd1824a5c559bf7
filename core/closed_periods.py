"""Periods that were closed (chốt sổ): which figures lie in one, and the refusal that says so.

A figure is closed with its unit or any unit above, up to and including the day. What a kind is dated by is data
(data/kinds.csv, `dated_by`); a year counts as its 31/12, and kinds without a date are never closed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core import formats
from core.access.reach import KNOWN_EDITIONS
from core.access.rules import NOBODY, Access, Action, is_within, may
from core.access.writing import RowUnits, unit_said
from core.clock import local_day
from core.errors import PeriodClosed
from core.reference import rows_of
from core.settings import DATA
from core.stored import NewFact
from core.tables import FACT_TABLES, Batch, Fact, PeriodLock

Row = Mapping[str, Any]


@cache
def dated_by() -> Mapping[str, str]:
    """By kind, the column that dates its rows; without the kinds that have no date."""
    return {row["kind"]: row["dated_by"] for row in rows_of(DATA / "kinds.csv") if row["dated_by"]}


def day_of(kind: str, values: Row) -> date | None:
    column = dated_by().get(kind)
    value = values.get(column) if column else None
    return date(value, 12, 31) if isinstance(value, int) else value


@dataclass(frozen=True)
class ClosedPeriod:
    """One closing: the figures of a unit and below up to and including `until`. `lock` is its number."""

    lock: int
    unit_code: str
    until: date
    closed_at: datetime

    @property
    def said(self) -> str:
        """`kỳ đến 30/06/2024 của huyện Tuy Đức đã chốt sổ ngày 05/07/2024`."""
        closed = formats.day(local_day(self.closed_at))
        return f"kỳ đến {formats.day(self.until)} của {unit_said(self.unit_code)} đã chốt sổ ngày {closed}"

    def remedy(self, by: Access) -> str:
        """What somebody can do who is held back by it."""
        may_reopen = may(by, Action.LOCK, self.unit_code)
        return "Hãy mở sổ trước, ở trang «Duyệt và chốt sổ»." if may_reopen else "Hãy đề nghị quản trị tỉnh mở sổ."


class ClosedPeriods:
    """Those in force, or `only` these: asked row by row."""

    def __init__(self, session: Session, only: Sequence[ClosedPeriod] | None = None) -> None:
        self._session = session
        self._all = in_force(session) if only is None else list(only)

    def __bool__(self) -> bool:
        return bool(self._all)

    def of_rows(self, kind: str, rows: Sequence[Row]) -> list[ClosedPeriod | None]:
        """For each row (by column, with its unit) the closing that holds it."""
        if not self._all or kind not in dated_by():
            return [None] * len(rows)
        units = RowUnits(self._session, kind, NOBODY, rows)
        return [self._of(units.of(row), day_of(kind, row)) for row in rows]

    def first_of(self, kind: str, rows: Sequence[Row]) -> ClosedPeriod | None:
        return next((found for found in self.of_rows(kind, rows) if found), None)

    def of_batch(self, batch: Batch) -> ClosedPeriod | None:
        """The first closing that holds one of a batch's rows, or one that they took the place of."""
        if not self._all or batch.kind not in dated_by():
            return None
        return self.first_of(batch.kind, _dates_of_batch(self._session, batch))

    def _of(self, unit_code: str | None, day: date | None) -> ClosedPeriod | None:
        """What nobody can tell the unit of is held by each closing that reaches its day."""
        if day is None:
            return None
        reaching = (one for one in self._all if day <= one.until)
        return next((one for one in reaching if unit_code is None or is_within(unit_code, one.unit_code)), None)


def in_force(session: Session) -> list[ClosedPeriod]:
    """Every closing that was not reopened, the one that reaches furthest first."""
    query = (
        select(PeriodLock)
        .where(PeriodLock.reopened_at.is_(None), PeriodLock.edition.in_(KNOWN_EDITIONS))
        .order_by(PeriodLock.until.desc(), PeriodLock.id)
    )
    return [ClosedPeriod(one.id, one.unit_code, one.until, one.locked_at) for one in session.scalars(query)]


def refuse_closed(session: Session, kind: str, facts: Iterable[NewFact], by: Access) -> None:
    """Raises PeriodClosed at the first row to store that lies in a closed period, or whose predecessor does."""
    closed = ClosedPeriods(session)
    if closed and (found := closed.first_of(kind, [row for fact in facts for row in rows_of_fact(fact)])):
        raise PeriodClosed(f"Chưa lưu gì: {found.said}. {found.remedy(by)}")


def rows_of_fact(fact: NewFact) -> list[Row]:
    """What a row to store says, and what it takes the place of."""
    own = {**fact.values, **{name: value for name, value in fact.unit.items() if value}}
    return [own, fact.supersedes.values] if fact.supersedes else [own]


def _dates_of_batch(session: Session, batch: Batch) -> list[Row]:
    """Units (or plans) and dates of a batch's rows and of those they took the place of, each once."""
    table = FACT_TABLES[batch.kind]
    own, before = aliased(table), aliased(table)
    wanted = ("unit_code", "plan_number", dated_by()[batch.kind])
    names = [name for name in wanted if name in table.__table__.columns]
    rows = session.execute(select(*_of(own, names)).where(own.batch_id == batch.id).distinct())
    replaced = (
        select(*_of(before, names)).join(own, own.supersedes_id == before.id).where(own.batch_id == batch.id).distinct()
    )
    return [dict(row) for result in (rows, session.execute(replaced)) for row in result.mappings()]


def _of(table: type[Fact], names: Iterable[str]) -> list[Any]:
    return [getattr(table, name) for name in names]
