"""Killed at any statement, many at once, backed up or undone meanwhile: all of a file is stored, or nothing of it."""

import json
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Barrier
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import func, select, text

from core.access.rules import operator
from core.backup import back_up, restore
from core.database import Database
from core.errors import ChangedMeanwhile, UndoRefused
from core.ingest.pipeline import Outcome, Preview, commit, preview, undo
from core.places import all_places
from core.reports.export_cells import names_of
from core.tables import FACT_TABLES, Batch, PovertyProgress, StoredFile
from tests.conftest import OPERATOR, SHIPPED, UPLOAD_1
from tests.warm_program import Started, WarmProgram

Load = Callable[..., Outcome]
Row = dict[str, Any]

HEAD = "Tỉnh;Huyện, thành phố;Xã;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
HUYEN = ("Krông Nô", "Cư Jút", "Đắk Mil", "Đắk Song", "Đắk R'Lấp", "Tuy Đức", "Đắk Glong", "Gia Nghĩa")
DAYS = [date(2021, 1, 31) + timedelta(days=30 * number) for number in range(42)]


def communes() -> list[str]:
    """«Tỉnh;Huyện;Xã» of the 71 communes of Đắk Nông."""
    places = all_places()
    found = [
        place
        for place in places.by_code.values()
        if place.level == "commune" and places.province_of(place).code == "67"
    ]
    return [";".join(names_of(places, place)) for place in found]


def long_file(poor: int) -> str:
    """71 communes × 42 days: 2.982 rows, more than one query holds."""
    return HEAD + "".join(f"{name};{day:%d/%m/%Y};1.000;{poor}\n" for name in communes() for day in DAYS)


ROWS = 71 * len(DAYS)


def of_huyen(poor: int, *names: str) -> str:
    return HEAD + "".join(f"Đắk Nông;{name};;30/06/2024;20.000;{poor}\n" for name in names)


@contextmanager
def second(url: str) -> Iterator[Database]:
    """The same database through connections of its own."""
    other = Database(url)
    try:
        yield other
    finally:
        other.engine.dispose()


@dataclass(frozen=True)
class State:
    """What another connection sees of uploads: their batches, and all and the standing rows of poverty progress."""

    batches: int
    rows: int
    standing: Counter[int]


def state_of(url: str) -> State:
    with second(url) as other, other.read() as session:
        batches = session.scalar(select(func.count()).where(Batch.id > SHIPPED)) or 0
        rows = session.scalar(select(func.count()).select_from(PovertyProgress)) or 0
        standing = Counter(session.scalars(select(PovertyProgress.poor).where(PovertyProgress.is_current)))
        return State(batches, rows, standing)


def refuse_damage(url: str) -> None:
    """The file is sound, every reference leads somewhere, one row stands per key, batches count what they hold."""
    with second(url) as other, other.read() as session:
        if other.sqlite_file:
            assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        for table in FACT_TABLES.values():
            later, own = table.__table__.alias(), table.__table__
            assert session.scalar(select(func.count()).where(own.c.batch_id.not_in(select(Batch.id)))) == 0
            superseded = select(func.count()).where(own.c.is_current, own.c.id == later.c.supersedes_id)
            assert session.scalar(superseded.where(later.c.is_current)) == 0
            keys = session.execute(select(*(own.c[name] for name in table.KEY)).where(own.c.is_current)).all()
            assert len(set(keys)) == len(keys)
        for batch in session.scalars(select(Batch)):
            own = FACT_TABLES[batch.kind].__table__
            held = session.scalar(select(func.count()).where(own.c.batch_id == batch.id))
            assert held == batch.new_rows + batch.changed_rows
            kept = session.get(StoredFile, batch.sha256)
            assert kept is not None
            assert sha256(kept.content).hexdigest() == batch.sha256


# Imports a file and kills itself, as `kill -9` does: before the Nth statement of the transaction that writes, half way
# through the rows, just before COMMIT leaves for the database, or just after it was done.
CHILD = """
import os, signal, sys
from pathlib import Path
import psycopg
from sqlalchemy import event
from core.access.rules import operator
from core.database import Database
from core.ingest.pipeline import commit, preview

url, file, moment, rows = sys.argv[1:]
database = Database(url)
engine, done = database.engine, database.engine.dialect.do_commit
statements, copied = [], []

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def before_statement(connection, cursor, statement, *_):
    statements.append(statement)
    if moment.isdigit() and len(statements) > int(moment):
        die()

def half_of_the_rows(cursor, statement, parameters, context):
    if statement.startswith("INSERT INTO poverty_progress"):
        cursor.executemany(statement, list(parameters)[: len(parameters) // 2])
        die()

def before_copying(cursor, statement, copy=psycopg.Cursor.copy):
    before_statement(None, cursor, statement)
    copied.clear()
    return copy(cursor, statement)

def half_of_the_copied(copy, row, write_row=psycopg.Copy.write_row):
    copied.append(row)
    if statements[-1].startswith("COPY poverty_progress") and len(copied) > int(rows) / 2:
        die()
    write_row(copy, row)

def commit_and_die(connection):
    done(connection)
    die()

found = preview(database, operator("tiến trình con"), Path(file).read_bytes(), "tep.csv")
event.listen(engine, "before_cursor_execute", before_statement)
psycopg.Cursor.copy = before_copying
if moment == "half":
    event.listen(engine, "do_executemany", half_of_the_rows)
    psycopg.Copy.write_row = half_of_the_copied
elif moment == "before commit":
    event.listen(engine, "commit", die)
elif moment == "after commit":
    engine.dialect.do_commit = commit_and_die
print(commit(database, found, operator("tiến trình con"), "cli", replace_confirmed=True).status)
"""


