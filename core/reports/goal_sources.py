"""Goals whose value follows from stored results: which result counts for which goal is data/goal_sources.csv."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy.orm import Session

from core.places import all_places
from core.reference import documents, rows_of
from core.reports.criteria import CriteriaFilter, SetStatus, criteria_status
from core.reports.village_list import VillageRow, villages
from core.rules.criteria import CriterionState
from core.rules.goals import Derived, Evidence, GoalTarget, as_share, counted
from core.settings import DATA
from core.tables import Goal
from core.text import fold_village

COMMUNES_REACHED, CRITERIA_MET = "communes_reached", "criteria_met"
COMMUNES_RECOGNISED = "communes_recognised"
VILLAGES_RECOGNISED, VILLAGES_SHARE = "villages_recognised", "villages_recognised_share"


@dataclass(frozen=True)
class GoalSource:
    """What a goal's value is counted from: a rule, the set or title, and one village where it speaks of one."""

    plan_number: str
    goal: str
    rule: str
    set: str
    village: str


@cache
def goal_sources() -> dict[tuple[str, str], GoalSource]:
    found = [GoalSource(**row) for row in rows_of(DATA / "goal_sources.csv")]
    return {(source.plan_number, source.goal): source for source in found}


@dataclass(frozen=True)
class StoredResults:
    """What derived values are counted from: everything up to a day, as known at a moment."""

    statuses: Sequence[SetStatus]
    villages: Sequence[VillageRow]


def stored_results(
    session: Session, as_of: date | None, known_at: datetime | None, unit_code: str | None = None
) -> StoredResults:
    """Of a unit and all below it; without one of the whole country, which no goal needs."""
    chosen = CriteriaFilter(unit_code, as_of, known_at)
    return StoredResults(criteria_status(session, chosen), villages(session, chosen))


def derived_value(goal: Goal, results: StoredResults) -> Derived | None:
    """None for a goal that does not follow from results, and where there is no result behind it."""
    source = goal_sources().get((goal.plan_number, goal.goal))
    if source is None or goal.unit_code is None:
        return None
    below = set(all_places().codes_below(goal.unit_code))
    within = [status for status in results.statuses if status.set == source.set and status.place.code in below]
    found = counted(_evidence(source, within, results.villages), GoalTarget(goal.value, goal.due, 0).needed)
    if source.rule != VILLAGES_SHARE:
        return found
    listed = [row for row in results.villages if row.place.code in below]
    return as_share(found, ethnic_villages(source.plan_number, listed))


def _evidence(source: GoalSource, within: Sequence[SetStatus], listed: Sequence[VillageRow]) -> list[Evidence]:
    communes = [status for status in within if not status.village]
    if source.rule == COMMUNES_REACHED:
        return [_of_commune(status) for status in communes]
    if source.rule == COMMUNES_RECOGNISED:
        return [Evidence(status.recognised, decided_on(status)) for status in communes]
    if source.rule == CRITERIA_MET:
        return [evidence for status in communes for evidence in _of_criteria(status)]
    elsewhere = {(row.place.code, row.village) for row in listed if row.ethnic_area == "không"}
    named = [status for status in within if status.village and _is_named(status, source.village)]
    counting = [s for s in named if source.set != "thôn NTM" or (s.place.code, s.village) not in elsewhere]
    return [Evidence(status.recognised, decided_on(status)) for status in counting]


def _is_named(status: SetStatus, village: str) -> bool:
    return not village or fold_village(status.village) == fold_village(village)


def decided_on(status: SetStatus) -> date | None:
    return max((decision.decision_date for decision in status.recognitions), default=None)


def _of_commune(status: SetStatus) -> Evidence:
    failed = max((cell.latest.as_of for cell in status.wanting if cell.latest), default=None)
    return Evidence(status.reached, status.newest_on, failed)


def _of_criteria(status: SetStatus) -> list[Evidence]:
    return [
        Evidence(cell.state == CriterionState.MET, on, on)
        for cell in status.cells
        for on in [cell.latest.as_of if cell.latest else None]
    ]


def stated_villages(plan_number: str) -> int | None:
    """How many villages of DTTS areas a shipped plan counts (KH 83, II.2: 66); None where it gives no number."""
    for document in documents():
        if document.number == plan_number:
            said = [row.printed_value for row in document.statements if row.measure == "villages_total"]
            return int(said[0]) if said else None
    return None


def ethnic_villages(plan_number: str, listed: Sequence[VillageRow]) -> int:
    """What a share is a share of: the plan's own number of villages, or the list's where that has more.

    A list that is not complete yet never makes the share larger.
    """
    return max(stated_villages(plan_number) or 0, sum(row.ethnic_area == "có" for row in listed))
