"""Disbursement over time and beside the share of the year gone: what a point adds up, and where a line may run."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core import formats
from core.database import Database
from core.demo import load_demo
from core.provenance import explain, keys
from core.reports.budget import BudgetFilter, as_printed, budget_lines, distance_between
from core.reports.budget_course import Course, LineCourse, courses, disbursement_course
from core.reports.budget_course_frames import (
    COURSE_DTYPES,
    course_frame,
    time_frame,
)
from core.reports.budget_pace import Pace, paces
from core.rules.budget import Money
from core.wording_budget_course import distance_said, no_course_said, pace_said
from tests.conftest import Load
from tests.programme_files import BUDGET, SPENT, TMR

MARCH, APRIL, JUNE, SEPTEMBER = date(2024, 3, 31), date(2024, 4, 30), date(2024, 6, 30), date(2024, 9, 30)
DAK_HA = "Kon Tum;Tu Mơ Rông;Đăk Hà"


def spent(line: str, day: str, amount: str, kind: str = "chính thức", place: str = TMR, source: str = "vốn năm") -> str:
    return f"{place};2024;{line};{source};{day};{kind};{amount};;\n"


# Operating capital of the commune: 2.2 516, 2.3 300, 2.4 40, 2.5 50, 2.6 30 triệu đồng [KH Tu Mơ Rông, II.2].
OPERATING = [
    spent("2.2", "31/03/2024", "51,6"),
    spent("2.3", "31/03/2024", "30"),
    spent("2.2", "30/04/2024", "100"),
    spent("2.2", "30/06/2024", "258"),
    spent("2.3", "30/06/2024", "150"),
    spent("2.4", "30/06/2024", "20"),
    spent("2.2", "30/09/2024", "300", "ước"),
    spent("2.3", "30/09/2024", "200", "ước"),
    spent("2.4", "30/09/2024", "30"),
]


@pytest.fixture
def commune(sqlite: Database, load: Load) -> str:
    """The code of the commune of the shipped plan."""
    with sqlite.read() as session:
        return budget_lines(session, BudgetFilter())[0].place.code


def found(database: Database, chosen: BudgetFilter | None = None) -> list[LineCourse]:
    with database.read() as session:
        return disbursement_course(session, chosen or BudgetFilter())


def bring(load: Load, database: Database, *rows: str, justify: str | None = None) -> None:
    assert load(database, SPENT + "".join(rows), justify=justify).status == "committed"


def by_label(database: Database, chosen: BudgetFilter | None = None) -> dict[tuple[str, str], Course]:
    return {(course.carry_over, course.nature): course for course in courses(found(database, chosen), 2024)}


def paces_of(database: Database) -> dict[tuple[str, str], Pace]:
    with database.read() as session:
        lines = budget_lines(session, BudgetFilter())
    return {(pace.carry_over, pace.nature): pace for pace in paces(lines, 2024)}


def test_a_point_is_each_line_s_latest_figure_by_then_against_the_plan_of_all(sqlite: Database, load: Load) -> None:
    """Of 936 triệu đồng: April has 100 and, of March, 30; 2.5 and 2.6 never report."""
    bring(load, sqlite, *OPERATING)
    course = by_label(sqlite)["vốn năm", "sự nghiệp"]
    assert [(point.as_of, point.money) for point in course.points] == [
        (MARCH, Money(Decimal(936), Decimal("81.6"))),
        (APRIL, Money(Decimal(936), Decimal(130))),
        (JUNE, Money(Decimal(936), Decimal(428))),
        (SEPTEMBER, Money(Decimal(936), Decimal(530))),
    ]
    assert [(len(point.figures), len(point.older), point.planned) for point in course.points] == [
        (2, 0, 5),
        (2, 1, 5),
        (3, 0, 5),
        (3, 0, 5),
    ]
    assert {(point.is_least, point.partial) for point in course.points} == {(True, True)}


LATE = [
    spent("2.1", "31/03/2024", "500", place=DAK_HA),
    spent("2.1", "30/06/2024", "600", place=DAK_HA),
    spent("2.2", "30/06/2024", "100", place=DAK_HA),
    spent("2.1", "30/09/2024", "700", place=DAK_HA),
    spent("2.1", "31/12/2024", "800", place=DAK_HA),
    spent("2.2", "31/12/2024", "200", place=DAK_HA),
]


@pytest.fixture
def late(sqlite: Database, load: Load) -> str:
    """The code of a commune with two lines of đầu tư, 800 and 200 triệu đồng; the second reports from June on."""
    plan = "".join(f"{DAK_HA};2024;2.{n};Đường;đầu tư;vốn năm;{m};5/KH-UBND\n" for n, m in ((1, 800), (2, 200)))
    assert load(sqlite, BUDGET + plan).status == "committed"
    bring(load, sqlite, *LATE)
    with sqlite.read() as session:
        return next(line.place.code for line in budget_lines(session, BudgetFilter()) if line.place.name == "Đăk Hà")


def test_a_line_that_reports_later_makes_the_earlier_points_partial(sqlite: Database, late: str) -> None:
    """March: 500 of 1.000 at least; in September 2.2 has only its figure of June."""
    (course,) = courses(found(sqlite, BudgetFilter(late)), 2024)
    assert [(point.money.percent, point.is_least, point.partial) for point in course.points] == [
        (Decimal(50), True, True),
        (Decimal(70), False, False),
        (Decimal(80), False, True),
        (Decimal(100), False, False),
    ]
    assert [point.distance for point in course.points] == [Decimal("25.1"), Decimal("20.3"), None, Decimal("0.0")]
    frame = course_frame([course]).set_index("as_of")
    assert frame.loc[MARCH, "coverage"] == "1/2 nội dung có số; tỷ lệ là ít nhất; chưa có số: 2.2"
    assert frame.loc[MARCH, "distance_said"] == "cao hơn thời gian đã qua ít nhất 25,1 điểm %"
    assert frame.loc[SEPTEMBER, "coverage"] == "2/2 nội dung có số; số của ngày trước: 2.2 (30/06/2024)"


@pytest.mark.parametrize("rows", [[], OPERATING], ids=["one commune", "two communes"])
def test_every_point_is_what_cards_and_origins_say_as_of_its_date(
    sqlite: Database, load: Load, late: str, rows: list[str]
) -> None:
    if rows:
        bring(load, sqlite, *rows)
    points = [(course, point) for course in by_label(sqlite).values() for point in course.points]
    assert len(points) >= 4
    for course, point in points:
        with sqlite.read() as session:
            lines = budget_lines(session, BudgetFilter("62", point.as_of))
            key = keys.of_sum("62", 2024, course.carry_over, course.nature, "percent")
            said = explain(session, key, point.as_of)
        kind = course.carry_over, course.nature
        (pace,) = [one for one in paces(lines, 2024) if (one.carry_over, one.nature) == kind]
        assert said is not None
        assert (point.money, point.is_least, point.distance) == (pace.money, pace.is_least, pace.distance)
        assert said.value == formats.percent_of_plan(point.money.percent)


def test_a_point_says_its_share_its_distance_and_what_is_missing(sqlite: Database, load: Load) -> None:
    bring(load, sqlite, *OPERATING)
    frame = course_frame(courses(found(sqlite), 2024)).set_index("as_of")
    assert frame.loc[MARCH, "said"] == (
        "Vốn năm, sự nghiệp, đến ngày 31/03/2024: đã giải ngân 81,6/936 triệu đồng (ít nhất 8,7% kế hoạch); năm đã qua"
        " 24,9%, thấp hơn thời gian đã qua nhiều nhất 16,2 điểm %; 2/5 nội dung có số; tỷ lệ là ít nhất; chưa có số:"
        " 2.4, 2.5, 2.6; chính thức."
    )
    assert frame.loc[APRIL, "coverage"] == (
        "2/5 nội dung có số; tỷ lệ là ít nhất; số của ngày trước: 2.3 (31/03/2024); chưa có số: 2.4, 2.5, 2.6"
    )
    assert (frame.loc[APRIL, "distance"], frame.loc[APRIL, "distance_said"]) == (None, "—")
    assert (frame.loc[JUNE, "percent"], frame.loc[JUNE, "distance"]) == (Decimal(42800) / 936, Decimal("-4.0"))
    assert frame.loc[JUNE, "distance_said"] == "thấp hơn thời gian đã qua nhiều nhất 4,0 điểm %"
    assert list(frame["partial"]) == [True] * 4


def test_estimates_and_made_up_figures_are_told_apart(sqlite: Database, load: Load) -> None:
    bring(load, sqlite, *OPERATING)
    frame = course_frame(courses(found(sqlite), 2024)).set_index("as_of")
    assert list(frame["value_type"]) == ["chính thức"] * 3 + ["có số ước"]
    assert list(frame["estimate"]) == [False, False, False, True]
    assert not frame["made_up"].any()


def test_a_course_ends_at_the_chosen_day_and_stays_within_the_unit(sqlite: Database, load: Load) -> None:
    bring(load, sqlite, *OPERATING)
    until_april = by_label(sqlite, BudgetFilter(as_of=APRIL))["vốn năm", "sự nghiệp"]
    assert [point.as_of for point in until_april.points] == [MARCH, APRIL]
    assert found(sqlite, BudgetFilter(unit_code="613")) == []


def test_the_courses_of_communes_add_up_only_where_all_have_a_figure(
    sqlite: Database, load: Load, commune: str
) -> None:
    """Of 1.036 triệu đồng; in April Đăk Hà has only its 40 of March."""
    plan = f"{DAK_HA};2024;1;Nhà ở;sự nghiệp;vốn năm;100;5/KH-UBND\n"
    assert load(sqlite, BUDGET + plan).status == "committed"
    everything = [spent(f"2.{number}", "31/03/2024", "10") for number in (3, 4, 5, 6)]
    bring(load, sqlite, spent("2.2", "31/03/2024", "51,6"), spent("1", "31/03/2024", "40", place=DAK_HA), *everything)
    bring(load, sqlite, spent("2.2", "30/04/2024", "129"))
    both = by_label(sqlite)["vốn năm", "sự nghiệp"]
    assert [(point.money, point.partial) for point in both.points] == [
        (Money(Decimal(1036), Decimal("131.6")), False),
        (Money(Decimal(1036), Decimal(209)), True),
    ]
    alone = by_label(sqlite, BudgetFilter(unit_code=commune))["vốn năm", "sự nghiệp"]
    assert [point.money.allocated for point in alone.points] == [Decimal(936), Decimal(936)]
    assert course_frame([both])["coverage"].iloc[1] == (
        "6/6 nội dung có số; số của ngày trước: 2.3 (Tu Mơ Rông, 31/03/2024), 2.4 (Tu Mơ Rông, 31/03/2024),"
        " 2.5 (Tu Mơ Rông, 31/03/2024), 2.6 (Tu Mơ Rông, 31/03/2024), 1 (Đăk Hà, 31/03/2024)"
    )


def test_sources_and_natures_have_courses_of_their_own_and_the_unplanned_stays_outside(
    sqlite: Database, load: Load
) -> None:
    plan = f"{TMR};2024;2.1;Hạ tầng;đầu tư;kéo dài;120;\n"
    assert load(sqlite, BUDGET + plan).status == "committed"
    bring(load, sqlite, spent("2.1", "30/06/2024", "988,5"), spent("2.1", "30/06/2024", "90", source="kéo dài"))
    bring(load, sqlite, spent("2.9", "30/06/2024", "12"), justify="nội dung mới")
    assert list(by_label(sqlite)) == [("vốn năm", "đầu tư"), ("vốn năm", "sự nghiệp"), ("kéo dài", "đầu tư")]
    of_year, nothing, carried = by_label(sqlite).values()
    assert [point.money.percent for point in of_year.points] == [Decimal(50)]
    assert nothing.points == ()
    assert [(point.money.percent, point.year_gone) for point in carried.points] == [(Decimal(75), None)]
    assert [(line.line, line.reports[0].disbursed) for line in found(sqlite) if not line.nature] == [
        ("2.9", Decimal(12))
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "Chưa có số liệu giải ngân nào, nên chưa vẽ được tiến độ theo thời gian."),
        (OPERATING[:2], "Mới có số liệu của một ngày (31/03/2024), nên chưa có đường tiến độ."),
        (OPERATING[:3], None),
    ],
)
def test_what_stands_in_for_a_line_that_cannot_be_drawn(
    sqlite: Database, load: Load, rows: list[str], said: str | None
) -> None:
    if rows:
        bring(load, sqlite, *rows)
    assert no_course_said(courses(found(sqlite), 2024)) == said


def test_the_time_line_is_straight_and_ends_with_the_payment_term() -> None:
    rows = [tuple(row) for row in time_frame(2024).itertuples(index=False)]
    assert [(day, formats.percent_of_plan(gone), mark) for day, gone, mark, _ in rows] == [
        (date(2024, 1, 1), "0,3%", "đầu năm"),
        (date(2024, 12, 31), "100,0%", "cuối năm"),
        (date(2025, 1, 31), "100,0%", "hạn thanh toán"),
    ]
    assert rows[2][3] == "31/01/2025: hạn thanh toán vốn năm 2024 (chưa kiểm chứng)"
    assert list(time_frame(2031)["mark"]) == ["đầu năm", "cuối năm"]


@pytest.mark.parametrize(
    ("percent", "gone", "distance", "said"),
    [
        ("43.0197", "49.7268", "-6.7", "thấp hơn thời gian đã qua 6,7 điểm %"),
        ("43.04", "49.75", "-6.8", "thấp hơn thời gian đã qua 6,8 điểm %"),
        ("52", "49.7268", "2.3", "cao hơn thời gian đã qua 2,3 điểm %"),
        ("100", "100", "0.0", "bằng thời gian đã qua"),
        ("99.97", "100", "-0.1", "thấp hơn thời gian đã qua 0,1 điểm %"),
        (None, "50", None, "—"),
        ("50", None, None, "—"),
    ],
)
def test_a_distance_is_what_a_reader_finds_who_subtracts_the_printed_shares(
    percent: str | None, gone: str | None, distance: str | None, said: str
) -> None:
    apart = distance_between(percent and Decimal(percent), gone and Decimal(gone))  # type: ignore[arg-type]
    assert (apart, distance_said(apart)) == (distance and Decimal(distance), said)


@pytest.mark.parametrize("value", ["0", "0.05", "49.75", "99.89", "99.9", "99.999", "100", "104.55", "-3.25"])
def test_a_distance_is_taken_from_the_shares_that_the_screen_prints(value: str) -> None:
    assert formats.percent_of_plan(as_printed(Decimal(value))) == formats.percent_of_plan(Decimal(value))


def test_pace_says_each_source_and_nature_apart(sqlite: Database, load: Load) -> None:
    plan = f"{TMR};2024;2.1;Hạ tầng;đầu tư;kéo dài;120;\n"
    assert load(sqlite, BUDGET + plan).status == "committed"
    bring(load, sqlite, spent("2.1", "30/06/2024", "850,5"), spent("2.1", "30/06/2024", "90", source="kéo dài"))
    bring(load, sqlite, spent("2.2", "30/06/2024", "129", "ước"))
    assert [pace_said(pace) for pace in paces_of(sqlite).values()] == [
        "Vốn năm, đầu tư: đã giải ngân 850,5/1.977 triệu đồng, 43,0% kế hoạch; 1/1 nội dung có số, đến ngày 30/06/2024;"
        " năm đã qua 49,7%, thấp hơn thời gian đã qua 6,7 điểm %.",
        "Vốn năm, sự nghiệp: đã giải ngân 129/936 triệu đồng, ít nhất 13,8% kế hoạch; 1/5 nội dung có số, đến ngày"
        " 30/06/2024; năm đã qua 49,7%, thấp hơn thời gian đã qua nhiều nhất 35,9 điểm %; trong đó 1 số ước.",
        "Vốn kéo dài, đầu tư: đã giải ngân 90/120 triệu đồng, 75,0% kế hoạch; 1/1 nội dung có số, đến ngày 30/06/2024;"
        " vốn kéo dài có thời hạn riêng, không so với thời gian của năm.",
    ]


def test_figures_of_several_dates_have_no_one_distance(sqlite: Database, load: Load) -> None:
    bring(load, sqlite, *OPERATING[:2], OPERATING[3])
    investment, operating = paces_of(sqlite).values()
    assert pace_said(investment) == "Vốn năm, đầu tư: kế hoạch 1.977 triệu đồng, 1 nội dung; chưa có số liệu giải ngân."
    assert operating.distance is None
    assert [formats.percent_of_plan(share) for share in operating.year_gone] == ["24,9%", "49,7%"]
    assert [day for day, _ in operating.dates] == [MARCH, JUNE]
    assert "ở những ngày khác nhau: 30/06/2024 (1), 31/03/2024 (1)" in pace_said(operating)
    assert "năm đã qua 24,9% đến 49,7%, tùy ngày số liệu nên không tính khoảng cách chung" in pace_said(operating)


def test_two_dates_after_the_year_have_the_whole_year_gone(sqlite: Database, load: Load) -> None:
    bring(load, sqlite, spent("2.2", "31/12/2024", "516"), spent("2.3", "31/01/2025", "270"))
    operating = paces_of(sqlite)["vốn năm", "sự nghiệp"]
    assert operating.year_gone == (Decimal(100),)
    assert operating.distance == Decimal("-16.0")  # 786 of 936: 84,0%


def test_a_line_has_the_distance_of_the_year_s_capital(sqlite: Database, load: Load) -> None:
    bring(load, sqlite, spent("2.1", "30/06/2024", "850,5"))
    with sqlite.read() as session:
        lines = {line.line: line for line in budget_lines(session, BudgetFilter())}
    assert (lines["2.1"].distance, lines["2.2"].distance) == (Decimal("-6.7"), None)


def test_no_rows_still_give_every_column() -> None:
    assert list(course_frame([]).columns) == list(COURSE_DTYPES)
    assert courses([], 2024) == []
    assert paces([], 2024) == []


def test_made_up_figures_beside_a_real_one_are_named(sqlite: Database, load: Load) -> None:
    """The made-up figures end on 30/09/2024; the file replaces one of them on that date."""
    load_demo(sqlite)
    bring(load, sqlite, spent("2.2", "30/09/2024", "258", "ước"))
    frame = course_frame(courses(found(sqlite), 2024)).set_index(["nature", "as_of"])
    assert frame.loc[("sự nghiệp", JUNE), "value_type"] == "minh họa"
    assert frame.loc[("sự nghiệp", SEPTEMBER), "value_type"] == "có số ước, có số minh họa"
    assert list(frame.loc[("sự nghiệp", SEPTEMBER), ["estimate", "made_up"]]) == [True, True]
    assert paces_of(sqlite)["vốn năm", "sự nghiệp"].made_up == 4


def test_the_course_is_the_same_on_every_engine(database: Database, load: Load) -> None:
    bring(load, database, *OPERATING)
    (_, operating) = courses(found(database, BudgetFilter(unit_code="617", known_at=None)), 2024)
    assert [point.money.disbursed for point in operating.points] == [
        Decimal(amount) for amount in ("81.6", "130", "428", "530")
    ]


def test_a_course_as_it_was_known_before_a_correction(sqlite: Database, load: Load) -> None:
    bring(load, sqlite, spent("2.2", "31/03/2024", "51,6"))
    before = datetime.now(UTC)
    bring(load, sqlite, spent("2.2", "31/03/2024", "60"))
    assert [
        course.points[0].money.disbursed
        for known_at in (before, None)
        for course in [by_label(sqlite, BudgetFilter(known_at=known_at))["vốn năm", "sự nghiệp"]]
    ] == [Decimal("51.6"), Decimal(60)]
