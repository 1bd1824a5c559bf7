"""Whichever map one looks by, it is the same households: carried over and not divided are together all of them.

Over the whole country with made figures, each way; then on a real database after every import, undo and restore.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pytest

from core.carrying import NONE_DECLARED, Carried, Carrier, Declared, part_of_count
from core.places import places_of
from core.tables import PovertyProgress
from tests.country_rows import COUNTS, DAY, NEW, OLD, country, edition_of, made_rows, made_shares, total

WAYS = [(OLD, NEW), (NEW, OLD)]
LEVELS = ("province", "district", "commune")
Row = PovertyProgress
Found = Mapping[str, Carried[Row]]


def carried(rows: Iterable[Row], units: Iterable[str], declared: Declared) -> Found:
    found = Carrier(rows, lambda row: row.as_of, COUNTS, declared).carried(units)
    assert len({one.unit_code for one in found}) == len(found)
    return {one.unit_code: one for one in found}


def summed(found: Iterable[Carried[Row]]) -> dict[str, int]:
    found = list(found)
    return {count: sum(one.values[count] or 0 for one in found) for count in COUNTS}


def added(*sums: Mapping[str, int]) -> dict[str, int]:
    return {count: sum(one[count] for one in sums) for count in COUNTS}


@cache
def everywhere(edition: str) -> Mapping[str, Row]:
    """A row for every smallest unit of a map."""
    units = country().leaves[edition]
    return dict(zip(units, made_rows(units, seed=9), strict=True))


def some(edition: str, seed: int) -> Mapping[str, Row]:
    """Most of them: a unit in twenty has not reported."""
    left_out = set(country().leaves[edition][seed::20])
    return {code: row for code, row in everywhere(edition).items() if code not in left_out}


def shares(edition: str, every: int) -> Declared:
    """For each `every`-th cut unit; 0 for none."""
    return made_shares(country().cut(edition)[::every], seed=7) if every else NONE_DECLARED


@dataclass(frozen=True)
class Case:
    """`counted`: by reporting unit what it counts for the other map in all."""

    rows: Mapping[str, Row]
    found: Found
    counted: Mapping[str, dict[str, int]]

    def goes_to(self, unit: str) -> list[str]:
        return [other for other in country().meets[unit] if other in self.found]


@cache
def case(reported: str, shown: str, whole: bool, every: int) -> Case:
    rows, declared = everywhere(reported) if whole else some(reported, 3), shares(reported, every)
    found = carried(rows.values(), country().leaves[shown], declared)
    assert found.keys() == country().follows(shown, rows, declared)
    return Case(rows, found, _counted(found.values(), declared))


def _counted(found: Iterable[Carried[Row]], declared: Declared) -> Mapping[str, dict[str, int]]:
    """Taken from the parts that each carried figure names; these make it up."""
    counted: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for one in found:
        for count in COUNTS:
            values = [(row, part_of_count(row, count, share, declared)) for row, share in one.parts]
            assert one.values[count] == sum(value or 0 for _, value in values)
            for row, value in values:
                counted[row.unit_code][count] += value or 0
    return counted


# Which map's units reported, whether all of them did, for which of the cut ones somebody declared shares.
CASES = [(*way, *how) for way in WAYS for how in ((True, 0), (True, 1), (False, 0), (False, 2))]


@pytest.mark.parametrize(("reported", "shown", "whole", "every"), CASES)
def test_every_household_is_carried_once_or_not_at_all(reported: str, shown: str, whole: bool, every: int) -> None:
    """Per reporting unit: what it counts for the other map's units is all of it where they all have a figure."""
    seen = case(reported, shown, whole, every)
    for code, row in seen.rows.items():
        own, given, into = total([row]), seen.counted[code], seen.goes_to(code)
        if len(into) == len(country().meets[code]):
            assert given == own, code
        elif not into:
            assert given == dict.fromkeys(COUNTS, 0), code
        else:
            assert all(0 <= given[count] <= own[count] for count in COUNTS), code


