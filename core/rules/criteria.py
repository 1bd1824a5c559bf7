"""New rural areas: counting criteria, bands, reached and recognised [KH 83; domain.md section 3].

Only *đạt* counts. «Đạt 19/19» and «được công nhận» are two things and always two numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.rules.rounding import half_up


class CriterionState(StrEnum):
    """The four states of a criterion; the words are those of files and screens."""

    MET = "đạt"
    NEARLY = "cơ bản đạt"
    NOT_MET = "chưa đạt"
    NOT_ASSESSED = "chưa đánh giá"


@dataclass(frozen=True)
class CriteriaCount:
    """How many criteria of one set a unit has in each state; `size` is the number of criteria of the set."""

    size: int
    met: int
    nearly: int
    not_met: int

    @property
    def not_assessed(self) -> int:
        return self.size - self.met - self.nearly - self.not_met

    @property
    def reached(self) -> bool:
        """All criteria đạt; never so for a title without a set. Not a recognition: that takes a decision."""
        return 0 < self.size == self.met

    @property
    def assessed(self) -> bool:
        """True when there is any assessment at all: no assessment is no count, not 0."""
        return self.not_assessed < self.size


def count_criteria(size: int, states: Iterable[str]) -> CriteriaCount:
    """Counts of one unit and one set, from one state per criterion."""
    states = list(states)
    return CriteriaCount(
        size,
        met=states.count(CriterionState.MET),
        nearly=states.count(CriterionState.NEARLY),
        not_met=states.count(CriterionState.NOT_MET),
    )


_EDGES = (15, 10, 5)


def band(met: int, size: int = 19) -> str:
    """The bands that reports print, for sets of 19: 19 | 15–18 | 10–14 | 5–9 | <5; of 10: 10 | 5–9 | <5."""
    if met == size:
        return str(size)
    upper = size
    for edge in _edges(size):
        if met >= edge:
            return f"{edge}–{upper - 1}"
        upper = edge
    return f"<{upper}"


def _edges(size: int) -> list[int]:
    return [edge for edge in _EDGES if edge < size]


def bands(size: int = 19) -> tuple[str, ...]:
    """All of them, the highest first."""
    size = size or 19
    return tuple(band(met, size) for met in (size, *_edges(size), 0))


BANDS = bands()


def average_criteria(counts: Iterable[CriteriaCount]) -> Decimal | None:
    """Số tiêu chí bình quân/xã, two decimals, over the communes that were assessed; None when none was."""
    met = [count.met for count in counts if count.assessed]
    return half_up(Decimal(sum(met)) / len(met), 2) if met else None


def slipped_back(states: Sequence[str]) -> bool:
    """The latest state of a criterion is not đạt although an earlier one was; `states` is oldest first."""
    return bool(states) and states[-1] != CriterionState.MET and CriterionState.MET in states[:-1]
