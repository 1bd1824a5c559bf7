"""The journal: everything that is done is in it once, nobody can change it, and each reads what is theirs to read."""

import argparse
import ast
import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from core import drafts, journal_command, locks
from core.access import people, sign_ins
from core.access.journal import LONGEST, Deed, write_down
from core.access.journal_file import HEADINGS, csv_lines
from core.access.journal_reading import PAGE_ROWS, JournalFilter, entries, every_entry
from core.access.journal_words import PROGRAM, SHIPPED_BY, deed_words, refusal_words
from core.access.rules import NOBODY, Access, Grant, Role, anybody, operator
from core.backup import back_up, restore
from core.database import Database
from core.demo import load_demo, remove_demo
from core.errors import AccessRefused, SignInRefused, UndoRefused, UnknownName, UnreadableFile
from core.ingest.pipeline import Outcome, commit, preview, undo
from core.ingest.received import received
from core.official_report.archive import make_and_keep, now_pinned
from core.official_report.request import ReportRequest
from core.reference import EDITION
from core.start import SHIPPED
from core.tables import JournalEntry
from tests.conftest import OPERATOR, UPLOAD_1
from tests.signed_in import PROVIDER, claims_of, given

ROOT = Path(__file__).resolve().parents[1]
Load = Callable[..., Outcome]
DAK_NONG, KON_TUM, TUY_DUC, CU_JUT = "67", "62", "667", "662"
JUNE = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\nĐắk Nông;Tuy Đức;30/06/2024;16.700;2.444\n"


def deeds(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(row.action, row.what) for row in session.scalars(select(JournalEntry).order_by(JournalEntry.id))]


def add(database: Database, *rows: dict[str, object]) -> None:
    usual = {"at": datetime(2024, 7, 1, tzinfo=UTC), "who": "Ai đó", "from_where": "", "action": "commit", "what": ""}
    with database.write() as session:
        for row in rows:
            edition = EDITION if row.get("unit_code") else None
            session.execute(insert(JournalEntry).values(**{**usual, "edition": edition, "details": {}, **row}))


# --- only ever added to -----------------------------------------------------------------------------------------------


def _by_the_object(database: Database) -> None:
    with database.write() as session:
        session.scalars(select(JournalEntry)).first().what = "khác"  # type: ignore[union-attr]


def _by_taking_the_object_away(database: Database) -> None:
    with database.write() as session:
        session.delete(session.scalars(select(JournalEntry)).first())


def _said(statement: object) -> Callable[[Database], None]:
    def run(database: Database) -> None:
        with database.write() as session:
            session.execute(statement)  # type: ignore[call-overload]

    return run


@pytest.mark.parametrize(
    "change",
    [
        _by_the_object,
        _by_taking_the_object_away,
        _said(update(JournalEntry).values(who="người khác")),
        _said(delete(JournalEntry)),
        _said(text("UPDATE journal_entry SET at = at")),
        _said(text("DELETE FROM journal_entry WHERE id = 1")),
    ],
    ids=["object", "object taken away", "update", "delete", "update in SQL", "delete in SQL"],
)
def test_what_was_written_down_stays_as_it_is(database: Database, change: Callable[[Database], None]) -> None:
    before = deeds(database)
    assert before
    with pytest.raises(DBAPIError, match="append-only"):
        change(database)
    assert deeds(database) == before


_ANEW = "journal_entry (id, at, who, from_where, action, what, details) VALUES (:id, :at, 'x', 'x', 'undo', 'x', '{}')"
_UPSERT = "ON CONFLICT (id) DO UPDATE SET who = excluded.who"


@pytest.mark.parametrize(
    ("engine", "statement"),
    [
        ("sqlite", f"INSERT OR REPLACE INTO {_ANEW}"),
        ("sqlite", f"REPLACE INTO {_ANEW}"),
        ("sqlite", f"INSERT INTO {_ANEW} {_UPSERT}"),
        ("postgresql", f"INSERT INTO {_ANEW} {_UPSERT}"),
    ],
)
def test_no_entry_is_written_in_the_place_of_another(
    request: pytest.FixtureRequest, engine: str, statement: str
) -> None:
    database = Database(request.getfixturevalue(f"{engine}_url"))
    try:
        with database.read() as session:
            before = [(row.id, row.at, row.who) for row in session.scalars(select(JournalEntry))]
        assert before
        with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
            connection.execute(text(statement), {"id": before[0][0], "at": "2024-01-01 00:00:00+00:00"})
        with database.read() as session:
            assert [(row.id, row.at, row.who) for row in session.scalars(select(JournalEntry))] == before
    finally:
        database.engine.dispose()


