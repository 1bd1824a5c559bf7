"""The road map: what each commune still has to meet by the day its goal is due, criterion by criterion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.reports.criteria import CriterionCell
from core.reports.rural_views import RoadStep
from core.rules.criteria import CriterionState


@dataclass(frozen=True)
class RoadLeft:
    """What is left of one step on one day; `days_left` is negative once the due day is over.

    `not_met`, `nearly` and `not_assessed` are the open criteria; empty where nothing is left of the goal, be it by a
    decision or by the plan's own words, whatever was not assessed since.
    """

    step: RoadStep
    days_left: int
    not_met: tuple[CriterionCell, ...]
    nearly: tuple[CriterionCell, ...]
    not_assessed: tuple[CriterionCell, ...]

    @property
    def left(self) -> int | None:
        """Criteria still to be met; None where nothing was assessed."""
        return self.step.left

    @property
    def size(self) -> int:
        return self.step.status.count.size

    @property
    def open(self) -> int:
        """Criteria that are not đạt or not assessed; more than `left` where the goal does not ask for all."""
        return sum(len(cells) for _, cells in self.open_by_state)

    @property
    def open_by_state(self) -> tuple[tuple[str, tuple[CriterionCell, ...]], ...]:
        """The states that there are, each with its criteria: chưa đạt, cơ bản đạt, chưa đánh giá."""
        found = (
            (CriterionState.NOT_MET, self.not_met),
            (CriterionState.NEARLY, self.nearly),
            (CriterionState.NOT_ASSESSED, self.not_assessed),
        )
        return tuple((state.value, cells) for state, cells in found if cells)

    @property
    def slipped(self) -> tuple[CriterionCell, ...]:
        return self.step.status.slipped

    @property
    def progress(self) -> tuple[int, int] | None:
        """(đạt, needed): at most the number needed; None where nothing was assessed and the goal is not reached."""
        if self.left is None:
            return None
        return (self.step.needed - self.left, self.step.needed)


def road_left(steps: Sequence[RoadStep], today: date) -> list[RoadLeft]:
    """In the order of the steps: by due date, then as the plan has them."""
    return [_left(step, today) for step in steps]


def readings_together(found: Sequence[RoadLeft]) -> list[tuple[RoadLeft, tuple[str, ...]]]:
    """A goal that several sections set for one commune once, with the sections; in the order of the first."""
    sections: dict[tuple[str, str, int, date], list[str]] = {}
    first: dict[tuple[str, str, int, date], RoadLeft] = {}
    for left in found:
        key = (left.step.place.code, left.step.source.set, left.step.needed, left.step.due)
        first.setdefault(key, left)
        sections.setdefault(key, []).append(left.step.goal.source or "")
    return [(left, tuple(dict.fromkeys(filter(None, sections[key])))) for key, left in first.items()]


def _left(step: RoadStep, today: date) -> RoadLeft:
    cells = () if step.left == 0 else step.status.cells
    return RoadLeft(
        step=step,
        days_left=(step.due - today).days,
        not_met=_in_state(cells, CriterionState.NOT_MET),
        nearly=_in_state(cells, CriterionState.NEARLY),
        not_assessed=_in_state(cells, CriterionState.NOT_ASSESSED),
    )


def _in_state(cells: Sequence[CriterionCell], state: CriterionState) -> tuple[CriterionCell, ...]:
    return tuple(cell for cell in cells if cell.state == state)
