"""Which budget lines a report speaks of: those of one year, of the units that the plan gives capital to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.official_report.chapters.budget_figures import Sums, sums_of
from core.official_report.material import Material
from core.places import Place
from core.reports.budget import OF_THE_YEAR, OPERATING, BudgetLine
from core.reports.budget_pace import Pace, paces
from core.reports.budget_views import ProjectRow, by_place, capitals, main_year, of_budget_year, projects_beside


@dataclass(frozen=True)
class Budget:
    """`lines` are all lines of the year of those units, whatever document planned them: a commune's capital is one.

    `every` are the year's lines of the whole unit, by which it is known whether a sum here is the screens' sum.
    """

    place: Place
    plan_number: str
    year: int
    lines: tuple[BudgetLine, ...]
    every: tuple[BudgetLine, ...]

    @property
    def several(self) -> bool:
        """An area: its communes are named beside their lines."""
        return self.place.level != "commune" or any(line.place != self.place for line in self.lines)

    @cached_property
    def sums(self) -> list[Sums]:
        """By source of capital; one that only has lines outside the plan too."""
        return self._sums(self.lines)

    @cached_property
    def own_sums(self) -> list[Sums]:
        """Of the plan's own lines only, in the order of the plan's file."""
        own = [line for line in self.lines if line.plan and line.plan_number == self.plan_number]
        return self._sums(sorted(own, key=lambda line: (line.place.code, line.plan.row if line.plan else 0)))

    def _sums(self, lines: Sequence[BudgetLine]) -> list[Sums]:
        whole = {_key(line) for line in lines if line.plan} == {_key(line) for line in self.every if line.plan}
        return sums_of(self.place, self.year, capitals(lines), lines, whole)

    @cached_property
    def units(self) -> list[tuple[Place, list[Sums]]]:
        """Each commune's own sums; all its lines are here, so they are always the screens' sums."""
        return [
            (place, sums_of(place, self.year, capitals(own), own, is_whole=True)) for place, own in by_place(self.lines)
        ]

    def sums_of_unit(self, place: Place, carry_over: str) -> Sums:
        of_place = next(found for unit, found in self.units if unit == place)
        return next(sums for sums in of_place if sums.capital.carry_over == carry_over)

    @cached_property
    def paces(self) -> list[tuple[Place, Pace]]:
        """Each commune's natures and sources of capital; communes are not measured together."""
        return [(place, pace) for place, own in by_place(self.lines) for pace in paces(own, self.year)]

    @property
    def projects(self) -> list[ProjectRow]:
        """Of a single commune, where somebody said which line belongs to which project."""
        return projects_beside(self.lines) if len(self.units) == 1 else []


def _key(line: BudgetLine) -> tuple[str, str, str]:
    return (line.place.code, line.line, line.carry_over)


def budget_of(material: Material) -> Budget | None:
    """The year that most units are in among those begun by the last day; None where the plan has no line here."""
    own = [line for line in material.lines if line.plan and line.plan_number == material.plan_number]
    begun = [line for line in own if line.budget_year <= material.request.judged_on.year]
    year = main_year(begun or own, material.request.judged_on)
    if year is None:
        return None
    units = {line.place for line in own if line.budget_year == year}
    every = of_budget_year(material.lines, year)
    lines = sorted((line for line in every if line.place in units), key=_order)
    return Budget(material.place, material.plan_number, year, tuple(lines), tuple(every))


def _order(line: BudgetLine) -> tuple[bool, str, bool, str]:
    """By source, then commune, đầu tư before sự nghiệp."""
    return (line.carry_over != OF_THE_YEAR, line.place.code, line.nature == OPERATING, line.line)


def is_behind(pace: Pace) -> bool:
    """Below the share of the year gone, by the figures of every line: what is not reported is a gap, not a delay."""
    return pace.distance is not None and pace.distance < 0 and not pace.is_least
