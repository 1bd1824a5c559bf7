"""Whose a plan is that names no unit: of who brought its rows, and of nobody who comes later."""

from datetime import date

import pytest
from sqlalchemy import select

from core import locks
from core.access.rules import Access, Grant, Role, operator
from core.database import Database
from core.demo import load_demo, remove_demo
from core.drafts import accept
from core.errors import AccessRefused, UndoRefused
from core.ingest.pipeline import Outcome, commit, preview, undo
from core.plan_units import units_of_plans
from core.reference import EDITION
from core.repository import Repository
from core.stored import NewBatch, NewFact
from core.tables import Batch, Goal, Obligation
from tests.conftest import OPERATOR, UPLOAD_1

DAK_NONG, TUY_DUC, CU_JUT, KON_TUM = "67", "667", "662", "62"
NAM = Access("Ông Nam, tỉnh Đắk Nông", (Grant(Role.ADMINISTRATOR, DAK_NONG),))
HOA = Access("Bà Hoa, huyện Tuy Đức", (Grant(Role.EDITOR, TUY_DUC),))
Y = Access("Ông Y, tỉnh Kon Tum", (Grant(Role.ADMINISTRATOR, KON_TUM),))

DUTY = "Số văn bản;Mã nhiệm vụ;Cơ quan, đơn vị;Nội dung;Hạn (trước ngày)\n500/KH-DN;n1;{};{};15/06/2024\n"
DUTY_DONE = "Số văn bản;Mã nhiệm vụ;Ngày hoàn thành\n500/KH-DN;n1;12/06/2024\n"
GOAL = "Số văn bản;Mã mục tiêu;Mục tiêu;Giá trị;Đơn vị tính\n500/KH-DN;{};Mục tiêu;{};xã\n"
GOAL_OF = "Tỉnh;Huyện, thành phố;Số văn bản;Mã mục tiêu;Mục tiêu;Giá trị\n{};{};{};{};Mục tiêu;5\n"
PROGRESS = "Số văn bản;Mã mục tiêu;Ngày số liệu;Giá trị\n500/KH-DN;m1;30/06/2024;3\n"


def bring(database: Database, by: Access, text: str, kind: str) -> Outcome:
    found = preview(database, by, text.encode(), "tep.csv", kind)
    return commit(database, found, by, "web", replace_confirmed=True, justification="đã đối chiếu")


def refused(database: Database, by: Access, text: str, kind: str) -> list[str]:
    found = preview(database, by, text.encode(), "tep.csv", kind)
    assert not found.comparison.changed
    assert not found.comparison.unchanged
    return [issue.code for issue in found.issues if issue.severity == "error"]


def of_plan(database: Database, number: str) -> str | None:
    with database.read() as session:
        return units_of_plans(session, [number])[number]


@pytest.fixture
def duties(sqlite: Database) -> Database:
    """A plan of Đắk Nông made of one duty; no row of it names a unit."""
    assert bring(sqlite, NAM, DUTY.format("Sở A", "Báo cáo mật"), "obligation").batch == UPLOAD_1
    return sqlite


def test_a_plan_of_duties_only_is_of_who_brought_it(duties: Database) -> None:
    assert of_plan(duties, "500/KH-DN") == DAK_NONG
    assert bring(duties, NAM, DUTY_DONE, "obligation-done").status == "committed"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("obligation", DUTY.format("Sở B", "Đổi nội dung")),
        ("obligation", DUTY.format("Sở A", "Báo cáo mật")),
        ("goal", GOAL.format("m1", 1)),
        ("goal", GOAL_OF.format("Kon Tum", "", "500/KH-DN", "m1")),
    ],
    ids=["a duty changed", "a duty confirmed", "a goal", "a goal of one's own province"],
)
def test_another_province_neither_sees_nor_takes_over_such_a_plan(duties: Database, kind: str, text: str) -> None:
    assert refused(duties, Y, text, kind) == ["outside_unit"]
    found = preview(duties, Y, text.encode(), "tep.csv", kind)
    assert "Báo cáo mật" not in repr(found.issues)
    assert "Đắk Nông" not in repr(found.issues)
    assert commit(duties, found, Y, "web", True, "x").status == "rejected"


