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
from core.ingest.layout.converted import MAP_COLUMNS
from core.places import Place, all_places, places_of
from core.reference import edition_of, unit_maps
from core.reports.batches import demo_batches, made_up_batches
from core.reports.export_cells import ExportFilter, ExportRow, Rows, Whence, percent_cell
from core.reports.export_maps import MapRow, rows_on_map
from core.reports.export_status import whence_of_statuses
from core.reports.key_order import in_order_of_key
from core.reports.poverty import PlanStatus, PovertyFilter, Result, poverty_status
from core.reports.programme_views import PROGRAMME_VIEWS
from core.reports.shares import declared_shares
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

    By one map, last columns say of every row what it comes from. While made-up figures stand (never in a configured
    database), a last column `demo` marks the rows they are in.
    """
    if view not in VIEWS:
        raise UnknownName(f"Không có bảng xuất «{view}». Các bảng: {', '.join(VIEWS)}.")
    columns, rows = VIEWS[view](session, _district(chosen.district) if chosen.district else None, chosen)
    demo, found = made_up_batches(session), list(rows)
    is_marked = bool(demo_batches(session, chosen.known_at)) or any(row.batches & demo for row in found)
    further = (*(MAP_COLUMNS if chosen.seen_in else ()), *(("demo",) if is_marked else ()))
    of_map = [row.whence.cells if chosen.seen_in else () for row in found]
    marks = [("minh họa" if row.batches & demo else None,) if is_marked else () for row in found]
    cells = ((*row.cells, *said, *mark) for row, said, mark in zip(found, of_map, marks, strict=True))
    return Table((*columns, *further), tuple(tuple(_written(cell) for cell in row) for row in cells))


def _district(name: str) -> Place:
    """Only the first map has huyện, whichever one is looked at."""
    places = all_places()
    match = places.find(name, "district")
    if len(match.places) == 1:
        return match.places[0]
    near = [place.name for place in match.places] or places.nearest(name, "district")
    said = _other_level(name) or (f" Có phải: {', '.join(near)}?" if near else "")
    raise UnknownName(f"Không rõ huyện «{name}».{said}")


def _other_level(name: str) -> str:
    """Of a name that is of a tỉnh or xã, on whichever map, and of no huyện."""
    found = [
        place
        for code in unit_maps()
        for level in ("province", "commune")
        for place in places_of(code).find(name, level).places
    ]
    if not found or all_places().find(name, "district").places:
        return ""
    return f" {found[0].kind} thì không lọc được: --district nhận tên huyện, thành phố trước ngày 1/7/2025."


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


View = Callable[[Session, Place | None, ExportFilter], Rows]


def _kind_view(kind: str) -> View:
    """The stored rows of a kind, under its keys, with the unit's code where rows are of units, and the batch."""
    hidden = _NOT_EXPORTED.get(kind, ())
    keys = tuple(column.key for column in kinds()[kind].columns if column.key not in hidden)
    table = FACT_TABLES[kind]
    of_unit = kind in UNIT_FACT_TABLES
    named = any(key in PLACE_KEYS for key in keys)

    def view(session: Session, district: Place | None, chosen: ExportFilter) -> Rows:
        columns = table.__table__.c
        query = select(table).where(visible(table, chosen.known_at))
        within = all_places().codes_within(district.code) if district else None
        if within is not None and named:
            query = query.where(columns.unit_code.in_(within))
        if chosen.as_of and "as_of" in columns:
            query = query.where(columns.as_of <= chosen.as_of)
        found: list[Any] = in_order_of_key(table, session.scalars(query))
        columns_of_rows = (*keys, *(("unit_code",) if of_unit else ()), "batch")
        if chosen.seen_in and of_unit:
            declared = declared_shares(session, chosen.known_at)
            rows = rows_on_map(kind, found, chosen.places, within, declared)
            return columns_of_rows, (_of_map(row, keys, chosen) for row in rows)
        return columns_of_rows, (_of_row(row, keys, chosen, named, of_unit) for row in found)

    return view


# Kept for the audit and the screens; the columns of an export are fixed by contracts.md section 2.
_NOT_EXPORTED = {
    "poverty-plan": ("printed_rate_start", "printed_poor_planned", "printed_rate_planned", "source"),
    "budget-plan": ("source",),
}


def _of_row(row: Any, keys: tuple[str, ...], chosen: ExportFilter, named: bool, of_unit: bool) -> ExportRow:
    """As it was stored, with its own unit's names and official code."""
    names = (chosen.names(row.unit_code) if row.unit_code else ("", "", "")) if named else ()
    values = [getattr(row, key) for key in keys if key not in PLACE_KEYS]
    code = (_official_code(row.unit_code),) if of_unit else ()
    return ExportRow((*names, *values, *code, row.batch_id), frozenset({row.batch_id}))


def _official_code(unit_code: str) -> str:
    place: Place = places_of(edition_of(unit_code)).by_code[unit_code]
    return place.official_code


def _of_map(row: MapRow, keys: tuple[str, ...], chosen: ExportFilter) -> ExportRow:
    values = [row.value(key) for key in keys if key not in PLACE_KEYS]
    batches = ";".join(str(batch) for batch in sorted(row.batches))
    cells = (*chosen.names(row.place.code), *values, row.place.official_code, batches)
    return ExportRow(cells, row.batches, row.whence)


_STATUS_COLUMNS = (
    *PLACE_KEYS,
    *("plan_owner", "plan_number", "year", "households_start", "poor_start", "rate_start", "households_planned"),
    *("poor_planned", "rate_planned", "rate_reduction_planned", "as_of", "value_type", "households", "poor", "rate"),
    *("reduced", "reduced_planned", "percent_of_plan_households", "percent_of_plan_points", "status"),
)


def _poverty_status(session: Session, district: Place | None, chosen: ExportFilter) -> Rows:
    code = district.code if district else None
    statuses = poverty_status(session, PovertyFilter(code, chosen.as_of, chosen.known_at, chosen.seen_in))
    declared = declared_shares(session, chosen.known_at)
    found = (
        whence_of_statuses(chosen.places, statuses, declared) if chosen.seen_in else [(row, None) for row in statuses]
    )
    return _STATUS_COLUMNS, (
        ExportRow((*chosen.names(row.place.code), *_status_cells(row)), row.result_batches, whence or Whence())
        for row, whence in found
        if chosen.seen_in or not row.carried
    )


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
        *_result_cells(result),
        judged.reduced,
        target.poor_reduction,
        percent_cell(judged.percent_by_households),
        percent_cell(judged.percent_by_points),
        judged.status.value,
    )


def _result_cells(result: Result | None) -> tuple[Any, ...]:
    if result is None:
        return (None,) * 5
    return result.as_of, result.value_type_in_file, result.households, result.poor, result.rate


VIEWS: dict[str, View] = {
    **{kind: _kind_view(kind) for kind in FACT_TABLES},
    "poverty-status": _poverty_status,
    **PROGRAMME_VIEWS,
}