@pytest.mark.parametrize(("reported", "shown", "whole", "every"), CASES)
def test_an_estimate_is_a_possible_figure(reported: str, shown: str, whole: bool, every: int) -> None:
    for unit, one in case(reported, shown, whole, every).found.items():
        households, poor, near_poor = (one.values[count] or 0 for count in COUNTS)
        assert 0 <= poor + near_poor <= households, unit
        assert min(poor, near_poor) >= 0, unit


@pytest.mark.parametrize(("reported", "shown", "whole", "every"), CASES)
def test_carried_and_undivided_are_the_total_at_every_level(reported: str, shown: str, whole: bool, every: int) -> None:
    """Of each unit that nothing straddles: its own smallest units, and what stays on units of the other map in it."""
    seen, below = case(reported, shown, whole, every), country().below(shown)
    for level in LEVELS:
        totals = []
        for unit in country().units(shown, level):
            others = _of_other_map(below[unit], reported)
            if not _fills(others, below[unit]):
                continue
            inside = [other for other in others if other in seen.rows]
            out = summed(seen.found[leaf] for leaf in below[unit] if leaf in seen.found)
            totals.append(total(seen.rows[other] for other in inside))
            assert added(out, *(_rest(seen, other) for other in inside)) == totals[-1], unit
        if level == "province" and shown == NEW:
            assert added(*totals) == total(seen.rows.values())


def _rest(seen: Case, unit: str) -> dict[str, int]:
    """What stays undivided of a reporting unit: all of it, or what went to none of the other map's units."""
    own = total([seen.rows[unit]])
    return {count: own[count] - seen.counted[unit][count] for count in COUNTS}


@pytest.mark.parametrize(("reported", "shown", "every"), [(*way, every) for way in WAYS for every in (0, 1)])
def test_totals_agree_wherever_the_maps_can_be_compared(reported: str, shown: str, every: int) -> None:
    """The smallest parts of the country that both maps have whole: with all shares declared each agrees."""
    seen = case(reported, shown, True, every)
    agreeing = 0
    for group in country().groups:
        units = [seen.found[unit] for unit in group if unit in seen.found]
        stored = total(seen.rows[unit] for unit in group if unit in seen.rows)
        if len(units) == sum(edition_of(unit) == shown for unit in group):
            assert summed(units) == stored, group
            agreeing += 1
        else:
            assert all(value <= stored[count] for count, value in summed(units).items()), group
    assert agreeing == len(country().groups) or not every


@pytest.mark.parametrize(("reported", "shown"), WAYS)
def test_a_province_has_the_same_total_by_either_map(reported: str, shown: str) -> None:
    """Today's provinces are made of old ones, all whole: no share is asked for, and none is declared here."""
    rows = everywhere(reported)
    whole, below = country().below(reported), country().below(shown)
    own = {unit: total(rows[leaf] for leaf in whole[unit]) for unit in country().units(reported, "province")}
    found = carried(rows.values(), country().units(shown, "province"), NONE_DECLARED)
    lying = {unit: _of_other_map(below[unit], reported) for unit in country().units(shown, "province")}
    assert found.keys() == {unit for unit, leaves in lying.items() if _fills(leaves, below[unit])}
    for unit, one in found.items():
        assert one.values == total(rows[leaf] for leaf in lying[unit]), unit
        assert not one.is_estimate
    if shown == NEW:
        assert len(found) == 34
        assert summed(found.values()) == added(*own.values())


def _of_other_map(leaves: Iterable[str], edition: str) -> list[str]:
    found = dict.fromkeys(other for leaf in leaves for other in country().meets[leaf])
    assert {edition_of(unit) for unit in found} == {edition}
    return list(found)


