"""Administrative units by what people call them: exact, then folded inside the parent, then aliases kept as data.

Never an edit-distance match by itself: Quảng Tâm and Quảng Tân are one letter apart in the same huyện.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from core.reference import rows_of
from core.settings import DATA
from core.tables import Unit
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
        """`huyện Tuy Đức`, as in running text."""
        return f"{self.kind[0].lower()}{self.kind[1:]} {self.name}"

    @property
    def slug(self) -> str:
        return slug(self.name)


@dataclass(frozen=True)
class Match:
    """The units a text may mean, and whether it is written just so (`exact`)."""

    places: tuple[Place, ...]
    exact: bool = False


class Places:
    """All units of one edition, by code, by parent and by name."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_code = {place.code: place for place in places}
        self._children: dict[str | None, list[Place]] = defaultdict(list)
        for place in self.by_code.values():
            self._children[place.parent].append(place)
        self._by_name: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
        self._official: dict[str, set[str]] = defaultdict(set)
        for place in self.by_code.values():
            self._index(place)

    def _index(self, place: Place) -> None:
        for name, official in _names_of(place):
            for written in _with_kind(place, name):
                for folded in {fold(written), fold(written.replace(" ", ""))}:
                    known = self._by_name[place.level][folded]
                    if place not in known:
                        known.append(place)
                if official:
                    self._official[place.code].add(written.lower())

    @property
    def provinces(self) -> list[Place]:
        return self._children[None]

    def children(self, parent: Place) -> list[Place]:
        return self._children[parent.code]

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
        parents = None if within is None else {place.code for place in within}
        candidates = [place for place in self._by_name[level][fold(text)] if parents is None or place.parent in parents]
        written = clean(text).lower()
        exact = [place for place in candidates if written in self._official[place.code]]
        return Match(tuple(exact or candidates), exact=bool(exact))

    def nearest(self, text: str, level: str, within: Sequence[Place] | None = None) -> list[str]:
        """Names to suggest to a person; never used to accept anything."""
        parents = None if within is None else {place.code for place in within}
        names = {
            fold(place.name): place.name
            for place in self.by_code.values()
            if place.level == level and (parents is None or place.parent in parents)
        }
        return [names[key] for key in get_close_matches(fold(text), names, n=3, cutoff=0.6)]

    def name_in_file(self, place: Place) -> str:
        """The name for a cell of a file: with its kind where two siblings share the bare name."""
        twins = [other for other in self._children[place.parent] if fold(other.name) == fold(place.name)]
        return place.name if len(twins) == 1 else f"{place.kind} {place.name}"


def place_of(unit: Unit) -> Place:
    return Place(unit.edition, unit.code, unit.parent, unit.level, unit.kind, unit.name, unit.children_listed)


@cache
def _aliases() -> dict[str, list[tuple[str, bool]]]:
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in rows_of(DATA / "aliases" / "units.csv"):
        found[row["code"]].append((row["alias"], row["standing"] == "official"))
    return found


def _names_of(place: Place) -> list[tuple[str, bool]]:
    return [(place.name, True), *_aliases().get(place.code, [])]


@cache
def _kind_forms() -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (row["kind"], row["level"]): tuple(row["also_written"].split("|")) for row in rows_of(DATA / "unit_kinds.csv")
    }


def _with_kind(place: Place, name: str) -> list[str]:
    return [name, *(f"{form} {name}" for form in _kind_forms().get((place.kind, place.level), ()))]
