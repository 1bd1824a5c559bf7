"""Exports: views as plain rows of text under English keys (contracts.md section 3). They read only the database."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import UnknownName
from core.ingest.checks.check import PLACE_KEYS
from core.ingest.kinds import kinds
from core.places import Place, Places, all_places
from core.reference import EDITION
from core.reports.batches import demo_batches, made_up_batches
from core.reports.export_cells import ExportFilter, Rows, names_of, percent_cell
from core.reports.key_order import in_order_of_key
from core.reports.poverty import PlanStatus, PovertyFilter, poverty_status
from core.reports.programme_views import PROGRAMME_VIEWS
from core.reports.standing import visible
from core.tables import FACT_TABLES, UNIT_FACT_TABLES
from core.text import guarded

_LOOKS_GROUPED = re.compile(r"^[1-9]\d{0,2}\.\d{3}$")


@dataclass(frozen=True)
class Table:
    """A view as text: its keys and its rows, every cell written as in a file."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_csv(self) -> str:
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return out.getvalue()


def export(session: Session, view: str, chosen: ExportFilter) -> Table:
    """Raises UnknownName for an unknown view or district, with the choices.

    While made-up figures stand (never in a configured database), a last column `demo` marks the rows they are in.
    """
    if view not in VIEWS:
        raise UnknownName(f"Không có bảng xuất «{view}». Các bảng: {', '.join(VIEWS)}.")
    places = all_places()
    district = _district(places, chosen.district) if chosen.district else None
    columns, rows = VIEWS[view](session, places, district, chosen)
    demo, found = made_up_batches(session), list(rows)
    if not demo_batches(session, chosen.known_at) and not any(batches & demo for _, batches in found):
        return Table(columns, tuple(tuple(_written(cell) for cell in cells) for cells, _ in found))
    marked = ((*cells, "minh họa" if batches & demo else None) for cells, batches in found)
    return Table((*columns, "demo"), tuple(tuple(_written(cell) for cell in cells) for cells in marked))


def _district(places: Places, name: str) -> Place:
    match = places.find(name, "district")
    if len(match.places) == 1:
        return match.places[0]
    near = [place.name for place in match.places] or places.nearest(name, "district")
    raise UnknownName(f"Không rõ huyện «{name}»." + (f" Có phải: {', '.join(near)}?" if near else ""))


def _written(value: Any) -> str:
    """Plain numbers, ISO dates, nothing for a missing value; text that Excel would run as a formula is disarmed.

    A text "-" gets an apostrophe, for alone it says that nothing is there. A fraction of three decimals gets a fourth:
    "1.977" alone could be read as 1977 when it comes back in.
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return _LOOKS_GROUPED.sub(r"\g<0>0", f"{value:f}")
    if isinstance(value, str):
        return "'-" if value == "-" else guarded(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _kind_view(kind: str) -> Callable[[Session, Places, Place | None, ExportFilter], Rows]:
    """The stored rows of a kind, under its keys, with the unit's code where rows are of units, and the batch."""
    hidden = _NOT_EXPORTED.get(kind, ())
    keys = tuple(column.key for column in kinds()[kind].columns if column.key not in hidden)
    table = FACT_TABLES[kind]
    unit_table = UNIT_FACT_TABLES.get(kind)
    named = any(key in PLACE_KEYS for key in keys)

    def view(session: Session, places: Places, district: Place | None, chosen: ExportFilter) -> Rows:
        columns = table.__table__.c
        query = select(table).where(visible(table, chosen.known_at))
        if unit_table:
            query = query.where(unit_table.edition == EDITION)
        if district and named:
            query = query.where(columns.unit_code.in_(places.codes_below(district.code)))
        if chosen.as_of and "as_of" in columns:
            query = query.where(columns.as_of <= chosen.as_of)
        rows = (
            (_row_cells(row, places, keys, named, bool(unit_table)), frozenset({row.batch_id}))
            for row in in_order_of_key(table, session.scalars(query))
        )
        return (*keys, *(("unit_code",) if unit_table else ()), "batch"), rows

    return view


# Kept for the audit and the screens; the columns of an export are fixed by contracts.md section 2.
_NOT_EXPORTED = {
    "poverty-plan": ("printed_rate_start", "printed_poor_planned", "printed_rate_planned", "source"),
    "budget-plan": ("source",),
}


def _row_cells(row: Any, places: Places, keys: tuple[str, ...], named: bool, of_unit: bool) -> tuple[Any, ...]:
    place = places.by_code.get(row.unit_code) if named and row.unit_code else None
    names = (names_of(places, place) if place else ("", "", "")) if named else ()
    values = [getattr(row, key) for key in keys if key not in PLACE_KEYS]
    return (*names, *values, *((row.unit_code,) if of_unit else ()), row.batch_id)


_STATUS_COLUMNS = (
    *PLACE_KEYS,
    *("plan_owner", "plan_number", "year", "households_start", "poor_start", "rate_start", "households_planned"),
    *("poor_planned", "rate_planned", "rate_reduction_planned", "as_of", "value_type", "households", "poor", "rate"),
    *("reduced", "reduced_planned", "percent_of_plan_households", "percent_of_plan_points", "status"),
)


def _poverty_status(session: Session, places: Places, district: Place | None, chosen: ExportFilter) -> Rows:
    code = district.code if district else None
    statuses = poverty_status(session, PovertyFilter(code, chosen.as_of, chosen.known_at))
    rows = (((*names_of(places, row.place), *_status_cells(row)), row.result_batches) for row in statuses)
    return _STATUS_COLUMNS, rows


def _status_cells(row: PlanStatus) -> tuple[Any, ...]:
    target, result, judged = row.target, row.result, row.assessment
    return (
        row.plan_owner,
        row.plan_number,
        row.year,
        target.households_start,
        target.poor_start,
        target.rate_start,
        target.households_planned,
        target.poor_planned,
        target.rate_planned,
        target.rate_reduction,
        *((result.as_of, result.value_type, result.households, result.poor, result.rate) if result else [None] * 5),
        judged.reduced,
        target.poor_reduction,
        percent_cell(judged.percent_by_households),
        percent_cell(judged.percent_by_points),
        judged.status.value,
    )


VIEWS: dict[str, Callable[[Session, Places, Place | None, ExportFilter], Rows]] = {
    **{kind: _kind_view(kind) for kind in FACT_TABLES},
    "poverty-status": _poverty_status,
    **PROGRAMME_VIEWS,
}
