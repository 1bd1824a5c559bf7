"""Reading, checking and storing 100,000 progress rows, beside ways that check nothing, on SQLite and PostgreSQL.

    python -m tests.bench import_rows [ROWS]

(a) `csv` and one `executemany` of the same rows into the same table; (b) `pandas.read_csv` and `to_sql`; on PostgreSQL
(c) `csv` and COPY of the same rows by psycopg. Each runs in a process of its own on a fresh copy of one database, in
turn, three times; a ratio is of the least that each took in this one run: by the clock, and by the processors (on
PostgreSQL the server's too). The memory is the peak of the program's process.
"""

import csv
import io
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from core.access.rules import operator
from core.database import Database
from core.ingest.kinds import kind_named
from core.ingest.pipeline import commit, preview
from core.places import Place, Places, all_places
from core.start import initialise
from tests.bench.country import postgresql
from tests.conftest import OPERATOR

_NOT_IN_THE_FILE = ("indigenous_households", "indigenous_poor")
HEADINGS = [column.header for column in kind_named("poverty-progress").columns if column.key not in _NOT_IN_THE_FILE]
COLUMNS = [column.key for column in kind_named("poverty-progress").columns if column.key not in _NOT_IN_THE_FILE][3:]
_BOOKKEEPING = ["edition", "unit_code", "province", "batch_id", "row_number", "is_current"]


def made_up_file(rows: int) -> bytes:
    """A file as a Vietnamese Excel saves it: each commune of the country month by month, sound and unsuspicious."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(_rows(rows))
    return out.getvalue().encode("utf-8-sig")


def _rows(rows: int) -> Iterator[list[str]]:
    places, chance = all_places(), random.Random(1)
    communes = [place for place in places.by_code.values() if place.level == "commune"]
    months = -(-rows // len(communes))
    made = 0
    for commune in communes:
        poor = chance.randint(200, 400)
        households = chance.randint(900, 4_000)
        for month in range(1, months + 1):
            if made == rows:
                return
            made += 1
            yield _row(places, commune, month, households, poor)
            poor -= chance.randint(0, 3)


def _row(known: Places, commune: Place, month: int, households: int, poor: int) -> list[str]:
    names = [known.name_in_file(place) for place in known.ancestors(commune) if place]
    figures = [households, poor, 50, poor + 5, 3, 4, 0, 1, 0, 1, 0, households // 2, poor // 2]
    return [*names, f"28/{month:02}/2023", "chính thức", *(f"{figure:,}".replace(",", ".") for figure in figures), ""]


def ours(file: Path, database: Database) -> None:
    found = preview(database, OPERATOR, file.read_bytes(), file.name)
    outcome = commit(database, found, operator("đo tốc độ"), "cli", replace_confirmed=False)
    assert outcome.status == "committed", [issue.message for issue in outcome.issues[:3]]


def bare(file: Path, database: Database) -> None:
    """`csv` and `executemany`; the units are taken from a list in the order of the file."""
    connection = sqlite3.connect(database.sqlite_file or "", isolation_level=None)
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    names = [*_BOOKKEEPING, *COLUMNS]
    statement = f"INSERT INTO poverty_progress ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines, delimiter=";")
        next(rows)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, _bare_rows(rows))
        connection.execute("COMMIT")
    connection.close()


def copied(file: Path, database: Database) -> None:
    """`csv` and COPY."""
    import psycopg

    columns = ", ".join([*_BOOKKEEPING, *COLUMNS])
    address = database.url.replace("postgresql+psycopg:", "postgresql:")
    with psycopg.connect(address) as connection, file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines, delimiter=";")
        next(rows)
        with connection.cursor().copy(f"COPY poverty_progress ({columns}) FROM STDIN".encode()) as copy:
            for row in _bare_rows(rows):
                copy.write_row(row)


def _bare_rows(rows: Iterator[list[str]]) -> Iterator[tuple[object, ...]]:
    edition, codes = _units()
    for number, row in enumerate(rows, 2):
        day, month, year = row[3].split("/")
        counts = (cell.replace(".", "") for cell in row[5:-1])
        yield edition, *codes[tuple(row[:3])], 1, number, True, f"{year}-{month}-{day}", row[4], *counts, row[-1]


def _units() -> tuple[str, dict[tuple[str, ...], tuple[str, str]]]:
    """The edition, and of each commune by its names in the file: its code and its province's."""
    known = all_places()
    communes = [place for place in known.by_code.values() if place.level == "commune"]
    chains = {
        tuple(known.name_in_file(above) for above in known.ancestors(commune) if above): (
            commune.code,
            known.province_of(commune).code,
        )
        for commune in communes
    }
    return communes[0].edition, chains


