"""An id for every request and every websocket, in the answer's `X-Request-ID` and in each line of the log about it."""

import logging
from functools import partial
from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.observing import measures
from core.observing.ids import begin_about, harmless, new_id
from core.reference import rows_of
from core.settings import DATA
from ui.frame.hosts import header, is_loopback

HEADER, _RAW = "X-Request-ID", b"x-request-id"
_FILES = frozenset({"static", "media", "component", "tien-do", "healthz", "metrics"})
# A method is whatever somebody sends, as long as they like.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_STREAMLITS = frozenset({"stream", "health", "host-config", "upload_file"})
_log = logging.getLogger("tien_do.requests")


class Traced:
    """`others` are first parts of paths that are no screens; all else that was asked for is only counted as such."""

    def __init__(self, app: ASGIApp, others: frozenset[str]) -> None:
        self.app = app
        self.places = frozenset(row["slug"] for row in rows_of(DATA / "navigation.csv")) | others | _FILES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request, place = id_of(scope), self.place_of(scope["path"])
        # Not taken back at the end: what answers an error stands outside of us, in the same task.
        begin_about(request=request, place=place, method=method_of(scope))
        if scope["type"] == "http":
            await self._http(request, place, scope, receive, send)
        else:
            measures.record(measures.CONNECTIONS)
            others = [(name, value) for name, value in scope["headers"] if name != _RAW]
            await self.app({**scope, "headers": [*others, (_RAW, request.encode())]}, receive, send)

    async def _http(self, request: str, place: str, scope: Scope, receive: Receive, send: Send) -> None:
        begun, status = perf_counter(), [500]
        try:
            await self.app(scope, receive, partial(_with_id, send, request, status))
        finally:
            _tell(place, status[0], perf_counter() - begun)

    def place_of(self, path: str) -> str:
        """A screen's slug, a first part of ours or Streamlit's; never what somebody typed."""
        first, *rest = path.strip("/").split("/")
        if first == "_stcore" and rest and rest[0] in _STREAMLITS:
            return f"_stcore/{rest[0]}"
        return first if first in self.places else "" if not first else "other"


async def _with_id(send: Send, request: str, status: list[int], message: Message) -> None:
    if message["type"] == "http.response.start":
        status[0] = message["status"]
        MutableHeaders(scope=message)[HEADER] = request
    await send(message)


def _tell(place: str, status: int, seconds: float) -> None:
    measures.record(measures.REQUEST, seconds, place=place)
    measures.record(measures.REQUESTS, place=place, status=f"{status // 100}xx")
    is_file = (place in _FILES or place == "_stcore/health") and status < 400
    told = {"status": status, "ms": round(seconds * 1000)}
    _log.log(logging.DEBUG if is_file else logging.INFO, "request", extra={"about": told})


def method_of(scope: Scope) -> str | None:
    """None for a websocket."""
    said = scope.get("method")
    return said if said is None or said in _METHODS else "other"


def id_of(scope: Scope) -> str:
    """The one that the proxy in front gave it, where that can stand in a log; otherwise a new one."""
    said = harmless(header(scope["headers"], _RAW)) if _comes_from_the_proxy(scope) else None
    return said or new_id()


def _comes_from_the_proxy(scope: Scope) -> bool:
    """The server puts port 0 where a proxy that it trusts named the address; no browser comes from there."""
    peer = scope.get("client")
    return peer is not None and (is_loopback(str(peer[0])) or peer[1] == 0)


def middleware(others: frozenset[str]) -> list[Middleware]:
    return [Middleware(Traced, others=others)]
