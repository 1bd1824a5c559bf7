"""Years that do not fit, budget lines that count twice, codes and decisions that are there already."""

from datetime import date

import pytest

from core.database import Database
from tests.conftest import Load
from tests.programme_files import BUDGET, DUTY, DUTY_DONE, GOAL, GOAL_PROGRESS, MANG_BUT, PO_E, RECOGNITION, SPENT, TMR
from tests.test_programme_kinds import asked, errors, look, said

POVERTY = "Tỉnh;Huyện;Xã;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
PLAN = "Tỉnh;Huyện;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Tỷ lệ dự kiến giảm\n"
DAK_HA = "Kon Tum;Tu Mơ Rông;Đăk Hà"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("core.ingest.pipeline", "core.clock"):
        monkeypatch.setattr(f"{module}.today", lambda: date(2025, 1, 31))


def codes(database: Database, text: str) -> list[tuple[int | None, str]]:
    found = look(database, text)
    assert errors(found) == []
    return [(row, code) for row, _, code, _ in asked(found)]


def plan(*lines: str, unit: str = DAK_HA) -> str:
    return BUDGET + "".join("{};2024;{};Việc;đầu tư;vốn năm;{};\n".format(unit, *line.split("=")) for line in lines)


def spent(*lines: str, day: str = "30/06/2024", year: int = 2024, source: str = "vốn năm") -> str:
    rows = (line.split("=") for line in lines)
    return SPENT + "".join(f"{TMR};{year};{code};{source};{day};;{amount};;\n" for code, amount in rows)


@pytest.mark.parametrize(
    ("days", "odd"),
    [
        (("30/06/2024", "30/06/2024", "30/06/2024", "30/06/2014"), 5),
        (("30/06/2024", "30/06/2024", "30/06/2024", "30/06/2023"), None),
        (("30/06/2024", "30/06/2024", "30/06/2022", "30/06/2014"), None),
    ],
    ids=["a lone year", "last year", "a history"],
)
def test_a_lone_year_is_asked_about(sqlite: Database, days: tuple[str, ...], odd: int | None) -> None:
    rows = (f"Kon Tum;Kon Plông;{unit};{day};900;90\n" for unit, day in zip(COMMUNES, days, strict=True))
    assert codes(sqlite, POVERTY + "".join(rows)) == ([(odd, "odd_year")] if odd else [])


COMMUNES = ("Pờ Ê", "Măng Bút", "Ngọc Tem", "Hiếu")


@pytest.mark.parametrize(
    ("day", "source", "odd"),
    [
        ("31/12/2023", "vốn năm", True),
        ("01/01/2024", "vốn năm", False),
        ("31/01/2025", "vốn năm", False),
        ("31/01/2025", "kéo dài", False),
    ],
)
def test_capital_is_paid_within_its_term(sqlite: Database, day: str, source: str, odd: bool) -> None:
    assert codes(sqlite, spent("2.1=100", day=day, source=source)) == [(2, "odd_year")] * odd


def test_capital_of_the_year_is_not_paid_after_january(sqlite: Database) -> None:
    assert codes(sqlite, spent("9=100", year=2022, day="01/02/2023")) == [(2, "odd_year")]
    assert codes(sqlite, spent("9=100", year=2022, day="31/12/2023", source="kéo dài")) == []
    assert codes(sqlite, spent("9=100", year=2022, day="01/01/2024", source="kéo dài")) == [(2, "odd_year")]


def test_nothing_of_a_plan_is_before_its_document(sqlite: Database) -> None:
    assert codes(sqlite, GOAL_PROGRESS + "83/KH-UBND;xa-ntm;30/06/2014;4;\n") == [(2, "odd_year")]
    assert codes(sqlite, DUTY_DONE + "97/KH-UBND;ket-6-thang-2;14/06/2023;\n") == [(2, "odd_year")]
    assert codes(sqlite, DUTY + "97/KH-UBND;them;UBND xã;Báo cáo;15/06/2014;;\n") == [(2, "odd_year")]
    assert codes(sqlite, DUTY + "7/KH-UBND;them;UBND xã;Báo cáo;15/06/2014;;\n") == []


def test_years_far_from_today_are_asked_about(sqlite: Database) -> None:
    of_a_new_commune = plan("1=500").replace("Kon Tum;Tu Mơ Rông;Đăk Hà", "Quảng Ngãi;;Tu Mơ Rông")
    assert codes(sqlite, of_a_new_commune.replace("2024", "2028")) == [(2, "odd_year")]
    assert codes(sqlite, of_a_new_commune.replace("2024", "2027")) == []
    assert codes(sqlite, RECOGNITION + f"{PO_E};;xã NTM;1/QĐ;30/01/2009\n") == [(2, "odd_year")]
    assert codes(sqlite, RECOGNITION + f"{PO_E};;xã NTM;1/QĐ;31/01/2009\n") == []


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("1=800", "1.1=500", "1.2=300"), "Đăk Hà: dòng «1» (800 triệu đồng) bằng tổng các dòng 1.1, 1.2"),
        (("1=900", "1.1=500", "1.2=300"), "cộng lại 800 triệu đồng): có phải dòng cộng ghi chưa khớp?"),
        (("1=500", "1.1=500", "1.1.1=500"), None),
        (("1=800", "11=500", "12=300"), ""),
    ],
)
def test_a_line_above_others_would_count_twice(sqlite: Database, lines: tuple[str, ...], words: str | None) -> None:
    found = look(sqlite, plan(*lines))
    expected = {None: [2, 3], "": []}.get(words, [2])
    assert [(row, code) for row, _, code, _ in asked(found)] == [(row, "parent_line") for row in expected]
    assert (words or "") in said(found)


