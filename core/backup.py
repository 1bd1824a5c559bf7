"""Copies of the database while it is in use, and putting one back."""

import contextlib
import os
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import URL, make_url

from core.database import Database
from core.errors import NotABackup, SchemaTooNew
from core.schema import known_revisions, upgrade

_PLAIN_DUMP_MARK = b"PGDMP"


def back_up(database: Database, target: Path) -> None:
    """A consistent copy in one file: SQLite by its backup API, PostgreSQL by pg_dump. Replaces `target` whole."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    if database.sqlite_file:
        with _sqlite(database.sqlite_file) as source, _sqlite(part) as copy:
            source.backup(copy)
    else:
        _run(["pg_dump", "--format=custom", "--file", str(part)], make_url(database.url))
    os.replace(part, target)


def restore(database: Database, source: Path) -> None:
    """Put a backup in place of everything, then upgrade its schema. On NotABackup nothing has changed."""
    if not source.is_file():
        raise NotABackup(f"Không có tệp {source}.")
    if database.sqlite_file:
        _restore_sqlite(database.sqlite_file, source)
    else:
        _restore_postgresql(make_url(database.url), source)
    database.engine.dispose()
    upgrade(database)


@contextlib.contextmanager
def _sqlite(path: Path):  # type: ignore[no-untyped-def]
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
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (sqlite3.DatabaseError, TypeError) as error:
        raise NotABackup(f"{path.name} không phải bản sao lưu của Tiến Độ ({error}).") from error
    if not sound:
        raise NotABackup(f"{path.name} bị hỏng: SQLite không đọc được trọn vẹn.")
    if revision not in known_revisions():
        raise SchemaTooNew(f"{path.name} có phiên bản {revision}, mới hơn chương trình này.")


def _restore_postgresql(url: URL, source: Path) -> None:
    with source.open("rb") as file:
        if file.read(5) != _PLAIN_DUMP_MARK:
            raise NotABackup(f"{source.name} không phải bản sao lưu PostgreSQL của Tiến Độ.")
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "list"
        _run(["pg_restore", "--list", "--file", str(listing), str(source)], None)
        if "alembic_version" not in listing.read_text(encoding="utf-8"):
            raise NotABackup(f"{source.name} không phải bản sao lưu của Tiến Độ.")
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _run(["pg_restore", *options, "--dbname", str(url.database), str(source)], url)


def _run(command: list[str], url: URL | None) -> None:
    environment = dict(os.environ)
    if url is not None:
        host = url.host or url.query.get("host")
        settings = {"PGHOST": host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
        settings["PGDATABASE"] = url.database
        environment |= {name: str(value) for name, value in settings.items() if value}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotABackup(f"{command[0]} không làm được: {done.stderr.strip()[-500:]}")
