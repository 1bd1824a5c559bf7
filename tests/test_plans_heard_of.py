"""What somebody who brings rows of a plan hears of plans: of those within their reach, and of no other."""

import pytest
from sqlalchemy import select

from core.access.rules import Access, Role
from core.database import Database
from core.ingest.pipeline import commit, preview
from core.plans_seen import plan_numbers
from core.repository import Repository
from core.tables import Goal, Obligation
from tests.conftest import OPERATOR
from tests.scoped_rows import DAK_NONG, DAK_SONG, TUY_DUC, person, store

_OF_A_PLAN = {
    "explanation": "Tỉnh;Huyện;Nội dung giải trình;Số văn bản;Ngày giải trình;Nguyên nhân;Biện pháp khắc phục;"
    "Hạn khắc phục\nĐắk Nông;Tuy Đức;giảm nghèo;{plan};15/07/2024;a;b;30/09/2024\n",
    "goal-progress": "Số văn bản;Mã mục tiêu;Ngày số liệu;Giá trị\n{plan};{goal};30/06/2024;4\n",
    "obligation-done": "Số văn bản;Mã nhiệm vụ;Ngày hoàn thành\n{plan};{duty};14/06/2024\n",
    "obligation-done-unit": "Tỉnh;Huyện;Xã;Số văn bản;Mã nhiệm vụ;Ngày hoàn thành\n"
    "Đắk Nông;Tuy Đức;;{plan};{duty};14/06/2024\n",
}
_HEARS = {
    "editor of a huyện": person(Role.EDITOR, TUY_DUC),
    "administrator": person(Role.ADMINISTRATOR, DAK_NONG),
}


def _said_of_plan(database: Database, by: Access, kind: str, plan: str, goal: str, duty: str) -> list[str]:
    """What is remarked on a row that names a plan, without the plan's and the codes' own names."""
    text = _OF_A_PLAN[kind].format(plan=plan, goal=goal, duty=duty)
    found = preview(database, by, text.encode(), "tep.csv", kind)
    texts = [f"{issue.code} {issue.severity} {issue.value} {issue.message}" for issue in found.issues]
    return [text.replace(plan, "P").replace(goal, "G").replace(duty, "D") for text in texts]


@pytest.mark.parametrize("kind", _OF_A_PLAN)
@pytest.mark.parametrize("reader", _HEARS)
def test_a_plan_beyond_ones_reach_is_as_unknown_as_one_that_does_not_exist(
    sqlite: Database, reader: str, kind: str
) -> None:
    """Not its name, not that it is there, not whose it is, not one code of it, whether or not the code is right."""
    by = _HEARS[reader]
    with sqlite.read() as session:
        goals = session.execute(select(Goal.plan_number, Goal.goal)).all()
        duties = session.execute(select(Obligation.plan_number, Obligation.obligation)).all()
    nothing = _said_of_plan(sqlite, by, kind, "404/KH-UBND", "khong-co", "viec-nao")
    assert any("error" in text for text in nothing)
    assert not any(number in text for text in nothing for number in ("83/KH-UBND", "tu-mo-rong-2024"))
    for plan in ("83/KH-UBND", "tu-mo-rong-2024"):
        own = [next((code for number, code in codes if number == plan), "khong-co") for codes in (goals, duties)]
        for goal, duty in (own, ("khong-co", "viec-nao")):
            assert _said_of_plan(sqlite, by, kind, plan, goal, duty) == nothing


def test_a_goal_or_duty_brought_for_a_plan_beyond_ones_reach_is_not_told_whose_it_is(sqlite: Database) -> None:
    text = "Số văn bản;Mã mục tiêu;Mục tiêu;Giá trị\n83/KH-UBND;moi;Mục tiêu;5\n"
    [issue] = preview(sqlite, _HEARS["administrator"], text.encode(), "tep.csv", "goal").issues
    assert (issue.code, issue.value) == ("outside_unit", None)
    assert "một đơn vị chưa xác định" in issue.message
    assert "Kon Tum" not in issue.message
    assert "Tu Mơ Rông" not in issue.message


def test_plans_of_ones_own_province_are_heard_of(sqlite: Database) -> None:
    by = _HEARS["editor of a huyện"]
    [issue] = preview(
        sqlite, by, _OF_A_PLAN["explanation"].format(plan="98/KH-UBND").encode(), "tep.csv", "explanation"
    ).issues
    assert "Các kế hoạch đã nạp: 97/KH-UBND." in issue.message
    known = _OF_A_PLAN["explanation"].format(plan="97/KH-UBND").encode()
    assert not preview(sqlite, by, known, "tep.csv", "explanation").has_errors
    duty = _OF_A_PLAN["obligation-done-unit"].format(plan="97/KH-UBND", duty="khong-co").encode()
    [issue] = preview(sqlite, by, duty, "tep.csv", "obligation-done-unit").issues
    assert "Các mã của 97/KH-UBND: " in issue.message


def test_that_an_explanation_names_a_plan_is_heard_by_those_who_may_read_it(sqlite: Database) -> None:
    """A plan that was taken back since lives on in what was explained for it, for the unit alone."""
    explained = _OF_A_PLAN["explanation"].format(plan="12/KH-UBND")
    plan = (
        "Tỉnh;Huyện;Xã;Năm;Cấp giao kế hoạch;Số văn bản;Tỷ lệ dự kiến giảm\nĐắk Nông;Tuy Đức;;2024;huyện;12/KH-UBND;8\n"
    )
    loaded = commit(sqlite, preview(sqlite, OPERATOR, plan.encode(), "a.csv"), OPERATOR, "web", True)
    store(sqlite, OPERATOR, explained, "b.csv", "x")
    assert loaded.batch is not None
    with sqlite.write() as session:
        Repository(session).undo(loaded.batch, OPERATOR)
    heard = {}
    for unit in (TUY_DUC, DAK_SONG):
        by = person(Role.EDITOR, unit)
        with sqlite.read() as session:
            heard[unit] = plan_numbers(session, by, False)
    assert heard == {TUY_DUC: {"97/KH-UBND", "12/KH-UBND"}, DAK_SONG: {"97/KH-UBND"}}
