"""What the public view keeps back: by hand, and by trying to work every small count out from what is shown."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.access import withheld
from core.access.guard import kept_back_from
from core.access.rules import Access, Grant, Role, anybody
from core.access.small_counts import Cell, Counts, Tree, can_be_otherwise, can_be_otherwise_within, units_kept_back
from core.access.suppression import (
    DECREASES,
    ETHNIC,
    INCREASES,
    MOVEMENT,
    Withheld,
    _of_result,
    _rows,
    withheld_from_public,
)
from core.database import Database
from core.ingest.kinds import kind_named
from core.places import all_places
from core.reports.budget import BudgetFilter
from core.reports.criteria import CriteriaFilter
from core.reports.goals import GoalFilter
from core.reports.poverty import PovertyFilter, poverty_status
from core.tables import Batch, CriterionStatus, Goal, PovertyPlan, PovertyProgress
from core.wording import why_no_total
from tests.conftest import Load
from ui.reads import QUERIES

SMALLEST = 5
TREE = Tree(
    {"T": None, "A": "T", "B": "T", "C": "T", "a1": "A", "a2": "A", "a3": "A", "a4": "A", "b1": "B", "b2": "B"},
    {"T": ("A", "B", "C"), "A": ("a1", "a2", "a3", "a4"), "B": ("b1", "b2")},
)
JUNE, YEAR_END = date(2024, 6, 30), date(2024, 12, 31)
GIA_NGHIA, TUY_DUC, DAK_NONG = "660", "667", "67"


def _kept(*cells: Mapping[str, int]) -> str:
    counts: dict[Cell, Mapping[str, int]] = {("result", number): cell for number, cell in enumerate(cells)}
    order = {unit: number for number, unit in enumerate(sorted({unit for cell in cells for unit in cell}))}
    return " ".join(sorted(units_kept_back(counts, TREE, order, SMALLEST)))


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ([{"a1": 5, "a2": 6, "a3": 7, "A": 18}], ""),
        ([{"a1": 0, "a2": 0, "a3": 7, "A": 7}], ""),
        ([{"a1": 4, "a2": 6, "a3": 7, "A": 17}], "a1 a2"),
        ([{"a1": 3, "a2": 1, "a3": 7, "a4": 9, "A": 20}], "a1 a2 a3"),
        ([{"a1": 3, "a2": 2, "a3": 7, "a4": 9, "A": 21}], "a1 a2"),
        ([{"a1": 1, "a2": 0, "a3": 7, "a4": 9, "A": 17}], "a1 a3"),
        ([{"a1": 1, "a2": 0, "a3": 0, "a4": 2, "A": 3}], "A a1 a2 a3 a4"),
        ([{"a1": 3, "A": 90}], "a1"),
        ([{"a1": 3, "A": 3}], "A a1 a2 a3 a4"),
        ([{"a1": 3, "a2": 8}], "a1 a2"),
        ([{"A": 3, "B": 8, "C": 9, "T": 20}], "A B a1 a2 a3 a4 b1 b2"),
        ([{"A": 0, "B": 2, "C": 9, "b1": 1, "b2": 1, "T": 11}], "B C b1 b2"),
        ([{"a1": 4, "a2": 0, "a3": 9, "A": 13}, {"a1": 8, "a2": 9, "a3": 9, "A": 26}], "a1 a3"),
    ],
    ids=[
        "nothing small",
        "a zero is shown",
        "one companion",
        "two small ones whose sum is small take a third",
        "two small ones whose sum is not",
        "not a companion of zero where another is firm",
        "a parent that is small itself",
        "one commune alone, its huyện has others",
        "one commune that is all of its huyện",
        "the huyện is not known yet",
        "a huyện, with all its communes",
        "the communes are all of their huyện",
        "small once, kept back at all times",
    ],
)
def test_small_counts_take_along_what_would_give_them_away(cells: Sequence[Mapping[str, int]], kept: str) -> None:
    assert _kept(*cells) == kept


def test_what_a_huyen_without_a_figure_must_have_is_known_from_the_others() -> None:
    """T − B − C leaves 3 for A, of which a1 is all."""
    assert _kept({"T": 30, "B": 17, "C": 10, "a1": 3}) == "A B a1 a2 a3 a4 b1 b2"


@pytest.mark.parametrize(
    ("rows", "possible"),
    [
        ({"a": {"escaped": 3, "relapsed": 0}, "b": {"escaped": 9, "relapsed": 2}}, True),
        ({"a": {"escaped": 3, "relapsed": 0}, "b": {"escaped": 9, "relapsed": 0}}, False),
        ({"a": {"escaped": 3}, "b": {"escaped": 9}}, False),
        ({"a": {"escaped": 3, "relapsed": 0}}, False),
        ({"a": {"escaped": 7, "relapsed": 8}}, True),
    ],
    ids=[
        "two that move together",
        "the other part is nobody's",
        "nothing to balance it",
        "nobody else",
        "nothing small",
    ],
)
def test_a_part_is_safe_where_another_unit_could_have_it(rows: Mapping[str, Mapping[str, int]], possible: bool) -> None:
    assert can_be_otherwise(rows, MOVEMENT, SMALLEST) is possible


@pytest.mark.parametrize(
    ("rows", "limits", "possible"),
    [
        ({"a": {"x": 3}, "b": {"x": 9}}, {"a": {"x": 9}, "b": {"x": 9}}, True),
        ({"a": {"x": 3}, "b": {"x": 9}}, {"a": {"x": 3}, "b": {"x": 9}}, False),
        ({"a": {"x": 3}, "b": {"x": 0}}, {"a": {"x": 3}, "b": {"x": 4}}, True),
        ({"a": {"x": 3}}, {"a": {"x": 9}}, False),
    ],
    ids=["room on both sides", "all that there can be", "room with the other", "nobody else"],
)
def test_a_part_of_a_known_whole_needs_room(
    rows: Mapping[str, Mapping[str, int]], limits: Mapping[str, Mapping[str, int]], possible: bool
) -> None:
    assert can_be_otherwise_within(rows, limits, SMALLEST) is possible


# Through the database: rows of a file, and what the public reads of them.

_PLACES = ("province", "district", "commune")


def _file(rows: Sequence[Mapping[str, Any]], kind: str = "poverty-progress") -> str:
    columns = kind_named(kind).by_key
    keys = [*_PLACES, *dict.fromkeys(key for row in rows for key in row if key != "unit")]
    lines = [";".join(columns[key].header for key in keys)]
    for row in rows:
        chain = [place.name if place else "" for place in all_places().ancestors(all_places().by_code[row["unit"]])]
        cells = [*chain, *("" if row.get(key) is None else str(row[key]) for key in keys[3:])]
        lines.append(";".join(cells))
    return "\n".join(lines)


def _result(unit: str, poor: int, day: str = "30/06/2024", households: int = 900, **more: Any) -> dict[str, Any]:
    return {"unit": unit, "as_of": day, "households": households, "poor": poor, **more}


def _below(unit: str) -> list[str]:
    return [place.code for place in all_places().children(all_places().by_code[unit])]


def _whole(unit: str, parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The row of a unit that is the sum of those below it."""
    keys = [key for key in parts[0] if key not in ("unit", "as_of")]
    total = {
        key: None if any(part[key] is None for part in parts) else sum(part[key] for part in parts) for key in keys
    }
    return {"unit": unit, "as_of": parts[0]["as_of"], **total}


