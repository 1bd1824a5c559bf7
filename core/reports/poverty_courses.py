"""Courses of the units of a screen: one unit's own, a province's sums by date, and many units beside each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from core.places import Place
from core.reports.frames import DAY, EXACT, INT, TEXT, frame, plan_name, shown_state
from core.reports.poverty import PlanStatus, Result, result_of_year, summed_result
from core.reports.poverty_course import Course, course
from core.reports.poverty_movement import MovementView, movement_view
from core.reports.unit_parts import own_parts, parts_said
from core.rules.poverty import PovertyTarget, share_of_year_gone

Results = Mapping[str, list[Result]]


def course_of(place: Place, rows: Sequence[PlanStatus], results: Results) -> Course:
    """Of one unit under all its plans; a province also by the sums of its parts, at every date all of them have."""
    own = [row for row in rows if row.place == place]
    return course(own, [*_sums(place, results), *results.get(place.code, [])], parts_said(place))


def _sums(place: Place, results: Results) -> list[Result]:
    if place.level != "province" or not place.children_listed:
        return []
    parts = [{found.as_of: found for found in results.get(child.code, [])} for child in own_parts(place)]
    shared = set.intersection(*(set(days) for days in parts)) if parts else set()
    return [total for day in sorted(shared) if (total := summed_result([days[day] for days in parts]))]


def latest_movement(results: Iterable[Result | None], year: int) -> MovementView | None:
    """Of the newest result of the year that has flows to show.

    Its final figures may come a month late; later ones may be what it is judged by, but have the flows of another year.
    """
    known = [found for found in results if found]
    final, latest = result_of_year(known, year), date(year + 1, 1, 31)
    of_year = [found for found in known if found.as_of.year == year or (found is final and found.as_of <= latest)]
    newest = sorted(of_year, key=lambda found: found.as_of, reverse=True)
    return next((view for found in newest if (view := movement_view(found))), None)


@dataclass(frozen=True)
class _Step:
    as_of: date
    poor: int
    percent: Decimal


SHARE_DTYPES = {
    "unit": TEXT,
    "code": TEXT,
    "plan": TEXT,
    "status": TEXT,
    "segment": INT,
    "as_of": DAY,
    "gone": EXACT,
    "poor": INT,
    "percent": EXACT,
}


def share_frame(parts: Sequence[PlanStatus], results: Results) -> pd.DataFrame:
    """One row per unit, plan and date of its year: `percent` of the planned fall reached, the year's share `gone`.

    In households, so that units of all sizes have the same axes; the first row of a unit is 0% at the year's start. A
    unit without results or counts has one row without figures. A line joins the rows of one `segment` only.
    """
    rows = (cells for row in parts for cells in _shares(row, results))
    return frame(rows, SHARE_DTYPES)


def _shares(row: PlanStatus, results: Results) -> Iterable[tuple[object, ...]]:
    unit = (row.place.name, row.place.code, plan_name(row), shown_state(row))
    drawn = [
        (*unit, number, step.as_of, share_of_year_gone(step.as_of, row.year), step.poor, step.percent)
        for number, segment in enumerate(course_of(row.place, [row], results).segments)
        for point in segment
        if (step := _step(point.as_of, point.poor, row.target))
    ]
    return drawn or [(*unit, *[None] * 5)]


def _step(day: date, poor: int, target: PovertyTarget) -> _Step | None:
    """None outside the plan's year, and where the plan has no counts."""
    inside = date(target.year - 1, 12, 31) <= day <= date(target.year, 12, 31)
    if not inside or target.poor_start is None or not target.poor_reduction:
        return None
    return _Step(day, poor, Decimal(target.poor_start - poor) * 100 / target.poor_reduction)