@pytest.mark.parametrize("how", ["TRUNCATE journal_entry", "TRUNCATE journal_entry CASCADE"])
def test_postgresql_does_not_empty_it_either(postgresql_url: str, how: str) -> None:
    database = Database(postgresql_url)
    try:
        before = deeds(database)
        with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
            connection.execute(text(how))
        assert deeds(database) == before != []
    finally:
        database.engine.dispose()


# Who names the journal's table at all; any other module would have to ask for it here.
_KNOW_IT = {
    "core/access/journal.py",
    "core/access/journal_reading.py",
    "core/access/journal_search.py",
    "core/backup.py",
    "core/last_word.py",
    "core/move_target.py",
    "core/tables/__init__.py",
    "core/tables/access.py",
}
_HIDE_IT = {"core/access/guard.py", "core/access/narrowing.py"}
_CHANGES = re.compile(r"\b(update|delete|merge)\s*\(|\b(UPDATE|DELETE|TRUNCATE)\b.*journal", re.IGNORECASE)


def test_no_code_of_ours_changes_the_journal() -> None:
    """It is named in few places, one of which adds to it, and none of which updates or deletes anything of it."""
    sources = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for folder in ("core", "ui", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if path.parent.name != "versions"
    }
    named = {path for path, source in sources.items() if re.search(r"\bJournalEntry\b|journal_entry\b", source)}
    assert named - _HIDE_IT == _KNOW_IT
    made = {path for path, source in sources.items() if re.search(r"\bJournalEntry\(", source)}
    assert made - {"core/tables/access.py"} == {"core/access/journal.py"}
    for path in ("core/access/journal.py", "core/access/journal_reading.py", "core/access/journal_search.py"):
        calls = {
            getattr(node.func, "attr", getattr(node.func, "id", ""))
            for node in ast.walk(ast.parse(sources[path]))
            if isinstance(node, ast.Call)
        }
        assert not calls & {"update", "delete", "merge"}, path


# --- everything once --------------------------------------------------------------------------------------------------


def test_every_deed_has_its_words() -> None:
    assert list(deed_words()) == [deed.value for deed in Deed]
    assert len(set(deed_words().values())) == len(Deed)


def test_every_refusal_has_its_words() -> None:
    assert refusal_words().keys() == sign_ins.REASONS.keys()
    assert len(set(refusal_words().values())) == len(refusal_words())


ADMINISTRATOR = "quan-tri@daknong.gov.vn"


def _committed(database: Database) -> int:
    outcome = commit(database, preview(database, OPERATOR, JUNE.encode(), "thang6.csv"), OPERATOR, "cli", True, "đúng")
    assert outcome.batch is not None
    return outcome.batch


def _draft(database: Database, monkeypatch: pytest.MonkeyPatch) -> tuple[int, Access]:
    """A draft of Tuy Đức, and somebody who may accept it."""
    monkeypatch.setattr("core.ingest.pipeline.acceptance_required", lambda: True)
    editor = Access("Người nhập", (Grant(Role.EDITOR, TUY_DUC),), given(database, "nhap@x.vn", []))
    found = preview(database, editor, JUNE.encode(), "thang6.csv")
    outcome = commit(database, found, editor, "web", True, "đúng")
    assert outcome.batch is not None
    return outcome.batch, Access("Quản trị", (Grant(Role.ADMINISTRATOR, DAK_NONG),))


def _report(database: Database) -> None:
    request = ReportRequest("97/KH-UBND", DAK_NONG, "2024", now_pinned(database))
    make_and_keep(database, request, ".xlsx", OPERATOR)


