"""Poverty rows arranged for a screen: which plans there are, one unit with what lies right below it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.places import Place, places_of, places_seen_by
from core.reference import edition_of, unit_maps
from core.reports.poverty import PlanStatus, Result, result_of_year
from core.reports.unit_parts import own_parts
from core.rules.poverty_pace import Measure, pace
from core.territory import lies_in, pieces_of, within

PlanKey = tuple[int, str, str]


def plan_key(row: PlanStatus) -> PlanKey:
    return row.year, row.plan_number, row.plan_owner


def plans_of(rows: Iterable[PlanStatus], level: str) -> list[PlanKey]:
    """The plans that have rows for units of a level, newest year first; a percentage always says whose."""
    keys = {plan_key(row) for row in rows if row.place.level == level}
    return sorted(keys, key=_newest_first)


def _newest_first(key: PlanKey) -> tuple[int, str, str]:
    return -key[0], key[1], key[2]


def plans_for(rows: Sequence[PlanStatus], place: Place) -> list[PlanKey]:
    """The plans to look at a province by: its own, and those with rows of huyện, be they former ones that lie in it.

    A plan that was given to its xã alone only where there is no other, or where no huyện stood between them.
    """
    own = [row for row in rows if row.place == place and not _has_districts(place)]
    found = {*plans_of(rows, "district"), *map(plan_key, own), *map(plan_key, filter(_is_of_no_district, rows))}
    return sorted(found, key=_newest_first) or ([] if _has_districts(place) else plans_of(rows, "commune"))


def _is_of_no_district(row: PlanStatus) -> bool:
    """Whether it was given to a xã that stands right below its province."""
    return row.place.level == "commune" and row.carried is None and not _has_districts(_own_province(row.place))


def first_of_plans(rows: Iterable[PlanStatus], plans: Sequence[PlanKey], day: date | None = None) -> PlanKey | None:
    """Of `plans`, newest first, the one to show unasked: of the year of the day looked at, where there is one.

    Of those the newest that was given to units of the map's own; one of another map's units where there is no other.
    """
    asked = [plan for plan in plans if day and plan[0] == day.year] or plans
    own = {plan_key(row) for row in rows if row.carried is None and _is_on_its_maps(row.place)}
    return next((plan for plan in asked if plan in own), next(iter(asked), None))


def _is_on_its_maps(place: Place) -> bool:
    """Whether a unit is of its map's edition, or one of the huyện that a map of that edition groups by."""
    edition = unit_maps()[place.seen_in].edition
    groups = {one.groups_from for one in unit_maps().values() if one.edition == edition}
    return not place.is_guest or (place.level == "district" and place.edition in groups)


def _has_districts(province: Place) -> bool:
    return any(part.level == "district" for part in own_parts(province))


def territories(rows: Iterable[PlanStatus], place: Place, plan: PlanKey) -> list[Place]:
    """Whose plan it is that a province is looked at by: its own, or those of the former provinces that lie in it.

    By code. A unit below a province is looked at by its own rows.
    """
    if place.level != "province":
        return [place]
    given = {_own_province(row.place) for row in rows if plan_key(row) == plan and row.carried is None}
    found = {one for one in given if lies_in(one.code, place.code)}
    return [place] if place in found or not found else sorted(found, key=lambda one: one.code)


def _own_province(place: Place) -> Place:
    """The province of its own edition, as the map that the unit is seen in names it."""
    known = places_of(place.seen_in)
    own = places_seen_by(place.code)
    return known.by_code[own.province_of(own.by_code[place.code]).code]


@dataclass(frozen=True)
class UnitView:
    """What a screen shows of one unit under one plan: its own row, and the rows of the units right below it.

    `apart` are those of the parts that the units right below can't be given: units of another map, each as a whole.
    """

    place: Place
    whole: PlanStatus | None
    parts: tuple[PlanStatus, ...]
    apart: tuple[PlanStatus, ...] = ()

    @property
    def whole_result(self) -> Result | None:
        return self.whole.result if self.whole else None

    @property
    def part_results(self) -> list[Result | None]:
        return [part.result for part in self.parts]

    @property
    def rows(self) -> list[PlanStatus]:
        """The parts, then the whole as the total row."""
        return [*self.parts, *([self.whole] if self.whole else [])]


