"""Units as people name them on the command line: a code, a name with or without its kind; never a guess."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from difflib import get_close_matches

from core import formats
from core.errors import UnknownName
from core.place import FORMER, LATER
from core.places import Place, Places, places_of
from core.reference import edition_of, editions, unit_maps
from core.territory import pieces_of
from core.text import clean, fold
from core.unit_history import LEVELS, units_meant
from core.unit_readings import readings, without_kind

_MOST_CHOICES = 12
_MOST_NEAR, _SIMILAR = 5, 0.6


# What a person is told of naming a unit where no map is asked for.
HOW = "có thể kèm loại, hoặc mã; cả hai bản đồ cùng có thì thêm «(cũ)», «(mới)», hoặc ghi mã kèm bản đồ: 2025-51"


def unit_named(name: str, about: Collection[Place] = (), seen_in: str = "") -> Place:
    """A unit of any level and edition by its code or its name, with or without its kind; as the map `seen_in` shows it.

    Where both maps know the name, the one of the map asked for. Without one, among several of that name those count
    that the plan is `about`, lie around or below; without a plan that of the first map, only where both are the very
    same territory. Raises UnknownName, with the choices if there are still several.
    """
    found = _asked_for(units_meant(name), about, seen_in)
    area = _area(about)
    found = [place for place in found if place.code in area] or found
    if len(found) == 1:
        return _on_map(found[0].code, seen_in)
    if found:
        raise UnknownName(_several(name, found))
    near = "; ".join(_said(place) for place in _nearest(name))
    raise UnknownName(f"Không rõ đơn vị «{name}»." + (f" Có phải: {near}?" if near else ""))


def _on_map(code: str, seen_in: str) -> Place:
    place: Place = places_of(seen_in or edition_of(code)).by_code[code]
    return place


def _editions() -> list[Places]:
    """The units of each edition, as its own map shows them."""
    return [places_of(edition.code) for edition in editions()]


def _asked_for(found: Sequence[Place], about: Collection[Place], seen_in: str) -> list[Place]:
    """Of the map asked for; units of another edition that it shows nothing of that name for are as good."""
    if not seen_in:
        return list(found) if about else _once(found)
    edition = unit_maps()[seen_in].edition
    return [place for place in found if place.edition == edition] or list(found)


def _once(found: Sequence[Place]) -> list[Place]:
    """Of units that are the same territory at the same level, the oldest: the two are one to everybody."""
    alike = {(place.level, pieces_of(place.code)): place for place in reversed(found)}
    return [place for place in found if place in alike.values()]


def _several(name: str, found: Sequence[Place]) -> str:
    newest = max(found, key=lambda place: place.edition)
    maps = newest.edition != min(place.edition for place in found)
    choices = "; ".join(
        f"{_said(place)} (mã {place.official_code}{_since(place) * maps}){_picked_by(place) * maps}"
        for place in found[:_MOST_CHOICES]
    )
    more = f" và {len(found) - _MOST_CHOICES} đơn vị khác" if len(found) > _MOST_CHOICES else ""
    how = "hoặc ghi mã"
    if maps:
        how = f"hoặc ghi mã; đơn vị {_since(newest).removeprefix(', ')} thì ghi mã kèm bản đồ: {newest.code}"
        how += f", hoặc thêm «{LATER.strip()}» sau tên, đơn vị trước đó thì thêm «{FORMER.strip()}»"
    return f"«{name}» có thể là: {choices}{more}. Hãy ghi kèm loại đơn vị, {how}."


def _picked_by(place: Place) -> str:
    """The text that means this unit and no other: `: «51 (cũ)»`."""
    return f": «{place.code if place.code != place.official_code else f'{place.code}{FORMER}'}»"


def _since(place: Place) -> str:
    """When a unit was there: `, trước 01/07/2025`."""
    old, new = editions()
    return f", {'trước' if place.edition == old.code else 'từ'} {formats.day(new.valid_from)}"


def _nearest(name: str) -> list[Place]:
    """The units of the most similar names, kinds aside, so that «huyện» resembles no name of its own.

    Of the first map; of the next where that has none like it.
    """
    wanted, kind = without_kind(readings(clean(name))[-1][0])
    return next((found for known in _editions() if (found := _nearest_of(known, wanted, kind))), [])


def _nearest_of(known: Places, wanted: str, kind: str) -> list[Place]:
    by_name: dict[str, list[Place]] = defaultdict(list)
    for place in known.by_code.values():
        by_name[fold(place.own_name)].append(place)
    close = get_close_matches(wanted, by_name, n=_MOST_NEAR, cutoff=_SIMILAR)
    return [place for one in close for place in _of_kind_first(by_name[one], kind)][:_MOST_NEAR]


def _of_kind_first(places: list[Place], kind: str) -> list[Place]:
    return sorted(places, key=lambda place: (fold(place.kind) != kind, LEVELS.index(place.level)))


def _area(about: Collection[Place]) -> frozenset[str]:
    """The units around and below those that a plan is about, of their own edition."""
    found = set[str]()
    for place in about:
        known = places_of(place.edition)
        above = {unit.code for unit in known.ancestors(known.by_code[place.code]) if unit}
        found |= above | {code for code in known.codes_below(place.code) if edition_of(code) == place.edition}
    return frozenset(found)


def _said(place: Place) -> str:
    known = places_of(place.seen_in)
    return ", ".join(above.full_name for above in reversed(known.ancestors(place)) if above)
