"""When the database fails: nothing is half stored, the person is told in one sentence, and the next click works again.

Every failure here is a real one, of a PostgreSQL server that is stopped, full or cut off, or of a SQLite file.
"""

import json
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import URL, event, func, make_url, select, text
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest, local_script_runner

import app as program
from core import collisions, import_command, last_word
from core.__main__ import _COMMANDS as commands
from core.__main__ import main
from core.access.rules import Grant, Role
from core.backup import back_up, restore
from core.connecting import engine_of
from core.database import Database, open_database
from core.errors import (
    DatabaseBusy,
    DatabaseFailed,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseRefused,
    DatabaseUnreachable,
    StoredUnknown,
    WritersCrossed,
)
from core.ingest.pipeline import Outcome, Preview, commit, preview
from core.ingest.received import received
from core.logs import PlainLines
from core.moving import move
from core.official_report.archive import fetched, kept_reports, now_pinned
from core.repository import Repository
from core.settings import database_pool
from core.start import initialise
from core.tables import Base, Batch, JournalEntry
from tests.conftest import OPERATOR, ROOT, UPLOAD_1, _administer, at_screen, new_app
from tests.postgresql_server import Line, Server, line_to
from tests.signed_in import begun, claims_of
from tests.test_durability import refuse_damage, second, state_of
from tests.test_gate import EDITOR, HANH, PAGE, SIGN_IN, USER, browser, signed, why_closed
from tests.test_journal import _report, _scenarios
from ui.frame import warm
from ui.reads import ready_database

JUNE = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\nĐắk Nông;Tuy Đức;30/06/2024;16.700;2.444\n"
Row = tuple[Any, ...]


# --- what is stored ---------------------------------------------------------------------------------------------------


