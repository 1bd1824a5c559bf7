"""What libraries make anew for every test, though it comes out the same: made once in a process instead.

A running program makes all of it once too; thousands of databases and AppTests are what only tests have.
"""

from functools import cache
from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import app_test

_STATEMENTS_KEPT = 2000


def arrange() -> None:
    _write_statements_once(SQLiteDialect_pysqlite)
    _write_statements_once(PGDialect_psycopg)
    # An AppTest looks through all that is installed before its first run; nothing is installed meanwhile.
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
    # The main script and the pages are read and compiled for every run.
    app_test.ScriptCache = cache(ScriptCache)


def _write_statements_once(kind: type[Dialect]) -> None:
    """The SQL written for one engine serves all engines of its kind: they differ by their address alone."""
    kept: LRUCache[Any, Any] = LRUCache(_STATEMENTS_KEPT)

    def engine_created(_kind: type[Dialect], engine: Engine) -> None:
        engine._compiled_cache = kept

    kind.__eq__ = lambda self, other: type(self) is type(other)
    kind.__hash__ = lambda self: hash(type(self))
    kind.engine_created = classmethod(engine_created)
