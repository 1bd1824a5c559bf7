"""Disbursement over time: every cut-off date, by nature and source of capital, beside the share of the year gone.

A date's point adds up the lines that have a figure on that very date. Where a line that had reported before has none
on it, the point is partial and no line is drawn through it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from core.places import Place, all_places
from core.reports.batches import made_up_batches
from core.reports.budget import (
    CARRIED_OVER,
    INVESTMENT,
    NOT_IN_PLAN,
    OF_THE_YEAR,
    OPERATING,
    BudgetFilter,
    LineKey,
    codes_of,
    distance_between,
    line_key,
    planned_rows,
    reported_rows,
    time_gone,
    value_type_of,
)
from core.reports.origin import Origin, Reasons, origin_of, reasons_given
from core.rules.budget import Money, total
from core.tables import BudgetPlan, Disbursement


@dataclass(frozen=True)
class Report:
    """What one line had disbursed by one date, cumulative, in triệu đồng; `value_type` is as on a BudgetLine."""

    as_of: date
    disbursed: Decimal
    advance: Decimal | None
    value_type: str
    origin: Origin


@dataclass(frozen=True)
class LineCourse:
    """One line and source of capital of one commune and year, with every figure it ever reported, oldest first."""

    place: Place
    budget_year: int
    line: str
    carry_over: str
    title: str
    nature: str | None
    allocated: Decimal | None
    reports: tuple[Report, ...] = field(default=())

    def on(self, day: date) -> Report | None:
        """The figure of that very day; an older one never stands in."""
        return next((report for report in self.reports if report.as_of == day), None)

    def known_by(self, day: date) -> bool:
        return bool(self.reports) and self.reports[0].as_of <= day


def disbursement_course(session: Session, chosen: BudgetFilter) -> list[LineCourse]:
    """Ordered by unit code, year, line and source: the planned lines, reported or not, and the unplanned ones."""
    codes = codes_of(chosen)
    plans = planned_rows(session, chosen, codes)
    made_up, reasons = made_up_batches(session), reasons_given(session)
    reports: dict[LineKey, list[Report]] = defaultdict(list)
    for row in reported_rows(session, chosen, codes):
        reports[line_key(row)].append(_report(row, made_up, reasons))
    return [_course(key, plans.get(key), reports.get(key, [])) for key in sorted({*plans, *reports})]


def _report(row: Disbursement, made_up: frozenset[int], reasons: Reasons) -> Report:
    value_type = value_type_of(row, made_up) or row.value_type
    return Report(row.as_of, row.disbursed, row.advance, value_type, origin_of(row, reasons))


def _course(key: LineKey, plan: BudgetPlan | None, reports: Sequence[Report]) -> LineCourse:
    code, year, line, carry_over = key
    return LineCourse(
        place=all_places().by_code[code],
        budget_year=year,
        line=line,
        carry_over=carry_over,
        title=plan.title if plan else NOT_IN_PLAN,
        nature=plan.nature if plan else None,
        allocated=plan.allocated if plan else None,
        reports=tuple(reports),
    )


@dataclass(frozen=True)
class CoursePoint:
    """The lines of one nature and source on one cut-off date, in triệu đồng.

    `reported` have a figure on that very date and are all that `money` adds up; `awaited` had one before and have
    none on it; `unheard` never had one by then. `value_types` are those of the figures added up.
    """

    as_of: date
    money: Money
    year_gone: Decimal | None
    reported: tuple[LineCourse, ...]
    awaited: tuple[LineCourse, ...]
    unheard: tuple[LineCourse, ...]
    value_types: tuple[str, ...]
    batches: tuple[int, ...]

    @property
    def partial(self) -> bool:
        return bool(self.awaited)

    @property
    def known(self) -> int:
        """Lines that had reported by then: the m of «n/m nội dung có số»."""
        return len(self.reported) + len(self.awaited)

    @property
    def planned(self) -> int:
        return self.known + len(self.unheard)

    @property
    def distance(self) -> Decimal | None:
        """Điểm % above (negative: below) the share of the year gone; None for a partial point."""
        return None if self.partial else distance_between(self.money.percent, self.year_gone)


@dataclass(frozen=True)
class Course:
    """One nature and source of capital of a unit and year, with a point for every cut-off date, oldest first."""

    budget_year: int
    carry_over: str
    nature: str
    lines: tuple[LineCourse, ...]
    points: tuple[CoursePoint, ...]

    @property
    def segments(self) -> tuple[int | None, ...]:
        """Which stretch of line each point lies on; None for a partial one.

        A new stretch begins where other lines are added up than before: their shares are of different plans.
        """
        found: list[int | None] = []
        stretch = 0
        before: tuple[LineCourse, ...] | None = None
        for point in self.points:
            if point.partial:
                found.append(None)
                continue
            stretch += before is not None and before != point.reported
            before = point.reported
            found.append(stretch)
        return tuple(found)


def courses(lines: Iterable[LineCourse], year: int) -> list[Course]:
    """Capital of the year before what was carried over, đầu tư before sự nghiệp; those that have a planned line.

    Lines that the plan does not mention stay outside, as in every other sum.
    """
    lines = [line for line in lines if line.budget_year == year]
    kinds = [(source, nature) for source in (OF_THE_YEAR, CARRIED_OVER) for nature in (INVESTMENT, OPERATING)]
    found = [
        (source, nature, [line for line in lines if (line.carry_over, line.nature) == (source, nature)])
        for source, nature in kinds
    ]
    return [Course(year, source, nature, tuple(own), _points(own)) for source, nature, own in found if own]


def unplanned_courses(lines: Iterable[LineCourse], year: int) -> list[LineCourse]:
    """The lines of a year that have figures and are not in the plan."""
    return [line for line in lines if line.budget_year == year and line.nature is None]


def _points(lines: Sequence[LineCourse]) -> tuple[CoursePoint, ...]:
    days = sorted({report.as_of for line in lines for report in line.reports})
    return tuple(_point(lines, day) for day in days)


def _point(lines: Sequence[LineCourse], day: date) -> CoursePoint:
    looked_up = [(line, line.on(day)) for line in lines]
    found = [(line, report) for line, report in looked_up if report]
    others = [line for line, report in looked_up if not report]
    year, source = lines[0].budget_year, lines[0].carry_over
    return CoursePoint(
        as_of=day,
        money=total(Money(line.allocated, report.disbursed) for line, report in found),
        year_gone=time_gone(day, year, source),
        reported=tuple(line for line, _ in found),
        awaited=tuple(line for line in others if line.known_by(day)),
        unheard=tuple(line for line in others if not line.known_by(day)),
        value_types=tuple(sorted({report.value_type for _, report in found})),
        batches=tuple(sorted({report.origin.batch for _, report in found})),
    )
