"""How complete and how punctual the reports of a plan are: per unit and reporting period."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from core import formats
from core.places import Place
from core.reports.frames import DAY, TEXT, frame
from core.reports.unit_duties import UnitDuty
from core.reports.unit_duty_sources import owed_by_units
from core.rules.duties import UnitDutyState
from core.wording_duties import parts_said, state_word


@dataclass(frozen=True)
class Period:
    """One reporting period of a plan: a row per unit that owes its report."""

    name: str
    rows: tuple[UnitDuty, ...]

    @property
    def expected(self) -> int:
        return len(self.rows)

    @property
    def reported(self) -> int:
        return sum(row.done_on is not None for row in self.rows)

    @property
    def partly(self) -> int:
        return sum(row.state is UnitDutyState.PARTLY for row in self.rows)

    @property
    def on_time(self) -> int | None:
        """None where the document gives no deadline: nobody can be on time then."""
        if all(row.last_day is None for row in self.rows):
            return None
        return sum(row.done_on is not None and (row.days_left or 0) >= 0 for row in self.rows)

    @property
    def of(self) -> dict[str, UnitDuty]:
        return {row.place.code: row for row in self.rows if row.place}


@dataclass(frozen=True)
class PlanPeriods:
    """The reporting periods of one plan, the earliest deadline first, and the units that report."""

    plan_number: str
    units: tuple[Place, ...]
    periods: tuple[Period, ...]


def plan_periods(rows: Iterable[UnitDuty]) -> list[PlanPeriods]:
    """Plans that ask units for reports of a period (data/duty_units.csv), in the order of the rows."""
    owed = [row for row in rows if row.period and row.place]
    plans = list(dict.fromkeys(row.duty.plan_number for row in owed))
    return [_of_plan(plan, [row for row in owed if row.duty.plan_number == plan]) for plan in plans]


def _of_plan(plan: str, rows: Sequence[UnitDuty]) -> PlanPeriods:
    units = tuple(dict.fromkeys(row.place for row in rows if row.place))
    names = dict.fromkeys(_name(row) for row in rows)
    found = [Period(name, tuple(row for row in rows if _name(row) == name)) for name in names]
    return PlanPeriods(plan, units, tuple(found))


def _name(row: UnitDuty) -> str:
    """`6 tháng 2024`, `năm 2024`."""
    last_day = owed_by_units()[row.key].last_day
    return f"{row.period} {last_day.year}" if last_day else row.period


def period_frame(plan: PlanPeriods) -> pd.DataFrame:
    """One row per unit; of each period its state in words, the day it was done, how many of its parts have come."""
    dtypes = {"unit": TEXT}
    for place in range(len(plan.periods)):
        dtypes |= {f"state_{place}": TEXT, f"done_on_{place}": DAY, f"parts_{place}": TEXT}
    return frame((_cells(plan, unit) for unit in plan.units), dtypes)


def _cells(plan: PlanPeriods, unit: Place) -> list[Any]:
    cells: list[Any] = [unit.full_name]
    for period in plan.periods:
        row = period.of.get(unit.code)
        cells += [state_word(row).label, row.done_on, parts_said(row.upload) or None] if row else [None] * 3
    return cells


def period_said(period: Period) -> str:
    """`6 tháng 2024: 5/8 huyện, thành phố đủ, 3/8 đúng hạn, 1 mới có một phần`."""
    noun, expected = _noun(period.rows), formats.count(period.expected)
    parts = [f"{formats.count(period.reported)}/{expected} {noun} đủ"]
    if period.on_time is not None:
        parts.append(f"{formats.count(period.on_time)}/{expected} đúng hạn")
    if period.partly:
        parts.append(f"{formats.count(period.partly)} mới có một phần")
    ahead = [row.days_left for row in period.rows if row.is_open and not row.is_overdue and row.days_left is not None]
    if ahead:
        parts.append(f"còn {formats.count(min(ahead))} ngày")
    return f"{period.name}: {', '.join(parts)}"


def _noun(rows: Sequence[UnitDuty]) -> str:
    levels = {row.place.level for row in rows if row.place}
    return {"district": "huyện, thành phố", "commune": "xã"}.get(levels.pop() if len(levels) == 1 else "", "đơn vị")
