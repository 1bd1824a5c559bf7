"""Making a database ready: exactly the models, once, from however many processes start together."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, create_engine, inspect, select, text

from core.access.rules import operator
from core.database import Database
from core.errors import DatabaseNotReady, SchemaTooNew
from core.ingest.pipeline import Outcome, undo
from core.reference import editions, unit_rows
from core.reports.batches import list_batches
from core.repository import Repository
from core.schema import _config, current_revision, known_revisions, upgrade
from core.start import initialise, prepare
from core.tables import Base, Batch, Edition, PovertyPlan, PovertyProgress, Unit
from tests.conftest import SHIPPED
from tests.warm_program import WarmProgram

ROOT = Path(__file__).resolve().parents[1]
Load = Callable[..., Outcome]


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.engine.dispose()


@contextmanager
def _postgresql_database(server: str, name: str) -> Iterator[str]:
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
            yield f"{server}/{name}"
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that nobody has written to, on each engine; on SQLite not even its folder exists."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new folder' / 'app.db'}"
    else:
        server: str = request.getfixturevalue("postgresql_server")
        with _postgresql_database(server, f"e_{abs(hash(tmp_path))}") as url:
            yield url


def contents(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in Base.metadata.sorted_tables
        }


def test_upgrading_an_empty_database_gives_exactly_the_models(empty_url: str) -> None:
    with opened(empty_url) as database:
        upgrade(database)
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
            assert current_revision(connection) == known_revisions()[0]


def test_every_check_of_the_models_is_in_the_database(empty_url: str) -> None:
    """Autogenerate does not look at CHECK constraints, so this does."""
    with opened(empty_url) as database:
        upgrade(database)
        inspector = inspect(database.engine)
        for table in Base.metadata.sorted_tables:
            wanted = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
            assert {check["name"] for check in inspector.get_check_constraints(table.name)} == wanted


def test_one_row_per_key_can_stand_is_a_partial_unique_index(database: Database) -> None:
    for name, columns in (
        ("poverty_plan", ["edition", "unit_code", "year", "plan_number", "plan_owner"]),
        ("poverty_progress", ["edition", "unit_code", "as_of"]),
    ):
        index = next(row for row in inspect(database.engine).get_indexes(name) if row["name"] == f"uq_{name}_current")
        assert index["column_names"] == columns
        assert index["unique"]
        condition = index["dialect_options"][f"{database.engine.dialect.name}_where"]
        assert "is_current" in str(condition)


def test_upgrading_twice_is_harmless(empty_url: str) -> None:
    with opened(empty_url) as database:
        upgrade(database)
        before = contents(database)
        upgrade(database)
        assert contents(database) == before


def test_an_empty_database_becomes_ready_with_units_and_the_plan(empty_url: str) -> None:
    with opened(empty_url) as database:
        loaded = initialise(database)
        assert [(plan.status, plan.batch) for plan in loaded] == [
            ("committed", 1 + number) for number in range(SHIPPED)
        ]
        assert (loaded[0].document.number, loaded[0].kind) == ("97/KH-UBND", "poverty-plan")
        assert [plan.kind for plan in loaded if plan.document.number == "tu-mo-rong-2024"] == [
            *("budget-plan", "goal", "obligation"),
        ]
        rows = contents(database)
        assert (len(rows["edition"]), len(rows["unit"]), len(rows["poverty_plan"])) == (
            2,
            63 + 696 + 10_035 + 34 + 3_321,
            9,
        )


def test_making_ready_again_changes_nothing(database: Database) -> None:
    before = contents(database)
    assert [plan.status for plan in initialise(database)] == ["known"] * SHIPPED
    assert contents(database) == before


def test_threads_starting_together_on_an_empty_database_load_the_plan_once(empty_url: str) -> None:
    gate = Barrier(4)

    def start(_: int) -> list[str]:
        with opened(empty_url) as database:
            gate.wait()
            return [plan.status for plan in initialise(database)]

    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(start, range(4)))
    for of_one_file in zip(*started, strict=True):
        assert sorted(of_one_file)[0] == "committed"
        assert set(sorted(of_one_file)[1:]) <= {"known", "no_change"}
    with opened(empty_url) as database:
        rows = contents(database)
    assert (len(rows["batch"]), len(rows["poverty_plan"]), len(rows["edition"])) == (SHIPPED, 9, 2)


def test_processes_starting_together_on_an_empty_database_load_the_plan_once(empty_url: str, warm: WarmProgram) -> None:
    said = [process.end() for process in [warm.command(empty_url, "init") for _ in range(3)]]
    assert [(one.stderr, one.returncode) for one in said] == [(b"", 0)] * 3
    for of_one_file in zip(*(one.stdout.decode().splitlines() for one in said), strict=True):
        results = [line.partition(": ")[2] for line in of_one_file]
        assert sum(result.startswith("đã nạp (lô ") for result in results) == 1
        assert all(result.startswith("đã nạp") or result == "đã có đủ" for result in results)
    with opened(empty_url) as database:
        rows = contents(database)
    assert (len(rows["batch"]), len(rows["poverty_plan"]), len(rows["edition"])) == (SHIPPED, 9, 2)


def test_a_database_of_a_newer_program_is_refused_and_left_alone(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = contents(database)
    for attempt in (upgrade, initialise):
        with pytest.raises(SchemaTooNew, match=r"phiên bản 9999, mới hơn chương trình"):
            attempt(database)
    assert contents(database) == before
    with database.engine.connect() as connection:
        assert current_revision(connection) == "9999"


def test_a_plan_taken_back_stays_taken_back(database: Database) -> None:
    undo(database, 1, operator("người thử"))
    assert [plan.status for plan in initialise(database)] == ["taken_back", *["known"] * (SHIPPED - 1)]
    with database.read() as session:
        assert list(session.scalars(select(PovertyPlan.id).where(PovertyPlan.is_current))) == []
        assert {batch.id: batch.undone_by for batch in list_batches(session) if batch.undone_by} == {1: "người thử"}


def _without_the_plan(database: Database) -> None:
    upgrade(database)
    with database.write() as session:
        repository = Repository(session)
        repository.take_turn()
        for edition in editions():
            repository.bring_edition_up_to_date(edition, unit_rows(edition))


OWN = "Tỉnh;Huyện;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Số hộ nghèo dự kiến giảm\n"


def test_a_plan_never_replaces_figures_an_office_has_stored(empty_url: str, load: Load) -> None:
    with opened(empty_url) as database:
        _without_the_plan(database)
        load(database, OWN + "Đắk Nông;Tuy Đức;2024;tỉnh;97/KH-UBND;16.674;3.131;1.350\n")
        before = contents(database)
        first, *others = initialise(database)
        assert (first.status, first.batch) == ("rejected", None)
        assert {plan.status for plan in others} == {"committed"}
        assert contents(database)["poverty_plan"] == before["poverty_plan"]


def test_a_plan_whose_figures_all_stand_is_not_loaded_again(empty_url: str, load: Load) -> None:
    shipped = (ROOT / "data/plans/97-KH-UBND/poverty-plan.csv").read_bytes()
    with opened(empty_url) as database:
        _without_the_plan(database)
        assert load(database, shipped + b"\r\n").batch == 1
        first, *others = initialise(database)
        assert (first.status, first.batch) == ("no_change", None)
        assert {plan.status for plan in others} == {"committed"}


def test_reference_data_can_be_brought_up_to_date_without_doubling(database: Database) -> None:
    with database.write() as session:
        session.get_one(Unit, ("2024", "667")).name = "tên cũ"
        session.get_one(Edition, "2024").file_sha256 = "của tệp cũ"
    before = contents(database)
    with database.write() as session:
        for edition in editions():
            Repository(session).bring_edition_up_to_date(edition, unit_rows(edition))
    after = contents(database)
    assert (len(after["unit"]), len(after["edition"])) == (len(before["unit"]), len(before["edition"]))
    with database.read() as session:
        assert session.get_one(Unit, ("2024", "667")).name == "Tuy Đức"
        assert session.get_one(Edition, "2024").valid_from.isoformat() == "2024-01-01"


def test_a_unit_with_figures_does_not_move_to_another_province_by_itself(database: Database) -> None:
    """The rows of a unit name its province: the shipped list alone can't change that, and says so."""
    (edition,) = (one for one in editions() if one.code == "2024")
    rows = [{**row, "province": "68"} if row["code"] == "667" else dict(row) for row in unit_rows(edition)]
    before = contents(database)
    with pytest.raises(DatabaseNotReady, match="đổi tỉnh"), database.write() as session:
        Repository(session).bring_edition_up_to_date(replace(edition, sha256="f" * 64), rows)
    assert contents(database) == before


