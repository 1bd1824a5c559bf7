"""Budgets by the units of both maps: a line counts once, whole where its unit lies whole, else by a declared share."""

from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import formats
from core.database import Database
from core.places import places_of
from core.reports.budget import BudgetFilter, BudgetLine, budget_lines
from core.reports.budget_contents import content_frame
from core.reports.budget_course import courses, disbursement_course
from core.reports.budget_frames import total_frame, unit_frame
from core.reports.budget_undivided import budget_undivided
from core.reports.budget_views import by_unit, capitals, of_budget_year
from core.reports.shares import declared_shares
from core.territory import became
from core.wording_budget import area_sentence
from core.wording_budget_parts import estimates_said, given_anew_said, parts_said, undivided_said
from tests.conftest import OPERATOR, Load, at_screen
from tests.html_tables import tables_of, texts_of
from tests.test_budget_screen import DISBURSED, JUNE, PLANNED

# Xã Tu Mơ Rông and xã Đăk Hà of huyện Tu Mơ Rông are xã Tu Mơ Rông of tỉnh Quảng Ngãi now.
OLD, OTHER_OLD, NEW, DISTRICT, OLD_PROVINCE, PROVINCE = "23422", "23425", "2025-23425", "617", "62", "2025-51"
IN_OLD, IN_OTHER, IN_NEW = "Kon Tum;Tu Mơ Rông;Tu Mơ Rông", "Kon Tum;Tu Mơ Rông;Đăk Hà", "Quảng Ngãi;;Tu Mơ Rông"


def plan(*rows: str) -> str:
    return PLANNED + "".join(f"{row}\n" for row in rows)


def disbursed(*rows: str) -> str:
    return DISBURSED + "".join(f"{row};\n" for row in rows)


TWO_OLD = plan(
    f"{IN_OLD};2025;D1;Đường thôn;đầu tư;vốn năm;200;1/KH",
    f"{IN_OLD};2025;S1;Tập huấn;sự nghiệp;vốn năm;40;1/KH",
    f"{IN_OTHER};2025;D1;Đường thôn;đầu tư;vốn năm;300;1/KH",
)
OF_NEW = plan(f"{IN_NEW};2025;S9;Chuyển đổi số;sự nghiệp;vốn năm;60;2/KH")
ANEW = plan(f"{IN_NEW};2025;D1;Đường thôn;đầu tư;vốn năm;450;2/KH")


def _lines(database: Database, unit: str, seen_in: str, year: int = 2025) -> list[BudgetLine]:
    with database.read_as(OPERATOR) as session:
        return of_budget_year(budget_lines(session, BudgetFilter(unit, seen_in=seen_in)), year)


def _sums(lines: list[BudgetLine]) -> tuple[Decimal | None, Decimal | None, int]:
    (capital,) = capitals(lines)
    return capital.investment.money.allocated, capital.operating.money.allocated, capital.planned.lines


SEES_ALL = [
    (DISTRICT, "2024"),
    (OLD_PROVINCE, "2024"),
    (NEW, "2025"),
    (PROVINCE, "2025"),
    (DISTRICT, "2025-huyen-cu"),
    (PROVINCE, "2025-huyen-cu"),
    (DISTRICT, "2025"),
]


@pytest.mark.parametrize(("unit", "seen_in"), SEES_ALL)
def test_what_lies_in_a_unit_is_added_up_alike_on_every_map(
    sqlite: Database, load: Load, unit: str, seen_in: str
) -> None:
    """Đầu tư 200 + 300; sự nghiệp 40 + 60: natures apart, lines of old units and of the new one each once."""
    for text in (TWO_OLD, OF_NEW):
        assert load(sqlite, text).status == "committed"
    assert _sums(_lines(sqlite, unit, seen_in)) == (500, 100, 4)


@pytest.mark.parametrize(("unit", "seen_in"), SEES_ALL)
def test_capital_that_was_given_again_to_the_new_unit_counts_once(
    sqlite: Database, load: Load, unit: str, seen_in: str
) -> None:
    """D1 of both old communes, 500, is D1 of the new one, 450; S1 and S9 stand as before."""
    for text in (TWO_OLD, OF_NEW, ANEW):
        assert load(sqlite, text).status == "committed"
    lines = _lines(sqlite, unit, seen_in)
    assert _sums(lines) == (450, 100, 3)
    assert sorted((line.place.code, line.line) for line in lines if not line.counts) == [(OLD, "D1"), (OTHER_OLD, "D1")]
    assert "(500 triệu đồng) đã được giao lại" in (given_anew_said(lines) or "")


def test_an_old_commune_says_what_was_given_again(sqlite: Database, load: Load) -> None:
    for text in (TWO_OLD, ANEW):
        load(sqlite, text)
    lines = _lines(sqlite, OLD, "2024")
    assert _sums(lines) == (None, 40, 1)
    assert [[unit.full_name for unit in line.replaced_by] for line in lines] == [["xã Tu Mơ Rông (mới)"], []]


