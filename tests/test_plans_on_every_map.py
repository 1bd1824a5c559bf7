"""A plan is judged by the same figures on whichever map it is looked at, by those of old units and of new ones."""

import random
from datetime import date

import pytest

from core import formats
from core.database import Database
from core.places import places_of
from core.reference import edition_of, unit_maps
from core.reports.national import NationalFilter, national_poverty
from core.reports.poverty import PlanStatus, PovertyFilter, poverty_results, poverty_status
from core.reports.poverty_wholes import made_of_others
from core.territory import units_below, within
from tests.conftest import Load
from tests.country_rows import country

MAPS = tuple(unit_maps())
HEAD = "Tỉnh;Huyện;Xã;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
PLAN_HEAD = "Tỉnh;Huyện;Xã;Năm;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Số hộ nghèo dự kiến giảm\n"
DAK_NONG, QUANG_NGAI = "67", "51"
# Trà Bồng (xã Trà Bùi was cut), Lý Sơn (no xã), Phú Quý (three xã, one đặc khu), Gia Nghĩa and Đắk Glong (a phường
# straddles the two), Tuy Đức.
DISTRICTS = ("525", "536", "602", "660", "661", "667")
JUNE, YEAR_END = date(2025, 6, 30), date(2025, 12, 31)


def names(code: str) -> str:
    places = places_of(edition_of(code))
    units = places.ancestors(places.by_code[code])
    return ";".join(places.name_in_file(unit) if unit else "" for unit in units)


def result(code: str, day: date, households: int, poor: int) -> str:
    return f"{names(code)};{formats.day(day)};chính thức;{households};{poor}\n"


def stored(load: Load, database: Database, text: str) -> None:
    done = load(database, text, justify="số thử")
    assert done.status == "committed", done.issues


def made(chance: random.Random, codes: list[str], day: date) -> str:
    return HEAD + "".join(
        result(code, day, households, chance.randint(1, households // 2))
        for code in codes
        if (households := chance.randint(400, 4_000))
    )


def new_communes(*units: str) -> list[str]:
    found = (code for unit in units for code in sorted(within(unit)) if edition_of(code) == "2025")
    return list(dict.fromkeys(code for code in found if not units_below(code)))


def plans(chance: random.Random, codes: list[str]) -> str:
    lines = (
        f"{names(code)};2025;2/KH;9.000;{chance.randint(2_000, 4_000)};{chance.randint(100, 900)}" for code in codes
    )
    return PLAN_HEAD + "\n".join(lines) + "\n"


Judged = dict[tuple[str, str], tuple[object, str, object]]


def judged(rows: list[PlanStatus]) -> Judged:
    """By unit and plan, those that were given to the unit itself."""
    return {
        (row.place.code, row.plan_number): (row.result, str(row.assessment), row.parts_dates and row.parts_dates[0][1])
        for row in rows
        if not row.carried
    }


def on(database: Database, seen_in: str, unit: str | None = None) -> Judged:
    with database.read() as session:
        return judged(poverty_status(session, PovertyFilter(unit, seen_in=seen_in)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_plan_is_judged_alike_on_every_map(sqlite: Database, load: Load, seed: int) -> None:
    """Random figures by huyện and xã of June, by new communes of December, of which some miss."""
    chance = random.Random(seed)
    old_communes = [leaf for one in DISTRICTS for leaf in country().below("2024")[one]]
    planned = [*DISTRICTS, DAK_NONG, QUANG_NGAI]
    stored(load, sqlite, plans(chance, planned))
    stored(load, sqlite, plans(chance, ["2025-21136", "2025-24616"]))
    some = [code for code in dict.fromkeys([*planned, *old_communes]) if chance.random() < 0.8]
    stored(load, sqlite, made(chance, some, JUNE))
    new = [code for code in new_communes(*DISTRICTS) if chance.random() < 0.8]
    whole_province = new_communes(DAK_NONG) if seed != 2 else []
    stored(load, sqlite, made(chance, list(dict.fromkeys([*new, *whole_province])), YEAR_END))
    by_map = [on(sqlite, seen_in) for seen_in in MAPS]
    assert set(planned) <= {unit for unit, _ in by_map[0]}
    assert by_map[1:] == by_map[:1] * 2
    days = {row[0].as_of for (_, plan), row in by_map[0].items() if plan == "2/KH" and row[0]}  # type: ignore[attr-defined]
    assert days >= ({JUNE, YEAR_END} if seed != 2 else {JUNE})
    for old, today in ((DAK_NONG, "2025-68"), (QUANG_NGAI, "2025-51")):
        asked = [on(sqlite, seen_in, old if seen_in == "2024" else today) for seen_in in MAPS]
        of_old = [{key: row for key, row in found.items() if key[0] in within(old)} for found in asked]
        assert of_old[1:] == of_old[:1] * 2
        assert of_old[0].items() <= by_map[0].items()


@pytest.mark.parametrize("seen_in", MAPS)
def test_an_old_district_is_judged_by_its_communes_of_today(sqlite: Database, load: Load, seen_in: str) -> None:
    """Trà Bồng: 300 poor hộ in June, 6 × 20 of six new communes in December."""
    stored(load, sqlite, PLAN_HEAD + "Quảng Ngãi;Trà Bồng;;2025;2/KH;9.000;400;150\n")
    stored(load, sqlite, HEAD + result("525", JUNE, 9_000, 300))
    communes = [code for code in new_communes("525") if code in within("525")]
    assert len(communes) == 6
    stored(load, sqlite, HEAD + "".join(result(code, YEAR_END, 1_500, 20) for code in communes))
    with sqlite.read() as session:
        (row,) = (
            row
            for row in poverty_status(session, PovertyFilter(seen_in=seen_in))
            if row.place.code == "525" and row.plan_number == "2/KH"
        )
    assert row.result
    assert (row.result.as_of, row.result.poor, row.result.households) == (YEAR_END, 120, 9_000)


def test_an_old_province_has_the_same_row_beside_others_on_every_map(sqlite: Database, load: Load) -> None:
    chance = random.Random(4)
    stored(load, sqlite, plans(chance, [DAK_NONG]))
    stored(load, sqlite, made(chance, [DAK_NONG], JUNE))
    stored(load, sqlite, made(chance, new_communes(DAK_NONG), YEAR_END))
    found = []
    for seen_in in MAPS:
        with sqlite.read() as session:
            rows = national_poverty(session, NationalFilter(year=2025, seen_in=seen_in))
        found.append(judged([row.status for row in rows if row.place.code == DAK_NONG and row.status]))
    assert found[1:] == found[:1] * 2
    assert found[0][DAK_NONG, "2/KH"] == on(sqlite, "2024")[DAK_NONG, "2/KH"]


@pytest.mark.parametrize("seen_in", ["2025", "2025-huyen-cu"])
def test_a_unit_of_which_only_carried_figures_are_known_adds_to_nothing(
    sqlite: Database, load: Load, seen_in: str
) -> None:
    """Tỉnh Lâm Đồng of today has no sum: not the one that its xã gave to old Đắk Nông."""
    chance = random.Random(5)
    stored(load, sqlite, plans(chance, [DAK_NONG]))
    stored(load, sqlite, made(chance, new_communes(DAK_NONG), YEAR_END))
    with sqlite.read() as session:
        results = poverty_results(session, PovertyFilter("2025-68", seen_in=seen_in))
    assert results[DAK_NONG][-1].as_of == YEAR_END
    assert made_of_others(places_of(seen_in).by_code["2025-68"], results).as_of is None