def killed(warm: WarmProgram, url: str, file: Path, moment: str) -> bool:
    """Whether the import was killed; one that was not has stored its file."""
    done = warm.script(CHILD, url, file, moment, ROWS).end()
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    assert done.stdout == (b"" if done.returncode else b"committed\n")
    return done.returncode != 0


@pytest.mark.parametrize("replaces", [False, True], ids=["new figures", "other figures"])
def test_a_process_killed_at_any_statement_leaves_all_of_its_file_or_nothing(
    warm: WarmProgram, database_url: str, tmp_path: Path, load: Load, replaces: bool
) -> None:
    """Before the first statement, before every other, half way through the rows, before COMMIT: nothing is there.
    The import that is let live, or killed after COMMIT, has stored all, and importing again changes nothing."""
    path = tmp_path / "tep.csv"
    path.write_text(long_file(99), encoding="utf-8")
    if replaces:
        with second(database_url) as other:
            assert load(other, long_file(100)).counts.new == ROWS
    before = state_of(database_url)
    for moment in ("half", "before commit"):
        assert killed(warm, database_url, path, moment)
        assert state_of(database_url) == before, moment
        refuse_damage(database_url)
    statements = 0
    if replaces:  # the longer road: it has every statement of the other
        while killed(warm, database_url, path, str(statements)):
            assert state_of(database_url) == before, statements
            refuse_damage(database_url)
            statements += 1
        assert statements >= 9
    else:
        assert killed(warm, database_url, path, "after commit")
    assert state_of(database_url) == State(before.batches + 1, before.rows + ROWS, Counter({99: ROWS}))
    refuse_damage(database_url)
    with second(database_url) as other:
        assert load(other, long_file(99)).status == "no_change"


@pytest.mark.parametrize("share", [0.5, 0.7, 0.8, 0.9, 0.95])
def test_the_command_line_killed_at_any_time_leaves_all_of_its_file_or_nothing(
    warm: WarmProgram, sqlite_url: str, tmp_path: Path, share: float
) -> None:
    """`python -m core import` killed after a share of the time it takes; run again it ends as if nothing had been."""
    path = tmp_path / "tep.csv"
    path.write_text(long_file(99), encoding="utf-8")
    began = monotonic()
    (dry,) = imported_together(warm, sqlite_url, [path], "--dry-run")
    assert dry["status"] == "dry_run"
    process = importing(warm, sqlite_url, path)
    sleep((monotonic() - began) * share)
    process.kill()
    process.end()
    seen = state_of(sqlite_url)
    assert seen in (State(0, 0, Counter()), State(1, ROWS, Counter({99: ROWS})))
    refuse_damage(sqlite_url)
    again = importing(warm, sqlite_url, path).end()
    assert (again.returncode, again.stderr) == (0, b"")
    assert json.loads(again.stdout)["status"] == ("no_change" if seen.batches else "committed")
    assert state_of(sqlite_url) == State(1, ROWS, Counter({99: ROWS}))


def importing(warm: WarmProgram, url: str, path: Path, *options: str) -> Started:
    """`python -m core import --json` in a process of its own, started and not waited for."""
    return warm.command(url, "import", path, "--json", *options)


def imported_together(warm: WarmProgram, url: str, paths: Sequence[Path], *options: str) -> list[dict[str, Any]]:
    """What commands started at once said, each with nothing on stderr and exit 0."""
    started = [importing(warm, url, path, *options) for path in paths]
    ended = [process.end() for process in started]
    assert [(one.stderr, one.returncode) for one in ended] == [(b"", 0)] * len(paths)
    return [json.loads(one.stdout) for one in ended]


def written(tmp_path: Path, texts: Sequence[str]) -> list[Path]:
    paths = [tmp_path / f"tep {number}.csv" for number in range(len(texts))]
    for path, text_ in zip(paths, texts, strict=True):
        path.write_text(text_, encoding="utf-8")
    return paths


def current(url: str) -> list[Row]:
    with second(url) as other, other.read() as session:
        table = PovertyProgress.__table__
        return [dict(row) for row in session.execute(select(table).where(table.c.is_current)).mappings()]


