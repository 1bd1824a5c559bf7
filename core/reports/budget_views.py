"""What the budget screen looks at: capital by source and nature, units, and the programme's projects."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from core.places import Place, places_of
from core.reference import Document, documents, rows_of
from core.reports.budget import CARRIED_OVER, NOT_IN_PLAN, OF_THE_YEAR, BudgetLine, BudgetSum, by_nature, sum_of
from core.rules.budget import share
from core.settings import DATA

UNVERIFIED = "chưa kiểm chứng"


@dataclass(frozen=True)
class Capital:
    """Capital of one source (of the year, or carried over). What the plan does not mention stays outside the sums."""

    carry_over: str
    planned: BudgetSum
    investment: BudgetSum
    operating: BudgetSum
    unplanned: BudgetSum | None

    def share_of(self, part: BudgetSum) -> Decimal | None:
        """A part's share of the plan in per cent: 1.977 of 2.913 is 67,87%."""
        if part.money.allocated is None or self.planned.money.allocated is None:
            return None
        return share(part.money.allocated, self.planned.money.allocated)


def capitals(lines: Iterable[BudgetLine]) -> list[Capital]:
    """The capital of the year, then what was carried over: those of the two that there are, never added up."""
    lines = [line for line in lines if line.counts]
    by_source = {
        source: [line for line in lines if line.carry_over == source] for source in (OF_THE_YEAR, CARRIED_OVER)
    }
    return [_capital(source, found) for source, found in by_source.items() if found]


def _capital(carry_over: str, lines: Sequence[BudgetLine]) -> Capital:
    planned = [line for line in lines if line.money.allocated is not None]
    unplanned = [line for line in lines if line.money.allocated is None]
    investment, operating, *_ = by_nature(planned)
    return Capital(
        carry_over,
        sum_of("Kế hoạch", planned),
        investment,
        operating,
        sum_of(NOT_IN_PLAN.capitalize(), unplanned) if unplanned else None,
    )


def budget_years(lines: Iterable[BudgetLine]) -> list[int]:
    """Newest first."""
    return sorted({line.budget_year for line in lines}, reverse=True)


def of_budget_year(lines: Iterable[BudgetLine], year: int) -> list[BudgetLine]:
    """The lines of a year as a screen shows them: by unit, capital of the year before what was carried over."""
    found = [line for line in lines if line.budget_year == year]
    return sorted(found, key=lambda line: (line.place.code, line.carry_over != OF_THE_YEAR))


def by_place(lines: Iterable[BudgetLine]) -> list[tuple[Place, list[BudgetLine]]]:
    """The lines of each unit, in their order."""
    found: dict[str, list[BudgetLine]] = {}
    for line in lines:
        found.setdefault(line.place.code, []).append(line)
    return [(of_unit[0].place, of_unit) for of_unit in found.values()]


def by_unit(lines: Iterable[BudgetLine]) -> list[tuple[Place, list[BudgetLine]]]:
    """The lines of each unit of the map that they are seen in, by code: those of old communes under the new one.

    What lies in no single commune of the map stays with its own unit, unless it is divided by declared shares.
    """
    found: dict[str, tuple[Place, list[BudgetLine]]] = {}
    for line in lines:
        for unit, part in line.portions or ((unit_shown(line.place), line),):
            found.setdefault(unit.code, (unit, []))[1].append(part)
    return [found[code] for code in sorted(found)]


def unit_shown(place: Place) -> Place:
    """The commune of the map that all of a unit lies in; the unit itself where there is none."""
    shown = places_of(place.seen_in).nearest_shown(place.code) if place.is_guest else place
    return shown if shown and shown.level == "commune" else place


def years_of_units(lines: Iterable[BudgetLine], day: date) -> dict[Place, int]:
    """Each unit's newest budget year that has begun by the day; its first one where none has: no unit is left out."""
    return {place: _year_of(own, day) for place, own in by_place(lines)}


def _year_of(lines: Sequence[BudgetLine], day: date) -> int:
    """By the planned capital of the year; what else there is of other years counts only where there is no such."""
    years = budget_years([line for line in lines if line.plan and line.carry_over == OF_THE_YEAR] or lines)
    return next((year for year in years if year <= day.year), years[-1])


def main_year(lines: Iterable[BudgetLine], day: date) -> int | None:
    """The year that most units are in; of two such the one that more units have lines of; None without a line."""
    lines = list(lines)
    now = Counter(years_of_units(lines, day).values())
    ever = Counter(year for _, year in {(line.place, line.budget_year) for line in lines})
    return max(now, key=lambda year: (now[year], ever[year], year), default=None)


@dataclass(frozen=True)
class PaymentTerm:
    """Until when the capital of a year may be paid; `verified` is False where no text of it was at hand."""

    budget_year: int
    paid_until: date
    verified: bool


@cache
def payment_term(budget_year: int) -> PaymentTerm | None:
    """None for a year nobody entered into data/payment_terms.csv."""
    rows = {int(row["budget_year"]): row for row in rows_of(DATA / "payment_terms.csv")}
    if budget_year not in rows:
        return None
    row = rows[budget_year]
    return PaymentTerm(budget_year, date.fromisoformat(row["paid_until"]), row["verified"] == "yes")


@dataclass(frozen=True)
class ProjectRow:
    """One project of the programme beside the lines of a plan that belong to it; none: the plan does not mention it."""

    project: str
    verified: bool
    lines: tuple[BudgetLine, ...]


def plan_document(lines: Iterable[BudgetLine]) -> Document | None:
    """The shipped document that these lines of one unit are planned in."""
    lines = list(lines)
    numbers = {(line.plan_number, line.place.code) for line in lines}
    return next((document for document in documents() if (document.number, document.unit) in numbers), None)


def plan_number_said(line: BudgetLine) -> str:
    """`15/KH-UBND`; a document without a number is named by the unit it is of."""
    document = plan_document([line])
    if document and not document.printed_number:
        return f"của {line.place.full_name} (văn bản không ghi số)"
    return line.plan_number or f"của {line.place.full_name} (không nêu số văn bản)"


def projects_beside(lines: Sequence[BudgetLine]) -> list[ProjectRow]:
    """The programme's projects beside one unit's lines; empty where nobody said which line belongs to which project.

    The list speaks of the lines of the shipped plan: the same code may mean something else in another one.
    """
    document = plan_document(lines)
    if document is None:
        return []
    planned = [line for line in lines if line.plan and line.place.code == document.unit]
    return [
        ProjectRow(
            row["project"],
            row["verified"] == "yes",
            tuple(line for line in planned if line.line == row["line"]),
        )
        for row in rows_of(DATA / "programme_projects.csv")
    ]
