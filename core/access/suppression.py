"""What the public view keeps back of figures about few households: worked out from all that stands, once per state.

Households are people, so a count of 1 up to `[public] smallest_count` is not shown, nor what would give it away
(core.access.small_counts): the poverty figures of the whole unit, at all its dates, under all its plans, with others of
the same huyện where needed. The parts of a year's movement and of DTTS are shown of all units of a province or, where
one of them is small, at most of the province itself. A 0 is shown. What was replaced is not shown at all.

What is left between two figures that are shown (87 households, then 85; 25 planned, 2 gone) is not kept back: anybody
can subtract, and a net change is no count of households: it does not say how many left or fell into poverty.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, String, and_, bindparam, case, literal, null, or_, select, true
from sqlalchemy.orm import Session

from core.access.maps_known import across
from core.access.reach import KNOWN_EDITIONS
from core.access.small_counts import (
    Cell,
    can_be_otherwise,
    can_be_otherwise_within,
    is_small,
)
from core.access.small_counts_across import kept_back_across, told_by_other_map
from core.places import places_seen_by
from core.tables import Goal, GoalProgress, PovertyPlan, PovertyProgress
from core.text import slug

DECREASES = ("escaped_to_near_poor", "escaped", "other_decrease")
INCREASES = ("near_poor_to_poor", "relapsed", "newly_poor", "other_increase")
MOVEMENT = {**dict.fromkeys(DECREASES, -1), **dict.fromkeys(INCREASES, 1)}
ETHNIC = ("ethnic_households", "ethnic_poor", "indigenous_households", "indigenous_poor")
_RESULT = ("households", "poor", "near_poor", "poor_start")
_PLAN = (
    *("households_start", "poor_start", "households_planned", "poor_reduction", "near_poor_start"),
    *("near_poor_reduction", "rate_reduction", "rate_reduction_upper"),
    *("printed_rate_start", "printed_poor_planned", "printed_rate_planned"),
)
# Measures of goals that count people: «hộ», «hộ nghèo», «người», «nhà» …
_PEOPLE = frozenset({"ho", "nguoi", "nha", "khau", "chau", "em", "can", "lao"})


@dataclass(frozen=True)
class Withheld:
    """Codes of units of which the public sees no poverty figures, no movement, no DTTS; goals as `_goal_key` says."""

    smallest: int
    units: frozenset[str] = frozenset()
    movements: frozenset[str] = frozenset()
    ethnic: frozenset[str] = frozenset()
    goals: frozenset[str] = frozenset()


# What is kept back from the public reader whose statement runs.
WITHHELD: ContextVar[Withheld | None] = ContextVar("withheld", default=None)


def withheld_from_public(session: Session, smallest: int) -> Withheld:
    """`session` hides nothing, and is the reader's own transaction: both see one state."""
    results, plans = _rows(session, PovertyProgress, _RESULT_COLUMNS), _rows(session, PovertyPlan, _PLAN_COLUMNS)
    units = kept_back_across(_cells(results, plans), across(), _order(results, plans), smallest)
    return Withheld(
        smallest,
        units=units,
        movements=_parts_kept_back(results, tuple(MOVEMENT), smallest, _movement_can_differ),
        ethnic=_parts_kept_back(results, ETHNIC, smallest, _ethnic_can_differ),
        goals=frozenset(_goals(session, units, smallest)),
    )


_Row = Mapping[str, Any]
_RESULT_COLUMNS = ("unit_code", "as_of", *_RESULT, *MOVEMENT, *ETHNIC)
_PLAN_COLUMNS = ("unit_code", "year", "plan_number", "plan_owner", *_PLAN)


def _rows(session: Session, of: type[PovertyProgress] | type[PovertyPlan], columns: Sequence[str]) -> list[_Row]:
    """What stands, and was published with its batch."""
    query = select(*(of.__table__.c[name] for name in columns)).where(of.is_current, of.edition.in_(KNOWN_EDITIONS))
    return [dict(row._mapping) for row in session.execute(query)]


def _order(results: Iterable[_Row], plans: Iterable[_Row]) -> dict[str, int]:
    """The units with figures by their households: those with few are kept back along with others first."""
    found: dict[str, int] = {}
    for row in (*plans, *results):
        households = row.get("households") or row.get("households_start")
        found[row["unit_code"]] = max(found.get(row["unit_code"], 0), households or 0)
    return found


