"""Bytes into cells: separators, quotes, encodings; what can't be read says what it is and what to do."""

import pytest

from core.errors import UnreadableFile
from core.ingest.files.read import read
from core.ingest.files.table import RawTable
from core.ingest.issues import Severity
from core.ingest.layout.understand import UnderstoodTable, header_score, understand

HEADER = 'Tỉnh;"Huyện, thành phố";Ngày số liệu;Tổng số hộ;Số hộ nghèo;Ghi chú'
ROW = "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444;"
TEXT = f"{HEADER}\n{ROW}\n"


def opened(content: str | bytes) -> RawTable:
    return read(content.encode() if isinstance(content, str) else content, "tep.csv", header_score)


def taken_apart(content: str | bytes) -> UnderstoodTable:
    return understand(opened(content))


def cells_of_first_row(content: str | bytes) -> list[str]:
    table = taken_apart(content)
    keys = ("province", "district", "as_of", "households", "poor", "note")
    return [table.cell(table.rows[0], key) for key in keys]


def errors_of(content: str) -> list[tuple[int | None, str]]:
    return [(issue.row, issue.code) for issue in taken_apart(content).issues if issue.severity is Severity.ERROR]


EXPECTED = ["Đắk Nông", "Tuy Đức", "30/06/2024", "16.700", "2.444", ""]
COMMAS = (
    'Tỉnh,"Huyện, thành phố",Ngày số liệu,Tổng số hộ,Số hộ nghèo,Ghi chú\nĐắk Nông,Tuy Đức,30/06/2024,16.700,2.444,\n'
)


@pytest.mark.parametrize(
    ("content", "encoding", "separator"),
    [
        (TEXT.encode(), "UTF-8", ";"),
        (TEXT.encode("utf-8-sig"), "UTF-8 có BOM", ";"),
        (COMMAS.encode(), "UTF-8", ","),
        (TEXT.replace(";", "\t").encode(), "UTF-8", "\t"),
        (("sep=;\n" + TEXT).encode(), "UTF-8", ";"),
        (("sep=;\r\n" + TEXT).encode("utf-8-sig"), "UTF-8 có BOM", ";"),
        (("SEP=,\n" + COMMAS).encode(), "UTF-8", ","),
        (TEXT.replace(";", "|").encode(), "UTF-8", "|"),
        (TEXT.encode("utf-16"), "UTF-16 (Unicode Text)", ";"),
        (TEXT.replace(";", "\t").encode("utf-16"), "UTF-16 (Unicode Text)", "\t"),
        (TEXT.encode("utf-16-le"), "UTF-16 (Unicode Text)", ";"),
        (TEXT.encode("utf-16-be"), "UTF-16 (Unicode Text)", ";"),
        (TEXT.replace("\n", "\r\n").encode(), "UTF-8", ";"),
        (TEXT.replace("\n", "\r").encode(), "UTF-8", ";"),
        (TEXT.rstrip("\n").encode(), "UTF-8", ";"),
        (TEXT.replace("Tuy Đức", '"Tuy Đức"').replace("2.444", '"2.444"').encode(), "UTF-8", ";"),
        (TEXT.replace("Tuy Đức", "  Tuy\u00a0Đức ").encode(), "UTF-8", ";"),
    ],
)
def test_every_way_excel_saves_a_csv_gives_the_same_cells(content: bytes, encoding: str, separator: str) -> None:
    raw = opened(content)
    assert (raw.encoding, raw.separator) == (encoding, separator)
    assert cells_of_first_row(content) == EXPECTED


@pytest.mark.parametrize(
    ("prefix", "line"), [("", 2), ("sep=;\n", 3), ("\n\n", 4), ("BÁO CÁO;;;;;\n;;;;;\n", 4), ('"hai\ndòng";;;;;\n', 3)]
)
def test_lines_are_numbered_as_a_spreadsheet_shows_them(prefix: str, line: int) -> None:
    assert [row.line for row in taken_apart(prefix + TEXT).rows] == [line]


def test_quotes_keep_separators_line_breaks_and_quotes_inside_a_cell() -> None:
    written = TEXT.replace(";2.444;", ';2.444;"a; b, ""c""\nd"')
    assert cells_of_first_row(written)[-1] == 'a; b, "c" d'


@pytest.mark.parametrize(
    "heading",
    [
        "SỐ HỘ NGHÈO",
        "so ho ngheo",
        "Số  hộ nghèo",
        '"Số hộ\nnghèo"',
        "Số hộ nghèo (hộ)",
        "(5) Số hộ nghèo",
        "Số hộ nghèo (5)",
        "Số hộ nghèo*",
        "Hộ nghèo",
        "poor",
    ],
)
def test_a_heading_matches_without_case_accents_breaks_or_numbering(heading: str) -> None:
    assert cells_of_first_row(TEXT.replace("Số hộ nghèo", heading)) == EXPECTED


