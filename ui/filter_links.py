"""Taking over what a link says of the bar on top; what means nothing here is said, and left out."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from core.ingest.values.dates import DateProblem, understand_date
from core.places import Place, Places
from core.reference import EDITION, unit_maps
from ui.filter_boxes import communes_below, districts_below
from ui.filter_state import ALL, KNOWN_AT, MAP, PLACES, STATE, seen_in
from ui.link_values import moment_of, plain_value
from ui.reader import reader
from ui.unit_slugs import WHOLE_COUNTRY, link_slug, named
from ui.units_seen import outside, provinces_seen, sees_whole_country

_WHOLE_COUNTRY_SAID = "Cả nước"
_OUTSIDE = "ngoài phạm vi xem của bạn; đang xem nơi bạn được xem."


def take_map(asked: str | None) -> list[str]:
    """Set the map from a link, to the first where it names none; returns what is to be said."""
    known = asked is None or asked in unit_maps()
    st.session_state[STATE[MAP]] = asked if asked and known else EDITION
    if known:
        return []
    return [f"Liên kết nhắc tới bản đồ «{plain_value(asked or '')}», không có ở đây; đang xem bản đồ {EDITION}."]


def map_in_link() -> dict[str, str]:
    """The map, where it is another than the one that links leave out."""
    return {} if seen_in() == EDITION else {MAP: seen_in()}


def take_over(known: Places, link: Mapping[str, str], default: Place | None) -> list[str]:
    """Set the boxes from a link, the province to `default` where it names none; returns what is to be said."""
    link, said = _within_reach(known, link)
    said += _take_places(known, link, default)
    said += _take_day(link.get("ky"))
    st.session_state[STATE[KNOWN_AT]], problem = moment_of(link.get(KNOWN_AT), reader())
    return [*said, *([problem] if problem else [])]


def _within_reach(known: Places, link: Mapping[str, str]) -> tuple[Mapping[str, str], list[str]]:
    """The link without units that the reader may not see."""
    asked = link.get("tinh")
    hidden: str | None = None
    if asked == WHOLE_COUNTRY:
        hidden = None if sees_whole_country(known) else _WHOLE_COUNTRY_SAID
    elif found := outside(known, asked):
        hidden = f"{found.full_name[0].upper()}{found.full_name[1:]}"
    if hidden is None:
        return link, []
    return {name: said for name, said in link.items() if name not in PLACES}, [f"{hidden} {_OUTSIDE}"]


def _take_places(known: Places, link: Mapping[str, str], default: Place | None) -> list[str]:
    whole = link.get("tinh") == WHOLE_COUNTRY
    province = None if whole else named(provinces_seen(known), link.get("tinh")) or default
    district = named(districts_below(known, province), link.get("huyen"))
    commune = named(communes_below(known, district or province), link.get("xa"))
    found = {"tinh": province, "huyen": district, "xa": commune}
    for name, place in found.items():
        st.session_state[STATE[name]] = link_slug(known, place) if place else ALL
    if whole:
        st.session_state[STATE["tinh"]] = WHOLE_COUNTRY
        found.pop("tinh")
    return [said for name, place in found.items() if (said := _unknown_unit(name, place, link.get(name)))]


def _unknown_unit(name: str, place: Place | None, asked: str | None) -> str | None:
    if not asked or (place is not None and (name != "tinh" or named([place], asked))):
        return None
    return f"Liên kết nhắc tới {name}=«{plain_value(asked)}», không có ở đây; đang xem mức rộng hơn."


def _take_day(asked: str | None) -> list[str]:
    as_of = understand_date(asked) if asked else None
    st.session_state[STATE["ky"]] = as_of.isoformat() if isinstance(as_of, date) else ALL
    if not isinstance(as_of, DateProblem):
        return []
    said = f"kỳ số liệu «{plain_value(asked or '')}»"
    return [f"Liên kết nhắc tới {said} không phải ngày; đang xem số mới nhất."]
