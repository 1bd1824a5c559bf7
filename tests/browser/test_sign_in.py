"""Signing in and out with a real provider in real Chromium; what a forged, old or revoked sign-in still gives."""

import json
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select, update
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from core.access.people import give, people_seen_by, take_away
from core.access.rules import Role
from core.database import Database, open_database
from core.tables import Batch, JournalEntry, SignIn
from tests.browser.conftest import Overheard, Visitor, free_port, serving, streamlit
from tests.browser.provider import (
    CLIENT,
    OTHER_CLIENT,
    Account,
    Provider,
    give_name_and_password,
    providing,
    sign_in_settings,
)
from tests.browser.test_journeys import expect_screen, go_to, progress_csv, upload
from tests.conftest import OPERATOR, Load

pytestmark = pytest.mark.browser

DAK_NONG, TUY_DUC, CU_JUT = "67", "667", "662"
LEADER = Account("lanh-dao", "Lê Minh Tâm", "tam@tinh.example")
EDITOR = Account("huyen-tuy-duc", "Nguyễn Thị Hạnh", "hanh@tinh.example")
LEAVING = Account("sap-nghi", "Phạm Văn Dũng", "dung@tinh.example")
NO_GRANT = Account("da-nghi", "Hoàng Thị Lan", "lan@tinh.example")
NO_EMAIL = Account("khong-thu", "Trần Không Thư", None)
STRANGER = Account("nguoi-la", "Đỗ Người Lạ", "la@tinh.example")
EVERYBODY = (LEADER, EDITOR, LEAVING, NO_GRANT, NO_EMAIL, STRANGER)
GIVEN = [
    (LEADER, Role.ADMINISTRATOR, DAK_NONG),
    (EDITOR, Role.EDITOR, TUY_DUC),
    (LEAVING, Role.VIEWER, TUY_DUC),
    (NO_GRANT, Role.VIEWER, CU_JUT),
]


@dataclass(frozen=True)
class Office:
    """The program with sign-in, its provider and its database."""

    address: str
    provider: Provider
    database: Database
    cookie_secret: str
    log: Path

    def journal(self, action: str) -> list[JournalEntry]:
        with self.database.read() as session:
            query = select(JournalEntry).where(JournalEntry.action == action).order_by(JournalEntry.id)
            return list(session.scalars(query))

    def revoke(self, account: Account) -> None:
        for row in people_seen_by(self.database, OPERATOR):
            if row.email == account.email and row.is_current:
                take_away(self.database, OPERATOR, row.grant_id)


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder, port = tmp_path_factory.mktemp("office"), free_port()
    address = f"http://127.0.0.1:{port}"
    shutil.copy(sqlite_template, folder / "app.db")
    url = f"sqlite:///{folder / 'app.db'}"
    database = open_database(url)
    for account, role, unit in GIVEN:
        give(database, OPERATOR, account.email or "", account.name, role, unit)
    with ExitStack() as stack:
        provider = stack.enter_context(providing(folder, free_port(), address, EVERYBODY))
        settings = sign_in_settings(provider, address)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(name, value)
            command = streamlit("--server.port", str(port))
            stack.enter_context(serving(command, port, url, folder / "app.log"))
        office = Office(address, provider, database, settings["TIENDO_AUTH_COOKIE_SECRET"], folder / "app.log")
        office.revoke(NO_GRANT)
        yield office
    database.engine.dispose()


@pytest.fixture
def arrive(office: Office, visitor: Visitor, overheard: Overheard) -> Iterator[Visitor]:
    """A tab of somebody new. Chromium complains of what is refused, as ours rightly is, and of the provider's fonts."""
    tabs: list[Page] = []

    def arrived() -> Page:
        tabs.append(visitor())
        return tabs[-1]

    yield arrived
    for tab in tabs:
        tab.context.close()
    expected = (
        "status of 401",
        "status of 403",
        "/oauth2callback?",
        "WebSocket handshake: Unexpected response code: 403",
    )
    overheard.complaints[:] = [
        said
        for said in overheard.complaints
        if not any(part in said for part in expected) and not said.startswith(office.provider.address)
    ]


def sign_in(page: Page, office: Office, account: Account, path: str = "/") -> None:
    page.goto(f"{office.address}{path}")
    expect_gate(page, "Đăng nhập")
    page.get_by_role("link", name="Đăng nhập").click()
    give_name_and_password(page, account)


