"""Making a report: its chapters in their order, then the annexes, the last of them with the origin of every figure."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from core import formats
from core.clock import now
from core.demo import LABEL
from core.errors import UnknownName
from core.official_report.book import Book
from core.official_report.chapters import behind, budget, duties, goals, movement, poverty, quality, rural, unit_map
from core.official_report.content import Block, Report
from core.official_report.head import head_of, issuer_said, plan_cited, plan_short, sent_to
from core.official_report.material import Chapter, Material
from core.official_report.origins import Explained, batches_of, explained, origins
from core.official_report.request import ReportRequest
from core.official_report.scope import plan_scope
from core.official_report.writing import written
from core.reports.batches import made_up_batches

_CHAPTERS: tuple[Callable[[Material], Chapter | None], ...] = (
    poverty.chapter,
    movement.chapter,
    behind.chapter,
    budget.chapter,
    rural.chapter,
    goals.chapter,
    duties.chapter,
    unit_map.chapter,
)


def make_report(session: Session, request: ReportRequest) -> Report:
    """The report of a request. Raises UnknownName where the plan has nothing of the unit, or of the period."""
    _refuse_other_years(session, request)
    material, book = Material(session, request), Book()
    chapters = [made for chapter in _CHAPTERS if (made := chapter(material))]
    if not any(made.of_results for made in chapters):
        raise UnknownName(f"{_nothing_of(material)} Hãy chọn đơn vị có trong kế hoạch.")
    opening = _opening(material, book)
    body = [block for chapter in chapters for block in _written(chapter, book)]
    annexes = [annex for chapter in chapters for annex in chapter.annexes]
    for annex in annexes:
        for block in annex.blocks:
            book.use_table(block)
    found = explained(material, book.figures)
    made_up = _is_made_up(session, found)
    closing = [*_written(quality.chapter(material, made_up), book), *_closing(material, book)]
    return Report(
        head=head_of(material),
        blocks=(*opening, *body, *closing),
        annexes=(*annexes, origins(material, found)),
        figures=book.figures,
        footer=f"Lập từ số liệu như đã biết lúc {formats.moment(request.known_at)}.",
        warning=f"{LABEL.upper()}: KHÔNG DÙNG ĐỂ BÁO CÁO" if made_up else "",
    )


def _refuse_other_years(session: Session, request: ReportRequest) -> None:
    """A year that the plan has nothing for; up to a day of the year after its last, final figures still come."""
    years, period = plan_scope(session, (request.plan_number, request.known_at)).years, request.period
    last = [max(years) + 1] if years and period.text == period.until.isoformat() else []
    if years and period.year not in (*years, *last):
        said = ", ".join(str(year) for year in sorted(years))
        raise UnknownName(f"Kế hoạch {request.plan_number} là của năm {said}; không có kỳ {period.said}.")


Asked = tuple[str, str, str, datetime | None, date] | tuple[str, str, str, datetime | None, date, str]


def report_as_known(session: Session, asked: Asked) -> Report:
    """`asked`: a plan, a unit's code, a period, the moment as known at (None: now), the day it is then, the map."""
    plan, unit_code, period, known_at, _, *maps = asked
    return make_report(session, ReportRequest(plan, unit_code, period, known_at or now(), *maps))


def _written(chapter: Chapter, book: Book) -> list[Block]:
    return written(chapter.template, chapter.context, {table.name: table for table in chapter.tables}, book)


def _opening(material: Material, book: Book) -> list[Block]:
    return written("opening.txt", _said(material), {}, book)


def _closing(material: Material, book: Book) -> list[Block]:
    said = {**_said(material), "plan_short": plan_short(material), "sent_to": sent_to(material)}
    return written("closing.txt", said, {}, book)


def _said(material: Material) -> dict[str, str]:
    return {"plan": plan_cited(material), "issuer": issuer_said(material), "period": material.period.said}


def _is_made_up(session: Session, found: list[Explained]) -> bool:
    return bool(batches_of(found) & made_up_batches(session))


def _nothing_of(material: Material) -> str:
    plan = material.plan_number or "không nêu số"
    return f"Kế hoạch {plan} không có chỉ tiêu, vốn hay mục tiêu nào của {material.place.full_name}."
