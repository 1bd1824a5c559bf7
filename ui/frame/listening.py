"""Where the program listens and whom it answers: without sign-in this machine only, with sign-in under its own name."""

import logging
import sys
from collections.abc import Callable
from typing import Any

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from core import logs
from core.database import open_database
from core.errors import DatabaseFailed, DatabaseNotReady, ListeningRefused, SchemaTooNew
from core.start import check_ready, refuse_newer_schema
from ui.frame import stopping
from ui.frame.hosts import header, is_loopback, name_of
from ui.frame.modes import PUBLIC_VIEW, Mode, Provider, Running, running

WHY = (
    "Tiến Độ chưa khai báo đăng nhập, nên chỉ phục vụ trên chính máy này (127.0.0.1): mở ra địa chỉ khác thì ai trong"
    " mạng cũng sửa được số liệu."
)
WHAT_TO_DO = (
    "Muốn máy khác vào được, hãy chọn một trong hai:\n"
    "  1. Khai báo đăng nhập: lệnh «python -m core secrets» in ra mẫu cho .streamlit/secrets.toml (docs/van-hanh.md).\n"
    f"  2. Chủ ý mở cho mọi người chỉ xem, không nộp được gì: đặt biến môi trường {PUBLIC_VIEW}=1.\n"
    "Nếu không, hãy bỏ tùy chọn --server.address."
)
ANOTHER_PAGE = "Yêu cầu này do một trang khác gửi, không phải trang của Tiến Độ, nên không được nhận."
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_log = logging.getLogger("tien_do.listening")
# Options of Streamlit that would open what the gate closes, and the only value they may have.
_FIXED: dict[str, Any] = {
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.trustedUserHeaders": {},
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "global.developmentMode": False,
}


def start(option: Callable[[str], Any]) -> Running:
    """What this process is. Ends the program before it listens, with the reason on stderr, where that is not safe.

    `option` gives Streamlit's settings by name.
    """
    try:
        found = running()
        check_address(found.mode, option("server.address"))
        check_options(option)
        check_base_path(option("server.baseUrlPath"))
        if found.mode is Mode.PUBLIC:
            check_database()
        else:
            refuse_newer_schema(open_database())
    except (ListeningRefused, DatabaseNotReady, SchemaTooNew) as refused:
        print(f"\n{refused}\n", file=sys.stderr)
        raise SystemExit(1) from refused
    if found.provider is not None:
        _share_signature(found.provider)
    return found


def _share_signature(provider: Provider) -> None:
    """What Streamlit remembers of a sign-in under way is signed alike in every process, which may end in another one.

    It takes this secret before it learns ours, and would draw one by lot.
    """
    config.set_option("server.cookieSecret", provider.cookie_secret)


_MODES = {
    Mode.LOCAL: "một máy, không đăng nhập",
    Mode.SIGN_IN: "đăng nhập",
    Mode.PUBLIC: "xem công khai",
}


def say_running(found: Running, option: Callable[[str], Any]) -> None:
    """Where people find the program, in the place of Streamlit's own lines; a line of the log where that is JSON.

    Under another server than Streamlit's that one knows the address, and says it.
    """
    if logs.as_json():
        _log.info("running on port %s, mode %s", option("server.port"), found.mode.value)
        return
    if "streamlit.web.bootstrap" not in sys.modules:
        print(f"Tiến Độ đang chạy, chế độ {_MODES[found.mode]}.", flush=True)
        return
    address, port = option("server.address") or "127.0.0.1", option("server.port")
    own = f"http://{f'[{address}]' if ':' in address else address}:{port}"
    opened = f"; người dùng mở {found.provider.origin}" if found.provider and found.provider.origin != own else ""
    print(f"Tiến Độ đang chạy ở {own}, chế độ {_MODES[found.mode]}{opened}.", flush=True)


def check_address(mode: Mode, address: str | None) -> None:
    """Raises ListeningRefused for an address that other machines can reach; none means all addresses."""
    if mode is Mode.LOCAL and not (address and is_loopback(address)):
        shown = address or "mọi địa chỉ (server.address không được đặt)"
        raise ListeningRefused(f"Không chạy trên {shown}. {WHY}\n{WHAT_TO_DO}")


