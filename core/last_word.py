"""Whether a transaction is stored whose COMMIT was never answered.

The journal knows: every deed writes its entry in the transaction that does it (core.access.journal), so either both
are there or neither. No engine is asked for anything of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine, event, insert, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session

from core.database_failures import LOG, unknown
from core.tables import JournalEntry

# A server that is started again answers within seconds; a person waits for no longer.
WAITS_SECONDS = (0.1, 0.3, 0.6, 1.0, 2.0, 4.0)
_HOLDS_SECONDS = 5
_ENTRY, _CHANGED = "journal_entry", "changed"
# Engine option of a transaction without a session of its own: what a session in it remembers, it remembers here.
REMEMBERED = "tiendo_remembered"


class WritingSession(Session):
    """A session that remembers whether it changed anything, and the last entry it wrote into the journal."""

    @property
    def remembered(self) -> dict[str, Any]:
        bind = self.get_bind()
        outer: dict[str, Any] | None = (
            bind.get_execution_options().get(REMEMBERED) if isinstance(bind, Connection) else None
        )
        return self.info if outer is None else outer


@dataclass(frozen=True)
class _Entry:
    """A number alone could be given again after a crash."""

    id: int
    at: datetime
    who: str


@event.listens_for(WritingSession, "after_flush")
def _remember(session: WritingSession, _context: Any) -> None:
    session.remembered[_CHANGED] = True
    for one in session.new:
        if isinstance(one, JournalEntry):
            session.remembered[_ENTRY] = _Entry(one.id, one.at, one.who)


@event.listens_for(WritingSession, "do_orm_execute")
def _remember_statement(state: ORMExecuteState) -> None:
    if not state.is_select and isinstance(state.session, WritingSession):
        state.session.remembered[_CHANGED] = True


def was_stored(engine: Engine, session: WritingSession) -> bool:
    """Of a session that had to take turns only, and changed nothing, all is stored. Raises StoredUnknown."""
    return not session.remembered.get(_CHANGED) or entry_was_stored(engine, session.remembered)


def entry_was_stored(engine: Engine, remembered: Mapping[str, Any]) -> bool:
    """Asks again over a new connection, for some seconds; raises StoredUnknown where nobody could be asked.

    Without an entry there is nothing to ask for.
    """
    entry: _Entry | None = remembered.get(_ENTRY)
    for wait in WAITS_SECONDS if entry else ():
        sleep(wait)
        try:
            return entry is not None and _is_there(engine, entry)
        except SQLAlchemyError:
            continue
    LOG.error("nobody answers whether the last transaction is stored")
    raise unknown()


def _is_there(engine: Engine, entry: _Entry) -> bool:
    """Whoever takes the entry's number waits until the lost transaction has ended either way: the key is unique.

    Not every writer holds the turn (core.repository), and who asks does not wait for those that do.
    """
    try:
        with Session(engine) as claiming:
            _wait_only_so_long(claiming)
            claiming.execute(insert(JournalEntry).values(_in_place_of(entry)))
            claiming.rollback()
            return False
    except IntegrityError:
        with Session(engine) as asking:
            columns = (JournalEntry.id, JournalEntry.at, JournalEntry.who)
            found = asking.execute(select(*columns).where(JournalEntry.id == entry.id)).one_or_none()
            return found is not None and _Entry(*found) == entry


def _wait_only_so_long(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = '{_HOLDS_SECONDS}s'"))


def _in_place_of(entry: _Entry) -> dict[str, Any]:
    """A row that nobody ever sees."""
    nowhere = {"edition": None, "unit_code": None, "province": None, "person_id": None}
    said = {"action": "", "what": "", "from_where": "", "details": {}}
    return {"id": entry.id, "at": entry.at, "who": entry.who, **nowhere, **said}
