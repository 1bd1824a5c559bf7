"""Several processes of the program behind the nginx that we ship, on one PostgreSQL: who is where, who comes back."""

import re
import shutil
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect, sync_playwright
from sqlalchemy import func, select, text

from core.access.rules import Grant, Role
from core.database import Database, open_database
from core.reports.units import data_version
from core.tables import Batch, PovertyProgress
from tests.browser.conftest import CHROMIUM, free_port
from tests.conftest import SHIPPED, _administer
from tests.replicas import HOST, ORIGIN, REPLICA, USER, Gone, Replica, Tab, come_back, cookie_of, running_together
from tests.test_nginx import DEPLOY, proxying

HUYEN = (("Krông Nô", 19_800, 700), ("Cư Jút", 22_000, 700), ("Tuy Đức", 16_700, 2_431))
PROVINCE = Grant(Role.ADMINISTRATOR, "67")
ASKED_AGAIN = "Hãy chọn lại tệp"
CONFIRM, AGAIN = "Xác nhận, lưu 3 dòng", "Thử lại"


@dataclass(frozen=True)
class Site:
    """nginx at `port`, before the processes."""

    port: int
    replicas: list[Replica]
    database: Database
    tabs: list[Tab] = field(default_factory=list)

    def cookie(self, person: str) -> str:
        return cookie_of(self.database, f"{person}@tinh.vn", PROVINCE)

    def tab(self, person: str, page: str = "nop-so-lieu") -> Tab:
        self.tabs.append(Tab(self.port, self.cookie(person), page))
        return self.tabs[-1].open()

    def close_tabs(self) -> None:
        for tab in self.tabs:
            tab.close()
        self.tabs.clear()

    def apart(self) -> tuple[Tab, Tab]:
        """Two people at two processes."""
        first = self.tab("nguoi-dau")
        for number in range(50):
            second = self.tab(f"nguoi-khac-{number}")
            if second.at != first.at:
                return first, second
        raise AssertionError("everybody is sent to one process")

    def replica(self, port: int) -> Replica:
        return next(one for one in self.replicas if one.port == port)

    def all_up(self) -> None:
        """Those that were killed or stopped are started again, together."""
        again = [one for one in self.replicas if one.process is None or one.process.poll() is not None]
        for one in again:
            one.begin()
        for one in again:
            one.wait_until_it_answers()


@pytest.fixture(scope="module")
def site(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Three processes, started at the same moment on a database in which nothing is."""
    folder = tmp_path_factory.mktemp("replicas")
    _administer(postgresql_server, "CREATE DATABASE replicas")
    url = f"{postgresql_server}/replicas"
    with ExitStack() as stack:
        replicas = stack.enter_context(running_together(url, folder, 3))
        secure, _ = stack.enter_context(proxying(folder, *(one.port for one in replicas)))
        database = open_database(url)
        yield Site(secure, replicas, database)
        database.engine.dispose()
    _administer(postgresql_server, "DROP DATABASE replicas WITH (FORCE)")


@pytest.fixture(autouse=True)
def closed_tabs(site: Site) -> Iterator[None]:
    yield
    site.close_tabs()


def results(day: str, poor: int = 0) -> bytes:
    """Results of three huyện on a day."""
    rows = [f"{name};{day};{all_};{few + poor}" for name, all_, few in HUYEN]
    return "\n".join(["Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo", *rows]).encode()


def stored(database: Database, names: str) -> dict[str, list[int]]:
    """How many rows each batch of a file has, by the file's name, for names like this."""
    query = (
        select(Batch.file_name, func.count(PovertyProgress.id))
        .outerjoin(PovertyProgress, PovertyProgress.batch_id == Batch.id)
        .where(Batch.file_name.like(names))
        .group_by(Batch.id, Batch.file_name)
    )
    found: dict[str, list[int]] = {}
    with database.read() as session:
        for name, rows in session.execute(query):
            found.setdefault(name, []).append(rows)
    return found


def test_started_together_they_prepare_the_database_once(site: Site) -> None:
    with site.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Batch)) == SHIPPED
        version = data_version(session)
    assert [one.version() for one in site.replicas] == [version] * 3
    assert [one.log.read_text(encoding="utf-8").count("Traceback") for one in site.replicas] == [0, 0, 0]


