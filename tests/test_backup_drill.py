"""The drill: a backup taken in the middle of work, put back, and every figure compared; and all that can go wrong."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from alembic import command
from sqlalchemy import make_url, select, text
from streamlit.testing.v1 import AppTest

from core import postgresql_backup, sqlite_backup
from core.backup import back_up, restore
from core.checksums import TableSum, table_sum
from core.database import Database
from core.errors import NotABackup
from core.ingest.pipeline import Outcome, undo
from core.schema import _config, current_revision, known_revisions
from core.tables import Base, DataVersion
from tests.conftest import OPERATOR, ROOT, UPLOAD_1, at_screen, new_app

Load = Callable[..., Outcome]
HEAD = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Ghi chú\n"
# What a restore itself adds to, and what no upload changes.
_GOES_ON, _STAYS = {"data_version", "journal_entry"}, {"unit", "edition"}


def upload(load: Load, database: Database, poor: int) -> None:
    assert load(database, HEAD + f"Đắk Nông;Tuy Đức;30/06/2024;16.700;{poor};\n").status == "committed"


def state(database: Database, without: set[str] = _GOES_ON | _STAYS) -> dict[str, TableSum]:
    """Every figure, file and batch of one moment, as checksums."""
    with database.read() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in without]
        return {table.name: table_sum(session.connection(), table) for table in tables}


def version(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(DataVersion.version)).one()


def test_a_backup_in_the_middle_of_work_is_a_state_between_two_commits(
    database: Database, load: Load, tmp_path: Path
) -> None:
    """One keeps uploading and taking back, one keeps reading; what comes back is one of the states there were."""
    states, stop, failures = [state(database)], threading.Event(), list[Exception]()
    begun = threading.Event()

    def work(step: Callable[[int], None]) -> threading.Thread:
        def repeat() -> None:
            try:
                for number in range(1_000):
                    if stop.is_set():
                        return
                    step(number)
            except Exception as error:  # noqa: BLE001
                failures.append(error)

        thread = threading.Thread(target=repeat)
        thread.start()
        return thread

    def write(number: int) -> None:
        upload(load, database, 2_000 + number)
        states.append(state(database))
        if number % 2:
            undo(database, UPLOAD_1 + number, OPERATOR)
            states.append(state(database))
        begun.set()

    threads = [work(write), work(lambda _: state(database) and None)]
    assert begun.wait(60)
    back_up(database, tmp_path / "app.bak", OPERATOR)
    after = len(states)
    while len(states) < after + 2 and not failures:
        time.sleep(0.01)
    stop.set()
    for thread in threads:
        thread.join(60)
    assert failures == []
    seen, live, units = version(database), state(database), state(database, _GOES_ON)
    restore(database, tmp_path / "app.bak", OPERATOR)
    restored = state(database)
    assert restored in states
    assert restored != live  # a newer state was replaced
    assert {name: found for name, found in state(database, _GOES_ON).items() if name in _STAYS} == {
        name: found for name, found in units.items() if name in _STAYS
    }
    assert version(database) > seen


@pytest.mark.parametrize("revision", ["0001", "0003", "0004"])
def test_a_backup_of_an_older_schema_is_upgraded(database: Database, tmp_path: Path, revision: str) -> None:
    _as_made_by(database, revision)
    if database.sqlite_file:
        sqlite_backup.copy_in_use(database.sqlite_file, tmp_path / "older.bak")
    else:
        postgresql_backup.dump(make_url(database.url), tmp_path / "older.bak")
    _drop_everything(database)
    restore(database, tmp_path / "older.bak", OPERATOR)
    with database.read() as session:
        assert current_revision(session.connection()) == known_revisions()[0]
    assert state(database, set())["unit"].rows == 1
    assert state(database, set())["journal_entry"].rows == 1


def _as_made_by(database: Database, revision: str) -> None:
    _drop_everything(database)
    with database.write_connection() as connection:
        command.upgrade(_config(connection), revision)
        connection.execute(text("INSERT INTO edition VALUES ('2024', 'Bản đồ', '2024-01-01', NULL, 'nguồn', 'abc')"))
        connection.execute(
            text(
                "INSERT INTO unit (edition, code, parent, level, kind, name, children_listed, valid_from)"
                " VALUES ('2024', '67', NULL, 'province', 'Tỉnh', 'Đắk Nông', true, '2024-01-01')"
            )
        )


def _drop_everything(database: Database) -> None:
    with database.write_connection() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_a_backup_that_was_altered_is_refused_or_its_content_is_unhurt(
    database: Database, load: Load, tmp_path: Path, place: float
) -> None:
    """SQLite's file is sealed as a whole; pg_dump's has a check of its own on every table's rows."""
    upload(load, database, 2_444)
    kept, copy = state(database), tmp_path / "app.bak"
    back_up(database, copy, OPERATOR)
    upload(load, database, 2_400)
    before = state(database)
    content = bytearray(copy.read_bytes())
    content[int(len(content) * place)] ^= 0x01
    copy.write_bytes(content)
    try:
        restore(database, copy, OPERATOR)
    except NotABackup:
        assert state(database) == before
    else:
        assert not database.sqlite_file
        assert state(database) == kept


