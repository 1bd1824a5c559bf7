"""How a connection is made on each engine, and how long anything on it may take.

What a URL says itself (`?connect_timeout=…`, `?options=…`, SQLite's `?timeout=…`) is not changed.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

from core.settings import database_pool

# A night job waits for a busy writer rather than fail (contracts.md section 3).
WRITER_WAITS_SECONDS = 120
# Of one statement: a screen's, and a writer's, which may have to wait first. A new schema takes as long as it takes.
_READS_FOR_SECONDS, _WRITES_FOR_SECONDS = 60, WRITER_WAITS_SECONDS + 60
# A whole kind at once, of the whole country: `export`, `audit`.
_A_COMMAND_READS_FOR_SECONDS = 3600
_BY_A_COMMAND = ContextVar("by_a_command", default=False)
# A transaction whose program is gone, or hangs, lets go of what it holds.
_IDLE_IN_TRANSACTION_SECONDS = 300
# A machine that is gone does not say so: what it was sent and never confirmed counts for that long, in milliseconds.
_UNCONFIRMED = 20_000
_POSTGRESQL = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": _UNCONFIRMED,
    "application_name": "tien-do",
    "options": f"-c lock_timeout={WRITER_WAITS_SECONDS}s -c statement_timeout={_READS_FOR_SECONDS}s"
    f" -c idle_in_transaction_session_timeout={_IDLE_IN_TRANSACTION_SECONDS}s",
}
# Engine options of a transaction that writes, and of one that changes the schema.
WRITES = {"tiendo_writes": True}
WRITES_AS_LONG_AS_IT_TAKES = {**WRITES, "tiendo_unbounded": True}


def engine_of(url: str) -> Engine:
    """Connections that the server closed meanwhile are found out before they are used, and made anew.

    What was written never stands in the text of an error: it may be a person's.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            url, hide_parameters=True, connect_args=_unsaid(parsed, {"timeout": WRITER_WAITS_SECONDS})
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    pool = database_pool()
    arguments = _unsaid(parsed, _POSTGRESQL) if parsed.get_driver_name() == "psycopg" else {}
    kept, more = pool.kept, pool.more
    pool_options: dict[str, Any] = {"pool_pre_ping": True, "pool_size": kept, "max_overflow": more}
    engine = create_engine(url, hide_parameters=True, connect_args=arguments, **pool_options)
    event.listen(engine, "begin", _begin_postgresql)
    event.listen(engine, "checkin", _forget_reading)
    return engine


def reading(engine: Engine) -> Engine:
    """SQLite reads one snapshot anyway; PostgreSQL's default would show every commit that happens between queries."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def without_password(url: URL) -> URL:
    """`URL.set(password=None)` leaves it as it is."""
    return url._replace(password=None).difference_update_query(["password"])


@contextmanager
def of_a_command() -> Iterator[None]:
    """Who runs a command waits for it, or nobody does at night: what is read may take longer than on a screen."""
    before = _BY_A_COMMAND.set(True)
    try:
        yield
    finally:
        _BY_A_COMMAND.reset(before)


def unbound(connection: Connection) -> None:
    """For the rest of the transaction; SQLite knows no such bounds."""
    if connection.dialect.name == "postgresql":
        for bound in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {bound} = 0")


def _unsaid(url: URL, arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name not in url.query}


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own deferred transactions lose updates under threads without an error: we begin ourselves.
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tiendo_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _forget_reading(connection: Any, _record: Any) -> None:
    """After a read SQLAlchemy asks for READ WRITE, which would get around a database that is set to read only."""
    if connection is not None and hasattr(connection, "read_only"):
        connection.read_only = None


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("tiendo_unbounded"):
        unbound(connection)
    elif options.get("tiendo_writes"):
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{_WRITES_FOR_SECONDS}s'")
    elif _BY_A_COMMAND.get():
        for bound in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {bound} = '{_A_COMMAND_READS_FOR_SECONDS}s'")
