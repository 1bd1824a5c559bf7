"""A file names units of the map that its dates call for: the old ones, the new ones, never both by chance."""

import csv
import io
from datetime import date

import pytest

from core.database import Database
from core.ingest.checks.one_map import maps_said
from core.ingest.checks.row_maps import editions_for
from core.ingest.explanation_file import TypedExplanation, explanation_file
from core.ingest.issues import Severity
from core.ingest.kinds import Kind, kinds
from core.ingest.pipeline import Outcome, Preview, commit, preview, undo
from core.ingest.templates.templates import TemplateRow, example_row, filled_template, headings
from core.places import places_of
from core.reference import edition_of
from core.reports.duty_mark_file import mark_file
from core.repository import Repository
from tests.conftest import OPERATOR

UNITS = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;"
RESULTS = UNITS + "Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
WITHOUT_HUYEN = "Tỉnh;Xã, phường, thị trấn;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
ONE_COLUMN = "Đơn vị;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
HUYEN_COLUMN = "Huyện;Năm;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Số hộ nghèo dự kiến giảm\n"
PLAN = UNITS + "Năm;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Số hộ nghèo dự kiến giảm\n"
BUDGET = UNITS + "Năm vốn;Mã nội dung;Nội dung;Tính chất;Kế hoạch vốn (triệu đồng)\n"
VILLAGES = UNITS + "Thôn\n"
GOALS = UNITS + "Số văn bản;Mã mục tiêu;Mục tiêu\n"
OLD_DAY, NEW_DAY = ";31/12/2024;900;90\n", ";31/12/2025;900;90\n"


def look(database: Database, text: str) -> Preview:
    return preview(database, OPERATOR, text.encode(), "tep.csv")


def committed(database: Database, text: str) -> Outcome:
    return commit(database, look(database, text), OPERATOR, "cli", replace_confirmed=True)


def units(found: Preview) -> list[str]:
    return [record.place.code for record in found.checked.records if record.place]


def errors(found: Preview) -> list[tuple[int | None, str]]:
    return [(issue.row, issue.code) for issue in found.of(Severity.ERROR)]


def of_year(year: int, *names: str) -> str:
    return PLAN + "".join(f"{name};{year};900;90;9\n" for name in names)


@pytest.mark.parametrize(
    ("when", "editions"),
    [
        (date(2019, 12, 31), ("2024",)),
        (date(2025, 6, 30), ("2024",)),
        (date(2025, 7, 1), ("2025",)),
        (2024, ("2024",)),
        (2025, ("2024", "2025")),
        (2026, ("2025",)),
        (None, ("2024", "2025")),
    ],
)
def test_the_day_or_the_year_says_which_maps_may_be_meant(when: date | int | None, editions: tuple[str, ...]) -> None:
    assert editions_for(when) == editions


# 617 huyện Tu Mơ Rông with 23422 xã Tu Mơ Rông and 23425 xã Đăk Hà, which became 2025-23425 xã Tu Mơ Rông.
@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (RESULTS + "Kon Tum;Tu Mơ Rông;Tu Mơ Rông" + OLD_DAY, ["23422"]),
        (RESULTS + "Quảng Ngãi;;Tu Mơ Rông" + NEW_DAY, ["2025-23425"]),
        (RESULTS + "Quảng Ngãi;;" + OLD_DAY + "Quảng Ngãi;;" + NEW_DAY, ["51", "2025-51"]),
        (RESULTS + "Kon Tum;Tu Mơ Rông;Đăk Hà" + OLD_DAY + "Quảng Ngãi;;Tu Mơ Rông" + NEW_DAY, ["23425", "2025-23425"]),
        (WITHOUT_HUYEN + "Quảng Ngãi;Tu Mơ Rông" + NEW_DAY + "Quảng Ngãi;" + NEW_DAY, ["2025-23425", "2025-51"]),
        (ONE_COLUMN + "Tu Mơ Rông" + NEW_DAY + "1. xã Đăk Tờ Kan" + NEW_DAY, ["2025-23425", "2025-23419"]),
        ("Báo cáo của tỉnh Lâm Đồng;;;\n" + ONE_COLUMN + "Quảng Sơn" + NEW_DAY, ["2025-24616"]),
        (of_year(2025, "Kon Tum;Tu Mơ Rông;", "Kon Tum;Tu Mơ Rông;Đăk Hà"), ["617", "23425"]),
        (of_year(2025, "Quảng Ngãi;;Tu Mơ Rông", "Quảng Ngãi;;"), ["2025-23425", "2025-51"]),
        (of_year(2025, "Kon Tum;Tu Mơ Rông;", "Quảng Ngãi;;"), ["617", "51"]),
        (of_year(2025, "Quảng Ngãi (mới);;"), ["2025-51"]),
        (of_year(2025, "Quảng Ngãi (cũ);;"), ["51"]),
        (of_year(2025, "Cao Bằng;;"), ["04"]),
        (of_year(2026, "Quảng Ngãi;;Tu Mơ Rông"), ["2025-23425"]),
        (HUYEN_COLUMN + "Tuy Đức;2025;900;90;9\n", ["667"]),
        (BUDGET + "Quảng Ngãi;;Tu Mơ Rông;2026;1;Đường;đầu tư;500\n", ["2025-23425"]),
        (VILLAGES + "Quảng Ngãi;;Tu Mơ Rông;Thôn Một\n", ["2025-23425"]),
        (VILLAGES + "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;Thôn Một\n", ["23422"]),
        (GOALS + "Quảng Ngãi;;;1/KH;a;Một\n;;;1/KH;b;Hai\nLâm Đồng;;Quảng Sơn;1/KH;c;Ba\n", ["2025-51", "2025-24616"]),
    ],
)
def test_units_are_looked_for_on_the_map_of_their_day(sqlite: Database, text: str, codes: list[str]) -> None:
    found = look(sqlite, text)
    assert (errors(found), units(found)) == ([], codes)


