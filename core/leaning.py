"""What leans on a batch: later batches that replaced, confirmed or name its rows. Until they go, it stays.

A draft that waits to be accepted leans like any other: it was set beside what stands now.
"""

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from core.errors import UndoRefused
from core.tables import FACT_TABLES, Batch, BatchConfirmation, Fact
from core.waiting import waits

# Lists, and the kinds of results that name their rows by these columns.
_NAMED_BY = {
    "goal": (("goal-progress", ("plan_number", "goal")),),
    "obligation": (
        ("obligation-done", ("plan_number", "obligation")),
        ("obligation-done-unit", ("plan_number", "obligation")),
    ),
    "villages": (("criteria-status", ("unit_code", "village")), ("recognition", ("unit_code", "village"))),
}


def refuse_if_leaned_on(session: Session, batch: Batch) -> None:
    """Raises UndoRefused, naming the later batches and why."""
    table = FACT_TABLES[batch.kind]
    _refuse_if_built_on(session, batch.id, table)
    _refuse_if_named(session, batch.id, batch.kind, table)


def _refuse_if_built_on(session: Session, batch_id: int, table: type[Fact]) -> None:
    own, later = aliased(table), aliased(table)
    replacing = (
        select(later.batch_id)
        .join(own, later.supersedes_id == own.id)
        .join(Batch, Batch.id == later.batch_id)
        .where(own.batch_id == batch_id, Batch.undone_at.is_(None))
    )
    confirming = (
        select(BatchConfirmation.batch_id)
        .join(Batch, Batch.id == BatchConfirmation.batch_id)
        .where(BatchConfirmation.confirmed_batch_id == batch_id, Batch.undone_at.is_(None))
    )
    blockers = {*session.scalars(replacing), *session.scalars(confirming)}
    _refuse_for(session, batch_id, blockers, "đã thay thế hoặc xác nhận lại số liệu của lô này")


def _refuse_if_named(session: Session, batch_id: int, kind: str, table: type[Fact]) -> None:
    """Goals, duties and villages that results speak of can't vanish from under them."""
    drafts = select(Batch.id).where(waits(Batch))
    for dependent_kind, keys in _NAMED_BY.get(kind, ()):
        own, dependent = aliased(table), aliased(FACT_TABLES[dependent_kind])
        naming = (
            select(dependent.batch_id)
            .join(own, and_(*(getattr(own, key) == getattr(dependent, key) for key in keys)))
            .where(own.batch_id == batch_id, own.is_current, own.supersedes_id.is_(None))
            .where(or_(dependent.is_current, dependent.batch_id.in_(drafts)))
        )
        _refuse_for(session, batch_id, set(session.scalars(naming)), "có số liệu nhắc tới dòng của lô này")


def _refuse_for(session: Session, batch_id: int, blockers: set[int], because: str) -> None:
    if not blockers:
        return
    names = ", ".join(str(number) for number in sorted(blockers))
    drafts = list(session.scalars(select(Batch.id).where(waits(Batch), Batch.id.in_(blockers)).order_by(Batch.id)))
    waiting = f" (lô {', '.join(str(number) for number in drafts)} đang chờ duyệt)" if drafts else ""
    raise UndoRefused(
        f"Chưa thu hồi được lô {batch_id}: lô {names}{waiting} nộp sau {because}. Hãy thu hồi lô {max(blockers)} trước."
    )
