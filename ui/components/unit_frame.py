"""Units beside each other under one plan, as tables and charts want them: what is missing first, figures with links."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import pandas as pd

from core.provenance import keys
from core.reports.frames import EXACT, INT, TEXT, frame, status_frame
from core.reports.poverty import PlanStatus
from core.reports.poverty_views import by_what_is_missing
from core.rules.poverty_pace import Measure, Pace, pace
from core.wording_explanations import mark_said
from ui.components.explanation_mark import given, of_plan, plan_state
from ui.links import origin_of_figure, view

_PACE_DTYPES = {
    "should_be_percent": EXACT,
    "measure": TEXT,
    "short": EXACT,
    "left": EXACT,
    "per_month": EXACT,
    "rank": INT,
    "address": TEXT,
}
_FIGURES = tuple(name for name in keys.PLAN_FIGURES if name != "should_be")


def unit_frame(rows: Sequence[PlanStatus], screen: str, judged: date | None = None) -> pd.DataFrame:
    """One row per unit: the columns of status_frame and, beside them, where it stands on the planned path.

    `should_be_percent`: per cent of the planned fall at the date of its figures. `left` (to the year's plan), `short`
    (of the path, 0 where it is on it) and `per_month` are in `measure`, hộ or điểm %; `rank` counts from 1, by what is
    left. `address` is the unit's view on `screen`, `<column>_origin` what explains a figure; missing with the figure.
    `state_html` is the state with the mark of the explanation of a unit that is behind, `explained` the mark in words.
    Months left count from the day that is `judged` (core.rules.poverty_pace).
    """
    ordered = by_what_is_missing(rows)
    beside = frame(_paces(ordered, screen, judged), _PACE_DTYPES)
    made = pd.concat([status_frame(ordered), beside, _explained(ordered, screen)], axis="columns")
    origins = {
        f"{name}_origin": [
            None if pd.isna(value) else origin_of_figure(str(keys.of_status(row, name)))
            for row, value in zip(ordered, made[name], strict=True)
        ]
        for name in _FIGURES
    }
    return pd.concat([made, pd.DataFrame(origins, index=made.index, dtype="object")], axis="columns")


def _explained(rows: Sequence[PlanStatus], screen: str) -> pd.DataFrame:
    found = given()
    marks = [(row, of_plan(row, found)) for row in rows]
    cells = ((plan_state(row, one, view(screen, row.place)), one and mark_said(one)) for row, one in marks)
    return frame(cells, {"state_html": TEXT, "explained": TEXT})


def _paces(rows: Sequence[PlanStatus], screen: str, judged: date | None) -> Iterator[tuple[object, ...]]:
    for rank, row in enumerate(rows, start=1):
        found, address = pace(row.target, row.result, judged), view(screen, row.place)
        if found is None:
            yield (None, None, None, None, None, None, address)
        else:
            measured = (found.measure.value, found.behind, found.left, found.per_month)
            yield (_should_be_percent(row, found), *measured, rank, address)


def _should_be_percent(row: PlanStatus, found: Pace) -> Decimal | None:
    target = row.target
    by_households = found.measure is Measure.HOUSEHOLDS
    start = target.poor_start if by_households else target.rate_start
    fall = target.poor_reduction if by_households else target.rate_reduction
    return (start - found.expected) / fall * 100 if start is not None and fall else None
