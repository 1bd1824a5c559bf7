"""What of one map lies where in another; [facts] = the 91 units of the three plans, all whole."""

from collections import Counter
from decimal import Decimal

import pytest

from core.carrying import DeclaredShare, apportioned, made_of
from core.places import all_places, places_of
from core.reference import edition_of, rows_of
from core.settings import DATA
from core.territory import became, cover, cut_by, lies_in, reused_codes, within

CROSSWALK = rows_of(DATA / "crosswalk_2024_2025.csv")


def test_the_map_of_today_is_the_whole_country() -> None:
    levels = Counter(place.level for place in places_of("2025").by_code.values())
    assert levels == {"province": 34, "commune": 3_321}


def test_9569_old_units_are_whole_and_471_were_cut() -> None:
    kinds = {row["old"]: row["kind"] for row in CROSSWALK}
    assert Counter(kinds.values()) == {"whole": 9_569, "part": 471}


def test_every_unit_of_both_maps_is_in_the_crosswalk() -> None:
    assert {row["new"] for row in CROSSWALK} == {
        place.official_code for place in places_of("2025").by_code.values() if place.level == "commune"
    }
    old = all_places()
    leaves = {code for code, place in old.by_code.items() if not old.children(place)}
    assert {row["old"] for row in CROSSWALK} == leaves


def test_every_old_province_lies_in_one_new_one() -> None:
    assert all(
        sum(lies_in(old.code, new.code) for new in places_of("2025").provinces) == 1 for old in all_places().provinces
    )


@pytest.mark.parametrize(
    ("unit", "edition", "expected"),
    [
        ("2025-23425", "2024", [("23422", True), ("23425", True)]),
        ("2025-24611", "2024", [("24611", True), ("24612", True), ("24619", True), ("24622", True)]),
        ("2025-68", "2024", [("60", True), ("67", True), ("68", True)]),
        ("660", "2025", [("2025-24611", False), ("2025-24615", True), ("2025-24617", True)]),
    ],
)
def test_what_a_unit_is_made_of(unit: str, edition: str, expected: list[tuple[str, bool]]) -> None:
    assert [(part.unit, part.is_whole) for part in cover(unit, edition)] == expected


@pytest.mark.parametrize(
    ("huyen", "straddling"), [("660", ["Bắc Gia Nghĩa"]), ("661", ["Bắc Gia Nghĩa"]), ("667", []), ("663", ["Đắk Sắk"])]
)
def test_new_communes_that_lie_in_several_old_districts(huyen: str, straddling: list[str]) -> None:
    assert [places_of("2025").by_code[code].name for code in cut_by(huyen)] == straddling


def test_a_reused_code_names_other_territory() -> None:
    """23425 was xã Đăk Hà and is xã Tu Mơ Rông; 23422 was xã Tu Mơ Rông."""
    assert reused_codes()["23425"] == ("23425", "2025-23425")
    assert "23422" not in reused_codes()
    assert [(one.unit, one.is_whole, one.takes_all) for one in became("23422", "2025")] == [("2025-23425", True, False)]


def test_a_unit_of_another_edition_says_so_and_stands_below_what_holds_it() -> None:
    today = places_of("2025")
    assert today.by_code["23425"].full_name == "xã Đăk Hà (cũ)"
    assert [place.full_name for place in today.ancestors(today.by_code["23425"]) if place] == [
        "tỉnh Quảng Ngãi",
        "xã Đăk Hà (cũ)",
    ]
    assert all_places().by_code["2025-23425"].full_name == "xã Tu Mơ Rông (mới)"
    assert (edition_of("23425"), edition_of("2025-23425")) == ("2024", "2025")


def test_old_districts_group_the_new_communes_that_lie_in_one() -> None:
    grouped = places_of("2025-huyen-cu")
    below = grouped.children(grouped.by_code["660"])
    assert [place.full_name for place in below] == ["phường Nam Gia Nghĩa", "phường Đông Gia Nghĩa"]
    assert grouped.by_code["2025-24611"].parent == "2025-68"
    assert {place.level for place in grouped.parts(grouped.by_code["2025-68"])} == {"district"}


def test_what_lies_in_a_unit_is_of_every_edition() -> None:
    assert {"23422", "23425", "2025-23425"} == within("2025-23425")
    assert "2025-24611" not in within("660")


def share(percent: str) -> DeclaredShare:
    return DeclaredShare(Decimal(percent), "theo số hộ", "QĐ 1")


@pytest.mark.parametrize(
    ("total", "percents", "expected"),
    [
        (100, ["60", "40"], [60, 40]),
        (101, ["50", "50"], [51, 50]),
        (10, ["33.3", "33.3", "33.4"], [3, 3, 4]),
        (0, ["60", "40"], [0, 0]),
        (1, ["20", "80"], [0, 1]),
    ],
)
def test_a_total_is_divided_to_the_household(total: int, percents: list[str], expected: list[int]) -> None:
    shares = {str(number): share(percent) for number, percent in enumerate(percents)}
    assert list(apportioned(total, shares).values()) == expected


def test_a_cut_unit_counts_by_its_declared_share_or_not_at_all() -> None:
    cut = next(row["old"] for row in CROSSWALK if row["kind"] == "part")
    one, *others = (leaf.unit for leaf in became(cut, "2025"))
    found = {part.unit: part for part in made_of(one, "2024")}
    assert not found[cut].is_known
    declared = {cut: {one: share("70"), **dict.fromkeys(others, share("30"))}}
    found = {part.unit: part for part in made_of(one, "2024", declared)}
    assert found[cut].percent == 70
    half = {cut: {one: share("70")}}
    assert not {part.unit: part for part in made_of(one, "2024", half)}[cut].is_known


@pytest.mark.parametrize("map_code", ["2024", "2025", "2025-huyen-cu"])
def test_no_commune_is_above_a_district_not_even_the_one_that_holds_all_of_it(map_code: str) -> None:
    places = places_of(map_code)
    districts = [code for code in all_places().by_code if all_places().by_code[code].level == "district"]
    chains = {code: places.ancestors(places.by_code[code]) for code in districts}
    assert all(chain[0] and chain[1] == places.by_code[code] for code, chain in chains.items())
    assert {code for code, chain in chains.items() if chain[2]} == set()


def test_fourteen_old_districts_are_one_commune_of_today_which_is_what_shows_them() -> None:
    today = places_of("2025")
    held = [code for code in all_places().by_code if all_places().by_code[code].level == "district"]
    shown = [today.nearest_shown(code) for code in held]
    assert sum(place is not None and place.level == "commune" for place in shown) == 14
