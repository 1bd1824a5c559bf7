"""Questions about figures that look wrong: their codes, the figures they name, and honest data that asks nothing.

Tuy Đức in 97/KH-UBND: 16.674 households, 3.131 of them poor at the start of 2024.
"""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from core.access.rules import operator
from core.database import Database
from core.ingest.issues import Severity
from core.ingest.pipeline import commit, decide, preview
from core.ingest.questions.suggest import slip
from tests.conftest import OPERATOR, Load
from tests.programme_files import BUDGET, CRITERIA, GOAL_PROGRESS, MANG_BUT, SPENT, TMR
from tests.test_check import MOVEMENT, NEAR, POOR, asked, errors, look

START, MONEY = "Số hộ nghèo đầu kỳ", "Lũy kế giải ngân (triệu đồng)"
POVERTY = "Huyện;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.ingest.pipeline.today", lambda: date(2025, 1, 31))


def row(day: str, poor: str, kind: str = "", unit: str = "Tuy Đức", households: str = "16.700") -> str:
    return f"{unit};{day};{kind};{households};{poor}"


def moved(flows: str, day: str = "30/06/2024") -> str:
    return f"Tuy Đức;{day};16.700;{flows}"


@pytest.mark.parametrize(
    ("written", "meant", "words"),
    [
        (213, 231, "đảo hai chữ số liền nhau"),
        (321, 123, "đổi chỗ hai chữ số"),
        (313, 3131, "thiếu một chữ số"),
        (3131, 313, "thừa một chữ số"),
        (4, 40, "thiếu một chữ số"),
        (2, 2000, "sai dấu phân cách nghìn"),
        (2000, 2, "sai dấu phân cách nghìn"),
        (2444, 2424, "sai một chữ số"),
        (4, 47, None),
        (13, 17, None),
        (0, 40, None),
        (0, 0, None),
        (10, -3, None),
        (2444, 2535, None),
    ],
)
def test_the_smallest_single_change_between_two_figures(written: int, meant: int, words: str | None) -> None:
    found = slip(written, meant)
    assert (found and found[1]) == words


@pytest.mark.parametrize(
    ("flows", "said"),
    [
        # 3.131 − 300 − 400 + 3 + 10 = 2.444
        ("2.424;3.131;300;400;0;0;3;10;0", "«Số hộ nghèo» 2.424 viết nhầm của 2.444 (sai một chữ số)"),
        ("2.444;3.311;300;400;0;0;3;10;0", f"«{START}» 3.311 viết nhầm của 3.131 (số cuối năm trước"),
        ("244;3.131;300;400;0;0;3;10;0", "«Số hộ nghèo» 244 viết nhầm của 2.444 (thiếu một chữ số)"),
        ("2.444;3.131;300;400;0;0;3;1;0", "-"),  # nothing but «10» for 1 would do, a lost zero
        ("2.444;3.131;300;400;0;0;3;10;", None),
        ("2.484;3.131;300;400;0;0;3;10;", "Chưa có: «Tăng khác»; nếu là 40 thì khớp."),
        ("2.404;3.131;300;400;;0;3;10;0", "Chưa có: «Giảm khác»; nếu là 40 thì khớp."),
        ("2.404;3.131;300;400;0;0;3;10;", "Chưa có: «Tăng khác». "),
    ],
)
def test_an_open_movement_names_the_change_that_would_close_it(sqlite: Database, flows: str, said: str | None) -> None:
    found = look(sqlite, MOVEMENT, moved(flows))
    open_ones = [issue.message for issue in found.issues if issue.code == "movement_open"]
    if said is None:
        assert open_ones == []
    elif said == "-":
        assert "«Phát sinh mới» 1 viết nhầm của 10 (thiếu một chữ số)" in open_ones[0]
    else:
        assert said in open_ones[0]


def test_at_most_two_suggestions_and_none_where_nothing_single_would_do(sqlite: Database) -> None:
    found = look(sqlite, MOVEMENT, moved("2.404;3.131;300;400;0;0;3;10;0"))
    assert found.issues[0].message.count("viết nhầm của") == 2
    found = look(sqlite, MOVEMENT, moved("2.321;3.131;300;400;0;0;3;10;0"))  # −123
    assert "viết nhầm" not in " ".join(issue.message for issue in found.issues)


