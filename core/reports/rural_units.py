"""Which communes are followed by their criteria, whatever edition of the map they are of."""

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import ColumnElement

from core.place import Place
from core.places import places_of
from core.reference import edition_of, editions
from core.tables import UnitFact
from core.territory import within


def lies_within(code: str, unit_code: str | None) -> bool:
    """Whether all of a unit of any edition lies in the chosen one; None: everything."""
    return unit_code is None or code in within(unit_code)


def of_chosen(table: type[UnitFact], unit_code: str | None) -> list[ColumnElement[bool]]:
    """Rows of the chosen unit and of all that lies in it."""
    return _of_units(table, within(unit_code)) if unit_code else []


def near(table: type[UnitFact], unit_code: str | None) -> list[ColumnElement[bool]]:
    """The same, and rows of the units beside those: by any of them all below one unit are followed."""
    return _of_units(table, _with_siblings(unit_code)) if unit_code else []


def _of_units(table: type[UnitFact], codes: Iterable[str]) -> list[ColumnElement[bool]]:
    return [table.edition.in_([one.code for one in editions()]), table.unit_code.in_(sorted(codes))]


@cache
def _with_siblings(unit_code: str) -> frozenset[str]:
    above = {parent for code in within(unit_code) if (parent := above_communes(code))}
    return within(unit_code) | above | {one.code for parent in above for one in _communes_below(parent)}


def above_communes(code: str) -> str | None:
    """The unit right above communes that a unit is, or lies in: a huyện, or a province that has none."""
    if code not in (known := places_of(edition_of(code))).by_code:
        return None
    place = known.by_code[code]
    return place.parent if place.level == "commune" else code if _communes_below(code) else None


def holds_communes(place: Place) -> bool:
    return above_communes(place.code) == place.code


def _communes_below(code: str) -> list[Place]:
    known = places_of(edition_of(code))
    return [one for one in known.children(known.by_code[code]) if one.level == "commune"]


def followed_from(codes: Iterable[str]) -> list[Place]:
    """The rural communes (xã) beside these units or below them, each as the map of its own edition names it."""
    parents = {parent for code in codes if (parent := above_communes(code))}
    return [one for parent in sorted(parents) for one in _communes_below(parent) if one.kind == "Xã"]


def by_edition(places: Sequence[Place]) -> list[str]:
    """The editions that units are of, that of the map they are seen in first."""
    return list(dict.fromkeys(place.edition for place in sorted(places, key=lambda place: place.is_guest)))
