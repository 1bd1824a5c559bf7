"""Bringing a database to the schema of this program."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text

from core.database import Database
from core.errors import SchemaTooNew
from core.settings import ROOT
from core.tables import DataVersion

# Any constant will do: it only has to be the same in every process that migrates.
_MIGRATION_LOCK = 97_2024


def upgrade(database: Database) -> None:
    """Create or upgrade the tables. Safe to run from several processes at once; raises SchemaTooNew."""
    if database.sqlite_file:
        database.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    with database.write_connection() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        config = _config(connection)
        revision = current_revision(connection)
        if revision not in (None, *known_revisions(config)):
            raise SchemaTooNew(
                f"Cơ sở dữ liệu có phiên bản {revision}, mới hơn chương trình này. Hãy dùng bản Tiến Độ mới hơn."
            )
        command.upgrade(config, "head")
        _ensure_version_row(connection)


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
