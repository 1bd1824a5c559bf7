"""Moving a whole database to another place or engine in one transaction, and proving that all of it arrived."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Row, Table, func, insert, inspect, make_url, select, text
from sqlalchemy.exc import DataError

from core.access.journal import Deed, write_down
from core.access.keyboard import COMMAND_LINE, at_the_keyboard
from core.access.rules import Access
from core.checksums import RunningSum, TableSum, columns_by_name, stored_rows, table_sum
from core.connecting import without_password
from core.database import Database
from core.errors import MoveDiffers, MoveRefused
from core.last_word import WritingSession
from core.move_source import one_moment_of, said_of, url_of
from core.move_target import (
    check_references_at_the_end,
    check_references_now,
    count_on,
    learn,
    make_anew,
    refuse_if_used,
    what_does_not_fit,
)
from core.repository import Repository
from core.tables import Base, DataVersion


@dataclass(frozen=True)
class MovedTable:
    """One table as it was read and as it was found again."""

    name: str
    source: TableSum
    target: TableSum

    @property
    def matches(self) -> bool:
        return self.source == self.target


def move(source: str, target: Database, by: Access | None = None) -> tuple[MovedTable, ...]:
    """Every row of every table with its number, from a file or URL into an empty database; the source only read.

    The tables with the sums of both sides, before the journal's entry of the move itself. Raises MoveRefused,
    MoveDiffers or SchemaTooNew, and then the target is as it was.
    """
    url, to = url_of(source), make_url(target.url)
    if _is_same(url, to):
        raise MoveRefused(
            f"{said_of(url)} vừa là nguồn vừa là đích. Hãy đặt DATABASE_URL là cơ sở dữ liệu sẽ nhận số liệu."
        )
    if target.sqlite_file:
        target.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as reads:
        reading = reads.enter_context(one_moment_of(url))
        with target.write_connection() as writing:
            _refuse_same_server(reading, writing)
            refuse_if_used(writing, said_of(to))
            seen = _version(writing)
            make_anew(writing)
            read = _copied(reading, writing)
            # Nothing more is asked of the source: losing it later must not look like a move that failed.
            reads.close()
            tables = _found_again(writing, read)
            if not all(table.matches for table in tables):
                raise MoveDiffers(tables, [table.name for table in tables if not table.matches])
            _say_so(writing, by or at_the_keyboard(COMMAND_LINE), url, tables, seen)
    return tables


def _is_same(one: URL, other: URL) -> bool:
    if one.get_backend_name() == "sqlite" == other.get_backend_name():
        return Path(one.database or "").resolve() == Path(other.database or "").resolve()
    return without_password(one) == without_password(other)


def _refuse_same_server(reading: Connection, writing: Connection) -> None:
    """One database has many addresses; emptying the one that is being read would wait for itself."""
    if reading.dialect.name == "postgresql" == writing.dialect.name:
        asked = text(
            "SELECT pg_postmaster_start_time(), inet_server_port(),"
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        if reading.execute(asked).one() == writing.execute(asked).one():
            raise MoveRefused("Nguồn và đích là một cơ sở dữ liệu.")


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table(DataVersion.__tablename__):
        return 0
    return connection.execute(select(func.coalesce(func.max(DataVersion.version), 0))).scalar_one()


def _copied(reading: Connection, writing: Connection) -> dict[str, TableSum]:
    check_references_at_the_end(writing)
    return {table.name: _copy(reading, writing, table) for table in Base.metadata.sorted_tables}


def _found_again(writing: Connection, read: Mapping[str, TableSum]) -> tuple[MovedTable, ...]:
    check_references_now(writing)
    return tuple(
        MovedTable(table.name, read[table.name], table_sum(writing, table)) for table in Base.metadata.sorted_tables
    )


def _copy(reading: Connection, writing: Connection, table: Table) -> TableSum:
    """What was read; what arrived is asked of the target itself, later."""
    running = RunningSum(table)
    for rows in stored_rows(reading, table):
        if not running.so_far.rows:
            learn(writing, table)
        _put(writing, table, rows)
        running.add(rows)
    learn(writing, table)
    count_on(writing, table)
    return running.so_far


def _put(writing: Connection, table: Table, rows: Sequence[Row[Any]]) -> None:
    names = [column.name for column in columns_by_name(table)]
    try:
        writing.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
    except DataError as error:
        if why := what_does_not_fit(table, rows):
            raise MoveRefused(f"Không chuyển được: {why}. Nơi nhận vẫn như trước khi chuyển.") from error
        raise


def _say_so(writing: Connection, by: Access, url: URL, tables: Sequence[MovedTable], seen: int) -> None:
    """Readers of what was there before read again; the journal says where all of it came from."""
    with WritingSession(writing) as session:
        Repository(session).raise_version(above=seen)
        rows = {table.name: table.source.rows for table in tables if table.source.rows}
        write_down(session, by, Deed.MOVE, f"Chuyển cả cơ sở dữ liệu từ {said_of(url)}", None, rows=rows)
        session.flush()
