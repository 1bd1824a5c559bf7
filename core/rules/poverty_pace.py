"""The planned path of a year, and what is left of it: in households (hộ), or in percentage points (điểm %).

The path is a straight line by days from the baseline (31/12 of the year before) to the plan (31/12): an aid for
reading a mid-year figure. No document sets it.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal
from enum import StrEnum

from core.rules.poverty import PovertyResult, PovertyTarget, share_of_year_gone
from core.rules.rounding import half_up


class Measure(StrEnum):
    HOUSEHOLDS = "hộ"
    POINTS = "điểm %"


@dataclass(frozen=True)
class Pace:
    """One result beside the planned path of its year, all amounts in `measure` (whole households, or points).

    `expected` is where the path stands on `as_of`, unrounded: poor households, or the rate in per cent.
    `short` is how much is wanting to be there (below 0: ahead), `left` how much to the year's plan (never below 0).
    `months_left` count from `counted_from`: the day that is judged, or that of the figures where it is later.
    `per_month` is None where nothing is left of the year; it is rounded up.
    """

    measure: Measure
    as_of: date
    expected: Decimal
    short: Decimal
    left: Decimal
    counted_from: date
    months_left: int
    per_month: Decimal | None

    @property
    def behind(self) -> Decimal:
        """What is wanting to be on the path, as it is shown: never below 0, points with two decimals."""
        return max(Decimal(0), half_up(self.short, 0 if self.measure is Measure.HOUSEHOLDS else 2))


def months_left(as_of: date, year: int) -> int:
    """Whole months until 31/12, a month that has begun being one: 30/06 → 6, 15/06 → 7, 30/12 → 1, 31/12 → 0."""
    tomorrow = as_of + timedelta(days=1)
    return max(0, (year + 1 - tomorrow.year) * 12 + 1 - tomorrow.month)


def planned_poor(target: PovertyTarget, day: date) -> Decimal | None:
    """Poor households on the planned path, unrounded; None for a plan without counts and outside its year."""
    if target.poor_start is None or target.poor_reduction is None or not _on_path(day, target.year):
        return None
    return target.poor_start - target.poor_reduction * share_of_year_gone(day, target.year)


def planned_rate_end(target: PovertyTarget) -> Decimal | None:
    """Where the path of the rate ends: the plan's own rate, else its start less its points; None without a start."""
    if target.rate_planned is not None:
        return target.rate_planned
    if target.rate_start is None or target.rate_reduction is None:
        return None
    return target.rate_start - target.rate_reduction


def _on_path(day: date, year: int) -> bool:
    return date(year - 1, 12, 31) <= day <= date(year, 12, 31)


def pace(target: PovertyTarget, result: PovertyResult | None, judged: date | None = None) -> Pace | None:
    """In households where the plan has them, else in points; None where there is nothing to measure with.

    A result after the year's end is set beside the end of the path. `judged`: the day that is looked at, from which
    what is left has still to be done; None: that of the figures.
    """
    if result is None or result.as_of < date(target.year - 1, 12, 31):
        return None
    day = min(result.as_of, date(target.year, 12, 31))
    found = _of_households(target, result, day) or _of_points(target, result, day)
    return found and _counted(found, target.year, max(judged or result.as_of, result.as_of))


def _of_households(target: PovertyTarget, result: PovertyResult, day: date) -> Pace | None:
    expected = planned_poor(target, day)
    if expected is None or target.poor_planned is None or not target.poor_reduction:
        return None
    left = Decimal(max(0, result.poor - target.poor_planned))
    short = result.poor - half_up(expected, 0)
    return Pace(Measure.HOUSEHOLDS, result.as_of, expected, short, left, result.as_of, 0, None)


def _of_points(target: PovertyTarget, result: PovertyResult, day: date) -> Pace | None:
    """From printed rates, as the officials' formula does."""
    if target.rate_start is None or not target.rate_reduction:
        return None
    expected = target.rate_start - target.rate_reduction * share_of_year_gone(day, target.year)
    left = max(Decimal(0), result.rate - (target.rate_start - target.rate_reduction))
    return Pace(Measure.POINTS, result.as_of, expected, result.rate - expected, left, result.as_of, 0, None)


def _counted(found: Pace, year: int, counted_from: date) -> Pace:
    """With what is left of the year from a day on."""
    months, step = months_left(counted_from, year), Decimal(1 if found.measure is Measure.HOUSEHOLDS else "0.01")
    per_month = (found.left / months).quantize(step, ROUND_UP) if months else None
    return replace(found, counted_from=counted_from, months_left=months, per_month=per_month)
