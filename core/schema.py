"""Bringing a database to the schema of this program."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import IntegrityError, NotSupportedError, ProgrammingError

from core.connecting import WRITES_AS_LONG_AS_IT_TAKES
from core.database import Database
from core.database_failures import told
from core.errors import SchemaTooNew
from core.settings import ROOT
from core.tables import DataVersion

# Any constant will do: it only has to be the same in every process that migrates.
_MIGRATION_LOCK = 97_2024


def upgrade(database: Database) -> None:
    """Create or upgrade the tables. Safe to run from several processes at once; raises SchemaTooNew."""
    if database.sqlite_file:
        database.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    with _to_change_tables(database) as connection:
        _wait_for_others(connection)
        config = _config(connection)
        revision = current_revision(connection)
        if revision not in (None, *known_revisions(config)):
            raise SchemaTooNew(
                f"Cơ sở dữ liệu có phiên bản {revision}, mới hơn chương trình này. Hãy dùng bản Tiến Độ mới hơn."
            )
        command.upgrade(config, "head")
        if revision != current_revision(connection):
            _check_references(connection)
        _ensure_version_row(connection)


@contextmanager
def _to_change_tables(database: Database) -> Iterator[Connection]:
    """A transaction in which SQLite lets a table be made anew that others refer to; all of it or nothing."""
    options = WRITES_AS_LONG_AS_IT_TAKES
    with told(writes=True), database.engine.connect().execution_options(**options) as connection:
        driver: Any = connection.connection.driver_connection
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            if on_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def _wait_for_others(connection: Connection) -> None:
    """One process at a time; SQLite's transaction has waited already.

    An engine that speaks PostgreSQL may know no such lock: there `init` is run once before the servers start.
    """
    if connection.dialect.name != "postgresql":
        return
    try:
        with connection.begin_nested():
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    except (NotSupportedError, ProgrammingError):
        return


def _check_references(connection: Connection) -> None:
    """What SQLite did not check while tables were made anew. Raises IntegrityError: the upgrade has not happened."""
    if connection.dialect.name != "sqlite":
        return
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise IntegrityError(f"foreign key check after the upgrade: {tuple(broken)}", None, ValueError(broken[0]))


def _ensure_version_row(connection: Connection) -> None:
    """The row that writers lock has to be there before the first two of them meet."""
    if connection.execute(select(DataVersion.id)).first() is None:
        connection.execute(insert(DataVersion).values(id=1, version=0))


def current_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def known_revisions(config: Config | None = None) -> list[str]:
    return [script.revision for script in ScriptDirectory.from_config(config or _config(None)).walk_revisions()]


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "core" / "migrations"))
    config.attributes["connection"] = connection
    return config
