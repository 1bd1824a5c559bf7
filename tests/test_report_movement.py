"""Diễn biến hộ nghèo in the official report: flows, what they do not explain, near poor, two groups of minorities."""

import pytest

from core.database import Database
from core.official_report.chapters import movement
from tests.conftest import Load
from tests.test_report_poverty import DAK_NONG, JUNE, TUY_DUC, part, reported, row_of, written_part

HEAD = (
    "Huyện, thành phố;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo;Số hộ nghèo đầu kỳ;"
    "Thoát nghèo thành cận nghèo;Thoát nghèo vượt chuẩn cận nghèo;Giảm khác;Cận nghèo thành nghèo;Tái nghèo;"
    "Phát sinh mới;Tăng khác;Tổng số hộ DTTS;Số hộ nghèo DTTS;Tổng số hộ DTTS tại chỗ;Số hộ nghèo DTTS tại chỗ\n"
)
FULL = "Tuy Đức;30/06/2024;chính thức;16.764;2.445;900;3.131;300;400;20;15;5;10;4;9.000;2.000;4.000;1.200\n"
# 3.131 − 300 − 400 + 5 + 10 = 2.446: one household fewer was reported, and four flows are not.
SHORT = "Tuy Đức;30/06/2024;chính thức;16.764;2.445;;3.131;300;400;;;5;10;;;;;\n"


def test_flows_that_close(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + FULL)
    found = written_part(sqlite, unit=TUY_DUC, of=movement.chapter)
    assert "Huyện Tuy Đức: từ 3.131 hộ nghèo đầu kỳ đến 2.445 hộ ngày 30/06/2024" in found.said
    assert "Các biến động khép kín." in found.said
    (row,) = found.tables["dien-bien-ho-ngheo"].rows
    texts = [str(cell) for cell in row.cells[4:]]
    assert texts == ["3.131", "300", "400", "20", "15", "5", "10", "4", "2.445", "2.445", "0"]
    assert 3131 - 300 - 400 - 20 + 15 + 5 + 10 + 4 == 2445


def test_what_flows_do_not_explain_is_never_hidden(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + SHORT, justify="chưa rà soát xong")
    found = written_part(sqlite, unit=TUY_DUC, of=movement.chapter)
    assert "theo biến động còn 2.446 hộ, báo cáo 2.445 hộ ngày 30/06/2024" in found.said
    assert "chênh lệch chưa giải thích 1 hộ giảm." in found.said
    assert "Không báo cáo giảm khác; cận nghèo thành nghèo; tăng khác (không tính là 0): " in found.said
    (row,) = found.tables["dien-bien-ho-ngheo"].rows
    assert [str(cell) for cell in row.cells[4:]] == [
        *("3.131", "300", "400", "—", "—", "5", "10", "—", "2.446", "2.445", "-1")
    ]
    unexplained = [figure for figure in found.figures if figure.label.startswith("Chênh lệch chưa giải thích")]
    assert {(figure.worked, figure.value) for figure in unexplained} == {
        ("2.445 − 2.446 = -1", -1),
        ("2.446 − 2.445 = 1", 1),
    }


def test_who_did_not_report_flows_is_named_below_the_table(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + FULL)
    load(sqlite, reported({unit: JUNE[unit] for unit in JUNE if unit != "Tuy Đức"}))
    found = written_part(sqlite, unit=DAK_NONG, of=movement.chapter)
    missing = next(line for line in found.said.splitlines() if "chưa đủ số liệu biến động" in line)
    assert "tỉnh Đắk Nông, huyện Krông Nô" in missing
    assert "Tuy Đức" not in missing
    assert [str(row.cells[1]) for row in found.tables["dien-bien-ho-ngheo"].rows] == ["Tuy Đức"]
    near = next(line for line in found.said.splitlines() if "chưa có số hộ cận nghèo" in line)
    assert "huyện Cư Jút" in near


def test_results_without_flows_say_that_nobody_reported_them(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE))
    found = written_part(sqlite, of=movement.chapter)
    assert "Chưa đơn vị nào báo cáo biến động hộ nghèo trong năm 2024." in found.said
    assert found.tables == {}


def test_without_results_there_is_no_chapter(sqlite: Database) -> None:
    assert part(sqlite, of=movement.chapter) is None


def test_multidimensional_poverty_is_poor_and_near_poor(sqlite: Database, load: Load) -> None:
    """(2.445 + 900) ÷ 16.764 = 19,95%."""
    load(sqlite, HEAD + FULL)
    found = written_part(sqlite, unit=TUY_DUC, of=movement.chapter)
    assert "900 hộ cận nghèo; hộ nghèo và hộ cận nghèo là 3.345 hộ trên 16.764 hộ, tỷ lệ nghèo đa chiều 19,95%." in (
        found.said
    )
    assert row_of(found.tables["can-ngheo"], "Tuy Đức")[3:] == [
        *("16.764", "2.445", "900", "3.345", "14,58%", "5,37%", "19,95%")
    ]


@pytest.mark.parametrize(
    "said",
    [
        # 2.000 ÷ 2.445 = 81,80%; 2.000 ÷ 9.000 = 22,22%
        "2.000 hộ nghèo DTTS, chiếm 81,80% trong 2.445 hộ nghèo; tỷ lệ nghèo trong 9.000 hộ DTTS là 22,22%.",
        # 1.200 ÷ 2.445 = 49,08%; 1.200 ÷ 4.000 = 30,00%
        "1.200 hộ nghèo DTTS tại chỗ, chiếm 49,08% trong 2.445 hộ nghèo; tỷ lệ nghèo trong 4.000 hộ DTTS tại chỗ là"
        " 30,00%.",
        "DTTS và DTTS tại chỗ là hai nhóm khác nhau, không cộng với nhau.",
    ],
)
def test_minorities_are_said_with_both_denominators(sqlite: Database, load: Load, said: str) -> None:
    load(sqlite, HEAD + FULL)
    assert said in written_part(sqlite, unit=TUY_DUC, of=movement.chapter).said


def test_a_group_that_nobody_reported_has_no_columns(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + FULL.replace(";4.000;1.200", ";;"))
    table = written_part(sqlite, unit=TUY_DUC, of=movement.chapter).tables["ho-ngheo-dtts"]
    assert {column.group for column in table.columns} == {"", "Hộ DTTS"}


def test_minorities_of_a_province_are_the_sum_where_all_reported(sqlite: Database, load: Load) -> None:
    rows = "".join(
        f"{unit};30/06/2024;chính thức;{all_};{poor};10;;;;;;;;;5000;{poor // 2};;\n"
        for unit, (all_, poor) in JUNE.items()
    )
    load(sqlite, HEAD + rows)
    total = sum(poor // 2 for _, poor in JUNE.values())
    assert total == 3687
    table = written_part(sqlite, of=movement.chapter).tables["ho-ngheo-dtts"]
    assert row_of(table, "Toàn tỉnh")[3:] == ["7.377", "40.000", "3.687", "9,22%", "49,98%"]
    assert [column.total for column in table.columns][3:6] == ["sum", "sum", "sum"]
