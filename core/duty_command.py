"""`python -m core obligations`: who owes what by when, one line per duty and unit; as JSON or as a calendar file."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from core import formats
from core.access.keyboard import acting
from core.clock import local_day, today
from core.errors import UnknownName
from core.reports.duty_calendar import calendar_text
from core.reports.duty_views import DutyChoice, by_deadline, chosen_duties
from core.reports.goals import GoalFilter
from core.reports.unit_duties import UnitDuty, unit_duties
from core.settings import time_zone
from core.start import prepare
from core.text import fold, slug
from core.unit_names import unit_named
from core.wording_duties import days_said, done_said, head_sentence, printed_deadline, state_word, unit_duty_words


def add(parser: argparse.ArgumentParser, day: Callable[[str], date], moment: Callable[[str], datetime]) -> None:
    parser.add_argument("--plan", metavar="SỐ", help="chỉ một kế hoạch")
    parser.add_argument("--unit", metavar="TÊN", help="chỉ một tỉnh, huyện, xã (hoặc mã) và cấp dưới")
    parser.add_argument("--agency", metavar="CHỮ", help="chỉ cơ quan, đơn vị có chữ này trong tên")
    parser.add_argument("--state", metavar="TRẠNG_THÁI", help=f"{', '.join(unit_duty_words())}")
    parser.add_argument("--as-of", type=day, metavar="NGÀY", help="như nhìn từ ngày này: hạn và số liệu đến ngày đó")
    parser.add_argument("--known-at", type=moment, metavar="THỜI_ĐIỂM", help="như đã biết tại thời điểm")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--ics", type=Path, metavar="TỆP", help="ghi lịch iCalendar ra tệp")


def run(options: argparse.Namespace) -> int:
    """Prints; exit 0 whatever is overdue. Raises UnknownName for a plan, unit or state that is not there."""
    chosen = _filter(options)
    with prepare().read_as(acting(options)) as session:
        rows = by_deadline(_wanted(unit_duties(session, chosen), options))
    if options.ics:
        text = calendar_text(rows, datetime.now(time_zone()))
        options.ics.write_text(text, encoding="utf-8", newline="")
        print(f"Đã ghi lịch vào {options.ics}.")
    elif options.json:
        print(json.dumps({"obligations": [as_json(row) for row in rows]}, ensure_ascii=False))
    else:
        for row in rows:
            print(said(row))
        print(f"{formats.count(len(rows))} dòng. {head_sentence(rows)}")
    return 0


def _filter(options: argparse.Namespace) -> GoalFilter:
    moment = options.known_at
    looked_from = options.as_of or (local_day(moment) if moment else today())
    return GoalFilter(looked_from, options.as_of, moment)


def _wanted(rows: list[UnitDuty], options: argparse.Namespace) -> list[UnitDuty]:
    if options.plan and slug(options.plan) not in {slug(row.duty.plan_number) for row in rows}:
        raise UnknownName(f"Không có nhiệm vụ của kế hoạch «{options.plan}».")
    choice = DutyChoice(slug(options.plan or ""), states=_states(options.state))
    if options.unit:
        owing = {row.place for row in rows if row.place}
        choice = replace(choice, place=unit_named(options.unit, owing))
    agency = fold(options.agency or "")
    return [row for row in chosen_duties(rows, choice) if agency in fold(f"{row.who} {row.duty.agency}")]


def _states(text: str | None) -> frozenset[str]:
    """By its name in data/duty_unit_states.csv or its Vietnamese label, or what stands before the label's comma."""
    if not text:
        return frozenset()
    for state, word in unit_duty_words().items():
        if slug(text) in (slug(state), slug(word.label), slug(word.label.partition(",")[0])):
            return frozenset({state})
    known = ", ".join(f"{state} ({word.label})" for state, word in unit_duty_words().items())
    raise UnknownName(f"Không có trạng thái «{text}». Các trạng thái: {known}.")


def said(row: UnitDuty) -> str:
    """`[Chưa đến hạn] trước ngày 15/06/2024 · huyện Tuy Đức · Báo cáo … (97/KH-UBND, ket-6-thang-2): còn 4 ngày`."""
    parts = [
        f"[{state_word(row).label}]",
        printed_deadline(row) or "không nêu hạn",
        f"· {row.who} · {row.duty.title} ({row.duty.plan_number}, {row.duty.obligation})",
    ]
    rest = "; ".join(text for text in (days_said(row), done_said(row)) if text)
    return f"{' '.join(parts)}{f': {rest}' if rest else ''}"


def as_json(row: UnitDuty) -> dict[str, Any]:
    """Dates in ISO; `due` is the printed one, `last_day` the last that is still on time."""
    upload = row.upload
    return {
        "plan": row.duty.plan_number,
        "obligation": row.duty.obligation,
        "agency": row.duty.agency,
        "unit": row.place.full_name if row.place else None,
        "unit_code": row.place.code if row.place else None,
        "title": row.duty.title,
        "section": row.duty.source,
        "due": _iso(row.duty.due),
        "last_day": _iso(row.last_day),
        "state": row.state.value,
        "days_left": row.days_left,
        "done_on": _iso(row.done_on),
        "marked": {"on": _iso(row.mark.done_on), "note": row.mark.note, "batch": row.mark.batch} if row.mark else None,
        "uploaded": {"on": _iso(upload.on), "batch": upload.batch} if upload and upload.on else None,
        "parts": vars(upload.parts) if upload and upload.parts else None,
        "made_up": row.is_made_up,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
