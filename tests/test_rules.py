"""The rules on the cases of domain.md and on published figures."""

from datetime import date
from decimal import Decimal

import pytest

from core.rules.poverty import (
    Movement,
    PovertyResult,
    PovertyTarget,
    Status,
    assess,
    movement,
    percent_of_plan_by_households,
    percent_of_plan_by_points,
    planned_fall_in_points,
    printed_rate,
    result_for_year,
    share_of_year_gone,
)
from core.rules.rounding import half_up
from core.settings import ProgressThresholds

THRESHOLDS = ProgressThresholds(on_track=Decimal(1), watch=Decimal("0.75"))
YEAR_END = date(2024, 12, 31)

CU_JUT = PovertyTarget(2024, 21931, 811, 22131, 300, Decimal("1.4"))
TUY_DUC = PovertyTarget(2024, 16674, 3131, 16874, 1400, Decimal("8.5"))
GIA_NGHIA = PovertyTarget(2024, 20592, 87, 20792, 25, Decimal("0.1"))
KRONG_NO = PovertyTarget(2024, 19775, 748, 19975, 150, Decimal("0.8"))


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [("0.125", 2, "0.13"), ("0.135", 2, "0.14"), ("2.5", 0, "3"), ("6.4464", 1, "6.4"), ("-0.125", 2, "-0.13")],
)
def test_half_up_never_rounds_to_even(value: str, places: int, expected: str) -> None:
    assert half_up(Decimal(value), places) == Decimal(expected)


@pytest.mark.parametrize(
    ("poor", "households", "expected"),
    [(748, 19775, "3.78"), (8838, 170550, "5.18"), (5423, 172150, "3.15"), (5423, 170550, "3.18"), (62, 20792, "0.30")],
)
def test_printed_rates_are_those_of_the_plan(poor: int, households: int, expected: str) -> None:
    assert printed_rate(poor, households) == Decimal(expected)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((748, 19775, 598, 19975), "0.7888"),
        ((811, 21931, 511, 22131), "1.3890"),
        ((470, 27969, 370, 28169), "0.3669"),
        ((592, 20807, 452, 21007), "0.6935"),
        ((2531, 18832, 1331, 19032), "6.4464"),
    ],
)
def test_planned_falls_from_unrounded_rates(counts: tuple[int, int, int, int], expected: str) -> None:
    assert half_up(planned_fall_in_points(*counts), 4) == Decimal(expected)


def test_krong_no_is_published_as_132_5_percent_by_points_and_140_by_households() -> None:
    assert percent_of_plan_by_points(Decimal("3.78"), Decimal("2.72"), Decimal("0.8")) == Decimal("132.5")
    assert percent_of_plan_by_households(210, 150) == Decimal(140)


def test_a_plan_of_zero_has_no_percentage() -> None:
    assert percent_of_plan_by_points(Decimal(1), Decimal(1), Decimal(0)) is None
    assert percent_of_plan_by_households(0, 0) is None


@pytest.mark.parametrize(
    ("target", "households", "poor", "status", "by_points", "by_households", "disagree"),
    [
        (CU_JUT, 22131, 511, Status.MET, "99.3", "100.0", True),
        (TUY_DUC, 16874, 1732, Status.MET, "100.2", "99.9", True),
        (TUY_DUC, 16874, 1760, Status.MISSED, "98.2", "97.9", False),
        (GIA_NGHIA, 20792, 76, Status.MISSED, "50.0", "44.0", False),
        (KRONG_NO, 19800, 538, Status.MET, "132.5", "140.0", False),
    ],
)
def test_final_results_are_met_and_missed_as_in_the_domain(
    target: PovertyTarget,
    households: int,
    poor: int,
    status: Status,
    by_points: str,
    by_households: str,
    disagree: bool,
) -> None:
    judged = assess(target, PovertyResult(YEAR_END, households, poor), THRESHOLDS)
    assert judged.status is status
    assert judged.percent_by_points is not None
    assert judged.percent_by_households is not None
    assert half_up(judged.percent_by_points, 1) == Decimal(by_points)
    assert half_up(judged.percent_by_households, 1) == Decimal(by_households)
    assert judged.percentages_disagree is disagree


