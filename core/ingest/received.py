"""A file that somebody handed in, before anything of it is stored: written down once, with how it was taken."""

import hashlib

from core.access.journal import Deed, write_down
from core.access.rules import Access, Action, common_unit, roots
from core.database import Database
from core.errors import UnreadableFile
from core.ingest.issues import Severity
from core.ingest.kinds import kinds
from core.ingest.pipeline import Preview


def received(database: Database, by: Access, content: bytes, file_name: str, found: Preview | UnreadableFile) -> None:
    """About the unit that this person uploads for, so that its administrators read it: a file may name any unit."""
    said, details = _understood(found) if isinstance(found, Preview) else _not_read(found)
    own = frozenset(root for root in roots(by, Action.UPLOAD) if root)
    facts = {"file": file_name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    what, unit = f"Tệp {file_name}: {said}", common_unit(own)
    database.writing(lambda session: write_down(session, by, Deed.UPLOAD, what, unit, **facts, **details))


def _understood(found: Preview) -> tuple[str, dict[str, str | int]]:
    bad = len(found.of(Severity.ERROR))
    state = f"{bad} chỗ phải sửa" if bad else "đọc được"
    return f"{kinds()[found.kind].title}, {state}", {"kind": found.kind, "errors": bad}


def _not_read(why: UnreadableFile) -> tuple[str, dict[str, str | int]]:
    return "chưa đọc được", {"refused": why.code}
