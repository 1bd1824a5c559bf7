"""What a district brings waits until the province accepts it (duyệt số liệu): what stands, and who may what."""

import json
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from core import formats
from core.__main__ import main
from core.access.rules import Access, Grant, Role
from core.clock import now
from core.database import Database
from core.demo import load_demo, remove_demo
from core.drafts import accept, return_
from core.errors import AcceptanceRefused, AccessRefused, ChangedMeanwhile, TienDoError, UndoRefused, UnknownName
from core.ingest.issues import Severity
from core.ingest.pipeline import Outcome, commit, preview, undo
from core.reports.budget import BudgetFilter, budget_lines
from core.reports.budget_frames import sources_of as budget_sources
from core.reports.criteria import CriteriaFilter, criteria_status
from core.reports.history import HistoryFilter, figure_history
from core.reports.poverty import PovertyFilter, poverty_status
from core.reports.rural_frames import sources_of_set
from core.reports.standing import with_drafts
from core.tables import Batch, JournalEntry, PovertyProgress
from core.wording_rural import cell_said
from tests.conftest import OPERATOR, UPLOAD_1, UPLOAD_2, UPLOAD_3
from tests.warm_program import WarmProgram

ROOT = Path(__file__).resolve().parents[1]
HEAD = "Tỉnh;Huyện, thành phố;Xã;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
TUY_DUC, DAK_MIL, DAK_NONG, KON_TUM = "667", "663", "67", "62"
HOA = Access("Bà Hoa, huyện Tuy Đức", (Grant(Role.EDITOR, TUY_DUC),), None, "trang web")
MINH = Access("Ông Minh, huyện Đắk Mil", (Grant(Role.EDITOR, DAK_MIL),))
LAN = Access("Bà Lan, huyện Tuy Đức", (Grant(Role.VIEWER, TUY_DUC),))
NAM = Access("Ông Nam, tỉnh Đắk Nông", (Grant(Role.ADMINISTRATOR, DAK_NONG),))
KON_TUM_PROVINCE = Access("Ông Y, tỉnh Kon Tum", (Grant(Role.ADMINISTRATOR, KON_TUM),))


def poor_of(poor: int, huyen: str = "Tuy Đức", xa: str = "", day: str = "31/12/2024") -> str:
    return f"Đắk Nông;{huyen};{xa};{day};16.874;{poor}\n"


def bring(database: Database, by: Access, text: str, justify: str = "đã đối chiếu") -> Outcome:
    found = preview(database, by, text.encode(), "tep.csv")
    return commit(database, found, by, "web", replace_confirmed=True, justification=justify)


def draft(database: Database, *rows: str, by: Access = HOA) -> int:
    outcome = bring(database, by, HEAD + "".join(rows or [poor_of(1732)]))
    assert outcome.batch is not None, outcome.issues
    return outcome.batch


def standing(database: Database) -> dict[tuple[str, int], int]:
    """Poor households that stand, by unit and batch."""
    with database.read() as session:
        rows = session.scalars(select(PovertyProgress).where(PovertyProgress.is_current))
        return {(row.unit_code, row.batch_id): row.poor for row in rows}


def batch(database: Database, number: int) -> Batch:
    with database.read() as session:
        return session.get_one(Batch, number)


def poor_on_screens(database: Database, by: Access, drafts: bool, known_at: datetime | None = None) -> int | None:
    """Of Tuy Đức, as the poverty screen judges the plan of 97/KH-UBND."""
    with database.read_as(by) as session, with_drafts(drafts):
        (row,) = [row for row in poverty_status(session, PovertyFilter(TUY_DUC, None, known_at)) if row.year == 2024]
    return row.result.poor if row.result else None


# ---- bringing -------------------------------------------------------------------------------------------------------


def test_what_a_district_brings_waits_and_says_so(database: Database) -> None:
    outcome = bring(database, HOA, HEAD + poor_of(1732))
    assert (outcome.status, outcome.batch) == ("committed", UPLOAD_1)
    assert "waits_for_acceptance" in {issue.code for issue in outcome.issues if issue.severity is Severity.NOTE}
    assert standing(database) == {}
    kept = batch(database, UPLOAD_1)
    assert (kept.published_at, kept.published_by, kept.unit_code, kept.new_rows) == (None, None, TUY_DUC, 1)


