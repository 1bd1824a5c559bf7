"""Which rows a report shows: those that stand, those that stood at a moment in the past, or with drafts counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import aliased

from core.tables import Arrival, Batch, Fact, PovertyPlan, PovertyProgress
from core.waiting import waits


def visible(table: type[Fact], known_at: datetime | None) -> ColumnElement[bool]:
    """The condition for rows that stand now, or that stood at a past moment: published, not replaced, not taken back.

    Inside `with_drafts()` what stands now counts the drafts that wait, of those the reader may see.
    """
    if known_at is None:
        return _standing_or_waiting(table) if _counts_drafts.get() else table.is_current.is_(True)
    own_batch, later_batch, later = _others(table)
    came = select(own_batch.id).where(own_batch.id == table.batch_id, stood(own_batch, known_at)).exists()
    # Not an explicit join: SQLAlchemy does not narrow the alias on its right side (core.access.guard).
    replaced = (
        select(later.id)
        .where(later_batch.id == later.batch_id, later.supersedes_id == table.id, stood(later_batch, known_at))
        .exists()
    )
    return and_(came, ~replaced)


def _standing_or_waiting(table: type[Fact]) -> ColumnElement[bool]:
    """What would stand if every draft were accepted; not a draft whose ground is no longer what stands."""
    own_batch, later_batch, later = _others(table)
    stands = _stands_for(table)
    replaced = (
        select(later.id)
        .where(later_batch.id == later.batch_id, later.supersedes_id == table.id, waits(later_batch))
        .exists()
    )
    drafted = select(own_batch.id).where(own_batch.id == table.batch_id, waits(own_batch)).exists()
    same_key = (getattr(stands, name) == getattr(table, name) for name in table.KEY)
    overtaken = (
        select(stands.id)
        .where(stands.is_current, *same_key, or_(table.supersedes_id.is_(None), stands.id != table.supersedes_id))
        .exists()
    )
    return or_(and_(table.is_current, ~replaced), and_(drafted, ~overtaken))


def has_numbers(table: type[PovertyPlan] | type[PovertyProgress]) -> ColumnElement[bool]:
    """The condition for rows whose numbers the reader may see; others only tell that they came."""
    if issubclass(table, PovertyProgress):
        return table.poor.is_not(None)
    return or_(table.rate_reduction.is_not(None), table.poor_reduction.is_not(None))


_counts_drafts: ContextVar[bool] = ContextVar("counts_drafts", default=False)


def drafts_count() -> bool:
    """Whether what is read counts drafts."""
    return _counts_drafts.get()


@contextmanager
def with_drafts(counted: bool = True) -> Iterator[None]:
    """What is read inside counts drafts that wait to be accepted as if they were, but never in a look at the past."""
    before = _counts_drafts.set(counted)
    try:
        yield
    finally:
        _counts_drafts.reset(before)


@cache
def _others(table: type[Fact]) -> tuple[type[Arrival], type[Arrival], type[Fact]]:
    """The row's own batch, a later one, a later row: aliases are dear to make, and one set does for every query."""
    return aliased(Arrival), aliased(Arrival), aliased(table)


@cache
def _stands_for(table: type[Fact]) -> type[Fact]:
    """What stands for a draft's key."""
    return aliased(table)


def known(batch: type[Batch] | type[Arrival], known_at: datetime | None) -> ColumnElement[bool]:
    """The condition for batches that had been published by a moment, whether or not taken back; now: for all.

    A look into the past never shows what was a draft then.
    """
    return true() if known_at is None else batch.published_at <= known_at


def stood(batch: type[Batch] | type[Arrival], known_at: datetime | None) -> ColumnElement[bool]:
    """The condition for batches that stand now, or stood at a past moment: published by then, not yet taken back."""
    if known_at is None:
        published = true() if _counts_drafts.get() else batch.published_at.is_not(None)
        return and_(published, batch.undone_at.is_(None))
    return and_(batch.published_at <= known_at, batch.undone_at.is_(None) | (batch.undone_at > known_at))
