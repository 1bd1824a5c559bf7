"""Administrative units by what people call them: exact, then folded inside the parent, then aliases kept as data.

Never an edit-distance match by itself: Quảng Tâm and Quảng Tân are one letter apart in the same huyện.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from core.reference import EDITION, editions, rows_of, unit_rows
from core.settings import DATA
from core.text import clean, fold, slug


@dataclass(frozen=True)
class Place:
    """One administrative unit of an edition. `level` is province, district or commune; `kind` is Huyện, Xã …"""

    edition: str
    code: str
    parent: str | None
    level: str
    kind: str
    name: str
    children_listed: bool

    @property
    def full_name(self) -> str:
        """`huyện Tuy Đức`, as in running text; a name that is only a number carries its kind already: `phường 1`."""
        if self.name.startswith(f"{self.kind} ") and self.name.removeprefix(f"{self.kind} ").isdigit():
            return f"{self.name[0].lower()}{self.name[1:]}"
        return f"{self.kind[0].lower()}{self.kind[1:]} {self.name}"

    @property
    def slug(self) -> str:
        return slug(self.name)


@dataclass(frozen=True)
class Match:
    """The units a text may mean, and whether it is written just so (`exact`)."""

    places: tuple[Place, ...]
    exact: bool = False


@dataclass
class _Names:
    """The children of one unit by every way of writing their names: folded, and as officially written."""

    folded: dict[str, list[Place]]
    official: dict[str, set[str]]


class Places:
    """All units of one edition, by code, by parent and by name. Names are indexed when first asked for."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_code = {place.code: place for place in places}
        self._children: dict[str | None, list[Place]] = defaultdict(list)
        self._codes_of_level: dict[str, list[str | None]] = defaultdict(list)
        for place in self.by_code.values():
            self._children[place.parent].append(place)
            self._codes_of_level[place.level].append(place.code)
        self._names: dict[str | None, _Names] = {}

    def _names_below(self, parent: str | None) -> _Names:
        if parent not in self._names:
            self._names[parent] = _index(self._children.get(parent, []))
        return self._names[parent]

    @property
    def provinces(self) -> list[Place]:
        return self._children.get(None, [])

    def children(self, parent: Place) -> list[Place]:
        return self._children.get(parent.code, [])

    def codes_below(self, code: str) -> list[str]:
        """A unit's code and those of all units below it; empty for an unknown code."""
        if code not in self.by_code:
            return []
        return [code, *(below for child in self.children(self.by_code[code]) for below in self.codes_below(child.code))]

    def ancestors(self, place: Place) -> tuple[Place | None, Place | None, Place | None]:
        """(province, district, commune) of a unit, None below it."""
        chain = [place]
        while chain[0].parent:
            chain.insert(0, self.by_code[chain[0].parent])
        province, district, commune, *_ = [*chain, None, None, None]
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
            found = names.folded.get(folded, [])
            candidates += found
            exact += [place for place in found if written in names.official[place.code]]
        return Match(tuple(exact or candidates), exact=bool(exact))

    def _parents_of(self, level: str, within: Sequence[Place] | None) -> list[str | None]:
        if level == "province":
            return [None]
        if within is not None:
            return [place.code for place in within]
        return self._codes_of_level[{"district": "province", "commune": "district"}[level]]

    def nearest(self, text: str, level: str, within: Sequence[Place] | None = None) -> list[str]:
        """Names to suggest to a person; never used to accept anything."""
        names = {
            fold(place.name): place.name
            for parent in self._parents_of(level, within)
            for place in self._children.get(parent, [])
        }
        return [names[key] for key in get_close_matches(fold(text), names, n=3, cutoff=0.6)]

    def name_in_file(self, place: Place) -> str:
        """The name for a cell of a file: with its kind where two siblings share the bare name."""
        twins = [other for other in self._children.get(place.parent, []) if fold(other.name) == fold(place.name)]
        return place.name if len(twins) == 1 else f"{place.kind} {place.name}"


def _index(places: Sequence[Place]) -> _Names:
    names = _Names(defaultdict(list), defaultdict(set))
    for place in places:
        for name, official in _names_of(place):
            for written in _with_kind(place, name):
                for folded in {fold(written), fold(written.replace(" ", ""))}:
                    if place not in names.folded[folded]:
                        names.folded[folded].append(place)
                if official:
                    names.official[place.code].add(written.lower())
    return names


@cache
def all_places() -> Places:
    """Every unit of the current edition of the map, as shipped; the database holds the same (core.start)."""
    edition = next(edition for edition in editions() if edition.code == EDITION)
    keys = ("edition", "code", "parent", "level", "kind", "name", "children_listed")
    return Places(Place(**{key: row[key] for key in keys}) for row in unit_rows(edition))


@cache
def _aliases() -> dict[str, list[tuple[str, bool]]]:
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in rows_of(DATA / "aliases" / "units.csv"):
        found[row["code"]].append((row["alias"], row["standing"] == "official"))
    return found


def _names_of(place: Place) -> list[tuple[str, bool]]:
    number = place.name.removeprefix(f"{place.kind} ")
    numbered = [(number, True)] if number != place.name and number.isdigit() else []
    return [(place.name, True), *numbered, *_aliases().get(place.code, [])]


@cache
def _kind_forms() -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (row["kind"], row["level"]): tuple(row["also_written"].split("|")) for row in rows_of(DATA / "unit_kinds.csv")
    }


def _with_kind(place: Place, name: str) -> list[str]:
    return [name, *(f"{form} {name}" for form in _kind_forms().get((place.kind, place.level), ()))]
