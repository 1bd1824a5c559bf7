"""Goals as a frame for a table, duties grouped by agency; every frame declares its columns."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from core.reports.frames import DAY, TEXT, frame
from core.reports.goals import DutyRow, GoalRow
from core.rules.goals import DutyState
from core.wording_goals import latest_said, origin_said, target_said, unit_of_goal

GOAL_DTYPES = {
    "title": TEXT,
    "unit": TEXT,
    "state": TEXT,
    "target": TEXT,
    "latest": TEXT,
    "source": TEXT,
    "due": DAY,
    "document": TEXT,
}


def goal_frame(rows: Iterable[GoalRow]) -> pd.DataFrame:
    """One row per goal, in the order given; targets and values in words with the goal's own measure."""
    return frame((_goal_cells(row) for row in rows), GOAL_DTYPES)


def _goal_cells(row: GoalRow) -> tuple[Any, ...]:
    return (
        row.title,
        unit_of_goal(row),
        row.state,
        target_said(row),
        latest_said(row),
        origin_said(row),
        row.due,
        f"{row.plan_number}, {row.source}" if row.source else row.plan_number,
    )


@dataclass(frozen=True)
class AgencyDuties:
    """The duties of one agency, open ones with a deadline first; `next_due` is the earliest open deadline."""

    agency: str
    duties: tuple[DutyRow, ...]

    @property
    def next_due(self) -> date | None:
        return min((row.due for row in self.duties if row.due and _is_open(row)), default=None)


def by_agency(rows: Iterable[DutyRow]) -> list[AgencyDuties]:
    """Agencies with the earliest open deadline first, then the others in the order of the documents."""
    groups: dict[str, list[DutyRow]] = defaultdict(list)
    for row in rows:
        groups[row.agency].append(row)
    made = [AgencyDuties(agency, tuple(sorted(duties, key=_urgency))) for agency, duties in groups.items()]
    return sorted(made, key=lambda group: group.next_due or date.max)


_ORDER = (DutyState.OVERDUE, DutyState.PENDING, DutyState.ONGOING, DutyState.LATE, DutyState.DONE)


def _is_open(row: DutyRow) -> bool:
    return row.state in (DutyState.OVERDUE, DutyState.PENDING)


def _urgency(row: DutyRow) -> tuple[int, date]:
    place = 0 if _is_open(row) else _ORDER.index(DutyState(row.state))
    return place, row.due or date.max


def agencies_of(rows: Sequence[DutyRow]) -> list[str]:
    return list(dict.fromkeys(row.agency for row in rows))


def plans_of(rows: Iterable[GoalRow | DutyRow]) -> list[str]:
    """The numbers of the plans, each once, in the order of the rows."""
    return list(dict.fromkeys(row.plan_number for row in rows))
