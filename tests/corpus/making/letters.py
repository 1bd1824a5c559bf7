"""Encodings and the shapes of CSV: the same two rows in every way that programs store them, and the broken ones."""

import unicodedata

from openpyxl import Workbook

from tests.corpus.making.writers import COMMUNES, PROGRESS, SPENT, book, cells, libreoffice, put, saved, text
from tests.test_encodings import in_legacy, in_windows_1258

HEAD = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Ghi chú"
ROWS = (
    "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444;số rà soát giữa năm",
    "Đắk Nông;Cư Jút;30/06/2024;22.000;700;đã kiểm tra lại",
)
TABLE = "".join(f"{line}\r\n" for line in (HEAD, *ROWS))
# The CSV filter of LibreOffice: separator 59 is ";", quote 34 is '"', then the character set and the first line.
AS_CSV = "csv:Text - txt - csv (StarCalc):{separator},34,{charset},1,,0,false,{as_shown},{all_quoted}"


def write_letters() -> None:
    _encodings()
    _broken_encodings()
    _shapes()
    _broken_shapes()


def _encodings() -> None:
    put("encodings/utf8-bom-crlf.csv", TABLE.encode("utf-8-sig"))
    put("encodings/utf16-le-unicode-text.txt", TABLE.replace(";", "\t").encode("utf-16"))
    put("encodings/utf16-be-without-mark.csv", TABLE.encode("utf-16-be"))
    put("encodings/windows-1258.csv", in_windows_1258(TABLE))
    put("encodings/tcvn3-bytes.csv", in_legacy(TABLE, "tcvn3").encode("cp1252"))
    put("encodings/vni-bytes.csv", in_legacy(TABLE, "vni").encode("cp1252"))
    put("encodings/tcvn3-saved-as-utf8.csv", in_legacy(TABLE, "tcvn3").encode())
    put("encodings/vni-saved-as-utf8.csv", in_legacy(TABLE, "vni").encode("utf-8-sig"))
    put("encodings/utf8-read-as-cp1252.csv", _as_windows_reads(TABLE.encode()).encode())
    put("encodings/utf8-read-as-cp1252-by-libreoffice.csv", _as_libreoffice_reads(TABLE.encode()))
    put("encodings/utf8-read-as-latin1.csv", TABLE.encode().decode("latin-1").encode())
    put("encodings/decomposed-by-macos.csv", unicodedata.normalize("NFD", TABLE).encode())
    put("encodings/eth-for-d-with-bar.csv", TABLE.replace("Đ", "Ð").replace("đ", "ð").encode())
    put("encodings/no-accents-at-all.csv", _plain(TABLE).encode("ascii"))
    for font in ("tcvn3", "vni"):
        book(f"encodings/{font}-cells.xlsx", cells(*(in_legacy(line, font) for line in (HEAD, *ROWS))))
    made = Workbook()
    for line in (HEAD, *ROWS):
        made.active.append(line.split(";"))
    for name, charset, separator in (("windows-1258", 40, 59), ("utf16", 65535, 9)):
        wanted = AS_CSV.format(separator=separator, charset=charset, as_shown="true", all_quoted="false")
        put(f"encodings/libreoffice-{name}.csv", libreoffice(saved(made), "xlsx", wanted))


def _as_libreoffice_reads(content: bytes) -> bytes:
    """A UTF-8 file opened as Windows-1252 (character set 1) and saved as UTF-8."""
    wanted = AS_CSV.format(separator=59, charset=76, as_shown="true", all_quoted="false")
    return libreoffice(content, "csv", wanted, "CSV:59,34,1,1,1/2/2/2/3/2/4/2/5/2/6/2")


