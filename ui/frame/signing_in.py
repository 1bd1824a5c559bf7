"""The way in and out: our `/dang-nhap` before Streamlit's own routes, and what is done when those have answered.

A sign-in counts from the moment that its row stands: written when the provider has confirmed somebody we know, ended
when they leave.
"""

import logging
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import encode_provider_token

from core.access import sign_ins
from core.access.rules import Access
from core.access.sign_ins import Standing
from core.database import open_database
from core.errors import SignInRefused
from ui.frame import cookies, gate_words
from ui.frame.gate_words import CALLBACK, REFUSED, SIGN_IN, SIGN_OUT, TARGET
from ui.frame.hosts import header
from ui.frame.looking_up import caller_of, claims_of, from_where
from ui.frame.modes import Provider, other_loopback

_LOGIN = "/auth/login"
PATHS = frozenset({SIGN_IN, _LOGIN, CALLBACK, SIGN_OUT, REFUSED})
REMEMBERED = "tien_do_den"
_MINUTES = 10
_LONGEST_TARGET = 2000
# Streamlit's name of the provider that stands in [auth] itself.
_PROVIDER = "default"
_FAILED = (
    "Lần đăng nhập không hoàn tất: đã quá lâu, hoặc trang đăng nhập được mở lại từ lịch sử của trình duyệt. Hãy đăng"
    " nhập lại."
)
_DECLINED = "Hệ thống đăng nhập của tỉnh không xác nhận tài khoản này. Hãy đăng nhập lại, hoặc dùng tài khoản khác."
_log = logging.getLogger("tien_do.sign_in")


def _in_one_line(record: logging.LogRecord) -> bool:
    """Streamlit logs how a code that was used up, or never given, is turned down as if the program had failed."""
    if record.exc_info and record.exc_info[1] is not None:
        record.msg, record.exc_info = f"{record.msg} {str(record.exc_info[1]).replace('%', '%%')}", None
    return True


logging.getLogger("streamlit.web.server.starlette.starlette_auth_routes").addFilter(_in_one_line)


async def answer(app: ASGIApp, provider: Provider, scope: Scope, receive: Receive, send: Send) -> None:
    asked = {
        SIGN_IN: _begin,
        _LOGIN: _on_to_provider,
        CALLBACK: _come_back,
        SIGN_OUT: _leave,
        REFUSED: _say_refused,
    }
    await asked[scope["path"]](app, provider, scope, receive, _Unkept(send))


class _Unkept:
    """Nothing of signing in is kept by a browser or a proxy."""

    def __init__(self, send: Send) -> None:
        self.send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await self.send(message)


async def _begin(_app: ASGIApp, provider: Provider, scope: Scope, receive: Receive, send: Send) -> None:
    """On to the provider, remembering what was opened."""
    elsewhere = other_loopback(provider, header(scope["headers"], b"host"))
    target = local_path(Request(scope).query_params.get(TARGET, ""))
    said: Response
    if elsewhere:
        said = gate_words.told_page(400, "Hãy mở đúng địa chỉ", elsewhere)
    else:
        said = RedirectResponse(f"{_LOGIN}?provider={encode_provider_token(_PROVIDER)}", 302)
        said.set_cookie(REMEMBERED, target, max_age=_MINUTES * 60, httponly=True, samesite="lax")
    await said(scope, receive, send)


