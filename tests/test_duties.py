"""Duties of units: states, what uploads show of them, marks by hand, completeness per period."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from core.access.rules import operator
from core.clock import local_day
from core.database import Database
from core.demo import load_demo
from core.ingest.pipeline import undo
from core.places import all_places
from core.reference import documents, rows_of
from core.reports.duty_views import DutyChoice, chosen_duties
from core.reports.goals import DutyRow, GoalFilter
from core.reports.unit_duties import UnitDuty, unit_duties, whole_duties
from core.reports.unit_duty_evidence import Arrival, best
from core.reports.unit_duty_periods import PlanPeriods, period_frame, period_said, plan_periods
from core.reports.unit_duty_sources import evidence_words, owed_by_units
from core.rules.duties import Deadline, Parts, UnitDutyState, counted_day, judge
from core.settings import DATA
from core.tables import Batch, Goal
from core.wording_duties import days_said, done_said, head_sentence, printed_deadline, state_word
from tests.conftest import Load

HEAD = "Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
DONE = "Số văn bản;Mã nhiệm vụ;Ngày hoàn thành;Ghi chú\n"
DONE_UNIT = "Huyện, thành phố;Xã, phường, thị trấn;Số văn bản;Mã nhiệm vụ;Ngày đơn vị hoàn thành;Ghi chú\n"
PLAN = "97/KH-UBND"
SIX, YEAR = "ket-6-thang-2", "ket-nam-2"
DISTRICTS = ("Gia Nghĩa", "Đăk Glong", "Cư Jút", "Đắk Mil", "Krông Nô", "Đắk Song", "Đắk R'Lấp", "Tuy Đức")
S = UnitDutyState
BEFORE_15_JUNE = Deadline(date(2024, 6, 15))


@pytest.mark.parametrize(
    ("deadline", "done_on", "partly", "today", "expected"),
    [
        (BEFORE_15_JUNE, date(2024, 6, 14), False, date(2026, 1, 1), (S.DONE, 0)),
        (BEFORE_15_JUNE, date(2024, 6, 15), False, date(2026, 1, 1), (S.LATE, -1)),
        (BEFORE_15_JUNE, None, False, date(2024, 6, 10), (S.PENDING, 4)),
        (BEFORE_15_JUNE, None, False, date(2024, 6, 14), (S.PENDING, 0)),
        (BEFORE_15_JUNE, None, False, date(2024, 6, 15), (S.OVERDUE, -1)),
        (BEFORE_15_JUNE, None, True, date(2024, 6, 10), (S.PARTLY, 4)),
        (BEFORE_15_JUNE, None, True, date(2024, 6, 20), (S.PARTLY, -6)),
        (Deadline(date(2024, 12, 31), inclusive=True), date(2024, 12, 31), False, date(2026, 1, 1), (S.DONE, 0)),
        (Deadline(date(2024, 12, 31), inclusive=True), date(2025, 1, 1), False, date(2026, 1, 1), (S.LATE, -1)),
        (Deadline(date(2024, 3, 1)), date(2024, 2, 29), False, date(2026, 1, 1), (S.DONE, 0)),
        (Deadline(date(2023, 3, 1)), None, False, date(2023, 2, 27), (S.PENDING, 1)),
        (Deadline(date(2024, 3, 1)), None, False, date(2024, 2, 27), (S.PENDING, 2)),
        (Deadline(None), None, False, date(2024, 6, 10), (S.ONGOING, None)),
        (Deadline(None), date(2024, 6, 1), False, date(2024, 6, 10), (S.DONE, None)),
        (Deadline(None, recurring=True), date(2024, 6, 1), False, date(2024, 6, 10), (S.ONGOING, None)),
        (Deadline(None), None, True, date(2024, 6, 10), (S.PARTLY, None)),
    ],
)
def test_states_and_days(
    deadline: Deadline, done_on: date | None, partly: bool, today: date, expected: tuple[UnitDutyState, int | None]
) -> None:
    judged = judge(deadline, done_on, partly, today)
    assert (judged.state, judged.days_left) == expected


@pytest.mark.parametrize(
    ("marked", "uploaded", "expected"),
    [
        (date(2024, 6, 13), date(2024, 6, 20), date(2024, 6, 13)),
        (date(2024, 6, 20), date(2024, 6, 13), date(2024, 6, 13)),
        (date(2024, 6, 20), None, date(2024, 6, 20)),
        (None, None, None),
    ],
)
def test_the_earlier_day_counts(marked: date | None, uploaded: date | None, expected: date | None) -> None:
    assert counted_day(marked, uploaded) == expected


@pytest.mark.parametrize(("done", "expected", "complete"), [(3, 8, False), (8, 8, True), (0, 0, False)])
def test_nothing_expected_is_not_complete(done: int, expected: int, complete: bool) -> None:
    assert Parts(done, expected).complete is complete


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2024, 6, 14, 16, 30, tzinfo=UTC), date(2024, 6, 14)),  # 23:30 in Vietnam
        (datetime(2024, 6, 14, 17, 30, tzinfo=UTC), date(2024, 6, 15)),  # 00:30 of the next day
    ],
)
def test_a_batch_counts_on_vietnams_day(moment: datetime, expected: date) -> None:
    assert local_day(moment) == expected


def test_of_several_kinds_of_evidence_the_whole_one_counts() -> None:
    partial = Arrival("disbursement", None, None, parts=Parts(2, 6))
    less = Arrival("goals", None, None, parts=Parts(1, 11))
    late, early = Arrival("goals", date(2024, 6, 20), 4), Arrival("disbursement", date(2024, 6, 2), 3)
    assert best([less, partial]) == partial
    assert best([partial, late]) == late
    assert best([late, early]) == early
    assert best([]) is None


def test_the_table_of_owing_units_names_duties_that_there_are() -> None:
    plans = {document.number: document for document in documents()}
    printed = {
        (row["Số văn bản"], row["Mã nhiệm vụ"])
        for folder in (DATA / "plans").iterdir()
        for row in rows_of(folder / "obligations.csv", ";")
    }
    assert set(owed_by_units()) <= printed
    for (plan, _), owed in owed_by_units().items():
        below = set(all_places().codes_below(plans[plan].unit))
        assert owed.units
        assert {place.code for place in owed.units} <= below
        assert set(owed.evidence) <= set(evidence_words())
        assert bool(owed.period) <= bool(owed.evidence)


def test_the_units_of_the_documents() -> None:
    """KH 97: 8 huyện; KH 83: its 8 xã and not the thị trấn; Tu Mơ Rông: the xã itself."""
    owed = owed_by_units()
    assert [place.name for place in owed[PLAN, SIX].units] == list(DISTRICTS)
    rural = owed["83/KH-UBND", "III.1.b-9"].units
    assert (len(rural), {place.kind for place in rural}) == (8, {"Xã"})
    assert [place.full_name for place in owed["tu-mo-rong-2024", "V-xa-nam"].units] == ["xã Tu Mơ Rông"]


def duties(
    database: Database, today: date = date(2024, 7, 1), as_of: date | None = None, known_at: datetime | None = None
) -> list[UnitDuty]:
    with database.read() as session:
        return unit_duties(session, GoalFilter(today, as_of, known_at))


def of(rows: list[UnitDuty], code: str, unit: str | None = None, plan: str = PLAN) -> UnitDuty:
    [row] = [row for row in rows if row.key == (plan, code) and (row.place.name if row.place else None) == unit]
    return row


def came(database: Database, batch: int | None, moment: datetime) -> None:
    """As if a batch had come at that moment."""
    with database.write() as session:
        session.execute(update(Batch).where(Batch.id == batch).values(committed_at=moment, published_at=moment))


JUNE_12 = datetime(2024, 6, 12, 3, tzinfo=UTC)
JUNE_20 = datetime(2024, 6, 20, 3, tzinfo=UTC)


def test_on_plans_alone_every_huyen_owes_both_reports(database: Database) -> None:
    rows = [row for row in duties(database, date(2024, 6, 10)) if row.key in ((PLAN, SIX), (PLAN, YEAR))]
    assert [row.place.name for row in rows if row.place] == [*DISTRICTS, *DISTRICTS]
    assert Counter((row.duty.obligation, row.state, row.days_left) for row in rows) == {
        (SIX, S.PENDING, 4): 8,
        (YEAR, S.PENDING, 187): 8,
    }
    assert printed_deadline(rows[0]) == "trước ngày 15/06/2024"
    assert days_said(rows[0]) == "còn 4 ngày"


def test_duties_of_agencies_are_owed_once(database: Database) -> None:
    rows = duties(database)
    [agency] = [row for row in rows if row.key == (PLAN, "ket-6-thang-1")]
    assert (agency.place, agency.who, agency.state, agency.days_left) == (
        None,
        "Các Sở, Ban, ngành liên quan",
        S.OVERDUE,
        -17,
    )


def test_an_upload_is_a_report_of_the_day_it_came(database: Database, load: Load) -> None:
    """On time, late by six days, missing; an estimate is a report; figures of another period are not."""
    early = load(database, f"{HEAD}Krông Nô;;31/05/2024;chính thức;19865;640\nCư Jút;;30/06/2024;ước;21980;700\n")
    late = load(database, f"{HEAD}Tuy Đức;;30/06/2024;chính thức;16800;2900\n")
    other = load(database, f"{HEAD}Đắk Mil;;31/03/2024;chính thức;28000;600\n")
    came(database, early.batch, JUNE_12)
    came(database, late.batch, JUNE_20)
    came(database, other.batch, JUNE_12)
    rows = duties(database)
    found = {name: of(rows, SIX, name) for name in ("Krông Nô", "Cư Jút", "Tuy Đức", "Đắk Mil")}
    assert {name: (row.state, row.days_left) for name, row in found.items()} == {
        "Krông Nô": (S.DONE, 2),
        "Cư Jút": (S.DONE, 2),
        "Tuy Đức": (S.LATE, -6),
        "Đắk Mil": (S.OVERDUE, -17),
    }
    assert done_said(found["Cư Jút"]) == f"12/06/2024 theo ngày nạp tệp, lô {early.batch}, số ước đến 30/06/2024"
    assert days_said(found["Tuy Đức"]) == "trễ 6 ngày"
    assert days_said(found["Đắk Mil"]) == "đã qua hạn 17 ngày"


def test_a_correction_does_not_make_a_report_late_and_taking_it_back_unmakes_it(database: Database, load: Load) -> None:
    first = load(database, f"{HEAD}Krông Nô;;31/05/2024;chính thức;19865;640\n")
    came(database, first.batch, JUNE_12)
    second = load(database, f"{HEAD}Krông Nô;;31/05/2024;chính thức;19865;641\n", justify="sửa")
    came(database, second.batch, JUNE_20)
    assert of(duties(database), SIX, "Krông Nô").done_on == date(2024, 6, 12)
    undo(database, second.batch or 0, operator("người thử"))
    assert of(duties(database), SIX, "Krông Nô").done_on == date(2024, 6, 12)
    undo(database, first.batch or 0, operator("người thử"))
    assert of(duties(database), SIX, "Krông Nô").state is S.OVERDUE


def test_a_huyen_reports_by_all_of_its_communes_too(database: Database, load: Load) -> None:
    """Tuy Đức has six xã: five are a part, all six are the report, of the day the last one came."""
    names = [place.name for place in all_places().children(all_places().by_code["667"])]
    lines = [f"Tuy Đức;{name};31/05/2024;chính thức;2000;200\n" for name in names]
    came(database, load(database, HEAD + "".join(lines[:5])).batch, JUNE_12)
    row = of(duties(database, date(2024, 6, 13)), SIX, "Tuy Đức")
    assert (len(names), row.state, row.days_left) == (6, S.PARTLY, 1)
    assert days_said(row) == "5/6 xã, còn 1 ngày"
    came(database, load(database, HEAD + lines[5]).batch, JUNE_20)
    row = of(duties(database), SIX, "Tuy Đức")
    assert (row.state, row.done_on) == (S.LATE, date(2024, 6, 20))


def test_a_mark_by_hand_wins_where_it_is_earlier_and_both_are_said(database: Database, load: Load) -> None:
    upload = load(database, f"{HEAD}Tuy Đức;;30/06/2024;chính thức;16800;2900\n")
    came(database, upload.batch, JUNE_20)
    mark = load(database, f"{DONE_UNIT}Tuy Đức;;{PLAN};{SIX};13/06/2024;Công văn 45 gửi bản giấy\n")
    row = of(duties(database), SIX, "Tuy Đức")
    assert (row.state, row.done_on) == (S.DONE, date(2024, 6, 13))
    assert done_said(row) == (
        f"13/06/2024 ghi nhận: Công văn 45 gửi bản giấy, lô {mark.batch};"
        f" 20/06/2024 theo ngày nạp tệp, lô {upload.batch}, số chính thức đến 30/06/2024"
    )
    assert of(duties(database), SIX, "Krông Nô").state is S.OVERDUE


def test_a_later_mark_does_not_make_an_upload_late(database: Database, load: Load) -> None:
    came(database, load(database, f"{HEAD}Tuy Đức;;31/05/2024;chính thức;16800;2900\n").batch, JUNE_12)
    load(database, f"{DONE_UNIT}Tuy Đức;;{PLAN};{SIX};25/06/2024;\n")
    row = of(duties(database), SIX, "Tuy Đức")
    assert (row.state, row.done_on) == (S.DONE, date(2024, 6, 12))
    assert done_said(row).startswith("12/06/2024 theo ngày nạp tệp")


def test_a_mark_of_the_whole_duty_stands_for_every_unit(database: Database, load: Load) -> None:
    load(database, f"{DONE}{PLAN};{SIX};12/06/2024;đủ 8 huyện\n")
    rows = [row for row in duties(database) if row.key == (PLAN, SIX)]
    assert [(row.state, row.done_on) for row in rows] == [(S.DONE, date(2024, 6, 12))] * 8


def test_a_duty_that_all_units_did_is_done_as_a_whole(database: Database, load: Load) -> None:
    lines = "".join(f"{name};;31/05/2024;chính thức;20000;700\n" for name in DISTRICTS[:-1])
    came(database, load(database, HEAD + lines, justify="thử").batch, JUNE_12)
    assert _whole(database).state == "overdue"
    came(database, load(database, f"{HEAD}Tuy Đức;;31/05/2024;chính thức;16800;2900\n").batch, JUNE_20)
    whole = _whole(database)
    assert (whole.state, whole.done_on, whole.note) == ("late", date(2024, 6, 20), "8/8 đơn vị đã báo cáo")


def _whole(database: Database) -> DutyRow:
    [duty] = [row for row in whole_duties(duties(database)) if (row.plan_number, row.obligation) == (PLAN, SIX)]
    return duty


def test_made_up_figures_are_no_report_and_made_up_marks_say_so(sqlite: Database) -> None:
    load_demo(sqlite)
    rows = duties(sqlite, date(2024, 7, 1))
    six = [row for row in rows if row.key == (PLAN, SIX)]
    assert {(row.state, row.upload.parts.done if row.upload and row.upload.parts else 0) for row in six} == {
        (S.OVERDUE, 0)
    }
    marked = of(rows, "ket-ke-hoach-1")
    assert (state_word(marked).label, marked.is_made_up) == ("Đúng hạn (minh họa)", True)
    assert "ghi nhận minh họa" in done_said(marked)


def test_real_figures_say_more_than_a_made_up_mark(sqlite: Database, load: Load) -> None:
    row = of(duties(sqlite), SIX, "Tuy Đức")
    assert row.mark is None
    load_demo(sqlite)
    came(sqlite, load(sqlite, f"{HEAD}Tuy Đức;;31/05/2024;chính thức;16800;2900\n").batch, JUNE_20)
    row = of(duties(sqlite), SIX, "Tuy Đức")
    assert (row.state, row.is_made_up) == (S.LATE, False)


def _plan_head() -> str:
    """The template's own headings, in its order."""
    keys = ["district", "commune", "year", "plan_owner", "plan_number", "households_start", "poor_start"]
    keys += ["poor_reduction", "near_poor_start", "near_poor_reduction"]
    with (DATA / "columns.csv").open(encoding="utf-8", newline="") as file:
        named = {row[1]: row[2] for row in csv.reader(file) if row[0] == "poverty-plan"}
    return ";".join(named[key] for key in keys) + "\n"


