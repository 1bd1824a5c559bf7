"""The program as people run it, on a database of its own, and real Chromium looking at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    WebError,
    expect,
    sync_playwright,
)

from core.access.rules import operator
from core.database import open_database
from core.official_report.archive import make_and_keep, now_pinned
from core.official_report.request import ReportRequest
from core.settings import time_zone
from core.start import initialise
from tests.conftest import SHIPPED
from tests.test_known_at import place_in_time
from tests.warm_program import WarmProgram, warm_program

ROOT = Path(__file__).resolve().parents[2]
FIRST_KNOWN, TUY_DUC = datetime(2024, 4, 30, 8, tzinfo=time_zone()), "667"
# As long as a busy machine needs: only what never comes is an error.
START_SECONDS, LOOK_MILLISECONDS = 180, 60_000
CHROMIUM = [
    "--no-sandbox",
    # A screen lives for a second: what optimising its scripts would bring comes too late.
    "--js-flags=--no-opt --no-maglev",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]

expect.set_options(timeout=LOOK_MILLISECONDS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(database_url: str) -> dict[str, str]:
    """Ours, without anybody's Streamlit settings, and with the test's database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    return {**kept, "DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1"}


def streamlit(*options: str) -> list[str]:
    return [sys.executable, "-m", "streamlit", "run", "app.py", *options]


@contextmanager
def serving(command: list[str], port: int, database_url: str, log: Path) -> Iterator[str]:
    """A program from its first answer on /healthz until it is stopped; yields its address."""
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(database_url), stdin=subprocess.DEVNULL, stdout=written, stderr=written
        )
    try:
        if not _is_healthy(address, lambda: process.poll() is not None):
            pytest.fail(_not_started(process.poll(), log.read_bytes()))
        yield address
    finally:
        process.kill()
        process.wait()


def _is_healthy(address: str, has_ended: Callable[[], bool]) -> bool:
    """Once it answers; not if it ended or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not has_ended():
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return True
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass
        time.sleep(0.1)
    return False


def _not_started(code: int | None, said: bytes) -> str:
    return f"the program did not start ({code}):\n{said.decode(errors='replace')}"


Serve = Callable[[str], AbstractContextManager[str]]


@pytest.fixture(scope="package")
def warm_server() -> Iterator[WarmProgram]:
    with warm_program(serves=True) as program:
        yield program


@pytest.fixture
def serve(warm_server: WarmProgram) -> Serve:
    """Starts the program on a database, once that has what the test needs: in a third of `serving`'s time."""

    @contextmanager
    def serve_now(database_url: str) -> Iterator[str]:
        port = free_port()
        process = warm_server.server(environment(database_url), "--server.port", str(port))
        healthy = False
        try:
            if healthy := _is_healthy(address := f"http://127.0.0.1:{port}", process.has_ended):
                yield address
        finally:
            process.kill()
            ended = process.end()
        if not healthy:
            pytest.fail(_not_started(ended.returncode, ended.stdout + ended.stderr))

    return serve_now


@pytest.fixture
def address(sqlite_url: str, serve: Serve) -> Iterator[str]:
    """The program, started for this test on the plan of 97/KH-UBND alone."""
    with serve(sqlite_url) as started:
        yield started


@pytest.fixture(scope="package")
def reading(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same, started once for all tests that change nothing."""
    folder, port = tmp_path_factory.mktemp("reading"), free_port()
    shutil.copy(sqlite_template, folder / "app.db")
    command = streamlit("--server.port", str(port))
    with serving(command, port, f"sqlite:///{folder / 'app.db'}", folder / "app.log") as started:
        yield started


@pytest.fixture(scope="package")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The program with plans known since FIRST_KNOWN, made-up results of every programme and a report already made."""
    folder, port = tmp_path_factory.mktemp("full"), free_port()
    url = f"sqlite:///{folder / 'app.db'}"
    database = open_database(url)
    initialise(database, demo=True)
    for batch in range(1, SHIPPED + 1):
        place_in_time(database, batch, FIRST_KNOWN)
    request = ReportRequest("97/KH-UBND", TUY_DUC, "2024-H1", now_pinned(database))
    make_and_keep(database, request, ".docx", operator("người thử"))
    with serving(streamlit("--server.port", str(port)), port, url, folder / "app.log") as started:
        yield started


# Of this package only: while Playwright runs, its event loop stands in the main thread.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    assert program, "Chromium is missing: run `bash tests/run`, which installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield browser
        browser.close()


@dataclass
class Overheard:
    """What pages asked of the network and complained about, by any tab of a test."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("request", self._note_request)
        context.on("console", self._note_console)
        context.on("weberror", self._note_error)

    def turn_away(self, context: BrowserContext) -> None:
        context.remove_listener("request", self._note_request)
        context.remove_listener("console", self._note_console)
        context.remove_listener("weberror", self._note_error)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            self.hosts.add(request.url.split("/")[2])

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def _note_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))


@pytest.fixture
def overheard() -> Overheard:
    return Overheard()


Visitor = Callable[[], Page]


@pytest.fixture
def visitor(request: pytest.FixtureRequest, chromium: Browser, overheard: Overheard) -> Iterator[Visitor]:
    """Makes a tab of a new person, with nothing shared with the others; none may complain or talk to other hosts."""
    if "address" in request.fixturenames:
        # Before the tabs, and so stopped after them: one that is open complains that its program is gone.
        request.getfixturevalue("address")
    contexts: list[BrowserContext] = []

    def arrive() -> Page:
        context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 1400})
        contexts.append(context)
        context.set_default_timeout(LOOK_MILLISECONDS)
        overheard.listen(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()
    heard_nothing(overheard)


Lend = Callable[..., Page]


@pytest.fixture(scope="package")
def kept_tabs() -> dict[str, Page]:
    return {}


@pytest.fixture
def lend(chromium: Browser, overheard: Overheard, kept_tabs: dict[str, Page]) -> Iterator[Lend]:
    """Lends a tab to a test that only looks: that of the test before, which has forgotten all that it was told.

    A new tab reads and compiles megabytes of scripts before it shows anything, and so takes three times as long.
    """
    lent: list[tuple[str, Page, ViewportSize]] = []

    def one(viewport: ViewportSize, **options: Any) -> Page:
        kind = repr((viewport, sorted(options.items())))
        page = kept_tabs.pop(kind, None)
        if page is None:
            context = chromium.new_context(viewport=viewport, **options)
            context.set_default_timeout(LOOK_MILLISECONDS)
            page = context.new_page()
        overheard.listen(page.context)
        lent.append((kind, page, viewport))
        return page

    yield one
    for kind, page, viewport in lent:
        _forget(page, viewport)
        overheard.turn_away(page.context)
        kept_tabs[kind] = page


def _forget(page: Page, viewport: ViewportSize) -> None:
    page.mouse.move(0, 0)
    page.emulate_media(media="null")
    page.set_viewport_size(viewport)
    if page.url != "about:blank":
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.context.clear_cookies()
    page.goto("about:blank")


@pytest.fixture
def page(request: pytest.FixtureRequest, overheard: Overheard) -> Iterator[Page]:
    """A tab of a new person; where nothing is stored, one that is lent."""
    if "reading" not in request.fixturenames:
        yield request.getfixturevalue("visitor")()
        return
    yield request.getfixturevalue("lend")({"width": 1280, "height": 1400}, locale="vi-VN")
    heard_nothing(overheard)


def heard_nothing(overheard: Overheard) -> None:
    """Nothing was asked of another host, and no tab complained."""
    assert {host.split(":")[0] for host in overheard.hosts} <= {"127.0.0.1"}
    assert overheard.complaints == []
