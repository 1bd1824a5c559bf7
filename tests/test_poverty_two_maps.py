"""Poverty on the maps of 2024 and of today: the same households under both, carried plans, what nobody can divide.

Xã Quảng Khê of today is old Quảng Khê (24631) with Đắk Plao (24634); xã Quảng Sơn is the old one alone, under its code.
Phường Bắc Gia Nghĩa lies in Gia Nghĩa (660) and Đăk Glong (661).
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from core.database import Database
from core.maps.province import province_map
from core.places import places_of
from core.provenance import keys
from core.reports.poverty import PlanStatus, PovertyFilter, Result, poverty_results, poverty_status
from core.reports.poverty_ethnic import ethnic_figures
from core.reports.poverty_views import UnitView, is_newest, plans_for, territories, view_of
from core.reports.poverty_wholes import made_of_others
from core.wording_two_maps import straddling_said, whole_said
from tests.conftest import Load, at_screen
from tests.html_tables import links_of, tables_of, texts_of
from tests.test_pages import JUNE
from tests.test_poverty_screen import charts_of, specs_of

LAM_DONG, DAK_NONG = "2025-68", "67"
QUANG_KHE, QUANG_SON, BAC_GIA_NGHIA = "2025-24631", "2025-24616", "2025-24611"
YEAR_END = date(2024, 12, 31)
UNITS = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;"
OLD = UNITS + (
    "Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo;Số hộ DTTS;Số hộ nghèo DTTS\n"
    "Đắk Nông;Đăk Glong;Quảng Khê;31/12/2024;chính thức;1.000;200;400;150\n"
    "Đắk Nông;Đăk Glong;Đắk Plao;31/12/2024;chính thức;500;150;300;120\n"
    "Đắk Nông;Đăk Glong;Đắk Som;31/12/2024;chính thức;700;90;;\n"
)
NEW = UNITS + (
    "Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
    "Lâm Đồng;;Quảng Khê;31/12/2025;chính thức;1.520;300\n"
    "Lâm Đồng;;Quảng Sơn;31/12/2025;chính thức;900;60\n"
)
OLD_PLAN = UNITS + (
    "Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Tổng số hộ dự kiến cuối năm;"
    "Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm\n"
    "Đắk Nông;Đăk Glong;Quảng Khê;2024;huyện;12/KH;1.000;200;1.050;50;5,7\n"
    "Đắk Nông;Đăk Glong;Đắk Plao;2024;huyện;12/KH;500;150;510;40;8,4\n"
    "Đắk Nông;Đăk Glong;Đắk Som;2024;huyện;12/KH;700;120;700;20;2,9\n"
)
NEW_PLAN = OLD_PLAN.splitlines()[0] + (
    "\nLâm Đồng;;Quảng Khê;2026;tỉnh;5/KH;1.520;300;1.530;50;3,4\n"
    "Lâm Đồng;;Quảng Sơn;2026;tỉnh;5/KH;900;60;910;20;2,3\n"
)


def stored(load: Load, database: Database, *texts: str) -> None:
    for text in texts:
        assert load(database, text, justify="thử").status == "committed"


def of(database: Database, unit: str, seen_in: str) -> tuple[list[PlanStatus], dict[str, list[Result]]]:
    chosen = PovertyFilter(unit, seen_in=seen_in)
    with database.read() as session:
        return poverty_status(session, chosen), poverty_results(session, chosen)


def figures(view: UnitView) -> list[tuple[str, str, int | None, object]]:
    """Of every row the key of its figures, what it asks and what it is judged by."""
    rows = sorted(view.rows, key=lambda row: row.place.code)
    return [
        (str(keys.of_status(row, "poor")), str(row.assessment), row.target.poor_planned, row.result) for row in rows
    ]


@pytest.mark.parametrize("seen_in", ["2025", "2025-huyen-cu"])
def test_a_plan_by_districts_is_the_same_on_every_map(sqlite: Database, load: Load, seen_in: str) -> None:
    """97/KH-UBND is the plan of Đắk Nông, with all its keys and figures; it never becomes the plan of Lâm Đồng."""
    stored(load, sqlite, JUNE)
    before, _ = of(sqlite, DAK_NONG, "2024")
    (plan,) = plans_for(before, places_of("2024").by_code[DAK_NONG])
    now, _ = of(sqlite, LAM_DONG, seen_in)
    lam_dong = places_of(seen_in).by_code[LAM_DONG]
    assert plans_for(now, lam_dong) == [plan]
    (whose,) = territories(now, lam_dong, plan)
    assert whose.full_name == "tỉnh Đắk Nông (cũ)"
    seen, was = view_of(now, whose, plan), view_of(before, places_of("2024").by_code[DAK_NONG], plan)
    assert len(seen.parts) == 8
    assert figures(seen) == figures(was)
    assert seen.whole_result == was.whole_result
    assert seen.whole_result
    assert (seen.whole_result.poor, seen.whole_result.households) == (7078, 171_131)


def test_a_plan_of_all_old_communes_adds_up_to_the_new_one(sqlite: Database, load: Load) -> None:
    """350 of 1.500 hộ fall by 90 to 260 of 1.560: 23,33% − 16,67% = 6,67 points; 5,7 and 8,4 are never added."""
    stored(load, sqlite, OLD, OLD_PLAN)
    rows, _ = of(sqlite, LAM_DONG, "2025")
    by_code = {(row.place.code, row.plan_number): row for row in rows}
    row = by_code[QUANG_KHE, "12/KH"]
    target = row.target
    assert (target.households_start, target.poor_start, target.households_planned) == (1500, 350, 1560)
    assert (target.poor_reduction, target.poor_planned, target.rate_reduction) == (90, 260, Decimal("6.67"))
    assert row.carried
    assert [part.unit_code for part, _ in row.carried.parts] == ["24631", "24634"]
    assert row.result
    assert (row.result.poor, row.assessment.reduced) == (350, 0)


def test_a_plan_of_some_old_communes_follows_for_none(sqlite: Database, load: Load) -> None:
    """Xã Tà Đùng is Đắk Som and Đắk R'Măng, of which the plan says nothing."""
    stored(load, sqlite, OLD_PLAN)
    rows, _ = of(sqlite, LAM_DONG, "2025")
    assert {row.place.code for row in rows if row.plan_number == "12/KH"} == {"24631", "24634", "24637", QUANG_KHE}