def _cells(results: Iterable[_Row], plans: Iterable[_Row]) -> dict[Cell, dict[str, int]]:
    """Every count by unit; the start of a year is also the end of the year before."""
    cells: dict[Cell, dict[str, int]] = defaultdict(dict)
    for row in results:
        for cell, count in _of_result(row):
            cells[cell][row["unit_code"]] = count
    for row in plans:
        for cell, count in _of_plan(row):
            cells[cell][row["unit_code"]] = count
    for cell in [one for one in cells if one[0] in _STOCKS]:
        for unit, count in cells[cell].items():
            # Whoever gives it: a plan's start is the result of the day before its year.
            cells["any", *cell[1:3]].setdefault(unit, count)
    return cells


_STOCKS = ("result", "start")


def _of_result(row: _Row) -> Iterator[tuple[Cell, int]]:
    year: date = row["as_of"]
    start = date(year.year - 1, 12, 31)
    counts = (
        (("result", "poor", year), row["poor"]),
        (("result", "near_poor", year), row["near_poor"]),
        (("start", "poor", start, year), row["poor_start"]),
    )
    yield from ((cell, count) for cell, count in counts if count is not None)


def _of_plan(row: _Row) -> Iterator[tuple[Cell, int]]:
    which, start = (row["year"], row["plan_number"], row["plan_owner"]), date(row["year"] - 1, 12, 31)
    counts = {
        ("start", "poor", start, *which): row["poor_start"],
        ("start", "near_poor", start, *which): row["near_poor_start"],
        ("plan", "poor_reduction", *which): row["poor_reduction"],
        ("plan", "near_poor_reduction", *which): row["near_poor_reduction"],
        ("plan", "poor", *which): _less(row["poor_start"], row["poor_reduction"]),
        ("plan", "near_poor", *which): _less(row["near_poor_start"], row["near_poor_reduction"]),
        ("plan", "printed_poor", *which): row["printed_poor_planned"],
    }
    yield from ((cell, count) for cell, count in counts.items() if count is not None)


def _less(start: int | None, fall: int | None) -> int | None:
    return None if start is None or fall is None else start - fall


_CanDiffer = Callable[[Sequence[_Row], int], bool]


def _parts_kept_back(
    results: Sequence[_Row], parts: Sequence[str], smallest: int, can_differ: _CanDiffer
) -> frozenset[str]:
    """All units of a province in which any part of any unit is small; the province itself only where it must be."""
    kept: set[str] = set()
    for province, of_province in _by_province(results).items():
        below = set(places_seen_by(province).codes_below(province)) - {province}
        rows = [row for row in of_province if row["unit_code"] != province]
        own = [row for row in of_province if row["unit_code"] == province]
        if not any(is_small(row[part], smallest) for row in (*rows, *own) for part in parts):
            continue
        kept |= below
        if any(is_small(row[part], smallest) for row in own for part in parts) or not can_differ(rows, smallest):
            kept.add(province)
    return frozenset(kept | told_by_other_map(kept, ((row["as_of"], row["unit_code"]) for row in results)))


def _by_province(rows: Iterable[_Row]) -> Mapping[str, list[_Row]]:
    found = defaultdict[str, list[_Row]](list)
    for row in rows:
        places = places_seen_by(row["unit_code"])
        found[places.province_of(places.by_code[row["unit_code"]]).code].append(row)
    return found


def _movement_can_differ(rows: Sequence[_Row], smallest: int) -> bool:
    """Each unit's poor households are shown at both ends, so its parts are known but for how they share the change."""
    return all(
        can_be_otherwise(_known(peers, tuple(MOVEMENT)), MOVEMENT, smallest) for peers in _of_one_day_and_level(rows)
    )


def _ethnic_can_differ(rows: Sequence[_Row], smallest: int) -> bool:
    """DTTS households are some of all households, poor ones some of the poor and of the DTTS ones."""
    return all(
        can_be_otherwise_within(_known(peers, ETHNIC), _ethnic_limits(peers), smallest)
        for peers in _of_one_day_and_level(rows)
    )


def _ethnic_limits(rows: Iterable[_Row]) -> dict[str, dict[str, int]]:
    return {
        row["unit_code"]: {
            f"{group}_{part}": min(most for most in (whole, row[f"{group}_households"]) if most is not None)
            for group in ("ethnic", "indigenous")
            for part, whole in (("households", row["households"]), ("poor", row["poor"]))
        }
        | {f"{group}_households": row["households"] for group in ("ethnic", "indigenous")}
        for row in rows
    }


def _of_one_day_and_level(rows: Iterable[_Row]) -> Iterable[list[_Row]]:
    peers: dict[tuple[date, str], list[_Row]] = defaultdict(list)
    for row in rows:
        peers[row["as_of"], places_seen_by(row["unit_code"]).by_code[row["unit_code"]].level].append(row)
    return peers.values()


