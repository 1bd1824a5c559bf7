"""Units as people name them on the command line: a code, a name with or without its kind; never a guess."""

from collections.abc import Collection

from core.errors import UnknownName
from core.places import Place, all_places

_LEVELS, _MOST_CHOICES = ("province", "district", "commune"), 12


def unit_named(name: str, about: Collection[Place] = ()) -> Place:
    """A unit of any level by its code or its name, with or without its kind.

    Among several of that name those count that the plan is `about`, lie around or below. Raises UnknownName, with the
    choices if there are still several.
    """
    places = all_places()
    if name in places.by_code:
        return places.by_code[name]
    matches = [places.find(name, level) for level in _LEVELS]
    exact = [place for match in matches if match.exact for place in match.places]
    found = exact or [place for match in matches for place in match.places]
    area = _area(about)
    found = [place for place in found if place.code in area] or found
    if len(found) == 1:
        return found[0]
    if found:
        choices = "; ".join(f"{_said(place)} (mã {place.code})" for place in found[:_MOST_CHOICES])
        more = f" và {len(found) - _MOST_CHOICES} đơn vị khác" if len(found) > _MOST_CHOICES else ""
        raise UnknownName(f"«{name}» có thể là: {choices}{more}. Hãy ghi kèm loại đơn vị, hoặc ghi mã.")
    near = list(dict.fromkeys(text for level in _LEVELS for text in places.nearest(name, level)))
    raise UnknownName(f"Không rõ đơn vị «{name}»." + (f" Có phải: {', '.join(near[:5])}?" if near else ""))


def _area(about: Collection[Place]) -> frozenset[str]:
    places = all_places()
    above = {unit.code for place in about for unit in places.ancestors(place) if unit}
    return frozenset(above).union(*(places.codes_below(place.code) for place in about))


def _said(place: Place) -> str:
    return ", ".join(above.full_name for above in reversed(all_places().ancestors(place)) if above)
