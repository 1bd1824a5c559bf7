"""Making a database ready: schema, units, and the plans that ship with the program."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from core.access.rules import operator
from core.database import Database, open_database
from core.database_failures import told
from core.demo import load_demo
from core.errors import ChangedMeanwhile, DatabaseFailed, DatabaseNotReady, DatabaseRefused, SchemaTooNew
from core.ingest.pipeline import commit, preview
from core.reference import Document, DocumentFile, documents, editions, unit_rows
from core.repository import Repository
from core.schema import current_revision, known_revisions, upgrade
from core.stored import SHIPPED_ORIGIN

_GOES_ON = "Việc chuẩn bị cơ sở dữ liệu chưa xong, lần sau sẽ làm tiếp; số liệu đã lưu không bị ảnh hưởng."
SHIPPED = operator("cùng chương trình")


@dataclass(frozen=True)
class LoadedFile:
    """What became of one shipped file: committed, no_change, rejected, `known` (loaded before) or `taken_back`."""

    document: Document
    kind: str
    status: str
    path: Path
    batch: int | None = None


def prepare(url: str | None = None) -> Database:
    """The database, with its schema, units and plans in place. Idempotent; safe from several processes."""
    database = open_database(url)
    initialise(database, demo=may_load_demo())
    return database


def check_ready(database: Database, who: str = "bản xem công khai", then: str = "khởi động lại") -> None:
    """For who only reads: writes nothing. Raises DatabaseNotReady where the schema is not this program's.

    `who` is refused, and told what to do again (`then`) after `init`.
    """
    with database.read() as session:
        found = current_revision(session.connection())
    if found != known_revisions()[0]:
        raise DatabaseNotReady(
            f"Cơ sở dữ liệu chưa được chuẩn bị cho phiên bản này, và {who} chỉ đọc, không tự nâng cấp. Hãy chạy"
            f" «tien-do init» (python -m core init) bằng tài khoản ghi được, rồi {then}."
        )


def refuse_newer_schema(database: Database) -> None:
    """Raises SchemaTooNew. A database that is not there yet, or does not answer, is for later."""
    if database.sqlite_file is not None and not database.sqlite_file.exists():
        return
    try:
        with database.read() as session:
            found = current_revision(session.connection())
    except DatabaseFailed:
        return
    finally:
        database.engine.dispose()  # nothing stays open that a process which is forked from here would share
    if found not in (None, *known_revisions()):
        raise SchemaTooNew(
            f"Tiến Độ không khởi động: cơ sở dữ liệu đã được nâng cấp bởi phiên bản mới hơn (lược đồ {found}). Hãy dùng"
            " phiên bản mới ấy, hoặc khôi phục bản sao lưu đã làm trước khi nâng cấp."
        )


def may_load_demo() -> bool:
    """Made-up figures are for a new office PC only: never where somebody configured a database."""
    return not os.environ.get("DATABASE_URL")


def initialise(database: Database, demo: bool = False) -> list[LoadedFile]:
    """Upgrade, add units, load plans never loaded before; made-up figures only into a database that was new.

    A plan that somebody took back stays taken back, and one that would replace an office's own figures is left
    to people: its file can be imported by hand.
    """
    with _in_several_steps():
        upgrade(database)
        is_new = database.writing(_bring_units)
        loaded = [_load(database, document, file) for document in documents() for file in document.files]
        if demo and is_new:
            load_demo(database)
        return loaded


@contextmanager
def _in_several_steps() -> Iterator[None]:
    """What is stored before a step fails stays: the next time goes on from there. Who is not let in begins none."""
    try:
        with told(writes=True):
            yield
    except DatabaseRefused:
        raise
    except DatabaseFailed as failed:
        raise failed.with_stored(_GOES_ON) from failed.__cause__


def _bring_units(session: Session) -> bool:
    """Whether nothing was ever stored."""
    repository = Repository(session)
    repository.take_turn()
    is_new = not repository.has_batches()
    for edition in editions():
        repository.bring_edition_up_to_date(edition, unit_rows(edition))
    return is_new


def _load(database: Database, document: Document, file: DocumentFile) -> LoadedFile:
    content = file.path.read_bytes()
    with database.read() as session:
        repository, sha256 = Repository(session), hashlib.sha256(content).hexdigest()
        if repository.ever_loaded(sha256):
            return LoadedFile(document, file.kind, "known" if repository.stands(sha256) else "taken_back", file.path)
    found = preview(database, SHIPPED, content, f"{file.path.parent.name}/{file.path.name}", file.kind)
    try:
        outcome = commit(database, found, by=SHIPPED, origin=SHIPPED_ORIGIN, replace_confirmed=False)
    except ChangedMeanwhile:  # another process starting at the same moment loaded it first
        return LoadedFile(document, file.kind, "known", file.path)
    return LoadedFile(document, file.kind, outcome.status, file.path, outcome.batch)