def test_the_shipped_plan_is_that_of_the_commune_of_today(sqlite: Database, load: Load) -> None:
    """2.913 triệu đồng of old xã Tu Mơ Rông; old xã Đăk Hà has none, which is said."""
    lines = _lines(sqlite, NEW, "2025", 2024)
    assert _sums(lines) == (1977, 936, 6)
    assert {line.place.code for line in lines} == {OLD}
    assert parts_said(places_of("2025").by_code[NEW], lines) == (
        "Gồm xã Tu Mơ Rông (cũ), xã Đăk Hà (cũ); chưa có số liệu của xã Đăk Hà (cũ)."
    )
    old = places_of("2024").by_code[OLD]
    assert parts_said(old, _lines(sqlite, OLD, "2024", 2024)) is None


def test_units_of_a_list_are_those_of_the_map(sqlite: Database, load: Load) -> None:
    for text in (TWO_OLD, OF_NEW):
        load(sqlite, text)
    listed: dict[str, dict[str, Any]] = {}
    for unit, seen_in in ((DISTRICT, "2024"), (PROVINCE, "2025"), (PROVINCE, "2025-huyen-cu")):
        lines, place = _lines(sqlite, unit, seen_in), places_of(seen_in).by_code[unit]
        rows = unit_frame(lines, "vốn năm")
        listed[seen_in] = dict(zip(rows["unit"], rows["allocated"], strict=True))
        assert list(total_frame(lines, "vốn năm", place)["allocated"]) == [600]
    assert listed == {
        "2024": {"Tu Mơ Rông": 240, "Đăk Hà": 300, "Tu Mơ Rông (mới)": 60},
        "2025": {"Tu Mơ Rông": 600},
        "2025-huyen-cu": {"Tu Mơ Rông": 600},
    }
    place = places_of("2025").by_code[PROVINCE]
    assert area_sentence(place, _lines(sqlite, PROVINCE, "2025"), "nào").startswith("cộng 1/96 xã, phường, đặc khu")


def test_a_day_of_the_course_is_joined_only_where_all_reported_on_it(sqlite: Database, load: Load) -> None:
    load(sqlite, TWO_OLD)
    load(
        sqlite,
        disbursed(
            f"{IN_OLD};2025;D1;vốn năm;31/03/2025;chính thức;50",
            f"{IN_OTHER};2025;D1;vốn năm;31/03/2025;chính thức;100",
            f"{IN_OLD};2025;D1;vốn năm;30/06/2025;chính thức;80",
        ),
    )
    with sqlite.read_as(OPERATOR) as session:
        found = courses(disbursement_course(session, BudgetFilter(NEW, seen_in="2025")), 2025)
    points = {point.as_of.isoformat(): (point.money.disbursed, point.partial) for point in found[0].points}
    assert points == {"2025-03-31": (150, False), "2025-06-30": (180, True)}


def test_lines_of_one_content_are_added_up_by_nature(sqlite: Database, load: Load) -> None:
    load(sqlite, TWO_OLD)
    lines = _lines(sqlite, NEW, "2025")
    (row,) = content_frame(lines).to_dict("records")
    assert (row["name"], row["units"], row["allocated"]) == (
        "■ D1 Đường thôn",
        "xã Tu Mơ Rông (cũ), xã Đăk Hà (cũ)",
        500,
    )
    assert content_frame(_lines(sqlite, OLD, "2024")).empty


CUT = next(
    code
    for code, place in places_of("2024").by_code.items()
    if place.level == "commune" and len(became(code, "2025")) == 2
)
INTO = [one.unit for one in became(CUT, "2025")]


def _of_cut() -> str:
    known = places_of("2024")
    province, district, commune = (place for place in known.ancestors(known.by_code[CUT]) if place)
    named = f"{province.name};{known.name_in_file(district)};{known.name_in_file(commune)}"
    return plan(f"{named};2025;D1;Đường;đầu tư;vốn năm;101;1/KH", f"{named};2025;S1;Tập huấn;sự nghiệp;vốn năm;10;1/KH")


def _shares(first: str, second: str) -> str:
    known, today = places_of("2024"), places_of("2025")
    province, district, commune = (place for place in known.ancestors(known.by_code[CUT]) if place)
    head = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Tỉnh mới;Xã mới;Tỷ trọng (%);Phương pháp\n"
    rows = []
    for code, percent in zip(INTO, (first, second), strict=True):
        new = today.by_code[code]
        old = f"{province.name};{known.name_in_file(district)};{known.name_in_file(commune)}"
        rows.append(
            f"{old};{today.province_of(new).name};{today.name_in_file(new)};{percent};theo số hộ rà soát 2024\n"
        )
    return head + "".join(rows)