def expect_gate(page: Page, title: str) -> None:
    """Our own page, without anything of Streamlit."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_test_id("stApp")).to_have_count(0)


def expect_no_figures(page: Page, title: str) -> None:
    """An open screen after a click: the gate's page, whole, stands in the place of everything that was on it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    for drawn in ("stMetric", "stSidebarNav", "stPlotlyChart", "stFileUploader", "stLogo", "stHeaderLogo"):
        expect(page.get_by_test_id(drawn)).to_have_count(0)
    sign_in_again = page.get_by_role("link", name="Đăng nhập", exact=True)
    expect(sign_in_again).to_have_css("display", "inline-block")
    expect(sign_in_again).to_have_css("background-color", "rgb(21, 94, 117)")
    page.wait_for_function("[...document.images].every((one) => one.complete)")
    assert page.evaluate("[...document.images].map((one) => one.naturalWidth > 0)") == [True]


def websocket_opens(page: Page) -> bool:
    """Whether this page may open the connection over which everything of Streamlit comes."""
    opened: bool = page.evaluate(
        """() => new Promise((resolve) => {
            const socket = new WebSocket(`ws://${location.host}/_stcore/stream`, ["streamlit"]);
            socket.onopen = () => { socket.close(); resolve(true); };
            socket.onerror = () => resolve(false);
        })"""
    )
    return opened


def test_before_signing_in_nothing_is_reachable(office: Office) -> None:
    paths = [
        "/",
        "/giam-ngheo",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/upload_file/a/b",
        "/media/0.csv",
        "/static/js/index.js",
        "/app/static/x.csv",
        "/component/x/index.html",
        "/tep-bao-cao/1",
        "/lich/nghia-vu.ics",
        "/lich/nghia-vu.ics?khoa=abc",
        "/tien-do/..%2f..%2fapp.py",
    ]
    with httpx.Client(base_url=office.address) as client:
        assert {path: client.get(path).status_code for path in paths if client.get(path).status_code != 401} == {}
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert client.request(method, "/_stcore/upload_file/a/b", content=b"x").status_code == 401
        page = client.get("/", headers={"Accept": "text/html"})
    assert "Đăng nhập" in page.text
    assert "streamlit" not in page.text.lower()
    assert page.headers["cache-control"] == "no-store"


def test_before_signing_in_no_websocket(office: Office) -> None:
    """Asked for as a browser would, and with a cookie that nobody signed."""
    host, port = office.address.removeprefix("http://").split(":")
    for cookie in ("", f"{USER_COOKIE_NAME}=2|1:0|10:1|15:x|4:abcd|0", "_streamlit_session=x"):
        lines = [
            "GET /_stcore/stream HTTP/1.1",
            f"Host: {host}:{port}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            f"Origin: {office.address}",
            f"Cookie: {cookie}",
        ]
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            assert connection.recv(200).split(b"\r\n")[0] == b"HTTP/1.1 403 Forbidden"


def test_who_signs_in_comes_where_the_link_led_and_sees_who_they_are(office: Office, arrive: Visitor) -> None:
    page = arrive()
    sign_in(page, office, EDITOR, "/giam-ngheo?huyen=tuy-duc")
    expect_screen(page, "Giảm nghèo")
    assert page.url == f"{office.address}/giam-ngheo?huyen=tuy-duc"
    for said in (EDITOR.name, EDITOR.email or "", "Nhập liệu: huyện Tuy Đức"):
        expect(page.get_by_test_id("stSidebar")).to_contain_text(said)
    go_to(page, "Quyền truy cập")
    mine = page.get_by_test_id("stMain")
    expect(mine).to_contain_text("Nhập liệu, huyện Tuy Đức, tỉnh Đắk Nông")
    expect(mine).to_contain_text(f"{LEADER.name}, {LEADER.email}")
    expect(mine).not_to_contain_text(LEAVING.name)
    assert [entry.who for entry in office.journal("sign-in")][-1] == f"{EDITOR.name} ({EDITOR.email})"


def test_signing_out_ends_it_everywhere(office: Office, arrive: Visitor) -> None:
    """The other tab shows nothing on the next click, the cookie is worth nothing, and the provider asks again."""
    page = arrive()
    sign_in(page, office, EDITOR)
    expect_screen(page, "Tổng quan")
    kept = page.context.cookies(office.address)
    other = page.context.new_page()
    other.goto(f"{office.address}/giam-ngheo")
    expect_screen(other, "Giảm nghèo")

    page.get_by_role("link", name="Đăng xuất").click()
    expect_gate(page, "Đã đăng xuất")
    other.get_by_test_id("stSidebarNav").get_by_role("link", name="Ngân sách").click()
    expect_no_figures(other, "Đã đăng xuất")

    thief = arrive()
    thief.context.add_cookies(kept)  # type: ignore[arg-type]
    thief.goto(office.address)
    expect_gate(thief, "Đã đăng xuất")
    assert not websocket_opens(thief)

    page.get_by_role("link", name="Đăng nhập").click()
    expect(page.get_by_label("Login")).to_be_visible()
    assert office.journal("sign-out")[-1].who == f"{EDITOR.name} ({EDITOR.email})"


