"""Whole files looked at as an office sends them: every problem with its row, column and value; nothing stored."""

import csv
import io
from collections.abc import Callable
from datetime import date
from time import perf_counter

import pytest
from sqlalchemy import func, select

from core.database import Database
from core.errors import UnknownName, UnreadableFile
from core.ingest.issues import Severity
from core.ingest.kinds import kinds
from core.ingest.pipeline import Outcome, Preview, decide, preview
from core.ingest.templates.templates import csv_template
from core.places import all_places
from core.tables import PovertyPlan, PovertyProgress
from tests.conftest import OPERATOR

TODAY = date(2025, 1, 31)
DISTRICT, COMMUNE = "Huyện, thành phố", "Xã, phường, thị trấn"
HOUSEHOLDS, POOR, NEAR = "Tổng số hộ", "Số hộ nghèo", "Số hộ cận nghèo"
DATE, TYPE = "Ngày số liệu", "Loại số liệu"

Load = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.ingest.pipeline.today", lambda: TODAY)


def look(database: Database, *lines: str, kind: str | None = None) -> Preview:
    return preview(database, OPERATOR, "\n".join(lines).encode(), "tep.csv", kind)


def remarks(found: Preview, severity: Severity) -> list[tuple[int | None, str | None, str, str | None]]:
    """(row, column, code, value) of every issue of one weight."""
    return [(issue.row, issue.column, issue.code, issue.value) for issue in found.of(severity)]


def errors(found: Preview) -> list[tuple[int | None, str | None, str, str | None]]:
    return remarks(found, Severity.ERROR)


def asked(found: Preview) -> list[tuple[int | None, str | None, str, str | None]]:
    return remarks(found, Severity.QUESTION)


def notes(found: Preview) -> list[tuple[int | None, str]]:
    return [(row, code) for row, _, code, _ in remarks(found, Severity.NOTE)]


def stored_rows(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(PovertyProgress)) or 0


PROGRESS = "Huyện;Xã;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo;Ghi chú"
TUY_DUC = "Tuy Đức;;30/06/2024;chính thức;16.700;2.444;1.020;"
PLAN = (
    "Huyện;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Tổng số hộ dự kiến cuối năm;"
    "Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm;Tỷ lệ dự kiến giảm đến;Số hộ cận nghèo đầu năm;"
    "Số hộ cận nghèo dự kiến giảm"
)


def test_a_sound_file_has_no_errors_and_no_questions(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC)
    assert (errors(found), asked(found)) == ([], [])
    assert found.counts.new == 1
    values = found.checked.records[0].values
    assert values["as_of"] == date(2024, 6, 30)
    assert (values["households"], values["poor"], values["near_poor"]) == (16700, 2444, 1020)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Tuy Đưc2;;30/06/2024;;16.700;2.444;;", (2, DISTRICT, "unknown_unit", "Tuy Đưc2")),
        ("Tuy Đức;Quảng Tăng;30/06/2024;;1.700;244;;", (2, COMMUNE, "unknown_unit", "Quảng Tăng")),
        ("Tuy Đức;Kiến Đức;30/06/2024;;1.700;244;;", (2, COMMUNE, "unknown_unit", "Kiến Đức")),
        (";Quảng Tâm;30/06/2024;;1.700;244;;", (2, DISTRICT, "missing_value", None)),
        ("x;;30/06/2024;;1.700;244;;", (2, DISTRICT, "missing_value", "x")),
        ("Tuy Đức;;;;16.700;2.444;;", (2, DATE, "missing_value", None)),
        ("Tuy Đức;;30/06/24;;16.700;2.444;;", (2, DATE, "two_digit_year", "30/06/24")),
        ("Tuy Đức;;06/30/2024;;16.700;2.444;;", (2, DATE, "not_a_date", "06/30/2024")),
        ("Tuy Đức;;30/06/0204;;16.700;2.444;;", (2, DATE, "year_out_of_range", "30/06/0204")),
        ("Tuy Đức;;02/02/2026;;16.700;2.444;;", (2, DATE, "future_date", "02/02/2026")),
        ("Tuy Đức;;30/06/2024;tạm;16.700;2.444;;", (2, TYPE, "unknown_word", "tạm")),
        ("Tuy Đức;;30/06/2024;;;2.444;;", (2, HOUSEHOLDS, "missing_value", None)),
        ("Tuy Đức;;30/06/2024;;16.700;-;;", (2, POOR, "missing_value", "-")),
        ("Tuy Đức;;30/06/2024;;16.700;x;;", (2, POOR, "missing_value", "x")),
        ("Tuy Đức;;30/06/2024;;16.700;#REF!;;", (2, POOR, "excel_error", "#REF!")),
        ("Tuy Đức;;30/06/2024;;16.700;244.4;;", (2, POOR, "half_grouping", "244.4")),
        ("Tuy Đức;;30/06/2024;;16.700;1.234,5;;", (2, POOR, "not_whole", "1.234,5")),
        ("Tuy Đức;;30/06/2024;;16.700;-5;;", (2, POOR, "negative", "-5")),
        ("Tuy Đức;;30/06/2024;;16.700;9999999999;;", (2, POOR, "out_of_range", "9999999999")),
        ("Tuy Đức;;30/06/2024;;0;0;;", (2, HOUSEHOLDS, "no_households", "0")),
        ("Tuy Đức;;30/06/2024;;16.700;16.701;;", (2, POOR, "part_exceeds_whole", "16.701")),
        ("Tuy Đức;;30/06/2024;;16.700;2.444;16.701;", (2, NEAR, "part_exceeds_whole", "16.701")),
        ("Tuy Đức;;30/06/2024;;16.700;2.444;14.257;", (2, NEAR, "part_exceeds_whole", "14257")),
    ],
)
def test_each_bad_cell_is_named_by_row_column_and_value(
    sqlite: Database, row: str, expected: tuple[int, str, str, str | None]
) -> None:
    found = look(sqlite, PROGRESS, row)
    assert errors(found) == [expected]
    assert found.counts.rejected == 1
    assert found.comparison.rows == ()