@pytest.mark.parametrize("by", [OPERATOR, NAM], ids=["at the keyboard", "administrator of the province"])
def test_what_somebody_brings_who_may_accept_stands_at_once(sqlite: Database, by: Access) -> None:
    outcome = bring(sqlite, by, HEAD + poor_of(1732))
    assert "waits_for_acceptance" not in {issue.code for issue in outcome.issues}
    assert standing(sqlite) == {(TUY_DUC, UPLOAD_1): 1732}
    assert batch(sqlite, UPLOAD_1).published_by == by.who


def test_the_preview_of_a_district_compares_with_published_figures(sqlite: Database) -> None:
    bring(sqlite, NAM, HEAD + poor_of(1800))
    found = preview(sqlite, HOA, (HEAD + poor_of(1732)).encode(), "tep.csv")
    assert [(change.old, change.new) for row in found.comparison.changed for change in row.changes] == [(1800, 1732)]
    assert draft(sqlite) == UPLOAD_2
    assert standing(sqlite) == {(TUY_DUC, UPLOAD_1): 1800}


def test_a_file_that_changes_nothing_waits_for_nobody(sqlite: Database) -> None:
    bring(sqlite, NAM, HEAD + poor_of(1800))
    outcome = bring(sqlite, HOA, HEAD + poor_of(1800))
    assert outcome.status == "no_change"
    assert "waits_for_acceptance" not in {issue.code for issue in outcome.issues}


def test_one_figure_has_at_most_one_draft(database: Database) -> None:
    """Whoever of the unit brings it, whether it is the same or another; the other row of the file is sound."""
    draft(database)
    found = preview(database, HOA, (HEAD + poor_of(1700) + poor_of(90, xa="Quảng Tâm")).encode(), "tep.csv")
    (error,) = found.of(Severity.ERROR)
    assert (error.code, error.row, error.column) == ("waiting_draft", 2, "Huyện, thành phố")
    assert f"đang có số liệu chờ duyệt ở lô {UPLOAD_1}" in error.message.replace("đã có", "đang có")
    assert f"thu hồi lô {UPLOAD_1} trước" in error.message
    assert (found.counts.new, found.counts.rejected) == (1, 1)
    undo(database, UPLOAD_1, HOA)
    assert draft(database, poor_of(1700)) == UPLOAD_2


def test_a_draft_that_came_between_preview_and_confirmation_is_seen(database: Database) -> None:
    seen = preview(database, HOA, (HEAD + poor_of(1700)).encode(), "tep.csv")
    draft(database)
    with pytest.raises(ChangedMeanwhile):
        commit(database, seen, HOA, "web", replace_confirmed=True)
    assert standing(database) == {}


def test_of_two_drafts_brought_at_once_one_is_stored(database_url: str) -> None:
    def one(poor: int) -> int | None:
        own = Database(database_url)
        try:
            seen = preview(own, HOA, (HEAD + poor_of(poor)).encode(), "tep.csv")
            gate.wait(timeout=60)
            return commit(own, seen, HOA, "web", replace_confirmed=True, justification="đúng").batch
        except ChangedMeanwhile:
            return None
        finally:
            own.engine.dispose()

    gate = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, (1700, 1710)), key=str) == [UPLOAD_1, None]


# ---- accepting, returning, taking back ------------------------------------------------------------------------------


def test_an_accepted_draft_stands_in_the_place_of_what_it_replaces(database: Database) -> None:
    bring(database, NAM, HEAD + poor_of(1800))
    number = draft(database, poor_of(1732), poor_of(90, xa="Quảng Tâm"))
    accept(database, number, NAM)
    assert standing(database) == {(TUY_DUC, number): 1732, ("24740", number): 90}
    kept = batch(database, number)
    assert kept.published_by == NAM.who
    assert kept.published_at is not None
    assert kept.published_at > kept.committed_at
    undo(database, number, NAM)
    assert standing(database) == {(TUY_DUC, UPLOAD_1): 1800}


def test_what_was_done_is_in_the_journal(sqlite: Database) -> None:
    accept(sqlite, draft(sqlite), NAM)
    return_(sqlite, draft(sqlite, poor_of(1600)), NAM, " chưa khớp biên bản rà soát ")
    with sqlite.read() as session:
        entries = session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()[-4:]
    assert [(entry.action, entry.who, entry.unit_code) for entry in entries] == [
        ("commit", HOA.who, TUY_DUC),
        ("accept", NAM.who, TUY_DUC),
        ("commit", HOA.who, TUY_DUC),
        ("return", NAM.who, TUY_DUC),
    ]
    assert entries[-1].details == {"batch": UPLOAD_2, "reason": "chưa khớp biên bản rà soát"}


