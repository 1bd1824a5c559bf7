"""Which sheet of a workbook holds the figures: the one that has a heading and rows under it, or the person says."""

from collections.abc import Sequence

from core.errors import SeveralSheets, UnreadableFile
from core.ingest.files.delimited import HEADER_WITHIN_ROWS, Score, unknown_header
from core.ingest.files.table import Sheet

# Fewer recognised headings than this, or filled cells of a row, are a remark or a list, not a table of figures.
_ENOUGH = 3


def choose_sheet(sheets: Sequence[Sheet], score: Score, wanted: str | None = None) -> Sheet:
    """Raises SeveralSheets with the choices, or UnreadableFile where no sheet has a heading. Visible ones go first."""
    if wanted is not None:
        return _named(sheets, wanted)
    for hidden in (False, True):
        if found := [sheet for sheet in sheets if sheet.hidden is hidden and _holds_figures(sheet, score)]:
            return _only(found)
    best = max(sheets, key=lambda sheet: _header_of(sheet, score)[0], default=None)
    if best is None or not _header_of(best, score)[0]:
        raise unknown_header()
    return best


def _named(sheets: Sequence[Sheet], wanted: str) -> Sheet:
    found = [sheet for sheet in sheets if sheet.name == wanted]
    if not found:
        names = ", ".join(f"«{sheet.name}»" for sheet in sheets)
        raise UnreadableFile("unknown_sheet", f"Tệp không có trang tính «{wanted}». Các trang: {names}.")
    return found[0]


def _only(found: Sequence[Sheet]) -> Sheet:
    if len(found) == 1:
        return found[0]
    names = tuple(sheet.name for sheet in found)
    raise SeveralSheets(names)


def _header_of(sheet: Sheet, score: Score) -> tuple[int, int]:
    """(how many headings its best row shows, that row's line)."""
    scores = ((score(row.cells), -row.line) for row in sheet.rows[:HEADER_WITHIN_ROWS])
    best, line = max(scores, default=(0, 0))
    return best, -line


def _holds_figures(sheet: Sheet, score: Score) -> bool:
    best, line = _header_of(sheet, score)
    below = (row for row in sheet.rows if row.line > line)
    return best >= _ENOUGH and any(sum(map(bool, row.cells)) >= _ENOUGH for row in below)