@pytest.mark.parametrize(
    ("columns", "row", "column"),
    [
        ("Tổng số hộ DTTS", "16.701", "Tổng số hộ DTTS"),
        ("Tổng số hộ DTTS;Số hộ nghèo DTTS", "2.000;2.001", "Số hộ nghèo DTTS"),
        ("Số hộ nghèo DTTS", "2.445", "Số hộ nghèo DTTS"),
        ("Tổng số hộ DTTS tại chỗ", "16.701", "Tổng số hộ DTTS tại chỗ"),
        ("Tổng số hộ DTTS tại chỗ;Số hộ nghèo DTTS tại chỗ", "2.000;2.001", "Số hộ nghèo DTTS tại chỗ"),
        ("Số hộ nghèo DTTS tại chỗ", "2.445", "Số hộ nghèo DTTS tại chỗ"),
    ],
)
def test_a_part_is_never_larger_than_its_whole(sqlite: Database, columns: str, row: str, column: str) -> None:
    header = f"Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo;{columns}"
    found = look(sqlite, header, f"Tuy Đức;30/06/2024;16.700;2.444;{row}")
    assert [(line, name, code) for line, name, code, _ in errors(found)] == [(2, column, "part_exceeds_whole")]


def test_a_part_as_large_as_its_whole_is_sound(sqlite: Database) -> None:
    header = "Huyện;Xã;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Tổng số hộ DTTS;Số hộ nghèo DTTS"
    found = look(sqlite, header, "Tu Mơ Rông;Ngọk Lây;30/06/2024;500;500;500;500")
    assert errors(found) == []


def plan_row(**changed: str) -> str:
    row = {
        "district": "Tuy Đức",
        "year": "2024",
        "owner": "huyện",
        "number": "15/KH-UBND",
        "households_start": "16.674",
        "poor_start": "3.131",
        "households_planned": "16.874",
        "fall": "1.400",
        "points": "8,5",
        "points_upper": "",
        "near_start": "",
        "near_fall": "",
    } | changed
    return ";".join(row.values())


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, None),
        ({"points": ""}, None),
        ({"fall": "", "households_start": "", "poor_start": ""}, None),
        ({"points": "8", "points_upper": "9"}, None),
        ({"year": "24"}, ("Năm", "not_a_year", "24")),
        ({"year": "2.024"}, ("Năm", "not_a_year", "2.024")),
        ({"year": "9" * 5000}, ("Năm", "not_a_year", "9" * 5000)),
        ({"year": ""}, ("Năm", "missing_value", None)),
        ({"fall": "", "points": ""}, ("Số hộ nghèo dự kiến giảm", "no_target", None)),
        ({"points": "", "poor_start": ""}, ("Số hộ nghèo dự kiến giảm", "no_target", None)),
        ({"fall": "3.132"}, ("Số hộ nghèo dự kiến giảm", "part_exceeds_whole", "3.132")),
        ({"poor_start": "16.675"}, ("Số hộ nghèo đầu năm", "part_exceeds_whole", "16.675")),
        ({"points": "9", "points_upper": "8"}, ("Tỷ lệ dự kiến giảm", "part_exceeds_whole", "9")),
        ({"near_start": "10", "near_fall": "11"}, ("Số hộ cận nghèo dự kiến giảm", "part_exceeds_whole", "11")),
        ({"points": "101"}, ("Tỷ lệ dự kiến giảm", "out_of_range", "101")),
        ({"households_planned": "0"}, ("Tổng số hộ dự kiến cuối năm", "no_households", "0")),
        ({"number": "K" * 81}, ("Số văn bản", "too_long", "K" * 81)),
        ({"owner": "U" * 41}, ("Cấp giao kế hoạch", "too_long", "U" * 41)),
    ],
)
def test_each_bad_cell_of_a_plan_is_named(
    sqlite: Database, changed: dict[str, str], expected: tuple[str, str, str | None] | None
) -> None:
    found = look(sqlite, PLAN, plan_row(**changed))
    assert errors(found) == ([(2, *expected)] if expected else [])


