"""`python -m core report`: the official report as a file, for people and for a schedule; and reports made before."""

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from core import formats
from core.access.keyboard import acting
from core.access.rules import Access, Action
from core.access.writing import refuse_outside
from core.database import Database
from core.errors import UnknownName
from core.official_report.archive import KeptReport, fetched, keep, kept_report, kept_reports, made, now_pinned
from core.official_report.request import ReportRequest, period_of, plan_named
from core.official_report.scope import plan_scope
from core.reports.plan_numbers import plans_loaded
from core.start import prepare
from core.unit_names import unit_named


def add(report: argparse.ArgumentParser, moment: Callable[[str], datetime]) -> None:
    """`moment` understands `--known-at` as the export does."""
    report.add_argument("--plan", metavar="SỐ_VĂN_BẢN", help="số và ký hiệu của kế hoạch, ví dụ 97/KH-UBND")
    report.add_argument("--unit", metavar="ĐƠN_VỊ", help="tên đơn vị, có thể kèm loại: «xã Tu Mơ Rông»; hoặc mã")
    report.add_argument("--period", metavar="KỲ", help="2024 (năm), 2024-H1 (6 tháng) hoặc một ngày")
    report.add_argument("--known-at", type=moment, metavar="THỜI_ĐIỂM", help="như đã biết tại thời điểm")
    report.add_argument("--again", type=int, metavar="SỐ", help="lấy lại đúng tệp của báo cáo đã lập")
    report.add_argument("--list", action="store_true", help="liệt kê các báo cáo đã lập")
    report.add_argument("--out", type=Path, metavar="TỆP")


def run(options: argparse.Namespace) -> int:
    """Exit 0; an unknown or ambiguous name raises UnknownName with the choices (exit 2).

    Raises AccessRefused for a unit that the person acted for may not report on.
    """
    database, by = prepare(), acting(options)
    if options.list:
        return _list(database, by)
    if options.out is None:
        raise UnknownName("Hãy cho biết ghi ra tệp nào: --out bao-cao.docx hoặc --out bao-cao.xlsx.")
    return _again(database, by, options) if options.again is not None else _make(database, by, options)


def _make(database: Database, by: Access, options: argparse.Namespace) -> int:
    missing = [name for name in ("plan", "unit", "period") if getattr(options, name) is None]
    if missing:
        raise UnknownName(f"Thiếu {', '.join(f'--{name}' for name in missing)}.")
    period, now = period_of(options.period), now_pinned(database)
    known_at = options.known_at or now
    if known_at > now:
        raise UnknownName(f"Thời điểm {formats.moment(known_at)} chưa tới: số liệu lúc đó chưa ai biết.")
    with database.read_as(by) as session:
        plan = plan_named(options.plan, plans_loaded(session, options.known_at))
        about = plan_scope(session, (plan, options.known_at)).units
    seen_in = options.edition or ""
    request = ReportRequest(plan, unit_named(options.unit, about, seen_in).code, period.text, known_at, seen_in)
    refuse_outside(by, Action.MAKE_REPORT, [request.unit_code])
    with database.read_as(by) as session:
        content = made(session, request, options.out.suffix)
    options.out.write_bytes(content)  # before it is kept: a report that nobody could have is not in the list
    number = keep(database, request, options.out.suffix, content, by)
    print(f"Đã lập báo cáo số {number} vào {options.out}, từ số liệu như đã biết lúc {formats.moment(known_at)}.")
    return 0


def _again(database: Database, by: Access, options: argparse.Namespace) -> int:
    with database.read_as(by) as session:
        kept, content = kept_report(session, options.again)
    if Path(kept.file_name).suffix != options.out.suffix.lower():
        raise UnknownName(f"Báo cáo số {kept.id} là tệp {Path(kept.file_name).suffix}: {kept.file_name}.")
    fetched(database, kept, by)
    options.out.write_bytes(content)
    print(f"Đã ghi lại báo cáo số {kept.id}, lập lúc {formats.moment(kept.made_at)}, vào {options.out}.")
    return 0


def _list(database: Database, by: Access) -> int:
    with database.read_as(by) as session:
        for kept in kept_reports(session):
            print(_said(kept))
    return 0


def _said(kept: KeptReport) -> str:
    request = kept.request
    what = f"{request.plan_number}, {request.place.full_name}, {request.period.said}"
    what += f", bản đồ {request.map_said[0].lower()}{request.map_said[1:]}" if request.map_said else ""
    return f"{kept.id}\t{formats.moment(kept.made_at)}\t{kept.made_by}\t{what}\t{kept.file_name}"
