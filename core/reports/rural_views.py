"""New-rural rows arranged for a screen: which plans speak of it, the road map, the villages, what nobody meets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.place import Place
from core.reference import Criterion, documents, editions
from core.reports.criteria import SetStatus
from core.reports.goal_sources import COMMUNES_REACHED, CRITERIA_MET, GoalSource, goal_sources, stated_villages
from core.reports.goals import GoalRow
from core.reports.rural_units import by_edition, holds_communes
from core.reports.village_list import VillageRow
from core.rules.criteria import CriterionState, band
from core.territory import became, within
from core.text import fold_village, sort_key

VILLAGE_TITLE, AREA_TITLE = "thôn NTM", "khu dân cư kiểu mẫu"


def rural_goals(goals: Sequence[GoalRow], place: Place | None) -> list[GoalRow]:
    """Every goal of the plans that speak of criteria, for the chosen unit and all that lies in it."""
    plans = {row.plan_number for row in goals if row.measure == "tiêu chí"}
    plans |= {plan for plan, goal in goal_sources()}
    below = within(place.code) if place else frozenset()
    return [row for row in goals if row.plan_number in plans and row.place and row.place.code in below]


def communes_by_edition(rows: Sequence[SetStatus], name: str) -> list[list[SetStatus]]:
    """The communes under one set: a list for each edition of the map, that of the map looked at first.

    Territory is never counted twice: what is counted or averaged is counted within one list.
    """
    found = [row for row in rows if row.set == name and not row.village]
    return [[row for row in found if row.place.edition == one] for one in by_edition([row.place for row in found])]


def communes_of(rows: Sequence[SetStatus], name: str) -> list[SetStatus]:
    """The communes under one set, of one edition: the first that anything is known of."""
    editions = communes_by_edition(rows, name)
    known = [some for some in editions if any(row.count.assessed or row.held_since for row in some)]
    return next(iter([*known, *editions]), [])


def assessed(rows: Sequence[SetStatus]) -> list[SetStatus]:
    return [row for row in rows if row.count.assessed]


def in_band(rows: Sequence[SetStatus], name: str) -> list[SetStatus]:
    """The communes of one band of reports; one that was not assessed is in no band."""
    return [row for row in assessed(rows) if band(row.count.met, row.count.size) == name]


def met_by_nobody(rows: Sequence[SetStatus]) -> list[Criterion]:
    """Criteria that were assessed somewhere and are đạt nowhere; one that nobody assessed is not among them."""
    columns = zip(*(row.cells for row in rows), strict=True)
    return [
        cells[0].criterion
        for cells in columns
        if any(cell.latest for cell in cells) and all(cell.state != CriterionState.MET for cell in cells)
    ]


@dataclass(frozen=True)
class RoadStep:
    """One commune's goal with a due date, the set that it speaks of, and where the commune stands under that set."""

    goal: GoalRow
    source: GoalSource
    due: date
    status: SetStatus

    @property
    def place(self) -> Place:
        return self.status.place

    @property
    def needed(self) -> int:
        """Criteria: the number that the plan asks for, or all of the set where it asks for the standard."""
        asked = self.goal.value if self.source.rule == CRITERIA_MET else None
        return self.status.count.size if asked is None else int(asked)

    @property
    def left(self) -> int | None:
        """Criteria still to be met; None where nothing was assessed, and nothing is left once it is reached."""
        if self.status.reached:
            return 0
        return max(0, self.needed - self.status.count.met) if self.status.count.assessed else None


def road_map(goals: Sequence[GoalRow], rows: Sequence[SetStatus]) -> list[RoadStep]:
    """The communes' own goals by due date, in the order of the plan."""
    standing = {(row.place.code, row.set): row for row in rows if not row.village}
    steps = [
        RoadStep(goal, source, goal.due, standing[goal.place.code, source.set])
        for goal in goals
        if goal.place and goal.due and (source := _of_commune(goal)) and (goal.place.code, source.set) in standing
    ]
    return sorted(steps, key=lambda step: step.due)


