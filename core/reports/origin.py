"""Where a figure comes from, and the reason that was given where it was asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.reports.standing import known
from core.tables import Batch, Fact

# (batch, line of its file) → the reason given when the row was asked about.
Reasons = Mapping[tuple[int, int], str]
NO_REASONS: Reasons = {}


@dataclass(frozen=True)
class Origin:
    """Its batch and the line of its file; for a plan, the section of the document; `reason` if it was asked about."""

    batch: int
    row: int
    section: str | None = None
    reason: str | None = None

    @property
    def said(self) -> str:
        where = self.section or f"lô {self.batch}, dòng {self.row}"
        return f"{where} (được hỏi khi nộp; lý do: {self.reason})" if self.reason else where


def origin_of(row: Fact, reasons: Reasons = NO_REASONS, section: str | None = None) -> Origin:
    return Origin(row.batch_id, row.row_number, section, reasons.get((row.batch_id, row.row_number)))


def reasons_given(session: Session, known_at: datetime | None = None) -> Reasons:
    """The rows that were asked about, of all batches (by a moment) that came with a reason."""
    query = select(Batch.id, Batch.questions, Batch.justification).where(
        Batch.justification.is_not(None), known(Batch, known_at)
    )
    return {
        (batch, question["row"]): reason
        for batch, questions, reason in session.execute(query)
        for question in questions
        if question["row"] is not None
    }
