"""Databases of three sizes with figures for measuring growth: eight huyện, one province, the whole country.

    python -m tests.bench country --keep FOLDER [--engines sqlite postgresql] [--sizes districts province country]

Rows go in by executemany and COPY, not through the importer, in the batches that offices would have sent: one per huyện
and month. What a unit has depends on its code and the day alone, so a province has the same figures by itself and
inside the country. All of it is marked (origin `benchmark`) and made up: it is never shipped.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import time
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count
from pathlib import Path
from typing import Any
from zlib import crc32

import psycopg

from core.database import Database
from core.places import Place, all_places
from core.reference import EDITION
from core.start import initialise
from core.tables import FACT_TABLES, Base
from tests.conftest import _as_server_user, _postgresql_programs

ENGINES, SIZES = ("sqlite", "postgresql"), ("districts", "province", "country")
PROVINCE = "67"
ORIGIN, SHA256 = "benchmark", "b" * 64
MONTHS = [date(2020 + n // 12, n % 12 + 1, monthrange(2020 + n // 12, n % 12 + 1)[1]) for n in range(60)]
YEARS = range(2020, 2025)
LINES = {"BM-1": "đầu tư", **{f"BM-{number}": "sự nghiệp" for number in range(2, 7)}}
CRITERIA = range(1, 20)
_MILLION = 1_000_000  # core.tables.base.FixedDecimal keeps decimals as millionths
_ROWS_AT_ONCE = 20_000

Row = dict[str, Any]


def drawn(below: int, *what: object) -> int:
    """The same number for the same question, whatever else is made."""
    return crc32("|".join(map(str, what)).encode()) % below


@dataclass
class Sent:
    """One batch of one unit with its rows; a December's figures come twice, the second `replaces` the first."""

    kind: str
    unit: Place
    day: date
    rows: Iterable[Row]
    stands: bool = True
    replaces: bool = False
    draft: bool = False


def sent(size: str) -> Iterator[Sent]:
    """Everything that offices sent, in the order of its days: a province's rows lie among those of all others."""
    known = all_places()
    provinces = [place for place in known.provinces if size == "country" or place.code == PROVINCE]
    districts = [one for province in provinces for one in known.children(province)]
    if size == "districts":
        yield from (Sent("poverty-progress", one, day, [_progress(one, day)]) for day in MONTHS for one in districts)
        return
    for day in MONTHS:
        if day.month == 1:
            yield from chain.from_iterable(_year_begins(one, day) for one in (*provinces, *districts))
        yield from chain.from_iterable(_month_ends(one, day) for one in (*provinces, *districts))
        if day.month == 12:
            yield from (_december(one, day, replaces=True) for one in districts)
    for province in provinces:
        first = known.children(province)[0]
        yield _december(first, MONTHS[-1], stands=False, replaces=True, draft=True)


def _december(unit: Place, day: date, **how: bool) -> Sent:
    return Sent("poverty-progress", unit, day, _all(unit, _progress, day), **how)


def _all(unit: Place, of: Any, *about: Any) -> list[Row]:
    """Rows of a unit and, of a huyện, of its communes."""
    below = all_places().children(unit) if unit.level == "district" else []
    return [of(one, *about) for one in (unit, *below)]


def _year_begins(unit: Place, day: date) -> Iterator[Sent]:
    yield Sent("poverty-plan", unit, day, _all(unit, _plan, day.year))
    if unit.level == "province":
        if day.year == 2024:
            yield Sent("goal", unit, day, [_goal(unit, number) for number in range(1, 11)])
            yield Sent("obligation", unit, day, [_obligation(unit, number) for number in range(1, 7)])
        return
    communes = all_places().children(unit)
    yield Sent("budget-plan", unit, day, [_allocated(one, day.year, line) for one in communes for line in LINES])
    if day.year == 2020:
        villages = [{"village": f"Thôn BM {n}", "ethnic_area": "không"} for n in range(1, 4)]
        rural = [one for one in communes if one.kind == "Xã"]
        yield Sent("villages", unit, day, [{**_of(one), **village} for one in rural for village in villages])


def _month_ends(unit: Place, day: date) -> Iterator[Sent]:
    stands = unit.level == "province" or day.month < 12
    yield Sent("poverty-progress", unit, day, _all(unit, _progress, day), stands)
    if unit.level == "province":
        if day.year == 2024 and day.month % 3 == 0:
            yield Sent("goal-progress", unit, day, [_reached(unit, number, day) for number in range(1, 11)])
        return
    communes = all_places().children(unit)
    rural = [one for one in communes if one.kind == "Xã"]
    if day.month % 3 == 0:
        yield Sent("disbursement", unit, day, [_spent(one, day, line) for one in communes for line in LINES])
    if day.month == 12 and day.year > 2020:
        yield Sent("criteria-status", unit, day, [_assessed(one, day, number) for one in rural for number in CRITERIA])
        decided = [_recognised(one, day) for one in rural if drawn(5, one.code, "recognised") == day.year - 2020]
        yield Sent("recognition", unit, day, decided)
    if day == MONTHS[-1]:
        yield Sent("explanation", unit, day, [_explained(unit, day)])


def _of(place: Place) -> Row:
    return {"edition": EDITION, "unit_code": place.code}