def test_a_plan_by_new_communes_is_seen_on_the_old_map_only_where_it_follows(sqlite: Database, load: Load) -> None:
    stored(load, sqlite, NEW_PLAN)
    rows, _ = of(sqlite, DAK_NONG, "2024")
    carried = {row.place.code: row.target.poor_planned for row in rows if row.carried}
    assert carried == {"24616": 40}


def test_without_rows_of_two_editions_nothing_is_carried(sqlite: Database, load: Load) -> None:
    stored(load, sqlite, OLD, OLD_PLAN)
    rows, results = of(sqlite, DAK_NONG, "2024")
    assert not any(row.carried for row in rows)
    assert not any(found.carried for every in results.values() for found in every)


def test_households_of_minorities_add_where_all_reported_them(sqlite: Database, load: Load) -> None:
    stored(load, sqlite, OLD)
    with sqlite.read() as session:
        found = ethnic_figures(session, PovertyFilter(LAM_DONG, seen_in="2025"))
    here = found[QUANG_KHE, YEAR_END]
    assert (here.ethnic.households, here.ethnic.poor, here.ethnic.all_poor) == (700, 270, 350)
    assert len(here.origins) == 2


@pytest.mark.parametrize("seen_in", ["2024", "2025", "2025-huyen-cu"])
def test_later_figures_of_new_communes_are_newer_on_every_map(sqlite: Database, load: Load, seen_in: str) -> None:
    stored(load, sqlite, JUNE)
    unit = DAK_NONG if seen_in == "2024" else LAM_DONG

    def newest() -> bool:
        rows, results = of(sqlite, unit, seen_in)
        return is_newest(next(row for row in rows if row.place.code == DAK_NONG), results)

    assert newest()
    stored(load, sqlite, NEW)
    assert not newest()


