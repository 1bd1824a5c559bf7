"""The one HTML page behind every screen: Streamlit's own, in Vietnamese, with our look and without detours.

Streamlit ships `index.html` in English and lets nothing of it be set. What is changed here is checked when the
program starts: an upgrade that moves one of these places stops the start with its name, not the screens.
"""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.errors import FrameChanged
from core.reference import rows_of
from core.settings import DATA, ROOT

ASSETS = "tien-do"
STATIC = ROOT / "static"
STREAMLIT = Path(streamlit.__file__).parent / "static"
# Chunks that every screen with a chart waits for: asked for with the page, not after the first chart arrived.
_EARLY = ("PlotlyChart",)
_FONTS = ("latin", "vietnamese")


def page() -> bytes:
    """The page as it is served. Raises FrameChanged when Streamlit's no longer has what is replaced here."""
    html = (STREAMLIT / "index.html").read_text(encoding="utf-8")
    for pattern, replacement in _changes():
        written = replacement.replace("\\", "\\\\")
        html, changed = re.subn(pattern, written, html, count=1, flags=re.DOTALL)
        if not changed:
            raise FrameChanged(f"Trang gốc của Streamlit không còn chỗ «{pattern}»; hãy dùng đúng phiên bản đã ghim.")
    return html.encode("utf-8")


def _changes() -> list[tuple[str, str]]:
    return [
        (r'<html lang="en">', '<html lang="vi">'),
        (r"<title>Streamlit</title>", "<title>Tiến Độ</title>"),
        (r'<link rel="shortcut icon" href="[^"]*" />', f'<link rel="icon" href="{address_of("icon.png")}" />'),
        (r'<link\s+rel="preload"\s+href="[^"]*SourceSans[^"]*".*?/>', _early()),
        (r"<script>\s*window\.prerenderReady = false\s*</script>", _opening_script()),
        (r"<noscript>.*</noscript>", "<noscript><p>Hãy bật JavaScript của trình duyệt để dùng Tiến Độ.</p></noscript>"),
        (r"</head>", f'<link rel="stylesheet" href="{address_of("tien-do.css")}">\n  </head>'),
    ]


def address_of(name: str) -> str:
    """The address of one of our files: it changes with the contents, so that browsers may keep it for ever."""
    return f"./{ASSETS}/{name}?v={_fingerprint(name)}"


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def _early() -> str:
    fonts = (
        f'<link rel="preload" href="./{ASSETS}/fonts/inter-{name}-wght-normal.woff2" as="font" type="font/woff2"'
        " crossorigin>"
        for name in _FONTS
    )
    chunks = (f'<link rel="modulepreload" crossorigin href="./static/js/{_chunk(name)}">' for name in _EARLY)
    return "\n    ".join([*fonts, *chunks])


def _chunk(name: str) -> str:
    found = sorted((STREAMLIT / "static" / "js").glob(f"{name}.*.js"))
    if len(found) != 1:
        raise FrameChanged(f"Streamlit không còn phần «{name}»; hãy dùng đúng phiên bản đã ghim.")
    return found[0].name


def _opening_script() -> str:
    """What the page's own script needs, and where the server is: else Streamlit first looks below the screen's path."""
    known = {
        "words": {row["english"]: row["vietnamese"] for row in _words() if row["kind"] == "text"},
        "patterns": [[row["english"], row["vietnamese"]] for row in _words() if row["kind"] == "pattern"],
        "screens": ["", *(row["slug"] for row in rows_of(DATA / "navigation.csv"))],
    }
    written = json.dumps(known, ensure_ascii=False).replace("<", "\\u003c")
    return (
        "<script>window.prerenderReady = false;"
        " window.__streamlit = {BACKEND_BASE_URL: location.origin + '/', MAIN_PAGE_BASE_URL: location.origin + '/'};"
        f" window.tienDo = {written};</script>\n"
        f'    <script defer src="{address_of("tien-do.js")}"></script>'
    )


def _words() -> list[dict[str, str]]:
    return rows_of(DATA / "chrome_words.csv")


class OurPage:
    """Answers every request for a page with ours; all else goes on to Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.body = app, page()
        self.pages = {"/", "/index.html", *(f"/{row['slug']}" for row in rows_of(DATA / "navigation.csv"))}
        self.tag = f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and scope["path"] in self.pages
        if not asked:
            await self.app(scope, receive, send)
            return
        headers = {"Cache-Control": "no-cache", "ETag": self.tag}
        if Request(scope).headers.get("if-none-match") == self.tag:
            await Response(status_code=304, headers=headers)(scope, receive, send)
        else:
            await Response(self.body, media_type="text/html", headers=headers)(scope, receive, send)


def middleware() -> list[Middleware]:
    return [Middleware(OurPage)]