def _kept_back(database: Database) -> Withheld:
    with database.read_as(anybody()) as session:
        found = kept_back_from(session)
    assert found is not None
    return found


WARDS = _below(GIA_NGHIA)


def test_the_rows_stay_without_their_numbers(database: Database, load: Load) -> None:
    counts = [0, 1, 3, 4, 5, 6, 40, 30]
    parts = [_result(unit, poor, near_poor=20, note="ghi chú") for unit, poor in zip(WARDS, counts, strict=True)]
    counted = [{name: value for name, value in part.items() if name != "note"} for part in parts]
    load(database, _file([*parts, _whole(GIA_NGHIA, counted)]), justify="thử")
    with database.read_as(anybody()) as session:
        query = select(
            PovertyProgress.unit_code, PovertyProgress.households, PovertyProgress.poor, PovertyProgress.note
        )
        shown = {unit: tuple(rest) for unit, *rest in session.execute(query)}
        poverty = [row.poor for row in session.scalars(select(PovertyProgress).where(PovertyProgress.poor > 0))]
        added = session.scalar(select(func.sum(PovertyProgress.poor)).where(PovertyProgress.unit_code.in_(WARDS)))
    # 1 + 3 + 4 is no small count, and of three units.
    assert [shown[unit][1] for unit in WARDS] == [0, None, None, None, 5, 6, 40, 30]
    assert [shown[unit][0] for unit in WARDS] == [900, None, None, None, 900, 900, 900, 900]
    assert shown[GIA_NGHIA][1] == 89
    assert {note for *_, note in shown.values()} == {None}
    assert sorted(poverty) == [5, 6, 30, 40, 89]
    assert added == 81
    assert _kept_back(database).units == frozenset(WARDS[1:4])