def test_a_movement_that_last_years_end_closes_is_one_question(sqlite: Database) -> None:
    found = look(sqlite, MOVEMENT, moved("2.444;3.311;300;400;0;0;3;10;0"))
    assert [code for _, _, code, _ in asked(found)] == ["movement_open"]
    assert "97/KH-UBND" in found.issues[0].message


@pytest.mark.parametrize(("start", "question"), [("3.131", False), ("3.113", True)])
def test_a_start_that_is_not_last_years_end_is_asked_about(sqlite: Database, start: str, question: bool) -> None:
    found = look(sqlite, f"{POVERTY};{START}", f"{row('30/06/2024', '2.444')};{start}")
    assert errors(found) == []
    assert asked(found) == ([(2, START, "start_differs", "3.113")] if question else [])
    if question:
        message = found.issues[0].message
        assert "3.113" in message
        assert "3.131 hộ theo kế hoạch 97/KH-UBND" in message


def test_an_official_year_end_comes_before_the_plan_and_an_estimate_after_it(sqlite: Database, load: Load) -> None:
    with_start = f"{POVERTY};{START}"
    estimate, official = row("31/12/2023", "3.100", "ước"), row("31/12/2023", "3.100", "chính thức")
    lines = (with_start, f"{row('30/06/2024', '2.444')};3.131")
    assert load(sqlite, f"{POVERTY}\n{estimate}\n").status == "committed"
    assert asked(look(sqlite, *lines)) == []
    assert load(sqlite, f"{POVERTY}\n{official}\n").status == "committed"
    found = look(sqlite, *lines)
    assert asked(found) == [(2, START, "start_differs", "3.131")]
    assert "3.100 hộ theo ngày 31/12/2023 (lô" in found.issues[0].message


def test_a_start_given_in_many_rows_is_asked_about_once(sqlite: Database) -> None:
    lines = [f"{row(day, poor)};3.113" for day, poor in (("31/03/2024", "2.900"), ("30/06/2024", "2.444"))]
    assert asked(look(sqlite, f"{POVERTY};{START}", *lines)) == [(2, START, "start_differs", "3.113")]


def test_a_year_end_brought_later_is_set_beside_the_start_that_stands(sqlite: Database, load: Load) -> None:
    load(sqlite, f"{POVERTY};{START}\n{row('30/06/2024', '2.444')};3.131\n")
    found = look(sqlite, POVERTY, row("31/12/2023", "3.113"))
    assert asked(found) == [(2, POOR, "start_differs", "3.113")]
    assert "3.131" in found.issues[0].message
    assert asked(look(sqlite, POVERTY, row("31/12/2023", "3.131"))) == []


@pytest.mark.parametrize(
    ("stored", "brought", "question"),
    [
        ([("31/03/2024", "2.800")], ("30/06/2024", "2.801"), True),
        ([("31/03/2024", "2.800")], ("30/06/2024", "2.800"), False),
        ([("31/03/2024", "3.200")], ("30/06/2024", "3.300"), False),  # it rose before
        ([], ("30/06/2024", "3.200"), False),  # only the plan's baseline before it
        ([("31/03/2024", "2.800"), ("30/09/2024", "2.300")], ("30/06/2024", "2.200"), True),  # the later one is more
        ([("31/03/2024", "2.800"), ("30/09/2024", "2.300")], ("30/06/2024", "2.500"), False),
    ],
)
def test_a_rise_in_a_falling_series_is_asked_about(
    sqlite: Database, load: Load, stored: list[tuple[str, str]], brought: tuple[str, str], question: bool
) -> None:
    for day, poor in stored:
        assert load(sqlite, f"{POVERTY}\n{row(day, poor)}\n", justify="thử").status == "committed"
    found = look(sqlite, POVERTY, row(*brought))
    assert asked(found) == ([(2, POOR, "series_rises", brought[1])] if question else [])


def test_a_rise_over_an_estimate_is_no_rise(sqlite: Database, load: Load) -> None:
    load(sqlite, f"{POVERTY}\n{row('31/03/2024', '2.800')}\n{row('30/06/2024', '2.400', 'ước')}\n")
    assert asked(look(sqlite, POVERTY, row("30/09/2024", "2.450"))) == []