def test_targets_of_every_commune_are_counted_with_near_poor(database: Database, load: Load) -> None:
    """VI.14: poor and near-poor for each xã; one xã without near-poor leaves five of six."""
    names = [place.name for place in all_places().children(all_places().by_code["667"])]
    lines = [f"Tuy Đức;{name};2024;huyện;12/KH-UBND;2500;400;100;200;50\n" for name in names]
    without = f"Tuy Đức;{names[5]};2024;huyện;12/KH-UBND;2500;400;100;;\n"
    assert load(database, _plan_head() + "".join([*lines[:5], without]), justify="thử").status == "committed"
    rows = duties(database, date(2030, 1, 1))
    targets, plan = of(rows, "VI.14-2", "Tuy Đức"), of(rows, "ket-ke-hoach-2", "Tuy Đức")
    assert (targets.state, targets.upload and targets.upload.parts) == (S.PARTLY, Parts(5, 6))
    assert plan.state is S.LATE
    assert load(database, _plan_head() + lines[5], justify="thử").status == "committed"
    assert of(duties(database, date(2030, 1, 1)), "VI.14-2", "Tuy Đức").state is S.DONE


def test_the_plan_that_asks_for_plans_is_not_one_of_them(database: Database) -> None:
    """The table of KH 97 has a row for every huyện; it is not the huyện's own plan."""
    row = of(duties(database), "ket-ke-hoach-2", "Tuy Đức")
    assert (row.state, row.upload and row.upload.parts) == (S.OVERDUE, Parts(0, 6))


