"""Which rows under the heading are data; what else stands there is left out, and said: totals, examples, remarks."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from core.ingest.files.delimited import HEADER_WITHIN_ROWS
from core.ingest.files.table import FormulaCell, Merge, RawTable, TableRow
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Column, Kind, is_missing, is_total, words_as_written
from core.ingest.layout.headings import Header
from core.places import places_of
from core.reference import editions
from core.tables import FACT_TABLES
from core.text import fold

_LEADING_DIGITS, _THREE_DIGITS = re.compile(r"[1-9][0-9]{0,2}"), re.compile(r"[0-9]{3}")
_COLUMN_NUMBER = re.compile(r"\(?[A-Za-z]?\d{0,2}[A-Za-z]?\)?(?:\s*=.*)?")
# As many headings as these are no coincidence; the heading stands among so many rows.
_ENOUGH_HEADINGS, _TOP = 3, HEADER_WITHIN_ROWS + 10
_DECIMALS = ("points", "percent", "money", "decimal")
_FIGURES = ("count", "points", "percent", "money", "decimal", "integer")
# Beside dates, what a row can be there for: figures, or a result in words.
_CONTENTS = (*_FIGURES, "criterion_state")
_PLACES = ("province", "district", "commune")


@dataclass
class SortedRows:
    """The rows under the heading: data, total rows, and a remark for each row that is neither."""

    data: list[TableRow] = field(default_factory=list)
    totals: list[TableRow] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def leave_out(self, row: TableRow, what: str, said: Callable[[str], bool] = bool) -> None:
        """`said` picks the cell that tells what the row is."""
        value = next(cell for cell in row.cells if cell and said(cell))
        reason = f"{what}, không nạp: «{value}»."
        self.issues.append(Issue(Severity.NOTE, "row_left_out", reason, row=row.line, value=value))


class _Known(dict[str, bool]):
    """A question about a cell's text, answered once for every text: most cells of a long file repeat."""

    def __init__(self, answer: Callable[[str], bool]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, text: str) -> bool:
        self[text] = found = self._answer(text)
        return found


