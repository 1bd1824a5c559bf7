"""The planned path of a year and what is left of it, on the figures of 97/KH-UBND and on plans in points."""

from datetime import date
from decimal import Decimal

import pytest

from core.rules.poverty import PovertyResult, PovertyTarget
from core.rules.poverty_pace import Measure, months_left, pace, planned_poor, planned_rate_end

JUNE, YEAR_END = date(2024, 6, 30), date(2024, 12, 31)
TUY_DUC = PovertyTarget(2024, 16674, 3131, 16874, 1400, Decimal("8.5"))
IN_POINTS = PovertyTarget(2024, rate_reduction=Decimal(8), reported_rate_start=Decimal("60.00"))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2023-12-31", 12),
        ("2024-01-01", 12),
        ("2024-06-15", 7),
        ("2024-06-29", 7),
        ("2024-06-30", 6),
        ("2024-11-30", 1),
        ("2024-12-30", 1),
        ("2024-12-31", 0),
        ("2025-01-15", 0),
    ],
)
def test_a_month_that_has_begun_is_a_month(as_of: str, expected: int) -> None:
    assert months_left(date.fromisoformat(as_of), 2024) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 12, 31), "3131.00"),
        (JUNE, "2434.83"),  # 3.131 − 1.400 × 182 ÷ 366
        (YEAR_END, "1731.00"),
        (date(2023, 12, 30), None),
        (date(2025, 1, 1), None),
    ],
)
def test_the_path_is_a_straight_line_by_days_inside_its_year(day: date, expected: str | None) -> None:
    found = planned_poor(TUY_DUC, day)
    assert (found and round(found, 2)) == (expected and Decimal(expected))


@pytest.mark.parametrize(
    ("target", "expected"),
    [(TUY_DUC, "10.26"), (IN_POINTS, "52.00"), (PovertyTarget(2024, rate_reduction=Decimal(8)), None)],
)
def test_the_path_of_the_rate_ends_where_the_plan_says(target: PovertyTarget, expected: str | None) -> None:
    assert planned_rate_end(target) == (expected and Decimal(expected))


@pytest.mark.parametrize(
    ("as_of", "poor", "short", "left", "per_month"),
    [
        (JUNE, 2444, 9, 713, 119),  # 713 ÷ 6 = 118,8
        (JUNE, 2434, -1, 703, 118),
        (date(2024, 12, 30), 1735, 0, 4, 4),  # the path: 1.731 + 1.400 ÷ 366
        (JUNE, 1700, -735, 0, 0),
        (YEAR_END, 1760, 29, 29, None),
        (date(2025, 1, 15), 1760, 29, 29, None),
    ],
)
def test_what_is_left_of_tuy_duc(as_of: date, poor: int, short: int, left: int, per_month: int | None) -> None:
    found = pace(TUY_DUC, PovertyResult(as_of, 16800, poor))
    assert found is not None
    assert (found.measure, found.short, found.left, found.per_month) == (Measure.HOUSEHOLDS, short, left, per_month)


@pytest.mark.parametrize(
    ("judged", "counted_from", "months", "per_month"),
    [
        (None, date(2024, 3, 31), 9, 14),  # 118 ÷ 9 = 13,1
        (date(2024, 2, 1), date(2024, 3, 31), 9, 14),
        (JUNE, JUNE, 6, 20),  # 118 ÷ 6 = 19,7
        (YEAR_END, YEAR_END, 0, None),
        (date(2025, 2, 1), date(2025, 2, 1), 0, None),
    ],
)
def test_months_left_count_from_the_day_that_is_judged(
    judged: date | None, counted_from: date, months: int, per_month: int | None
) -> None:
    """592 − 140 = 452 by the plan, 570 on 31/03."""
    target = PovertyTarget(2024, 20807, 592, 21007, 140, Decimal("0.7"))
    found = pace(target, PovertyResult(date(2024, 3, 31), 20900, 570), judged)
    assert found is not None
    assert found.left == 118
    assert (found.counted_from, found.months_left, found.per_month) == (counted_from, months, per_month)


def test_a_plan_in_points_is_paced_in_points() -> None:
    """57,00% at mid-year: 60 − 8 × 182/366 = 56,02 was due; 5 points are left, 0,84 a month (0,8333 rounded up)."""
    found = pace(IN_POINTS, PovertyResult(JUNE, 1000, 570))
    assert found is not None
    assert (found.measure, round(found.short, 2), found.left, found.per_month) == (
        Measure.POINTS,
        Decimal("0.98"),
        Decimal("5.00"),
        Decimal("0.84"),
    )
    assert found.behind == Decimal("0.98")


@pytest.mark.parametrize(("poor", "behind"), [(2444, 9), (2435, 0), (1700, 0)])
def test_nobody_is_behind_by_less_than_nothing(poor: int, behind: int) -> None:
    found = pace(TUY_DUC, PovertyResult(JUNE, 16800, poor))
    assert found is not None
    assert found.behind == behind


@pytest.mark.parametrize(
    ("target", "result"),
    [
        (TUY_DUC, None),
        (TUY_DUC, PovertyResult(date(2023, 9, 30), 16674, 3200)),
        (PovertyTarget(2024, rate_reduction=Decimal(8)), PovertyResult(JUNE, 1000, 570)),
        (PovertyTarget(2024, 1000, 50, 1000, 0), PovertyResult(JUNE, 1000, 50)),
    ],
    ids=["no result", "before the year", "points without a start", "a plan of nothing"],
)
def test_nothing_is_said_where_nothing_can_be_measured(target: PovertyTarget, result: PovertyResult | None) -> None:
    assert pace(target, result) is None
