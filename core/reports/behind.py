"""Who is behind, and so has something to explain: by the plan of the year, the share of the year gone, the road map."""

from collections.abc import Iterable, Sequence

from core.reports.budget import BudgetLine
from core.reports.budget_pace import paces
from core.reports.criteria import SetStatus
from core.reports.poverty import PlanStatus
from core.reports.rural_road import RoadLeft
from core.rules.poverty import Status
from core.rules.poverty_pace import pace

_BEHIND = (Status.MISSED, Status.BEHIND, Status.WATCH)


def is_behind_plan(row: PlanStatus) -> bool:
    """By its status, or by what is missing on the planned path; never once the plan is met."""
    if row.assessment.status is Status.MET:
        return False
    found = pace(row.target, row.result)
    return row.assessment.status in _BEHIND or (found is not None and found.short > 0)


def capital_is_behind(lines: Iterable[BudgetLine], year: int) -> bool:
    """A source and nature of capital below the share of the year gone, on the mildest of its dates."""
    return any(
        found.money.percent is not None and found.year_gone and found.money.percent < min(found.year_gone)
        for found in paces(lines, year)
    )


def is_behind_road_map(statuses: Iterable[SetStatus], road: Sequence[RoadLeft]) -> bool:
    """Criteria that were đạt and are no longer, or that its goals still ask for."""
    return any(status.slipped for status in statuses) or any(left.left for left in road)
