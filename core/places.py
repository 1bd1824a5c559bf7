"""Administrative units as each map shows them (data/unit_maps.csv): by code, by parent, by what people call them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from typing import Any

from core.place import FORMER, LATER, Place
from core.place_names import Match, Names, names_of
from core.reference import EDITION, edition_of, editions, unit_maps, unit_rows
from core.territory import became, cut_by, leaves_touching, within
from core.text import clean, fold

__all__ = ["Match", "Place", "Places", "all_places", "places_of", "places_seen_by"]


class UnitsByCode(dict[str, Place]):
    """The units that a map shows; asked for by code, a unit of another edition is there too, as a guest."""

    def __init__(self, places: Iterable[Place], map_code: str) -> None:
        super().__init__((place.code, place) for place in places)
        self._guests: dict[str, Place] = {}
        self._map = map_code

    def __missing__(self, code: str) -> Place:
        if code not in self._guests:
            self._guests[code] = _as_guest(_unit_rows()[code], self._map)
        return self._guests[code]

    def __contains__(self, code: object) -> bool:
        return super().__contains__(code) or code in _unit_rows()

    def get(self, code: str, default: Any = None) -> Any:
        return self[code] if code in self else default  # noqa: SIM401 - the usual `get` does not ask `__missing__`


class Places:
    """The units of one map: by parent and by name those that it shows, by code those of every edition.

    Names are indexed when first asked for.
    """

    def __init__(self, places: Iterable[Place], code: str = EDITION) -> None:
        self.code = code
        self.by_code = UnitsByCode(_told_apart(list(places)), code)
        self._children: dict[str | None, list[Place]] = defaultdict(list)
        for place in self.by_code.values():
            self._children[place.parent].append(place)
        self._names: dict[str | None, Names] = {}

    def _names_below(self, parent: str | None) -> Names:
        if parent not in self._names:
            self._names[parent] = names_of(self._children.get(parent, []))
        return self._names[parent]

    @property
    def provinces(self) -> list[Place]:
        return self._children.get(None, [])

    def children(self, parent: Place) -> list[Place]:
        return self._children.get(parent.code, [])

    def parts(self, parent: Place) -> list[Place]:
        """The units that together are a unit, none of it twice: where children are of two levels, the upper ones."""
        children = self.children(parent)
        upper = [child for child in children if child.level == "district"]
        return upper or children

    def codes_below(self, code: str) -> list[str]:
        """A unit's code and those of all units that this map shows below it; empty for an unknown code."""
        if code not in self.by_code:
            return []
        return [code, *(below for child in self.children(self.by_code[code]) for below in self.codes_below(child.code))]

    def codes_within(self, code: str) -> list[str]:
        """The units of every edition that lie in a unit, and it itself: those whose figures are figures of it.

        Empty for an unknown code.
        """
        return sorted(within(code)) if code in self.by_code else []

    def codes_around(self, code: str) -> list[str]:
        """The same, and the units of other editions that lie partly in it: what its figures may be carried from."""
        return sorted({*within(code), *cut_by(code)}) if code in self.by_code else []

    def nearest_shown(self, code: str) -> Place | None:
        """A unit of any edition, or the smallest one of this map that all of it lies in; None where there is none."""
        place: Place | None = self.by_code.get(code)
        while place is not None and not dict.__contains__(self.by_code, place.code):
            place = self.by_code.get(place.parent or "")
        return place

    def ancestors(self, place: Place) -> tuple[Place | None, Place | None, Place | None]:
        """(province, district, commune) of a unit; None for a level that is below it, or that it has none of.

        A few old huyện lie whole in one commune of today, which is what holds them and yet nothing above them.
        """
        by_level, lowest = {place.level: place}, _top_down(place)
        while above := self.by_code.get(place.parent or ""):
            if _top_down(above) < lowest:
                by_level.setdefault(above.level, above)
            place = above
        province, district, commune = (by_level.get(level) for level in ("province", "district", "commune"))
        return province, district, commune

    def province_of(self, place: Place) -> Place:
        province = self.ancestors(place)[0]
        assert province is not None
        return province

    def find(self, text: str, level: str, within: Sequence[Place] | None = None) -> Match:
        """The units of a level that the text may mean, among the children of `within` where given."""
        written, folded = clean(text).lower(), fold(text)
        candidates: list[Place] = []
        exact: list[Place] = []
        for parent in self._parents_of(level, within):
            names = self._names_below(parent)
            found = [place for place in names.folded.get(folded, []) if place.level == level]
            candidates += found
            exact += [place for place in found if written in names.official[place.code]]
        return Match(tuple(exact or candidates), exact=bool(exact))

    def _parents_of(self, level: str, within: Sequence[Place] | None) -> list[str | None]:
        if level == "province":
            return [None]
        if within is not None:
            return [place.code for place in within]
        return [parent for parent, children in self._children.items() if any(one.level == level for one in children)]

    def nearest(self, text: str, level: str, within: Sequence[Place] | None = None) -> list[str]:
        """Names to suggest to a person; never used to accept anything."""
        names = {
            fold(place.own_name): place.own_name
            for parent in self._parents_of(level, within)
            for place in self._children.get(parent, [])
        }
        return [names[key] for key in get_close_matches(fold(text), names, n=3, cutoff=0.6)]

    def name_in_file(self, place: Place) -> str:
        """The name for a cell of a file: with its kind where two siblings share the bare name."""
        alike = fold(place.own_name)
        twins = [other for other in self._children.get(place.parent, []) if fold(other.own_name) == alike]
        return place.own_name if len(twins) == 1 else f"{place.kind} {place.own_name}"


