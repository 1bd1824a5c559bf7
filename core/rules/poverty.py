"""How officials count. Pure functions on Decimal and int; no database, no screen.

Sources: [KH 97] = Kế hoạch 97/KH-UBND, 20/02/2024, tỉnh Đắk Nông; [published] = a published figure that was
recomputed (Krông Nô 2024: 132,5%). Rates are per cent, falls are percentage points, counts are households (hộ).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.rules.rounding import half_up
from core.settings import ProgressThresholds

HUNDRED = Decimal(100)


class Status(StrEnum):
    """The word for a unit's result against one plan. Labels and colours are data (data/statuses.csv)."""

    MET = "met"
    MISSED = "missed"
    ON_TRACK = "on_track"
    WATCH = "watch"
    BEHIND = "behind"
    NO_DATA = "no_data"


def rate(poor: int, households: int) -> Decimal:
    """Tỷ lệ hộ nghèo = hộ nghèo ÷ tổng số hộ, per cent, unrounded. Households must be above 0."""
    return Decimal(poor) * HUNDRED / Decimal(households)


def printed_rate(poor: int, households: int) -> Decimal:
    """The rate with the two decimals that plans and reports print [KH 97, Phụ lục: 748/19.775 = 3,78]."""
    return half_up(rate(poor, households), 2)


def planned_fall_in_points(poor_start: int, households_start: int, poor_end: int, households_end: int) -> Decimal:
    """The fall a plan's counts amount to, from unrounded rates, unrounded.

    [KH 97, Phụ lục] prints it with one decimal: Đắk Glong 6,4464 → 6,4, though 13,44 − 6,99 = 6,45.
    """
    return rate(poor_start, households_start) - rate(poor_end, households_end)


def percent_of_plan_by_points(rate_before: Decimal, rate_after: Decimal, planned_points: Decimal) -> Decimal | None:
    """The officials' formula: (rate before − rate after, both as printed) ÷ planned points × 100.

    [published] Krông Nô 2024: (3,78 − 2,72) ÷ 0,8 = 132,5%. None where the plan's points are 0.
    """
    return (rate_before - rate_after) * HUNDRED / planned_points if planned_points else None


def percent_of_plan_by_households(reduced: int, planned_reduction: int) -> Decimal | None:
    """Households out of poverty ÷ planned households × 100; Krông Nô 2024: 210 ÷ 150 = 140%. None for a plan of 0."""
    return Decimal(reduced) * HUNDRED / Decimal(planned_reduction) if planned_reduction else None


@dataclass(frozen=True)
class PovertyTarget:
    """One unit's plan for one year: starts and planned ends in households, planned falls in households and points.

    `reported_rate_start` is the unit's own official rate of 31/12 of the year before: a plan in points only is
    measured from it.
    """

    year: int
    households_start: int | None = None
    poor_start: int | None = None
    households_planned: int | None = None
    poor_reduction: int | None = None
    rate_reduction: Decimal | None = None
    printed_rate_start: Decimal | None = None
    reported_rate_start: Decimal | None = None

    @property
    def poor_planned(self) -> int | None:
        if self.poor_start is None or self.poor_reduction is None:
            return None
        return self.poor_start - self.poor_reduction

    @property
    def rate_start(self) -> Decimal | None:
        """Two decimals, from the plan's counts; else as it prints it; else as the unit reported the year before."""
        if self.poor_start is None or not self.households_start:
            return self.reported_rate_start if self.printed_rate_start is None else self.printed_rate_start
        return printed_rate(self.poor_start, self.households_start)

    @property
    def rate_planned(self) -> Decimal | None:
        """Two decimals, over the households the plan itself expects at the end of the year."""
        if self.poor_planned is None or not self.households_planned:
            return None
        return printed_rate(self.poor_planned, self.households_planned)


@dataclass(frozen=True)
class PovertyResult:
    """What a unit reported: households and poor households on a date; official (chính thức) or an estimate (ước)."""

    as_of: date
    households: int
    poor: int
    official: bool = True

    @property
    def rate(self) -> Decimal:
        """Two decimals, over the households of the same report (not of the plan)."""
        return printed_rate(self.poor, self.households)


@dataclass(frozen=True)
class Assessment:
    """A result against a plan: households reduced, both percentages of plan (unrounded), the status."""

    status: Status
    reduced: int | None = None
    percent_by_households: Decimal | None = None
    percent_by_points: Decimal | None = None
    percentages_disagree: bool = False


def is_final(result: PovertyResult, year: int) -> bool:
    """A result is final when it is official and dated 31/12 of the plan's year or later (domain.md section 1.1)."""
    return result.official and result.as_of >= date(year, 12, 31)