def everything(url: str) -> dict[str, Counter[Row]]:
    """Every row of every table."""
    with second(url) as other, other.read() as session:
        return {
            table.name: Counter(tuple(map(repr, row)) for row in session.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


def alike(url: str) -> dict[str, Counter[Row]]:
    """The same without moments, and without the numbers that a try which was given up has used."""
    with second(url) as other, other.read() as session:
        return {
            table.name: Counter(
                tuple(_alike(column.name, value) for column, value in zip(table.columns, row, strict=True))
                for row in session.execute(select(table))
            )
            for table in Base.metadata.sorted_tables
        }


def _alike(name: str, value: Any) -> Any:
    if isinstance(value, datetime) or name == "id" or name.endswith("_id"):
        return value is None
    if name in ("sha256", "content"):  # of a file that names the moment it was made at
        return None
    return re.sub(r"\d+", "#", repr(value)) if isinstance(value, str | dict | list) else value


def taken(name: str, database: Database) -> Any:
    """A confirmed upload of one row."""
    return commit(database, preview(database, OPERATOR, JUNE.encode(), name), OPERATOR, "web", True, "đúng")


# --- writers that cross -----------------------------------------------------------------------------------------------

# One try fails at its first entry in the journal, the next at COMMIT, the third goes through: what a sequence counted
# is not taken back with the transaction.
_FAILS = """
CREATE SEQUENCE {name};
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF nextval('{name}') <= {times} THEN RAISE EXCEPTION 'crossed' USING ERRCODE = '{state}'; END IF;
  RETURN NEW;
END $$;
"""
_AT_ONCE = "CREATE TRIGGER t_{name} BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION {name}()"
_AT_COMMIT = (
    "CREATE CONSTRAINT TRIGGER t_{name} AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW EXECUTE FUNCTION {name}()"
)


def fails(url: str, trigger: str, name: str, times: int = 1, state: str = "40001") -> None:
    with second(url) as other, other.write() as session:
        for statement in (_FAILS, trigger):
            session.execute(text(statement.format(name=name, times=times, state=state)))


def tries(url: str, name: str) -> int:
    with second(url) as other, other.read() as session:
        return int(session.execute(text(f"SELECT last_value FROM {name}")).scalar_one())


@pytest.fixture
def two_urls(postgresql_server: str, postgresql_template: str, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two databases that are alike."""
    names = [f"t_{abs(hash((tmp_path, number)))}" for number in range(2)]
    for name in names:
        _administer(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    yield f"{postgresql_server}/{names[0]}", f"{postgresql_server}/{names[1]}"
    for name in names:
        _administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


DEEDS = ("commit", "undo", "accept", "return", "lock", "reopen", "grant", "grant changed", "revoke", "sign-in")
DEEDS += ("sign-in-refused", "sign-out", "upload", "report", "report-fetched", "unbind")


def _do(name: str, database: Database, tmp_path: Path, patch: pytest.MonkeyPatch) -> Callable[[], object]:
    """What is done, with what has to be there before made ready."""
    from core.access import people

    if name == "report-fetched":
        _report(database)
        with database.read() as session:
            [kept] = kept_reports(session)
        return partial(fetched, database, kept, OPERATOR)
    if name == "unbind":
        grants = [Grant(Role.VIEWER, "667")]
        person = begun(database, "an@tinh.vn", grants).person
        assert person is not None
        return partial(people.unbind, database, OPERATOR, person)
    return _scenarios(database, tmp_path, patch)[name]()


@pytest.mark.parametrize("name", DEEDS)
def test_what_crosses_another_writer_is_done_again_as_if_nothing_had_been(
    two_urls: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(collisions, "FIRST_WAIT_SECONDS", 0.001)
    quiet, crossed = two_urls
    for url in two_urls:
        with second(url) as database:
            do = _do(name, database, tmp_path, monkeypatch)
            if url == crossed:
                fails(url, _AT_ONCE, "at_once")
                fails(url, _AT_COMMIT, "at_commit")
            do()
    assert tries(crossed, "at_once") >= 3
    assert tries(crossed, "at_commit") >= 2
    assert alike(crossed) == alike(quiet)
    refuse_damage(crossed)


def test_made_up_figures_go_all_of_them_though_writers_cross(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.demo import load_demo, remove_demo

    monkeypatch.setattr(collisions, "FIRST_WAIT_SECONDS", 0.001)
    with second(postgresql_url) as database:
        loaded = load_demo(database)
        fails(postgresql_url, _AT_ONCE, "at_once", times=2)
        assert remove_demo(database, OPERATOR) == loaded
        with database.read() as session:
            assert {row.undone_by for row in session.scalars(select(Batch).where(Batch.id.in_(loaded)))} == {
                OPERATOR.who
            }
    assert tries(postgresql_url, "at_once") == 2 + len(loaded)


def _pinned(database: Database) -> None:
    assert now_pinned(database).tzinfo is not None


@pytest.mark.parametrize(
    "work", [partial(taken, "tep.csv"), _pinned, initialise], ids=["commit", "now_pinned", "initialise"]
)
def test_under_serializable_isolation_the_second_writer_runs_again(
    postgresql_url: str, work: Callable[[Database], object], caplog: pytest.LogCaptureFixture
) -> None:
    """A real collision: the second one waits for the turn with what it has seen, and the first one changes it."""
    server, _, name = postgresql_url.rpartition("/")
    _administer(server, f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
    caplog.set_level(logging.INFO, "tien_do.database")
    with second(postgresql_url) as first, second(postgresql_url) as other:
        with first.write() as session:
            repository = Repository(session)
            repository.take_turn()
            thread = threading.Thread(target=work, args=(other,))
            thread.start()
            until(lambda: waits_for_a_lock(first))
            repository.raise_version()
        thread.join(30)
    assert not thread.is_alive()
    assert [record.getMessage() for record in caplog.records if "crossed" in record.getMessage()] == [
        f"writers crossed, try 1 of {collisions.TRIES}"
    ]
    assert state_of(postgresql_url).batches == (1 if isinstance(work, partial) else 0)
    refuse_damage(postgresql_url)


def waits_for_a_lock(database: Database) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with database.read() as session:
        return bool(session.execute(text(waiting)).scalar_one())


def until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    end = monotonic() + seconds
    while not is_so():
        assert monotonic() < end
        sleep(0.02)


def test_of_two_that_lock_each_other_out_both_are_done(postgresql_url: str) -> None:
    """A real deadlock: the server gives up one of them."""
    both, runs = threading.Barrier(2), list[str]()
    with second(postgresql_url) as database:
        with database.write() as session:
            session.execute(text("CREATE TABLE account AS SELECT name, 0 AS sum FROM (VALUES ('a'), ('b')) v (name)"))

        def add(name: str, other: str) -> None:
            def work(session: Any) -> None:
                runs.append(name)
                for one in (name, other):
                    session.execute(text("UPDATE account SET sum = sum + 1 WHERE name = :name"), {"name": one})
                    if one == name and runs.count(name) == 1:
                        both.wait(20)

            database.writing(work)

        threads = [threading.Thread(target=add, args=pair) for pair in (("a", "b"), ("b", "a"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        with database.read() as session:
            sums = session.execute(text("SELECT sum FROM account")).scalars().all()
    assert sums == [2, 2]
    assert len(runs) == 3


def test_who_always_crosses_is_told_in_the_end(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collisions, "TRIES", 4)
    before = everything(postgresql_url)
    fails(postgresql_url, _AT_COMMIT, "at_commit", times=99, state="40P01")
    with second(postgresql_url) as database, pytest.raises(WritersCrossed) as told:
        taken("tep.csv", database)
    assert str(told.value) == (
        "Không ghi được vào cơ sở dữ liệu: nhiều người ghi cùng lúc, đã tự thử lại nhiều lần. Chưa lưu gì."
        " Hãy làm lại sau ít phút."
    )
    assert tries(postgresql_url, "at_commit") == 4
    assert everything(postgresql_url) == before


def test_what_fails_otherwise_is_not_done_again(postgresql_url: str) -> None:
    fails(postgresql_url, _AT_COMMIT, "at_commit", times=99, state="23514")
    with second(postgresql_url) as database, pytest.raises(Exception, match="crossed") as raised:
        taken("tep.csv", database)
    assert not isinstance(raised.value, DatabaseFailed)
    assert tries(postgresql_url, "at_commit") == 1


def test_a_backup_that_crosses_another_writer_is_written_down(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collisions, "FIRST_WAIT_SECONDS", 0.001)
    fails(postgresql_url, _AT_COMMIT, "at_commit")
    with second(postgresql_url) as database:
        back_up(database, tmp_path / "app.bak", OPERATOR)
        with database.read() as session:
            assert list(session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)))[-1] == "backup"


def test_a_backup_that_can_t_be_written_down_is_not_called_a_failure(postgresql_url: str, tmp_path: Path) -> None:
    fails(postgresql_url, _AT_COMMIT, "at_commit", times=99, state="53100")
    with (
        second(postgresql_url) as database,
        pytest.raises(DatabaseFull, match="Tệp sao lưu đã đủ và dùng được"),
    ):
        back_up(database, tmp_path / "app.bak", OPERATOR)
    assert (tmp_path / "app.bak").read_bytes().startswith(b"PGDMP")


# --- a server of our own ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that tests may stop, with the database `ready` as `init` leaves it."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="tien-do-pg-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        server.create()
        server.start()
        try:
            server.run("CREATE DATABASE ready")
            with second(server.url("ready")) as database:
                initialise(database)
            yield server
        finally:
            if server.is_running():
                server.stop()


@pytest.fixture
def server(office: Server) -> Server:
    """Running."""
    if not office.is_running():
        office.start()
    return office


@pytest.fixture
def name(server: Server, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own."""
    found = f"t_{abs(hash(tmp_path))}"
    server.run(f"CREATE DATABASE {found} TEMPLATE ready")
    yield found
    if not server.is_running():
        server.start()
    server.run(f"DROP DATABASE {found} WITH (FORCE)")


@contextmanager
def stopped(server: Server, _name: str) -> Iterator[str]:
    server.stop()
    try:
        yield server.url(_name)
    finally:
        server.start()


@contextmanager
def only_read(server: Server, name: str) -> Iterator[str]:
    server.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    try:
        yield server.url(name)
    finally:
        server.run(f"ALTER DATABASE {name} RESET default_transaction_read_only")


@contextmanager
def standby(server: Server, name: str) -> Iterator[str]:
    """In recovery, as a server is that follows another one."""
    signal = server.folder / "data" / "standby.signal"
    server.stop("fast")
    signal.touch()
    server.start()
    try:
        yield server.url(name)
    finally:
        server.stop("fast")
        signal.unlink()
        server.start()


@contextmanager
def full(server: Server, name: str) -> Iterator[str]:
    """The disk of one table that was empty so far: /dev/full has no room for anything."""
    [[path]] = server.run("SELECT pg_relation_filepath('poverty_progress')", name=name)
    file = server.folder / "data" / str(path)
    kept = file.with_suffix(".kept")
    file.rename(kept)
    file.symlink_to("/dev/full")
    try:
        yield server.url(name)
    finally:
        file.unlink()
        kept.rename(file)


@contextmanager
def crowded(server: Server, name: str) -> Iterator[str]:
    import psycopg

    with ExitStack() as held:
        refusal = ""
        while not refusal:
            try:
                held.enter_context(server.connection(name))
            except psycopg.OperationalError as refused:
                refusal = str(refused)
        assert "too many clients" in refusal
        yield server.url(name)


@contextmanager
def locked(server: Server, name: str) -> Iterator[str]:
    with second(server.url(name)) as other, other.write() as session:
        Repository(session).take_turn()
        yield f"{server.url(name)}?options=-c%20lock_timeout%3D200ms"


FAILURES: list[tuple[Callable[[Server, str], Any], type[DatabaseFailed], str]] = [
    (stopped, DatabaseUnreachable, "máy chủ cơ sở dữ liệu không trả lời, vừa ngắt kết nối hoặc từ chối kết nối"),
    (only_read, DatabaseReadOnly, "cơ sở dữ liệu đang ở chế độ chỉ đọc"),
    (standby, DatabaseReadOnly, "cơ sở dữ liệu đang ở chế độ chỉ đọc"),
    (full, DatabaseFull, "đĩa của cơ sở dữ liệu đã hết chỗ"),
    (crowded, DatabaseBusy, "đang có quá nhiều kết nối"),
    (locked, DatabaseBusy, "một việc khác đang ghi và giữ chỗ quá lâu"),
]


@pytest.mark.parametrize(("failing", "kind", "happened"), FAILURES, ids=[row[0].__name__ for row in FAILURES])
def test_a_failure_is_told_in_one_sentence_and_stores_nothing(
    server: Server,
    name: str,
    failing: Callable[[Server, str], Any],
    kind: type[DatabaseFailed],
    happened: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = everything(server.url(name))
    with second(server.url(name)) as database:
        seen = preview(database, OPERATOR, JUNE.encode(), "tep.csv")
    with failing(server, name) as url, second(url) as database:
        with suppress(DatabaseFailed), database.read() as session:  # a connection that was read on goes on to write
            session.execute(text("SELECT 1"))
        caplog.clear()
        with pytest.raises(DatabaseFailed) as told:
            commit(database, seen, OPERATOR, "web", True, "đúng")
    assert type(told.value) is kind
    assert happened in told.value.happened
    assert told.value.stored == "Chưa lưu gì."
    [record] = [one for one in caplog.records if one.name == "tien_do.database"]
    assert (record.levelname, record.getMessage()) == ("ERROR", kind.code)
    assert record.exc_info
    assert everything(server.url(name)) == before
    with second(server.url(name)) as database:
        assert taken("tep.csv", database).batch is not None


def test_a_connection_that_breaks_half_way_stores_nothing(server: Server, name: str) -> None:
    """The server ends it after the rows were sent; the next transaction of the same database works."""
    before = everything(server.url(name))
    with second(server.url(name)) as database:

        def broken(session: Session) -> None:
            repository = Repository(session)
            repository.raise_version()
            session.flush()
            server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
            repository.raise_version()

        with pytest.raises(DatabaseUnreachable, match="Chưa lưu gì"):
            database.writing(broken)
        assert everything(server.url(name)) == before
        assert taken("tep.csv", database).batch is not None


def test_a_statement_that_takes_too_long_is_given_up(server: Server, name: str) -> None:
    with (
        second(f"{server.url(name)}?options=-c%20statement_timeout%3D100ms") as database,
        pytest.raises(DatabaseBusy, match=r"quá thời gian cho phép\. Chưa đọc được; số liệu đã lưu không bị ảnh hưởng"),
        database.read() as session,
    ):
        session.execute(text("SELECT pg_sleep(20)"))


def test_no_connection_is_waited_for_without_end(server: Server, name: str) -> None:
    """A machine that takes the connection and says nothing; and what a connection that stands is watched by."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"{server.url(name, silent.getsockname()[1])}?connect_timeout=2"
        began = monotonic()
        with second(url) as database, pytest.raises(DatabaseUnreachable), database.read() as session:
            session.execute(text("SELECT 1"))
        assert monotonic() - began < 10
    with second(server.url(name)) as database, database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        assert driver.info.get_parameters().items() >= {"connect_timeout": "5", "tcp_user_timeout": "20000"}.items()
        with socket.socket(fileno=os.dup(driver.fileno())) as line:
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 20_000
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
        shown = {
            of: connection.execute(text(f"SHOW {of}")).scalar_one()
            for of in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        }
        assert shown == {
            "statement_timeout": "1min",
            "lock_timeout": "2min",
            "idle_in_transaction_session_timeout": "5min",
        }


def test_a_command_may_read_for_longer_than_a_screen(
    server: Server, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds, shown = ("statement_timeout", "idle_in_transaction_session_timeout"), list[str]()

    def export(_options: object) -> int:
        with open_database().read() as session:
            shown.extend(session.execute(text(f"SHOW {of}")).scalar_one() for of in bounds)
        return 0

    monkeypatch.setenv("DATABASE_URL", server.url(name))
    monkeypatch.setitem(commands, "export", export)
    assert main(["export", "goal"]) == 0
    assert shown == ["1h", "1h"]
    export(None)
    assert shown[2:] == ["1min", "5min"]
    open_database().engine.dispose()


def test_what_changes_the_schema_is_given_its_time(server: Server, name: str) -> None:
    with second(server.url(name)) as database:
        with database.write_connection() as connection:
            assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "0"
        with database.write() as session:
            assert session.execute(text("SHOW statement_timeout")).scalar_one() == "3min"


# --- the last word ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heard", [True, False], ids=["heard", "not heard"])
def test_a_connection_that_breaks_at_commit_is_asked_about(server: Server, name: str, heard: bool) -> None:
    """Stored: the person is told so, as ever. Not stored: told so, and doing it again stores it once."""
    with line_to(server) as line, second(server.url(name, line.port)) as database:
        seen = preview(database, OPERATOR, JUNE.encode(), "tep.csv")
        line.heard, line.cuts_at_commit = heard, True
        if heard:
            assert commit(database, seen, OPERATOR, "web", True, "đúng").batch == UPLOAD_1
        else:
            with pytest.raises(DatabaseUnreachable, match="Chưa lưu gì"):
                commit(database, seen, OPERATOR, "web", True, "đúng")
            assert state_of(server.url(name)).batches == 0
            assert commit(database, seen, OPERATOR, "web", True, "đúng").batch is not None
    assert state_of(server.url(name)).batches == 1
    refuse_damage(server.url(name))


@pytest.mark.parametrize("heard", [True, False], ids=["heard", "not heard"])
def test_where_nobody_can_be_asked_nothing_is_claimed(
    server: Server, name: str, heard: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_word, "WAITS_SECONDS", (0.01, 0.01))
    with line_to(server) as line, second(server.url(name, line.port)) as database:
        seen = preview(database, OPERATOR, JUNE.encode(), "tep.csv")
        line.heard, line.answers_again, line.cuts_at_commit = heard, False, True
        with pytest.raises(StoredUnknown) as told:
            commit(database, seen, OPERATOR, "web", True, "đúng")
    assert told.value.stored == "Không rõ đã lưu hay chưa."
    assert "Nhật ký" in told.value.remedy
    until(lambda: state_of(server.url(name)).batches == int(heard))
    refuse_damage(server.url(name))


class LateLine(Line):
    """The person's end is cut at COMMIT; the word itself arrives, or is lost, only when somebody asks about it."""

    def __init__(self, port: int, somebody_asks: Callable[[], bool]) -> None:
        self._somebody_asks = somebody_asks
        super().__init__(port)

    def _carry(self, source: socket.socket, target: socket.socket, outward: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if outward and self.cuts_at_commit and b"COMMIT\0" in data:
                    self.cuts_at_commit = False
                    self._cut([source])
                    until(self._somebody_asks)
                    if self.heard:
                        target.sendall(data)
                        target.recv(65536)
                    break
                target.sendall(data)
        self._cut([source, target])


@pytest.mark.parametrize("heard", [True, False], ids=["heard", "not heard"])
def test_who_asks_waits_for_a_last_word_that_is_on_its_way(server: Server, name: str, heard: bool) -> None:
    """Also of a writer that does not hold the turn, and while somebody else holds it."""
    with second(server.url(name)) as direct, closing(LateLine(server.port, lambda: waits_for_a_lock(direct))) as line:
        with second(server.url(name, line.port)) as database, direct.write() as session:
            Repository(session).take_turn()
            seen, before = preview(database, OPERATOR, JUNE.encode(), "tep.csv"), entries_in(direct)
            line.heard, line.cuts_at_commit = heard, True
            if heard:
                received(database, OPERATOR, JUNE.encode(), "tep.csv", seen)
            else:
                with pytest.raises(DatabaseUnreachable, match="Chưa lưu gì"):
                    received(database, OPERATOR, JUNE.encode(), "tep.csv", seen)
        assert entries_in(direct) == before + int(heard)


def entries_in(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(func.count()).select_from(JournalEntry)).one()


def test_who_only_waited_for_their_turn_lost_nothing(server: Server, name: str) -> None:
    with line_to(server) as line, second(server.url(name, line.port)) as database:
        seen = partial(commit, database, by=OPERATOR, origin="web", replace_confirmed=True, justification="đúng")
        assert seen(preview(database, OPERATOR, JUNE.encode(), "tep.csv")).status == "committed"
        same = preview(database, OPERATOR, JUNE.encode(), "tep.csv")
        for work in (partial(_pinned, database), partial(seen, same)):
            line.cuts_at_commit, line._unheard = True, None
            work()
            assert not line.cuts_at_commit


@pytest.mark.parametrize("heard", [True, False], ids=["heard", "not heard"])
def test_a_move_whose_last_word_is_not_answered_is_asked_about(
    server: Server, name: str, sqlite_template: Path, heard: bool
) -> None:
    with line_to(server) as line, second(server.url(name, line.port)) as target:
        line.heard, line.cuts_at_commit = heard, True
        if heard:
            assert all(table.matches for table in move(str(sqlite_template), target))
        else:
            with pytest.raises(DatabaseUnreachable, match="Chưa lưu gì"):
                move(str(sqlite_template), target)
    moved = "SELECT count(*) FROM journal_entry WHERE action = 'move'"
    assert server.run(moved, name=name) == [(int(heard),)]


def test_a_last_word_without_an_entry_is_not_claimed_to_be_lost(server: Server, name: str) -> None:
    with line_to(server) as line, second(server.url(name, line.port)) as database:
        for writing in (database.write, database.write_connection):
            line.heard, line.cuts_at_commit, line._unheard = True, True, None
            with pytest.raises(StoredUnknown), writing() as transaction:
                transaction.execute(text("UPDATE data_version SET version = version + 1"))


def test_a_night_job_is_told_that_its_file_may_be_stored_and_may_bring_it_again(
    server: Server, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(last_word, "WAITS_SECONDS", (0.01, 0.01))
    file = tmp_path / "tep.csv"
    file.write_text(JUNE, encoding="utf-8")
    with line_to(server) as line:
        url = server.url(name, line.port)
        with second(url) as database:
            initialise(database)
        usual = import_command._outcome

        def cut(*given: Any) -> Outcome:
            line.heard, line.answers_again, line.cuts_at_commit = True, False, True
            return usual(*given)

        monkeypatch.setattr(import_command, "_outcome", cut)
        monkeypatch.setenv("DATABASE_URL", url)
        assert main(["import", str(file), "--json"]) == 1
        open_database(url).engine.dispose()
    [issue] = json.loads(capsys.readouterr().out)["issues"]
    assert issue["code"] == "stored_unknown"
    assert "có thể đã được nạp rồi. Nạp lại chính tệp này là an toàn" in issue["message"]
    monkeypatch.undo()
    until(lambda: state_of(server.url(name)).batches == 1)
    monkeypatch.setenv("DATABASE_URL", server.url(name))
    assert main(["import", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "no_change"
    open_database(server.url(name)).engine.dispose()


# --- who is let in ----------------------------------------------------------------------------------------------------

PASSWORD = "m:@/#?t «khẩu»"


@pytest.fixture
def guarded(server: Server, name: str) -> Iterator[URL]:
    """As an account with a password, which the server asks for."""
    file = server.folder / "data" / "pg_hba.conf"
    usual = file.read_text()
    server.run(f"CREATE ROLE khoa LOGIN SUPERUSER PASSWORD '{PASSWORD}'", "CREATE ROLE cam LOGIN")
    ask = "host all khoa 127.0.0.1/32 scram-sha-256\nhost all cam 127.0.0.1/32 reject\n"
    file.write_text(ask + usual)
    server.run("SELECT pg_reload_conf()")
    yield make_url(server.url(name)).set(username="khoa", password=PASSWORD)
    file.write_text(usual)
    server.run("SELECT pg_reload_conf()", "REASSIGN OWNED BY khoa TO tien_do", name=name)
    server.run("DROP ROLE khoa", "DROP ROLE cam")


def test_a_database_behind_a_password_is_backed_up_and_restored(guarded: URL, tmp_path: Path) -> None:
    url = guarded.render_as_string(hide_password=False)
    with second(url) as database:
        before = everything(url)["batch"]
        back_up(database, tmp_path / "app.bak", OPERATOR)
        taken("tep.csv", database)
        restore(database, tmp_path / "app.bak", OPERATOR)
        assert everything(url)["batch"] == before


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "wrong password": ({"password": "sai"}, "vì sai tên tài khoản hoặc mật khẩu"),
    "no password": ({"password": ""}, "vì sai tên tài khoản hoặc mật khẩu"),
    "no such account": ({"username": "khong_ai"}, "vì sai tên tài khoản hoặc mật khẩu"),
    "rejected": ({"username": "cam"}, "không cho tài khoản này vào từ máy này"),
    "no such database": ({"database": "khong_co"}, "không có cơ sở dữ liệu mang tên đã đặt"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_who_is_not_let_in_is_told_so_and_no_names_are_logged(
    guarded: URL,
    tmp_path: Path,
    what: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong, said = REFUSED[what]
    url = guarded.set(**wrong).render_as_string(hide_password=False)  # type: ignore[arg-type]
    with second(url) as database, pytest.raises(DatabaseRefused) as told, database.read() as session:
        session.execute(text("SELECT 1"))
    assert said in told.value.happened
    assert "thử lại" not in str(told.value)
    [record] = [one for one in caplog.records if one.name == "tien_do.database"]
    assert record.getMessage() == "database_refused"
    for name in ("khoa", "khong_", "cam", "127.0.0.1"):
        assert name not in PlainLines().format(record).splitlines()[1]
    monkeypatch.setenv("DATABASE_URL", url)
    for words in (["backup", str(tmp_path / "app.bak")], ["init"]):
        assert main(words) == 1
        err = capsys.readouterr().err
        assert said in err
        assert "Việc chuẩn bị" not in err
    open_database(url).engine.dispose()


# --- an embedded database ---------------------------------------------------------------------------------------------


def _no_room(connection: Any, _record: Any) -> None:
    """SQLite's own bound on a file, as if its disk ended there."""
    [[pages]] = connection.execute("PRAGMA page_count")
    connection.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_under_an_embedded_database(sqlite_url: str) -> None:
    before = everything(sqlite_url)
    with second(sqlite_url) as database:
        event.listen(database.engine, "connect", _no_room)
        content = JUNE.encode() + b"\n" * 50_000
        seen = preview(database, OPERATOR, content, "tep.csv")
        with pytest.raises(DatabaseFull, match=r"đã hết chỗ\. Chưa lưu gì\."):
            commit(database, seen, OPERATOR, "web", True, "đúng")
        assert everything(sqlite_url) == before
        event.remove(database.engine, "connect", _no_room)
        database.engine.dispose()
        assert commit(database, seen, OPERATOR, "web", True, "đúng").batch == UPLOAD_1
    refuse_damage(sqlite_url)


def test_an_embedded_database_that_somebody_else_writes(sqlite_url: str) -> None:
    with second(sqlite_url) as other, second(f"{sqlite_url}?timeout=0.1") as database:
        with other.write() as session:
            Repository(session).take_turn()
            with pytest.raises(DatabaseBusy, match=r"giữ chỗ quá lâu\. Chưa lưu gì\."):
                taken("tep.csv", database)
        assert taken("tep.csv", database).batch == UPLOAD_1


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "app.db").write_bytes(b"khong phai co so du lieu " * 100)
    with (
        second(f"sqlite:///{tmp_path / 'app.db'}") as database,
        pytest.raises(DatabaseFailed, match="khôi phục từ bản sao lưu"),
        database.read() as session,
    ):
        session.execute(text("SELECT 1"))


def _bound_by_rights(command: list[str]) -> list[str]:
    """The account root is not held back by a file's rights otherwise."""
    without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
    return [*without, *command] if os.geteuid() == 0 else command


@pytest.mark.parametrize("what", ["file", "folder"])
def test_an_embedded_database_that_may_only_be_read(sqlite_template: Path, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "chỉ đọc"
    folder.mkdir()
    file = folder / "app.db"
    shutil.copy(sqlite_template, file)
    (tmp_path / "tep.csv").write_text(JUNE, encoding="utf-8")
    before = file.read_bytes()
    (file if what == "file" else folder).chmod(0o444 if what == "file" else 0o555)
    try:
        done = subprocess.run(
            _bound_by_rights([sys.executable, "-m", "core", "import", str(tmp_path / "tep.csv"), "--json"]),
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{file}"},
            capture_output=True,
            timeout=120,
            check=False,
        )
    finally:
        folder.chmod(0o755)
    said = json.loads(done.stdout)
    assert (done.returncode, said["status"], said["batch"]) == (1, "rejected", None)
    [issue] = said["issues"]
    assert issue["code"] in ("database_read_only", "database_unreachable")
    assert issue["message"].startswith("Không ")
    assert file.read_bytes() == before


# --- the command line -------------------------------------------------------------------------------------------------


def test_commands_say_it_and_exit_1(
    server: Server,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "tep.csv"
    file.write_text(JUNE, encoding="utf-8")
    with stopped(server, name) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        for words in (["import", str(file)], ["export", "goal"], ["undo", "1"], ["init"], ["audit", "--json"]):
            assert main(words) == 1, words
            out, err = capsys.readouterr()
            sentence, details = err.splitlines()
            assert out == ""
            assert sentence.startswith("Không dùng được cơ sở dữ liệu: máy chủ cơ sở dữ liệu không trả lời"), words
            assert details.startswith("Chi tiết: connection failed"), words
        assert main(["checksum"]) == 1
        assert "Chưa đọc được; số liệu đã lưu không bị ảnh hưởng." in capsys.readouterr().err
        assert main(["import", str(file), "--json"]) == 1
        out, err = capsys.readouterr()
        said = json.loads(out)
        assert (err, said["status"], said["batch"]) == ("", "rejected", None)
        assert [(issue["code"], issue["severity"]) for issue in said["issues"]] == [("database_unreachable", "error")]
    assert main(["import", str(file), "--json"]) == 0


# --- screens ----------------------------------------------------------------------------------------------------------

SAYS = "Không dùng được cơ sở dữ liệu: máy chủ cơ sở dữ liệu không trả lời"


@pytest.fixture
def screens(server: Server, name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app on the server, with the handler of errors that the program really sets; not yet run."""
    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.setenv("DATABASE_URL", server.url(name))
    begin = local_script_runner.LocalScriptRunner.__init__

    def with_the_programs_handler(self: Any, *arguments: Any, **named: Any) -> None:
        begin(self, *arguments, **named)
        self._on_script_error = program.app._on_script_error

    monkeypatch.setattr(local_script_runner.LocalScriptRunner, "__init__", with_the_programs_handler)
    yield new_app()
    open_database(server.url(name)).engine.dispose()


def told_on(app: AppTest) -> list[str]:
    assert not app.exception
    return [str(error.value) for error in app.error]


def confirmed(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.label.startswith("Xác nhận")).click().run()


def test_a_session_goes_on_when_the_server_is_back(server: Server, name: str, screens: AppTest) -> None:
    """Down at the start, there again; down while a file is looked at, there again; started anew between two clicks."""
    server.stop()
    at_screen(screens, "upload.py").run()
    [sentence] = told_on(screens)
    assert sentence.startswith(SAYS)
    server.start()
    assert told_on(screens.run()) == []
    screens.file_uploader[0].set_value(("thang6.csv", JUNE.encode(), "text/csv")).run()
    assert told_on(screens) == []
    before = everything(server.url(name))
    server.stop("fast")
    [sentence] = told_on(confirmed(screens))
    assert sentence.startswith(SAYS)
    server.start()
    assert everything(server.url(name)) == before
    assert told_on(screens.run()) == []
    server.restart()
    assert told_on(confirmed(screens)) == []
    assert any(f"thành lô {UPLOAD_1}" in str(one.value) for one in screens.success)
    assert state_of(server.url(name)).batches == 1


def test_a_screen_of_a_database_that_may_only_be_read(server: Server, name: str, screens: AppTest) -> None:
    """What stands is shown; what can't be stored is said."""
    at_screen(screens, "upload.py").run()
    screens.file_uploader[0].set_value(("thang6.csv", JUNE.encode(), "text/csv")).run()
    with only_read(server, name):
        open_database(server.url(name)).engine.dispose()
        assert told_on(screens.run()) == []
        [sentence] = told_on(confirmed(screens))
        assert "chế độ chỉ đọc. Chưa lưu gì." in sentence
        assert told_on(at_screen(screens, "goals.py").run()) == []
    open_database(server.url(name)).engine.dispose()
    assert state_of(server.url(name)).batches == 0


def _tried(database: Database, seen: Preview, refused: set[str]) -> bool:
    """Whether it is stored; what is said where it is not."""
    try:
        return commit(database, seen, OPERATOR, "web", True, "đúng").batch is not None
    except DatabaseUnreachable as failed:
        refused.add(failed.stored)
        return False


def test_an_upload_confirmed_while_the_server_is_started_anew_is_stored_once_or_not_at_all(
    server: Server, name: str
) -> None:
    with second(server.url(name)) as database:
        seen = preview(database, OPERATOR, JUNE.encode(), "tep.csv")
        again = threading.Thread(target=server.restart)
        again.start()
        refused = set[str]()
        until(lambda: _tried(database, seen, refused), 60)
        again.join(60)
        assert refused <= {"Chưa lưu gì."}
        assert state_of(server.url(name)).batches == 1
        refuse_damage(server.url(name))


def test_the_gate_says_so_and_signs_nobody_out(server: Server, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", server.url(name))
    begun(open_database(server.url(name)), HANH, [EDITOR])
    client = browser(SIGN_IN, **{USER: signed(claims_of(HANH))})
    assert client.get("/giam-ngheo", headers=PAGE).status_code == 200
    server.stop()
    for path in ("/giam-ngheo", "/auth/logout", "/lich/nghia-vu.ics", "/tep-bao-cao/1"):
        for headers in (PAGE, {}):
            answer = client.get(path, headers=headers)
            assert answer.status_code == 503, path
            assert SAYS in answer.text
            assert "<title>Tạm thời chưa dùng được" in answer.text or not headers
            assert "set-cookie" not in answer.headers
            assert answer.headers["cache-control"] == "no-store"
    assert why_closed(client) == "try again later"
    server.start()
    assert client.get("/giam-ngheo", headers=PAGE).status_code == 200
    open_database(server.url(name)).engine.dispose()


# --- how many connections ---------------------------------------------------------------------------------------------


def test_six_processes_leave_postgresql_room() -> None:
    """PostgreSQL takes 100 connections as it is installed, 3 of them for its administrator."""
    pool = database_pool()
    assert 6 * (pool.kept + pool.more) <= 97 - 7
    engine = engine_of("postgresql+psycopg://x@127.0.0.1:1/x")
    assert (engine.pool.size(), engine.pool._max_overflow) == (pool.kept, pool.more)  # type: ignore[attr-defined]


def test_the_program_starts_without_its_database(
    server: Server, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And says so; what is asked of it then is answered as soon as the database is there."""
    st.cache_resource.clear()
    with stopped(server, name) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        warm._warm_up()
    assert "started without the database: every screen says so until it answers" in caplog.messages
    assert ready_database(url).url == url
    open_database(url).engine.dispose()
