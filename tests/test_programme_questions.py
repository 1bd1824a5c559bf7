"""Budgets, criteria and goals whose figures look wrong rather than malformed; villages under any spelling."""

import pytest

from core.database import Database
from core.ingest.issues import Severity
from core.ingest.pipeline import decide
from tests.conftest import Load
from tests.programme_files import BUDGET, CRITERIA, GOAL, GOAL_PROGRESS, MANG_BUT, PO_E, SPENT, TMR, VILLAGES, rows
from tests.test_programme_kinds import ADVANCE, MONEY, asked, errors, look, remarks, said

ALLOCATED = "Kế hoạch vốn (triệu đồng)"


def spent(line: str, amount: str, day: str = "30/06/2024", source: str = "vốn năm", advance: str = "") -> str:
    return f"{TMR};2024;{line};{source};{day};chính thức;{amount};{advance};\n"


def test_money_that_nothing_decides_is_refused_with_both_readings(database: Database) -> None:
    found = look(database, SPENT + spent("2.1", "1.977"))
    assert errors(found) == [(2, MONEY, "ambiguous_number", "1.977")]
    assert "Không rõ «1.977» là 1977 hay 1,977" in said(found)
    assert "Hãy ghi 1977 (không dấu) hoặc 1,9770." in said(found)


@pytest.mark.parametrize(("other", "value"), [("516,5", "1977"), ("516.5", "1.977")])
def test_another_cell_of_the_column_decides_how_money_is_written(database: Database, other: str, value: str) -> None:
    found = look(database, SPENT + spent("2.1", "1.977") + spent("2.2", other))
    assert errors(found) == []
    assert str(found.checked.records[0].values["disbursed"]) == value


@pytest.mark.parametrize(
    ("unit", "written", "value"),
    [
        ("đồng", "850.500.001", "850.500001"),
        ("đồng", "850.500", "0.8505"),  # nobody writes parts of a đồng
        ("nghìn đồng", "850.500,5", "850.5005"),
        ("nghìn đồng", "850", "0.85"),
        ("tỷ đồng", "0,8505", "850.5"),
    ],
)
def test_a_heading_in_another_unit_of_money_is_converted_and_said(
    sqlite: Database, unit: str, written: str, value: str
) -> None:
    head = SPENT.replace(MONEY, f"Lũy kế giải ngân ({unit})")
    found = look(sqlite, head + spent("2.1", written), kind="disbursement")
    assert errors(found) == []
    assert str(found.checked.records[0].values["disbursed"]) == value
    assert f"tính bằng {unit}; đã đổi ra triệu đồng" in said(found)


@pytest.mark.parametrize(
    ("amount", "said_of_it"),
    [
        ("1977", None),
        ("1977,1", "vượt kế hoạch 1.977 triệu đồng"),
        ("850500", "gấp nhiều lần kế hoạch 1.977 triệu đồng"),
        ("850500000", "gấp nhiều lần kế hoạch 1.977 triệu đồng"),
    ],
    ids=["the whole plan", "above", "nghìn đồng", "đồng"],
)
def test_more_than_the_plan_is_asked_about(database: Database, amount: str, said_of_it: str | None) -> None:
    found = look(database, SPENT + spent("2.1", amount))
    assert errors(found) == []
    assert asked(found) == ([(2, MONEY, "above_plan", amount)] if said_of_it else [])
    if said_of_it:
        assert said_of_it in said(found)
        assert "Có phải số tính bằng đồng hoặc nghìn đồng?" in said(found)
        assert (decide(found, True, None)[0], decide(found, True, "đã đối chiếu")[0]) == ("rejected", "ready")


def test_money_of_another_unit_is_asked_about_where_no_plan_tells(database: Database) -> None:
    found = look(database, SPENT + spent("9", "850500000"))
    assert asked(found) == [(2, MONEY, "other_unit", "850500000")]
    plan = "Kon Tum;Tu Mơ Rông;Đăk Hà;2024;1;Đường thôn;đầu tư;vốn năm"
    assert asked(look(database, BUDGET + f"{plan};1977000000;\n")) == [(2, ALLOCATED, "other_unit", "1977000000")]
    assert asked(look(database, BUDGET + f"{plan};20000;\n")) == [(2, ALLOCATED, "other_unit", "20000")]
    assert asked(look(database, BUDGET + f"{plan};19999;\n")) == []


