"""What the public view says of itself: as of when its figures are, and of which units it keeps them back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.guard import kept_back_from
from core.access.suppression import Withheld
from core.tables import Arrival


@dataclass(frozen=True)
class PublicView:
    """`withheld` is empty for a reader from whom nothing is kept back."""

    withheld: Withheld
    published_at: datetime | None


def public_view(session: Session, _filter: None = None) -> PublicView:
    newest = select(func.max(Arrival.published_at)).where(Arrival.undone_at.is_(None))
    return PublicView(kept_back_from(session) or Withheld(0), session.scalar(newest))
