"""Which communes and goals a report on new rural areas speaks of: those of the huyện that the plan sets goals for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.official_report.material import Material
from core.places import Place, places_of
from core.reports.criteria import ADVANCED, BASIC, SetStatus
from core.reports.goal_sources import goal_sources
from core.reports.goals import GoalFilter, GoalRow, all_goals
from core.reports.rural_road import RoadLeft, readings_together, road_left
from core.reports.rural_views import (
    RoadStep,
    VillageView,
    communes_of,
    named_villages,
    road_map,
    village_views,
)
from core.reports.village_list import VillageRow
from core.territory import within


@dataclass(frozen=True)
class Rural:
    """`goals` are the plan's goals of the unit; `statuses` and `listed` those of its communes and villages."""

    material: Material
    goals: tuple[GoalRow, ...]
    statuses: tuple[SetStatus, ...]
    listed: tuple[VillageRow, ...]

    @property
    def place(self) -> Place:
        return self.material.place

    @property
    def is_commune(self) -> bool:
        """A report of one commune that is assessed itself: not of one of the map that other communes came to."""
        every = [*self.communes(BASIC), *self.communes(ADVANCED)]
        return self.place.level == "commune" and all(row.place == self.place for row in every)

    def communes(self, name: str) -> list[SetStatus]:
        """Under one set, by unit code."""
        return communes_of(self.statuses, name)

    @cached_property
    def steps(self) -> list[RoadStep]:
        return road_map(self.goals, self.statuses)

    @cached_property
    def road(self) -> list[tuple[RoadLeft, tuple[str, ...]]]:
        """By due date, a goal that several sections set once; the days are counted from the report's own day."""
        return readings_together(road_left(self.steps, self.material.request.judged_on))

    @cached_property
    def villages(self) -> list[VillageView]:
        return village_views(self.listed, self.statuses)

    @property
    def model_villages(self) -> list[tuple[str, str, str]]:
        """Those that the plan names, in the unit."""
        names = {row.place.name for row in self.statuses}
        return [named for named in named_villages([self.material.plan_number]) if named[1] in names]


def rural_of(material: Material) -> Rural | None:
    """None for a plan that sets no goal of criteria, and for a unit that has no commune followed under it."""
    goals = _plan_goals(material)
    if not _speaks_of_criteria(goals, material.plan_number):
        return None
    below = _codes_of_plan(goals)
    statuses = tuple(row for row in material.criteria if row.place.code in below)
    if not statuses:
        return None
    listed = tuple(row for row in material.villages if isinstance(row, VillageRow) and row.place.code in below)
    return Rural(material, tuple(material.goals), statuses, listed)


def _plan_goals(material: Material) -> list[GoalRow]:
    """Of every unit: a commune may have none of its own under its huyện's plan."""
    if material.goals:
        return material.goals
    asked = material.request
    chosen = GoalFilter(
        asked.judged_on, asked.judged_on, asked.known_at, material.province.code, material.map_of_province
    )
    return [row for row in all_goals(material.session, chosen) if row.plan_number == material.plan_number]


def _speaks_of_criteria(goals: Sequence[GoalRow], plan_number: str) -> bool:
    counted = any((plan_number, row.goal) in goal_sources() for row in goals)
    return counted or any(row.measure == "tiêu chí" for row in goals)


def _codes_of_plan(goals: Sequence[GoalRow]) -> set[str]:
    """The huyện of units with goals, with all below them; a province's goals are of all its communes."""
    whole = [_district_or_self(row.place) for row in goals if row.place]
    return {code for place in whole for code in within(place.code)}


def _district_or_self(place: Place) -> Place:
    """By the unit's own edition, whichever map it is seen in."""
    known = places_of(place.edition)
    return known.ancestors(known.by_code[place.code])[1] or place