def test_what_another_province_would_store_all_the_same_is_refused(duties: Database) -> None:
    """Without the preview: where rows are stored."""
    row = {"plan_number": "500/KH-DN", "goal": "m1", "title": "x"}
    batch = NewBatch("goal", "tep.csv", "a" * 64, b"x", Y, "web", (), {}, unit_code=KON_TUM)
    for unit in ({}, {"edition": EDITION, "unit_code": KON_TUM}):
        with pytest.raises(AccessRefused), duties.write() as session:
            Repository(session).store(batch, [NewFact(2, row, None, unit)])
    with duties.read() as session:
        assert session.scalars(select(Goal).where(Goal.plan_number == "500/KH-DN")).all() == []


def test_a_plan_that_another_province_spoke_of_in_its_own_tables_stays_where_it_was(duties: Database) -> None:
    header = "Tỉnh;Huyện, thành phố;Năm;Số văn bản;Tỷ lệ dự kiến giảm\n"
    outcome = bring(duties, Y, f"{header}Kon Tum;Tu Mơ Rông;2025;500/KH-DN;4,5\n", "poverty-plan")
    assert outcome.status == "committed", outcome.issues
    assert of_plan(duties, "500/KH-DN") == DAK_NONG
    assert refused(duties, Y, DUTY.format("Sở B", "Đổi"), "obligation") == ["outside_unit"]


def test_a_plan_of_which_nobody_can_tell_the_unit_is_only_for_somebody_without_limits(sqlite: Database) -> None:
    assert bring(sqlite, OPERATOR, DUTY.format("Sở A", "Báo cáo"), "obligation").status == "committed"
    assert of_plan(sqlite, "500/KH-DN") is None
    for by in (NAM, Y, HOA):
        assert refused(sqlite, by, GOAL.format("m1", 1), "goal") == ["outside_unit"]
    assert bring(sqlite, OPERATOR, GOAL.format("m1", 1), "goal").status == "committed"


def test_a_number_is_held_by_a_draft_that_waits_too(sqlite: Database) -> None:
    outcome = bring(sqlite, HOA, GOAL_OF.format("Đắk Nông", "Tuy Đức", "7/KH", "m1"), "goal")
    assert outcome.waits
    assert of_plan(sqlite, "7/KH") == TUY_DUC
    assert refused(sqlite, Y, GOAL_OF.format("Kon Tum", "", "7/KH", "m2"), "goal") == ["outside_unit"]
    undo(sqlite, outcome.batch or 0, HOA)
    assert refused(sqlite, Y, GOAL_OF.format("Kon Tum", "", "7/KH", "m2"), "goal") == []


@pytest.mark.parametrize(
    ("number", "unit", "codes"),
    [
        ("97/KH-UBND", "Tuy Đức", ["outside_unit"]),  # the province's plan, as of one's own huyện
        ("12/KH", "Tuy Đức", []),  # a number that is nobody's
        ("12/KH", "Cư Jút", ["outside_unit"]),
        ("cua-huyen", "Tuy Đức", []),  # the huyện's own plan
    ],
)
def test_a_district_adds_goals_to_its_own_plans_only(
    sqlite: Database, number: str, unit: str, codes: list[str]
) -> None:
    assert bring(sqlite, NAM, GOAL_OF.format("Đắk Nông", "Tuy Đức", "cua-huyen", "cu"), "goal").status == "committed"
    assert refused(sqlite, HOA, GOAL_OF.format("Đắk Nông", unit, number, "moi"), "goal") == codes


def test_a_goal_without_a_unit_keeps_a_plan_from_the_huyen_that_another_goal_names(sqlite: Database) -> None:
    both = GOAL_OF.format("Đắk Nông", "", "500/KH-DN", "m1") + "Đắk Nông;Tuy Đức;500/KH-DN;m2;Mục tiêu;5\n"
    assert bring(sqlite, NAM, both, "goal").status == "committed"
    assert of_plan(sqlite, "500/KH-DN") == DAK_NONG
    assert refused(sqlite, HOA, PROGRESS, "goal-progress") == ["outside_unit"]


