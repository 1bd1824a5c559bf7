"""All goals and all duties of the loaded plans, each with its latest value and state."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import Place, Places, places_seen_by
from core.reference import documents, rows_of
from core.reports.goal_sources import derived_value, goal_sources, stored_results
from core.reports.once import once
from core.reports.origin import Origin, Reasons, origin_of, reasons_given
from core.reports.poverty import PlanStatus, PovertyFilter, poverty_status
from core.reports.standing import visible
from core.rules.goals import Derived, GoalState, GoalTarget, derived_goal_state, duty_state, goal_state
from core.rules.poverty import Status
from core.settings import DATA
from core.tables import Goal, GoalProgress, Obligation, ObligationDone


@dataclass(frozen=True)
class GoalRule:
    """What a goal's text says of its target beside the number (data/goal_rules.csv).

    `strict`: reached only above the number; `no_baseline`: the document does not say what a fall starts from.
    """

    strict: bool = False
    no_baseline: bool = False


@cache
def goal_rules() -> dict[tuple[str, str], GoalRule]:
    return {
        (row["plan_number"], row["goal"]): GoalRule(row["strict"] == "yes", row["no_baseline"] == "yes")
        for row in rows_of(DATA / "goal_rules.csv")
    }


@cache
def inclusive_duties() -> frozenset[tuple[str, str]]:
    """The duties that are still on time on the printed day: «đến cuối năm», «trong năm» (data/duty_rules.csv)."""
    rows = rows_of(DATA / "duty_rules.csv")
    return frozenset((row["plan_number"], row["obligation"]) for row in rows if row["inclusive"] == "yes")


@dataclass(frozen=True)
class GoalFilter:
    """What was known on which day: values up to `as_of`, as known at `known_at`; `today` decides what is overdue.

    `unit_code`: of the poverty tables only the rows of this unit and all below it; the other goals are few.
    """

    today: date
    as_of: date | None = None
    known_at: datetime | None = None
    unit_code: str | None = None
    seen_in: str = ""

    @property
    def places(self) -> Places:
        """The units of the map that is looked at: where none is named, of that of the unit's edition."""
        return places_seen_by(self.unit_code, self.seen_in)

    @property
    def table(self) -> PovertyFilter:
        """The poverty tables that goals are taken from."""
        return PovertyFilter(self.unit_code, self.as_of, self.known_at, self.seen_in)


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


def all_goals(session: Session, chosen: GoalFilter, statuses: Sequence[PlanStatus] | None = None) -> list[GoalRow]:
    """The poverty table's falls (households and points of each unit), then every other goal; by plan and code.

    `statuses` are the `poverty_status` of the filter's table, where somebody has read it.
    """
    statuses = once(session, poverty_status, chosen.table) if statuses is None else statuses
    table = [row for status in statuses for row in _of_poverty(status, chosen.today)]
    return sorted([*table, *listed_goals(session, chosen)], key=lambda row: row.plan_number)


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


def listed_goals(session: Session, chosen: GoalFilter) -> list[GoalRow]:
    """Every goal but those of the poverty table, whatever their unit; by plan, in the order of its file."""
    latest, reasons = _latest(session, chosen), reasons_given(session, chosen.known_at)
    in_order = (Goal.plan_number, Goal.batch_id, Goal.row_number)
    query = select(Goal).where(visible(Goal, chosen.known_at)).order_by(*in_order)
    return [
        _row(goal, latest.get((goal.plan_number, goal.goal)), _derived(session, goal, chosen), chosen, reasons)
        for goal in session.scalars(query)
    ]


def _derived(session: Session, goal: Goal, chosen: GoalFilter) -> Derived | None:
    """From the results of the goal's own unit; most goals are of plans from files, and follow from none."""
    if goal.unit_code is None or (goal.plan_number, goal.goal) not in goal_sources():
        return None
    return derived_value(goal, once(session, stored_results, chosen.as_of, chosen.known_at, goal.unit_code))


