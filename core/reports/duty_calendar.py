"""Duties as a calendar to subscribe to (RFC 5545): one all-day event per duty and unit, on the last day on time."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from core.reports.duty_views import duty_slug
from core.reports.unit_duties import UnitDuty
from core.settings import time_zone
from core.wording_duties import done_said, plan_title, printed_deadline, state_word

CONTENT_TYPE = "text/calendar; charset=utf-8"
NAME = "Nghĩa vụ báo cáo"
_OCTETS = 75
_REMIND_DAYS = 7
_LONGEST_SUMMARY = 90
_SCREEN = "nghia-vu-bao-cao"


def calendar_text(duties: Iterable[UnitDuty], stamp: datetime, name: str = NAME, base: str = "") -> str:
    """Duties without a deadline have no day to stand on. `stamp` is when this was made, `base` the program's address:
    without it events lead nowhere.

    The same duty of the same unit keeps its UID for ever, so that a subscription changes and never doubles.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tien Do//Nghia vu bao cao//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        f"X-WR-TIMEZONE:{time_zone().key}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
    ]
    for row in duties:
        if row.last_day:
            lines += _event(row, row.last_day, stamp, base)
    return "".join(f"{folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def _event(row: UnitDuty, day: date, stamp: datetime, base: str) -> Iterator[str]:
    address = address_of(row, base) if base else ""
    yield "BEGIN:VEVENT"
    yield f"UID:{uid(row)}"
    yield f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(_summary(row))}"
    yield f"DESCRIPTION:{escaped(_description(row, address))}"
    if address:
        yield f"URL:{address}"
    yield f"CATEGORIES:{escaped(NAME)}"
    yield "STATUS:CONFIRMED"
    yield "TRANSP:TRANSPARENT"
    if row.done_on is None:
        yield from _reminder(row)
    yield "END:VEVENT"


def _reminder(row: UnitDuty) -> Iterator[str]:
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(f'Còn {_REMIND_DAYS} ngày: {_summary(row)}')}"
    yield f"TRIGGER:-P{_REMIND_DAYS}D"
    yield "END:VALARM"


def _summary(row: UnitDuty) -> str:
    """Who first: in a month's view the end of a line is cut."""
    done = f"[{state_word(row).label}] " if row.done_on else ""
    return f"{done}{row.who}: {shortened(row.duty.title)}"


def shortened(title: str, longest: int = _LONGEST_SUMMARY) -> str:
    """A duty's title, cut at a word where it is long."""
    if len(title) <= longest:
        return title
    return f"{title[:longest].rsplit(' ', 1)[0].rstrip(' ,;(')}…"


def _description(row: UnitDuty, address: str) -> str:
    section = f", mục {row.duty.source}" if row.duty.source else ""
    recurs = f"Lặp lại: {row.duty.recurs}. Ngày in trong văn bản là của năm kế hoạch." if row.duty.recurs else ""
    said = [
        f"{row.duty.title}.",
        f"Ai: {row.who}" + (f" ({row.duty.agency})." if row.place else "."),
        f"Hạn theo văn bản: {printed_deadline(row)}; lịch ghi ngày cuối còn đúng hạn.",
        recurs,
        f"Trạng thái: {state_word(row).label}." + (f" {done_said(row)}." if row.done_on else ""),
        f"Nguồn: {plan_title(row.duty.plan_number)}{section}, mã {row.duty.obligation}.",
        address,
    ]
    return "\n".join(part for part in said if part)


def address_of(row: UnitDuty, base: str) -> str:
    return f"{base}/{_SCREEN}?{urlencode({'nhiem-vu': duty_slug(row.duty)})}"


def uid(row: UnitDuty) -> str:
    """Of plan, code and unit as written: it survives a change of title, deadline or state."""
    written = "\n".join((row.duty.plan_number, row.duty.obligation, row.place.code if row.place else ""))
    return f"{hashlib.sha256(written.encode()).hexdigest()[:32]}@tien-do"


def escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """Lines of at most 75 octets; a letter is never torn apart, as some programs unfold after decoding."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _OCTETS:
            pieces.append(piece)
            piece, size = "", 1  # the blank that a continuation begins with
        piece, size = piece + letter, size + octets
    return "\r\n ".join([*pieces, piece])
