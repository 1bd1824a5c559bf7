"""Rows that would add to or change a closed period (đã chốt sổ): each an error, said before anybody confirms."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from core.access.rules import Access
from core.closed_periods import ClosedPeriod, ClosedPeriods, dated_by, rows_of_fact
from core.ingest.checks.check import CheckedTable
from core.ingest.compare import ComparedRow, Comparison, fact_of
from core.ingest.issues import Issue, Severity


def hold_to_periods(
    checked: CheckedTable, comparison: Comparison, session: Session, by: Access
) -> tuple[CheckedTable, Comparison]:
    """Both without the rows that would be stored in a closed period; a row that changes nothing may stand there."""
    closed = ClosedPeriods(session)
    stored = [row for row in comparison.rows if row.is_new or row.is_change] if closed else []
    found = {row.record.line: (row, period) for row in stored if (period := _closed(closed, comparison.kind, row))}
    if not found:
        return checked, comparison
    cells = _cells(checked)
    issues = [_refusal(checked, row, period, cells, by) for row, period in found.values()]
    records = tuple(record for record in checked.records if record.line not in found)
    rows = tuple(row for row in comparison.rows if row.record.line not in found)
    bad = checked.bad_lines | found.keys()
    held = replace(checked, records=records, issues=(*checked.issues, *issues), bad_lines=bad)
    return held, Comparison(comparison.kind, rows)


def _closed(closed: ClosedPeriods, kind: str, row: ComparedRow) -> ClosedPeriod | None:
    return closed.first_of(kind, rows_of_fact(fact_of(row)))


def _cells(checked: CheckedTable) -> Mapping[int, str]:
    """By line, the date as the file has it."""
    key = dated_by()[checked.table.kind.name]
    return {row.line: checked.table.cell(row, key) for row in checked.table.rows}


def _refusal(
    checked: CheckedTable, row: ComparedRow, period: ClosedPeriod, cells: Mapping[int, str], by: Access
) -> Issue:
    column = checked.table.kind.by_key[dated_by()[checked.table.kind.name]]
    line = row.record.line
    return Issue(
        Severity.ERROR,
        "period_closed",
        f"{row.record.of}: {period.said}.",
        period.remedy(by),
        line,
        column.header,
        cells.get(line),
    )
