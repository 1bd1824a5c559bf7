"""A table whose date stands in its title and in no column."""

import pytest

from core.database import Database
from core.ingest.files.read import read
from core.ingest.issues import Severity
from core.ingest.layout.understand import UnderstoodTable, header_score, understand
from core.ingest.pipeline import preview
from tests.conftest import OPERATOR

TABLE = "Huyện;Tổng số hộ;Số hộ nghèo\nTuy Đức;16.700;2.444\nTổng cộng;16.700;2.444\n"


def taken_apart(title: str, table: str = TABLE) -> UnderstoodTable:
    return understand(read(f"{title}\n{table}".encode(), "tep.csv", header_score), "poverty-progress")


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("BÁO CÁO KẾT QUẢ GIẢM NGHÈO;;\n(Số liệu tính đến ngày 30/06/2024);;", "30/06/2024"),
        ("Kết quả đến 30/6/2024;;", "30/6/2024"),
        ("Số liệu đến hết ngày 31.12.2024;;", "31.12.2024"),
        ("Tính đến ngày 30 tháng 6 năm 2024;;", "30/6/2024"),
        ("Thời điểm 30-06-2024;;", "30-06-2024"),
    ],
)
def test_the_one_date_of_the_title_holds_for_every_row_and_is_said(title: str, date: str) -> None:
    table = taken_apart(title)
    assert [table.cell(row, "as_of") for row in (*table.rows, *table.totals)] == [date, date]
    assert [issue.value for issue in table.issues if issue.code == "date_from_title"] == [date]
    assert "missing_column" not in {issue.code for issue in table.issues}


@pytest.mark.parametrize(
    "title",
    [
        "BÁO CÁO;;",
        "Kế hoạch số 97/KH-UBND ngày 20/02/2024;;",  # the day of a document is not that of the figures
        "Số liệu năm 2024;;",
        "Đến ngày 30/06/2024;so với đến ngày 31/12/2023;",  # which of the two?
        "Đến ngày 30/06/24;;",
    ],
)
def test_a_title_without_one_clear_date_leaves_the_column_missing(title: str) -> None:
    assert "missing_column" in {issue.code for issue in taken_apart(title).issues}


def test_a_column_of_dates_goes_before_the_title() -> None:
    table = taken_apart(
        "Đến ngày 30/06/2024;;;", "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo\nTuy Đức;31/03/2024;16.700;2.444\n"
    )
    assert table.cell(table.rows[0], "as_of") == "31/03/2024"


@pytest.mark.parametrize(
    ("title", "taken"),
    [
        ("SỐ LIỆU ƯỚC THỰC HIỆN ĐẾN 31/12/2024", "ước"),
        ("Kết quả ước đến 30/06/2024", "ước"),
        ("Số liệu trước rà soát, đến 30/06/2024", ""),
        ("Nước sạch đến 30/06/2024", ""),
    ],
)
def test_a_title_that_says_estimate_is_believed(title: str, taken: str) -> None:
    table = taken_apart(title)
    assert table.cell(table.rows[0], "value_type") == taken
    assert ("estimate_from_title" in {issue.code for issue in table.issues}) == bool(taken)


SPENT = "Tỉnh;Huyện;Xã;Năm vốn;Mã nội dung;Ngày số liệu;{}\nKon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;2.1;30/06/2024;850;{}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GIẢI NGÂN VỐN KÉO DÀI NĂM 2023 SANG 2024\n" + SPENT.format("Lũy kế giải ngân", ""), "unclear_capital"),
        ("GIẢI NGÂN\n" + SPENT.format("Lũy kế giải ngân (đồng);Trong đó tạm ứng", "200"), "unit_unclear"),
        (
            "Đơn vị tính: triệu đồng, riêng cột tạm ứng: nghìn đồng\n"
            + SPENT.format("Lũy kế giải ngân;Trong đó tạm ứng", "200"),
            "unit_declared",
        ),
        ("GIẢI NGÂN\n" + SPENT.format("Lũy kế giải ngân", ""), None),
    ],
)
def test_a_title_that_leaves_capital_or_unit_open_is_refused(text: str, code: str | None) -> None:
    table = understand(read(text.encode(), "tep.csv", header_score), "disbursement")
    errors = {issue.code for issue in table.issues if issue.severity is Severity.ERROR}
    assert errors == ({code} if code else set())


@pytest.mark.parametrize(("province", "codes"), [("Đắk Lắk", ["province_of_title"]), ("Đắk Nông", []), ("", [])])
def test_the_province_of_the_title_has_to_be_that_of_the_rows(
    sqlite: Database, province: str, codes: list[str]
) -> None:
    found = preview(sqlite, OPERATOR, f"Tỉnh {province} - Biểu số 1, đến 30/6/2024\n{TABLE}".encode(), "tep.csv")
    assert [issue.code for issue in found.of(Severity.ERROR)] == codes


OFFICIAL = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM;;;;;;;;;;;;;
DIỄN BIẾN HỘ NGHÈO NĂM 2024;;;;;;;;;;;;;
(Tính đến ngày 31 tháng 12 năm 2024);;;;;;;;;;;;;
ĐVT: Hộ;;;;;;;;;;;;;
TT;Đơn vị;Tổng số hộ dân cư;Số hộ nghèo;;Diễn biến hộ nghèo trong năm;;;;;;;Tỷ lệ hộ nghèo (%);Ghi chú
;;;Đầu năm;Cuối năm;Thoát nghèo, thành cận nghèo;Thoát nghèo, vượt chuẩn cận nghèo;Giảm khác;Cận nghèo thành nghèo;{}
A;B;1;2;3=2-4-5-6+7+8+9+10;4;5;6;7;8;9;10;11=3/1;
I;Huyện Tuy Đức;16.874;3.131;1.732;900;512;0;0;3;10;0;10,26;
1;Xã Quảng Tâm;1.700;300;240;40;30;0;0;3;7;0;;
;TỔNG CỘNG;16.874;3.131;1.732;900;512;0;0;3;10;0;;
Ghi chú: số liệu chính thức;;;;;;;;;;;;;
;;;;;;;;Đắk Nông, ngày 31 tháng 12 năm 2024;;;;;
;NGƯỜI LẬP BIỂU;;;;;;;TM. ỦY BAN NHÂN DÂN;;;;;
""".format("Tái nghèo;Phát sinh mới;Tăng khác;;")


def test_the_official_form_is_read_as_it_is_printed() -> None:
    table = understand(read(OFFICIAL.encode(), "tep.csv", header_score))
    assert table.kind.name == "poverty-progress"
    assert ([row.line for row in table.rows], [row.line for row in table.totals]) == ([8, 9], [10])
    read_as = {key: table.cell(table.rows[0], key) for key in ("district", "as_of", "poor_start", "poor", "relapsed")}
    assert read_as == {
        "district": "Huyện Tuy Đức",
        "as_of": "31/12/2024",
        "poor_start": "3.131",
        "poor": "1.732",
        "relapsed": "3",
    }
    assert {issue.row for issue in table.issues if issue.code == "row_left_out"} == {1, 2, 3, 4, 7, 10, 11, 12, 13}
