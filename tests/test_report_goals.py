"""The report's chapter on goals: how many in which state, named, with what the document says of each."""

import csv
from collections import Counter
from datetime import date

import pytest

from core.database import Database
from core.demo import load_demo
from core.official_report.chapters.goals import chapter, short_title
from core.settings import DATA
from tests.conftest import Load
from tests.programme_files import GOAL, GOAL_PROGRESS
from tests.report_chapters import Written, chapter_of, pieces_with, unlike_their_origin, wrong_formulas

KON_PLONG, TU_MO_RONG, DAK_NONG = "613", "23422", "67"
UNITS = {"83/KH-UBND": KON_PLONG, "tu-mo-rong-2024": TU_MO_RONG, "97/KH-UBND": DAK_NONG}
FOLDERS = {"83/KH-UBND": "83-KH-UBND", "tu-mo-rong-2024": "tu-mo-rong-2024", "97/KH-UBND": "97-KH-UBND"}
OF_PLAN = ("83/KH-UBND", "tu-mo-rong-2024", "97/KH-UBND")


def _written(database: Database, plan: str, unit: str = "", period: str = "2024") -> Written:
    found = chapter_of(database, chapter, plan, unit or UNITS[plan], period)
    assert found is not None
    return found


def _listed(plan: str) -> list[dict[str, str]]:
    """The goals of a document as they were transcribed, in its order."""
    with (DATA / "plans" / FOLDERS[plan] / "goals.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.mark.parametrize("period", ["2024", "31/01/2025"])
@pytest.mark.parametrize("plan", OF_PLAN)
def test_every_goal_of_a_plan_once_and_none_has_a_value(sqlite: Database, plan: str, period: str) -> None:
    found, listed = _written(sqlite, plan, period=period), _listed(plan)
    rows = found.rows("muc-tieu")
    assert Counter(row[2] for row in rows) == Counter(goal["Mục tiêu"] for goal in listed)
    assert {row[1] for row in rows} == {goal["Mục trong văn bản"] for goal in listed}
    assert f" {len(listed)} mục tiêu của " in found.text
    overdue = [goal for goal in listed if goal["Hạn"] and _day(goal["Hạn"]) < found.judged_on]
    stated = {"xa-ntm", "ntm-nang-cao-ngoc-tem", "xa-ntm-nang-cao"}
    if not stated & {goal["Mã mục tiêu"] for goal in listed}:
        assert bool(overdue) == (period != "2024"), "due on 31/12/2024 is not late that day"
        said = [line for line in found.sentences if line.startswith("Quá hạn")]
        assert [line.partition(",")[0] for line in said] == ([f"Quá hạn: {len(overdue)} mục tiêu"] if overdue else [])
        assert all(line.count("chưa có số liệu") == len(overdue) for line in said)
        assert f"Chưa có số liệu: {len(listed) - len(overdue)} mục tiêu." in found.sentences
        assert {row[7] for row in rows} == {"—"}


def _day(text: str) -> date:
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)


@pytest.mark.parametrize("plan", ["83/KH-UBND", "tu-mo-rong-2024"])
def test_the_annex_has_the_order_and_the_sections_of_the_document(sqlite: Database, plan: str) -> None:
    rows = _written(sqlite, plan).rows("muc-tieu-theo-van-ban")
    expected = [(goal["Mục trong văn bản"], goal["Mục tiêu"], goal["Hạn"] or "không nêu") for goal in _listed(plan)]
    assert [(row[1], row[2], row[6]) for row in rows] == expected


def test_a_plan_with_a_poverty_table_has_that_for_an_annex(sqlite: Database) -> None:
    found = _written(sqlite, "97/KH-UBND")
    assert not found.annexes
    assert ", ngoài các chỉ tiêu của bảng giảm nghèo" in found.text
    assert not any(row[2].startswith("Số hộ nghèo giảm") for row in found.rows("muc-tieu"))


