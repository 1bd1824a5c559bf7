"""What browsers are told about every answer: whose scripts may run, who may frame it, what may be guessed.

HSTS is left to the proxy that holds the certificate.
"""

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.frame.document import page
from ui.frame.modes import Running

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex",
}


class Headers:
    def __init__(self, app: ASGIApp, running: Running) -> None:
        self.app = app
        self.given = {**_ALWAYS, "Content-Security-Policy": policy(running)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.given.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def policy(running: Running) -> str:
    """Scripts: ours and Streamlit's files, and the inline ones of our own page as they stand.

    Styles stay open to the page itself: Streamlit and plotly write them while they draw. Neither needs `eval`.
    """
    # Browsers that do not count websockets of the same address among 'self'.
    own = running.provider.origin.replace("http", "ws", 1) if running.provider else "ws://localhost:* ws://127.0.0.1:*"
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *_hashes()]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self' {own}",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hashes() -> list[str]:
    inline = re.findall(r"<script>(.*?)</script>", page().decode("utf-8"), re.DOTALL)
    digests = (hashlib.sha256(script.encode("utf-8")).digest() for script in inline)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def middleware(running: Running) -> list[Middleware]:
    return [Middleware(Headers, running=running)]