def test_back_after_signing_out_asks_to_sign_in(office: Office, arrive: Visitor) -> None:
    """Nothing of the screens is left behind in the browser."""
    page = arrive()
    sign_in(page, office, EDITOR)
    expect_screen(page, "Tổng quan")
    go_to(page, "Giảm nghèo")
    opened = page.url
    page.get_by_role("link", name="Đăng xuất").click()
    expect_gate(page, "Đã đăng xuất")
    page.go_back()
    expect_gate(page, "Đăng nhập")
    assert page.url == opened


def test_a_connection_that_the_gate_refuses_leads_to_the_gate(office: Office, arrive: Visitor) -> None:
    """A tab that has to connect anew after it was signed out elsewhere: no dialog without a way on."""
    page = arrive()
    page.add_init_script(
        "const Opened = WebSocket; window.opened = [];"
        "window.WebSocket = class extends Opened { constructor(...all) { super(...all); window.opened.push(this); } };"
    )
    sign_in(page, office, EDITOR, "/giam-ngheo?huyen=tuy-duc")
    expect_screen(page, "Giảm nghèo")
    with office.database.write() as session:
        session.execute(update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=datetime.now(UTC)))
    page.evaluate("window.opened.forEach((one) => one.close())")
    expect_gate(page, "Đã đăng xuất")
    assert page.url == f"{office.address}/giam-ngheo?huyen=tuy-duc"


def test_a_sign_in_expires(office: Office, arrive: Visitor) -> None:
    page = arrive()
    sign_in(page, office, EDITOR)
    expect_screen(page, "Tổng quan")
    page.wait_for_load_state("networkidle")  # scripts that are still asked for would be refused too
    with office.database.write() as session:
        session.execute(update(SignIn).where(SignIn.ended_at.is_(None)).values(expires_at=datetime.now(UTC)))
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Ngân sách").click()
    expect_no_figures(page, "Phiên đăng nhập đã hết hạn")
    page.reload()
    expect_gate(page, "Phiên đăng nhập đã hết hạn")


def test_who_is_revoked_sees_nothing_from_the_next_click_on(office: Office, arrive: Visitor) -> None:
    """With a screen open, and with the cookie of before."""
    page = arrive()
    sign_in(page, office, LEAVING)
    expect_screen(page, "Tổng quan")
    page.wait_for_load_state("networkidle")  # what shows a figure is fetched when the first one is shown
    office.revoke(LEAVING)
    answers: list[int] = []
    page.on("response", lambda answer: answers.append(answer.status))
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Giảm nghèo").click()
    expect_no_figures(page, "Quyền truy cập đã bị thu hồi")
    expect(page.get_by_test_id("stMain")).to_contain_text(f"{LEADER.name} ({LEADER.email})")
    expect(page.get_by_role("link", name="Đăng xuất, dùng tài khoản khác")).to_be_visible()
    page.wait_for_timeout(1000)
    assert [status for status in answers if status >= 400] == []
    assert not websocket_opens(page)
    page.goto(f"{office.address}/giam-ngheo")
    expect_gate(page, "Quyền truy cập đã bị thu hồi")


@pytest.mark.parametrize(
    ("account", "reason", "said"),
    [
        (NO_EMAIL, "no_email", "chưa khai địa chỉ thư điện tử"),
        (STRANGER, "unknown_person", "la@tinh.example chưa được cấp quyền"),
        (NO_GRANT, "no_grant", "lan@tinh.example đã bị thu hồi"),
    ],
)
def test_who_has_no_business_here_is_told_whom_to_ask(
    office: Office, arrive: Visitor, account: Account, reason: str, said: str
) -> None:
    """They are written down, get no websocket, and may try another account."""
    page = arrive()
    sign_in(page, office, account, "/giam-ngheo")
    expect_gate(page, "Chưa vào được Tiến Độ")
    expect(page.get_by_role("main")).to_contain_text(said)
    expect(page.get_by_role("main")).to_contain_text("hãy liên hệ", ignore_case=True)
    page.reload()
    expect_gate(page, "Chưa vào được Tiến Độ")
    expect(page.get_by_role("main")).to_contain_text(said)
    assert [entry.details["reason"] for entry in office.journal("sign-in-refused")][-1] == reason
    assert "Traceback" not in office.log.read_text(encoding="utf-8")
    assert not websocket_opens(page)
    page.goto(office.address)
    expect_gate(page, "Đăng nhập")


def test_who_was_refused_may_take_another_account(office: Office, arrive: Visitor) -> None:
    page = arrive()
    sign_in(page, office, STRANGER)
    page.get_by_role("link", name="Đăng xuất, dùng tài khoản khác").click()
    expect_gate(page, "Đã đăng xuất")
    page.get_by_role("link", name="Đăng nhập").click()
    give_name_and_password(page, EDITOR)
    expect_screen(page, "Tổng quan")


