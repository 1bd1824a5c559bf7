"""All provinces side by side on both maps: 63 then, 34 now; what is added up is the same."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from core.database import Database
from core.demo import load_demo
from core.place import Place
from core.places import places_of
from core.reports.national import FORMER_PROVINCES, NationalFilter, national_poverty, plan_years, same_day_sum
from core.reports.national_budget import national_budget
from core.reports.national_elsewhere import elsewhere, units_with_budgets
from core.reports.national_rural import ProvinceRural, national_rural
from core.wording_national import rural_name, rural_said
from tests.conftest import OPERATOR, Load, at_screen
from tests.html_tables import links_of, tables_of, texts_of
from tests.test_budget_maps import IN_NEW, IN_OLD, IN_OTHER, disbursed, plan
from tests.test_national import KON_TUM_JUNE, KON_TUM_PLAN, RESULTS
from tests.test_pages import JUNE

MAPS = ("2024", "2025", "2025-huyen-cu")
QUANG_NGAI, LAM_DONG = "2025-51", "2025-68"


def _straddling() -> Place:
    """A commune of today that lies in two old provinces."""
    today = places_of("2025")
    communes = (one for province in today.provinces for one in today.children(province))
    return next(one for one in communes if places_of("2024").nearest_shown(one.code) is None)


def _budgets() -> tuple[str, ...]:
    today, one = places_of("2025"), _straddling()
    named = f"{today.province_of(one).name};;{today.name_in_file(one)}"
    return (
        plan(
            f"{IN_OLD};2025;D1;Đường thôn;đầu tư;vốn năm;200;1/KH",
            f"{IN_OLD};2025;S1;Tập huấn;sự nghiệp;vốn năm;40;1/KH",
            f"{IN_OTHER};2025;D2;Cầu;đầu tư;kéo dài;300;1/KH",
            "Đắk Nông;Tuy Đức;Quảng Tâm;2025;D1;Đường;đầu tư;vốn năm;70;4/KH",
        ),
        plan(
            f"{IN_NEW};2025;D1;Đường thôn;đầu tư;vốn năm;250;2/KH",
            f"{named};2025;D1;Đường;đầu tư;vốn năm;11;3/KH",
        ),
        disbursed(f"{IN_OLD};2025;S1;vốn năm;31/03/2025;chính thức;10"),
        disbursed(f"{IN_NEW};2025;D1;vốn năm;31/12/2025;ước;100"),
    )


def test_capital_of_the_country_is_the_same_on_every_map(database: Database, load: Load) -> None:
    """Old D1 of 200 was given again as 250 and counts once; a commune of two old provinces stands by itself in 2024."""
    for text in _budgets():
        assert load(database, text).status == "committed"
    totals, listed = {}, {}
    for seen_in in MAPS:
        with database.read_as(OPERATOR) as session:
            rows = national_budget(session, NationalFilter(year=2025, seen_in=seen_in))
        summed: Counter[tuple[str, str, str]] = Counter()
        for row in rows:
            for one in row.sums:
                summed[one.nature, one.carry_over, "KH"] += one.money.allocated or 0
                summed[one.nature, one.carry_over, "GN"] += one.money.disbursed or 0
        totals[seen_in], listed[seen_in] = summed, {row.place.full_name: row.units for row in rows}
    assert totals["2024"] == totals["2025"] == totals["2025-huyen-cu"]
    assert {key: value for key, value in totals["2025"].items() if value} == {
        ("đầu tư", "vốn năm", "KH"): Decimal(250 + 70 + 11),
        ("đầu tư", "vốn năm", "GN"): Decimal(100),
        ("đầu tư", "kéo dài", "KH"): Decimal(300),
        ("sự nghiệp", "vốn năm", "KH"): Decimal(40),
        ("sự nghiệp", "vốn năm", "GN"): Decimal(10),
    }
    one = _straddling()
    assert listed["2024"] == {"tỉnh Kon Tum": 3, "tỉnh Đắk Nông": 1, f"{one.full_name} (mới)": 1}
    above = places_of("2025").province_of(one).full_name
    assert listed["2025"] == Counter({"tỉnh Quảng Ngãi": 3, "tỉnh Lâm Đồng": 1}) + Counter({above: 1})


def _poverty(database: Database, seen_in: str, year: int = 2024) -> dict[str, tuple[int | None, str]]:
    with database.read_as(OPERATOR) as session:
        rows = national_poverty(session, NationalFilter(year=year, seen_in=seen_in))
    return {
        row.place.full_name: (row.result.poor if row.result else None, f"{row.reported}/{row.listed} {row.parts_are}")
        for row in rows
    }


def test_a_province_of_today_is_the_sum_of_old_ones_of_one_date(database: Database, load: Load) -> None:
    """Kon Tum 7.800 and Quảng Ngãi 12.200 of one day; of Lâm Đồng only Đắk Nông has reported, and keeps its plan."""
    for text in (JUNE, KON_TUM_PLAN, KON_TUM_JUNE, RESULTS + "Quảng Ngãi;;30/06/2024;chính thức;380.000;12.200\n"):
        assert load(database, text).status == "committed"
    expected = {
        "tỉnh Quảng Ngãi": (20_000, f"2/2 {FORMER_PROVINCES}"),
        "tỉnh Lâm Đồng": (None, f"1/3 {FORMER_PROVINCES}"),
        "tỉnh Kon Tum (cũ)": (7_800, "0/10 huyện"),
        "tỉnh Đắk Nông (cũ)": (7_078, "8/8 huyện"),
    }
    assert _poverty(database, "2025") == _poverty(database, "2025-huyen-cu") == expected
    sums = []
    for seen_in in MAPS:
        with database.read_as(OPERATOR) as session:
            chosen = NationalFilter(year=2024, seen_in=seen_in)
            found = same_day_sum(national_poverty(session, chosen))
            assert plan_years(session, chosen) == [2024]
        assert found is not None
        sums.append((found.result.poor, found.result.households, found.target.poor_reduction))
    assert sums == [(14_878, 311_331, 6_415)] * 3


def test_old_provinces_of_different_dates_make_no_sum(sqlite: Database, load: Load) -> None:
    load(sqlite, KON_TUM_JUNE)
    load(sqlite, RESULTS + "Quảng Ngãi;;30/09/2024;chính thức;380.000;12.200\n")
    assert _poverty(sqlite, "2025")["tỉnh Quảng Ngãi"] == (None, f"2/2 {FORMER_PROVINCES}")


def test_a_province_of_today_has_its_own_row_and_stays_by_itself_on_the_old_map(sqlite: Database, load: Load) -> None:
    load(
        sqlite,
        "Tỉnh;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\nQuảng Ngãi;31/12/2025;chính thức;520.000;9.000\n",
    )
    assert _poverty(sqlite, "2025", 2025)["tỉnh Quảng Ngãi"][0] == 9_000
    assert "tỉnh Quảng Ngãi" not in _poverty(sqlite, "2024", 2025)


def test_what_lies_elsewhere_is_without_the_chosen_territory(sqlite: Database, load: Load) -> None:
    """Seen from where Kon Tum is now, nothing of it is elsewhere, neither old lines nor new ones."""
    for text in _budgets():
        load(sqlite, text)
    for besides, seen_in in (("62", "2024"), (QUANG_NGAI, "2025")):
        chosen = NationalFilter(besides, seen_in=seen_in)
        with sqlite.read_as(OPERATOR) as session:
            units = {place.bare_name for place in units_with_budgets(session, chosen, 20)}
            lines = {line.place.bare_name for line in elsewhere(session, chosen).lines}
        assert units >= {_straddling().name}, besides
        assert not units & {"Tu Mơ Rông", "Đăk Hà"}, besides
        assert lines == {"Quảng Tâm", _straddling().name}, besides


def _rural(database: Database, seen_in: str) -> list[ProvinceRural]:
    with database.read_as(OPERATOR) as session:
        return national_rural(session, NationalFilter(seen_in=seen_in))


@pytest.fixture
def assessed(sqlite: Database) -> Database:
    load_demo(sqlite)
    return sqlite


def test_communes_are_counted_under_the_province_of_the_map(assessed: Database) -> None:
    (old,), (now,) = _rural(assessed, "2024"), _rural(assessed, "2025")
    assert (old.place.name, now.place.name) == ("Kon Tum", "Quảng Ngãi")
    for name in ("assessed", "met", "full", "recognised", "first", "last", "made_up"):
        assert getattr(old, name) == getattr(now, name), name
    assert old.assessed == old.made_up > 0
    assert (rural_name(old), rural_name(now)) == ("Kon Tum", "Quảng Ngãi, xã cũ (trước 01/07/2025)")
    assert "không chuyển" in rural_said([now])
    assert "không chuyển" not in rural_said([old])


def test_an_assessment_of_2026_is_by_another_set(assessed: Database, load: Load) -> None:
    head = "Tỉnh;Xã, phường, thị trấn;Bộ tiêu chí;Tiêu chí số;Kết quả;Ngày đánh giá\n"
    done = load(assessed, head + "Quảng Ngãi;Tu Mơ Rông;xã NTM;1;đạt;31/03/2026\n")
    assert done.status == "committed", done.issues
    rows = [(row.set, row.edition, row.assessed, row.met) for row in _rural(assessed, "2025")]
    assert rows[1:] == [("xã NTM giai đoạn 2026–2030", "2025", 1, 1)]
    assert rows[0][:2] == ("xã NTM", "2024")
    with assessed.read_as(OPERATOR) as session:
        before = national_rural(session, NationalFilter(seen_in="2025", as_of=date(2025, 12, 31)))
    assert [row.set for row in before] == ["xã NTM"]


def _open(app: AppTest, screen: str, **link: str) -> str:
    for name in list(app.query_params):
        del app.query_params[name]
    for name, value in {"tinh": "ca-nuoc", **link}.items():
        app.query_params[name] = value
    at_screen(app, screen).run()
    assert not app.exception, (link, app.exception[0].value)
    return "\n".join([*(str(part.value) for part in (*app.markdown, *app.caption)), texts_of(app)])


def test_the_table_of_new_rural_areas_says_what_is_made_up_and_leads_on(app: AppTest, assessed: Database) -> None:
    said = _open(app, "rural.py")
    assert "Nông thôn mới của 1 tỉnh, thành phố: " in said
    (rows,) = (table for table in tables_of(app) if "Xã đã đánh giá" in table.columns)
    assert rows["Ghi chú"][0].endswith("xã có số minh họa")
    figures = [text for text, address in links_of(app) if "nong-thon-moi" in address and "tinh=kon-tum" in address]
    assert figures[0] == "Kon Tum"
    assert len(figures) >= 4


@pytest.mark.parametrize("seen_in", MAPS)
def test_the_country_on_each_map(app: AppTest, sqlite: Database, load: Load, seen_in: str) -> None:
    load(sqlite, JUNE)
    load(sqlite, KON_TUM_PLAN)
    load(sqlite, KON_TUM_JUNE)
    link = {} if seen_in == "2024" else {"ban-do": seen_in}
    _open(app, "budget.py", **link)
    (rows,) = (table for table in tables_of(app) if "Đơn vị có vốn" in table.columns)
    assert list(rows["Tỉnh, thành phố"]) == ["Kon Tum" if seen_in == "2024" else "Quảng Ngãi"]
    _open(app, "poverty.py", **link)
    (rows,) = (table for table in tables_of(app) if "Huyện có số" in table.columns or "Đơn vị có số" in table.columns)
    plans = {"2024": {"Kon Tum", "Đắk Nông"}}.get(seen_in, {"Kon Tum (cũ)", "Đắk Nông (cũ)"})
    assert plans < set(rows["Tỉnh, thành phố"])
