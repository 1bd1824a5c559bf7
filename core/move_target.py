"""The empty database that another one is moved into: made sure of, made anew, and readied for the next row."""

from collections.abc import Iterator, Sequence
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    String,
    Table,
    column,
    delete,
    func,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.exc import OperationalError

from core import formats
from core.access.journal import Deed
from core.checksums import columns_by_name
from core.errors import MoveRefused, SchemaTooNew
from core.schema import current_revision, known_revisions
from core.settings import ROOT
from core.stored import DEMO, SHIPPED_ORIGIN
from core.tables import Base

# An app that runs on the target holds its tables; whoever moves is told so instead of waiting without an end.
_WAITS_SECONDS = 15
_LARGEST = 2**31 - 1


def refuse_if_used(connection: Connection, said: str) -> None:
    """Raises MoveRefused, with what was found, where people wrote to it; SchemaTooNew."""
    names = set(inspect(connection).get_table_names())
    revision = current_revision(connection)
    if revision not in (None, *known_revisions()):
        raise SchemaTooNew(f"{said} có phiên bản {revision}, mới hơn chương trình này.")
    if revision is None and (strange := sorted(names & set(Base.metadata.tables))):
        raise MoveRefused(f"{said} có sẵn bảng của chương trình khác: {', '.join(strange)}.")
    if found := list(_written(connection, names)):
        raise MoveRefused(
            f"{said} đã có người dùng: {', '.join(found)}. Chỉ chuyển vào một cơ sở dữ liệu trống hoặc vừa khởi tạo."
        )


def _written(connection: Connection, names: set[str]) -> Iterator[str]:
    origin, undone = column("origin", String), column("undone_at", String)
    action = column("action", String)
    asked: tuple[tuple[str, str, ColumnElement[bool] | None], ...] = (
        ("batch", "lô số liệu", origin.not_in([SHIPPED_ORIGIN, DEMO]) | undone.is_not(None)),
        ("made_report", "báo cáo đã lập", None),
        ("person", "người được cấp quyền", None),
        ("period_lock", "lần chốt sổ", None),
        ("journal_entry", "dòng nhật ký", action != Deed.COMMIT.value),
    )
    for name, what, condition in asked:
        if name in names:
            query = select(func.count()).select_from(table(name))
            count = connection.execute(query if condition is None else query.where(condition)).scalar_one()
            if count:
                yield f"{formats.count(count)} {what}"


def make_anew(connection: Connection) -> None:
    """This program's tables without a row, in place of what `init` left; part of the connection's transaction.

    Raises MoveRefused where somebody holds them.
    """
    _drop_what_init_left(connection)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "core" / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    for made in reversed(Base.metadata.sorted_tables):
        # A migration may bring rows of its own; from the journal nothing can be taken, and nothing need be.
        if connection.execute(select(1).select_from(made).limit(1)).first():
            connection.execute(delete(made))


def _drop_what_init_left(connection: Connection) -> None:
    on_postgresql = connection.dialect.name == "postgresql"
    names = {*inspect(connection).get_table_names()} & {*Base.metadata.tables, "alembic_version"}
    if on_postgresql:
        connection.execute(text(f"SET LOCAL lock_timeout = '{_WAITS_SECONDS}s'"))
    in_order = [one.name for one in reversed(Base.metadata.sorted_tables)]
    try:
        for name in (*in_order, "alembic_version"):
            if name in names:
                connection.execute(text(f"DROP TABLE {name}{' CASCADE' if on_postgresql else ''}"))
    except OperationalError as error:
        raise MoveRefused(
            f"Nơi nhận đang có chương trình khác dùng ({error.orig}). Hãy dừng ứng dụng ở đó rồi chuyển lại."
        ) from error


def check_references_at_the_end(connection: Connection) -> None:
    """A row that names another of its own table may come before it."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        return
    for name, reference in _references_to_itself(connection):
        connection.execute(text(f"ALTER TABLE {name} ALTER CONSTRAINT {reference} DEFERRABLE INITIALLY DEFERRED"))


def check_references_now(connection: Connection) -> None:
    """The tables are as the migrations made them from here on."""
    if connection.dialect.name == "sqlite":
        assert connection.execute(text("PRAGMA foreign_key_check")).first() is None
        connection.execute(text("PRAGMA defer_foreign_keys = OFF"))
        return
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for name, reference in _references_to_itself(connection):
        connection.execute(text(f"ALTER TABLE {name} ALTER CONSTRAINT {reference} NOT DEFERRABLE"))


def _references_to_itself(connection: Connection) -> list[tuple[str, str]]:
    inspector = inspect(connection)
    return [
        (name, str(reference["name"]))
        for name in Base.metadata.tables
        for reference in inspector.get_foreign_keys(name)
        if reference["referred_table"] == name
    ]


def learn(connection: Connection, moved: Table) -> None:
    """PostgreSQL plans by what it knows of a table: nothing, while it is being filled."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ANALYZE {moved.name}"))


def count_on(connection: Connection, moved: Table) -> None:
    """The next row gets a number above all that came; SQLite does so by itself."""
    if connection.dialect.name != "postgresql" or "id" not in moved.columns:
        return
    named = func.pg_get_serial_sequence(moved.name, "id")
    if sequence := connection.execute(select(named)).scalar_one():
        highest = connection.execute(select(func.max(moved.columns["id"]))).scalar_one()
        if highest is not None:
            connection.execute(select(func.setval(sequence, highest)))


def what_does_not_fit(moved: Table, rows: Sequence[Row[Any]]) -> str | None:
    """SQLite keeps what a column is not made for; PostgreSQL refuses it. Names the first such value, if any."""
    columns = columns_by_name(moved)
    for row in rows:
        for one, value in zip(columns, row, strict=True):
            if why := _misfit(one.type, value):
                key = ", ".join(str(getattr(row, part.name)) for part in moved.primary_key)
                return f"bảng {moved.name}, dòng {key}, cột {one.name}: {why}"
    return None


def _misfit(kind: Any, value: Any) -> str | None:
    if isinstance(value, str) and "\0" in value:
        return "có ký tự NUL"
    if isinstance(kind, String) and isinstance(value, str) and kind.length and len(value) > kind.length:
        return f"dài {formats.count(len(value))} ký tự, cột chỉ chứa {formats.count(kind.length)}"
    if type(kind) is Integer and isinstance(value, int) and abs(value) > _LARGEST:
        return f"số {formats.count(value)} quá lớn"
    return None
