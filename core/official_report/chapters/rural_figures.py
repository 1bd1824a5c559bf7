"""Figures of criteria, communes and villages: counts with their keys, and counts of communes that name them."""

from collections.abc import Iterable, Sequence

from core import formats
from core.official_report.content import Figure, figure, words
from core.places import Place
from core.provenance import keys
from core.provenance.sources import document_said
from core.reports.criteria import CriterionCell, SetStatus
from core.reports.goals import GoalRow
from core.reports.rural_views import VillageView, assessed
from core.rules.criteria import average_criteria
from core.wording_rural import average_said, criterion_name


def batches_of(rows: Iterable[SetStatus]) -> frozenset[int]:
    """Of the newest assessments and of all decisions."""
    rows = list(rows)
    cells = {cell.latest.origin.batch for row in rows for cell in row.cells if cell.latest}
    return frozenset(cells | {decided.origin.batch for row in rows for decided in row.recognitions})


def unit_said(row: SetStatus) -> str:
    return f"{row.village}, {row.place.full_name}" if row.village else row.place.full_name


def met_figure(row: SetStatus) -> Figure:
    """Criteria đạt; missing where nobody assessed any."""
    met = row.count.met if row.count.assessed else None
    return figure(met, "count", f"Số tiêu chí đạt, bộ {row.set}", unit_said(row), keys.of_count(row))


def state_count(row: SetStatus, state: str, value: int) -> Figure:
    """Criteria in another state than đạt; missing where nobody assessed any."""
    named = [str(cell.criterion.number) for cell in row.cells if cell.state == state]
    return figure(
        value if row.count.assessed else None,
        "count",
        f"Số tiêu chí {state}, bộ {row.set}",
        unit_said(row),
        worked=f"đếm được {value}: tiêu chí {', '.join(named)}" if named else "không có tiêu chí nào",
        source=f"đánh giá mới nhất của từng tiêu chí, ngày {formats.day(row.assessed_on)}",
        batches=batches_of([row]),
    )


def state_figure(row: SetStatus, cell: CriterionCell) -> Figure | str:
    """The state of one criterion; one that nobody assessed has no origin."""
    if cell.latest is None:
        return cell.state
    label = f"Tiêu chí {criterion_name(cell.criterion)}, bộ {row.set}"
    return words(cell.state, label, unit_said(row), keys.of_criterion(row, cell.criterion.number))


def communes_figure(rows: Sequence[SetStatus], label: str, of: Place, source: str) -> Figure:
    """How many communes, by name."""
    names = ", ".join(row.place.name for row in rows)
    worked = f"đếm được {len(rows)}: {names}" if rows else "không có xã nào"
    return figure(len(rows), "count", label, of.full_name, worked=worked, source=source, batches=batches_of(rows))


def average_figure(rows: Sequence[SetStatus], name: str, of: Place) -> Figure:
    """Criteria đạt per commune that was assessed; missing where none was."""
    value, said = average_criteria(row.count for row in assessed(rows)), average_said(rows)[1]
    label, source = f"Số tiêu chí đạt bình quân mỗi xã, bộ {name}", "số tiêu chí đạt của từng xã"
    return figure(value, "decimal", label, of.full_name, worked=said, source=source, batches=batches_of(rows))


def target_figure(goal: GoalRow) -> Figure:
    """The number that a plan asks for."""
    where = f"{document_said(goal.plan_number)}{f', mục {goal.source}' if goal.source else ''}"
    of = goal.place.full_name if goal.place else "không nêu đơn vị"
    return figure(goal.value, "amount", f"Mức kế hoạch nêu: {goal.title}", of, source=where)


def villages_figure(views: Sequence[VillageView], label: str, of: Place, source: str) -> Figure:
    named = "; ".join(f"{view.village}, {view.place.full_name}" for view in views)
    worked = f"đếm được {len(views)}: {named}" if views else "không có thôn nào"
    listed = {view.listed.origin.batch for view in views if view.listed}
    statuses = batches_of(status for view in views for status in view.statuses)
    of_ = of.full_name
    return figure(len(views), "count", label, of_, worked=worked, source=source, batches=statuses | listed)
