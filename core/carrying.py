"""Figures of the units of one edition of the map, as they are for a unit of another.

What lies whole in a unit counts whole. Of what was cut, a unit gets the share that somebody declared for it, and the
figure is then an estimate; without a declared share it gets nothing, and it is said that the figure can't be divided.
Nothing is divided silently.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil
from typing import Generic, TypeVar

from core.reference import edition_of, editions
from core.rules.counts_within import households_below
from core.tables import UnitFact
from core.territory import became, cover, leaf_of, units_below, units_of

WHOLE = Decimal(100)


@dataclass(frozen=True)
class DeclaredShare:
    """How much of a cut unit's figures goes to one unit of the other edition, in per cent, and how that is known.

    `batch` and `row` say where it was declared; 0 for one that nobody brought. `waits`: in a draft.
    """

    percent: Decimal
    method: str
    source: str
    batch: int = field(default=0, compare=False)
    row: int = field(default=0, compare=False)
    waits: bool = field(default=False, compare=False)


# Cut unit → unit that a part of it came to → share.
Declared = Mapping[str, Mapping[str, DeclaredShare]]
NONE_DECLARED: Declared = {}


@dataclass(frozen=True)
class Share:
    """What a figure of `unit` counts for another unit: all of it, a declared part (`percent`), or nobody knows (None).

    `of` are the units of the other edition that the part is made of, by which a whole number is divided; `declared`
    what was declared for each of them.
    """

    unit: str
    percent: Decimal | None
    method: str = ""
    of: tuple[str, ...] = ()
    declared: tuple[DeclaredShare, ...] = field(default=(), compare=False)

    @property
    def is_whole(self) -> bool:
        return not self.of

    @property
    def is_known(self) -> bool:
        return self.percent is not None


def made_of(code: str, edition: str, declared: Declared = NONE_DECLARED) -> tuple[Share, ...]:
    """The units of another edition that a unit's figure is made of, the largest first."""
    return tuple(
        Share(part.unit, WHOLE) if part.is_whole else _share(part.unit, _leaves(part.pieces, edition), declared)
        for part in cover(code, edition)
    )


def _leaves(pieces: frozenset[int], edition: str) -> tuple[str, ...]:
    """The units of the other edition that these pieces of a cut unit lie in."""
    return tuple(sorted({leaf_of(piece, other_edition(edition)) for piece in pieces}))


def _share(unit: str, of: tuple[str, ...], declared: Declared) -> Share:
    shares = declared.get(unit, {})
    if not set(of) <= shares.keys() or not is_complete(unit, shares):
        return Share(unit, None, of=of)
    declared_ones = tuple(shares[one] for one in of)
    methods = dict.fromkeys(one.method for one in declared_ones)
    return Share(unit, sum((one.percent for one in declared_ones), Decimal(0)), "; ".join(methods), of, declared_ones)


def is_complete(unit: str, shares: Mapping[str, DeclaredShare]) -> bool:
    """Whether shares are declared for all that a unit was cut into, and are together all of it."""
    return set(shares) == set(cut_into(unit)) and sum(one.percent for one in shares.values()) == WHOLE


def cut_into(unit: str) -> list[str]:
    """The smallest units of the other edition that have a piece of one; several where it was cut."""
    return [one.unit for one in became(unit, other_edition(edition_of(unit)))]


def other_edition(edition: str) -> str:
    """The one whose units a crosswalk leads to."""
    return next(one.code for one in editions() if one.code != edition)


def apportioned(total: int, shares: Mapping[str, DeclaredShare]) -> dict[str, int]:
    """A whole number divided by declared shares, to the unit; all parts are the total.

    Household after household goes to whoever has fewest for their share (Sainte-Laguë), on a tie to the lower code: so
    that no part shrinks when the total grows, and no part of the poor exceeds that of all households.
    Dividing each total by itself and rounding (largest remainders) does not keep that.
    """
    return dict(_apportioned(total, tuple((unit, share.percent) for unit, share in shares.items())))


@lru_cache(maxsize=20_000)
def _apportioned(total: int, percents: tuple[tuple[str, Decimal], ...]) -> Mapping[str, int]:
    """Kept, as each part of a cut unit asks for all of them."""
    weights = {unit: Fraction(percent) for unit, percent in percents}
    # The exact parts rounded are what so many households as these are together come to; few are missing or too many.
    found = {unit: max(0, ceil(total * weight / 100 - Fraction(1, 2))) for unit, weight in weights.items()}
    while (left := total - sum(found.values())) > 0:
        found[min(found, key=lambda unit: (-weights[unit] / (2 * found[unit] + 1), unit))] += 1
    for _ in range(-left):
        last = (unit for unit, count in found.items() if count)
        found[max(last, key=lambda unit: (-weights[unit] / (2 * found[unit] - 1), unit))] -= 1
    return found


