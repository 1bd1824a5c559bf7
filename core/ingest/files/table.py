"""What every reader hands on: a table of text cells with line numbers. A cell stays text until its column is known."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple


class NumberCell(str):
    """A number of a workbook, which needs no guessing: `number` is what is stored, in the unit that is shown.

    The text is plain ("1977", "3.78", "3.78%"). `unit` is what the cell's number format writes beside the number
    ("%" for a percentage, which is then stored × 100; "hộ", "₫" …), empty where it writes nothing. `rescaled` says
    that the format shows another magnitude than is stored ("#,##0," shows thousands), so that what the person sees
    is not what the file says. `shown` is the text that a format of fixed decimals shows: "2.10" for 2.1 under "0.00".
    """

    __slots__ = ("number", "rescaled", "shown", "unit")

    number: Decimal
    unit: str
    rescaled: bool
    shown: str

    @classmethod
    def of(cls, number: Decimal, unit: str = "", rescaled: bool = False, decimals: int = 0) -> "NumberCell":
        cell = cls(f"{number.normalize():f}{'%' if unit == '%' else ''}")
        cell.number, cell.unit, cell.rescaled = number, unit, rescaled
        whole, _, fraction = cell.partition(".")
        # never fewer decimals than are stored: rounded it would be another figure
        cell.shown = f"{whole}.{fraction:0<{decimals}}" if len(fraction) < decimals and not unit else str(cell)
        return cell


class FormulaCell(str):
    """A formula whose result the file does not hold; the text is the formula."""

    __slots__ = ()


class TableRow(NamedTuple):
    """One record of the file; `line` is the row as a spreadsheet shows it, from 1."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged into one: lines from 1, places (columns) from 0, ends included. The text is in the first cell."""

    first_line: int
    last_line: int
    first_place: int
    last_place: int


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook. `hidden_lines` are rows that the person does not see; they are read like any other."""

    name: str
    rows: tuple[TableRow, ...] = field(repr=False)
    hidden: bool = False
    merges: tuple[Merge, ...] = ()
    hidden_lines: frozenset[int] = frozenset()


@dataclass(frozen=True)
class RawTable:
    """A file as text cells, with how it was read: `encoding` and `separator` of a CSV, the sheet of a workbook."""

    file_name: str
    content: bytes = field(repr=False)
    sha256: str
    encoding: str
    separator: str
    sheet: Sheet
    other_sheets: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[TableRow, ...]:
        return self.sheet.rows

    @property
    def is_workbook(self) -> bool:
        return not self.separator