def _fills(others: Sequence[str], leaves: Collection[str]) -> bool:
    """Whether nothing of these units of the other map lies outside of what the leaves are."""
    inside = set(leaves)
    return all(inside.issuperset(country().meets[unit]) for unit in others)


def test_an_old_district_follows_from_new_communes_where_none_straddles() -> None:
    rows, below = everywhere(NEW), country().below(OLD)
    districts = country().units(OLD, "district")
    found = carried(rows.values(), districts, NONE_DECLARED)
    lying = {unit: _of_other_map(below[unit], NEW) for unit in districts}
    assert found.keys() == {unit for unit, leaves in lying.items() if _fills(leaves, below[unit])}
    assert all(one.values == total(rows[leaf] for leaf in lying[unit]) for unit, one in found.items())


def test_grouped_by_old_district_all_communes_are_there_once() -> None:
    """What straddles stands below its province: every commune is in one group, and the sum is the country's."""
    grouped, rows = places_of("2025-huyen-cu"), everywhere(NEW)
    seen: list[str] = []
    for province in grouped.provinces:
        below = [unit for unit in grouped.codes_below(province.code) if unit in rows]
        assert sorted(below) == sorted(country().below(NEW)[province.code])
        seen += below
    assert len(seen) == len(set(seen)) == len(rows)
    straddling = {
        unit
        for unit, others in country().meets.items()
        if edition_of(unit) == NEW and len({country().parent[one] for one in others}) > 1
    }
    assert {unit for unit in rows if grouped.by_code[unit].parent in country().units(NEW, "province")} == straddling


# By hand: what reported, what is declared, and what the other map's units then have (households, poor).
HAND = [
    ("made of two", {"23422": (600, 60), "23425": (400, 41)}, {}, {"2025-23425": (1000, 101)}),
    ("one of two has not reported", {"23422": (600, 60)}, {}, {}),
    ("made of one, its code unchanged", {"24616": (900, 9)}, {}, {"2025-24616": (900, 9)}),
    (
        "has a row of its own of that day",
        {"23422": (600, 60), "23425": (400, 41), "2025-23425": (1000, 103)},
        {},
        {},
    ),
    ("an island: a huyện without communes", {"536": (5_000, 77)}, {}, {"2025-21548": (5_000, 77)}),
    (
        "an island that is all of a huyện: the sum of its communes, whatever the huyện says",
        {"602": (1_000, 50), "23272": (300, 10), "23275": (300, 10), "23278": (301, 11)},
        {},
        {"2025-23272": (901, 31)},
    ),
    (
        "of its communes one has not reported: the huyện's own",
        {"602": (1_000, 50), "23272": (300, 10), "23275": (300, 10)},
        {},
        {"2025-23272": (1_000, 50)},
    ),
    (
        "straddles two huyện: its communes are whole",
        {"24611": (1, 1), "24612": (20, 2), "24619": (300, 3), "24622": (4_000, 4)},
        {},
        {"2025-24611": (4_321, 10)},
    ),
]


@pytest.mark.parametrize(("said", "reported", "declared", "expected"), HAND, ids=[case[0] for case in HAND])
def test_by_hand(
    said: str, reported: Mapping[str, tuple[int, int]], declared: Declared, expected: Mapping[str, tuple[int, int]]
) -> None:
    rows = [
        Row(unit_code=unit, edition=edition_of(unit), as_of=DAY, households=households, poor=poor)
        for unit, (households, poor) in reported.items()
    ]
    found = carried(rows, country().leaves[NEW], declared)
    assert {unit: (one.values["households"], one.values["poor"]) for unit, one in found.items()} == expected


def test_an_island_of_today_is_all_of_its_old_district_and_of_no_old_commune() -> None:
    (row,) = made_rows(["2025-23272"], seed=1)
    found = carried([row], ["602", "23272", "23275", "23278"], NONE_DECLARED)
    assert {unit: one.values for unit, one in found.items()} == {"602": total([row])}