def test_a_returned_draft_says_why_and_never_stood(database: Database) -> None:
    number = draft(database)
    return_(database, number, NAM, "số hộ chưa khớp")
    kept = batch(database, number)
    assert (kept.undone_by, kept.returned_reason, kept.published_at) == (NAM.who, "số hộ chưa khớp", None)
    assert standing(database) == {}
    assert draft(database, poor_of(1740)) == number + 1


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_nothing_is_returned_without_a_reason(sqlite: Database, reason: str) -> None:
    number = draft(sqlite)
    with pytest.raises(AcceptanceRefused, match="lý do"):
        return_(sqlite, number, NAM, reason)
    assert batch(sqlite, number).undone_at is None


@pytest.mark.parametrize(
    ("by", "error"),
    [
        (HOA, AccessRefused),
        (LAN, AccessRefused),
        (MINH, UnknownName),
        (KON_TUM_PROVINCE, UnknownName),
        (Access("ai đó", ()), UnknownName),
    ],
    ids=lambda one: one.who if isinstance(one, Access) else one.__name__,
)
@pytest.mark.parametrize("decide", [accept, partial(return_, reason="sai")], ids=["accept", "return"])
def test_only_the_province_decides(sqlite: Database, by: Access, error: type[TienDoError], decide: partial) -> None:  # type: ignore[type-arg]
    number = draft(sqlite)
    with pytest.raises(error):
        decide(sqlite, number, by)
    kept = batch(sqlite, number)
    assert (kept.published_at, kept.undone_at) == (None, None)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (lambda database, number: accept(database, number, NAM), "đã có hiệu lực"),
        (lambda database, number: undo(database, number, HOA), "Bà Hoa, huyện Tuy Đức đã thu hồi"),
        (lambda database, number: return_(database, number, NAM, "sai"), "Ông Nam, tỉnh Đắk Nông đã trả lại"),
        (lambda database, _: bring(database, NAM, HEAD + poor_of(1800)), r"dòng 2 \(huyện Tuy Đức\)"),
    ],
    ids=["accepted", "taken back", "returned", "others brought the figure"],
)
def test_a_draft_is_accepted_once_and_only_over_what_it_was_set_beside(
    database: Database,
    before: Callable[[Database, int], object],
    said: str,
) -> None:
    number = draft(database)
    before(database, number)
    stands = standing(database)
    with pytest.raises(AcceptanceRefused, match=said):
        accept(database, number, NAM)
    assert standing(database) == stands


def test_what_the_province_brings_over_a_draft_is_told_of_it_and_overtakes_it(database: Database) -> None:
    """Taking the province's figure back makes the draft acceptable again."""
    bring(database, NAM, HEAD + poor_of(1900))
    number = draft(database)
    outcome = bring(database, NAM, HEAD + poor_of(1800))
    (note,) = [issue for issue in outcome.issues if issue.code == "draft_waits"]
    assert note.severity is Severity.NOTE
    assert f"lô {number}" in note.message
    with pytest.raises(AcceptanceRefused, match="dòng 2"):
        accept(database, number, NAM)
    undo(database, UPLOAD_3, NAM)
    accept(database, number, NAM)
    assert standing(database) == {(TUY_DUC, number): 1732}


def test_many_rows_that_changed_are_counted(sqlite: Database) -> None:
    days = [f"{day:02}/06/2024" for day in range(1, 9)]
    number = draft(sqlite, *(poor_of(2000, day=day) for day in days))
    bring(sqlite, NAM, HEAD + "".join(poor_of(2100, day=day) for day in days))
    with pytest.raises(AcceptanceRefused, match=r"dòng 2 .*, dòng 6 \(huyện Tuy Đức\) và 3 dòng nữa"):
        accept(sqlite, number, NAM)