def test_prepare_gives_one_database_per_url_and_makes_it_ready(sqlite_url: str) -> None:
    first, again = prepare(sqlite_url), prepare(sqlite_url)
    try:
        assert first is again
        assert len(contents(first)["batch"]) == SHIPPED
    finally:
        first.engine.dispose()


def test_without_a_url_the_environment_of_the_moment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from core.database import open_database

    for name in ("first", "second"):
        url = f"sqlite:///{tmp_path / name}.db"
        monkeypatch.setenv("DATABASE_URL", url)
        assert open_database().url == url
        assert open_database() is open_database(url)


def test_questions_of_an_older_database_are_kept_without_a_row(empty_url: str) -> None:
    with opened(empty_url) as database:
        if database.sqlite_file:
            database.sqlite_file.parent.mkdir(parents=True)
        with database.write_connection() as connection:
            command.upgrade(_config(connection), "0001")
            connection.execute(text("INSERT INTO stored_file (sha256, content) VALUES ('a', 'x')"))
            for number, questions in ((1, '["lệch 36 hộ"]'), (2, "[]")):
                connection.execute(
                    text(
                        "INSERT INTO batch (id, kind, file_name, sha256, committed_at, committed_by, origin, new_rows,"
                        " changed_rows, unchanged_rows, file_columns, understood, questions) VALUES (:id, 'goal',"
                        " 'tep', 'a', '2024-07-01 00:00:00', 'người thử', 'web', 1, 0, 0, '[]', '{}', :questions)"
                    ),
                    {"id": number, "questions": questions},
                )
        upgrade(database)
        with database.read() as session:
            asked = dict(session.execute(select(Batch.id, Batch.questions)).all())
    assert asked == {1: [{"row": None, "reason": "lệch 36 hộ"}], 2: []}