def check_options(option: Callable[[str], Any]) -> None:
    wrong = [name for name, value in _FIXED.items() if (option(name) or value.__class__()) != value]
    if wrong:
        raise ListeningRefused(f"Các tùy chọn này phải để như trong .streamlit/config.toml: {', '.join(wrong)}.")


def check_base_path(path: str | None) -> None:
    """Links of this program are for the address's root."""
    if path and path.strip("/"):
        raise ListeningRefused(
            f"Tiến Độ chạy ở gốc của địa chỉ, không chạy dưới «/{path.strip('/')}». Hãy bỏ tùy chọn"
            " --server.baseUrlPath; cần đặt sau máy chủ khác thì dùng một tên miền riêng."
        )


def check_database() -> None:
    """The public view only reads. Raises DatabaseNotReady where nobody made the database ready for it."""
    try:
        check_ready(open_database())
    except DatabaseFailed as failed:
        cause = failed.__cause__
        raise DatabaseNotReady(f"Không đọc được cơ sở dữ liệu: {getattr(cause, 'orig', cause)}") from failed


class LoopbackOnly:
    """Refuses any request or websocket that came over another address or asks for another host.

    The second guard behind `check_address`: under `uvicorn app:app --host …` Streamlit's own address
    option is not used, and a proxy on this machine would make everybody look local but for the Host header.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or _is_local(scope):
            await self.app(scope, receive, send)
        else:
            await _refuse(PlainTextResponse(f"{WHY}\n{WHAT_TO_DO}", 403), scope, receive, send)


class OwnNameOnly:
    """Answers under the name that sign-in is set up for and this machine's own, and under no other."""

    def __init__(self, app: ASGIApp, provider: Provider) -> None:
        self.app, self.name = app, name_of(provider.host)
        self.said = f"Tiến Độ được khai báo ở {provider.origin}; hãy mở đúng địa chỉ đó."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = name_of(header(scope["headers"], b"host")) if scope["type"] in ("http", "websocket") else self.name
        if asked == self.name or is_loopback(asked):
            await self.app(scope, receive, send)
        else:
            await _refuse(PlainTextResponse(self.said, 421), scope, receive, send)


class OwnOriginOnly:
    """Refuses a page of another address, another port of this machine too: websockets, and requests that write.

    Browsers name the page's address with each of these, and none lets a page change it. A websocket that names none
    comes from no browser, and nothing else of ours opens one. A writing request without it comes from no page either;
    it still needs what the gate and Streamlit's XSRF protection ask for.
    """

    def __init__(self, app: ASGIApp, provider: Provider | None) -> None:
        self.app, self.provider = app, provider

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._is_own(scope):
            await self.app(scope, receive, send)
            return
        _log.warning("%s of another page refused: it said origin %.200r", scope["type"], _origins(scope))
        await _refuse(PlainTextResponse(ANOTHER_PAGE, 403), scope, receive, send, "another origin")

    def _is_own(self, scope: Scope) -> bool:
        is_socket = scope["type"] == "websocket"
        if not is_socket and scope["method"] in _READING:
            return True
        said = _origins(scope)
        return said == [self._address(scope)] if said else not is_socket

    def _address(self, scope: Scope) -> str:
        """As browsers write it. Behind a proxy under our own name it is the one that people open."""
        host = header(scope["headers"], b"host").lower()
        if self.provider is not None and name_of(host) == name_of(self.provider.host):
            return self.provider.origin.lower()
        secure = scope["scheme"] in ("https", "wss")
        return f"https://{host.removesuffix(':443')}" if secure else f"http://{host.removesuffix(':80')}"


def _origins(scope: Scope) -> list[str]:
    return [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"origin"]


def _is_local(scope: Scope) -> bool:
    server, client = scope.get("server"), scope.get("client")
    name = name_of(header(scope["headers"], b"host"))
    return is_loopback(name) and all(is_loopback(peer[0]) for peer in (server, client) if peer)


async def _refuse(
    answer: PlainTextResponse, scope: Scope, receive: Receive, send: Send, reason: str = "another host"
) -> None:
    if scope["type"] == "http":
        await answer(scope, receive, send)
    else:
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": reason})


def middleware(found: Running) -> list[Middleware]:
    common = [Middleware(OwnOriginOnly, provider=found.provider), *stopping.middleware()]
    if found.mode is Mode.LOCAL:
        return [Middleware(LoopbackOnly), *common]
    return [Middleware(OwnNameOnly, provider=found.provider), *common] if found.provider else common
