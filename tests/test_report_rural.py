"""The report's chapter on new rural areas: reached and recognised apart, bands, going back, the road map, villages."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from core.database import Database
from core.demo import load_demo
from core.official_report.chapters.rural import chapter
from core.places import all_places
from core.reference import criteria_set
from tests.conftest import Load
from tests.programme_files import GOAL
from tests.report_chapters import EXPLANATIONS, Written, chapter_of, unlike_their_origin, wrong_formulas
from tests.rural import ADVANCED, BASIC, criteria, criteria_file, decisions_file, villages_file

PLAN, KON_PLONG, KON_TUM, PO_E = "83/KH-UBND", "613", "62", "23467"
HALF = "2024-H1"
# KH 83, II.2.1: who has reached the standard, and who is to reach what by when.
REACHED = {"Pờ Ê", "Măng Cành", "Đăk Tăng", "Ngọc Tem"}
STATED = "đã đạt theo KH 83, chưa có số quyết định"
JUNE, DECEMBER = "30/06/2024", "31/12/2024"


def _written(database: Database, unit: str = KON_PLONG, period: str = HALF, plan: str = PLAN) -> Written:
    found = chapter_of(database, chapter, plan, unit, period)
    assert found is not None
    return found


def _code(name: str) -> str:
    return all_places().find(name, "commune", [all_places().by_code[KON_PLONG]]).places[0].code


def test_the_plan_alone_says_four_by_its_own_words_and_no_decision(sqlite: Database) -> None:
    found = _written(sqlite)
    assert "Đến ngày 30/06/2024, trong 8 xã của huyện Kon Plông:" in found.sentences
    reached = next(said for said in found.sentences if said.startswith("Đạt chuẩn xã nông thôn mới:"))
    assert reached.startswith("Đạt chuẩn xã nông thôn mới: 4 xã. Tính 4 xã theo lời KH 83, chưa có số quyết định")
    assert all(name in reached for name in REACHED)
    assert "Được công nhận: chưa có quyết định công nhận nào được nộp." in found.sentences
    assert "Kế hoạch: 6 xã, hạn 31/12/2025" in found.text
    rows = {row[1]: row for row in found.rows("xa-ntm")}
    assert len(rows) == 8
    assert {name for name, row in rows.items() if row[7] == STATED} == REACHED
    # Nobody was assessed: neither 0 nor 19.
    assert {(row[2], row[5]) for row in rows.values()} == {("—", "19")}
    assert "Chưa xã nào được đánh giá từng tiêu chí nên chưa tính được." in found.text
    assert not found.annexes


def test_before_the_plan_nobody_is_said_to_have_reached_it(sqlite: Database) -> None:
    assert "4 xã" not in _written(sqlite, period="31/03/2024").text


def test_the_two_readings_of_the_advanced_goal(sqlite: Database) -> None:
    said = _written(sqlite).text
    assert "theo mục II.2 là 5 xã (Pờ Ê, Măng Cành, Đăk Tăng, Măng Bút, Hiếu)" in said
    assert "theo mục II.2.2 là 3 xã (Pờ Ê, Măng Cành, Đăk Tăng)" in said


def test_villages_and_the_model_area_of_the_plan(sqlite: Database) -> None:
    said = _written(sqlite).text
    assert "Kế hoạch nêu 33/66 thôn (làng) đạt nông thôn mới, hạn 31/12/2025" in said
    assert "Chưa có quyết định công nhận thôn nào được nộp." in said
    assert "Thôn Vi Ô Lắc, xã Pờ Ê" in said
    assert "Chưa có danh sách thôn nào được nộp" in said


ASSESSED = criteria_file(
    criteria("Pờ Ê", JUNE),
    criteria("Măng Bút", JUNE, {10: "chưa đạt", 11: "cơ bản đạt"}),
    criteria("Hiếu", JUNE, dict.fromkeys(range(11, 20), "chưa đạt")),
    criteria("Đăk Ring", JUNE, upto=7),
    criteria("Ngọc Tem", JUNE, dict.fromkeys(range(1, 17), "chưa đạt"), ADVANCED),
)
MET = {"Pờ Ê": 19, "Măng Bút": 17, "Hiếu": 10, "Đăk Ring": 7}


def test_bands_averages_and_who_was_not_assessed(sqlite: Database, load: Load) -> None:
    load(sqlite, ASSESSED)
    found = _written(sqlite)
    average = (Decimal(sum(MET.values())) / len(MET)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert average == Decimal("13.25")
    assert "Bình quân mỗi xã đạt 13,25 tiêu chí (53 tiêu chí đạt ÷ 4 xã. Chỉ tính 4/8 xã đã được đánh giá" in found.text
    assert [(row[1], row[2], row[4]) for row in found.rows("nhom-tieu-chi")] == [
        *(("19", "1", "0"), ("15–18", "1", "0"), ("10–14", "1", "0"), ("5–9", "1", "0"), ("<5", "0", "1")),
        ("Chưa đánh giá", "4", "7"),
    ]
    assert found.rows("nhom-tieu-chi", "total")[0][2:] == ["8", "", "8", ""]
    rows = {row[1]: row[2:7] for row in found.rows("xa-ntm")}
    assert rows["Măng Bút"] == ["17", "1", "1", "0", JUNE]
    assert rows["Đăk Ring"] == ["7", "0", "0", "12", JUNE]
    assert rows["Đăk Nên"] == ["—", "—", "—", "19", "—"]
    assert "Chưa được đánh giá: Đăk Nên, Đăk Tăng, Ngọc Tem, Măng Cành." in found.text


def test_reached_by_assessment_and_recognised_by_decision_are_two_numbers(sqlite: Database, load: Load) -> None:
    load(sqlite, ASSESSED)
    load(sqlite, decisions_file("Ngọc Tem;;xã NTM;45/QĐ-UBND;15/03/2022"))
    found = _written(sqlite)
    assert "Được công nhận: 1 xã. Ngọc Tem (45/QĐ-UBND)." in found.sentences
    rows = {row[1]: row for row in found.rows("xa-ntm")}
    assert rows["Pờ Ê"][7:] == ["19/19 tiêu chí đạt", "—", "—"]
    assert rows["Ngọc Tem"][8:] == ["45/QĐ-UBND", "15/03/2022"]
    assert rows["Ngọc Tem"][2] == "—"
    reached = next(said for said in found.sentences if said.startswith("Đạt chuẩn xã nông thôn mới:"))
    assert reached.startswith("Đạt chuẩn xã nông thôn mới: 4 xã.")
    assert "Pờ Ê" in reached
    assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []


def test_what_slipped_back_is_named(sqlite: Database, load: Load) -> None:
    load(sqlite, ASSESSED)
    later = criteria("Măng Bút", DECEMBER, {2: "chưa đạt", 10: "chưa đạt", 11: "cơ bản đạt"})
    load(sqlite, criteria_file(later), justify="đường hỏng sau lũ")
    found = _written(sqlite, period="2024")
    assert "Măng Bút (bộ xã NTM): 1 tiêu chí (2. Giao thông) trước đã đạt, nay không còn đạt." in found.sentences
    assert "Có tiêu chí tụt lại, chưa có giải trình: xã Măng Bút." in found.sentences
    last = found.rows("ma-tran-ntm")[-1]
    assert last[1].startswith("Tụt lại")
    assert sorted(filter(None, last[2:])) == ["2"]
    assert "Đơn vị tụt lại" not in _written(sqlite).sentences


def test_an_explanation_of_who_slipped_back_is_quoted(sqlite: Database, load: Load) -> None:
    load(sqlite, ASSESSED)
    later = criteria("Măng Bút", DECEMBER, {2: "chưa đạt", 10: "chưa đạt", 11: "cơ bản đạt"})
    load(sqlite, criteria_file(later), justify="đường hỏng sau lũ")
    said = f"Kon Tum;Kon Plông;Măng Bút;nông thôn mới;{PLAN};31/12/2024;Lũ cuốn đường;Làm lại đường;30/06/2025\n"
    assert load(sqlite, EXPLANATIONS + said).batch
    text = _written(sqlite, period="2024").text
    assert "Xã Măng Bút giải trình ngày 31/12/2024: Lũ cuốn đường. Biện pháp: Làm lại đường." in text
    assert "chưa có giải trình" not in text


def test_the_matrices_are_apart_for_each_set_and_mirror_the_uploads(sqlite: Database, load: Load) -> None:
    load(sqlite, ASSESSED)
    found = _written(sqlite)
    basic, advanced = found.rows("ma-tran-ntm"), found.rows("ma-tran-nang-cao")
    names = [column.heading for column in found.tables["ma-tran-ntm"].columns]
    at = names.index("Măng Bút")
    assert [row[at] for row in basic[:19]] == [
        {10: "chưa đạt", 11: "cơ bản đạt"}.get(number, "đạt") for number in range(1, 20)
    ]
    assert [row[names.index("Đăk Ring")] for row in basic[:19]] == ["đạt"] * 7 + ["chưa đánh giá"] * 12
    assert basic[19][at] == "17"
    assert [row[1] for row in advanced[:19]] == [f"{one.number}. {one.name}" for one in criteria_set(ADVANCED)]
    assert advanced[19][names.index("Ngọc Tem")] == "3"
    assert basic[4][1] != advanced[4][1]


def test_the_road_map_counts_days_from_the_day_of_the_report(sqlite: Database, load: Load) -> None:
    load(sqlite, ASSESSED)
    found = _written(sqlite)
    rows = {(row[1], row[2]): row for row in found.rows("lo-trinh")}
    assert len(rows) == 10
    mang_but = rows["Măng Bút", "đạt chuẩn xã NTM (19/19)"]
    days = (date(2024, 12, 31) - found.judged_on).days
    said = f"còn {days} ngày" if days > 0 else f"quá hạn {-days} ngày"
    assert mang_but[4:7] == ["31/12/2024", said, "17"]
    assert mang_but[7] == "còn 2 tiêu chí: chưa đạt 10 Thu nhập; cơ bản đạt 11 Nghèo đa chiều"
    assert rows["Pờ Ê", "≥ 15 tiêu chí, bộ xã NTM nâng cao"][3] == "II.2; II.2.2"
    assert rows["Đăk Ring", "≥ 15 tiêu chí, bộ xã NTM"][7].startswith("còn 8 tiêu chí trong 12 tiêu chí")


def test_a_commune_lists_its_criteria(sqlite: Database, load: Load) -> None:
    load(sqlite, ASSESSED)
    load(sqlite, decisions_file("Măng Bút;;xã NTM;9/QĐ-UBND;29/06/2024"))
    found = _written(sqlite, _code("Măng Bút"))
    assert "Số tiêu chí đạt theo đánh giá: 17/19." in found.text
    assert "Quyết định công nhận: 9/QĐ-UBND, ngày 29/06/2024." in found.text
    listed = found.rows("tieu-chi-xa-ntm")
    assert listed[9] == ["10", "10. Thu nhập", "chưa đạt", JUNE, "10%", "BC 10"]
    assert "tieu-chi-xa-ntm-nang-cao" not in found.tables
    assert found.rows("xa-ntm-nang-cao")[0][2:6] == ["—", "—", "—", "19"]
    assert "nhom-tieu-chi" not in found.tables
    assert [row[1] for row in found.rows("lo-trinh")] == ["Măng Bút", "Măng Bút"]
    assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []


def test_villages_listed_and_recognised(sqlite: Database, load: Load) -> None:
    load(sqlite, villages_file("Pờ Ê;Vi Ô Lắc;có", "Pờ Ê;Vi K'Tàu;không", "Hiếu;Đăk Lom;"))
    load(sqlite, decisions_file("Pờ Ê;Vi Ô Lắc;thôn NTM;7/QĐ-UBND;01/06/2024"))
    load(sqlite, decisions_file("Pờ Ê;Vi Ô Lắc;khu dân cư kiểu mẫu;8/QĐ-UBND;02/06/2024"))
    found = _written(sqlite)
    assert "Đã có quyết định công nhận 1 thôn (Vi Ô Lắc, xã Pờ Ê); còn 32 thôn phải được công nhận." in found.text
    assert "Đã có quyết định công nhận 1 khu dân cư (Vi Ô Lắc, xã Pờ Ê)." in found.text
    assert sorted((row[2], row[3], row[6], row[8]) for row in found.rows("thon")) == [
        ("Vi K'Tàu", "không", "—", ""),
        ("Vi Ô Lắc", "có", "7/QĐ-UBND", "8/QĐ-UBND"),
        ("Đăk Lom", "chưa ghi", "—", ""),
    ]
    assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []


def test_made_up_results_are_marked_and_every_figure_is_explained(sqlite: Database) -> None:
    load_demo(sqlite)
    found = _written(sqlite, period="2024")
    assert "số liệu minh họa ở" in found.notes("xa-ntm")
    assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []


def test_a_province_sees_the_same_communes(sqlite: Database, load: Load) -> None:
    load(sqlite, ASSESSED)
    assert _written(sqlite, KON_TUM).rows("xa-ntm") == _written(sqlite).rows("xa-ntm")


BY_HAND = GOAL + (
    "Kon Tum;Kon Plông;Hiếu;9/KH-UBND;tc;Xã Hiếu đạt 12 tiêu chí;12;;tiêu chí;31/12/2026;II\n"
    "Kon Tum;Kon Plông;;9/KH-UBND;xa;Số xã đạt chuẩn;6;;xã;31/12/2026;II\n"
)


@pytest.mark.parametrize("unit", [KON_PLONG, PO_E])
def test_a_plan_loaded_by_hand(sqlite: Database, load: Load, unit: str) -> None:
    """Its goals have no rule of their own, so there is no road map; the criteria of its communes stand all the same."""
    load(sqlite, ASSESSED)
    load(sqlite, BY_HAND)
    found = _written(sqlite, unit, plan="9/KH-UBND")
    rows = {row[1]: row[2] for row in found.rows("xa-ntm")}
    assert rows["Pờ Ê"] == "19"
    assert "lo-trinh" not in found.tables
    assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []


@pytest.mark.parametrize(
    ("plan", "unit"), [("97/KH-UBND", "67"), ("tu-mo-rong-2024", "23422"), (PLAN, "617"), (PLAN, "667")]
)
def test_no_criteria_no_chapter(sqlite: Database, plan: str, unit: str) -> None:
    assert chapter_of(sqlite, chapter, plan, unit, "2024") is None


def test_one_stored_assessment_changes_every_sentence_and_cell(sqlite: Database, load: Load) -> None:
    load(sqlite, ASSESSED)
    before = _written(sqlite)
    load(sqlite, criteria_file(criteria("Măng Bút", JUNE, {11: "cơ bản đạt"})))
    after = _written(sqlite)
    changed = [(one, other) for one, other in zip(before.pieces, after.pieces, strict=True) if one != other]
    old, new = [one for one, _ in changed], [other for _, other in changed]
    # 17 → 18 of Măng Bút: its row, the road map, the matrix; 53 → 54 of four communes: the average.
    assert old.count("17") == new.count("18") == 3
    assert any("13,25" in one and "13,50" in other for one, other in changed)
    assert any("chưa đạt 10 Thu nhập" in one and "chưa đạt 10 Thu nhập" not in other for one, other in changed)
    assert ("chưa đạt", "đạt") in changed
    assert not [piece for piece in after.pieces if "17/19" in piece]


def test_the_basic_set_is_told_from_the_advanced(sqlite: Database) -> None:
    assert "tiêu chí số 5, 6, 14–18 của hai bộ khác nội dung" in _written(sqlite).text
    numbers = {one.number for one in criteria_set(BASIC)}
    assert numbers == set(range(1, 20))
