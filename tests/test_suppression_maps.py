"""What the public view keeps back where both maps have figures of one day: nobody can work a small count out.

The attacker knows the maps (which pieces of territory each unit is) and every figure that is shown, and solves for what
is not: a count is found out when the figures of the shown units combine to its unit's territory and to no more.
"""

from collections.abc import Collection, Mapping
from random import Random

import numpy as np
import pytest

from core.access.maps_known import across
from core.access.small_counts_across import kept_back_across, told_by_other_map
from core.places import places_of
from core.reference import edition_of
from core.territory import pieces_of, within

DAK_NONG, LAM_DONG = "67", "2025-68"
CELL = ("any", "poor", 2024)
SMALLEST = 5
OLD, NEW = places_of("2024"), places_of("2025")


def _level(code: str) -> str:
    return f"{edition_of(code)} {OLD.by_code[code].level}"


# Which rows came: of units by edition and level, in the whole of new Lâm Đồng or in old Đắk Nông alone.
ROWS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "communes of both maps": (DAK_NONG, ("2024 commune", "2025 commune")),
    "communes of both maps, huyện and tỉnh": (
        DAK_NONG, ("2024 commune", "2024 district", "2024 province", "2025 commune"),
    ),
    "huyện, new communes": (DAK_NONG, ("2024 district", "2025 commune")),
    "old tỉnh, new communes": (DAK_NONG, ("2024 province", "2025 commune")),
    "old communes, new province": (LAM_DONG, ("2024 commune", "2025 province")),
    "three old tỉnh, new province and communes": (LAM_DONG, ("2024 province", "2025 province", "2025 commune")),
}  # fmt: skip


def counted(random: Random, region: str, levels: Collection[str]) -> dict[str, int]:
    """Poor households of every unit of these levels: 2 or 3 in a few of the smallest, many in all others."""
    pieces = {piece: random.randint(20, 110) for piece in sorted(pieces_of(region))}
    units = [code for code in sorted(within(region)) if _level(code) in levels]
    communes = [code for code in units if _level(code).endswith("commune")]
    for few in random.sample(communes, random.choice((1, 1, 2, 3))):
        first, *others = sorted(pieces_of(few))
        pieces |= {first: random.randint(2, 3), **dict.fromkeys(others, 0)}
    return {unit: sum(pieces[piece] for piece in pieces_of(unit)) for unit in units}


def kept_back(counts: Mapping[str, int]) -> frozenset[str]:
    order = {unit: count * 10 for unit, count in counts.items()}
    return kept_back_across({CELL: counts}, across(), order, SMALLEST)


def found_out(counts: Mapping[str, int], hidden: Collection[str]) -> set[str]:
    """The units with a small count whose territory is a combination of those that are shown."""
    columns = {piece: place for place, piece in enumerate(sorted({p for unit in counts for p in pieces_of(unit)}))}

    def territory(unit: str) -> np.ndarray:
        row = np.zeros(len(columns))
        row[[columns[piece] for piece in pieces_of(unit)]] = 1
        return row

    small = [unit for unit, count in counts.items() if 0 < count < SMALLEST]
    shown = np.array([territory(unit) for unit in counts if unit not in hidden] or [np.zeros(len(columns))])
    found = set()
    for unit in small:
        wanted = territory(unit)
        factors = np.linalg.lstsq(shown.T, wanted, rcond=None)[0]
        if np.abs(shown.T @ factors - wanted).max() < 1e-8:
            found.add(unit)
    return found


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("seed", range(3))
def test_no_small_count_follows_from_what_both_maps_show(rows: str, seed: int) -> None:
    counts = counted(Random(seed), *ROWS[rows])
    hidden = kept_back(counts)
    assert any(0 < count < SMALLEST for count in counts.values())
    assert found_out(counts, hidden) == set()
    assert len(counts.keys() - hidden) > len(counts) / 3


# xã Quảng Trực is one and the same on both maps; xã Tuy Đức took three old xã of the huyện.
QUANG_TRUC, NEW_QUANG_TRUC = "24736", "2025-24736"
NEW_TUY_DUC, DAK_BUK_SO, QUANG_TAM, DAK_RTIH = "2025-24739", "24739", "24740", "24742"


def test_what_each_map_keeps_back_by_itself_is_told_by_the_other() -> None:
    """The attack: xã Quảng Tâm has 2 poor households; new xã Tuy Đức less its two other old xã is Quảng Tâm."""
    counts = {QUANG_TRUC: 60, DAK_BUK_SO: 70, QUANG_TAM: 2, DAK_RTIH: 80, NEW_QUANG_TRUC: 60, NEW_TUY_DUC: 152}
    alone = {QUANG_TAM, QUANG_TRUC}
    assert found_out(counts, alone) == {QUANG_TAM}
    hidden = kept_back(counts)
    assert {QUANG_TAM, NEW_TUY_DUC} <= hidden
    assert found_out(counts, hidden) == set()


@pytest.mark.parametrize(
    ("only", "level"), [("2024", "2024 commune"), ("2025", "2025 commune")], ids=["old map", "new map"]
)
def test_figures_of_one_map_are_kept_back_as_they_always_were(only: str, level: str) -> None:
    counts = counted(Random(7), DAK_NONG, (level, f"{only} province"))
    small = {unit for unit, count in counts.items() if 0 < count < SMALLEST}
    assert small <= {unit for unit in kept_back(counts) if edition_of(unit) == only}
    assert all(edition_of(unit) == only for unit in kept_back(counts) & counts.keys())


@pytest.mark.parametrize(
    ("rules", "rows"),
    [
        (("_mirrored", "_companions"), "communes of both maps"),
        (("_companions",), "three old tỉnh, new province and communes"),
    ],
)
def test_the_proof_fails_without_a_rule(monkeypatch: pytest.MonkeyPatch, rules: tuple[str, ...], rows: str) -> None:
    for rule in rules:
        monkeypatch.setattr(f"core.access.small_counts_across.{rule}", lambda *_: set())
    tries = [counted(Random(seed), *ROWS[rows]) for seed in range(6)]
    assert any(found_out(counts, kept_back(counts)) for counts in tries)


def test_parts_that_are_kept_back_are_so_on_the_other_map_for_the_same_day() -> None:
    reported = [("day", QUANG_TAM), ("day", NEW_TUY_DUC), ("day", NEW_QUANG_TRUC), ("later", LAM_DONG)]
    assert told_by_other_map({QUANG_TAM}, reported) == {NEW_TUY_DUC}
    assert told_by_other_map({NEW_TUY_DUC}, reported) == {QUANG_TAM}
    assert told_by_other_map({QUANG_TAM}, [("day", QUANG_TAM), ("later", NEW_TUY_DUC)]) == set()
