"""What the rows above a heading say of the whole table: "Số liệu tính đến ngày 30/06/2024"."""

import re
from collections.abc import Mapping

from core.ingest.files.table import RawTable, TableRow
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Kind
from core.ingest.layout.headings import Header

_UNTIL = r"(?:đến|thời điểm)\s+(?:hết\s+)?(?:ngày\s+)?"
_DAY = re.compile(_UNTIL + r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})(?!\d)", re.IGNORECASE)
_DAY_IN_WORDS = re.compile(_UNTIL + r"(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})(?!\d)", re.IGNORECASE)
_DATE_KEY = "as_of"


def date_of_the_title(raw: RawTable, kind: Kind, header: Header, positions: Mapping[str, int]) -> str | None:
    """The date that the title gives where the table has no column for it; None where it gives none, or several."""
    if _DATE_KEY in positions or _DATE_KEY not in kind.by_key:
        return None
    headings = next(row.cells for row in raw.rows if row.line == header.first_line)
    if any(row.line > header.line and row.cells == headings for row in raw.rows):
        return None  # a table below has a title of its own
    said = " ".join(cell for row in raw.rows if row.line < header.first_line for cell in row.cells)
    found = {*_DAY.findall(said), *("/".join(parts) for parts in _DAY_IN_WORDS.findall(said))}
    return found.pop() if len(found) == 1 else None


_Rows = tuple[TableRow, ...]


def with_date(
    rows: _Rows, totals: _Rows, header: Header, positions: Mapping[str, int], date: str
) -> tuple[_Rows, _Rows, dict[str, int]]:
    """The rows with the title's date as one more cell, and where each column stands then."""
    place = max([header.width, *(len(row.cells) for row in (*rows, *totals))])

    def dated(row: TableRow) -> TableRow:
        return TableRow(row.line, (*row.cells, *[""] * (place - len(row.cells)), date))

    return tuple(map(dated, rows)), tuple(map(dated, totals)), {**positions, _DATE_KEY: place}


def date_note(kind: Kind, header: Header, date: str) -> Issue:
    column = kind.by_key[_DATE_KEY].header
    reason = f"Tệp không có cột «{column}»; mọi dòng lấy ngày {date} ghi ở phần trên bảng."
    return Issue(Severity.NOTE, "date_from_title", reason, row=header.line, column=column, value=date)