def test_eight_commands_at_once_store_eight_files_each_once(
    warm: WarmProgram, database_url: str, tmp_path: Path
) -> None:
    said = imported_together(warm, database_url, written(tmp_path, [of_huyen(400, name) for name in HUYEN]))
    assert [one["status"] for one in said] == ["committed"] * 8
    assert sorted(one["batch"] for one in said) == list(range(UPLOAD_1, UPLOAD_1 + 8))
    rows = current(database_url)
    assert sorted(row["unit_code"] for row in rows) == [str(code) for code in range(660, 668)]
    assert {row["batch_id"] for row in rows} == {one["batch"] for one in said}
    assert state_of(database_url) == State(8, 8, Counter({400: 8}))
    refuse_damage(database_url)


def test_of_eight_commands_with_the_same_file_one_stores_it(
    warm: WarmProgram, database_url: str, tmp_path: Path
) -> None:
    said = imported_together(warm, database_url, written(tmp_path, [of_huyen(400, *HUYEN)] * 8))
    assert sorted(one["status"] for one in said) == ["committed", *["no_change"] * 7]
    assert {one["batch"] for one in said} == {UPLOAD_1, None}
    assert state_of(database_url) == State(1, 8, Counter({400: 8}))
    refuse_damage(database_url)


def test_eight_commands_that_change_one_figure_form_one_chain(
    warm: WarmProgram, database_url: str, tmp_path: Path, load: Load
) -> None:
    """None is lost and none forks: each replaces what the one before it stored."""
    with second(database_url) as other:
        load(other, of_huyen(400, "Tuy Đức"))
    texts = [of_huyen(poor, "Tuy Đức") for poor in range(401, 409)]
    said = imported_together(warm, database_url, written(tmp_path, texts), "--replace-confirmed")
    assert [one["counts"]["changed"] for one in said] == [1] * 8
    with second(database_url) as other, other.read() as session:
        rows = {row.id: row for row in session.scalars(select(PovertyProgress))}
        (row,) = (row for row in rows.values() if row.is_current)
        chain = [row]
        while row.supersedes_id:
            row = rows[row.supersedes_id]
            chain.append(row)
        assert [row.batch_id for row in chain] == list(range(UPLOAD_1 + 8, UPLOAD_1 - 1, -1))
        assert sorted(row.poor for row in chain) == list(range(400, 409))
        assert chain[-1].poor == 400
    refuse_damage(database_url)


def together(*works: Callable[[], Any]) -> list[Any]:
    """One thread per work, all let go at the same moment; an error in any is raised."""
    gate = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        gate.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_eight_threads_of_databases_of_their_own_store_eight_files_each_once(database_url: str, load: Load) -> None:
    def store(name: str) -> Outcome:
        with second(database_url) as own:
            return load(own, of_huyen(400, name))

    outcomes = together(*(partial(store, name) for name in HUYEN))
    assert sorted(outcome.batch or 0 for outcome in outcomes) == list(range(UPLOAD_1, UPLOAD_1 + 8))
    assert state_of(database_url) == State(8, 8, Counter({400: 8}))
    refuse_damage(database_url)


def test_a_backup_during_uploads_holds_whole_files_and_disturbs_none(
    database_url: str, tmp_path: Path, load: Load
) -> None:
    """Four backups while four files of 2.982 rows replace each other: each shows one of the states between."""
    targets = [tmp_path / f"{number}.bak" for number in range(4)]

    def upload() -> None:
        with second(database_url) as own:
            for poor in (100, 101, 102, 103):
                assert load(own, long_file(poor)).status == "committed"

    def keep() -> None:
        with second(database_url) as own:
            for target in targets:
                back_up(own, target)
                sleep(0.3)

    together(upload, keep)
    end = State(4, 4 * ROWS, Counter({103: ROWS}))
    assert state_of(database_url) == end
    states = [State(0, 0, Counter())]
    states += [State(number, number * ROWS, Counter({99 + number: ROWS})) for number in (1, 2, 3, 4)]
    with second(database_url) as own:
        for target in targets:
            restore(own, target)
            assert state_of(database_url) in states
            refuse_damage(database_url)


def test_an_upload_and_the_undo_of_what_it_builds_on_never_both_succeed(database_url: str, load: Load) -> None:
    """Either the undo is refused because the upload leans on it, or the upload finds that its ground is gone."""
    for _ in range(6):
        before = state_of(database_url)
        with second(database_url) as own:
            ground = load(own, of_huyen(400, "Tuy Đức")).batch or 0
            seen = preview(own, OPERATOR, of_huyen(390, "Tuy Đức").encode(), "sau.csv")

        def build(seen: Preview = seen) -> int | None:
            with second(database_url) as one:
                try:
                    return commit(one, seen, operator("một"), "web", replace_confirmed=True).batch
                except ChangedMeanwhile:
                    return None

        def take_back(ground: int = ground) -> bool:
            with second(database_url) as one:
                try:
                    undo(one, ground, operator("hai"))
                except UndoRefused:
                    return False
                return True

        built, undone = together(build, take_back)
        assert (built is None) is undone
        refuse_damage(database_url)
        assert state_of(database_url).standing - before.standing == (Counter() if undone else Counter({390: 1}))
        with second(database_url) as own:
            for batch in [built, ground] if built else []:
                undo(own, batch, operator("người thử"))
        assert state_of(database_url).standing == before.standing