def test_all_problems_of_a_file_are_told_at_once(sqlite: Database) -> None:
    found = look(
        sqlite,
        PROGRESS + ";Hộ nghèo là nữ",
        "Tuy Đưc2;;30/6/24;tạm;16,7;2.444;;;1",
        "Cư Jút;;30/06/2024;;;800;x;;2",
        "Đắk Mil;;30/06/2024;;27.000;420",
        "Krông Nô;;30/06/2024;;19.000;700;;;3",
        "Krông Nô;;30/06/2024;;19.000;701;;;4",
    )
    assert sorted((row, code) for row, _, code, _ in errors(found)) == [
        (2, "half_grouping"),
        (2, "two_digit_year"),
        (2, "unknown_unit"),
        (2, "unknown_word"),
        (3, "missing_value"),
        (4, "short_row"),
        (5, "duplicate_row"),
        (6, "duplicate_row"),
    ]
    assert (1, "unknown_column") in notes(found)
    assert found.counts.rejected == 5


def test_one_bad_row_in_a_hundred_stores_nothing_and_is_named(sqlite: Database, load: Load) -> None:
    days = [f"{day:02}/{month:02}/2024" for month in range(1, 5) for day in range(1, 26)]
    rows = [f"Tuy Đức;;{day};;16.700;3.100;;" for day in days]
    rows[56] = rows[56].replace("3.100", "3.1O0")
    outcome = load(sqlite, "\n".join([PROGRESS, *rows]))
    assert (outcome.status, outcome.batch, outcome.counts.rejected) == ("rejected", None, 1)
    assert [(issue.row, issue.column, issue.value) for issue in outcome.issues if issue.severity is Severity.ERROR] == [
        (58, POOR, "3.1O0")
    ]
    assert stored_rows(sqlite) == 0


@pytest.mark.parametrize(
    "second",
    [
        "Tuy Đức;;30/06/2024;;16.700;2.444;;",
        "huyện Tuy Duc;;2024-06-30;ước;16.000;2.000;;",
        "TUY ĐỨC;-;30-6-2024;;16.700;2.444;;",
    ],
)
def test_two_rows_for_one_unit_and_date_are_both_errors(sqlite: Database, second: str) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC, second)
    assert errors(found) == [
        (2, DATE, "duplicate_row", "30/06/2024"),
        (3, DATE, "duplicate_row", second.split(";")[2]),
    ]


def test_the_same_unit_on_two_dates_is_no_duplicate(sqlite: Database) -> None:
    assert errors(look(sqlite, PROGRESS, TUY_DUC, TUY_DUC.replace("30/06", "30/09"))) == []


