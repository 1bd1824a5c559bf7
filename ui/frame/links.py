"""Links people keep: the first screen answers under its own name, and an unknown one opens with a message.

Streamlit serves the default screen at `/` only, and greets any other unknown path with an English dialog.
"""

from urllib.parse import quote

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.reference import rows_of
from core.settings import DATA

# Streamlit's own: its API, its files, and what screens offer for download.
_NOT_PAGES = frozenset({"_stcore", "static", "media", "component", "app"})


class KnownLinks:
    """Redirects page requests only: what a browser's address bar asks for, outside Streamlit's own paths."""

    def __init__(self, app: ASGIApp, others: frozenset[str] = frozenset()) -> None:
        self.app, self.others = app, others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = self._elsewhere(scope) if scope["type"] == "http" else None
        if target is None:
            await self.app(scope, receive, send)
        else:
            await RedirectResponse(target, status_code=307)(scope, receive, send)

    def _elsewhere(self, scope: Scope) -> str | None:
        request = Request(scope)
        slug = request.url.path.strip("/")
        if not slug or slug.split("/")[0] in _NOT_PAGES or "text/html" not in request.headers.get("accept", ""):
            return None
        rows = {row["slug"]: row["default"] == "yes" for row in rows_of(DATA / "navigation.csv")}
        query = f"?{request.url.query}" if request.url.query else ""
        if rows.get(slug):
            return f"/{query}"
        return None if slug in rows or slug.split("/")[0] in self.others else f"/?trang={quote(slug)}"


def middleware(others: frozenset[str]) -> list[Middleware]:
    """`others` are paths of our own routes."""
    return [Middleware(KnownLinks, others=others)]