@pytest.mark.parametrize(
    "heading", ["Hộ nghèo (%)", "Hộ nghèo %", "Số hộ nghèo (người)", "Số hộ nghèo (2023)", "Số hộ nghèo năm 2023"]
)
def test_a_heading_of_another_unit_or_year_is_another_column(heading: str) -> None:
    table = taken_apart(TEXT.replace("Số hộ nghèo", heading))
    assert "poor" not in table.positions
    assert {"missing_column", "unknown_column"} <= {issue.code for issue in table.issues}


def test_a_rate_headed_in_households_is_not_a_rate() -> None:
    header = "Huyện;Năm;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm (hộ)"
    assert "rate_reduction" not in taken_apart(f"{header}\nTuy Đức;2024;16.674;3.131;1.400;1.400\n").positions


def in_bytes(text: str, encoding: str) -> bytes:
    return text.encode(encoding)


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "empty", "Tệp trống"),
        (b"  \r\n\r\n", "empty", "Tệp trống"),
        (b"\xef\xbb\xbf", "empty", "Tệp trống"),
        (b"\xef\xbb\xbf\r\n;;;;\r\n", "empty", "Tệp trống"),
        (b"PK\x03\x04\x14\x00\x06\x00", "broken_workbook", "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls", ".xls"),
        (b"%PDF-1.7\n", "pdf", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "image", "ảnh"),
        (b"\xff\xd8\xff\xe0", "image", "ảnh"),
        (in_bytes(TEXT, "utf-16")[:-1], "utf16_broken", "UTF-16"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html", "HTML"),
        (b"\r\n  <!DOCTYPE html>", "html", "HTML"),
        (b"\xef\xbb\xbf<html>", "html", "HTML"),
        (b'<?xml version="1.0"?><Workbook/>', "html", "HTML"),
        (TEXT.encode() + b"\x00\x01", "binary", "NUL"),
        (b"Huy\xd2n;Ng\xe0y", "unknown_header", "mẫu"),
        ("Tỉnh;Huyện\n".encode() + b"\xa7\xbek N\xabng;Tuy \xa7\xf8c\n", "undecidable_encoding", "dòng 2"),
        (b"Ho\xe4 ngh\xe8o;X\xf5", "undecidable_encoding", "VNI"),
        ("§¾k N«ng;Hé nghÌo\n", "unknown_header", "tiêu đề"),  # TCVN3 letters that somebody saved as UTF-8
        ("a;b;c\n1;2;3\n", "unknown_header", "mẫu"),
        ("Huyện;Xã\nTuy Đức;Quảng Tâm\n", "unknown_header", "mẫu"),
        (TEXT.replace("Tuy Đức", '"Tuy Đức'), "broken_quotes", "ngoặc kép"),
        (TEXT.replace("Tuy Đức", '"Tuy" Đức'), "broken_quotes", "ngoặc kép"),
        (f'{TEXT}{ROW}"dở\n{ROW}\n{ROW}\n', "broken_quotes", "dòng 3 không khép"),
        (f'{TEXT}{ROW}"dở\n{ROW}"\n{ROW}"x"y\n', "broken_quotes", "dòng 4 không khép"),
        ("sep=,\n" + TEXT, "wrong_sep", "Dòng 1 (sep=)"),
    ],
)
def test_what_cannot_be_read_says_what_it_is_and_what_to_do(content: str | bytes, code: str, says: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        taken_apart(content)
    assert refused.value.code == code
    assert says in str(refused.value)
    assert "Hãy" in str(refused.value)
    assert "expected" not in str(refused.value)
    assert "unexpected" not in str(refused.value)


def test_a_file_beyond_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnreadableFile) as refused:
        opened(b"a" * 20_000_001)
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    "rows",
    [
        ['Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444;"', 'Đắk Nông;Cư Jút;30/06/2024;22.000;700;"'],
        ['Đắk Nông;Tuy Đức;30/06/2024;16.700;";', 'Đắk Nông;Cư Jút;30/06/2024;22.000;";'],
        ['Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444;"', ROW, ROW, 'Đắk Nông;Cư Jút;30/06/2024;22.000;700;"'],
    ],
)
def test_ditto_marks_never_swallow_the_rows_between_them(rows: list[str]) -> None:
    with pytest.raises(UnreadableFile) as refused:
        opened("\n".join([HEADER, *rows, ROW, ""]))
    assert refused.value.code == "broken_quotes"
    assert "dòng 2" in str(refused.value)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (ROW, []),
        (ROW + ";;;", []),
        (ROW[:-1], [(2, "short_row")]),
        ("Đắk Nông;Tuy Đức;30/06/2024", [(2, "short_row")]),
        (ROW + ";5", [(2, "long_row")]),
        ("Đắk Nông;Tuy Đức;30/06/2024;16;700;2;444", [(2, "long_row")]),
    ],
)
def test_a_row_of_another_length_is_an_error_unless_what_is_extra_is_blank(
    row: str, expected: list[tuple[int, str]]
) -> None:
    assert errors_of(f"{HEADER}\n{row}\n") == expected


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        # "2,444" without quotes would put 2 under poor households and 444 under the next heading.
        ("Huyện,Ngày,Tổng số hộ,Số hộ nghèo,Số hộ cận nghèo,Ghi chú", "Tuy Đức,30/06/2024,16700,2,444,,", ["long_row"]),
        ("Huyện,Ngày,Tổng số hộ,Số hộ nghèo,,", "Tuy Đức,30/06/2024,16700,2,444,", ["long_row"]),
        ("Huyện,Ngày,Tổng số hộ,Số hộ nghèo,,", "Tuy Đức,30/06/2024,900,120,,", []),
        ("Huyện,Ngày,Tổng số hộ,Số hộ nghèo,,", "Tuy Đức,30/06/2024,900,120", []),
        ("Huyện,Ngày,Tổng số hộ,Số hộ nghèo", "Tuy Đức,30/06/2024,16700,2444,,", []),
    ],
)
def test_thousands_commas_without_quotes_are_not_taken_for_two_figures(
    header: str, row: str, expected: list[str]
) -> None:
    assert [code for _, code in errors_of(f"{header}\n{row}\n")] == expected


