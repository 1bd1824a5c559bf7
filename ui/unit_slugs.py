"""Administrative units in links: `tuy-duc`, with the code where a sibling's name has the same letters."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from core.places import Place, Places, places_of
from core.reference import unit_maps
from core.text import slug

# Stands in links where a province else does: all that the reader sees.
WHOLE_COUNTRY = "ca-nuoc"


def link_slug(known: Places, place: Place) -> str:
    """`tuy-duc`; with the code where a sibling's name has the same letters: `phuong-sa-pa-03001`."""
    return _link_slugs(known.code, place.parent)[place.code]


def map_that_shows(known: Places, place: Place) -> Places:
    """The map that a link to a unit opens: this one, which has the unit or what holds it.

    A former huyện, which lies in a province and in no smaller unit, has a view of its own on the map that groups by it.
    """
    holder = known.nearest_shown(place.code)
    if place.level != "district" or (holder and holder.code == place.code):
        return known
    grouped = (places_of(code) for code, one in unit_maps().items() if one.groups_from == place.edition)
    return next(grouped, known)


@cache
def _link_slugs(map_code: str, parent: str | None) -> dict[str, str]:
    """The link of every unit below one, by code; worked out once, as units are shipped and do not change."""
    known = places_of(map_code)
    children = known.children(known.by_code[parent]) if parent else known.provinces
    slugs = {child.code: slug(known.name_in_file(child)) for child in children}
    counts = Counter(slugs.values())
    return {code: own if counts[own] == 1 else f"{own}-{code}" for code, own in slugs.items()}


def named(choices: Sequence[Place], text: str | None) -> Place | None:
    """A unit by its slug (`tuy-duc`, `xa-dak-mil`), its code or its name; None unless it is just one."""
    if not text:
        return None
    wanted = slug(text)
    exact = [
        place
        for place in choices
        if text in (place.code, place.official_code) or wanted == link_slug(places_of(place.seen_in), place)
    ]
    found = exact or [place for place in choices if wanted in _also_called(place)]
    return found[0] if len(found) == 1 else None


def _also_called(place: Place) -> tuple[str, ...]:
    return place.slug, slug(place.bare_name), slug(f"{place.kind} {place.bare_name}")
