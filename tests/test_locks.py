"""Closing a period (chốt sổ): what can't be added, changed, accepted or taken back until it is reopened."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from core.access.rules import Access
from core.clock import today
from core.closed_periods import dated_by, day_of
from core.database import Database
from core.demo import load_demo, remove_demo
from core.drafts import accept, return_
from core.errors import (
    AcceptanceRefused,
    AccessRefused,
    ChangedMeanwhile,
    LockRefused,
    PeriodClosed,
    TienDoError,
    UndoRefused,
    UnknownName,
)
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import kinds
from core.ingest.pipeline import commit, preview, undo
from core.locks import lock, locks_seen, reopen
from core.repository import Repository
from core.start import initialise
from core.stored import NewBatch, NewFact
from core.tables import FACT_TABLES, JournalEntry, PeriodLock
from tests.conftest import OPERATOR, UPLOAD_1
from tests.test_drafts import (
    DAK_NONG,
    HEAD,
    HOA,
    KON_TUM_PROVINCE,
    LAN,
    MINH,
    NAM,
    TUY_DUC,
    bring,
    draft,
    poor_of,
    standing,
)

JUNE = date(2024, 6, 30)


def errors_of(database: Database, by: Access, text: str, kind: str | None = None) -> list[Issue]:
    return preview(database, by, text.encode(), "tep.csv", kind).of(Severity.ERROR)


def test_what_dates_a_kind_is_a_column_of_its_key_or_known_to_change() -> None:
    """Only a decision's date may change under one key: what it was is looked at too."""
    assert set(dated_by()) == set(kinds()) - {"villages", "goal", "obligation", "unit-share"}
    assert {kind for kind, column in dated_by().items() if column not in FACT_TABLES[kind].KEY} == {"recognition"}


@pytest.mark.parametrize(
    ("kind", "values", "day"),
    [
        ("poverty-progress", {"as_of": JUNE}, JUNE),
        ("poverty-plan", {"year": 2024}, date(2024, 12, 31)),
        ("budget-plan", {"budget_year": 2023}, date(2023, 12, 31)),
        ("obligation-done-unit", {"done_on": JUNE}, JUNE),
        ("recognition", {"decision_date": JUNE}, JUNE),
        ("goal", {"due": JUNE}, None),
        ("villages", {}, None),
    ],
)
def test_the_day_of_a_row(kind: str, values: dict[str, object], day: date | None) -> None:
    assert day_of(kind, values) == day


@pytest.mark.parametrize(
    ("unit", "row", "closed"),
    [
        (TUY_DUC, poor_of(1800, day="30/06/2024"), True),
        (TUY_DUC, poor_of(1800, day="01/01/2020"), True),
        (TUY_DUC, poor_of(1800, day="01/07/2024"), False),
        (TUY_DUC, poor_of(90, xa="Quảng Tâm", day="30/06/2024"), True),
        (TUY_DUC, poor_of(90, huyen="Đắk Mil", day="30/06/2024"), False),
        (TUY_DUC, poor_of(90, huyen="", day="30/06/2024"), False),
        ("24740", poor_of(90, xa="Quảng Tâm", day="30/06/2024"), True),
        ("24740", poor_of(1800, day="30/06/2024"), False),
        (DAK_NONG, poor_of(1800, day="30/06/2024"), True),
        (DAK_NONG, poor_of(90, xa="Quảng Tâm", day="30/06/2024"), True),
        (DAK_NONG, poor_of(9000, huyen="", day="30/06/2024"), True),
    ],
)
def test_a_closing_holds_its_unit_and_what_is_below_up_to_the_day(
    sqlite: Database, unit: str, row: str, closed: bool
) -> None:
    lock(sqlite, NAM, unit, JUNE)
    found = errors_of(sqlite, OPERATOR, HEAD + row)
    assert [issue.code for issue in found] == (["period_closed"] if closed else [])


