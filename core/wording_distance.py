"""How far a unit is from its plan, said once for cards and sentences; the day it is read on decides what is asked."""

from datetime import date
from decimal import Decimal

from core import formats
from core.reports.poverty import PlanStatus
from core.rules.poverty import PovertyTarget, Status, is_final
from core.rules.poverty_pace import Measure, Pace, pace


def is_unfinished(row: PlanStatus, today: date) -> bool:
    """The year is over, and nobody brought its final figures."""
    return today > date(row.year, 12, 31) and not (row.result and is_final(row.result, row.year))


def distance_said(row: PlanStatus, today: date) -> str:
    """`còn phải giảm 713 hộ, cần 119 hộ/tháng đến 31/12`; empty without a result or a plan to measure with.

    The months left count from `today`, or from the figures' day where it is later. A rise of the year is said first.
    """
    found = pace(row.target, row.result, today)
    return f"{_rise_said(row)}{_still(row, found, today)}" if found else ""


def _rise_said(row: PlanStatus) -> str:
    rise = -(row.assessment.reduced or 0)
    return f"tăng {formats.count(rise)} hộ, " if rise > 0 else ""


def _still(row: PlanStatus, found: Pace, today: date) -> str:
    left = amount_said(found.measure, found.left)
    if not found.left:
        return f"đã đủ số {found.measure.value} của kế hoạch"
    if row.result and is_final(row.result, row.year):
        return f"{'không đạt, ' if row.assessment.status is Status.MISSED else ''}thiếu {left} so với kế hoạch"
    if is_unfinished(row, today):
        return f"còn {left} so với kế hoạch, năm {row.year} đã hết mà chưa có số chính thức cuối năm"
    if found.per_month is None:
        return f"còn {left} so với kế hoạch năm {row.year}"
    return f"còn phải giảm {left}, cần {amount_said(found.measure, found.per_month)}/tháng đến 31/12"


def asks_for_nothing(target: PovertyTarget) -> bool:
    """A planned fall of 0: there is no share of it to reach."""
    falls = (target.poor_reduction, target.rate_reduction)
    return any(fall is not None for fall in falls) and not any(falls)


def why_not_compared(target: PovertyTarget) -> str:
    """Why figures there are give no share of the plan."""
    if not asks_for_nothing(target):
        return "kế hoạch thiếu số đầu năm"
    return f"kế hoạch không giao giảm {'điểm %' if target.poor_reduction is None else 'hộ'} nào"


def amount_said(measure: Measure, value: Decimal) -> str:
    """`713 hộ`, `0,58 điểm %`."""
    number = formats.count(int(value)) if measure is Measure.HOUSEHOLDS else formats.points(value)
    return f"{number} {measure.value}"
