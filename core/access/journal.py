"""What is written down of everything that was done. Rows are only ever added; the database refuses anything else."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from core.access.rules import Access
from core.reference import edition_of
from core.tables import JournalEntry
from core.text import clean

# A text is quoted up to here: what somebody sends can't fill the journal.
LONGEST = 500


class Deed(StrEnum):
    """What can be done that is written down; data/journal_deeds.csv has the words for people."""

    SIGN_IN = "sign-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGN_OUT = "sign-out"
    UPLOAD = "upload"
    COMMIT = "commit"
    UNDO = "undo"
    ACCEPT = "accept"
    RETURN = "return"
    LOCK = "lock"
    REOPEN = "reopen"
    GRANT = "grant"
    REVOKE = "revoke"
    REPORT = "report"
    REPORT_FETCHED = "report-fetched"
    BACKUP = "backup"
    RESTORE = "restore"
    MOVE = "move"


def write_down(session: Session, by: Access, deed: Deed, what: str, unit_code: str | None, **details: Any) -> None:
    """Part of the transaction that does it: what was rolled back was not done, and is not written down.

    `what` is a Vietnamese phrase; `unit_code` decides whose administrators read it; `details` are plain JSON values.
    Each text becomes one line without unseen signs, so that none looks like another or like several.
    """
    session.add(
        JournalEntry(
            at=datetime.now(UTC),
            who=_line(by.who),
            person_id=by.person,
            from_where=_line(by.from_where),
            action=deed.value,
            what=_line(what),
            edition=edition_of(unit_code) if unit_code else None,
            unit_code=unit_code,
            details={name: _line(value) if isinstance(value, str) else value for name, value in details.items()},
        )
    )


def _line(text: str) -> str:
    said = clean(text)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