def test_a_cumulative_amount_that_falls_is_asked_about(database: Database, load: Load) -> None:
    load(database, SPENT + spent("2.1", "850,5"))
    found = look(database, SPENT + spent("2.1", "850", "30/09/2024"))
    assert asked(found) == [(2, MONEY, "cumulative_falls", "850")]
    assert "ít hơn 850,5 triệu đồng của ngày 30/06/2024" in said(found)
    assert asked(look(database, SPENT + spent("2.1", "850,5", "30/09/2024"))) == []
    assert asked(look(database, SPENT + spent("2.1", "850,5", "31/03/2024"))) == []
    assert asked(look(database, SPENT + spent("2.1", "900", "31/03/2024"))) == [(2, MONEY, "cumulative_falls", "900")]
    both = spent("2.2", "100", "30/06/2024") + spent("2.2", "90", "30/09/2024")
    assert asked(look(database, SPENT + both)) == [(3, MONEY, "cumulative_falls", "90")]


def test_an_advance_as_large_as_what_was_disbursed_is_sound(database: Database) -> None:
    assert errors(look(database, SPENT + spent("2.1", "100", advance="100"))) == []
    found = look(database, SPENT + spent("2.1", "100", advance="100,5"))
    assert errors(found) == [(2, ADVANCE, "part_exceeds_whole", "100,5")]


def test_a_line_outside_the_plan_is_noted_and_shown_as_such(database: Database, load: Load) -> None:
    text = SPENT + spent("3.1", "20")
    assert remarks(look(database, text), Severity.NOTE) == [(2, "Mã nội dung", "not_in_plan", "3.1")]
    assert load(database, text).status == "committed"
    (row,) = (row for row in rows(database, "budget") if row["line"] == "3.1")
    assert (row["title"], row["nature"]) == ("không nêu trong kế hoạch", "")
    assert (row["allocated"], row["disbursed"], row["percent"]) == ("", "20", "")


def test_capital_carried_over_stays_apart_from_that_of_the_year(database: Database, load: Load) -> None:
    outcome = load(database, SPENT + spent("2.1", "500") + spent("2.1", "30", source="chuyển nguồn"))
    assert (outcome.status, outcome.counts.new) == ("committed", 2)
    of_line = [row for row in rows(database, "budget") if row["line"] == "2.1"]
    assert sorted((row["carry_over"], row["allocated"], row["disbursed"]) for row in of_line) == [
        ("kéo dài", "", "30"),
        ("vốn năm", "1977", "500"),
    ]


def test_without_a_column_for_the_source_capital_of_the_year_is_assumed_and_said(database: Database) -> None:
    found = look(database, "Xã;Năm vốn;Mã nội dung;Ngày số liệu;Lũy kế giải ngân\nTu Mơ Rông;2024;2.1;30/06/2024;5\n")
    assert found.checked.records[0].values["carry_over"] == "vốn năm"
    assert (1, None, "assumed_capital_of_year", None) in remarks(found, Severity.NOTE)


@pytest.mark.parametrize("total", ["Tổng cộng;;;;;;;;{};\n", ";;Tổng số;;;;;;{};\n", ";;;;;Tổng cộng;;;{};\n"])
@pytest.mark.parametrize(("sum_of", "question"), [("816,5", False), ("816", True)])
def test_a_total_row_of_money_is_kept_out_and_compared(
    database: Database, total: str, sum_of: str, question: bool
) -> None:
    plan = "Kon Tum;Tu Mơ Rông;Đăk Hà;2024;{};Việc {};sự nghiệp;vốn năm;{};\n"
    found = look(database, BUDGET + plan.format(1, 1, "516,5") + plan.format(2, 2, "300") + total.format(sum_of))
    assert (errors(found), found.counts.new) == ([], 2)
    assert asked(found) == ([(4, ALLOCATED, "total_differs", "816")] if question else [])


def assessed(number: int, day: str, status: str) -> str:
    return f"{MANG_BUT};;xã NTM;{number};{day};{status};;;\n"


@pytest.mark.parametrize(
    ("later", "expected"),
    [("cơ bản đạt", "cơ bản đạt"), ("chưa đạt", "chưa đạt"), ("không đạt", "không đạt"), ("đạt", None)],
)
def test_a_criterion_that_goes_back_is_asked_about(
    database: Database, load: Load, later: str, expected: str | None
) -> None:
    load(database, CRITERIA + assessed(2, "31/12/2023", "đạt"))
    found = look(database, CRITERIA + assessed(2, "30/06/2024", later) + assessed(3, "30/06/2024", "chưa đạt"))
    assert errors(found) == []
    assert asked(found) == ([(2, "Kết quả", "goes_back", expected)] if expected else [])
    if expected:
        assert "tiêu chí 2 (xã NTM) đã đạt ngày 31/12/2023" in said(found)


def test_the_same_number_of_another_set_does_not_go_back(database: Database, load: Load) -> None:
    load(database, CRITERIA + assessed(5, "31/12/2023", "đạt"))
    other = assessed(5, "30/06/2024", "chưa đạt").replace("xã NTM", "xã NTM nâng cao")
    assert asked(look(database, CRITERIA + other)) == []