@pytest.mark.parametrize(
    "total",
    [
        "Toàn tỉnh;;30/06/2024;;38.700;3.144;;",
        "TOÀN TỈNH;;;;38.700;3.144;;",
        "Tổng cộng:;;;;38.700;3.144;;",
        "Cộng;;;;38.700;;;",
        ";Tổng số;;;38.700;3.144;;",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_total_row_is_kept_out_wherever_it_stands(sqlite: Database, total: str, first: bool) -> None:
    rows = [TUY_DUC, "Cư Jút;;30/06/2024;;22.000;700;300;"]
    rows.insert(0 if first else 2, total)
    found = look(sqlite, PROGRESS, *rows)
    assert (errors(found), asked(found)) == ([], [])
    assert (2 if first else 4, "row_left_out") in notes(found)
    assert found.counts.new == 2


def test_a_total_row_that_is_not_the_sum_is_asked_about(sqlite: Database) -> None:
    found = look(
        sqlite, PROGRESS, TUY_DUC, "Cư Jút;;30/06/2024;;22.000;700;300;", "Toàn tỉnh;;30/06/2024;;38.700;3.145;1.320;"
    )
    assert errors(found) == []
    assert asked(found) == [(4, POOR, "total_differs", "3.145")]
    assert "3.144" in found.of(Severity.QUESTION)[0].reason


def test_a_total_that_cannot_be_read_is_said_and_does_not_reject(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC, "Toàn tỉnh;;;;16.700;#REF!;;")
    assert errors(found) == []
    assert (3, POOR, "total_unread", "#REF!") in remarks(found, Severity.NOTE)


@pytest.mark.parametrize("note", ["Toàn huyện", "tổng", "Cộng"])
def test_a_note_that_says_total_does_not_make_a_total_row(sqlite: Database, note: str) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC + note)
    assert found.counts.new == 1
    assert found.checked.records[0].values["note"] == note


def test_a_total_named_in_a_column_that_is_not_loaded_is_a_total_row(sqlite: Database) -> None:
    found = look(sqlite, "Stt;" + PROGRESS, "1;" + TUY_DUC, "Toàn tỉnh;;;;;16.700;2.444;;")
    assert (errors(found), asked(found)) == ([], [])
    assert found.counts.new == 1


def test_title_numbering_and_blank_rows_are_kept_out(sqlite: Database) -> None:
    found = look(
        sqlite, "BÁO CÁO RÀ SOÁT;;;;;;;", ";;;;;;;", PROGRESS, "(1);(2);(3);(4);(5);(6);(7);(8)", TUY_DUC, ";;;;;;;"
    )
    assert errors(found) == []
    assert [record.line for record in found.checked.records] == [5]
    assert {(1, "row_left_out"), (4, "row_left_out")} <= set(notes(found))


@pytest.mark.parametrize(
    ("header", "row", "district", "commune"),
    [
        ("Huyện", "huyện Tuy Duc", "667", None),
        ("Huyện", "Chư Jút", "662", None),
        ("Huyện", "Kon Plông", "613", None),
        ("Huyện;Xã", "Kon Plông;Măng Buk", "613", "23458"),
        ("Huyện;Xã", "Đắk Glong;Đăk Hà", "661", "24622"),
        ("Huyện;Xã", "Tu Mơ Rông;Đắk Ha", "617", "23425"),
        ("Tỉnh;Huyện;Xã", "tỉnh Đắc Nông;H. Đắc Mil;TT Đắk Mil", "663", "24664"),
    ],
)
def test_units_are_found_and_another_spelling_is_noted(
    sqlite: Database, header: str, row: str, district: str, commune: str | None
) -> None:
    found = look(sqlite, f"{header};Ngày số liệu;Tổng số hộ;Số hộ nghèo", f"{row};30/06/2024;20.000;600")
    assert errors(found) == []
    assert [record.place.code for record in found.checked.records] == [commune or district]


def test_a_name_read_otherwise_than_written_is_said(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC.replace("Tuy Đức", "Tuy Duc"))
    assert (2, DISTRICT, "name_understood", "Tuy Duc") in remarks(found, Severity.NOTE)


def test_an_unknown_unit_is_answered_with_suggestions(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS, "Tuy Đức;Quảng Tănm;30/06/2024;;1.700;244;;")
    assert [code for _, _, code, _ in errors(found)] == ["unknown_unit"]
    assert "Quảng Tâm" in found.issues[0].remedy
    assert found.checked.records == ()


def test_rows_of_several_provinces_need_the_province_column(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC, "Kon Plông;;30/06/2024;;6.000;900;;")
    assert [(column, code) for _, column, code, _ in errors(found)] == [(DISTRICT, "several_provinces")]
    assert "Kon Tum" in found.issues[0].reason
    assert "Đắk Nông" in found.issues[0].reason


@pytest.mark.parametrize(
    ("huyen", "expected"),
    [
        (["Tuy Đức"], ["667"]),
        (["Châu Thành", "thị xã Cai Lậy"], ["821", "817"]),  # ten huyện Châu Thành; one province has both
        (["Châu Thành", "Tháp Mười"], ["877", "872"]),
    ],
)
def test_without_a_province_column_the_names_of_all_rows_tell_the_province(
    sqlite: Database, huyen: list[str], expected: list[str]
) -> None:
    found = look(sqlite, PROGRESS, *(f"{name};;30/06/2024;;16.700;2.444;;" for name in huyen))
    assert errors(found) == []
    assert [record.place.code for record in found.checked.records] == expected


def test_a_name_of_many_provinces_alone_needs_the_province_column(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS, "Châu Thành;;30/06/2024;;16.700;2.444;;")
    assert errors(found) == [(2, DISTRICT, "several_provinces", "Châu Thành")]
    assert found.issues[0].reason.endswith(
        "An Giang, Bến Tre, Hậu Giang, Kiên Giang, Long An, Sóc Trăng … và 4 nơi khác."
    )
    assert "«Tỉnh»" in found.issues[0].remedy


def test_siblings_of_one_name_need_their_kind_and_the_message_names_both(sqlite: Database) -> None:
    found = look(sqlite, "Tỉnh;" + PROGRESS, "Tiền Giang;Cai Lậy;;30/06/2024;;16.700;2.444;;")
    assert errors(found) == [(2, DISTRICT, "ambiguous_unit", "Cai Lậy")]
    assert "Thị xã Cai Lậy, Huyện Cai Lậy" in found.issues[0].reason
    found = look(
        sqlite, PROGRESS, "Trấn Yên;Minh Quan;30/06/2024;;1.700;244;;", "Trấn Yên;Minh Quân;30/06/2024;;1.700;244;;"
    )
    assert errors(found) == [(2, COMMUNE, "ambiguous_unit", "Minh Quan")]
    assert "Xã Minh Quán, Xã Minh Quân" in found.issues[0].reason
    assert [record.place.name for record in found.checked.records] == ["Minh Quân"]


BUDGET = "Xã;Năm vốn;Mã nội dung;Nguồn;Ngày số liệu;Lũy kế giải ngân"
SPENT = "2024;2.1;vốn năm;30/06/2024;100"


def test_a_commune_without_its_district_is_found_where_a_kind_allows_it(sqlite: Database) -> None:
    found = look(sqlite, BUDGET, f"Tu Mơ Rông;{SPENT}", f"Ngọk Lây;{SPENT}")
    assert errors(found) == []
    assert [record.place.code for record in found.checked.records] == ["23422", "23404"]


@pytest.mark.parametrize(
    ("communes", "expected"),
    [
        (["Tân Thành"], (2, COMMUNE, "several_provinces", "Tân Thành")),
        (["Tu Mơ Rông", "Quảng Trực"], (2, COMMUNE, "several_provinces", "Tu Mơ Rông")),
        (["Tu Mơ Rông", "Đăk Hà"], (3, COMMUNE, "ambiguous_unit", "Đăk Hà")),
        (["Tu Mơ Rông", "Tu Mơ Rôngg"], (3, COMMUNE, "unknown_unit", "Tu Mơ Rôngg")),
    ],
)
def test_a_commune_without_its_district_is_never_guessed(
    sqlite: Database, communes: list[str], expected: tuple[int, str, str, str]
) -> None:
    assert errors(look(sqlite, BUDGET, *(f"{name};{SPENT}" for name in communes))) == [expected]


def test_communes_of_one_name_are_told_apart_by_the_district_above_them(sqlite: Database) -> None:
    found = look(sqlite, BUDGET, f"Tu Mơ Rông;{SPENT}", f"Dak Ha;{SPENT}")
    assert "Thị trấn Đăk Hà (huyện Đăk Hà), Xã Đăk Hà (huyện Tu Mơ Rông)" in found.issues[0].reason
    assert "«Huyện, thành phố»" in found.issues[0].remedy


def test_a_hundred_rows_are_looked_at_in_a_moment(sqlite: Database) -> None:
    rows = [
        f"Tuy Đức;{name};{day:02}/{month:02}/2024;;1.700;244;;"
        for name in COMMUNES
        for month in (1, 2)
        for day in range(1, 10)
    ]
    look(sqlite, PROGRESS, *rows)
    started = perf_counter()
    assert look(sqlite, PROGRESS, *rows).counts.new == 108
    assert perf_counter() - started < 0.3


def test_rows_of_several_provinces_are_fine_with_the_province_column(sqlite: Database) -> None:
    found = look(sqlite, "Tỉnh;" + PROGRESS, "Đắk Nông;" + TUY_DUC, "Kon Tum;Kon Plông;;30/06/2024;;6.000;900;;")
    assert errors(found) == []
    assert [record.place.code for record in found.checked.records] == ["667", "613"]


def test_a_district_of_another_province_is_unknown_there(sqlite: Database) -> None:
    found = look(sqlite, "Tỉnh;" + PROGRESS, "Kon Tum;" + TUY_DUC)
    assert errors(found) == [(2, DISTRICT, "unknown_unit", "Tuy Đức")]


def test_the_provinces_own_row_has_a_province_and_no_district(sqlite: Database) -> None:
    found = look(sqlite, "Tỉnh;" + PROGRESS, "Đắk Nông;;;30/06/2024;;171.000;7.500;;")
    assert (errors(found), asked(found)) == ([], [])
    assert [record.place.code for record in found.checked.records] == ["67"]


def test_a_commune_without_its_district_is_an_error_even_with_a_province(sqlite: Database) -> None:
    found = look(sqlite, "Tỉnh;" + PROGRESS, "Đắk Nông;;Quảng Tâm;30/06/2024;;1.700;244;;")
    assert [(row, column, code) for row, column, code, _ in errors(found)] == [(2, DISTRICT, "missing_value")]


@pytest.mark.parametrize(
    ("day", "severity"),
    [
        ("31/01/2025", None),
        ("01/02/2025", Severity.QUESTION),
        ("31/12/2025", Severity.QUESTION),
        ("01/02/2026", Severity.QUESTION),
        ("02/02/2026", Severity.ERROR),
        ("30/06/2204", Severity.ERROR),
    ],
)
def test_a_future_date_is_asked_about_and_a_far_one_refused(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, day: str, severity: Severity | None
) -> None:
    # 366 days from 31/01/2025 end on 01/02/2026.
    found = look(sqlite, PROGRESS, TUY_DUC.replace("30/06/2024", day))
    of_dates = [issue for issue in found.issues if issue.code == "future_date"]
    assert [issue.severity for issue in of_dates] == ([severity] if severity else [])
    assert all((issue.row, issue.column, issue.value) == (2, DATE, day) for issue in of_dates)


MOVEMENT = (
    "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ nghèo đầu kỳ;Thoát nghèo thành cận nghèo;"
    "Thoát nghèo vượt chuẩn cận nghèo;Giảm khác;Cận nghèo thành nghèo;Tái nghèo;Phát sinh mới;Tăng khác"
)


@pytest.mark.parametrize(
    ("flows", "residual"),
    [
        ("2.444;3.131;300;400;0;0;3;10;0", None),  # 3.131 − 300 − 400 + 3 + 10 = 2.444
        ("2.404;3.131;300;400;0;0;3;10;0", "-40"),
        ("2.454;3.131;300;400;0;0;3;10;0", "+10"),
        ("2.444;3.131;300;400;;;;;", "+13"),
        ("2.444;3.131;;;;;;;", None),
        ("2.444;;300;400;0;0;3;10;0", None),
    ],
)
def test_a_movement_that_does_not_close_is_asked_about_with_its_residual(
    sqlite: Database, flows: str, residual: str | None
) -> None:
    found = look(sqlite, MOVEMENT, f"Tuy Đức;30/06/2024;16.700;{flows}")
    assert errors(found) == []
    end = flows.split(";", maxsplit=1)[0]
    assert asked(found) == ([(2, POOR, "movement_open", end)] if residual else [])
    assert all(f"{residual} hộ" in issue.reason for issue in found.of(Severity.QUESTION))


def test_a_movement_left_open_names_the_flows_that_were_not_reported(sqlite: Database) -> None:
    found = look(sqlite, MOVEMENT, "Tuy Đức;30/06/2024;16.700;2.444;3.131;300;400;;;;;")
    assert "«Tái nghèo»" in found.of(Severity.QUESTION)[0].reason


@pytest.mark.parametrize(
    ("households", "poor", "expected"),
    [
        ("16.700", "2.444", []),
        ("83.370", "3.131", [(2, HOUSEHOLDS, "magnitude", "83.370")]),  # 5 times the plan's baseline of 16.674
        ("83.369", "3.131", []),
        ("16.700", "313", [(2, POOR, "magnitude", "313")]),  # the plan's baseline is 3.131
        ("16.700", "314", [(2, POOR, "magnitude", "314")]),  # a digit was lost: 3.014
        ("16.700", "400", []),
        ("16.700", "0", [(2, POOR, "magnitude", "0")]),
    ],
)
def test_another_magnitude_than_the_last_value_is_asked_about(
    sqlite: Database, households: str, poor: str, expected: list[tuple[int, str, str, str]]
) -> None:
    found = look(sqlite, PROGRESS, f"Tuy Đức;;30/06/2024;;{households};{poor};;")
    assert errors(found) == []
    assert asked(found) == expected


def test_a_jump_from_what_was_stored_is_asked_about(sqlite: Database, load: Load) -> None:
    load(sqlite, f"{PROGRESS}\nTuy Đức;Quảng Tâm;30/06/2024;;2.000;240;100;\n")
    found = look(sqlite, PROGRESS, "Tuy Đức;Quảng Tâm;30/09/2024;;20.000;2.400;1.000;")
    assert asked(found) == [
        (2, HOUSEHOLDS, "magnitude", "20.000"),
        (2, POOR, "magnitude", "2.400"),
        (2, NEAR, "magnitude", "1.000"),
    ]


def test_a_jump_between_two_dates_of_one_file_is_asked_about(sqlite: Database) -> None:
    found = look(
        sqlite,
        PROGRESS,
        "Tuy Đức;Quảng Tâm;30/09/2024;;2.010;2.400;;",
        "Tuy Đức;Quảng Tâm;30/06/2024;;2.000;240;;",
    )
    assert (2, POOR, "part_exceeds_whole", "2.400") in errors(found)
    found = look(
        sqlite,
        PROGRESS,
        "Tuy Đức;Quảng Tâm;30/09/2024;;2.010;1.400;;",
        "Tuy Đức;Quảng Tâm;30/06/2024;;2.000;140;;",
    )
    assert asked(found) == [(2, POOR, "magnitude", "1.400")]


def test_a_jump_from_zero_is_asked_about(sqlite: Database, load: Load) -> None:
    load(sqlite, f"{PROGRESS}\nTuy Đức;Quảng Tâm;30/06/2024;;2.000;0;;\n")
    found = look(sqlite, PROGRESS, "Tuy Đức;Quảng Tâm;30/09/2024;;2.000;240;;")
    assert asked(found) == [(2, POOR, "magnitude", "240")]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("8,5", []),
        ("8,4", []),
        ("0,085", [(2, "Tỷ lệ dự kiến giảm", "magnitude", "0,085")]),  # a share of 1 where 8,5 points were meant
        ("85", [(2, "Tỷ lệ dự kiến giảm", "magnitude", "85")]),  # the decimal comma was lost
    ],
)
def test_planned_points_far_from_what_the_counts_give_are_asked_about(
    sqlite: Database, points: str, expected: list[tuple[int, str, str, str]]
) -> None:
    assert asked(look(sqlite, PLAN, plan_row(points=points))) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("18,78;1.731;10,26", []),
        ("18,87;1.731;10,26", [(2, "Tỷ lệ hộ nghèo đầu năm", "printed_differs", "18,87")]),
        ("18,78;1.732;10,26", [(2, "Số hộ nghèo dự kiến cuối năm", "printed_differs", "1.732")]),
        ("18,78;1.731;10,3", [(2, "Tỷ lệ hộ nghèo dự kiến cuối năm", "printed_differs", "10,3")]),
    ],
)
def test_figures_printed_beside_the_counts_are_recomputed(
    sqlite: Database, printed: str, expected: list[tuple[int, str, str, str]]
) -> None:
    header = f"{PLAN};Tỷ lệ hộ nghèo đầu năm;Số hộ nghèo dự kiến cuối năm;Tỷ lệ hộ nghèo dự kiến cuối năm"
    found = look(sqlite, header, f"{plan_row()};{printed}")
    assert asked(found) == expected
    assert not any("18.87" in issue.reason for issue in found.of(Severity.QUESTION))