def test_uploads_reach_the_process_of_their_session(site: Site) -> None:
    tabs = [site.tab(f"nguoi-{number}") for number in range(4)]
    begun = [tab.at for tab in tabs]
    for round_ in (1, 2):
        for number, tab in enumerate(tabs):
            screen = tab.hand_in(f"toi-{number}-{round_}.csv", results(f"0{number + 1}/0{round_}/2023"))
            assert screen.says(f"Đã lưu «toi-{number}-{round_}.csv» thành lô "), screen.texts
    assert [tab.at for tab in tabs] == begun
    assert stored(site.database, "toi-%") == {f"toi-{n}-{r}.csv": [3] for n in range(4) for r in (1, 2)}


def test_a_change_through_one_is_on_the_next_click_in_another(site: Site) -> None:
    """And so is taking it back: the list of the last uploads, read from a cache by its version."""
    one, other = site.apart()
    assert not other.run().says("doi.csv")
    assert one.hand_in("doi.csv", results("15/03/2023")).says("Đã lưu «doi.csv»")
    assert other.run().says("doi.csv")
    assert one.screen.says("· doi.csv ·")
    with site.database.read() as session:
        batch = session.scalars(select(Batch.id).where(Batch.file_name == "doi.csv")).one()
    undo = next(key for key in other.screen.buttons if key.endswith(f"_recent_{batch}_undo"))
    assert other.run(undo).says(f"Đã thu hồi lô {batch}")
    assert not one.run().says("· doi.csv ·")


@dataclass
class Work:
    """What several people hand in at once, and what they were told."""

    site: Site
    told: dict[str, int] = field(default_factory=dict)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    ended: threading.Event = field(default_factory=threading.Event)

    def hand_in(self, tab: Tab, person: int, files: int) -> list[str]:
        """All of them, each again until it is known to be stored; returns errors that were shown."""
        wrong: list[str] = []
        for number in range(files):
            name, content = f"tai-{person}-{number}.csv", results(f"{number + 1:02}/0{person + 1}/2024")
            while not self._one(tab, name, content):
                come_back(tab)
                wrong += [said for said in tab.screen.texts if "exception" in said or "Có lỗi" in said]
            self.begun.release()
        return wrong

    def _one(self, tab: Tab, name: str, content: bytes) -> bool:
        try:
            if tab.choose(name, content).says("Không có gì thay đổi"):
                return True
            screen = tab.confirm()
        except Gone:
            return False
        batch = next(found[1] for said in screen.texts if (found := re.search(rf"«{name}» thành lô (\d+)", said)))
        self.told[name] = int(batch)
        return True

    def click(self, tab: Tab) -> int:
        """Looks at a screen over and over; how often it had to connect anew."""
        again = 0
        while not self.ended.wait(0.2):
            try:
                tab.run()
            except Gone:
                come_back(tab)
                again += 1
        return again


def test_a_process_killed_under_load_loses_nothing_that_was_confirmed(site: Site) -> None:
    """Three people hand in files while others look; every file is stored whole and once, everybody comes back."""
    people, files = 3, 4
    work, tabs = Work(site), [site.tab(f"nop-{number}") for number in range(people)]
    looking = [site.tab(f"xem-{number}", "giam-ngheo") for number in range(2)]
    with ThreadPoolExecutor(people + len(looking)) as pool:
        handing = [pool.submit(work.hand_in, tab, number, files) for number, tab in enumerate(tabs)]
        clicking = [pool.submit(work.click, tab) for tab in looking]
        for _ in range(people):
            assert work.begun.acquire(timeout=60)
        dead = tabs[0].at
        site.replica(dead).end(signal.SIGKILL)
        wrong = [said for one in handing for said in one.result(timeout=120)]
        work.ended.set()
        for one in clicking:
            one.result(timeout=60)
    assert wrong == []
    assert dead not in [tab.run() and tab.at for tab in [*tabs, *looking]]
    names = [f"tai-{person}-{number}.csv" for person in range(people) for number in range(files)]
    assert stored(site.database, "tai-%") == {name: [3] for name in names}
    with site.database.read() as session:
        query = select(Batch.file_name, Batch.id).where(Batch.file_name.like("tai-%"))
        numbers = {row.file_name: row.id for row in session.execute(query)}
    assert work.told.items() <= numbers.items()