def test_a_word_that_was_meant_for_another_program(office: Office, arrive: Visitor) -> None:
    """A provider serves many programs: what it says to one, or to several at once, does not open this one."""
    page = arrive()
    with office.provider.speaking_to(OTHER_CLIENT):
        sign_in(page, office, EDITOR)
        expect_gate(page, "Chưa đăng nhập được")
    assert not websocket_opens(page)
    page.goto(office.address)
    expect_gate(page, "Đăng nhập")


def claims(office: Office, account: Account, **changes: object) -> str:
    """What the cookie of somebody who signed in holds, made up."""
    now = int(time.time())
    made_up = {
        "iss": office.provider.address,
        "sub": account.login,
        "aud": [CLIENT],
        "iat": now,
        "exp": now + 3600,
        "nonce": "made-up",
        "email": account.email,
        "name": account.name,
        "origin": office.address,
        "is_logged_in": True,
        "provider": "default",
    }
    return json.dumps({**made_up, **changes})


def put_cookie(context: BrowserContext, office: Office, value: str) -> None:
    context.add_cookies([{"name": USER_COOKIE_NAME, "value": value, "url": office.address}])


@pytest.mark.parametrize("forged", ["unsigned", "other secret", "our secret, no such sign-in"])
def test_a_forged_cookie_opens_nothing(office: Office, arrive: Visitor, forged: str) -> None:
    """Not even one that is signed with our own secret: only the provider's confirmation makes a sign-in."""
    said = claims(office, LEADER)
    secrets = {"unsigned": None, "other secret": "x" * 64, "our secret, no such sign-in": office.cookie_secret}
    secret = secrets[forged]
    value = create_signed_value(secret, USER_COOKIE_NAME, said).decode() if secret else said.encode().hex()
    page = arrive()
    put_cookie(page.context, office, value)
    page.goto(f"{office.address}/quyen-truy-cap")
    expect_gate(page, "Đăng nhập")
    assert not websocket_opens(page)
    with httpx.Client(base_url=office.address, cookies={USER_COOKIE_NAME: value}) as client:
        assert client.put("/_stcore/upload_file/a/b", content=b"x").status_code == 401
        assert client.get("/tep-bao-cao/1").status_code == 401


def batches(office: Office) -> list[Batch]:
    with office.database.read() as session:
        return list(session.scalars(select(Batch).order_by(Batch.id)))


def test_an_editor_uploads_for_their_unit_alone(office: Office, arrive: Visitor, tmp_path: Path) -> None:
    """A row of another huyện is refused before anything is stored, by its number in the file."""
    page = arrive()
    sign_in(page, office, EDITOR, "/nop-so-lieu")
    expect_screen(page, "Nộp số liệu")
    before = len(batches(office))
    rows = [("Tuy Đức", "30/06/2024", "16.700", "2.431"), ("Cư Jút", "30/06/2024", "22.000", "700")]
    upload(page, progress_csv(tmp_path, rows, "hai-huyen.csv"))
    problems = page.get_by_test_id("stExpander").filter(has_text="Phải sửa trước khi nộp (1)")
    expect(problems.locator(".td-table tbody th")).to_have_text(["3"])
    expect(problems).to_contain_text("huyện Cư Jút")
    expect(page.get_by_role("button", name="Xác nhận")).to_have_count(0)
    assert len(batches(office)) == before

    upload(page, progress_csv(tmp_path, rows[:1], "tuy-duc.csv"))
    page.get_by_role("button", name="Xác nhận, gửi duyệt 1 dòng").click()
    expect(page.get_by_text("«tuy-duc.csv»").first).to_be_visible()
    expect(page.get_by_role("button", name="Xác nhận")).to_have_count(0)
    [stored] = batches(office)[before:]
    assert (stored.unit_code, stored.published_at) == (TUY_DUC, None)
    assert stored.committed_by == f"{EDITOR.name} ({EDITOR.email})"


def test_an_editor_sees_no_files_of_another_unit(office: Office, arrive: Visitor, load: Load) -> None:
    heading = "Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo"
    load(office.database, f"{heading}\nCư Jút;31/05/2024;22.000;711\n", "cua-cu-jut.csv")
    load(office.database, f"{heading}\nTuy Đức;31/05/2024;16.700;2.800\n", "cua-tuy-duc.csv")
    for account, sees_the_other in ((EDITOR, 0), (LEADER, 1)):
        page = arrive()
        sign_in(page, office, account, "/nguon-kiem-tra?the=cac-lan-nap-so-lieu")
        expect_screen(page, "Nguồn và lịch sử")
        files = page.get_by_role("table", name="Các lần nạp số liệu")
        expect(files.get_by_text("cua-tuy-duc.csv")).to_have_count(1)
        expect(files.get_by_text("cua-cu-jut.csv")).to_have_count(sees_the_other)
