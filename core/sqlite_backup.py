"""A SQLite database copied while it is in use, and one put in its place for everybody who has it open."""

import contextlib
import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from core.backup_checks import check_revision, check_tables
from core.errors import NotABackup

# Two numbers of SQLite's header that are left to the program (user_version, application_id) hold a backup's seal.
_SEAL_PLACES = (60, 68)
_SEAL_BYTES = 4
_HEADER_BYTES = 100
_WAITS_SECONDS = 120


def copy_in_use(live: Path, copy: Path) -> None:
    """The last committed state, sealed: a byte of it that changes later is noticed."""
    with _said(), _opened(live) as source, _opened(copy) as target:
        source.backup(target, progress=_not_for_ever())
    _write_seal(copy, _seal(copy))


def unpack(backup: Path, part: Path) -> None:
    """A backup's content as a database of its own. Raises NotABackup or SchemaTooNew."""
    _check(backup)
    with _said(), _only_read(backup) as source, _opened(part) as target:
        source.backup(target)
    _write_seal(part, bytes(_SEAL_BYTES * len(_SEAL_PLACES)))


def put_in_place(part: Path, live: Path) -> None:
    """In one transaction of SQLite's: killed half-way, the file is as it was; who has it open sees one or the other.

    Another file under its name would not be seen by processes that have this one open.
    """
    with _said(), _opened(part) as source, _opened(live) as target:
        source.backup(target, progress=_not_for_ever())


def _not_for_ever() -> Callable[[int, int, int], None]:
    """Python asks again for as long as another process holds the file."""
    until = time.monotonic() + _WAITS_SECONDS

    def look_at_the_clock(_status: int, left: int, _pages: int) -> None:
        if left and time.monotonic() > until:
            raise NotABackup("Có chương trình giữ cơ sở dữ liệu quá lâu: hãy dừng ứng dụng rồi làm lại.")

    return look_at_the_clock


@contextlib.contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        full = "đĩa đã đầy" if "disk is full" in str(error) else str(error)
        raise NotABackup(f"SQLite không làm được: {full}. Cơ sở dữ liệu vẫn như trước.") from error


def _check(backup: Path) -> None:
    stored = _seal_in(backup)
    if any(stored) and stored != _seal(backup):
        raise NotABackup(f"{backup.name} đã bị sửa hoặc hỏng từ khi sao lưu: nội dung không còn khớp dấu niêm.")
    try:
        with _only_read(backup) as connection:
            sound = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            check_tables(backup, names)
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (sqlite3.DatabaseError, TypeError) as error:
        raise NotABackup(f"{backup.name} không phải bản sao lưu của Tiến Độ ({error}).") from error
    if not sound:
        raise NotABackup(f"{backup.name} bị hỏng: SQLite không đọc được trọn vẹn.")
    check_revision(backup, revision)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=10)
    try:
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def _only_read(path: Path) -> Iterator[sqlite3.Connection]:
    """Leaves nothing beside a backup, which may lie where nobody can write; a log beside it belongs to its content."""
    alone = not path.with_name(f"{path.name}-wal").exists()
    where = f"file:{quote(str(path.absolute()))}?mode=ro{'&immutable=1' if alone else ''}"
    with contextlib.closing(sqlite3.connect(where, uri=True)) as connection:
        yield connection


def _seal_in(path: Path) -> bytes:
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    return b"".join(header[place : place + _SEAL_BYTES] for place in _SEAL_PLACES)


def _seal(path: Path) -> bytes:
    """Of the whole file, the seal's own places as if they were empty; never all zero, which is no seal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        header = bytearray(file.read(_HEADER_BYTES))
        for place in _SEAL_PLACES:
            header[place : place + _SEAL_BYTES] = bytes(_SEAL_BYTES)
        digest.update(header)
        while part := file.read(2**20):
            digest.update(part)
    return digest.digest()[: _SEAL_BYTES * len(_SEAL_PLACES) - 1] + b"\x01"


def _write_seal(path: Path, seal: bytes) -> None:
    with path.open("r+b") as file:
        for number, place in enumerate(_SEAL_PLACES):
            file.seek(place)
            file.write(seal[number * _SEAL_BYTES : (number + 1) * _SEAL_BYTES])
        file.flush()
        os.fsync(file.fileno())
