"""What units are called: exactly, then folded, then by aliases kept as data.

Never an edit-distance match by itself: Quảng Tâm and Quảng Tân are one letter apart in the same huyện.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.place import Place
from core.reference import rows_of
from core.settings import DATA
from core.text import fold


@dataclass(frozen=True)
class Match:
    """The units a text may mean, and whether it is written just so (`exact`)."""

    places: tuple[Place, ...]
    exact: bool = False


@dataclass
class Names:
    """The children of one unit by every way of writing their names: folded, and as officially written."""

    folded: dict[str, list[Place]]
    official: dict[str, set[str]]


def names_of(places: Sequence[Place]) -> Names:
    names = Names(defaultdict(list), defaultdict(set))
    for place in places:
        for name, official in _written(place):
            for written in _with_kind(place, name):
                for folded in {fold(written), fold(written.replace(" ", ""))}:
                    if place not in names.folded[folded]:
                        names.folded[folded].append(place)
                if official:
                    names.official[place.code].add(written.lower())
    return names


@cache
def _aliases() -> dict[str, list[tuple[str, bool]]]:
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in rows_of(DATA / "aliases" / "units.csv"):
        found[row["code"]].append((row["alias"], row["standing"] == "official"))
    return found


def _written(place: Place) -> list[tuple[str, bool]]:
    name = place.bare_name
    number = name.removeprefix(f"{place.kind} ")
    numbered = [(number, True)] if number != name and number.isdigit() else []
    return [(name, True), *numbered, *_aliases().get(place.code, [])]


@cache
def _kind_forms() -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (row["kind"], row["level"]): tuple(row["also_written"].split("|")) for row in rows_of(DATA / "unit_kinds.csv")
    }


def _with_kind(place: Place, name: str) -> list[str]:
    return [name, *(f"{form} {name}" for form in _kind_forms().get((place.kind, place.level), ()))]


def is_written_kind(text: str, kind: str, level: str) -> bool:
    """Whether a text is that kind of unit, spelled out or short: «thị trấn», «TT.»."""
    return fold(text) in {fold(form) for form in (kind, *_kind_forms().get((kind, level), ()))}
