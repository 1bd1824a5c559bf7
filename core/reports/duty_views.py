"""Duties of units as screens, the command and the calendar show them: chosen, ordered, by month, as a frame."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from core.places import Place
from core.reference import documents
from core.reports.frames import DAY, TEXT, frame
from core.reports.goals import DutyRow
from core.reports.unit_duties import UnitDuty
from core.territory import within
from core.text import slug, sort_key
from core.wording_duties import days_said, done_said, printed_deadline, state_word


@dataclass(frozen=True)
class DutyChoice:
    """What is asked for; empty is all. `place` with what lies below it, `who` is a unit's or an agency's slug."""

    plan: str = ""
    place: Place | None = None
    who: str = ""
    duty: str = ""
    states: frozenset[str] = frozenset()


def chosen_duties(rows: Iterable[UnitDuty], chosen: DutyChoice) -> list[UnitDuty]:
    codes = within(chosen.place.code) if chosen.place else None
    return [
        row
        for row in rows
        if (not chosen.plan or slug(row.duty.plan_number) == chosen.plan)
        and (codes is None or _lies_in(row, codes))
        and (not chosen.who or who_slug(row) == chosen.who)
        and (not chosen.duty or duty_slug(row.duty) == chosen.duty)
        and (not chosen.states or row.state in chosen.states)
    ]


def _lies_in(row: UnitDuty, codes: Collection[str]) -> bool:
    """An agency's duty lies where its plan's unit does: those of the province are not those of one huyện."""
    return (row.place.code if row.place else _unit_of_plan(row.duty.plan_number)) in codes


def _unit_of_plan(number: str) -> str | None:
    return next((document.unit for document in documents() if document.number == number), None)


@dataclass(frozen=True)
class DutyScope:
    """A province, and how to learn which units a plan speaks of by its number.

    `plan` and `duty` are slugs that are asked for by name: where they lie elsewhere as a whole they are looked at too.
    """

    province: Place
    units_of: Callable[[str], Iterable[Place]]
    plan: str = ""
    duty: str = ""


def in_scope(rows: Sequence[UnitDuty], scope: DutyScope) -> list[UnitDuty]:
    """What plans of the province's units ask of agencies and of units there, and what is asked for by name."""
    codes = within(scope.province.code)
    plans = _plans_of(rows, codes, scope)
    own = {id(row) for row in rows if row.duty.plan_number in plans and (row.place is None or row.place.code in codes)}
    duties = {row.key for row in rows if id(row) in own}
    return [row for row in rows if id(row) in own or _is_named(row, plans, duties, scope)]


def _is_named(row: UnitDuty, plans: Collection[str], duties: Collection[tuple[str, str]], scope: DutyScope) -> bool:
    by_plan = row.duty.plan_number not in plans and slug(row.duty.plan_number) == scope.plan
    return by_plan or (row.key not in duties and duty_slug(row.duty) == scope.duty)


def _plans_of(rows: Sequence[UnitDuty], codes: Collection[str], scope: DutyScope) -> set[str]:
    """A plan whose own unit is not known, as one loaded by hand, is of the provinces of the units that it speaks of,
    or that reported under it; one that speaks of none is of no province.
    """
    reported = {row.duty.plan_number for row in rows if row.place and row.place.code in codes}
    found = set[str]()
    for number in dict.fromkeys(row.duty.plan_number for row in rows):
        home = _unit_of_plan(number)
        if home is None:
            inside = number in reported or any(place.code in codes for place in scope.units_of(number))
        else:
            inside = home in codes
        found |= {number} if inside else set()
    return found


def own_province_first(rows: Iterable[UnitDuty], province: Place | None) -> list[UnitDuty]:
    """The plans of a province's units before those of others; nothing else changes its place."""
    codes = within(province.code) if province else frozenset[str]()
    return sorted(rows, key=lambda row: _unit_of_plan(row.duty.plan_number) not in codes)


def who_slug(row: UnitDuty) -> str:
    """`huyen-tuy-duc-667`: with the code, for units of the same name; an agency by its name alone."""
    return f"{slug(row.who)}-{row.place.code}" if row.place else slug(row.who)


def duty_slug(duty: DutyRow) -> str:
    return f"{slug(duty.plan_number)}~{slug(duty.obligation)}"


def by_deadline(rows: Iterable[UnitDuty]) -> list[UnitDuty]:
    """The earliest last day first, those without a deadline last; units in the order of the alphabet."""
    return sorted(
        rows, key=lambda row: (row.last_day or date.max, row.duty.plan_number, row.duty.obligation, _order(row))
    )


def _order(row: UnitDuty) -> tuple[bool, Any]:
    """Agencies before units."""
    return row.place is not None, sort_key(row.place.own_name if row.place else row.who)


def everyone(rows: Iterable[UnitDuty]) -> dict[str, str]:
    """Slug → unit or agency, each once: agencies, then units, in the order of the alphabet."""
    first = {who_slug(row): row for row in rows}
    return {name: row.who for name, row in sorted(first.items(), key=lambda item: _order(item[1]))}


def months_of(rows: Iterable[UnitDuty]) -> dict[date, int]:
    """The first day of every month with a last day on time in it, and how many duties of units end there."""
    counts = Counter(row.last_day.replace(day=1) for row in rows if row.last_day)
    return dict(sorted(counts.items()))


@dataclass(frozen=True)
class DayDuty:
    """One duty that ends on a day, with all who owe it."""

    duty: DutyRow
    rows: tuple[UnitDuty, ...]

    @property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in self.rows)

    @property
    def done(self) -> int:
        return sum(row.done_on is not None for row in self.rows)


def by_day(rows: Iterable[UnitDuty], month: date) -> dict[date, list[DayDuty]]:
    """Of one month: the duties that end on each day."""
    found: dict[date, dict[str, list[UnitDuty]]] = defaultdict(lambda: defaultdict(list))
    for row in by_deadline(rows):
        if row.last_day and row.last_day.replace(day=1) == month:
            found[row.last_day][duty_slug(row.duty)].append(row)
    return {day: [DayDuty(same[0].duty, tuple(same)) for same in duties.values()] for day, duties in found.items()}


DUTY_DTYPES = {
    "who": TEXT,
    "title": TEXT,
    "plan": TEXT,
    "section": TEXT,
    "code": TEXT,
    "due": DAY,
    "printed": TEXT,
    "days": TEXT,
    "state": TEXT,
    "done_on": DAY,
    "source": TEXT,
}


def duty_frame(rows: Sequence[UnitDuty]) -> pd.DataFrame:
    """One row per duty and unit, in the order given, in words; `due` is the printed day."""
    return frame((_cells(row) for row in rows), DUTY_DTYPES)


def _cells(row: UnitDuty) -> tuple[Any, ...]:
    return (
        row.who,
        row.duty.title,
        row.duty.plan_number,
        row.duty.source,
        row.duty.obligation,
        row.duty.due,
        printed_deadline(row) or None,
        days_said(row) or None,
        state_word(row).label,
        row.done_on,
        done_said(row) or None,
    )
