"""What the text of the budget chapter speaks of: sources of capital, lines, and the pace beside the calendar."""

from collections.abc import Iterator
from dataclasses import dataclass

from core import formats
from core.official_report.chapters.budget_annex import line_remark
from core.official_report.chapters.budget_figures import Sums, distance_figure, gone_figure, line_figure
from core.official_report.chapters.budget_scope import Budget, is_behind
from core.official_report.chapters.budget_tables import NATURES, capital_said
from core.official_report.content import Figure, figure
from core.places import Place, places_of
from core.reports.budget import OF_THE_YEAR, BudgetLine
from core.reports.budget_pace import Pace
from core.reports.budget_views import UNVERIFIED
from core.text import capitalised
from core.wording_budget import disbursed_sentence, nature_note
from core.wording_budget_course import capital_label, doubts_said, time_said


@dataclass(frozen=True)
class PartView:
    """One nature of a source of capital; `least` and `most` are words before figures that are only bounds."""

    title: str
    has_lines: bool
    allocated: Figure
    share: Figure
    lines: Figure
    has_figures: bool
    disbursed: Figure
    percent: Figure
    remaining: Figure
    least: str
    most: str


@dataclass(frozen=True)
class CapitalView:
    """One source of capital: both natures, whatever they hold, and the names of its tables."""

    title: str
    name: str
    whole: PartView
    parts: tuple[PartView, ...]
    reported: str
    nature_note: str
    is_of_the_year: bool


def capital_view(budget: Budget, sums: Sums, when: str) -> CapitalView:
    own = [line for line in budget.lines if line.carry_over == sums.capital.carry_over]
    is_of_the_year = sums.capital.carry_over == OF_THE_YEAR  # the plan's two totals are of this capital alone
    return CapitalView(
        title=capitalised(capital_said(sums)),
        name=capital_said(sums),
        whole=_part_view(sums, None),
        parts=tuple(_part_view(sums, nature) for nature in NATURES),
        reported=disbursed_sentence(own, when),
        nature_note=(nature_note(sums.lines) or "") if is_of_the_year else "",
        is_of_the_year=is_of_the_year,
    )


def _part_view(sums: Sums, nature: str | None) -> PartView:
    part = sums.part(nature)
    is_least = 0 < part.reported < part.lines
    return PartView(
        title=f"Vốn {nature}" if nature else capitalised(capital_said(sums)),
        has_lines=part.lines > 0,
        allocated=sums.figure("allocated", nature),
        share=sums.figure("share", nature),
        lines=sums.count(nature),
        has_figures=part.reported > 0,
        disbursed=sums.figure("disbursed", nature),
        percent=sums.figure("percent", nature),
        remaining=sums.figure("remaining", nature),
        least="ít nhất " if is_least else "",
        most="nhiều nhất " if is_least else "",
    )


@dataclass(frozen=True)
class LineView:
    """One line; `remark` says what is not plain about it, `day` its cut-off date in words."""

    name: str
    nature: str
    allocated: Figure
    disbursed: Figure
    percent: Figure
    advance: Figure
    remaining: Figure
    day: str
    remark: str
    reported: bool


def line_view(line: BudgetLine, with_place: bool) -> LineView:
    place = f" ({line.place.full_name})" if with_place else ""
    return LineView(
        name=f"{line.line}. {line.title}{place}",
        nature=capital_label(line.carry_over, line.nature or "").lower(),
        allocated=line_figure(line, "allocated"),
        disbursed=line_figure(line, "disbursed"),
        percent=line_figure(line, "percent"),
        advance=line_figure(line, "advance"),
        remaining=line_figure(line, "remaining"),
        day=formats.day(line.as_of),
        remark=line_remark(line),
        reported=line.money.disbursed is not None,
    )


@dataclass(frozen=True)
class PaceView:
    """One nature of one commune beside the share of the year gone; `time` says why where there is no distance."""

    title: str
    least: str
    percent: Figure
    gone: Figure | None
    distance: Figure | None
    way: str
    bound: str
    time: str
    doubts: str
    is_behind: bool


def pace_view(budget: Budget, place: Place, pace: Pace) -> PaceView:
    distance = pace.distance
    bound = "" if not pace.is_least else "ít nhất " if distance and distance > 0 else "nhiều nhất "
    return PaceView(
        title=capitalised(f"{place.full_name}, {capital_label(pace.carry_over, pace.nature).lower()}"),
        least="ít nhất " if pace.is_least else "",
        percent=budget.sums_of_unit(place, pace.carry_over).figure("percent", pace.nature),
        gone=gone_figure(pace, place),
        distance=distance_figure(pace, place),
        way="" if distance is None else "cao hơn" if distance > 0 else "thấp hơn" if distance < 0 else "bằng",
        bound=bound,
        time=time_said(pace),
        doubts="; ".join(doubts_said(pace)),
        is_behind=is_behind(pace),
    )


def units_figure(budget: Budget) -> Figure:
    """Communes with a plan of capital."""
    planned = [place for place, _ in budget.units]
    batches = frozenset(line.plan.batch for line in budget.lines if line.plan)
    worked = f"đếm được: {', '.join(place.name for place in planned)}"
    label = f"Số xã, phường, thị trấn có kế hoạch vốn năm {budget.year}"
    source = "kế hoạch vốn đã nạp"
    return figure(len(planned), "count", label, budget.place.full_name, worked=worked, source=source, batches=batches)


def communes_figure(budget: Budget) -> Figure:
    """All communes of the area, of the edition that those with capital are of."""
    edition = next(iter(budget.units))[0].edition if budget.units else budget.place.edition
    known = places_of(budget.place.seen_in)
    inside = (known.by_code[code] for code in known.codes_within(budget.place.code))
    communes = [place for place in inside if place.level == "commune" and place.edition == edition]
    label, source = "Số xã, phường, thị trấn", f"danh mục đơn vị hành chính năm {edition}"
    of = budget.place.full_name
    return figure(len(communes), "count", label, of, worked="đếm trong danh mục", source=source)


def not_mentioned(budget: Budget) -> Iterator[str]:
    """Projects of the programme that the plan does not mention, marked where their names were recalled."""
    for project in budget.projects:
        if not project.lines:
            yield project.project if project.verified else f"{project.project} (tên {UNVERIFIED})"
