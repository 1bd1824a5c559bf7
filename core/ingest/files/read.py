"""Bytes → a table of text cells with line numbers, whatever program wrote them; or why not."""

import hashlib
from dataclasses import replace

from core.errors import UnreadableFile
from core.ingest.files.archive import what_ole_is
from core.ingest.files.delimited import Score, best_separator, declared_separator, refuse_wrong_declaration, split
from core.ingest.files.encodings import decode, repair
from core.ingest.files.legacy_text import refuse_lost_accents
from core.ingest.files.sheets import choose_sheet
from core.ingest.files.table import RawTable, Sheet, TableRow
from core.ingest.files.workbook import open_workbook
from core.settings import upload_max_bytes, upload_max_cells
from core.text import clean

_BOM = b"\xef\xbb\xbf"
_ARCHIVE, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_TO_CSV = "Hãy mở bằng Excel, chọn Lưu thành (Save As) › Excel Workbook (.xlsx) hoặc CSV UTF-8 rồi nộp lại."

# What a file is, by its first bytes; its name proves nothing.
_SIGNATURES = (
    (b"%PDF", "pdf", "Đây là tệp PDF, không phải bảng số liệu."),
    (b"\x89PNG", "image", "Đây là tệp ảnh, không phải bảng số liệu."),
    (b"\xff\xd8\xff", "image", "Đây là tệp ảnh, không phải bảng số liệu."),
    (b"GIF8", "image", "Đây là tệp ảnh, không phải bảng số liệu."),
    (b"{\\rtf", "rtf", "Đây là văn bản (RTF), không phải bảng số liệu."),
    (b"Rar!", "archive", "Đây là tệp nén (RAR)."),
    (b"7z\xbc\xaf", "archive", "Đây là tệp nén (7z)."),
    (b"\x1f\x8b", "archive", "Đây là tệp nén (gzip)."),
    (b"SQLite format 3", "binary", "Đây là tệp cơ sở dữ liệu SQLite."),
)
_ASK_FOR_A_TABLE = "Hãy xin tệp bảng tính gốc (Excel hoặc CSV), hoặc chép số vào mẫu tải ở trang Nộp số liệu."
# As long as file systems allow.
_LONGEST_NAME = 255
_REMEDIES = {"archive": "Hãy giải nén rồi nộp tệp bảng tính ở bên trong."}
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<!--", b"<head", b"<meta", b"<body", b"<style")


def read(content: bytes, file_name: str, score: Score, sheet: str | None = None) -> RawTable:
    """Read a CSV or a workbook. `score` says how many headings it sees in a row of cells: it decides the separator
    and the sheet; `sheet` is the person's own choice where several could be meant.

    Raises UnreadableFile, saying what the file is and how to save it so that it can be read.
    """
    _refuse_by_size(content)
    _refuse_by_signature(content)
    sha256, name = hashlib.sha256(content).hexdigest(), clean(file_name)[:_LONGEST_NAME]
    if content.startswith(_ARCHIVE):
        return _workbook(content, name, sha256, score, sheet)
    return _text(content, name, sha256, score)


def _text(content: bytes, file_name: str, sha256: str, score: Score) -> RawTable:
    decoded = decode(content)
    declared, body = declared_separator(decoded.text)
    if declared:
        refuse_wrong_declaration(body, declared, score)
    separator = declared or best_separator(body, score)
    rows = split(body, separator, 2 if declared else 1, upload_max_cells())
    if "?" in body or "\ufffd" in body:
        refuse_lost_accents({cell for row in rows for cell in row.cells if "?" in cell or "\ufffd" in cell})
    return RawTable(file_name, content, sha256, decoded.said, separator, Sheet("", rows))


def _workbook(content: bytes, file_name: str, sha256: str, score: Score, wanted: str | None) -> RawTable:
    sheets = open_workbook(content)
    words = {cell for sheet in sheets for row in sheet.rows for cell in row.cells if type(cell) is str and cell}
    refuse_lost_accents({word for word in words if "?" in word or "\ufffd" in word})
    repaired = repair(words)
    if repaired:
        sheets = tuple(_respelt(sheet, {word: repaired.apply(word) for word in words}) for sheet in sheets)
    chosen = choose_sheet(sheets, score, wanted)
    others = tuple(sheet.name for sheet in sheets if sheet is not chosen and sheet.rows)
    return RawTable(file_name, content, sha256, repaired.said if repaired else "", "", chosen, others)


def _respelt(sheet: Sheet, letters: dict[str, str]) -> Sheet:
    """The sheet with its words in Unicode; numbers stay as they are."""
    rows = tuple(
        TableRow(row.line, tuple(letters[cell] if type(cell) is str and cell else cell for cell in row.cells))
        for row in sheet.rows
    )
    return replace(sheet, rows=rows)


def _refuse_by_size(content: bytes) -> None:
    if not content.removeprefix(_BOM).strip(b" \t\r\n;,|"):
        raise UnreadableFile("empty", "Tệp trống, không có dòng nào. Hãy kiểm tra lại tệp đã lưu rồi nộp lại.")
    if len(content) > upload_max_bytes():
        limit = upload_max_bytes() // 1_000_000
        raise UnreadableFile("too_large", f"Tệp lớn hơn {limit} MB. Hãy chia tệp thành nhiều phần rồi nộp từng phần.")


def _refuse_by_signature(content: bytes) -> None:
    for signature, code, reason in _SIGNATURES:
        if content.startswith(signature):
            raise UnreadableFile(code, f"{reason} {_REMEDIES.get(code, _ASK_FOR_A_TABLE)}")
    if content.startswith(_OLE):
        raise UnreadableFile(*what_ole_is(content))
    if content.removeprefix(_BOM)[:512].lstrip().lower().startswith(_MARKUP):
        raise UnreadableFile("html", f"Đây là trang web (HTML/XML) đặt tên như bảng tính. {_TO_CSV}")