@pytest.mark.parametrize(
    ("as_of", "poor", "official", "expected"),
    [
        (date(2024, 6, 30), 2431, True, Status.ON_TRACK),  # 700 of 1.400 with 49,7% of the year gone
        (date(2024, 6, 30), 2560, True, Status.WATCH),  # 571 of 1.400: 41%
        (date(2024, 6, 30), 2900, True, Status.BEHIND),  # 231 of 1.400: 17%
        (date(2024, 6, 30), 3200, True, Status.BEHIND),  # more poor than at the start
        (date(2024, 6, 30), 1731, True, Status.MET),  # the year's goal reached early
        (YEAR_END, 1760, False, Status.WATCH),  # an estimate is never final
        (date(2025, 1, 15), 1760, True, Status.MISSED),
    ],
)
def test_mid_year_status_is_pace_against_the_year(as_of: date, poor: int, official: bool, expected: Status) -> None:
    assert assess(TUY_DUC, PovertyResult(as_of, 16874, poor, official), THRESHOLDS).status is expected


def test_no_result_is_no_data_and_never_zero() -> None:
    judged = assess(TUY_DUC, None, THRESHOLDS)
    assert judged.status is Status.NO_DATA
    assert judged.reduced is None
    assert judged.percent_by_points is None


def test_a_plan_in_points_only_is_judged_by_points() -> None:
    target = PovertyTarget(2024, rate_reduction=Decimal(8), printed_rate_start=Decimal("20.00"))
    judged = assess(target, PovertyResult(YEAR_END, 1000, 110), THRESHOLDS)
    assert judged.percent_by_points == Decimal("112.5")
    assert judged.percent_by_households is None
    assert judged.status is Status.MET


def test_a_plan_in_households_only_is_judged_by_households() -> None:
    target = PovertyTarget(2024, households_start=1000, poor_start=200, poor_reduction=50)
    judged = assess(target, PovertyResult(YEAR_END, 1000, 151), THRESHOLDS)
    assert judged.percent_by_points is None
    assert judged.percent_by_households == Decimal(98)
    assert judged.status is Status.MISSED


def test_share_of_the_year_knows_leap_years() -> None:
    assert share_of_year_gone(date(2024, 6, 30), 2024) == Decimal(182) / Decimal(366)
    assert share_of_year_gone(date(2023, 12, 31), 2023) == 1
    assert share_of_year_gone(date(2025, 3, 1), 2024) == 1


def test_the_year_is_judged_by_its_first_official_result_from_its_last_day_on() -> None:
    june, december = PovertyResult(date(2024, 6, 30), 10, 5), PovertyResult(YEAR_END, 10, 4)
    next_june, baseline = PovertyResult(date(2025, 6, 30), 10, 3), PovertyResult(date(2023, 12, 31), 10, 6)
    estimate = PovertyResult(YEAR_END, 10, 4, official=False)
    assert result_for_year([baseline], 2024) is None
    assert result_for_year([baseline, june], 2024) is june
    assert result_for_year([june, december, next_june], 2024) is december
    assert result_for_year([june, estimate], 2024) is estimate
    assert result_for_year([june, december, next_june], 2025) is next_june


def test_the_published_movement_of_kon_tum_2022_leaves_40_households_unexplained() -> None:
    flows: dict[str, int | None] = {"escaped": 6782, "relapsed": 13, "newly_poor": 594}
    short = movement(21989, 15943, flows)
    assert short is not None
    assert short.expected_end == 15814
    assert "near_poor_to_poor" in short.missing_flows
    full = movement(21989, 15943, {**flows, "near_poor_to_poor": 169})
    assert full is not None
    assert (full.expected_end, full.residual) == (15983, -40)


@pytest.mark.parametrize(
    ("key", "sign"),
    [
        ("escaped_to_near_poor", -1),
        ("escaped", -1),
        ("other_decrease", -1),
        ("near_poor_to_poor", 1),
        ("relapsed", 1),
        ("newly_poor", 1),
        ("other_increase", 1),
    ],
)
def test_every_flow_moves_the_end_its_own_way(key: str, sign: int) -> None:
    assert Movement(100, 100, {key: 7}).expected_end == 100 + sign * 7


def test_a_movement_needs_a_start_and_a_flow() -> None:
    assert movement(None, 5, {"escaped": 1}) is None
    assert movement(5, 5, {}) is None
