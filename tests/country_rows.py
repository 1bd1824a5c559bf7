"""Figures for every unit of a map, and the two maps read anew from their files: what the program's own can't be.

`Country` knows units by their keys (`2025-23425`) and nothing of core.territory, core.places or core.carrying.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, cached_property

import numpy as np

from core.carrying import DeclaredShare
from core.reference import rows_of
from core.settings import DATA
from core.tables import PovertyProgress

OLD, NEW = "2024", "2025"
DAY = date(2024, 12, 31)
COUNTS = ("households", "poor", "near_poor")
_PREFIX = {OLD: "", NEW: "2025-"}


class Country:
    def __init__(self) -> None:
        crosswalk = rows_of(DATA / "crosswalk_2024_2025.csv")
        self.pairs = [(row["old"], _PREFIX[NEW] + row["new"]) for row in crosswalk]
        self.level: dict[str, str] = {}
        self.parent: dict[str, str] = {}
        for edition, prefix in _PREFIX.items():
            for unit in rows_of(DATA / f"units_{edition}.csv"):
                self.level[prefix + unit["code"]] = unit["level"]
                self.parent[prefix + unit["code"]] = prefix + unit["parent"] if unit["parent"] else ""
        self.meets: dict[str, list[str]] = defaultdict(list)
        for old, new in self.pairs:
            self.meets[old].append(new)
            self.meets[new].append(old)
        # The smallest units of both maps: communes, and huyện that have none.
        self.leaves = {
            OLD: list(dict.fromkeys(old for old, _ in self.pairs)),
            NEW: list(dict.fromkeys(new for _, new in self.pairs)),
        }

    def units(self, edition: str, level: str) -> list[str]:
        return [code for code, own in self.level.items() if own == level and edition_of(code) == edition]

    def above(self, code: str) -> list[str]:
        """A unit and all above it in its own edition."""
        return [code, *self.above(self.parent[code])] if self.parent[code] else [code]

    def below(self, edition: str) -> Mapping[str, list[str]]:
        """The smallest units that each unit of an edition has."""
        found: dict[str, list[str]] = defaultdict(list)
        for leaf in self.leaves[edition]:
            for unit in self.above(leaf):
                found[unit].append(leaf)
        return found

    def cut(self, edition: str) -> list[str]:
        return [leaf for leaf in self.leaves[edition] if len(self.meets[leaf]) > 1]

    @cached_property
    def groups(self) -> list[list[str]]:
        """What shares no territory with anything else: the smallest parts of the country that both maps can be
        compared in when all figures are of communes."""
        seen: set[str] = set()
        found = []
        for start in self.leaves[NEW]:
            group: list[str] = []
            waiting = [] if start in seen else [start]
            while waiting:
                unit = waiting.pop()
                if unit not in seen:
                    seen.add(unit)
                    group.append(unit)
                    waiting += self.meets[unit]
            if group:
                found.append(group)
        return found

    def follows(self, edition: str, reported: Collection[str], declared: Collection[str]) -> set[str]:
        """The smallest units of an edition whose figures follow from those of the other: all that they are made of is
        reported, and is whole or has declared shares."""
        known = {unit for unit in reported if len(self.meets[unit]) == 1 or unit in declared}
        return {leaf for leaf in self.leaves[edition] if known.issuperset(self.meets[leaf])}


@cache
def country() -> Country:
    return Country()


def edition_of(code: str) -> str:
    return NEW if code.startswith(_PREFIX[NEW]) else OLD


def made_rows(units: Sequence[str], seed: int) -> list[PovertyProgress]:
    """A result of one day for each unit: few and many households, poor and near-poor within them."""
    random = np.random.default_rng(seed)
    households = random.integers(1, 9_000, len(units))
    poor = random.binomial(households, random.uniform(0, 1, len(units)))
    near_poor = random.binomial(households - poor, random.uniform(0, 1, len(units)))
    return [
        PovertyProgress(unit_code=unit, edition=edition_of(unit), as_of=DAY, households=a, poor=b, near_poor=c)
        for unit, a, b, c in zip(units, households.tolist(), poor.tolist(), near_poor.tolist(), strict=True)
    ]


def made_shares(cut: Iterable[str], seed: int) -> dict[str, dict[str, DeclaredShare]]:
    """Shares in hundredths of a per cent, together 100, for all that each unit was cut into."""
    random = np.random.default_rng(seed)
    found = {}
    for unit in cut:
        into = country().meets[unit]
        ends = sorted(random.choice(np.arange(1, 10_000), len(into) - 1, replace=False).tolist())
        sizes = np.diff([0, *ends, 10_000]).tolist()
        found[unit] = {
            other: DeclaredShare(Decimal(size) / 100, "theo số hộ", "QĐ 1")
            for other, size in zip(into, sizes, strict=True)
        }
    return found


def total(rows: Iterable[PovertyProgress]) -> dict[str, int]:
    rows = list(rows)
    return {count: sum(getattr(row, count) for row in rows) for count in COUNTS}
