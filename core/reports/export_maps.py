"""Stored rows as one map shows them: those of its own units, what follows for these from units of another edition, and
what stays with the old or new unit that it was reported for, because nothing follows from it.

Nothing is lost and nothing is there twice: at each level the rows of every map add up to the same.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from core.carrying import WHOLE, Carried, Carrier, Declared, Share, is_complete, is_cut, part_of_count
from core.places import Place, Places
from core.reports.export_cells import UNDIVIDED, Whence
from core.reports.poverty_plan_rows import PlanRow
from core.reports.poverty_rows import COUNTS, ESTIMATE, OFFICIAL
from core.tables import PovertyPlan, UnitFact
from core.territory import lies_in


@dataclass(frozen=True)
class Adding:
    """How a kind's rows add up: what they are of (`key`), the counts, and those without which there is no sum."""

    key: tuple[str, ...]
    counts: tuple[str, ...]
    needed: tuple[str, ...]

    def of(self, row: UnitFact) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in self.key)


ADDING: Mapping[str, Adding] = {
    "poverty-progress": Adding(("as_of",), COUNTS, ("households", "poor")),
    "poverty-plan": Adding(
        ("year", "plan_owner", "plan_number"),
        (
            *("households_start", "poor_start", "households_planned", "poor_reduction"),
            *("near_poor_start", "near_poor_reduction"),
        ),
        ("poor_start", "poor_reduction"),
    ),
}
# Money stays in its lines: each is listed under the unit that holds its commune.
LISTED = ("budget-plan", "disbursement")


