"""Backups: every row of every table comes back, and a wrong file is refused before anything changes."""

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, select, text

from core.access.rules import operator
from core.backup import back_up, restore
from core.database import Database
from core.errors import NotABackup, SchemaTooNew, TienDoError
from core.ingest.pipeline import Outcome, undo
from core.start import initialise
from core.tables import Base
from tests.conftest import SHIPPED, UPLOAD_2

Load = Callable[..., Outcome]

HEAD = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Ghi chú\n"
FIRST = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444;ghi chú có dấu \\N\\t\n"
SECOND = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.400;\n"


def contents(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, all columns, except the version that readers watch and the journal, which goes on."""
    engine = create_engine(database.url)
    try:
        with engine.connect() as connection:
            return {
                table.name: [
                    dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
                ]
                for table in Base.metadata.sorted_tables
                if table.name not in ("data_version", "journal_entry")
            }
    finally:
        engine.dispose()


def journal(database: Database) -> list[dict[str, Any]]:
    with database.engine.connect() as connection:
        table = Base.metadata.tables["journal_entry"]
        return [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]


def version(database: Database) -> int:
    with database.engine.connect() as connection:
        return connection.execute(text("SELECT version FROM data_version")).scalar_one()


def test_a_backup_brings_back_every_row_of_every_table(database: Database, load: Load, tmp_path: Path) -> None:
    load(database, FIRST)
    load(database, SECOND)
    undo(database, UPLOAD_2, operator("người thử"))
    before = contents(database)
    back_up(database, tmp_path / "sao lưu.bak")
    load(database, SECOND)
    undo(database, 1, operator("người thử"))
    assert contents(database) != before
    restore(database, tmp_path / "sao lưu.bak")
    assert contents(database) == before
    assert len(before["stored_file"]) == SHIPPED + 2
    assert len(before["poverty_progress"]) == 2


def test_work_goes_on_after_a_restore(database: Database, load: Load, tmp_path: Path) -> None:
    load(database, FIRST)
    back_up(database, tmp_path / "app.bak")
    load(database, SECOND)
    restore(database, tmp_path / "app.bak")
    assert [plan.status for plan in initialise(database)] == ["known"] * SHIPPED
    assert load(database, SECOND).batch == UPLOAD_2
    undo(database, UPLOAD_2, operator("người thử"))


def test_readers_see_a_version_never_seen_before(database: Database, load: Load, tmp_path: Path) -> None:
    """Otherwise a page would show its cached figures of the time before the restore."""
    back_up(database, tmp_path / "app.bak")
    load(database, FIRST)
    seen = version(database)
    restore(database, tmp_path / "app.bak")
    assert version(database) > seen


def test_a_backup_is_one_file_that_replaces_the_last_one(database: Database, load: Load, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    back_up(database, folder / "app.bak")
    load(database, FIRST)
    before = contents(database)
    back_up(database, folder / "app.bak")
    assert os.listdir(folder) == ["app.bak"]
    undo(database, 2, operator("người thử"))
    restore(database, folder / "app.bak")
    assert contents(database) == before
    assert os.listdir(folder) == ["app.bak"]


def test_a_backup_can_be_taken_while_somebody_writes(database: Database, load: Load, tmp_path: Path) -> None:
    """What is not committed yet is not in it."""
    load(database, FIRST)
    before = contents(database)
    copy = tmp_path / "app.bak"
    copying = threading.Thread(target=back_up, args=(database, copy))
    with database.write() as session:
        session.execute(text("UPDATE poverty_progress SET poor = 1"))
        copying.start()
        until = time.monotonic() + 60
        while not copy.exists():
            assert time.monotonic() < until
            time.sleep(0.01)
    copying.join(60)
    assert not copying.is_alive()
    restore(database, copy)
    assert contents(database) == before


def test_the_journal_says_who_took_a_copy_and_who_put_it_back(database: Database, load: Load, tmp_path: Path) -> None:
    """A restore takes the journal back to the copy's: what it had since is counted, and the restore stands in it."""
    copy, by = tmp_path / "app.bak", operator("Người\u202e trực", "máy\ntrạm")
    kept = journal(database)
    back_up(database, copy, by)
    load(database, FIRST)
    *_, taken, _ = journal(database)
    sha256, size = hashlib.sha256(copy.read_bytes()).hexdigest(), copy.stat().st_size
    assert (taken["action"], taken["what"], taken["who"]) == ("backup", "Sao lưu ra tệp app.bak", "Người trực")
    assert taken["details"] == {"file": str(copy), "bytes": size, "sha256": sha256}
    entries = len(journal(database))
    restore(database, copy, by)
    *before, put_back = journal(database)
    assert before == kept
    assert (put_back["action"], put_back["what"]) == ("restore", "Khôi phục từ tệp app.bak")
    assert (put_back["who"], put_back["from_where"]) == ("Người trực", "máy trạm")
    assert put_back["details"] == {"file": str(copy), "bytes": size, "sha256": sha256, "entries_replaced": entries}


def test_a_copy_that_was_not_made_and_one_that_was_refused_are_not_written_down(
    sqlite: Database, tmp_path: Path
) -> None:
    before = journal(sqlite)
    with pytest.raises(NotADirectoryError):
        back_up(sqlite, tmp_path / "nowhere" / "app.bak")
    with pytest.raises(NotABackup):
        restore(sqlite, tmp_path / "nothing.bak")
    assert journal(sqlite) == before


def _drop_everything(database: Database) -> None:
    with database.engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))


