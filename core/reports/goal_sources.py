"""Goals whose value follows from stored results: which result counts for which goal is data/goal_sources.csv."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy.orm import Session

from core.reference import documents, edition_of, editions, rows_of
from core.reports.criteria import CriteriaFilter, SetStatus, criteria_status
from core.reports.village_list import VillageRow, villages
from core.rules.criteria import CriterionState
from core.rules.goals import Derived, Evidence, GoalTarget, as_share, counted
from core.settings import DATA
from core.tables import Goal
from core.territory import within
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
    """Of a unit and all that lies in it; without one of the whole country, which no goal needs."""
    chosen = CriteriaFilter(unit_code, as_of, known_at)
    return StoredResults(criteria_status(session, chosen), villages(session, chosen))


def derived_value(goal: Goal, results: StoredResults) -> Derived | None:
    """None for a goal that does not follow from results, and where there is no result behind it."""
    found = counting_for(goal, results)
    return _derived(goal, goal_sources()[goal.plan_number, goal.goal], found) if found else None


def counting_for(goal: Goal, results: StoredResults) -> StoredResults | None:
    """The results of the units in the goal's own that count for it: all of one edition of the map.

    States don't add, so the same territory never counts twice: the units that the goal speaks of, and those of the
    other edition only where nothing is known of any of them. None for a goal that does not follow from results.
    """
    source = goal_sources().get((goal.plan_number, goal.goal))
    if source is None or goal.unit_code is None:
        return None
    own, below = edition_of(goal.unit_code), within(goal.unit_code)
    in_order = [own, *(one.code for one in editions() if one.code != own)]
    found = [_of_edition(results, source, edition, below) for edition in in_order]
    known = (one for one in found if any(evidence.on for evidence in _evidence(source, one.statuses, one.villages)))
    return next(known, found[0])


def _of_edition(results: StoredResults, source: GoalSource, edition: str, below: frozenset[str]) -> StoredResults:
    statuses = [row for row in results.statuses if row.set == source.set and row.place.code in below]
    listed = [row for row in results.villages if row.place.code in below]
    return StoredResults(
        [row for row in statuses if row.place.edition == edition],
        [row for row in listed if row.place.edition == edition],
    )


def _derived(goal: Goal, source: GoalSource, found: StoredResults) -> Derived | None:
    needed = GoalTarget(goal.value, goal.due, 0).needed
    number = counted(_evidence(source, found.statuses, found.villages), needed)
    if source.rule != VILLAGES_SHARE:
        return number
    return as_share(number, ethnic_villages(source.plan_number, found.villages))


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
