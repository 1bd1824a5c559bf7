"""In front of everything that is served, pages, websocket, uploads and files alike: who asks, and may they?

Sign-in inside the script protects neither memory nor files. Whoever is not signed in gets plain pages of ours only.
"""

import logging

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.access.keyboard import THIS_MACHINE, at_the_keyboard
from core.access.rules import Access, Action, anybody, may_somewhere
from core.access.sign_ins import Standing, whom_to_ask
from core.database import open_database
from core.errors import DatabaseFailed
from core.observing import measures
from ui.frame import calendar_key, cookies, gate_words, intake, signing_in
from ui.frame.hosts import header
from ui.frame.looking_up import caller_by_key, caller_of, known_as
from ui.frame.modes import Mode, Provider, Running

_log = logging.getLogger("tien_do.gate")
CALENDAR = "/lich/nghia-vu.ics"
_REPORTS = "/tep-bao-cao"
# What a sign-in page is made of; nothing of it is anybody's figures.
_OPEN = frozenset({"/healthz", "/tien-do/sign-in.css", "/tien-do/icon.png", "/tien-do/logo.svg"})
# Streamlit's ways in for programs and its own counters: nobody uses them here.
_CLOSED = ("/_stcore/agent", "/_stcore/metrics", "/_stcore/script-health-check")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_MAY_NOT_UPLOAD = "Tài khoản này không có quyền nộp số liệu."
_TAKES_NOTHING = "Chế độ xem công khai không nhận số liệu."
_ASK_AGAIN_SECONDS = "10"
_TOO_LARGE = "Tệp lớn hơn mức cho phép."


class Gate:
    def __init__(self, app: ASGIApp, running: Running) -> None:
        self.app, self.running, self.intake = app, running, intake.Intake()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        watched = _Watched(send)
        try:
            await self._ask(scope, receive, watched)
        except DatabaseFailed as failed:
            if watched.begun:
                raise
            await _refuse(_later(failed, scope), scope, receive, send, 1013)

    async def _ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(_CLOSED):
            await _refuse(PlainTextResponse("Không có trang này.", 404), scope, receive, send)
            return
        if self.running.provider is not None:
            await self._for_signed_in(self.running.provider, scope, receive, send)
            return
        public = self.running.mode is Mode.PUBLIC
        if public and scope["path"].startswith(_REPORTS):
            await _refuse(PlainTextResponse("Không có báo cáo này.", 404), scope, receive, send)
            return
        await self._for(anybody() if public else at_the_keyboard(THIS_MACHINE), scope, receive, send)

    async def _for_signed_in(self, provider: Provider, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if scope["type"] == "http" and provider.is_https:
            send = cookies.HttpsOnly(send)
        if scope["type"] == "http" and path in _OPEN:
            await self.app(scope, receive, send)
        elif scope["type"] == "http" and path in signing_in.PATHS:
            await signing_in.answer(self.app, provider, scope, receive, send)
        else:
            found = await run_in_threadpool(_standing, provider, scope)
            if isinstance(found, Access):
                await self._for(found, scope, receive, _Unkept(send))
            else:
                refused = await run_in_threadpool(_sign_in_first, found, provider, scope)
                await _refuse(refused, scope, receive, send)

    async def _for(self, access: Access, scope: Scope, receive: Receive, send: Send) -> None:
        known_as(scope, access)
        if scope["type"] == "websocket" or scope["method"] in _READING:
            await self.app(scope, receive, send)
        elif not may_somewhere(access, Action.UPLOAD):
            said = _TAKES_NOTHING if access.is_public else _MAY_NOT_UPLOAD
            _tell_refused("may_not", access)
            await _refuse(PlainTextResponse(said, 403), scope, receive, send)
        else:
            await self._take_in(access, scope, receive, send)

    async def _take_in(self, access: Access, scope: Scope, receive: Receive, send: Send) -> None:
        """Every request that is not for reading is one for a file: Streamlit has no other."""
        if scope["method"] == "DELETE":
            await self.app(scope, receive, send)
            return
        watched = _Watched(send)
        try:
            intake.check_announced(scope)
            with self.intake.place(str(access.person or access.who)) as counted:
                await self.app(scope, intake.counting(receive, counted), watched)
        except (intake.TooLarge, intake.TooMany) as refused:
            too_many = isinstance(refused, intake.TooMany)
            _tell_refused("too_many" if too_many else "too_large", access)
            if not watched.begun:
                answer = PlainTextResponse(str(refused) or _TOO_LARGE, 429 if too_many else 413)
                await answer(scope, receive, send)


def _tell_refused(why: str, access: Access) -> None:
    measures.record(measures.UPLOADS_REFUSED, why=why)
    _log.warning("upload refused", extra={"about": {"why": why, "person": access.person}})


class _Unkept:
    """Pages of who is signed in are not kept: after signing out, «back» asks the gate anew."""

    def __init__(self, send: Send) -> None:
        self.send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith("text/html") or message["status"] == 304:
                headers["Cache-Control"] = "no-store"
        await self.send(message)


class _Watched:
    """Knows whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self.send, self.begun = send, False

    async def __call__(self, message: Message) -> None:
        self.begun = True
        await self.send(message)


def _standing(provider: Provider, scope: Scope) -> Access | Standing:
    """Blocking. A calendar's key counts for the calendar, and for reading it."""
    found = caller_of(scope, provider).standing
    if isinstance(found, Access) or scope["path"] != CALENDAR or scope.get("method") not in ("GET", "HEAD"):
        return found
    asked = calendar_key.KEY.encode() in scope["query_string"]
    return (caller_by_key(scope, provider) if asked else None) or found


def _sign_in_first(why: Standing, provider: Provider, scope: Scope) -> Response:
    """A page for people, a sentence for programs. Blocking."""
    revoked = why is Standing.NO_GRANT
    ask = whom_to_ask(open_database(), caller_of(scope, provider).sign_in) if revoked else ""
    status = 403 if revoked else 401
    if scope["type"] == "http" and _is_page(scope):
        return gate_words.sign_in_page(why, signing_in.opened(scope), status, ask)
    title, sentence = gate_words.said(why, ask)
    return PlainTextResponse(f"{title}. {sentence}", status, {"Cache-Control": "no-store"})


def _later(failed: DatabaseFailed, scope: Scope) -> Response:
    """Nobody can be looked up: whoever is signed in stays so, and the same address answers when the database does."""
    if scope["type"] == "http" and _is_page(scope):
        said: Response = gate_words.told_page(503, "Tạm thời chưa dùng được", str(failed))
    else:
        said = PlainTextResponse(str(failed), 503, {"Cache-Control": "no-store"})
    said.headers["Retry-After"] = _ASK_AGAIN_SECONDS
    return said


def _is_page(scope: Scope) -> bool:
    return scope["method"] in _READING and "text/html" in header(scope["headers"], b"accept")


async def _refuse(answer: Response, scope: Scope, receive: Receive, send: Send, code: int = 1008) -> None:
    """A websocket is closed before it was opened: browsers see that the connection failed."""
    if scope["type"] == "http":
        await answer(scope, receive, send)
    else:
        await receive()
        reason = "sign in first" if code == 1008 else "try again later"
        await send({"type": "websocket.close", "code": code, "reason": reason})


def middleware(running: Running) -> list[Middleware]:
    return [Middleware(Gate, running=running)]
