"""Named queries and the statements below them: how long, how often from what is kept, which errors."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError

from core.database_failures import failure_of
from core.observing.measures import DATABASE_ERRORS, QUERY, QUERY_LOOKUPS, STATEMENT, record
from core.observing.slow import slow_query_seconds

_log = logging.getLogger("tien_do.queries")
_went: ContextVar[list[str] | None] = ContextVar("tien_do_went", default=None)
_BEGUN = "_tien_do_begun"


@contextmanager
def asked_for(query: str) -> Iterator[None]:
    """One look at a named query; `fetched` inside of it says that the database was asked."""
    went: list[str] = []
    token = _went.set(went)
    try:
        yield
    finally:
        _went.reset(token)
        record(QUERY_LOOKUPS, query=query, cache="miss" if went else "hit")


@contextmanager
def fetched(query: str) -> Iterator[None]:
    if (went := _went.get()) is not None:
        went.append(query)
    begun = perf_counter()
    try:
        yield
    finally:
        seconds = perf_counter() - begun
        record(QUERY, seconds, query=query)
        if seconds >= slow_query_seconds():
            _log.warning("slow query", extra={"about": {"query": query, "ms": round(seconds * 1000)}})


def watch_statements(engine: Engine) -> None:
    """Every statement of an engine and of what is derived from it."""
    event.listen(engine, "before_cursor_execute", _begin)
    event.listen(engine, "after_cursor_execute", _end)
    event.listen(engine, "handle_error", _failed)


def _begin(_connection: Connection, _cursor: Any, _statement: str, _given: Any, context: Any, _many: bool) -> None:
    if context is not None:
        setattr(context, _BEGUN, perf_counter())


def _end(connection: Connection, _cursor: Any, _statement: str, _given: Any, context: Any, _many: bool) -> None:
    begun = getattr(context, _BEGUN, None)
    if begun is not None:
        writes = connection.get_execution_options().get("tiendo_writes")
        record(STATEMENT, perf_counter() - begun, transaction="write" if writes else "read")


def _failed(context: ExceptionContext) -> None:
    error = context.sqlalchemy_exception or context.original_exception
    failed = failure_of(error, writes=False) if isinstance(error, SQLAlchemyError) else None
    record(DATABASE_ERRORS, error=failed.code if failed else type(error).__name__)