@cache
def places_of(map_code: str) -> Places:
    """The units as one map shows them (data/unit_maps.csv); the database holds the same units (core.start).

    KeyError for a map that is not there.
    """
    chosen = unit_maps()[map_code]
    own = [Place.of(map_code, row) for row in _unit_rows().values() if row["edition"] == chosen.edition]
    if chosen.groups_from is None:
        return Places(own, map_code)
    groups = [
        _as_group(row, map_code)
        for row in _unit_rows().values()
        if row["edition"] == chosen.groups_from and row["level"] == "district"
    ]
    grouped = [replace(place, parent=_group_around(place, chosen.groups_from)) for place in own]
    return Places(sorted([*groups, *grouped], key=_top_down), map_code)


def places_seen_by(unit_code: str | None, map_code: str = "") -> Places:
    """The units of a map; where none is named, of that of a unit's edition, or of the first one."""
    return places_of(map_code or (edition_of(unit_code) if unit_code else EDITION))


def all_places() -> Places:
    """The units of the first map: what a unit is called where nobody chose a map."""
    return places_of(EDITION)


def _told_apart(places: list[Place]) -> list[Place]:
    """Siblings of one name by their kind, and those of one kind by the province that they were in."""
    for longer in (_with_kind, _with_former_province):
        times = Counter((place.parent, place.name) for place in places)
        places = [longer(place) if times[place.parent, place.name] > 1 else place for place in places]
    return places


def _with_kind(place: Place) -> Place:
    return replace(place, name=f"{place.kind} {place.name}") if place.name == place.own_name else place


def _with_former_province(place: Place) -> Place:
    province = _unit_rows()[_unit_rows()[place.code]["province"]]["name"]
    return replace(place, name=f"{place.name.removesuffix(')')}, {province})")


def _top_down(place: Place) -> int:
    return ("province", "district", "commune").index(place.level)


@cache
def _unit_rows() -> dict[str, dict[str, Any]]:
    """The units of every edition by code."""
    return {row["code"]: row for edition in editions() for row in unit_rows(edition)}


def _as_guest(row: Mapping[str, Any], map_code: str) -> Place:
    """A unit of another edition than the map's: below what holds all of it there, its name saying that it is not."""
    edition = unit_maps()[map_code].edition
    mark = FORMER if row["edition"] < edition else LATER
    name = places_of(row["edition"]).by_code[row["code"]].name
    parent = _holding(row["code"], edition)
    return replace(Place.of(map_code, row, mark), name=f"{name}{mark}", parent=parent)


def _as_group(row: Mapping[str, Any], map_code: str) -> Place:
    """An old huyện between a province and its communes: never below the commune that all of it became."""
    group = _as_guest(row, map_code)
    above = _unit_rows()[group.parent or ""]
    return replace(group, parent=above["province"])


def _holding(code: str, edition: str) -> str | None:
    """The smallest unit of an edition that all of a unit lies in; None where only the country holds it."""
    found: set[str | None] = {leaf.unit for leaf in became(code, edition)}
    while len(found) > 1:
        found = {_unit_rows()[unit]["parent"] if unit else None for unit in found}
    return found.pop() if found else None


def _group_around(place: Place, edition: str) -> str | None:
    """The old huyện that all of a commune lies in; its province for one that lies in several."""
    if place.level != "commune":
        return place.parent
    above = {_district_of(leaf) for leaf in leaves_touching(place.code, edition)}
    return above.pop() if len(above) == 1 else place.parent


def _district_of(code: str) -> str | None:
    """A few islands are a huyện without xã."""
    row = _unit_rows()[code]
    return code if row["level"] == "district" else row["parent"]
