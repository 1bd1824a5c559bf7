"""Whether a transaction is stored whose COMMIT was never answered.

The journal knows: every deed writes its entry in the transaction that does it (core.access.journal), so either both
are there or neither. No engine is asked for anything of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from time import sleep
from typing import Any

from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.database_failures import LOG, unknown
from core.tables import DataVersion, JournalEntry

# A server that is started again answers within seconds; a person waits for no longer.
WAITS_SECONDS = (0.1, 0.3, 0.6, 1.0, 2.0, 4.0)
_HOLDS_SECONDS = 5
_ENTRY = "journal_entry"


class WritingSession(Session):
    """A session that remembers the last entry it wrote into the journal."""


@dataclass(frozen=True)
class _Entry:
    """A number alone could be given again after a crash."""

    id: int
    at: datetime
    who: str


@event.listens_for(WritingSession, "after_flush")
def _remember(session: Session, _context: Any) -> None:
    for one in session.new:
        if isinstance(one, JournalEntry):
            session.info[_ENTRY] = _Entry(one.id, one.at, one.who)


def was_stored(engine: Engine, session: WritingSession) -> bool:
    """Asks again over a new connection, for some seconds; raises StoredUnknown where nobody could be asked.

    Who stores something holds the turn (core.repository): it is free once the lost transaction has ended either way.
    """
    entry: _Entry | None = session.info.get(_ENTRY)
    for wait in WAITS_SECONDS if entry else ():
        sleep(wait)
        try:
            with Session(engine) as asking:
                return _is_there(asking, entry)
        except SQLAlchemyError:
            continue
    LOG.error("nobody answers whether the last transaction is stored")
    raise unknown()


def _is_there(session: Session, entry: _Entry | None) -> bool:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = '{_HOLDS_SECONDS}s'"))
    session.execute(select(DataVersion.id).with_for_update())
    columns = (JournalEntry.id, JournalEntry.at, JournalEntry.who)
    found = session.execute(select(*columns).where(JournalEntry.id == entry.id)).one_or_none() if entry else None
    return found is not None and _Entry(*found) == entry