BECAME = (
    "Xã Đăk Hà (mã 23425) thuộc bản đồ trước 01/07/2025; "
    "từ 01/07/2025 là một phần của xã Tu Mơ Rông mới (mã 23425). Hãy ghi tên đơn vị của bản đồ có hiệu lực"
)


@pytest.mark.parametrize(
    ("text", "line", "column", "code", "words"),
    [
        (RESULTS + "Kon Tum;Tu Mơ Rông;Đăk Hà" + NEW_DAY, 2, "Xã, phường, thị trấn", "unit_of_other_map", BECAME),
        (
            RESULTS + "Kon Tum;Tu Mơ Rông;" + NEW_DAY,
            *(2, "Huyện, thành phố", "unit_of_other_map"),
            "từ 01/07/2025 là địa bàn của xã Đăk Sao, xã Đăk Tờ Kan, xã Tu Mơ Rông, xã Măng Ri.",
        ),
        (
            RESULTS + "Kon Tum;;" + NEW_DAY,
            *(2, "Tỉnh", "unit_of_other_map"),
            "là một phần của tỉnh Quảng Ngãi mới (mã 51).",
        ),
        (
            RESULTS + "Đắk Nông;;Xã Tuy Đức;30/11/2025;900;90\n",
            *(2, "Tỉnh", "unit_of_other_map"),
            "Tỉnh Đắk Nông (mã 67) thuộc bản đồ trước 01/07/2025; từ 01/07/2025 là một phần của tỉnh Lâm Đồng mới",
        ),
        (
            RESULTS + "Đắk Nông;Tuy Đức;Xã Quảng Tân" + NEW_DAY,
            *(2, "Xã, phường, thị trấn", "unit_of_other_map"),
            "Xã Quảng Tân (mã 24748) thuộc bản đồ trước 01/07/2025; từ 01/07/2025 là một phần của xã Quảng Tân mới"
            " (mã 24748).",
        ),
        (
            VILLAGES + "Đắk Nông;Tuy Đức;Quảng Tân (mới);Một\n",
            *(2, "Xã, phường, thị trấn", "unit_of_other_map"),
            "kiểm tra chữ «(cũ)» hoặc «(mới)» sau tên",
        ),
        (
            RESULTS + "Quảng Ngãi;;Văn Xuôi" + NEW_DAY,
            *(2, "Xã, phường, thị trấn", "unit_of_other_map"),
            "Xã Văn Xuôi (mã 23449) thuộc bản đồ trước 01/07/2025",
        ),
        (
            RESULTS + "Lâm Đồng;;Bắc Gia Nghĩa" + OLD_DAY,
            *(2, "Xã, phường, thị trấn", "unit_of_other_map"),
            "thuộc bản đồ từ 01/07/2025; trước đó là địa bàn của phường Nghĩa Đức",
        ),
        (
            ONE_COLUMN + "Đăk Mar" + OLD_DAY + "Bắc Gia Nghĩa" + OLD_DAY,
            3,
            "Huyện, thành phố",
            "unit_of_other_map",
            "mã",
        ),
        (of_year(2026, "Kon Tum;Tu Mơ Rông;Đăk Hà"), 2, "Xã, phường, thị trấn", "unit_of_other_map", "kiểm tra «Năm»"),
        (RESULTS + "Quảng Ngãi;Huyện Gì;Bình Sơn" + NEW_DAY, 2, "Huyện, thành phố", "no_district", "từ 01/07/2025"),
        (of_year(2025, "Quảng Ngãi;;"), 2, "Tỉnh", "ambiguous_map", "«Quảng Ngãi (cũ)» hoặc «Quảng Ngãi (mới)»"),
        (
            BUDGET + ";;Tu Mơ Rông;2025;1;Đường;đầu tư;500\n",
            *(2, "Xã, phường, thị trấn", "ambiguous_map"),
            "huyện Tu Mơ Rông, tỉnh Kon Tum",
        ),
        (RESULTS + "Kon Tum;;Đăk Hà" + OLD_DAY, 2, "Huyện, thành phố", "missing_value", "Thiếu tên huyện"),
        (RESULTS + "Quảng Ngãi;;Tu Mơ Dông" + NEW_DAY, 2, "Xã, phường, thị trấn", "unknown_unit", "Tu Mơ Rông"),
        (
            RESULTS + "Quảng Ngãi;;" + NEW_DAY + ";;" + NEW_DAY,
            3,
            "Xã, phường, thị trấn",
            "missing_value",
            "Thiếu tên xã",
        ),
    ],
)
def test_a_unit_that_is_not_of_the_map_of_its_day_is_refused_and_told_what_became_of_it(
    sqlite: Database, text: str, line: int, column: str, code: str, words: str
) -> None:
    (issue,) = [issue for issue in look(sqlite, text).of(Severity.ERROR) if issue.row == line]
    assert (issue.column, issue.code) == (column, code)
    assert words in issue.message


