"""Exports by one map: the same households on every map, at every level; what can't be divided stays where it was.

Units by hand from data/crosswalk_2024_2025.csv: xã Tu Mơ Rông (23425) is xã Tu Mơ Rông and xã Đăk Hà; phường Bắc Gia
Nghĩa (24611) is three units of Gia Nghĩa and one of Đăk Glong; xã Trà Bùi (21142) was cut between xã Cà Đam (21136,
with xã Trà Tân) and xã Tây Trà Bồng (21157, with xã Hương Trà and xã Trà Tây).
"""

import csv
import io
import random
from collections import Counter

import pytest

from core.__main__ import main
from core.database import Database
from core.errors import UnknownName
from core.ingest.pipeline import Outcome
from core.places import all_places, places_of
from core.reference import unit_maps
from core.reports.budget import BudgetFilter, budget_lines
from core.reports.export_cells import ExportFilter
from core.reports.exports import VIEWS, export
from core.reports.poverty import PovertyFilter, poverty_results, summed_result
from tests.conftest import Load

HEAD = "Tỉnh;Huyện;Xã;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo\n"
MAPS = tuple(unit_maps())
Row = dict[str, str]


def rows(database: Database, view: str, seen_in: str = "", district: str | None = None) -> list[Row]:
    with database.read() as session:
        table = export(session, view, ExportFilter(district, seen_in=seen_in))
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def level(row: Row) -> str:
    return "commune" if row["commune"] else "district" if row["district"] else "province"


