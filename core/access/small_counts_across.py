"""Which counts have to be kept back so that figures of two maps together give no small one away.

Where both maps have figures of one day, whatever one of them keeps back the other must not tell: a new commune less the
old ones that are shown is the one that is not. Everything here is pure.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.access.rules import units_holding
from core.access.small_counts import Counts, Tree, units_kept_back, with_companions
from core.reference import edition_of
from core.territory import cover, leaves_touching, pieces_of, units_below

Units = tuple[str, ...]


@dataclass(frozen=True)
class Level:
    """Units that together are the country, none of it twice; `by_piece` says which of them has a piece of it."""

    units: Units
    by_piece: Mapping[int, str]

    @classmethod
    def of(cls, units: Iterable[str]) -> "Level":
        found = tuple(units)
        return cls(found, {piece: unit for unit in found for piece in pieces_of(unit)})


@dataclass(frozen=True)
class Across:
    """What is known of figures of two maps: `leaves` are the smallest units by edition.

    `sums` are pairs of levels of two editions, the upper one first: some units of it are some of the lower one. With
    each pair the tree that tells what the upper ones are themselves parts of.
    """

    tree: Tree
    leaves: Mapping[str, Level]
    sums: Sequence[tuple[Level, Level, Tree]]


def kept_back_across(counts: Counts, across: Across, order: Mapping[str, int], smallest: int) -> frozenset[str]:
    """Units of which no count may be shown, on any map; as `units_kept_back` where no count is of two maps."""
    shared = {cell: _added_up(units) for cell, units in counts.items() if len({edition_of(unit) for unit in units}) > 1}
    every = {**counts, **shared}
    hidden = units_kept_back(every, across.tree, order, smallest)
    blocks = [_blocks(*pair, order) for pair in across.sums] if shared else []
    while shared:
        more = hidden | _mirrored(hidden, shared, across)
        for tree in blocks:
            more |= _companions(shared, tree, order, smallest, more)
        more = units_kept_back(every, across.tree, order, smallest, more)
        if more == hidden:
            break
        hidden = more
    return hidden


def _added_up(units: Mapping[str, int]) -> dict[str, int]:
    """With what anybody can add up for the units around: the sums of units of the other map."""
    found = dict(units)
    editions = {edition_of(unit) for unit in units}
    for edition in editions:
        own = {unit: count for unit, count in units.items() if edition_of(unit) != edition}
        for unit in _touched(own, edition):
            parts = cover(unit, next(iter(editions - {edition})))
            known = [_known(part.unit, own) if part.is_whole else None for part in parts]
            if unit not in found and (total := _total(known)) is not None:
                found[unit] = total
    return found


def _known(unit: str, own: Mapping[str, int]) -> int | None:
    """A unit's count, or that of all units right below it together."""
    below = units_below(unit)
    if unit in own or not below:
        return own.get(unit)
    return _total([_known(one, own) for one in below])


def _total(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _touched(units: Iterable[str], edition: str) -> set[str]:
    smallest = {leaf for unit in units for leaf in leaves_touching(unit, edition)}
    return {unit for leaf in smallest for unit in units_holding(leaf) if edition_of(unit) == edition}


def _mirrored(hidden: Collection[str], shared: Counts, across: Across) -> set[str]:
    """The smallest units of the other map that have a part of what is hidden."""
    present = {unit for units in shared.values() for unit in units}
    found: set[str] = set()
    for edition, level in across.leaves.items():
        elsewhere = [unit for unit in hidden if unit in present and edition_of(unit) != edition]
        found |= {level.by_piece[piece] for unit in elsewhere for piece in pieces_of(unit)}
    return found & present


def _blocks(upper: Level, lower: Level, around: Tree, order: Mapping[str, int]) -> Tree:
    """Those units of one level that are together some of another, as a tree of their own; of units with figures.

    What several units above are together is one unit of it, with all their codes for a name.
    """
    group: dict[str, frozenset[str]] = {}
    wanted = {lower.by_piece[piece] for unit in order for piece in pieces_of(unit) if piece in lower.by_piece}
    for unit in wanted:
        above = frozenset(upper.by_piece[piece] for piece in pieces_of(unit))
        joined = above.union(*(group[one] for one in above if one in group))
        group |= dict.fromkeys(joined, joined)
    below: dict[str, list[str]] = defaultdict(list)
    for unit in sorted(wanted):
        below[_SEPARATOR.join(sorted(group[upper.by_piece[min(pieces_of(unit))]]))].append(unit)
    parent = {name: around.parent.get(name) for name in below}
    beside = {above: around.below[above] for above in parent.values() if above is not None}
    return Tree(parent, {**beside, **{name: tuple(units) for name, units in below.items()}})


_SEPARATOR = "+"


def _companions(
    counts: Counts, blocks: Tree, order: Mapping[str, int], smallest: int, hidden: Collection[str]
) -> set[str]:
    found: set[str] = set()
    above = {unit: name for name in blocks.parent for unit in blocks.below[name]}
    for name in sorted({above[unit] for unit in hidden if unit in above}):
        kept = with_companions(_with_sum(counts, name), blocks, order, smallest, name, {*hidden, *found})
        found |= {code for unit in kept for code in unit.split(_SEPARATOR)}
    return found


def _with_sum(counts: Counts, name: str) -> Counts:
    """What several units are together, where all of them have a count."""
    codes = name.split(_SEPARATOR)
    if len(codes) == 1:
        return counts
    return {
        cell: {**units, name: sum(units[code] for code in codes)} if all(code in units for code in codes) else units
        for cell, units in counts.items()
    }


def told_by_other_map(kept: Collection[str], reported: Iterable[tuple[Hashable, str]]) -> set[str]:
    """Units of the other map that have some of the territory of what is kept back, and figures of the same time.

    `reported`: (time, unit) of everything that is known.
    """
    units_of: dict[Hashable, set[str]] = defaultdict(set)
    for time, unit in reported:
        units_of[time].add(unit)
    return {
        other
        for units in units_of.values()
        for edition in {edition_of(unit) for unit in units}
        for other in _touched((unit for unit in units & set(kept) if edition_of(unit) != edition), edition)
        if other in units
    }