def test_only_the_public_reader_is_kept_from_small_counts(sqlite: Database, load: Load) -> None:
    load(sqlite, _file([_result(WARDS[0], 3, note="ghi chú")]), justify="thử")
    viewer = Access("người xem", (Grant(Role.VIEWER, DAK_NONG),))
    with sqlite.read_as(viewer) as session:
        row = session.scalars(select(PovertyProgress)).one()
        assert (row.poor, row.note) == (3, "ghi chú")
        assert kept_back_from(session) is None
    with sqlite.read_as(anybody()) as session:
        assert session.scalars(select(PovertyProgress)).one().poor is None


def test_a_change_counts_for_the_next_reader(sqlite: Database, load: Load) -> None:
    load(sqlite, _file([_result(WARDS[0], 30)]))
    assert not _kept_back(sqlite).units
    load(sqlite, _file([_result(WARDS[0], 3)]), justify="thử")
    assert _kept_back(sqlite).units == {WARDS[0]}
    with sqlite.read_as(anybody()) as session:
        assert set(session.scalars(select(PovertyProgress.poor))) == {None}, "nor what stood before"


@pytest.mark.parametrize(("relapsed", "of_province"), [([1, 9], True), ([0, 6], False), ([1, 2], True)])
def test_parts_of_a_movement_go_from_a_whole_province(
    sqlite: Database, load: Load, relapsed: list[int], of_province: bool
) -> None:
    """A small one anywhere takes them from all units below; from the province itself where its own is small."""
    communes = _below(TUY_DUC)[:2]
    parts = [
        _result(unit, 80, poor_start=100 + back, escaped=20 + 2 * back, relapsed=back)
        for unit, back in zip(communes, relapsed, strict=True)
    ]
    load(sqlite, _file([*parts, _whole(TUY_DUC, parts), _whole(DAK_NONG, parts)]), justify="thử")
    kept = _kept_back(sqlite).movements
    assert (communes[0] in kept, TUY_DUC in kept) == (of_province, of_province)
    assert (DAK_NONG in kept) is (sum(relapsed) == 3)
    with sqlite.read_as(anybody()) as session:
        rows = {row.unit_code: row for row in session.scalars(select(PovertyProgress))}
    assert [rows[unit].relapsed for unit in communes] == ([None, None] if of_province else relapsed)
    assert [rows[unit].poor for unit in communes] == [80, 80]


def test_dtts_households_go_from_a_whole_province(sqlite: Database, load: Load) -> None:
    communes = _below(TUY_DUC)[:3]
    parts = [
        _result(unit, 80, ethnic_households=300, ethnic_poor=poor)
        for unit, poor in zip(communes, [2, 40, 50], strict=True)
    ]
    load(sqlite, _file([*parts, _whole(DAK_NONG, parts)]), justify="thử")
    assert _kept_back(sqlite).ethnic == set(all_places().codes_below(DAK_NONG)) - {DAK_NONG}
    with sqlite.read_as(anybody()) as session:
        rows = {row.unit_code: row for row in session.scalars(select(PovertyProgress))}
    assert (rows[communes[1]].ethnic_poor, rows[communes[1]].poor) == (None, 80)
    assert rows[DAK_NONG].ethnic_poor == 92