def totals(found: list[Row]) -> Counter[tuple[str, str, str]]:
    """Households, poor and near-poor households by day and level."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in found:
        for name in ("households", "poor", "near_poor"):
            counted[row["as_of"], level(row), name] += int(row[name])
    return counted


def _line(code: str, day: str, chance: random.Random, size: int = 1) -> str:
    known = places_of("2025") if "-" in code else all_places()
    names = [known.name_in_file(unit) if unit else "" for unit in known.ancestors(known.by_code[code])]
    households = chance.randint(400, 4000) * size
    poor, near_poor = chance.randint(5, households // 3), chance.randint(0, households // 5)
    return ";".join([*names, day, str(households), str(poor), str(near_poor)]) + "\n"


@pytest.fixture
def dak_nong(sqlite: Database, load: Load) -> Database:
    """Random counts for the 71 communes, 8 huyện and the province at the end of 2024, the 28 new communes of 2025."""
    chance, known, today = random.Random(9), all_places(), places_of("2025")
    old = "".join(
        _line(code, "31/12/2024", chance, {"commune": 1, "district": 9, "province": 70}[known.by_code[code].level])
        for code in known.codes_below("67")
    )
    new = [code for code in today.codes_within("67") if "-" in code]
    assert (old.count("\n"), len(new)) == (80, 28)
    done = [
        load(sqlite, HEAD + text, justify="số thử")
        for text in (old, "".join(_line(code, "31/12/2025", chance) for code in new))
    ]
    assert [outcome.status for outcome in done] == ["committed"] * 2
    return sqlite


def test_every_map_has_the_same_households_at_every_level(dak_nong: Database) -> None:
    stored = totals(rows(dak_nong, "poverty-progress"))
    assert len(stored) == 3 * 3 + 3, "two days; huyện and the province only of 2024"
    for seen_in in MAPS:
        assert totals(rows(dak_nong, "poverty-progress", seen_in)) == stored, seen_in


@pytest.mark.parametrize("district", ["Gia Nghĩa", "Đăk Glong", "Tuy Đức"])
def test_an_old_district_has_the_same_households_on_every_map(dak_nong: Database, district: str) -> None:
    """Of communes that came to one which straddles huyện too: they stay, under their own names."""
    stored = totals(rows(dak_nong, "poverty-progress", district=district))
    for seen_in in MAPS:
        assert totals(rows(dak_nong, "poverty-progress", seen_in, district)) == stored, seen_in


def test_old_districts_and_provinces_stay_as_such_on_the_map_of_today(dak_nong: Database) -> None:
    found = rows(dak_nong, "poverty-progress", "2025")
    districts = [row for row in found if level(row) == "district"]
    assert {row["province"] for row in districts} == {"Lâm Đồng"}
    assert {row["edition"] for row in districts} == {"2024"}
    assert "Huyện Tuy Đức (cũ)" in {row["district"] for row in districts}
    (province,) = (row for row in found if level(row) == "province")
    assert (province["province"], province["unit_code"]) == ("Tỉnh Đắk Nông (cũ)", "67")


def test_an_export_agrees_with_the_screens(dak_nong: Database) -> None:
    for seen_in in MAPS:
        with dak_nong.read() as session:
            results = poverty_results(session, PovertyFilter(None, seen_in=seen_in))
        shown = places_of(seen_in)
        for row in rows(dak_nong, "poverty-progress", seen_in):
            code = row["unit_code"] if row["edition"] == "2024" else f"2025-{row['unit_code']}"
            same_day = [one for one in results[code] if one.as_of.isoformat() == row["as_of"]]
            assert [(one.households, one.poor) for one in same_day] == [(int(row["households"]), int(row["poor"]))]
            assert shown.by_code[code].bare_name in row[level(row)]


def test_a_carried_row_says_what_it_is_the_sum_of(sqlite: Database, load: Load) -> None:
    load(
        sqlite,
        HEAD + "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;31/12/2024;703;250;30\nKon Tum;Tu Mơ Rông;Đăk Hà;31/12/2024;705;260;\n",
    )
    (row,) = rows(sqlite, "poverty-progress", "2025")
    assert (row["province"], row["district"], row["commune"], row["unit_code"]) == (
        *("Quảng Ngãi", "", "Tu Mơ Rông"),
        "23425",
    )
    assert (row["households"], row["poor"], row["near_poor"]) == ("1408", "510", ""), "of one nobody said how many"
    assert (row["edition"], row["carried_from"], row["weight"], row["method"]) == ("2025", "23422;23425", "", "")


TRA_BONG = "Quảng Ngãi;Trà Bồng;{0};31/12/2024;{1};{2};0\n"
COMMUNES = {"Trà Bùi": (101, 11), "Trà Tân": (200, 20), "Hương Trà": (300, 30), "Trà Tây": (400, 40)}
SHARES = (
    "Tỉnh;Huyện;Xã;Tỉnh mới;Xã mới;Tỷ trọng (%);Phương pháp;Căn cứ\n"
    "Quảng Ngãi;Trà Bồng;Trà Bùi;Quảng Ngãi;Cà Đam;60;theo số hộ;BC 15\n"
    "Quảng Ngãi;Trà Bồng;Trà Bùi;Quảng Ngãi;Tây Trà Bồng;40;theo số hộ;BC 15\n"
)


def _results(*names: str) -> str:
    return HEAD + "".join(TRA_BONG.format(name, *COMMUNES[name]) for name in names)


def of(found: list[Row]) -> list[tuple[str, ...]]:
    return [
        (row["commune"], row["households"], row["poor"], row["carried_from"], row["weight"], row["method"])
        for row in found
    ]


def test_a_cut_commune_without_shares_is_not_divided(sqlite: Database, load: Load) -> None:
    load(sqlite, _results(*COMMUNES))
    assert of(rows(sqlite, "poverty-progress", "2025")) == [
        ("Xã Trà Tân (cũ)", "200", "20", "", "", ""),
        ("Xã Trà Bùi (cũ)", "101", "11", "", "", "không tách được"),
        ("Xã Hương Trà (cũ)", "300", "30", "", "", ""),
        ("Xã Trà Tây (cũ)", "400", "40", "", "", ""),
    ]


def test_declared_shares_make_estimates_that_say_so(sqlite: Database, load: Load) -> None:
    """101 × 60% = 60,6 → 61, 40,4 → 40; 11 × 60% = 6,6 → 7, 4,4 → 4."""
    load(sqlite, _results(*COMMUNES))
    load(sqlite, SHARES, kind="unit-share")
    assert of(rows(sqlite, "poverty-progress", "2025")) == [
        ("Cà Đam", "261", "27", "21136;21142", "100;60", "theo số hộ"),
        ("Tây Trà Bồng", "740", "74", "21142;21157;21166", "40;100;100", "theo số hộ"),
    ]


def test_what_is_left_of_a_cut_commune_stays_with_it(sqlite: Database, load: Load) -> None:
    """Nothing is known of Trà Tây, so Tây Trà Bồng has no figure: its part of Trà Bùi is not lost."""
    load(sqlite, _results("Trà Bùi", "Trà Tân", "Hương Trà"))
    load(sqlite, SHARES, kind="unit-share")
    assert of(rows(sqlite, "poverty-progress", "2025")) == [
        ("Cà Đam", "261", "27", "21136;21142", "100;60", "theo số hộ"),
        ("Xã Trà Bùi (cũ)", "40", "4", "21142", "40", "phần còn lại; theo số hộ"),
        ("Xã Hương Trà (cũ)", "300", "30", "", "", ""),
    ]


PLAN = (
    "Tỉnh;Huyện;Xã;Năm;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Tổng số hộ dự kiến cuối năm;"
    "Số hộ nghèo dự kiến giảm\n"
)


def test_plans_are_carried_as_they_are_judged(sqlite: Database, load: Load) -> None:
    """Both communes of xã Tu Mơ Rông: 1.400 hộ, 600 poor, to fall by 150: 42,86 − 32,14 = 10,71 points."""
    lines = (
        "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;9/KH;700;300;700;50",
        "Kon Tum;Tu Mơ Rông;Đăk Hà;2024;9/KH;700;300;700;100",
    )
    load(sqlite, PLAN + "\n".join(lines) + "\n", kind="poverty-plan")
    for view in ("poverty-plan", "poverty-status"):
        found = [row for row in rows(sqlite, view, "2025") if row["plan_number"] == "9/KH"]
        assert [(row["commune"], row["poor_start"], row["carried_from"]) for row in found] == [
            ("Tu Mơ Rông", "600", "23422;23425")
        ], view
    (plan,) = (row for row in rows(sqlite, "poverty-plan", "2025") if row["plan_number"] == "9/KH")
    assert (plan["poor_reduction"], plan["rate_reduction"]) == ("150", "10.71")
    assert len([row for row in rows(sqlite, "poverty-status") if row["plan_number"] == "9/KH"]) == 2


def test_a_line_of_money_stands_under_the_commune_that_holds_its_own(sqlite: Database) -> None:
    """2.913 triệu đồng of the shipped plan of xã Tu Mơ Rông, on every map."""
    for seen_in, commune, carried in (("2024", "Tu Mơ Rông", ""), ("2025", "Tu Mơ Rông", "23422")):
        found = rows(sqlite, "budget", seen_in)
        assert sum(int(row["allocated"]) for row in found) == 2913
        assert {(row["commune"], row["edition"], row["carried_from"]) for row in found} == {(commune, seen_in, carried)}
    with sqlite.read() as session:
        shown = budget_lines(session, BudgetFilter("2025-23425"))
    assert sum(int(line.money.allocated or 0) for line in shown) == 2913


def test_states_of_criteria_stay_with_who_was_assessed(sqlite: Database) -> None:
    """Kon Plông's eight communes on each map, none of them summed."""
    names = {row["commune"] for row in rows(sqlite, "criteria") if row["commune"]}
    today = rows(sqlite, "criteria", "2025", "Kon Plông")
    assert {
        row["commune"].removeprefix("Xã ").removesuffix(" (cũ)") for row in today if row["edition"] == "2024"
    } == names
    assert {row["province"] for row in today} == {"Quảng Ngãi"}


