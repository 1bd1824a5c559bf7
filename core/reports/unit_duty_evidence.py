"""What uploads show of a duty: the day on which the figures of a period first came, how many of its parts have come.

The day is that of the first batch (Vietnam's date) that still stands; a later correction does not make a report late.
Made-up figures show nothing. Estimates («ước») are a report: that is what a report before the period's end can give.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from core.places import Place
from core.reports.goals import GoalFilter
from core.reports.unit_duty_sent import READERS, WHOLE, Expected, Sent
from core.reports.unit_duty_sources import OwedBy
from core.rules.duties import Parts


@dataclass(frozen=True)
class Arrival:
    """What came of one unit's report. `on` and the batch are missing while it is not whole; parts may be unknown."""

    evidence: str
    on: date | None
    batch: int | None
    as_of: date | None = None
    value_type: str | None = None
    parts: Parts | None = None

    @property
    def is_partial(self) -> bool:
        return self.on is None and self.parts is not None and self.parts.done > 0


Found = dict[str, Arrival]


def evidence_of(session: Session, owed: OwedBy, chosen: GoalFilter, latest: bool) -> list[Found]:
    """Per kind of evidence, what came of each unit by its code; `latest` for what is done again and again."""
    return [
        {place.code: _arrival(kind, place, *read, latest) for place in owed.units}
        for kind in owed.evidence
        if (read := READERS[kind](session, owed, chosen))
    ]


def best(arrivals: Iterable[Arrival]) -> Arrival | None:
    """Whole before partial, early before late, much before little; None where there is no evidence to look for."""
    return min(arrivals, key=_rank, default=None)


def _rank(arrival: Arrival) -> tuple[bool, date, int]:
    return arrival.on is None, arrival.on or date.max, -(arrival.parts.done if arrival.parts else 0)


def _arrival(kind: str, place: Place, sent: Sequence[Sent], expected: Expected, latest: bool) -> Arrival:
    """The whole unit's own figure, or all of its parts, whichever came first."""
    own = [one for one in sent if one.unit == place.code]
    first: dict[str, Sent] = {}
    for one in sorted(own, key=lambda one: (one.day, one.batch), reverse=latest):
        first.setdefault(one.part, one)
    wanted = expected.get(place.code, ())
    parts = Parts(sum(part in first for part in wanted), len(wanted)) if wanted else None
    wholes = [first[WHOLE]] if WHOLE in first else []
    if parts and parts.complete:
        wholes.append(max((first[part] for part in wanted), key=lambda one: (one.day, one.batch)))
    whole = min(wholes, key=lambda one: (one.day, one.batch), default=None)
    if whole is None:
        return Arrival(kind, None, None, parts=parts)
    return Arrival(kind, whole.day, whole.batch, whole.as_of, whole.value_type, parts)