def _of_commune(goal: GoalRow) -> GoalSource | None:
    source = goal_sources().get((goal.plan_number, goal.goal))
    communal = goal.place is not None and goal.place.level == "commune"
    return source if source and communal and source.rule in (COMMUNES_REACHED, CRITERIA_MET) else None


def goal_of(goals: Sequence[GoalRow], rule: str, name: str) -> GoalRow | None:
    """The goal of a whole huyện, or of a province without, that is counted by a rule from a set or title."""
    for goal in goals:
        source = goal_sources().get((goal.plan_number, goal.goal))
        if source and (source.rule, source.set) == (rule, name) and goal.place and holds_communes(goal.place):
            return goal
    return None


@dataclass(frozen=True)
class VillageView:
    """One village: from the list (`listed`), from decisions and assessments, or both; named by the plan or not."""

    place: Place
    village: str
    listed: VillageRow | None
    statuses: tuple[SetStatus, ...]

    def under(self, title: str) -> SetStatus | None:
        return next((status for status in self.statuses if status.set == title), None)

    def recognised(self, title: str) -> bool:
        return any(status.recognised for status in self.statuses if status.set == title)


def village_views(listed: Sequence[VillageRow], rows: Sequence[SetStatus]) -> list[VillageView]:
    """Every village known from anywhere, once, by commune and name in the order of the Vietnamese alphabet."""
    by_key = {(row.place.code, row.village): row for row in listed}
    keys = {**{key: row.place for key, row in by_key.items()}}
    keys |= {(row.place.code, row.village): row.place for row in rows if row.village}
    return [
        VillageView(
            place,
            village,
            by_key.get((code, village)),
            tuple(row for row in rows if (row.place.code, row.village) == (code, village)),
        )
        for (code, village), place in sorted(keys.items(), key=lambda item: (item[0][0], sort_key(item[0][1])))
    ]


def each_once(views: Sequence[VillageView]) -> list[VillageView]:
    """For counting: a village of a former commune that stands again in the one it came to is one village.

    What is newer comes first among its statuses.
    """
    newest = editions()[-1].code
    later = {_key(view): view for view in views if view.place.edition == newest}
    found = [view if view.place.edition == newest else _newer(view, newest, later) for view in views]
    return [view for view in found if view.place.edition != newest or _key(view) in later]


def _newer(view: VillageView, edition: str, later: dict[tuple[str, str], VillageView]) -> VillageView:
    """With what stands again taken out of `later`: a second village of its name is another one."""
    came_to = became(view.place.code, edition)
    again = later.pop((came_to[0].unit, fold_village(view.village)), None) if len(came_to) == 1 else None
    if again is None:
        return view
    return replace(view, listed=again.listed or view.listed, statuses=(*again.statuses, *view.statuses))


def _key(view: VillageView) -> tuple[str, str]:
    return view.place.code, fold_village(view.village)


@dataclass(frozen=True)
class VillageTotals:
    """How many villages: of the plan (None: it gives no number), of the list, of DTTS areas there, recognised."""

    stated: int | None
    listed: int
    ethnic: int
    unsaid: int
    recognised: int
    areas: int


def village_totals(goals: Sequence[GoalRow], views: Sequence[VillageView]) -> VillageTotals:
    plans = dict.fromkeys(goal.plan_number for goal in goals if goal.place and holds_communes(goal.place))
    stated = [number for plan in plans if (number := stated_villages(plan)) is not None]
    views = each_once(views)
    areas = [view.listed.ethnic_area for view in views if view.listed]
    return VillageTotals(
        stated=sum(stated) if stated else None,
        listed=len(areas),
        ethnic=areas.count("có"),
        unsaid=areas.count(None),
        recognised=sum(view.recognised(VILLAGE_TITLE) for view in views),
        areas=sum(view.recognised(AREA_TITLE) for view in views),
    )


def named_villages(plans: Sequence[str]) -> list[tuple[str, str, str]]:
    """(village, commune, section) of each village that a plan names for a model area (KH 83: Vi Ô Lắc, xã Pờ Ê)."""
    return [
        (said.printed_value, said.unit, said.section)
        for document in documents()
        if document.number in plans
        for said in document.statements
        if said.measure == "model_village"
    ]
