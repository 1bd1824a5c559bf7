"""Views of budgets, criteria, goals and duties against what the three documents print, typed by hand."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from core.database import Database
from core.reports.export_cells import ExportFilter
from tests.conftest import Load
from tests.programme_files import CRITERIA, DUTY_DONE, GOAL_PROGRESS, MANG_BUT, PO_E, SPENT, TMR, VILLAGES, rows

TMR_PLAN, KON_PLONG_PLAN, DAK_NONG_PLAN = "tu-mo-rong-2024", "83/KH-UBND", "97/KH-UBND"
# Section II.2 of the plan of Tu Mơ Rông, in triệu đồng; section III: 2.913 = 1.977 đầu tư + 936 sự nghiệp.
BUDGET_LINES = {
    "2.1": ("đầu tư", "1977"),
    "2.2": ("sự nghiệp", "516"),
    "2.3": ("sự nghiệp", "300"),
    "2.4": ("sự nghiệp", "40"),
    "2.5": ("sự nghiệp", "50"),
    "2.6": ("sự nghiệp", "30"),
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.reports.programme_views.today", lambda: date(2024, 6, 15))


def test_budget_gives_the_six_lines_of_the_commune(database: Database) -> None:
    exported = rows(database, "budget")
    assert {row["line"]: (row["nature"], row["allocated"]) for row in exported} == BUDGET_LINES
    assert len(exported) == 6
    for row in exported:
        assert (row["province"], row["district"], row["commune"]) == ("Kon Tum", "Tu Mơ Rông", "Tu Mơ Rông")
        assert (row["budget_year"], row["carry_over"]) == ("2024", "vốn năm")
        assert [row[key] for key in ("disbursed", "advance", "percent", "as_of")] == [""] * 4
    assert exported[2]["title"] == "Công tác hỗ trợ nhà ở cho hộ nghèo, hộ cận nghèo"


def test_budget_adds_up_to_the_two_totals_of_the_plan(database: Database) -> None:
    sums: Counter[str] = Counter()
    for row in rows(database, "budget"):
        sums[row["nature"]] += int(row["allocated"])
    assert sums == {"đầu tư": 1977, "sự nghiệp": 936}
    assert sums.total() == 2913


def test_budget_shows_the_latest_disbursement_up_to_a_date(database: Database, load: Load) -> None:
    spent = f"{TMR};2024;2.2;vốn năm;{{}};chính thức;{{}};{{}};\n"
    load(database, SPENT + spent.format("30/06/2024", "129", "29,5") + spent.format("31/12/2024", "258", ""))

    def line(as_of: date | None = None) -> tuple[str, ...]:
        (row,) = (row for row in rows(database, "budget", ExportFilter(as_of=as_of)) if row["line"] == "2.2")
        return tuple(row[key] for key in ("disbursed", "advance", "percent", "as_of"))

    assert line() == ("258", "", "50.00", "2024-12-31")
    assert line(date(2024, 6, 30)) == ("129", "29.5", "25.00", "2024-06-30")
    assert line(date(2024, 6, 29)) == ("", "", "", "")


def test_budget_of_another_district_is_empty(database: Database) -> None:
    assert rows(database, "budget", ExportFilter(district="Kon Plông")) == []
    assert len(rows(database, "budget", ExportFilter(district="Tu Mơ Rông"))) == 6


KON_PLONG = ["Măng Cành", "Ngọc Tem", "Hiếu", "Pờ Ê", "Măng Bút", "Đăk Tăng", "Đăk Ring", "Đăk Nên"]


def test_criteria_has_19_of_each_set_for_the_8_communes_and_nobody_is_assessed(database: Database) -> None:
    exported = rows(database, "criteria")
    assert Counter((row["commune"], row["set"]) for row in exported) == {
        (name, kind): 19 for name in KON_PLONG for kind in ("xã NTM", "xã NTM nâng cao")
    }
    assert {(row["status"], row["value"], row["evidence"], row["as_of"]) for row in exported} == {
        ("chưa đánh giá", "", "", "")
    }
    names = {(row["set"], row["criterion"]): row["criterion_name"] for row in exported}
    assert (names["xã NTM", "5"], names["xã NTM nâng cao", "5"]) == ("Trường học", "Giáo dục")
    assert names["xã NTM", "11"] == "Nghèo đa chiều"
    differing = {number for kind, number in names if names["xã NTM", number] != names["xã NTM nâng cao", number]}
    assert {"5", "6", "14", "15", "16", "17", "18"} <= differing


def test_criteria_shows_the_latest_assessment_and_the_villages_that_were_assessed(
    database: Database, load: Load
) -> None:
    assessed = f"{MANG_BUT};;xã NTM;2;{{}};{{}};{{}};{{}};\n"
    load(database, CRITERIA + assessed.format("31/12/2023", "chưa đạt", "60%", "BC 1"))
    load(database, CRITERIA + assessed.format("30/06/2024", "đạt", "85%", "BC 2"))
    load(database, VILLAGES + f"{PO_E};Vi Ô Lắc;có\n")
    load(database, CRITERIA + f"{PO_E};Vi Ô Lắc;thôn NTM;1;30/06/2024;cơ bản đạt;;;\n")
    exported = rows(database, "criteria")
    (latest,) = (row for row in exported if row["status"] == "đạt")
    assert (latest["commune"], latest["set"], latest["criterion"]) == ("Măng Bút", "xã NTM", "2")
    assert (latest["value"], latest["evidence"], latest["as_of"]) == ("85%", "BC 2", "2024-06-30")
    village = [row for row in exported if row["village"]]
    assert [(row["village"], row["set"], row["criterion"]) for row in village] == [
        ("Vi Ô Lắc", "thôn NTM", str(number)) for number in range(1, 11)
    ]
    assert [row["status"] for row in village] == ["cơ bản đạt"] + ["chưa đánh giá"] * 9
    then = rows(database, "criteria", ExportFilter(as_of=date(2024, 6, 29)))
    assert [row["status"] for row in then if row["commune"] == "Măng Bút" and row["as_of"]] == ["chưa đạt"]


# unit, value, value_upper, measure, due, source of every goal with a number; the fall of each huyện is in test_exports.
Target = tuple[str, str, str, str, str, str]
YEAR_END, NEXT_YEAR_END = "2024-12-31", "2025-12-31"
HUYEN, XA = "huyện Kon Plông", "xã {}"
NUMBERS: dict[str, list[Target]] = {
    DAK_NONG_PLAN: [
        ("tỉnh Đắk Nông", "4", "", "điểm %", YEAR_END, "I.1 và II.1.b"),
        ("tỉnh Đắk Nông", "100", "", "%", "", "II.1.b"),
        ("tỉnh Đắk Nông", "100", "", "%", "", "II.1.b"),
        ("tỉnh Đắk Nông", "3415", "", "hộ", "", "IV"),
        ("tỉnh Đắk Nông", "13", "", "xã", "", "IV.7"),
    ],
    KON_PLONG_PLAN: [
        (HUYEN, "6", "", "xã", NEXT_YEAR_END, "II.2 và chú thích 1"),
        (HUYEN, "1", "", "xã", NEXT_YEAR_END, "II.2 và II.2.2"),
        *(
            (f"xã {name}", "15", "", "tiêu chí", NEXT_YEAR_END, "II.2")
            for name in ("Pờ Ê", "Măng Cành", "Đăk Tăng", "Măng Bút", "Hiếu")
        ),
        *((f"xã {name}", "15", "", "tiêu chí", NEXT_YEAR_END, "II.2.2") for name in ("Pờ Ê", "Măng Cành", "Đăk Tăng")),
        (HUYEN, "1", "", "khu dân cư", NEXT_YEAR_END, "II.2"),
        (HUYEN, "33", "", "thôn (làng)", NEXT_YEAR_END, "II.2"),
        (HUYEN, "50", "", "%", NEXT_YEAR_END, "II.2"),
        ("xã Đăk Ring", "15", "", "tiêu chí", NEXT_YEAR_END, "II.2.1.b"),
        ("xã Đăk Nên", "15", "", "tiêu chí", NEXT_YEAR_END, "II.2.1.b"),
        (HUYEN, "100", "", "%", YEAR_END, "III.1.a"),
        (HUYEN, "80", "", "%", "", "III.1.a"),
        (HUYEN, "100", "", "%", "", "III.1.a"),
        (HUYEN, "1", "", "lần/tháng", "", "III.3"),
    ],
    TMR_PLAN: [
        ("xã Tu Mơ Rông", "10.5", "", "điểm %", YEAR_END, "I.2 và II.1"),
        ("xã Tu Mơ Rông", "8", "9", "điểm %", YEAR_END, "I.2 và II.1"),
        ("xã Tu Mơ Rông", "1", "", "điểm %", YEAR_END, "I.2"),
        ("xã Tu Mơ Rông", "30", "", "m²", "", "II.2.3"),
        ("xã Tu Mơ Rông", "20", "", "năm", "", "II.2.3"),
        ("xã Tu Mơ Rông", "8", "", "thôn", "", "II.3"),
    ],
}
KEYS = ("unit", "value", "value_upper", "measure", "due", "source")


def of_plan(database: Database, view: str, plan: str) -> list[dict[str, str]]:
    return [row for row in rows(database, view) if row["plan_number"] == plan]


def test_targets_has_every_number_of_the_three_documents(database: Database) -> None:
    for plan, expected in NUMBERS.items():
        exported = of_plan(database, "targets", plan)
        numbers = [row for row in exported if row["value"] and "Phụ lục" not in row["source"]]
        assert Counter(tuple(row[key] for key in KEYS) for row in numbers) == Counter(expected), plan
    assert Counter(row["plan_number"] for row in rows(database, "targets")) == {
        DAK_NONG_PLAN: 9 * 2 + 11,
        KON_PLONG_PLAN: 30,
        TMR_PLAN: 11,
    }


def test_targets_has_both_falls_of_every_row_of_the_poverty_table(database: Database) -> None:
    table = [row for row in of_plan(database, "targets", DAK_NONG_PLAN) if "Phụ lục" in row["source"]]
    assert Counter(row["measure"] for row in table) == {"hộ": 9, "điểm %": 9}
    of_tuy_duc = {row["measure"]: row["value"] for row in table if row["unit"] == "huyện Tuy Đức"}
    assert of_tuy_duc == {"hộ": "1400", "điểm %": "8.5"}
    assert sum(int(row["value"]) for row in table if row["measure"] == "hộ") == 2 * 3415
    assert {row["due"] for row in table} == {YEAR_END}


def test_targets_without_a_number_have_an_empty_value_and_never_zero(database: Database) -> None:
    unnumbered = [row for row in rows(database, "targets") if not row["value"]]
    assert {row["measure"] for row in unnumbered} == {"đạt / chưa đạt"}
    assert "Xây dựng xã Măng Bút đạt chuẩn nông thôn mới đến cuối năm 2024" in {row["goal"] for row in unnumbered}
    assert not [row for row in rows(database, "targets") if row["value"] == "0"]


# VI of 97/KH-UBND: fourteen agencies; IV of the plan of Tu Mơ Rông: seven.
AGENCIES = [
    "Sở Lao động - Thương binh và Xã hội",
    "Sở Kế hoạch và Đầu tư",
    "Sở Tài chính",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở Thông tin và Truyền thông",
    "Sở Y tế",
    "Sở Giáo dục và Đào tạo",
    "Sở Xây dựng",
    "Sở Tư pháp",
    "Chi nhánh Ngân hàng chính sách xã hội tỉnh",
    "Cục Thống kê tỉnh",
    "Bảo hiểm xã hội tỉnh",
    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức đoàn thể tỉnh",
    "Ủy ban nhân dân các huyện, thành phố",
]


def test_obligations_name_every_agency_of_the_province_and_of_the_commune(database: Database) -> None:
    found = {
        row["source"]: row["agency"]
        for row in of_plan(database, "obligations", DAK_NONG_PLAN)
        if row["source"].startswith("VI.")
    }
    assert found == {f"VI.{number}": agency for number, agency in enumerate(AGENCIES, 1)}
    commune = {
        row["source"]: row["agency"]
        for row in of_plan(database, "obligations", TMR_PLAN)
        if row["source"].startswith("IV.")
    }
    assert list(commune) == [f"IV.{number}" for number in range(1, 8)]
    assert len(set(commune.values())) == 7
    assert commune["IV.7"] == "Thôn trưởng các thôn"


def test_obligations_have_every_deadline_that_is_printed(database: Database) -> None:
    printed = Counter(
        (row["plan_number"], row["due"])
        for row in rows(database, "obligations")
        if row["due"] and row["source"] in ("Phần kết", "V")
    )
    assert printed == {
        (DAK_NONG_PLAN, "2024-03-31"): 3,
        (DAK_NONG_PLAN, "2024-06-15"): 3,
        (DAK_NONG_PLAN, "2024-12-15"): 3,
        (TMR_PLAN, "2024-06-20"): 1,
        (TMR_PLAN, "2024-12-10"): 1,
        (TMR_PLAN, "2024-06-30"): 1,
        (TMR_PLAN, "2024-12-15"): 1,
    }


def test_a_report_is_on_time_before_its_deadline_and_overdue_from_it(database: Database, load: Load) -> None:
    load(
        database,
        DUTY_DONE + "97/KH-UBND;ket-6-thang-1;14/06/2024;\n97/KH-UBND;ket-6-thang-2;15/06/2024;\n",
    )
    states = {row["obligation"]: (row["state"], row["done_on"]) for row in rows(database, "obligations")}
    assert states["ket-6-thang-1"] == ("done", "2024-06-14")
    assert states["ket-6-thang-2"] == ("late", "2024-06-15")
    assert states["ket-6-thang-3"] == ("overdue", "")  # today is 15/06/2024
    assert states["ket-nam-1"] == ("pending", "")
    assert states["VI.9-1"] == ("ongoing", "")


def test_progress_of_a_goal_does_not_change_the_target(database: Database, load: Load) -> None:
    before = rows(database, "targets")
    load(database, GOAL_PROGRESS + "83/KH-UBND;xa-ntm;30/06/2024;4;\n")
    assert rows(database, "targets") == before
    assert Decimal(rows(database, "goal-progress")[0]["value"]) == 4
