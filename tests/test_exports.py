"""Exports: the appendix of 97/KH-UBND figure by figure, the judged cases, and files that come back in unchanged."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from time import sleep

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.access.rules import operator
from core.database import Database
from core.errors import UnknownName
from core.ingest.kinds import is_missing
from core.ingest.pipeline import Outcome, undo
from core.ingest.values.cells import read_column
from core.reports.export_cells import ExportFilter
from core.reports.exports import VIEWS, Table, export
from core.text import clean, guarded, unguarded
from tests.conftest import SHIPPED, UPLOAD_2

Load = Callable[..., Outcome]

# Appendix of 97/KH-UBND as printed: households, poor, rate at the end of 2023; households expected, poor to reduce,
# points to reduce, poor and rate planned for the end of 2024. By official code, as exports are ordered.
APPENDIX = {
    "Gia Nghĩa": ("20592", "87", "0.42", "20792", "25", "0.1", "62", "0.30"),
    "Đăk Glong": ("18832", "2531", "13.44", "19032", "1200", "6.4", "1331", "6.99"),
    "Cư Jút": ("21931", "811", "3.70", "22131", "300", "1.4", "511", "2.31"),
    "Đắk Mil": ("27969", "470", "1.68", "28169", "100", "0.4", "370", "1.31"),
    "Krông Nô": ("19775", "748", "3.78", "19975", "150", "0.8", "598", "2.99"),
    "Đắk Song": ("20807", "592", "2.85", "21007", "140", "0.7", "452", "2.15"),
    "Đắk R'Lấp": ("23970", "468", "1.95", "24170", "100", "0.4", "368", "1.52"),
    "Tuy Đức": ("16674", "3131", "18.78", "16874", "1400", "8.5", "1731", "10.26"),
    "": ("170550", "8838", "5.18", "172150", "3415", "2.0", "5423", "3.15"),
}
HUYEN = ("Krông Nô", "Cư Jút", "Đắk Mil", "Đắk Song", "Đắk R'Lấp", "Tuy Đức", "Đắk Glong", "Gia Nghĩa")

PLAN_COLUMNS = (
    *("province", "district", "commune", "year", "plan_owner", "plan_number", "households_start", "poor_start"),
    *("households_planned", "poor_reduction", "near_poor_start", "near_poor_reduction", "rate_reduction"),
    *("rate_reduction_upper", "unit_code", "batch"),
)
PROGRESS_COLUMNS = (
    *("province", "district", "commune", "as_of", "value_type", "households", "poor", "near_poor", "poor_start"),
    *("escaped_to_near_poor", "escaped", "other_decrease", "near_poor_to_poor", "relapsed", "newly_poor"),
    *("other_increase", "ethnic_households", "ethnic_poor", "indigenous_households", "indigenous_poor", "note"),
    *("unit_code", "batch"),
)
STATUS_COLUMNS = (
    *("province", "district", "commune", "plan_owner", "plan_number", "year", "households_start", "poor_start"),
    *("rate_start", "households_planned", "poor_planned", "rate_planned", "rate_reduction_planned", "as_of"),
    *("value_type", "households", "poor", "rate", "reduced", "reduced_planned", "percent_of_plan_households"),
    *("percent_of_plan_points", "status"),
)
# contracts.md, sections 2 and 3: the views of budgets, criteria, goals and duties.
PLACE = ("province", "district", "commune")
PROGRAMME_COLUMNS = {
    "budget-plan": (
        *(*PLACE, "budget_year", "line", "title", "nature", "carry_over", "allocated", "plan_number"),
        *("unit_code", "batch"),
    ),
    "disbursement": (
        *(*PLACE, "budget_year", "line", "carry_over", "as_of", "value_type", "disbursed", "advance", "note"),
        *("unit_code", "batch"),
    ),
    "criteria-status": (
        *(*PLACE, "village", "set", "criterion", "as_of", "status", "value", "evidence", "note"),
        *("unit_code", "batch"),
    ),
    "recognition": (*PLACE, "village", "title", "decision_number", "decision_date", "unit_code", "batch"),
    "villages": (*PLACE, "village", "ethnic_area", "unit_code", "batch"),
    "goal": (*PLACE, "plan_number", "goal", "title", "value", "value_upper", "measure", "due", "source", "batch"),
    "goal-progress": ("plan_number", "goal", "as_of", "value", "note", "batch"),
    "obligation": ("plan_number", "obligation", "agency", "title", "due", "recurs", "source", "batch"),
    "obligation-done": ("plan_number", "obligation", "done_on", "note", "batch"),
    "obligation-done-unit": (
        *("province", "district", "commune", "plan_number", "obligation", "done_on", "note", "unit_code", "batch"),
    ),
    "explanation": (
        *("province", "district", "commune", "subject", "plan_number", "as_of", "cause", "remedy", "remedy_due"),
        *("note", "unit_code", "batch"),
    ),
    "unit-share": (*PLACE, "into_province", "into_commune", "percent", "method", "source", "unit_code", "batch"),
    "budget": (
        *(*PLACE, "budget_year", "line", "title", "nature", "carry_over", "allocated", "disbursed", "advance"),
        *("percent", "as_of"),
    ),
    "criteria": (*(*PLACE, "village", "set", "criterion", "criterion_name", "status", "value", "evidence", "as_of"),),
    "targets": ("plan_number", "unit", "goal", "value", "value_upper", "measure", "due", "source"),
    "obligations": (*("plan_number", "obligation", "agency", "title", "due", "recurs", "done_on", "state", "source"),),
}

HEAD = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"


def table(database: Database, view: str, chosen: ExportFilter | None = None) -> Table:
    with database.read() as session:
        return export(session, view, chosen or ExportFilter())


def rows(database: Database, view: str, chosen: ExportFilter | None = None) -> list[dict[str, str]]:
    exported = table(database, view, chosen)
    return [dict(zip(exported.columns, row, strict=True)) for row in exported.rows]


def status_of(database: Database, district: str, chosen: ExportFilter | None = None) -> dict[str, str]:
    (found,) = (row for row in rows(database, "poverty-status", chosen) if row["district"] == district)
    return found


def numbers(*cells: str) -> list[Decimal]:
    return [Decimal(cell) for cell in cells]


def test_the_columns_of_every_view_are_those_of_the_contract(database: Database) -> None:
    assert table(database, "poverty-plan").columns == PLAN_COLUMNS
    assert table(database, "poverty-progress").columns == PROGRESS_COLUMNS
    assert table(database, "poverty-status").columns == STATUS_COLUMNS
    for view, columns in PROGRAMME_COLUMNS.items():
        assert table(database, view).columns == columns, view
    assert set(VIEWS) == {"poverty-plan", "poverty-progress", "poverty-status", *PROGRAMME_COLUMNS}


def test_poverty_plan_gives_the_given_figures_of_the_appendix(database: Database) -> None:
    exported = rows(database, "poverty-plan")
    assert [row["district"] for row in exported] == list(APPENDIX)
    for row in exported:
        households, poor, _, planned, fall, points, _, _ = APPENDIX[row["district"]]
        assert numbers(
            *(row["households_start"], row["poor_start"], row["households_planned"], row["poor_reduction"]),
            row["rate_reduction"],
        ) == numbers(households, poor, planned, fall, points)
        assert (row["province"], row["commune"], row["year"]) == ("Đắk Nông", "", "2024")
        assert (row["plan_owner"], row["plan_number"], row["batch"]) == ("tỉnh", "97/KH-UBND", "1")
        assert (row["near_poor_start"], row["near_poor_reduction"], row["rate_reduction_upper"]) == ("", "", "")


def test_poverty_status_reproduces_every_figure_of_the_appendix(database: Database) -> None:
    """All 9 rows × 8 columns, rates and planned ends computed from the counts."""
    exported = rows(database, "poverty-status")
    assert [row["district"] for row in exported] == list(APPENDIX)
    for row in exported:
        assert numbers(
            *(row["households_start"], row["poor_start"], row["rate_start"], row["households_planned"]),
            *(row["reduced_planned"], row["rate_reduction_planned"], row["poor_planned"], row["rate_planned"]),
        ) == numbers(*APPENDIX[row["district"]])


def test_counts_are_written_as_integers_and_decimals_plainly(database: Database) -> None:
    row = status_of(database, "Tuy Đức")
    assert (row["households_start"], row["poor_start"], row["rate_reduction_planned"]) == ("16674", "3131", "8.5")
    assert (row["rate_start"], row["rate_planned"]) == ("18.78", "10.26")


def test_without_results_everything_about_them_is_empty_and_never_zero(database: Database) -> None:
    for row in rows(database, "poverty-status"):
        empty = ("as_of", "value_type", "households", "poor", "rate", "reduced")
        assert [row[key] for key in (*empty, "percent_of_plan_households", "percent_of_plan_points")] == [""] * 8
        assert row["status"] == "no_data"


def test_exports_are_empty_after_the_plans_are_taken_back(database: Database) -> None:
    for batch in range(1, SHIPPED + 1):
        undo(database, batch, operator("người thử"))
    for view in VIEWS:
        exported = table(database, view)
        assert exported.rows == ()
        assert exported.as_csv().count("\r\n") == 1


def test_no_results_give_the_heading_alone(database: Database) -> None:
    assert table(database, "poverty-progress").as_csv() == ",".join(PROGRESS_COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    ("district", "households", "poor", "reduced", "by_households", "by_points", "status"),
    [
        ("Cư Jút", 22131, 511, "300", "100", "99.29", "met"),
        ("Tuy Đức", 16874, 1732, "1399", "99.93", "100.24", "met"),
        ("Tuy Đức", 16874, 1760, "1371", "97.93", "98.24", "missed"),
        ("Gia Nghĩa", 20792, 76, "11", "44", "50", "missed"),
        ("Krông Nô", 19800, 538, "210", "140", "132.5", "met"),
    ],
)
def test_final_results_are_judged_as_in_the_domain(
    database: Database,
    load: Load,
    district: str,
    households: int,
    poor: int,
    reduced: str,
    by_households: str,
    by_points: str,
    status: str,
) -> None:
    load(database, HEAD + f"Đắk Nông;{district};31/12/2024;{households};{poor}\n")
    row = status_of(database, district)
    assert (row["as_of"], row["value_type"]) == ("2024-12-31", "chính thức")
    assert (row["households"], row["poor"], row["reduced"], row["status"]) == (
        str(households),
        str(poor),
        reduced,
        status,
    )
    assert numbers(row["percent_of_plan_households"], row["percent_of_plan_points"]) == numbers(
        by_households, by_points
    )


def test_a_shortfall_is_never_rounded_up_to_100(database: Database, load: Load) -> None:
    head = "Tỉnh;Huyện;Xã;Năm;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Số hộ nghèo dự kiến giảm\n"
    load(database, head + "Đắk Nông;Tuy Đức;Quảng Trực;2024;90.000;50.000;40.000\n")
    load(
        database,
        "Tỉnh;Huyện;Xã;Ngày;Tổng số hộ;Số hộ nghèo\nĐắk Nông;Tuy Đức;Quảng Trực;31/12/2024;90.000;10.001\n",
    )
    (row,) = (row for row in rows(database, "poverty-status") if row["commune"] == "Quảng Trực")
    assert (row["percent_of_plan_households"], row["status"]) == ("99.997500", "missed")


def _of_all_huyen(*days: str) -> str:
    return HEAD + "".join(
        f"Đắk Nông;{name};{day};20.000;{400 + place}\n"
        for place, (name, day) in enumerate(zip(HUYEN, days, strict=True))
    )


def test_the_province_is_summed_when_all_huyen_have_the_same_date(database: Database, load: Load) -> None:
    assert load(database, _of_all_huyen(*["31/12/2024"] * 8)).status == "committed"
    row = status_of(database, "")
    assert (row["as_of"], row["households"], row["poor"]) == ("2024-12-31", "160000", "3228")
    assert (row["reduced"], row["status"], row["value_type"]) == ("5610", "met", "chính thức")


@pytest.mark.parametrize(
    "days", [["31/12/2024"] * 7 + ["30/12/2024"], ["30/12/2024"] + ["31/12/2024"] * 7], ids=["last", "first"]
)
def test_the_province_is_not_summed_over_different_dates(database: Database, load: Load, days: list[str]) -> None:
    load(database, _of_all_huyen(*days))
    row = status_of(database, "")
    assert (row["as_of"], row["households"], row["poor"], row["status"]) == ("", "", "", "no_data")


def test_the_province_is_not_summed_over_seven_of_eight(database: Database, load: Load) -> None:
    text = _of_all_huyen(*["31/12/2024"] * 8)
    load(database, text[: text.rindex("Đắk Nông;Gia Nghĩa")])
    assert len(rows(database, "poverty-progress")) == 7
    assert status_of(database, "")["status"] == "no_data"


def test_an_estimate_of_one_huyen_makes_the_sum_an_estimate(database: Database, load: Load) -> None:
    lines = _of_all_huyen(*["31/12/2024"] * 8).splitlines()
    text = "\n".join([f"{lines[0]};Loại số liệu", *(f"{line};chính thức" for line in lines[1:-1]), f"{lines[-1]};ước"])
    load(database, text)
    assert status_of(database, "")["value_type"] == "ước"


def test_stored_rows_hold_no_computed_total(database: Database, load: Load) -> None:
    load(database, _of_all_huyen(*["31/12/2024"] * 8))
    assert [row["unit_code"] for row in rows(database, "poverty-progress")] == [str(code) for code in range(660, 668)]


RICH = (
    "Tỉnh;Huyện;Xã;Ngày;Loại số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo;Số hộ nghèo đầu kỳ;"
    "Thoát nghèo thành cận nghèo;Thoát nghèo vượt chuẩn cận nghèo;Giảm khác;Cận nghèo thành nghèo;Tái nghèo;"
    "Phát sinh mới;Tăng khác;Số hộ DTTS;Hộ nghèo DTTS;Số hộ DTTS tại chỗ;Hộ nghèo DTTS tại chỗ;Ghi chú\n"
    "Đắk Nông;Tuy Đức;;30/06/2024;ước;16.700;2.444;1.001;3.131;300;400;0;0;3;10;0;8.000;2.000;5.000;1.500;"
    '"nhiều, dấu; và ""ngoặc"""\n'
    "Đắk Nông;Tuy Đức;Quảng Trực;30/06/2024;;1.200;300;;;;;;;;;;;;;;=HYPERLINK(1)\n"
    "Đắk Nông;Đắk R’Lấp;;30/06/2024;chính thức;24.000;420;x;-;;;;;;;;;;;;+5 hộ so với tháng trước\n"
    "Đắk Nông;Gia Nghĩa;;31/12/2023;chính thức;20.592;87;;;;;;;;;;;;;;- chưa rà soát\n"
    "Đắk Nông;Gia Nghĩa;;30/06/2024;chính thức;20.700;80;;;;;;;;;;;;;;@phòng LĐ\n"
    "Đắk Nông;;;30/06/2024;ước;170.000;7.000;;;;;;;;;;;;;;\n"
)


