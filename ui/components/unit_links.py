"""Where a unit is looked at: the screens of figures on each map, for itself or for what holds it there."""

from urllib.parse import urlencode

from core.access.rules import Action
from core.places import Place, places_of
from core.reference import EDITION, UnitMap, unit_maps
from ui import markup
from ui.filter_state import MAP, PLACES
from ui.navigation import may_open, screens
from ui.reader import may_do
from ui.unit_slugs import link_slug

_SCREENS = ("tong-quan", "giam-ngheo", "ngan-sach", "nong-thon-moi")


def ways_to(unit: Place) -> str:
    """One line per map; none for a map where nothing that the reader may see holds it."""
    lines = [line for one in unit_maps().values() if (line := _on(one, unit))]
    items = "".join(markup.element("li", line) for line in lines)
    return markup.element("ul", items, class_="td-list") if items else ""


def _on(shown_by: UnitMap, unit: Place) -> str:
    place = places_of(shown_by.code).nearest_shown(unit.code)
    if place is None or not may_do(Action.SEE_FIGURES, place.code):
        return ""
    titles = {row["slug"]: row["title"] for row in screens() if row["slug"] in _SCREENS and may_open(row["slug"])}
    links = " · ".join(
        markup.link(
            titles[slug], _address(slug, shown_by, place), f"{titles[slug]}: {place.full_name}, {shown_by.short}"
        )
        for slug in _SCREENS
        if slug in titles
    )
    return f"{markup.text(f'{shown_by.short}, {place.full_name}')}: {links}"


def _address(screen: str, shown_by: UnitMap, place: Place) -> str:
    known = places_of(shown_by.code)
    chosen = {
        name: link_slug(known, above) for name, above in zip(PLACES, known.ancestors(place), strict=True) if above
    }
    on_map = {} if shown_by.code == EDITION else {MAP: shown_by.code}
    is_first = any(row["slug"] == screen and row["default"] for row in screens())
    return f"./{'' if is_first else screen}?{urlencode({**on_map, **chosen})}"