def test_a_cut_communes_capital_is_divided_only_by_declared_shares(database: Database, load: Load) -> None:
    """101 and 10 by 60% and 40%: 60,6 + 40,4 and 6 + 4; without shares only what holds all of it has them."""
    assert load(database, _of_cut()).status == "committed"
    above = places_of("2025").province_of(places_of("2025").by_code[INTO[0]]).code
    assert [_lines(database, unit, "2025") for unit in INTO] == [[], []]
    assert _sums(_lines(database, above, "2025")) == (101, 10, 2)
    assert [unit.code for unit, _ in by_unit(_lines(database, above, "2025"))] == [CUT]

    assert load(database, _shares("60", "40")).status == "committed"
    with database.read_as(OPERATOR) as session:
        assert set(declared_shares(session)) == {CUT}
    parts = [_lines(database, unit, "2025") for unit in INTO]
    assert [_sums(part) for part in parts] == [
        (Decimal("60.6"), Decimal(6), 2),
        (Decimal("40.4"), Decimal(4), 2),
    ]
    whole = _lines(database, above, "2025")
    assert _sums(whole) == (101, 10, 2)
    listed = {unit.code: _sums(own)[:2] for unit, own in by_unit(whole)}
    assert listed == {unit: _sums(part)[:2] for unit, part in zip(INTO, parts, strict=True)}
    assert "tỷ trọng 60,00% (theo số hộ rà soát 2024)" in (estimates_said(parts[0]) or "")
    assert all(line.share is None for line in _lines(database, CUT, "2024"))


def _open(app: AppTest, **link: str) -> str:
    for name in list(app.query_params):
        del app.query_params[name]
    for name, value in link.items():
        app.query_params[name] = value
    at_screen(app, "budget.py").run()
    assert not app.exception, app.exception[0].value
    return "\n".join([*(str(part.value) for part in (*app.markdown, *app.caption, *app.subheader)), texts_of(app)])


def test_the_screen_on_each_map(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    said = _open(app, **{"ban-do": "2025", "tinh": "quang-ngai", "xa": "tu-mo-rong"})
    assert "chưa có số liệu của xã Đăk Hà (cũ)" in said
    assert {metric.label: metric.value for metric in app.metric}["Kế hoạch vốn năm"] == "2.913"
    lines = next(table for table in tables_of(app) if "Ghi chú" in table.columns)
    assert sum("xã Tu Mơ Rông (cũ)" in name for name in lines["Nội dung"]) == 6

    said = _open(app, **{"ban-do": "2025", "tinh": "quang-ngai"})
    rows = next(table for table in tables_of(app) if "Xã, phường, đặc khu" in table.columns)
    assert list(rows["Xã, phường, đặc khu"]) == ["Tu Mơ Rông", "Cộng tỉnh Quảng Ngãi"]
    assert "Địa bàn huyện cũ" not in rows.columns

    said = _open(app, **{"ban-do": "2025-huyen-cu", "tinh": "quang-ngai"})
    rows = next(table for table in tables_of(app) if "Xã, phường, đặc khu" in table.columns)
    assert next(iter(rows["Địa bàn huyện cũ"])) == "Tu Mơ Rông (cũ)"


def test_what_cannot_be_divided_is_named_with_its_amount(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, _of_cut())
    province = places_of("2025").province_of(places_of("2025").by_code[INTO[0]])
    said = _open(app, **{"ban-do": "2025", "tinh": province.slug})
    assert "Không tách được" in said
    amount = f"kế hoạch 101, đã giải ngân {formats.MISSING} triệu đồng"
    assert f"{amount}; có trong số cộng" in said
    commune = places_of("2025").by_code[INTO[0]]
    said = _open(app, **{"ban-do": "2025", "tinh": province.slug, "xa": commune.official_code})
    assert f"Chưa có số liệu ngân sách của {commune.full_name}" in said
    assert f"{amount}; không có trong số cộng" in said


def test_a_commune_that_straddles_old_districts_is_shown_in_none_of_their_sums(sqlite: Database, load: Load) -> None:
    """Phường Bắc Gia Nghĩa lies in Gia Nghĩa and Đăk Glong: its capital is the province's, and named in both."""
    text = plan("Lâm Đồng;;Bắc Gia Nghĩa;2026;D1;Đường;đầu tư;vốn năm;90;1/KH")
    assert load(sqlite, text).status == "committed"
    for huyen in ("660", "661"):
        assert _lines(sqlite, huyen, "2025-huyen-cu", 2026) == []
        with sqlite.read_as(OPERATOR) as session:
            (said,) = undivided_said(budget_undivided(session, BudgetFilter(huyen, seen_in="2025-huyen-cu")))
        assert said.startswith("Không tách được: phường Bắc Gia Nghĩa nằm trên địa bàn phường ")
        assert said.endswith("kế hoạch 90, đã giải ngân — triệu đồng; không có trong số cộng ở đây.")
    assert _sums(_lines(sqlite, "2025-68", "2025-huyen-cu", 2026)) == (90, None, 1)
