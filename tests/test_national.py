"""All provinces side by side: what is added up, what never is, and that it is what each province's own screen says."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.access.rules import Access, Grant, Role
from core.clock import now
from core.database import Database
from core.demo import load_demo
from core.ingest.pipeline import commit, preview
from core.places import all_places
from core.reports.budget import BudgetFilter, budget_lines
from core.reports.budget_views import capitals
from core.reports.criteria import BASIC, CriteriaFilter, criteria_status
from core.reports.national import (
    NationalFilter,
    ProvinceStatus,
    days_reported,
    national_poverty,
    plan_years,
    same_day_sum,
)
from core.reports.national_budget import budget_years_planned, national_budget
from core.reports.national_elsewhere import MOST_UNITS, elsewhere, units_with_budgets
from core.reports.national_rural import national_rural
from core.reports.poverty import PovertyFilter, poverty_status
from core.reports.standing import with_drafts
from core.rules.poverty import Status
from core.wording_national import opening, reported_said, sum_said
from tests.conftest import OPERATOR, Load
from tests.scoped_rows import DAK_NONG, KON_TUM, person
from tests.test_pages import JUNE

GIA_LAI, BINH_DINH = "64", "52"
PLANS = (
    "Tỉnh;Huyện, thành phố;Năm;Số văn bản;Cấp giao kế hoạch;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;"
    "Tổng số hộ dự kiến cuối năm;Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm\n"
)
KON_TUM_PLAN = PLANS + "Kon Tum;;2024;10/KH-UBND;tỉnh;140.000;9.000;140.500;3.000;2,1\n"
RESULTS = "Tỉnh;Huyện, thành phố;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
KON_TUM_JUNE = RESULTS + "Kon Tum;;30/06/2024;chính thức;140.200;7.800\n"
YEAR = NationalFilter(year=2024)


def _rows(database: Database, chosen: NationalFilter = YEAR, by: Access = OPERATOR) -> dict[str, ProvinceStatus]:
    with database.read_as(by) as session:
        return {row.place.code: row for row in national_poverty(session, chosen)}


def _fill(database: Database, load: Load, *files: str) -> None:
    for number, text in enumerate(files):
        assert load(database, text, f"tep-{number}.csv", justify="đã đối chiếu").status == "committed"


def test_a_province_is_its_own_row_or_the_sum_of_all_its_huyen(database: Database, load: Load) -> None:
    """Đắk Nông: 8 huyện of one date, 7.078 of 171.131; Kon Tum: its own row, (6,43 − 5,56) ÷ 2,1 = 41,4%."""
    _fill(database, load, JUNE, KON_TUM_PLAN, KON_TUM_JUNE)
    rows = _rows(database)
    assert list(rows) == [KON_TUM, DAK_NONG]
    assert [(row.result.poor, row.result.households) for row in rows.values() if row.result] == [
        (7800, 140200),
        (7078, 171131),
    ]
    assert (rows[DAK_NONG].reported, rows[DAK_NONG].listed) == (8, 8)
    status = rows[KON_TUM].status
    assert status is not None
    judged = status.assessment
    assert judged.percent_by_points is not None
    assert (judged.reduced, judged.percent_by_households, round(judged.percent_by_points, 1)) == (
        1200,
        Decimal(40),
        Decimal("41.4"),
    )
    assert judged.status is Status.WATCH


def test_provinces_of_one_date_are_added_up_and_named(sqlite: Database, load: Load) -> None:
    """7.078 + 7.800 of 171.131 + 140.200; 17.838 at the start, 2.960 of 6.415 out: 46,1%."""
    _fill(sqlite, load, JUNE, KON_TUM_PLAN, KON_TUM_JUNE)
    rows = list(_rows(sqlite).values())
    found = same_day_sum(rows)
    assert found is not None
    assert (found.result.poor, found.result.households, found.result.rate) == (14878, 311331, Decimal("4.78"))
    assert (found.target.poor_start, found.reduced, found.target.poor_reduction) == (17838, 2960, 6415)
    assert sum_said(rows) == (
        "Cộng 2 tỉnh, thành phố có kế hoạch và cùng số liệu đến 30/06/2024 (Kon Tum, Đắk Nông): 14.878 hộ nghèo trên"
        " 311.331 hộ (4,78%), đã giảm 2.960 trên 6.415 hộ phải giảm (46,1%). Đây không phải số của cả nước."
    )


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            (JUNE, KON_TUM_PLAN, KON_TUM_JUNE.replace("30/06", "31/03")),
            "Các tỉnh có số liệu ở những ngày khác nhau nên không cộng thành một số.",
        ),
        ((JUNE, KON_TUM_PLAN), ""),
        ((JUNE, KON_TUM_JUNE), ""),  # Kon Tum has figures and no plan
    ],
    ids=["two dates", "one without figures", "one without a plan"],
)
def test_what_does_not_belong_together_is_not_added_up(
    sqlite: Database, load: Load, files: tuple[str, ...], said: str
) -> None:
    _fill(sqlite, load, *files)
    rows = list(_rows(sqlite).values())
    assert same_day_sum(rows) is None
    assert sum_said(rows) == said


def test_no_sum_over_huyen_of_different_dates(sqlite: Database, load: Load) -> None:
    """Seven huyện of June, Tuy Đức of December: the province has no result, and that is said."""
    _fill(sqlite, load, JUNE, RESULTS + "Đắk Nông;Tuy Đức;31/12/2024;chính thức;16.874;1.760\n")
    row = _rows(sqlite)[DAK_NONG]
    assert (row.result, row.reported, row.listed) == (None, 8, 8)
    june = _rows(sqlite, NationalFilter(year=2024, as_of=date(2024, 6, 30)))[DAK_NONG].result
    assert june is not None
    assert june.poor == 7078
    provinces = [all_places().by_code[code] for code in (KON_TUM, DAK_NONG)]
    assert reported_said([row], provinces) == (
        "0/2 tỉnh, thành phố đã có số liệu toàn tỉnh. Chưa có: tỉnh Kon Tum, tỉnh Đắk Nông (8/8 huyện có số)."
    )


def test_how_many_have_reported_for_which_date_is_said(sqlite: Database, load: Load) -> None:
    _fill(
        sqlite,
        load,
        JUNE,
        KON_TUM_PLAN,
        RESULTS
        + "Kon Tum;;30/06/2024;chính thức;140.200;7.800\n"
        + "Gia Lai;;31/03/2024;ước;380.100;37.500\n"
        + "Bình Định;;30/06/2024;chính thức;400.000;9.000\n",
    )
    rows = _rows(sqlite)
    assert days_reported(rows.values()) == [(date(2024, 6, 30), 3), (date(2024, 3, 31), 1)]
    provinces = [row.place for row in rows.values()]
    listed = list(rows.values())
    assert reported_said(listed, provinces) == (
        "4/4 tỉnh, thành phố đã có số liệu toàn tỉnh: 3 đến 30/06/2024, 1 đến 31/03/2024."
    )
    assert opening(listed, provinces, 2024) == (
        "Giảm nghèo năm 2024 của 4 tỉnh, thành phố, mỗi tỉnh theo kế hoạch của mình."
        " 2 đơn vị: 1 cần theo dõi (Kon Tum); 1 đúng tiến độ."
    )
    assert rows[GIA_LAI].status is None
    assert rows[BINH_DINH].result is not None


def test_nothing_is_nothing(sqlite: Database) -> None:
    """The shipped plans alone: a plan of one province, no result; no year, no row."""
    rows = _rows(sqlite)
    assert [(code, row.result) for code, row in rows.items()] == [(DAK_NONG, None)]
    assert same_day_sum(rows.values()) is None
    assert _rows(sqlite, NationalFilter()) == {}
    assert _rows(sqlite, NationalFilter(besides=DAK_NONG, year=2024)) == {}
    with sqlite.read_as(OPERATOR) as session:
        assert plan_years(session, NationalFilter()) == [2024]
        assert plan_years(session, NationalFilter(besides=DAK_NONG)) == []
        assert budget_years_planned(session, NationalFilter(besides=KON_TUM)) == []


def test_a_draft_counts_only_for_who_counts_drafts(sqlite: Database, load: Load) -> None:
    _fill(sqlite, load, JUNE, KON_TUM_PLAN)
    editor = Access("người nhập của Kon Tum", (Grant(Role.EDITOR, KON_TUM),))
    done = commit(sqlite, preview(sqlite, editor, KON_TUM_JUNE.encode(), "tep.csv"), editor, "web", True, "lý do")
    assert done.batch is not None
    assert _rows(sqlite)[KON_TUM].result is None
    with with_drafts():
        result = _rows(sqlite)[KON_TUM].result
    assert result is not None
    assert (result.poor, result.value_type) == (7800, "chính thức, đang chờ duyệt")


def test_a_look_into_the_past_shows_what_was_known(database: Database, load: Load) -> None:
    _fill(database, load, JUNE, KON_TUM_PLAN, KON_TUM_JUNE)
    before = now()
    _fill(database, load, KON_TUM_JUNE.replace("7.800", "7.000"))
    then = _rows(database, NationalFilter(known_at=before, year=2024))[KON_TUM].result
    today = _rows(database)[KON_TUM].result
    assert then is not None
    assert today is not None
    assert (then.poor, today.poor) == (7800, 7000)


def test_each_row_is_what_the_provinces_own_screen_says(database: Database, load: Load) -> None:
    """Final figures, estimates, a start reported the year before, made-up ones: under any period."""
    load_demo(database)
    points_only = PLANS + "Gia Lai;;2024;11/KH-UBND;tỉnh;;;;;2,3\n"
    ends = RESULTS + (
        "Gia Lai;;31/12/2023;chính thức;380.000;38.000\n"
        "Gia Lai;;30/11/2024;ước;380.000;30.000\n"
        "Gia Lai;;31/12/2024;ước;380.500;29.500\n"
        "Gia Lai;;31/01/2025;chính thức;380.500;29.600\n"
        "Gia Lai;;31/03/2025;chính thức;380.500;29.000\n"
    )
    _fill(database, load, KON_TUM_PLAN, KON_TUM_JUNE, points_only, ends)
    for as_of in (None, date(2025, 2, 1), date(2024, 12, 31), date(2024, 6, 30), date(2023, 12, 31)):
        found = _rows(database, NationalFilter(as_of=as_of, year=2024))
        with database.read_as(OPERATOR) as session:
            own = {
                code: next(
                    row
                    for row in poverty_status(session, PovertyFilter(code, as_of))
                    if row.place.code == code and row.year == 2024
                )
                for code in found
            }
        assert set(found) == {KON_TUM, GIA_LAI, DAK_NONG}
        assert {code: row.status for code, row in found.items()} == own, as_of
        assert all(row.result == own[code].result for code, row in found.items()), as_of


def test_sums_of_capital_are_those_of_the_budget_screen(database: Database, load: Load) -> None:
    """Made-up disbursements of Tu Mơ Rông: each nature for itself, as the province's own lines add up."""
    load_demo(database)
    for as_of in (None, date(2024, 6, 30), date(2024, 1, 1)):
        with database.read_as(OPERATOR) as session:
            (row,) = national_budget(session, NationalFilter(as_of=as_of, year=2024))
            (capital,) = capitals(budget_lines(session, BudgetFilter(KON_TUM, as_of)))
        assert (row.place.code, row.units) == (KON_TUM, 1)
        for found, own in zip(row.sums, (capital.investment, capital.operating), strict=True):
            assert (found.money, found.lines, found.reported) == (own.money, own.lines, own.reported), as_of
            assert (found.first, found.last) == (min(own.dates, default=None), max(own.dates, default=None))
            assert found.made_up == found.reported
    assert [one.money.allocated for one in row.sums] == [Decimal(1977), Decimal(936)]
    assert [one.money.disbursed for one in row.sums] == [None, None]