def test_a_whole_says_who_is_missing(sqlite: Database, load: Load) -> None:
    stored(load, sqlite, JUNE)
    lam_dong = places_of("2025").by_code[LAM_DONG]
    _, results = of(sqlite, LAM_DONG, "2025")
    assert whole_said(lam_dong, None, made_of_others(lam_dong, results)) == (
        "Chưa cộng được tỉnh Lâm Đồng ngày 30/06/2024: chưa có số liệu của tỉnh Bình Thuận (cũ), tỉnh Lâm Đồng (cũ)."
    )
    stored(load, sqlite, NEW)
    _, results = of(sqlite, LAM_DONG, "2025")
    assert whole_said(lam_dong, None, made_of_others(lam_dong, results)) == (
        "Chưa cộng được tỉnh Lâm Đồng ngày 31/12/2025: mới có số liệu của 2/124 xã, phường, đặc khu."
    )


def test_a_commune_in_two_former_districts_says_so() -> None:
    place = places_of("2025-huyen-cu").by_code[BAC_GIA_NGHIA]
    assert straddling_said(place) == "phường Bắc Gia Nghĩa nằm trên địa bàn Gia Nghĩa, Đăk Glong"


@pytest.mark.parametrize(
    ("seen_in", "unit", "cells", "below"),
    [("2025", LAM_DONG, 124, 0), ("2025-huyen-cu", LAM_DONG, 38, 2), ("2024", DAK_NONG, 8, 8)],
)
def test_the_schematic_map_has_the_units_of_its_map(seen_in: str, unit: str, cells: int, below: int) -> None:
    """`below`: communes in the cell of Gia Nghĩa. 28 former huyện, and 10 xã that lie in several."""
    found = province_map(unit, seen_in=seen_in)
    assert found
    assert len(found.districts) == cells
    gia_nghia = places_of(seen_in).by_code["660"]
    assert len(found.communes_of(gia_nghia)) == below


@pytest.fixture
def opened(app: AppTest) -> Callable[..., AppTest]:
    def open_(screen: str = "poverty.py", **link: str) -> AppTest:
        for name, value in link.items():
            app.query_params[name.replace("_", "-")] = value
        at_screen(app, screen).run()
        assert not app.exception, app.exception[0].value
        return app

    return open_


Open = Callable[..., AppTest]


def boxes(app: AppTest) -> list[str]:
    return [box.label for box in app.selectbox if str(box.key).startswith("_filter_")]


def test_a_province_of_today_shows_the_old_plan_and_its_communes(opened: Open, sqlite: Database, load: Load) -> None:
    stored(load, sqlite, JUNE, OLD, NEW)
    app = opened(ban_do="2025")
    said = texts_of(app)
    assert "Địa bàn tỉnh Đắk Nông (cũ): kế hoạch của địa bàn này, không phải kế hoạch của toàn tỉnh Lâm Đồng." in said
    assert "Đến 30/06/2024, tỉnh Đắk Nông (cũ) đã giảm 1.760 trên 3.415 hộ nghèo phải giảm trong năm 2024" in said
    by_plan, now = tables_of(app)
    assert by_plan.iloc[-1, 0] == "Toàn tỉnh Đắk Nông (cũ)"
    assert now.iloc[:, [0, 1, 3, 4]].to_numpy().tolist() == [
        ["Quảng Sơn", "31/12/2025", "900", "60"],
        ["Quảng Khê", "31/12/2025", "1.520", "300"],
    ]
    assert "122 đơn vị chưa có số liệu" in texts_of(app)


def test_carried_figures_say_from_which_communes(opened: Open, sqlite: Database, load: Load) -> None:
    stored(load, sqlite, OLD, NEW)
    app = opened(ban_do="2025", xa="quang-khe")
    (found,) = tables_of(app)
    assert found[["Ngày số liệu", "Hộ nghèo", "Tỷ lệ"]].to_numpy().tolist() == [
        ["31/12/2025", "300", "19,74%"],
        ["31/12/2024", "350", "23,33%"],
    ]
    assert found["Cách có số liệu"].iloc[1] == "cộng 2 đơn vị cũ: xã Quảng Khê (cũ), xã Đắk Plao (cũ)"
    assert charts_of(app) == ["Hộ nghèo xã Quảng Khê qua các kỳ"]
    drawn = {trace.get("name"): trace["marker"]["symbol"] for trace in specs_of(app)[0]["data"]}
    assert drawn["Thực hiện"] == ["diamond-open", "circle"]
    assert drawn["Cộng từ đơn vị của bản đồ khác"] == "diamond-open"


