"""Villages: the list, which were recognised when, and each village's own criteria beside those of its commune."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.place import Place
from core.reference import criteria_set
from core.reports.criteria import VILLAGE_SET, CriterionCell, SetStatus
from core.reports.goal_sources import VILLAGES_RECOGNISED
from core.reports.goals import GoalRow
from core.reports.rural_units import lies_within
from core.reports.rural_views import VILLAGE_TITLE, VillageView, each_once, goal_of, village_totals
from core.rules.criteria import CriteriaCount


def villages_in(views: Sequence[VillageView], commune_code: str) -> list[VillageView]:
    return [view for view in views if view.place.code == commune_code]


def villages_within(views: Sequence[VillageView], commune: Place) -> list[VillageView]:
    """Also those of the communes of another map that lie in it."""
    return [view for view in views if lies_within(view.place.code, commune.code)]


def village_status(view: VillageView) -> SetStatus:
    """A village under the set of villages: all its slots, chưa đánh giá where no file said anything."""
    own = view.under(VILLAGE_SET)
    if own:
        return own
    criteria = criteria_set(VILLAGE_SET)
    cells = tuple(CriterionCell(criterion, None, False) for criterion in criteria)
    return SetStatus(view.place, view.village, VILLAGE_SET, cells, CriteriaCount(len(cells), 0, 0, 0))


@dataclass(frozen=True)
class VillageProgress:
    """Villages recognised (thôn NTM) against the goal; `stated` is the plan's own number of villages, None if none.

    `counting` leaves out what lies outside DTTS areas by the list: the goal speaks of villages of DTTS areas.
    """

    goal: GoalRow | None
    needed: Decimal | None
    due: date | None
    stated: int | None
    listed: int
    recognised: int
    counting: int
    all_met: int
    assessed: int
    slipped: int

    @property
    def left(self) -> int | None:
        return None if self.needed is None else max(0, int(self.needed) - self.counting)


def village_progress(goals: Sequence[GoalRow], views: Sequence[VillageView]) -> VillageProgress:
    totals, goal = village_totals(goals, views), goal_of(goals, VILLAGES_RECOGNISED, VILLAGE_TITLE)
    views = each_once(views)
    statuses = [village_status(view) for view in views]
    return VillageProgress(
        goal=goal,
        needed=goal.value if goal else None,
        due=goal.due if goal else None,
        stated=totals.stated,
        listed=totals.listed,
        recognised=totals.recognised,
        counting=len([view for view in views if counts_towards_goal(view)]),
        all_met=sum(status.count.reached for status in statuses),
        assessed=sum(status.count.assessed for status in statuses),
        slipped=sum(bool(status.slipped) for status in statuses),
    )


def counts_towards_goal(view: VillageView) -> bool:
    elsewhere = view.listed is not None and view.listed.ethnic_area == "không"
    return view.recognised(VILLAGE_TITLE) and not elsewhere
