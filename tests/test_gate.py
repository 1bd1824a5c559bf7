"""What stands in front of pages, websocket, uploads and files: who is let through, as whom, and what others get."""

import json
import logging
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event, select, update
from starlette.applications import Starlette
from starlette.exceptions import StarletteDeprecationWarning
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from core.access import sign_ins
from core.access.rules import NOBODY, Access, Grant, Role
from core.database import Database
from core.official_report.archive import make_and_keep, now_pinned
from core.official_report.request import ReportRequest
from core.settings import UploadLimits, upload_max_bytes
from core.tables import JournalEntry, SignIn
from tests.conftest import OPERATOR
from tests.signed_in import PROVIDER, begun, claims_of, given, signed_in
from ui.frame import calendar, calendar_key, errors, gate, gate_words, intake, listening, report_files, signing_in
from ui.frame.looking_up import access_in
from ui.frame.modes import Mode, Running

with warnings.catch_warnings():
    # It would rather have httpx2; Streamlit's sign-in brings httpx, and one of them is enough.
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from starlette.testclient import TestClient, WebSocketTestSession

assert PROVIDER is not None
ORIGIN, SECRET = PROVIDER.origin, PROVIDER.cookie_secret
SIGN_IN, PUBLIC, LOCAL = Running(Mode.SIGN_IN, PROVIDER), Running(Mode.PUBLIC), Running(Mode.LOCAL)
USER = "_streamlit_user"
DAK_NONG, TUY_DUC, CU_JUT = "67", "667", "662"
HANH = "hanh@tinh.vn"
EDITOR, VIEWER = Grant(Role.EDITOR, TUY_DUC), Grant(Role.VIEWER, TUY_DUC)
PAGE = {"accept": "text/html,*/*"}
UPLOAD = "/_stcore/upload_file/phien/tep"
# Everything that Streamlit and we serve: one address of each kind.
EVERYTHING = [
    "/",
    "/giam-ngheo",
    "/index.html",
    "/_stcore/health",
    "/_stcore/host-config",
    "/static/js/index.js",
    "/media/tep.csv",
    "/component/x/index.html",
    "/app/static/x",
    "/tien-do/tien-do.js",
    "/tien-do/../core/settings.py",
    "//dang-nhap",
    "/healthz/",
    "/dang-nhap/",
    "/tep-bao-cao/1",
    "/lich/nghia-vu.ics",
    "/khong-co-trang-nay",
]


async def inside(request: Request) -> Response:
    """The program behind the gate: says as whom it was reached, and how much it was sent."""
    if request.url.path in signing_in.PATHS:
        return streamlits(request)
    if request.url.path == "/hong":
        raise RuntimeError("mật khẩu cơ sở dữ liệu là 123")
    if request.url.path == "/trang":
        return HTMLResponse("một trang", headers={"cache-control": "no-cache"})
    body = await request.body()
    who = request.scope.get("state", {}).get("access", Access("chưa ai hỏi", ())).who
    return PlainTextResponse(f"{who} {len(body)}", headers={"set-cookie": "a=b; Path=/"})


def streamlits(request: Request) -> Response:
    """As Streamlit's own routes answer: the callback with what the provider said, here given by the test."""
    answer = RedirectResponse("/", 302)
    said = request.headers.get("x-provider-said")
    if said:
        answer.set_cookie(USER, signed(json.loads(said)), httponly=True, samesite="lax", max_age=2_592_000)
        answer.set_cookie("_streamlit_user_tokens", signed({}, name="_streamlit_user_tokens"), httponly=True)
    if request.url.path == "/auth/logout":
        answer.delete_cookie(USER)
    return answer


async def websocket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(access_in(socket.scope).who)
    await socket.close()


def program(running: Running) -> Starlette:
    methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
    return Starlette(
        routes=[
            *report_files.routes(),
            *calendar.routes(),
            WebSocketRoute("/_stcore/stream", websocket),
            Route("/{path:path}", inside, methods=methods),
        ],
        middleware=[*listening.middleware(running), *gate.middleware(running)],
        exception_handlers={Exception: errors.answer},
    )


