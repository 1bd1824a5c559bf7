"""Goals of a plan beside the poverty table, and duties: their states [KH 97, KH 83, KH Tu Mơ Rông 2024]."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from core.rules.rounding import half_up


class GoalState(StrEnum):
    """met as soon as the target is reached; missed only when a value of the due date or later falls short."""

    MET = "met"
    MISSED = "missed"
    IN_PROGRESS = "in_progress"
    OVERDUE = "overdue"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class GoalTarget:
    """What is to be reached by when: at least `value` (a range keeps both ends, and is judged by the lower).

    A goal without a number is reached when 1 is reported (1: đạt, 0: chưa). A `strict` one («trên 1%») is reached
    only above its value.
    """

    value: Decimal | None
    due: date | None
    year: int
    strict: bool = False

    @property
    def needed(self) -> Decimal:
        return Decimal(1) if self.value is None else self.value

    def reached_by(self, value: Decimal) -> bool:
        return value > self.needed if self.strict else value >= self.needed

    @property
    def judged_on(self) -> date:
        """The due date, or the last day of the plan's year where the document gives none."""
        return self.due or date(self.year, 12, 31)


def goal_state(target: GoalTarget, value: Decimal | None, as_of: date | None, today: date) -> GoalState:
    """Overdue only against a date that the document prints: nobody is late for a day that was never named."""
    overdue = target.due is not None and target.due < today
    if value is None or as_of is None:
        return GoalState.OVERDUE if overdue else GoalState.NO_DATA
    if target.reached_by(value):
        return GoalState.MET
    if as_of >= target.judged_on:
        return GoalState.MISSED
    return GoalState.OVERDUE if overdue else GoalState.IN_PROGRESS


@dataclass(frozen=True)
class Evidence:
    """What stored results say of one thing that a goal counts (a commune, a criterion, a village).

    `on` is the day of its newest result (None: none), `failed_on` the newest day on which it was found wanting.
    """

    counts: bool
    on: date | None
    failed_on: date | None = None


@dataclass(frozen=True)
class Derived:
    """A goal's value counted from stored results, as of the newest of them.

    `short_on` is the newest day on which those results alone show that the goal was not reached; None where they
    do not show it: what nobody assessed is not a failure.
    """

    value: Decimal
    as_of: date
    short_on: date | None = None


def counted(evidence: Iterable[Evidence], needed: Decimal) -> Derived | None:
    """How many count; None when there is no result behind any of them."""
    evidence = list(evidence)
    days = [one.on for one in evidence if one.on]
    if not days:
        return None
    failures = [one.failed_on for one in evidence if one.failed_on and not one.counts]
    value = Decimal(sum(one.counts for one in evidence))
    return Derived(value, max(days), out_of_reach_on(failures, len(evidence), needed))


def out_of_reach_on(failures: Sequence[date], size: int, needed: Decimal) -> date | None:
    """The newest day on which so many of `size` had failed that `needed` could not be reached."""
    may_fail = max(0, size - int(needed))
    newest_first = sorted(failures, reverse=True)
    return newest_first[may_fail] if len(newest_first) > may_fail else None


def as_share(found: Derived | None, whole: int) -> Derived | None:
    """A count as a share of `whole`, in per cent with two decimals; None without a whole."""
    if found is None or not whole:
        return None
    return Derived(half_up(found.value * 100 / whole, 2), found.as_of)


def derived_goal_state(target: GoalTarget, found: Derived, today: date) -> GoalState:
    """As `goal_state`, but a value that falls short is missed only by results that say so on the due date or later."""
    return goal_state(target, found.value, found.short_on or date.min, today)


class DutyState(StrEnum):
    """`ongoing` has no deadline: nobody reported it as done, or it comes again after every time that it was done."""

    DONE = "done"
    LATE = "late"
    OVERDUE = "overdue"
    PENDING = "pending"
    ONGOING = "ongoing"


def last_day_on_time(due: date, inclusive: bool) -> date:
    """«trước ngày 15/6» ends on 14/6 (domain.md section 1.5); an `inclusive` «đến cuối năm» ends on 31/12 itself."""
    return due if inclusive else due - timedelta(days=1)


def duty_state(
    due: date | None, done_on: date | None, today: date, *, inclusive: bool = False, recurring: bool = False
) -> DutyState:
    if due is None:
        return DutyState.ONGOING if done_on is None or recurring else DutyState.DONE
    last_day = last_day_on_time(due, inclusive)
    if done_on is not None:
        return DutyState.DONE if done_on <= last_day else DutyState.LATE
    return DutyState.OVERDUE if today > last_day else DutyState.PENDING
