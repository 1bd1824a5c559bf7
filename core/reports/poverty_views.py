"""Poverty rows arranged for a screen: which plans there are, one unit with what lies right below it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.places import Place, places_of, places_seen_by
from core.reference import edition_of
from core.reports.poverty import PlanStatus, Result, result_of_year
from core.reports.unit_parts import own_parts
from core.rules.poverty_pace import Measure, pace
from core.territory import lies_in, within

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

    A plan that was given to its xã alone only where there is no other.
    """
    own = [row for row in rows if row.place == place and not _has_districts(place)]
    found = {*plans_of(rows, "district"), *map(plan_key, own)}
    return sorted(found, key=_newest_first) or ([] if _has_districts(place) else plans_of(rows, "commune"))


def _has_districts(province: Place) -> bool:
    return any(part.level == "district" for part in own_parts(province))


def territories(rows: Iterable[PlanStatus], place: Place, plan: PlanKey) -> list[Place]:
    """Whose plan it is that a province is looked at by: its own, or those of the former provinces that lie in it.

    By code. A unit below a province is looked at by its own rows.
    """
    if place.level != "province":
        return [place]
    found = {_own_province(row.place) for row in rows if plan_key(row) == plan}
    return [place] if place in found or not found else sorted(found, key=lambda one: one.code)


def _own_province(place: Place) -> Place:
    """The province of its own edition, as the map that the unit is seen in names it."""
    known = places_of(place.seen_in)
    own = places_seen_by(place.code)
    return known.by_code[own.province_of(own.by_code[place.code]).code]


@dataclass(frozen=True)
class UnitView:
    """What a screen shows of one unit under one plan: its own row, and the rows of the units right below it."""

    place: Place
    whole: PlanStatus | None
    parts: tuple[PlanStatus, ...]

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
    rest = [row for row in further if not any(lies_in(row.place.code, one.place.code) for one in below)]
    return UnitView(place, whole, (*below, *rest))


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