def browser(running: Running, address: str = ORIGIN, **cookies: str) -> TestClient:
    found = TestClient(program(running), base_url=address, follow_redirects=False, raise_server_exceptions=False)
    found.cookies.update(cookies)
    return found


def connected(client: TestClient, path: str = "/_stcore/stream", **headers: str) -> WebSocketTestSession:
    """A websocket to the address that the browser is at; left alone the client would name another host, and no page."""
    said = {"origin": str(client.base_url).rstrip("/"), **headers}
    return client.websocket_connect(str(client.base_url.join(path)).replace("http", "ws", 1), headers=said)


def why_closed(client: TestClient, path: str = "/_stcore/stream", **headers: str) -> str:
    """Why a websocket was closed before it was opened."""
    with pytest.raises(WebSocketDisconnect) as closed, connected(client, path, **headers):
        pass
    return closed.value.reason


def signed(claims: dict[str, Any], secret: str = SECRET, name: str = USER) -> str:
    """A cookie as Streamlit makes it."""
    value = {**claims, "origin": ORIGIN, "is_logged_in": True, **({} if claims else {"id_token": "x"})}
    value |= {key: claims[key] for key in ("origin", "is_logged_in") if key in claims}
    return create_signed_value(secret, name, json.dumps(value)).decode()


@pytest.fixture(autouse=True)
def office(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    return sqlite


@pytest.fixture
def hanh(sqlite: Database) -> TestClient:
    """Signed in, with a role for one huyện."""
    begun(sqlite, HANH, [EDITOR], "Nguyễn Thị Hạnh")
    return browser(SIGN_IN, **{USER: signed(claims_of(HANH))})


def refused_cookies() -> dict[str, str]:
    good = signed(claims_of(HANH))
    return {
        "none": "",
        "not signed": json.dumps({**claims_of(HANH), "is_logged_in": True, "origin": ORIGIN}),
        "forged": good[:-4] + "AAAA",
        "cut": good[:-1],
        "another secret": signed(claims_of(HANH), "Zq3rN8w-Lk2xT9pZ_b6YhC1mJ5sD7fGa"),
        "signed for another name": signed(claims_of(HANH), name="_streamlit_user_tokens"),
        "no row": signed(claims_of(HANH, nonce="lan-khac")),
        "another person": signed(claims_of("tam@tinh.vn")),
        "another address": signed(claims_of(HANH, origin="https://noi-khac.vn")),
        "not logged in": signed(claims_of(HANH, is_logged_in=False)),
        "no claims": create_signed_value(SECRET, USER, "[]").decode(),
        "no json": create_signed_value(SECRET, USER, "x").decode(),
        "missing pieces": create_signed_value(SECRET, USER, "chunks-3").decode(),
    }


@pytest.mark.parametrize("path", EVERYTHING)
def test_nobody_gets_anything_before_signing_in(path: str) -> None:
    client = browser(SIGN_IN)
    for method in ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"):
        answer = client.request(method, path)
        assert answer.status_code == 401, method
        assert "chưa ai hỏi" not in answer.text
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("cookie", refused_cookies().values(), ids=refused_cookies())
def test_a_cookie_that_is_not_a_sign_in_opens_nothing(sqlite: Database, cookie: str) -> None:
    begun(sqlite, HANH, [EDITOR])
    client = browser(SIGN_IN, **({USER: cookie} if cookie else {}))
    assert client.get("/giam-ngheo", headers=PAGE).status_code == 401
    assert client.put(UPLOAD, content=b"x").status_code == 401
    assert why_closed(client) == "sign in first"


def test_who_signed_in_is_known_everywhere(hanh: TestClient) -> None:
    for path in ("/giam-ngheo", "/media/tep.csv", "/static/js/x.js"):
        assert hanh.get(path).text == f"Nguyễn Thị Hạnh ({HANH}) 0"
    with connected(hanh) as socket:
        assert socket.receive_text() == f"Nguyễn Thị Hạnh ({HANH})"


def test_a_cookie_in_pieces_is_the_same_cookie(sqlite: Database) -> None:
    begun(sqlite, HANH, [EDITOR])
    whole = json.dumps({**claims_of(HANH), "origin": ORIGIN, "is_logged_in": True})
    pieces = {USER: "chunks-2", f"{USER}_1": whole[:50], f"{USER}_2": whole[50:]}
    client = browser(SIGN_IN, **{name: create_signed_value(SECRET, name, one).decode() for name, one in pieces.items()})
    assert client.get("/").status_code == 200


def _signed_out(database: Database) -> None:
    sign_ins.end(database, sign_ins.sign_in_id(claims_of(HANH)), "máy này")


def _expired(database: Database) -> None:
    with database.write() as session:
        session.execute(update(SignIn).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))


