"""Reading a whole database as it is at one moment, while others use it, without leaving a trace in it."""

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from core.connecting import unbound
from core.database import Database
from core.errors import MoveRefused, SchemaTooNew
from core.schema import current_revision, known_revisions, upgrade
from core.tables import DataVersion


def url_of(named: str) -> URL:
    """A database as people name it: a SQLAlchemy URL, or the path of a SQLite file. Raises MoveRefused."""
    if "://" not in named:
        return URL.create("sqlite", database=named)
    try:
        return make_url(named)
    except ArgumentError as error:
        raise MoveRefused(
            "Địa chỉ cơ sở dữ liệu không đúng dạng. Ví dụ: data/app.db hoặc postgresql+psycopg://tên@máy/cơ-sở."
        ) from error


def said_of(url: URL) -> str:
    """For people and the journal: a file by its path, a server without its password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)


@contextlib.contextmanager
def one_moment_of(url: URL) -> Iterator[Connection]:
    """A connection that only reads, all of it from one state, in this program's schema. Raises MoveRefused.

    An older SQLite file is read from an upgraded copy; an older PostgreSQL database has to be upgraded first.
    """
    with _reading(url) as connection:
        revision = _revision(connection, url)
        if revision == known_revisions()[0]:
            yield connection
            return
        if url.get_backend_name() != "sqlite":
            raise MoveRefused(
                f"{said_of(url)} có phiên bản {revision}, cũ hơn chương trình này. Hãy nâng cấp trước: đặt DATABASE_URL"
                " là địa chỉ ấy rồi chạy python -m core init."
            )
        with _upgraded_copy(connection) as copy:
            yield copy


def _revision(connection: Connection, url: URL) -> str:
    try:
        revision = current_revision(connection)
        is_ours = inspect(connection).has_table(DataVersion.__tablename__)
    except DatabaseError as error:
        raise MoveRefused(f"Không đọc được {said_of(url)}: {error.orig}.") from error
    if revision is None or not is_ours:
        raise MoveRefused(f"{said_of(url)} không phải cơ sở dữ liệu của Tiến Độ, hoặc chưa có gì trong đó.")
    if revision not in known_revisions():
        raise SchemaTooNew(f"{said_of(url)} có phiên bản {revision}, mới hơn chương trình này.")
    return revision


@contextlib.contextmanager
def _reading(url: URL) -> Iterator[Connection]:
    if url.get_backend_name() != "sqlite":
        with _let_go(Database(url.render_as_string(hide_password=False))) as database, database.read() as session:
            # It waits while the target learns, checks and counts what came.
            unbound(connection := session.connection())
            yield connection
        return
    engine = _read_only(Path(url.database or ""))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _read_only(path: Path) -> Engine:
    """SQLite itself refuses every write; our usual way to open a file would set its mode."""
    if not path.is_file():
        raise MoveRefused(f"Không có tệp {path}.")
    where = f"file:{quote(str(path.absolute()))}?mode=ro"
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(where, uri=True, isolation_level=None), poolclass=NullPool
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


@contextlib.contextmanager
def _upgraded_copy(connection: Connection) -> Iterator[Connection]:
    """The copy lies where temporary files do and is gone afterwards."""
    live = connection.connection.driver_connection
    assert isinstance(live, sqlite3.Connection)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.db"
        with contextlib.closing(sqlite3.connect(path)) as copy:
            live.backup(copy)
        with _let_go(Database(f"sqlite:///{path}")) as database:
            upgrade(database)
            with database.read() as session:
                yield session.connection()


@contextlib.contextmanager
def _let_go(database: Database) -> Iterator[Database]:
    try:
        yield database
    finally:
        database.engine.dispose()
