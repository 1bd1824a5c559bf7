"""Databases of every earlier version, full of rows, become this program's in place, whole or not at all."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, column, func, insert, inspect, select, table, text
from sqlalchemy.exc import IntegrityError

from core.database import Database
from core.ingest.pipeline import undo
from core.reports.exports import Table
from core.schema import _config, current_revision, known_revisions, upgrade
from core.tables import FACT_TABLES, Base, Unit
from tests.conftest import OPERATOR
from tests.every_table import all_exports, contents, fill_every_table
from tests.scoped_rows import bring
from tests.test_schema import empty_url, opened

__all__ = ["empty_url"]
ROOT = Path(__file__).resolve().parents[1]
FORMER = sorted(known_revisions())[:-1]
# What tells of rows that came with 0003.
SINCE_0003 = {"explanation", "obligation-done-unit", "obligations"}
SINCE_0007 = {"unit-share"}
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Filled:
    """A database of today's version: its rows, what is read of it now and at a moment before some were replaced."""

    rows: Rows
    between: datetime
    now: dict[str, Table]
    then: dict[str, Table]


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    path = tmp_path_factory.mktemp("filled") / "app.db"
    shutil.copy(sqlite_template, path)
    with opened(f"sqlite:///{path}") as database:
        between = fill_every_table(database)
        return Filled(
            _of_two_provinces(contents(database)), between, all_exports(database), all_exports(database, between)
        )


def _of_two_provinces(rows: Rows) -> Rows:
    """Those that the rows are of, parents first; the rest of the country would only take time."""
    units = [row for row in rows["unit"] if row["province"] in ("51", "62", "67", "2025-51")]
    levels = ("province", "district", "commune")
    return rows | {"unit": sorted(units, key=lambda row: (levels.index(row["level"]), row["code"]))}


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    with opened(empty_url) as database:
        if database.sqlite_file:
            database.sqlite_file.parent.mkdir(parents=True)
        yield database


def known_to(version: str, rows: Rows, tables: set[str]) -> Rows:
    """The rows that a database of a version could hold: of its tables, and before drafts were there none of these."""
    kinds = {kind for kind, of in FACT_TABLES.items() if of.__tablename__ in tables}
    batches = {
        row["id"] for row in rows["batch"] if row["kind"] in kinds and (version >= "0004" or row["published_at"])
    }
    return {
        name: [row for row in found if row.get("batch_id", row["id"] if name == "batch" else None) in {*batches, None}]
        for name, found in rows.items()
        if name in tables
    }


def make_former(connection: Connection, version: str, rows: Rows) -> Rows:
    """A database as an earlier version left it; returns which of today's rows are in it."""
    command.upgrade(_config(connection), version)
    tables = set(inspect(connection).get_table_names())
    kept = known_to(version, rows, tables)
    for model in Base.metadata.sorted_tables:
        if found := kept.get(model.name):
            names = [one["name"] for one in inspect(connection).get_columns(model.name)]
            of = table(model.name, *(column(name, model.c[name].type) for name in names))
            connection.execute(
                insert(of), [{name: as_was(version, name, row[name]) for name in names} for row in found]
            )
            count_on(connection, model.name, "id" in names)
    return kept


def as_was(version: str, name: str, value: Any) -> Any:
    return [one["reason"] for one in value] if (version, name) == ("0001", "questions") else value


def in_order(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = [one.name for one in Base.metadata.tables[name].primary_key]
    return sorted(rows, key=lambda row: [row[key] for key in keys])


def count_on(connection: Connection, name: str, has_number: bool) -> None:
    if connection.dialect.name == "postgresql" and has_number and name not in ("data_version", "sign_in"):
        sequence = f"pg_get_serial_sequence('{name}', 'id')"
        connection.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {name}))"))


def as_it_becomes(version: str, rows: Rows, found: Rows) -> Rows:
    """But for what an upgrade can't know: the row of a question, and the units of rows that a file only repeated."""
    units = {row["id"]: {name: row[name] for name in ("edition", "unit_code", "province")} for row in found["batch"]}
    return rows | {"batch": [row | _not_kept(version, row) | _repeated(version, row, units) for row in rows["batch"]]}


def _not_kept(version: str, row: dict[str, Any]) -> dict[str, Any]:
    return {"questions": [one | {"row": None} for one in row["questions"]]} if version == "0001" else {}


def _repeated(version: str, row: dict[str, Any], units: dict[int, dict[str, Any]]) -> dict[str, Any]:
    return units[row["id"]] if version < "0004" and row["unchanged_rows"] else {}


