"""Drafts that wait to be accepted: which batches are, and which figures they already speak of."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from core.by_key import key_of, key_of_new, near
from core.errors import ChangedMeanwhile
from core.stored import FactKey, NewFact
from core.tables import FACT_TABLES, Arrival, Batch, Fact


def waits(batch: type[Batch] | type[Arrival]) -> ColumnElement[bool]:
    """The condition for batches that are drafts: neither accepted nor returned nor taken back."""
    return and_(batch.published_at.is_(None), batch.undone_at.is_(None))


def is_waiting(batch: Batch) -> bool:
    return batch.published_at is None and batch.undone_at is None


def waiting_for(session: Session, kind: str, keys: Collection[FactKey]) -> dict[FactKey, int]:
    """The draft that has a row for each of these keys; without the keys that none has."""
    drafts = list(session.scalars(select(Batch.id).where(waits(Batch), Batch.kind == kind)))
    if not drafts or not keys:
        return {}
    table, wanted = FACT_TABLES[kind], set(keys)
    columns = [table.__table__.columns[name] for name in table.KEY]
    rows = session.execute(select(table.batch_id, *columns).where(table.batch_id.in_(drafts), *near(table, wanted)))
    found = {key_of(table, row): row["batch_id"] for row in map(dict, rows.mappings())}
    return {key: batch for key, batch in found.items() if key in wanted}


def refuse_second_draft(session: Session, kind: str, facts: Sequence[NewFact]) -> None:
    """Raises ChangedMeanwhile: the preview saw no draft of these figures, or its file would not have come this far."""
    table: type[Fact] = FACT_TABLES[kind]
    if found := waiting_for(session, kind, {key_of_new(table, fact) for fact in facts}):
        raise ChangedMeanwhile(f"Chưa lưu gì: trong lúc bạn xem, {waiting_said(found.values())}. Hãy xem lại tệp.")


def waiting_said(batches: Collection[int]) -> str:
    """`đã có số liệu chờ duyệt ở lô 14, 15`."""
    return f"đã có số liệu chờ duyệt ở lô {', '.join(str(batch) for batch in sorted(set(batches)))}"