def test_what_a_draft_builds_on_cannot_be_taken_from_under_it(database: Database) -> None:
    """Replaced or confirmed by a draft that waits: the refusal names it."""
    bring(database, NAM, HEAD + poor_of(1800))
    bring(database, NAM, HEAD + poor_of(95, xa="Quảng Tâm"))
    number = draft(database, poor_of(1732), poor_of(95, xa="Quảng Tâm"))
    for ground in (UPLOAD_1, UPLOAD_2):
        with pytest.raises(UndoRefused, match=rf"lô {number} \(lô {number} đang chờ duyệt\)"):
            undo(database, ground, NAM)
    return_(database, number, NAM, "sai")
    undo(database, UPLOAD_1, NAM)
    assert standing(database) == {("24740", UPLOAD_2): 95}


def test_a_goal_that_a_draft_speaks_of_cannot_be_taken_from_under_it(sqlite: Database) -> None:
    goal = "Số kế hoạch;Mã mục tiêu;Tên mục tiêu;Huyện, thành phố;Tỉnh\nQĐ-9;nha;Xóa nhà tạm;Tuy Đức;Đắk Nông\n"
    bring(sqlite, NAM, goal)
    progress = "Số kế hoạch;Mã mục tiêu;Ngày số liệu;Kết quả\nQĐ-9;nha;30/06/2024;12\n"
    outcome = bring(sqlite, HOA, progress)
    assert outcome.batch == UPLOAD_2, outcome.issues
    assert batch(sqlite, UPLOAD_2).unit_code == TUY_DUC
    with pytest.raises(UndoRefused, match=rf"lô {UPLOAD_2} đang chờ duyệt"):
        undo(sqlite, UPLOAD_1, NAM)
    accept(sqlite, UPLOAD_2, NAM)
    assert batch(sqlite, UPLOAD_2).published_by == NAM.who


def test_a_draft_over_made_up_figures_outlives_them(sqlite: Database) -> None:
    load_demo(sqlite)
    with sqlite.read() as session:
        made_up = session.scalars(
            select(PovertyProgress).where(PovertyProgress.is_current, PovertyProgress.unit_code == TUY_DUC)
        ).first()
        assert made_up is not None
    number = draft(sqlite, poor_of(1732, day=f"{made_up.as_of:%d/%m/%Y}"))
    remove_demo(sqlite, OPERATOR)
    accept(sqlite, number, NAM)
    assert standing(sqlite) == {(TUY_DUC, number): 1732}


@pytest.mark.parametrize(
    ("by", "accepted", "error"),
    [
        (HOA, False, None),
        (NAM, False, None),
        (LAN, False, AccessRefused),
        (MINH, False, UnknownName),
        (HOA, True, AccessRefused),
        (LAN, True, AccessRefused),
        (NAM, True, None),
        (OPERATOR, True, None),
    ],
    ids=lambda one: one.who if isinstance(one, Access) else str(one),
)
def test_a_district_takes_back_what_waits_and_the_province_what_was_published(
    sqlite: Database, by: Access, accepted: bool, error: type[TienDoError] | None
) -> None:
    number = draft(sqlite)
    if accepted:
        accept(sqlite, number, NAM)
    if error is None:
        undo(sqlite, number, by)
        assert batch(sqlite, number).undone_by == by.who
        assert standing(sqlite) == {}
    else:
        with pytest.raises(error):
            undo(sqlite, number, by)
        assert batch(sqlite, number).undone_at is None


def test_a_draft_taken_back_leaves_what_stands(database: Database) -> None:
    bring(database, NAM, HEAD + poor_of(1800))
    undo(database, draft(database), HOA)
    assert standing(database) == {(TUY_DUC, UPLOAD_1): 1800}


# ---- at once, and killed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "others",
    [
        (partial(accept, by=NAM), partial(accept, by=OPERATOR)),
        (partial(accept, by=NAM), partial(return_, by=NAM, reason="sai")),
        (partial(accept, by=NAM), partial(undo, by=HOA)),
    ],
    ids=["twice", "and returned", "and taken back"],
)
def test_of_two_decisions_at_once_one_counts(database_url: str, others: tuple[partial, partial]) -> None:  # type: ignore[type-arg]
    for _ in range(3):
        first = Database(database_url)
        number = draft(first)
        gate = Barrier(2)

        def decide(one: partial, number: int = number, gate: Barrier = gate) -> bool:  # type: ignore[type-arg]
            own = Database(database_url)
            gate.wait(timeout=60)
            try:
                one(own, number)
            except TienDoError:
                return False
            finally:
                own.engine.dispose()
            return True

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(decide, others))
        assert sum(done) == 1
        kept, stands = batch(first, number), standing(first)
        assert stands == ({(TUY_DUC, number): 1732} if done[0] or others[1].func is accept else {})
        assert (kept.published_at is None) is (kept.undone_at is not None)
        if kept.published_at:
            undo(first, number, NAM)
        first.engine.dispose()