def test_the_refusal_names_row_column_value_and_closing(database: Database) -> None:
    """Two rows of three; the sound one is compared all the same."""
    lock(database, NAM, TUY_DUC, JUNE, "đã báo cáo 6 tháng")
    rows = [poor_of(90, xa="Quảng Tâm", day="30/06/2024"), poor_of(1800, day="15/06/2024"), poor_of(1750)]
    found = preview(database, HOA, (HEAD + "".join(rows)).encode(), "tep.csv")
    first, second = found.of(Severity.ERROR)
    assert (first.row, first.column, first.value) == (2, "Ngày số liệu", "30/06/2024")
    assert first.message.startswith("xã Quảng Tâm: kỳ đến 30/06/2024 của huyện Tuy Đức đã chốt sổ ngày ")
    assert first.message.endswith("Hãy đề nghị quản trị tỉnh mở sổ.")
    assert (second.row, second.value) == (3, "15/06/2024")
    assert (found.counts.new, found.counts.rejected) == (1, 2)


def test_figures_that_stay_as_they_are_may_stand_in_a_file_for_a_later_period(sqlite: Database) -> None:
    """Files grow through the year: their old rows are there again."""
    old = poor_of(1800, day="30/06/2024")
    bring(sqlite, NAM, HEAD + old)
    lock(sqlite, NAM, TUY_DUC, JUNE)
    outcome = bring(sqlite, HOA, HEAD + old + poor_of(1732))
    assert (outcome.status, outcome.counts.new, outcome.counts.unchanged) == ("committed", 1, 1)


def test_a_period_closed_between_preview_and_confirmation_is_seen(database: Database) -> None:
    seen = preview(database, NAM, (HEAD + poor_of(1800, day="30/06/2024")).encode(), "tep.csv")
    lock(database, NAM, TUY_DUC, JUNE)
    with pytest.raises(ChangedMeanwhile):
        commit(database, seen, NAM, "web", replace_confirmed=True, justification="đúng")
    assert standing(database) == {}


def test_nothing_is_stored_past_the_preview_either(sqlite: Database) -> None:
    lock(sqlite, NAM, TUY_DUC, JUNE)
    values = {"as_of": JUNE, "value_type": "chính thức", "households": 100, "poor": 10}
    row = NewFact(2, values, unit={"edition": "2024", "unit_code": TUY_DUC})
    new = NewBatch("poverty-progress", "a.csv", "0" * 64, b"", OPERATOR, "cli", [], {}, unit_code=TUY_DUC)
    with pytest.raises(PeriodClosed, match="kỳ đến 30/06/2024 của huyện Tuy Đức"), sqlite.write() as session:
        Repository(session).store(new, [row])
    assert standing(sqlite) == {}


@pytest.mark.parametrize("by", [HOA, NAM, OPERATOR], ids=lambda by: by.who)
def test_nobody_takes_back_what_is_closed_until_it_is_reopened(database: Database, by: Access) -> None:
    bring(database, NAM, HEAD + poor_of(1800, day="30/06/2024") + poor_of(90, xa="Quảng Tâm"))
    number = lock(database, NAM, TUY_DUC, JUNE)
    with pytest.raises(AccessRefused if by is HOA else UndoRefused, match=r"duyệt|kỳ đến 30/06/2024 của huyện Tuy Đức"):
        undo(database, UPLOAD_1, by)
    assert len(standing(database)) == 2
    reopen(database, NAM, number, "sửa số của xã")
    undo(database, UPLOAD_1, NAM)
    assert standing(database) == {}


def test_a_decision_cannot_be_moved_out_of_a_closed_period(sqlite: Database) -> None:
    head = "Tỉnh;Huyện, thành phố;Xã;Danh hiệu;Số quyết định;Ngày quyết định\n"
    of = "Đắk Nông;Tuy Đức;Quảng Tâm;xã NTM;12/QĐ-UBND;{}\n"
    outcome = bring(sqlite, NAM, head + of.format("30/06/2024"))
    assert outcome.status == "committed", outcome.issues
    lock(sqlite, NAM, TUY_DUC, JUNE)
    (error,) = errors_of(sqlite, NAM, head + of.format("01/07/2024"))
    assert error.code == "period_closed"