BUDGET = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nguồn;Ngày số liệu;Lũy kế giải ngân\n"


def test_a_commune_reports_all_lines_of_its_budget(database: Database, load: Load) -> None:
    lines = [f"Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;2.{n};vốn năm;31/05/2024;10\n" for n in range(1, 7)]
    came(database, load(database, BUDGET + "".join(lines[:2])).batch, JUNE_12)
    row = of(duties(database, date(2024, 6, 20)), "V-xa-6-thang", "Tu Mơ Rông", "tu-mo-rong-2024")
    assert (row.state, days_said(row)) == (S.PARTLY, "2/6 nội dung chi, còn 9 ngày")
    came(database, load(database, BUDGET + "".join(lines[2:])).batch, JUNE_20)
    row = of(duties(database), "V-xa-6-thang", "Tu Mơ Rông", "tu-mo-rong-2024")
    assert (row.state, row.done_on) == (S.DONE, date(2024, 6, 20))


def test_a_commune_reports_all_goals_of_its_plan_too(database: Database, load: Load) -> None:
    with database.read() as session:
        goals = list(session.scalars(select(Goal.goal).where(Goal.plan_number == "tu-mo-rong-2024")))
    head = "Số văn bản;Mã mục tiêu;Ngày số liệu;Giá trị\n"
    lines = [f"tu-mo-rong-2024;{goal};31/05/2024;1\n" for goal in goals]
    came(database, load(database, head + lines[0], justify="thử").batch, JUNE_12)
    row = of(duties(database, date(2024, 6, 20)), "V-xa-6-thang", "Tu Mơ Rông", "tu-mo-rong-2024")
    assert (row.state, row.upload and row.upload.parts) == (S.PARTLY, Parts(1, len(goals)))
    came(database, load(database, head + "".join(lines[1:]), justify="thử").batch, JUNE_20)
    row = of(duties(database), "V-xa-6-thang", "Tu Mơ Rông", "tu-mo-rong-2024")
    assert (row.state, row.done_on, row.upload and row.upload.evidence) == (S.DONE, date(2024, 6, 20), "goals")


