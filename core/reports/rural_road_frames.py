"""What is left of the road map as a frame for tables and charts."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.reports.frames import DAY, INT, TEXT, frame
from core.reports.rural_frames import unit_names
from core.reports.rural_road import RoadLeft
from core.wording_goals import origin_said
from core.wording_road import criteria_listed, days_said, left_by_name
from core.wording_rural import reached_said, step_target

LEFT_DTYPES = {
    "unit": TEXT,
    "unit_code": TEXT,
    "target": TEXT,
    "set": TEXT,
    "due": DAY,
    "days_left": INT,
    "days_said": TEXT,
    "needed": INT,
    "met": INT,
    "size": INT,
    "left": INT,
    "left_said": TEXT,
    "not_met": TEXT,
    "nearly": TEXT,
    "not_assessed": TEXT,
    "slipped": TEXT,
    "assessed_on": DAY,
    "now": TEXT,
    "state": TEXT,
    "section": TEXT,
    "source": TEXT,
}


def left_frame(found: Sequence[RoadLeft]) -> pd.DataFrame:
    """One row per commune's goal: counts are criteria, missing where nothing is assessed; lists are names."""
    names = unit_names([left.step.place for left in found])
    return frame((_left_cells(name, left) for name, left in zip(names, found, strict=True)), LEFT_DTYPES)


def _left_cells(name: str, left: RoadLeft) -> tuple[Any, ...]:
    step, count = left.step, left.step.status.count
    lists = (left.not_met, left.nearly, left.not_assessed, left.slipped)
    return (
        *(name, step.place.code, step_target(step), step.source.set),
        *(step.due, left.days_left, days_said(left)),
        *(step.needed, count.met if count.assessed else None, count.size),
        *(left.left, left_by_name(left), *(criteria_listed(cells) or None for cells in lists)),
        *(step.status.assessed_on, reached_said(step.status), step.goal.state),
        *(step.goal.source, origin_said(step.goal)),
    )
