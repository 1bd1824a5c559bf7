"""Taking over what a link says of the bar on top; what means nothing here is said, and left out."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from core.ingest.values.dates import DateProblem, understand_date
from core.places import Place, Places, places_of
from core.reference import EDITION, unit_maps
from core.text import capitalised
from ui.filter_boxes import communes_below, districts_below, has_districts
from ui.filter_state import ALL, KNOWN_AT, MAP, PLACES, hold, hold_moment, hold_unit, on_screen, seen_in
from ui.link_values import moment_of, plain_value
from ui.reader import reader
from ui.unit_slugs import WHOLE_COUNTRY, link_slug, named
from ui.units_seen import outside, provinces_seen, sees_whole_country

_WHOLE_COUNTRY_SAID = "Cả nước"
_OUTSIDE = "ngoài phạm vi xem của bạn; đang xem nơi bạn được xem."


def take_map(asked: str | None) -> list[str]:
    """Set the map from a link, to the first where it names none; returns what is to be said."""
    known = asked is None or asked in unit_maps()
    hold(MAP, asked if asked and known else EDITION)
    if known:
        return []
    return [f"Liên kết nhắc tới bản đồ «{plain_value(asked or '')}», không có ở đây; đang xem bản đồ {EDITION}."]


def map_in_link(code: str = "") -> dict[str, str]:
    """A map, or the one looked at, where it is another than the one that links leave out."""
    code = code or seen_in()
    return {} if code == EDITION else {MAP: code}


def take_over(known: Places, link: Mapping[str, str], default: Place | None) -> list[str]:
    """Set the boxes from a link, the province to `default` where it names none; returns what is to be said."""
    link, said = _within_reach(known, link)
    said += _take_places(known, link, default)
    said += _take_day(link.get("ky"))
    at, problem = moment_of(link.get(KNOWN_AT), reader())
    hold_moment(at)
    return [*said, *([problem] if problem else [])]


def _within_reach(known: Places, link: Mapping[str, str]) -> tuple[Mapping[str, str], list[str]]:
    """The link without units that the reader may not see."""
    asked = link.get("tinh")
    hidden: str | None = None
    if asked == WHOLE_COUNTRY:
        hidden = None if sees_whole_country(known) else _WHOLE_COUNTRY_SAID
    elif found := outside(known, asked):
        hidden = capitalised(found.full_name)
    if hidden is None:
        return link, []
    return {name: said for name, said in link.items() if name not in PLACES}, [f"{hidden} {_OUTSIDE}"]


def _take_places(known: Places, link: Mapping[str, str], default: Place | None) -> list[str]:
    if moved := _on_another_map(known, link):
        return [_take_what_holds(known, link, *moved)]
    whole = link.get("tinh") == WHOLE_COUNTRY
    province = None if whole else named(provinces_seen(known), link.get("tinh")) or default
    district = named(districts_below(known, province), link.get("huyen"))
    commune = named(communes_below(known, district or province), link.get("xa"))
    found = {"tinh": province, "huyen": district, "xa": commune}
    elsewhere = _offer_other_map(known, link) if _unknown_units(found, link) else ""
    for name, place in found.items():
        slug = WHOLE_COUNTRY if whole and name == "tinh" else link_slug(known, place) if place else ALL
        hold(name, slug)
    if whole:
        found.pop("tinh")
    if not has_districts(known) and (asked := link.get("huyen")):
        found.pop("huyen")
        return [_no_districts(known, link, asked), *_unknown_units(found, link)]
    said = _unknown_units(found, link)
    return [*(f"{first} {elsewhere}".strip() for first in said[:1]), *said[1:]]


def _unknown_units(found: Mapping[str, Place | None], link: Mapping[str, str]) -> list[str]:
    return [said for name, place in found.items() if (said := _unknown_unit(name, place, link.get(name)))]


def _take_what_holds(known: Places, link: Mapping[str, str], asked: Place, shown: Place) -> str:
    """Set the boxes to what holds a unit of another map; returns what is to be said."""
    hold_unit(known, shown)
    said = f"{capitalised(asked.full_name)} không có trên bản đồ đang xem; đang xem {shown.full_name}."
    return f"{said} {_offer(known, link)}".strip() if asked.level == "district" else said


def _on_another_map(known: Places, link: Mapping[str, str]) -> tuple[Place, Place] | None:
    """The unit that a link means whose province is of another map, and what holds it on this one."""
    asked = link.get("tinh")
    if not asked or asked == WHOLE_COUNTRY or named(known.provinces, asked):
        return None
    for other in map(places_of, unit_maps()):
        units = _named_units(other, link)
        place = units["xa"] or units["huyen"] or units["tinh"]
        shown = known.nearest_shown(place.code) if place else None
        if place and shown and known.province_of(shown) in provinces_seen(known):
            return place, shown
    return None


def _offer_other_map(known: Places, link: Mapping[str, str]) -> str:
    """A link to the map that shows all that this one does not have, named alike there: tỉnh Lâm Đồng of today."""
    for other in (places_of(code) for code in unit_maps() if code != known.code):
        units = _named_units(other, link)
        asked = [name for name in PLACES if link.get(name)]
        if all(units[name] for name in asked) and _may_see(other, units["tinh"]):
            place = units["xa"] or units["huyen"] or units["tinh"]
            address = f"./{on_screen()}?{urlencode({**link, MAP: other.code})}"
            return f"[Xem {place.full_name} ({unit_maps()[other.code].title})]({address})" if place else ""
    return ""


def _named_units(known: Places, link: Mapping[str, str]) -> dict[str, Place | None]:
    province = named(known.provinces, link.get("tinh"))
    district = named(districts_below(known, province), link.get("huyen"))
    return {
        "tinh": province,
        "huyen": district,
        "xa": named(communes_below(known, district or province), link.get("xa")),
    }


def _may_see(known: Places, province: Place | None) -> bool:
    return province in provinces_seen(known)


def _no_districts(known: Places, link: Mapping[str, str], asked: str) -> str:
    title = unit_maps()[known.code].title
    said = f"{title}: không còn cấp huyện nên không mở được huyen=«{plain_value(asked)}»."
    return f"{said} {_offer(known, link)}".strip()


def _offer(known: Places, link: Mapping[str, str]) -> str:
    """A link to the map that groups by former huyện, for one that has none."""
    edition = unit_maps()[known.code].edition
    grouped = (code for code, one in unit_maps().items() if one.edition == edition and one.groups_from)
    code = None if has_districts(known) else next(grouped, None)
    return f"[Xem theo địa bàn huyện cũ](./{on_screen()}?{urlencode({**link, MAP: code})})" if code else ""


def _unknown_unit(name: str, place: Place | None, asked: str | None) -> str | None:
    if not asked or (place is not None and (name != "tinh" or named([place], asked))):
        return None
    return f"Liên kết nhắc tới {name}=«{plain_value(asked)}», không có ở đây; đang xem mức rộng hơn."


def _take_day(asked: str | None) -> list[str]:
    as_of = understand_date(asked) if asked else None
    hold("ky", as_of.isoformat() if isinstance(as_of, date) else ALL)
    if not isinstance(as_of, DateProblem):
        return []
    said = f"kỳ số liệu «{plain_value(asked or '')}»"
    return [f"Liên kết nhắc tới {said} không phải ngày; đang xem số mới nhất."]
