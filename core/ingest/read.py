"""Bytes → a table of text cells with line numbers. Every cell stays text until its column is understood."""

import csv
import hashlib
import io
from collections.abc import Callable, Sequence

from core.errors import UnreadableFile
from core.ingest.table import RawTable, Sheet, TableRow
from core.settings import upload_max_bytes, upload_max_cells
from core.text import clean

SEPARATORS = {";": "dấu chấm phẩy (;)", ",": "dấu phẩy (,)", "\t": "dấu tab"}
_HEADER_WITHIN_ROWS = 30
_BOM = b"\xef\xbb\xbf"

_UTF16 = "Tệp lưu bằng mã UTF-16 (Unicode Text); bản này chưa đọc được."

# What a file is, by its first bytes; its name proves nothing.
_SIGNATURES = (
    (b"PK\x03\x04", "xlsx", "Đây là tệp Excel (.xlsx) hoặc tệp nén; bản này chưa đọc được.", "csv"),
    (b"\xd0\xcf\x11\xe0", "xls", "Đây là tệp Excel đời cũ (.xls); bản này chưa đọc được.", "csv"),
    (b"%PDF", "pdf", "Đây là tệp PDF, không phải bảng số liệu.", "csv"),
    (b"\x89PNG", "image", "Đây là tệp ảnh, không phải bảng số liệu.", "csv"),
    (b"\xff\xd8\xff", "image", "Đây là tệp ảnh, không phải bảng số liệu.", "csv"),
    (b"\xff\xfe", "utf16", _UTF16, "utf8"),
    (b"\xfe\xff", "utf16", _UTF16, "utf8"),
)
_REMEDIES = {
    "csv": "Hãy mở bằng Excel, chọn Lưu thành (Save As) › CSV UTF-8 rồi nộp lại.",
    "utf8": "Hãy mở bằng Excel, chọn Lưu thành (Save As) › CSV UTF-8 (Comma delimited) rồi nộp lại.",
}


def read(content: bytes, file_name: str, score: Callable[[Sequence[str]], int]) -> RawTable:
    """Decode and split a CSV. `score` says how many headings it sees in a row of cells: it decides the separator.

    Raises UnreadableFile, saying what the file is and how to save it so that it can be read.
    """
    _refuse_by_size(content)
    _refuse_by_signature(content)
    text, encoding = _decode(content)
    declared, body = _declared_separator(text)
    separator = declared or _best_separator(body, score)
    rows = _split(body, separator, first_line=2 if declared else 1)
    if sum(len(row.cells) for row in rows) > upload_max_cells():
        raise UnreadableFile("too_large", "Tệp có quá nhiều ô. Hãy chia tệp thành nhiều phần rồi nộp từng phần.")
    return RawTable(file_name, content, hashlib.sha256(content).hexdigest(), encoding, separator, Sheet("", rows))


def _refuse_by_size(content: bytes) -> None:
    if not content.removeprefix(_BOM).strip(b" \t\r\n;,"):
        raise UnreadableFile("empty", "Tệp trống, không có dòng nào. Hãy kiểm tra lại tệp đã lưu rồi nộp lại.")
    if len(content) > upload_max_bytes():
        limit = upload_max_bytes() // 1_000_000
        raise UnreadableFile("too_large", f"Tệp lớn hơn {limit} MB. Hãy chia tệp thành nhiều phần rồi nộp từng phần.")


def _refuse_by_signature(content: bytes) -> None:
    for signature, code, reason, remedy in _SIGNATURES:
        if content.startswith(signature):
            raise UnreadableFile(code, f"{reason} {_REMEDIES[remedy]}")
    if content.removeprefix(_BOM)[:512].lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise UnreadableFile("html", f"Đây là trang web (HTML/XML) đặt tên như bảng tính. {_REMEDIES['csv']}")
    if _is_bare_utf16(content):
        raise UnreadableFile("utf16", f"{_UTF16} {_REMEDIES['utf8']}")
    if b"\x00" in content:
        raise UnreadableFile("binary", f"Tệp không phải văn bản (có ký tự NUL). {_REMEDIES['csv']}")


def _is_bare_utf16(content: bytes) -> bool:
    """UTF-16 without its mark: every second byte of plain letters and separators is NUL, the others never are."""
    even, odd = content[0:400:2].count(0), content[1:400:2].count(0)
    return min(even, odd) == 0 and max(even, odd) * 6 > min(len(content), 400)


def _decode(content: bytes) -> tuple[str, str]:
    encoding = "utf-8-sig" if content.startswith(_BOM) else "utf-8"
    try:
        return content.decode(encoding), "UTF-8 có BOM" if encoding == "utf-8-sig" else "UTF-8"
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableFile(
            "not_utf8",
            f"Tệp không phải UTF-8 (ký tự lạ ở dòng {line}); có thể là Windows-1258, TCVN3 (ABC) hoặc VNI,"
            f" bản này chưa đọc được. {_REMEDIES['utf8']}",
        ) from error


def _declared_separator(text: str) -> tuple[str | None, str]:
    """Excel's own first line "sep=;" decides, and is not data."""
    first, _, rest = text.partition("\n")
    declared = first.strip().lower().removeprefix("sep=") if first.lower().startswith("sep=") else None
    return (declared or None, rest) if declared in SEPARATORS else (None, text)


def _best_separator(text: str, score: Callable[[Sequence[str]], int]) -> str:
    scores = {separator: _score_of(text, separator, score) for separator in SEPARATORS}
    best = max(scores, key=lambda separator: scores[separator])
    if not scores[best]:
        raise UnreadableFile(
            "unknown_header",
            "Không nhận ra dòng tiêu đề của loại số liệu nào."
            " Hãy tải mẫu ở trang Nộp số liệu, giữ nguyên dòng tiêu đề rồi nộp lại.",
        )
    return best


def _score_of(text: str, separator: str, score: Callable[[Sequence[str]], int]) -> int:
    best = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
            if number >= _HEADER_WITHIN_ROWS:
                break
            best = max(best, score([clean(cell) for cell in cells]))
    except csv.Error:
        return 0
    return best


def _split(text: str, separator: str, first_line: int) -> tuple[TableRow, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        records = list(reader)
    except csv.Error as error:
        raise UnreadableFile(
            "broken_quotes",
            f"Dấu ngoặc kép không khép đúng quanh dòng {reader.line_num} ({error}), nên không biết ô nào hết ở đâu."
            ' Hãy sửa dấu " ở dòng đó rồi nộp lại.',
        ) from error
    _refuse_swallowed_rows(records, separator, first_line)
    return tuple(TableRow(line, tuple(clean(cell) for cell in cells)) for line, cells in enumerate(records, first_line))


def _refuse_swallowed_rows(records: Sequence[Sequence[str]], separator: str, first_line: int) -> None:
    """Two stray quotes (a ditto mark in two rows) make one cell of all between them, and a row would vanish."""
    width = max((len(cells) for cells in records), default=0)
    for line, cells in enumerate(records, first_line):
        if any(("\n" in cell or "\r" in cell) and cell.count(separator) >= max(width - 1, 1) for cell in cells):
            raise UnreadableFile(
                "broken_quotes",
                f"Một ô ở dòng {line} chứa cả phần còn lại của dòng và dòng sau, vì có dấu ngoặc kép lẻ."
                ' Hãy sửa dấu " quanh dòng đó rồi nộp lại.',
            )