def test_plans_of_communes_follow_the_same_rule(sqlite: Database, load: Load) -> None:
    rows = [
        {"unit": unit, "year": 2024, "plan_owner": "huyện", "plan_number": "9/KH", "households_start": 900, **counts}
        for unit, counts in (
            (WARDS[0], {"poor_start": 3, "poor_reduction": 3}),
            (WARDS[1], {"poor_start": 30, "poor_reduction": 10}),
            (WARDS[2], {"poor_start": 50, "poor_reduction": 10}),
        )
    ]
    load(sqlite, _file(rows, "poverty-plan"), kind="poverty-plan", justify="thử")
    with sqlite.read_as(anybody()) as session:
        rows_seen = session.scalars(select(PovertyPlan).where(PovertyPlan.plan_number == "9/KH"))
        shown = {row.unit_code: row.poor_start for row in rows_seen}
        listed = {row.place.code for row in poverty_status(session, PovertyFilter())}
    assert [shown[unit] for unit in WARDS[:3]] == [None, None, 50]
    assert WARDS[2] in listed
    assert not listed & set(WARDS[:2])


def test_the_shipped_plans_are_public(sqlite: Database) -> None:
    assert _kept_back(sqlite) == Withheld(SMALLEST)
    with sqlite.read_as(anybody()) as session:
        assert len(poverty_status(session, PovertyFilter())) == 9


@pytest.mark.parametrize(
    ("measure", "value", "kept"),
    [("hộ", 3, True), ("hộ nghèo", 4, True), ("hộ", 5, False), ("hộ", 0, False), ("%", 3, False), ("xã", 3, False)],
)
def test_goals_that_count_people(sqlite: Database, load: Load, measure: str, value: int, kept: bool) -> None:
    goal = {"unit": TUY_DUC, "plan_number": "9/KH", "goal": "m1", "title": "Hỗ trợ", "value": 20, "measure": measure}
    load(sqlite, _file([goal], "goal"), kind="goal")
    reached = "Số văn bản;Mã mục tiêu;Ngày số liệu;Giá trị\n" + f"9/KH;m1;30/06/2024;{value}\n"
    load(sqlite, reached, kind="goal-progress", justify="thử")
    with sqlite.read_as(anybody()) as session:
        assert ("m1" not in set(session.scalars(select(Goal.goal)))) is kept


def test_a_province_that_can_not_be_added_up_says_why(sqlite: Database, load: Load) -> None:
    districts = _below(DAK_NONG)
    load(sqlite, _file([_result(unit, 3 if unit == TUY_DUC else 200) for unit in districts]), justify="thử")
    with sqlite.read_as(anybody()) as session:
        whole = next(row for row in poverty_status(session, PovertyFilter()) if row.place.code == DAK_NONG)
    assert whole.result is None
    said = why_no_total(whole) or ""
    assert said.startswith("Không cộng được toàn tỉnh: không công bố số liệu của ")
    assert "Tuy Đức" in said


# Working it out: everything that is shown against every count that is not.

Variable = tuple[str, date, str]  # unit, day, figure
STOCKS = ("poor", "near_poor", "poor_start")


@dataclass
class Riddle:
    """What somebody knows who reads everything: the sums and balances that hold, and which figures are shown."""

    truth: dict[Variable, int]
    shown: frozenset[Variable]
    balances: list[dict[Variable, int]]

    def can_be_otherwise(self, asked: Variable) -> bool:
        """Whether a figure could be one more or one less with all that is known still true."""
        of: dict[Variable, list[int]] = {}
        for number, balance in enumerate(self.balances):
            for variable in balance:
                of.setdefault(variable, []).append(number)
        return any(self._mended({asked: step}, of, most) for most in range(12) for step in (1, -1))

    def _mended(self, moved: dict[Variable, int], of: Mapping[Variable, list[int]], left: int) -> bool:
        if any(self.truth[variable] + step < 0 for variable, step in moved.items()):
            return False
        for number in sorted({number for variable in moved for number in of.get(variable, ())}):
            balance = self.balances[number]
            off = sum(balance[variable] * step for variable, step in moved.items() if variable in balance)
            if off:
                return left >= abs(off) and any(
                    self._mended({**moved, variable: step}, of, left - 1)
                    for variable, step in self._counter(balance, off)
                    if variable not in moved and variable not in self.shown and self.truth.get(variable, 0) + step >= 0
                )
        return True

    @staticmethod
    def _counter(balance: Mapping[Variable, int], off: int) -> Iterator[tuple[Variable, int]]:
        for variable, sign in balance.items():
            yield variable, -1 if off * sign > 0 else 1