def test_a_file_without_a_column_for_huyen_still_needs_it_for_old_units(sqlite: Database) -> None:
    found = look(sqlite, WITHOUT_HUYEN + "Kon Tum;Đăk Hà" + OLD_DAY)
    assert (1, "missing_column") in errors(found)


def test_a_day_that_cannot_be_says_nothing_of_the_map(sqlite: Database) -> None:
    far = RESULTS + "Kon Tum;Tu Mơ Rông;Đăk Hà;31/12/2204;900;90\n"
    assert errors(look(sqlite, far)) == [(2, "future_date")]
    assert errors(look(sqlite, RESULTS + "Quảng Ngãi;;;hôm qua;900;90\n")) == [(2, "not_a_date")]


MIXED = of_year(2025, "Quảng Ngãi;;Tu Mơ Rông", "Quảng Ngãi;;Đăk Tờ Kan", "Kon Tum;Tu Mơ Rông;Văn Xuôi")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (MIXED, 4),
        (VILLAGES + "Kon Tum;Tu Mơ Rông;Văn Xuôi;Một\nKon Tum;Tu Mơ Rông;Đăk Hà;Một\nQuảng Ngãi;;Tu Mơ Rông;Hai\n", 4),
        (GOALS + "Kon Tum;;;1/KH;a;Một\nĐắk Nông;;;1/KH;b;Hai\nQuảng Ngãi;;Tu Mơ Rông;1/KH;c;Ba\n", 4),
    ],
)
def test_rows_of_both_maps_where_no_day_decides_are_refused_by_name(sqlite: Database, text: str, line: int) -> None:
    found = look(sqlite, text)
    assert errors(found) == [(line, "mixed_maps")]
    assert "các dòng 2, 3 ghi đơn vị" in found.of(Severity.ERROR)[0].message