def test_a_line_above_standing_ones_is_found_in_either_order(sqlite: Database, load: Load) -> None:
    assert codes(sqlite, plan("2=2901", unit=TMR)) == [(2, "parent_line")]
    load(sqlite, plan("7=100"))
    assert codes(sqlite, plan("7.1=40")) == [(2, "parent_line")]
    assert codes(sqlite, spent("2=300", "2.1=200", "2.2=100")) == [(2, "parent_line")]


def test_amounts_in_billions_are_asked_about_once(sqlite: Database) -> None:
    assert codes(sqlite, spent("2.1=0,85", "2.2=0,3", "2.3=0,1")) == [(2, "other_unit")]
    assert "0,85 tỷ đồng = 850 triệu đồng" in said(look(sqlite, spent("2.1=0,85", "2.2=0,3", "2.3=0,1")))
    assert codes(sqlite, spent("2.1=0", "2.2=0", "2.3=0")) == []
    assert codes(sqlite, spent("2.1=1,5", "2.2=0,3", "2.3=100")) == []
    assert codes(sqlite, plan("1=1,977", "2=0,5164")) == [(2, "other_unit")]
    assert codes(sqlite, plan("1=1,97", "2=5")) == []


def goal(code: str, value: str, measure: str = "%", title: str = "Chỉ tiêu", number: str = "9/KH") -> str:
    return f"Kon Tum;Kon Plông;;{number};{code};{title};{value};;{measure};;\n"


def test_a_target_that_is_no_percentage_is_asked_about(sqlite: Database) -> None:
    lines = goal("a", "150") + goal("b", "0,85") + goal("c", "85") + goal("d", "0,5", title="Giảm 0,5% hộ nghèo")
    assert codes(sqlite, GOAL + lines + goal("e", "0,8", "điểm %")) == [(2, "magnitude"), (3, "magnitude")]


def test_a_result_above_all_or_neither_yes_nor_no_is_asked_about(sqlite: Database, load: Load) -> None:
    load(sqlite, GOAL + goal("a", "85") + goal("b", "", ""))
    for code, value, odd in (("a", "101", 1), ("a", "100", 0), ("b", "5", 1), ("b", "1", 0), ("b", "0", 0)):
        assert codes(sqlite, GOAL_PROGRESS + f"9/KH;{code};30/06/2024;{value};\n") == [(2, "magnitude")] * odd


def test_codes_that_differ_by_case_are_asked_about(sqlite: Database) -> None:
    assert codes(sqlite, GOAL + goal("Xa-NTM", "6", "xã", number="83/KH-UBND")) == [(2, "similar_code")]
    assert codes(sqlite, GOAL + goal("Xa", "6", "xã") + goal("xa", "6", "xã")) == [(3, "similar_code")]
    assert codes(sqlite, DUTY + "9/KH;bc;A;Báo cáo;;;\n9/KH;BC;A;Báo cáo;;;\n8/KH;BC;A;B;;;\n") == [(3, "similar_code")]


def test_a_plan_is_set_beside_what_is_known_of_its_unit(sqlite: Database) -> None:
    def odd(counts: str, points: str) -> list[tuple[int | None, str]]:
        return codes(sqlite, PLAN + f"Đắk Nông;Tuy Đức;2024;huyện;5/KH;{counts};{points}\n")

    assert odd("16674;3131", "8,5") == odd("16600;3100", "8,5") == odd(";", "8,5") == []
    assert odd(";", "19") == odd("16674;3131", "19") == [(2, "magnitude")]
    assert odd("16674;1131", "2") == [(2, "start_differs")]
    assert odd("2700;400", "2") == [(2, "start_differs"), (2, "start_differs")]


def test_a_unit_is_recognised_once_and_a_decision_has_one_date(sqlite: Database, load: Load) -> None:
    first = f"{PO_E};;xã NTM;45/QĐ-UBND;15/03/2022\n"
    again = f"{PO_E};;xã NTM;46/QĐ-UBND;15/04/2022\n"
    assert codes(sqlite, RECOGNITION + first + again) == [(3, "recognised_twice")]
    other = f"{MANG_BUT};;xã NTM;45/QĐ-UBND;{{}}\n"
    assert codes(sqlite, RECOGNITION + first + other.format("16/03/2022")) == [(3, "recognised_twice")]
    assert codes(sqlite, RECOGNITION + first + other.format("15/03/2022")) == []
    load(sqlite, RECOGNITION + first)
    assert codes(sqlite, RECOGNITION + again) == [(2, "recognised_twice")]
    assert codes(sqlite, RECOGNITION + first + again.replace("xã NTM", "xã NTM nâng cao")) == []