def _balances(units: Sequence[str], days: Sequence[date], truth: Mapping[Variable, int]) -> list[dict[Variable, int]]:
    """Parents are sums of their parts; what moves joins the two ends of a year; a year starts where the last ended."""
    found: list[dict[Variable, int]] = []
    for day in days:
        for unit in units:
            below = [child for child in _below(unit) if child in units]
            for figure in (*STOCKS, *MOVEMENT):
                if below and (unit, day, figure) in truth:
                    found.append({(unit, day, figure): -1, **{(child, day, figure): 1 for child in below}})
            closing = {(unit, day, "poor"): -1, (unit, day, "poor_start"): 1}
            closing |= {(unit, day, flow): -1 for flow in DECREASES} | {(unit, day, flow): 1 for flow in INCREASES}
            found.append(closing)
    if len(days) > 1:
        found += [{(unit, days[0], "poor_start"): 1, (unit, days[1], "poor_start"): -1} for unit in units]
    return found


# A province in which hardly any count is small: only there does it show whether others have to be kept back along.
FEW = 0


def _drawn(
    chance: random.Random, highs: Sequence[int] = (6, 12, 40)
) -> tuple[list[dict[str, Any]], dict[Variable, int]]:
    """A province of two huyện with their communes, twice in a year, all figures reported and closing."""
    districts = _below(DAK_NONG)[:2]
    starts: dict[str, int] = {}
    rows: list[dict[str, Any]] = []
    high = chance.choice(highs)
    for day in ("30/06/2024", "31/12/2024"):
        of_districts = []
        for district in districts:
            parts = [_drawn_row(unit, day, chance, starts, high) for unit in _below(district)]
            of_districts.append(_whole(district, parts))
            rows += parts
        rows += [*of_districts, _whole(DAK_NONG, of_districts)]
    truth = {
        (row["unit"], JUNE if row["as_of"][:2] == "30" else YEAR_END, figure): row[figure]
        for row in rows
        for figure in (*STOCKS, *MOVEMENT)
    }
    return rows, truth


def _drawn_row(unit: str, day: str, chance: random.Random, starts: dict[str, int], high: int) -> dict[str, Any]:
    start = starts.setdefault(unit, _drawn_count(chance, high))
    gone = chance.randint(0, start if high != FEW else min(start, 20))
    flows = dict.fromkeys(MOVEMENT, 0)
    for _ in range(gone):
        flows[chance.choice(DECREASES)] += 1
    for _ in range(chance.choice([0, 0, chance.randint(0, 6)])):
        flows[chance.choice(INCREASES)] += 1
    poor = start + sum(sign * flows[flow] for flow, sign in MOVEMENT.items())
    near = _drawn_count(chance, high)
    return _result(unit, poor, day, 500, near_poor=near, poor_start=start, **flows)


def _drawn_count(chance: random.Random, high: int) -> int:
    if high == FEW:
        return chance.randint(0, 4) if chance.random() < 0.06 else chance.randint(40, 90)
    return chance.choice([0, chance.randint(0, high), chance.randint(0, high)])


def _shown(database: Database) -> frozenset[Variable]:
    with database.read_as(anybody()) as session:
        rows = session.scalars(select(PovertyProgress)).all()
        return frozenset(
            (row.unit_code, row.as_of, figure)
            for row in rows
            for figure in (*STOCKS, *MOVEMENT)
            if getattr(row, figure) is not None
        )


@pytest.mark.parametrize("seed", range(4))
def test_no_small_count_can_be_worked_out(sqlite: Database, load: Load, seed: int) -> None:
    """With the sums of all units, the balance of every year and its start at hand, each could still be another."""
    rows, truth = _drawn(random.Random(seed))
    load(sqlite, _file(rows), justify="thử")
    assert any(0 < count < SMALLEST for count in truth.values())
    assert not _worked_out(sqlite, truth)


