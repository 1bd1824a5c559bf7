"""The shares that people declared for units which were cut: how much of their figures goes to which new unit."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.carrying import NONE_DECLARED, Declared, DeclaredShare
from core.reports.once import once
from core.reports.origin import draft_batches
from core.reports.standing import drafts_count, visible
from core.tables import UnitShare


def declared_shares(session: Session, known_at: datetime | None = None) -> Declared:
    """By cut unit, as they stand (or stood at a moment); read once per session that reads."""
    return once(session, _declared, known_at)


def _declared(session: Session, known_at: datetime | None) -> Declared:
    said = (UnitShare.percent, UnitShare.method, UnitShare.source)
    columns = (UnitShare.unit_code, UnitShare.into_code, UnitShare.batch_id, UnitShare.row_number, *said)
    rows = session.execute(select(*columns).where(visible(UnitShare, known_at))).all()
    if not rows:
        return NONE_DECLARED
    drafts = once(session, draft_batches) if drafts_count() else frozenset()
    found: dict[str, dict[str, DeclaredShare]] = defaultdict(dict)
    for unit, into, batch, row, percent, method, source in rows:
        found[unit][into] = DeclaredShare(percent, method, source or "", batch, row, batch in drafts)
    return dict(found)
