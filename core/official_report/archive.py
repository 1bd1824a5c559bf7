"""Reports that were made: kept with their files, so that each can be had again exactly as it was."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.journal import Deed, write_down
from core.access.rules import Access, Action
from core.access.writing import refuse_outside
from core.database import Database
from core.errors import UnknownName
from core.official_report.content import Report
from core.official_report.files.word import as_docx
from core.official_report.files.workbook import as_xlsx
from core.official_report.make import make_report
from core.official_report.request import ReportRequest
from core.places import all_places
from core.reference import edition_of
from core.repository import Repository
from core.settings import time_zone
from core.tables import MadeReport, StoredFile
from core.text import slug

WRITERS: dict[str, Callable[[Report, datetime], bytes]] = {".docx": as_docx, ".xlsx": as_xlsx}
# The largest number that a database can ask for.
_LAST = 2**63 - 1


@dataclass(frozen=True)
class KeptReport:
    """One report that was made. `request` makes the same report again; `known_at` is what it was pinned to."""

    id: int
    request: ReportRequest
    made_at: datetime
    made_by: str
    judged_on: date
    file_name: str


def now_pinned(database: Database) -> datetime:
    """This moment, with every import that was being committed finished: nothing can still come before it."""

    def wait(session: Session) -> datetime:
        Repository(session).take_turn()
        return datetime.now(UTC)

    return database.writing(wait)


def file_name_of(request: ReportRequest, ending: str) -> str:
    """`bao-cao-97-kh-ubnd-dak-nong-2024-H1-20241119-0935.docx`, by the local time of what was known."""
    known_at = request.known_at.astimezone(time_zone())
    by_map = f"-ban-do-{request.seen_in}" if request.map_said else ""
    asked = f"{slug(request.plan_number)}-{request.place.slug}-{request.period_text}{by_map}"
    return f"bao-cao-{asked}-{known_at:%Y%m%d-%H%M}{ending}"


def made(session: Session, request: ReportRequest, ending: str) -> bytes:
    """The file of a request, `.docx` or `.xlsx`. Raises UnknownName for another ending, or where there is nothing."""
    if ending.lower() not in WRITERS:
        raise UnknownName(f"Không lập được báo cáo dạng «{ending}». Hãy đặt tên tệp kết thúc bằng .docx hoặc .xlsx.")
    return WRITERS[ending.lower()](make_report(session, request), request.known_at)


def make_and_keep(database: Database, request: ReportRequest, ending: str, by: Access) -> tuple[int, bytes]:
    """Make a report of what somebody may see, keep it with its file; returns its number and the file."""
    with database.read_as(by) as session:
        content = made(session, request, ending)
    return keep(database, request, ending, content, by), content


def keep(database: Database, request: ReportRequest, ending: str, content: bytes, by: Access) -> int:
    """Keep the file that was made of a request; returns the report's number. Raises AccessRefused."""
    refuse_outside(by, Action.MAKE_REPORT, [request.unit_code])

    def work(session: Session) -> int:
        repository = Repository(session)
        repository.take_turn()
        repository.raise_version()
        return _keep(session, request, file_name_of(request, ending.lower()), content, by)

    return database.writing(work)


def _keep(session: Session, request: ReportRequest, name: str, content: bytes, by: Access) -> int:
    sha256 = hashlib.sha256(content).hexdigest()
    if session.get(StoredFile, sha256) is None:
        session.add(StoredFile(sha256=sha256, content=content))
        session.flush()
    record = MadeReport(
        made_at=datetime.now(UTC),
        made_by=by.who,
        plan_number=request.plan_number,
        edition=edition_of(request.unit_code),
        unit_code=request.unit_code,
        seen_in=request.seen_in,
        period=request.period_text,
        known_at=request.known_at,
        judged_on=request.judged_on,
        file_name=PurePath(name).name,
        sha256=sha256,
    )
    session.add(record)
    session.flush()
    write_down(
        session, by, Deed.REPORT, f"Báo cáo {record.id}: {record.file_name}", request.unit_code, report=record.id
    )
    return record.id


def kept_reports(session: Session, known_at: datetime | None = None) -> list[KeptReport]:
    """Every report that was made (by a moment), the newest first."""
    query = select(MadeReport)
    if known_at:
        query = query.where(MadeReport.made_at <= known_at)
    return [_kept(row) for row in session.scalars(query.order_by(MadeReport.made_at.desc(), MadeReport.id.desc()))]


def kept_report(session: Session, number: int) -> tuple[KeptReport, bytes]:
    """A report as it was made, byte for byte. Raises UnknownName."""
    query = select(MadeReport, StoredFile.content).join(StoredFile, StoredFile.sha256 == MadeReport.sha256)
    found = session.execute(query.where(MadeReport.id == number)).one_or_none() if 0 < number <= _LAST else None
    if found is None:
        raise UnknownName(f"Không có báo cáo số {number} đã lập.")
    return _kept(found[0]), found[1]


def fetched(database: Database, kept: KeptReport, by: Access) -> None:
    """Write down that a report is had again, before it is handed out."""
    what, unit = f"tải báo cáo số {kept.id}", kept.request.unit_code
    database.writing(lambda session: write_down(session, by, Deed.REPORT_FETCHED, what, unit, report=kept.id))


def _kept(row: MadeReport) -> KeptReport:
    assert row.unit_code in all_places().by_code
    request = ReportRequest(row.plan_number, row.unit_code, row.period, row.known_at, row.seen_in)
    return KeptReport(row.id, request, row.made_at, row.made_by, row.judged_on, row.file_name)
