"""A reporting duty of one unit: which day it counts as done on, and on time, late, missing or partly [KH 97, TMR]."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.rules.goals import last_day_on_time


class UnitDutyState(StrEnum):
    """`partly`: some of what is owed has come, whether or not its time is over.

    `ongoing` has no deadline, and is not done or comes again every time.
    """

    DONE = "done"
    LATE = "late"
    OVERDUE = "overdue"
    PARTLY = "partly"
    PENDING = "pending"
    ONGOING = "ongoing"


CLOSED = frozenset({UnitDutyState.DONE, UnitDutyState.LATE})


@dataclass(frozen=True)
class Parts:
    """How many of the units, lines or criteria that make up one report have come."""

    done: int
    expected: int

    @property
    def complete(self) -> bool:
        return self.expected > 0 and self.done >= self.expected


@dataclass(frozen=True)
class Deadline:
    """«trước ngày 15/6» ends on 14/6; an `inclusive` one on its day itself. `due` None: the document gives none."""

    due: date | None
    inclusive: bool = False
    recurring: bool = False

    @property
    def last_day(self) -> date | None:
        return last_day_on_time(self.due, self.inclusive) if self.due else None


@dataclass(frozen=True)
class Judged:
    """`days_left` to the last day on time, when done or else today: negative is late; None without a deadline."""

    state: UnitDutyState
    days_left: int | None


def counted_day(marked: date | None, uploaded: date | None) -> date | None:
    """The earlier of what a person marked and what uploads show: figures may come long after the paper did."""
    return min((day for day in (marked, uploaded) if day), default=None)


def judge(deadline: Deadline, done_on: date | None, partly: bool, today: date) -> Judged:
    last_day = deadline.last_day
    if last_day is None:
        return Judged(_without_deadline(deadline, done_on, partly), None)
    left = (last_day - (done_on or today)).days
    if done_on:
        return Judged(UnitDutyState.LATE if left < 0 else UnitDutyState.DONE, left)
    if partly:
        return Judged(UnitDutyState.PARTLY, left)
    return Judged(UnitDutyState.OVERDUE if left < 0 else UnitDutyState.PENDING, left)


def _without_deadline(deadline: Deadline, done_on: date | None, partly: bool) -> UnitDutyState:
    if done_on and not deadline.recurring:
        return UnitDutyState.DONE
    return UnitDutyState.PARTLY if partly and not done_on else UnitDutyState.ONGOING
