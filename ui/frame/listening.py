"""Until sign-in exists, Tiến Độ talks to this machine only, and says why when told otherwise."""

import ipaddress
import sys

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.errors import ListeningRefused

WHY = (
    "Tiến Độ chưa có đăng nhập, nên chỉ phục vụ trên chính máy này (127.0.0.1)."
    " Mở ra địa chỉ khác thì ai trong mạng cũng sửa được số liệu."
)


def is_loopback(host: str) -> bool:
    """True for `localhost`, 127.0.0.0/8 and ::1, with or without brackets."""
    bare = host.strip("[]")
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return bare.lower() == "localhost"


def check_address(address: str | None) -> None:
    """Raises ListeningRefused for an address that other machines can reach; none means all addresses."""
    if not address or not is_loopback(address):
        shown = address or "mọi địa chỉ (server.address không được đặt)"
        raise ListeningRefused(f"Không chạy trên {shown}: {WHY}")


def refuse_open_addresses(address: str | None) -> None:
    """Ends the program before it listens, with the reason on stderr."""
    try:
        check_address(address)
    except ListeningRefused as refused:
        print(f"\n{refused}\nHãy bỏ tùy chọn --server.address.\n", file=sys.stderr)
        raise SystemExit(1) from refused


def refuse_base_path(path: str | None) -> None:
    """Ends the program before it listens where it would answer below a path: its links are for the address's root."""
    if path and path.strip("/"):
        print(
            f"\nTiến Độ chạy ở gốc của địa chỉ, không chạy dưới «/{path.strip('/')}»."
            " Hãy bỏ tùy chọn --server.baseUrlPath; cần đặt sau máy chủ khác thì dùng một tên miền riêng.\n",
            file=sys.stderr,
        )
        raise SystemExit(1)


class LoopbackOnly:
    """Refuses any request or websocket that came over another address or asks for another host.

    The second guard behind `refuse_open_addresses`: under `uvicorn app:app --host …` Streamlit's own address
    option is not used, and a proxy on this machine would make everybody look local but for the Host header.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or _is_local(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse(WHY, status_code=403)(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "loopback only"})


def _is_local(scope: Scope) -> bool:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    server, client = scope.get("server"), scope.get("client")
    return is_loopback(name) and all(is_loopback(peer[0]) for peer in (server, client) if peer)


def middleware() -> list[Middleware]:
    return [Middleware(LoopbackOnly)]
