"""The rows that the poverty chapters speak of: the unit's own, those right below it, and what has no plan."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.official_report.material import Material
from core.places import Place, places_of
from core.reports.frames import plan_name
from core.reports.poverty import PlanStatus, Result, result_of_year
from core.reports.poverty_views import latest_of_children, plan_key
from core.reports.unit_parts import own_parts
from core.rules.poverty_pace import Measure
from core.territory import lies_in

_STT = re.compile(r"Stt\s*(\d+)")
BELOW = {"province": "huyện, thành phố", "district": "xã, phường, thị trấn"}


@dataclass(frozen=True)
class PlanView:
    """One plan year of one unit.

    `wholes` are the unit's own rows under the plan, several where it has several owners; `parts` those of the units
    right below it, of a province by the same plan, of a huyện by whatever plans the year gives its communes.
    `others` are rows of the same units and year under plans that are not in the table. `unplanned` have a result but
    no plan, `silent` have neither.
    """

    place: Place
    year: int
    until: date
    wholes: tuple[PlanStatus, ...]
    parts: tuple[PlanStatus, ...]
    others: tuple[PlanStatus, ...]
    unplanned: tuple[tuple[Place, Result], ...]
    silent: tuple[Place, ...]
    own_result: Result | None

    @property
    def rows(self) -> tuple[PlanStatus, ...]:
        return (*self.wholes, *self.parts)

    @property
    def below(self) -> str:
        """What the units that a report of the place lists are called, all of them."""
        if any(row.place.is_guest and row.place.level == self.place.level for row in self.parts):
            return "đơn vị"
        if self.place.level == "province" and all(unit.level == "commune" for unit in units_listed(self.place)):
            return "xã, phường, đặc khu"
        return BELOW.get(self.place.level, "đơn vị")

    @property
    def has_several_plans(self) -> bool:
        return len({plan_key(row) for row in self.rows}) > 1

    def of(self, row: PlanStatus) -> str:
        """The unit in full; with the plan where the view has several."""
        return named(row, with_plan=self.has_several_plans)


def named(row: PlanStatus, with_plan: bool) -> str:
    return f"{row.place.full_name}, kế hoạch {plan_name(row)}" if with_plan else row.place.full_name


def whole_name(place: Place) -> str:
    """As plans print it in the total row: `Toàn tỉnh`, `Toàn huyện`."""
    return f"Toàn {place.kind.lower()}"


def plan_view(material: Material) -> PlanView | None:
    """None where the plan is not about poverty, and where neither plan nor result is known of the unit."""
    of_plan = [row for row in material.statuses if row.plan_number == material.plan_number]
    if not of_plan and not any(goal.measure == Measure.POINTS.value for goal in material.goals):
        return None
    year = _year(of_plan, material)
    of_year = [row for row in material.statuses if row.year == year and row.place.code in material.unit_codes]
    view = _view(material, year, [row for row in of_year if row.plan_number == material.plan_number], of_year)
    return view if view.rows or view.others or view.own_result or view.unplanned else None


def _year(rows: Sequence[PlanStatus], material: Material) -> int:
    """The plan's own year that is asked for, else the last one before it, else its first."""
    years, asked = {row.year for row in rows}, material.period.year
    if not years:
        return material.document.year if material.document else asked
    return max((year for year in years if year <= asked), default=min(years))


def results_below(material: Material, view: PlanView) -> list[tuple[Place, Result]]:
    """The unit, then the units right below it as the plan orders them, each with the result that its year is judged by.

    A sum of the units below counts too.
    """
    judged = {row.place: row.result for row in material.statuses if row.year == view.year}
    children = units_listed(view.place)
    ordered = [*dict.fromkeys(row.place for row in view.parts if row.place in children), *children]
    found = []
    for place in dict.fromkeys((view.place, *ordered)):
        result = judged.get(place) or result_of_year(material.results.get(place.code, []), view.year)
        found += [(place, result)] if result else []
    return found


def _view(material: Material, year: int, of_plan: Sequence[PlanStatus], of_year: Sequence[PlanStatus]) -> PlanView:
    place, results = material.place, material.results
    wholes = [row for row in of_plan if row.place == place]
    parts = in_printed_order(_parts(place, of_plan, of_year))
    chosen, units = {id(row) for row in (*wholes, *parts)}, {row.place for row in parts} | {place}
    latest = [pair for pair in latest_of_children(units_listed(place), results, year) if pair[0] not in units]
    return PlanView(
        place=place,
        year=year,
        until=material.request.judged_on,
        wholes=tuple(wholes),
        parts=tuple(parts),
        others=tuple(row for row in of_year if id(row) not in chosen and row.place in units),
        unplanned=tuple((child, result) for child, result in latest if result),
        silent=tuple(child for child, result in latest if result is None),
        own_result=result_of_year(results.get(place.code, []), year),
    )


def _parts(place: Place, of_plan: Sequence[PlanStatus], of_year: Sequence[PlanStatus]) -> list[PlanStatus]:
    rows = of_plan if place.level == "province" else of_year
    listed = set(units_listed(place))
    right_below = [row for row in rows if row.place in listed]
    return right_below or _outermost([row for row in of_plan if row.place != place])


def _outermost(rows: Sequence[PlanStatus]) -> list[PlanStatus]:
    """Those that lie in no other one's unit under the same plan: no household is listed twice."""
    return [row for row in rows if not any(_holds(other, row) for other in rows)]


def _holds(other: PlanStatus, row: PlanStatus) -> bool:
    is_same = plan_key(other) == plan_key(row) and other.place != row.place
    return is_same and lies_in(row.place.code, other.place.code)


def units_listed(place: Place) -> list[Place]:
    """The units that a report lists below a unit: those of the map, and what of it lies in none of them.

    An old huyện has the communes of the map that lie in it, and its old communes that came to others; a tỉnh of
    another edition than the map's has its own huyện.
    """
    places = places_of(place.seen_in)
    if place.level == "commune":
        return []
    if place.level == "province":
        return places.parts(place) or own_parts(place)
    shown = places.children(place) or _communes_of_map(place)
    return [*shown, *(part for part in own_parts(place) if not any(lies_in(part.code, one.code) for one in shown))]


def _communes_of_map(place: Place) -> list[Place]:
    places = places_of(place.seen_in)
    found = (places.by_code[code] for code in places.codes_within(place.code))
    return [unit for unit in found if not unit.is_guest]


def name_in_table(place: Place) -> str:
    return places_of(place.seen_in).name_in_file(place)


def in_printed_order(rows: Sequence[PlanStatus]) -> list[PlanStatus]:
    """By the numbers of the plan's own table; units that have none there after those, as they came: by unit code."""
    numbers = {row.place: int(number) for row in rows if (number := printed_number(row))}
    return sorted(rows, key=lambda row: numbers.get(row.place, len(rows) + max(numbers.values(), default=0)))


def printed_number(row: PlanStatus) -> str:
    """`06` of «Phụ lục, Stt 06»; empty where the plan's file names none."""
    found = _STT.search(row.origin.section or "")
    return found[1] if found else ""
