"""Goals of a plan beside the poverty table, and duties: their states [KH 97, KH 83, KH Tu Mơ Rông 2024]."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class GoalState(StrEnum):
    """met as soon as the lower end is reached; missed only when a value of the due date or later falls short."""

    MET = "met"
    MISSED = "missed"
    IN_PROGRESS = "in_progress"
    OVERDUE = "overdue"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class GoalTarget:
    """What is to be reached by when: at least `value` (a range keeps both ends, and is judged by the lower).

    A goal without a number is reached when 1 is reported (1: đạt, 0: chưa).
    """

    value: Decimal | None
    due: date | None
    year: int

    @property
    def needed(self) -> Decimal:
        return Decimal(1) if self.value is None else self.value

    @property
    def judged_on(self) -> date:
        """The due date, or the last day of the plan's year where the document gives none."""
        return self.due or date(self.year, 12, 31)


def goal_state(target: GoalTarget, value: Decimal | None, as_of: date | None, today: date) -> GoalState:
    if value is None or as_of is None:
        return GoalState.OVERDUE if target.due and target.due < today else GoalState.NO_DATA
    if value >= target.needed:
        return GoalState.MET
    if as_of >= target.judged_on:
        return GoalState.MISSED
    return GoalState.OVERDUE if target.judged_on < today else GoalState.IN_PROGRESS


class DutyState(StrEnum):
    """A report «trước ngày 15/6» is on time before that date (domain.md section 1.5)."""

    DONE = "done"
    LATE = "late"
    OVERDUE = "overdue"
    PENDING = "pending"
    ONGOING = "ongoing"


def duty_state(due: date | None, done_on: date | None, today: date) -> DutyState:
    """`ongoing` is a duty without a deadline that nobody reported as done."""
    if done_on is not None:
        return DutyState.DONE if due is None or done_on < due else DutyState.LATE
    if due is None:
        return DutyState.ONGOING
    return DutyState.OVERDUE if today >= due else DutyState.PENDING
