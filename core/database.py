"""The database: one engine per URL, reads that see one state, writes that take turns."""

import atexit
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.access.guard import ReaderSession, guarded, limited_to, write_narrowed
from core.access.rules import Access
from core.collisions import until_alone
from core.connecting import WRITES, WRITES_AS_LONG_AS_IT_TAKES, engine_of, reading
from core.database_failures import is_lost, told
from core.last_word import REMEMBERED, WritingSession, entry_was_stored, was_stored
from core.observing.queries import watch_statements
from core.settings import database_url

T = TypeVar("T")


class Database:
    """`read_as()` gives a read-only session on one state; `writing()` one that commits whole or rolls back.

    `read()` hides nothing: it is for the program itself and for the person at the machine's own keyboard. Whatever the
    database fails in raises DatabaseFailed; the next use finds it again by itself when it is back.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._reader = reading(self.engine)
        self._guarded = guarded(self._reader)
        self._writer = self.engine.execution_options(**WRITES)

    @contextmanager
    def read(self) -> Iterator[Session]:
        with told(writes=False), Session(self._reader) as session:
            yield session

    @contextmanager
    def read_as(self, access: Access) -> Iterator[Session]:
        """`read()` for somebody: what they may not see is not there (core.access.guard)."""
        with told(writes=False), ReaderSession(self._guarded) as session:
            yield limited_to(session, access)

    def writing(self, work: Callable[[Session], T]) -> T:
        """Commits what `work` did, or rolls it back on any error; returns what it returned.

        Where it crosses another writer all of it runs again: it must change nothing but the session. On SQLite the
        write lock is taken at the start.
        """

        def attempt() -> T:
            with self._attempt() as session:
                return work(session)

        return until_alone(attempt)

    def write(self) -> AbstractContextManager[Session]:
        """One attempt of `writing`, for what can't run again. Raises WritersCrossed."""
        return self._attempt()

    @contextmanager
    def _attempt(self) -> Iterator[Session]:
        with told(writes=True), WritingSession(self._writer) as session:
            yield session
            session.flush()
            try:
                session.commit()
            except DBAPIError as error:
                if not is_lost(error) or not was_stored(self._writer, session):
                    raise

    @contextmanager
    def write_connection(self) -> Iterator[Connection]:
        """For the schema and whole tables: however long it takes.

        What a WritingSession on it writes into the journal says whether a lost COMMIT was heard.
        """
        remembered: dict[str, Any] = {}
        engine = self.engine.execution_options(**WRITES_AS_LONG_AS_IT_TAKES, **{REMEMBERED: remembered})
        with told(writes=True), engine.connect() as connection, connection.begin() as transaction:
            yield connection
            try:
                transaction.commit()
            except DBAPIError as error:
                if not is_lost(error) or not entry_was_stored(self._writer, remembered):
                    raise

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
    engine = engine_of(url)
    write_narrowed(engine)
    watch_statements(engine)
    return engine
