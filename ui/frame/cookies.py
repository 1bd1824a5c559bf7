"""Streamlit's signed cookie with what the provider said of somebody, read outside of Streamlit's own sessions."""

import json
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from ui.frame.modes import Provider

IDENTITY = (USER_COOKIE_NAME, TOKENS_COOKIE_NAME)
Claims = Mapping[str, Any]
_WHY, _WHY_SALT = "tien_do_ly_do", "tien-do-ly-do"


def claims_in(cookies: Mapping[str, str], provider: Provider) -> Claims | None:
    """What was signed with our secret for our address; None for everything else."""

    def one(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(provider.cookie_secret, name, value.encode("latin-1")) if value else None

    try:
        signed = get_cookie_with_chunks(one, USER_COOKIE_NAME)
        found = json.loads(signed) if signed else None
    except ValueError:
        return None
    known = isinstance(found, dict) and found.get("is_logged_in") is True and found.get("origin") == provider.origin
    return found if known else None


def cookies_being_set(headers: MutableHeaders) -> dict[str, str]:
    """Names and values that an answer gives to the browser; those it takes away have no value."""
    jar: SimpleCookie = SimpleCookie()
    for line in headers.getlist("set-cookie"):
        jar.load(line)
    return {name: morsel.value for name, morsel in jar.items() if morsel.value}


def is_identity(name: str) -> bool:
    """Whether a cookie, or a piece of one, is Streamlit's of who somebody is."""
    return any(name == one or name.removeprefix(f"{one}_").isdigit() for one in IDENTITY)


class HttpsOnly:
    """Sends an answer on; every cookie in it is one that browsers send over https alone."""

    def __init__(self, send: Send) -> None:
        self.send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [_secured(*pair) for pair in message["headers"]]
        await self.send(message)


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    plain = name.lower() != b"set-cookie" or b"; secure" in value.lower()
    return name, value if plain else value + b"; Secure"


def kept_only_for(line: str, path: str, seconds: int) -> str:
    """The same cookie for one address and a short time."""
    parts = [part.strip() for part in line.split(";")]
    kept = [part for part in parts if not part.lower().startswith(("path=", "max-age=", "expires="))]
    return "; ".join([*kept, f"Path={path}", f"Max-Age={seconds}"])


def forgotten(name: str, path: str = "/") -> str:
    return f'{name}=""; Path={path}; Max-Age=0; HttpOnly; SameSite=lax'


def signed_sentence(provider: Provider, sentence: str, path: str, seconds: int) -> str:
    """A cookie for one address that says why somebody was refused; nobody else can write it."""
    value = URLSafeTimedSerializer(provider.cookie_secret, salt=_WHY_SALT).dumps(sentence)
    return f"{_WHY}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=lax"


def sentence_in(provider: Provider, cookies: Mapping[str, str], seconds: int) -> str | None:
    try:
        said = URLSafeTimedSerializer(provider.cookie_secret, salt=_WHY_SALT).loads(cookies.get(_WHY, ""), seconds)
    except BadSignature:
        return None
    return said if isinstance(said, str) else None
