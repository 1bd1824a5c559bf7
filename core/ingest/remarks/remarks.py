"""A file given back with the remarks beside its rows, to be corrected and sent in again.

The column of remarks is the only thing that is added, and says itself that it is not read. Sent in again as it is, the
file is understood as before: a row that was refused for its length carries one cell more, which keeps it refused.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PureWindowsPath

from core.ingest.files.table import NumberCell, RawTable, TableRow
from core.ingest.issues import Issue
from core.ingest.remarks.remark_words import MARKER, Remarks, is_remarks_heading, sorted_remarks
from core.ingest.remarks.remarks_workbook import marked_workbook
from core.text import guarded

_LOOKS_GROUPED = re.compile(r"([1-9]\d{0,2}\.\d{3})(%?)", re.ASCII)


def with_remarks(
    raw: RawTable, issues: Sequence[Issue], header_line: int, places: Mapping[str, int] | None = None
) -> tuple[bytes, str]:
    """The file with its remarks, and its name. `issues` are all of the file's, `header_line` the line of its headings.

    A CSV comes back as its own rows and lines in its own separator, UTF-8 with BOM. A workbook comes back as itself
    with the cells marked that `places` (column of an issue → place from 0) tells, or as a CSV of the sheet that was
    read where it is too large or openpyxl cannot open it again.
    """
    remarks = sorted_remarks(raw.rows, issues, header_line)
    if raw.is_workbook and (content := marked_workbook(raw, remarks, places or {})):
        return content, _name(raw, ".xlsx")
    return _marked_csv(raw, remarks), _name(raw, ".csv")


def _name(raw: RawTable, ending: str) -> str:
    stem = PureWindowsPath(raw.file_name).stem.removesuffix("-nhan-xet") or "tep"
    return f"{stem}-nhan-xet{ending}"


def _marked_csv(raw: RawTable, remarks: Remarks) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=raw.separator or ";", lineterminator="\r\n")
    line = 1
    written = _row_writer(raw, remarks)
    for row in raw.rows:
        writer.writerows([] for _ in range(row.line - line))  # every row keeps its line number
        writer.writerow(written(row))
        line = row.line + 1
    return out.getvalue().encode("utf-8-sig")


def _row_writer(raw: RawTable, remarks: Remarks) -> Callable[[TableRow], Sequence[str]]:
    header = next((row.cells for row in raw.rows if row.line == remarks.header_line), ())
    old = next((place for place, cell in enumerate(header) if is_remarks_heading(cell)), None)
    place = len(header) if old is None else len(header) - 1

    def written(row: TableRow) -> Sequence[str]:
        cells = [_written(cell) for at, cell in enumerate(row.cells) if at != old]
        if row.line == remarks.header_line:
            return [*cells, remarks.heading]
        remark = remarks.of(row.line)
        if row.is_blank or (row.line < remarks.header_line and not remark):
            return cells
        return _beside(cells, place, remark, remarks.keeps_refused(row.line))

    return written


def _beside(cells: Sequence[str], place: int, remark: str, keep_refused: bool) -> list[str]:
    """The remark under its heading; what the row had beyond the headings stays beyond them."""
    beyond = cells[place:]
    if keep_refused and not any(beyond):
        beyond = [MARKER]
    return [*cells[:place], *[""] * (place - len(cells)), remark, *beyond]


def _written(cell: str) -> str:
    """As it was read: a workbook's number such as 1.977 gets a zero more, or it could be read as thousands."""
    if isinstance(cell, NumberCell):
        match = _LOOKS_GROUPED.fullmatch(cell)
        return f"{match[1]}0{match[2]}" if match else str(cell)
    return guarded(cell)