def test_a_restore_killed_while_the_file_changes_leaves_it_as_it_was(
    sqlite: Database, load: Load, tmp_path: Path
) -> None:
    """Who has the file open all the time sees the old state, then the new one; the next restore cleans up."""
    upload(load, sqlite, 2_444)
    with sqlite.write_connection() as connection:
        connection.execute(text("INSERT INTO stored_file VALUES ('long', randomblob(30000000))"))
    kept, copy, live = state(sqlite), tmp_path / "app.bak", sqlite.sqlite_file
    assert live is not None
    back_up(sqlite, copy, OPERATOR)
    upload(load, sqlite, 2_400)
    before = state(sqlite)
    reader = sqlite3.connect(live)
    poor = "SELECT poor FROM poverty_progress WHERE is_current"
    assert reader.execute(poor).fetchall() == [(2_400,)]
    assert reader.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0  # the log is written from its start
    killed = subprocess.run([sys.executable, "-c", _KILLED_HALF_WAY, sqlite.url, str(copy)], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert reader.execute(poor).fetchall() == [(2_400,)]
    assert state(sqlite) == before
    assert sorted(name for name in os.listdir(tmp_path) if "restoring" in name)
    restore(sqlite, copy, OPERATOR)
    assert reader.execute(poor).fetchall() == [(2_444,)]
    reader.close()
    assert state(sqlite) == kept
    assert not [name for name in os.listdir(tmp_path) if "restoring" in name]


# Ends itself without a word once a good part of the copy is in the live file's log.
_KILLED_HALF_WAY = """
import os, signal, sys, threading
from pathlib import Path
from core import sqlite_backup
from core.backup import restore
from core.database import Database

database = Database(sys.argv[1])
usual = sqlite_backup.put_in_place

def watched(part, live):
    def watch():
        log = Path(f"{live}-wal")
        begun = log.stat().st_size if log.exists() else 0
        while not log.exists() or log.stat().st_size < begun + 5_000_000:
            pass
        os.kill(os.getpid(), signal.SIGKILL)
    threading.Thread(target=watch, daemon=True).start()
    usual(part, live)

sqlite_backup.put_in_place = watched
restore(database, Path(sys.argv[2]))
"""


def test_a_restore_killed_before_postgresql_has_all_of_it_leaves_it_as_it_was(
    postgresql_url: str, load: Load, tmp_path: Path
) -> None:
    """A reader holds one table, so that the restore stands half-way; psql is killed with the program that called it."""
    database = Database(postgresql_url)
    try:
        upload(load, database, 2_444)
        back_up(database, tmp_path / "app.bak", OPERATOR)
        upload(load, database, 2_400)
        before = state(database)
        with database.engine.connect() as reader:
            reader.execute(text("SELECT 1 FROM village"))
            words = [sys.executable, "-m", "core", "restore", str(tmp_path / "app.bak")]
            environment = os.environ | {"DATABASE_URL": postgresql_url}
            restoring = subprocess.Popen(words, cwd=ROOT, env=environment, start_new_session=True)
            _wait_for(database, "wait_event_type = 'Lock'")
            os.killpg(restoring.pid, signal.SIGKILL)
            restoring.wait(60)
        assert state(database) == before
    finally:
        database.engine.dispose()


def _wait_for(database: Database, condition: str) -> None:
    until = time.monotonic() + 60
    query = text(f"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND {condition}")
    while time.monotonic() < until:
        with database.engine.connect() as connection:
            if connection.execute(query).scalar_one():
                return
        time.sleep(0.05)
    raise AssertionError(condition)


def test_an_open_app_shows_the_restored_figures_on_the_next_click(
    database: Database, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The restore is another program's: nobody tells the app, and its kept figures are of the time before."""
    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.setenv("DATABASE_URL", database.url)
    app = new_app()
    upload(load, database, 2_444)
    back_up(database, tmp_path / "app.bak", OPERATOR)
    upload(load, database, 2_333)
    assert "2.333" in _shown(at_screen(app, "poverty.py"))
    words = [sys.executable, "-m", "core", "restore", str(tmp_path / "app.bak")]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    shown = _shown(app)
    assert "2.444" in shown
    assert "2.333" not in shown


def _shown(app: AppTest) -> str:
    app.run()
    assert not app.exception, app.exception[0].value
    return " ".join(str(part.proto) for part in app.main)


def test_a_database_file_that_is_broken_is_not_written_over(sqlite: Database, tmp_path: Path) -> None:
    back_up(sqlite, tmp_path / "app.bak", OPERATOR)
    broken = Database(f"sqlite:///{tmp_path / 'broken.db'}")
    (tmp_path / "broken.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(NotABackup, match=r"không đọc được .* sang chỗ khác rồi khôi phục lại"):
        restore(broken, tmp_path / "app.bak", OPERATOR)
    broken.engine.dispose()
    (tmp_path / "broken.db").unlink()
    restore(broken, tmp_path / "app.bak", OPERATOR)
    assert state(broken) == state(sqlite)
    broken.engine.dispose()


def _program(folder: Path, name: str, says: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\necho '{says}' >&2\nexit 1\n", encoding="utf-8")
    (folder / name).chmod(0o755)


_SAYS = {
    "pg_dump: error: aborting because of server version mismatch\n"
    "pg_dump: detail: server version: 17.2; pg_dump version: 15.14 (Debian 15.14-0)": (
        "pg_dump phiên bản 15.14 không sao lưu được máy chủ phiên bản 17.2: hãy cài gói postgresql-client"
    ),
    "pg_dump: error: query failed: ERROR:  permission denied for table unit": "không có quyền với table unit",
    "pg_dump: error: connection to server failed: Connection refused": "không nối được tới máy chủ PostgreSQL",
    "pg_dump: error: could not write to file: No space left on device": "đĩa đã đầy",
    "pg_dump: error: something else.": "something else",
}


@pytest.mark.parametrize("said", [None, *_SAYS], ids=["missing", "version", "permission", "refused", "full", "other"])
def test_postgresql_s_own_programs_failing_is_one_sentence_and_nothing_changes(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str | None
) -> None:
    database, programs, folder = Database(postgresql_url), tmp_path / "bin", tmp_path / "backups"
    programs.mkdir()
    folder.mkdir()
    (folder / "app.bak").write_bytes(b"PGDMP last night's")
    if said is not None:
        _program(programs, "pg_dump", said)
    monkeypatch.setenv("PATH", f"{programs}:/bin" if said is not None else str(programs))
    try:
        expected = "Máy này không có chương trình pg_dump" if said is None else _SAYS[said]
        with pytest.raises(NotABackup, match=expected):
            back_up(database, folder / "app.bak", OPERATOR)
        assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("app.bak", b"PGDMP last night's")]
        if said is None:
            with pytest.raises(NotABackup, match="Máy này không có chương trình pg_restore"):
                restore(database, folder / "app.bak", OPERATOR)
    finally:
        database.engine.dispose()
