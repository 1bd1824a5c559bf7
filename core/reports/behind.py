"""Who is behind, and so has something to explain: by the plan of the year, the share of the year gone, the road map."""

from collections.abc import Iterable, Sequence

from core.reports.budget import BudgetLine
from core.reports.budget_pace import paces
from core.reports.criteria import SetStatus
from core.reports.poverty import PlanStatus
from core.reports.rural_road import RoadLeft
from core.rules.poverty import Status

_BEHIND = (Status.MISSED, Status.BEHIND, Status.WATCH)


def is_behind_plan(row: PlanStatus) -> bool:
    """By the word that every screen shows for it: a unit that is said to be on track has nothing to explain."""
    return row.assessment.status in _BEHIND


def capital_is_behind(lines: Iterable[BudgetLine], year: int) -> bool:
    """A source and nature of capital below the share of the year gone, on the mildest of its dates."""
    return any(
        found.money.percent is not None and found.year_gone and found.money.percent < min(found.year_gone)
        for found in paces(lines, year)
    )


def is_behind_road_map(statuses: Iterable[SetStatus], road: Sequence[RoadLeft]) -> bool:
    """Criteria that were đạt and are no longer, or that its goals still ask for."""
    return any(status.slipped for status in statuses) or any(left.left for left in road)