def test_a_commune_says_which_old_one_it_waits_for(opened: Open, sqlite: Database, load: Load) -> None:
    stored(load, sqlite, OLD)
    said = texts_of(opened(ban_do="2025", xa="ta-dung"))
    assert "Chưa cộng được xã Tà Đùng ngày 31/12/2024: chưa có số liệu của xã Đắk R'Măng (cũ)." in said


def test_a_former_district_lists_its_communes_of_today(opened: Open, sqlite: Database, load: Load) -> None:
    stored(load, sqlite, JUNE, OLD)
    app = opened(ban_do="2025-huyen-cu", huyen="dak-glong")
    assert [metric.value for metric in app.metric][:2] == ["2.531", "1.331"]
    now = tables_of(app)[-1]
    assert now["Đơn vị"].tolist() == ["Quảng Sơn", "Quảng Hòa", "Quảng Khê", "Tà Đùng"]
    assert now["Hộ nghèo"].tolist() == ["—", "—", "350", "—"]
    said = texts_of(app)
    assert "phường Bắc Gia Nghĩa nằm trên địa bàn Gia Nghĩa, Đăk Glong; không cộng vào huyện Đăk Glong (cũ)" in said


@pytest.mark.parametrize("seen", ["so-voi-ke-hoach", "dien-bien", "so-do"])
@pytest.mark.parametrize("seen_in", ["2025", "2025-huyen-cu"])
def test_every_view_opens(opened: Open, sqlite: Database, load: Load, seen: str, seen_in: str) -> None:
    stored(load, sqlite, JUNE, OLD, NEW, NEW_PLAN)
    opened(ban_do=seen_in, xem=seen)


@pytest.mark.parametrize(("seen_in", "cells"), [("2024", 8), ("2025", 28), ("2025-huyen-cu", 10)])
def test_the_map_shows_the_territory_of_the_plan(
    opened: Open, sqlite: Database, load: Load, seen_in: str, cells: int
) -> None:
    """Old Đắk Nông: 8 huyện; 28 xã of today, of which 2 lie in several huyện."""
    stored(load, sqlite, JUNE)
    app = opened(ban_do=seen_in, xem="so-do")
    former = "" if seen_in == "2024" else " (cũ)"
    assert charts_of(app) == [f"Sơ đồ tỉnh Đắk Nông{former}: so với kế hoạch, % theo số hộ"]
    assert sum(trace.get("fill") == "toself" for trace in specs_of(app)[0]["data"]) == cells


@pytest.mark.parametrize(
    ("seen_in", "expected"),
    [("2025", "tỉnh Đắk Nông (cũ)"), ("2025-huyen-cu", "tỉnh Đắk Nông (cũ)"), ("2024", "tỉnh Đắk Nông")],
)
def test_the_overview_judges_the_same_plan_on_every_map(
    opened: Open, sqlite: Database, load: Load, seen_in: str, expected: str
) -> None:
    stored(load, sqlite, JUNE)
    app = opened("overview.py", ban_do=seen_in)
    assert f"Giảm nghèo năm 2024 của {expected}, theo kế hoạch 97/KH-UBND (tỉnh giao)." in texts_of(app)
    assert [metric.value for metric in app.metric] == ["8.838", "5.423", "7.078", "52,0%"]


def test_the_bar_has_no_district_on_the_map_of_today(opened: Open) -> None:
    app = opened(ban_do="2025", huyen="gia-nghia")
    assert boxes(app) == ["Tỉnh", "Xã, phường, đặc khu", "Kỳ số liệu", "Bản đồ đơn vị"]
    (warning,) = app.warning
    assert "không còn cấp huyện nên không mở được huyen=«gia-nghia»" in warning.value
    assert "(./giam-ngheo?ban-do=2025-huyen-cu&huyen=gia-nghia)" in warning.value
    assert "đơn vị có từ ngày 01/07/2025" in app.caption[0].value