class _Sorter:
    def __init__(self, raw: RawTable, kind: Kind, header: Header, positions: Mapping[str, int]) -> None:
        self.raw, self.kind, self.header, self.positions = raw, kind, header, positions
        self.heading_rows = {row.cells for row in raw.rows[:_TOP] if header.first_line <= row.line <= header.line}
        columns = {place: kind.by_key[key] for key, place in positions.items()}
        self.free_text = {place for place, column in columns.items() if _is_free_text(column)}
        self.contents = {place: column for place, column in columns.items() if _is_content(kind, column)}
        self.decimals = {place for place, column in columns.items() if column.type in _DECIMALS}
        self.names = sorted(place for place, column in columns.items() if column.type in _PLACES)
        self.below_province = {place for place in self.names if columns[place].type != "province"}
        self.named = max((place for place, heading in enumerate(header.headings, 1) if heading.text), default=0)
        figures = (place for place, column in self.contents.items() if column.required and column.type in _FIGURES)
        self.probe = next(figures, None)
        self.has_spare_columns = raw.separator == "," and self.named < header.width
        self.is_total, self.is_blank = _Known(is_total), _Known(is_missing)
        self.may_be_total = _Known(lambda text: is_total(text) or text[:5].lower() == "tỉnh ")
        self.found = SortedRows()

    def sort(self, rows: Sequence[TableRow]) -> SortedRows:
        rows = [row for row in rows if any(row.cells)]
        for row in rows:
            if row.line < self.header.first_line:
                self.found.leave_out(row, "Dòng trên tiêu đề")
        below = [row for row in rows if row.line > self.header.line]
        for number, row in enumerate(below):
            self._sort_one(row, is_first=number == 0)
        if not self.found.data and not any(issue.severity is Severity.ERROR for issue in self.found.issues):
            self.found.issues.append(_no_rows())
        return self.found

    def _sort_one(self, row: TableRow, is_first: bool) -> None:
        found = self.found
        if not is_first and self._is_plainly_data(row):
            found.data.append(row)
        elif is_first and _is_numbering(row):
            found.leave_out(row, "Dòng đánh số cột")
        elif _is_guide(row):
            found.leave_out(row, "Dòng ví dụ của mẫu")
        elif self._is_total_row(row):
            found.totals.append(row)
            found.leave_out(row, "Dòng tổng", self.may_be_total.__getitem__)
        elif _is_remark(row):
            found.leave_out(row, "Dòng ghi chú")
        elif (issue := self._wrong_length(row)) or (issue := self._second_heading(row)):
            found.issues.append(issue)
        elif self._says_nothing(row):
            found.leave_out(row, "Dòng không có số liệu")
        else:
            found.data.append(row)

    def _is_plainly_data(self, row: TableRow) -> bool:
        """What nearly every row of a long file is: as wide as the heading, with a figure and no word of a total."""
        cells = row.cells
        return (
            self.probe is not None
            and len(cells) == self.header.width
            and cells[self.probe][:1].isdigit()
            and cells[0][:1] not in "Vv"
            and not self.has_spare_columns
            and not any(map(self.may_be_total.__getitem__, cells))
        )

    def _is_total_row(self, row: TableRow) -> bool:
        if not any(map(self.is_total.__getitem__, row.cells)):
            return self._is_province_as_total(row)
        return any(self.is_total[cell] for place, cell in enumerate(row.cells) if place not in self.free_text)

    def _is_province_as_total(self, row: TableRow) -> bool:
        """ "Tỉnh Đắk Nông" where huyện are listed is the sum of the table."""
        return any(place < len(row.cells) and row.cells[place][:5].lower() == "tỉnh " for place in self.below_province)

    def _second_heading(self, row: TableRow) -> Issue | None:
        """Headings again, as on every printed page, are left out; in another order they belong to another table."""
        if row.cells in self.heading_rows:
            return None
        called = {
            column.key: place for place, cell in enumerate(row.cells) if (column := self.kind.column_called(cell))
        }
        if len(called) < _ENOUGH_HEADINGS or all(self.positions.get(key) == place for key, place in called.items()):
            return None
        return Issue(
            Severity.ERROR,
            "second_heading",
            f"Dòng {row.line} là tiêu đề của một bảng khác, các cột không như ở dòng {self.header.line}:"
            " các dòng bên dưới sẽ bị đọc sai cột.",
            "Hãy tách bảng thứ hai thành tệp riêng rồi nộp từng tệp.",
            row=row.line,
            value=" | ".join(row.cells)[:120],
        )

    def _says_nothing(self, row: TableRow) -> bool:
        """No figure at all: an unfilled row of a template, a group's name, a signature."""
        filled = [place for place in self.contents if place < len(row.cells) and not self.is_blank[row.cells[place]]]
        if not self.contents or not filled:
            return bool(self.contents)
        if any(self._is_figure(row.cells[place], self.contents[place]) for place in filled):
            return False
        return not self._is_about_something(row)

    @staticmethod
    def _is_figure(cell: str, column: Column) -> bool:
        """A formula or an error stands where a figure should be; a word does where the column takes words."""
        in_words = column.type == "criterion_state"
        return in_words or isinstance(cell, FormulaCell) or cell[0] in "#=-−(" or cell[0].isdigit()

    def _is_about_something(self, row: TableRow) -> bool:
        """Names a unit, or a name that nobody knows beside something with digits; a signature does neither."""
        names = [row.cells[place] for place in self.names if place < len(row.cells) and row.cells[place]]
        digits = any(any(map(str.isdigit, row.cells[place])) for place in self.contents if place < len(row.cells))
        levels = ("province", "district", "commune")
        maps = [places_of(edition.code) for edition in editions()]
        known = any(places.find(name, level).places for name in names for level in levels for places in maps)
        return known or bool(names and digits) or not self.names

    def _wrong_length(self, row: TableRow) -> Issue | None:
        have, want = len(row.cells), self.header.width
        if have < self.named:
            return _length_issue(row, "short_row", f"Dòng có {have} ô, tiêu đề có {want} ô.")
        if have > want and any(row.cells[want:]):
            return _length_issue(row, "long_row", f"Dòng có {have} ô, nhiều hơn tiêu đề ({want} ô), và ô thừa có chữ.")
        if self.raw.separator != "," or not (have > want or any(row.cells[self.named :])):
            return None
        if _has_a_split_number(row, self.decimals if have > want else ()):
            reason = (
                f"Dòng có {have} ô, tiêu đề có {self.named} cột; có thể dấu phẩy trong một số đã tách nó làm hai ô."
            )
            return _length_issue(row, "long_row", reason)
        return None


def sort_rows(
    raw: RawTable, rows: Sequence[TableRow], kind: Kind, header: Header, positions: Mapping[str, int]
) -> SortedRows:
    """Every row of the file is data, a total row, or has a remark that says why it is left out or refused."""
    return _Sorter(raw, kind, header, positions).sort(rows)


