"""Databases for tests: a SQLite file and a real PostgreSQL database, each its own, each ready in milliseconds."""

import gc
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox
from streamlit.util import calc_hash

from core.access.rules import operator
from core.database import Database, open_database
from core.ingest.pipeline import Outcome, commit, preview
from core.reference import documents
from core.start import initialise
from tests import made_once
from tests.warm_program import WarmProgram, warm_program
from ui.navigation import screens

made_once.arrange()

ROOT = Path(__file__).resolve().parents[1]
# Every file of a shipped plan is a batch, the poverty plan of 97/KH-UBND the first; what a test loads comes after.
SHIPPED = sum(len(document.files) for document in documents())
UPLOAD_1, UPLOAD_2, UPLOAD_3 = (SHIPPED + number for number in (1, 2, 3))


# What takes minutes, begun first: or one core waits at the end for the other to finish them.
LONG = ("browser/test_journeys.py", "test_durability.py", "browser/test_chrome.py", "browser/test_views.py")
LONG += ("browser/test_reports.py", "browser/test_everyone.py", "test_schema.py", "test_report_made.py")
LONG += ("test_known_at_screens.py", "test_fuzz.py", "test_properties.py", "test_cli.py", "test_upload_screen.py")
LONG += ("browser/test_two_maps.py", "test_invariants_stored.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {ROOT / "tests" / name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path, len(LONG)))


def pytest_collection_finish() -> None:
    """Modules and tests stay until the end: not looked through again whenever memory is tidied up."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as `init` leaves it, copied for every test that wants one."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}")
    initialise(database)
    database.engine.dispose()
    return path


def _postgresql_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    assert program, "PostgreSQL is missing: run `bash tests/run`, which installs it"
    return Path(program).parent


def _as_server_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; Debian's package brings the user postgres."""
    return (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        if os.geteuid() == 0
        else command
    )


# Nothing outlives the server, so nothing is kept for after a crash: making and dropping a database takes a sixth.
_SHORT_LIVED = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"
_SHORT_LIVED += " -c wal_level=minimal -c max_wal_senders=0"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of its own for this run, on a free loopback port; yields the URL without a database."""
    programs = _postgresql_programs()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="tien-do-pg-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        create = [str(programs / "initdb"), "-D", str(data), "-U", "tien_do", "-A", "trust"]
        create += ["-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(_as_server_user(create), check=True, capture_output=True, cwd="/")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {_SHORT_LIVED}"
        start = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", f"{folder}/log", "start"]
        subprocess.run(
            _as_server_user(start), check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield f"postgresql+psycopg://tien_do@127.0.0.1:{port}"
        finally:
            stop = [str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]
            subprocess.run(_as_server_user(stop), check=True, cwd="/", capture_output=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """A PostgreSQL database as `init` leaves it."""
    _administer(postgresql_server, "CREATE DATABASE template_tien_do")
    database = Database(f"{postgresql_server}/template_tien_do")
    initialise(database)
    database.engine.dispose()
    return "template_tien_do"


def _administer(server: str, statement: str, since_15: str = "") -> None:
    import psycopg

    url = server.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        known = connection.info.server_version >= 150_000
        connection.execute(statement + since_15 * known)  # type: ignore[arg-type]


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "app.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str, tmp_path: Path) -> Iterator[str]:
    name = f"t_{abs(hash(tmp_path))}"
    _administer(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}", " STRATEGY FILE_COPY")
    yield f"{postgresql_server}/{name}"
    _administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A ready database on each engine: the test runs twice."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The shipped plans loaded (that of 97/KH-UBND as batch 1), on SQLite and on PostgreSQL."""
    opened = open_database(database_url)
    yield opened
    _let_go(opened)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """The same on SQLite alone, for what does not depend on the engine."""
    opened = open_database(sqlite_url)
    yield opened
    _let_go(opened)


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmProgram]:
    with warm_program() as program:
        yield program


def _let_go(database: Database) -> None:
    """A process keeps every database it opened, thousands of them: none with its connections."""
    database.engine.dispose()


@pytest.fixture
def app(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app on a database with the shipped plans loaded and nothing cached; not yet run."""
    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    return new_app()


def new_app() -> AppTest:
    """The app, not yet run. It may take as long as a busy machine needs: only what hangs is ended."""
    return AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=300)


def box(app: AppTest, name: str) -> Selectbox:
    """The box of a name as it is drawn now (ui/boxes.py)."""
    return next(one for one in app.selectbox if str(one.key).rpartition("#")[0] == name)


def at_screen(app: AppTest, file: str) -> AppTest:
    """The app standing at a screen as a link to it does, not yet run; `switch_page` wants another screen run before."""
    app._page_hash = calc_hash(next(row["slug"] for row in screens() if row["file"] == file))
    return app


Load = Callable[..., Outcome]
# Who stores what a test does not say by whom: the person at the keyboard.
OPERATOR = operator("người thử")


@pytest.fixture
def load() -> Load:
    """Import CSV text into a database as a confirmed upload; returns the outcome."""

    def loaded(
        database: Database,
        text: str | bytes,
        name: str = "tep.csv",
        kind: str | None = None,
        justify: str | None = None,
        replace_confirmed: bool = True,
    ) -> Outcome:
        content = text.encode() if isinstance(text, str) else text
        found = preview(database, OPERATOR, content, name, kind)
        return commit(database, found, OPERATOR, "cli", replace_confirmed, justify)

    return loaded