def test_a_goal_with_a_name_like_those_of_the_table_is_not_left_out(sqlite: Database) -> None:
    """`giam-ngheo-ben-vung` of Tu Mơ Rông is no row of a poverty table."""
    said = "Giảm nghèo đa chiều, bao trùm, bền vững"
    assert any(row[2].startswith(said) for row in _written(sqlite, "tu-mo-rong-2024").rows("muc-tieu"))


def test_a_goal_without_a_baseline_says_so(sqlite: Database) -> None:
    found = _written(sqlite, "97/KH-UBND")
    row = next(row for row in found.rows("muc-tieu") if "dân tộc thiểu số tại chỗ" in row[2])
    assert row[5] == "4 điểm % trở lên; chưa có số gốc"
    assert row[7] == "—"
    said = "«Tỷ lệ hộ nghèo đồng bào dân tộc thiểu số tại chỗ giảm từ 4% trở lên đến cuối năm 2024»"
    lack = "Mục tiêu chưa có số gốc, văn bản không nêu số để tính mức giảm"
    assert f"{lack}: {said} (mục I.1 và II.1.b)." in found.sentences


def test_ranges_and_their_words_are_kept(sqlite: Database) -> None:
    found = _written(sqlite, "tu-mo-rong-2024")
    targets = {row[1] + row[2][:30]: row[5] for row in found.rows("muc-tieu")}
    assert sorted(said for said in targets.values() if "điểm %" in said) == [
        *("khoảng 10,5 điểm %", "trên 1 điểm %", "từ 8 đến 9 điểm %"),
    ]
    assert "(mục I.2 và II.1): từ 8 đến 9 điểm %." in found.text


def test_values_states_and_dates(sqlite: Database, load: Load) -> None:
    load(
        sqlite,
        GOAL_PROGRESS
        + "tu-mo-rong-2024;ngheo-da-chieu;30/09/2024;7,25;\n"
        + "tu-mo-rong-2024;ho-ngheo;31/12/2024;8;\n"
        + "tu-mo-rong-2024;ho-can-ngheo;31/12/2024;1;\n"
        + "tu-mo-rong-2024;nha-o-dien-tich;30/06/2024;28,5;\n",
    )
    found = _written(sqlite, "tu-mo-rong-2024", period="31/01/2025")
    headings = [row[0] for row in found.rows("muc-tieu", "heading")]
    # 8 reaches the lower end of 8–9; «trên 1» is not reached by 1; 7,25 of 10,5 is three months short of the due date.
    expected = ["Đạt: 1 mục tiêu", "Không đạt: 1 mục tiêu", "Quá hạn: 2 mục tiêu", "Đang thực hiện: 1 mục tiêu"]
    assert headings == [*expected, "Chưa có số liệu: 6 mục tiêu"]
    met, result = "«Trong đó tỷ lệ hộ nghèo năm 2024 giảm từ 8-9%» (mục I.2 và II.1)", "kết quả 8 điểm %"
    assert f"Đạt: 1 mục tiêu, gồm {met}, kế hoạch từ 8 đến 9 điểm %, {result}." in found.sentences
    late = next(line for line in found.sentences if line.startswith("Quá hạn: 2 mục tiêu, gồm "))
    assert "«Nâng cao chất lượng quản lý, điều hành của các cấp» (mục I.1), chưa có số liệu" in late
    assert "«Tỷ lệ nghèo đa chiều năm 2024 giảm khoảng 10,5%» (mục I.2 và II.1)" in late
    assert "Đang thực hiện: 1 mục tiêu." in found.sentences
    assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []


def test_figures_of_later_days_stay_out(sqlite: Database, load: Load) -> None:
    load(sqlite, GOAL_PROGRESS + "tu-mo-rong-2024;ngheo-da-chieu;30/09/2024;7,25;\n")
    assert not pieces_with(_written(sqlite, "tu-mo-rong-2024", period="2024-H1"), "7,25")
    assert pieces_with(_written(sqlite, "tu-mo-rong-2024"), "7,25")


