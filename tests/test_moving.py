"""A database moved to another engine: all of it arrives and is proved to, or nothing changes."""

import hashlib
import json
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    NullPool,
    String,
    Table,
    create_engine,
    insert,
    select,
    text,
    update,
)

from core import moving
from core.__main__ import main
from core.access.people import give
from core.access.rules import Role
from core.checksums import RunningSum, TableSum, every_sum, stored_rows, table_sum
from core.database import Database
from core.errors import MoveRefused, SchemaTooNew
from core.ingest.pipeline import Outcome, undo
from core.move_source import one_moment_of, url_of
from core.moving import move
from core.schema import current_revision, known_revisions
from core.start import initialise
from core.tables import Base, DataVersion, JournalEntry, PovertyProgress
from core.tables.base import FixedDecimal, UtcDateTime
from tests.conftest import OPERATOR, SHIPPED, UPLOAD_2

Load = Callable[..., Outcome]
HEAD = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Ghi chú\n"
FIRST = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444;ghi chú có dấu \\N\\t «'\n"
SECOND = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.400;\n"


@pytest.fixture
def empty_postgresql(postgresql_server: str, tmp_path: Path) -> Iterator[Database]:
    """A PostgreSQL database that nobody has written to."""
    administrator = create_engine(f"{postgresql_server}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = f"m_{abs(hash(tmp_path))}"
    with administrator.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        database = Database(f"{postgresql_server}/{name}")
        yield database
        database.engine.dispose()
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def office(sqlite: Database, load: Load) -> Database:
    """Uploads, one of them replaced and one taken back, a person: something in most tables."""
    load(sqlite, FIRST)
    load(sqlite, SECOND)
    undo(sqlite, UPLOAD_2, OPERATOR)
    give(sqlite, OPERATOR, "hoa@tinh.vn", "Bà Hoa", Role.EDITOR, "667")
    return sqlite


def sums(database: Database) -> dict[str, TableSum]:
    with database.read() as session:
        return every_sum(session.connection())


def figures(database: Database) -> dict[str, TableSum]:
    """Without what a move itself adds to."""
    return {name: found for name, found in sums(database).items() if name not in ("data_version", "journal_entry")}


def file_of(database: Database) -> Path:
    assert database.sqlite_file is not None
    return database.sqlite_file


def version(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(DataVersion.version)).one()


def test_everything_arrives_and_work_goes_on(office: Database, empty_postgresql: Database, load: Load) -> None:
    before, rows = sums(office), file_of(office).read_bytes()
    tables = move(str(file_of(office)), empty_postgresql, OPERATOR)
    assert {table.name: table.source for table in tables} == before
    assert all(table.matches for table in tables)
    assert set(before) == set(Base.metadata.tables)
    assert sum(found.rows > 0 for found in before.values()) >= 10
    assert figures(empty_postgresql) == figures(office)
    assert (sums(office), file_of(office).read_bytes()) == (before, rows)
    # The next numbers follow the last ones.
    assert load(empty_postgresql, SECOND).batch == UPLOAD_2 + 1
    undo(empty_postgresql, UPLOAD_2 + 1, OPERATOR)
    assert [plan.status for plan in initialise(empty_postgresql)] == ["known"] * SHIPPED


def test_the_journal_arrives_whole_and_says_where_all_came_from(office: Database, empty_postgresql: Database) -> None:
    move(str(file_of(office)), empty_postgresql, OPERATOR)
    entries = []
    for database in (office, empty_postgresql):
        with database.read() as session:
            entries.append(session.execute(select(JournalEntry.__table__).order_by(JournalEntry.id)).all())
    *arrived, moved = entries[1]
    assert arrived == entries[0]
    assert (moved.who, moved.what) == ("người thử", f"Chuyển cả cơ sở dữ liệu từ {file_of(office)}")
    assert moved.details["rows"]["batch"] == UPLOAD_2
    with pytest.raises(Exception, match="append-only"), empty_postgresql.write_connection() as connection:
        connection.execute(text("DELETE FROM journal_entry"))


def test_there_and_back_again(office: Database, empty_postgresql: Database, tmp_path: Path) -> None:
    move(str(file_of(office)), empty_postgresql)
    back = Database(f"sqlite:///{tmp_path / 'new folder' / 'back.db'}")
    try:
        move(empty_postgresql.url, back)
        assert figures(back) == figures(office)
        with back.read() as session:
            assert current_revision(session.connection()) == known_revisions()[0]
        with pytest.raises(Exception, match="append-only"), back.write_connection() as connection:
            connection.execute(text("DELETE FROM journal_entry"))
    finally:
        back.engine.dispose()


def test_a_target_as_init_left_it_takes_a_database_whose_figures_changed_since(
    office: Database, postgresql_url: str
) -> None:
    """What `init` loaded there goes; readers of either see a version that neither had."""
    target = Database(postgresql_url)
    try:
        seen = max(version(office), version(target))
        move(str(file_of(office)), target)
        assert figures(target) == figures(office)
        assert version(target) > seen
    finally:
        target.engine.dispose()


def test_a_target_that_somebody_wrote_to_is_refused_with_what_was_found(
    office: Database, postgresql_url: str, load: Load
) -> None:
    target = Database(postgresql_url)
    try:
        load(target, FIRST)
        give(target, OPERATOR, "lan@tinh.vn", "Bà Lan", Role.VIEWER, None)
        before = sums(target)
        with pytest.raises(MoveRefused, match="1 lô số liệu, 1 người được cấp quyền, 1 dòng nhật ký"):
            move(str(file_of(office)), target)
        assert sums(target) == before
    finally:
        target.engine.dispose()


def test_a_row_that_arrives_otherwise_takes_everything_back(
    office: Database, postgresql_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Here the target itself changes a figure, as a trigger there might."""
    target = Database(postgresql_url)
    before = sums(target)

    def altered(connection: Connection, table: Table) -> None:
        if table is PovertyProgress.__table__:
            connection.execute(update(table).values(poor=PovertyProgress.poor + 1))

    monkeypatch.setattr(moving, "count_on", altered)
    monkeypatch.setenv("DATABASE_URL", postgresql_url)
    try:
        assert main(["move", str(file_of(office))]) == 1
        *lines, last = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lines if line.endswith("KHÔNG")] == ["poverty_progress"]
        assert last.startswith("Không chuyển: hai bên khác nhau ở poverty_progress.")
        assert sums(target) == before
    finally:
        target.engine.dispose()


def test_the_source_may_be_written_to_meanwhile(
    office: Database, empty_postgresql: Database, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is committed after the move began is not in it."""
    before, usual = figures(office), moving.make_anew

    def while_somebody_uploads(connection: Connection) -> None:
        usual(connection)
        assert load(office, SECOND).batch is not None

    monkeypatch.setattr(moving, "make_anew", while_somebody_uploads)
    move(str(file_of(office)), empty_postgresql)
    assert figures(empty_postgresql) == before
    assert figures(office) != before


MISFITS: dict[str, tuple[str, dict[str, Any], str]] = {
    "NUL": ("poverty_progress", {"note": "a\0b"}, "cột note: có ký tự NUL"),
    "long": ("batch", {"origin": "x" * 11}, "cột origin: dài 11 ký tự, cột chỉ chứa 10"),
    "large": ("poverty_progress", {"households": 2**31}, "cột households: số 2.147.483.648 quá lớn"),
}


@pytest.mark.parametrize("what", MISFITS)
def test_what_only_sqlite_keeps_is_named_with_its_row(office: Database, empty_postgresql: Database, what: str) -> None:
    """Another program wrote it: ours refuses such figures in files."""
    name, values, said = MISFITS[what]
    table = Base.metadata.tables[name]
    with office.write_connection() as connection:
        connection.execute(update(table).where(table.c.id == _last(connection, table)).values(**values))
        row = _last(connection, table)
    with pytest.raises(MoveRefused, match=f"bảng {name}, dòng {row}, {said}"):
        move(str(file_of(office)), empty_postgresql)
    with empty_postgresql.engine.connect() as connection:
        assert current_revision(connection) is None


def _last(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(table.c.id).order_by(table.c.id.desc()).limit(1)).scalar_one())


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{folder}/không có.db", "Không có tệp"),
        ("{folder}/text.db", "Không đọc được"),
        ("{folder}/other.db", "không phải cơ sở dữ liệu của Tiến Độ"),
        ("{target}", "vừa là nguồn vừa là đích"),
        ("://", "không đúng dạng"),
    ],
)
def test_a_source_that_is_none_is_refused(source: str, said: str, empty_postgresql: Database, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("Tỉnh;Huyện\n" * 100, encoding="utf-8")
    sqlite3.connect(tmp_path / "other.db").close()
    with pytest.raises(MoveRefused, match=said):
        move(source.format(folder=tmp_path, target=empty_postgresql.url), empty_postgresql)


def test_a_postgresql_source_is_let_go_before_what_arrived_is_counted(
    postgresql_url: str, empty_postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may end whoever is idle; until then our session is not bound by that."""
    impatient = f"{postgresql_url}?options=-c%20idle_in_transaction_session_timeout%3D100ms"
    with one_moment_of(url_of(impatient)) as reading:
        for bound in ("idle_in_transaction_session_timeout", "statement_timeout"):
            assert reading.execute(text(f"SHOW {bound}")).scalar_one() == "0"
    source, usual, held = Database(postgresql_url), moving.check_references_now, list[int]()
    asked = text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND xact_start IS NOT NULL")

    def counted(writing: Connection) -> None:
        usual(writing)
        held.append(writing.execute(asked, {"name": source.engine.url.database}).scalar_one())

    monkeypatch.setattr(moving, "check_references_now", counted)
    try:
        move(impatient, empty_postgresql, OPERATOR)
        assert held == [0]
        assert figures(empty_postgresql) == figures(source)
    finally:
        source.engine.dispose()


def test_one_database_under_two_addresses_is_not_emptied(postgresql_url: str) -> None:
    target = Database(postgresql_url)
    try:
        before = sums(target)
        with pytest.raises(MoveRefused, match="Nguồn và đích là một cơ sở dữ liệu"):
            move(postgresql_url.replace("127.0.0.1", "localhost"), target)
        assert sums(target) == before
    finally:
        target.engine.dispose()


def test_a_newer_source_is_refused(office: Database, empty_postgresql: Database) -> None:
    with office.write_connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew, match="9999"):
        move(str(file_of(office)), empty_postgresql)


def test_an_older_file_is_upgraded_in_a_copy(tmp_path: Path, empty_postgresql: Database) -> None:
    old = tmp_path / "cũ.db"
    _made_by(old, "0003")
    digest = hashlib.sha256(old.read_bytes()).hexdigest()
    moved = {table.name: table.target.rows for table in move(str(old), empty_postgresql)}
    assert (moved["edition"], moved["unit"], moved["journal_entry"]) == (1, 1, 0)
    assert hashlib.sha256(old.read_bytes()).hexdigest() == digest


def _made_by(path: Path, revision: str) -> None:
    """A database of an earlier version, with a province in it."""
    from alembic import command

    from core.schema import _config

    database = Database(f"sqlite:///{path}")
    with database.write_connection() as connection:
        command.upgrade(_config(connection), revision)
        connection.execute(text("INSERT INTO edition VALUES ('2024', 'Bản đồ', '2024-01-01', NULL, 'nguồn', 'abc')"))
        connection.execute(
            text(
                "INSERT INTO unit (edition, code, parent, level, kind, name, children_listed, valid_from)"
                " VALUES ('2024', '67', NULL, 'province', 'Tỉnh', 'Đắk Nông', 1, '2024-01-01')"
            )
        )
    database.engine.dispose()


def test_an_older_postgresql_source_says_what_to_do(postgresql_url: str, tmp_path: Path) -> None:
    source, target = Database(postgresql_url), Database(f"sqlite:///{tmp_path / 'target.db'}")
    try:
        with source.write_connection() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
        with pytest.raises(MoveRefused, match=r"phiên bản 0003, cũ hơn .* python -m core init"):
            move(postgresql_url, target)
    finally:
        source.engine.dispose()
        target.engine.dispose()


# Every kind of value, and what only looks the same.
_KINDS = Table(
    "kinds",
    MetaData(),
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("word", String(50)),
    Column("amount", FixedDecimal),
    Column("day", Date),
    Column("at", UtcDateTime),
    Column("said", JSON),
    Column("content", LargeBinary),
    Column("place", Float),
    Column("stands", Boolean),
)
_ROW: dict[str, Any] = {
    "id": 2**40,
    "word": "Đắk R’Lấp",
    "amount": Decimal("1.50"),
    "day": date(2024, 6, 30),
    "at": datetime(2024, 6, 30, 17, 5, 0, 1, tzinfo=UTC),
    "said": {"b": [1, None, "Đ"], "a": {"x": 0.1}},
    "content": b"\x00\xff",
    "place": 107.6543219876543,
    "stands": True,
}
_NOTHING: dict[str, Any] = {"id": 1, **{name: None for name in _ROW if name not in ("id", "said")}, "said": {}}


def _sum_in(url: str, *rows: dict[str, Any]) -> TableSum:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        _KINDS.create(connection)
        connection.execute(insert(_KINDS), list(rows))
        found = table_sum(connection, _KINDS)
        connection.rollback()
    return found


@pytest.fixture
def both(empty_postgresql: Database) -> tuple[str, str]:
    return "sqlite://", empty_postgresql.url


def test_a_checksum_is_of_what_the_values_are(both: tuple[str, str]) -> None:
    """Not of the engine, the order of rows, how a number or a moment was written, or the order of keys."""
    said_otherwise = {
        **_ROW,
        "amount": Decimal("1.5"),
        "at": _ROW["at"].astimezone(timezone(timedelta(hours=7))),
        "said": {"a": {"x": 0.1}, "b": [1, None, "Đ"]},
    }
    found = {_sum_in(url, *rows) for url in both for rows in ((_ROW, _NOTHING), (_NOTHING, said_otherwise))}
    assert len(found) == 1
    assert found.pop().rows == 2


@pytest.mark.parametrize(
    "change",
    [
        {"word": "Đắk R'Lấp"},
        {"word": unicodedata.normalize("NFD", "Đắk R’Lấp")},
        {"word": ""},
        {"word": None},
        {"word": "None"},
        {"amount": Decimal("1.500001")},
        {"amount": Decimal(0)},
        {"amount": None},
        {"day": date(2024, 7, 1)},
        {"at": datetime(2024, 6, 30, 17, 5, 0, 2, tzinfo=UTC)},
        {"said": {"b": [None, 1, "Đ"], "a": {"x": 0.1}}},
        {"content": b"\xff\x00"},
        {"content": b""},
        {"place": 107.6543219876544},
        {"stands": False},
        {"id": 2**40 + 1},
    ],
    ids=str,
)
def test_a_checksum_tells_values_apart(change: dict[str, Any]) -> None:
    assert _sum_in("sqlite://", {**_ROW, **change}) != _sum_in("sqlite://", _ROW)


def test_a_row_that_is_there_twice_is_not_a_row_that_is_not_there() -> None:
    """With exclusive or the two would cancel out."""
    same = [replace(_with(number), rows=0) for number in (1, 2)]
    assert same[0] != same[1]


def _with(times: int) -> TableSum:
    engine = create_engine("sqlite://")
    running = RunningSum(_KINDS)
    with engine.begin() as connection:
        _KINDS.create(connection)
        connection.execute(insert(_KINDS), [_ROW])
        for _ in range(2 * times):
            for rows in stored_rows(connection, _KINDS):
                running.add(rows)
    engine.dispose()
    return running.so_far


def test_the_command_prints_what_it_compared(
    office: Database, empty_postgresql: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_postgresql.url)
    assert main(["move", str(file_of(office)), "--json"]) == 0
    moved = {row["table"]: row for row in json.loads(capsys.readouterr().out)["tables"]}
    assert moved["batch"]["source"] == moved["batch"]["target"]
    assert all(row["matches"] for row in moved.values())
    assert main(["move", str(file_of(office))]) == 2
    assert "đã có người dùng: 2 lô số liệu" in capsys.readouterr().err
    assert main(["checksum", "--json"]) == 0
    said = {row["table"]: row for row in json.loads(capsys.readouterr().out)["tables"]}
    assert said["batch"] == {"table": "batch", "rows": UPLOAD_2, "checksum": sums(office)["batch"].checksum}
    assert main(["checksum"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(Base.metadata.tables) + 1


def test_a_checksum_of_an_older_schema_says_what_to_do(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite.write_connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    assert main(["checksum"]) == 2
    assert capsys.readouterr().err == (
        "Cơ sở dữ liệu chưa được chuẩn bị cho phiên bản này, và lệnh checksum chỉ đọc, không tự nâng cấp. Hãy chạy"
        " «tien-do init» (python -m core init) bằng tài khoản ghi được, rồi chạy lại lệnh này.\n"
    )


def test_what_is_about_the_machine_is_not_done_for_somebody_else(
    office: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["move", str(file_of(office))], ["checksum"]):
        assert main([*words, "--as", "hoa@tinh.vn"]) == 2
        assert "việc của người quản trị máy" in capsys.readouterr().err