@pytest.mark.parametrize("name", DISTRICTS)
def test_every_huyen_has_its_two_reports(sqlite: Database, load: Load, name: str) -> None:
    """The yearly one by figures of November on, and the evaluation of the year's end by those of December."""
    text = f"{name};;31/05/2024;chính thức;20000;700\n{name};;30/11/2024;ước;20000;690\n"
    came(sqlite, load(sqlite, HEAD + text, justify="thử").batch, datetime(2024, 12, 14, 16, 59, tzinfo=UTC))
    rows = duties(sqlite, date(2025, 1, 10))
    assert [of(rows, code, name).state for code in (SIX, YEAR, "VI.14-6")] == [S.LATE, S.DONE, S.OVERDUE]
    others = [row for row in rows if row.duty.obligation in (SIX, YEAR) and row.place and row.place.name != name]
    assert {row.state for row in others} == {S.OVERDUE}
    assert len(others) == 14


def test_assessed_criteria_are_the_last_report_of_a_duty_without_a_day(database: Database, load: Load) -> None:
    head = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Bộ tiêu chí;Tiêu chí số;Ngày đánh giá;Kết quả\n"
    first = load(database, f"{head}Kon Tum;Kon Plông;Pờ Ê;xã NTM;1;31/03/2024;đạt\n")
    second = load(database, f"{head}Kon Tum;Kon Plông;Pờ Ê;xã NTM;2;31/05/2024;đạt\n")
    came(database, first.batch, JUNE_12)
    came(database, second.batch, JUNE_20)
    row = of(duties(database), "II.2.1.a-3", "Pờ Ê", "83/KH-UBND")
    assert (row.state, row.done_on, row.upload and row.upload.parts) == (S.ONGOING, date(2024, 6, 20), Parts(2, 19))