@dataclass(frozen=True)
class MapRow:
    """A row under the unit that it stands for on the map; `values` are what it has instead of `stored`'s own."""

    place: Place
    stored: UnitFact
    whence: Whence
    batches: frozenset[int]
    values: Mapping[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        return self.values[name] if name in self.values else getattr(self.stored, name)


def rows_on_map(
    kind: str, rows: Sequence[UnitFact], places: Places, within: Collection[str] | None, declared: Declared
) -> list[MapRow]:
    """Ordered by official code, then as the kind's own key is. `within` are the units asked for (None: all)."""
    if kind in ADDING:
        units = [code for code in places.by_code if within is None or code in within]
        found = list(_added_up(ADDING[kind], rows, places, units, declared))
    else:
        place_of = _holding if kind in LISTED else _own
        found = [_listed(row, places, place_of, declared) for row in rows]
    return sorted(found, key=_order)


def _order(row: MapRow) -> tuple[Any, ...]:
    key = (getattr(row.stored, name) for name in type(row.stored).KEY if name not in ("edition", "unit_code"))
    return (row.place.official_code, row.place.edition, *key)


def _own(places: Places, unit_code: str) -> Place:
    place: Place = places.by_code[unit_code]
    return place


def _holding(places: Places, unit_code: str) -> Place:
    """The unit of the map that holds all of a commune, where it is a commune; else the unit itself."""
    own, nearest = _own(places, unit_code), places.nearest_shown(unit_code)
    return nearest if nearest and nearest.level == own.level else own


def whence_listed(places: Places, unit_code: str, declared: Declared) -> tuple[Place, Whence]:
    """The unit that a line of money is listed under, and what is said of that."""
    place = _holding(places, unit_code)
    return place, _whence(places, unit_code, place, declared)


def whence_own(places: Places, unit_code: str, declared: Declared) -> Whence:
    """What is said of a row that stands with its own unit."""
    return _whence(places, unit_code, _own(places, unit_code), declared)


def _whence(places: Places, unit_code: str, place: Place, declared: Declared) -> Whence:
    if place.code != unit_code:
        return Whence(place.edition, (_own(places, unit_code).official_code,))
    return Whence(place.edition, method=UNDIVIDED if is_undivided(places, unit_code, declared) else "")


def is_undivided(places: Places, unit_code: str, declared: Declared) -> bool:
    """Whether a unit is not of the map and was cut, and nobody declared how much of it went where."""
    return (
        places.by_code[unit_code].is_guest
        and is_cut(unit_code)
        and not is_complete(unit_code, declared.get(unit_code, {}))
    )


def _listed(row: UnitFact, places: Places, shown: Callable[[Places, str], Place], declared: Declared) -> MapRow:
    place = shown(places, row.unit_code)
    whence = _whence(places, row.unit_code, place, declared)
    return MapRow(place, row, whence, frozenset({row.batch_id}))


class OfUnit(Protocol):
    """What is of a unit: a stored row, or what was worked out from one."""

    unit_code: Any


class Held:
    """Which stored rows are in rows that were carried over to units of a map; `of` tells what a row is of."""

    def __init__(self, places: Places, carried: Iterable[Carried[Any]], of: Callable[[Any], Hashable]) -> None:
        """Carried rows of one grain only: an export has no computed totals, of huyện from xã or tỉnh from huyện."""
        self.places, self.of = places, of
        self.carried = [one for one in carried if self._is_of_one_grain(one)]
        self._by_key: dict[Hashable, list[Carried[Any]]] = defaultdict(list)
        for one in self.carried:
            self._by_key[of(one.parts[0][0])].append(one)

    def _is_of_one_grain(self, one: Carried[Any]) -> bool:
        place = self.places.by_code[one.unit_code]
        alike = all(self.places.by_code[row.unit_code].level == place.level for row, _ in one.parts)
        return alike or not self.places.children(place)

    def holds(self, row: OfUnit) -> bool:
        """Whether all of a row is in one that was carried over to a unit of its level."""
        level = self.places.by_code[row.unit_code].level
        return any(
            lies_in(row.unit_code, one.unit_code) and self.places.by_code[one.unit_code].level == level
            for one in self._by_key.get(self.of(row), ())
        )

    def given(self, row: OfUnit) -> list[Share]:
        """The parts of a cut unit's row that were carried over."""
        carried = self._by_key.get(self.of(row), ())
        return [
            share for one in carried for _, share in one.parts if share.unit == row.unit_code and not share.is_whole
        ]

    def left_of(self, row: OfUnit) -> Decimal:
        """Per cent of a stored row that is in no other."""
        if self.holds(row):
            return Decimal(0)
        return WHOLE - sum((share.percent or Decimal(0) for share in self.given(row)), Decimal(0))


def _added_up(
    adding: Adding, rows: Sequence[UnitFact], places: Places, units: Collection[str], declared: Declared
) -> Iterator[MapRow]:
    known = [row for row in rows if all(getattr(row, name) is not None for name in adding.needed)]
    held = Held(places, Carrier(known, adding.of, adding.counts, declared).carried(units), adding.of)
    yield from (_of_carried(places, one) for one in held.carried)
    for row in rows:
        place = places.by_code[row.unit_code]
        if is_shown(places, row.unit_code):
            yield MapRow(place, row, Whence(place.edition), frozenset({row.batch_id}))
        elif left := held.left_of(row):
            given = held.given(row)
            yield _rest(adding, row, place, left, given, declared) if given else _listed(row, places, _own, declared)


def is_shown(places: Places, unit_code: str) -> bool:
    """Whether a unit is the map's own; on one that groups by old huyện these are."""
    nearest = places.nearest_shown(unit_code)
    return nearest is not None and nearest.code == unit_code


def _of_carried(places: Places, one: Carried[Any]) -> MapRow:
    rows = [row for row, _ in one.parts]
    values = {**_NOT_ADDED, **one.values, **_of_all(one)}
    place, batches = places.by_code[one.unit_code], frozenset(row.batch_id for row in rows)
    return MapRow(place, rows[0], whence_carried(places, one), batches, values)


def whence_carried(places: Places, *carried: Carried[Any] | None) -> Whence:
    """Of a row that was carried over, from whichever of these there is."""
    one = next(one for one in carried if one)
    codes = tuple(places.by_code[row.unit_code].official_code for row, _ in one.parts)
    weights = tuple(share.percent for _, share in one.parts if share.percent is not None) if one.is_estimate else ()
    return Whence(places.by_code[one.unit_code].edition, codes, weights, one.methods)


# What does not add is left out of sums.
_NOT_ADDED: Mapping[str, Any] = dict.fromkeys(("note", "rate_reduction", "rate_reduction_upper"))


def _of_all(one: Carried[Any]) -> dict[str, Any]:
    """A sum is as official as its least official part, no estimate is; a planned fall in points is worked out anew."""
    rows = tuple(row for row, _ in one.parts)
    if isinstance(rows[0], PovertyPlan):
        return {"rate_reduction": PlanRow(one.unit_code, rows, one).target.rate_reduction}
    official = all(row.value_type == OFFICIAL for row in rows) and not one.is_estimate
    return {"value_type": OFFICIAL if official else ESTIMATE}


def _rest(
    adding: Adding, row: UnitFact, place: Place, left: Decimal, given: Sequence[Share], declared: Declared
) -> MapRow:
    """What is left of a cut unit, where not all that it was cut into has a figure."""
    method = f"phần còn lại; {'; '.join(dict.fromkeys(share.method for share in given))}"
    counts = {name: _less(row, name, given, declared) for name in adding.counts}
    whence = Whence(place.edition, (place.official_code,), (left,), method)
    return MapRow(place, row, whence, frozenset({row.batch_id}), {**_NOT_ADDED, "value_type": ESTIMATE, **counts})


def _less(row: UnitFact, name: str, given: Sequence[Share], declared: Declared) -> int | None:
    total: int | None = getattr(row, name)
    return None if total is None else total - sum(part_of_count(row, name, share, declared) or 0 for share in given)
