"""The database: one engine per URL, reads that see one state, writes that take turns."""

import atexit
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from core.access.guard import ReaderSession, guarded, limited_to, write_narrowed
from core.access.rules import Access
from core.settings import database_url

# A night job waits for a busy writer rather than fail (contracts.md section 3).
WRITER_WAITS_SECONDS = 120


class Database:
    """`read_as()` gives a read-only session on one state; `write()` one that commits whole or rolls back.

    `read()` hides nothing: it is for the program itself and for the person at the machine's own keyboard.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._reader = _reader(self.engine)
        self._guarded = guarded(self._reader)
        self._writer = self.engine.execution_options(tiendo_writes=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self._reader) as session:
            yield session

    @contextmanager
    def read_as(self, access: Access) -> Iterator[Session]:
        """`read()` for somebody: what they may not see is not there (core.access.guard)."""
        with ReaderSession(self._guarded) as session:
            yield limited_to(session, access)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Commits at the end, rolls back on any error. On SQLite the write lock is taken at the start."""
        with Session(self._writer) as session, session.begin():
            yield session

    @contextmanager
    def write_connection(self) -> Iterator[Connection]:
        with self._writer.begin() as connection:
            yield connection

    @property
    def sqlite_file(self) -> Path | None:
        """The file of an embedded database, else None."""
        url = make_url(self.url)
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def open_database(url: str | None = None) -> Database:
    """The database of this process for a URL (none given: the one named by the environment now)."""
    return _opened(url or database_url())


@cache
def _opened(url: str) -> Database:
    """Engines are made once per URL, and their connections closed when the process ends."""
    database = Database(url)
    atexit.register(database.engine.dispose)
    return database


def _engine(url: str) -> Engine:
    engine = _engine_of(url)
    write_narrowed(engine)
    return engine


def _engine_of(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": WRITER_WAITS_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _reader(engine: Engine) -> Engine:
    """SQLite reads one snapshot anyway; PostgreSQL's default would show every commit that happens between queries."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own deferred transactions lose updates under threads without an error: we begin ourselves.
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tiendo_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