def test_a_backup_fills_an_empty_database(database: Database, load: Load, tmp_path: Path) -> None:
    load(database, FIRST)
    before = contents(database)
    back_up(database, tmp_path / "app.bak")
    _drop_everything(database)
    restore(database, tmp_path / "app.bak")
    assert contents(database) == before


def test_a_backup_makes_an_embedded_database_that_is_not_there(sqlite: Database, tmp_path: Path) -> None:
    before = contents(sqlite)
    back_up(sqlite, tmp_path / "app.bak")
    other = Database(f"sqlite:///{tmp_path / 'new' / 'app.db'}")
    try:
        restore(other, tmp_path / "app.bak")
        assert contents(other) == before
    finally:
        other.engine.dispose()


def test_an_older_backup_replaces_tables_it_does_not_know(database: Database, load: Load, tmp_path: Path) -> None:
    """A table added since leans on older ones by foreign keys and must not stand in the way."""
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE poverty_progress"))
    back_up(database, tmp_path / "older.bak")
    with database.engine.begin() as connection:
        Base.metadata.tables["poverty_progress"].create(connection)
    load(database, FIRST)
    restore(database, tmp_path / "older.bak")
    tables = inspect(database.engine).get_table_names()
    assert "poverty_plan" in tables
    assert "poverty_progress" not in tables


def _sqlite_of_another_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('0001');"
        "CREATE TABLE batch (id INTEGER);"
    )
    connection.close()


@pytest.mark.parametrize("what", ["missing", "folder", "empty", "text", "other program", "cut dump", "cut sqlite"])
def test_a_wrong_file_is_refused_and_nothing_changes(database: Database, load: Load, tmp_path: Path, what: str) -> None:
    load(database, FIRST)
    before, seen = contents(database), version(database)
    wrong = tmp_path / "wrong.bak"
    if what == "folder":
        wrong.mkdir()
    elif what == "other program":
        _sqlite_of_another_program(wrong)
    elif what == "cut sqlite":
        wrong.write_bytes(b"SQLite format 3\x00" + b"\x10" * 5000)
    elif what != "missing":
        wrong.write_bytes({"empty": b"", "text": "Tỉnh;Huyện\n".encode(), "cut dump": b"PGDMP\x01\x0e\x00"}[what])
    with pytest.raises(NotABackup, match=r"\w"):
        restore(database, wrong)
    assert contents(database) == before
    assert version(database) == seen


def test_a_backup_cut_short_is_refused_and_nothing_changes(database: Database, load: Load, tmp_path: Path) -> None:
    load(database, FIRST)
    back_up(database, tmp_path / "app.bak")
    load(database, SECOND)
    before = contents(database)
    whole = (tmp_path / "app.bak").read_bytes()
    (tmp_path / "cut.bak").write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(NotABackup):
        restore(database, tmp_path / "cut.bak")
    assert contents(database) == before


def test_a_backup_of_a_newer_program_is_refused_and_nothing_changes(
    database: Database, load: Load, tmp_path: Path
) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    back_up(database, tmp_path / "newer.bak")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    load(database, FIRST)
    before = contents(database)
    with pytest.raises(SchemaTooNew, match="9999"):
        restore(database, tmp_path / "newer.bak")
    assert contents(database) == before


def test_a_backup_of_the_other_engine_is_refused(
    sqlite: Database, postgresql_url: str, load: Load, tmp_path: Path
) -> None:
    other = Database(postgresql_url)
    try:
        back_up(sqlite, tmp_path / "sqlite.bak")
        back_up(other, tmp_path / "postgresql.bak")
        for database, wrong in ((sqlite, "postgresql.bak"), (other, "sqlite.bak")):
            before = contents(database)
            with pytest.raises(NotABackup):
                restore(database, tmp_path / wrong)
            assert contents(database) == before
    finally:
        other.engine.dispose()


def test_the_database_in_use_is_neither_target_nor_source(sqlite: Database) -> None:
    live = sqlite.sqlite_file
    assert live is not None
    before = contents(sqlite)
    for attempt in (back_up, restore):
        with pytest.raises(TienDoError, match="chính cơ sở dữ liệu đang dùng"):
            attempt(sqlite, live)
    assert contents(sqlite) == before


def test_a_failed_backup_leaves_the_last_one_and_no_rubbish(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "app.bak").write_bytes(b"last night's")
    monkeypatch.setattr(os, "replace", _no_room)
    with pytest.raises(OSError, match="No space left"):
        back_up(database, folder / "app.bak")
    assert os.listdir(folder) == ["app.bak"]
    assert (folder / "app.bak").read_bytes() == b"last night's"


def _no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_backup_into_no_folder_says_so(database: Database, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="không có thư mục này"):
        back_up(database, tmp_path / "nowhere" / "app.bak")
