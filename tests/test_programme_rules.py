"""The rules of budgets, criteria, goals and duties on cases computed by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.rules.budget import Money, share, total
from core.rules.criteria import (
    BANDS,
    CriteriaCount,
    CriterionState,
    average_criteria,
    band,
    count_criteria,
    slipped_back,
)
from core.rules.goals import DutyState, GoalState, GoalTarget, duty_state, goal_state
from core.rules.rounding import half_up

MET, NEARLY, NOT_MET, UNKNOWN = CriterionState


def money(allocated: str | None, disbursed: str | None) -> Money:
    return Money(*(None if amount is None else Decimal(amount) for amount in (allocated, disbursed)))


@pytest.mark.parametrize(("part", "expected"), [("1977", "67.87"), ("936", "32.13"), ("2913", "100.00"), ("0", "0.00")])
def test_shares_of_the_commune_budget(part: str, expected: str) -> None:
    """1.977 + 936 = 2.913 triệu đồng."""
    found = share(Decimal(part), Decimal(2913))
    assert found is not None
    assert half_up(found, 2) == Decimal(expected)


def test_there_is_no_share_of_nothing() -> None:
    assert share(Decimal(0), Decimal(0)) is None


@pytest.mark.parametrize(
    ("allocated", "disbursed", "percent", "remaining"),
    [
        ("516", "129", "25", "387"),
        ("1977", "850.5", "43.02", "1126.5"),
        ("300", "330", "110", "-30"),
        ("40", "0", "0", "40"),
        ("40", None, None, None),
        (None, "20", None, None),
        ("0", "0", None, "0"),
    ],
)
def test_disbursed_of_allocated(
    allocated: str | None, disbursed: str | None, percent: str | None, remaining: str | None
) -> None:
    line = money(allocated, disbursed)
    assert (line.percent if line.percent is None else half_up(line.percent, 2)) == (
        None if percent is None else Decimal(percent)
    )
    assert line.remaining == (None if remaining is None else Decimal(remaining))


def test_a_total_counts_what_was_allocated_and_what_was_reported() -> None:
    whole = total([money("1977", "850.5"), money("516", None), money(None, "20")])
    assert whole == money("2493", "870.5")
    assert total([money("40", None), money("50", None)]) == money("90", None)
    assert total([]) == money(None, None)


def test_only_met_counts() -> None:
    count = count_criteria(19, [MET] * 14 + [NEARLY] * 3 + [NOT_MET])
    assert count == CriteriaCount(size=19, met=14, nearly=3, not_met=1)
    assert (count.not_assessed, count.assessed, count.reached) == (1, True, False)


@pytest.mark.parametrize(("met", "reached"), [(19, True), (18, False)])
def test_reached_is_all_criteria_and_says_nothing_of_a_decision(met: int, reached: bool) -> None:
    count = count_criteria(19, [MET] * met + [NEARLY] * (19 - met))
    assert count.reached is reached
    assert not hasattr(count, "recognised")


def test_no_assessment_is_no_count() -> None:
    count = count_criteria(19, [UNKNOWN] * 19)
    assert (count.met, count.assessed, count.not_assessed) == (0, False, 19)


def test_a_title_without_a_set_is_never_reached_by_counting() -> None:
    assert count_criteria(0, []).reached is False


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        (19, "19"),
        (18, "15–18"),
        (15, "15–18"),
        (14, "10–14"),
        (10, "10–14"),
        (9, "5–9"),
        (5, "5–9"),
        (4, "<5"),
        (0, "<5"),
    ],
)
def test_bands_begin_at_19_15_10_and_5(met: int, expected: str) -> None:
    assert band(met) == expected
    assert expected in BANDS


@pytest.mark.parametrize(
    ("met", "expected"),
    [([19, 19, 17], "18.33"), ([19, 18, 18], "18.33"), ([15, 14], "14.50"), ([16, 15, 15], "15.33"), ([0], "0.00")],
)
def test_the_average_has_two_decimals(met: list[int], expected: str) -> None:
    counts = [count_criteria(19, [MET] * number + [NOT_MET] * (19 - number)) for number in met]
    assert str(average_criteria(counts)) == expected


def test_the_average_is_rounded_half_up_and_over_the_assessed_only() -> None:
    counts = [count_criteria(19, [MET] * 9 + [NOT_MET] * 10) for _ in range(7)]
    counts.append(count_criteria(19, [MET] * 10 + [NOT_MET] * 9))
    assert str(average_criteria(counts)) == "9.13"  # 73 ÷ 8 = 9,125
    assert str(average_criteria([*counts, count_criteria(19, [])])) == "9.13"
    assert average_criteria([count_criteria(19, [])]) is None


def test_going_back_from_met_is_found() -> None:
    history = {
        1: [MET, MET],
        2: [MET, NOT_MET],
        3: [NOT_MET, MET, NEARLY],
        4: [NOT_MET, NEARLY],
        5: [MET, NOT_MET, MET],
        6: [],
    }
    assert [number for number, states in history.items() if slipped_back([str(state) for state in states])] == [2, 3]


DUE = date(2024, 12, 31)
RANGE = GoalTarget(Decimal(8), DUE, 2024)  # 8–9%: judged by the lower end
WORDS = GoalTarget(None, DUE, 2024)  # a goal without a number: 1 is đạt
UNDATED = GoalTarget(Decimal(13), None, 2024)
ABOVE = GoalTarget(Decimal(1), DUE, 2024, strict=True)  # «trên 1%»
JUNE, BEFORE, AFTER = date(2024, 6, 30), DUE - timedelta(days=1), DUE + timedelta(days=1)


@pytest.mark.parametrize(
    ("target", "value", "as_of", "today", "expected"),
    [
        (RANGE, "8", JUNE, JUNE, GoalState.MET),
        (RANGE, "8.5", DUE, AFTER, GoalState.MET),
        (RANGE, "7.99", DUE, AFTER, GoalState.MISSED),
        (RANGE, "7.99", BEFORE, BEFORE, GoalState.IN_PROGRESS),
        (RANGE, "7.99", BEFORE, DUE, GoalState.IN_PROGRESS),
        (RANGE, "7.99", BEFORE, AFTER, GoalState.OVERDUE),
        (RANGE, None, None, DUE, GoalState.NO_DATA),
        (RANGE, None, None, AFTER, GoalState.OVERDUE),
        (WORDS, "1", JUNE, JUNE, GoalState.MET),
        (WORDS, "0", JUNE, JUNE, GoalState.IN_PROGRESS),
        (WORDS, "0", DUE, AFTER, GoalState.MISSED),
        (UNDATED, "13", JUNE, JUNE, GoalState.MET),
        (UNDATED, "12", JUNE, JUNE, GoalState.IN_PROGRESS),
        (UNDATED, None, None, AFTER, GoalState.NO_DATA),
        (ABOVE, "1.01", JUNE, JUNE, GoalState.MET),
        (ABOVE, "1", JUNE, JUNE, GoalState.IN_PROGRESS),
        (ABOVE, "1", DUE, AFTER, GoalState.MISSED),
    ],
)
def test_a_goal_is_judged_by_its_lower_end_and_its_due_date(
    target: GoalTarget, value: str | None, as_of: date | None, today: date, expected: GoalState
) -> None:
    assert goal_state(target, None if value is None else Decimal(value), as_of, today) is expected


@pytest.mark.parametrize(
    ("due", "done_on", "today", "expected"),
    [
        (date(2024, 6, 15), date(2024, 6, 14), date(2024, 12, 1), DutyState.DONE),
        (date(2024, 6, 15), date(2024, 6, 15), date(2024, 12, 1), DutyState.LATE),
        (date(2024, 6, 15), date(2024, 7, 1), date(2024, 12, 1), DutyState.LATE),
        (date(2024, 6, 15), None, date(2024, 6, 14), DutyState.PENDING),
        (date(2024, 6, 15), None, date(2024, 6, 15), DutyState.OVERDUE),
        (None, None, date(2024, 6, 15), DutyState.ONGOING),
        (None, date(2024, 6, 15), date(2024, 6, 15), DutyState.DONE),
    ],
)
def test_a_report_is_on_time_before_the_printed_day(
    due: date | None, done_on: date | None, today: date, expected: DutyState
) -> None:
    assert duty_state(due, done_on, today) is expected


@pytest.mark.parametrize(
    ("done_on", "today", "expected"),
    [
        (BEFORE, AFTER, DutyState.DONE),
        (DUE, AFTER, DutyState.DONE),
        (AFTER, AFTER, DutyState.LATE),
        (None, DUE, DutyState.PENDING),
        (None, AFTER, DutyState.OVERDUE),
    ],
)
def test_a_duty_until_the_end_of_the_year_is_on_time_on_its_last_day(
    done_on: date | None, today: date, expected: DutyState
) -> None:
    assert duty_state(DUE, done_on, today, inclusive=True) is expected


@pytest.mark.parametrize("done_on", [None, JUNE])
def test_a_recurring_duty_without_a_deadline_is_never_finished(done_on: date | None) -> None:
    assert duty_state(None, done_on, DUE, recurring=True) is DutyState.ONGOING


def test_a_recurring_duty_with_a_deadline_is_judged_by_it() -> None:
    assert duty_state(DUE, JUNE, DUE, recurring=True) is DutyState.DONE
    assert duty_state(DUE, DUE, DUE, recurring=True) is DutyState.LATE