COMMUNES = {
    "Quảng Trực": (2500, 600),
    "Đắk Búk So": (3500, 300),
    "Quảng Tâm": (2200, 200),
    "Đắk R'Tíh": (2600, 500),
    "Đắk Ngo": (2300, 400),
    "Quảng Tân": (3600, 444),
}  # 16.700 households, 2.444 poor


def commune_rows(*without: str) -> list[str]:
    return [
        f"Tuy Đức;{name};30/06/2024;;{households};{poor};;"
        for name, (households, poor) in COMMUNES.items()
        if name not in without
    ]


def test_communes_that_give_their_districts_figure_ask_nothing(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC, *commune_rows())
    assert (errors(found), asked(found)) == ([], [])
    assert found.counts.new == 7


def test_communes_that_do_not_add_up_to_their_district_are_asked_about(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC.replace("2.444", "2.440"), *commune_rows())
    assert asked(found) == [(2, POOR, "parts_differ", "2.440")]
    assert "(lệch -4)" in found.of(Severity.QUESTION)[0].reason


def test_communes_are_set_beside_the_district_that_stands(sqlite: Database, load: Load) -> None:
    load(sqlite, f"{PROGRESS}\n{TUY_DUC.replace('2.444', '2.450')}\n")
    found = look(sqlite, PROGRESS, *commune_rows())
    assert [(column, code, value) for _, column, code, value in asked(found)] == [(POOR, "parts_differ", "2450")]


