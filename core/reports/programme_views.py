"""Export views of budgets, criteria, goals and duties (contracts.md section 3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core.carrying import Declared
from core.clock import local_day, today
from core.ingest.checks.check import PLACE_KEYS
from core.places import Place, Places, all_places
from core.reports.budget import NOT_IN_PLAN, BudgetFilter, BudgetLine, budget_lines
from core.reports.criteria import CriteriaFilter, SetStatus, criteria_status
from core.reports.export_cells import ExportFilter, ExportRow, Rows, Whence, batches_of, percent_cell
from core.reports.export_maps import whence_listed, whence_own
from core.reports.goals import GoalFilter, GoalRow, all_duties, all_goals
from core.reports.shares import declared_shares
from core.rules.budget import Money

REPLACED = "đã giao lại cho đơn vị mới, không cộng"
CONTINUED = "đã nằm trong lũy kế của đơn vị mới, không cộng"
CARRIED = "kế hoạch cộng từ đơn vị cũ"
OVERLAPS = "có thể trùng với số của đơn vị cũ"
BESIDE = "không tách được khỏi số của đơn vị cũ, không cộng"
_BUDGET = (
    *PLACE_KEYS,
    *("budget_year", "line", "title", "nature", "carry_over"),
    *("allocated", "disbursed", "advance", "percent", "as_of"),
)


def _budget(session: Session, district: Place | None, chosen: ExportFilter) -> Rows:
    code = district.code if district else None
    lines = budget_lines(session, BudgetFilter(code, chosen.as_of, chosen.known_at, seen_in=chosen.seen_in))
    if not chosen.seen_in:
        return _BUDGET, (_budget_row(chosen, _as_given(line), line.place, Whence()) for line in lines)
    declared = declared_shares(session, chosen.known_at)
    shown = [found for line in lines for found in _on_map(chosen.places, line, declared)]
    return _BUDGET, (_budget_row(chosen, *found) for found in sorted(shown, key=_by_place))


def _on_map(places: Places, line: BudgetLine, declared: Declared) -> list[tuple[BudgetLine, Place, Whence]]:
    """A line under the unit that holds its commune; of a commune that was cut by declared shares, its parts."""
    if line.portions:
        return [(part, place, _estimated(line.place, place, part)) for place, part in line.portions]
    place, whence = whence_listed(places, line.place.code, declared)
    return [(line, place, _passed(line, whence))]


def _passed(line: BudgetLine, whence: Whence) -> Whence:
    """With what is said of a line of one edition's unit beside those of the other's."""
    units = line.beside or tuple(part.place for part in line.carried)
    if units:
        codes = tuple(unit.official_code for unit in units)
        return replace(whence, carried_from=codes, method=BESIDE if line.beside else CARRIED)
    if line.overlaps:
        return replace(whence, method=OVERLAPS)
    return replace(whence, method=CONTINUED if line.is_continued else REPLACED) if line.replaced_by else whence


def _as_given(line: BudgetLine) -> BudgetLine:
    """Without what follows from other units' lines: what no map is named for is written as it was given."""
    if not line.carried:
        return line
    return replace(line, title=NOT_IN_PLAN, nature=None, money=Money(None, line.money.disbursed))


def _estimated(commune: Place, place: Place, part: BudgetLine) -> Whence:
    assert part.share
    assert part.share.percent is not None
    return Whence(place.edition, (commune.official_code,), (part.share.percent,), part.share.method)


def _by_place(found: tuple[BudgetLine, Place, Whence]) -> tuple[Any, ...]:
    line, place, whence = found
    return place.official_code, place.edition, line.budget_year, line.line, line.carry_over, whence.carried_from


def _budget_row(chosen: ExportFilter, line: BudgetLine, place: Place, whence: Whence) -> ExportRow:
    return ExportRow(_budget_cells(chosen, line, place), batches_of(line.result), whence)


def _budget_cells(chosen: ExportFilter, line: BudgetLine, place: Place) -> tuple[Any, ...]:
    money = line.money
    named = (*chosen.names(place.code), line.budget_year, line.line, line.title, line.nature, line.carry_over)
    return (*named, money.allocated, money.disbursed, line.advance, percent_cell(money.percent), line.as_of)


_CRITERIA = (*PLACE_KEYS, "village", "set", "criterion", "criterion_name", "status", "value", "evidence", "as_of")


def _criteria(session: Session, district: Place | None, chosen: ExportFilter) -> Rows:
    """One row per followed unit and criterion; one that nobody assessed is "chưa đánh giá", with no date."""
    code = district.code if district else None
    statuses = criteria_status(session, CriteriaFilter(code, chosen.as_of, chosen.known_at, seen_in=chosen.seen_in))
    statuses = sorted(statuses, key=lambda status: status.place.official_code) if chosen.seen_in else statuses
    declared = declared_shares(session, chosen.known_at)
    return _CRITERIA, (row for status in statuses for row in _criteria_rows(chosen, status, declared))


def _criteria_rows(chosen: ExportFilter, status: SetStatus, declared: Declared) -> list[ExportRow]:
    """States are of the unit that was assessed, on every map."""
    named = (*chosen.names(status.place.code), status.village, status.set)
    whence = whence_own(chosen.places, status.place.code, declared)
    return [
        ExportRow(
            (
                *named,
                cell.criterion.number,
                cell.criterion.name,
                cell.state,
                *((cell.latest.value, cell.latest.evidence, cell.latest.as_of) if cell.latest else (None, None, None)),
            ),
            batches_of(cell.latest.origin if cell.latest else None),
            whence,
        )
        for cell in status.cells
    ]


def _today(chosen: ExportFilter) -> date:
    """The day that what is overdue is judged on: that of the moment looked at."""
    return local_day(chosen.known_at) if chosen.known_at else today()


_TARGETS = ("plan_number", "unit", "goal", "value", "value_upper", "measure", "due", "source")


def _targets(session: Session, district: Place | None, chosen: ExportFilter) -> Rows:
    goals = all_goals(session, GoalFilter(_today(chosen), chosen.as_of, chosen.known_at, seen_in=chosen.seen_in))
    below = set(all_places().codes_within(district.code)) if district else None
    shown = [row for row in goals if below is None or (row.place and row.place.code in below)]
    return _TARGETS, (
        ExportRow(_target_cells(row, chosen), whence=Whence(row.place.edition if row.place else "")) for row in shown
    )


def _target_cells(row: GoalRow, chosen: ExportFilter) -> tuple[Any, ...]:
    unit = chosen.place(row.place.code).full_name if row.place else None
    return (row.plan_number, unit, row.title, row.value, row.value_upper, row.measure, row.due, row.source)


_DUTIES = ("plan_number", "obligation", "agency", "title", "due", "recurs", "done_on", "state", "source")


def _obligations(session: Session, _district: Place | None, chosen: ExportFilter) -> Rows:
    duties = all_duties(session, GoalFilter(_today(chosen), chosen.as_of, chosen.known_at, seen_in=chosen.seen_in))
    return _DUTIES, (
        ExportRow(tuple(getattr(duty, key) for key in _DUTIES), batches_of(duty.origin)) for duty in duties
    )


PROGRAMME_VIEWS: dict[str, Callable[[Session, Place | None, ExportFilter], Rows]] = {
    "budget": _budget,
    "criteria": _criteria,
    "targets": _targets,
    "obligations": _obligations,
}
