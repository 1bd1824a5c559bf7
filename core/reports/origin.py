"""Where a figure comes from, and the reason that was given where it was asked about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, object_session

from core.access.rules import units_holding
from core.reports.once import once
from core.reports.standing import drafts_count, known
from core.tables import Arrival, Batch, Fact
from core.territory import cut_by, pieces_of, within
from core.waiting import waits

# (batch, line of its file) → the reason given when the row was asked about.
Reasons = Mapping[tuple[int, int], str]
NO_REASONS: Reasons = {}
WAITING = "chờ duyệt"


@dataclass(frozen=True)
class Origin:
    """Its batch and the line of its file; for a plan, the section of the document; `reason` if it was asked about.

    `waits`: the batch is a draft that is not accepted yet.
    """

    batch: int
    row: int
    section: str | None = None
    reason: str | None = None
    waits: bool = False

    @property
    def said(self) -> str:
        where = self.section or f"lô {self.batch}, dòng {self.row}"
        where = f"{where} – {WAITING}" if self.waits else where
        return f"{where} (được hỏi khi nộp; lý do: {self.reason})" if self.reason else where


def origin_of(row: Fact, reasons: Reasons = NO_REASONS, section: str | None = None) -> Origin:
    return Origin(row.batch_id, row.row_number, section, reasons.get((row.batch_id, row.row_number)), _waits(row))


def batches_said(origins: Iterable[Origin]) -> str:
    """`lô 12, 14 (chờ duyệt)`: each batch once; empty for none."""
    waits = {origin.batch: origin.waits for origin in origins}
    said = ", ".join(f"{batch} ({WAITING})" if waits[batch] else str(batch) for batch in sorted(waits))
    return f"lô {said}" if said else ""


def _waits(row: Fact) -> bool:
    session = object_session(row) if drafts_count() else None
    return session is not None and row.batch_id in once(session, draft_batches)


def _may_speak_of(unit_code: str | None) -> list[ColumnElement[bool]]:
    """A batch is of the smallest unit that all its rows lie in: below the unit, or above it."""
    if unit_code is None or not pieces_of(unit_code):
        return []
    around = {*units_holding(unit_code), *within(unit_code), *cut_by(unit_code)}
    around |= {above for unit in cut_by(unit_code) for above in units_holding(unit)}
    return [or_(Batch.unit_code.is_(None), Batch.unit_code.in_(sorted(around)))]


def draft_batches(session: Session) -> frozenset[int]:
    """The drafts that wait to be accepted, of those the reader may know of."""
    return frozenset(session.scalars(select(Arrival.id).where(waits(Arrival))))


def reasons_given(session: Session, known_at: datetime | None = None, unit_code: str | None = None) -> Reasons:
    """The rows that were asked about, of all batches (by a moment) that came with a reason.

    With `unit_code` at least of the batches that may have rows of this unit or of one below it.
    """
    query = select(Batch.id, Batch.questions, Batch.justification).where(
        Batch.justification.is_not(None), known(Batch, known_at), *_may_speak_of(unit_code)
    )
    return {
        (batch, question["row"]): reason
        for batch, questions, reason in session.execute(query)
        for question in questions
        if question["row"] is not None
    }
