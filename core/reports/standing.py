"""Which rows a report shows: those that stand, or those that stood at a moment in the past."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from core.tables import Batch, Fact


def visible(table: type[Fact], known_at: datetime | None) -> ColumnElement[bool]:
    """The condition for rows that stand now, or that stood at a past moment: not yet replaced, not yet taken back."""
    if known_at is None:
        return table.is_current.is_(True)
    own_batch, later_batch, later = aliased(Batch), aliased(Batch), aliased(table)
    stood = select(own_batch.id).where(own_batch.id == table.batch_id, _stood(own_batch, known_at)).exists()
    replaced = (
        select(later.id)
        .join(later_batch, later_batch.id == later.batch_id)
        .where(later.supersedes_id == table.id, _stood(later_batch, known_at))
        .exists()
    )
    return and_(stood, ~replaced)


def _stood(batch: type[Batch], known_at: datetime) -> ColumnElement[bool]:
    return and_(batch.committed_at <= known_at, batch.undone_at.is_(None) | (batch.undone_at > known_at))
