"""Who may do what about the units of both maps: a grant reaches what lies in its unit, whichever map either is of."""

import csv
from collections import defaultdict
from datetime import date
from random import Random

import pytest
from sqlalchemy import select

from core.access.people import give, grants_of, person_of_email
from core.access.reach import Within, reach_of
from core.access.rules import Access, Action, Grant, Role, common_unit, is_within, may
from core.access.writing import RowUnits
from core.closed_periods import ClosedPeriods
from core.database import Database
from core.errors import AccessRefused, LockRefused, PeriodClosed
from core.locks import lock
from core.places import places_of
from core.reference import editions
from core.repository import Repository
from core.settings import DATA
from core.stored import NewBatch, NewFact
from core.tables import AccessGrant, Batch, JournalEntry, PeriodLock
from core.wording_access import unit_in_words
from tests.conftest import OPERATOR
from tests.scoped_rows import DAK_NONG, DAK_SONG, KON_TUM, TUY_DUC, person

OLD_LAM_DONG, BINH_THUAN = "68", "60"
DAK_BUK_SO, QUANG_TRUC, NGHIA_DUC = "24739", "24736", "24611"
LAM_DONG, QUANG_NGAI = "2025-68", "2025-51"
# xã Tuy Đức lies in huyện Tuy Đức, phường Bắc Gia Nghĩa in Gia Nghĩa and Đăk Glong, phường Xuân Hương in Đà Lạt.
XA_TUY_DUC, NEW_QUANG_TRUC, BAC_GIA_NGHIA = "2025-24739", "2025-24736", "2025-24611"
XUAN_HUONG = "2025-24781"
GIA_NGHIA = "660"

UNITS = {
    "old tỉnh": DAK_NONG, "old huyện": TUY_DUC, "old xã": DAK_BUK_SO, "old xã of another huyện": NGHIA_DUC,
    "new tỉnh": LAM_DONG, "new xã": XA_TUY_DUC, "straddling": BAC_GIA_NGHIA, "new xã elsewhere": XUAN_HUONG,
    "another old tỉnh": OLD_LAM_DONG, "another tỉnh": KON_TUM, "another new tỉnh": QUANG_NGAI,
}  # fmt: skip
ALL_OF_DAK_NONG = "old tỉnh, old huyện, old xã, old xã of another huyện, new xã, straddling"
ALL_OF_LAM_DONG = f"{ALL_OF_DAK_NONG}, new tỉnh, new xã elsewhere, another old tỉnh"


@pytest.mark.parametrize(
    ("role", "unit", "action", "allowed"),
    [
        (Role.ADMINISTRATOR, DAK_NONG, Action.SEE_FILES, ALL_OF_DAK_NONG),
        (Role.ADMINISTRATOR, DAK_NONG, Action.ACCEPT, ALL_OF_DAK_NONG),
        (Role.ADMINISTRATOR, DAK_NONG, Action.GRANT, ALL_OF_DAK_NONG),
        (Role.ADMINISTRATOR, LAM_DONG, Action.SEE_FIGURES, ALL_OF_LAM_DONG),
        (Role.ADMINISTRATOR, LAM_DONG, Action.LOCK, ALL_OF_LAM_DONG),
        (Role.EDITOR, TUY_DUC, Action.UPLOAD, "old huyện, old xã, new xã"),
        (Role.EDITOR, TUY_DUC, Action.SEE_FIGURES, ALL_OF_DAK_NONG),
        (Role.EDITOR, XA_TUY_DUC, Action.UPLOAD, "new xã, old xã"),
        (Role.EDITOR, XA_TUY_DUC, Action.SEE_FIGURES, ALL_OF_LAM_DONG),
        (Role.EDITOR, BAC_GIA_NGHIA, Action.UPLOAD, "straddling, old xã of another huyện"),
        (Role.EDITOR, GIA_NGHIA, Action.UPLOAD, "old xã of another huyện"),
        (Role.VIEWER, DAK_BUK_SO, Action.SEE_FILES, "old xã"),
        (Role.VIEWER, DAK_BUK_SO, Action.SEE_FIGURES, ALL_OF_DAK_NONG),
        (Role.PUBLIC, DAK_NONG, Action.SEE_FIGURES, ALL_OF_DAK_NONG),
        (Role.PUBLIC, DAK_NONG, Action.SEE_FILES, ""),
    ],
)
def test_a_grant_reaches_what_lies_in_its_unit_on_both_maps(
    role: Role, unit: str, action: Action, allowed: str
) -> None:
    found = {name for name, one in UNITS.items() if may(person(role, unit), action, one)}
    assert found == set(filter(None, allowed.split(", ")))


