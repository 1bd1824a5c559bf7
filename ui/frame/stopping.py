"""A process that is told to stop lets what it is writing end first.

Screens run in threads that die with the process: a file that somebody has just confirmed would be rolled back. When
this waits, browsers are gone already and nothing new begins.
"""

import asyncio
import time
from collections.abc import Callable

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.database import open_database
from core.observing.database_state import pool_of

# Less than systemd waits before it kills (TimeoutStopSec in deploy/*.service).
LONGEST_SECONDS = 45.0
_LOOK_SECONDS = 0.05


def in_use() -> int:
    """Connections to the database that somebody works with at this moment."""
    pool = pool_of(open_database())
    return pool.in_use if pool else 0


class LetWritesEnd:
    """Hands the end of the program on once nobody works with the database, or after `longest` seconds."""

    def __init__(self, app: ASGIApp, busy: Callable[[], int] = in_use, longest: float = LONGEST_SECONDS) -> None:
        self.app, self.busy, self.longest = app, busy, longest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def received() -> Message:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self._wait()
            return message

        await self.app(scope, received if scope["type"] == "lifespan" else receive, send)

    async def _wait(self) -> None:
        until = time.monotonic() + self.longest
        while self.busy() and time.monotonic() < until:
            await asyncio.sleep(_LOOK_SECONDS)


def middleware() -> list[Middleware]:
    return [Middleware(LetWritesEnd)]
