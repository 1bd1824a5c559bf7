"""Sentences of the first screen: each can be acted on, says its date, and names the screen that its link opens."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from core.database import Database
from core.places import all_places
from core.reports.budget import CARRIED_OVER, INVESTMENT, OF_THE_YEAR, OPERATING, BudgetLine
from core.reports.criteria import CriteriaFilter, criteria_status
from core.reports.goals import DutyRow, GoalFilter, GoalRow, all_duties, all_goals
from core.reports.origin import Origin
from core.reports.poverty import PlanStatus, Result
from core.rules.budget import Money
from core.rules.poverty import PovertyTarget
from core.wording_attention import Attention, attention_words, poverty_attention
from core.wording_attention_programmes import (
    budget_attention,
    next_deadlines,
    programmes_attention,
    rural_attention,
)
from tests.conftest import Load
from tests.poverty_rows import (
    CU_JUT,
    DAK_MIL,
    DAK_SONG,
    JUNE,
    PLANS,
    SEPTEMBER,
    TUY_DUC,
    YEAR_END,
    plan,
    result,
)
from tests.rural import criteria, criteria_file

JULY = date(2024, 7, 15)


def sentences(found: Sequence[Attention]) -> list[str]:
    return [one.sentence for one in found]


def of(code: str, found: Result | None, today: date, target: PovertyTarget | None = None) -> list[tuple[str, str]]:
    return [(one.sentence, one.slug) for one in poverty_attention([plan(code, found, target)], today)]


NOTHING = PovertyTarget(2024, 1800, 2, 1800, 0)
IN_POINTS = PovertyTarget(2024, rate_reduction=Decimal(8), reported_rate_start=Decimal("60.00"))


@pytest.mark.parametrize(
    ("found", "today", "target", "expected"),
    [
        (
            result(JUNE, 2444),
            JULY,
            None,
            [("Tuy Đức: còn phải giảm 713 hộ, cần 119 hộ/tháng đến 31/12 (số liệu 30/06/2024)", "giam-ngheo")],
        ),
        (
            result(JUNE, 2444, official=False),
            JULY,
            None,
            [("Tuy Đức: còn phải giảm 713 hộ, cần 119 hộ/tháng đến 31/12 (số liệu ước 30/06/2024)", "giam-ngheo")],
        ),
        (
            result(JUNE, 2444, made_up=True),
            JULY,
            None,
            [("Tuy Đức: còn phải giảm 713 hộ, cần 119 hộ/tháng đến 31/12 (số liệu minh họa 30/06/2024)", "giam-ngheo")],
        ),
        (result(JUNE, 2000), JULY, None, []),
        (
            result(YEAR_END, 1760, 16874),
            date(2025, 2, 1),
            None,
            [("Tuy Đức: không đạt, thiếu 29 hộ so với kế hoạch (số liệu 31/12/2024)", "giam-ngheo")],
        ),
        (
            result(YEAR_END, 1760, 16874, official=False),
            YEAR_END,
            None,
            [("Tuy Đức: còn 29 hộ so với kế hoạch năm 2024 (số liệu ước 31/12/2024)", "giam-ngheo")],
        ),
        (
            result(JUNE, 2444),
            date(2025, 1, 1),
            None,
            [
                (
                    "Tuy Đức: còn 713 hộ so với kế hoạch, năm 2024 đã hết mà chưa có số chính thức cuối năm"
                    " (số liệu 30/06/2024)",
                    "giam-ngheo",
                )
            ],
        ),
        (
            result(JUNE, 2000),
            date(2025, 1, 1),
            None,
            [
                (
                    "Tuy Đức: năm 2024 đã hết, chưa có số chính thức cuối năm (số liệu mới nhất 30/06/2024)",
                    "nop-so-lieu",
                )
            ],
        ),
        (None, JULY, None, [("Tuy Đức: chưa có số liệu thực hiện của kế hoạch 2024", "nop-so-lieu")]),
        (
            result(JUNE, 570, 1000),
            JULY,
            IN_POINTS,
            [("Tuy Đức: còn phải giảm 5,0 điểm %, cần 0,84 điểm %/tháng đến 31/12 (số liệu 30/06/2024)", "giam-ngheo")],
        ),
        (
            result(JUNE, 570, 1000),
            JULY,
            PovertyTarget(2024, rate_reduction=Decimal(8)),
            [("Tuy Đức: chưa so được với kế hoạch 2024, kế hoạch thiếu số đầu năm", "nop-so-lieu")],
        ),
        (result(JUNE, 2, 1800), JULY, NOTHING, []),
        (
            result(JUNE, 5, 1800),
            JULY,
            NOTHING,
            [("Tuy Đức: tăng 3 hộ nghèo, kế hoạch không giao giảm hộ nào (số liệu 30/06/2024)", "giam-ngheo")],
        ),
        (
            result(JUNE, 2000, poor_start=3131, flows={"escaped": 1100, "relapsed": 3}),
            JULY,
            None,
            [("Tuy Đức: biến động đến 30/06/2024 không khớp, chênh lệch chưa giải thích -34 hộ", "giam-ngheo")],
        ),
        (result(JUNE, 2000, poor_start=3131, flows={"escaped": 1112}), JULY, None, []),
    ],
    ids=[
        "per month",
        "estimate",
        "made up",
        "ahead",
        "missed",
        "estimate of the year's end",
        "behind and nobody brought the end",
        "ahead and nobody brought the end",
        "none",
        "points",
        "points without a start",
        "a plan of nothing",
        "a rise under a plan of nothing",
        "34 unexplained",
        "19 unexplained",
    ],
)
def test_what_is_said_of_one_unit(
    found: Result | None, today: date, target: PovertyTarget | None, expected: list[tuple[str, str]]
) -> None:
    assert of(TUY_DUC, found, today, target) == expected


def test_a_small_unit_is_asked_about_a_difference_that_is_large_for_it() -> None:
    """3 of 60 households are 5%; 3 of 61 are less."""
    small = PovertyTarget(2024, 300, 60, 300, 10, Decimal("3.3"))
    for start, said in ((60, 1), (61, 0)):
        found = result(JUNE, 40, 300, poor_start=start, flows={"escaped": start - 43})
        assert len(of(TUY_DUC, found, JULY, small)) == said


def test_two_percentages_that_disagree_are_listed_last() -> None:
    """Cư Jút at 511 of 22.131: met by households, 99,3% by points."""
    rows = [
        plan(CU_JUT, result(YEAR_END, 511, 22131)),
        plan(TUY_DUC, result(YEAR_END, 1760, 16874)),
    ]
    assert sentences(poverty_attention(rows, date(2025, 2, 1))) == [
        "Tuy Đức: không đạt, thiếu 29 hộ so với kế hoạch (số liệu 31/12/2024)",
        "Cư Jút: theo điểm % đạt 99,3%, theo số hộ đạt 100,0%; đủ 100% ở một trong hai là đạt",
    ]


def test_the_most_households_short_come_first_then_the_gaps_the_oldest_first() -> None:
    """Path on 30/09 (274 of 366 days): Tuy Đức 2.083, Đắk Mil 395; on 30/06 Đắk Song 522.

    Of Cư Jút nothing is known since the plan's baseline of 31/12/2023.
    """
    rows: list[PlanStatus] = [
        plan(DAK_MIL, result(SEPTEMBER, 415, 28000)),
        plan(CU_JUT),
        plan(DAK_SONG, result(JUNE, 522, 20900)),
        plan(TUY_DUC, result(SEPTEMBER, 2183)),
    ]
    found = poverty_attention(rows, date(2024, 10, 10))
    assert sentences(found) == [
        "Tuy Đức: còn phải giảm 452 hộ, cần 151 hộ/tháng đến 31/12 (số liệu 30/09/2024)",
        "Đắk Mil: còn phải giảm 45 hộ, cần 15 hộ/tháng đến 31/12 (số liệu 30/09/2024)",
        "Cư Jút: chưa có số liệu thực hiện của kế hoạch 2024",
        "Đắk Song chưa có số liệu từ 30/06/2024 (nơi khác đã có số liệu 30/09/2024)",
    ]
    assert [one.weight for one in found] == [100, 20, 284, 102]
    assert [one.place.name for one in found] == ["Tuy Đức", "Đắk Mil", "Cư Jút", "Đắk Song"]


def test_shortfalls_in_points_and_in_households_are_weighed_alike() -> None:
    """57,00% where 56,02 was due: 0,98 points of 1.000 households are 10 households."""
    found = poverty_attention([plan(TUY_DUC, result(JUNE, 570, 1000), IN_POINTS)], JULY)
    assert round(found[0].weight, 1) == Decimal("9.8")
    assert PLANS[TUY_DUC].rate_start == Decimal("18.78")


DAK_HA = "23425"


def line(
    number: str,
    planned: str,
    disbursed: str | None = None,
    nature: str = INVESTMENT,
    as_of: date = JUNE,
    source: str = OF_THE_YEAR,
    value_type: str = "chính thức",
    in_plan: bool = True,
    unit: str = "23422",
    year: int = 2024,
) -> BudgetLine:
    """One line of xã Tu Mơ Rông, amounts in triệu đồng."""
    return BudgetLine(
        place=all_places().by_code[unit],
        budget_year=year,
        line=number,
        carry_over=source,
        title="Nội dung",
        nature=nature,
        money=Money(Decimal(planned), None if disbursed is None else Decimal(disbursed)),
        advance=None,
        as_of=as_of if disbursed else None,
        value_type=value_type if disbursed else None,
        plan_number="tu-mo-rong-2024",
        plan=Origin(6, 2, "II.2") if in_plan else None,
        result=None,
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [line("2.1", "1000", "120")],
            ["Xã Tu Mơ Rông: giải ngân vốn đầu tư năm 2024 12,0%, đã qua 49,7% năm (số liệu 30/06/2024)"],
        ),
        ([line("2.1", "1000", "500")], []),
        (
            [line("2.1", "1000", "120"), line("2.2", "400", "390", OPERATING)],
            ["Xã Tu Mơ Rông: giải ngân vốn đầu tư năm 2024 12,0%, đã qua 49,7% năm (số liệu 30/06/2024)"],
        ),
        ([line("2.1", "1000")], ["Xã Tu Mơ Rông: chưa có số liệu giải ngân vốn đầu tư năm 2024"]),
        (
            [line("2.2", "400", "40", OPERATING), line("2.3", "300", None, OPERATING)],
            [
                "Xã Tu Mơ Rông: giải ngân vốn sự nghiệp năm 2024 10,0% ở 1/2 nội dung có số liệu, đã qua 49,7% năm"
                " (số liệu 30/06/2024)"
            ],
        ),
        ([line("2.2", "400", "390", OPERATING), line("2.3", "9000", None, OPERATING)], []),
        (
            [line("2.1", "1000", "900", as_of=YEAR_END, value_type="ước")],
            ["Xã Tu Mơ Rông: giải ngân vốn đầu tư năm 2024 90,0%, đã hết năm (số liệu ước 31/12/2024)"],
        ),
        ([line("2.1", "1000", "1", source=CARRIED_OVER)], []),
        (
            [line("2.1", "500", "0"), line("2.1b", "500", "100", as_of=date(2024, 7, 31))],
            ["Xã Tu Mơ Rông: giải ngân vốn đầu tư năm 2024 10,0%, đã qua 49,7% năm (số liệu 30/06/2024 và 31/07/2024)"],
        ),
    ],
    ids=[
        "behind",
        "in time",
        "natures apart",
        "none",
        "partly",
        "the rest is not known",
        "year over",
        "carried over",
        "two dates",
    ],
)
def test_capital_behind_the_year_is_said_nature_by_nature(lines: Sequence[BudgetLine], expected: list[str]) -> None:
    found = budget_attention(lines, YEAR_END)
    assert sentences(found) == expected
    assert {one.slug for one in found} <= {"ngan-sach"}
    assert budget_attention(lines, date(2023, 12, 31)) == []


def test_the_most_capital_short_comes_first_and_what_is_not_planned_stays_out() -> None:
    """49,7268% of 400 − 40 is 158,9; of 1.000 − 120 it is 377,3."""
    lines = [line("2.2", "400", "40", OPERATING), line("2.1", "1000", "120")]
    assert [round(one.weight, 1) for one in budget_attention(lines, YEAR_END)] == [Decimal("377.3"), Decimal("158.9")]
    assert budget_attention([line("2.9", "1000", "12", in_plan=False)], YEAR_END) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (
            JUNE,
            [
                "Xã Tu Mơ Rông: giải ngân vốn đầu tư năm 2024 12,0%, đã qua 49,7% năm (số liệu 30/06/2024)",
                "Xã Đăk Hà: chưa có số liệu giải ngân vốn đầu tư năm 2024",
            ],
        ),
        (
            date(2025, 1, 1),
            [
                "Xã Tu Mơ Rông: giải ngân vốn đầu tư năm 2024 12,0%, đã qua 49,7% năm (số liệu 30/06/2024)",
                "Xã Đăk Hà: chưa có số liệu giải ngân vốn đầu tư năm 2025",
            ],
        ),
    ],
)
def test_a_plan_of_one_commune_s_next_year_hides_no_other_commune(day: date, expected: list[str]) -> None:
    lines = [
        line("2.1", "1000", "120"),
        line("2.1", "900", unit=DAK_HA),
        line("2.1", "700", unit=DAK_HA, year=2025),
    ]
    assert sentences(budget_attention(lines, day)) == expected
    inside, outside = programmes_attention(lines, [], [], YEAR_END, None, day)
    assert (sentences(outside["ngan-sach"]), inside["ngan-sach"]) == (expected, [])


def test_lost_criteria_come_before_goals_that_fall_due(sqlite: Database, load: Load) -> None:
    load(
        sqlite,
        criteria_file(criteria("Hiếu", "31/03/2024"), criteria("Hiếu", "30/06/2024", {10: "chưa đạt"})),
        justify="số thử",
    )
    today = date(2024, 11, 1)
    with sqlite.read() as session:
        statuses = criteria_status(session, CriteriaFilter())
        goals = all_goals(session, GoalFilter(today))
    own = [goal for goal in goals if goal.place and goal.place.name in ("Hiếu", "Măng Bút")]
    found = rural_attention(statuses, own, today)
    assert sentences(found) == [
        "Hiếu (bộ xã NTM): 1 tiêu chí (10. Thu nhập) trước đã đạt, nay không còn đạt",
        "Măng Bút: Xây dựng xã Măng Bút đạt chuẩn nông thôn mới đến cuối năm 2024, hạn 31/12/2024, còn 60 ngày",
    ]
    assert {one.slug for one in found} == {"nong-thon-moi"}
    late = rural_attention([], own, date(2025, 1, 1))
    assert sentences(late)[0].endswith("hạn 31/12/2024, quá hạn 1 ngày")
    words = [[attention_words()[one.kind].label for one in some] for some in (found, late)]
    assert words == [["Không còn đạt", "Đến hạn"], ["Quá hạn"]]
    assert rural_attention([], own, date(2024, 10, 31)) == []


def duty(due: date | None, agency: str = "Sở A", title: str = "Báo cáo 6 tháng", state: str = "pending") -> DutyRow:
    return DutyRow("97/KH-UBND", "x", agency, title, due, None, None, None, None, state)


def goal(due: date | None, state: str = "no_data", title: str = "Số hộ nghèo giảm", code: str = TUY_DUC) -> GoalRow:
    place = all_places().by_code[code]
    return GoalRow("97/KH-UBND", "x", title, place, None, None, None, due, None, None, None, state, None)


def test_the_deadlines_nearest_to_today_passed_or_ahead_in_the_order_of_their_days() -> None:
    today = date(2024, 6, 20)
    duties = [
        duty(date(2024, 6, 15), state="overdue"),
        duty(date(2024, 6, 15), "Sở B", state="overdue"),
        duty(date(2024, 6, 21), title="Họp"),
        duty(date(2024, 6, 19), title="Xong rồi", state="done"),
        duty(None, title="Không nêu hạn", state="ongoing"),
        duty(date(2024, 3, 31), title="Lập kế hoạch", state="overdue"),
    ]
    goals = [goal(date(2024, 6, 30), code=code) for code in (TUY_DUC, CU_JUT, DAK_MIL, DAK_SONG)]
    found = next_deadlines(duties, [*goals, goal(JUNE, "met", "Đã đạt")], today, most=3)
    assert [(one.due.day, one.sentence, one.who, one.overdue) for one in found] == [
        (15, "Báo cáo 6 tháng, trước ngày 15/06/2024, đã qua hạn 6 ngày", "Sở A, Sở B", True),
        (21, "Họp, trước ngày 21/06/2024, đang là ngày cuối", "Sở A", False),
        (30, "Số hộ nghèo giảm, hạn 30/06/2024, còn 10 ngày", "Tuy Đức, Cư Jút, Đắk Mil và 1 đơn vị khác", False),
    ]
    assert {one.slug for one in found} == {"muc-tieu-nhiem-vu"}
    assert next_deadlines([], [], today, most=3) == []


def test_the_reports_of_the_plan_are_the_next_deadlines_in_june(sqlite: Database) -> None:
    """97/KH-UBND asks three groups of agencies for the six-month report before 15/06/2024."""
    with sqlite.read() as session:
        chosen = GoalFilter(date(2024, 6, 14))
        found = next_deadlines(all_duties(session, chosen), all_goals(session, chosen), chosen.today, most=1)
    assert found[0].due == date(2024, 6, 15)
    assert found[0].sentence.startswith("Báo cáo kết quả thực hiện Kế hoạch định kỳ 6 tháng")
    assert found[0].sentence.endswith("trước ngày 15/06/2024, đang là ngày cuối")
    assert "Ủy ban nhân dân các huyện, thành phố" in found[0].who
