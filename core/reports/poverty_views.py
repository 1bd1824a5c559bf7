"""Poverty rows arranged for a screen: which plans there are, one unit with what lies right below it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.places import Place, all_places
from core.reports.poverty import PlanStatus, Result, result_of_year
from core.rules.poverty_pace import Measure, pace

PlanKey = tuple[int, str, str]


def plan_key(row: PlanStatus) -> PlanKey:
    return row.year, row.plan_number, row.plan_owner


def plans_of(rows: Iterable[PlanStatus], level: str) -> list[PlanKey]:
    """The plans that have rows for units of a level, newest year first; a percentage always says whose."""
    keys = {plan_key(row) for row in rows if row.place.level == level}
    return sorted(keys, key=lambda key: (-key[0], key[1], key[2]))


@dataclass(frozen=True)
class UnitView:
    """What a screen shows of one unit under one plan: its own row, and the rows of the units right below it."""

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
    """A province's huyện are judged by the same plan; a huyện's communes by whatever plans the year gives them."""
    whole = next((row for row in rows if row.place == place and plan_key(row) == plan), None)
    below = [row for row in rows if row.place.parent == place.code and row.year == plan[0]]
    same_plan = [row for row in below if plan_key(row) == plan]
    return UnitView(whole, tuple(same_plan if place.level == "province" else below))


def latest_of_children(
    children: Sequence[Place], results: dict[str, list[Result]], year: int
) -> list[tuple[Place, Result | None]]:
    """Each unit with the result its year is judged by, None where it has none."""
    return [(child, result_of_year(results.get(child.code, []), year)) for child in children]


def is_newest(row: PlanStatus, results: Mapping[str, Sequence[Result]]) -> bool:
    """False where something later is known than what the year is judged by; of a province, by any of its huyện too."""
    if row.result is None:
        return True
    below = all_places().children(row.place) if row.place.level == "province" else []
    known = (found for place in (row.place, *below) for found in results.get(place.code, []))
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
