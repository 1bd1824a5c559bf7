"""Lists under a total on every map: the units below, and what none of them can be given, are together the total.

Of the 28 xã of today in old Đắk Nông phường Bắc Gia Nghĩa and xã Đắk Sắk lie in several old huyện, so that four of the
eight huyện follow from them.
"""

from datetime import date

import pytest

from core.database import Database
from core.places import Place, places_of
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_views import PlanKey, first_of_plans, plans_for, results_apart, territories, view_of
from core.reports.poverty_wholes import made_of_others
from core.territory import lies_in
from core.wording_two_maps import plans_apart_said, results_apart_said, whole_said
from tests.conftest import Load, box
from tests.html_tables import tables_of, texts_of
from tests.test_pages import JUNE
from tests.test_poverty_screen import specs_of
from tests.test_poverty_two_maps import DAK_NONG, LAM_DONG, OLD_PLAN, UNITS, Open, of, opened, stored

__all__ = ["opened"]

COMMUNES = [one for one in places_of("2025").by_code.values() if one.level == "commune" and lies_in(one.code, DAK_NONG)]
ASKED = {one.code: 20 + number for number, one in enumerate(COMMUNES)}
PLAN = OLD_PLAN.splitlines()[0] + "".join(
    f"\nLâm Đồng;;{one.kind} {one.name};2026;tỉnh;5/KH;1.000;200;1.010;{ASKED[one.code]};2,1" for one in COMMUNES
)
RESULTS = UNITS + "Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo"
RESULTS += "".join(
    f"\nLâm Đồng;;{one.kind} {one.name};30/06/2026;chính thức;1.005;{190 + number}"
    for number, one in enumerate(COMMUNES)
)
QUANG_NGAI = UNITS + (
    "Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\nQuảng Ngãi;Trà Bồng;;31/12/2024;chính thức;7.760;1.071\n"
)
OF_2024, OF_2026 = (2024, "97/KH-UBND", "tỉnh"), (2026, "5/KH", "tỉnh")
STRADDLING = {"phường Bắc Gia Nghĩa", "xã Đắk Sắk"}


def province(seen_in: str) -> Place:
    return places_of(seen_in).by_code[DAK_NONG if seen_in == "2024" else LAM_DONG]


def looked_at(database: Database, seen_in: str) -> tuple[Place, list[PlanStatus], dict[str, list[Result]]]:
    place = province(seen_in)
    return place, *of(database, place.code, seen_in)


def test_a_plan_by_new_communes_adds_up_by_old_districts(sqlite: Database, load: Load) -> None:
    """28 xã are asked 20, 21 … 47 hộ: 938; four huyện follow, and the xã of the four others stand beside them."""
    stored(load, sqlite, PLAN)
    place, rows, _ = looked_at(sqlite, "2024")
    view = view_of(rows, place, OF_2026)
    assert view.whole
    assert view.whole.target.poor_reduction == sum(ASKED.values()) == 938
    assert sum(row.target.poor_reduction or 0 for row in view.parts) == 938
    assert sum(row.place.level == "district" for row in view.parts) == 4
    assert {row.place.full_name.removesuffix(" (mới)") for row in view.apart} > STRADDLING
    said = plans_apart_said(place, view.apart)
    assert said
    apart = sum(ASKED[row.place.code] for row in view.apart)
    assert said.startswith(f"Không tách được theo huyện, nêu riêng trong bảng, cộng {apart} hộ phải giảm: ")
    for row in view.apart:
        assert row.place.name in said
    assert "phường Bắc Gia Nghĩa (mới) nằm trên địa bàn Gia Nghĩa, Đăk Glong, phải giảm" in said