def _revoked(database: Database) -> None:
    given(database, HANH, [])


@pytest.mark.parametrize(
    ("happens", "status", "said"),
    [
        (_signed_out, 401, "Đã đăng xuất"),
        (_expired, 401, "Phiên đăng nhập đã hết hạn"),
        (_revoked, 403, "Quyền truy cập đã bị thu hồi"),
    ],
)
def test_what_ended_is_closed_on_the_next_request(
    hanh: TestClient, sqlite: Database, happens: Any, status: int, said: str
) -> None:
    assert hanh.get("/", headers=PAGE).status_code == 200
    happens(sqlite)
    page = hanh.get("/giam-ngheo?huyen=tuy-duc", headers=PAGE)
    assert (page.status_code, f"<h1>{said}</h1>" in page.text) == (status, True)
    assert 'href="/dang-nhap?den=%2Fgiam-ngheo%3Fhuyen%3Dtuy-duc"' in page.text
    assert hanh.get("/media/tep.csv").status_code == status
    assert hanh.put(UPLOAD, content=b"x").status_code == status
    assert why_closed(hanh) == "sign in first"


def test_each_request_asks_the_database_two_short_questions(hanh: TestClient, sqlite: Database) -> None:
    """Whose sign-in it is, and what they were given."""
    asked: list[str] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    hanh.get("/static/js/x.js")
    assert len([one for one in asked if one.startswith("SELECT")]) == 2


@pytest.mark.parametrize("path", ["/healthz", "/tien-do/sign-in.css", "/tien-do/icon.png", "/tien-do/logo.svg"])
def test_what_the_sign_in_page_is_made_of_is_open(path: str) -> None:
    assert browser(SIGN_IN).get(path).status_code == 200


@pytest.mark.parametrize("running", [SIGN_IN, PUBLIC, LOCAL], ids=str)
def test_ways_in_for_programs_are_closed_in_every_mode(sqlite: Database, running: Running) -> None:
    begun(sqlite, HANH, [Grant(Role.ADMINISTRATOR, None)])
    client = browser(running, "http://127.0.0.1" if running is LOCAL else ORIGIN, **{USER: signed(claims_of(HANH))})
    client._transport.client = ("127.0.0.1", 1)  # type: ignore[attr-defined]
    for path in ("/_stcore/agent/interact", "/_stcore/agent/mcp", "/_stcore/metrics", "/_stcore/script-health-check"):
        assert client.post(path).status_code == 404


# ---- in and out ----


def came_back(client: TestClient, claims: dict[str, Any] | None, query: str = "?state=a&code=b") -> Any:
    """From the provider, which said this."""
    headers = {"x-provider-said": json.dumps(claims)} if claims else {}
    return client.get(f"/oauth2callback{query}", headers={**PAGE, **headers})