DUTY_DONE = "Số kế hoạch;Mã nhiệm vụ;Ngày hoàn thành;Tỉnh;Huyện, thành phố\n97/KH-UBND;{};{};Đắk Nông;Tuy Đức\n"
EXPLAINED = (
    "Tỉnh;Huyện, thành phố;Nội dung giải trình;Ngày giải trình;Nguyên nhân;Biện pháp khắc phục;Hạn khắc phục\n"
    "Đắk Nông;Tuy Đức;giảm nghèo;{};thiếu vốn;bổ sung vốn;31/12/2027\n"
)


def a_duty(database: Database) -> str:
    with database.read() as session:
        table = FACT_TABLES["obligation"]
        found = session.scalars(select(table).where(table.is_current)).all()
    values = [row.as_values() for row in found]
    return next(str(one["obligation"]) for one in values if one["plan_number"] == "97/KH-UBND")


@pytest.mark.parametrize(("day", "closed"), [("30/06/2024", True), ("01/07/2024", False)])
def test_marks_of_duties_and_explanations_are_closed_like_figures(sqlite: Database, day: str, closed: bool) -> None:
    duty = a_duty(sqlite)
    lock(sqlite, NAM, TUY_DUC, JUNE)
    expected = ["period_closed"] if closed else []
    for kind, text in (("obligation-done-unit", DUTY_DONE.format(duty, day)), ("explanation", EXPLAINED.format(day))):
        assert [issue.code for issue in errors_of(sqlite, HOA, text, kind)] == expected, kind


def test_the_progress_of_a_goal_is_closed_with_the_unit_of_its_plan(sqlite: Database) -> None:
    goal = "Số kế hoạch;Mã mục tiêu;Tên mục tiêu;Huyện, thành phố;Tỉnh\nQĐ-9;nha;Xóa nhà tạm;Tuy Đức;Đắk Nông\n"
    bring(sqlite, NAM, goal)
    lock(sqlite, NAM, TUY_DUC, JUNE)
    progress = "Số kế hoạch;Mã mục tiêu;Ngày số liệu;Kết quả\nQĐ-9;nha;{};12\n"
    assert [issue.code for issue in errors_of(sqlite, OPERATOR, progress.format("30/06/2024"))] == ["period_closed"]
    assert errors_of(sqlite, OPERATOR, progress.format("01/07/2024")) == []


def test_a_period_is_not_closed_over_drafts_that_wait_in_it(database: Database) -> None:
    waiting = draft(database, poor_of(1800, day="30/06/2024"))
    with pytest.raises(LockRefused, match=rf"lô {waiting} \(tep.csv, Bà Hoa, huyện Tuy Đức\)"):
        lock(database, NAM, DAK_NONG, JUNE)
    lock(database, NAM, TUY_DUC, date(2024, 6, 29))
    lock(database, NAM, "663", JUNE)
    return_(database, waiting, NAM, "sai")
    lock(database, NAM, DAK_NONG, JUNE)


def test_a_draft_whose_period_was_closed_is_not_accepted_but_may_go(sqlite: Database) -> None:
    """Closing refuses while drafts wait; should one be in a closed period all the same, it does not become a figure."""
    number = draft(sqlite, poor_of(1800, day="30/06/2024"))
    closing = {"edition": "2024", "unit_code": TUY_DUC, "until": JUNE, "locked_by": "x", "note": ""}
    with sqlite.write() as session:
        session.add(PeriodLock(locked_at=datetime.now(UTC), **closing))
    with pytest.raises(AcceptanceRefused, match="kỳ đến 30/06/2024 của huyện Tuy Đức"):
        accept(sqlite, number, NAM)
    assert standing(sqlite) == {}
    undo(sqlite, number, HOA)


