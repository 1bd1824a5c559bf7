"""Which rows a report shows: those that stand, or those that stood at a moment in the past."""

from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import aliased

from core.tables import Batch, Fact


def visible(table: type[Fact], known_at: datetime | None) -> ColumnElement[bool]:
    """The condition for rows that stand now, or that stood at a past moment: not yet replaced, not yet taken back."""
    if known_at is None:
        return table.is_current.is_(True)
    own_batch, later_batch, later = _others(table)
    came = select(own_batch.id).where(own_batch.id == table.batch_id, stood(own_batch, known_at)).exists()
    replaced = (
        select(later.id)
        .join(later_batch, later_batch.id == later.batch_id)
        .where(later.supersedes_id == table.id, stood(later_batch, known_at))
        .exists()
    )
    return and_(came, ~replaced)


@cache
def _others(table: type[Fact]) -> tuple[type[Batch], type[Batch], type[Fact]]:
    """The row's own batch, a later one, a later row: aliases are dear to make, and one set does for every query."""
    return aliased(Batch), aliased(Batch), aliased(table)


def known(batch: type[Batch], known_at: datetime | None) -> ColumnElement[bool]:
    """The condition for batches that had come by a moment, whether or not they were taken back."""
    return true() if known_at is None else batch.committed_at <= known_at


def stood(batch: type[Batch], known_at: datetime | None) -> ColumnElement[bool]:
    """The condition for batches that stand now, or that stood at a past moment: had come, not yet taken back."""
    if known_at is None:
        return batch.undone_at.is_(None)
    return and_(batch.committed_at <= known_at, batch.undone_at.is_(None) | (batch.undone_at > known_at))
