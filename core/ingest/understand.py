"""Table of text → which kind of file, where its heading is, which column is which, which rows are data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import UnreadableFile
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Column, Kind, is_total, kind_named, kinds, words_as_written
from core.ingest.read import SEPARATORS
from core.ingest.table import RawTable, TableRow
from core.text import fold

_HEADER_WITHIN_ROWS = 30
# Fewer recognised headings than this is a coincidence, not a file with a column missing.
_ENOUGH_HEADINGS = 3
_LEADING_DIGITS, _THREE_DIGITS = re.compile(r"[1-9][0-9]{0,2}"), re.compile(r"[0-9]{3}")


@dataclass(frozen=True)
class UnderstoodTable:
    """A file whose columns are known: `positions` maps a column key to its place in the row."""

    raw: RawTable
    kind: Kind
    header: TableRow
    positions: dict[str, int]
    rows: tuple[TableRow, ...]
    totals: tuple[TableRow, ...]
    issues: tuple[Issue, ...] = field(default=())

    def cell(self, row: TableRow, key: str) -> str:
        """The text of a cell; empty where the file has no such column."""
        place = self.positions.get(key)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def described(self) -> dict[str, str]:
        """How the file was understood, in words for the person who sent it."""
        return {
            "Mã ký tự": self.raw.encoding,
            "Dấu ngăn cột": SEPARATORS[self.raw.separator],
            "Dòng tiêu đề": str(self.header.line),
            "Số dòng số liệu": str(len(self.rows)),
        }


def header_score(cells: Sequence[str]) -> int:
    """How many headings of one kind a row of cells holds, at best over the kinds."""
    return max(len(kind.recognised(cells)) for kind in kinds().values())


def understand(raw: RawTable, kind_name: str | None = None) -> UnderstoodTable:
    """Raises UnreadableFile when no row can be the heading of a known kind, UnknownName for an unknown kind."""
    kind, header = _kind_and_header(raw, kind_name)
    positions, issues = _positions(kind, header)
    missing = kind.missing(set(positions))
    issues += [_missing_column(column, header) for column in missing]
    free_text = {place for key, place in positions.items() if _is_free_text(kind.by_key[key])}
    rows, totals, row_issues = _sort_rows(raw, header, free_text)
    issues += [*row_issues, *_nameless_columns(header, rows)]
    return UnderstoodTable(raw, kind, header, positions, rows, totals, tuple(issues))


def _is_free_text(column: Column) -> bool:
    """A remark may say "Tổng cộng"; a column that has to name what the row is about says it of a total row."""
    return column.type == "text" and not column.required


def _kind_and_header(raw: RawTable, kind_name: str | None) -> tuple[Kind, TableRow]:
    choices = [kind_named(kind_name)] if kind_name else list(kinds().values())
    ranked = sorted(
        ((_rank(kind, row), -row.line, kind, row) for kind in choices for row in raw.rows[:_HEADER_WITHIN_ROWS]),
        key=lambda candidate: candidate[:2],
        reverse=True,
    )
    if not ranked or (not kind_name and not _good_enough(ranked[0][0])) or not ranked[0][0][1]:
        raise UnreadableFile(
            "unknown_header",
            "Không nhận ra dòng tiêu đề của loại số liệu nào."
            " Hãy tải mẫu ở trang Nộp số liệu, giữ nguyên dòng tiêu đề rồi nộp lại.",
        )
    return ranked[0][2], ranked[0][3]


def _rank(kind: Kind, row: TableRow) -> tuple[bool, int]:
    """(has all required columns, how many columns it recognises)."""
    found = kind.recognised(row.cells)
    return not kind.missing(found), len(found)


def _good_enough(rank: tuple[bool, int]) -> bool:
    complete, found = rank
    return complete or found >= _ENOUGH_HEADINGS


def _positions(kind: Kind, header: TableRow) -> tuple[dict[str, int], list[Issue]]:
    positions: dict[str, int] = {}
    issues: list[Issue] = []
    for place, heading in enumerate(header.cells):
        column = kind.column_called(heading)
        if column is None:
            issues += [_unknown_column(heading, header)] if heading and not _is_for_reading(heading) else []
        elif column.key in positions:
            issues.append(_twice(column, heading, header))
        else:
            positions[column.key] = place
    return positions, issues


def _is_for_reading(heading: str) -> bool:
    """A template's own column that says so: "Diễn giải (chỉ để xem, không nạp)"."""
    return any(fold(heading).endswith(fold(word)) for word in words_as_written("reading_only"))


def _unknown_column(heading: str, header: TableRow) -> Issue:
    return Issue(
        Severity.NOTE,
        "unknown_column",
        f"Cột «{heading}» không có trong mẫu, không nạp.",
        row=header.line,
        column=heading,
        value=heading,
    )