def test_figures_up_to_a_date_and_as_known_at_a_moment(database: Database, load: Load) -> None:
    upload = load(database, f"{HEAD}Tuy Đức;;30/06/2024;chính thức;16800;2900\n")
    came(database, upload.batch, JUNE_20)
    mark = load(database, f"{DONE_UNIT}Krông Nô;;{PLAN};{SIX};13/06/2024;\n")
    came(database, mark.batch, JUNE_20)
    assert of(duties(database, as_of=date(2024, 5, 31)), SIX, "Tuy Đức").done_on is None
    assert of(duties(database, as_of=date(2024, 6, 1)), SIX, "Krông Nô").done_on is None
    with database.write() as session:
        shipped = datetime(2024, 3, 1, tzinfo=UTC)
        session.execute(
            update(Batch).where(Batch.id < (upload.batch or 0)).values(committed_at=shipped, published_at=shipped)
        )
    before = duties(database, date(2024, 6, 15), known_at=datetime(2024, 6, 15, tzinfo=UTC))
    assert of(before, SIX, "Tuy Đức").state is S.OVERDUE
    assert of(before, SIX, "Krông Nô").state is S.OVERDUE
    after = duties(database, date(2024, 6, 25), known_at=datetime(2024, 6, 25, tzinfo=UTC))
    assert of(after, SIX, "Tuy Đức").state is S.LATE
    assert of(after, SIX, "Krông Nô").state is S.DONE


