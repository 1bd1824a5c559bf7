"""What is said of a file's rows, in words, and on which line it can stand without changing how the file is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.ingest.files.table import TableRow
from core.ingest.issues import Issue, Severity, in_file_order
from core.text import clean, fold

_TITLE, _ASIDE = "Nhận xét", "(chỉ để xem, không nạp)"
HEADING = f"{_TITLE} {_ASIDE}"
MARKER = "Xóa ô này khi đã sửa xong dòng"
_WORDS = {Severity.ERROR: "LỖI", Severity.QUESTION: "HỎI", Severity.NOTE: "Ghi chú"}
_OF_LENGTH = {"short_row", "long_row"}
_LONGEST = 30_000  # a spreadsheet's cell holds little more


@dataclass(frozen=True)
class Remarks:
    """Remarks by line, the worst first; those on the heading's line are said in the heading of their column."""

    header_line: int
    by_line: Mapping[int, Sequence[Issue]]
    of_file: Sequence[str]

    @property
    def heading(self) -> str:
        return f"{_TITLE}: {_cut(self.of_file)} {_ASIDE}" if self.of_file else HEADING

    def worst(self, line: int) -> Severity:
        return self.by_line[line][0].severity

    def of(self, line: int) -> str:
        return _cut([_said(issue) for issue in self.by_line.get(line, ())])

    def keeps_refused(self, line: int) -> bool:
        """Whether the row was refused for its length, which one cell more would otherwise mend."""
        return any(issue.code in _OF_LENGTH for issue in self.by_line.get(line, ()))


def is_remarks_heading(cell: str) -> bool:
    """The heading of remarks that this program wrote; they are replaced, not added to."""
    return fold(cell).startswith(fold(_TITLE)) and fold(cell).endswith(fold(_ASIDE))


def sorted_remarks(rows: Sequence[TableRow], issues: Sequence[Issue], header_line: int) -> Remarks:
    beside: dict[int, list[Issue]] = {row.line: [] for row in rows if row.line != header_line and _takes_words(row)}
    of_file: list[str] = []
    for issue in in_file_order(list(issues)):
        if issue.row in beside:
            beside[issue.row].append(issue)
        else:
            of_file.append(_said(issue, with_line=issue.row != header_line))
    return Remarks(header_line, {line: said for line, said in beside.items() if said}, of_file)


def _takes_words(row: TableRow) -> bool:
    """A row of column numbers "(1)" "(2)" … is known by having nothing else."""
    return not row.is_blank and not all(cell.startswith("(") and cell.endswith(")") for cell in row.cells if cell)


def _said(issue: Issue, with_line: bool = False) -> str:
    where = f" «{issue.column}»" if issue.column else ""
    line = f"Dòng {issue.row}: " if with_line and issue.row is not None else ""
    return clean(f"{line}{_WORDS[issue.severity]}{where}: {issue.message}")


def _cut(said: Sequence[str]) -> str:
    text = "; ".join(said)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