@pytest.mark.parametrize("seen_in", ["2024", "2025", "2025-huyen-cu"])
def test_what_is_listed_is_what_was_given_on_every_map(sqlite: Database, load: Load, seen_in: str) -> None:
    stored(load, sqlite, PLAN, RESULTS)
    place, rows, _ = looked_at(sqlite, seen_in)
    (whose,) = territories(rows, place, OF_2026)
    parts = view_of(rows, whose, OF_2026).parts
    assert sum(row.target.poor_reduction or 0 for row in parts) == 938
    assert sum(row.result.poor for row in parts if row.result) == 28 * 190 + sum(range(28))


def test_results_of_new_communes_add_up_under_an_old_plan(sqlite: Database, load: Load) -> None:
    """The plan has the eight huyện; four have a figure of the day, the total has that of all 28 xã."""
    stored(load, sqlite, RESULTS)
    place, _, results = looked_at(sqlite, "2024")
    whole = results[DAK_NONG][-1]
    below = [
        (part, results[part.code][-1] if part.code in results else None) for part in places_of("2024").children(place)
    ]
    apart = results_apart(place, whole, below, results)
    assert whole.poor == sum(found.poor for _, found in [*below, *apart] if found)
    assert whole.households == 28 * 1005
    said = results_apart_said(place, apart)
    assert said
    assert said.startswith("Không tách được theo huyện, đã tính vào toàn tỉnh Đắk Nông, cộng ")
    for unit, found in apart:
        assert unit.name in said
        assert f"{found.poor} hộ nghèo trên 1.005 hộ, ngày 30/06/2026" in said


def test_the_screen_says_what_no_district_can_be_given(opened: Open, sqlite: Database, load: Load) -> None:
    stored(load, sqlite, PLAN)
    for screen in ("poverty.py", "overview.py"):
        app = opened(screen, ky="")
        box(app, "_plan_district").set_value(OF_2026).run()
        assert "Không tách được theo huyện, nêu riêng trong bảng" in texts_of(app), screen


def test_a_province_without_a_plan_shows_its_results(opened: Open, sqlite: Database, load: Load) -> None:
    stored(load, sqlite, QUANG_NGAI)
    for screen in ("poverty.py", "overview.py"):
        app = opened(screen, tinh="quang-ngai", huyen="")
        said = texts_of(app)
        assert "Hãy tải mẫu" not in said
        assert any("Chưa có kế hoạch giảm nghèo nào của tỉnh này nên chưa so được" in one.value for one in app.info)
        shown = next(table for table in tables_of(app) if "Hộ nghèo" in table.columns)
        assert dict(zip(shown["Đơn vị"], shown["Hộ nghèo"], strict=True))["Trà Bồng"] == "1.071"
        opened(screen, tinh="dak-nong")


@pytest.mark.parametrize(
    ("seen_in", "day", "expected"),
    [
        *(("2024", None, OF_2024), ("2024", date(2026, 6, 30), OF_2026), ("2024", date(2025, 6, 30), OF_2024)),
        *(("2025", None, OF_2026), ("2025", date(2024, 6, 30), OF_2024)),
        *(("2025-huyen-cu", None, OF_2026), ("2025-huyen-cu", date(2024, 6, 30), OF_2024)),
    ],
)
def test_the_plan_shown_unasked_is_one_of_the_maps_own_units(
    sqlite: Database, load: Load, seen_in: str, day: date | None, expected: PlanKey
) -> None:
    """Both are offered on every map; that of the chosen day's year comes first."""
    stored(load, sqlite, PLAN)
    place, rows, _ = looked_at(sqlite, seen_in)
    plans = plans_for(rows, place)
    assert plans == [OF_2026, OF_2024]
    assert first_of_plans(rows, plans, day) == expected


def test_a_chosen_day_takes_its_years_plan(opened: Open, sqlite: Database, load: Load) -> None:
    stored(load, sqlite, JUNE, PLAN, RESULTS)
    app = opened()
    plan = box(app, "_plan_district")
    assert plan.value == OF_2024
    box(app, "_filter_ky").set_value("2026-06-30").run()
    assert box(app, "_plan_district").value == OF_2026
    box(app, "_plan_district").set_value(OF_2024).run()
    assert box(app, "_plan_district").value == OF_2024