def test_a_process_that_is_stopped_lets_what_it_writes_end(site: Site) -> None:
    """Told to stop while a confirmed file waits for its turn to be written: it takes nobody in any more, and writes."""
    tab = site.tab("cham")
    tab.choose("cham.csv", results("20/04/2023"))
    stopped = site.replica(tab.at)
    assert stopped.process is not None
    with ThreadPoolExecutor(1) as pool:
        with site.database.write() as session:
            session.execute(text("SELECT * FROM data_version FOR UPDATE"))
            confirming = pool.submit(tab.confirm)
            _wait_for_a_writer(site.database)
            stopped.process.send_signal(signal.SIGTERM)
            _wait_until_closed(stopped.port)
            with pytest.raises(Gone):
                confirming.result(timeout=30)
            assert come_back(tab).at != stopped.port
            assert stopped.process.poll() is None
            assert stored(site.database, "cham.csv") == {}
        assert stopped.process.wait(timeout=30) is not None
    assert stored(site.database, "cham.csv") == {"cham.csv": [3]}
    assert tab.screen.says(ASKED_AGAIN)
    assert tab.choose("cham.csv", results("20/04/2023")).says("Không có gì thay đổi")


def _wait_for_a_writer(database: Database) -> None:
    query = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'replicas'")
    waiting = threading.Event()
    for _ in range(300):
        with database.read() as session:
            if session.scalar(query):
                return
        waiting.wait(0.1)
    raise AssertionError("nobody waits to write")


def _wait_until_closed(port: int) -> None:
    closed = threading.Event()
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            return
        closed.wait(0.1)
    raise AssertionError("it still listens")


