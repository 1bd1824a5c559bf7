"""The matrix of criteria: criteria down, communes (or villages) across, the criteria that nobody meets first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from core import formats
from core.places import Place
from core.reference import Criterion
from core.reports.criteria import VILLAGE_SET, CriterionCell, SetStatus
from core.reports.frames import TEXT
from core.reports.origin import Origin
from core.reports.rural_frames import unit_names
from core.rules.criteria import CriterionState
from core.wording_rural import SLIPPED, cell_said, criterion_name, criterion_states

CRITERIA_KIND = "criteria-status"
TOTAL_ROW = "Số tiêu chí đạt"


@dataclass(frozen=True)
class MatrixCell:
    """One unit × criterion. `word` is the state; `said` the whole cell in words, for a reader without the colour.

    The figure is the row of kind `criteria-status` of `unit_code`, whose key goes on with `village`, `set`,
    `criterion` and `as_of`; there is none where nobody assessed it.
    """

    state: str
    symbol: str
    word: str
    tone: str
    said: str
    as_of: date | None
    value: str | None
    evidence: str | None
    slipped: bool
    met_before_on: date | None
    made_up: bool
    assessments: int
    origin: Origin | None
    unit_code: str
    village: str
    set: str
    criterion: int

    @property
    def sign(self) -> str:
        """`✗ ↓` for one that slipped back."""
        return f"{self.symbol} {SLIPPED}" if self.slipped else self.symbol

    @property
    def period(self) -> str | None:
        """What the history of the figure calls this row: `xã NTM · 10 · 31/12/2024`."""
        key = (self.village, self.set, str(self.criterion), formats.day(self.as_of))
        return " · ".join(part for part in key if part) if self.as_of else None


@dataclass(frozen=True)
class MatrixColumn:
    """One commune or village; `met` is None where nothing is assessed: no assessment is no count, not 0."""

    place: Place
    village: str
    name: str
    met: int | None
    not_assessed: int
    size: int
    slipped: int
    status: SetStatus

    @property
    def met_said(self) -> str:
        """`17/19`."""
        return formats.MISSING if self.met is None else f"{self.met}/{self.size}"


@dataclass(frozen=True)
class MatrixRow:
    """One criterion, its cells in the order of the columns; `met` is None where no unit was assessed for it."""

    criterion: Criterion
    name: str
    cells: tuple[MatrixCell, ...]

    @property
    def assessed(self) -> int:
        return sum(cell.as_of is not None for cell in self.cells)

    @property
    def met(self) -> int | None:
        return sum(cell.state == CriterionState.MET for cell in self.cells) if self.assessed else None

    @property
    def slipped(self) -> int:
        return sum(cell.slipped for cell in self.cells)

    @property
    def met_by_nobody(self) -> bool:
        """Assessed somewhere and đạt nowhere; not so for one that nobody assessed."""
        return self.met == 0

    @property
    def met_said(self) -> str:
        """`3/5`: units that meet it among those assessed for it."""
        return formats.MISSING if self.met is None else f"{self.met}/{self.assessed}"


@dataclass(frozen=True)
class Matrix:
    """One set. The rows are in the order asked for, the columns in the order given."""

    set: str
    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def total_column(self) -> str:
        """Heads how many units meet each criterion among those assessed for it."""
        return f"Số {'thôn' if self.set == VILLAGE_SET else 'xã'} đạt/đã đánh giá"


def criteria_matrix(rows: Sequence[SetStatus], own_order: bool = False) -> Matrix:
    """The units of one set. The fewest that meet a criterion first, then its number; `own_order`: as the set has it.

    A criterion that nobody assessed comes last: whether anybody meets it is not known.
    """
    assert len({row.set for row in rows}) <= 1, "numbers mean different criteria in different sets"
    made = [_row(cells) for cells in zip(*(_cells(row) for row in rows), strict=True)]
    found = made if own_order else sorted(made, key=_fewest_first)
    return Matrix(rows[0].set if rows else "", tuple(_columns(rows)), tuple(found))


def _fewest_first(row: MatrixRow) -> tuple[bool, int, int]:
    return (row.met is None, row.met or 0, row.criterion.number)


def _columns(rows: Sequence[SetStatus]) -> list[MatrixColumn]:
    places = unit_names([row.place for row in rows])
    several = len({row.place for row in rows}) > 1
    names = [_column_name(row, place, several) for row, place in zip(rows, places, strict=True)]
    return [
        MatrixColumn(
            place=row.place,
            village=row.village,
            name=name,
            met=row.count.met if row.count.assessed else None,
            not_assessed=row.count.not_assessed,
            size=row.count.size,
            slipped=len(row.slipped),
            status=row,
        )
        for row, name in zip(rows, names, strict=True)
    ]


def _column_name(row: SetStatus, place: str, several: bool) -> str:
    """A village by its own name, with its commune where villages of several are shown together."""
    if not row.village:
        return place
    return f"{row.village}, {place}" if several else row.village


def _row(pairs: Sequence[tuple[Criterion, MatrixCell]]) -> MatrixRow:
    criterion = pairs[0][0]
    return MatrixRow(criterion, criterion_name(criterion), tuple(cell for _, cell in pairs))


def _cells(row: SetStatus) -> list[tuple[Criterion, MatrixCell]]:
    return [(cell.criterion, matrix_cell(row, cell)) for cell in row.cells]


def matrix_cell(row: SetStatus, cell: CriterionCell) -> MatrixCell:
    shown, latest = criterion_states()[cell.state], cell.latest
    return MatrixCell(
        state=cell.state,
        symbol=shown.symbol,
        word=cell.state,
        tone=shown.tone,
        said=cell_said(cell),
        as_of=latest.as_of if latest else None,
        value=latest.value if latest else None,
        evidence=latest.evidence if latest else None,
        slipped=cell.slipped_back,
        met_before_on=cell.met_before_on,
        made_up=bool(latest and latest.made_up),
        assessments=len(cell.history),
        origin=latest.origin if latest else None,
        unit_code=row.place.code,
        village=row.village,
        set=row.set,
        criterion=cell.criterion.number,
    )


def matrix_grid(matrix: Matrix) -> pd.DataFrame:
    """Signs as text: the criteria (index) and below them the total row, the units and after them the total column."""
    columns = {
        column.name: [*(row.cells[at].sign for row in matrix.rows), column.met_said]
        for at, column in enumerate(matrix.columns)
    }
    columns[matrix.total_column] = [*(row.met_said for row in matrix.rows), ""]
    names = pd.Index([*(row.name for row in matrix.rows), TOTAL_ROW], dtype=TEXT, name="Tiêu chí")
    return pd.DataFrame(columns, index=names, dtype=TEXT)