def view_of(rows: Sequence[PlanStatus], place: Place, plan: PlanKey) -> UnitView:
    """A province's huyện are judged by the same plan; a huyện's communes by whatever plans the year gives them.

    Below a unit are those that the map shows there, and of its own edition those that lie in none of these.
    """
    whole = next((row for row in rows if row.place == place and plan_key(row) == plan), None)
    of_plan = [row for row in rows if plan_key(row) == plan] if place.level == "province" else rows
    of_year = [row for row in of_plan if row.year == plan[0]]
    shown, own = set(places_of(place.seen_in).children(place)), set(own_parts(place))
    below = [row for row in of_year if row.place in shown]
    further = [row for row in of_year if row.place in own - shown]
    listed = [*below, *(row for row in further if not any(lies_in(row.place.code, one.place.code) for one in below))]
    apart = _apart(of_year, place, listed)
    return UnitView(place, whole, (*listed, *apart), apart)


def _apart(rows: Iterable[PlanStatus], place: Place, listed: Sequence[PlanStatus]) -> tuple[PlanStatus, ...]:
    """What was given to units that lie in a unit, and is in none of the rows that are listed: the list then adds up."""
    of_others = [row for row in rows if row.carried is None and (row.place.edition != place.edition or place.is_guest)]
    left = set(none_of_it_in(place, [row.place.code for row in of_others], [row.place.code for row in listed]))
    return tuple(row for row in of_others if row.place.code in left)


def none_of_it_in(place: Place, units: Iterable[str], listed: Iterable[str]) -> list[str]:
    """The units that lie in a larger one, and that no part of is in the units that are listed; none below another."""
    held = frozenset[int]().union(*map(pieces_of, listed))
    inside = dict.fromkeys(code for code in units if lies_in(code, place.code) and not lies_in(place.code, code))
    left = [code for code in inside if not pieces_of(code) & held]
    return [code for code in left if not any(one != code and lies_in(code, one) for one in left)]


def results_apart(
    place: Place,
    whole: Result | None,
    below: Iterable[tuple[Place, Result | None]],
    results: Mapping[str, Sequence[Result]],
) -> list[tuple[Place, Result]]:
    """What units of another map reported that is in a unit's total, and in no figure of that day of those `below`."""
    if whole is None:
        return []
    dated = ((code, one) for code, every in results.items() for one in every if one.as_of == whole.as_of)
    stored = {code: one for code, one in dated if one.origin and edition_of(code) != place.edition}
    listed = [one.code for one, found in below if found and found.as_of == whole.as_of]
    known = places_of(place.seen_in)
    return [(known.by_code[code], stored[code]) for code in none_of_it_in(place, sorted(stored), listed)]


def latest_of_children(
    children: Sequence[Place], results: dict[str, list[Result]], year: int
) -> list[tuple[Place, Result | None]]:
    """Each unit with the result its year is judged by, None where it has none."""
    return [(child, result_of_year(results.get(child.code, []), year)) for child in children]


def newest_of(units: Iterable[Place], results: Mapping[str, Sequence[Result]]) -> list[tuple[Place, Result | None]]:
    """Each unit with its newest result of any year, None where it has none."""
    return [(unit, results[unit.code][-1] if results.get(unit.code) else None) for unit in units]


def is_newest(row: PlanStatus, results: Mapping[str, Sequence[Result]]) -> bool:
    """False where something later is known than what the year is judged by; of a province, by any of its huyện too.

    What another edition's units report that lie in it is known of it as well.
    """
    if row.result is None:
        return True
    below = [part.code for part in own_parts(row.place)] if row.place.level == "province" else []
    others = [code for code in within(row.place.code) if edition_of(code) != row.place.edition]
    known = (found for code in (row.place.code, *below, *others) for found in results.get(code, []))
    return all(found.as_of <= row.result.as_of for found in known)


def by_what_is_missing(rows: Sequence[PlanStatus]) -> list[PlanStatus]:
    """Most left to the year's plan first; units that nothing is known of last, the largest planned fall first."""
    return sorted(rows, key=_missing, reverse=True)


def _missing(row: PlanStatus) -> tuple[bool, Decimal, int]:
    """Points are weighed as the households they are of the unit's own."""
    found, planned = pace(row.target, row.result), row.target.poor_reduction or 0
    if found is None or row.result is None:
        return False, Decimal(0), planned
    share = 1 if found.measure is Measure.HOUSEHOLDS else Decimal(row.result.households) / 100
    return True, found.left * share, planned
