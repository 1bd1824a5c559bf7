"""`/lich/nghia-vu.ics`: the deadlines as a calendar that other programs subscribe to.

They can't sign in: a personal address says whose calendar it is (ui/frame/calendar_key.py), the gate looks them up.
"""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.access.rules import Access
from core.clock import today
from core.database import open_database
from core.errors import DatabaseFailed, UnknownName
from core.official_report.scope import plan_scope
from core.places import Place, Places, places_of
from core.reference import EDITION, unit_maps
from core.reports.duty_calendar import CONTENT_TYPE, NAME, calendar_text
from core.reports.duty_views import DutyChoice, DutyScope, by_deadline, chosen_duties, everyone, in_scope
from core.reports.goals import GoalFilter
from core.reports.unit_duties import UnitDuty, unit_duties
from core.settings import time_zone
from core.text import slug
from ui.filter_state import MAP
from ui.frame import modes
from ui.frame.looking_up import access_in
from ui.unit_slugs import named

PREFIX = "lich"
ADDRESS = f"/{PREFIX}/nghia-vu.ics"
_log = logging.getLogger("tien_do.calendar")


async def duties_calendar(request: Request) -> Response:
    """404 in Vietnamese for a unit, an agency or a plan that is not there; 503 when the database does not answer."""
    asked = {name: request.query_params.get(name, "") for name in (MAP, "tinh", "huyen", "xa", "co-quan", "ke-hoach")}
    try:
        text = await run_in_threadpool(_text, asked, base_of(request), access_in(request.scope))
    except UnknownName as unknown:
        return PlainTextResponse(str(unknown), status_code=404)
    except DatabaseFailed:
        _log.exception("the database does not answer")
        return PlainTextResponse("Chưa lập được lịch: cơ sở dữ liệu không trả lời.", status_code=503)
    return _answer(text.encode(), request.headers.get("if-none-match", ""))


def base_of(request: Request) -> str:
    """The program's own address: the one people were given, not the one a proxy used."""
    provider = modes.running().provider
    return provider.origin if provider else str(request.base_url).rstrip("/")


def _answer(content: bytes, known: str) -> Response:
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "etag": tag,
        "cache-control": "private, no-cache",
        "content-disposition": 'inline; filename="nghia-vu-bao-cao.ics"',
        "content-type": CONTENT_TYPE,
    }
    return Response(status_code=304, headers=headers) if known == tag else Response(content, headers=headers)


def _text(asked: dict[str, str], base: str, access: Access) -> str:
    """Stamped with the day's beginning, so that it changes when something changed, and once a day."""
    known = _known(asked[MAP])
    place = _place(known, asked)
    with open_database().read_as(access) as session:
        rows = unit_duties(session, GoalFilter(today(), seen_in=known.code))
        own = _of_scope(session, rows, place, asked["ke-hoach"])
    if asked["co-quan"] and asked["co-quan"] not in everyone(rows):
        raise UnknownName(f"Không có cơ quan, đơn vị «{asked['co-quan']}» nào có nhiệm vụ.")
    if asked["ke-hoach"] and asked["ke-hoach"] not in {slug(row.duty.plan_number) for row in rows}:
        raise UnknownName(f"Không có nhiệm vụ của kế hoạch «{asked['ke-hoach']}».")
    smaller = place if place and place.level != "province" else None
    found = chosen_duties(own, DutyChoice(asked["ke-hoach"], smaller, asked["co-quan"]))
    name = f"{NAME} · {place.full_name}" if place else NAME
    return calendar_text(by_deadline(found), datetime.combine(today(), time(), time_zone()), name, base)


def _of_scope(session: Session, rows: Sequence[UnitDuty], place: Place | None, plan: str) -> Sequence[UnitDuty]:
    """As the screen narrows: what a province's plans ask for, and a plan that is asked for by name."""
    if place is None or place.level != "province":
        return rows
    return in_scope(rows, DutyScope(place, lambda number: plan_scope(session, (number, None)).units, plan))


def _known(map_code: str) -> Places:
    """The units as the map of the link shows them."""
    if map_code and map_code not in unit_maps():
        raise UnknownName(f"Không có bản đồ «{map_code}».")
    return places_of(map_code or EDITION)


def _place(known: Places, asked: dict[str, str]) -> Place | None:
    """A huyện or xã by the slugs of screens' links; among those of the province where the link names one."""
    provinces = [_named(known.provinces, asked["tinh"], "tỉnh")] if asked["tinh"] else known.provinces
    place = provinces[0] if asked["tinh"] else None
    if asked["huyen"]:
        place = _named([one for province in provinces for one in known.children(province)], asked["huyen"], "huyện")
    if asked["xa"]:
        communes = [one for one in known.children(place) if one.level == "commune"] if place else []
        if not communes:
            raise UnknownName("Hãy nêu cả huyện của xã.")
        place = _named(communes, asked["xa"], "xã")
    return place


def _named(choices: list[Place], text: str, level: str) -> Place:
    place = named(choices, text)
    if place is None:
        raise UnknownName(f"Không có {level} «{text}», hoặc có nhiều: hãy nêu cả tỉnh (tinh=…).")
    return place


def routes() -> list[Route]:
    return [Route(ADDRESS, duties_calendar)]
