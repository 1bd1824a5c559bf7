"""Villages as frames for tables and charts."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from core.reports.criteria import SetStatus
from core.reports.frames import DAY, INT, TEXT, frame
from core.reports.goal_sources import decided_on
from core.reports.rural_views import AREA_TITLE, VillageView
from core.reports.rural_villages import village_status
from core.wording_villages import village_state_said

VILLAGE_LIST_DTYPES = {
    "unit_code": TEXT,
    "commune": TEXT,
    "village": TEXT,
    "ethnic_area": TEXT,
    "listed": "boolean",
    "state": TEXT,
    "recognised_on": DAY,
    "decision": TEXT,
    "area_on": DAY,
    "area_decision": TEXT,
    "met": INT,
    "nearly": INT,
    "not_met": INT,
    "not_assessed": INT,
    "size": INT,
    "slipped": INT,
    "assessed_on": DAY,
    "made_up": "boolean",
    "source": TEXT,
}


def village_list_frame(views: Sequence[VillageView]) -> pd.DataFrame:
    """One row per village: its state in words, both decisions, criteria counts (missing where nothing is assessed)."""
    return frame((_village_cells(view) for view in views), VILLAGE_LIST_DTYPES)


def _village_cells(view: VillageView) -> tuple[object, ...]:
    own, area, listed = village_status(view), view.under(AREA_TITLE), view.listed
    count = own.count
    counts = (count.met, count.nearly, count.not_met) if count.assessed else (None, None, None)
    return (
        *(view.place.code, view.place.name, view.village),
        *(listed.ethnic_area if listed else None, listed is not None, village_state_said(own)),
        *_decision(own),
        *(_decision(area) if area else (None, None)),
        *(*counts, count.not_assessed, count.size, len(own.slipped) if count.assessed else None),
        *(own.assessed_on, _made_up(view), "; ".join(village_sources(view))),
    )


def _decision(status: SetStatus) -> tuple[date | None, str | None]:
    numbers = "; ".join(decision.decision_number for decision in status.recognitions)
    return decided_on(status), numbers or None


def _made_up(view: VillageView) -> bool:
    assessed = any(cell.latest and cell.latest.made_up for status in view.statuses for cell in status.cells)
    decided = any(decision.made_up for status in view.statuses for decision in status.recognitions)
    return assessed or decided or bool(view.listed and view.listed.made_up)


def village_sources(view: VillageView) -> list[str]:
    """Of the list, the assessments and the decisions; a village that is on no list says so."""
    listed = f"danh sách: {view.listed.origin.said}" if view.listed else "không có trong danh sách thôn"
    cells = [cell for status in view.statuses for cell in status.cells]
    batches = sorted({cell.latest.origin.batch for cell in cells if cell.latest})
    assessed = [f"đánh giá: lô {', '.join(map(str, batches))}"] if batches else []
    decided = [f"quyết định: {one.origin.said}" for status in view.statuses for one in status.recognitions]
    return [listed, *assessed, *decided]
