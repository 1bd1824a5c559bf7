"""What is written down of everything that was done. Rows are only ever added; the database refuses anything else."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from core.access.rules import Access
from core.reference import EDITION
from core.tables import JournalEntry


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


def write_down(session: Session, by: Access, deed: Deed, what: str, unit_code: str | None, **details: Any) -> None:
    """Part of the transaction that does it: what was rolled back was not done, and is not written down.

    `what` is a Vietnamese phrase; `unit_code` decides whose administrators read it; `details` are plain JSON values.
    """
    session.add(
        JournalEntry(
            at=datetime.now(UTC),
            who=by.who,
            person_id=by.person,
            from_where=by.from_where,
            action=deed.value,
            what=what,
            edition=EDITION if unit_code else None,
            unit_code=unit_code,
            details=details,
        )
    )