def _known(rows: Iterable[_Row], parts: Sequence[str]) -> dict[str, dict[str, int]]:
    return {row["unit_code"]: {part: row[part] for part in parts if row[part] is not None} for row in rows}


def _goals(session: Session, units: frozenset[str], smallest: int) -> Iterator[str]:
    """Goals of units kept back, and those that count people and have, or reached, a small number."""
    reached: dict[str, list[Decimal]] = defaultdict(list)
    for plan, goal, value in session.execute(
        select(GoalProgress.plan_number, GoalProgress.goal, GoalProgress.value).where(GoalProgress.is_current)
    ):
        reached[_joined(plan, goal)].append(value)
    columns = (Goal.plan_number, Goal.goal, Goal.unit_code, Goal.measure, Goal.value, Goal.value_upper)
    for plan, goal, unit, measure, *asked in session.execute(select(*columns).where(Goal.is_current)):
        key = _joined(plan, goal)
        values = [value for value in (*asked, *reached[key]) if value is not None]
        if unit in units or (_counts_people(measure) and any(0 < value < smallest for value in values)):
            yield key


def _counts_people(measure: str | None) -> bool:
    """A share is of no measure of people: «% hộ nghèo» counts none."""
    return "%" not in (measure or "") and not _PEOPLE.isdisjoint(slug(measure or "").split("-"))


_BETWEEN = "\n"


def _joined(plan_number: str, goal: str) -> str:
    return f"{plan_number}{_BETWEEN}{goal}"


def _list_of(name: str, of: Callable[[Withheld], frozenset[str]]) -> BindParameter[Any]:
    def values() -> list[str]:
        withheld = WITHHELD.get()
        # Without knowing what to keep back nothing is shown: asking raises.
        assert withheld is not None
        return sorted(of(withheld))

    return bindparam(f"withheld_{name}", callable_=values, expanding=True, type_=String())


_UNITS = _list_of("units", lambda withheld: withheld.units)
_MOVEMENTS = _list_of("movements", lambda withheld: withheld.movements)
_ETHNIC = _list_of("ethnic", lambda withheld: withheld.ethnic)
_GOALS = _list_of("goals", lambda withheld: withheld.goals)
_BARE: Mapping[str, frozenset[str]] = {"criterion_status": frozenset({"value"})}


_HIDDEN, _HIDDEN_MOVEMENT, _HIDDEN_ETHNIC = "withheld_row", "withheld_movement", "withheld_ethnic"


def public_marks(name: str, row: Any) -> list[ColumnElement[bool]]:
    """What of a row is kept back, as columns of their own: a country's list of units is bound once, not per column."""
    if name not in ("poverty_progress", "poverty_plan"):
        return []
    hidden = or_(row.unit_code.in_(_UNITS), ~row.is_current)
    if name == "poverty_plan":
        return [hidden.label(_HIDDEN)]
    movement, ethnic = row.unit_code.in_(_MOVEMENTS), row.unit_code.in_(_ETHNIC)
    return [hidden.label(_HIDDEN), movement.label(_HIDDEN_MOVEMENT), ethnic.label(_HIDDEN_ETHNIC)]


def public_columns(name: str, row: Any) -> Mapping[str, ColumnElement[Any]]:
    """What takes the place of columns of a table for the public; rows stay, so that who reported is still known.

    `row` has the table's columns and its `public_marks`.
    """
    if name == "poverty_plan":
        return {column: _unless(row[_HIDDEN], row[column]) for column in _PLAN}
    if name == "poverty_progress":
        parts = {**dict.fromkeys(MOVEMENT, _HIDDEN_MOVEMENT), **dict.fromkeys(ETHNIC, _HIDDEN_ETHNIC)}
        return {column: _unless(row[_HIDDEN], row[column]) for column in _RESULT} | {
            column: _unless(or_(row[_HIDDEN], row[mark]), row[column]) for column, mark in parts.items()
        }
    return {column: null().label(column) for column in _BARE.get(name, ())}


def _unless(hidden: ColumnElement[bool], of: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((hidden, null()), else_=of).label(of.name)


def public_rows(name: str, row: Any) -> ColumnElement[bool]:
    """Which rows of a table the public may see, beside what is published."""
    if name not in ("goal", "goal_progress"):
        return true()
    return and_(row.is_current, (row.plan_number + literal(_BETWEEN) + row.goal).not_in(_GOALS))