GOOD = RESULTS + "Kon Tum;Tu Mơ Rông;Đăk Hà" + OLD_DAY
TWO_NEW = "Quảng Ngãi;;Tu Mơ Rông" + NEW_DAY + "Quảng Ngãi;;Đăk Tờ Kan" + NEW_DAY
BOTH = "trước 01/07/2025 (1 dòng), từ 01/07/2025 (2 dòng)."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD, ""),
        (RESULTS + TWO_NEW, "Đơn vị theo bản đồ từ 01/07/2025 (2 dòng)."),
        (RESULTS + TWO_NEW.replace("900;90", "900;9000", 1), "Đơn vị theo bản đồ từ 01/07/2025 (2 dòng)."),
        (GOOD + TWO_NEW, f"Tệp có dòng của cả hai bản đồ: {BOTH}"),
        (RESULTS + TWO_NEW + "Kon Tum;Tu Mơ Rông;Đăk Hà" + NEW_DAY, f"Tệp lẫn đơn vị cũ và mới: {BOTH}"),
        (GOOD + TWO_NEW.replace("2025", "2024", 1), f"Tệp lẫn đơn vị cũ và mới: {BOTH}"),
        (MIXED, f"Tệp lẫn đơn vị cũ và mới: {BOTH}"),
    ],
)
def test_how_many_rows_are_of_which_map_is_said_in_front(sqlite: Database, text: str, said: str) -> None:
    assert maps_said(look(sqlite, text).checked).strip() == said


def test_what_stands_of_both_maps_comes_back_without_a_change(sqlite: Database) -> None:
    """An export has both: a file that changes nothing is no mix."""
    head, *rows = MIXED.splitlines(keepends=True)
    committed(sqlite, head + "".join(rows[:2]))
    committed(sqlite, head + rows[2])
    found = look(sqlite, MIXED)
    assert (errors(found), found.changes_nothing) == ([], True)


EXPLAINED = UNITS + "Nội dung giải trình;Ngày giải trình;Nguyên nhân;Biện pháp khắc phục;Hạn khắc phục\n"
WHY = ";giảm nghèo;30/09/2026;Mưa bão;Giao người;31/12/2026\n"
DONE = UNITS + "Số văn bản;Mã nhiệm vụ;Ngày đơn vị hoàn thành\n"


@pytest.mark.parametrize(
    ("text", "codes", "wrong"),
    [
        (EXPLAINED + "Kon Tum;Tu Mơ Rông;" + WHY, ["617"], []),
        (EXPLAINED + "Kon Tum;;" + WHY, ["62"], []),
        (EXPLAINED + "Quảng Ngãi;;Tu Mơ Rông" + WHY, ["2025-23425"], []),
        (EXPLAINED + "Quảng Ngãi;;Tu Mơ Rông" + WHY.replace("30/09/2026", "30/09/2024"), ["2025-23425"], []),
        (EXPLAINED + "Quảng Ngãi (cũ);;" + WHY, ["51"], []),
        (EXPLAINED + "Quảng Ngãi;;" + WHY, [], [(2, "ambiguous_map")]),
        (DONE + "Kon Tum;Tu Mơ Rông;;1/KH;a;30/09/2026\n", [], [(2, "unknown_obligation")]),
        (DONE + "Kon Tum;Tu Mơ Rông;;1/KH;a;hôm qua\n", [], [(2, "not_a_date")]),
    ],
)
def test_an_abolished_unit_still_answers_for_its_plan(
    sqlite: Database, text: str, codes: list[str], wrong: list[tuple[int, str]]
) -> None:
    """The day of an explanation, or of a duty that was done, does not say which map its unit is of."""
    found = look(sqlite, text)
    assert (errors(found), units(found)) == (wrong, codes)


@pytest.mark.parametrize("code", ["51", "2025-51", "62", "04", "2025-04", "617", "2025-23425"])
def test_what_is_written_on_a_screen_is_of_the_unit_that_it_was_written_for(sqlite: Database, code: str) -> None:
    """Whatever else is called so; Cao Bằng is the same on both maps and still one unit of each."""
    place = places_of(edition_of(code)).by_code[code]
    typed = TypedExplanation(place, "giảm nghèo", "", date(2026, 9, 30), "Mưa", "Giao", date(2026, 12, 31))
    assert units(preview(sqlite, OPERATOR, explanation_file(typed), typed.file_name, "explanation")) == [code]
    committed(sqlite, "Số văn bản;Mã nhiệm vụ;Cơ quan, đơn vị;Nội dung\n1/KH;a;UBND;Báo cáo\n")
    file = mark_file("1/KH", "a", place, date(2026, 9, 30), "")
    assert units(preview(sqlite, OPERATOR, file.content, file.name, file.kind)) == [code]


