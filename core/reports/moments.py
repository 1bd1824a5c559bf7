"""The moments at which the figures changed: after each import that was published, after each batch taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from core.stored import DEMO, SHIPPED_ORIGIN
from core.tables import Arrival

# More rows than moments are read: what the program loads or removes by itself in one go is one moment.
_READ_FOR_ONE = 8
_IN_ONE_GO = timedelta(minutes=1)


@dataclass(frozen=True)
class Moment:
    """From `at` on the figures were what these batches (lowest and highest number) made of them, by coming or going.

    The first of them came or went at `began`.
    """

    at: datetime
    began: datetime
    first: int
    last: int
    kind: str
    origin: str
    undone: bool

    @property
    def by_itself(self) -> bool:
        """The program's own plans, or made-up figures: many batches in one go."""
        return self.origin in (SHIPPED_ORIGIN, DEMO)


def latest_moments(session: Session, most: int) -> list[Moment]:
    """At most so many, the newest first."""
    what = Arrival.id, Arrival.kind, Arrival.origin
    was_published = Arrival.published_at.is_not(None)
    came = select(Arrival.published_at.label("at"), literal(False).label("undone"), *what)
    went = select(Arrival.undone_at.label("at"), literal(True).label("undone"), *what)
    read = most * _READ_FOR_ONE
    # Each half by its own index: of a country's hundred thousand batches the newest few are read.
    latest = [
        select(half.where(was_published, at.is_not(None)).order_by(at.desc(), Arrival.id.desc()).limit(read).subquery())
        for half, at in ((came, Arrival.published_at), (went, Arrival.undone_at))
    ]
    both = union_all(*latest).subquery()
    query = select(both).order_by(both.c.at.desc(), both.c.id.desc()).limit(read)
    found = [Moment(row.at, row.at, row.id, row.id, row.kind, row.origin, row.undone) for row in session.execute(query)]
    return _gone_together(found)[:most]


def first_moment(session: Session, _filter: None = None) -> datetime | None:
    """When the first figures came; None: there are none."""
    return session.scalar(select(func.min(Arrival.published_at)))


def _gone_together(found: Iterable[Moment]) -> list[Moment]:
    """The newest of what the program did in one go stands for all of it."""
    made: list[Moment] = []
    for one in found:
        if made and _same_go(made[-1], one):
            newest = made[-1]
            first, last = min(newest.first, one.first), max(newest.last, one.last)
            made[-1] = replace(newest, began=one.at, first=first, last=last)
        else:
            made.append(one)
    return made


def _same_go(newer: Moment, older: Moment) -> bool:
    alike = newer.by_itself and (newer.origin, newer.undone) == (older.origin, older.undone)
    return alike and newer.at - older.at <= _IN_ONE_GO


def written_after(found: Iterable[Moment]) -> list[datetime]:
    """For each moment (newest first) a time to look at: a whole second where nothing else happened before it."""
    times = [(one.at, one.began) for one in found]
    after = [None, *(began for _, began in times[:-1])]
    return [_whole_second(at, newer) for (at, _), newer in zip(times, after, strict=True)]


def _whole_second(at: datetime, newer: datetime | None) -> datetime:
    up = at if at.microsecond == 0 else at.replace(microsecond=0) + timedelta(seconds=1)
    return up if newer is None or up < newer else at
