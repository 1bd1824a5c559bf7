"""Drafts: figures that a district brought and that wait until the province accepts them, or returns them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from core.access.journal import Deed, write_down
from core.access.rules import Access, Action, may
from core.access.writing import RowUnits, refuse_outside, unit_said
from core.closed_periods import ClosedPeriods
from core.database import Database
from core.errors import AcceptanceRefused, UnknownName
from core.observing.deeds import deed
from core.observing.ids import set_about
from core.repository import Repository
from core.stored import DEMO
from core.tables import FACT_TABLES, Batch, Fact
from core.text import clean

_MOST_NAMED = 5


@deed("accept")
def accept(database: Database, batch_id: int, by: Access) -> None:
    """Every row of a draft stands from now on, in the place of what it replaces; or nothing has changed.

    Raises UnknownName, AccessRefused where one row is of a unit that this person may not accept figures of, and
    AcceptanceRefused where the draft no longer waits, its period was closed, or what it would replace has changed.
    """

    def work(session: Session) -> None:
        repository = Repository(session)
        repository.take_turn()
        batch = _waiting(session, batch_id, by)
        _refuse_rows_outside(session, batch, by)
        if closed := ClosedPeriods(session).of_batch(batch):
            raise AcceptanceRefused(f"Chưa duyệt được lô {batch_id}: {closed.said}. {closed.remedy(by)}")
        _refuse_if_changed(session, batch)
        _publish(session, batch, by)
        write_down(session, by, Deed.ACCEPT, _what(batch), batch.unit_code, batch=batch_id, kind=batch.kind)
        repository.raise_version()

    database.writing(work)


@deed("return")
def return_(database: Database, batch_id: int, by: Access, reason: str) -> None:
    """A draft goes back to the one who brought it (trả lại), with the reason; its figures never stood.

    Raises what `accept` raises, but for what stands meanwhile: returning a draft changes no figure.
    """
    said = clean(reason)
    if not said:
        raise AcceptanceRefused("Hãy ghi lý do trả lại, để đơn vị biết cần sửa gì.")

    def work(session: Session) -> None:
        repository = Repository(session)
        repository.take_turn()
        batch = _waiting(session, batch_id, by)
        batch.undone_at, batch.undone_by, batch.returned_reason = datetime.now(UTC), by.who, said
        write_down(session, by, Deed.RETURN, _what(batch), batch.unit_code, batch=batch_id, reason=said)
        repository.raise_version()

    database.writing(work)


def _what(batch: Batch) -> str:
    return f"Lô {batch.id}: {batch.file_name}"


def _waiting(session: Session, batch_id: int, by: Access) -> Batch:
    """The draft, if it still waits and this person may decide about it."""
    batch = session.get(Batch, batch_id)
    if batch is None or not may(by, Action.SEE_FILES, batch.unit_code):
        raise UnknownName(f"Không có lô số liệu số {batch_id}.")
    set_about(kind=batch.kind)
    refuse_outside(by, Action.ACCEPT, [batch.unit_code])
    if batch.undone_at is not None:
        became = "trả lại" if batch.returned_reason else "thu hồi"
        raise AcceptanceRefused(f"Lô {batch_id} không còn chờ duyệt: {batch.undone_by} đã {became}.")
    if batch.published_at is not None:
        raise AcceptanceRefused(f"Lô {batch_id} không chờ duyệt: số liệu của lô đã có hiệu lực.")
    return batch


def _refuse_rows_outside(session: Session, batch: Batch, by: Access) -> None:
    table = FACT_TABLES[batch.kind]
    names = [name for name in ("unit_code", "plan_number") if name in table.__table__.columns]
    query = select(*(getattr(table, name) for name in names)).where(table.batch_id == batch.id).distinct()
    rows: Sequence[Mapping[str, Any]] = [dict(row) for row in session.execute(query).mappings()]
    units = RowUnits(session, batch.kind, by, rows)
    refuse_outside(by, Action.ACCEPT, {units.of(row) for row in rows})


def _refuse_if_changed(session: Session, batch: Batch) -> None:
    """What the draft was set beside has to be what stands; a made-up row that went away was never in its place."""
    changed = sorted({*_overtaken(session, batch), *_without_ground(session, batch)})
    if changed:
        raise AcceptanceRefused(
            f"Chưa duyệt được lô {batch.id}: từ khi nộp, số liệu đang có hiệu lực đã khác ở {_rows_said(changed)}."
            " Hãy trả lại để đơn vị xem chênh lệch mới và nộp lại."
        )


def _overtaken(session: Session, batch: Batch) -> Iterable[tuple[int, str]]:
    """Line and unit of the rows for whose key another row stands than the one they would replace."""
    table = FACT_TABLES[batch.kind]
    own, stands = aliased(table), aliased(table)
    same_key = (getattr(own, name) == getattr(stands, name) for name in table.KEY)
    query = select(own).where(
        own.batch_id == batch.id,
        select(stands.id)
        .where(stands.is_current, *same_key, own.supersedes_id.is_(None) | (stands.id != own.supersedes_id))
        .exists(),
    )
    return (_named(row) for row in session.scalars(query))


def _without_ground(session: Session, batch: Batch) -> Iterable[tuple[int, str]]:
    """Line and unit of the rows that would replace a row which stands no longer."""
    table = FACT_TABLES[batch.kind]
    own, ground = aliased(table), aliased(table)
    query = (
        select(own)
        .join(ground, ground.id == own.supersedes_id)
        .join(Batch, Batch.id == ground.batch_id)
        .where(own.batch_id == batch.id, ground.is_current.is_(False), Batch.origin != DEMO)
    )
    return (_named(row) for row in session.scalars(query))


def _named(row: Fact) -> tuple[int, str]:
    unit = getattr(row, "unit_code", None)
    return row.row_number, unit_said(unit) if unit else str(getattr(row, "plan_number", ""))


def _rows_said(rows: Sequence[tuple[int, str]]) -> str:
    """`dòng 2 (huyện Tuy Đức), dòng 5 (xã Quảng Tâm)`, and how many more."""
    said = ", ".join(f"dòng {line} ({of})" if of else f"dòng {line}" for line, of in rows[:_MOST_NAMED])
    more = len(rows) - _MOST_NAMED
    return f"{said} và {more} dòng nữa" if more > 0 else said


def _publish(session: Session, batch: Batch, by: Access) -> None:
    """First what it replaces stops, then its own rows stand: one key never has two."""
    table = FACT_TABLES[batch.kind]
    own = aliased(table)
    replaced = select(own.supersedes_id).where(own.batch_id == batch.id, own.supersedes_id.is_not(None))
    stops = update(table).where(table.id.in_(replaced)).values(is_current=False)
    stands = update(table).where(table.batch_id == batch.id).values(is_current=True)
    for statement in (stops, stands):
        session.execute(statement.execution_options(synchronize_session=False))
    batch.published_at, batch.published_by = datetime.now(UTC), by.who