def _as_windows_reads(content: bytes) -> str:
    """Windows-1252 as Windows reads it: the five bytes that have no letter stay as they are."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte) for byte in content
    )


def _plain(words: str) -> str:
    decomposed = unicodedata.normalize("NFD", words.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in decomposed if letter.isascii())


def _broken_encodings() -> None:
    put("encodings/accents-lost-to-question-marks.csv", TABLE.encode("cp1252", "replace"))
    put("encodings/replacement-characters.csv", TABLE.replace("ố", "\ufffd").replace("ộ", "\ufffd").encode())
    put("encodings/utf8-read-as-cp1252-with-letters-lost.csv", TABLE.encode().decode("cp1252", "ignore").encode())
    put("encodings/half-tcvn3-half-unicode.csv", (HEAD + "\n").encode() + in_legacy(ROWS[0], "tcvn3").encode("cp1252"))
    put("encodings/one-name-in-tcvn3.csv", TABLE.replace("Tuy Đức", "Tuy §øc").encode())
    put("encodings/utf16-cut-off.csv", TABLE.encode("utf-16")[:-1])
    put("encodings/utf32.csv", TABLE.encode("utf-32"))
    put("encodings/nul-bytes.csv", TABLE.replace("16.700", "16\x00700").encode())


def _shapes() -> None:
    put("csv/every-cell-quoted-with-commas.csv", _quoted(HEAD, *ROWS))
    text("csv/upright-bars.csv", *(line.replace(";", "|") for line in (HEAD, *ROWS)))
    text("csv/tabs.csv", *(line.replace(";", "\t") for line in (HEAD, *ROWS)))
    text("csv/sep-line-of-excel.csv", "sep=;", HEAD, *ROWS, encoding="utf-8-sig", end="\r\n")
    text("csv/carriage-returns-only.csv", HEAD, *ROWS, end="\r")
    text("csv/separators-at-the-end-of-every-line.csv", *(line + ";;;" for line in (HEAD, *ROWS)))
    text("csv/blank-lines-between.csv", "", HEAD, "", ROWS[0], ";;;;;", "", ROWS[1], "", "")
    broken = '"Huyện,\nthành phố";"Ngày\nsố liệu";"Tổng\nsố hộ";"Số hộ\nnghèo"'
    text("csv/line-breaks-inside-headings.csv", broken, "Tuy Đức;30/06/2024;16.700;2.444")
    put(
        "csv/mark-before-a-quoted-heading.csv",
        '"Huyện";"Ngày số liệu";"Tổng số hộ";"Số hộ nghèo"\r\n'.encode("utf-8-sig")
        + '"Tuy Đức";"30/06/2024";"16.700";"2.444"\r\n'.encode(),
    )
    put("csv/no-end-of-the-last-line.csv", f"{PROGRESS}\r\nTuy Đức;30/06/2024;16.700;2.444".encode())
    text(
        "csv/separator-and-quotes-in-a-note.csv",
        PROGRESS + ";Ghi chú",
        'Tuy Đức;30/06/2024;16.700;2.444;"rà lại; theo ""Biên bản 12""\nngày 28/6"',
        "Cư Jút;30/06/2024;22.000;700;",
    )
    text(
        "csv/semicolon-decimal-comma.csv",
        SPENT,
        "Tu Mơ Rông;Tu Mơ Rông;2024;2.1;30/06/2024;850,5",
        "Tu Mơ Rông;Tu Mơ Rông;2024;2.2;30/06/2024;120,25",
    )
    text(
        "csv/comma-decimal-point.csv",
        SPENT.replace(";", ","),
        "Tu Mơ Rông,Tu Mơ Rông,2024,2.1,30/06/2024,850.5",
        "Tu Mơ Rông,Tu Mơ Rông,2024,2.2,30/06/2024,120.25",
    )
    text(
        "csv/comma-file-with-quoted-decimal-comma.csv",
        SPENT.replace(";", ","),
        'Tu Mơ Rông,Tu Mơ Rông,2024,2.1,30/06/2024,"1.350,5"',
    )
    made = Workbook()
    for row in (PROGRESS.split(";"), ["Tuy Đức", "30/06/2024", 16700, 2444]):
        made.active.append(row)
    for cell in made.active["C2:D2"][0]:
        cell.number_format = "#,##0"
    wanted = AS_CSV.format(separator=44, charset=76, as_shown="true", all_quoted="true")
    put("csv/libreoffice-as-shown-all-quoted.csv", libreoffice(saved(made), "xlsx", wanted))


def _quoted(*lines: str) -> bytes:
    return "".join(",".join(f'"{cell}"' for cell in line.split(";")) + "\r\n" for line in lines).encode("utf-8-sig")


def _broken_shapes() -> None:
    commas = "Huyện,Ngày,Tổng số hộ,Số hộ nghèo"
    text("csv/thousands-commas-without-quotes.csv", f"{commas},Số hộ cận nghèo", "Tuy Đức,30/06/2024,16,700,2,444,120")
    text(
        "csv/decimal-comma-without-quotes.csv",
        SPENT.replace(";", ",") + ",Trong đó tạm ứng (triệu đồng)",
        "Tu Mơ Rông,Tu Mơ Rông,2024,2.1,30/06/2024,850,5,100",
    )
    text(
        "csv/one-split-number-fills-the-optional-column.csv",
        f"{commas},Số hộ cận nghèo,",
        "Tuy Đức,30/06/2024,16700,2,444,,",
    )
    text("csv/short-row.csv", PROGRESS, "Tuy Đức;30/06/2024;16.700;2.444", "Cư Jút;30/06/2024;700")
    text("csv/long-row.csv", PROGRESS, "Tuy Đức;30/06/2024;16.700;2.444", "Cư Jút;30/06/2024;22;000;700")
    text("csv/quote-left-open.csv", PROGRESS, '"Tuy Đức;30/06/2024;16.700;2.444', "Cư Jút;30/06/2024;22.000;700")
    text(
        "csv/ditto-marks-swallow-rows.csv",
        PROGRESS + ";Ghi chú",
        "Tuy Đức;30/06/2024;16.700;2.444;rà lại",
        'Cư Jút;30/06/2024;22.000;700;"',
        "Đắk Mil;30/06/2024;28.000;440;",
        'Krông Nô;30/06/2024;19.800;700;"',
    )
    text("csv/quote-inside-a-name.csv", PROGRESS, '"Tuy" Đức;30/06/2024;16.700;2.444')
    text(
        "csv/nt-for-the-name-above.csv",
        COMMUNES,
        "Tuy Đức;Quảng Tâm;30/06/2024;2.200;200",
        "nt;Quảng Trực;30/06/2024;2.500;300",
    )
    text("csv/headings-only.csv", PROGRESS)
    text("csv/notes-only.csv", PROGRESS, "Ghi chú: số liệu đang tổng hợp;;;", "Nguồn: Phòng LĐ-TB&XH;;;")
    put("csv/empty.csv", b"")
    text("csv/separators-only.csv", ";;;", ";;;", encoding="utf-8-sig", end="\r\n")
    text("csv/a-list-of-something-else.csv", "Họ tên;Chức vụ;Điện thoại", "Nguyễn Văn A;Chủ tịch;0900")
    text("csv/more-cells-than-allowed.csv", PROGRESS, *["Tuy Đức;30/06/2024;16.700;2.444"] * 20)