@pytest.mark.parametrize("seed", range(3))
def test_few_small_counts_can_not_be_worked_out_either(sqlite: Database, load: Load, seed: int) -> None:
    """Where hardly any count is small, only what is kept back along with it stands in the way."""
    rows, truth = _drawn(random.Random(seed), (FEW,))
    load(sqlite, _file(rows), justify="thử")
    assert any(0 < count < SMALLEST for (_, _, figure), count in truth.items() if figure in STOCKS)
    assert not _worked_out(sqlite, truth)


def _worked_out(database: Database, truth: dict[Variable, int]) -> list[Variable]:
    """The small counts that a reader of the public view can tell: they are shown, or can be no other."""
    units = sorted({unit for unit, *_ in truth})
    shown = _shown(database)
    riddle = Riddle(truth, shown, _balances(units, [JUNE, YEAR_END], truth))
    small = [variable for variable, count in truth.items() if 0 < count < SMALLEST]
    return [variable for variable in small if variable in shown or not riddle.can_be_otherwise(variable)]


def _alone(counts: Counts, tree: Tree, _order: object, _smallest: int, parent: str, hidden: set[str]) -> set[str]:
    """Nobody is kept back along."""
    return {child for child in tree.below.get(parent, ()) if child in hidden}


def _only_the_newest(session: Any, of: Any, columns: Any) -> list[Any]:
    return [row for row in _rows(session, of, columns) if row.get("as_of") in (None, YEAR_END)]


def _no_start(row: Any) -> Iterator[Any]:
    return (one for one in _of_result(row) if one[0][0] != "start")


@pytest.mark.parametrize(
    ("place", "broken", "now", "start"),
    [
        ("core.access.small_counts.with_companions", _alone, 3, 57),
        ("core.access.suppression._rows", _only_the_newest, 3, 57),
        ("core.access.suppression._of_result", _no_start, 40, 3),
        ("core.access.suppression._parts_kept_back", lambda *_: frozenset(), 40, 57),
    ],
    ids=["no companions", "the newest period alone", "the start of a year forgotten", "all movements shown"],
)
def test_the_proof_fails_without_a_rule(
    sqlite: Database, load: Load, monkeypatch: pytest.MonkeyPatch, place: str, broken: Any, now: int, start: int
) -> None:
    """A proof that no rule is needed for would prove nothing. One ward has few at `now` in June, or at the `start`."""
    of_wards = [
        [
            _result(unit, poor, day, 500, near_poor=50, poor_start=begun, **_closing(begun - poor))
            for unit, poor, begun in zip(WARDS, counts, starts, strict=True)
        ]
        for day, counts, starts in (
            ("30/06/2024", (now, 41, 42, 43, 44, 45, 46, 47), (50, 51, 52, 53, 54, 55, 56, start)),
            ("31/12/2024", (49, 41, 42, 43, 44, 45, 46, 47), (50, 51, 52, 53, 54, 55, 56, start)),
        )
    ]
    rows = [row for parts in of_wards for row in (*parts, _whole(GIA_NGHIA, parts))]
    load(sqlite, _file(rows), justify="thử")
    days = {"30/06/2024": JUNE, "31/12/2024": YEAR_END}
    truth = {(row["unit"], days[row["as_of"]], name): row[name] for row in rows for name in (*STOCKS, *MOVEMENT)}
    assert not _worked_out(sqlite, truth)
    withheld.forget()
    monkeypatch.setattr(place, broken)
    assert _worked_out(sqlite, truth)


def _closing(fall: int) -> dict[str, int]:
    """Movements that lead from a start to an end."""
    up = 2 if fall >= 0 else 2 - fall
    return {**dict.fromkeys(MOVEMENT, 0), "escaped": max(fall, 0) + 2, "newly_poor": up}


