"""The shares that people declared for units which were cut: how much of their figures goes to which new unit."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.carrying import NONE_DECLARED, Declared, DeclaredShare
from core.reports.once import once
from core.reports.standing import visible
from core.tables import UnitShare


def declared_shares(session: Session, known_at: datetime | None = None) -> Declared:
    """By cut unit, as they stand (or stood at a moment); read once per session that reads."""
    return once(session, _declared, known_at)


def _declared(session: Session, known_at: datetime | None) -> Declared:
    columns = (UnitShare.unit_code, UnitShare.into_code, UnitShare.percent, UnitShare.method, UnitShare.source)
    rows = session.execute(select(*columns).where(visible(UnitShare, known_at))).all()
    if not rows:
        return NONE_DECLARED
    found: dict[str, dict[str, DeclaredShare]] = defaultdict(dict)
    for unit, into, percent, method, source in rows:
        found[unit][into] = DeclaredShare(percent, method, source or "")
    return dict(found)
