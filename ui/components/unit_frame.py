"""Units beside each other under one plan, as tables and charts want them: what is missing first, figures with links."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import pandas as pd

from core.provenance import keys
from core.reports.frames import EXACT, INT, STATUS_DTYPES, TEXT, frame, status_cells
from core.reports.poverty import PlanStatus
from core.reports.poverty_views import by_what_is_missing
from core.rules.poverty_pace import Measure, Pace, pace
from core.wording_explanations import mark_said
from ui.components.explanation_mark import given, of_plan, plan_state
from ui.links import origins_of_figures, view

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
_KNOWN = STATUS_DTYPES | _PACE_DTYPES | {"state_html": TEXT, "explained": TEXT}
_PLACES = tuple(list(_KNOWN).index(name) for name in _FIGURES)
_DTYPES = _KNOWN | {f"{name}_origin": EXACT for name in _FIGURES}


def unit_frame(
    rows: Sequence[PlanStatus], screen: str, judged: date | None = None, whole: PlanStatus | None = None
) -> pd.DataFrame:
    """One row per unit, the `whole` last: the columns of status_frame and, beside them, where it stands on its path.

    `should_be_percent`: per cent of the planned fall at the date of its figures. `left` (to the year's plan), `short`
    (of the path, 0 where it is on it) and `per_month` are in `measure`, hộ or điểm %; `rank` counts from 1, by what is
    left; the whole has none. `address` is the unit's view on `screen`, `<column>_origin` what explains a figure;
    missing with the figure. `state_html` is the state with the mark of the explanation of a unit that is behind,
    `explained` the mark in words. Months left count from the day that is `judged` (core.rules.poverty_pace).
    """
    ordered = [*by_what_is_missing(rows), *([whole] if whole else [])]
    addresses = [view(screen, row.place) for row in ordered]
    paces = _paces(ordered, addresses, judged, len(rows))
    halves = zip(map(status_cells, ordered), paces, _explained(ordered, addresses), strict=True)
    cells = [(*status, *paced, *explained) for status, paced, explained in halves]
    origins = _origins(ordered, cells)
    return frame([(*known, *linked) for known, linked in zip(cells, origins, strict=True)], _DTYPES)


def _origins(rows: Sequence[PlanStatus], cells: Sequence[Sequence[object]]) -> Iterator[list[str | None]]:
    """The addresses of each row's figures that are not missing, in the order of _FIGURES."""
    address_of = origins_of_figures()
    for row, values in zip(rows, cells, strict=True):
        key = str(keys.of_status(row, ""))
        yield [
            None if values[place] is None else address_of(f"{key}{name}")
            for name, place in zip(_FIGURES, _PLACES, strict=True)
        ]


def _explained(rows: Sequence[PlanStatus], addresses: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    found = given()
    for row, address in zip(rows, addresses, strict=True):
        one = of_plan(row, found)
        yield plan_state(row, one, address), mark_said(one) if one else None


def _paces(
    rows: Sequence[PlanStatus], addresses: Sequence[str], judged: date | None, ranked: int
) -> Iterator[tuple[object, ...]]:
    for rank, (row, address) in enumerate(zip(rows, addresses, strict=True), start=1):
        found = pace(row.target, row.result, judged)
        if found is None:
            yield (None, None, None, None, None, None, address)
        else:
            measured = (found.measure.value, found.behind, found.left, found.per_month)
            yield (_should_be_percent(row, found), *measured, rank if rank <= ranked else None, address)


def _should_be_percent(row: PlanStatus, found: Pace) -> Decimal | None:
    target = row.target
    by_households = found.measure is Measure.HOUSEHOLDS
    start = target.poor_start if by_households else target.rate_start
    fall = target.poor_reduction if by_households else target.rate_reduction
    return (start - found.expected) / fall * 100 if start is not None and fall else None
