"""Export views of budgets, criteria, goals and duties (contracts.md section 3)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core.clock import local_day, today
from core.ingest.checks.check import PLACE_KEYS
from core.places import Place, Places
from core.reports.budget import BudgetFilter, BudgetLine, budget_lines
from core.reports.criteria import CriteriaFilter, SetStatus, criteria_status
from core.reports.export_cells import ExportFilter, Rows, batches_of, names_of, percent_cell
from core.reports.goals import GoalFilter, GoalRow, all_duties, all_goals

_BUDGET = (
    *PLACE_KEYS,
    *("budget_year", "line", "title", "nature", "carry_over"),
    *("allocated", "disbursed", "advance", "percent", "as_of"),
)


def _budget(session: Session, places: Places, district: Place | None, chosen: ExportFilter) -> Rows:
    code = district.code if district else None
    lines = budget_lines(session, BudgetFilter(code, chosen.as_of, chosen.known_at))
    return _BUDGET, ((_budget_cells(places, line), batches_of(line.result)) for line in lines)


def _budget_cells(places: Places, line: BudgetLine) -> tuple[Any, ...]:
    money = line.money
    named = (*names_of(places, line.place), line.budget_year, line.line, line.title, line.nature, line.carry_over)
    return (*named, money.allocated, money.disbursed, line.advance, percent_cell(money.percent), line.as_of)


_CRITERIA = (*PLACE_KEYS, "village", "set", "criterion", "criterion_name", "status", "value", "evidence", "as_of")


def _criteria(session: Session, places: Places, district: Place | None, chosen: ExportFilter) -> Rows:
    """One row per followed unit and criterion; one that nobody assessed is "chưa đánh giá", with no date."""
    code = district.code if district else None
    statuses = criteria_status(session, CriteriaFilter(code, chosen.as_of, chosen.known_at))
    return _CRITERIA, (row for status in statuses for row in _criteria_cells(places, status))


def _criteria_cells(places: Places, status: SetStatus) -> list[tuple[tuple[Any, ...], frozenset[int]]]:
    named = (*names_of(places, status.place), status.village, status.set)
    return [
        (
            (
                *named,
                cell.criterion.number,
                cell.criterion.name,
                cell.state,
                *((cell.latest.value, cell.latest.evidence, cell.latest.as_of) if cell.latest else (None, None, None)),
            ),
            batches_of(cell.latest.origin if cell.latest else None),
        )
        for cell in status.cells
    ]


def _today(chosen: ExportFilter) -> date:
    """The day that what is overdue is judged on: that of the moment looked at."""
    return local_day(chosen.known_at) if chosen.known_at else today()


_TARGETS = ("plan_number", "unit", "goal", "value", "value_upper", "measure", "due", "source")


def _targets(session: Session, places: Places, district: Place | None, chosen: ExportFilter) -> Rows:
    goals = all_goals(session, GoalFilter(_today(chosen), chosen.as_of, chosen.known_at))
    below = set(places.codes_below(district.code)) if district else None
    shown = [row for row in goals if below is None or (row.place and row.place.code in below)]
    return _TARGETS, ((_target_cells(row), frozenset()) for row in shown)


def _target_cells(row: GoalRow) -> tuple[Any, ...]:
    unit = row.place.full_name if row.place else None
    return (row.plan_number, unit, row.title, row.value, row.value_upper, row.measure, row.due, row.source)


_DUTIES = ("plan_number", "obligation", "agency", "title", "due", "recurs", "done_on", "state", "source")


def _obligations(session: Session, _places: Places, _district: Place | None, chosen: ExportFilter) -> Rows:
    duties = all_duties(session, GoalFilter(_today(chosen), chosen.as_of, chosen.known_at))
    return _DUTIES, ((tuple(getattr(duty, key) for key in _DUTIES), batches_of(duty.origin)) for duty in duties)


PROGRAMME_VIEWS: dict[str, Callable[[Session, Places, Place | None, ExportFilter], Rows]] = {
    "budget": _budget,
    "criteria": _criteria,
    "targets": _targets,
    "obligations": _obligations,
}