def test_some_communes_below_their_districts_figure_ask_nothing(sqlite: Database) -> None:
    assert asked(look(sqlite, PROGRESS, TUY_DUC, *commune_rows("Quảng Tân"))) == []


def test_a_commune_row_whose_name_was_left_blank_does_not_pass_for_its_district(sqlite: Database) -> None:
    nameless = "Tuy Đức;;30/06/2024;;3600;444;;"
    found = look(sqlite, PROGRESS, *commune_rows("Quảng Tân"), nameless)
    assert (7, HOUSEHOLDS, "parts_differ", "3600") in [
        (record.line, column, code, value)
        for record in found.checked.records
        if record.place.level == "district"
        for _, column, code, value in asked(found)
    ]


def test_a_province_whose_units_are_not_all_listed_is_only_held_to_be_no_smaller(sqlite: Database) -> None:
    header = "Tỉnh;" + PROGRESS
    parts = ["Kon Tum;Kon Plông;;30/06/2024;;6.000;900;;", "Kon Tum;Tu Mơ Rông;;30/06/2024;;7.000;2.000;;"]
    assert asked(look(sqlite, header, "Kon Tum;;;30/06/2024;;140.000;9.000;;", *parts)) == []
    found = look(sqlite, header, "Kon Tum;;;30/06/2024;;140.000;2.899;;", *parts)
    assert asked(found) == [(2, POOR, "parts_differ", "2.899")]