# Accepts a draft and kills itself before the Nth statement of the transaction, or just before COMMIT.
CHILD = """
import os, signal, sys
from sqlalchemy import event
from core.access.rules import operator
from core.database import Database
from core.drafts import accept

url, batch, moment = sys.argv[1:]
database = Database(url)
statements = []

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def before_statement(connection, cursor, statement, parameters, context, many):
    statements.append(statement)
    if moment.isdigit() and len(statements) > int(moment):
        die()

event.listen(database.engine, "before_cursor_execute", before_statement)
if moment == "before commit":
    event.listen(database.engine, "commit", die)
accept(database, int(batch), operator("tiến trình con"))
"""


def killed(warm: WarmProgram, url: str, number: int, moment: str) -> bool:
    done = warm.script(CHILD, url, number, moment).end()
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def test_an_acceptance_killed_at_any_statement_has_happened_whole_or_not_at_all(
    warm: WarmProgram, database_url: str
) -> None:
    database = Database(database_url)
    bring(database, NAM, HEAD + poor_of(1800))
    number = draft(database)
    before = {(TUY_DUC, UPLOAD_1): 1800}
    assert killed(warm, database_url, number, "before commit")
    assert standing(database) == before
    statements = 0
    while killed(warm, database_url, number, str(statements)):
        assert (standing(database), batch(database, number).published_at) == (before, None), statements
        statements += 1
    assert statements >= 6
    assert standing(database) == {(TUY_DUC, number): 1732}
    database.engine.dispose()


# ---- reading --------------------------------------------------------------------------------------------------------


def test_drafts_count_on_the_poverty_screen_only_when_asked_for(database: Database) -> None:
    """Without: nothing to judge by. With 1.732 of 16.874: 100,2% of the plan by points, 99,9% by households."""
    draft(database)
    with database.read_as(NAM) as session:
        (plain,) = [row for row in poverty_status(session, PovertyFilter(TUY_DUC)) if row.year == 2024]
        assert plain.result is None
        with with_drafts():
            (row,) = [row for row in poverty_status(session, PovertyFilter(TUY_DUC)) if row.year == 2024]
    assert row.result is not None
    assert (row.result.poor, row.result.households) == (1732, 16874)
    assert formats.percent_of_plan(row.assessment.percent_by_points) == "100,2%"
    assert formats.percent_of_plan(row.assessment.percent_by_households) == "99,9%"


@pytest.mark.parametrize(
    ("by", "seen"),
    [
        (HOA, 1732),
        (LAN, 1732),
        (NAM, 1732),
        (OPERATOR, 1732),
        (MINH, 1800),
        (Access("x", (Grant(Role.PUBLIC, "67"),)), 1800),
    ],
    ids=lambda one: one.who if isinstance(one, Access) else str(one),
)
def test_a_draft_counts_only_for_who_may_see_it(database: Database, by: Access, seen: int) -> None:
    bring(database, NAM, HEAD + poor_of(1800))
    draft(database)
    assert poor_on_screens(database, by, drafts=True) == seen
    assert poor_on_screens(database, by, drafts=False) == 1800


def test_a_draft_that_was_overtaken_does_not_count_beside_what_stands(database: Database) -> None:
    draft(database)
    bring(database, NAM, HEAD + poor_of(1800))
    assert poor_on_screens(database, NAM, drafts=True) == 1800


@pytest.mark.parametrize(
    "decide", [partial(return_, by=NAM, reason="sai"), partial(undo, by=HOA)], ids=["return", "undo"]
)
def test_a_draft_that_went_counts_nowhere(sqlite: Database, decide: partial) -> None:  # type: ignore[type-arg]
    bring(sqlite, NAM, HEAD + poor_of(1800))
    decide(sqlite, draft(sqlite))
    assert poor_on_screens(sqlite, NAM, drafts=True) == 1800