def test_every_view_has_the_columns_of_the_map_only_where_it_is_asked_for(sqlite: Database) -> None:
    for view in VIEWS:
        with sqlite.read() as session:
            plain, by_map = (export(session, view, ExportFilter(seen_in=seen_in)).columns for seen_in in ("", "2025"))
        assert by_map == (*plain, "edition", "carried_from", "weight", "method"), view


def test_stored_rows_of_both_maps_come_back_in_unchanged(dak_nong: Database, load: Load) -> None:
    found = rows(dak_nong, "poverty-progress")
    new = [row for row in found if row["as_of"] == "2025-12-31"]
    assert {(row["province"], row["district"]) for row in new} == {("Lâm Đồng", "")}
    with dak_nong.read() as session:
        text = export(session, "poverty-progress", ExportFilter()).as_csv()
    again = load(dak_nong, text, kind=None, replace_confirmed=False)
    assert (again.status, again.counts.unchanged) == ("no_change", len(found))


@pytest.mark.parametrize(("name", "said"), [("Lâm Đồng", "Tỉnh thì"), ("Bắc Gia Nghĩa", "Phường thì")])
def test_only_old_districts_narrow_an_export(sqlite: Database, name: str, said: str) -> None:
    with pytest.raises(UnknownName, match=said):
        rows(sqlite, "poverty-progress", "2025", name)


