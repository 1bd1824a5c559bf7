"""Text → rows of cells: which sign separates the columns, and careful use of `csv`."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from core.errors import UnreadableFile
from core.ingest.files.table import TableRow
from core.text import one_line

SEPARATORS = {";": "dấu chấm phẩy (;)", ",": "dấu phẩy (,)", "\t": "dấu tab", "|": "dấu gạch đứng (|)"}
HEADER_WITHIN_ROWS = 30
# The heading stands within so many characters; the rest of a long file need not be read to find the separator.
_HEAD = 200_000

Score = Callable[[Sequence[str]], int]


class CleanCells(dict[str, str]):
    """Cell text → cleaned text, each kept once: most cells of a file repeat, and one copy of each is enough."""

    def __missing__(self, text: str) -> str:
        cleaned = one_line(text)
        cleaned = self.setdefault(cleaned, cleaned) if cleaned != text else cleaned
        self[text] = cleaned
        return cleaned


def declared_separator(text: str) -> tuple[str | None, str]:
    """Excel's own first line "sep=;" decides, and is not data."""
    if text[:4].lower() != "sep=":
        return None, text
    first, _, rest = text.partition("\n")
    declared = first.strip().lower().removeprefix("sep=") or "\t"
    return (declared, rest) if declared in SEPARATORS else (None, text)


def best_separator(text: str, score: Score) -> str:
    """The sign under which a row shows most headings; raises UnreadableFile where none shows any."""
    scores = {separator: _score_of(text[:_HEAD], separator, score) for separator in SEPARATORS}
    best = max(scores, key=lambda separator: scores[separator])
    if not scores[best]:
        raise unknown_header()
    return best


def refuse_wrong_declaration(text: str, declared: str, score: Score) -> None:
    """Raises UnreadableFile where the headings show under another sign than the first line declares."""
    scores = {separator: _score_of(text[:_HEAD], separator, score) for separator in SEPARATORS}
    best = max(scores, key=lambda separator: scores[separator])
    if scores[best] and not scores[declared]:
        raise UnreadableFile(
            "wrong_sep",
            f"Dòng 1 (sep=) khai báo các cột ngăn bằng {SEPARATORS[declared]}, nhưng tệp ngăn bằng {SEPARATORS[best]}."
            " Hãy xóa hoặc sửa dòng 1 rồi nộp lại.",
        )


def unknown_header(nearest: str = "") -> UnreadableFile:
    """`nearest` says which row comes closest to a heading, and what is known of it."""
    return UnreadableFile(
        "unknown_header",
        f"Không nhận ra dòng tiêu đề của loại số liệu nào.{nearest}"
        " Hãy tải mẫu ở trang Nộp số liệu, giữ nguyên dòng tiêu đề rồi nộp lại.",
    )


def _score_of(text: str, separator: str, score: Score) -> int:
    best = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
            if number >= HEADER_WITHIN_ROWS:
                break
            best = max(best, score([one_line(cell) for cell in cells]))
    except csv.Error:
        return 0
    return best


def split(text: str, separator: str, first_line: int, most_cells: int) -> tuple[TableRow, ...]:
    """The rows of a text, each with its line. Raises UnreadableFile for quotes that don't close or too many cells."""
    reader = csv.reader(_lines(text), delimiter=separator, strict=True)
    rows = tuple(_rows(reader, first_line, most_cells))
    if reader.line_num > len(rows):
        _refuse_swallowed_rows(text, separator, first_line)
    return rows


def _lines(text: str) -> io.TextIOWrapper:
    """The lines with their ends as they are; a StringIO would hold four bytes for every letter."""
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline="")


def _rows(records: Iterable[list[str]], first_line: int, most_cells: int) -> Iterator[TableRow]:
    kept, count, line = CleanCells(), 0, first_line - 1
    try:
        for line, cells in enumerate(records, first_line):
            count += len(cells)
            if count > most_cells:
                raise UnreadableFile(
                    "too_large", "Tệp có quá nhiều ô. Hãy chia tệp thành nhiều phần rồi nộp từng phần."
                )
            yield TableRow(line, tuple(map(kept.__getitem__, cells)))
    except csv.Error as error:
        raise UnreadableFile(
            "broken_quotes",
            f"Dấu ngoặc kép ở dòng {line + 1} không khép đúng, nên không biết ô nào hết ở đâu."
            ' Hãy sửa dấu " ở dòng đó rồi nộp lại.',
        ) from error


def _refuse_swallowed_rows(text: str, separator: str, first_line: int) -> None:
    """Two stray quotes (a ditto mark in two rows) make one cell of all between them, and a row would vanish."""
    records = list(csv.reader(_lines(text), delimiter=separator, strict=True))
    width = max((len(cells) for cells in records), default=0)
    for line, cells in enumerate(records, first_line):
        if any(("\n" in cell or "\r" in cell) and cell.count(separator) >= max(width - 1, 1) for cell in cells):
            raise UnreadableFile(
                "broken_quotes",
                f"Một ô ở dòng {line} chứa cả phần còn lại của dòng và dòng sau, vì có dấu ngoặc kép lẻ."
                ' Hãy sửa dấu " quanh dòng đó rồi nộp lại.',
            )
