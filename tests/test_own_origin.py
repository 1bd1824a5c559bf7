"""A page of another address, or of another port of this machine, opens no websocket and sends nothing."""

import logging
import warnings
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import StarletteDeprecationWarning
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.signed_in import PROVIDER
from ui.frame import listening
from ui.frame.modes import Mode, Running

with warnings.catch_warnings():
    # It would rather have httpx2; Streamlit's sign-in brings httpx, and one of them is enough.
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from starlette.testclient import TestClient

assert PROVIDER is not None
LOCAL, PUBLIC, SIGN_IN = Running(Mode.LOCAL), Running(Mode.PUBLIC), Running(Mode.SIGN_IN, PROVIDER)
AT_HOME = Running(Mode.SIGN_IN, replace(PROVIDER, redirect_uri="http://127.0.0.1:8501/oauth2callback"))


async def _inside(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("bên trong")


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close(1000, "let in")


def browser(running: Running, address: str) -> TestClient:
    methods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE", "PATCH"]
    routes = [WebSocketRoute("/_stcore/stream", _stream), Route("/{path:path}", _inside, methods=methods)]
    inside = Starlette(routes=routes, middleware=listening.middleware(running))
    return TestClient(inside, base_url=address, client=("127.0.0.1", 50_000))


def is_let_in(client: TestClient, headers: list[tuple[str, str]]) -> bool:
    address = str(client.base_url.join("/_stcore/stream")).replace("http", "ws", 1)
    try:
        with client.websocket_connect(address, headers=httpx.Headers(headers)):
            return True
    except WebSocketDisconnect as closed:
        if closed.reason == "another origin":
            return False
        raise


_HERE, _BEHIND = "http://127.0.0.1:8501", "https://tien-do.tinh.vn"


@pytest.mark.parametrize(
    ("running", "address", "origin", "own"),
    [
        (LOCAL, _HERE, _HERE, True),
        (LOCAL, "http://localhost:8501", "http://localhost:8501", True),
        (LOCAL, "http://[::1]:8501", "http://[::1]:8501", True),
        (LOCAL, "http://LOCALHOST:8501", "http://localhost:8501", True),
        (LOCAL, "http://localhost", "http://localhost", True),
        *((LOCAL, _HERE, f"http://{host}:3000", False) for host in ("localhost", "127.0.0.1", "0.0.0.0", "[::1]")),
        *((LOCAL, _HERE, other, False) for other in ("http://localhost:8501", "http://127.0.0.1", "null", "")),
        (LOCAL, _HERE, "https://127.0.0.1:8501", False),
        (LOCAL, _HERE, "http://evil.example", False),
        (LOCAL, _HERE, f"{_HERE}.evil.example", False),
        (PUBLIC, "https://xem.tinh.vn", "https://xem.tinh.vn", True),
        (PUBLIC, "https://xem.tinh.vn", "http://localhost:3000", False),
        (SIGN_IN, _BEHIND, _BEHIND, True),
        (SIGN_IN, "http://tien-do.tinh.vn", _BEHIND, True),  # the proxy speaks plain HTTP to this process
        (SIGN_IN, "http://tien-do.tinh.vn", "http://tien-do.tinh.vn", False),
        (SIGN_IN, _BEHIND, "https://tien-do.tinh.vn:8443", False),
        (SIGN_IN, _HERE, _BEHIND, False),
        (SIGN_IN, _HERE, "http://127.0.0.1:3000", False),
        (AT_HOME, _HERE, _HERE, True),
        (AT_HOME, _HERE, "http://127.0.0.1:3000", False),
    ],
)
def test_only_a_page_of_the_address_that_was_opened_is_answered(
    running: Running, address: str, origin: str, own: bool, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser(running, address)
    assert is_let_in(client, [("origin", origin)]) is own
    with caplog.at_level(logging.WARNING, "tien_do.listening"):
        for method in ("PUT", "POST", "DELETE", "PATCH"):
            answer = client.request(method, "/_stcore/upload_file/a/b", headers={"origin": origin})
            assert (answer.status_code, answer.text) == ((200, "bên trong") if own else (403, listening.ANOTHER_PAGE))
    assert ("of another page refused" in caplog.text) is not own
    for method in ("GET", "HEAD", "OPTIONS"):
        assert client.request(method, "/", headers={"origin": origin}).status_code == 200


@pytest.mark.parametrize("running", [LOCAL, AT_HOME, PUBLIC], ids=["local", "sign-in", "public"])
def test_what_no_browser_sends(running: Running) -> None:
    """A websocket without an origin, and two origins; a program that writes without one goes on to the gate."""
    client = browser(running, _HERE)
    assert not is_let_in(client, [])
    assert not is_let_in(client, [("origin", _HERE), ("origin", "http://localhost:3000")])
    assert not is_let_in(client, [("origin", _HERE), ("origin", _HERE)])
    assert client.put("/_stcore/upload_file/a/b").status_code == 200