def test_a_slip_inside_a_file_is_asked_about_once(sqlite: Database) -> None:
    """24.440 beside 2.600 is 9,4 times; of 50.000 households, so that it is no error already."""
    lines = [row("31/03/2024", "2.600"), row("30/06/2024", "24.440"), row("30/09/2024", "2.400")]
    found = look(sqlite, POVERTY, *(line.replace("16.700", "50.000") for line in lines))
    assert asked(found) == [(3, POOR, "magnitude", "24.440")]
    message = found.issues[0].message
    assert all(part in message for part in ("24.440 ngày 30/06/2024", "2.600 ngày 31/03/2024", "9,4 lần"))


@pytest.mark.parametrize(
    ("before", "after", "households", "question"),
    [
        ("4", "40", "60", True),  # a tenth and more of the commune's own households
        ("4", "40", "1.800", True),  # 36 of 1.800 is 2%
        ("4", "40", "2.000", False),
        ("40", "4", "1.500", False),  # a small commune near its goal
        ("2.600", "12.444", "20.000", True),  # one digit before: 4,8 times
        ("900", "1.500", "20.000", False),
    ],
)
def test_small_communes_and_first_digits(
    sqlite: Database, load: Load, before: str, after: str, households: str, question: bool
) -> None:
    head = "Huyện;Xã;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo"
    load(sqlite, f"{head}\n{row('31/03/2024', before, unit='Tuy Đức;Quảng Tâm', households=households)}\n")
    found = look(sqlite, head, row("30/06/2024", after, unit="Tuy Đức;Quảng Tâm", households=households))
    expected = [(2, POOR, "magnitude", after)] if question else []
    assert (errors(found), asked(found)) == ([], expected)


def test_a_backfilled_count_is_set_beside_the_next_one(sqlite: Database, load: Load) -> None:
    load(sqlite, f"{POVERTY};{NEAR}\n{row('30/06/2024', '2.444')};1.020\n")
    found = look(sqlite, f"{POVERTY};{NEAR}", f"{row('31/03/2024', '2.800')};10.200")
    assert asked(found) == [(2, NEAR, "magnitude", "10.200")]
    assert "1.020 ngày 30/06/2024" in found.issues[0].message


def test_the_reason_is_stored_with_the_questions(sqlite: Database) -> None:
    found = look(sqlite, f"{POVERTY};{START}", f"{row('30/06/2024', '2.444')};3.113")
    assert decide(found, True, None)[0] == "rejected"
    outcome = commit(sqlite, found, operator("người thử"), "cli", True, "đã đối chiếu")
    assert (outcome.status, [issue.code for issue in outcome.issues if issue.code == "start_differs"]) == (
        "committed",
        ["start_differs"],
    )


def test_an_honest_year_asks_nothing(sqlite: Database) -> None:
    honest = [
        moved("2.844;3.131;200;100;0;0;3;10;0", "31/03/2024"),
        moved("2.444;3.131;300;400;0;0;3;10;0"),
        moved("1.732;3.131;700;720;0;0;6;15;0", "31/12/2024"),
    ]
    assert asked(look(sqlite, MOVEMENT, *honest)) == []


def spent(amount: str, day: str, line: str = "2.1") -> str:
    return f"{TMR};2024;{line};vốn năm;{day};chính thức;{amount};;"


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("1977000000", "Có thể là đồng: 1.977.000.000 đồng = 1.977 triệu đồng."),
        ("850500", "Có thể là nghìn đồng: 850.500 nghìn đồng = 850,5 triệu đồng."),
    ],
)
def test_the_unit_that_was_probably_written_is_named_and_asked_once(
    sqlite: Database, load: Load, amount: str, said: str
) -> None:
    load(sqlite, SPENT + spent("900", "30/09/2024") + "\n")
    found = look(sqlite, SPENT + spent(amount, "30/06/2024"))
    assert asked(found) == [(2, MONEY, "above_plan", amount)]
    assert said in found.issues[0].message


