"""What may be said of the upload that brought a figure: that it came, to all who see the figure; no more.

File, person and reasons are for the unit itself and for those above it: others are told so, not left with a gap.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import formats
from core.stored import DEMO
from core.tables import Arrival, Batch

PRIVATE = "chỉ đơn vị có số liệu này và quản trị tỉnh xem được"


@dataclass(frozen=True)
class Brought:
    """One upload. `file_name`, `by`, `undone_by` and `sha256` are None where the reader may not know them."""

    id: int
    kind: str
    at: datetime
    made_up: bool
    undone_at: datetime | None
    file_name: str | None = None
    by: str | None = None
    undone_by: str | None = None
    sha256: str | None = None

    @property
    def is_private(self) -> bool:
        return self.file_name is None

    @property
    def file_said(self) -> str:
        return self.file_name if self.file_name is not None else PRIVATE

    @property
    def by_said(self) -> str:
        return self.by or formats.MISSING


def brought(session: Session, numbers: Iterable[int] | None = None) -> dict[int, Brought]:
    """By number of the batch (None: all that the reader may know of)."""
    query = select(Arrival, Batch).outerjoin(Batch, Batch.id == Arrival.id).order_by(Arrival.id)
    if numbers is not None:
        query = query.where(Arrival.id.in_(sorted(set(numbers))))
    return {arrival.id: of(arrival, batch) for arrival, batch in session.execute(query)}


def of(arrival: Arrival, batch: Batch | None) -> Brought:
    """`batch` is None where the reader may not know it."""
    return Brought(
        id=arrival.id,
        kind=arrival.kind,
        at=arrival.committed_at,
        made_up=arrival.origin == DEMO,
        undone_at=arrival.undone_at,
        file_name=batch.file_name if batch else None,
        by=batch.committed_by if batch else None,
        undone_by=batch.undone_by if batch else None,
        sha256=batch.sha256 if batch else None,
    )
