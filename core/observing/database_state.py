"""How the database is now: which data and schema it holds, and whether it would take a file."""

import os
import shutil
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.database import Database
from core.errors import DatabaseFailed
from core.schema import current_revision
from core.settings import upload_max_bytes

# By default: a connection that was read from before begins by asking for more, and a fresh one does not.
_TAKES_ROWS = text(
    "SELECT current_setting('transaction_read_only') = 'off'"
    " AND current_setting('default_transaction_read_only') = 'off' AND NOT pg_is_in_recovery()"
    " AND has_table_privilege('batch', 'INSERT')"
)


def schema_of(database: Database) -> str | None:
    with database.read() as session:
        return current_revision(session.connection())


def can_write(database: Database) -> bool:
    """Without writing, and without waiting for whoever writes. On an embedded database it takes room for one file."""
    file = database.sqlite_file
    if file is not None:
        places = [path for path in (file, file.parent) if path.exists()]
        return all(os.access(path, os.W_OK) for path in places) and (free_bytes(database) or 0) >= upload_max_bytes()
    if database.engine.dialect.name != "postgresql":
        return True
    try:
        with database.write() as session:
            return bool(session.execute(_TAKES_ROWS).scalar_one())
    except (DatabaseFailed, SQLAlchemyError):  # a standby refuses to begin
        return False


def free_bytes(database: Database) -> int | None:
    """Of the disk that an embedded database is on; None for a server's."""
    file = database.sqlite_file
    return shutil.disk_usage(file.parent).free if file is not None else None


@dataclass(frozen=True)
class Pool:
    """Connections of this process."""

    in_use: int
    most: int


def pool_of(database: Database) -> Pool | None:
    """None where the pool has no upper bound."""
    from sqlalchemy.pool import QueuePool

    pool = database.engine.pool
    return Pool(pool.checkedout(), pool.size() + max(pool._max_overflow, 0)) if isinstance(pool, QueuePool) else None
