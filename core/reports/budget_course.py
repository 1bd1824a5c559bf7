"""Disbursement over time: every cut-off date, by nature and source of capital, beside the share of the year gone.

A date's point is what the cards say as of that date: each line's latest figure by then, against the plan of all
lines. Where a line has no figure of that very date the point is partial, and no line is drawn through it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from core.carrying import Share
from core.places import Place
from core.reports.batches import made_up_batches
from core.reports.budget import (
    CARRIED_OVER,
    INVESTMENT,
    NOT_IN_PLAN,
    OF_THE_YEAR,
    OPERATING,
    BudgetFilter,
    codes_of,
    distance_between,
    joined,
    line_key,
    passing_of,
    planned_rows,
    reported_rows,
    time_gone,
    value_type_of,
)
from core.reports.budget_shares import LineKey, part_of_amount, shares_in
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
    """One line and source of capital of one commune and year, with every figure it ever reported, oldest first.

    `share`: only this declared part of it counts here, and the amounts are estimates. `parts` are the old units' lines
    that stand for it until it has a figure of its own, which contains theirs.
    """

    place: Place
    budget_year: int
    line: str
    carry_over: str
    title: str
    nature: str | None
    allocated: Decimal | None
    reports: tuple[Report, ...] = field(default=())
    share: Share | None = None
    parts: "tuple[LineCourse, ...]" = ()

    @property
    def days(self) -> set[date]:
        return {report.as_of for line in (self, *self.parts) for report in line.reports}

    def standing(self, day: date) -> "tuple[LineCourse, ...]":
        """Itself, or what stands for it by that day."""
        return (self,) if self.by(day) or not self.parts else self.parts

    def by(self, day: date) -> Report | None:
        """The latest figure up to that day, as for a BudgetLine."""
        return next((report for report in reversed(self.reports) if report.as_of <= day), None)


def disbursement_course(session: Session, chosen: BudgetFilter) -> list[LineCourse]:
    """Ordered by unit code, year, line and source: the planned lines, reported or not, and the unplanned ones.

    Without those whose capital the units that hold theirs have in lines of their own, and those that are in no sum.
    """
    shares = shares_in(session, chosen.unit_code, chosen.known_at)
    codes = codes_of(chosen, shares)
    plans = planned_rows(session, chosen, codes)
    made_up, reasons = made_up_batches(session), reasons_given(session, chosen.known_at, chosen.unit_code)
    reports: dict[LineKey, list[Report]] = defaultdict(list)
    for row in reported_rows(session, chosen, codes):
        reports[line_key(row)].append(_report(row, made_up, reasons, shares.get(row.unit_code)))
    passed, by_code = passing_of(session, chosen, plans, reports.keys()), chosen.places.by_code
    found = {
        key: _course(by_code[key[0]], key, plans.get(key), reports.get(key, []), shares.get(key[0]))
        for key in sorted({*plans, *reports})
    }
    return [
        _with_plan_of([found[part] for part in passed.parts.get(key, ())], course)
        for key, course in found.items()
        if key not in passed.replaced and key not in passed.beside
    ]


def _with_plan_of(parts: Sequence[LineCourse], course: LineCourse) -> LineCourse:
    """A new unit's line with the plan of the old ones that it goes on from."""
    if not parts:
        return course
    return replace(
        course,
        title=joined(part.title for part in parts),
        nature=parts[0].nature,
        allocated=sum((part.allocated or Decimal(0) for part in parts), Decimal(0)),
        parts=tuple(parts),
    )


def _report(row: Disbursement, made_up: frozenset[int], reasons: Reasons, share: Share | None) -> Report:
    return Report(
        row.as_of,
        row.disbursed if share is None else part_of_amount(row.disbursed, share) or Decimal(0),
        part_of_amount(row.advance, share),
        value_type_of(row, made_up) or row.value_type,
        origin_of(row, reasons),
    )


def _course(
    place: Place, key: LineKey, plan: BudgetPlan | None, reports: Sequence[Report], share: Share | None
) -> LineCourse:
    _, year, line, carry_over = key
    return LineCourse(
        place=place,
        budget_year=year,
        line=line,
        carry_over=carry_over,
        title=plan.title if plan else NOT_IN_PLAN,
        nature=plan.nature if plan else None,
        allocated=part_of_amount(plan.allocated, share) if plan else None,
        reports=tuple(reports),
        share=share,
    )


@dataclass(frozen=True)
class CoursePoint:
    """The planned lines of one nature and source as known on one cut-off date, in triệu đồng.

    `figures` are each line's latest by then and all that was disbursed; `unheard` never had one by then. The plan in
    `money` is that of all of them.
    """

    as_of: date
    money: Money
    year_gone: Decimal | None
    figures: tuple[tuple[LineCourse, Report], ...]
    unheard: tuple[LineCourse, ...]

    @property
    def older(self) -> tuple[tuple[LineCourse, Report], ...]:
        """The figures that are of an earlier date."""
        return tuple((line, report) for line, report in self.figures if report.as_of < self.as_of)

    @property
    def is_least(self) -> bool:
        """Some lines have never reported: what was disbursed and its share are the least there is."""
        return bool(self.unheard)

    @property
    def partial(self) -> bool:
        return bool(self.older or self.unheard)

    @property
    def planned(self) -> int:
        return len(self.figures) + len(self.unheard)

    @property
    def distance(self) -> Decimal | None:
        """Điểm % above (negative: below) the share of the year gone, where that is one for all figures."""
        gone = {time_gone(report.as_of, line.budget_year, line.carry_over) for line, report in self.figures}
        return distance_between(self.money.percent, self.year_gone) if len(gone) == 1 else None

    @property
    def value_types(self) -> tuple[str, ...]:
        return tuple(sorted({report.value_type for _, report in self.figures}))

    @property
    def batches(self) -> tuple[int, ...]:
        return tuple(sorted({report.origin.batch for _, report in self.figures}))


@dataclass(frozen=True)
class Course:
    """One nature and source of capital of a unit and year, with a point for every cut-off date, oldest first."""

    budget_year: int
    carry_over: str
    nature: str
    lines: tuple[LineCourse, ...]
    points: tuple[CoursePoint, ...]


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


def _points(lines: Sequence[LineCourse]) -> tuple[CoursePoint, ...]:
    days = sorted({day for line in lines for day in line.days})
    return tuple(_point(lines, day) for day in days)


def _point(lines: Sequence[LineCourse], day: date) -> CoursePoint:
    latest = [(one, one.by(day)) for line in lines for one in line.standing(day)]
    return CoursePoint(
        as_of=day,
        money=total(Money(line.allocated, report.disbursed if report else None) for line, report in latest),
        year_gone=time_gone(day, lines[0].budget_year, lines[0].carry_over),
        figures=tuple((line, report) for line, report in latest if report),
        unheard=tuple(line for line, report in latest if not report),
    )
