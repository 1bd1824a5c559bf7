"""The history of imports: who brought which file when, and whether it stands."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from core.closed_periods import ClosedPeriod, ClosedPeriods
from core.reports.standing import known, stood
from core.stored import DEMO, SHIPPED_ORIGIN
from core.tables import Arrival, Batch, StoredFile
from core.territory import within
from core.waiting import is_waiting


@dataclass(frozen=True)
class BatchRow:
    """One confirmed import. Counts are rows of the file."""

    id: int
    kind: str
    file_name: str
    sha256: str
    committed_at: datetime
    committed_by: str
    origin: str
    new_rows: int
    changed_rows: int
    unchanged_rows: int
    understood: dict[str, str]
    questions: tuple[str, ...]
    justification: str | None
    undone_at: datetime | None
    undone_by: str | None
    unit_code: str | None
    published_at: datetime | None
    returned_reason: str | None

    @property
    def waits(self) -> bool:
        """A draft that is not accepted yet."""
        return self.published_at is None and self.undone_at is None

    @property
    def state(self) -> str:
        if self.undone_at:
            return "đã trả lại" if self.returned_reason else "đã thu hồi"
        return "chờ duyệt" if self.waits else "đang có hiệu lực"


@dataclass(frozen=True)
class BatchFilter:
    """As known at a moment; the newest `most` (None: all) behind the first `skip`, or `uploads` that stand now.

    `unit_code`: of a unit and all that lies in it. `number` names one batch that is wanted beside them, however old it
    is; with `numbers` these alone are.
    """

    known_at: datetime | None = None
    most: int | None = None
    unit_code: str | None = None
    uploads: bool = False
    number: int | None = None
    skip: int = 0
    numbers: tuple[int, ...] | None = None


def list_batches(session: Session, asked: BatchFilter | datetime | None = None) -> list[BatchRow]:
    """All that the reader may see, newest first; as known at a moment: what had come, and was taken back by then."""
    chosen = asked if isinstance(asked, BatchFilter) else BatchFilter(asked)
    query = select(Batch).where(known(Batch, chosen.known_at)).order_by(Batch.committed_at.desc(), Batch.id.desc())
    found = list(session.scalars(query.where(*_conditions(chosen)).limit(chosen.most).offset(chosen.skip or None)))
    if chosen.number is not None and chosen.number not in (batch.id for batch in found):
        found += session.scalars(query.where(Batch.id == chosen.number))
    return [_as_known(_row(batch), chosen.known_at) for batch in found]


def _conditions(chosen: BatchFilter) -> list[ColumnElement[bool]]:
    """Uploads that stand: neither plans that ship with the program nor made-up figures."""
    # As a case no index of a moment is taken: nearly all of the country's batches were never taken back.
    stand = case((Batch.undone_at.is_(None), 1), else_=0) == 1
    uploaded = [Batch.origin.not_in((SHIPPED_ORIGIN, DEMO)), stand] if chosen.uploads else []
    below = within(chosen.unit_code) if chosen.unit_code else None
    named = [] if chosen.numbers is None else [Batch.id.in_(chosen.numbers)]
    return [*uploaded, *named, *([] if below is None else [Batch.unit_code.in_(sorted(below))])]


def _row(batch: Batch) -> BatchRow:
    names = BatchRow.__dataclass_fields__
    return BatchRow(
        **{name: getattr(batch, name) for name in names if name != "questions"}, questions=questions_said(batch)
    )


def _as_known(row: BatchRow, known_at: datetime | None) -> BatchRow:
    undone_later = known_at and row.undone_at and row.undone_at > known_at
    return replace(row, undone_at=None, undone_by=None) if undone_later else row


def questions_said(batch: Batch) -> tuple[str, ...]:
    """What was asked when a batch came, each with its line."""
    return tuple(
        f"dòng {asked['row']}: {asked['reason']}" if asked["row"] else asked["reason"] for asked in batch.questions
    )


def file_of_batch(session: Session, batch_id: int) -> bytes | None:
    """The uploaded file as it came, byte for byte."""
    query = select(StoredFile.content).join(Batch, Batch.sha256 == StoredFile.sha256).where(Batch.id == batch_id)
    return session.scalars(query).one_or_none()


def closing_of_batch(session: Session, batch_id: int) -> ClosedPeriod | None:
    """The closed period in which a batch can't be taken back; a draft can, wherever it lies."""
    batch = session.scalars(select(Batch).where(Batch.id == batch_id)).one_or_none()
    return None if batch is None or is_waiting(batch) else ClosedPeriods(session).of_batch(batch)


def demo_batches(session: Session, known_at: datetime | None = None) -> list[int]:
    """The made-up batches that stand, or stood at a moment; empty when there are none (any more)."""
    query = select(Arrival.id).where(Arrival.origin == DEMO, stood(Arrival, known_at)).order_by(Arrival.id)
    return list(session.scalars(query))


def made_up_batches(session: Session) -> frozenset[int]:
    """Every made-up batch there ever was: a look into the past still tells its figures apart."""
    return frozenset(session.scalars(select(Arrival.id).where(Arrival.origin == DEMO)))
