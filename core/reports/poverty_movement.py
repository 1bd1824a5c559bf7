"""Diễn biến hộ nghèo of one unit and period, arranged from đầu kỳ to cuối kỳ (domain.md section 1.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

import pandas as pd

from core.ingest.kinds import kind_named
from core.reports.frames import INT, TEXT, frame
from core.reports.poverty import Result
from core.rules.poverty import DECREASES, FLOWS, INCREASES, Movement, movement

RESIDUAL_LABEL = "Chênh lệch chưa giải thích"


class RowKind(StrEnum):
    START = "start"
    DECREASE = "decrease"
    INCREASE = "increase"
    RESIDUAL = "residual"
    END = "end"


@dataclass(frozen=True)
class MovementRow:
    """One bar. `households` is the figure as reported (hộ; None: not reported), `change` what it does to the count."""

    key: str
    label: str
    kind: RowKind
    households: int | None
    change: int | None


@dataclass(frozen=True)
class MovementView:
    """One period of one unit: the bars in their order and the names of the flows that nobody reported."""

    as_of: date
    value_type: str
    rows: tuple[MovementRow, ...]
    not_reported: tuple[str, ...]
    residual: int

    @property
    def closes(self) -> bool:
        return self.residual == 0


@cache
def flow_labels() -> dict[str, str]:
    """Flow → its heading in the template (data/columns.csv)."""
    columns = kind_named("poverty-progress").by_key
    return {key: columns[key].header for key in ("poor_start", *FLOWS)}


def movement_view(result: Result | None) -> MovementView | None:
    """None where there is nothing to close: no result, no đầu kỳ or not a single flow of the unit's own."""
    if result is None:
        return None
    found = movement(result.poor_start, result.poor, dict(result.flows))
    if found is None:
        return None
    return MovementView(
        as_of=result.as_of,
        value_type=result.value_type,
        rows=tuple(_rows(found)),
        not_reported=tuple(flow_labels()[key] for key in found.missing_flows),
        residual=found.residual,
    )


def _rows(found: Movement) -> Iterator[MovementRow]:
    labels = flow_labels()
    yield MovementRow("poor_start", labels["poor_start"], RowKind.START, found.start, None)
    for keys, kind, sign in ((DECREASES, RowKind.DECREASE, -1), (INCREASES, RowKind.INCREASE, 1)):
        for key in keys:
            households = found.flows.get(key)
            yield MovementRow(key, labels[key], kind, households, None if households is None else sign * households)
    yield MovementRow("residual", RESIDUAL_LABEL, RowKind.RESIDUAL, found.residual, found.residual)
    yield MovementRow("poor", "Số hộ nghèo cuối kỳ", RowKind.END, found.end, None)


MOVEMENT_DTYPES = {"key": TEXT, "label": TEXT, "kind": TEXT, "households": INT, "change": INT}


def movement_frame(view: MovementView | None) -> pd.DataFrame:
    """One row per bar, in hộ; a flow that was not reported stays missing."""
    rows = view.rows if view else ()
    return frame(((row.key, row.label, row.kind.value, row.households, row.change) for row in rows), MOVEMENT_DTYPES)
