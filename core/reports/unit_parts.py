"""The units that a unit is the sum of, whichever map it is looked at by."""

from core.places import Place, places_of
from core.territory import units_below


def own_parts(place: Place) -> list[Place]:
    """The units right below one in its own edition, named as its map names them: they report what it sums up.

    An old province on the map of today still has its old huyện, which that map does not show below it.
    """
    known = places_of(place.seen_in)
    return [known.by_code[code] for code in units_below(place.code)]


def parts_said(place: Place) -> str:
    """What people call the units right below one, all of them."""
    if place.level == "district":
        return "xã, phường, thị trấn"
    return "huyện, thành phố" if any(part.level == "district" for part in own_parts(place)) else "xã, phường, đặc khu"
