"""Which counts of households come on top of which: dividing a unit's row keeps the sums that hold in it."""

from typing import Any

from core.rules.poverty import DECREASES, INCREASES

# From the households that were poor at the start of the year, one movement after the other, to those that are now.
_WAY = (*DECREASES, *INCREASES)


def households_below(row: Any, count: str) -> int:
    """The households (hộ) of a poverty result that a count stands on: near-poor on the poor, a movement on what is left
    of the poor at the start of the year and after the movements before it. 0 for what stands on nothing.
    """
    if count == "near_poor":
        return _of(row, "poor")
    if count not in _WAY or getattr(row, "poor_start", None) is None:
        return 0
    return max(0, _poor_before(row, count))


def _poor_before(row: Any, movement: str) -> int:
    """Those who leave stand on those who stay, those who come on those who are there."""
    gone = _WAY[: _WAY.index(movement) + 1]
    left = _of(row, "poor_start") - sum(_of(row, name) for name in gone if name in DECREASES)
    return left + sum(_of(row, name) for name in gone[:-1] if name in INCREASES)


def _of(row: Any, name: str) -> int:
    return int(getattr(row, name) or 0)
