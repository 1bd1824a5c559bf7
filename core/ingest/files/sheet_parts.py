"""One sheet of a workbook as rows of text cells, read as XML events."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from openpyxl.utils.cell import column_index_from_string, range_boundaries

from core.ingest.files.number_formats import cell_of, iso_text
from core.ingest.files.part_events import Allowance, Attributes, NotAWorkbook, Part, text_of, too_large
from core.ingest.files.table import FormulaCell, Merge, TableRow

TRUE = ("1", "true")
_TRUTHS = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
_LAST_LINE, _LAST_COLUMN = 1_048_576, 1_000
_REMEMBERED = 100_000

_column_of = lru_cache(maxsize=2000)(column_index_from_string)


@dataclass(frozen=True)
class Shared:
    """What all sheets of one workbook share: texts by number, formats by style, how dates and results count."""

    texts: Sequence[str]
    formats: Mapping[str, str]
    since_1904: bool
    results_stale: bool
    allowance: Allowance


class SheetPart(Part):
    """The cells of one sheet. Rows and columns must come in order, as every program writes them: no cell twice."""

    def __init__(self, shared: Shared) -> None:
        super().__init__("worksheet")
        self.rows: list[TableRow] = []
        self.merges: list[Merge] = []
        self.hidden_lines: set[int] = set()
        self._shared = shared
        self._known: dict[tuple[str, str], str] = {}
        self._line = self._column = 0
        self._line_text, self._line_hidden = "", False
        self._cells: list[str] = []
        self._cell: Attributes = {}
        self._value: str | None = None
        self._formula: str | None = None
        self._readers: dict[str, Callable[[str], str]] = {
            "n": self._number, "s": self._shared_text, "b": _TRUTHS.__getitem__, "d": iso_text,
        } | dict.fromkeys(("str", "inlineStr", "e"), self._text)  # fmt: skip
        self.on("row", start=self._open_row, end=self._close_row)
        self.on("c", start=self._open_cell, end=self._close_cell)
        self.on("v", start=self._open_value, end=self._close_value)
        self.on("f", start=self._open_value, end=self._close_formula)
        self.on("is", start=self.new_text, end=self._close_value)
        self.on("mergeCell", start=self._merge)

    def padded(self) -> tuple[TableRow, ...]:
        """The rows that have a value, all as long as the longest."""
        width = max((len(row.cells) for row in self.rows), default=0)
        self._shared.allowance.take(sum(width - len(row.cells) for row in self.rows))
        for place, row in enumerate(self.rows):
            if len(row.cells) < width:
                self.rows[place] = TableRow(row.line, row.cells + ("",) * (width - len(row.cells)))
        return tuple(self.rows)

    def _open_row(self, attributes: Attributes) -> None:
        self._line_text = attributes.get("r") or str(self._line + 1)
        line = int(self._line_text)
        if line <= self._line:
            raise NotAWorkbook(f"row {line} after row {self._line}")
        if line > _LAST_LINE:
            raise too_large(f"Trang tính có dòng {line}, quá dòng {_LAST_LINE} là dòng cuối của Excel.")
        self._line, self._column, self._cells = line, 0, []
        self._line_hidden = attributes.get("hidden") in TRUE or attributes.get("ht") == "0"

    def _close_row(self) -> None:
        if not self._cells:
            return
        self._shared.allowance.take(len(self._cells))
        self.rows.append(TableRow(self._line, tuple(self._cells)))
        if self._line_hidden:
            self.hidden_lines.add(self._line)

    def _open_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        column = self._column_in_line(reference) if reference else self._column + 1
        if column <= self._column:
            raise NotAWorkbook(f"cell {reference} is out of order")
        self._column, self._cell, self._value, self._formula = column, attributes, None, None

    def _column_in_line(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if reference[len(letters) :] != self._line_text:
            raise NotAWorkbook(f"cell {reference} in row {self._line_text}")
        return _column_of(letters)

    def _open_value(self, _: Attributes) -> None:
        self.heard, self._hears = [], True

    def _close_value(self) -> None:
        self._value, self._hears = "".join(self.heard), False

    def _close_formula(self) -> None:
        self._formula, self._hears = "".join(self.heard), False

    def _close_cell(self) -> None:
        if not (text := self._cell_text()):
            return
        if self._column > _LAST_COLUMN:
            raise too_large(f"Ô {self._cell.get('r', '')} nằm quá xa: bảng chỉ được rộng đến {_LAST_COLUMN} cột.")
        self._cells.extend([""] * (self._column - 1 - len(self._cells)))
        self._cells.append(text)

    def _cell_text(self) -> str:
        kind = self._cell.get("t", "n")
        if self._formula is not None and (self._shared.results_stale or self._lacks_result(kind)):
            return FormulaCell(f"={self._formula or '…'}")
        return self._readers[kind](self._value) if self._value else ""

    def _lacks_result(self, kind: str) -> bool:
        """A formula whose result is the text "" holds an empty value of the kind `str`, and that is a result."""
        return self._value is None if kind == "str" else not self._value

    def _number(self, stored: str) -> str:
        """Equal numbers of one format are one object, as far as there is room to remember them."""
        style = self._cell.get("s", "0")
        if (known := self._known.get((style, stored))) is not None:
            return known
        cell = cell_of(stored, self._shared.formats[style], self._shared.since_1904)
        if len(self._known) < _REMEMBERED:
            self._known[style, stored] = cell
        return cell

    def _shared_text(self, number: str) -> str:
        if not number.isdecimal():
            raise NotAWorkbook(f"«{number}» numbers no text")
        return self._shared.texts[int(number)]

    def _text(self, written: str) -> str:
        text = text_of(written)
        return self._known.setdefault(("", text), text) if len(self._known) < _REMEMBERED else text

    def _merge(self, attributes: Attributes) -> None:
        self._shared.allowance.take(1)
        left, top, right, bottom = (edge or 0 for edge in range_boundaries(attributes["ref"]))
        if not (0 < left <= right and 0 < top <= bottom):
            raise NotAWorkbook(f"merged cells {attributes['ref']}")
        if (left, top) != (right, bottom):
            self.merges.append(Merge(top, bottom, left - 1, right - 1))