def set_cookies(answer: Any) -> dict[tuple[str, str], tuple[str, str]]:
    """By name and path: value and the rest."""
    found = {}
    for line in answer.headers.get_list("set-cookie"):
        first, *rest = line.split("; ")
        name, value = first.split("=", 1)
        path = next((one.removeprefix("Path=") for one in rest if one.startswith("Path=")), "")
        found[name, path] = (value.strip('"'), "; ".join(rest))
    return found


def test_signing_in_leads_where_one_wanted_to_go(sqlite: Database) -> None:
    given(sqlite, HANH, [EDITOR])
    client = browser(SIGN_IN)
    page = client.get("/giam-ngheo?huyen=tuy-duc&ky=2024-06-30", headers=PAGE)
    assert page.headers["content-type"].startswith("text/html")
    link = page.text.split('class="button"')[0].rsplit('href="', 1)[1].split('"')[0]
    on = client.get(link)
    assert on.headers["location"].startswith("/auth/login?provider=")
    _, rest = set_cookies(on)["tien_do_den", "/"]
    assert "HttpOnly" in rest
    assert "Secure" in rest
    back = came_back(client, claims_of(HANH))
    assert (back.status_code, back.headers["location"]) == (302, "/giam-ngheo?huyen=tuy-duc&ky=2024-06-30")
    assert set_cookies(back)["tien_do_den", "/"][0] == ""
    assert all("Secure" in rest for value, rest in set_cookies(back).values() if value)
    assert client.get("/", headers=PAGE).text.startswith("Người thử")


@pytest.mark.parametrize(
    "target",
    [
        "https://la.vn/",
        "//la.vn/",
        "/\\la.vn",
        "\\\\la.vn",
        "javascript:alert(1)",
        "giam-ngheo",
        "/auth/logout",
        "/dang-nhap?den=/",
        "/a\r\nSet-Cookie: x=y",
        "/" + "a" * 3000,
    ],
)
def test_nobody_is_led_elsewhere(sqlite: Database, target: str) -> None:
    given(sqlite, HANH, [EDITOR])
    client = browser(SIGN_IN)
    client.get("/dang-nhap", params={"den": target})
    assert came_back(client, claims_of(HANH)).headers["location"] == "/"
    assert signing_in.local_path(target) == "/"


def test_a_remembered_address_of_elsewhere_is_not_followed_either(sqlite: Database) -> None:
    given(sqlite, HANH, [EDITOR])
    client = browser(SIGN_IN, tien_do_den="https://la.vn/")
    assert came_back(client, claims_of(HANH)).headers["location"] == "/"


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email": "la@tinh.vn"}, "la@tinh.vn chưa được cấp quyền"),
        ({"email": "<b>@tinh.vn"}, "&lt;b&gt;@tinh.vn chưa được cấp quyền"),
        ({"email": ""}, "chưa khai địa chỉ thư điện tử"),
        ({"aud": "phan-mem-khac"}, "được cấp cho một chương trình khác"),
        ({"iss": "https://noi-khac.vn"}, "không do hệ thống đăng nhập của tỉnh cấp"),
        ({"email_verified": False}, "chưa được hệ thống đăng nhập của tỉnh xác minh"),
    ],
)
def test_who_is_refused_is_told_why_and_holds_nothing(sqlite: Database, claims: dict[str, Any], said: str) -> None:
    given(sqlite, HANH, [EDITOR])
    client = browser(SIGN_IN)
    back = came_back(client, claims_of(HANH, **{k: v for k, v in claims.items() if k != "email"}) | claims)
    assert (back.status_code, back.headers["location"]) == (302, gate_words.REFUSED)
    for _ in range(2):
        answer = client.get(gate_words.REFUSED, headers=PAGE)
        assert (answer.status_code, answer.headers["cache-control"]) == (403, "no-store")
        assert said in answer.text
        assert "Đăng xuất, dùng tài khoản khác" in answer.text
    found = set_cookies(back)
    assert found[USER, "/"][0] == ""
    assert "Max-Age=600" in found[USER, "/auth/logout"][1]
    assert client.get("/", headers=PAGE).status_code == 401
    with sqlite.read() as session:
        assert session.scalars(select(SignIn)).all() == []
        assert [row.action for row in session.scalars(select(JournalEntry))][-1] == "sign-in-refused"