def _twice(column: Column, heading: str, header: TableRow) -> Issue:
    return Issue(
        Severity.ERROR,
        "duplicate_column",
        f"Hai cột cùng là «{column.header}».",
        "Hãy bỏ một cột hoặc sửa tiêu đề cho khác nhau.",
        row=header.line,
        column=column.header,
        value=heading,
    )


def _missing_column(column: Column, header: TableRow) -> Issue:
    return Issue(
        Severity.ERROR,
        "missing_column",
        f"Thiếu cột bắt buộc «{column.header}».",
        "Hãy thêm cột này như trong mẫu.",
        row=header.line,
        column=column.header,
    )


def _nameless_columns(header: TableRow, rows: Sequence[TableRow]) -> list[Issue]:
    """Figures under no heading are kept out like an unknown column, and said."""
    nameless = [place for place, heading in enumerate(header.cells) if not heading]
    filled = [place for place in nameless if any(row.cells[place : place + 1] > ("",) for row in rows)]
    return [
        Issue(Severity.NOTE, "unknown_column", f"Cột thứ {place + 1} không có tiêu đề, không nạp.", row=header.line)
        for place in filled
    ]


def _sort_rows(
    raw: RawTable, header: TableRow, free_text: set[int]
) -> tuple[tuple[TableRow, ...], tuple[TableRow, ...], list[Issue]]:
    """Data rows and total rows below the heading; what is left out is said."""
    data: list[TableRow] = []
    totals: list[TableRow] = []
    issues: list[Issue] = [
        _left_out(row, "Dòng trên tiêu đề") for row in raw.rows if row.line < header.line and not row.is_blank
    ]
    for row in (row for row in raw.rows if row.line > header.line and not row.is_blank):
        if _is_numbering(row):
            issues.append(_left_out(row, "Dòng đánh số cột"))
        elif _is_guide(row):
            issues.append(_left_out(row, "Dòng ví dụ của mẫu"))
        elif any(is_total(cell) for place, cell in enumerate(row.cells) if place not in free_text):
            totals.append(row)
            issues.append(_left_out(row, "Dòng tổng"))
        elif issue := _wrong_length(row, header, raw.separator):
            issues.append(issue)
        else:
            data.append(row)
    if not data and not any(issue.severity is Severity.ERROR for issue in issues):
        issues.append(
            Issue(Severity.ERROR, "no_rows", "Tệp không có dòng số liệu nào.", "Hãy điền số liệu dưới dòng tiêu đề.")
        )
    return tuple(data), tuple(totals), issues


def _is_numbering(row: TableRow) -> bool:
    cells = [cell for cell in row.cells if cell]
    return len(cells) > 1 and all(cell.startswith("(") and cell.strip("()").isdigit() for cell in cells)


def _is_guide(row: TableRow) -> bool:
    first = next(cell for cell in row.cells if cell)
    return any(fold(first).startswith(fold(word)) for word in words_as_written("guide"))


def _left_out(row: TableRow, what: str) -> Issue:
    value = next(cell for cell in row.cells if cell)
    return Issue(Severity.NOTE, "row_left_out", f"{what}, không nạp: «{value}».", row=row.line, value=value)


def _wrong_length(row: TableRow, header: TableRow, separator: str) -> Issue | None:
    have, want = len(row.cells), len(header.cells)
    named = max(place for place, heading in enumerate(header.cells, 1) if heading)
    if have < named:
        return _length_issue(row, "short_row", f"Dòng có {have} ô, tiêu đề có {want} ô.")
    if any(row.cells[want:]):
        return _length_issue(row, "long_row", f"Dòng có {have} ô, nhiều hơn tiêu đề ({want} ô), và ô thừa có chữ.")
    if (have > want or any(row.cells[named:])) and separator == "," and _has_a_split_number(row):
        reason = f"Dòng có {have} ô, tiêu đề có {named} cột; có thể dấu phẩy hàng nghìn đã tách một số làm hai ô."
        return _length_issue(row, "long_row", reason)
    return None


def _has_a_split_number(row: TableRow) -> bool:
    """True where "2,444" without quotes may have become the cells 2 and 444."""
    pairs = zip(row.cells, row.cells[1:], strict=False)
    return any(_LEADING_DIGITS.fullmatch(left) and _THREE_DIGITS.fullmatch(right) for left, right in pairs)


def _length_issue(row: TableRow, code: str, reason: str) -> Issue:
    return Issue(
        Severity.ERROR,
        code,
        reason,
        "Có thể một ô chứa dấu ngăn cột mà không có ngoặc kép; hãy sửa dòng này.",
        row=row.line,
        value=" | ".join(row.cells)[:120],
    )
