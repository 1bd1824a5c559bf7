"""What this process is: an office PC of one person, a province's server with sign-in, or a public view.

Decided once, when the program starts: a settings file that disappears while it runs must not open anything.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from core.access.known_secrets import is_placeholder, weakness
from core.errors import ListeningRefused
from ui.frame.hosts import is_loopback, name_of

CALLBACK = "/oauth2callback"
PUBLIC_VIEW = "TIENDO_PUBLIC_VIEW"
# Environment, and Streamlit's own name in the [auth] section of secrets.toml.
_NAMES = {
    "TIENDO_AUTH_CLIENT_ID": "client_id",
    "TIENDO_AUTH_CLIENT_SECRET": "client_secret",
    "TIENDO_AUTH_METADATA_URL": "server_metadata_url",
    "TIENDO_AUTH_REDIRECT_URI": "redirect_uri",
    "TIENDO_AUTH_COOKIE_SECRET": "cookie_secret",
}
_ISSUER, _ISSUER_VARIABLE = "issuer", "TIENDO_AUTH_ISSUER"
_KWARGS = "client_kwargs"
_DISCOVERY = "/.well-known/openid-configuration"
_HELP = "Lệnh «python -m core secrets» in ra mẫu đủ các mục; xem docs/van-hanh.md."


class Mode(StrEnum):
    LOCAL = "local"
    SIGN_IN = "sign-in"
    PUBLIC = "public"


@dataclass(frozen=True)
class Provider:
    """How people sign in. `issuer` is the name that the provider's tokens must carry; None where it can't be told."""

    client_id: str
    client_secret: str = field(repr=False)
    server_metadata_url: str
    redirect_uri: str
    cookie_secret: str = field(repr=False)
    issuer: str | None = None
    client_kwargs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """`https://tien-do.tinh.gov.vn`, as browsers name it."""
        return self.redirect_uri.removesuffix(CALLBACK)

    @property
    def host(self) -> str:
        return urlsplit(self.redirect_uri).netloc.lower()

    @property
    def is_https(self) -> bool:
        return self.redirect_uri.startswith("https://")

    def section(self) -> dict[str, Any]:
        """As Streamlit wants it. The tokens themselves are never handed to scripts."""
        given = {name: getattr(self, name) for name in _NAMES.values()}
        return {**given, **({_KWARGS: dict(self.client_kwargs)} if self.client_kwargs else {})}


@dataclass(frozen=True)
class Running:
    mode: Mode
    provider: Provider | None = None


@cache
def running() -> Running:
    """What this process is, looked up at the first question and never again. Raises ListeningRefused."""
    section = _section(secret_files())
    st.secrets.load_if_toml_exists()  # what stands outside of sections is in the environment from here on
    return decide(os.environ, section)


def decide(environ: Mapping[str, str], section: Mapping[str, Any]) -> Running:
    """From the environment, which wins, and the [auth] section. Half a configuration raises ListeningRefused."""
    given = {name: environ.get(variable, "").strip() or section.get(name) for variable, name in _NAMES.items()}
    given[_ISSUER] = environ.get(_ISSUER_VARIABLE, "").strip() or section.get(_ISSUER)
    asked = any(given.values()) or bool(section)
    if _is_public(environ):
        if asked:
            raise ListeningRefused(
                f"Vừa khai báo xem công khai ({PUBLIC_VIEW}) vừa khai báo đăng nhập. Mỗi tiến trình chỉ chạy một chế"
                " độ: hãy bỏ một trong hai, hoặc chạy hai tiến trình."
            )
        return Running(Mode.PUBLIC)
    return Running(Mode.SIGN_IN, _provider(given, section)) if asked else Running(Mode.LOCAL)


def _is_public(environ: Mapping[str, str]) -> bool:
    said = environ.get(PUBLIC_VIEW, "").strip()
    if said not in ("", "0", "1"):
        raise ListeningRefused(f"{PUBLIC_VIEW} phải là 1 (xem công khai) hoặc 0; đang là «{said}».")
    return said == "1"


def _provider(given: Mapping[str, Any], section: Mapping[str, Any]) -> Provider:
    missing = [f"{variable} ({name})" for variable, name in _NAMES.items() if not given[name]]
    if missing:
        raise ListeningRefused(f"Khai báo đăng nhập còn thiếu: {', '.join(missing)}. {_HELP}")
    strange = sorted(set(section) - {*_NAMES.values(), _ISSUER, _KWARGS})
    if strange:
        raise ListeningRefused(f"Mục [auth] có tên không dùng: {', '.join(strange)}. {_HELP}")
    wrong = [name for name, value in given.items() if value is not None and not isinstance(value, str)]
    if wrong or not isinstance(section.get(_KWARGS, {}), Mapping):
        raise ListeningRefused(f"Mục [auth] có giá trị không phải chữ: {', '.join(wrong) or _KWARGS}. {_HELP}")
    made = Provider(
        **{name: str(given[name]) for name in _NAMES.values()},
        issuer=given[_ISSUER] or _issuer(str(given["server_metadata_url"])),
        client_kwargs=section.get(_KWARGS, {}),
    )
    _check_secrets(made)
    _check_addresses(made)
    return made


def _issuer(metadata_url: str) -> str | None:
    """OpenID Connect Discovery 4.1: the address of the description is the issuer's name and a fixed ending."""
    return metadata_url.removesuffix(_DISCOVERY) if metadata_url.endswith(_DISCOVERY) else None


