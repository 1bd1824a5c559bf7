"""What a report is made of, whatever file it is written to: figures, headings, paragraphs, tables, annexes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from core import formats
from core.provenance import FigureKey

FigureFormat = Literal["count", "rate", "points", "percent", "amount", "decimal", "day", "text"]


@dataclass(frozen=True)
class Figure:
    """One number of the report: what it is (`label`) of which unit (`of`), and the key by which its origin is found.

    `text` is how it is written, `value` the number of the workbook; None is a missing figure, written as a dash.
    A figure without a key says itself how it was counted (`worked`), from what (`source`) and out of which batches.
    """

    text: str
    value: int | Decimal | date | None
    format: FigureFormat
    label: str
    of: str
    key: FigureKey | None = None
    worked: str = ""
    source: str = ""
    batches: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return self.text

    @property
    def is_missing(self) -> bool:
        return self.value is None and self.format != "text"


Cell = Figure | str | None


@dataclass(frozen=True)
class ReportColumn:
    """One column of a table. Columns are numbered (1), (2) … from the left, the Stt column being (1).

    `formula` is what stands under the number, by column numbers: `=(7)÷(6)×100`. `excel` is the same for the workbook
    with column numbers in braces: `=ROUND({7}/{6}*100,2)`; the cell is then a formula there. `total` says what the
    total row has: the sum of the rows, the column's own formula, or nothing. `width` is relative.
    """

    heading: str
    format: FigureFormat = "count"
    group: str = ""
    formula: str = ""
    excel: str = ""
    total: Literal["sum", "excel", ""] = ""
    width: float = 1.0


@dataclass(frozen=True)
class TableRow:
    """`kind`: a row of figures, a total of the rows above it, a part's heading (one text), or a part's row."""

    cells: tuple[Cell, ...]
    kind: Literal["row", "total", "heading"] = "row"


@dataclass(frozen=True)
class ReportTable:
    """A numbered table. `name` is its name in the text templates and of its sheet; `measure` stands right above it."""

    name: str
    title: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[TableRow, ...]
    measure: str = ""
    note: str = ""

    @property
    def figures(self) -> Iterator[Figure]:
        return (cell for row in self.rows for cell in row.cells if isinstance(cell, Figure))


@dataclass(frozen=True)
class Heading:
    """Level 1 is numbered I., level 2 is 1., level 3 is a)."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `kind` tells running text from an item of a list and from a remark below a table."""

    text: str
    kind: Literal["text", "item", "remark"] = "text"


Block = Heading | Paragraph | ReportTable


@dataclass(frozen=True)
class Annex:
    """`title` stands below «Phụ lục»; `landscape` for wide tables."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = True


@dataclass(frozen=True)
class Head:
    """The first page's head and the report's end. Number and date are left for the office to fill in."""

    issuer: tuple[str, ...]
    number: str
    place: str
    kind: str
    subject: str
    recipients: tuple[str, ...]
    signer: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A whole report. `figures` are all that it uses, once each, in the order of the text; `warning` where made up."""

    head: Head
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...]
    figures: tuple[Figure, ...]
    footer: str
    warning: str = ""

    @property
    def tables(self) -> list[ReportTable]:
        """All tables in their order, those of the annexes last."""
        every = [*self.blocks, *(block for annex in self.annexes for block in annex.blocks)]
        return [block for block in every if isinstance(block, ReportTable)]


_WRITERS: dict[str, Callable[[Any], str]] = {
    "count": formats.count,
    "rate": formats.rate,
    "points": formats.points,
    "percent": formats.percent_of_plan,
    "amount": formats.amount,
    "decimal": lambda value: formats.decimal(value, 2),
    "day": formats.day,
}


def figure(
    value: int | Decimal | date | None,
    format_: FigureFormat,
    label: str,
    of: str,
    key: FigureKey | None = None,
    worked: str = "",
    source: str = "",
    batches: frozenset[int] = frozenset(),
) -> Figure:
    """A figure written as the screens write it."""
    return Figure(_WRITERS[format_](value), value, format_, label, of, key, worked, source, batches)


def words(text: str, label: str, of: str, key: FigureKey | None = None, source: str = "") -> Figure:
    """A figure that is no number: a state, a name of a level that was reached."""
    return Figure(text, None, "text", label, of, key, source=source)