def test_a_column_without_a_heading_is_kept_out_and_said() -> None:
    table = taken_apart("Huyện;Ngày;Tổng số hộ;;Số hộ nghèo\nTuy Đức;30/06/2024;16.700;99;2.444\n")
    assert [issue.code for issue in table.issues] == ["unknown_column"]
    assert table.cell(table.rows[0], "poor") == "2.444"


def test_blank_rows_are_nobody() -> None:
    assert len(taken_apart(f"{HEADER}\n;;;;;\n\n{ROW}\n;;;;;\n").rows) == 1


def test_how_a_file_was_read_is_told() -> None:
    assert taken_apart(TEXT).described() == {
        "Mã ký tự": "UTF-8",
        "Dấu ngăn cột": "dấu chấm phẩy (;)",
        "Dòng tiêu đề": "1",
        "Số dòng số liệu": "1",
    }


def test_a_heading_split_by_its_own_comma_is_said_once_and_not_in_every_row() -> None:
    rows = "Tuy Đức,30/06/2024,16700,2444\nĐắk Mil,30/06/2024,28000,500\n"
    assert errors_of(f"Huyện, thành phố,Ngày số liệu,Tổng số hộ,Số hộ nghèo\n{rows}") == [(1, "split_heading")]
    assert errors_of("Huyện,Xã,Ngày số liệu,Tổng số hộ,Số hộ nghèo\nTuy Đức,,30/06/2024,16700,2444\n") == []


TWO_ROWS = """;Huyện;Số hộ nghèo;;Hộ nghèo giảm trong kỳ;;Hộ DTTS;;Ngày số liệu;Tổng số hộ
Stt;;Đầu kỳ;Cuối kỳ;Giảm khác;Số hộ;Hộ nghèo;Tổng số;;
(1);(2);(3);(4);(5);(6);(7);(8);(9);(10)
1;Tuy Đức;3.131;2.444;5;7;100;200;30/06/2024;16.700
"""


def test_headings_of_two_rows_are_joined_and_a_group_is_never_ignored() -> None:
    """ "Hộ nghèo giảm › Số hộ" is no number of households, "Hộ DTTS › Hộ nghèo" not all the poor."""
    table = taken_apart(TWO_ROWS)
    assert table.positions == {
        "district": 1,
        "poor_start": 2,
        "poor": 3,
        "other_decrease": 4,
        "as_of": 8,
        "households": 9,
        "ethnic_households": 7,  # "Tổng số" of "Hộ DTTS"
    }
    assert [row.line for row in table.rows] == [4]
    said = {issue.value for issue in table.issues if issue.code == "unknown_column"}
    assert {"Hộ nghèo giảm trong kỳ › Số hộ", "Hộ DTTS › Hộ nghèo"} <= said