@pytest.mark.parametrize("view", ["poverty-plan", "poverty-progress"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
def test_an_export_comes_back_in_unchanged(database: Database, load: Load, view: str, mark: str) -> None:
    assert load(database, RICH).counts.new == 6
    head = "Tỉnh;Huyện;Xã;Năm;Cấp giao kế hoạch;Số văn bản;Tỷ lệ dự kiến giảm;Tỷ lệ dự kiến giảm đến;"
    load(
        database,
        head + "Số hộ cận nghèo đầu năm;Số hộ cận nghèo dự kiến giảm\n"
        "Đắk Nông;Tuy Đức;Quảng Trực;2024;xã;;8;9;300;20\n"
        "Đắk Nông;Tuy Đức;Đắk Búk So;2024;huyện;15/KH-UBND;8,125;;;\n"
        "Đắk Nông;Tuy Đức;Quảng Tâm;2024;huyện;=1+1;0,375;12,5;;\n",
    )
    exported = table(database, view)
    text = mark + exported.as_csv()
    outcome = load(database, text, kind=None, replace_confirmed=False)
    assert (outcome.kind, outcome.status) == (view, "no_change")
    assert vars(outcome.counts) == {"new": 0, "changed": 0, "unchanged": len(exported.rows), "rejected": 0}
    assert {issue.code for issue in outcome.issues} <= {"unknown_column", "name_understood"}
    assert table(database, view) == exported


def test_an_export_of_one_province_leads_to_the_same_rows_elsewhere(
    sqlite: Database, postgresql_url: str, load: Load
) -> None:
    load(sqlite, RICH)
    exported = table(sqlite, "poverty-progress")
    other = Database(postgresql_url)
    try:
        assert load(other, exported.as_csv()).status == "committed"
        assert table(other, "poverty-progress") == exported
    finally:
        other.engine.dispose()


def test_text_that_excel_would_run_is_disarmed(database: Database, load: Load) -> None:
    load(database, RICH)
    notes = {row["note"] for row in rows(database, "poverty-progress")}
    assert notes == {
        *("'=HYPERLINK(1)", "'+5 hộ so với tháng trước", "'- chưa rà soát", "'@phòng LĐ", ""),
        'nhiều, dấu; và "ngoặc"',
    }


GUARDED = [
    ("=1+1", "'=1+1"),
    ("=", "'="),
    ("=-5", "'=-5"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("+84 a", "'+84 a"),
    ("- đã báo cáo", "'- đã báo cáo"),
    ("-2+3", "'-2+3"),
    ("--5", "'--5"),
    ("-5 hộ", "'-5 hộ"),
    ("＝1+1", "'＝1+1"),
    ("－5", "'－5"),
    (" =1+1", "' =1+1"),
    ("\u00a0=1+1", "'\u00a0=1+1"),
    ("\t=1", "'\t=1"),
    ("\rabc", "'\rabc"),
    ("\nabc", "'\nabc"),
    # figures, which run nothing
    ("-5", "-5"),
    ("-5,3", "-5,3"),
    ("-1.234,5", "-1.234,5"),
    ("+3,78%", "+3,78%"),
    ("-1 977", "-1 977"),
    ("-", "-"),
    # no start of a formula
    ("'=1", "'=1"),
    ("''=1", "''=1"),
    ('"=1"', '"=1"'),
    ("«=1»", "«=1»"),
    ("a=b", "a=b"),
    ("1+1", "1+1"),
    ("–5", "–5"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "written"), GUARDED)
def test_text_like_a_formula_gets_an_apostrophe_and_figures_do_not(text: str, written: str) -> None:
    """Written once or many times; taken off again it is the text (which never begins with a blank once it is read)."""
    assert guarded(text) == guarded(written) == written
    assert text != clean(text) or unguarded(written) == unguarded(text)


TEXTS = st.text(st.one_of(st.sampled_from("=+-@'\"＝＋－＠\t\r\n\u00a0 .,;%0123456789x"), st.characters()), max_size=12)


@given(text=TEXTS)
@settings(max_examples=1_000, derandomize=True, deadline=None, database=None)
def test_no_text_begins_a_formula_and_none_is_changed_by_going_out_and_coming_in(text: str) -> None:
    """Any text that an import once kept; of «-» alone see below."""
    written = guarded(text)
    assert re.match(r"\s*[=+@＝＋－＠-]", written) is None or re.fullmatch(r"[-+]?[0-9., ]*%?", written)
    kept = unguarded(clean(text))
    assert unguarded(clean(guarded(kept))) == kept
    wide = kept[:1] in tuple("＝＋－＠") or kept[:2] in ("'＝", "'＋", "'－", "'＠")  # see tests/test_properties.py
    if not wide and not is_missing(clean(text)) and kept != "-":
        assert read_column("text", [clean(text)]) == read_column("text", [clean(guarded(kept))]) == [kept]


@pytest.mark.parametrize("text", ["'-", "'-5", "-5%", "'+3,78%", "''=1", "'=1", "'", '"=1"', "- x", "=;,\t|"])
def test_a_note_comes_back_in_as_it_was(sqlite: Database, load: Load, text: str) -> None:
    quoted = text.replace('"', '""')
    head = HEAD.replace("\n", ";Ghi chú\n")
    assert load(sqlite, head + f'Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444;"{quoted}"\n').status == "committed"
    exported = table(sqlite, "poverty-progress")
    assert load(sqlite, exported.as_csv(), replace_confirmed=False).status == "no_change"


def test_no_piece_of_a_text_is_a_formula_where_a_spreadsheet_splits_at_another_sign(
    sqlite: Database, load: Load
) -> None:
    """A Vietnamese Excel takes «;» for the separator of any CSV; quotes within a cell do not stop it."""
    head = HEAD.replace("\n", ";Ghi chú\n")
    load(sqlite, head + 'Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444;"x;=1+1;y"\n')
    lines = csv.reader(io.StringIO(table(sqlite, "poverty-progress").as_csv()), delimiter=";")
    assert [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@"))] == []


def test_a_negative_number_stays_a_number(sqlite: Database, load: Load) -> None:
    """More poor households than at the start is a fall below zero, which a spreadsheet can compute with."""
    load(sqlite, HEAD + "Đắk Nông;Gia Nghĩa;31/12/2024;20.700;97\n", justify="để thử")
    row = status_of(sqlite, "Gia Nghĩa")
    assert (row["reduced"], row["status"]) == ("-10", "missed")
    assert Decimal(row["percent_of_plan_households"]) == -40


def test_rows_are_ordered_by_unit_code_then_date(database: Database, load: Load) -> None:
    load(database, RICH)
    order = [(row["unit_code"], row["as_of"]) for row in rows(database, "poverty-progress")]
    assert order == [
        ("24736", "2024-06-30"),
        ("660", "2023-12-31"),
        ("660", "2024-06-30"),
        ("666", "2024-06-30"),
        ("667", "2024-06-30"),
        ("67", "2024-06-30"),
    ]


def test_missing_values_are_empty_and_a_reported_zero_is_zero(database: Database, load: Load) -> None:
    load(database, RICH)
    by_code = {row["unit_code"]: row for row in rows(database, "poverty-progress")}
    assert (by_code["667"]["other_decrease"], by_code["667"]["near_poor_to_poor"]) == ("0", "0")
    assert (by_code["666"]["near_poor"], by_code["666"]["poor_start"]) == ("", "")
    assert by_code["24736"]["value_type"] == "chính thức"


@pytest.mark.parametrize("name", ["Tuy Đức", "huyện Tuy Đức", "tuy duc", "TUY ĐỨC"])
def test_a_district_brings_its_communes_and_nothing_else(database: Database, load: Load, name: str) -> None:
    load(database, RICH)
    chosen = ExportFilter(district=name)
    assert [row["unit_code"] for row in rows(database, "poverty-progress", chosen)] == ["24736", "667"]
    assert [row["unit_code"] for row in rows(database, "poverty-plan", chosen)] == ["667"]
    assert [row["district"] for row in rows(database, "poverty-status", chosen)] == ["Tuy Đức"]


def test_an_unknown_district_is_answered_with_near_names(database: Database) -> None:
    with pytest.raises(UnknownName, match="Tuy Đức"):
        table(database, "poverty-plan", ExportFilter(district="Tuy Đứt"))


def test_an_unknown_view_is_answered_with_the_views(database: Database) -> None:
    with pytest.raises(
        UnknownName,
        match=r"«nghèo».*poverty-plan, .*poverty-status, budget, criteria, targets",
    ):
        table(database, "nghèo")


def test_figures_up_to_a_date_include_that_date(database: Database, load: Load) -> None:
    load(database, HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444\nĐắk Nông;Tuy Đức;31/12/2024;16.874;1.732\n")

    def seen(day: date) -> tuple[list[str], str, str]:
        chosen = ExportFilter(as_of=day)
        row = status_of(database, "Tuy Đức", chosen)
        return [row["as_of"] for row in rows(database, "poverty-progress", chosen)], row["poor"], row["status"]

    assert seen(date(2024, 6, 29)) == ([], "", "no_data")
    assert seen(date(2024, 6, 30)) == (["2024-06-30"], "2444", "watch")
    assert seen(date(2024, 12, 30)) == (["2024-06-30"], "2444", "watch")
    assert seen(date(2024, 12, 31)) == (["2024-06-30", "2024-12-31"], "1732", "met")


def test_figures_as_known_at_a_moment(database: Database, load: Load) -> None:
    load(database, HEAD + "Đắk Nông;Tuy Đức;31/12/2024;16.874;1.760\n")
    sleep(0.005)
    moment = datetime.now(UTC)
    sleep(0.005)
    load(database, HEAD + "Đắk Nông;Tuy Đức;31/12/2024;16.874;1.732\n")
    undo(database, 1, operator("người thử"))
    then = ExportFilter(known_at=moment)
    assert (status_of(database, "Tuy Đức", then)["poor"], status_of(database, "Tuy Đức", then)["status"]) == (
        "1760",
        "missed",
    )
    assert [row["poor"] for row in rows(database, "poverty-progress")] == ["1732"]
    assert rows(database, "poverty-status") == []
    assert len(rows(database, "poverty-plan", then)) == 9
    long_ago = ExportFilter(known_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert [table(database, view, long_ago).rows for view in VIEWS] == [()] * len(VIEWS)


def test_one_row_stands_per_unit_and_date(database: Database, load: Load) -> None:
    load(database, HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444\n")
    load(database, HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.400\n")
    (row,) = rows(database, "poverty-progress")
    assert (row["poor"], row["batch"]) == ("2400", str(UPLOAD_2))


def test_the_expected_table_is_the_plan_that_ships() -> None:
    """The hand-typed table above adds up by itself: eight huyện make the province."""
    whole = APPENDIX[""]
    for place in (0, 1, 3, 4, 6):
        assert sum(int(row[place]) for name, row in APPENDIX.items() if name) == int(whole[place])