def with_pandas(file: Path, database: Database) -> None:
    """`read_csv` told everything it would have guessed wrong, then `to_sql`."""
    import pandas as pd

    frame = pd.read_csv(file, sep=";", encoding="utf-8-sig", thousands=".", keep_default_na=False)
    edition, codes = _units()
    frame.insert(0, "edition", edition)
    units = [codes[names] for names in zip(*(frame[name] for name in HEADINGS[:3]), strict=True)]
    frame.insert(1, "unit_code", [code for code, _ in units])
    frame.insert(2, "province", [province for _, province in units])
    frame = frame.drop(columns=HEADINGS[:3]).rename(columns=dict(zip(HEADINGS[3:], COLUMNS, strict=True)))
    frame["as_of"] = pd.to_datetime(frame["as_of"], format="%d/%m/%Y").dt.date
    frame = frame.assign(batch_id=1, row_number=range(2, len(frame) + 2), is_current=True)
    with database.write_connection() as connection:
        frame.to_sql("poverty_progress", connection, if_exists="append", index=False)


_WAYS: dict[str, Callable[[Path, Database], None]] = {"ours": ours, "a": bare, "b": with_pandas, "c": copied}
# What is measured, in turn: engine and way; and beside what ours is set, in words.
_RUNS = (("sqlite", "ours"), ("sqlite", "a"), ("sqlite", "b"), ("postgresql", "ours"), ("postgresql", "c"))
_BESIDE = (
    ("sqlite", "a", "SQLite, (a) csv + executemany"),
    ("sqlite", "b", "SQLite, (b) pandas.read_csv + to_sql"),
    ("postgresql", "c", "PostgreSQL, (c) csv + COPY"),
)
Measured = dict[str, float]


def _measure(way: str, file: Path, url: str) -> None:
    """In a process of its own: seconds by the clock and of the processors, and peak megabytes, as JSON."""
    database = Database(url)
    all_places()
    if way == "b":
        import pandas  # noqa: F401
    start, before = time.perf_counter(), time.process_time()
    _WAYS[way](file, database)
    found = {"clock": time.perf_counter() - start, "processor": time.process_time() - before}
    database.engine.dispose()
    print(json.dumps({**found, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


class _Engines:
    """A database as `init` leaves it on each engine, and fresh copies of it."""

    def __init__(self, folder: Path, address: str) -> None:
        self.file, self.address = folder / "template.db", address
        self.server = int((folder / "postgresql" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        self._administer("CREATE DATABASE template_tien_do")
        for url in (f"sqlite:///{self.file}", address.format("template_tien_do")):
            database = Database(url)
            initialise(database)
            database.engine.dispose()

    @contextmanager
    def fresh(self, engine: str) -> Iterator[str]:
        if engine == "sqlite":
            copy = self.file.with_name("copy.db")
            shutil.copy(self.file, copy)
            yield f"sqlite:///{copy}"
            for left in copy.parent.glob("copy.db*"):
                left.unlink()
        else:
            self._administer("CREATE DATABASE copy TEMPLATE template_tien_do")
            yield self.address.format("copy")
            self._administer("DROP DATABASE copy WITH (FORCE)")

    def processor(self) -> float:
        """Seconds of the server's processes that have ended: each connection has one."""
        fields = Path(f"/proc/{self.server}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

    def _administer(self, statement: str) -> None:
        import psycopg

        address = self.address.format("postgres").replace("postgresql+psycopg:", "postgresql:")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


def _one(engines: _Engines, engine: str, way: str, file: Path) -> Measured:
    with engines.fresh(engine) as url:
        before = engines.processor()
        command = [sys.executable, "-m", "tests.bench.import_rows", way, str(file), url]
        found: Measured = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        if engine == "postgresql":
            time.sleep(0.2)  # until the server's process of that connection has ended
            found["processor"] += engines.processor() - before
    return found


def _main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as name, postgresql(Path(name)) as address:
        engines, file = _Engines(Path(name), address), Path(name) / "tien-do.csv"
        file.write_bytes(made_up_file(rows))
        print(f"{rows} dòng, {file.stat().st_size / 1e6:.1f} MB")
        found: dict[tuple[str, str], list[Measured]] = {run: [] for run in _RUNS}
        for _ in range(3):
            for run in _RUNS:
                found[run].append(_one(engines, *run, file))
    least = {
        run: {what: min(one[what] for one in measured) for what in ("clock", "processor", "peak")}
        for run, measured in found.items()
    }
    _say(least)


def _say(least: Mapping[tuple[str, str], Measured]) -> None:
    for engine, way, said in _BESIDE:
        own, other = least[engine, "ours"], least[engine, way]
        ratios = {what: own[what] / other[what] for what in ("clock", "processor")}
        print(
            f"{said}: {ratios['clock']:.2f} lần theo đồng hồ, {ratios['processor']:.2f} lần theo bộ xử lý"
            f" ({own['processor']:.2f} s / {other['processor']:.2f} s);"
            f" bộ nhớ cao nhất {own['peak']:.0f} MB / {other['peak']:.0f} MB"
        )


if __name__ == "__main__":
    if len(sys.argv) == 4:
        _measure(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
    else:
        _main(int(sys.argv[1]) if len(sys.argv) == 2 else 100_000)