def test_looked_at_from_a_day_what_came_later_had_not_come(database: Database, load: Load) -> None:
    came(database, load(database, f"{HEAD}Tuy Đức;;30/06/2024;chính thức;16800;2900\n").batch, JUNE_20)
    assert of(duties(database, date(2024, 6, 19)), SIX, "Tuy Đức").state is S.OVERDUE


def test_a_plan_loaded_by_hand_is_owed_by_its_agencies_and_by_units_that_said_they_did(
    database: Database, load: Load
) -> None:
    head = "Số văn bản;Mã nhiệm vụ;Cơ quan, đơn vị;Nội dung;Hạn (trước ngày)\n"
    load(database, f"{head}5/KH-UBND;bc-1;Các xã;Báo cáo quý;01/07/2024\n")
    rows = [row for row in duties(database, date(2024, 6, 30)) if row.duty.plan_number == "5/KH-UBND"]
    assert [(row.who, row.state, row.days_left) for row in rows] == [("Các xã", S.PENDING, 0)]
    load(database, f"{DONE_UNIT}Tuy Đức;Quảng Tâm;5/KH-UBND;bc-1;20/06/2024;\n")
    rows = [row for row in duties(database, date(2024, 6, 30)) if row.duty.plan_number == "5/KH-UBND"]
    assert [(row.who, row.state) for row in rows] == [("Các xã", S.PENDING), ("xã Quảng Tâm", S.DONE)]