OLD_UNITS = {"67": None, "667": "67", "24736": "667", "24739": "667", "664": "67", "62": None}
OLD_BATCHES = {
    1: "poverty-progress",
    2: "poverty-progress",
    3: "poverty-progress",
    4: "goal",
    5: "goal-progress",
    6: "goal",
}
OLD_PROGRESS = [(1, "24736"), (2, "24736"), (2, "24739"), (3, "667"), (3, "664")]
OLD_GOALS = [(4, "1/KH", "667"), (4, "1/KH", "24736"), (6, "2/KH", None)]


def _fill_old(connection: Connection) -> None:
    """Two provinces' units, uploads of a xã, of two xã, of two huyện, and goals with and without a unit."""
    connection.execute(text("INSERT INTO edition VALUES ('2024', 'bản đồ', '2024-01-01', NULL, 'nguồn', 'a')"))
    connection.execute(text("INSERT INTO stored_file (sha256, content) VALUES ('a', 'x')"))
    for code, parent in OLD_UNITS.items():
        level = "province" if parent is None else "district" if parent == "67" else "commune"
        connection.execute(
            text(
                "INSERT INTO unit (edition, code, parent, level, kind, name, children_listed, valid_from)"
                " VALUES ('2024', :code, :parent, :level, '', '', TRUE, '2024-01-01')"
            ),
            {"code": code, "parent": parent, "level": level},
        )
    for number, kind in OLD_BATCHES.items():
        connection.execute(
            text(
                "INSERT INTO batch (id, kind, file_name, sha256, committed_at, committed_by, origin, new_rows,"
                " changed_rows, unchanged_rows, file_columns, understood, questions) VALUES (:id, :kind,"
                " 'tep', 'a', '2024-07-01 00:00:00', 'người thử', 'web', 1, 0, 0, '[]', '{}', '[]')"
            ),
            {"id": number, "kind": kind},
        )
    for place, (batch, unit) in enumerate(OLD_PROGRESS):
        connection.execute(
            text(
                "INSERT INTO poverty_progress (batch_id, row_number, is_current, edition, unit_code, as_of, value_type,"
                " households, poor) VALUES (:batch, :place, TRUE, '2024', :unit, :day, 'chính thức', 10, 1)"
            ),
            {"batch": batch, "unit": unit, "place": place, "day": f"2024-06-{place + 1:02}"},
        )
    for place, (batch, plan, unit) in enumerate(OLD_GOALS):
        connection.execute(
            text(
                "INSERT INTO goal (batch_id, row_number, is_current, edition, unit_code, plan_number, goal, title)"
                " VALUES (:batch, :place, TRUE, :edition, :unit, :plan, :goal, 'mục tiêu')"
            ),
            {
                "batch": batch,
                "place": place,
                "edition": unit and "2024",
                "unit": unit,
                "plan": plan,
                "goal": f"MT{place}",
            },
        )
    connection.execute(
        text(
            "INSERT INTO goal_progress (batch_id, row_number, is_current, plan_number, goal, as_of, value)"
            " VALUES (5, 1, TRUE, '1/KH', 'MT0', '2024-06-30', 1000000)"
        )
    )


def test_what_an_older_database_holds_is_published_and_of_the_smallest_unit_of_its_rows(empty_url: str) -> None:
    with opened(empty_url) as database:
        if database.sqlite_file:
            database.sqlite_file.parent.mkdir(parents=True)
        with database.write_connection() as connection:
            command.upgrade(_config(connection), "0003")
            _fill_old(connection)
        upgrade(database)
        with database.read() as session:
            units = dict(session.execute(select(Batch.id, Batch.unit_code)).all())
            published = set(session.execute(select(Batch.committed_at == Batch.published_at, Batch.published_by)).all())
            provinces = dict(session.execute(select(Unit.code, Unit.province)).all())
            progress = session.scalars(select(PovertyProgress.unit_code).order_by(PovertyProgress.id)).all()
    assert units == {1: "24736", 2: "667", 3: "67", 4: "667", 5: "667", 6: None}
    assert published == {(True, "người thử")}
    assert provinces == {code: "62" if code == "62" else "67" for code in OLD_UNITS}
    assert progress == [unit for _, unit in OLD_PROGRESS]