def _begun(database: Database) -> str:
    given(database, ADMINISTRATOR, [Grant(Role.ADMINISTRATOR, DAK_NONG)], "Quản trị")
    claims = claims_of(ADMINISTRATOR)
    assert PROVIDER is not None
    sign_ins.begin(database, claims, PROVIDER.client_id, PROVIDER.issuer, "10.0.0.7")
    return sign_ins.sign_in_id(claims)


def _turned_away(database: Database) -> None:
    assert PROVIDER is not None
    with pytest.raises(SignInRefused):
        sign_ins.begin(database, claims_of("la@x.vn"), PROVIDER.client_id, PROVIDER.issuer, "10.0.0.9")


# What makes ready gives back what is done then.
Prepared = Callable[[], Callable[[], object]]


def _scenarios(database: Database, tmp_path: Path, patch: pytest.MonkeyPatch) -> dict[str, Prepared]:
    """By deed: what has to be there before, which gives what is done then."""
    give, copy = (OPERATOR, "moi@daknong.gov.vn", "Người mới", Role.VIEWER, TUY_DUC), tmp_path / "app.bak"

    def decided(done: Callable[..., object], *more: str) -> Callable[[], object]:
        batch, by = _draft(database, patch)
        return lambda: done(database, batch, by, *more)

    def undone() -> Callable[[], object]:
        batch = _committed(database)
        return lambda: undo(database, batch, OPERATOR)

    def reopened() -> Callable[[], object]:
        number = locks.lock(database, OPERATOR, TUY_DUC, date(2023, 12, 31))
        return lambda: locks.reopen(database, OPERATOR, number, "sai số")

    def revoked() -> Callable[[], object]:
        number = people.give(database, *give)
        return lambda: people.take_away(database, OPERATOR, number)

    def changed() -> Callable[[], object]:
        number = people.give(database, *give)
        return lambda: people.change(database, OPERATOR, number, Role.EDITOR, TUY_DUC)

    def signed_out() -> Callable[[], object]:
        begun = _begun(database)
        return lambda: sign_ins.end(database, begun, "10.0.0.7")

    def handed_in() -> Callable[[], object]:
        found = preview(database, OPERATOR, JUNE.encode(), "thang6.csv")
        return lambda: received(database, OPERATOR, JUNE.encode(), "thang6.csv", found)

    return {
        "commit": lambda: lambda: _committed(database),
        "undo": undone,
        "accept": lambda: decided(drafts.accept),
        "return": lambda: decided(drafts.return_, "sai cột"),
        "lock": lambda: lambda: locks.lock(database, OPERATOR, TUY_DUC, date(2023, 12, 31), "chốt năm"),
        "reopen": reopened,
        "grant": lambda: lambda: people.give(database, *give),
        "grant changed": changed,
        "revoke": revoked,
        "sign-in": lambda: lambda: _begun(database),
        "sign-in-refused": lambda: lambda: _turned_away(database),
        "sign-out": signed_out,
        "upload": handed_in,
        "report": lambda: lambda: _report(database),
        "backup": lambda: lambda: back_up(database, copy, OPERATOR),
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("commit", f"Lô {UPLOAD_1}: thang6.csv"),
        ("undo", f"Lô {UPLOAD_1}: thang6.csv"),
        ("accept", f"Lô {UPLOAD_1}: thang6.csv"),
        ("return", f"Lô {UPLOAD_1}: thang6.csv"),
        ("lock", "Kỳ đến 31/12/2023 của huyện Tuy Đức"),
        ("reopen", "Kỳ đến 31/12/2023 của huyện Tuy Đức"),
        ("grant", "Người mới (moi@daknong.gov.vn)"),
        ("grant changed", "Người mới (moi@daknong.gov.vn)"),
        ("revoke", "Người mới (moi@daknong.gov.vn)"),
        ("sign-in", "đăng nhập"),
        ("sign-in-refused", "bị từ chối đăng nhập"),
        ("sign-out", "đăng xuất"),
        ("upload", "Tệp thang6.csv: Kết quả giảm nghèo, đọc được"),
        ("report", "Báo cáo 1: bao-cao-97-kh-ubnd-dak-nong-2024-"),
        ("backup", "Sao lưu ra tệp app.bak"),
    ],
)
def test_each_thing_done_is_one_entry(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    do = _scenarios(sqlite, tmp_path, monkeypatch)[name]()
    before = deeds(sqlite)
    do()
    now = deeds(sqlite)
    assert now[: len(before)] == before
    [(deed, what)] = now[len(before) :]
    assert deed == name.partition(" ")[0]
    assert said in what


def test_every_deed_is_tried_above_or_has_a_test_of_its_own(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = {name.split(" ")[0] for name in _scenarios(sqlite, tmp_path, monkeypatch)}
    assert {deed.value for deed in Deed} - tried == {"restore", "report-fetched", "move"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("return", f"Lô {UPLOAD_1}: thang6.csv; lý do: sai cột", "SAI COT"),
        ("reopen", "Kỳ đến 31/12/2023 của huyện Tuy Đức; lý do: sai số", "sai so"),
        ("lock", "Kỳ đến 31/12/2023 của huyện Tuy Đức; ghi chú: chốt năm", "chot nam"),
        ("sign-in-refused", "bị từ chối đăng nhập; lý do: địa chỉ này chưa được cấp quyền", "cap quyen la@x.vn"),
        ("commit", f"Lô {UPLOAD_1}: thang6.csv", "thang6"),
    ],
)
def test_an_entry_says_why_and_is_found_by_it(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str, words: str
) -> None:
    _scenarios(sqlite, tmp_path, monkeypatch)[name]()()
    newest = entries(sqlite, OPERATOR, JournalFilter()).entries[0]
    assert (newest.deed, newest.content) == (name, content)
    assert next(csv.reader([list(csv_lines([newest]))[1]], delimiter=";"))[3] == content
    assert f" · {content}" in journal_command.said(newest)
    assert newest in entries(sqlite, OPERATOR, JournalFilter(text=words)).entries


def test_a_stored_file_that_waits_says_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    batch, _ = _draft(database, monkeypatch)
    found = entries(database, OPERATOR, JournalFilter(text="cho duyet", deed="commit")).entries
    assert [entry.content for entry in found] == [f"Lô {batch}: thang6.csv; chờ duyệt"]


def test_what_the_program_brought_has_its_name_and_place(database: Database) -> None:
    assert SHIPPED.who == SHIPPED_BY
    shipped = entries(database, OPERATOR, JournalFilter(text="chuong trinh")).entries
    assert shipped
    assert {(entry.who, entry.from_where) for entry in shipped} == {(PROGRAM, PROGRAM)}


# Every function of core that changes what is stored for people; `_turn` is inside all of core.access.people.
_WRITERS = {
    "core/access/people.py": {"_turn"},
    "core/access/sign_ins.py": {"begin", "end"},
    "core/backup.py": {"_restore_sqlite", "back_up", "restore"},
    "core/database.py": {"__init__", "write_connection"},
    "core/demo.py": {"remove_demo"},
    "core/drafts.py": {"accept", "return_"},
    "core/ingest/pipeline.py": {"commit", "undo"},
    "core/ingest/received.py": {"received"},
    "core/locks.py": {"lock", "reopen"},
    "core/official_report/archive.py": {"fetched", "keep", "now_pinned"},
    "core/moving.py": {"move"},
    "core/observing/database_state.py": {"can_write"},  # asks, and stores nothing
    "core/schema.py": {"_to_change_tables"},
    "core/start.py": {"initialise"},
}


def test_nothing_else_writes() -> None:
    """A new writer has to be tried above, or be one that does nothing for anybody (a turn, the map)."""
    found: dict[str, set[str]] = {}
    for path in sorted([*(ROOT / "core").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _writes(node):
                found.setdefault(str(path.relative_to(ROOT)), set()).add(node.name)
    assert found == _WRITERS


def _writes(function: ast.AST) -> bool:
    return any(
        (
            isinstance(node, ast.Call)
            and (
                getattr(node.func, "attr", "") == "writing"
                or (getattr(node.func, "attr", "") in ("write", "write_connection") and not node.args)
            )
        )
        or (isinstance(node, ast.Name) and node.id.startswith("WRITES"))
        for node in ast.walk(function)
    )


def test_made_up_figures_that_go_are_written_down_batch_by_batch(sqlite: Database) -> None:
    loaded = load_demo(sqlite)
    before = len(deeds(sqlite))
    assert remove_demo(sqlite, OPERATOR) == loaded
    gone = deeds(sqlite)[before:]
    assert [deed for deed, _ in gone] == ["undo"] * len(loaded)
    assert {what.split(":")[0] for _, what in gone} == {f"Lô {batch}" for batch in loaded}


def test_what_failed_was_not_done(sqlite: Database, load: Load) -> None:
    """A refused file, an unknown batch, somebody who may not, an error in the middle: no entry, or all of it."""
    load(sqlite, JUNE)
    before = deeds(sqlite)
    stranger = Access("Người lạ", (Grant(Role.EDITOR, CU_JUT),))
    with pytest.raises(UnknownName):
        undo(sqlite, UPLOAD_1, stranger)
    undo(sqlite, UPLOAD_1, OPERATOR)
    with pytest.raises(UndoRefused):
        undo(sqlite, UPLOAD_1, OPERATOR)
    assert load(sqlite, JUNE.replace("Tuy Đức", "Không có")).batch is None
    with pytest.raises(RuntimeError):
        _fail_after_writing_down(sqlite)
    assert deeds(sqlite)[len(before) :] == [("undo", f"Lô {UPLOAD_1}: tep.csv")]


def _fail_after_writing_down(database: Database) -> None:
    with database.write() as session:
        write_down(session, OPERATOR, Deed.LOCK, "Kỳ", None)
        session.flush()
        raise RuntimeError


@pytest.mark.parametrize(
    ("content", "name", "said", "details"),
    [
        (JUNE, "a.csv", "Tệp a.csv: Kết quả giảm nghèo, đọc được", {"kind": "poverty-progress", "errors": 0}),
        (
            JUNE.replace("Tuy Đức", "Không có"),
            "a\nb\u202e.csv",
            "Tệp a b.csv: Kết quả giảm nghèo, 1 chỗ phải sửa",
            {"kind": "poverty-progress", "errors": 1},
        ),
        ("%PDF-1.7", "a.pdf", "Tệp a.pdf: chưa đọc được", {"refused": "pdf"}),
    ],
)
def test_a_file_handed_in_is_written_down_with_how_it_was_taken(
    sqlite: Database, content: str, name: str, said: str, details: dict[str, object]
) -> None:
    by = Access("Người nhập", (Grant(Role.EDITOR, TUY_DUC),), None, "10.0.0.7")
    try:
        found = preview(sqlite, by, content.encode(), name)
    except UnreadableFile as unreadable:
        received(sqlite, by, content.encode(), name, unreadable)
    else:
        received(sqlite, by, content.encode(), name, found)
    [entry] = entries(sqlite, OPERATOR, JournalFilter(deed="upload")).entries
    assert (entry.what, entry.unit_code, entry.from_where) == (said, TUY_DUC, "10.0.0.7")
    assert {key: entry.details[key] for key in details} == details
    assert entry.details["bytes"] == len(content.encode())
    assert len(entry.details["sha256"]) == 64


def test_a_text_is_one_line_of_what_can_be_seen(database: Database) -> None:
    """No second line, nothing unseen, no end: the journal can't be made to say what did not happen."""
    by = Access("Mai\u202e Lan\n01/01/2024 Quản trị", (), None, "10.0.0.1\r\n")
    with database.write() as session:
        write_down(session, by, Deed.LOCK, "a\x00b\u200bc\td" + "e" * 1000, None, reason="x\x00\ny", lock=3)
    [entry] = entries(database, OPERATOR, JournalFilter(deed="lock")).entries
    assert entry.who == "Mai Lan 01/01/2024 Quản trị"
    assert entry.from_where == "10.0.0.1"
    assert entry.what.startswith("abc deee")
    assert len(entry.what) == LONGEST
    assert entry.details == {"reason": "x y", "lock": 3}


# --- who reads what ---------------------------------------------------------------------------------------------------


def test_who_reads_which_entries(database: Database) -> None:
    """An administrator: their province, deeds of no unit of who was theirs at that moment; never another province's."""
    ours = given(database, "ta@x.vn", [Grant(Role.EDITOR, TUY_DUC)])
    then = datetime.now(UTC)
    given(database, "ta@x.vn", [])  # had access once
    given(database, "ta@x.vn", [Grant(Role.VIEWER, KON_TUM)])  # and has it elsewhere now
    both = given(database, "chung@x.vn", [Grant(Role.VIEWER, CU_JUT), Grant(Role.VIEWER, KON_TUM)])
    theirs = given(database, "ho@x.vn", [Grant(Role.EDITOR, KON_TUM)])
    country = given(database, "ca-nuoc@x.vn", [Grant(Role.ADMINISTRATOR, None)])
    rows: dict[str, dict[str, object]] = {
        "province": {"unit_code": DAK_NONG},
        "district": {"unit_code": TUY_DUC, "person_id": theirs},
        "other province": {"unit_code": KON_TUM, "person_id": ours},
        "ours": {"person_id": ours, "action": "sign-in", "at": then},
        "turned away": {"person_id": ours, "action": "sign-in-refused", "at": then},
        "ours before": {"person_id": ours, "at": datetime(2024, 1, 1, tzinfo=UTC)},
        "theirs now": {"person_id": ours},
        "both": {"person_id": both},
        "theirs": {"person_id": theirs},
        "country": {"person_id": country},
        "nobody": {"action": "backup"},
        "unknown address": {"action": "sign-in-refused", "who": "la@x.vn"},
    }
    after = datetime.now(UTC)
    add(database, *({"what": f"thử {name}", "at": after, **row} for name, row in rows.items()))
    expected: list[tuple[Sequence[Grant], set[str]]] = [
        ([Grant(Role.ADMINISTRATOR, None)], set(rows)),
        ([Grant(Role.ADMINISTRATOR, DAK_NONG)], {"province", "district", "ours", "turned away", "both"}),
        ([Grant(Role.ADMINISTRATOR, KON_TUM)], {"other province", "both", "theirs", "theirs now"}),
        ([Grant(Role.ADMINISTRATOR, "01")], set()),
        (
            [Grant(Role.ADMINISTRATOR, DAK_NONG), Grant(Role.ADMINISTRATOR, KON_TUM)],
            {"province", "district", "other province", "ours", "turned away", "both", "theirs", "theirs now"},
        ),
        (
            [Grant(Role.ADMINISTRATOR, DAK_NONG), Grant(Role.EDITOR, KON_TUM)],
            {"province", "district", "ours", "turned away", "both"},
        ),
        ([Grant(Role.ADMINISTRATOR, "không có")], set()),
    ]
    for grants, seen in expected:
        page = entries(database, Access("Ai", tuple(grants)), JournalFilter(text="thử"))
        assert {entry.what.removeprefix("thử ") for entry in page.entries} == seen, grants


def test_an_unknown_address_is_read_where_people_of_one_province_come_in(sqlite: Database) -> None:
    add(sqlite, {"action": "sign-in-refused", "who": "la@x.vn"})
    ours = Access("Quản trị", (Grant(Role.ADMINISTRATOR, DAK_NONG),))
    given(sqlite, "ta@x.vn", [Grant(Role.EDITOR, TUY_DUC)])
    assert [entry.who for entry in entries(sqlite, ours, JournalFilter(deed="sign-in-refused")).entries] == ["la@x.vn"]
    given(sqlite, "ho@x.vn", [Grant(Role.EDITOR, KON_TUM)])
    given(sqlite, "ho@x.vn", [])
    assert entries(sqlite, ours, JournalFilter(deed="sign-in-refused")).entries == ()


@pytest.mark.parametrize(
    "access",
    [NOBODY, anybody(), *(Access("Ai", (Grant(role, DAK_NONG),)) for role in (Role.VIEWER, Role.EDITOR))],
    ids=["nobody", "public", "viewer", "editor"],
)
def test_only_administrators_read_it(sqlite: Database, access: Access) -> None:
    for read in (entries, every_entry):
        with pytest.raises(AccessRefused, match="Bạn không được xem nhật ký"):
            read(sqlite, access, JournalFilter())


# --- found again ------------------------------------------------------------------------------------------------------

MIDNIGHT = datetime(2024, 6, 30, 17, tzinfo=UTC)  # of 01/07 in Vietnam
ROWS: list[dict[str, object]] = [
    {"what": "Lô 7: Số liệu Đắk R'Lấp tháng 6.xlsx", "who": "Đỗ Thị Hằng (hang.do@x.vn)", "unit_code": TUY_DUC},
    {"what": "Lô 8: 100%_xong.csv", "who": "Y Bion", "unit_code": CU_JUT, "from_where": "10.0.0.8"},
    {"what": "Kỳ đến 30/06/2024", "who": "hệ thống", "action": "lock", "unit_code": DAK_NONG},
    {"what": "đăng nhập", "who": "Trần Văn Ổn (on@x.vn)", "action": "sign-in", "at": MIDNIGHT},
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (JournalFilter(), {0, 1, 2, 3}),
        (JournalFilter(text="đắk r'lấp"), {0}),
        (JournalFilter(text="dak R'LAP"), {0}),
        (JournalFilter(text="ĐAK thang"), {0}),
        (JournalFilter(text="so lieu hang"), {0}),
        (JournalFilter(text="lấp 9"), set()),
        (JournalFilter(text="100%"), {1}),
        (JournalFilter(text="1%0"), set()),
        (JournalFilter(text="%_x"), {1}),
        (JournalFilter(text="10.0.0.8"), {1}),
        (JournalFilter(text="10x0"), set()),
        (JournalFilter(text=".*"), set()),
        (JournalFilter(text="[a"), set()),
        (JournalFilter(text="\\"), set()),
        (JournalFilter(text="' OR 1=1 --"), set()),
        (JournalFilter(text="tuy duc"), {0}),
        (JournalFilter(text="Huyện TUY ĐỨC thang 6"), {0}),
        (JournalFilter(text="tuy duc bion"), set()),
        (JournalFilter(text="tinh dak nong"), {2}),
        (JournalFilter(text="tran van on"), {3}),
        (JournalFilter(text="ten moi"), {3}),
        (JournalFilter(deed="lock"), {2}),
        (JournalFilter(person="do thi hang"), {0}),
        (JournalFilter(person="VĂN ỔN"), {3}),
        (JournalFilter(person="on x.vn"), {3}),
        (JournalFilter(person="khong co"), set()),
        (JournalFilter(unit=DAK_NONG), {0, 1, 2}),
        (JournalFilter(unit=TUY_DUC), {0}),
        (JournalFilter(unit="không có"), set()),
        (JournalFilter(until=date(2024, 6, 30)), set()),
        (JournalFilter(since=date(2024, 7, 1), until=date(2024, 7, 1)), {0, 1, 2, 3}),
        (JournalFilter(since=date(2024, 7, 2)), set()),
        (JournalFilter(since=date.min, until=date.max), {0, 1, 2, 3}),
        (JournalFilter(text="lô", deed="commit", unit=TUY_DUC), {0}),
    ],
)
def test_entries_are_found_by_words_person_deed_unit_and_days(
    journal_of_four: Database, asked: JournalFilter, found: set[int]
) -> None:
    numbers = {row["what"]: number for number, row in enumerate(ROWS)}
    page = entries(journal_of_four, OPERATOR, asked)
    assert {numbers[entry.what] for entry in page.entries if entry.what in numbers} == found


@pytest.fixture
def journal_of_four(database: Database) -> Database:
    given(database, "on@x.vn", [], "Trần Văn Ổn (tên mới)")
    person = given(database, "on@x.vn", [])
    add(database, *({**row, "person_id": person} if row["who"] == ROWS[3]["who"] else row for row in ROWS))
    return database


def test_the_newest_come_first_page_by_page(database: Database) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    # Two at a time share their moment: the one written later is the newer one.
    rows = [{"what": f"trang {n}", "at": start + timedelta(minutes=n // 2), "action": "lock"} for n in range(250)]
    add(database, *rows)
    pages = [entries(database, OPERATOR, JournalFilter(deed="lock", page=page)) for page in (1, 2, 3, 4)]
    assert [len(page.entries) for page in pages] == [PAGE_ROWS, PAGE_ROWS, 50, 0]
    assert [page.goes_on for page in pages] == [True, True, False, False]
    assert [entry.what for page in pages for entry in page.entries] == [f"trang {n}" for n in reversed(range(250))]
    assert entries(database, OPERATOR, JournalFilter(deed="lock", page=-3)) == pages[0]
    everything = every_entry(database, OPERATOR, JournalFilter(deed="lock", page=3))
    assert [entry.id for entry in everything] == [entry.id for page in pages for entry in page.entries]
    assert len(list(every_entry(database, OPERATOR, JournalFilter(deed="lock"), most=7))) == 7


def test_the_file_has_the_screens_columns_and_runs_nothing(sqlite: Database) -> None:
    who = '=HYPERLINK("https://xau.vn")'
    what = 'Lô 3: a;b "c"'
    at = datetime(2024, 6, 30, 17, 5, 9, tzinfo=UTC)
    add(sqlite, {"who": who, "what": what, "at": at, "unit_code": TUY_DUC, "from_where": "@10.0.0.7"})
    found = every_entry(sqlite, OPERATOR, JournalFilter(unit=TUY_DUC, text="10.0.0.7"))
    written = "".join(csv_lines(found))
    rows = list(csv.reader(io.StringIO(written), delimiter=";"))
    assert rows == [
        list(HEADINGS),
        ["01/07/2024 00:05:09", f"'{who}", "Nạp số liệu", what, "huyện Tuy Đức", "'@10.0.0.7"],
    ]


# --- the command line -------------------------------------------------------------------------------------------------


@pytest.fixture
def command(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)

    def run(*arguments: str, acting_as: str | None = None) -> str:
        parser = argparse.ArgumentParser()
        journal_command.add(parser, date.fromisoformat)
        options = parser.parse_args(arguments)
        options.acting_as = acting_as
        assert journal_command.run(options) == 0
        return capsys.readouterr().out

    return run


def test_the_command_prints_what_the_screen_shows(
    sqlite: Database, command: Callable[..., str], tmp_path: Path
) -> None:
    add(sqlite, *ROWS)
    line = "01/07/2024 07:00 · Đỗ Thị Hằng (hang.do@x.vn) · Nạp số liệu · Lô 7: Số liệu Đắk R'Lấp tháng 6.xlsx"
    assert command("--text", "dak", "--who", "hang") == f"{line} · huyện Tuy Đức\n1 dòng.\n"
    line = "01/07/2024 07:00 · hệ thống · Chốt sổ · Kỳ đến 30/06/2024 · tỉnh Đắk Nông"
    assert command("--deed", "chốt sổ") == f"{line}\n1 dòng.\n"
    found = json.loads(command("--unit", "huyện Cư Jút", "--since", "2024-07-01", "--until", "2024-07-01", "--json"))
    assert [(one["what"], one["unit"], one["deed"]) for one in found["entries"]] == [
        ("Lô 8: 100%_xong.csv", "huyện Cư Jút", "commit")
    ]
    assert str(tmp_path / "nk.csv") in command("--deed", "lock", "--out", str(tmp_path / "nk.csv"))
    assert (tmp_path / "nk.csv").read_bytes().decode("utf-8-sig").splitlines()[1].endswith(";tỉnh Đắk Nông;")


def test_the_command_acts_within_the_limits_of_whom_it_acts_for(sqlite: Database, command: Callable[..., str]) -> None:
    add(sqlite, *ROWS)
    given(sqlite, "kt@x.vn", [Grant(Role.ADMINISTRATOR, KON_TUM)])
    given(sqlite, "xem@x.vn", [Grant(Role.VIEWER, DAK_NONG)])
    assert command("--text", "lap thang 6", acting_as="kt@x.vn") == "0 dòng.\n"
    with pytest.raises(AccessRefused):
        command(acting_as="xem@x.vn")
    with pytest.raises(UnknownName):
        command(acting_as="")
    with pytest.raises(UnknownName, match="Không có việc «xóa»"):
        command("--deed", "xóa")


def test_a_restore_is_in_the_journal_it_brings(sqlite: Database, tmp_path: Path) -> None:
    back_up(sqlite, tmp_path / "app.bak", OPERATOR)
    restore(sqlite, tmp_path / "app.bak", operator("Người trực", "dòng lệnh"))
    newest = entries(sqlite, OPERATOR, JournalFilter()).entries[0]
    assert (newest.deed, newest.who, newest.what) == ("restore", "Người trực", "Khôi phục từ tệp app.bak")
