"""Exports: views as plain rows of text under English keys (contracts.md section 3). They read only the database."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import UnknownName
from core.ingest.check import PLACE_KEYS
from core.ingest.kinds import kinds
from core.places import Place, Places
from core.reference import EDITION
from core.reports.poverty import PlanStatus, PovertyFilter, poverty_status
from core.reports.units import all_places
from core.repository import visible
from core.rules import HUNDRED, half_up
from core.tables import FACT_TABLES

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class ExportFilter:
    """One district with its communes (None: everything), figures up to a date, as known at a moment."""

    district: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None


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
    """Raises UnknownName for an unknown view or district, with the choices."""
    if view not in VIEWS:
        raise UnknownName(f"Không có bảng xuất «{view}». Các bảng: {', '.join(VIEWS)}.")
    places = all_places(session)
    district = _district(places, chosen.district) if chosen.district else None
    columns, rows = VIEWS[view](session, places, district, chosen)
    return Table(columns, tuple(tuple(_written(cell) for cell in row) for row in rows))


def _district(places: Places, name: str) -> Place:
    match = places.find(name, "district")
    if len(match.places) == 1:
        return match.places[0]
    near = [place.name for place in match.places] or places.nearest(name, "district")
    raise UnknownName(f"Không rõ huyện «{name}»." + (f" Có phải: {', '.join(near)}?" if near else ""))


def _written(value: Any) -> str:
    """Plain numbers, ISO dates, nothing for a missing value; text that Excel would run as a formula is disarmed."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value.isoformat() if isinstance(value, date) else str(value)


Rows = tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]


def _kind_view(kind: str) -> Callable[[Session, Places, Place | None, ExportFilter], Rows]:
    """The stored rows of a kind, under its keys, with the unit's code and the batch."""
    keys = tuple(column.key for column in kinds()[kind].columns if column.key not in _NOT_EXPORTED)

    def view(session: Session, places: Places, district: Place | None, chosen: ExportFilter) -> Rows:
        table = FACT_TABLES[kind]
        query = select(table).where(visible(table, chosen.known_at), table.edition == EDITION)
        if district:
            query = query.where(table.unit_code.in_([place.code for place in (district, *places.children(district))]))
        if chosen.as_of and "as_of" in table.KEY:
            query = query.where(table.__table__.c.as_of <= chosen.as_of)
        query = query.order_by(*(getattr(table, name) for name in table.KEY))
        rows = (
            (*names_of(places, places.by_code[row.unit_code]), *_values(row, keys), row.unit_code, row.batch_id)
            for row in session.scalars(query)
        )
        return (*keys, "unit_code", "batch"), rows

    return view


# Kept for the audit and the screens; the columns of an export are fixed by contracts.md section 2.
_NOT_EXPORTED = {"printed_rate_start", "printed_poor_planned", "printed_rate_planned", "source"}


def _values(row: Any, keys: tuple[str, ...]) -> list[Any]:
    return [getattr(row, key) for key in keys if key not in PLACE_KEYS]


def names_of(places: Places, place: Place) -> tuple[str, str, str]:
    """(province, district, commune) as written in files, empty below the unit."""
    province, district, commune = (places.name_in_file(above) if above else "" for above in places.ancestors(place))
    return province, district, commune


_STATUS_COLUMNS = (
    *PLACE_KEYS,
    *("plan_owner", "plan_number", "year", "households_start", "poor_start", "rate_start", "households_planned"),
    *("poor_planned", "rate_planned", "rate_reduction_planned", "as_of", "value_type", "households", "poor", "rate"),
    *("reduced", "reduced_planned", "percent_of_plan_households", "percent_of_plan_points", "status"),
)


def _poverty_status(session: Session, places: Places, district: Place | None, chosen: ExportFilter) -> Rows:
    code = district.code if district else None
    statuses = poverty_status(session, PovertyFilter(code, chosen.as_of, chosen.known_at))
    return _STATUS_COLUMNS, ((*names_of(places, row.place), *_status_cells(row)) for row in statuses)


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
        _percent(judged.percent_by_households),
        _percent(judged.percent_by_points),
        judged.status.value,
    )


def _percent(value: Decimal | None) -> Decimal | None:
    """Two decimals, half up; more where a shortfall would round up to 100."""
    if value is None:
        return None
    rounded = half_up(value, 2)
    return rounded if (rounded >= HUNDRED) == (value >= HUNDRED) else half_up(value, 6)


VIEWS: dict[str, Callable[[Session, Places, Place | None, ExportFilter], Rows]] = {
    **{kind: _kind_view(kind) for kind in FACT_TABLES},
    "poverty-status": _poverty_status,
}