def test_why_somebody_was_refused_is_said_by_us_alone_and_for_a_short_time(sqlite: Database) -> None:
    client = browser(SIGN_IN)
    came_back(client, claims_of("la@tinh.vn"))
    value = client.cookies["tien_do_ly_do"]
    rest = "Path=/dang-nhap/tu-choi; Max-Age=600; HttpOnly; SameSite=lax; Secure"
    assert set_cookies(came_back(client, claims_of("la@tinh.vn")))["tien_do_ly_do", gate_words.REFUSED][1] == rest
    for forged in ("", "Goi-so-nay", value[:-1], value.replace(".", "x", 1)):
        page = browser(SIGN_IN, tien_do_ly_do=forged).get(gate_words.REFUSED, headers=PAGE)
        assert (page.status_code, "Goi-so-nay" in page.text, "la@tinh.vn" in page.text) == (401, False, False)


def test_a_code_that_was_used_up_is_one_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("streamlit.web.server.starlette.starlette_auth_routes")
    log.addHandler(caplog.handler)
    try:
        raise ValueError("mã 100% đã dùng")
    except ValueError:
        log.warning("exchange failed for '%s'.", "default", exc_info=True)
    finally:
        log.removeHandler(caplog.handler)
    assert [record.getMessage() for record in caplog.records] == ["exchange failed for 'default'. mã 100% đã dùng"]
    assert "Traceback" not in caplog.text


def test_a_page_of_who_is_signed_in_is_not_kept(sqlite: Database) -> None:
    """«Back» after signing out asks the gate again."""
    begun(sqlite, HANH, [EDITOR])
    given = {USER: signed(claims_of(HANH))}
    assert browser(SIGN_IN, **given).get("/trang", headers=PAGE).headers["cache-control"] == "no-store"


def test_who_is_revoked_is_told_the_administrators_of_the_province(sqlite: Database) -> None:
    given(sqlite, "tam@tinh.vn", [Grant(Role.ADMINISTRATOR, DAK_NONG)], "Lê Minh Tâm")
    begun(sqlite, HANH, [EDITOR])
    given(sqlite, HANH, [])
    client = browser(SIGN_IN, **{USER: signed(claims_of(HANH))})
    for headers in (PAGE, {}):
        answer = client.get("/giam-ngheo", headers=headers)
        assert answer.status_code == 403
        assert "hãy liên hệ người quản trị: Lê Minh Tâm (tam@tinh.vn)." in answer.text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 200, "Đã đăng xuất"),
        ("?state=a&code=b", 400, "không hoàn tất"),
        ("?state=a&error=access_denied", 400, "không xác nhận"),
    ],
)
def test_coming_back_without_anybody(query: str, status: int, said: str) -> None:
    answer = came_back(browser(SIGN_IN), None, query)
    assert (answer.status_code, said in answer.text) == (status, True)


def test_an_old_callback_does_not_disturb_who_is_signed_in(hanh: TestClient) -> None:
    assert came_back(hanh, None).headers["location"] == "/"
    assert hanh.get("/").status_code == 200


def test_signing_out_ends_the_sign_in_and_not_only_the_cookie(hanh: TestClient, sqlite: Database) -> None:
    kept = hanh.cookies[USER]
    assert hanh.get("/auth/logout").status_code == 302
    assert browser(SIGN_IN, **{USER: kept}).get("/").status_code == 401
    with sqlite.read() as session:
        assert [row.action for row in session.scalars(select(JournalEntry))][-1] == "sign-out"


def test_signing_in_anew_ends_the_sign_in_before(hanh: TestClient) -> None:
    kept = hanh.cookies[USER]
    came_back(hanh, claims_of(HANH, nonce="lan-hai"))
    assert browser(SIGN_IN, **{USER: kept}).get("/").status_code == 401
    assert hanh.get("/").status_code == 200