def test_counted_goals_and_made_up_ones(sqlite: Database) -> None:
    load_demo(sqlite)
    for plan in OF_PLAN:
        found = _written(sqlite, plan)
        assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []
        assert "Kết quả minh họa, không phải số liệu thực: số thứ tự " in found.notes("muc-tieu")
    remarks = {row[2][:44]: (row[7], row[10]) for row in _written(sqlite, "83/KH-UBND").rows("muc-tieu-theo-van-ban")}
    assert remarks["Đến cuối năm 2025 có 50% số thôn (làng) vùng"] == ("1,52%", "minh họa")
    assert remarks["Duy trì 100% nhà ở hộ gia đình đạt tiêu chí"] == ("—", "")


BY_HAND = GOAL + (
    "Kon Tum;Kon Plông;;9/KH-UBND;duong;Đường thôn;90;;%;31/12/2030;II.1\n"
    ";;;9/KH-UBND;khong;Không tái nghèo;;;đạt / chưa đạt;;\n"
    "Kon Tum;Kon Plông;Hiếu;9/KH-UBND;nuoc;Nước sạch;95;;%;;II.2\n"
)


def test_a_plan_loaded_by_hand(sqlite: Database, load: Load) -> None:
    load(sqlite, BY_HAND)
    load(sqlite, GOAL_PROGRESS + "9/KH-UBND;duong;30/06/2024;91;\n9/KH-UBND;khong;30/06/2024;0;\n")
    found = _written(sqlite, "9/KH-UBND", KON_PLONG)
    said = "Kế hoạch 9/KH-UBND có 3 mục tiêu của huyện Kon Plông và các đơn vị bên dưới."
    assert said in found.text
    assert [(row[2], row[7], row[9]) for row in found.rows("muc-tieu-theo-van-ban")] == [
        ("Đường thôn", "91%", "Đạt"),
        ("Không tái nghèo", "chưa đạt", "Đang thực hiện"),
        ("Nước sạch", "—", "Chưa có số liệu"),
    ]
    assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []


@pytest.mark.parametrize(("plan", "unit"), [("97/KH-UBND", "667"), ("83/KH-UBND", "617"), ("99/KH", DAK_NONG)])
def test_no_goals_no_chapter(sqlite: Database, plan: str, unit: str) -> None:
    assert chapter_of(sqlite, chapter, plan, unit, "2024") is None


def test_one_stored_value_changes_every_sentence_and_cell(sqlite: Database, load: Load) -> None:
    load(sqlite, GOAL_PROGRESS + "tu-mo-rong-2024;ngheo-da-chieu;30/09/2024;7,25;\n")
    before = _written(sqlite, "tu-mo-rong-2024", period="31/01/2025")
    load(sqlite, GOAL_PROGRESS + "tu-mo-rong-2024;ngheo-da-chieu;30/09/2024;7,5;\n")
    after = _written(sqlite, "tu-mo-rong-2024", period="31/01/2025")
    # The sentence, the table, the annex.
    assert len(pieces_with(before, "7,25")) == 3
    assert pieces_with(after, "7,5") == pieces_with(before, "7,25")
    assert not pieces_with(after, "7,25")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Tỷ lệ nghèo đa chiều năm 2024 giảm khoảng 10,5%, trong đó hộ nghèo giảm 8-9%",
            "Tỷ lệ nghèo đa chiều năm 2024 giảm khoảng 10,5%",
        ),
        ("Duy trì 100% nhà ở hộ gia đình đạt tiêu chí", "Duy trì 100% nhà ở hộ gia đình đạt tiêu chí"),
        (
            "Tập trung giảm mạnh hộ nghèo, hạn chế tái nghèo, giảm khoảng cách",
            "Tập trung giảm mạnh hộ nghèo, hạn chế tái nghèo",
        ),
        (
            "Đến cuối năm 2025 toàn huyện có 06 xã đạt chuẩn (Pờ Ê, Hiếu)",
            "Đến cuối năm 2025 toàn huyện có 06 xã đạt chuẩn",
        ),
    ],
)
def test_long_titles_are_named_by_their_first_clause(title: str, expected: str) -> None:
    assert short_title(title) == expected