def _latest(session: Session, chosen: GoalFilter) -> dict[tuple[str, str], GoalProgress]:
    query = select(GoalProgress).where(visible(GoalProgress, chosen.known_at)).order_by(GoalProgress.as_of)
    if chosen.as_of:
        query = query.where(GoalProgress.as_of <= chosen.as_of)
    return {(row.plan_number, row.goal): row for row in session.scalars(query)}


def _row(
    goal: Goal, reported: GoalProgress | None, derived: Derived | None, chosen: GoalFilter, reasons: Reasons
) -> GoalRow:
    """The later of the two values counts; on the same day the one that somebody reported."""
    today, places = chosen.today, chosen.places
    target = GoalTarget(goal.value, goal.due, _year(goal, today), _rule(goal).strict)
    if derived and (reported is None or derived.as_of > reported.as_of):
        source = goal_sources()[goal.plan_number, goal.goal]
        row = _target(goal, places, derived.value, derived.as_of, derived_goal_state(target, derived, today))
        return replace(row, derived_by=source.rule)
    value, as_of = (reported.value, reported.as_of) if reported else (None, None)
    row = _target(goal, places, value, as_of, goal_state(target, value, as_of, today))
    return replace(row, origin=origin_of(reported, reasons)) if reported else row


def _rule(goal: Goal) -> GoalRule:
    return goal_rules().get((goal.plan_number, goal.goal), GoalRule())


def _year(goal: Goal, today: date) -> int:
    """The year that a goal without a due date belongs to: its plan's; of a plan that came as a file, this one."""
    plan = next((document for document in documents() if document.number == goal.plan_number), None)
    return goal.due.year if goal.due else plan.year if plan else today.year


def _target(goal: Goal, places: Places, value: Decimal | None, as_of: date | None, state: GoalState) -> GoalRow:
    return GoalRow(
        plan_number=goal.plan_number,
        goal=goal.goal,
        title=goal.title,
        place=places.by_code.get(goal.unit_code or ""),
        value=goal.value,
        value_upper=goal.value_upper,
        measure=goal.measure,
        due=goal.due,
        source=goal.source,
        latest=value,
        as_of=as_of,
        state=state.value,
        origin=None,
        has_baseline=not _rule(goal).no_baseline,
    )


@dataclass(frozen=True)
class DutyRow:
    """One duty: who owes what by which date, how often, and when it was done (None: not reported).

    `done_on` is what the state rests on: the first time where there is a deadline, the last one where there is none.
    `due` is the printed date, on time only before it; on that day too where `inclusive`.
    """

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
    inclusive: bool = False


def all_duties(session: Session, chosen: GoalFilter) -> list[DutyRow]:
    """Every duty of the loaded plans, by plan, in the order of the document."""
    query = select(ObligationDone).where(visible(ObligationDone, chosen.known_at)).order_by(ObligationDone.done_on)
    if chosen.as_of:
        query = query.where(ObligationDone.done_on <= chosen.as_of)
    done: dict[tuple[str, str], list[ObligationDone]] = defaultdict(list)
    for row in session.scalars(query):
        done[row.plan_number, row.obligation].append(row)
    in_order = (Obligation.plan_number, Obligation.batch_id, Obligation.row_number)
    duties = select(Obligation).where(visible(Obligation, chosen.known_at)).order_by(*in_order)
    return [
        _duty(duty, done.get((duty.plan_number, duty.obligation), ()), chosen.today) for duty in session.scalars(duties)
    ]


def _duty(duty: Obligation, times: Sequence[ObligationDone], today: date) -> DutyRow:
    """`times` are the days it was done, the first one first."""
    done = (times[0] if duty.due else times[-1]) if times else None
    done_on = done.done_on if done else None
    inclusive = (duty.plan_number, duty.obligation) in inclusive_duties()
    state = duty_state(duty.due, done_on, today, inclusive=inclusive, recurring=bool(duty.recurs))
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
        origin=origin_of(done) if done else None,
        inclusive=inclusive,
    )
