"""Nothing stands in the way of a database that is divided among machines by province, or that counts otherwise."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Inspector, inspect, select, text

from core.backup import back_up, restore
from core.database import Database, open_database
from core.drafts import accept
from core.ingest.pipeline import undo
from core.tables import UNIT_FACT_TABLES, Base, Batch, PovertyProgress
from tests.conftest import OPERATOR
from tests.every_table import all_exports, contents, fill_every_table
from tests.scoped_rows import bring

ROOT = Path(__file__).resolve().parents[1]
BY_PROVINCE = (ROOT / "deploy" / "chia-theo-tinh.sql").read_text(encoding="utf-8")
TABLES = [of.__tablename__ for of in UNIT_FACT_TABLES.values()]
DAK_SONG, CU_JUT = "665", "662"


def divide(database: Database) -> None:
    with database.write_connection() as connection:
        connection.exec_driver_sql(BY_PROVINCE)


def count_down(database: Database) -> None:
    """As engines do whose numbers are unique but in no order: every number to come is below the last, and large."""
    with database.write_connection() as connection:
        for (name,) in connection.execute(text("SELECT sequencename FROM pg_sequences")).all():
            connection.execute(text(f"ALTER SEQUENCE {name} INCREMENT BY -1 RESTART WITH {2**60}"))


@pytest.fixture
def divided(postgresql_url: str) -> Iterator[Database]:
    database = open_database(postgresql_url)
    divide(database)
    count_down(database)
    yield database
    database.engine.dispose()


def test_every_key_of_the_tables_of_units_names_the_province(divided: Database) -> None:
    divide(divided)  # once more is harmless
    found = inspect(divided.engine)
    for name in TABLES:
        assert found.get_pk_constraint(name)["constrained_columns"] == ["province", "id"]
        unique = [index["column_names"][0] for index in found.get_indexes(name) if index["unique"]]
        assert unique == ["province"], name
        assert _divided_by(found, name) == {("province", "supersedes_id")}, name


def _divided_by(found: Inspector, name: str) -> set[tuple[str, ...]]:
    """The keys that refer to another divided table, or to the same."""
    keys = found.get_foreign_keys(name)
    return {tuple(key["constrained_columns"]) for key in keys if key["referred_table"] in TABLES}


def test_divided_by_province_everything_is_as_it_was(divided: Database, sqlite: Database, tmp_path: Path) -> None:
    """Uploads, what they replace, taking back, drafts and their acceptance, exports; a backup brings all of it back."""
    for database in (sqlite, divided):
        fill_every_table(database)
        with database.read() as session:
            waiting = session.scalars(select(Batch.id).where(Batch.published_at.is_(None))).one()
        accept(database, waiting, OPERATOR)
        assert poor_of_tuy_duc(database) == 460
        undo(database, waiting, OPERATOR)
        assert poor_of_tuy_duc(database) == 480
    assert all_exports(divided) == all_exports(sqlite)
    assert _without_numbers(divided) == _without_numbers(sqlite)
    _comes_back(divided, tmp_path)


def poor_of_tuy_duc(database: Database) -> int:
    with database.read() as session:
        return session.scalars(
            select(PovertyProgress.poor).where(PovertyProgress.is_current, PovertyProgress.unit_code == "667")
        ).one()


def _without_numbers(database: Database) -> dict[str, list[str]]:
    """Every figure with its batch and line, whatever the numbers of the rows."""
    numbers = {"id", "supersedes_id"}
    return {
        name: sorted(str([value for key, value in row.items() if key not in numbers]) for row in rows)
        for name, rows in contents(database).items()
        if "row_number" in Base.metadata.tables[name].columns
    }


def _comes_back(divided: Database, tmp_path: Path) -> None:
    before, file = contents(divided), tmp_path / "sao-luu.dump"
    back_up(divided, file)
    bring(divided, OPERATOR, DAK_SONG)
    restore(divided, file)
    after = contents(divided)
    changed = {"data_version", "journal_entry"}  # the restore itself is told
    assert {name: rows for name, rows in after.items() if name not in changed} == {
        name: rows for name, rows in before.items() if name not in changed
    }
    assert inspect(divided.engine).get_pk_constraint("disbursement")["constrained_columns"] == ["province", "id"]
    undo(divided, bring(divided, OPERATOR, DAK_SONG), OPERATOR)


def test_numbers_of_batches_have_no_gaps_and_come_from_no_sequence(database: Database) -> None:
    first = bring(database, OPERATOR, DAK_SONG)
    undo(database, first, OPERATOR)
    with pytest.raises(RuntimeError):
        _store_and_fail(database, first)
    assert bring(database, OPERATOR, CU_JUT) == first + 1
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect() as connection:
            assert "batch_id_seq" not in inspect(connection).get_sequence_names()


def _store_and_fail(database: Database, like: int) -> None:
    with database.write() as session:
        session.add(_batch(session.get_one(Batch, like)))
        session.flush()
        raise RuntimeError


def _batch(like: Batch) -> Batch:
    names = {column.name for column in Batch.__table__.columns} - {"id"}
    return Batch(**{name: getattr(like, name) for name in names})


def test_numbers_are_in_the_order_of_commits_when_many_write_at_once(database: Database) -> None:
    units, gate = ["661", "662", "663", "664", "665", "666"], Barrier(6)

    def one(unit: str) -> int:
        gate.wait()
        return bring(database, OPERATOR, unit)

    with ThreadPoolExecutor(len(units)) as pool:
        numbers = sorted(pool.map(one, units))
    assert numbers == list(range(numbers[0], numbers[0] + len(units)))
    with database.read() as session:
        committed = session.scalars(select(Batch.committed_at).where(Batch.id.in_(numbers)).order_by(Batch.id)).all()
    assert committed == sorted(committed)
