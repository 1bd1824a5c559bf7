"""After every import, replacement, undo and restore the stored households are the same by either map."""

import random
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from core import formats
from core.audit import audit
from core.backup import back_up, restore
from core.database import Database, open_database
from core.ingest.pipeline import Outcome, undo
from core.places import places_of
from core.reports.poverty import PovertyFilter, poverty_results
from core.reports.undivided import undivided_results
from core.tables import PovertyProgress
from tests.conftest import OPERATOR
from tests.country_rows import NEW, OLD, country, edition_of

Load = Callable[..., Outcome]
# huyện Tu Mơ Rông (code 23425 is reused), Trà Bồng (xã Trà Bùi was cut), Lý Sơn (has no xã), Gia Nghĩa and Đắk Glong
# (phường Bắc Gia Nghĩa straddles the two; xã Quảng Sơn stayed what it was).
DISTRICTS = ("617", "525", "536", "660", "661")
CUT, CUT_INTO = "21142", ("2025-21136", "2025-21157")
OLD_DAYS, NEW_DAYS = (date(2024, 6, 30), date(2024, 12, 31)), (date(2025, 12, 31),)
HEAD = "Tỉnh;Huyện;Xã;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
SHARES = "Tỉnh;Huyện;Xã;Tỉnh mới;Xã mới;Tỷ trọng (%);Phương pháp\n"
Stored = Mapping[str, PovertyProgress]


def leaves() -> list[str]:
    below = country().below(OLD)
    return [leaf for district in DISTRICTS for leaf in below[district]]


def touched() -> list[str]:
    """The new communes that have something of these huyện."""
    return list(dict.fromkeys(new for leaf in leaves() for new in country().meets[leaf]))


def line(code: str, day: date, households: int, poor: int) -> str:
    places = places_of(edition_of(code))
    names = [place.name if place else "" for place in places.ancestors(places.by_code[code])]
    return ";".join([*names, formats.day(day), "chính thức", str(households), str(poor)]) + "\n"


def shares_file(percent: int) -> str:
    old, new = places_of(OLD), places_of(NEW)
    names = ";".join(place.name for place in old.ancestors(old.by_code[CUT]) if place)
    province = new.province_of(new.by_code[CUT_INTO[0]]).name
    parts = zip(CUT_INTO, (percent, 100 - percent), strict=True)
    return SHARES + "".join(
        f"{names};{province};{new.by_code[code].name};{share};theo số hộ rà soát\n" for code, share in parts
    )


class Office:
    """One database and what people do to it, drawn from a seed."""

    def __init__(self, database: Database, load: Load, folder: Path, seed: int) -> None:
        self.database, self.load, self.backup = database, load, folder / "sao-luu"
        self.random = random.Random(seed)
        self.batches: list[int] = []
        self.kept: list[int] | None = None

    def imports(self, codes: list[str], days: tuple[date, ...]) -> None:
        day = self.random.choice(days)
        some = self.random.sample(codes, self.random.randint(len(codes) // 2, len(codes)))
        chosen = codes if self.random.random() < 0.6 else some
        rows = [(code, self.random.randint(1, 3_000)) for code in chosen]
        self._bring(HEAD + "".join(line(code, day, count, self.random.randint(0, count)) for code, count in rows))

    def _bring(self, text: str) -> None:
        done = self.load(self.database, text, justify="rà soát lại")
        assert done.batch is not None, done.issues
        self.batches.append(done.batch)

    def old(self) -> None:
        self.imports(leaves(), OLD_DAYS)

    def new(self) -> None:
        self.imports(touched(), NEW_DAYS)

    def declares(self) -> None:
        self._bring(shares_file(self.random.randint(1, 99)))

    def undoes(self) -> None:
        if self.batches:
            undo(self.database, self.batches.pop(), OPERATOR)

    def saves(self) -> None:
        self.backup.unlink(missing_ok=True)
        back_up(self.database, self.backup)
        self.kept = list(self.batches)

    def restores(self) -> None:
        if self.kept is not None:
            restore(self.database, self.backup)
            self.batches = list(self.kept)

    def step(self) -> None:
        self.random.choice([self.old, self.old, self.new, self.declares, self.undoes, self.saves, self.restores])()


def agree(database: Database) -> int:
    """Both maps show the stored households, on every day; returns how many figures were carried."""
    with database.read() as session:
        rows = session.scalars(select(PovertyProgress).where(PovertyProgress.is_current)).all()
        by_day: dict[date, dict[str, PovertyProgress]] = {}
        for row in rows:
            by_day.setdefault(row.as_of, {})[row.unit_code] = row
        seen = {
            (map_code, unit, result.as_of): result
            for map_code in (OLD, NEW, "2025-huyen-cu")
            for unit, results in poverty_results(session, PovertyFilter(seen_in=map_code)).items()
            for result in results
        }
        named = {one.place.code for one in undivided_results(session, places_of(NEW), None)}
        assert [one for one in audit(session) if one.code == "maps_differ"] == []
    assert {(code, day) for day, stored in by_day.items() for code in stored} <= {key[1:] for key in seen}
    carried = 0
    for day, stored in by_day.items():
        shown = {unit: one for (map_code, unit, on), one in seen.items() if (map_code, on) == (NEW, day)}
        grouped = {unit: one for (map_code, unit, on), one in seen.items() if (map_code, on) == ("2025-huyen-cu", day)}
        assert {unit: one for unit, one in grouped.items() if unit in shown} == shown
        assert {country().level[unit] for unit in grouped.keys() - shown.keys()} <= {"district"}
        if edition_of(next(iter(stored))) == OLD:
            own = {unit: one for unit, one in shown.items() if edition_of(unit) == NEW}
            _all_there(stored, {unit: (one.households, one.poor) for unit, one in own.items()}, CUT not in named)
            carried += len(own)
    return carried


def _all_there(stored: Stored, communes: Mapping[str, tuple[int, int]], divided: bool) -> None:
    """What is carried to new communes, with what stays on old ones, is what is stored."""
    expected = country().follows(NEW, stored, {CUT} if divided else ())
    assert communes.keys() & set(touched()) == expected
    for group in country().groups:
        inside = [unit for unit in group if unit in stored]
        shown = [unit for unit in group if edition_of(unit) == NEW]
        if inside and expected.issuperset(shown):
            total = [sum(communes[unit][number] for unit in shown) for number in (0, 1)]
            assert total == [sum(stored[one].households for one in inside), sum(stored[one].poor for one in inside)]


def go(database: Database, load: Load, folder: Path, seed: int, steps: int) -> None:
    office = Office(database, load, folder, seed)
    carried = []
    for _ in range(steps):
        office.step()
        carried.append(agree(database))
    assert max(carried) > 5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_maps_agree_after_every_step(sqlite: Database, load: Load, tmp_path: Path, seed: int) -> None:
    go(sqlite, load, tmp_path, seed, steps=10)


def test_both_maps_agree_on_postgresql(postgresql_url: str, load: Load, tmp_path: Path) -> None:
    database = open_database(postgresql_url)
    go(database, load, tmp_path, seed=4, steps=5)
    database.engine.dispose()