def test_another_unit_than_the_last_amount_is_asked_about_without_a_plan(sqlite: Database) -> None:
    found = look(sqlite, SPENT + spent("20", "30/06/2024", "9") + "\n" + spent("30000", "30/09/2024", "9"))
    assert asked(found) == [(3, MONEY, "other_unit", "30000")]
    assert "30.000 nghìn đồng = 30 triệu đồng" in " ".join(issue.message for issue in found.issues)


@pytest.mark.parametrize(("allocated", "question"), [("19770", True), ("197,7", True), ("2500", False)])
def test_another_magnitude_than_the_allocation_that_stands(sqlite: Database, allocated: str, question: bool) -> None:
    found = look(sqlite, BUDGET + f"{TMR};2024;2.1;Hạ tầng;đầu tư;vốn năm;{allocated};")
    column = "Kế hoạch vốn (triệu đồng)"
    assert asked(found) == ([(2, column, "magnitude", allocated)] if question else [])


def test_a_backfilled_reached_criterion_is_asked_about_once(sqlite: Database, load: Load) -> None:
    line = f"{MANG_BUT};;xã NTM;2;{{}};{{}};;;\n"
    load(sqlite, CRITERIA + line.format("30/06/2024", "chưa đạt"))
    before = CRITERIA + line.format("31/12/2023", "đạt")
    found = look(sqlite, before)
    assert [(where, code) for where, _, code, _ in asked(found)] == [(2, "goes_back")]
    assert "ngày 30/06/2024 đã ghi «chưa đạt»" in found.issues[0].message
    load(sqlite, before, justify="thử")
    assert asked(look(sqlite, before + line.format("31/10/2023", "đạt"))) == []


@pytest.mark.parametrize(("value", "question"), [("0,85", True), ("85", False), ("0,05", False), ("5", False)])
def test_a_percentage_written_as_a_share_is_asked_about(sqlite: Database, value: str, question: bool) -> None:
    found = look(sqlite, GOAL_PROGRESS + f"97/KH-UBND;thieu-hut-thu-nhap;30/06/2024;{value};")
    assert [code for _, _, code, _ in asked(found)] == (["magnitude"] if question else [])
    if question:
        assert "có thể là 85" in found.issues[0].message


@pytest.mark.parametrize(("points", "question"), [("0,085", True), ("0,1", False), ("8,5", False)])
def test_a_share_written_for_points_is_asked_about_without_counts(
    sqlite: Database, points: str, question: bool
) -> None:
    found = look(sqlite, "Huyện;Năm;Cấp giao kế hoạch;Tỷ lệ dự kiến giảm", f"Tuy Đức;2024;huyện;{points}")
    assert asked(found) == ([(2, "Tỷ lệ dự kiến giảm", "magnitude", points)] if question else [])


@pytest.mark.parametrize(
    ("amounts", "question"),
    [
        ([1.977, 516, 300], True),  # "1.977" typed into an English Excel
        ([1.977, 0.516], True),
        ([1.977, 516.5], False),  # amounts with other decimals are amounts
        ([1977, 516], False),
    ],
)
def test_thousands_that_a_workbook_lost_are_asked_about(sqlite: Database, amounts: list[float], question: bool) -> None:
    book = Workbook()
    book.active.append(["Tỉnh", "Huyện", "Xã", "Năm vốn", "Mã nội dung", "Nội dung", "Tính chất", "Kế hoạch vốn"])
    for number, amount in enumerate(amounts, 1):
        book.active.append(["Kon Tum", "Tu Mơ Rông", "Đăk Hà", 2024, f"9.{number}", "Hạ tầng", "đầu tư", amount])
    content = BytesIO()
    book.save(content)
    found = preview(sqlite, OPERATOR, content.getvalue(), "tep.xlsx")
    assert found.of(Severity.ERROR) == []
    assert [(issue.row, issue.code) for issue in found.of(Severity.QUESTION)] == ([(2, "thousands_lost")] * question)


def test_an_error_of_the_whole_file_asks_nothing_more(sqlite: Database) -> None:
    head = "ĐVT: người\nHuyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo"
    found = look(sqlite, head, "Tuy Đức;30/06/2024;166.740;2.444")
    assert {issue.code for issue in found.of(Severity.ERROR)} == {"unit_declared"}
    assert (asked(found), found.counts.rejected) == ([], 1)