def test_the_other_name_of_this_machine_is_explained() -> None:
    here = modes_for("http://localhost:8501")
    answer = browser(here, "http://127.0.0.1:8501").get("/dang-nhap")
    assert (answer.status_code, "Hãy mở http://localhost:8501." in answer.text) == (400, True)
    assert browser(here, "http://localhost:8501").get("/dang-nhap").status_code == 302


def modes_for(origin: str) -> Running:
    assert PROVIDER is not None
    return Running(Mode.SIGN_IN, replace(PROVIDER, redirect_uri=f"{origin}/oauth2callback"))


@pytest.mark.parametrize(
    ("host", "status"),
    [("tien-do.tinh.vn", 401), ("TIEN-DO.tinh.vn:443", 401), ("127.0.0.1:8501", 401), ("la.vn", 421), ("", 421)],
)
def test_only_its_own_name_is_answered(host: str, status: int) -> None:
    assert browser(SIGN_IN).get("/", headers={"host": host}).status_code == status


def test_a_websocket_under_another_name_is_closed(hanh: TestClient) -> None:
    assert why_closed(hanh, host="la.vn") == "another host"


# ---- uploads ----


def test_only_who_may_upload_can_send_a_file(sqlite: Database) -> None:
    begun(sqlite, HANH, [VIEWER])
    client = browser(SIGN_IN, **{USER: signed(claims_of(HANH))})
    assert client.get("/giam-ngheo").status_code == 200
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert client.request(method, UPLOAD).status_code == 403
    given(sqlite, HANH, [EDITOR])
    assert client.put(UPLOAD, content=b"abc").text.endswith(" 3")
    assert client.delete(UPLOAD).status_code == 200


