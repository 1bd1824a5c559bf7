"""A reader's database session: whatever is asked of it, it answers only with what this reader may see.

A report or a screen that forgets to ask is narrowed too: every table of every statement is (core.access.narrowing).
Nothing reaches the reader's connection by another way than the session's own reading.
"""

from collections.abc import MutableMapping
from functools import cache
from typing import Any, Never, cast

from sqlalchemy import Engine, Result, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.util import LRUCache

from core.access.narrowing import READING, NarrowingCompiler, seen_with
from core.access.rules import NOBODY, Access, Action, may, operator
from core.access.suppression import WITHHELD, Withheld
from core.access.withheld import withheld_of
from core.errors import AccessRefused

_READER, _WITHHELD = "reader", "withheld"
# Statements kept ready per shape of what readers may see; there are about as many as reports ask.
_STATEMENTS_KEPT = 500
_BEGIN = "BEGIN"


class ReaderSession(Session):
    """A session that is `limited_to` a reader; without one it answers nothing."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, autoflush=False)

    def connection(self, *_args: Any, **_options: Any) -> Never:
        raise AccessRefused("Phiên này chỉ được đọc qua câu hỏi của chính nó.")


def limited_to(session: ReaderSession, access: Access) -> ReaderSession:
    session.info[_READER] = access
    return session


def reader_may(session: Session, action: Action, unit_code: str | None) -> bool:
    """Whether the one who reads may do something about a unit; the program's own session may everything."""
    return not isinstance(session, ReaderSession) or may(session.info.get(_READER, NOBODY), action, unit_code)


def guarded(engine: Engine) -> Engine:
    """The same database over connections that run nothing but what a ReaderSession asks."""
    made = engine.execution_options(tiendo_guarded=True)
    event.listen(made, "before_cursor_execute", _refuse_from_outside)
    return made


def write_narrowed(engine: Engine) -> None:
    """Make an engine's statements such that a reader's can be narrowed; all others are written as before."""
    usual = engine.dialect.statement_compiler
    engine.dialect.statement_compiler = type("ReaderCompiler", (NarrowingCompiler, usual), {})


@event.listens_for(ReaderSession, "do_orm_execute")
def _read_as(state: ORMExecuteState) -> Result[Any]:
    """A statement is written and run as its reader's; what was written for one is kept for all of the same shape."""
    if not state.is_select:
        raise AccessRefused("Phiên này chỉ được đọc.")
    access: Access = state.session.info.get(_READER, NOBODY)
    seen = seen_with(access.grants)
    state.update_execution_options(compiled_cache=_written_for(seen.shape))
    withheld = WITHHELD.set(_kept_back(state.session, access))
    before = READING.set(seen)
    try:
        return state.invoke_statement()
    finally:
        READING.reset(before)
        WITHHELD.reset(withheld)


def _kept_back(session: Session, access: Access) -> Withheld | None:
    """Worked out in the reader's own transaction: what is kept back and what is read are of one state."""
    if not access.is_public:
        return None
    if _WITHHELD not in session.info:
        session.info[_READER] = operator("")
        try:
            session.info[_WITHHELD] = withheld_of(session)
        finally:
            session.info[_READER] = access
    found: Withheld = session.info[_WITHHELD]
    return found


def kept_back_from(session: Session) -> Withheld | None:
    """What is kept back from the public reader of a session; None for anybody else."""
    return _kept_back(session, session.info.get(_READER, NOBODY))


@cache
def _written_for(_shape: tuple[Any, ...]) -> MutableMapping[Any, Any]:
    return cast(MutableMapping[Any, Any], LRUCache(_STATEMENTS_KEPT))


def _refuse_from_outside(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    if READING.get() is None and statement != _BEGIN:
        raise AccessRefused("Kết nối của người đọc chỉ được dùng qua phiên đọc.")
