"""What anybody knows of the maps: which units are together another one, of one edition or of two."""

from collections.abc import Iterator
from functools import cache

from core.access.small_counts import Tree
from core.access.small_counts_across import Across, Level
from core.places import Places, places_of
from core.reference import editions
from core.territory import lies_in, units_below

_UPPER = ("province", "district")


@cache
def across() -> Across:
    maps = [places_of(edition.code) for edition in editions()]
    leaves = {known.code: Level.of(code for code in known.by_code if not units_below(code)) for known in maps}
    tree = Tree(
        {code: place.parent for known in maps for code, place in known.by_code.items()},
        {code: tuple(units_below(code)) for known in maps for code in known.by_code},
    )
    return Across(
        tree, leaves, tuple(pair for upper in maps for lower in maps for pair in _sums(upper, lower, leaves, tree))
    )


def _sums(upper: Places, lower: Places, leaves: dict[str, Level], tree: Tree) -> Iterator[tuple[Level, Level, Tree]]:
    """The levels of one map that are made of those of another."""
    if upper is lower:
        return
    for name, level in _levels(upper).items():
        of_provinces = name == _UPPER[0]
        around = _below_each_other(lower, upper, tree) if of_provinces else tree
        below = [leaves[lower.code], *(_levels(lower).values() if of_provinces else ())]
        yield from ((level, other, around) for other in below)
    yield leaves[upper.code], leaves[lower.code], tree


def _levels(known: Places) -> dict[str, Level]:
    by_level = {name: [code for code, one in known.by_code.items() if one.level == name] for name in _UPPER}
    return {name: Level.of(codes) for name, codes in by_level.items() if codes}


def _below_each_other(whole: Places, parts: Places, tree: Tree) -> Tree:
    """Provinces of one map as parts of those of another."""
    parent = {
        part.code: one.code for one in whole.provinces for part in parts.provinces if lies_in(part.code, one.code)
    }
    below = {one.code: tuple(code for code, above in parent.items() if above == one.code) for one in whole.provinces}
    return Tree({**tree.parent, **parent}, {**tree.below, **below})
