"""One unit over the years: the planned path of each plan year, the actual results, and where no honest line runs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pandas as pd

from core.reports.frames import DAY, EXACT, FLAG, INT, TEXT, frame, plan_name
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_breaks import BASELINE, CoursePoint, why_apart
from core.rules.poverty_pace import planned_rate_end
from core.wording_carried import carried_short


@dataclass(frozen=True)
class PlannedPath:
    """The straight line of one plan from 31/12 of the year before to 31/12; None where it gives no such figure."""

    plan: str
    year: int
    poor_start: int | None
    poor_end: int | None
    rate_start: Decimal | None
    rate_end: Decimal | None

    @property
    def start(self) -> date:
        return date(self.year - 1, 12, 31)

    @property
    def end(self) -> date:
        return date(self.year, 12, 31)


@dataclass(frozen=True)
class CourseBreak:
    """No line between two dates, and why; shown below the chart."""

    after: date
    before: date
    reason: str


@dataclass(frozen=True)
class Course:
    """`segments` are the points that a line may join; between two of them runs none, for the reasons in `breaks`."""

    paths: tuple[PlannedPath, ...]
    segments: tuple[tuple[CoursePoint, ...], ...]
    breaks: tuple[CourseBreak, ...]

    @property
    def reasons(self) -> list[str]:
        """Each once, in the order of time."""
        ordered = sorted(self.breaks, key=lambda found: (found.after, found.before))
        return list(dict.fromkeys(found.reason for found in ordered))


def course(statuses: Sequence[PlanStatus], results: Iterable[Result], summed_of: str = "huyện, thành phố") -> Course:
    """Of one unit: `statuses` are its rows under all plans and years, `results` what it reported itself.

    `summed_of` says what a sum is of that has no row of its own.
    """
    points = _points(statuses, results, summed_of)
    baselines = _plan_baselines(statuses)
    gaps = {(a.as_of, b.as_of): why_apart(a, b, baselines) for a, b in pairwise(points)}
    breaks = [CourseBreak(*days, reason) for days, reasons in gaps.items() for reason in reasons]
    return Course(
        paths=tuple(_path(row) for row in statuses),
        segments=tuple(_segments(points, {days for days, reasons in gaps.items() if reasons})),
        breaks=(*breaks, *(found for row in statuses if (found := _unplanned(row)))),
    )


def _path(row: PlanStatus) -> PlannedPath:
    target = row.target
    return PlannedPath(
        plan=plan_name(row),
        year=row.year,
        poor_start=target.poor_start if target.poor_planned is not None else None,
        poor_end=target.poor_planned,
        rate_start=target.rate_start,
        rate_end=planned_rate_end(target),
    )


def _unplanned(row: PlanStatus) -> CourseBreak | None:
    """Points can't be turned into households: no line for them."""
    path = _path(row)
    if path.poor_end is not None:
        return None
    said = f"Kế hoạch {path.plan} năm {path.year} không có số hộ nên không vẽ đường kế hoạch theo số hộ"
    no_rate = "" if path.rate_end is not None else "; chưa có tỷ lệ đầu năm nên cũng không vẽ được theo tỷ lệ"
    return CourseBreak(path.start, path.end, f"{said}{no_rate}.")


def _points(statuses: Sequence[PlanStatus], results: Iterable[Result], summed_of: str) -> list[CoursePoint]:
    """By date; on one date the unit's own report before a sum of its parts, and both before a plan's baseline."""
    summed = [row.result for row in statuses if row.result and row.result.summed_from]
    found = {date(row.year - 1, 12, 31): point for row in statuses if (point := _baseline_point(row, statuses))}
    found |= {result.as_of: _point(result, summed_of) for result in [*summed, *results]}
    return [found[day] for day in sorted(found)]


def _point(result: Result, summed_of: str) -> CoursePoint:
    source = result.origin.said if result.origin else f"cộng {result.summed_from} {summed_of}"
    if result.carried:
        source = carried_short(result.carried)
    return CoursePoint(
        result.as_of,
        result.as_of.year,
        result.households,
        result.poor,
        result.rate,
        result.value_type,
        source,
        result.poor_start,
        carried=result.carried is not None,
        estimated=result.is_estimate or result.value_type == "ước",
    )


def _baseline_point(row: PlanStatus, statuses: Sequence[PlanStatus]) -> CoursePoint | None:
    """Only where the plans of the year agree on it."""
    target = row.target
    if target.poor_start is None or len(_plan_baselines(statuses).get(row.year, ())) > 1:
        return None
    day = date(row.year - 1, 12, 31)
    return CoursePoint(
        day, row.year, target.households_start, target.poor_start, target.rate_start, BASELINE, plan_name(row)
    )


def _plan_baselines(statuses: Sequence[PlanStatus]) -> dict[int, dict[int, str]]:
    """Year → poor households its plans start from → the first plan that says so."""
    found: dict[int, dict[int, str]] = {}
    for row in statuses:
        if row.target.poor_start is not None:
            found.setdefault(row.year, {}).setdefault(row.target.poor_start, plan_name(row))
    return found


def _segments(points: Sequence[CoursePoint], cuts: set[tuple[date, date]]) -> Iterator[tuple[CoursePoint, ...]]:
    segment: list[CoursePoint] = []
    for point in points:
        if segment and (segment[-1].as_of, point.as_of) in cuts:
            yield tuple(segment)
            segment = []
        segment.append(point)
    if segment:
        yield tuple(segment)


POINT_DTYPES = {
    "segment": INT,
    "as_of": DAY,
    "households": INT,
    "poor": INT,
    "rate": EXACT,
    "value_type": TEXT,
    "source": TEXT,
    "carried": FLAG,
    "estimated": FLAG,
}
PATH_DTYPES = {"plan": TEXT, "year": INT, "as_of": DAY, "poor": INT, "rate": EXACT}


def point_frame(found: Course) -> pd.DataFrame:
    """One row per actual figure (hộ, %); a line joins the rows of one `segment` only.

    `carried`: the sum of figures of another map's units; `estimated`: not final, or by declared shares.
    """
    rows = ((number, point) for number, segment in enumerate(found.segments) for point in segment)
    return frame(
        (
            (
                *(number, point.as_of, point.households, point.poor, point.rate),
                *(point.value_type, point.source, point.carried, point.estimated),
            )
            for number, point in rows
        ),
        POINT_DTYPES,
    )


def path_frame(found: Course) -> pd.DataFrame:
    """Two rows per plan and year: its start and its end, in hộ and %; missing where the plan gives none."""
    ends = (
        (path.plan, path.year, day, poor, rate)
        for path in found.paths
        for day, poor, rate in (
            (path.start, path.poor_start, path.rate_start),
            (path.end, path.poor_end, path.rate_end),
        )
    )
    return frame(ends, PATH_DTYPES)
