"""The boxes of the bar on top: one for each level of units, one for the day of the figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import streamlit as st

from core import formats
from core.places import Place, Places, places_of
from core.reference import unit_maps
from ui.boxes import chosen, pick_box
from ui.filter_state import (
    ALL,
    CHOSEN,
    MAP,
    STATE,
    forget_unknown,
    held,
    hold,
    hold_unit,
    keep_picked_unit,
    moment,
    pick_unit,
    picked_unit,
    places,
    shows,
)
from ui.reads import read
from ui.unit_slugs import WHOLE_COUNTRY, link_slug

_WHOLE_COUNTRY = "Cả nước"


def province_box(choices: Sequence[Place], default: Place | None, whole_country: bool) -> tuple[Place | None, bool]:
    """The province, or none and True for the whole country, which is offered where the reader may see it."""
    first = link_slug(places(), default) if default else ALL
    by_slug = _by_slug(choices)
    wide = [WHOLE_COUNTRY] if whole_country else []
    picked = _picked("tinh", "Tỉnh", [*wide, *(by_slug if default else [ALL, *by_slug])], by_slug, first)
    return by_slug.get(picked), picked == WHOLE_COUNTRY


def map_box() -> None:
    """The map that units are shown by; what was chosen of the other map is looked for on this one."""
    if not shows(MAP):
        return
    maps = unit_maps()
    pick_box(
        STATE[MAP],
        "Bản đồ đơn vị",
        list(maps),
        _change_map,
        format_func=lambda code: maps[code].short,
        help="; ".join(one.title for one in maps.values()),
    )


def _change_map() -> None:
    """The unit that was picked stays, or what holds all of it on the other map; it is back where a map shows it."""
    forget_unknown()
    seen: Place | None = st.session_state[CHOSEN].place
    if seen is None:
        return
    known, picked = places(), picked_unit(seen.code)
    if shown := known.nearest_shown(picked):
        keep_picked_unit(picked, shown.code)
    hold_unit(known, shown)


def districts_below(known: Places, province: Place | None) -> list[Place]:
    """The huyện of a province, or what groups its xã; none on a map that has neither."""
    return [one for one in known.children(province) if one.level == "district"] if province else []


def has_districts(known: Places) -> bool:
    """Whether a map has a level between tỉnh and xã: huyện, or what groups the xã."""
    return _has_districts(known.code)


@cache
def _has_districts(map_code: str) -> bool:
    return any(place.level == "district" for place in places_of(map_code).by_code.values())


def district_box(known: Places, province: Place | None) -> Place | None:
    """None, and no box, on a map without huyện."""
    if not has_districts(known):
        hold("huyen", ALL)
        return None
    label = "Địa bàn huyện cũ" if unit_maps()[known.code].groups_from else "Huyện, thành phố"
    return unit_box("huyen", label, districts_below(known, province))


def communes_below(known: Places, above: Place | None) -> list[Place]:
    """The xã right below a huyện, or below a province of those that are in none."""
    return [one for one in known.children(above) if one.level == "commune"] if above else []


def unit_box(name: str, label: str, choices: Sequence[Place]) -> Place | None:
    by_slug = _by_slug(choices)
    return by_slug.get(_picked(name, label, [ALL, *by_slug], by_slug, ALL))


def _by_slug(choices: Sequence[Place]) -> dict[str, Place]:
    return {link_slug(places(), place): place for place in choices}


def _picked(name: str, label: str, options: Sequence[str], by_slug: Mapping[str, Place], first: str) -> str:
    if chosen(STATE[name]) not in options:
        hold(name, first if first in options else None)
    if not shows(name):
        return held(name)
    picked = pick_box(
        STATE[name],
        label,
        options,
        pick_unit,
        format_func=lambda option: _said(option, by_slug),
        disabled=len(options) < 2 and not by_slug,
        placeholder="Chưa có đơn vị nào",
    )
    return picked or ALL


def _said(option: str, by_slug: Mapping[str, Place]) -> str:
    if option == WHOLE_COUNTRY:
        return _WHOLE_COUNTRY
    return by_slug[option].name if option else "Tất cả"


def date_box() -> date | None:
    dates = [day.isoformat() for day in read("result-dates", moment())]
    picked = held("ky")
    if shows("ky"):
        pick_box(
            STATE["ky"],
            "Kỳ số liệu",
            [ALL, *sorted({*dates, picked} - {ALL}, reverse=True)],
            forget_unknown,
            format_func=lambda option: f"Đến {formats.day(date.fromisoformat(option))}" if option else "Mới nhất",
            help="Lấy số liệu mới nhất tính đến ngày này.",
        )
    return date.fromisoformat(picked) if picked else None
