"""Databases of three sizes with figures for measuring growth: eight huyện, one province, the whole country.

    python -m tests.bench country --keep FOLDER [--engines sqlite postgresql] [--sizes districts province country]

Rows go in by executemany and COPY, not through the importer, in the batches that offices would have sent
(offices_sent.py). All of it is marked (origin `benchmark`) and made up: it is never shipped.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from core.database import Database
from core.places import Place, all_places
from core.start import initialise
from core.tables import FACT_TABLES, Base
from tests.bench.offices_sent import SIZES, Row, Sent, drawn, row_of, sent
from tests.conftest import _as_server_user, _postgresql_programs

ENGINES = ("sqlite", "postgresql")
ORIGIN, SHA256 = "benchmark", "b" * 64
_ROWS_AT_ONCE = 20_000


class _Numbers:
    """Numbers of batches and rows, going on from those in the database; what stands, for what corrects it."""

    def __init__(self, first: dict[str, int]) -> None:
        self.next = {name: count(number) for name, number in first.items()}
        self.standing: dict[tuple[str, date], int] = {}


def _stored(size: str, numbers: _Numbers) -> Iterator[tuple[str, Row]]:
    """(table, row) for all that is sent, each batch before its rows."""
    for one in sent(size):
        batch, table = next(numbers.next["batch"]), FACT_TABLES[one.kind].__tablename__
        rows = [{**_fact(table, row, one, batch, numbers), "row_number": n} for n, row in enumerate(one.rows, 2)]
        yield "batch", _batch(one, batch, len(rows))
        yield "journal_entry", _journal(one, next(numbers.next["journal_entry"]), batch)
        yield from ((table, row) for row in rows)


def _fact(table: str, row: Row, one: Sent, batch: int, numbers: _Numbers) -> Row:
    number, code = next(numbers.next[table]), row.get("unit_code", one.unit.code)
    replaces = numbers.standing.get((code, one.day)) if one.replaces else None
    if table == "poverty_progress" and one.day.month == 12 and not one.draft:
        numbers.standing[code, one.day] = number
    stored = {"id": number, "batch_id": batch, "is_current": one.stands, "supersedes_id": replaces}
    return {**row, **stored, "province": _province(one.unit)}


def _province(place: Place) -> str:
    return all_places().province_of(place).code


def _batch(one: Sent, number: int, rows: int) -> Row:
    at = f"{one.day + timedelta(days=12)} {8 + number % 9:02}:{number % 60:02}:00.000000"
    asked = drawn(20, one.unit.code, one.day) == 0
    questions = [{"row": 2, "reason": "số hộ nghèo tăng nhiều"}] if asked else []
    sent_by = {"committed_at": at, "committed_by": f"cán bộ {one.unit.code}", "origin": ORIGIN}
    counts = {"new_rows": rows, "changed_rows": 0, "unchanged_rows": 0}
    file = {"file_name": f"{one.kind}-{one.unit.code}-{one.day}.csv", "sha256": SHA256}
    read = {"file_columns": "[]", "understood": "{}", "questions": json.dumps(questions)}
    published = {"published_at": None if one.draft else at, "published_by": None if one.draft else "cán bộ tỉnh"}
    why = {"justification": "thiên tai" if asked else None, "province": _province(one.unit)}
    return {"id": number, "kind": one.kind, **sent_by, **counts, **file, **read, **published, **why, **row_of(one.unit)}


def _journal(one: Sent, number: int, batch: int) -> Row:
    at = f"{one.day + timedelta(days=12)} {8 + batch % 9:02}:{batch % 60:02}:00.000000"
    deed = {"action": "commit", "what": f"nạp lô {batch}", "details": json.dumps({"batch": batch})}
    by = {"who": f"cán bộ {one.unit.code}", "from_where": "máy này", "province": _province(one.unit)}
    return {"id": number, "at": at, **by, **deed, **row_of(one.unit)}


def fill(database: Database, size: str) -> int:
    """Add a size's figures to a database as `init` leaves it. Returns the rows of facts and records written."""
    tables = {"batch", "journal_entry", *(table.__tablename__ for table in FACT_TABLES.values())}
    with database.read() as session:
        first = {one: (session.connection().exec_driver_sql(_LAST.format(one)).scalar() or 0) + 1 for one in tables}
    write = _into_sqlite if database.sqlite_file else _into_postgresql
    return write(database, _stored(size, _Numbers(first)))