def test_an_unknown_column_is_a_note_and_kept_out(sqlite: Database) -> None:
    found = look(sqlite, "Stt;" + PROGRESS + ";Hộ nghèo là nữ", "1;" + TUY_DUC + ";77")
    assert errors(found) == []
    assert {issue.value for issue in found.issues if issue.code == "unknown_column"} == {"Stt", "Hộ nghèo là nữ"}
    assert 77 not in found.checked.records[0].values.values()


def test_a_missing_required_column_is_an_error_that_names_it(sqlite: Database) -> None:
    found = look(sqlite, "Huyện;Xã;Ngày số liệu;Tổng số hộ", "Tuy Đức;;30/06/2024;16.700", kind="poverty-progress")
    assert (1, POOR, "missing_column", None) in errors(found)


def test_two_columns_of_one_name_are_an_error(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS + ";Hộ nghèo", TUY_DUC + ";2.400")
    assert errors(found) == [(1, POOR, "duplicate_column", "Hộ nghèo")]


def test_no_heading_belongs_to_two_columns_of_a_kind() -> None:
    for kind in kinds().values():
        for column in kind.columns:
            for heading in (column.key, column.header, *column.aliases):
                assert kind.column_called(heading) == column, heading


def test_a_file_without_data_rows_is_rejected(sqlite: Database) -> None:
    assert [code for _, _, code, _ in errors(look(sqlite, PROGRESS, "Toàn tỉnh;;;;5;5;;"))] == ["no_rows"]
    assert [code for _, _, code, _ in errors(look(sqlite, PROGRESS))] == ["no_rows"]


def test_a_file_without_the_type_of_figure_is_read_as_official_and_says_so(sqlite: Database) -> None:
    found = look(sqlite, "Huyện;Ngày;Tổng số hộ;Số hộ nghèo", "Tuy Đức;30/06/2024;16.700;2.444")
    assert found.checked.records[0].values["value_type"] == "chính thức"
    assert (1, "assumed_official") in notes(found)


def test_an_estimate_stays_an_estimate(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC.replace("chính thức", "Ước thực hiện"))
    assert found.checked.records[0].values["value_type"] == "ước"


def test_missing_figures_are_none_and_zero_is_zero(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC.replace("1.020", "x"), "Cư Jút;;30/06/2024;;22.000;700;0;")
    assert [record.values["near_poor"] for record in found.checked.records] == [None, 0]


