"""The shares that people declared for units which were cut: how much of their figures goes to which new unit."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.carrying import NONE_DECLARED, Declared


def declared_shares(session: Session, known_at: datetime | None = None) -> Declared:
    """By cut unit, as they stand (or stood at a moment)."""
    return NONE_DECLARED
