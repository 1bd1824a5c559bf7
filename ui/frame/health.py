"""`/healthz`: is the program up, and does its database answer?"""

import logging

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from core.database import open_database
from core.reports.units import data_version

_log = logging.getLogger("tien_do.health")


def _version() -> int:
    with open_database().read() as session:
        return data_version(session)


async def healthz(_request: Request) -> JSONResponse:
    """200 with the data's version, or 503 when the database does not answer; the reason goes to the log."""
    try:
        version = await run_in_threadpool(_version)
    except SQLAlchemyError:
        _log.exception("the database does not answer")
        return JSONResponse({"status": "error", "database": "unreachable"}, status_code=503)
    return JSONResponse({"status": "ok", "database": "ok", "version": version})


def routes() -> list[Route]:
    return [Route("/healthz", healthz)]