def test_units_with_capital_are_counted_by_its_source(database: Database, load: Load) -> None:
    """One commune has capital of the year and capital carried over, another only the first: two and one, two in all."""
    head = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nội dung;Tính chất;Nguồn"
    head += ";Kế hoạch vốn (triệu đồng)"
    rows = (("Đắk R'Tíh", "vốn năm"), ("Đắk R'Tíh", "kéo dài"), ("Quảng Tâm", "vốn năm"))
    lines = [f"Đắk Nông;Tuy Đức;{commune};2024;D1;Đường thôn;đầu tư;{source};100" for commune, source in rows]
    assert load(database, "\n".join([head, *lines])).status == "committed"
    with database.read_as(OPERATOR) as session:
        found = {row.place.code: row for row in national_budget(session, NationalFilter(year=2024))}
    assert found[DAK_NONG].units == 2
    assert found[DAK_NONG].units_by_source == {"vốn năm": 2, "kéo dài": 1}


def test_criteria_are_counted_as_the_rural_screen_counts_them(database: Database) -> None:
    load_demo(database)
    for as_of in (None, date(2024, 6, 30)):
        with database.read_as(OPERATOR) as session:
            (row,) = national_rural(session, NationalFilter(as_of=as_of))
            statuses = criteria_status(session, CriteriaFilter(KON_TUM, as_of))
        communes = [one for one in statuses if one.set == BASIC and not one.village and one.count.assessed]
        assert (row.place.code, row.assessed) == (KON_TUM, len(communes))
        assert row.met == sum(one.count.met for one in communes)
        assert row.full == sum(one.count.reached for one in communes)
        assert row.recognised == sum(one.recognised for one in statuses if one.set == BASIC and not one.village)
        assert row.last == max(one.assessed_on for one in communes if one.assessed_on)
        assert row.communes == 85


