"""Which counts a public view has to keep back so that no small one can be read, or worked out from what it shows.

A unit with a small count is kept back whole; others of the same parent with it, until what can be got by subtracting
from the parent's figure is itself no small count and spread over several units. Everything here is pure.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

# One kind of count at one time: ("poor", date), ("plan poor_start", 2024, number, owner).
Cell = tuple[object, ...]
# Cell → unit code → count.
Counts = Mapping[Cell, Mapping[str, int]]


@dataclass(frozen=True)
class Tree:
    """Units by the unit above them: huyện of a tỉnh, xã of a huyện."""

    parent: Mapping[str, str | None]
    below: Mapping[str, tuple[str, ...]]

    def depth(self, unit: str) -> int:
        above = self.parent.get(unit)
        return 0 if above is None else 1 + self.depth(above)

    def all_below(self, unit: str) -> Iterator[str]:
        for child in self.below.get(unit, ()):
            yield child
            yield from self.all_below(child)


def is_small(count: int | None, smallest: int) -> bool:
    """A 0 speaks of nobody, and is no small count."""
    return count is not None and 0 < count < smallest


def units_kept_back(
    counts: Counts, tree: Tree, order: Mapping[str, int], smallest: int, also: Collection[str] = ()
) -> frozenset[str]:
    """Units of which no count may be shown. `order`: who is kept back along first, the lowest; all that have a row.

    `also` are units that are kept back for another reason.
    """
    hidden = {*also} | {unit for units in counts.values() for unit, count in units.items() if is_small(count, smallest)}
    for depth in (2, 1):
        for parent in sorted({tree.parent.get(unit) or "" for unit in hidden if tree.depth(unit) == depth}):
            hidden |= with_companions(counts, tree, order, smallest, parent, hidden)
    return frozenset(hidden | {below for unit in hidden for below in tree.all_below(unit)})


def with_companions(
    counts: Counts, tree: Tree, order: Mapping[str, int], smallest: int, parent: str, hidden: Collection[str]
) -> set[str]:
    """The hidden children of a parent and those hidden along with them; the parent itself where they do not do."""
    children = tree.below.get(parent, ())
    kept = {child for child in children if child in hidden}
    left = sorted((child for child in children if child in order and child not in kept), key=lambda one: order[one])
    # One that stands firm at all times can always be thought one household less, whatever else is known of the others.
    firm = [child for child in left if _is_firm(counts, child, smallest)]
    for companion in [*firm[:1], *(child for child in left if child not in firm[:1])]:
        if len(kept) > 1 and _is_safe(counts, tree, parent, kept, smallest):
            return kept
        kept.add(companion)
    return kept if _is_safe(counts, tree, parent, kept, smallest) else {*kept, parent}


def _is_firm(counts: Counts, unit: str, smallest: int) -> bool:
    found = [units[unit] for units in counts.values() if unit in units]
    return bool(found) and min(found) >= smallest


def _is_safe(counts: Counts, tree: Tree, parent: str, kept: Collection[str], smallest: int) -> bool:
    """Whether the rest of the parent's figure is never a small count, nor the count of one unit alone."""
    return all(_rest_is_safe(units, tree, parent, kept, smallest) for units in counts.values())


def _rest_is_safe(units: Mapping[str, int], tree: Tree, parent: str, kept: Collection[str], smallest: int) -> bool:
    whole = _whole(units, tree, parent)
    if whole is None or not any(is_small(units.get(child), smallest) for child in kept):
        return True
    shown = [child for child in tree.below[parent] if child in units and child not in kept]
    rest = whole - sum(units[child] for child in shown)
    return rest >= smallest and len(tree.below[parent]) - len(shown) > 1


def _whole(units: Mapping[str, int], tree: Tree, parent: str) -> int | None:
    """A parent's figure as anybody knows it: its own, or what its own parent's leaves over; None: nobody can tell."""
    above = tree.parent.get(parent)
    if parent in units or above is None or above not in units:
        return units.get(parent)
    others = [unit for unit in tree.below[above] if unit != parent]
    return units[above] - sum(units[unit] for unit in others) if all(unit in units for unit in others) else None


# What is known of one unit at one time beside what is kept back: part → count.
Parts = Mapping[str, int]
# For each part +1 or −1: what it does to a figure that is shown.
Signs = Mapping[str, int]


def can_be_otherwise(rows: Mapping[str, Parts], signs: Signs, smallest: int) -> bool:
    """Whether every small part of some units could be another, though each unit's balance and each part's sum is known.

    `rows` by unit: the parts of one time. Another unit must take up what one gives: at least two parts of both move.
    """
    small = ((unit, part) for unit, parts in rows.items() for part, count in parts.items() if is_small(count, smallest))
    return all(_can_move(rows, signs, unit, part) for unit, part in small)


def _can_move(rows: Mapping[str, Parts], signs: Signs, unit: str, part: str) -> bool:
    own = rows[unit]
    return any(
        _stays_possible(own, other, part, balancing, step, signs)
        for name, other in rows.items()
        if name != unit and part in other
        for balancing in own.keys() & other.keys() - {part}
        for step in (1, -1)
    )


def _stays_possible(own: Parts, other: Parts, part: str, balancing: str, step: int, signs: Signs) -> bool:
    back = -step if signs[part] == signs[balancing] else step
    moved = (own[part] + step, own[balancing] + back, other[part] - step, other[balancing] - back)
    return min(moved) >= 0


def can_be_otherwise_within(rows: Mapping[str, Parts], limits: Mapping[str, Parts], smallest: int) -> bool:
    """The same for parts that each have a known most: `limits` by unit and part."""
    small = ((unit, part) for unit, parts in rows.items() for part, count in parts.items() if is_small(count, smallest))
    return all(
        any(
            0 <= rows[unit][part] + step <= limits[unit][part] and 0 <= rows[other][part] - step <= limits[other][part]
            for other in _with_part(rows, part)
            if other != unit
            for step in (1, -1)
        )
        for unit, part in small
    )


def _with_part(rows: Mapping[str, Parts], part: str) -> Iterable[str]:
    return (unit for unit, parts in rows.items() if part in parts)
