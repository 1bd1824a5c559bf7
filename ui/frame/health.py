"""`/healthz`: is the program up, does its database answer, and would it take a file? `/healthz?live` asks no database.

The answer comes within two seconds, whatever the database does: 200 when screens work (`degraded` when nothing could be
stored), 503 when they don't. Which process answers, and on which schema, is for this machine only.
"""

import asyncio
import contextvars
import logging
import os
import socket
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Scope

from core.database import open_database
from core.errors import DatabaseFailed
from core.observing.database_state import can_write, schema_of
from core.observing.ids import harmless
from core.reports.units import data_version
from ui.frame import modes
from ui.frame.hosts import asked_here

_log = logging.getLogger("tien_do.health")
WITHIN_SECONDS = 1.8
# A look that hangs longer is given up: where the network swallowed an answer it would hang for hours.
_GIVEN_UP_SECONDS = 15.0
_BEGUN = time.monotonic()


@dataclass(frozen=True)
class Found:
    """What one look at the database found. `writable` None: this process only reads."""

    version: int
    schema: str | None
    writable: bool | None


class _Looks:
    """One look at a time: a database that hangs holds one thread, however often it is asked after."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: Future[Found | Exception] | None = None
        self._since = 0.0

    def ask(self) -> Future[Found | Exception]:
        """The look that is under way, or a new one."""
        with self._lock:
            hangs = time.monotonic() - self._since > _GIVEN_UP_SECONDS
            if self._running is None or self._running.done() or hangs:
                self._running, self._since = Future(), time.monotonic()
                here = contextvars.copy_context()
                threading.Thread(target=here.run, args=(_look_into, self._running), name="health", daemon=True).start()
            return self._running


looks = _Looks()


def _look_into(answer: Future[Found | Exception]) -> None:
    try:
        answer.set_result(_look())
    except Exception as error:  # noqa: BLE001 -- told by whoever asked
        answer.set_result(error)


def _look() -> Found:
    version, database = _version(), open_database()
    only_reads = modes.running().mode is modes.Mode.PUBLIC
    return Found(version, schema_of(database), None if only_reads else can_write(database))


def _version() -> int:
    with open_database().read() as session:
        return data_version(session)


async def healthz(request: Request) -> JSONResponse:
    """The reason of what is wrong goes to the log."""
    if "live" in request.query_params:
        return _answer(request, 200, {"status": "alive"})
    asked = asyncio.wrap_future(looks.ask())
    await asyncio.wait({asked}, timeout=WITHIN_SECONDS)
    if not asked.done():
        _log.error("the database did not answer within %s s", WITHIN_SECONDS)
        return _answer(request, 503, {"status": "error", "database": "hanging"})
    found = asked.result()
    if isinstance(found, SQLAlchemyError | DatabaseFailed):
        _log.error("the database does not answer", exc_info=None if isinstance(found, DatabaseFailed) else found)
        return _answer(request, 503, {"status": "error", "database": "unreachable"})
    if isinstance(found, Exception):
        raise found
    return _answer(request, 200, told(found), schema=found.schema)


def told(found: Found) -> dict[str, Any]:
    is_degraded = found.writable is False
    return {
        "status": "degraded" if is_degraded else "ok",
        "database": "read-only" if is_degraded else "ok",
        "version": found.version,
    }


def _answer(request: Request, status: int, said: dict[str, Any], **here: Any) -> JSONResponse:
    if asked_here(request.scope):
        uptime = round(time.monotonic() - _BEGUN)
        said = {**said, **here, "uptime_seconds": uptime, "replica": replica(request.scope), "pid": os.getpid()}
    return JSONResponse(said, status, {"Cache-Control": "no-store"})


def replica(scope: Scope) -> str:
    """`TIENDO_REPLICA`, the name an operator gave this process, or the machine's and the port that was asked."""
    if given := harmless(os.environ.get("TIENDO_REPLICA", "").strip()):
        return given
    server = scope.get("server")
    return f"{harmless(socket.gethostname()) or 'unnamed'}{f':{server[1]}' if server and server[1] else ''}"


def routes() -> list[Route]:
    return [Route("/healthz", healthz)]