def _check_secrets(made: Provider) -> None:
    placeholders = [name for name in _NAMES.values() if name != "cookie_secret" and is_placeholder(getattr(made, name))]
    if placeholders:
        raise ListeningRefused(
            f"Khai báo đăng nhập còn để giá trị mẫu: {', '.join(placeholders)}. Hãy thay bằng giá trị thật do hệ thống"
            f" đăng nhập cấp. {_HELP}"
        )
    why = weakness(made.cookie_secret)
    if made.cookie_secret in (made.client_secret, made.client_id):
        why = "trùng với mã hoặc mật khẩu ứng dụng"
    if why:
        raise ListeningRefused(
            f"Chuỗi ký dấu đăng nhập (cookie_secret, TIENDO_AUTH_COOKIE_SECRET) {why}: ai đoán được thì giả được đăng"
            f" nhập của bất kỳ ai. {_HELP}"
        )


def _check_addresses(made: Provider) -> None:
    for name, address in (("redirect_uri", made.redirect_uri), ("server_metadata_url", made.server_metadata_url)):
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ListeningRefused(f"{name} phải là địa chỉ đầy đủ bắt đầu bằng https://; đang là «{address}».")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ListeningRefused(
                f"{name} dùng http:// ở địa chỉ mà máy khác tới được («{address}»): mật khẩu và dấu đăng nhập sẽ đi"
                " không mã hóa. Hãy dùng https:// (đặt sau máy chủ có chứng thư, xem docs/van-hanh.md)."
            )
    parts = urlsplit(made.redirect_uri)
    if parts.path != CALLBACK or parts.query or parts.fragment or parts.username:
        raise ListeningRefused(
            f"redirect_uri phải là địa chỉ mở Tiến Độ thêm {CALLBACK}, ví dụ https://tien-do.tinh.gov.vn{CALLBACK};"
            f" đang là «{made.redirect_uri}»."
        )


def other_loopback(provider: Provider, host: str) -> str | None:
    """What to say to somebody who opened 127.0.0.1 where sign-in is set up for localhost, or the other way round.

    Browsers keep their cookies apart, so that signing in would lead back here without an end or an error.
    """
    ours, asked = name_of(provider.host), name_of(host)
    if ours == asked or not (is_loopback(ours) and is_loopback(asked)):
        return None
    return (
        f"Đăng nhập được khai báo cho {provider.origin}, còn trang này được mở ở {host}: trình duyệt coi là hai nơi"
        f" khác nhau. Hãy mở {provider.origin}."
    )


def secret_files() -> list[Path]:
    """Where Streamlit looks, the later ones over the earlier."""
    return [Path(one) for one in st.get_option("secrets.files")]


def _section(files: list[Path]) -> Mapping[str, Any]:
    """The [auth] section; a file that can't be read raises ListeningRefused: else its protection would just be gone."""
    found: Mapping[str, Any] = {}
    for path in (one for one in files if one.exists()):
        try:
            whole = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ListeningRefused(f"Không đọc được {path}: {error}.") from error
        found = whole.get("auth", found)
        if not isinstance(found, Mapping):
            raise ListeningRefused(f"«auth» trong {path} phải là một mục: [auth]. {_HELP}")
    return found
