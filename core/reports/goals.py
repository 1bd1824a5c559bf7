"""All goals and all duties of the loaded plans, each with its latest value and state."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import Place, all_places
from core.reference import documents
from core.reports.goal_sources import derived_value, goal_sources, stored_results
from core.reports.origin import Origin
from core.reports.poverty import PlanStatus, PovertyFilter, poverty_status
from core.repository import visible
from core.rules.goals import Derived, DutyState, GoalState, GoalTarget, derived_goal_state, duty_state, goal_state
from core.rules.poverty import Status
from core.tables import Goal, GoalProgress, Obligation, ObligationDone


@dataclass(frozen=True)
class GoalFilter:
    """What was known on which day: values up to `as_of`, as known at `known_at`; `today` decides what is overdue."""

    today: date
    as_of: date | None = None
    known_at: datetime | None = None


@dataclass(frozen=True)
class GoalRow:
    """One goal of a plan: target (`value` to `value_upper` in `measure`), due date, latest value, state.

    `derived_by` names the rule where the latest value is counted from stored results (data/goal_sources.csv) and
    not from an uploaded row; `origin` is then None.
    """

    plan_number: str
    goal: str
    title: str
    place: Place | None
    value: Decimal | None
    value_upper: Decimal | None
    measure: str | None
    due: date | None
    source: str | None
    latest: Decimal | None
    as_of: date | None
    state: str
    origin: Origin | None
    has_baseline: bool = True
    derived_by: str | None = None


def _state_of_status(status: Status, due: date, today: date) -> GoalState:
    """What a poverty status says of the goal it stands for; without a final result it is overdue once the year is."""
    final = {Status.MET: GoalState.MET, Status.MISSED: GoalState.MISSED}
    if status in final:
        return final[status]
    if due < today:
        return GoalState.OVERDUE
    return GoalState.NO_DATA if status is Status.NO_DATA else GoalState.IN_PROGRESS


def all_goals(session: Session, chosen: GoalFilter) -> list[GoalRow]:
    """The poverty table's falls (households and points of each unit), then every other goal; by plan and code."""
    statuses = poverty_status(session, PovertyFilter(None, chosen.as_of, chosen.known_at))
    table = [row for status in statuses for row in _of_poverty(status, chosen.today)]
    return sorted([*table, *_listed(session, chosen)], key=lambda row: row.plan_number)


def _of_poverty(status: PlanStatus, today: date) -> list[GoalRow]:
    judged, target = status.assessment, status.target
    result = status.result
    points = target.rate_start - result.rate if result and target.rate_start is not None else None
    falls = (
        ("ho", "Số hộ nghèo giảm", target.poor_reduction, None, "hộ", judged.reduced),
        ("diem", "Tỷ lệ hộ nghèo giảm", target.rate_reduction, status.rate_reduction_upper, "điểm %", points),
    )
    return [
        GoalRow(
            plan_number=status.plan_number,
            goal=f"giam-ngheo-{status.place.code}-{code}",
            title=f"{title} năm {status.year}",
            place=status.place,
            value=Decimal(value),
            value_upper=upper,
            measure=measure,
            due=date(status.year, 12, 31),
            source=status.origin.section,
            latest=None if latest is None else Decimal(latest),
            as_of=result.as_of if result else None,
            state=_state_of_status(judged.status, date(status.year, 12, 31), today).value,
            origin=result.origin if result else None,
        )
        for code, title, value, upper, measure, latest in falls
        if value is not None
    ]


def _listed(session: Session, chosen: GoalFilter) -> list[GoalRow]:
    latest = _latest(session, chosen)
    results = stored_results(session, chosen.as_of, chosen.known_at)
    query = select(Goal).where(visible(Goal, chosen.known_at)).order_by(Goal.plan_number, Goal.id)
    return [
        _row(goal, latest.get((goal.plan_number, goal.goal)), derived_value(goal, results), chosen.today)
        for goal in session.scalars(query)
    ]


def _latest(session: Session, chosen: GoalFilter) -> dict[tuple[str, str], GoalProgress]:
    query = select(GoalProgress).where(visible(GoalProgress, chosen.known_at)).order_by(GoalProgress.as_of)
    if chosen.as_of:
        query = query.where(GoalProgress.as_of <= chosen.as_of)
    return {(row.plan_number, row.goal): row for row in session.scalars(query)}


def _row(goal: Goal, reported: GoalProgress | None, derived: Derived | None, today: date) -> GoalRow:
    """The later of the two values counts; on the same day the one that somebody reported."""
    target = GoalTarget(goal.value, goal.due, _year(goal, today))
    if derived and (reported is None or derived.as_of > reported.as_of):
        source = goal_sources()[goal.plan_number, goal.goal]
        row = _target(goal, derived.value, derived.as_of, derived_goal_state(target, derived, today))
        return replace(row, derived_by=source.rule)
    value, as_of = (reported.value, reported.as_of) if reported else (None, None)
    row = _target(goal, value, as_of, goal_state(target, value, as_of, today))
    return replace(row, origin=Origin(reported.batch_id, reported.row_number)) if reported else row


def _year(goal: Goal, today: date) -> int:
    """The year that a goal without a due date belongs to: its plan's; of a plan that came as a file, this one."""
    plan = next((document for document in documents() if document.number == goal.plan_number), None)
    return goal.due.year if goal.due else plan.year if plan else today.year


def _target(goal: Goal, value: Decimal | None, as_of: date | None, state: GoalState) -> GoalRow:
    return GoalRow(
        plan_number=goal.plan_number,
        goal=goal.goal,
        title=goal.title,
        place=all_places().by_code.get(goal.unit_code or ""),
        value=goal.value,
        value_upper=goal.value_upper,
        measure=goal.measure,
        due=goal.due,
        source=goal.source,
        latest=value,
        as_of=as_of,
        state=state.value,
        origin=None,
    )


@dataclass(frozen=True)
class DutyRow:
    """One duty: who owes what before which date, how often, and when it was last done (None: not reported)."""

    plan_number: str
    obligation: str
    agency: str
    title: str
    due: date | None
    recurs: str | None
    source: str | None
    done_on: date | None
    note: str | None
    state: str
    origin: Origin | None = None


def all_duties(session: Session, chosen: GoalFilter) -> list[DutyRow]:
    """Every duty of the loaded plans, by plan, in the order of the document."""
    query = select(ObligationDone).where(visible(ObligationDone, chosen.known_at)).order_by(ObligationDone.done_on)
    if chosen.as_of:
        query = query.where(ObligationDone.done_on <= chosen.as_of)
    done = {(row.plan_number, row.obligation): row for row in session.scalars(query)}
    duties = (
        select(Obligation).where(visible(Obligation, chosen.known_at)).order_by(Obligation.plan_number, Obligation.id)
    )
    return [
        _duty(duty, done.get((duty.plan_number, duty.obligation)), chosen.today) for duty in session.scalars(duties)
    ]


def _duty(duty: Obligation, done: ObligationDone | None, today: date) -> DutyRow:
    done_on = done.done_on if done else None
    state: DutyState = duty_state(duty.due, done_on, today)
    return DutyRow(
        plan_number=duty.plan_number,
        obligation=duty.obligation,
        agency=duty.agency,
        title=duty.title,
        due=duty.due,
        recurs=duty.recurs,
        source=duty.source,
        done_on=done_on,
        note=done.note if done else None,
        state=state.value,
        origin=Origin(done.batch_id, done.row_number) if done else None,
    )
