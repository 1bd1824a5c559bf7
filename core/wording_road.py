"""What is left of each commune's goal, in words: the criteria by name, and the days until it is due."""

from collections.abc import Sequence

from core.reports.criteria import CriterionCell
from core.reports.rural_road import RoadLeft
from core.wording_rural import SLIPPED

NOTHING_LEFT = "không còn"


def criterion_short(cell: CriterionCell) -> str:
    """`10 Thu nhập`; `10 Thu nhập ↓` for one that slipped back."""
    said = f"{cell.criterion.number} {cell.criterion.name}"
    return f"{said} {SLIPPED}" if cell.slipped_back else said


def criteria_listed(cells: Sequence[CriterionCell]) -> str:
    return ", ".join(criterion_short(cell) for cell in cells)


def left_by_name(left: RoadLeft) -> str:
    """`còn 2 tiêu chí: chưa đạt 2 Giao thông; chưa đánh giá 17 Môi trường`: what is not known apart from what fails.

    A goal of so many criteria can be met by any of those that are open, and says so.
    """
    if left.left is None:
        return f"chưa đánh giá tiêu chí nào trong {left.size} tiêu chí, nên chưa biết còn lại gì"
    if left.left == 0:
        return NOTHING_LEFT
    named = "; ".join(f"{state} {criteria_listed(cells)}" for state, cells in left.open_by_state)
    choice = f" trong {left.open} tiêu chí" if left.open > left.left else ""
    return f"còn {left.left} tiêu chí{choice}: {named}"


def days_said(left: RoadLeft) -> str:
    """`còn 183 ngày`, `hết hạn hôm nay`, `quá hạn 5 ngày`; a goal that is met has no days left to count."""
    return "đã đạt" if left.left == 0 else until_due(left)


def until_due(left: RoadLeft) -> str:
    """The same whether it is met or not."""
    if left.days_left == 0:
        return "hết hạn hôm nay"
    return f"còn {left.days_left} ngày" if left.days_left > 0 else f"quá hạn {-left.days_left} ngày"