@contextmanager
def closed_to_everybody(server: str) -> Iterator[None]:
    """The database takes nobody in, and those that were in are put out."""
    _administer(server, "ALTER DATABASE replicas ALLOW_CONNECTIONS false")
    _administer(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'replicas'")
    try:
        yield
    finally:
        _administer(server, "ALTER DATABASE replicas ALLOW_CONNECTIONS true")


def replica_of(context: BrowserContext) -> int:
    return next(int(one["value"]) for one in context.cookies() if one["name"] == REPLICA)


def choose_file(page: Page, name: str, content: bytes) -> None:
    file = FilePayload(name=name, mimeType="text/csv", buffer=content)
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files([file])


@pytest.mark.browser
def test_open_pages_of_a_browser_come_back_by_themselves(site: Site, postgresql_server: str) -> None:
    """The first click after it counts, on the screen that stood there; a file that was chosen is asked for again.

    When the process is back, what the pages send still goes where they are now. A file that is confirmed while only the
    database is gone is kept.
    """
    site.all_up()
    program = shutil.which("chromium")
    assert program, "Chromium is missing: run `bash tests/run`, which installs it"
    resolve = f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{site.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*CHROMIUM, resolve])
        context = browser.new_context(
            locale="vi-VN", ignore_https_errors=True, viewport={"width": 1280, "height": 1400}
        )
        signed_in = {"name": USER, "value": site.cookie("trinh-duyet"), "url": ORIGIN, "httpOnly": True}
        context.add_cookies([signed_in])  # type: ignore[list-item]
        reading, handing, leaving = context.new_page(), context.new_page(), context.new_page()
        reading.goto(f"{ORIGIN}/giam-ngheo?huyen=tuy-duc")
        expect(reading.get_by_text("huyện Tuy Đức").first).to_be_visible()
        handing.goto(f"{ORIGIN}/nop-so-lieu")
        choose_file(handing, "mat.csv", results("21/05/2023"))
        expect(handing.get_by_role("button", name=CONFIRM)).to_be_visible()
        leaving.goto(f"{ORIGIN}/giam-ngheo?huyen=tuy-duc")
        expect(leaving.get_by_text("huyện Tuy Đức").first).to_be_visible()
        for page in (reading, handing, leaving):
            page.evaluate("window.kept = true")

        dead = replica_of(context)
        site.replica(dead).end(signal.SIGKILL)
        for page in (reading, handing, leaving):
            expect(page.locator("[data-test-connection-state=CONNECTED]")).to_be_attached()
        # A screen without figures ends early (st.stop): the click that leads there counts all the same.
        leaving.get_by_role("link", name="Ngân sách", exact=True).click()
        expect(leaving.get_by_role("heading", name="Ngân sách", exact=True)).to_be_visible()
        handing.get_by_role("button", name=CONFIRM).click()
        expect(handing.get_by_text(ASKED_AGAIN)).to_be_visible()
        assert replica_of(context) != dead
        reading.get_by_role("combobox", name="Xã, phường, thị trấn").click()
        reading.get_by_role("option", name="Quảng Tâm", exact=True).click()
        expect(reading.get_by_role("combobox", name="Xã, phường, thị trấn")).to_have_value("Quảng Tâm")
        expect(reading).to_have_url(f"{ORIGIN}/giam-ngheo?huyen=tuy-duc&xa=quang-tam")

        site.all_up()
        choose_file(handing, "mat.csv", results("21/05/2023"))
        expect(handing.get_by_role("button", name=CONFIRM)).to_be_visible()
        assert stored(site.database, "mat.csv") == {}
        with closed_to_everybody(postgresql_server):
            handing.get_by_role("button", name=CONFIRM).click()
            expect(handing.get_by_test_id("stAlert").get_by_text("Chưa lưu gì.")).to_be_visible()
            expect(handing.get_by_role("button", name=AGAIN)).to_be_visible()
        handing.get_by_role("button", name=AGAIN).click()
        expect(handing.get_by_role("button", name=AGAIN)).not_to_be_attached()
        handing.get_by_role("button", name=CONFIRM).click()
        expect(handing.get_by_text("Đã lưu «mat.csv» thành lô")).to_be_visible()
        assert replica_of(context) != dead
        assert [page.evaluate("window.kept") for page in (reading, handing, leaving)] == [True] * 3
        browser.close()
    assert stored(site.database, "mat.csv") == {"mat.csv": [3]}


def test_numbers_of_the_program_are_not_for_outside(site: Site) -> None:
    """Whoever asks, in whatever way; `/healthz` is for everybody."""
    with httpx.Client(verify=False, headers={"Host": HOST}) as client:
        nginx = f"https://127.0.0.1:{site.port}"
        asked = ["/metrics", "/metrics/", "/metrics?x=1", "//metrics", "/%6detrics", "/x/../metrics"]
        assert [client.get(f"{nginx}{path}").status_code for path in asked] == [404] * len(asked)
        assert client.get(f"{nginx}/healthz").status_code == 200


def test_where_no_process_answers_a_page_says_so(tmp_path: Path) -> None:
    """A page for people that opens itself anew; programs see that it is for a while."""
    with (
        proxying(tmp_path, free_port(), free_port()) as (secure, _),
        httpx.Client(base_url=f"https://127.0.0.1:{secure}", verify=False, headers={"Host": HOST}) as client,
    ):
        for cookie in ("", f"{REPLICA}=8501", f"{REPLICA}=x"):
            answer = client.get("/giam-ngheo", headers={"Cookie": cookie})
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
            assert "Tiến Độ đang khởi động lại" in answer.text
            assert 'http-equiv="refresh"' in answer.text
        assert client.put("/_stcore/upload_file/a/b", content=b"x").status_code == 503


def test_every_process_stands_in_both_places() -> None:
    """One that new people are sent to and nobody is kept at would lose the files that are sent there."""
    shipped = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    servers = re.findall(r"^ +(#?)server 127\.0\.0\.1:(\d+) ", shipped, re.MULTILINE)
    kept = re.findall(r"^ +(#?)(\d+) +127\.0\.0\.1:\2;", shipped, re.MULTILINE)
    assert servers == kept == [("", "8501"), ("#", "8511"), ("#", "8512")]