async def _on_to_provider(app: ASGIApp, _provider: Provider, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


async def _come_back(app: ASGIApp, provider: Provider, scope: Scope, receive: Receive, send: Send) -> None:
    """After Streamlit has asked the provider who it is."""
    start, body = await _answer_of(app, scope, receive)
    headers = MutableHeaders(raw=start["headers"])
    claims = cookies.claims_in(cookies.cookies_being_set(headers), provider)
    if claims is None:
        await _nobody(provider, scope, receive, send)
        return
    try:
        await run_in_threadpool(_begin_row, claims, provider, scope)
    except SignInRefused as refused:
        said = [str(claims.get(name))[:200] for name in ("iss", "aud")]
        about = {"about": {"why": refused.reason}}
        _log.warning("sign-in refused (%s): iss %s, aud %s", refused.reason, *said, extra=about)
        reason = cookies.signed_sentence(provider, str(refused), REFUSED, _MINUTES * 60)
        await _with_cookies(RedirectResponse(REFUSED, 302), [*_kept_to_leave(headers), reason])(scope, receive, send)
        return
    headers["location"] = local_path(Request(scope).cookies.get(REMEMBERED, ""))
    headers.append("set-cookie", cookies.forgotten(REMEMBERED))
    for line in _forgotten_to_leave():
        headers.append("set-cookie", line)
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _begin_row(claims: cookies.Claims, provider: Provider, scope: Scope) -> Access:
    """Blocking. What this browser was signed in as before ends."""
    before = claims_of(scope, provider)
    begun = sign_ins.begin(open_database(), claims, provider.client_id, provider.issuer, from_where(scope))
    if before is not None and sign_ins.sign_in_id(before) != sign_ins.sign_in_id(claims):
        sign_ins.end(open_database(), sign_ins.sign_in_id(before), from_where(scope))
    return begun


async def _nobody(provider: Provider, scope: Scope, receive: Receive, send: Send) -> None:
    """Back from signing out, from a page of the past, or from a provider that declined."""
    asked = Request(scope).query_params
    if not {"state", "code", "error"} & asked.keys():
        said: Response = gate_words.sign_in_page(Standing.ENDED, "/", 200)
    elif isinstance((await run_in_threadpool(caller_of, scope, provider)).standing, Access):
        said = RedirectResponse("/", 302)
    else:
        said = gate_words.failed_page(_DECLINED if "error" in asked else _FAILED)
    await said(scope, receive, send)


async def _say_refused(_app: ASGIApp, provider: Provider, scope: Scope, receive: Receive, send: Send) -> None:
    """As often as it is opened, for some minutes."""
    sentence = cookies.sentence_in(provider, Request(scope).cookies, _MINUTES * 60)
    said = gate_words.refused_page(sentence) if sentence else gate_words.sign_in_page(Standing.UNKNOWN, "/")
    await said(scope, receive, send)


async def _leave(app: ASGIApp, provider: Provider, scope: Scope, receive: Receive, send: Send) -> None:
    """The row ends whatever the provider answers then."""
    claims = claims_of(scope, provider)
    if claims is not None:
        await run_in_threadpool(sign_ins.end, open_database(), sign_ins.sign_in_id(claims), from_where(scope))
    start, body = await _answer_of(app, scope, receive)
    headers = MutableHeaders(raw=start["headers"])
    for line in _forgotten_to_leave():
        headers.append("set-cookie", line)
    await send(start)
    await send({"type": "http.response.body", "body": body})


def opened(scope: Scope) -> str:
    """The address that was asked for, from the root on."""
    query = scope["query_string"].decode("latin-1")
    return local_path(f"{quote(scope['path'])}{f'?{query}' if query else ''}")


def local_path(target: str) -> str:
    """A path of ours, or the first screen: nobody is led elsewhere after signing in."""
    plain = target.isascii() and target.isprintable() and "\\" not in target and len(target) <= _LONGEST_TARGET
    if not plain or not target.startswith("/") or target.startswith("//"):
        return "/"
    return "/" if urlsplit(target).path in PATHS else target


async def _answer_of(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """What the inner program would have said; such answers are short."""
    said: list[Message] = []

    async def keep(message: Message) -> None:
        said.append(message)

    await app(scope, receive, keep)
    start = next(message for message in said if message["type"] == "http.response.start")
    start["headers"] = list(start["headers"])
    return start, b"".join(message.get("body", b"") for message in said)


def _kept_to_leave(headers: MutableHeaders) -> list[str]:
    """Who was refused holds the provider's word for signing out there, and for nothing else."""
    held = cookies.cookies_being_set(headers)
    given = {name: line for line in headers.getlist("set-cookie") if (name := line.split("=", 1)[0]) in held}
    identity = {name: line for name, line in given.items() if cookies.is_identity(name)}
    return [
        *(cookies.kept_only_for(line, SIGN_OUT, _MINUTES * 60) for line in identity.values()),
        *(cookies.forgotten(name) for name in {*identity, *cookies.IDENTITY}),
        cookies.forgotten(REMEMBERED),
    ]


def _forgotten_to_leave() -> list[str]:
    return [cookies.forgotten(name, SIGN_OUT) for name in cookies.IDENTITY]


def _with_cookies(said: Response, lines: list[str]) -> Response:
    for line in lines:
        said.headers.append("set-cookie", line)
    return said