def test_it_is_worked_out_once_for_a_state(sqlite: Database, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """And anew for another state, under the same version too: a backup put back by hand may repeat one."""
    asked: list[int] = []

    def counted(session: Any, smallest: int) -> Withheld:
        asked.append(smallest)
        return withheld_from_public(session, smallest)

    monkeypatch.setattr(withheld, "withheld_from_public", counted)
    assert (_kept_back(sqlite), _kept_back(sqlite)) == (Withheld(SMALLEST), Withheld(SMALLEST))
    assert asked == [SMALLEST]
    load(sqlite, _file([_result(WARDS[0], 3)]), justify="thử")
    assert _kept_back(sqlite).units == _kept_back(sqlite).units == {WARDS[0]}
    assert len(asked) == 2
    monkeypatch.setattr(withheld, "smallest_public_count", lambda: 3)
    assert not _kept_back(sqlite).units
    assert len(asked) == 3
    with sqlite.write() as session:
        session.execute(update(Batch).where(Batch.published_at.is_not(None)).values(published_at=datetime.now(UTC)))
    assert not _kept_back(sqlite).units
    assert len(asked) == 4


def test_the_riddle_finds_what_only_one_unit_can_have() -> None:
    """The solver itself: one hidden child of a sum that is shown has but one value, two have several."""
    alone = {("A", JUNE, "poor"): 20, ("a1", JUNE, "poor"): 3, ("a2", JUNE, "poor"): 17}
    sums = [{("A", JUNE, "poor"): -1, ("a1", JUNE, "poor"): 1, ("a2", JUNE, "poor"): 1}]
    known = frozenset({("A", JUNE, "poor"), ("a2", JUNE, "poor")})
    assert not Riddle(alone, known, sums).can_be_otherwise(("a1", JUNE, "poor"))
    assert Riddle(alone, frozenset({("A", JUNE, "poor")}), sums).can_be_otherwise(("a1", JUNE, "poor"))


MARKED = 73019  # a number that nothing else has


def test_no_query_answers_with_what_is_kept_back(sqlite: Database, load: Load) -> None:
    """Households and near-poor of a unit kept back are in none of the answers of any query of the screens."""
    parts = [
        _result(WARDS[0], 3, households=MARKED, near_poor=60017, note="tên người"),
        _result(WARDS[1], 31007, households=40001),
        _result(WARDS[2], 41, households=99000),
    ]
    load(sqlite, _file(parts), name="ten-tep.csv", justify="lý do riêng")
    today = date(2024, 7, 1)
    asked: dict[str, Any] = {
        "poverty-status": PovertyFilter(),
        "poverty-results": PovertyFilter(),
        "budget": BudgetFilter(),
        "budget-course": BudgetFilter(),
        "criteria": CriteriaFilter(),
        "villages": CriteriaFilter(),
        **dict.fromkeys(("goals", "duties", "unit-duties"), GoalFilter(today)),
    }
    for name in (*asked, "moments", "batches", "reports-made", "result-dates", "demo", "provinces-with-figures"):
        with sqlite.read_as(anybody()) as session:
            said = repr(QUERIES[name](session, asked.get(name, 20 if name == "moments" else None)))
        for secret in (str(MARKED), "60017", "31007", "40001", "tên người", "ten-tep", "lý do riêng", "người thử"):
            assert secret not in said, (name, secret)


@pytest.mark.parametrize("unit", WARDS[:2])
@pytest.mark.parametrize("figure", ["poor", "households", "rate", "near_poor"])
def test_no_figure_kept_back_explains_itself(sqlite: Database, load: Load, unit: str, figure: str) -> None:
    load(sqlite, _file([_result(unit, poor) for unit, poor in zip(WARDS, (3, 31, 41), strict=False)]), justify="thử")
    with sqlite.read_as(anybody()) as session:
        assert QUERIES["explanation"](session, (f"ketqua.{unit}.2024-06-30.{figure}", None, None)) is None


def test_values_of_criteria_are_free_text_and_not_shown(sqlite: Database, load: Load) -> None:
    row = {"unit": _below(TUY_DUC)[0], "set": "xã NTM", "criterion": 11, "as_of": "30/06/2024", "status": "chưa đạt"}
    load(sqlite, _file([{**row, "value": "4 hộ", "evidence": "danh sách"}], "criteria-status"), kind="criteria-status")
    with sqlite.read_as(anybody()) as session:
        found = session.scalars(select(CriterionStatus).where(CriterionStatus.criterion == 11)).one()
        assert (found.status, found.value, found.evidence, found.note) == ("chưa đạt", None, None, None)


def test_the_parts_are_those_of_the_table() -> None:
    assert {*MOVEMENT, *ETHNIC} <= set(PovertyProgress.__table__.c.keys())
