"""What the public view says of itself: as of when its figures are, and of which units it keeps them back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import formats
from core.access.guard import kept_back_from
from core.access.suppression import Withheld
from core.clock import local_day
from core.tables import Arrival

# `lô 9`, `lô 9, 11`, `lô 9, dòng 2`: numbers that mean something to those who hand in files.
_BATCHES = re.compile(r"\blô (\d+(?:, \d+)*)(?:, dòng \d+)?")
_MOST_DAYS = 3


@dataclass(frozen=True)
class PublicView:
    """`withheld` is empty for a reader from whom nothing is kept back; `days`: of publication, by number of batch."""

    withheld: Withheld
    published_at: datetime | None
    days: Mapping[int, date] = field(default_factory=dict)

    def by_day(self, text: str) -> str:
        """A source as a citizen reads it: `kết quả: lô 9, 11` is `kết quả: công bố ngày 30/06/2024, 02/07/2024`."""
        return _BATCHES.sub(lambda found: self._published(found[1]), text)

    def _published(self, numbers: str) -> str:
        days = sorted({self.days[int(one)] for one in numbers.split(", ") if int(one) in self.days})
        if len(days) > _MOST_DAYS:
            return f"công bố từ {formats.day(days[0])} đến {formats.day(days[-1])}"
        said = ", ".join(formats.day(day) for day in days)
        return f"công bố ngày {said}" if said else "đã công bố"


def public_view(session: Session, _filter: None = None) -> PublicView:
    query = select(Arrival.id, Arrival.published_at).where(Arrival.published_at.is_not(None))
    stands = query.where(Arrival.undone_at.is_(None))
    moments = {number: moment for number, moment in session.execute(stands) if moment is not None}
    days = {number: local_day(moment) for number, moment in moments.items()}
    return PublicView(kept_back_from(session) or Withheld(0), max(moments.values(), default=None), days)
