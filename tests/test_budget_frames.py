"""Budgets as sums and frames: what belongs together, what stays apart, and how it is written."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from core import formats
from core.places import Place, all_places
from core.reports.budget import CARRIED_OVER, INVESTMENT, NOT_IN_PLAN, OF_THE_YEAR, OPERATING, BudgetLine
from core.reports.budget_course_frames import UNIT_PACE_DTYPES, unit_pace_frame
from core.reports.budget_frames import (
    CAPITAL_DTYPES,
    PROJECT_DTYPES,
    UNIT_DTYPES,
    capital_frame,
    project_frame,
    sources_of,
    total_frame,
    unit_frame,
)
from core.reports.budget_rows import ROW_DTYPES, groups, row_frame
from core.reports.budget_views import (
    capitals,
    main_year,
    of_budget_year,
    payment_term,
    projects_beside,
    years_of_units,
)
from core.reports.origin import Origin
from core.rules.budget import Money
from core.wording_budget import (
    composition_said,
    disbursed_below,
    disbursed_sentence,
    pace_sentence,
    payment_note,
    picture_source,
)

JUNE, MAY = date(2024, 6, 30), date(2024, 5, 31)


def place(code: str = "23422") -> Place:
    return all_places().by_code[code]


def line(
    number: str,
    planned: str | None,
    disbursed: str | None = None,
    nature: str | None = OPERATING,
    source: str = OF_THE_YEAR,
    as_of: date = JUNE,
    unit: str = "23422",
    year: int = 2024,
    title: str = "Nội dung",
) -> BudgetLine:
    """One line of a made-up budget, amounts in triệu đồng."""
    return BudgetLine(
        place=place(unit),
        budget_year=year,
        line=number,
        carry_over=source,
        title=title if planned else NOT_IN_PLAN,
        nature=nature if planned else None,
        money=Money(planned and Decimal(planned), disbursed and Decimal(disbursed)),  # type: ignore[arg-type]
        advance=None,
        as_of=as_of if disbursed else None,
        value_type="chính thức" if disbursed else None,
        plan_number="5/KH-UBND" if planned else None,
        plan=Origin(6, int(number[-1]) + 1, f"II.{number}") if planned else None,
        result=Origin(9, 2) if disbursed else None,
    )


MIXED = [
    line("2.1", "1977", "850.5", INVESTMENT),
    line("2.1", "120", "90", INVESTMENT, CARRIED_OVER),
    line("2.2", "516", "526"),
    line("2.3", "300"),
    line("2.9", None, "12", as_of=MAY),
]


def test_the_sources_of_capital_are_never_added_up_and_the_unplanned_stays_outside() -> None:
    of_year, carried = capitals(MIXED)
    assert (of_year.planned.money, carried.planned.money) == (
        Money(Decimal(2793), Decimal("1376.5")),
        Money(Decimal(120), Decimal(90)),
    )
    assert of_year.unplanned is not None
    assert of_year.unplanned.money == Money(None, Decimal(12))
    assert carried.unplanned is None
    assert [(part.lines, part.reported) for part in (of_year.planned, of_year.investment, of_year.operating)] == [
        (3, 2),
        (1, 1),
        (2, 1),
    ]


def test_shares_of_the_shipped_plan() -> None:
    amounts = {"2.1": "1977", "2.2": "516", "2.3": "300", "2.4": "40", "2.5": "50", "2.6": "30"}
    lines = [
        line(number, value, nature=INVESTMENT if number == "2.1" else OPERATING) for number, value in amounts.items()
    ]
    shares = capital_frame(capitals(lines))
    assert [(row.nature, row.allocated, round(row.share, 2)) for row in shares.itertuples()] == [
        ("Vốn đầu tư", 1977, Decimal("67.87")),
        ("Vốn sự nghiệp", 936, Decimal("32.13")),
    ]


@pytest.mark.parametrize(
    ("made", "remark", "year_gone"),
    [
        (line("2.1", "100"), "chưa có số liệu giải ngân", None),
        (line("2.1", "100", "100"), None, "49.73"),
        (line("2.1", "100", "101"), "vượt kế hoạch", "49.73"),
        (line("2.1", None, "5"), NOT_IN_PLAN, "49.73"),
        (line("2.1", "100", "5", as_of=date(2025, 1, 31)), None, "100.00"),
        (line("2.1", "100", "5", as_of=date(2023, 12, 31)), None, None),
        (line("2.1", "100", "5", source=CARRIED_OVER), None, None),
    ],
)
def test_what_the_figures_alone_would_not_say(made: BudgetLine, remark: str | None, year_gone: str | None) -> None:
    """Capital carried over has its own time; a date after the year is the whole of it."""
    assert made.remark == remark
    assert (made.year_gone and str(round(made.year_gone, 2))) == year_gone


def test_a_line_keeps_what_is_missing_missing() -> None:
    rows = row_frame(groups(MIXED, 2024)).set_index("name")
    assert rows.loc["▨ 2.3 Nội dung", ["disbursed", "remaining", "percent"]].isna().all()
    assert rows.loc["2.9 không nêu trong kế hoạch", ["allocated", "remaining", "percent"]].isna().all()
    assert rows.loc["▨ 2.2 Nội dung", "remaining"] == -10


def test_one_row_per_commune_with_the_sources_apart() -> None:
    lines = [*MIXED, line("2.1", "40", unit="23425")]
    first, second = unit_frame(lines, OF_THE_YEAR).to_dict("records")
    assert (first["code"], first["unit"], first["district"]) == ("23422", "Tu Mơ Rông", "Tu Mơ Rông")
    assert (first["lines"], first["reported"], first["coverage"]) == (3, 2, "2/3")
    assert (first["allocated"], first["unplanned"]) == (2793, 12)
    assert (first["investment_disbursed"], first["operating_disbursed"]) == (Decimal("850.5"), 526)
    shares = [formats.percent_of_plan(first[f"{nature}_percent"]) for nature in ("investment", "operating")]
    assert shares == ["43,0%", "64,5%"]
    assert first["dates"] == "31/05/2024 – 30/06/2024"
    assert pd.isna(second["disbursed"])
    assert pd.isna(second["dates"])
    (carried,) = unit_frame(lines, CARRIED_OVER).to_dict("records")
    assert (carried["allocated"], carried["disbursed"], carried["coverage"]) == (120, 90, "1/1")
    assert pd.isna(carried["operating_allocated"])


def test_the_communes_together_are_one_row_of_the_area() -> None:
    lines = [*MIXED, line("2.1", "40", unit="23425")]
    (total,) = total_frame(lines, OF_THE_YEAR, place("617")).to_dict("records")
    assert (total["unit"], total["allocated"], total["coverage"]) == ("Cộng huyện Tu Mơ Rông", 2833, "2/4")
    assert pd.isna(total["district"])
    assert total_frame([], CARRIED_OVER, place("617")).empty


def test_lines_stand_below_the_sum_of_their_nature_and_source() -> None:
    rows = row_frame(groups(MIXED, 2024))
    assert list(zip(rows["name"], rows["is_sum"], strict=True)) == [
        ("■ Vốn năm, đầu tư", True),
        ("■ 2.1 Nội dung", False),
        ("▨ Vốn năm, sự nghiệp", True),
        ("▨ 2.2 Nội dung", False),
        ("▨ 2.3 Nội dung", False),
        ("■ Vốn kéo dài, đầu tư", True),
        ("■ 2.1 Nội dung (kéo dài)", False),
        ("2.9 không nêu trong kế hoạch", False),
    ]
    operating = rows.iloc[2]
    assert (operating["allocated"], operating["disbursed"], operating["is_least"]) == (816, 526, True)
    assert operating["remark"] == "1/2 nội dung có số; tỷ lệ là ít nhất"
    assert list(rows["remark"])[3:5] == ["vượt kế hoạch", "chưa có số liệu giải ngân"]
    assert pd.isna(rows["remark"].iloc[1])
    assert (rows["distance"].iloc[1], rows["distance"].iloc[5]) == (Decimal("-6.7"), None)


def test_a_sum_of_several_dates_has_none_of_its_own() -> None:
    lines = [line("2.2", "100", "50"), line("2.3", "100", "10", as_of=MAY)]
    total = row_frame(groups(lines, 2024)).iloc[0]
    assert total["as_of"] is None
    assert total["remark"] == "2/2 nội dung có số; số của các ngày 31/05/2024 – 30/06/2024"


def test_the_pace_of_each_commune_is_of_the_capital_of_the_year() -> None:
    rows = unit_pace_frame([*MIXED, line("2.1", "40", unit="23425")], 2024)
    assert list(zip(rows["unit"], rows["nature"], rows["code"], strict=True)) == [
        ("Tu Mơ Rông", INVESTMENT, "23422"),
        ("Tu Mơ Rông", OPERATING, "23422"),
        (place("23425").name, OPERATING, "23425"),
    ]


def test_a_picture_names_its_plans_uploads_and_date() -> None:
    assert picture_source(MIXED) == "Nguồn: kế hoạch vốn 5/KH-UBND; giải ngân: lô 9; số liệu đến ngày 30/06/2024."
    assert picture_source(MIXED[3:4]) == "Nguồn: kế hoạch vốn 5/KH-UBND; chưa có số liệu giải ngân."
    assert composition_said(capitals(MIXED)) == (
        "Vốn năm: đầu tư 1.977 (70,78%), sự nghiệp 816 (29,22%) triệu đồng."
        " Vốn kéo dài: đầu tư 120 (100,00%), sự nghiệp — (—) triệu đồng."
    )


@pytest.mark.parametrize(
    ("empty", "dtypes"),
    [
        (unit_frame([], OF_THE_YEAR), UNIT_DTYPES),
        (row_frame([]), ROW_DTYPES),
        (unit_pace_frame([], 2024), UNIT_PACE_DTYPES),
        (capital_frame([]), CAPITAL_DTYPES),
        (project_frame([]), PROJECT_DTYPES),
    ],
)
def test_no_rows_still_give_a_frame(empty: pd.DataFrame, dtypes: dict[str, str]) -> None:
    assert {name: str(dtype) for name, dtype in empty.dtypes.items()} == dtypes


def test_only_the_shipped_plan_is_matched_with_the_projects() -> None:
    """In another plan the same code may be another project."""
    assert projects_beside(MIXED) == []


def test_lines_of_the_year_come_before_those_carried_over() -> None:
    ordered = of_budget_year([*MIXED[1:], MIXED[0], line("2.1", "1", year=2023)], 2024)
    assert [made.carry_over for made in ordered] == [OF_THE_YEAR] * 4 + [CARRIED_OVER]


OLD, NEW = place("23422"), place("23425")
YEARS = [line("2.1", "1977"), line("2.1", "500", year=2025), line("2.1", "40", unit="23425")]


@pytest.mark.parametrize(
    ("lines", "day", "years", "main"),
    [
        (YEARS, JUNE, {OLD: 2024, NEW: 2024}, 2024),
        (YEARS, date(2025, 1, 1), {OLD: 2025, NEW: 2024}, 2024),
        (YEARS[:2], date(2025, 1, 1), {OLD: 2025}, 2025),
        (YEARS, date(2023, 12, 31), {OLD: 2024, NEW: 2024}, 2024),
        ([*YEARS, line("1", "9", unit="23428")], date(2025, 1, 1), {OLD: 2025, NEW: 2024, place("23428"): 2024}, 2024),
        ([line("2.1", "9"), line("2.1", "9", year=2025, source=CARRIED_OVER)], date(2025, 6, 30), {OLD: 2024}, 2024),
        ([line("2.1", None, "9", year=2025)], date(2025, 6, 30), {OLD: 2025}, 2025),
        ([], JUNE, {}, None),
    ],
    ids=["not begun", "begun by one of two", "begun", "none begun", "most units", "carried over", "no plan", "nothing"],
)
def test_each_unit_is_looked_at_in_its_newest_year_that_has_begun(
    lines: list[BudgetLine], day: date, years: dict[Place, int], main: int | None
) -> None:
    assert years_of_units(lines, day) == years
    assert main_year(lines, day) == main


def test_sources_name_plans_and_batches_once() -> None:
    assert sources_of(MIXED) == ["kế hoạch vốn 5/KH-UBND, lô 6", "giải ngân: lô 9"]


@pytest.mark.parametrize(
    ("lines", "below"),
    [
        ([line("2.1", "100")], "Chưa có số liệu giải ngân"),
        ([line("2.1", "100", "0")], "triệu đồng; 0,0% kế hoạch, còn lại 100"),
        (
            [line("2.1", "100", "50"), line("2.2", "100")],
            "triệu đồng; ít nhất 25,0% kế hoạch, còn lại nhiều nhất 150: mới 1/2 nội dung có số liệu",
        ),
    ],
)
def test_a_sum_of_some_lines_is_said_as_a_bound(lines: list[BudgetLine], below: str) -> None:
    assert disbursed_below(capitals(lines)[0].planned) == below


def test_sentences_name_every_date() -> None:
    lines = [line("2.1", "100", "50"), line("2.2", "100", "10", as_of=MAY), line("2.3", "10", source=CARRIED_OVER)]
    assert disbursed_sentence(lines, "nào") == (
        "Vốn năm: 2/2 nội dung đã có số liệu giải ngân, ở những ngày khác nhau: 30/06/2024 (1), 31/05/2024 (1)."
        " Vốn kéo dài: chưa có số liệu giải ngân."
    )
    assert pace_sentence(lines, 2024) == (
        "Vốn năm đã giải ngân 30,0% kế hoạch; đã qua 41,5% đến 49,7% thời gian của năm 2024,"
        " tùy ngày số liệu của từng nội dung."
    )
    assert pace_sentence(lines[2:], 2024) is None


def test_the_term_of_payment_is_data_and_marked_unverified() -> None:
    assert payment_note(2024) == "Vốn năm 2024 được thanh toán đến hết ngày 31/01/2025 (chưa kiểm chứng)."
    assert payment_term(2023) is None
    assert payment_note(2023) is None
