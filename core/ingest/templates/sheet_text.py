"""Text in the cells of the workbooks that this program writes."""

from collections.abc import Iterable

from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_LONGEST_TEXT = 32_767
_LINE_HEIGHT, _HIGHEST = 15, 405  # points


def write_text(cell: Cell | MergedCell, text: str) -> None:
    """Text as it is: never a formula, an error or a number; without the signs that a workbook cannot hold."""
    if text and isinstance(cell, Cell):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_TEXT]
        cell.data_type = "s"


def height_of(cells: Iterable[tuple[str, int]]) -> int:
    """Points for wrapped texts in columns of these widths; not every spreadsheet finds it out on opening a file."""
    lines = max((1 + len(text) * 6 // (width * 5) for text, width in cells), default=1)
    return min(_LINE_HEIGHT * lines, _HIGHEST)