def _territories() -> dict[str, set[tuple[str, str]]]:
    """Each unit as the pairs (old, new) of the published crosswalk that lie in it, read anew from the files."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    old, new = (_above(edition.code) for edition in editions())
    with (DATA / "crosswalk_2024_2025.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pair = row["old"], row["new"]
            for unit in (*old[row["old"]], *(f"2025-{code}" for code in new[row["new"]])):
                found[unit].add(pair)
    return found


def _above(edition: str) -> dict[str, list[str]]:
    with (DATA / f"units_{edition}.csv").open(encoding="utf-8", newline="") as file:
        parents = {row["code"]: row["parent"] for row in csv.DictReader(file)}
    chains: dict[str, list[str]] = {}
    for code, parent in parents.items():
        chains[code] = [code, *(chains[parent] if parent else [])]
    return chains


def test_to_be_reached_is_to_lie_in_it() -> None:
    """Random grants and units of both maps, half of them neighbours."""
    random, territories = Random(9), _territories()
    units = sorted(territories)
    for _ in range(4_000):
        root = random.choice(units)
        near = [unit for pair in sorted(territories[root])[:3] for unit in (pair[0], f"2025-{pair[1]}")]
        unit = random.choice([*near, random.choice(units)])
        assert may(Access("x", (Grant(Role.EDITOR, root),)), Action.UPLOAD, unit) == (
            territories[unit] <= territories[root]
        ), (root, unit)


def str_sorted(value: object) -> str:
    """The same name of a case in every process: the order of a set is not."""
    return "-".join(sorted(map(str, value))) if isinstance(value, set | tuple) else str(value)


@pytest.mark.parametrize(
    ("roots", "provinces", "some"),
    [
        ({LAM_DONG}, ("2025-68", "60", "67", "68"), set()),
        ({DAK_NONG}, ("67",), {XA_TUY_DUC, BAC_GIA_NGHIA}),
        ({TUY_DUC}, (), {TUY_DUC, DAK_BUK_SO, XA_TUY_DUC}),
        ({XA_TUY_DUC}, (), {XA_TUY_DUC, DAK_BUK_SO}),
    ],
    ids=str_sorted,
)
def test_a_province_stays_a_short_condition(roots: set[str], provinces: tuple[str, ...], some: set[str]) -> None:
    found = reach_of(roots)
    assert set(found.provinces) == set(provinces)
    assert some <= set(found.units)
    assert bool(found.units) == bool(some)
    assert all(is_within(unit, root) for unit in found.units for root in roots)
    assert reach_of([None]) == Within(everywhere=True)


@pytest.mark.parametrize(
    ("codes", "common"),
    [
        ({DAK_BUK_SO, QUANG_TRUC}, TUY_DUC),
        # Both old xã became part of one new xã: on their own map they are of the huyện, as before.
        ({DAK_BUK_SO, "24740"}, TUY_DUC),
        ({XA_TUY_DUC}, XA_TUY_DUC),
        ({XA_TUY_DUC, NEW_QUANG_TRUC}, TUY_DUC),
        ({XA_TUY_DUC, BAC_GIA_NGHIA}, DAK_NONG),
        ({XA_TUY_DUC, XUAN_HUONG}, LAM_DONG),
        ({XA_TUY_DUC, DAK_BUK_SO}, XA_TUY_DUC),
        ({DAK_NONG, XA_TUY_DUC}, DAK_NONG),
        ({DAK_NONG, OLD_LAM_DONG}, LAM_DONG),
        ({TUY_DUC, DAK_SONG}, DAK_NONG),
        ({LAM_DONG, KON_TUM}, None),
        ({XA_TUY_DUC, "99999"}, None),
        ({"2025-99999"}, None),
        (set(), None),
    ],
    ids=str_sorted,
)
def test_the_smallest_unit_of_either_map_that_holds_all(codes: set[str], common: str | None) -> None:
    assert common_unit(frozenset(codes)) == common


def _row(unit: str, day: date = date(2025, 12, 31)) -> NewFact:
    values = {"as_of": day, "value_type": "chính thức", "households": 900, "poor": 90}
    place = places_of("2025").by_code[unit]
    return NewFact(2, values, unit={"edition": place.edition, "unit_code": unit})


def _store(database: Database, by: Access, unit: str, day: date = date(2025, 12, 31)) -> int:
    new = NewBatch("poverty-progress", "a.csv", "0" * 64, b"", by, "cli", [], {}, unit_code=unit)
    with database.write() as session:
        return Repository(session).store(new, [_row(unit, day)])


EDITOR_OF_TUY_DUC = person(Role.EDITOR, TUY_DUC)


def test_a_huyen_brings_figures_of_the_new_communes_that_lie_in_it(sqlite: Database) -> None:
    number = _store(sqlite, EDITOR_OF_TUY_DUC, XA_TUY_DUC)
    for unit in (BAC_GIA_NGHIA, XUAN_HUONG, LAM_DONG):
        with pytest.raises(AccessRefused):
            _store(sqlite, EDITOR_OF_TUY_DUC, unit)
    with sqlite.read_as(EDITOR_OF_TUY_DUC) as session:
        (batch,) = session.scalars(select(Batch).where(Batch.unit_code.is_not(None), Batch.origin == "cli"))
        assert (batch.id, batch.edition, batch.unit_code, batch.province) == (number, "2025", XA_TUY_DUC, LAM_DONG)
    with sqlite.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
        assert entry is not None
        assert (entry.edition, entry.unit_code) == ("2025", XA_TUY_DUC)


@pytest.mark.parametrize(
    ("closed", "unit", "held"),
    [
        (TUY_DUC, XA_TUY_DUC, True),
        (TUY_DUC, BAC_GIA_NGHIA, False),
        (DAK_NONG, BAC_GIA_NGHIA, True),
        (LAM_DONG, XA_TUY_DUC, True),
        (LAM_DONG, DAK_BUK_SO, True),
        (XA_TUY_DUC, DAK_BUK_SO, True),
        (XA_TUY_DUC, TUY_DUC, False),
        (DAK_NONG, LAM_DONG, False),
    ],
)
def test_a_closed_period_closes_what_lies_in_its_unit(sqlite: Database, closed: str, unit: str, held: bool) -> None:
    end = date(2025, 12, 31)
    lock(sqlite, OPERATOR, closed, end)
    rows = [{"unit_code": unit, "as_of": end}]
    with sqlite.read() as session:
        assert [bool(found) for found in ClosedPeriods(session).of_rows("poverty-progress", rows)] == [held]
        assert session.scalars(select(PeriodLock.edition)).all() == ["2025" if "-" in closed else "2024"]


def test_what_is_closed_is_refused_and_not_closed_again(sqlite: Database) -> None:
    end = date(2025, 12, 31)
    lock(sqlite, OPERATOR, TUY_DUC, end)
    with pytest.raises(PeriodClosed, match="huyện Tuy Đức"):
        _store(sqlite, OPERATOR, XA_TUY_DUC)
    with pytest.raises(LockRefused, match="Không cần chốt nữa"):
        lock(sqlite, OPERATOR, XA_TUY_DUC, end)


def test_a_role_is_given_for_a_new_unit_within_reach(sqlite: Database) -> None:
    administrator = person(Role.ADMINISTRATOR, DAK_NONG)
    give(sqlite, administrator, "hoa@daknong.gov.vn", "Lê Thị Hoa", Role.EDITOR, XA_TUY_DUC)
    for unit in (XUAN_HUONG, LAM_DONG):
        with pytest.raises(AccessRefused):
            give(sqlite, administrator, "hoa@daknong.gov.vn", "Lê Thị Hoa", Role.VIEWER, unit)
    with sqlite.read() as session:
        hoa = person_of_email(session, "hoa@daknong.gov.vn")
        assert hoa is not None
        assert grants_of(session, hoa.id) == (Grant(Role.EDITOR, XA_TUY_DUC),)
        assert session.scalars(select(AccessGrant.province)).all() == [LAM_DONG]
    assert unit_in_words(XA_TUY_DUC) == "xã Tuy Đức (mới), tỉnh Lâm Đồng (mới)"
    assert unit_in_words(TUY_DUC) == "huyện Tuy Đức, tỉnh Đắk Nông"


def test_a_plan_and_a_row_of_two_maps_are_of_what_holds_both(sqlite: Database) -> None:
    """97/KH-UBND is of old Đắk Nông; a row of its kind that names a new xã lies in it."""
    row = {"plan_number": "97/KH-UBND", "goal": "x", "unit_code": XA_TUY_DUC}
    with sqlite.read() as session:
        assert RowUnits(session, "goal", OPERATOR, [row]).of(row) == DAK_NONG
        outside = {**row, "unit_code": XUAN_HUONG}
        assert RowUnits(session, "goal", OPERATOR, [outside]).of(outside) == LAM_DONG