def test_a_look_into_the_past_never_shows_what_was_a_draft_then(database: Database) -> None:
    bring(database, NAM, HEAD + poor_of(1800))
    number = draft(database)
    waited = now()
    accept(database, number, NAM)
    accepted = now()
    undo(database, number, NAM)
    later = datetime.now(UTC) + timedelta(seconds=1)
    for drafts in (False, True):
        seen = [poor_on_screens(database, NAM, drafts, moment) for moment in (waited, accepted, later)]
        assert seen == [1800, 1732, 1800]


def test_every_figure_that_rests_on_a_draft_says_so(sqlite: Database) -> None:
    """Payments and criteria, in the tables of their screens; without drafts counted nothing is there to mark."""
    paid = "Tỉnh;Huyện, thành phố;Xã;Năm vốn;Mã nội dung;Ngày số liệu;Lũy kế giải ngân (triệu đồng)\n"
    assessed = "Tỉnh;Huyện, thành phố;Xã;Bộ tiêu chí;Tiêu chí số;Ngày đánh giá;Kết quả\n"
    for text in (
        paid + "Đắk Nông;Tuy Đức;Quảng Tâm;2024;2.1;30/06/2024;850,5\n",
        assessed + "Đắk Nông;Tuy Đức;Quảng Tâm;xã NTM;1;30/06/2024;đạt\n",
    ):
        outcome = bring(sqlite, HOA, text)
        assert outcome.waits, outcome.issues
    with sqlite.read_as(HOA) as session:
        assert [line for line in budget_lines(session, BudgetFilter(TUY_DUC)) if line.result] == []
        with with_drafts():
            lines = budget_lines(session, BudgetFilter(TUY_DUC))
            (row,) = [row for row in criteria_status(session, CriteriaFilter("24740")) if row.count.assessed]
    assert [(line.result.said, line.result.waits) for line in lines if line.result] == [
        (f"lô {UPLOAD_1}, dòng 2 – chờ duyệt", True)
    ]
    assert budget_sources(lines) == [f"giải ngân: lô {UPLOAD_1} (chờ duyệt)"]
    assert sources_of_set(row) == [f"đánh giá: lô {UPLOAD_2} (chờ duyệt)"]
    assert cell_said(row.cells[0]).endswith("số liệu chờ duyệt")


def test_the_history_of_a_figure_tells_what_waits_and_what_was_returned(sqlite: Database) -> None:
    return_(sqlite, draft(sqlite, poor_of(1650)), NAM, "sai")
    draft(sqlite)
    with sqlite.read_as(HOA) as session:
        waiting, returned = figure_history(session, HistoryFilter("poverty-progress", TUY_DUC))
        assert figure_history(session, HistoryFilter("poverty-progress", TUY_DUC, now())) == []
    assert (waiting.state, waiting.stands, waiting.waits) == ("chờ duyệt", False, True)
    assert returned.state.startswith("đã trả lại ")
    assert returned.state.endswith(f"người trả lại: {NAM.who}; lý do: sai")


# ---- the command line -----------------------------------------------------------------------------------------------


def test_the_command_line_lists_accepts_and_returns(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    number = draft(sqlite)
    assert main(["drafts", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(one["batch"], one["unit"], one["by"], one["new"]) for one in said["drafts"]] == [
        (number, "huyện Tuy Đức", HOA.who, 1)
    ]
    assert main(["accept", str(number)]) == 0
    assert main(["accept", str(number)]) == 1
    assert standing(sqlite) == {(TUY_DUC, number): 1732}
    second = draft(sqlite, poor_of(1700))
    assert main(["return", str(second), "--reason", "sai"]) == 0
    assert main(["accept", "999"]) == 2
    out, error = capsys.readouterr()
    assert f"Đã duyệt lô {number}" in out
    assert f"Đã trả lại lô {second}." in out
    assert "Không có lô số liệu số 999." in error


def test_the_command_line_closes_and_reopens(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    closing = ["lock", "--unit", "huyện Tuy Đức", "--until", "30/06/2024", "--note", "đã báo cáo"]
    assert main(closing) == 0
    assert main(closing) == 1
    assert main(["drafts"]) == 0
    assert "huyện Tuy Đức · kỳ đến 30/06/2024" in capsys.readouterr().out
    assert main(["reopen", "1", "--reason", "sửa"]) == 0
    assert main(["reopen", "1", "--reason", "sửa"]) == 1
    assert main(["reopen", "1", "--reason", " "]) == 1
