"""Goals counted from stored results, and every goal of the three documents brought to met and to missed by uploads."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.database import Database
from core.reports.criteria import CriteriaFilter, criteria_status
from core.reports.goal_sources import goal_sources, stated_villages
from core.reports.goals import GoalFilter, GoalRow, all_goals, goal_rules
from core.reports.poverty import PovertyFilter, poverty_status
from core.rules.goals import (
    Derived,
    Evidence,
    GoalState,
    GoalTarget,
    as_share,
    counted,
    derived_goal_state,
    out_of_reach_on,
)
from tests.conftest import Load
from tests.rural import ADVANCED, BASIC, PROGRESS, criteria, criteria_file, decisions_file, villages_file

END_2024, END_2025 = date(2024, 12, 31), date(2025, 12, 31)
D1, D2, D3 = date(2024, 6, 30), date(2024, 12, 31), date(2025, 12, 31)


@pytest.mark.parametrize(
    ("evidence", "needed", "expected"),
    [
        ([], 1, None),
        ([Evidence(False, None)], 1, None),
        ([Evidence(True, None), Evidence(False, None)], 1, None),
        ([Evidence(True, None), Evidence(True, D1)], 2, Derived(Decimal(2), D1)),
        ([Evidence(True, D1), Evidence(False, D2, D2)], 2, Derived(Decimal(1), D2, D2)),
        ([Evidence(True, D1), Evidence(False, D2, D2)], 1, Derived(Decimal(1), D2)),
        ([Evidence(True, D3, D1), Evidence(False, D2)], 2, Derived(Decimal(1), D3)),
    ],
)
def test_what_counts_is_counted_only_where_there_is_a_result(
    evidence: list[Evidence], needed: int, expected: Derived | None
) -> None:
    assert counted(evidence, Decimal(needed)) == expected


@pytest.mark.parametrize(
    ("failures", "size", "needed", "expected"),
    [
        ([], 19, 15, None),
        ([D1] * 4, 19, 15, None),
        ([D1] * 5, 19, 15, D1),
        ([D2] * 4 + [D1], 19, 15, D1),
        ([D1, D2, D3], 19, 19, D3),
        ([], 1, 2, None),
    ],
)
def test_a_goal_is_out_of_reach_when_too_many_failed(
    failures: list[date], size: int, needed: int, expected: date | None
) -> None:
    """15 of 19 leaves room for four failures: the fifth, from the newest back, settles it."""
    assert out_of_reach_on(failures, size, Decimal(needed)) == expected


def test_a_share_has_two_decimals_and_needs_a_whole() -> None:
    assert as_share(Derived(Decimal(1), D1), 66) == Derived(Decimal("1.52"), D1)
    assert as_share(Derived(Decimal(1), D1), 0) is None
    assert as_share(None, 66) is None


@pytest.mark.parametrize(
    ("found", "today", "state"),
    [
        (Derived(Decimal(15), D1), D1, GoalState.MET),
        (Derived(Decimal(14), D3, D3), D3, GoalState.MISSED),
        (Derived(Decimal(14), D3, D2), date(2026, 1, 1), GoalState.OVERDUE),
        (Derived(Decimal(14), D3), date(2026, 1, 1), GoalState.OVERDUE),
        (Derived(Decimal(14), D1), D2, GoalState.IN_PROGRESS),
    ],
)
def test_a_count_that_falls_short_is_missed_only_by_results_of_the_due_date(
    found: Derived, today: date, state: GoalState
) -> None:
    assert derived_goal_state(GoalTarget(Decimal(15), END_2025, 2025), found, today) is state


def _goals(database: Database, as_of: date | None = None, known_at: datetime | None = None) -> dict[str, GoalRow]:
    with database.read() as session:
        rows = all_goals(session, GoalFilter(date(2026, 1, 1), as_of, known_at))
    return {row.goal: row for row in rows}


def test_every_source_names_a_goal_of_a_loaded_plan(sqlite: Database) -> None:
    goals = {(row.plan_number, row.goal) for row in _goals(sqlite).values()}
    assert set(goal_sources()) <= goals
    assert stated_villages("83/KH-UBND") == 66


def test_the_plan_alone_gives_no_value(sqlite: Database) -> None:
    """Four communes that the plan names are no result."""
    goals = _goals(sqlite)
    assert {code for (_, code) in goal_sources() if goals[code].latest is not None} == set()


def test_communes_are_counted_from_assessments_and_decisions(sqlite: Database, load: Load) -> None:
    """The four of the plan, Măng Bút by assessment, Hiếu by decision: six."""
    load(sqlite, criteria_file(criteria("Măng Bút", "31/12/2024")))
    goals = _goals(sqlite)
    assert (goals["xa-ntm"].latest, goals["xa-ntm"].as_of, goals["xa-ntm"].state) == (5, END_2024, "overdue")
    assert (goals["ntm-mang-but"].state, goals["ntm-mang-but"].derived_by) == ("met", "communes_reached")
    load(sqlite, decisions_file("Hiếu;;xã NTM;12/QĐ-UBND;20/06/2025"))
    goals = _goals(sqlite)
    assert (goals["xa-ntm"].latest, goals["xa-ntm"].as_of) == (6, date(2025, 6, 20))
    assert [goals[code].state for code in ("xa-ntm", "ntm-hieu")] == ["met", "met"]


def test_a_later_assessment_takes_back_what_the_plan_says(sqlite: Database, load: Load) -> None:
    load(sqlite, criteria_file(criteria("Pờ Ê", "30/06/2024", {10: "chưa đạt"})))
    assert _goals(sqlite)["xa-ntm"].latest == 3
    with sqlite.read() as session:
        rows = criteria_status(session, CriteriaFilter())
    po_e = next(row for row in rows if (row.place.name, row.set) == ("Pờ Ê", BASIC))
    assert (po_e.reached, [cell.criterion.number for cell in po_e.fallen_short]) == (False, [10])


@pytest.mark.parametrize(
    ("wanting", "day", "state"),
    [
        ({}, "30/06/2025", "met"),
        (dict.fromkeys(range(1, 5), "chưa đạt"), "30/06/2025", "met"),
        (dict.fromkeys(range(1, 6), "cơ bản đạt"), "30/06/2025", "overdue"),
        (dict.fromkeys(range(1, 6), "chưa đạt"), "30/06/2025", "overdue"),
    ],
)
def test_fifteen_criteria_of_a_set(sqlite: Database, load: Load, wanting: dict[int, str], day: str, state: str) -> None:
    """Only đạt counts; each of the two sets has its own goal."""
    load(sqlite, criteria_file(criteria("Đăk Ring", day, wanting)))
    load(sqlite, criteria_file(criteria("Pờ Ê", day, wanting, name=ADVANCED)))
    goals = _goals(sqlite)
    codes = ("ntm-15-dak-ring", "nang-cao-15-II.2-po-e", "nang-cao-15-II.2.2-po-e")
    assert [goals[code].state for code in codes] == [state] * 3
    assert {goals[code].latest for code in codes} == {19 - len(wanting)}
    assert goals["ntm-15-dak-nen"].latest is None


def test_what_nobody_assessed_is_not_missed(sqlite: Database, load: Load) -> None:
    load(sqlite, criteria_file(criteria("Đăk Nên", "30/06/2025", upto=5)))
    row = _goals(sqlite)["ntm-15-dak-nen"]
    assert (row.latest, row.state) == (5, "overdue")
    load(sqlite, criteria_file(criteria("Măng Bút", "31/12/2024", upto=5)))
    row = _goals(sqlite)["ntm-mang-but"]
    assert (row.due, row.latest, row.state) == (END_2024, 0, "overdue")


@pytest.mark.parametrize(
    ("wanting", "state"), [({}, "met"), ({10: "cơ bản đạt"}, "missed"), ({3: "chưa đạt"}, "missed")]
)
def test_results_of_the_due_day_decide(sqlite: Database, load: Load, wanting: dict[int, str], state: str) -> None:
    load(sqlite, criteria_file(criteria("Măng Bút", "31/12/2024", wanting)))
    assert _goals(sqlite)["ntm-mang-but"].state == state


def test_villages_are_counted_against_the_plans_own_number(sqlite: Database, load: Load) -> None:
    """33 decisions are 50% of 66 villages, however short the list is; a village outside a DTTS area does not count."""
    names = [f"Thôn {n}" for n in range(1, 35)]
    rows = [f"Hiếu;{name};{'không' if name == 'Thôn 34' else 'có'}" for name in names]
    load(sqlite, villages_file(*rows, "Pờ Ê;Vi Ô Lắc;có"))
    decided = [f"Hiếu;{name};thôn NTM;{name}/QĐ;20/06/2025" for name in names]
    load(sqlite, decisions_file(*decided[:32], decided[33]))
    goals = _goals(sqlite)
    assert (goals["thon-ntm"].latest, goals["thon-ntm-ty-le"].latest) == (32, Decimal("48.48"))
    load(sqlite, decisions_file(decided[32], "Pờ Ê;Vi Ô Lắc;khu dân cư kiểu mẫu;9/QĐ-UBND;01/06/2025"))
    goals = _goals(sqlite)
    assert (goals["thon-ntm"].latest, goals["thon-ntm-ty-le"].latest) == (33, 50)
    codes = ("thon-ntm", "thon-ntm-ty-le", "khu-dan-cu-kieu-mau", "khu-dan-cu-vi-o-lac")
    assert [goals[code].state for code in codes] == ["met"] * 4


def test_a_model_area_elsewhere_is_not_the_one_that_the_plan_names(sqlite: Database, load: Load) -> None:
    load(sqlite, villages_file("Pờ Ê;Vi Ô Lắc;có", "Pờ Ê;Vi Klâng;có"))
    load(sqlite, decisions_file("Pờ Ê;Vi Klâng;khu dân cư kiểu mẫu;9/QĐ-UBND;01/06/2025"))
    goals = _goals(sqlite)
    assert (goals["khu-dan-cu-kieu-mau"].state, goals["khu-dan-cu-vi-o-lac"].latest) == ("met", None)


def test_the_later_of_the_two_values_counts(sqlite: Database, load: Load) -> None:
    """On the same day the one that somebody reported; `as_of` decides what is known."""
    load(sqlite, criteria_file(criteria("Đăk Ring", "30/06/2025")))
    load(sqlite, PROGRESS + "83/KH-UBND;ntm-15-dak-ring;30/06/2025;12\n83/KH-UBND;ntm-15-dak-ring;31/12/2025;13\n")
    now, before = _goals(sqlite)["ntm-15-dak-ring"], _goals(sqlite, date(2025, 6, 30))["ntm-15-dak-ring"]
    assert (now.latest, now.derived_by, now.state) == (13, None, "missed")
    assert (before.latest, before.derived_by) == (12, None)
    assert now.origin is not None


def test_a_later_assessment_takes_the_place_of_what_was_reported(sqlite: Database, load: Load) -> None:
    load(sqlite, PROGRESS + "83/KH-UBND;ntm-15-dak-ring;31/05/2025;13\n")
    load(sqlite, criteria_file(criteria("Đăk Ring", "30/06/2025")))
    after = _goals(sqlite)["ntm-15-dak-ring"]
    assert (after.latest, after.derived_by, after.origin, after.state) == (19, "criteria_met", None, "met")


def test_what_was_known_then_is_told_apart_from_now(sqlite: Database, load: Load) -> None:
    before = datetime.now(UTC)
    load(sqlite, criteria_file(criteria("Măng Bút", "31/12/2024")))
    assert _goals(sqlite, known_at=before)["ntm-mang-but"].latest is None
    assert _goals(sqlite, as_of=date(2024, 12, 30))["ntm-mang-but"].latest is None
    assert _goals(sqlite)["ntm-mang-but"].latest == 1


def test_the_plans_words_do_not_hold_before_its_date(sqlite: Database) -> None:
    with sqlite.read() as session:
        before = criteria_status(session, CriteriaFilter(as_of=date(2024, 4, 21)))
        on_the_day = criteria_status(session, CriteriaFilter(as_of=date(2024, 4, 22)))
        unknown = criteria_status(session, CriteriaFilter(known_at=datetime(2020, 1, 1, tzinfo=UTC)))
    assert [sum(row.reached for row in rows) for rows in (before, on_the_day, unknown)] == [0, 4, 0]


def _is_strict(row: GoalRow) -> bool:
    rule = goal_rules().get((row.plan_number, row.goal))
    return rule is not None and rule.strict


def test_a_goal_is_strict_where_its_title_says_more_than(sqlite: Database) -> None:
    """«trên 1%», not «1% trở lên»; none of them is counted from results, which never have fractions above."""
    rows = list(_goals(sqlite).values())
    assert set(goal_rules()) <= {(row.plan_number, row.goal) for row in rows}
    strict = {row.goal for row in rows if _is_strict(row)}
    assert strict == {row.goal for row in rows if re.search(r"\btrên\s+\d", row.title)} == {"ho-can-ngheo"}
    assert strict.isdisjoint(code for (_, code) in goal_sources())


@pytest.mark.parametrize(("value", "state"), [("1", "missed"), ("1,01", "met")])
def test_more_than_one_per_cent_is_not_reached_at_one(sqlite: Database, load: Load, value: str, state: str) -> None:
    load(sqlite, f"{PROGRESS}tu-mo-rong-2024;ho-can-ngheo;31/12/2024;{value}\n")
    assert _goals(sqlite)["ho-can-ngheo"].state == state


def test_only_the_goal_whose_start_is_not_given_has_no_baseline(sqlite: Database) -> None:
    rows = list(_goals(sqlite).values())
    assert [row.goal for row in rows if not row.has_baseline] == ["dtts-tai-cho"]
    assert [row.goal for row in rows if "không nêu số gốc" in row.title] == ["dtts-tai-cho"]


def _met(row: GoalRow) -> str:
    """The least that reaches the goal, with two decimals where only more than its value does."""
    value = (Decimal(1) if row.value is None else row.value) + (Decimal("0.01") if _is_strict(row) else 0)
    return f"{value:f}".replace(".", ",")


@pytest.mark.parametrize(("value", "state"), [(_met, "met"), (lambda row: "0", "missed")], ids=["met", "missed"])
def test_every_listed_goal_goes_either_way_by_uploads(
    sqlite: Database, load: Load, value: Callable[[GoalRow], str], state: str
) -> None:
    """A value of the due date, or of the last day of the plan's year where the document gives none."""
    listed = [row for row in _goals(sqlite).values() if not _of_table(row)]
    assert len(listed) == 52
    rows = (f"{row.plan_number};{row.goal};{row.due or END_2024:%d/%m/%Y};{value(row)}\n" for row in listed)
    assert load(sqlite, PROGRESS + "".join(rows)).status == "committed"
    goals = _goals(sqlite)
    assert {goals[row.goal].state for row in listed} == {state}


def _of_table(row: GoalRow) -> bool:
    return row.goal.startswith("giam-ngheo-") and row.goal.endswith(("-ho", "-diem"))


@pytest.mark.parametrize(("share", "state"), [(1, "met"), (0, "missed")])
def test_every_row_of_the_poverty_table_goes_either_way_by_uploads(
    sqlite: Database, load: Load, share: int, state: str
) -> None:
    """8 huyện and the province, each with a fall in households and one in points."""
    with sqlite.read() as session:
        plans = [row for row in poverty_status(session, PovertyFilter()) if row.plan_number == "97/KH-UBND"]
    text = "Tỉnh;Huyện, thành phố;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
    for plan in plans:
        target = plan.target
        assert target.poor_start is not None
        assert target.poor_reduction is not None
        place = plan.district.name if plan.district else ""
        poor = target.poor_start - share * target.poor_reduction
        text += f"Đắk Nông;{place};31/12/2024;chính thức;{target.households_planned};{poor}\n"
    assert load(sqlite, text, justify="thử").status == "committed"
    table = [row for row in _goals(sqlite).values() if _of_table(row)]
    assert len(table) == 18
    assert {row.state for row in table} == {state}
