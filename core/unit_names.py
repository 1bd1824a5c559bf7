"""Units as people name them on the command line: a code, a name with or without its kind; never a guess."""

from collections import defaultdict
from collections.abc import Collection
from difflib import get_close_matches

from core.errors import UnknownName
from core.places import Place, all_places
from core.text import fold

_LEVELS, _MOST_CHOICES = ("province", "district", "commune"), 12
_MOST_NEAR, _SIMILAR = 5, 0.6


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
    near = "; ".join(_said(place) for place in _nearest(name))
    raise UnknownName(f"Không rõ đơn vị «{name}»." + (f" Có phải: {near}?" if near else ""))


def _nearest(name: str) -> list[Place]:
    """Of all units, the most similar name first; kinds aside, so that «huyện» resembles no name of its own."""
    wanted, kind = _without_kind(name.split())
    by_name: dict[str, list[Place]] = defaultdict(list)
    for place in all_places().by_code.values():
        by_name[fold(place.name)].append(place)
    close = get_close_matches(wanted, by_name, n=_MOST_NEAR, cutoff=_SIMILAR)
    found = [place for one in close for place in _of_kind_first(by_name[one], kind)]
    return found[:_MOST_NEAR]


def _of_kind_first(places: list[Place], kind: str) -> list[Place]:
    return sorted(places, key=lambda place: (fold(place.kind) != kind, _LEVELS.index(place.level)))


def _without_kind(words: list[str]) -> tuple[str, str]:
    """A name without its kind, and the kind where one was written; both folded."""
    kinds = {fold(place.kind) for place in all_places().by_code.values()}
    for count in (2, 1):
        if len(words) > count and fold(" ".join(words[:count])) in kinds:
            return fold(" ".join(words[count:])), fold(" ".join(words[:count]))
    return fold(" ".join(words)), ""


def _area(about: Collection[Place]) -> frozenset[str]:
    places = all_places()
    above = {unit.code for place in about for unit in places.ancestors(place) if unit}
    return frozenset(above).union(*(places.codes_below(place.code) for place in about))


def _said(place: Place) -> str:
    return ", ".join(above.full_name for above in reversed(all_places().ancestors(place)) if above)