def _households(place: Place) -> tuple[int, int]:
    """Households and, of these, poor ones at the end of 2019."""
    below = all_places().children(place)
    if below:
        found = [_households(one) for one in below]
        return sum(one for one, _ in found), sum(poor for _, poor in found)
    households = 800 + drawn(2_000, place.code, "households")
    return households, households * (4 + drawn(20, place.code, "rate")) // 100


_HOUSEHOLDS: dict[str, tuple[int, int]] = {}


def _at(place: Place, months: int) -> tuple[int, int]:
    """The same so many months later: five of a hundred poor households fewer per half year."""
    if place.code not in _HOUSEHOLDS:
        _HOUSEHOLDS[place.code] = _households(place)
    households, poor = _HOUSEHOLDS[place.code]
    return households + months, poor - poor * months // 100 - drawn(3, place.code, months)


def _progress(place: Place, day: date) -> Row:
    months = (day.year - 2020) * 12 + day.month
    (_, start), (households, poor) = _at(place, months - day.month), _at(place, months)
    new = drawn(5, place.code, day, "new")
    figures = {"households": households, "poor": poor, "near_poor": poor // 2, "poor_start": start}
    moved = {"escaped": max(start - poor + new, 0), "escaped_to_near_poor": 0, "newly_poor": new, "relapsed": 0}
    none = {"near_poor_to_poor": 0, "other_decrease": 0, "other_increase": max(poor - start - new, 0)}
    ethnic = {"ethnic_households": households // 3, "ethnic_poor": poor // 2}
    value_type = "chính thức" if day.month in (6, 12) else "ước"
    return {**_of(place), "as_of": day, "value_type": value_type, **figures, **moved, **none, **ethnic}


def _plan(place: Place, year: int) -> Row:
    households, poor = _at(place, (year - 2020) * 12)
    numbers = {"households_start": households, "poor_start": poor, "households_planned": households + 20}
    fall = poor * (8 + drawn(8, place.code, year)) // 100
    plan = {"plan_number": f"BM-{year}", "plan_owner": "tỉnh", "source": "Biểu BM"}
    return {**_of(place), "year": year, **plan, **numbers, "poor_reduction": fall}


def _line(place: Place, year: int, line: str) -> Row:
    return {**_of(place), "budget_year": year, "line": line, "carry_over": "vốn năm"}


def _money(place: Place, year: int, line: str) -> int:
    return (100 + drawn(2_000, place.code, year, line)) * _MILLION


def _allocated(place: Place, year: int, line: str) -> Row:
    said = {"title": f"Dự án {line}", "nature": LINES[line], "plan_number": f"BM-{year}", "source": "Biểu BM"}
    return {**_line(place, year, line), **said, "allocated": _money(place, year, line)}


def _spent(place: Place, day: date, line: str) -> Row:
    share = day.month * (6 + drawn(3, place.code, day.year, line))
    spent = {"disbursed": _money(place, day.year, line) * share // 100, "advance": 0}
    return {**_line(place, day.year, line), "as_of": day, "value_type": "chính thức", **spent}


def _assessed(place: Place, day: date, number: int) -> Row:
    met = drawn(10, place.code, number) < 2 * (day.year - 2020)
    what = {"village": "", "set": "xã NTM", "criterion": number, "as_of": day}
    return {**_of(place), **what, "status": "đạt" if met else "chưa đạt"}


def _recognised(place: Place, day: date) -> Row:
    decision = {"decision_number": f"{drawn(900, place.code)}/QĐ-BM", "decision_date": day}
    return {**_of(place), "village": "", "title": "xã NTM", **decision}


def _goal(place: Place, number: int) -> Row:
    plan = {"plan_number": f"KH-BM-{place.code}", "goal": f"BM-{number}", "title": f"Mục tiêu {number}"}
    return {**_of(place), **plan, "value": 90 * _MILLION, "measure": "%", "due": date(2024, 12, 31), "source": "Mục 1"}


def _reached(place: Place, number: int, day: date) -> Row:
    value = (40 + drawn(50, place.code, number, day)) * _MILLION
    return {"plan_number": f"KH-BM-{place.code}", "goal": f"BM-{number}", "as_of": day, "value": value}


def _obligation(place: Place, number: int) -> Row:
    duty = {"obligation": f"BM-{number}", "agency": "Sở Lao động", "title": f"Nhiệm vụ {number}", "source": "Mục 2"}
    return {"plan_number": f"KH-BM-{place.code}", **duty, "due": date(2024, 12, 15)}


def _explained(place: Place, day: date) -> Row:
    about = {"subject": "giảm nghèo", "plan_number": "", "as_of": day, "cause": "Thiên tai", "remedy": "Hỗ trợ vốn"}
    return {**_of(place), **about, "remedy_due": day + timedelta(days=90)}


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
    return {"id": number, "kind": one.kind, **sent_by, **counts, **file, **read, **published, **why, **_of(one.unit)}


def _journal(one: Sent, number: int, batch: int) -> Row:
    at = f"{one.day + timedelta(days=12)} {8 + batch % 9:02}:{batch % 60:02}:00.000000"
    deed = {"action": "commit", "what": f"nạp lô {batch}", "details": json.dumps({"batch": batch})}
    by = {"who": f"cán bộ {one.unit.code}", "from_where": "máy này", "province": _province(one.unit)}
    return {"id": number, "at": at, **by, **deed, **_of(one.unit)}


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
