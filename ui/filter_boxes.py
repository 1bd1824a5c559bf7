"""The boxes of the bar on top: one for each level of units, one for the day of the figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import streamlit as st

from core import formats
from core.places import Place, Places, places_of
from core.reference import unit_maps
from ui.filter_state import (
    ALL,
    CHOSEN,
    MAP,
    PLACES,
    STATE,
    keep_picked_unit,
    kept,
    moment,
    pick,
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
        kept(MAP)
        return
    maps = unit_maps()
    st.selectbox(
        "Bản đồ đơn vị",
        list(maps),
        format_func=lambda code: maps[code].short,
        key=STATE[MAP],
        on_change=_change_map,
        help="; ".join(one.title for one in maps.values()),
    )


def _change_map() -> None:
    """The unit that was picked stays, or what holds all of it on the other map; it is back where a map shows it."""
    pick()
    seen: Place | None = st.session_state[CHOSEN].place
    if seen is None:
        return
    known, picked = places(), picked_unit(seen.code)
    if shown := known.nearest_shown(picked):
        keep_picked_unit(picked, shown.code)
    for name, above in zip(PLACES, known.ancestors(shown) if shown else (None, None, None), strict=True):
        st.session_state[STATE[name]] = link_slug(known, above) if above else ALL


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
        st.session_state[STATE["huyen"]] = ALL
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
    if st.session_state.get(STATE[name]) not in options:
        st.session_state[STATE[name]] = first if first in options else None
    if not shows(name):
        return kept(name)
    picked = st.selectbox(
        label,
        options,
        format_func=lambda option: _said(option, by_slug),
        key=STATE[name],
        disabled=len(options) < 2 and not by_slug,
        on_change=pick_unit,
        placeholder="Chưa có đơn vị nào",
    )
    return picked or ALL


def _said(option: str, by_slug: Mapping[str, Place]) -> str:
    if option == WHOLE_COUNTRY:
        return _WHOLE_COUNTRY
    return by_slug[option].name if option else "Tất cả"


def date_box() -> date | None:
    dates = [day.isoformat() for day in read("result-dates", moment())]
    state = st.session_state.get(STATE["ky"], ALL)
    options = [ALL, *sorted({*dates, state} - {ALL}, reverse=True)]
    if state not in options:
        st.session_state[STATE["ky"]] = ALL
    if not shows("ky"):
        return date.fromisoformat(unseen) if (unseen := kept("ky")) else None
    picked = st.selectbox(
        "Kỳ số liệu",
        options,
        format_func=lambda option: f"Đến {formats.day(date.fromisoformat(option))}" if option else "Mới nhất",
        key=STATE["ky"],
        on_change=pick,
        help="Lấy số liệu mới nhất tính đến ngày này.",
    )
    return date.fromisoformat(picked) if picked else None