def test_rows_of_new_units_are_stored_and_taken_back(database: Database) -> None:
    text = RESULTS + "Quảng Ngãi;;Tu Mơ Rông" + NEW_DAY
    outcome = committed(database, text)
    assert outcome.status == "committed"
    assert outcome.batch is not None
    with database.read() as session:
        (fact,) = Repository(session).standing_of_units("poverty-progress", "2025", ["2025-23425"])
    stored = ("edition", "unit_code", "province", "as_of", "poor")
    assert [fact.values[name] for name in stored] == ["2025", "2025-23425", "2025-51", date(2025, 12, 31), 90]
    assert look(database, text).changes_nothing
    undo(database, outcome.batch, OPERATOR)
    with database.read() as session:
        assert Repository(session).standing_of_units("poverty-progress", "2025", ["2025-23425"]) == []


OLD_PARTS = RESULTS + "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;31/12/2024;400;40\nKon Tum;Tu Mơ Rông;Đăk Hà;31/12/2024;500;50\n"


def questions(found: Preview) -> list[tuple[int | None, str]]:
    return [(issue.row, issue.code) for issue in found.of(Severity.QUESTION)]


def test_a_new_unit_is_set_beside_what_its_parts_add_up_to(sqlite: Database) -> None:
    """40 + 50 poor households on 31/12/2024; with one part missing nothing is known, and nothing asked."""
    head, first, second = OLD_PARTS.splitlines(keepends=True)
    ten_times = RESULTS + "Quảng Ngãi;;Tu Mơ Rông;31/12/2025;910;895\n"
    committed(sqlite, head + first)
    assert questions(look(sqlite, ten_times)) == []
    committed(sqlite, head + second)
    (issue,) = look(sqlite, ten_times).of(Severity.QUESTION)
    assert issue.code == "magnitude"
    assert "số gần nhất là 90 ngày 31/12/2024 (cộng 2 đơn vị của bản đồ cũ)" in issue.reason
    assert questions(look(sqlite, ten_times.replace("895", "85"))) == []


@pytest.mark.parametrize(("start", "asked"), [(90, []), (80, [(2, "start_differs")])])
def test_a_new_unit_starts_the_year_where_its_parts_ended(
    sqlite: Database, start: int, asked: list[tuple[int, str]]
) -> None:
    committed(sqlite, OLD_PARTS)
    head = RESULTS.strip() + ";Số hộ nghèo đầu kỳ\n"
    assert questions(look(sqlite, head + f"Quảng Ngãi;;Tu Mơ Rông;31/12/2025;910;70;{start}\n")) == asked


def test_a_plan_of_a_new_unit_starts_from_what_its_parts_reported(sqlite: Database) -> None:
    committed(sqlite, OLD_PARTS)
    good = PLAN + "Quảng Ngãi;;Tu Mơ Rông;2025;900;90;9\n"
    assert questions(look(sqlite, good)) == []
    assert questions(look(sqlite, good.replace(";90;9", ";45;9"))) == [(2, "start_differs")]


def test_communes_of_a_new_province_do_not_exceed_it(sqlite: Database) -> None:
    rows = "Quảng Ngãi;;;31/12/2025;1000;100\nQuảng Ngãi;;Tu Mơ Rông;31/12/2025;900;120\n"
    assert questions(look(sqlite, RESULTS + rows)) == [(2, "parts_differ")]


_OF_UNITS = [kind for kind in kinds().values() if "commune" in kind.by_key and kind.name != "unit-share"]


@pytest.mark.parametrize("kind", _OF_UNITS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("seen_in", ["2024", "2025", "2025-huyen-cu"])
def test_a_template_names_units_as_the_importer_finds_them(kind: Kind, seen_in: str) -> None:
    """The example row is of the map, and so is a row ready to fill in; under huyện cũ a new xã has no huyện to name."""
    places = places_of(seen_in)
    commune = places.by_code["23425" if seen_in == "2024" else "2025-23425"]
    rows = [TemplateRow(commune)]
    example = dict(zip((column.key for column in kind.columns), example_row(kind, rows, places), strict=False))
    assert (example["district"] == "(để trống)") is (seen_in != "2024")
    table = list(csv.reader(io.StringIO(filled_template(kind, places, rows).decode("utf-8-sig")), delimiter=";"))
    filled = dict(zip(headings(kind, rows), table[2], strict=True))
    named = [filled[kind.by_key[key].header] for key in ("province", "district", "commune")]
    assert named == (["Kon Tum", "Tu Mơ Rông", "Đăk Hà"] if seen_in == "2024" else ["Quảng Ngãi", "", "Tu Mơ Rông"])