def test_the_bar_of_2024_is_as_it_was(opened: Open) -> None:
    app = opened()
    assert boxes(app) == ["Tỉnh", "Huyện, thành phố", "Xã, phường, thị trấn", "Kỳ số liệu", "Bản đồ đơn vị"]
    assert not any("01/07/2025" in caption.value for caption in app.caption)


@pytest.mark.parametrize(
    ("link", "said", "chosen"),
    [
        ({"ban_do": "abc"}, "bản đồ «abc», không có ở đây", ("dak-nong", "")),
        ({"ban_do": "2025", "tinh": "dak-nong"}, "đang xem tỉnh Lâm Đồng", ("lam-dong", "")),
        (
            {"ban_do": "2025", "tinh": "dak-nong", "huyen": "dak-glong", "xa": "dak-plao"},
            "xã Quảng Khê",
            ("lam-dong", "quang-khe"),
        ),
    ],
)
def test_a_link_of_another_map_opens_what_holds_the_unit(
    opened: Open, link: dict[str, str], said: str, chosen: tuple[str, str]
) -> None:
    app = opened(**link)
    assert said in app.warning[0].value
    assert (app.session_state["_filter_tinh"], app.session_state["_filter_xa"]) == chosen


def test_an_old_unit_in_a_list_leads_to_where_it_is_shown(opened: Open, sqlite: Database, load: Load) -> None:
    """An old huyện to the map that groups by it; all else stays on the map that is looked at."""
    stored(load, sqlite, JUNE, OLD, NEW)
    links = dict(links_of(opened(ban_do="2025")))
    assert links["Tuy Đức (cũ)"] == "./giam-ngheo?ban-do=2025-huyen-cu&huyen=tuy-duc-cu"
    assert links["Quảng Khê"] == "./giam-ngheo?ban-do=2025&xa=quang-khe"


CUT_PLAN = OLD_PLAN.splitlines()[0] + "\nHà Giang;Vị Xuyên;;2024;tỉnh;1/KH;20.000;5.000;20.100;500;2,6\n"
CUT = UNITS + (
    "Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
    "Hà Giang;Vị Xuyên;Quảng Ngần;31/12/2024;chính thức;400;100\n"
    "Hà Giang;Vị Xuyên;Việt Lâm;31/12/2024;chính thức;1.000;250\n"
)
SHARES = UNITS + (
    "Tỉnh mới;Xã mới;Tỷ trọng (%);Phương pháp;Căn cứ\n"
    "Hà Giang;Vị Xuyên;Việt Lâm;Tuyên Quang;Việt Lâm;60;theo số hộ;BC 1\n"
    "Hà Giang;Vị Xuyên;Việt Lâm;Tuyên Quang;Vị Xuyên;40;theo số hộ;BC 1\n"
)


def test_what_was_cut_is_divided_only_by_a_declared_share(opened: Open, sqlite: Database, load: Load) -> None:
    """Xã Việt Lâm of today is Quảng Ngần (400 hộ) and 60% of old Việt Lâm (600 of 1.000 hộ)."""
    stored(load, sqlite, CUT_PLAN, CUT)
    app = opened(ban_do="2025", tinh="tuyen-quang", xa="viet-lam")
    said = texts_of(app)
    waits_for = "xã Việt Lâm (cũ) (250 hộ nghèo trên 1.000 hộ, ngày 31/12/2024) bị chia tách, chưa có tỷ trọng."
    assert f"Chưa cộng được xã Việt Lâm ngày 31/12/2024: {waits_for}" in said
    assert "Không tách được: xã Việt Lâm (cũ) 250 hộ nghèo trên 1.000 hộ, ngày 31/12/2024; đã chia vào" in said
    assert tables_of(app) == []
    stored(load, sqlite, SHARES)
    app.run()
    (found,) = tables_of(app)
    assert found.iloc[0].tolist() == [
        *("31/12/2024", "chính thức, ước tính theo tỷ trọng", "1.000", "250", "25,00%"),
        "cộng 1 đơn vị cũ và ước tính theo tỷ trọng 60% của xã Việt Lâm (cũ) (theo số hộ)",
    ]
    assert "Không tách được" not in texts_of(app)
