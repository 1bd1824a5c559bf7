"""`/tep-bao-cao/3`: the file of a report that was made, exactly as it was, for who may see it."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.access.rules import Access
from core.database import open_database
from core.errors import UnknownName
from core.official_report.archive import KeptReport, fetched, kept_report
from ui.frame.looking_up import access_in

PATH = "tep-bao-cao"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {".docx": f"{_OFFICE}.wordprocessingml.document", ".xlsx": f"{_OFFICE}.spreadsheetml.sheet"}


def _found(number: int, access: Access) -> tuple[KeptReport, bytes]:
    """Written down before it is handed out."""
    database = open_database()
    with database.read_as(access) as session:
        kept, content = kept_report(session, number)
    fetched(database, kept, access)
    return kept, content


async def report_file(request: Request) -> Response:
    """The file as it was made, or 404 with a sentence: also for a report of a unit that is not one's own."""
    try:
        kept, content = await run_in_threadpool(_found, request.path_params["number"], access_in(request.scope))
    except UnknownName:
        return PlainTextResponse("Không có báo cáo này.", status_code=404)
    ending = f".{kept.file_name.rsplit('.', 1)[-1]}"
    headers = {
        "content-disposition": f"attachment; filename*=utf-8''{quote(kept.file_name)}",
        "cache-control": "private, no-cache",
        "x-content-type-options": "nosniff",
    }
    return Response(content, media_type=_TYPES[ending], headers=headers)


def routes() -> list[Route]:
    return [Route(f"/{PATH}/{{number:int}}", report_file, methods=["GET"])]
