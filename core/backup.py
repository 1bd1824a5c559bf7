"""Copies of the database while it is in use, and putting one back; both are written to the journal."""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, inspect, make_url, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from core import postgresql_backup, sqlite_backup
from core.access.journal import Deed, write_down
from core.access.keyboard import COMMAND_LINE, at_the_keyboard
from core.access.rules import Access
from core.database import Database
from core.errors import DatabaseFailed, NotABackup
from core.reports.units import data_version
from core.repository import Repository
from core.schema import upgrade
from core.tables import JournalEntry

# Others go on writing while a backup is unpacked and upgraded: far fewer times than this.
_WRITES_MEANWHILE = 1_000_000
_BACKED_UP = "Tệp sao lưu đã đủ và dùng được; chỉ chưa rõ nhật ký đã ghi việc này hay chưa."
_PUT_BACK = "Số liệu của bản sao lưu đã vào; việc nâng cấp hoặc ghi nhật ký chưa xong, hãy chạy lại lệnh khôi phục."


def back_up(database: Database, target: Path, by: Access | None = None) -> None:
    """A consistent copy in one file: SQLite by its backup API, PostgreSQL by pg_dump. Replaces `target` whole.

    On any error the earlier `target` is as it was, unless it says that the copy is whole and only the journal may lack
    it. `by` is whoever works at the machine, where nobody else is named.
    """
    if not target.parent.is_dir():
        raise NotADirectoryError(None, "không có thư mục này", str(target.parent))
    _refuse_live_file(database, target)
    with _beside(target, "part") as part:
        if database.sqlite_file:
            sqlite_backup.copy_in_use(database.sqlite_file, part)
        else:
            postgresql_backup.dump(make_url(database.url), part)
        os.replace(part, target)
    by, about = by or at_the_keyboard(COMMAND_LINE), _about(target)
    with _stored_already(_BACKED_UP):
        said = f"Sao lưu ra tệp {target.name}"
        database.writing(lambda session: write_down(session, by, Deed.BACKUP, said, None, **about))


def restore(database: Database, source: Path, by: Access | None = None) -> None:
    """Put a backup in place of everything, in this program's schema. On NotABackup or SchemaTooNew nothing has changed.

    Interrupted, all is as before or all is the backup's. The data version rises above both: readers that saw either
    state read again. The journal is the backup's from then on; it says who put it there, and how many entries it had.
    """
    if not source.is_file():
        raise NotABackup(f"Không có tệp {source}.")
    _refuse_live_file(database, source)
    by = by or at_the_keyboard(COMMAND_LINE)
    before, entries = _seen(database)
    if database.sqlite_file:
        _restore_sqlite(database.sqlite_file, source, by, before, entries)
        database.engine.dispose()
        return
    postgresql_backup.put_in_place(make_url(database.url), source)
    database.engine.dispose()
    with _stored_already(_PUT_BACK):
        upgrade(database)
        database.writing(lambda session: _say_so(session, by, source, before, entries))


@contextlib.contextmanager
def _stored_already(said: str) -> Iterator[None]:
    """What fails in here comes after what matters."""
    try:
        yield
    except DatabaseFailed as failed:
        raise failed.with_stored(said) from failed.__cause__


def _restore_sqlite(live: Path, source: Path, by: Access, before: int, entries: int) -> None:
    """All that is to be done to the copy is done beside the database, which changes in one last step."""
    live.parent.mkdir(parents=True, exist_ok=True)
    with _beside(live, "restoring") as part:
        sqlite_backup.unpack(source, part)
        unpacked = Database(f"sqlite:///{part}")
        try:
            upgrade(unpacked)
            with unpacked.write() as session:
                _say_so(session, by, source, before + _WRITES_MEANWHILE, entries)
        finally:
            unpacked.engine.dispose()
        sqlite_backup.put_in_place(part, live)


def _say_so(session: Session, by: Access, source: Path, above: int, entries: int) -> None:
    Repository(session).raise_version(above=above)
    said = f"Khôi phục từ tệp {source.name}"
    write_down(session, by, Deed.RESTORE, said, None, **_about(source), entries_replaced=entries)


@contextlib.contextmanager
def _beside(path: Path, what: str) -> Iterator[Path]:
    """A file in the same folder for the while; one that an earlier run left is taken away first."""
    part = path.with_name(f".{path.name}.{what}")
    mine = [part, *(part.with_name(f"{part.name}{end}") for end in ("-wal", "-shm", "-journal"))]
    try:
        for file in mine:
            file.unlink(missing_ok=True)
        yield part
    finally:
        for file in mine:
            file.unlink(missing_ok=True)


def _about(file: Path) -> dict[str, str | int]:
    """What a backup is known by, wherever its file goes."""
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    return {"file": str(file), "bytes": file.stat().st_size, "sha256": sha256}


def _refuse_live_file(database: Database, path: Path) -> None:
    live = database.sqlite_file
    if live and live.exists() and path.exists() and path.samefile(live):
        raise NotABackup(f"{path} là chính cơ sở dữ liệu đang dùng. Hãy chọn một tệp khác.")


def _seen(database: Database) -> tuple[int, int]:
    """The data version and the number of journal entries before; 0 where there are none yet."""
    if database.sqlite_file and not database.sqlite_file.exists():
        return 0, 0
    try:
        tables = inspect(database.engine)
        with database.read() as session:
            version = data_version(session) if tables.has_table("data_version") else 0
            entries = select(func.count()).select_from(JournalEntry)
            return version, session.scalars(entries).one() if tables.has_table(JournalEntry.__tablename__) else 0
    except DatabaseError as error:
        if not database.sqlite_file:
            raise
        raise NotABackup(
            f"{database.sqlite_file} không đọc được ({error.orig}). Hãy chuyển tệp ấy, cùng tệp -wal và -shm của nó,"
            " sang chỗ khác rồi khôi phục lại."
        ) from error