def test_results_of_another_year_are_not_denied(opened: Open, sqlite: Database, load: Load) -> None:
    """A plan of 2026 with results of 2024 only: the overview says so and asks nobody to fill in a template."""
    stored(load, sqlite, JUNE, PLAN)
    app = opened("overview.py")
    box(app, "_plan_district").set_value(OF_2026).run()
    assert "Hãy tải mẫu" not in " ".join(one.value for one in app.caption)
    assert any("Chưa có số liệu thực hiện của năm 2026 để so với kế hoạch." in one.value for one in app.info)


def test_the_units_that_a_sum_waits_for_are_named(sqlite: Database, load: Load) -> None:
    """Krông Nô: xã Đắk Sắk lies in it and in Đắk Mil; it was not cut."""
    stored(load, sqlite, RESULTS)
    _, _, results = looked_at(sqlite, "2024")
    krong_no = places_of("2024").by_code["664"]
    poor = results[next(one.code for one in COMMUNES if one.name == "Đắk Sắk")][-1].poor
    assert whole_said(krong_no, None, made_of_others(krong_no, results)) == (
        f"Chưa cộng được huyện Krông Nô ngày 30/06/2026: xã Đắk Sắk (mới) ({poor} hộ nghèo trên 1.005 hộ, ngày"
        " 30/06/2026) nằm trên nhiều huyện (Đắk Mil, Krông Nô), chưa có tỷ trọng."
    )


@pytest.mark.parametrize(("seen_in", "town"), [("2024", "thị trấn"), ("2025", "đặc khu")])
def test_communes_without_a_plan_are_called_as_on_their_map(
    opened: Open, sqlite: Database, load: Load, seen_in: str, town: str
) -> None:
    stored(load, sqlite, PLAN, OLD_PLAN)
    huyen = {"huyen": "dak-glong"} if seen_in == "2024" else {}
    app = opened(ban_do=seen_in, **huyen)
    assert f"Các xã, phường, {town} chưa có kế hoạch" in [one.value for one in app.subheader]


def test_a_course_of_one_day_has_one_tick(opened: Open, sqlite: Database, load: Load) -> None:
    stored(load, sqlite, RESULTS)
    axis = specs_of(opened(ban_do="2025", xa="dak-sak"))[0]["layout"]["xaxis"]
    assert axis["tickvals"] == ["2026-06-30"]


def test_a_district_is_back_after_maps_that_do_not_show_it(opened: Open) -> None:
    app = opened(huyen="tuy-duc")
    seen = []
    for seen_in in ("2025", "2025-huyen-cu", "2024"):
        box(app, "_filter_ban-do").set_value(seen_in).run()
        seen.append((app.session_state["_filter_tinh"], app.session_state["_filter_huyen"]))
    assert seen == [("lam-dong", ""), ("lam-dong", "tuy-duc-cu"), ("dak-nong", "tuy-duc")]


def test_a_unit_that_is_picked_after_that_is_kept_instead(opened: Open) -> None:
    app = opened(huyen="tuy-duc")
    box(app, "_filter_ban-do").set_value("2025").run()
    box(app, "_filter_xa").set_value("quang-khe").run()
    box(app, "_filter_xa").set_value("").run()
    box(app, "_filter_ban-do").set_value("2025-huyen-cu").run()
    assert (app.session_state["_filter_tinh"], app.session_state["_filter_huyen"]) == ("lam-dong", "")


def test_a_link_to_a_unit_of_today_offers_its_map(opened: Open) -> None:
    """Tỉnh Lâm Đồng is on both maps, xã Tuy Đức of it only on that of today."""
    (warning,) = opened(ban_do="2024", tinh="lam-dong", xa="tuy-duc").warning
    assert "(./giam-ngheo?ban-do=2025&tinh=lam-dong&xa=tuy-duc)" in warning.value
    assert "xã Tuy Đức (Bản đồ hiện nay" in warning.value