def share_of_year_gone(as_of: date, year: int) -> Decimal:
    """Days gone ÷ days in the year, at most 1: 30/06/2024 → 182/366."""
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    gone = min((as_of - date(year, 1, 1)).days + 1, days)
    return Decimal(gone) / Decimal(days)


def result_for_year(results: list[PovertyResult], year: int) -> PovertyResult | None:
    """The result a plan year is judged by: its first official one from 31/12 on, otherwise the latest of the year.

    The end of the next year never stands in for the year's own result; 31/12 of the year before is the baseline.
    """
    finals = [result for result in results if is_final(result, year) and result.as_of < date(year + 1, 12, 31)]
    if finals:
        return min(finals, key=lambda result: result.as_of)
    within = [result for result in results if result.as_of.year == year]
    return max(within, key=lambda result: result.as_of, default=None)


def assess(target: PovertyTarget, result: PovertyResult | None, thresholds: ProgressThresholds) -> Assessment:
    """Judge one result against one plan: met when either percentage reaches 100 (domain.md section 1.1).

    Rounding neither helps nor hurts: Cư Jút at 511 of 22.131 is 99,3% by points, 100% by households: met.
    """
    if result is None:
        return Assessment(Status.NO_DATA)
    reduced = None if target.poor_start is None else target.poor_start - result.poor
    by_households = _by_households(target, reduced)
    by_points = _by_points(target, result)
    reached = [percent >= HUNDRED for percent in (by_households, by_points) if percent is not None]
    return Assessment(
        status=_status(target, result, by_households, by_points, thresholds),
        reduced=reduced,
        percent_by_households=by_households,
        percent_by_points=by_points,
        percentages_disagree=len(set(reached)) > 1,
    )


def _by_households(target: PovertyTarget, reduced: int | None) -> Decimal | None:
    if reduced is None or target.poor_reduction is None:
        return None
    return percent_of_plan_by_households(reduced, target.poor_reduction)


def _by_points(target: PovertyTarget, result: PovertyResult) -> Decimal | None:
    if target.rate_start is None or target.rate_reduction is None:
        return None
    return percent_of_plan_by_points(target.rate_start, result.rate, target.rate_reduction)


def _status(
    target: PovertyTarget,
    result: PovertyResult,
    by_households: Decimal | None,
    by_points: Decimal | None,
    thresholds: ProgressThresholds,
) -> Status:
    best = max((percent for percent in (by_households, by_points) if percent is not None), default=None)
    if best is None:
        return Status.NO_DATA
    if best >= HUNDRED:
        return Status.MET
    if is_final(result, target.year):
        return Status.MISSED
    pace = best / HUNDRED / share_of_year_gone(result.as_of, target.year)
    if pace >= thresholds.on_track:
        return Status.ON_TRACK
    return Status.WATCH if pace >= thresholds.watch else Status.BEHIND


DECREASES = ("escaped_to_near_poor", "escaped", "other_decrease")
INCREASES = ("near_poor_to_poor", "relapsed", "newly_poor", "other_increase")
FLOWS = DECREASES + INCREASES


def net_change(flows: Mapping[str, int | None]) -> int | None:
    """− thoát − giảm khác + cận nghèo thành nghèo + tái nghèo + phát sinh + tăng khác; None without a single flow."""
    change, reported = 0, False
    for key in DECREASES:
        if (households := flows.get(key)) is not None:
            change, reported = change - households, True
    for key in INCREASES:
        if (households := flows.get(key)) is not None:
            change, reported = change + households, True
    return change if reported else None


@dataclass(frozen=True)
class Movement:
    """Diễn biến hộ nghèo of one period, in households; a flow that was not reported is None, not 0."""

    start: int
    end: int
    flows: dict[str, int | None]

    @property
    def expected_end(self) -> int:
        """cuối kỳ = đầu kỳ + the net change of the flows."""
        return self.start + (net_change(self.flows) or 0)

    @property
    def residual(self) -> int:
        """Chênh lệch chưa giải thích: reported end − expected end. Kon Tum 2022: 15.943 − 15.983 = −40 [published]."""
        return self.end - self.expected_end

    @property
    def missing_flows(self) -> tuple[str, ...]:
        return tuple(key for key in FLOWS if self.flows.get(key) is None)


def movement(start: int | None, end: int | None, flows: dict[str, int | None]) -> Movement | None:
    """None when there is nothing to close: no start, no end or not a single flow."""
    if start is None or end is None or net_change(flows) is None:
        return None
    return Movement(start, end, flows)