@pytest.mark.parametrize(
    ("by", "unit", "until", "error"),
    [
        (HOA, TUY_DUC, JUNE, AccessRefused),
        (LAN, TUY_DUC, JUNE, AccessRefused),
        (MINH, TUY_DUC, JUNE, AccessRefused),
        (KON_TUM_PROVINCE, TUY_DUC, JUNE, AccessRefused),
        (NAM, "99999", JUNE, AccessRefused),
        (NAM, "62", JUNE, AccessRefused),
        (NAM, TUY_DUC, today() + timedelta(days=1), LockRefused),
        (NAM, "24736", date(2023, 12, 31), LockRefused),
        (OPERATOR, "24736", date(2023, 12, 31), LockRefused),
    ],
)
def test_who_may_not_close_what(sqlite: Database, by: Access, unit: str, until: date, error: type[TienDoError]) -> None:
    """The last two: the commune is closed with its huyện already."""
    lock(sqlite, NAM, TUY_DUC, date(2023, 12, 31))
    with pytest.raises(error):
        lock(sqlite, by, unit, until)
    with sqlite.read() as session:
        assert [one.until for one in locks_seen(session)] == [date(2023, 12, 31)]


def test_a_period_is_reopened_once_by_the_province_with_a_reason(database: Database) -> None:
    number = lock(database, NAM, TUY_DUC, JUNE, " đã báo cáo ")
    refused = [(HOA, number, "sai", AccessRefused), (NAM, number, " ", LockRefused), (NAM, 999, "sai", UnknownName)]
    for by, which, reason, error in refused:
        with pytest.raises(error):
            reopen(database, by, which, reason)
    reopen(database, NAM, number, " sửa số của xã ")
    with pytest.raises(LockRefused, match=r"đã được Ông Nam, tỉnh Đắk Nông mở sổ"):
        reopen(database, NAM, number, "lần nữa")
    with database.read() as session:
        (one,) = locks_seen(session)
        entries = session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()[-2:]
    assert (one.unit, one.note, one.reopened_by, one.reopen_reason) == (
        *("huyện Tuy Đức", "đã báo cáo"),
        *(NAM.who, "sửa số của xã"),
    )
    assert [(entry.action, entry.what, entry.unit_code) for entry in entries] == [
        ("lock", "Kỳ đến 30/06/2024 của huyện Tuy Đức", TUY_DUC),
        ("reopen", "Kỳ đến 30/06/2024 của huyện Tuy Đức", TUY_DUC),
    ]
    assert errors_of(database, HOA, HEAD + poor_of(1800, day="30/06/2024")) == []


@pytest.mark.parametrize(
    ("by", "seen"),
    [(HOA, 1), (MINH, 1), (NAM, 1), (OPERATOR, 1), (KON_TUM_PROVINCE, 0), (Access("ai đó", ()), 0)],
    ids=lambda one: one.who if isinstance(one, Access) else str(one),
)
def test_the_province_knows_which_periods_are_closed(database: Database, by: Access, seen: int) -> None:
    lock(database, NAM, TUY_DUC, JUNE)
    with database.read_as(by) as session:
        assert len(locks_seen(session)) == seen


def test_made_up_figures_go_from_closed_periods_too(sqlite: Database) -> None:
    load_demo(sqlite)
    lock(sqlite, OPERATOR, DAK_NONG, date(2024, 12, 31))
    assert remove_demo(sqlite, OPERATOR)


def test_what_the_shipped_plans_say_stays_known_under_a_closing(sqlite: Database) -> None:
    """Starting again loads nothing anew, so it is not refused either."""
    lock(sqlite, OPERATOR, DAK_NONG, date(2025, 12, 31))
    assert {loaded.status for loaded in initialise(sqlite)} <= {"known", "no_change"}