def _pieces(size: int) -> Iterator[bytes]:
    """Without a length announced."""
    for _ in range(size // 1_000_000):
        yield bytes(1_000_000)


def test_a_file_is_not_larger_than_allowed_whatever_it_says(hanh: TestClient) -> None:
    most = upload_max_bytes()
    assert hanh.put(UPLOAD, content=bytes(most)).text.endswith(f" {most}")
    assert hanh.put(UPLOAD, content=bytes(most + 200_000)).status_code == 413
    assert hanh.put(UPLOAD, content=_pieces(most)).status_code == 200
    assert hanh.put(UPLOAD, content=_pieces(most + 2_000_000)).status_code == 413
    assert hanh.put(UPLOAD, content=_pieces(most + 2_000_000), headers={"content-length": "5"}).status_code == 413
    assert hanh.put(UPLOAD, content=b"x", headers={"content-length": "nhiều".encode()}).status_code == 413


def test_too_many_files_wait(hanh: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "upload_limits", lambda: UploadLimits(2, 200, 10**9, 3))
    client = browser(SIGN_IN, **dict(hanh.cookies))
    assert [client.put(UPLOAD, content=b"x").status_code for _ in range(3)] == [200, 200, 429]


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def taken(counter: intake.Intake, who: str, size: int = 1) -> bool:
    try:
        with counter.place(who) as counted:
            counted[0] += size
    except intake.TooMany:
        return False
    return True


@pytest.fixture
def clock() -> Clock:
    return Clock()


def limited(clock: Clock, monkeypatch: pytest.MonkeyPatch, *limits: int) -> intake.Intake:
    monkeypatch.setattr(intake, "upload_limits", lambda: UploadLimits(*limits))
    return intake.Intake(clock)


def test_files_of_a_minute(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = limited(clock, monkeypatch, 2, 100, 10**9, 9)
    assert [taken(counter, "a"), taken(counter, "a"), taken(counter, "a"), taken(counter, "b")] == [
        True,
        True,
        False,
        True,
    ]
    clock.seconds = 61
    assert taken(counter, "a")


def test_files_and_bytes_of_an_hour(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = limited(clock, monkeypatch, 100, 3, 10, 9)
    assert [taken(counter, "a"), taken(counter, "b", 10), taken(counter, "b")] == [True, True, False]
    assert [taken(counter, "a"), taken(counter, "a"), taken(counter, "a")] == [True, True, False]
    clock.seconds = 3601
    assert taken(counter, "a")
    assert taken(counter, "b")
    assert set(counter.taken) == {"a", "b"}


def test_files_at_once(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = limited(clock, monkeypatch, 100, 100, 10**9, 1)
    with counter.place("a"):
        assert not taken(counter, "a")
        assert taken(counter, "b")
    assert taken(counter, "a")
    monkeypatch.setattr(intake, "uploads_at_once", lambda: 1)
    with counter.place("a"):
        assert not taken(counter, "b")
    assert counter.under_way == {}


# ---- without sign-in ----


def test_at_the_keyboard_everything_is_open_from_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    client = TestClient(program(LOCAL), base_url="http://127.0.0.1:8501", client=("127.0.0.1", 9))
    assert client.get("/").status_code == 200
    assert client.put(UPLOAD, content=b"abc").status_code == 200
    with connected(client) as socket:
        assert socket.receive_text()
    assert client.get("/", headers={"host": "may-khac:8501"}).status_code == 403
    other = TestClient(program(LOCAL), base_url="http://127.0.0.1:8501", client=("10.0.0.5", 9))
    assert other.get("/").status_code == 403
    assert "TIENDO_PUBLIC_VIEW=1" in other.get("/").text
    assert why_closed(other) == "another host"


def test_the_public_view_takes_nothing_and_has_no_files() -> None:
    client = browser(PUBLIC, "https://xem.tinh.vn")
    assert client.get("/giam-ngheo").text == "khách xem công khai 0"
    with connected(client) as socket:
        assert socket.receive_text() == "khách xem công khai"
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        for path in (UPLOAD, "/", "/tep-bao-cao/1", "/lich/nghia-vu.ics"):
            assert client.request(method, path, content=b"x").status_code in (403, 404)
    assert client.get("/tep-bao-cao/1").status_code == 404
    assert client.get("/lich/nghia-vu.ics").status_code == 200


# ---- our own files ----


def made_report(database: Database, unit: str) -> int:
    request = ReportRequest("97/KH-UBND", unit, "2024-H1", now_pinned(database))
    return make_and_keep(database, request, ".docx", OPERATOR)[0]


def test_a_report_is_for_its_own_unit(sqlite: Database) -> None:
    own, of_others = made_report(sqlite, TUY_DUC), made_report(sqlite, CU_JUT)
    access = begun(sqlite, HANH, [VIEWER])
    client = browser(SIGN_IN, **{USER: signed(claims_of(HANH))})
    assert client.get(f"/tep-bao-cao/{own}").content[:2] == b"PK"
    for number in (of_others, 99):
        answer = client.get(f"/tep-bao-cao/{number}")
        assert (answer.status_code, answer.text) == (404, "Không có báo cáo này.")
    with sqlite.read() as session:
        fetched = [row for row in session.scalars(select(JournalEntry)) if row.action == "report-fetched"]
        assert [(row.who, row.person_id, row.unit_code, row.details) for row in fetched] == [
            (access.who, access.person, TUY_DUC, {"report": own})
        ]


def test_a_calendar_program_comes_with_a_key_of_its_own(sqlite: Database) -> None:
    assert PROVIDER is not None
    person = given(sqlite, HANH, [VIEWER])
    client = browser(SIGN_IN)
    key = calendar_key.key_of(PROVIDER, person)
    calendar_of = f"/lich/nghia-vu.ics?khoa={key}"
    assert client.get(calendar_of).headers["content-type"].startswith("text/calendar")
    assert client.head(calendar_of).status_code != 401
    assert client.put(calendar_of).status_code == 401
    for path in ("/", "/tep-bao-cao/1", "/giam-ngheo", UPLOAD):
        assert client.get(f"{path}?khoa={key}").status_code == 401
    assert why_closed(client, f"/lich/nghia-vu.ics?khoa={key}") == "sign in first"
    given(sqlite, HANH, [])
    assert client.get(calendar_of).status_code == 401


@pytest.mark.parametrize("key", ["", "1", "MQ.AAAA", "{other}", "{cookie}", "{text}"])
def test_another_key_opens_no_calendar(sqlite: Database, key: str) -> None:
    assert PROVIDER is not None
    person = given(sqlite, HANH, [VIEWER])
    other = calendar_key.key_of(replace(PROVIDER, cookie_secret="Zq3rN8w-Lk2xT9pZ_b6YhC1mJ5sD7fGa"), person)
    text = calendar_key.URLSafeSerializer(SECRET, salt="tien-do-lich").dumps(str(person))
    said = key.format(other=other, cookie=create_signed_value(SECRET, USER, str(person)).decode(), text=text)
    assert browser(SIGN_IN).get("/lich/nghia-vu.ics", params={"khoa": said}).status_code == 401


def test_an_error_is_a_sentence_with_an_id_and_the_log_has_the_rest(
    hanh: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = hanh.get("/hong")
    assert answer.status_code == 500
    assert "mật khẩu" not in answer.text
    number = answer.text.split("(mã ")[1].split(")")[0]
    assert f"error {number}" in caplog.text
    assert "mật khẩu cơ sở dữ liệu là 123" in caplog.text


# ---- the script behind the screens ----


def _links(app: AppTest) -> str:
    return "\n".join(one.body for one in app.get("html"))


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (_signed_out, "Đã đăng xuất"),
        (_expired, "Phiên đăng nhập đã hết hạn"),
        (_revoked, "Quyền truy cập đã bị thu hồi"),
    ],
)
def test_an_open_screen_shows_nothing_more_once_the_sign_in_ended(
    app: AppTest, sqlite: Database, happens: Any, said: str
) -> None:
    access = signed_in(app, sqlite, HANH, [EDITOR])
    app.run()
    assert not app.exception
    assert app.session_state["_reader"][0] == replace(access, from_where="máy này")
    happens(sqlite)
    app.query_params["huyen"] = "tuy-duc"
    app.run()
    assert not app.exception
    assert f"<h1>{said}</h1>" in _links(app)
    assert "/dang-nhap?den=%2F%3Fhuyen%3Dtuy-duc" in _links(app)
    assert len(app.main) == 1
    assert app.session_state["_reader"][0] == NOBODY


@pytest.mark.parametrize("user", [{}, {"is_logged_in": False}, {"is_logged_in": True, "email": HANH}], ids=str)
def test_a_script_without_a_known_sign_in_shows_nothing(app: AppTest, sqlite: Database, user: dict[str, Any]) -> None:
    signed_in(app, sqlite, HANH, [EDITOR])
    app.user = user
    app.run()
    assert not app.exception
    assert "<h1>Đăng nhập</h1>" in _links(app)
    assert len(app.main) == 1


def test_the_calendar_offered_is_ones_own(app: AppTest, sqlite: Database) -> None:
    assert PROVIDER is not None
    access = signed_in(app, sqlite, HANH, [Grant(Role.VIEWER, DAK_NONG)])
    app.run()
    app.switch_page("../pages/duties.py").run()
    assert not app.exception
    assert access.person is not None
    key = calendar_key.key_of(PROVIDER, access.person)
    [address] = re.findall(r"/lich/nghia-vu\.ics\?[^\"<]*khoa=[^\"<]*", unescape(_links(app)))
    assert address == f"/lich/nghia-vu.ics?tinh=dak-nong&khoa={key}"
    found = browser(SIGN_IN).get(f"/lich/nghia-vu.ics?tinh=dak-nong&khoa={key}")
    assert found.status_code == 200
    assert f"{ORIGIN}/nghia-vu-bao-cao?" in found.text.replace("\r\n ", "")
