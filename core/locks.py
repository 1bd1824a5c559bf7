"""Closing a period (chốt sổ) and reopening it. What a closing holds back is in core.closed_periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import formats
from core.access.journal import Deed, write_down
from core.access.reach import KNOWN_EDITIONS
from core.access.rules import Access, Action, is_within
from core.access.writing import refuse_outside, unit_said
from core.clock import today
from core.closed_periods import ClosedPeriod, ClosedPeriods, in_force
from core.database import Database
from core.errors import LockRefused, UnknownName
from core.reference import edition_of
from core.repository import Repository
from core.tables import Batch, PeriodLock
from core.text import clean
from core.waiting import waits


@dataclass(frozen=True)
class Lock:
    """One closing of the figures of a unit and below, up to and including `until`; in force until it is reopened."""

    id: int
    unit_code: str
    until: date
    locked_at: datetime
    locked_by: str
    note: str
    reopened_at: datetime | None
    reopened_by: str | None
    reopen_reason: str | None

    @property
    def unit(self) -> str:
        return unit_said(self.unit_code)


def locks_seen(session: Session, _filter: None = None) -> list[Lock]:
    """Every closing that the session's reader may know of, in force first, then the newest first."""
    query = select(PeriodLock).where(PeriodLock.edition.in_(KNOWN_EDITIONS))
    names = Lock.__dataclass_fields__
    found = [Lock(**{name: getattr(one, name) for name in names}) for one in session.scalars(query)]
    return sorted(found, key=lambda one: (one.reopened_at is None, one.until, one.id), reverse=True)


def lock(database: Database, by: Access, unit_code: str, until: date, note: str = "") -> int:
    """Close a period; returns the closing's number.

    Raises AccessRefused, and LockRefused for a day to come, a period that is closed already, or drafts that wait in it.
    """

    def work(session: Session) -> int:
        repository = Repository(session)
        repository.take_turn()
        refuse_outside(by, Action.LOCK, [unit_code])
        _refuse_lock(session, unit_code, until)
        now = datetime.now(UTC)
        values = {"unit_code": unit_code, "until": until, "locked_at": now, "locked_by": by.who, "note": clean(note)}
        made = PeriodLock(edition=edition_of(unit_code), **values)
        session.add(made)
        session.flush()
        what = f"Kỳ đến {formats.day(until)} của {unit_said(unit_code)}"
        write_down(session, by, Deed.LOCK, what, unit_code, lock=made.id, until=until.isoformat(), note=clean(note))
        repository.raise_version()
        return made.id

    return database.writing(work)


def _refuse_lock(session: Session, unit_code: str, until: date) -> None:
    if until > today():
        raise LockRefused(f"Ngày {formats.day(until)} chưa tới: chỉ chốt sổ kỳ đã qua.")
    for one in in_force(session):
        if until <= one.until and is_within(unit_code, one.unit_code):
            raise LockRefused(f"Không cần chốt nữa: {one.said}.")
    if drafts := _drafts_within(session, ClosedPeriod(0, unit_code, until, datetime.now(UTC))):
        names = "; ".join(f"lô {batch.id} ({batch.file_name}, {batch.committed_by})" for batch in drafts)
        raise LockRefused(f"Chưa chốt sổ được: còn số liệu chờ duyệt trong kỳ: {names}. Hãy duyệt hoặc trả lại trước.")


def _drafts_within(session: Session, period: ClosedPeriod) -> Sequence[Batch]:
    """The drafts that wait and have a row in a period."""
    closed = ClosedPeriods(session, [period])
    drafts = session.scalars(select(Batch).where(waits(Batch)).order_by(Batch.id)).all()
    return [batch for batch in drafts if closed.of_batch(batch)]


def reopen(database: Database, by: Access, lock_id: int, reason: str) -> None:
    """The closing is in force no longer; that it was, and why not any more, stays on record.

    Raises UnknownName, AccessRefused, and LockRefused without a reason or when it was reopened before.
    """
    said = clean(reason)
    if not said:
        raise LockRefused("Hãy ghi lý do mở sổ.")

    def work(session: Session) -> None:
        repository = Repository(session)
        repository.take_turn()
        found = session.get(PeriodLock, lock_id)
        if found is None:
            raise UnknownName(f"Không có lần chốt sổ số {lock_id}.")
        refuse_outside(by, Action.LOCK, [found.unit_code])
        if found.reopened_at is not None:
            raise LockRefused(f"Kỳ này đã được {found.reopened_by} mở sổ ngày {formats.moment(found.reopened_at)}.")
        found.reopened_at, found.reopened_by, found.reopen_reason = datetime.now(UTC), by.who, said
        what = f"Kỳ đến {formats.day(found.until)} của {unit_said(found.unit_code)}"
        write_down(session, by, Deed.REOPEN, what, found.unit_code, lock=lock_id, reason=said)
        repository.raise_version()

    database.writing(work)