def _is_free_text(column: Column) -> bool:
    """A remark may say "Tổng cộng"; a column that has to name what the row is about says it of a total row."""
    return column.type == "text" and not column.required


def _is_content(kind: Kind, column: Column) -> bool:
    """What a person fills in beside the names of a template; a goal may well have no number."""
    dated = any(other.type == "date" for other in kind.columns)
    if column.type == "date" or (column.type == "year" and not dated):
        return True
    optional_number = column.type == "decimal" and not column.required
    return column.type in _CONTENTS and column.key not in FACT_TABLES[kind.name].KEY and not optional_number


def _no_rows() -> Issue:
    return Issue(Severity.ERROR, "no_rows", "Tệp không có dòng số liệu nào.", "Hãy điền số liệu dưới dòng tiêu đề.")


def _is_numbering(row: TableRow) -> bool:
    """ "(1) (2) (3=1+2)", "A B 1 2 3": the row right under the heading that numbers its columns."""
    cells = [cell for cell in row.cells if cell]
    if len(cells) < 2 or not all(len(cell) <= 20 and _COLUMN_NUMBER.fullmatch(cell) for cell in cells):
        return False
    numbers = [int(digits) for cell in cells if (digits := "".join(filter(str.isdigit, cell.split("=")[0])))]
    bracketed = all(cell.startswith("(") for cell in cells)
    return bracketed or (numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 1)


def _is_guide(row: TableRow) -> bool:
    first = next(cell for cell in row.cells if cell)
    return first[:1] in "Vv" and any(fold(first).startswith(fold(word)) for word in words_as_written("guide"))


def _is_remark(row: TableRow) -> bool:
    """One cell alone that begins as remarks do; a row cut short would begin with a name."""
    cells = [cell for cell in row.cells if cell]
    return len(cells) == 1 and cells[0].lower().startswith(words_as_written("remark_start"))


def _has_a_split_number(row: TableRow, decimals: Collection[int]) -> bool:
    """True where "2,444" without quotes may have become the cells 2 and 444; in `decimals`, where "850,5" may have."""
    pairs = list(enumerate(pairwise(row.cells)))
    if any(left.isdigit() and right.isdigit() for place, (left, right) in pairs if place in decimals):
        return True
    return any(_LEADING_DIGITS.fullmatch(left) and _THREE_DIGITS.fullmatch(right) for _, (left, right) in pairs)


def _length_issue(row: TableRow, code: str, reason: str) -> Issue:
    return Issue(
        Severity.ERROR,
        code,
        reason,
        "Có thể một ô chứa dấu ngăn cột mà không có ngoặc kép; hãy sửa dòng này.",
        row=row.line,
        value=" | ".join(row.cells)[:120],
    )


def fill_merges(
    raw: RawTable, kind: Kind, header: Header, positions: Mapping[str, int]
) -> tuple[tuple[TableRow, ...], list[Issue]]:
    """The rows of a file, where a name merged over several rows holds for each of them; a figure merged so is nobody's.

    Cells merged across columns are a group's name or a remark, and stay as they are.
    """
    columns = {place: kind.by_key[key] for key, place in positions.items()}
    merges = [
        merge
        for merge in raw.sheet.merges
        if merge.first_line > header.line and merge.first_line < merge.last_line and merge.first_place in columns
    ]
    if not merges:
        return raw.rows, []
    cells = {row.line: list(row.cells) for row in raw.rows}
    issues: list[Issue] = []
    for merge in merges:
        value = cells[merge.first_line][merge.first_place] if merge.first_line in cells else ""
        column = columns[merge.first_place]
        if value and column.type in _FIGURES and any(map(str.isdigit, value)):
            issues.append(_merged_figure(merge, column, value))
        elif value and column.type not in _FIGURES and merge.first_place == merge.last_place:
            for line in range(merge.first_line, merge.last_line + 1):
                if line in cells:
                    cells[line][merge.first_place] = value
    return tuple(TableRow(row.line, tuple(cells[row.line])) for row in raw.rows), issues


def _merged_figure(merge: Merge, column: Column, value: str) -> Issue:
    return Issue(
        Severity.ERROR,
        "merged_cells",
        f"Số «{value}» nằm trong ô gộp từ dòng {merge.first_line} đến dòng {merge.last_line}:"
        " không rõ số của từng dòng.",
        "Hãy bỏ gộp ô và ghi số của từng dòng.",
        row=merge.first_line,
        column=column.header,
        value=str(value),
    )