def test_an_empty_database_owes_nothing(database: Database) -> None:
    from tests.conftest import SHIPPED

    for batch in range(SHIPPED, 0, -1):
        undo(database, batch, operator("người thử"))
    assert duties(database) == []
    assert (
        head_sentence([])
        == "Không có nghĩa vụ nào đã qua hạn, chưa ghi nhận hoàn thành. Không còn hạn nào ở phía trước."
    )


def test_head_says_how_many_are_overdue_and_what_is_next(sqlite: Database) -> None:
    rows = chosen_duties(duties(sqlite, date(2024, 6, 10)), DutyChoice("97-kh-ubnd"))
    assert head_sentence(rows) == (
        "10 nghĩa vụ đã qua hạn, chưa ghi nhận hoàn thành. Hạn gần nhất: trước ngày 15/06/2024, còn 4 ngày"
        " (10 đơn vị, cơ quan)."
    )


def test_one_huyen_has_its_own_duties_alone(sqlite: Database) -> None:
    rows = chosen_duties(duties(sqlite), DutyChoice(place=all_places().by_code["667"]))
    assert {row.who for row in rows} == {"huyện Tuy Đức"}
    commune = chosen_duties(duties(sqlite), DutyChoice(place=all_places().by_code["617"]))
    assert {row.duty.plan_number for row in commune} == {"tu-mo-rong-2024"}
    assert "xã Tu Mơ Rông" in {row.who for row in commune}


def _periods(database: Database, today: date) -> PlanPeriods:
    return next(plan for plan in plan_periods(duties(database, today)) if plan.plan_number == PLAN)


def test_completeness_and_timeliness_per_period(database: Database, load: Load) -> None:
    """Three huyện on time, one late, one with one of its seven xã: 4/8 complete, 3/8 on time."""
    text = "".join(f"{name};;31/05/2024;chính thức;20000;700\n" for name in ("Krông Nô", "Cư Jút", "Đắk Mil"))
    came(database, load(database, HEAD + text).batch, JUNE_12)
    text = "Tuy Đức;;30/06/2024;chính thức;16800;2900\nĐăk Glong;Quảng Sơn;30/06/2024;chính thức;4000;500\n"
    came(database, load(database, HEAD + text).batch, JUNE_20)
    plan = _periods(database, date(2024, 7, 1))
    six, year = plan.periods
    assert (six.expected, six.reported, six.on_time, six.partly) == (8, 4, 3, 1)
    assert period_said(six) == "6 tháng 2024: 4/8 huyện, thành phố đủ, 3/8 đúng hạn, 1 mới có một phần"
    assert period_said(year) == "năm 2024: 0/8 huyện, thành phố đủ, 0/8 đúng hạn, còn 166 ngày"
    frame = period_frame(plan).set_index("unit")
    assert list(frame.loc["huyện Đăk Glong", ["state_0", "parts_0"]]) == ["Một phần", "1/7 xã"]
    assert list(frame.loc["huyện Tuy Đức", ["state_0", "done_on_0"]]) == ["Xong trễ", date(2024, 6, 20)]
    assert frame.loc["thành phố Gia Nghĩa", "parts_0"] == "chưa có (8 xã)"
    assert frame["done_on_1"].isna().all()


def test_periods_of_one_unit_alone(sqlite: Database) -> None:
    own = chosen_duties(duties(sqlite), DutyChoice(place=all_places().by_code["667"]))
    [plan] = plan_periods(own)
    assert [place.name for place in plan.units] == ["Tuy Đức"]
    assert [period.expected for period in plan.periods] == [1, 1]


def test_a_period_without_a_deadline_has_nobody_on_time(sqlite: Database) -> None:
    [plan] = [plan for plan in plan_periods(duties(sqlite)) if plan.plan_number == "83/KH-UBND"]
    [period] = plan.periods
    assert (period.expected, period.on_time) == (8, None)
    assert period_said(period) == "trong năm 2024: 0/8 xã đủ"
    assert replace(period, rows=()).on_time is None
