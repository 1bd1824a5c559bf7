"""What the rows above a heading say of the whole table: its date, that it is an estimate, which capital it is about."""

import re
from collections.abc import Iterator, Mapping

from core.ingest.files.table import RawTable, TableRow
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Kind
from core.ingest.layout.headings import Header

_UNTIL = r"(?:đến|thời điểm)\s+(?:hết\s+)?(?:ngày\s+)?"
_DAY = re.compile(_UNTIL + r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})(?!\d)", re.IGNORECASE)
_DAY_IN_WORDS = re.compile(_UNTIL + r"(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})(?!\d)", re.IGNORECASE)
_ESTIMATE = re.compile(r"\bước\b(?!\s+(?:mơ|lệ))", re.IGNORECASE)
_CARRIED_OVER = re.compile(r"kéo dài|chuyển nguồn", re.IGNORECASE)

_Rows = tuple[TableRow, ...]


def said_above(raw: RawTable, header: Header) -> str:
    """The rows above the heading as one text."""
    return " ".join(cell for row in raw.rows if row.line < header.first_line for cell in row.cells)


def from_the_title(raw: RawTable, kind: Kind, header: Header, positions: Mapping[str, int]) -> dict[str, str]:
    """What the title gives for columns that the table does not have, by key, as a cell would say it."""
    missing = {column.key for column in kind.columns} - set(positions)
    date = _date(raw, header) if "as_of" in missing else None
    estimated = "value_type" in missing and _ESTIMATE.search(said_above(raw, header))
    return {**({"as_of": date} if date else {}), **({"value_type": "ước"} if estimated else {})}


def _date(raw: RawTable, header: Header) -> str | None:
    """The one date that the title gives; None where it gives none, or several."""
    headings = next(row.cells for row in raw.rows if row.line == header.first_line)
    if any(row.line > header.line and row.cells == headings for row in raw.rows):
        return None  # a table below has a title of its own
    said = said_above(raw, header)
    found = {*_DAY.findall(said), *("/".join(parts) for parts in _DAY_IN_WORDS.findall(said))}
    return found.pop() if len(found) == 1 else None


def with_constants(
    rows: _Rows, totals: _Rows, header: Header, positions: Mapping[str, int], constants: Mapping[str, str]
) -> tuple[_Rows, _Rows, dict[str, int]]:
    """The rows with what the title says as further cells, and where each column stands then."""
    place = max([header.width, *(len(row.cells) for row in (*rows, *totals))])

    def longer(row: TableRow) -> TableRow:
        return TableRow(row.line, (*row.cells, *[""] * (place - len(row.cells)), *constants.values()))

    places = {key: place + number for number, key in enumerate(constants)}
    return tuple(map(longer, rows)), tuple(map(longer, totals)), {**positions, **places}


_TAKEN = {
    "as_of": ("date_from_title", "mọi dòng lấy ngày {value} ghi ở phần trên bảng"),
    "value_type": ("estimate_from_title", "phần trên bảng ghi «ước», nên mọi dòng được hiểu là số {value}"),
}


def taken_notes(kind: Kind, header: Header, constants: Mapping[str, str]) -> Iterator[Issue]:
    for key, value in constants.items():
        column, (code, said) = kind.by_key[key].header, _TAKEN[key]
        reason = f"Tệp không có cột «{column}»; {said.format(value=value)}."
        yield Issue(Severity.NOTE, code, reason, row=header.line, column=column, value=value)


def unclear_capital(raw: RawTable, kind: Kind, header: Header, positions: Mapping[str, int]) -> Iterator[Issue]:
    """A title that speaks of capital carried over leaves open which row is which, unless a column says it."""
    if "carry_over" not in kind.by_key or "carry_over" in positions:
        return
    if found := _CARRIED_OVER.search(said_above(raw, header)):
        column = kind.by_key["carry_over"].header
        yield Issue(
            Severity.ERROR,
            "unclear_capital",
            f"Phần trên bảng ghi «{found.group()}» mà tệp không có cột «{column}»: không rõ dòng nào là vốn kéo dài.",
            f"Hãy thêm cột «{column}», mỗi dòng ghi «vốn năm» hoặc «kéo dài».",
            row=header.line,
            column=column,
            value=found.group(),
        )