_LAST = "SELECT max(id) FROM {}"
_FILE = f"INSERT INTO stored_file (sha256, content) VALUES ('{SHA256}', '')"
_NEWER = "UPDATE data_version SET version = version + 1"


def _in_turn(stored: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, Sequence[str], list[tuple[Any, ...]]]]:
    """(table, columns, many rows): a table's rows are gathered until they are many, then the rest."""
    waiting: dict[str, list[tuple[Any, ...]]] = {}
    columns = {name: [column.name for column in table.columns] for name, table in Base.metadata.tables.items()}
    for table, row in stored:
        rows = waiting.setdefault(table, [])
        rows.append(tuple(map(row.get, columns[table])))
        if len(rows) == _ROWS_AT_ONCE:
            yield table, columns[table], waiting.pop(table)
    yield from ((table, columns[table], rows) for table, rows in waiting.items())


def _into_sqlite(database: Database, stored: Iterable[tuple[str, Row]]) -> int:
    written = 0
    assert database.sqlite_file is not None
    with closing(sqlite3.connect(database.sqlite_file)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-500000")
        connection.execute(_FILE)
        for table, columns, rows in _in_turn(stored):
            names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
            written += connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", _days(rows)).rowcount
        connection.execute(_NEWER)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return written


def _days(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[Any]]:
    return ([value.isoformat() if isinstance(value, date) else value for value in row] for row in rows)


def _into_postgresql(database: Database, stored: Iterable[tuple[str, Row]]) -> int:
    """References are not looked up for each row, as in a restored backup."""
    written, address = 0, database.url.replace("postgresql+psycopg:", "postgresql:")
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET timezone = 'UTC'")
        cursor.execute(_FILE)
        for table, columns, rows in _in_turn(stored):
            names = ", ".join(f'"{name}"' for name in columns)
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
            written += len(rows)
        cursor.execute(_NEWER)
        for table in Base.metadata.tables:
            if "id" in Base.metadata.tables[table].columns and table not in ("batch", "sign_in", "data_version"):
                cursor.execute(f"SELECT setval('{table}_id_seq', (SELECT coalesce(max(id), 1) FROM {table}))".encode())
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return written


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A server of one's own whose files stay in a folder, heard through a socket there; its URL without a database."""
    programs, data = _postgresql_programs(), folder / "postgresql"
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c shared_buffers=512MB"
    if not data.exists():
        data.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            shutil.chown(data, "postgres", "postgres")
        create = [str(programs / "initdb"), "-D", str(data), "-U", "tien_do", "-A", "trust", "-E", "UTF8"]
        _as_server([*create, "--locale=C.UTF-8"])
    _as_server([str(programs / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", f"{folder}/log", "start"])
    try:
        yield f"postgresql+psycopg://tien_do@/{{}}?host={folder}"
    finally:
        _as_server([str(programs / "pg_ctl"), "-D", str(data), "-m", "fast", "stop"])


def _as_server(command: list[str]) -> None:
    subprocess.run(_as_server_user(command), check=True, cwd="/", stdout=subprocess.DEVNULL)


def database_of(engine: str, size: str, folder: Path, address: str) -> str:
    """The URL of one size on one engine, made on first use; `address` is that of the PostgreSQL server."""
    url = f"sqlite:///{folder / size}.db" if engine == "sqlite" else address.format(size)
    done = folder / f"{engine}-{size}.made"
    if not done.exists():
        if engine == "postgresql":
            with psycopg.connect(address.format("postgres").replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {size}".encode())
                connection.execute(f"CREATE DATABASE {size}".encode())
        else:
            (folder / f"{size}.db").unlink(missing_ok=True)
        began, database = time.process_time(), Database(url)
        initialise(database)
        rows = fill(database, size)
        database.engine.dispose()
        done.write_text(f"{rows}\n", encoding="utf-8")
        print(f"{engine}, {size}: {rows:,} rows, {time.process_time() - began:.0f} s CPU here", flush=True)
    return url


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=SIZES)
    asked = parser.parse_args()
    asked.keep.mkdir(parents=True, exist_ok=True)
    with postgresql(asked.keep.resolve()) as server:
        for engine in asked.engines:
            for size in asked.sizes:
                print(database_of(engine, size, asked.keep.resolve(), server))