def part_of(total: int | None, share: Share, declared: Declared, above: int = 0) -> int | None:
    """What a whole number of a unit counts for another; None for none, and where nobody knows the share.

    `above` is a number that this one comes on top of: the parts of both are those of their sum.
    """
    if total is None or share.is_whole:
        return total
    if not share.is_known:
        return None
    both, below = (apportioned(number, declared[share.unit]) for number in (above + total, above))
    return sum(both[one] - below[one] for one in share.of)


def part_of_count(row: UnitFact, count: str, share: Share, declared: Declared) -> int | None:
    """What a count of a row counts for another unit: what adds up in the row adds up in every part of it."""
    return part_of(getattr(row, count), share, declared, households_below(row, count))


def is_cut(code: str) -> bool:
    """Whether a smallest unit was divided among several of the other edition; those above are what lies in them."""
    return not units_below(code) and len(cut_into(code)) > 1


@cache
def cut_units(edition: str) -> frozenset[str]:
    """The units of an edition that were cut."""
    return frozenset(code for code in units_of(edition) if is_cut(code))


Row = TypeVar("Row", bound=UnitFact)


@dataclass(frozen=True)
class Carried(Generic[Row]):
    """A row that nobody stored: the counts of `parts`, each with what it counts, added up for `unit_code`."""

    unit_code: str
    values: Mapping[str, int | None]
    parts: tuple[tuple[Row, Share], ...]

    @property
    def is_estimate(self) -> bool:
        return any(not share.is_whole for _, share in self.parts)

    @property
    def methods(self) -> str:
        """Of the shares that it was estimated with, each once."""
        return "; ".join(dict.fromkeys(share.method for _, share in self.parts if not share.is_whole))

    @property
    def share_batches(self) -> frozenset[int]:
        """Those that brought the shares that it was estimated with."""
        return frozenset(one.batch for _, share in self.parts for one in share.declared if one.batch)


class Carrier(Generic[Row]):
    """Rows of one kind by unit and by what they are of (`key`: their day, or their plan), to be added up.

    `counts` are the columns that add. A count that one of the parts does not have stays missing.
    """

    def __init__(
        self, rows: Iterable[Row], key: Callable[[Row], Hashable], counts: Sequence[str], declared: Declared
    ) -> None:
        self._rows: dict[str, dict[Hashable, Row]] = defaultdict(dict)
        self._keys: dict[str, dict[Hashable, None]] = defaultdict(dict)
        self._counts, self._declared = counts, declared
        for row in rows:
            self._rows[row.unit_code][key(row)] = row
            self._keys[row.edition][key(row)] = None

    def carried(self, units: Iterable[str]) -> list[Carried[Row]]:
        """For each unit what follows from the other edition's rows, where all of its parts have one of the same key.

        Nothing for a key that the unit has a row of its own of. What became a commune is the sum of its communes where
        all of these have a row, whatever the huyện says that they were; other units are the sum of the largest ones.
        """
        return [
            found
            for unit in units
            for key in self._keys.get(other_edition(edition_of(unit)), ())
            if key not in self._rows.get(unit, ()) and (found := self._carried(unit, key))
        ]

    def _carried(self, unit: str, key: Hashable) -> Carried[Row] | None:
        parts: list[tuple[Row, Share]] = []
        for share in made_of(unit, other_edition(edition_of(unit)), self._declared):
            below = self._of(share, key, of_communes=not units_below(unit))
            if not below or not share.is_known:
                return None
            parts += [(row, share) for row in below]
        values = {count: self._sum(count, parts) for count in self._counts}
        return Carried(unit, values, tuple(parts)) if parts else None

    def _of(self, share: Share, key: Hashable, of_communes: bool) -> list[Row]:
        if not share.is_whole:
            return self._own(share.unit, key)
        return (self._lowest(share.unit, key) if of_communes else []) or self._whole(share.unit, key)

    def _lowest(self, unit: str, key: Hashable) -> list[Row]:
        """The rows of all the smallest units that a unit has; none where one of these has none."""
        below = units_below(unit)
        if not below:
            return self._own(unit, key)
        found = [self._lowest(child, key) for child in below]
        return [row for rows in found for row in rows] if all(found) else []

    def _own(self, unit: str, key: Hashable) -> list[Row]:
        row = self._rows.get(unit, {}).get(key)
        return [row] if row is not None else []

    def _whole(self, unit: str, key: Hashable) -> list[Row]:
        """A unit's own row, else those of all units right below it; none where one of these has none."""
        if own := self._own(unit, key):
            return own
        found: list[Row] = []
        for child in units_below(unit):
            rows = self._whole(child, key)
            if not rows:
                return []
            found += rows
        return found

    def _sum(self, count: str, parts: Sequence[tuple[Row, Share]]) -> int | None:
        values = [part_of_count(row, count, share, self._declared) for row, share in parts]
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None
