"""What a packed file is, by what is in it: a workbook, or something to refuse by name before anything is unpacked.

Nothing here trusts a file's name, and nothing is unpacked beyond the limits below.
"""

import io
import struct
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from core.errors import UnreadableFile

CONTENT_TYPES = "[Content_Types].xml"
# A sheet of 3 million cells takes some 150 MB of XML; a list of formats or sheets is small in any honest workbook.
_MOST_UNPACKED = 400_000_000
_MOST_IN_ONE = 300_000_000
_MOST_IN_A_LIST = 10_000_000
_MOST_MEMBERS = 5_000
# XML of a sheet packs 10 to 50 times smaller; what is below the size is harmless whatever its ratio.
_MOST_RATIO, _RATIO_FROM = 300, 10_000_000
_ENCRYPTED_FLAG = 0x1

# All that zipfile raises over bytes that are no archive, or not whole.
BROKEN_ARCHIVE = (BadZipFile, zlib.error, struct.error, KeyError, ValueError, EOFError, OSError, RuntimeError)

_TO_XLSX = "Hãy mở bằng Excel, chọn Lưu thành (Save As) › Excel Workbook (.xlsx) rồi nộp lại."
_TABLE_WANTED = "Hãy chép bảng số liệu sang Excel, lưu thành .xlsx rồi nộp lại."
_BROKEN = (
    "Tệp Excel bị hỏng hoặc tải chưa hết, nên không đọc được. Hãy mở lại bằng Excel, lưu thành tệp mới rồi nộp lại."
)
_TOO_LARGE = (
    "Tệp Excel bung ra quá lớn so với một bảng số liệu. Hãy chép riêng bảng cần nộp sang tệp Excel mới"
    " (Dán › Giá trị), lưu lại rồi nộp."
)
_ENCRYPTED = (
    "Tệp có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc › Mã hóa bằng mật khẩu,"
    " xóa trống ô mật khẩu), lưu lại rồi nộp."
)

# What the list of contents says of the main part. A Word file that holds a workbook names only the first.
_WORKBOOK_MARKS = (
    b"spreadsheetml.sheet.main+xml",
    b"spreadsheetml.template.main+xml",
    b"ms-excel.sheet.macroEnabled.main+xml",
    b"ms-excel.template.macroEnabled.main+xml",
)
_OTHER_MARKS = (
    (b"wordprocessingml.", "docx", f"Đây là văn bản Word (.docx), không phải bảng Excel. {_TABLE_WANTED}"),
    (b"presentationml.", "pptx", f"Đây là bài trình chiếu PowerPoint, không phải bảng Excel. {_TABLE_WANTED}"),
    (b"sheet.binary.", "xlsb", f"Đây là tệp Excel nhị phân (.xlsb), bản này không đọc được. {_TO_XLSX}"),
)
_OPEN_DOCUMENT = (
    (b"opendocument.spreadsheet", "ods", f"Đây là bảng tính OpenDocument (.ods), bản này không đọc được. {_TO_XLSX}"),
    (b"opendocument.text", "odt", f"Đây là văn bản OpenDocument (.odt), không phải bảng Excel. {_TABLE_WANTED}"),
    (b"opendocument.", "odf", f"Đây là tệp OpenDocument, không phải bảng tính. {_TABLE_WANTED}"),
)
_ZIP = (
    "zip",
    "Đây là tệp nén (.zip), không phải một bảng Excel. Hãy giải nén rồi nộp từng tệp bảng số liệu bên trong.",
)
# Names in the directory of a compound file, the container of everything that Office wrote before 2007.
_COMPOUND = (
    ("EncryptedPackage", "encrypted", _ENCRYPTED),
    ("WordDocument", "doc", f"Đây là văn bản Word đời cũ (.doc), không phải bảng Excel. {_TABLE_WANTED}"),
    ("PowerPoint Document", "ppt", f"Đây là bài trình chiếu PowerPoint đời cũ (.ppt). {_TABLE_WANTED}"),
    ("__substg1.0_", "msg", f"Đây là thư Outlook (.msg), không phải bảng Excel. {_TABLE_WANTED}"),
)
_XLS = ("xls", f"Đây là tệp Excel đời cũ (.xls), bản này không đọc được. {_TO_XLSX}")


def what_ole_is(content: bytes) -> tuple[str, str]:
    """The code and message for a file that starts with D0 CF 11 E0: an encrypted workbook, an old .doc, an old .xls."""
    found = (
        (code, message) for name, code, message in _COMPOUND if name.encode("utf-16-le") in content
    )  # names of streams are UTF-16
    return next(found, _XLS)


def refuse_bad_archive(content: bytes) -> None:
    """Passes for an undamaged workbook (.xlsx, .xlsm, .xltx) within the limits; every member's checksum is right.

    Raises UnreadableFile for anything else that starts with "PK", naming what it is.
    """
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _refuse_by_size(archive.infolist())
            _refuse_by_contents(archive)
            _refuse_damage(archive)
    except BROKEN_ARCHIVE as error:
        raise broken_workbook() from error


def small_member(archive: ZipFile, name: str) -> bytes:
    """A part that is read whole. KeyError where there is none; a list that is far too long is refused."""
    if archive.getinfo(name).file_size > _MOST_IN_A_LIST:
        raise UnreadableFile("archive_too_large", _TOO_LARGE)
    return archive.read(name)


def broken_workbook() -> UnreadableFile:
    return UnreadableFile("broken_workbook", _BROKEN)


def _refuse_by_size(members: list[ZipInfo]) -> None:
    """What a member says of its size is binding: zipfile reads no more than that."""
    sizes = [member.file_size for member in members]
    if len(sizes) > _MOST_MEMBERS or sum(sizes) > _MOST_UNPACKED or max(sizes, default=0) > _MOST_IN_ONE:
        raise UnreadableFile("archive_too_large", _TOO_LARGE)
    if any(_is_bomb(member) for member in members):
        raise UnreadableFile("archive_too_large", _TOO_LARGE)


def _is_bomb(member: ZipInfo) -> bool:
    return member.file_size > _RATIO_FROM and member.file_size > _MOST_RATIO * member.compress_size


def _refuse_by_contents(archive: ZipFile) -> None:
    names = archive.namelist()
    if CONTENT_TYPES not in names:
        kind = small_member(archive, "mimetype") if "mimetype" in names else b""
        raise UnreadableFile(*_first_mark(_OPEN_DOCUMENT, kind))
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in archive.infolist()):
        raise UnreadableFile("encrypted", _ENCRYPTED)
    types = small_member(archive, CONTENT_TYPES)
    if not any(mark in types for mark in _WORKBOOK_MARKS):
        raise UnreadableFile(*_first_mark(_OTHER_MARKS, types))


def _first_mark(marks: tuple[tuple[bytes, str, str], ...], text: bytes) -> tuple[str, str]:
    return next(((code, message) for mark, code, message in marks if mark in text), _ZIP)


def _refuse_damage(archive: ZipFile) -> None:
    """Two members of one name (programs differ in which one they read), a wrong checksum, an unknown packing."""
    members = archive.infolist()
    repeated = len({member.filename.lower() for member in members}) < len(members)
    unknown = any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members)
    if repeated or unknown or archive.testzip() is not None:
        raise broken_workbook()