# ---- closed periods


def test_a_period_is_closed_for_a_plan_that_names_no_unit(duties: Database) -> None:
    bring(duties, NAM, GOAL.format("m1", 5), "goal")
    done = bring(duties, NAM, DUTY_DONE, "obligation-done")
    locks.lock(duties, NAM, DAK_NONG, date(2024, 12, 31))
    later = DUTY_DONE.replace("12/06", "13/06")
    for text, kind in ((PROGRESS, "goal-progress"), (later, "obligation-done")):
        found = preview(duties, NAM, text.encode(), "tep.csv", kind)
        assert [issue.code for issue in found.issues if issue.severity == "error"] == ["period_closed"]
    with pytest.raises(UndoRefused, match="đã chốt sổ"):
        undo(duties, done.batch or 0, NAM)


@pytest.mark.parametrize(("until", "closed"), [(date(2024, 6, 12), True), (date(2024, 6, 11), False)])
def test_what_is_of_an_unknown_unit_is_closed_with_any_unit(sqlite: Database, until: date, closed: bool) -> None:
    bring(sqlite, OPERATOR, DUTY.format("Sở A", "Báo cáo"), "obligation")
    locks.lock(sqlite, Y, KON_TUM, until)
    found = preview(sqlite, OPERATOR, DUTY_DONE.encode(), "tep.csv", "obligation-done")
    codes = [issue.code for issue in found.issues if issue.severity == "error"]
    assert codes == (["period_closed"] if closed else [])


# ---- what is refused where it is done


@pytest.mark.parametrize("by", [Access("x", (Grant(Role.VIEWER, TUY_DUC),)), NAM], ids=["viewer", "of one province"])
def test_made_up_figures_are_taken_away_by_somebody_without_limits(sqlite: Database, by: Access) -> None:
    loaded = load_demo(sqlite)
    with pytest.raises(AccessRefused):
        remove_demo(sqlite, by)
    assert remove_demo(sqlite, operator("x")) == loaded


@pytest.mark.parametrize("by", [Y, HOA, Access("x", (Grant(Role.VIEWER, DAK_NONG),))], ids=["Kon Tum", "huyện", "xem"])
def test_a_batch_is_set_aside_by_who_may_take_it_back(duties: Database, by: Access) -> None:
    with pytest.raises(AccessRefused), duties.write() as session:
        Repository(session).set_aside(UPLOAD_1, by)
    with duties.read() as session:
        assert session.get_one(Batch, UPLOAD_1).undone_at is None
        assert session.scalars(select(Obligation.agency).where(Obligation.plan_number == "500/KH-DN")).one() == "Sở A"


def test_what_is_published_is_set_aside_by_who_may_accept(sqlite: Database) -> None:
    outcome = bring(sqlite, NAM, GOAL_OF.format("Đắk Nông", "Tuy Đức", "7/KH", "m1"), "goal")
    with pytest.raises(AccessRefused, match="đã được duyệt"), sqlite.write() as session:
        Repository(session).set_aside(outcome.batch or 0, HOA)


def test_a_draft_with_a_row_of_another_province_is_not_accepted(sqlite: Database) -> None:
    """Its batch says one's own province, one of its rows does not: each row is looked at."""
    outcome = bring(sqlite, HOA, GOAL_OF.format("Đắk Nông", "Tuy Đức", "7/KH", "m1"), "goal")
    with sqlite.write() as session:
        row = session.scalars(select(Goal).where(Goal.batch_id == outcome.batch)).one()
        row.edition, row.province, row.unit_code = EDITION, "62", "617"
    with pytest.raises(AccessRefused):
        accept(sqlite, outcome.batch or 0, NAM)
    with sqlite.read() as session:
        assert session.get_one(Batch, outcome.batch).published_at is None