def test_a_kind_that_does_not_exist_is_refused_with_the_choices(sqlite: Database) -> None:
    with pytest.raises(UnknownName, match="poverty-plan"):
        look(sqlite, PROGRESS, TUY_DUC, kind="poverty")


def test_a_file_of_another_kind_than_said_is_not_guessed(sqlite: Database) -> None:
    with pytest.raises(UnreadableFile):
        look(sqlite, "Mã;Tên", "1;a", kind="poverty-plan")


@pytest.mark.parametrize("lines", [(PROGRESS, TUY_DUC.replace("2.444", "24"))])
def test_a_question_rejects_until_a_reason_is_given(sqlite: Database, lines: tuple[str, ...]) -> None:
    found = look(sqlite, *lines)
    assert decide(found, True, None)[0] == "rejected"
    assert decide(found, True, "   ")[0] == "rejected"
    assert decide(found, True, "đã đối chiếu biên bản")[0] == "ready"


def test_a_figure_that_would_change_is_named_with_both_values(sqlite: Database, load: Load) -> None:
    load(sqlite, f"{PROGRESS}\n{TUY_DUC}\n")
    found = look(sqlite, PROGRESS, TUY_DUC.replace("2.444", "2.445"))
    verdict, issues = decide(found, False, None)
    assert verdict == "rejected"
    assert [
        (issue.row, issue.column, issue.code, issue.value) for issue in issues if issue.code == "would_replace"
    ] == [(2, POOR, "would_replace", "2445")]
    assert "2.444" in issues[0].reason
    assert decide(found, True, None)[0] == "ready"


def test_a_column_the_file_does_not_have_neither_changes_nor_loses_what_stands(sqlite: Database, load: Load) -> None:
    load(sqlite, f"{PROGRESS}\n{TUY_DUC}\n")
    found = look(sqlite, "Huyện;Ngày;Loại số liệu;Tổng số hộ;Số hộ nghèo", "Tuy Đức;30/06/2024;;16.700;2.445")
    assert [change.column.key for row in found.comparison.changed for change in row.changes] == ["poor"]
    assert next(found.comparison.facts()).values["near_poor"] == 1020


def filled_template(sqlite: Database, kind: str, values: dict[str, str], separator: str = ";") -> bytes:
    """The template of Tuy Đức's communes, every row filled in by column key."""
    places = all_places()
    units = places.children(places.by_code["667"])
    rows = list(csv.reader(io.StringIO(csv_template(kinds()[kind], places, units).decode("utf-8-sig")), delimiter=";"))
    keys = [column.key for column in kinds()[kind].columns]
    for row in rows[2:]:
        for key, value in values.items():
            row[keys.index(key)] = value
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("poverty-progress", {"as_of": "30/06/2024", "households": "2.500", "poor": "300"}),
        (
            "poverty-plan",
            {"year": "2024", "plan_owner": "huyện", "plan_number": "15/KH-UBND", "rate_reduction": "8,5"},
        ),
    ],
)
def test_a_filled_template_is_accepted_and_its_example_kept_out(
    sqlite: Database, kind: str, values: dict[str, str], separator: str
) -> None:
    found = preview(sqlite, OPERATOR, filled_template(sqlite, kind, values, separator), "mau.csv")
    assert found.kind == kind
    assert (errors(found), asked(found)) == ([], [])
    assert (2, "row_left_out") in notes(found)
    assert {record.place.name for record in found.checked.records} == set(COMMUNES)


def test_an_unfilled_template_is_rejected_and_its_rows_named(sqlite: Database) -> None:
    found = preview(sqlite, OPERATOR, filled_template(sqlite, "poverty-progress", {}), "mau.csv")
    assert [(row, code) for row, _, code, _ in errors(found)] == [(None, "no_rows")]
    assert {(line, "row_left_out") for line in range(3, 9)} <= set(notes(found))


def test_a_template_filled_in_part_is_read_as_far_as_it_is_filled(sqlite: Database) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC, "Đắk Mil;;;chính thức;;;;", "Cư Jút;;;;-;x;;")
    assert (errors(found), found.counts.new) == ([], 1)
    assert [note for note in notes(found) if note[1] == "row_left_out"] == [(3, "row_left_out"), (4, "row_left_out")]


@pytest.mark.parametrize(("households", "missing"), [("28.000", [POOR]), ("", [HOUSEHOLDS, POOR])])
def test_a_row_that_somebody_began_to_fill_in_is_an_error(
    sqlite: Database, households: str, missing: list[str]
) -> None:
    found = look(sqlite, PROGRESS, TUY_DUC, f"Đắk Mil;;30/06/2024;;{households};;;")
    assert errors(found) == [(3, column, "missing_value", None) for column in missing]


def test_looking_stores_nothing(sqlite: Database) -> None:
    look(sqlite, PROGRESS, TUY_DUC)
    assert stored_rows(sqlite) == 0
    with sqlite.read() as session:
        assert session.scalar(select(func.count()).select_from(PovertyPlan)) == 9