@pytest.mark.parametrize(("value", "question"), [("59", False), ("60", True), ("4,5", False), ("0", False)])
def test_a_value_many_times_its_target_is_asked_about(database: Database, value: str, question: bool) -> None:
    found = look(database, GOAL_PROGRESS + f"83/KH-UBND;xa-ntm;30/06/2024;{value};\n")
    assert errors(found) == []
    assert asked(found) == ([(2, "Giá trị", "magnitude", "60")] if question else [])


def test_a_range_is_measured_by_its_upper_end(database: Database) -> None:
    """8 to 9 points: 85 is below ten times 9."""
    text = GOAL_PROGRESS + "tu-mo-rong-2024;ho-ngheo;31/12/2024;{};\n"
    assert asked(look(database, text.format("85"))) == []
    assert asked(look(database, text.format("90"))) == [(2, "Giá trị", "magnitude", "90")]


def test_a_goal_that_moves_to_another_unit_is_a_change(database: Database, load: Load) -> None:
    text = GOAL + "Kon Tum;Kon Plông;{};9/KH-UBND;a;Đạt chuẩn;;;;;\n"
    load(database, text.format("Hiếu"))
    refused = load(database, text.format("Pờ Ê"), replace_confirmed=False)
    assert [(issue.code, issue.value) for issue in refused.issues] == [("would_replace", "xã Pờ Ê")]
    assert load(database, text.format("Pờ Ê")).status == "committed"
    (row,) = (row for row in rows(database, "goal") if row["plan_number"] == "9/KH-UBND")
    assert (row["district"], row["commune"]) == ("Kon Plông", "Pờ Ê")
    load(database, GOAL + ";;;9/KH-UBND;a;Đạt chuẩn;;;;;\n")
    (row,) = (row for row in rows(database, "goal") if row["plan_number"] == "9/KH-UBND")
    assert (row["province"], row["district"], row["commune"]) == ("", "", "")


def test_a_goals_file_without_unit_columns_keeps_the_units(database: Database, load: Load) -> None:
    head = "Số văn bản;Mã mục tiêu;Mục tiêu;Giá trị\n"
    assert load(database, head + "83/KH-UBND;xa-ntm;Số xã đạt chuẩn;7\n").counts.changed == 1
    (row,) = (row for row in rows(database, "goal") if row["goal"] == "xa-ntm")
    assert (row["district"], row["value"], row["measure"]) == ("Kon Plông", "7", "xã")


@pytest.mark.parametrize("written", ["Vi Ô Lắc", "thôn Vi Ô Lắc", "Thôn VI Ô LẮC", "Vi O Lac", "làng Vi Ô  Lắc"])
def test_a_village_is_found_in_the_list_in_any_usual_spelling(database: Database, load: Load, written: str) -> None:
    load(database, VILLAGES + f"{PO_E};Vi Ô Lắc;có\n")
    outcome = load(database, CRITERIA + f"{PO_E};{written};thôn NTM;1;30/06/2024;đạt;;;\n")
    assert outcome.status == "committed"
    (row,) = rows(database, "criteria-status")
    assert row["village"] == "Vi Ô Lắc"
    again = load(database, VILLAGES + f"{PO_E};{written};không\n")
    assert again.counts.changed == 1
    assert [row["village"] for row in rows(database, "villages")] == ["Vi Ô Lắc"]


@pytest.mark.parametrize(
    "text",
    [
        VILLAGES + f"{PO_E};Vi Ô Lắc;có\n{PO_E};thôn Vi Ô Lắc;không\n",
        CRITERIA
        + f"{PO_E};Vi Ô Lắc;thôn NTM;1;30/06/2024;đạt;;;\n{PO_E};Thôn Vi Ô Lắc;thôn NTM;1;30/06/2024;chưa đạt;;;\n",
    ],
    ids=["villages", "criteria"],
)
def test_one_village_written_two_ways_is_a_duplicate(database: Database, load: Load, text: str) -> None:
    if text.startswith(CRITERIA):
        load(database, VILLAGES + f"{PO_E};Vi Ô Lắc;có\n")
    assert [(row, code) for row, _, code, _ in errors(look(database, text))] == [
        (2, "duplicate_row"),
        (3, "duplicate_row"),
    ]


def test_a_village_of_another_commune_is_unknown(database: Database, load: Load) -> None:
    load(database, VILLAGES + f"{PO_E};Vi Ô Lắc;có\n")
    found = look(database, CRITERIA + f"{MANG_BUT};Vi Ô Lắc;thôn NTM;1;30/06/2024;đạt;;;\n")
    assert [code for _, _, code, _ in errors(found)] == ["unknown_village"]