def test_a_reader_of_one_province_gets_that_one(database: Database, load: Load) -> None:
    load_demo(database)
    _fill(database, load, KON_TUM_PLAN, KON_TUM_JUNE)
    own: dict[str, Any] = {}
    for unit in (DAK_NONG, KON_TUM, None):
        with database.read_as(person(Role.VIEWER, unit)) as session:
            own[str(unit)] = (
                [row.place.code for row in national_poverty(session, YEAR)],
                [row.place.code for row in national_budget(session, YEAR)],
                [row.place.code for row in national_rural(session, YEAR)],
                [line.place.code for line in elsewhere(session, NationalFilter(DAK_NONG)).lines[:1]],
            )
    assert own == {
        DAK_NONG: ([DAK_NONG], [], [], []),
        KON_TUM: ([KON_TUM], [KON_TUM], [KON_TUM], ["23422"]),
        "None": ([KON_TUM, DAK_NONG], [KON_TUM], [KON_TUM], ["23422"]),
    }


BUDGET = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nội dung;Tính chất;Nguồn;"
    "Kế hoạch vốn (triệu đồng)\n"
)


def _budget_of(number: int) -> str:
    known = all_places()
    communes = [
        (district, one)
        for district in known.children(known.by_code[DAK_NONG])
        for one in known.children(district)
        if known.name_in_file(one) == one.name
    ]
    return BUDGET + "".join(
        f"Đắk Nông;{district.name};{one.name};2024;1;Hạ tầng;đầu tư;vốn năm;100\n"
        for district, one in communes[:number]
    )


def test_what_lies_elsewhere_is_read_only_where_it_is_little(sqlite: Database, load: Load) -> None:
    """Seen from Kon Tum: twelve units of Đắk Nông are told one by one, of thirteen only that there are more."""
    chosen = NationalFilter(KON_TUM)
    for number, few in ((MOST_UNITS, True), (MOST_UNITS + 1, False)):
        _fill(sqlite, load, _budget_of(number))
        with sqlite.read_as(OPERATOR) as session:
            found = elsewhere(session, chosen)
            units = units_with_budgets(session, chosen, MOST_UNITS + 1)
        assert (len(units), found.budgets, found.complete) == (number, few, few)
        assert len(found.lines) == (number if few else 0)
        assert found.criteria == ()