@pytest.mark.parametrize("version", FORMER)
def test_every_earlier_version_with_rows_in_every_table_becomes_this_one(
    empty: Database, filled: Filled, version: str
) -> None:
    """Each row and each export, now and as known before, are what they were; and the next upload comes and goes."""
    with empty.write_connection() as connection:
        kept = make_former(connection, version, filled.rows)
    upgrade(empty)
    found = contents(empty)
    expected = as_it_becomes(version, kept, found)
    for name in Base.metadata.tables:
        assert found[name] == in_order(name, expected.get(name, [])), name
    told = set(filled.now) - SINCE_0007 - (SINCE_0003 if version < "0003" else set())
    for before, after in ((filled.now, all_exports(empty)), (filled.then, all_exports(empty, filled.between))):
        assert {view: after[view] for view in told} == {view: before[view] for view in told}
    batch = bring(empty, OPERATOR, "665")
    assert batch == max(row["id"] for row in expected["batch"]) + 1
    undo(empty, batch, OPERATOR)
    assert all_exports(empty)["poverty-progress"] == filled.now["poverty-progress"]


def _only_now(filled: Filled) -> dict[str, Table]:
    return {view: filled.now[view] for view in SINCE_0007}


def _raw(database: Database) -> dict[str, Any]:
    """Every row of a database of any version, with its schema."""
    with database.engine.connect() as connection:
        names = sorted(inspect(connection).get_table_names())
        schema = {name: sorted(one["name"] for one in inspect(connection).get_columns(name)) for name in names}
        rows = {name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")))) for name in names}
    return {"schema": schema, **rows}


def test_an_upgrade_that_fails_halfway_leaves_what_was(empty: Database, filled: Filled) -> None:
    """A batch of a unit that is on no map can't be upgraded; tables before it already were when that is found out."""
    with empty.write_connection() as connection:
        make_former(connection, "0004", filled.rows)
        connection.execute(text("UPDATE batch SET unit_code = '999' WHERE id = 1"))
    before = _raw(empty)
    with pytest.raises(IntegrityError):
        upgrade(empty)
    assert _raw(empty) == before
    with empty.write_connection() as connection:
        assert current_revision(connection) == "0004"
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(text("UPDATE poverty_plan SET batch_id = 999"))  # references are checked again
        connection.execute(text("UPDATE batch SET unit_code = '67' WHERE id = 1"))
    upgrade(empty)
    assert all_exports(empty) | _only_now(filled) == filled.now


KILLED = """
import os, sys
from sqlalchemy import event
from core.database import Database
from core.schema import upgrade
database = Database(sys.argv[1])
@event.listens_for(database.engine, "before_cursor_execute")
def die(connection, cursor, statement, *rest):
    if "journal_entry" in statement and "UPDATE" in statement or "new_journal_entry" in statement:
        os._exit(9)
upgrade(database)
"""


def test_an_upgrade_that_is_killed_leaves_what_was(empty: Database, filled: Filled) -> None:
    with empty.write_connection() as connection:
        make_former(connection, "0004", filled.rows)
    before = _raw(empty)
    empty.engine.dispose()
    done = subprocess.run([sys.executable, "-c", KILLED, empty.url], cwd=ROOT, env=os.environ, check=False, timeout=120)
    assert done.returncode == 9
    assert _raw(empty) == before
    upgrade(empty)
    assert all_exports(empty) | _only_now(filled) == filled.now


def test_the_journal_is_append_only_after_the_upgrade_too(database: Database) -> None:
    for change in ("UPDATE journal_entry SET who = 'x'", "DELETE FROM journal_entry"):
        with pytest.raises(Exception, match="append-only"), database.engine.begin() as connection:
            connection.execute(text(change))


def test_the_units_of_the_map_agree_with_what_names_them(filled: Filled) -> None:
    """Of each table with a unit; those without one name no province."""
    provinces = {(row["edition"], row["code"]): row["province"] for row in filled.rows["unit"]}
    named = [row for name, found in filled.rows.items() if name != "unit" for row in found if "unit_code" in row]
    assert {row["province"] == provinces.get((row["edition"], row["unit_code"])) for row in named} == {True}
    with_unit = {name for name, model in Base.metadata.tables.items() if "unit_code" in model.columns}
    assert {name for name, model in Base.metadata.tables.items() if "province" in model.columns} == with_unit | {"unit"}


def test_a_province_that_is_not_the_units_is_refused(database: Database) -> None:
    for name in (name for name, model in Base.metadata.tables.items() if "unit_code" in model.columns):
        keys = inspect(database.engine).get_foreign_keys(name)
        assert ["edition", "province", "unit_code"] in [key["constrained_columns"] for key in keys], name
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), database.write() as session:
        session.execute(text("UPDATE poverty_plan SET province = '62' WHERE unit_code = '667'"))
    with pytest.raises(IntegrityError, match="ck_batch_province"), database.write() as session:
        session.execute(text("UPDATE batch SET province = NULL WHERE unit_code IS NOT NULL"))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Unit).where(Unit.province == "67")) == 80
