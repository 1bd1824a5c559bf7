"""Table of text → which kind of file, which column is which, which rows are data and which are left out, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise

from core import formats
from core.ingest.files.delimited import SEPARATORS
from core.ingest.files.table import RawTable, TableRow
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Column, Kind, words_as_written
from core.ingest.layout.converted import converted, map_columns
from core.ingest.layout.headings import Header, Heading, column_of, find_header, header_score
from core.ingest.layout.money import money_readings
from core.ingest.layout.rows import fill_merges, sort_rows
from core.ingest.layout.title import from_the_title, taken_notes, unclear_capital, with_constants
from core.ingest.values.cells import AS_THE_TEMPLATE, Reading
from core.text import fold, fold_header

__all__ = ["UnderstoodTable", "header_score", "understand"]

# Line numbers that a sentence names; the others are counted.
_LINES_NAMED = 10


@dataclass(frozen=True)
class UnderstoodTable:
    """A file whose columns are known: `positions` maps a column key to its place in the row."""

    raw: RawTable
    kind: Kind
    header: Header
    positions: dict[str, int]
    rows: tuple[TableRow, ...]
    totals: tuple[TableRow, ...]
    readings: Mapping[str, Reading] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    def cell(self, row: TableRow, key: str) -> str:
        """The text of a cell; empty where the file has no such column."""
        place = self.positions.get(key)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def cells(self, rows: Sequence[TableRow], key: str) -> list[str]:
        """The texts of one column, in order."""
        place = self.positions[key]
        try:
            return [row.cells[place] for row in rows]
        except IndexError:  # a short row, which has its error
            return [row.cells[place] if place < len(row.cells) else "" for row in rows]

    def reading(self, key: str) -> Reading:
        return self.readings.get(key, AS_THE_TEMPLATE)

    def described(self) -> dict[str, str]:
        """How the file was understood, in words for the person who sent it."""
        first, last = self.header.first_line, self.header.line
        marks = {key: reading.mark for key, reading in self.readings.items() if reading.mark}
        chosen = (f"«{self.kind.by_key[key].header}» dấu thập phân là «{mark}»" for key, mark in marks.items())
        return {
            **_source_of(self.raw),
            "Dòng tiêu đề": str(last) if first == last else f"{first}–{last}",
            "Số dòng số liệu": formats.count(len(self.rows)),
            **({"Người nộp chọn cách đọc số": "; ".join(chosen)} if marks else {}),
        }

    def columns_described(self) -> list[tuple[str, str]]:
        """(heading in the file, column it was taken as), in the order of the file."""
        names = {place: self.kind.by_key[key].header for key, place in self.positions.items()}
        return [
            (heading.text, names.get(place, "không nạp"))
            for place, heading in enumerate(self.header.headings)
            if heading.text
        ]


def _source_of(raw: RawTable) -> dict[str, str]:
    if not raw.is_workbook:
        return {"Mã ký tự": raw.encoding, "Dấu ngăn cột": SEPARATORS[raw.separator]}
    said = {"Loại tệp": "Excel (.xlsx)", "Trang tính": raw.sheet.name}
    return {**said, "Mã ký tự": raw.encoding} if raw.encoding else said


def understand(raw: RawTable, kind_name: str | None = None, marks: Mapping[str, str] | None = None) -> UnderstoodTable:
    """`marks` are decimal marks that a person chose, by column key.

    Raises UnreadableFile when no row can be the heading of a known kind, UnknownName for an unknown kind.
    """
    kind, header = find_header(raw, kind_name)
    positions, issues = _positions(kind, header)
    filled, merge_issues = fill_merges(raw, kind, header, positions)
    found = sort_rows(raw, filled, kind, header, positions)
    rows, totals = tuple(found.data), tuple(found.totals)
    readings, money_issues = money_readings(raw, kind, header, positions, marks or {})
    issues += unclear_capital(raw, kind, header, positions)
    if constants := from_the_title(raw, kind, header, positions):
        rows, totals, positions = with_constants(rows, totals, header, positions, constants)
        issues += taken_notes(kind, header, constants)
    issues += [*_missing_columns(kind, header, positions), *converted(header, rows)]
    if split := _split_headings(raw, kind, header):
        # every row is then one cell short, and says so for nothing
        issues += [*split, *(issue for issue in found.issues if issue.code != "short_row"), *merge_issues]
        return UnderstoodTable(raw, kind, header, positions, rows, totals, {}, tuple(issues))
    issues += [*found.issues, *merge_issues, *money_issues, *_of_the_workbook(raw, rows)]
    issues += _nameless_columns(header, rows)
    return UnderstoodTable(raw, kind, header, positions, rows, totals, readings, tuple(issues))


def _positions(kind: Kind, header: Header) -> tuple[dict[str, int], list[Issue]]:
    positions: dict[str, int] = {}
    issues: list[Issue] = []
    of_map = map_columns(header).values()
    for place, heading in enumerate(header.headings):
        column = None if place in of_map else column_of(kind, heading)[0]
        if column is None:
            unknown = heading.text and not _is_for_reading(heading)
            issues += [_unknown_column(heading, header)] if unknown else []
        elif column.key in positions:
            issues.append(_twice(column, heading, header))
        else:
            positions[column.key] = place
    return positions, issues


def _is_for_reading(heading: Heading) -> bool:
    """A template's own column that says so: "Diễn giải (chỉ để xem, không nạp)"."""
    return any(fold(heading.own).endswith(fold(word)) for word in words_as_written("reading_only"))


