"""Rows of units that the person who brings the file may not upload for: each an error, before anything is compared."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from core.access.rules import Access, Action, may
from core.access.writing import RowUnits, reach_said, unit_said
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.compare import unit_columns
from core.ingest.issues import Issue, Severity

_NAMING = ("district", "commune", "plan_number")


def units_of(session: Session, kind: str, by: Access, records: Iterable[Record]) -> frozenset[str]:
    """The units of a file's rows; without those that nobody can tell the unit of."""
    rows = [{**record.values, **unit_columns(record)} for record in records]
    units = RowUnits(session, kind, by, rows)
    return frozenset(unit for unit in map(units.of, rows) if unit)


def hold_to_reach(checked: CheckedTable, by: Access, session: Session) -> CheckedTable:
    """The table without the rows outside of what this person may upload, each with an error."""
    if by.is_unlimited:
        return checked
    rows = [{**record.values, **unit_columns(record)} for record in checked.records]
    units = RowUnits(session, checked.table.kind.name, by, rows)
    pairs = [(record, units.of(row)) for record, row in zip(checked.records, rows, strict=True)]
    outside = [(record, unit) for record, unit in pairs if not may(by, Action.UPLOAD, unit)]
    if not outside:
        return checked
    issues = [_refusal(checked, record, unit, by) for record, unit in outside]
    bad = {record.line for record, _ in outside}
    kept = tuple(record for record in checked.records if record.line not in bad)
    return replace(checked, records=kept, issues=(*checked.issues, *issues), bad_lines=checked.bad_lines | bad)


def _refusal(checked: CheckedTable, record: Record, unit: str | None, by: Access) -> Issue:
    """Whose the plan is that a row speaks of is said only to those who may see it."""
    if record.place is None and not may(by, Action.SEE_FIGURES, unit):
        unit = None
    return Issue(
        Severity.ERROR,
        "outside_unit",
        f"Dòng này là số liệu của {unit_said(unit)}, ngoài phạm vi được nhập của bạn.",
        f"{reach_said(by, Action.UPLOAD)} Hãy bỏ dòng này, hoặc nhờ người có quyền nộp.",
        record.line,
        naming_column(checked),
        unit_said(unit) if unit else None,
    )


def naming_column(checked: CheckedTable) -> str | None:
    """The heading of the column that says whose a row is."""
    columns = checked.table.kind.by_key
    return next((columns[key].header for key in _NAMING if key in columns), None)
