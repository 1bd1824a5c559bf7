"""A PostgreSQL database copied by its own pg_dump, and one put in its place by psql in one transaction."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import URL

from core.backup_checks import check_revision, check_tables
from core.connecting import without_password
from core.errors import NotABackup
from core.tables import Base

_DUMP_MARK = b"PGDMP"
# Readers end in seconds; who holds a table for longer is named as the reason instead of waited for without an end.
_WAITS_SECONDS = 120
_TRIES = 5

# What PostgreSQL's programs say in English, and what to do about it. The first that is found is said.
_KNOWN = (
    (
        re.compile(r"server version: (?P<server>\S+).*; pg_dump version: (?P<own>\S+)"),
        "{program} phiên bản {own} không sao lưu được máy chủ phiên bản {server}: hãy cài gói postgresql-client cùng"
        " phiên bản với máy chủ",
    ),
    (
        re.compile(r"unsupported version \((?P<version>\S+)\) in file header"),
        "{program} ở máy này cũ hơn pg_dump đã sao lưu (định dạng {version}): hãy cài gói postgresql-client mới hơn",
    ),
    (
        re.compile(r"(permission denied for|must be owner of) (?P<what>.+)"),
        "tài khoản trong DATABASE_URL không có quyền với {what}",
    ),
    (
        re.compile(r"(password authentication failed|no password supplied)"),
        "sai hoặc thiếu mật khẩu trong DATABASE_URL",
    ),
    (re.compile(r"database \"(?P<what>.+)\" does not exist"), "không có cơ sở dữ liệu {what} trên máy chủ"),
    (
        re.compile(r"(Connection refused|could not translate host name|timeout expired|server closed the connection)"),
        "không nối được tới máy chủ PostgreSQL",
    ),
    (re.compile(r"No space left on device"), "đĩa đã đầy"),
    (re.compile(r"lock timeout"), "có chương trình đang giữ bảng quá lâu: hãy dừng ứng dụng rồi khôi phục lại"),
)

# Writers and readers begin with this table: they wait here instead of holding each other's tables.
_BEGIN = """
DO $$ BEGIN
    IF to_regclass('data_version') IS NOT NULL THEN
        LOCK TABLE data_version IN ACCESS EXCLUSIVE MODE;
        PERFORM set_config('tiendo.version', (SELECT max(version)::text FROM data_version), true);
    END IF;
END $$;
"""
# The copy's own settings hide our tables' schema; what readers saw before is never seen again under its number.
_END = """
RESET search_path;
UPDATE data_version
SET version = greatest(version, coalesce(nullif(current_setting('tiendo.version', true), ''), '0')::bigint) + 1;
"""


def dump(url: URL, target: Path) -> None:
    """One snapshot in pg_dump's compressed form, which pg_restore reads without this program too. Raises NotABackup."""
    _run(["pg_dump", "--format=custom", "--file", str(target), "--dbname", _uri(url)], url)


def put_in_place(url: URL, source: Path) -> None:
    """In one transaction everything of ours is dropped, the backup's tables and rows come in, the version rises.

    Killed half-way, the server takes back what was done. Raises NotABackup or SchemaTooNew.
    """
    with source.open("rb") as file:
        if file.read(len(_DUMP_MARK)) != _DUMP_MARK:
            raise NotABackup(f"{source.name} không phải bản sao lưu PostgreSQL của Tiến Độ.")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.sql"
        _run(["pg_restore", "--no-owner", "--no-privileges", "--file", str(script), str(source)], None)
        _check(source, script)
        _play(url, script)


def _play(url: URL, script: Path) -> None:
    # The tables of today, not only those of the backup: an older one lacks tables that lean on the rest.
    drop = (
        f"DROP TABLE IF EXISTS {', '.join([*Base.metadata.tables, 'alembic_version'])} CASCADE;"
        " DROP FUNCTION IF EXISTS journal_entry_append_only()"
    )
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--output", os.devnull]
    wait = f"SET LOCAL lock_timeout = '{_WAITS_SECONDS}s'"
    steps = ["--command", wait, "--command", _BEGIN, "--command", drop, "--file", str(script), "--command", _END]
    for left in reversed(range(_TRIES)):
        try:
            _run(["psql", *options, *steps, "--dbname", _uri(url)], url)
            return
        except NotABackup as error:  # a reader and we waited for each other's tables, and the server chose us to stop
            if "deadlock detected" not in str(error) or not left:
                raise


def _check(source: Path, script: Path) -> None:
    names: set[str] = set()
    revision = ""
    with script.open(encoding="utf-8") as lines:
        for line in lines:
            if made := re.match(r"CREATE TABLE (?:\w+\.)?(\w+) ", line):
                names.add(made[1])
            if re.match(r"COPY (?:\w+\.)?alembic_version ", line):
                revision = next(lines, "").strip()
    check_tables(source, names)
    check_revision(source, revision)


def _uri(url: URL) -> str:
    """For PostgreSQL's own programs; the password goes by the environment, where other users can't read it."""
    return without_password(url.set(drivername="postgresql")).render_as_string()


def _run(command: list[str], url: URL | None) -> None:
    said = url.password or url.query.get("password") if url is not None else None
    password = {"PGPASSWORD": str(said)} if said else {}
    # Their sentences are looked at: in one language, whatever the machine speaks.
    environment = os.environ | {"LC_MESSAGES": "C", "LANGUAGE": "C"} | password
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise NotABackup(
            f"Máy này không có chương trình {command[0]}: hãy cài gói postgresql-client cùng phiên bản với máy chủ."
        ) from error
    if done.returncode:
        raise NotABackup(f"{command[0]} không làm được: {_reason(command[0], done.stderr)}.")


def _reason(program: str, said: str) -> str:
    for pattern, reason in _KNOWN:
        if found := pattern.search(said):
            return reason.format(program=program, **found.groupdict())
    return said.strip()[-500:].rstrip(".")
