"""One column that names huyện and, below each, its xã."""

import pytest

from core.database import Database
from core.ingest.issues import Severity
from core.ingest.pipeline import Preview, preview
from tests.conftest import OPERATOR

HEAD = "Stt;Đơn vị;Ngày số liệu;Tổng số hộ;Số hộ nghèo"


def look(database: Database, *rows: str) -> Preview:
    return preview(database, OPERATOR, "\n".join([HEAD, *rows]).encode(), "tep.csv")


def units(found: Preview) -> list[str]:
    return [record.place.full_name for record in found.checked.records if record.place]


def errors(found: Preview) -> list[tuple[int | None, str]]:
    return [(issue.row, issue.code) for issue in found.of(Severity.ERROR)]


GROUP = "I;Huyện Tuy Đức;;;"
COMMUNES = ("1;Quảng Tâm;30/06/2024;1.700;240", "2;Quảng Tân;30/06/2024;2.700;340")


@pytest.mark.parametrize("group", [GROUP, "I;H. Tuy Đức;30/06/2024;16.700;2.444", "I;Tuy Đức;;;"])
def test_communes_belong_to_the_district_above_them(sqlite: Database, group: str) -> None:
    found = look(sqlite, group, *COMMUNES)
    assert errors(found) == []
    assert units(found)[-2:] == ["xã Quảng Tâm", "xã Quảng Tân"]
    assert "hierarchy" in {issue.code for issue in found.of(Severity.NOTE)}


def test_a_name_that_may_be_the_next_district_or_a_commune_is_refused(sqlite: Database) -> None:
    rows = ("I;Huyện Tu Mơ Rông;;;", "1;Văn Xuôi;30/06/2024;500;40", "2;Đăk Hà;30/06/2024;700;40")
    assert errors(look(sqlite, *rows)) == [(4, "ambiguous_unit")]
    told = look(sqlite, *rows[:2], "2;xã Đăk Hà;30/06/2024;700;40")
    assert (errors(told), units(told)) == ([], ["xã Văn Xuôi", "xã Đăk Hà"])


def test_a_list_of_districts_alone_is_read_as_one(sqlite: Database) -> None:
    found = look(sqlite, "1;Tu Mơ Rông;30/06/2024;7.000;400", "2;Đăk Hà;30/06/2024;17.000;400")
    assert (errors(found), units(found)) == ([], ["huyện Tu Mơ Rông", "huyện Đăk Hà"])


def test_communes_below_a_name_that_nobody_knows_are_refused(sqlite: Database) -> None:
    found = look(sqlite, GROUP, COMMUNES[0], "II;Huyện Đắk Minh;;;", "1;Quảng Tân;30/06/2024;2.700;340")
    assert errors(found) == [(5, "unknown_unit")]


def test_a_misspelt_commune_is_told_which_it_may_be(sqlite: Database) -> None:
    found = look(sqlite, GROUP, COMMUNES[0], "2;Quảng Tânn;30/06/2024;2.700;340", "3;Đắk Búk So;30/06/2024;2.700;340")
    assert errors(found) == [(4, "unknown_unit")]
    assert "trong huyện Tuy Đức. Có phải: Quảng Tân" in found.of(Severity.ERROR)[0].message


def test_a_subtotal_between_districts_is_checked_and_kept_out(sqlite: Database) -> None:
    rows = (GROUP, *COMMUNES, ";Cộng huyện Tuy Đức;;4.400;580", "II;Huyện Đắk Mil;;;", "1;Đức Minh;30/06/2024;3.000;90")
    found = look(sqlite, *rows)
    assert (errors(found), units(found)) == ([], ["xã Quảng Tâm", "xã Quảng Tân", "xã Đức Minh"])
    assert found.of(Severity.QUESTION) == []
    wrong = look(sqlite, *(row.replace(";580", ";581") for row in rows))
    assert [(issue.row, issue.code) for issue in wrong.of(Severity.QUESTION)] == [(5, "total_differs")]


@pytest.mark.parametrize(("poor", "asked"), [("160", []), ("161", [(6, "total_differs")])])
def test_a_subtotal_of_a_huyen_beside_a_town_of_its_name(sqlite: Database, poor: str, asked: list[object]) -> None:
    rows = (
        *("I;Huyện Cao Lãnh;;;", "1;Gáo Giồng;30/06/2024;1.700;70", "2;Ba Sao;30/06/2024;2.700;90"),
        *("II;Huyện Tháp Mười;;;", f";Cộng huyện Cao Lãnh;;4.400;{poor}", "1;Tân Kiều;30/06/2024;3.000;90"),
    )
    found = look(sqlite, *rows)
    assert errors(found) == []
    assert [(issue.row, issue.code) for issue in found.of(Severity.QUESTION) if issue.code == "total_differs"] == asked


def test_a_district_of_another_province_cannot_follow(sqlite: Database) -> None:
    found = look(sqlite, "I;Huyện Đắk Glong;;;", "1;Quảng Khê;30/06/2024;2.000;90", "2;Đắk Ha;30/06/2024;2.000;90")
    assert (errors(found), units(found)) == ([], ["xã Quảng Khê", "xã Đắk Ha"])


@pytest.mark.parametrize("name", ["VIII. Tuy Đức", "1. Tuy Đức", "1) Tuy Đức", "- Tuy Đức", "a. Huyện Tuy Đức"])
def test_the_number_of_a_line_is_no_part_of_a_name(sqlite: Database, name: str) -> None:
    found = look(sqlite, f";{name};30/06/2024;16.700;2.444")
    assert (errors(found), units(found)) == ([], ["huyện Tuy Đức"])


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (";Trong đó: DTTS;30/06/2024;100;20", "hãy bỏ dòng này"),
        (";Khu vực thành thị;30/06/2024;100;20", "hãy bỏ dòng này"),
        (";Cộng các xã trên;30/06/2024;100;20", "ghi «Tổng cộng»"),
    ],
)
def test_a_row_about_no_unit_is_told_from_a_misspelt_one(sqlite: Database, row: str, says: str) -> None:
    found = look(sqlite, "1;Tuy Đức;30/06/2024;16.700;2.444", row)
    assert [says in issue.message for issue in found.of(Severity.ERROR)] == [True]


def test_a_commune_under_the_wrong_district_is_told_where_it_is(sqlite: Database) -> None:
    text = "Huyện;Xã;Ngày số liệu;Tổng số hộ;Số hộ nghèo\nĐắk Song;Quảng Tâm;30/06/2024;1.700;240\n"
    found = preview(sqlite, OPERATOR, text.encode(), "tep.csv")
    assert "xã Quảng Tâm thuộc huyện Tuy Đức" in found.of(Severity.ERROR)[0].message


@pytest.mark.parametrize("name", ["CỘNG (I+II)", "Cộng dồn", "Tổng (A+B):", "TỔNG CHUNG"])
def test_sums_by_other_names_are_totals(sqlite: Database, name: str) -> None:
    found = look(sqlite, "1;Tuy Đức;30/06/2024;16.700;2.444", f"3;{name};;16.700;2.444")
    assert (errors(found), units(found)) == ([], ["huyện Tuy Đức"])
    assert [issue.value for issue in found.of(Severity.NOTE) if issue.code == "row_left_out"] == [name]