def _unknown_column(heading: Heading, header: Header) -> Issue:
    return Issue(
        Severity.NOTE,
        "unknown_column",
        f"Cột «{heading.text}» không có trong mẫu, không nạp.",
        row=header.line,
        column=heading.text,
        value=heading.text,
    )


def _twice(column: Column, heading: Heading, header: Header) -> Issue:
    return Issue(
        Severity.ERROR,
        "duplicate_column",
        f"Hai cột cùng là «{column.header}».",
        "Hãy bỏ một cột hoặc sửa tiêu đề cho khác nhau.",
        row=header.line,
        column=column.header,
        value=heading.text,
    )


def _missing_columns(kind: Kind, header: Header, positions: Mapping[str, int]) -> list[Issue]:
    taken = set(positions.values())
    return [
        Issue(
            Severity.ERROR,
            "missing_column",
            f"Thiếu cột bắt buộc «{column.header}».",
            f"{_near_heading(column, header, taken)}Hãy thêm cột này như trong mẫu.",
            row=header.line,
            column=column.header,
        )
        for column in kind.missing(set(positions))
    ]


def _split_headings(raw: RawTable, kind: Kind, header: Header) -> list[Issue]:
    """ "Huyện, thành phố" without quotes in a file separated by commas has become two cells."""
    if raw.separator != ",":
        return []
    pairs = [
        f"{left.own}, {right.own}"
        for left, right in pairwise(header.headings)
        if right.own and not kind.column_called(right.own)
    ]
    return [
        Issue(
            Severity.ERROR,
            "split_heading",
            f"Tiêu đề «{pair}» có dấu phẩy mà không có ngoặc kép, nên bị tách làm hai cột và mọi cột sau bị lệch.",
            'Hãy đặt tiêu đề ấy trong ngoặc kép ("…"), hoặc lưu lại bằng Excel.',
            row=header.line,
            value=pair,
        )
        for pair in pairs
        if (column := kind.column_called(pair)) and "," in column.header
    ]


def _near_heading(column: Column, header: Header, taken: set[int]) -> str:
    """A heading that may be the missing one, misspelt or under a group: said, never taken."""
    free = {
        fold_header(name): heading.text
        for place, heading in enumerate(header.headings)
        if place not in taken
        for name in (heading.own, heading.text)
        if name
    }
    names = [fold_header(name) for name in (column.header, *column.aliases)]
    if column.type == "integer":  # "Số tiêu chí đạt" counts them, "Tiêu chí số" is the number of one
        free = {name: text for name, text in free.items() if not name.startswith("so")}
    near = next((found[0] for name in names if (found := get_close_matches(name, free, n=1, cutoff=0.8))), None)
    if near is None:
        return ""
    for _, bracket in (part.split("(", 1) for part in free[near].split(")") if "(" in part):
        if fold_header(f"({bracket})") and not any(fold_header(bracket) in name for name in names):
            return f"Cột «{free[near]}» ghi thêm «({bracket})» nên là số khác, không lấy thay được. "
    return f"Có phải cột «{free[near]}»? Nếu đúng, hãy sửa tiêu đề thành «{column.header}». "


def _nameless_columns(header: Header, rows: Sequence[TableRow]) -> list[Issue]:
    """Figures under no heading are kept out like an unknown column, and said."""
    nameless = [place for place, heading in enumerate(header.headings) if not heading.text]
    filled = [place for place in nameless if any(row.cells[place : place + 1] > ("",) for row in rows)]
    return [
        Issue(Severity.NOTE, "unknown_column", f"Cột thứ {place + 1} không có tiêu đề, không nạp.", row=header.line)
        for place in filled
    ]


def _of_the_workbook(raw: RawTable, rows: Sequence[TableRow]) -> list[Issue]:
    """What a person may not see in a workbook: hidden rows, a hidden sheet, other sheets."""
    said: list[tuple[str, str]] = []
    if hidden := [row.line for row in rows if row.line in raw.sheet.hidden_lines]:
        named = ", ".join(str(line) for line in hidden[:_LINES_NAMED]) + ("…" if len(hidden) > _LINES_NAMED else "")
        said.append(("hidden_rows", f"{len(hidden)} dòng bị ẩn vẫn được đọc như dòng thường: {named}."))
    if raw.sheet.hidden:
        said.append(("hidden_sheet", f"Trang tính «{raw.sheet.name}» đang bị ẩn; số liệu được đọc từ trang này."))
    if raw.other_sheets:
        names = ", ".join(f"«{name}»" for name in raw.other_sheets)
        said.append(("other_sheets", f"Chỉ đọc trang tính «{raw.sheet.name}»; không đọc: {names}."))
    return [Issue(Severity.NOTE, code, reason) for code, reason in said]
