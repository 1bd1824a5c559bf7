"""What people send instead of a table: other programs' files, broken ones, ones that nobody may open."""

import io
import zipfile
import zlib

import msoffcrypto
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from tests.corpus.making.writers import PROGRESS, edited, flat, libreoffice, put, row, saved, table, text

TUY_DUC = ["Tuy Đức", "30/06/2024", 16700, 2444]


def _sound() -> bytes:
    made = Workbook()
    made.active.append(PROGRESS.split(";"))
    made.active.append(TUY_DUC)
    return saved(made)


def write_strangers() -> None:
    sheet = flat(table(row(*PROGRESS.split(";")), row(*TUY_DUC)))
    for ending, named in (("ods", "opendocument-sheet.ods"), ("xls", "old-excel.xls"), ("pdf", "printed.pdf")):
        made = libreoffice(sheet, "fods", ending)
        put(f"strangers/{named}", made if len(made) < 20_000 else made[:14_000])
    put("strangers/flat-opendocument.fods", sheet)
    put("strangers/photographed.png", _picture())
    page = "<html><body><table><tr><td>Huyện</td></tr></table></body></html>"
    put("strangers/word-document.docx", _word_document())
    # No program at hand writes one: the mark of a compound file, and the name of Word's stream in its directory.
    put(
        "strangers/old-word-document.doc",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le"),
    )
    text("strangers/web-page-called-excel.xls", page)
    text("strangers/xml-spreadsheet-2003.xls", '<?xml version="1.0"?>', "<Workbook/>")
    text("strangers/rich-text.rtf", r"{\rtf1 Huyện;Ngày}")
    whole = _sound()
    put("strangers/cut-off-workbook.xlsx", whole[: len(whole) // 2])
    put("strangers/workbook-with-a-wrong-byte.xlsx", _damaged(whole))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("bao-cao.xlsx", whole)
    put("strangers/workbook-inside-a-zip.zip", packed.getvalue())
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(whole)).encrypt("123456", locked)
    put("strangers/workbook-with-a-password.xlsx", locked.getvalue())
    assert msoffcrypto.OfficeFile(io.BytesIO(locked.getvalue())).is_encrypted()
    strict = edited(
        whole,
        "xl/workbook.xml",
        lambda xml: xml.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
    )
    put("strangers/strict-workbook.xlsx", strict)
    put(
        "strangers/binary-workbook.xlsb",
        edited(
            whole,
            "[Content_Types].xml",
            lambda xml: xml.replace(
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
            ),
        ),
    )
    put("strangers/gzipped.csv.gz", b"\x1f\x8b\x08\x00" + b"\x00" * 20)


def _word_document() -> bytes:
    """The parts a Word file cannot do without, with a table in it."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    package = "http://schemas.openxmlformats.org/package/2006"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{types}"/></Types>',
        )
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{word}"><w:body><w:tbl/></w:body></w:document>')
    return target.getvalue()


def _picture() -> bytes:
    """A PNG of one white pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = b"\0\0\0\1\0\0\0\1\x08\0\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")


def _damaged(content: bytes) -> bytes:
    """One byte of the sheet's packed data turned over; its checksum then differs."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
