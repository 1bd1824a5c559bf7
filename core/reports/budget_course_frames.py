"""The course and the pace of disbursement as frames: amounts in triệu đồng, shares in per cent, distances in điểm %."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from core import formats
from core.reports.budget import ESTIMATE, MADE_UP, OF_THE_YEAR, BudgetLine, time_gone
from core.reports.budget_course import Course, CoursePoint
from core.reports.budget_pace import Pace, paces
from core.reports.budget_views import UNVERIFIED, by_unit, payment_term
from core.reports.frames import DAY, EXACT, INT, TEXT, frame
from core.wording_budget_course import (
    capital_label,
    coverage_said,
    distance_said,
    pace_said,
    point_said,
    value_type_said,
)

FLAG = "boolean"
COURSE_DTYPES = {
    "series": TEXT,
    "carry_over": TEXT,
    "nature": TEXT,
    "as_of": DAY,
    "allocated": EXACT,
    "disbursed": EXACT,
    "percent": EXACT,
    "year_gone": EXACT,
    "distance": EXACT,
    "distance_said": TEXT,
    "is_least": FLAG,
    "coverage": TEXT,
    "partial": FLAG,
    "value_type": TEXT,
    "estimate": FLAG,
    "made_up": FLAG,
    "said": TEXT,
    "source": TEXT,
}


def course_frame(found: Iterable[Course]) -> pd.DataFrame:
    """One row per nature, source and cut-off date, oldest first within each.

    `percent` is of the whole plan, a lower bound where `is_least`; a `partial` point is drawn alone.
    """
    return frame((_course_cells(course, point) for course in found for point in course.points), COURSE_DTYPES)


def _course_cells(course: Course, point: CoursePoint) -> tuple[Any, ...]:
    money = point.money
    return (
        *(capital_label(course.carry_over, course.nature), course.carry_over, course.nature, point.as_of),
        *(money.allocated, money.disbursed, money.percent),
        *(point.year_gone, point.distance, distance_said(point.distance, point.is_least)),
        *(point.is_least, coverage_said(point), point.partial),
        *(value_type_said(point), ESTIMATE in point.value_types, MADE_UP in point.value_types),
        *(point_said(course, point), f"GN: lô {', '.join(map(str, point.batches))}"),
    )


TIME_DTYPES = {"day": DAY, "percent": EXACT, "mark": TEXT, "said": TEXT}
YEAR_STARTS, YEAR_ENDS, PAID_UNTIL = "đầu năm", "cuối năm", "hạn thanh toán"


def time_frame(year: int) -> pd.DataFrame:
    """The share of the year gone as a straight line: 01/01, 31/12, and the payment term where somebody entered it.

    The share counts the day itself, as everywhere: 01/01 is one day of 365 or 366.
    """
    ends = [(date(year, 1, 1), YEAR_STARTS), (date(year, 12, 31), YEAR_ENDS)]
    term = payment_term(year)
    ends += [(term.paid_until, PAID_UNTIL)] if term else []
    doubt = f" ({UNVERIFIED})" if term and not term.verified else ""
    return frame((_time_cells(day, mark, year, doubt) for day, mark in ends), TIME_DTYPES)


def _time_cells(day: date, mark: str, year: int, doubt: str) -> tuple[Any, ...]:
    gone = time_gone(day, year, OF_THE_YEAR)
    said = f"{formats.day(day)}: năm {year} đã qua {formats.percent_of_plan(gone)}"
    if mark == PAID_UNTIL:
        said = f"{formats.day(day)}: hạn thanh toán vốn năm {year}{doubt}"
    return (day, gone, mark, said)


UNIT_PACE_DTYPES = {
    "unit": TEXT,
    "code": TEXT,
    "series": TEXT,
    "carry_over": TEXT,
    "nature": TEXT,
    "lines": INT,
    "reported": INT,
    "allocated": EXACT,
    "disbursed": EXACT,
    "remaining": EXACT,
    "percent": EXACT,
    "is_least": FLAG,
    "first_date": DAY,
    "last_date": DAY,
    "year_gone": EXACT,
    "distance": EXACT,
    "distance_said": TEXT,
    "estimates": INT,
    "made_up": INT,
    "said": TEXT,
}


def _pace_cells(pace: Pace) -> tuple[Any, ...]:
    money, days = pace.money, [day for day, _ in pace.dates]
    return (
        *(capital_label(pace.carry_over, pace.nature), pace.carry_over, pace.nature),
        *(pace.part.lines, pace.part.reported),
        *(money.allocated, money.disbursed, money.remaining, money.percent, pace.is_least),
        *(days[0] if days else None, days[-1] if days else None),
        *(pace.year_gone[0] if len(pace.year_gone) == 1 else None, pace.distance),
        *(distance_said(pace.distance, pace.is_least), pace.estimates, pace.made_up, pace_said(pace)),
    )


def unit_pace_frame(lines: Iterable[BudgetLine], year: int) -> pd.DataFrame:
    """One row per commune of the map and nature, of the capital of the year, by unit code.

    `year_gone` is missing where the figures are of different shares.
    """
    found = [(place, pace) for place, own in by_unit(lines) for pace in paces(own, year)]
    of_year = [(place, pace) for place, pace in found if pace.carry_over == OF_THE_YEAR]
    return frame(((place.name, place.code, *_pace_cells(pace)) for place, pace in of_year), UNIT_PACE_DTYPES)
