"""Reading, checking and storing 100,000 progress rows, beside two ways that check nothing.

    python -m tests.bench.import_rows [ROWS]

(a) `csv` and one `executemany` of the same rows into the same table; (b) `pandas.read_csv` and `to_sql`. Each runs in
a process of its own on a fresh database; the ratios are of wall-clock time in this one run, the memory is the peak of
the process.
"""

import csv
import io
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from core.access.rules import operator
from core.database import Database
from core.ingest.kinds import kind_named
from core.ingest.pipeline import commit, preview
from core.places import Place, Places, all_places
from core.start import initialise
from tests.conftest import OPERATOR

_NOT_IN_THE_FILE = ("indigenous_households", "indigenous_poor")
HEADINGS = [column.header for column in kind_named("poverty-progress").columns if column.key not in _NOT_IN_THE_FILE]
COLUMNS = [column.key for column in kind_named("poverty-progress").columns if column.key not in _NOT_IN_THE_FILE][3:]
_BOOKKEEPING = ["edition", "unit_code", "batch_id", "row_number", "is_current"]


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


def _bare_rows(rows: Iterator[list[str]]) -> Iterator[tuple[object, ...]]:
    edition, codes = _units()
    for number, row in enumerate(rows, 2):
        day, month, year = row[3].split("/")
        counts = (cell.replace(".", "") for cell in row[5:-1])
        yield edition, codes[tuple(row[:3])], 1, number, True, f"{year}-{month}-{day}", row[4], *counts, row[-1]


def _units() -> tuple[str, dict[tuple[str, ...], str]]:
    known = all_places()
    communes = [place for place in known.by_code.values() if place.level == "commune"]
    chains = {
        tuple(known.name_in_file(above) for above in known.ancestors(commune) if above): commune.code
        for commune in communes
    }
    return communes[0].edition, chains


def with_pandas(file: Path, database: Database) -> None:
    """`read_csv` told everything it would have guessed wrong, then `to_sql`."""
    import pandas as pd

    frame = pd.read_csv(file, sep=";", encoding="utf-8-sig", thousands=".", keep_default_na=False)
    edition, codes = _units()
    frame.insert(0, "edition", edition)
    frame.insert(1, "unit_code", [codes[names] for names in zip(*(frame[name] for name in HEADINGS[:3]), strict=True)])
    frame = frame.drop(columns=HEADINGS[:3]).rename(columns=dict(zip(HEADINGS[3:], COLUMNS, strict=True)))
    frame["as_of"] = pd.to_datetime(frame["as_of"], format="%d/%m/%Y").dt.date
    frame = frame.assign(batch_id=1, row_number=range(2, len(frame) + 2), is_current=True)
    with database.write_connection() as connection:
        frame.to_sql("poverty_progress", connection, if_exists="append", index=False)


_WAYS: dict[str, Callable[[Path, Database], None]] = {"ours": ours, "a": bare, "b": with_pandas}


def _measure(way: str, file: Path) -> None:
    """In a process of its own: seconds and peak megabytes, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/app.db")
        initialise(database)
        all_places()
        if way == "b":
            import pandas  # noqa: F401
        start = time.perf_counter()
        _WAYS[way](file, database)
        seconds = time.perf_counter() - start
        database.engine.dispose()
    print(json.dumps({"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def _main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tien-do.csv"
        file.write_bytes(made_up_file(rows))
        print(f"{rows} dòng, {file.stat().st_size / 1e6:.1f} MB")
        found = {way: [_in_its_own_process(way, file) for _ in range(3)] for way in _WAYS}
    best = {way: min(run["seconds"] for run in runs) for way, runs in found.items()}
    for way, said in (("a", "csv + executemany"), ("b", "pandas.read_csv + to_sql")):
        print(f"so với ({way}) {said}: {best['ours'] / best[way]:.2f} lần")
    print(
        f"bộ nhớ cao nhất: {max(run['peak'] for run in found['ours']):.0f} MB (pandas: {found['b'][0]['peak']:.0f} MB)"
    )


def _in_its_own_process(way: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.import_rows", way, str(file)]
    said: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return said


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _measure(sys.argv[1], Path(sys.argv[2]))
    else:
        _main(int(sys.argv[1]) if len(sys.argv) == 2 else 100_000)