def test_an_unknown_map_exits_2_with_those_there_are(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    with pytest.raises(SystemExit) as left:
        main(["export", "budget", "--edition", "2026"])
    assert left.value.code == 2
    assert "«2026» không có; hãy chọn một trong: 2024, 2025, 2025-huyen-cu" in capsys.readouterr().err
    assert main(["export", "budget", "--edition", "2025"]) == 0
    (first, *_) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (first["commune"], first["carried_from"]) == ("Tu Mơ Rông", "23422")


def test_an_old_district_that_is_one_commune_of_today_stays_a_district(sqlite: Database, load: Load) -> None:
    """Lý Sơn, Phú Quí and twelve others: their households stand once at the level of xã, as the new commune's."""
    lines = "Quảng Ngãi;Lý Sơn;;31/12/2024;6000;300;90\nBình Thuận;Phú Quí;;31/12/2024;8000;80;7\n"
    assert load(sqlite, HEAD + lines, justify="số thử").status == "committed"
    stored = Counter({("2024-12-31", "district", name): count for name, count in TWO_ISLANDS.items()})
    for seen_in in MAPS:
        found = rows(sqlite, "poverty-progress", seen_in)
        counted = totals(found)
        assert {key: count for key, count in counted.items() if key[1] == "district"} == stored, seen_in
        assert all(counted["2024-12-31", "commune", name] in (0, count) for name, count in TWO_ISLANDS.items())
        for row in found:
            assert (level(row) == "district") == (row["unit_code"] in ("536", "602") and row["edition"] == "2024")


TWO_ISLANDS = {"households": 14000, "poor": 380, "near_poor": 97}


def _again(database: Database, load: Load, view: str, seen_in: str) -> Outcome:
    with database.read() as session:
        text = export(session, view, ExportFilter(seen_in=seen_in)).as_csv()
    return load(database, text, kind=None)


@pytest.mark.parametrize(
    ("shares", "seen_in", "said"),
    [
        ("", "2025", "bản đồ năm 2025, không phải số liệu gốc: dòng 3 là số cộng"),
        (SHARES, "2025", "bản đồ năm 2025, không phải số liệu gốc: dòng 2, 3 là số cộng"),
    ],
)
def test_what_was_converted_to_a_map_is_no_figure_to_bring_in(
    sqlite: Database, load: Load, shares: str, seen_in: str, said: str
) -> None:
    """As a whole: the undivided one and the carried ones, and with them the others."""
    load(sqlite, _results(*COMMUNES))
    if shares:
        load(sqlite, shares, kind="unit-share")
    again = _again(sqlite, load, "poverty-progress", seen_in)
    (issue,) = (issue for issue in again.issues if issue.code == "converted_to_a_map")
    assert (again.status, again.batch, again.counts.new) == ("rejected", None, 0)
    assert said in issue.reason
    assert "Hãy xuất không có --edition" in issue.remedy


def test_money_listed_under_another_unit_is_refused_too(sqlite: Database, load: Load) -> None:
    again = _again(sqlite, load, "budget-plan", "2025")
    assert (again.status, {issue.code for issue in again.issues} >= {"converted_to_a_map"}) == ("rejected", True)


@pytest.mark.parametrize(("view", "count"), [("poverty-progress", 4), ("unit-share", 2)])
def test_stored_rows_by_their_own_map_may_come_in(sqlite: Database, load: Load, view: str, count: int) -> None:
    load(sqlite, _results(*COMMUNES))
    load(sqlite, SHARES, kind="unit-share")
    again = _again(sqlite, load, view, "2024")
    assert (again.status, again.counts.unchanged) == ("no_change", count)


def test_an_island_of_three_communes_has_their_households_on_every_map(sqlite: Database, load: Load) -> None:
    """Phú Quí: 31 poor hộ by its three xã, 35 by the huyện; of today's đặc khu 20 in December, in no old xã."""
    old = "".join(f"Bình Thuận;Phú Quí;{xa};30/06/2025;300;{poor};0\n" for xa, poor in PHU_QUY.items())
    own = "Bình Thuận;Phú Quí;;30/06/2025;1000;35;0\n"
    for text in (old, own, "Lâm Đồng;;Phú Quý;31/12/2025;900;20;0\n"):
        assert load(sqlite, HEAD + text, justify="số thử").status == "committed"
    for seen_in in MAPS:
        found = rows(sqlite, "poverty-progress", seen_in)
        poor = {key[:2]: count for key, count in totals(found).items() if key[2] == "poor"}
        assert poor == {
            ("2025-06-30", "commune"): 31,
            ("2025-06-30", "district"): 35,
            ("2025-12-31", "commune"): 20,
        }, seen_in
    (of_today,) = (row for row in rows(sqlite, "poverty-progress", "2024") if row["as_of"] == "2025-12-31")
    assert (of_today["unit_code"], of_today["edition"], of_today["method"]) == ("23272", "2025", "không tách được")


PHU_QUY = {"Tam Thanh": 10, "Ngũ Phụng": 10, "Long Hải": 11}


def test_an_estimate_by_shares_is_written_as_one(sqlite: Database, load: Load) -> None:
    """The reports are official, and what somebody divided is not; of the rest of a cut xã neither."""
    load(sqlite, _results("Trà Bùi", "Trà Tân", "Hương Trà"))
    load(sqlite, SHARES, kind="unit-share")
    written = {row["commune"]: row["value_type"] for row in rows(sqlite, "poverty-progress", "2025")}
    assert written == {"Cà Đam": "ước", "Xã Trà Bùi (cũ)": "ước", "Xã Hương Trà (cũ)": "chính thức"}
    assert {row["value_type"] for row in rows(sqlite, "poverty-progress")} == {"chính thức"}
    with sqlite.read() as session:
        (one,) = poverty_results(session, PovertyFilter("2025-21136", seen_in="2025"))["2025-21136"]
    assert (one.value_type, one.value_type_in_file) == ("chính thức, ước tính theo tỷ trọng", "ước")


def test_a_judgement_by_an_estimate_says_so_in_the_words_of_the_template(sqlite: Database, load: Load) -> None:
    """And so does the sum that an estimate is in."""
    load(sqlite, _results("Trà Bùi", "Trà Tân").replace("31/12/2024", "30/06/2025"))
    load(sqlite, SHARES, kind="unit-share")
    load(sqlite, PLAN + "Quảng Ngãi;;Cà Đam;2025;9/KH;300;60;300;20\n", kind="poverty-plan")
    (row,) = (one for one in rows(sqlite, "poverty-status", "2025") if one["plan_number"] == "9/KH")
    assert (row["poor"], row["value_type"], row["weight"], row["method"]) == ("27", "ước", "100;60", "theo số hộ")
    with sqlite.read() as session:
        (one,) = poverty_results(session, PovertyFilter("2025-21136", seen_in="2025"))["2025-21136"]
    assert one.official
    whole = summed_result([one])
    assert whole
    assert (whole.official, whole.value_type_in_file) == (True, "ước")
