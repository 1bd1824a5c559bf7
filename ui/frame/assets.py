"""Files that browsers fetch once: ours, at addresses that change with their contents, and Streamlit's, compressed.

Streamlit sends its scripts as they are, 4,7 MB for charts alone, and from a thread per piece of a file; here they go
out compressed and in one piece (docs/hieu-nang.md has what that brings).
"""

import gzip
from functools import cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.frame.document import ASSETS, STATIC, STREAMLIT

_FOR_EVER = "public, immutable, max-age=31536000"
_FOR_A_DAY = "public, max-age=86400"
_TYPES = {".js": "text/javascript", ".css": "text/css"}
_LEVEL = 6
# The parts that screens load beside what the page itself names.
_FIRST = ("PlotlyChart.", "StreamlitMarkdown.", "Selectbox.", "Metric.", "Html.")


class KeptFiles(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        # Only an address that names its contents may be kept for ever; the stylesheet names fonts without.
        response.headers["Cache-Control"] = _FOR_EVER if scope["query_string"].startswith(b"v=") else _FOR_A_DAY
        return response


def routes() -> list[BaseRoute]:
    return [Mount(f"/{ASSETS}", app=KeptFiles(directory=STATIC), name="our-files")]


class PackedFiles:
    """Streamlit's scripts and styles (their names carry a hash), compressed once and kept in memory."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = _packable(scope)
        if path is None:
            await self.app(scope, receive, send)
            return
        headers = {"Content-Encoding": "gzip", "Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
        body = _ready.get(path) or await run_in_threadpool(_packed, path)
        await Response(body, media_type=_TYPES[path.suffix], headers=headers)(scope, receive, send)


def _packable(scope: Scope) -> Path | None:
    """The file that is asked for, if it is one of Streamlit's scripts or styles and the browser takes gzip."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    if "gzip" not in Request(scope).headers.get("accept-encoding", ""):
        return None
    return _files().get(scope["path"])


@cache
def _files() -> dict[str, Path]:
    """By address; only what lies there, so no path leads elsewhere."""
    folder = STREAMLIT / "static"
    found = (path for kind in ("js", "css") for path in (folder / kind).iterdir() if path.suffix in _TYPES)
    return {f"/static/{path.parent.name}/{path.name}": path for path in found}


# Compressed already: sent without asking for a thread.
_ready: dict[Path, bytes] = {}


def _packed(path: Path) -> bytes:
    if path not in _ready:
        _ready[path] = gzip.compress(path.read_bytes(), _LEVEL, mtime=0)
    return _ready[path]


def pack_early() -> None:
    """What every screen asks for is compressed before the first visitor asks."""
    named = (STREAMLIT / "index.html").read_text(encoding="utf-8")
    for path in _files().values():
        if path.name in named or path.name.startswith(_FIRST):
            _packed(path)


def middleware() -> list[Middleware]:
    return [Middleware(PackedFiles)]
