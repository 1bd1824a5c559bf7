"""New-rural rows as frames for tables and charts; each declares its columns, so that no rows still give a frame."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.place import Place
from core.places import places_of
from core.reports.criteria import CriterionCell, SetStatus
from core.reports.frames import DAY, INT, TEXT, frame
from core.reports.origin import batches_said
from core.rules.criteria import band, bands
from core.text import sort_key
from core.wording_rural import cell_sign, criterion_name, reached_said, recognised_said


def unit_names(rows: Sequence[Place]) -> list[str]:
    """Names of communes, with the unit above on the map of their own edition where there are several of these."""
    above = [_above(place) for place in rows]
    several = len(set(above)) > 1
    return [_with_above(place, name) if several else place.name for place, (_, name) in zip(rows, above, strict=True)]


def _above(place: Place) -> tuple[str | None, str]:
    known = places_of(place.edition).by_code
    parent = known[place.code].parent
    return parent, known[parent].name if parent else ""


def _with_above(place: Place, above: str) -> str:
    """`Hiếu (Kon Plông)`, `Hiếu (cũ, Kon Plông)`."""
    if place.is_guest and place.name.endswith(")"):
        return f"{place.name[:-1]}, {above})"
    return f"{place.name} ({above})"


COMMUNE_DTYPES = {
    "unit": TEXT,
    "reached": TEXT,
    "recognised": TEXT,
    "met": INT,
    "nearly": INT,
    "not_met": INT,
    "not_assessed": INT,
    "slipped": INT,
    "as_of": DAY,
    "source": TEXT,
}


def commune_frame(rows: Sequence[SetStatus]) -> pd.DataFrame:
    """One row per commune under one set, in the order given; counts are criteria, missing where nothing is assessed."""
    names = unit_names([row.place for row in rows])
    return frame((_commune_cells(name, row) for name, row in zip(names, rows, strict=True)), COMMUNE_DTYPES)


def _commune_cells(name: str, row: SetStatus) -> tuple[Any, ...]:
    count = row.count
    counts = (count.met, count.nearly, count.not_met) if count.assessed else (None, None, None)
    slipped = len(row.slipped) if count.assessed else None
    return (
        *(name, reached_said(row), recognised_said(row), *counts, count.not_assessed, slipped),
        *(row.assessed_on, "; ".join(sources_of_set(row)) or None),
    )


def sources_of_set(row: SetStatus) -> list[str]:
    """The plan's words, the batches of the assessments, the batch and line of each decision."""
    stated = [f"KH {row.stated.plan_number}, mục {row.stated.statement.section}"] if row.stated else []
    batches = batches_said(cell.latest.origin for cell in row.cells if cell.latest)
    assessments = [f"đánh giá: {batches}"] if batches else []
    return [*stated, *assessments, *(f"quyết định: {decision.origin.said}" for decision in row.recognitions)]


def _named(rows: Sequence[SetStatus]) -> list[tuple[str, SetStatus]]:
    return list(zip(unit_names([row.place for row in rows]), rows, strict=True))


BAND_DTYPES = {"band": TEXT, "communes": INT, "names": TEXT}


def band_frame(rows: Sequence[SetStatus]) -> pd.DataFrame:
    """One row per band that reports print, over the communes that were assessed: how many, and which."""
    found: dict[str, list[str]] = {name: [] for name in bands(rows[0].count.size if rows else 0)}
    for name, row in _named(rows):
        if row.count.assessed:
            found[band(row.count.met, row.count.size)].append(name)
    cells = ((name, len(units), ", ".join(sorted(units, key=sort_key))) for name, units in found.items())
    return frame(cells, BAND_DTYPES)


CRITERION_DTYPES = {
    "criterion": TEXT,
    "state": TEXT,
    "as_of": DAY,
    "value": TEXT,
    "evidence": TEXT,
    "source": TEXT,
}


def criterion_frame(row: SetStatus) -> pd.DataFrame:
    """One row per criterion of one unit: state with ↓ where it slipped back, date, value, evidence, batch and line."""
    return frame((_criterion_cells(cell) for cell in row.cells), CRITERION_DTYPES)


def _criterion_cells(cell: CriterionCell) -> tuple[Any, ...]:
    latest = cell.latest
    found = (latest.as_of, latest.value, latest.evidence, latest.origin.said) if latest else (None,) * 4
    slipped = ", trước đã đạt" if cell.slipped_back else ""
    return (criterion_name(cell.criterion), f"{cell_sign(cell)} {cell.state}{slipped}", *found)


HISTORY_DTYPES = {"criterion": TEXT, "as_of": DAY, "state": TEXT, "value": TEXT, "evidence": TEXT, "source": TEXT}


def history_frame(cells: Sequence[CriterionCell]) -> pd.DataFrame:
    """Every assessment of some criteria, oldest first within each."""
    return frame(
        (
            (criterion_name(cell.criterion), one.as_of, one.status, one.value, one.evidence, one.origin.said)
            for cell in cells
            for one in cell.history
        ),
        HISTORY_DTYPES,
    )


DECISION_DTYPES = {
    "unit": TEXT,
    "village": TEXT,
    "title": TEXT,
    "decision": TEXT,
    "decided_on": DAY,
    "source": TEXT,
}


def decision_frame(rows: Sequence[SetStatus]) -> pd.DataFrame:
    """One row per decision of any title, the units in the order given."""
    cells = (
        (row.place.name, row.village or None, one.title, one.decision_number, one.decision_date, one.origin.said)
        for row in rows
        for one in row.recognitions
    )
    return frame(cells, DECISION_DTYPES)
