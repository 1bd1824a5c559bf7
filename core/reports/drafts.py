"""Drafts for the screen where they are decided: those that wait, those that were decided, what one would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from core.access.rules import units_holding
from core.access.writing import unit_said
from core.by_key import key_of, near
from core.ingest.checks.check import Record
from core.ingest.compare import Comparison, compare_records
from core.ingest.kinds import Kind, kinds
from core.places import all_places
from core.reports.batches import made_up_batches, questions_said
from core.settings import time_zone
from core.stored import FactKey, StandingFact
from core.tables import FACT_TABLES, Batch, Fact
from core.waiting import waits

_MOST_DECIDED = 20
_DAYS_TOLD = 30


@dataclass(frozen=True)
class Draft:
    """One batch that waits, or waited, to be accepted. Counts are rows of the file.

    `decided_at` and `decided_by`: when and by whom it was accepted, returned (then `returned_reason` says why) or taken
    back by the one who brought it.
    """

    id: int
    kind: str
    file_name: str
    unit_code: str | None
    committed_at: datetime
    committed_by: str
    new_rows: int
    changed_rows: int
    unchanged_rows: int
    questions: tuple[str, ...]
    justification: str | None
    accepted: bool
    decided_at: datetime | None
    decided_by: str | None
    returned_reason: str | None

    @property
    def unit(self) -> str:
        return unit_said(self.unit_code)

    @property
    def state(self) -> str:
        if self.decided_at is None:
            return "chờ duyệt"
        return "đã duyệt" if self.accepted else "đã trả lại" if self.returned_reason else "đã thu hồi"


def drafts_waiting(session: Session, _filter: None = None) -> list[Draft]:
    """Those that the reader may see, the one that waits longest first."""
    query = select(Batch).where(waits(Batch)).order_by(Batch.committed_at, Batch.id)
    return [_draft(batch) for batch in session.scalars(query)]


def drafts_decided(session: Session, _filter: None = None) -> list[Draft]:
    """The latest that were accepted, returned or taken back while they waited; the newest decision first."""
    was_accepted = Batch.published_at > Batch.committed_at
    went = Batch.published_at.is_(None) & Batch.undone_at.is_not(None)
    # Not by the index of either moment: where few were decided it would be walked through the whole country's batches.
    decided_at = func.coalesce(Batch.published_at, Batch.undone_at)
    latest: list[Batch] = []
    for decided in (was_accepted, went):
        query = select(Batch).where(decided).order_by(decided_at.desc(), Batch.id.desc()).limit(_MOST_DECIDED)
        latest += session.scalars(query)
    found = [_draft(batch) for batch in sorted(latest, key=lambda batch: -batch.id)]
    return sorted(found, key=_when_decided, reverse=True)[:_MOST_DECIDED]


def drafts_returned(session: Session, today: date) -> list[Draft]:
    """Those returned within 30 days, the newest return first, until something of the kind came for the unit again."""
    since = datetime.combine(today - timedelta(days=_DAYS_TOLD), time(), time_zone())
    query = select(Batch).where(Batch.returned_reason.is_not(None), Batch.undone_at >= since)
    found = [_draft(batch) for batch in session.scalars(query) if not _came_again(session, batch)]
    return sorted(found, key=_when_decided, reverse=True)


def _came_again(session: Session, returned: Batch) -> bool:
    """For the unit itself or for one that it lies in; what its people took back themselves never came."""
    stayed = or_(Batch.undone_at.is_(None), Batch.returned_reason.is_not(None))
    query = select(Batch.id).where(Batch.kind == returned.kind, Batch.id > returned.id, stayed)
    return session.scalars(query.where(_for_unit_of(returned)).limit(1)).first() is not None


def _for_unit_of(returned: Batch) -> ColumnElement[bool]:
    place = all_places().by_code.get(returned.unit_code or "")
    if place is None:
        return Batch.unit_code.is_(None) if returned.unit_code is None else Batch.unit_code == returned.unit_code
    return Batch.unit_code.in_(units_holding(place.code))


def _when_decided(draft: Draft) -> datetime:
    assert draft.decided_at is not None
    return draft.decided_at


def _draft(batch: Batch) -> Draft:
    same = ("id", "kind", "file_name", "unit_code", "committed_at", "committed_by", "returned_reason", "justification")
    accepted = batch.published_at is not None
    return Draft(
        **{name: getattr(batch, name) for name in (*same, "new_rows", "changed_rows", "unchanged_rows")},
        questions=questions_said(batch),
        accepted=accepted,
        decided_at=batch.published_at if accepted else batch.undone_at,
        decided_by=batch.published_by if accepted else batch.undone_by,
    )


def draft_difference(session: Session, batch_id: int) -> Comparison | None:
    """A draft's rows beside what stands now for their keys; None for a number that the reader can't see."""
    batch = session.scalars(select(Batch).where(Batch.id == batch_id)).one_or_none()
    if batch is None:
        return None
    kind, table = kinds()[batch.kind], FACT_TABLES[batch.kind]
    rows = session.scalars(select(table).where(table.batch_id == batch_id).order_by(table.row_number)).all()
    values = [row.as_values() for row in rows]
    keys = [key_of(table, one) for one in values]
    records = [_record(kind, table, one) for one in values]
    return compare_records(kind, records, keys, _standing(session, table, keys))


def _standing(session: Session, table: type[Fact], keys: Sequence[FactKey]) -> dict[FactKey, StandingFact]:
    made_up = made_up_batches(session)
    found = session.scalars(select(table).where(table.is_current, *near(table, set(keys))))
    return dict(_keyed(table, found, made_up))


def _keyed(table: type[Fact], rows: Any, made_up: frozenset[int]) -> Iterator[tuple[FactKey, StandingFact]]:
    for row in rows:
        values = row.as_values()
        yield key_of(table, values), StandingFact(row.id, row.batch_id, row.row_number, values, row.batch_id in made_up)


def _record(kind: Kind, table: type[Fact], values: dict[str, Any]) -> Record:
    """The row as its file had it; the unit of a goal is a figure of its own."""
    own = [column.key for column in kind.columns if column.key in values]
    units = [name for name in ("edition", "unit_code") if name in values and name not in table.KEY]
    place = all_places().by_code.get(values.get("unit_code") or "")
    return Record(values["row_number"], place, {name: values[name] for name in (*own, *units)})
