"""Cells of the report's workbook: text that is only text, and numbers that look as they are printed."""

from datetime import date
from typing import Any

from core.official_report.content import Cell, Figure, figure
from core.official_report.files.layout import plain

COUNTERS = {"stt", "tt", "số tt"}
_LONGEST_TEXT = 32_767
LONGEST_NUMBER = 45  # characters, with the words around it: a number is never broken into lines
# Per cent stay per cent (3.78, not 0.0378). A shortfall that one decimal would round up to 100 shows more of them.
_PERCENT = '[<=99.9]#,##0.0"%";[<100]0.00####"%";#,##0.0"%"'
_FIXED = {"count": "#,##0", "rate": '0.00"%"', "percent": _PERCENT, "decimal": "#,##0.00", "day": "dd/mm/yyyy"}
_LEAST_PLACES = {"points": 1, "amount": 0}


class Formats:
    """Each look once, Times New Roman, wrapped."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[frozenset[tuple[str, Any]], Any] = {}

    def of(self, **look: Any) -> Any:
        whole = {"font_name": "Times New Roman", "font_size": 11, "text_wrap": True, "valign": "top", **look}
        key = frozenset(whole.items())
        if key not in self._made:
            self._made[key] = self._book.add_format(whole)
        return self._made[key]


def number_format(cell: Cell) -> dict[str, str]:
    """What the report says around the number (`khoảng 3.415 hộ`) is part of how the number looks."""
    if not isinstance(cell, Figure) or cell.value is None:
        return {}
    bare, look = figure(cell.value, cell.format, "", "").text, _bare_format(cell)["num_format"]
    if cell.text == bare or bare not in cell.text or ";" in look or len(cell.text) > LONGEST_NUMBER:
        return {"num_format": look}
    # Some readers end a format at any ";" and would take the number for a day.
    before, _, after = plain(cell.text).replace('"', "”").replace(";", ",").partition(bare)
    return {"num_format": "".join([f'"{before}"' if before else "", look, f'"{after}"' if after else ""])}


def _bare_format(cell: Figure) -> dict[str, str]:
    if cell.format in _FIXED or isinstance(cell.value, date):
        return {"num_format": _FIXED.get(cell.format, _FIXED["day"])}
    least = _LEAST_PLACES.get(cell.format, 0)
    decimals = max(least, len(f"{cell.value:f}".rstrip("0").partition(".")[2])) if "." in f"{cell.value:f}" else least
    return {"num_format": f"#,##0.{'0' * decimals}" if decimals else "#,##0"}


def write_text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    """As text, whatever it begins with; line ends within it stay."""
    written = "\n".join(plain(line) for line in text.split("\n"))[:_LONGEST_TEXT]
    if written:
        sheet.write_string(row, column, written, look)
    else:
        sheet.write_blank(row, column, None, look)


def span(sheet: Any, cells: tuple[int, int, int, int], text: str, look: Any) -> None:
    """Over several cells, or in the one."""
    top, left, bottom, right = cells
    if (top, left) != (bottom, right):
        sheet.merge_range(top, left, bottom, right, "", look)
    write_text(sheet, top, left, text, look)
