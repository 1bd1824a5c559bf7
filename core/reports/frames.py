"""Rows as frames for tables and charts; every frame declares its columns, so that no rows still give a frame."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from core.places import Place, places_of
from core.reports.origin import Origin
from core.reports.poverty import PlanStatus, Result
from core.reports.unit_parts import parts_said
from core.rules.poverty import Status
from core.wording_carried import carried_said, carried_short

INT, TEXT, EXACT, DAY, FLAG = "Int64", "string", "object", "object", "bool"
# Only said on screens: exports keep `no_data`.
NOT_COMPARED = "not_compared"

STATUS_DTYPES = {
    "unit": TEXT,
    "plan": TEXT,
    "households_start": INT,
    "poor_start": INT,
    "rate_start": EXACT,
    "households_planned": INT,
    "poor_planned": INT,
    "rate_planned": EXACT,
    "poor_reduction": INT,
    "rate_reduction": EXACT,
    "as_of": DAY,
    "value_type": TEXT,
    "households": INT,
    "poor": INT,
    "rate": EXACT,
    "reduced": INT,
    "percent_points": EXACT,
    "percent_households": EXACT,
    "status": TEXT,
    "source": TEXT,
}


def frame(rows: Iterable[Sequence[Any]], dtypes: dict[str, str]) -> pd.DataFrame:
    """A frame of exact types; Decimal and date stay objects, a missing figure stays missing."""
    columns = list(zip(*rows, strict=True)) or [()] * len(dtypes)
    index = pd.RangeIndex(len(columns[0]))
    made = {name: _column(cells, dtypes[name], index) for name, cells in zip(dtypes, columns, strict=True)}
    return pd.DataFrame(made, index=index)


_TYPES: dict[str, Any] = {INT: pd.Int64Dtype(), TEXT: pd.StringDtype()}


def _column(cells: Sequence[Any], dtype: str, index: pd.RangeIndex) -> Any:
    """A third of the time of a Series made from a list, whose type would be looked up by its name."""
    if dtype in _TYPES:
        return pd.array(list(cells), dtype=_TYPES[dtype])
    if dtype == EXACT:
        return pd.Series(np.fromiter(cells, object, len(cells)), dtype=object, index=index, copy=False)
    return pd.Series(list(cells), dtype=dtype, index=index)


def status_frame(rows: Sequence[PlanStatus]) -> pd.DataFrame:
    """One row per unit and plan, in the order given: households in hộ, rates in %, falls in percentage points."""
    return frame((status_cells(row) for row in rows), STATUS_DTYPES)


def plan_name(row: PlanStatus) -> str:
    """Whose plan: `97/KH-UBND (tỉnh giao)`."""
    owner = f"{row.plan_owner} giao" if row.plan_owner else "không nêu cấp giao"
    return f"{row.plan_number} ({owner})" if row.plan_number else f"Kế hoạch {row.year} ({owner})"


def shown_state(row: PlanStatus) -> str:
    """The status as a screen names it (data/statuses.csv): figures that can't be compared are not missing ones."""
    status = row.assessment.status
    return NOT_COMPARED if status is Status.NO_DATA and row.result else status.value


def status_cells(row: PlanStatus) -> tuple[Any, ...]:
    """One row of status_frame, in the order of STATUS_DTYPES."""
    target, result, judged = row.target, row.result, row.assessment
    return (
        row.place.name if row.place.level != "province" else f"Toàn {row.place.full_name}",
        plan_name(row),
        target.households_start,
        target.poor_start,
        target.rate_start,
        target.households_planned,
        target.poor_planned,
        target.rate_planned,
        target.poor_reduction,
        target.rate_reduction,
        *((result.as_of, result.value_type, result.households, result.poor, result.rate) if result else [None] * 5),
        judged.reduced,
        judged.percent_by_points,
        judged.percent_by_households,
        shown_state(row),
        source_of(row),
    )


def sources_of(rows: Iterable[PlanStatus], further: Iterable[Result | None] = ()) -> list[str]:
    """The documents and batches behind some rows, and behind `further` results that no plan is known of, each once."""
    rows, further = list(rows), list(further)
    plans = [f"Kế hoạch {plan_name(row)}, lô {batch}" for row in rows for batch in _plan_batches(row)]
    alone = (_batches_of(result) for result in further if result)
    batches = sorted(frozenset().union(*alone, *(_result_batches(row) for row in rows)))
    shares = sorted(frozenset().union(*map(_share_batches, rows), *(one.all_share_batches for one in further if one)))
    said = (("kết quả", batches), ("tỷ trọng", shares))
    return [*dict.fromkeys(plans), *(f"{what}: lô {', '.join(map(str, those))}" for what, those in said if those)]


def _share_batches(row: PlanStatus) -> frozenset[int]:
    """Those of the declared shares in both halves of a row."""
    of_plan = row.carried.share_batches if row.carried else frozenset()
    return of_plan | (row.result.all_share_batches if row.result else frozenset())


def _result_batches(row: PlanStatus) -> frozenset[int]:
    """Those of a sum too, which has no row of its own."""
    return _batches_of(row.result) if row.result else frozenset()


def _plan_batches(row: PlanStatus) -> list[int]:
    """Those of all rows that a plan carried over is the sum of."""
    return sorted({part.batch_id for part, _ in row.carried.parts}) if row.carried else [row.origin.batch]


def _batches_of(result: Result) -> frozenset[int]:
    return result.batches | ({result.origin.batch} if result.origin else frozenset())


def source_of(row: PlanStatus) -> str:
    """Where the row's two halves come from: the plan's section, and the batch and line of the result."""
    plan = carried_short(row.carried) if row.carried else row.origin.said
    if row.result is None:
        return f"KH: {plan}"
    if row.result.carried:
        return f"KH: {plan} · TH: {carried_short(row.result.carried)}"
    if row.result.origin is None:
        return f"KH: {plan} · TH: cộng {row.result.summed_from} {parts_said(row.place)}"
    return f"KH: {plan} · TH: {row.result.origin.said}"


RESULT_DTYPES = {
    "unit": TEXT,
    "as_of": DAY,
    "value_type": TEXT,
    "households": INT,
    "poor": INT,
    "rate": EXACT,
    "source": TEXT,
}


def result_frame(results: Sequence[tuple[Place, Result | None]]) -> pd.DataFrame:
    """One row per unit: its result in hộ and %, all missing where it has none."""
    return frame((_result_cells(place, result) for place, result in results), RESULT_DTYPES)


def _where(origin: Origin) -> str:
    """Short: the reason stands in full below the table."""
    return f"{replace(origin, reason=None).said}{' (có lý do)' if origin.reason else ''}"


def _result_cells(place: Place, result: Result | None) -> tuple[Any, ...]:
    if result is None:
        return (place.name, *[None] * 6)
    origin = _where(result.origin) if result.origin else "số cộng"
    if result.carried:
        origin = carried_said(result.carried, places_of(place.seen_in))
    return (place.name, result.as_of, result.value_type, result.households, result.poor, result.rate, origin)
