"""Copies of the database while it is in use, and putting one back; both are written to the journal."""

import contextlib
import hashlib
import os
import re
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, func, inspect, make_url, select

from core.access.journal import Deed, write_down
from core.access.keyboard import COMMAND_LINE, at_the_keyboard
from core.access.rules import Access
from core.database import Database
from core.errors import NotABackup, SchemaTooNew
from core.reports.units import data_version
from core.repository import Repository
from core.schema import known_revisions, upgrade
from core.tables import Base, JournalEntry

_PLAIN_DUMP_MARK = b"PGDMP"
# Tables that every version of Tiến Độ has: a file without one of them is another program's.
_OURS = {"alembic_version", "data_version", "edition", "unit", "stored_file", "batch"}


def back_up(database: Database, target: Path, by: Access | None = None) -> None:
    """A consistent copy in one file: SQLite by its backup API, PostgreSQL by pg_dump. Replaces `target` whole.

    On any error the earlier `target` is as it was. `by` is whoever works at the machine, where nobody else is named.
    """
    if not target.parent.is_dir():
        raise NotADirectoryError(None, "không có thư mục này", str(target.parent))
    _refuse_live_file(database, target)
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        if database.sqlite_file:
            with _sqlite(database.sqlite_file) as source, _sqlite(part) as copy:
                source.backup(copy)
        else:
            url = make_url(database.url)
            _run(["pg_dump", "--format=custom", "--file", str(part), "--dbname", _uri(url)], url)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    by = by or at_the_keyboard(COMMAND_LINE)
    with database.write() as session:
        write_down(session, by, Deed.BACKUP, f"Sao lưu ra tệp {target.name}", None, **_about(target))


def restore(database: Database, source: Path, by: Access | None = None) -> None:
    """Put a backup in place of everything, then upgrade its schema. On NotABackup or SchemaTooNew nothing has changed.

    The data version rises above both: readers that saw either state read again. The journal is the backup's from then
    on; it says who put it there, and how many entries it had until then.
    """
    if not source.is_file():
        raise NotABackup(f"Không có tệp {source}.")
    _refuse_live_file(database, source)
    before, entries = _version_of(database), _journal_entries(database)
    if database.sqlite_file:
        _restore_sqlite(database.sqlite_file, source)
    else:
        _restore_postgresql(make_url(database.url), source)
    database.engine.dispose()
    upgrade(database)
    by = by or at_the_keyboard(COMMAND_LINE)
    with database.write() as session:
        Repository(session).raise_version(above=before)
        said = f"Khôi phục từ tệp {source.name}"
        write_down(session, by, Deed.RESTORE, said, None, **_about(source), entries_replaced=entries)


def _about(file: Path) -> dict[str, str | int]:
    """What a backup is known by, wherever its file goes."""
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    return {"file": str(file), "bytes": file.stat().st_size, "sha256": sha256}


def _journal_entries(database: Database) -> int:
    if not _is_there(database, JournalEntry.__tablename__):
        return 0
    with database.read() as session:
        return session.scalars(select(func.count()).select_from(JournalEntry)).one()


def _refuse_live_file(database: Database, path: Path) -> None:
    live = database.sqlite_file
    if live and live.exists() and path.exists() and path.samefile(live):
        raise NotABackup(f"{path} là chính cơ sở dữ liệu đang dùng. Hãy chọn một tệp khác.")


def _version_of(database: Database) -> int:
    if not _is_there(database, "data_version"):
        return 0
    with database.read() as session:
        return data_version(session)


def _is_there(database: Database, table: str) -> bool:
    if database.sqlite_file and not database.sqlite_file.exists():
        return False
    return inspect(database.engine).has_table(table)


@contextlib.contextmanager
def _sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=60)
    try:
        yield connection
    finally:
        connection.close()


def _restore_sqlite(target: Path, source: Path) -> None:
    _check_sqlite(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _sqlite(source) as copy, _sqlite(target) as live:
        copy.backup(live)


def _check_sqlite(path: Path) -> None:
    try:
        with _sqlite(path) as connection:
            sound = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            _check_tables(path, names)
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (sqlite3.DatabaseError, TypeError) as error:
        raise NotABackup(f"{path.name} không phải bản sao lưu của Tiến Độ ({error}).") from error
    if not sound:
        raise NotABackup(f"{path.name} bị hỏng: SQLite không đọc được trọn vẹn.")
    _check_revision(path, revision)


def _check_tables(path: Path, names: set[str]) -> None:
    if not names >= _OURS:
        raise NotABackup(f"{path.name} không phải bản sao lưu của Tiến Độ.")


def _check_revision(path: Path, revision: str) -> None:
    if revision not in known_revisions():
        raise SchemaTooNew(f"{path.name} có phiên bản {revision}, mới hơn chương trình này.")


def _restore_postgresql(url: URL, source: Path) -> None:
    """In one transaction: everything of ours is dropped and the backup's tables and rows come in."""
    with source.open("rb") as file:
        if file.read(5) != _PLAIN_DUMP_MARK:
            raise NotABackup(f"{source.name} không phải bản sao lưu PostgreSQL của Tiến Độ.")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.sql"
        _run(["pg_restore", "--no-owner", "--no-privileges", "--file", str(script), str(source)], None)
        _check_script(source, script)
        # The tables of today, not only those of the backup: an older one lacks tables that lean on the rest.
        drop = (
            f"DROP TABLE IF EXISTS {', '.join([*Base.metadata.tables, 'alembic_version'])} CASCADE;"
            " DROP FUNCTION IF EXISTS journal_entry_append_only()"
        )
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--output", os.devnull]
        _run(["psql", *options, "--command", drop, "--file", str(script), "--dbname", _uri(url)], url)


def _check_script(source: Path, script: Path) -> None:
    names: set[str] = set()
    revision = ""
    with script.open(encoding="utf-8") as lines:
        for line in lines:
            if made := re.match(r"CREATE TABLE (?:\w+\.)?(\w+) ", line):
                names.add(made[1])
            if re.match(r"COPY (?:\w+\.)?alembic_version ", line):
                revision = next(lines, "").strip()
    _check_tables(source, names)
    _check_revision(source, revision)


def _uri(url: URL) -> str:
    """For PostgreSQL's own programs; the password goes by the environment, where other users can't read it."""
    return url.set(drivername="postgresql", password=None).render_as_string()


def _run(command: list[str], url: URL | None) -> None:
    password = {"PGPASSWORD": str(url.password)} if url is not None and url.password else {}
    done = subprocess.run(command, env=os.environ | password, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotABackup(f"{command[0]} không làm được: {done.stderr.strip()[-500:]}")
