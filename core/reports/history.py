"""The history of any single figure: every row ever stored for it, whether it stands, and what became of it.

It is for the unit itself and those above it: of other units there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from core import formats
from core.access.guard import reader_may
from core.access.rules import Action
from core.reference import edition_of
from core.reports.brought import Brought, of
from core.reports.standing import known, stood
from core.tables import FACT_TABLES, UNIT_FACT_TABLES, Arrival, Batch, Fact

_UNIT_KEYS = ("edition", "unit_code")
_BOOKKEEPING = {"id", "batch_id", "row_number", "is_current", "supersedes_id", *_UNIT_KEYS}

# Said by the title of a file, or assumed, where it has no such column: never kept from before.
_ASSUMED = ("value_type",)


@dataclass(frozen=True)
class HistoryFilter:
    """A kind, and the unit's code; kinds whose rows belong to no one unit (goals, duties) are read whole.

    `known_at`: only what had happened by that moment (None: everything until now).
    """

    kind: str
    unit_code: str | None = None
    known_at: datetime | None = None

    @property
    def is_of_unit(self) -> bool:
        return self.kind in UNIT_FACT_TABLES


@dataclass(frozen=True)
class StoredFigures:
    """One stored row: its figures by column key, its batch and line in the file, and what became of it.

    `period` tells it from other rows of the unit: two rows of one period are two versions of the same figures.
    `kept` are the columns its file did not have, whose figures stay from the row before.
    `replaced_by` is the batch that took its place and was not taken back itself. `waits`: a draft, not accepted yet;
    `returned_reason`: why it was not.
    """

    period: str
    figures: Mapping[str, Any]
    batch: int
    line: int
    file_name: str
    committed_at: datetime
    committed_by: str
    made_up: bool
    stands: bool
    replaced_by: int | None
    replaced_at: datetime | None
    undone_at: datetime | None
    undone_by: str | None
    questions: tuple[str, ...]
    justification: str | None
    kept: frozenset[str] = frozenset()
    waits: bool = False
    returned_reason: str | None = None

    @property
    def state(self) -> str:
        """In words: the row stands, waits to be accepted, was returned or taken back, or another took its place."""
        if self.stands:
            return "đang có hiệu lực"
        if self.waits:
            return "chờ duyệt"
        if self.returned_reason:
            returned = f"đã trả lại {formats.moment(self.undone_at)}, người trả lại: {self.undone_by}"
            return f"{returned}; lý do: {self.returned_reason}"
        if self.undone_at:
            return f"đã thu hồi {formats.moment(self.undone_at)}, người thu hồi: {self.undone_by}"
        if self.replaced_by:
            return f"đã thay bằng lô {self.replaced_by}, {formats.moment(self.replaced_at)}"
        return "không còn hiệu lực"


def figure_history(session: Session, chosen: HistoryFilter) -> list[StoredFigures]:
    """Every row ever stored for a kind and unit, the newest first; nothing of a unit whose files one may not see."""
    if not _is_own(session, chosen):
        return []
    table = FACT_TABLES[chosen.kind]
    later, later_batch = aliased(table), aliased(Arrival)
    standing_successors = (
        select(later.supersedes_id, later_batch.id, later_batch.published_at)
        .where(later_batch.id == later.batch_id, stood(later_batch, chosen.known_at), later.supersedes_id.is_not(None))
        .where(*_of_unit(chosen, later))
        .subquery()
    )
    query = (
        select(table, Arrival, Batch, standing_successors.c.id, standing_successors.c.published_at)
        .join(Arrival, Arrival.id == table.batch_id)
        .join(Batch, Batch.id == table.batch_id, isouter=chosen.is_of_unit)
        .outerjoin(standing_successors, standing_successors.c.supersedes_id == table.id)
        .where(*_of_unit(chosen), known(Arrival, chosen.known_at))
        .order_by(Arrival.committed_at.desc(), Arrival.id.desc(), table.row_number)
    )
    rows = session.execute(query).all()
    facts = {row[0].id: row[0] for row in rows}
    return [
        replace(
            _as_known(_stored(table, *row), chosen.known_at),
            kept=_kept(row[0], row[2], facts.get(row[0].supersedes_id)),
        )
        for row in rows
    ]


def _is_own(session: Session, chosen: HistoryFilter) -> bool:
    return not chosen.is_of_unit or reader_may(session, Action.SEE_FILES, chosen.unit_code)


def _as_known(row: StoredFigures, known_at: datetime | None) -> StoredFigures:
    """What became of a row by a moment; that another took its place later, or its batch went later, is not known."""
    if known_at is None:
        return row
    taken_back = row.undone_at is not None and row.undone_at <= known_at
    if taken_back:
        return replace(row, stands=False)
    return replace(row, stands=row.replaced_by is None, undone_at=None, undone_by=None)


def kinds_with_rows(session: Session, unit_code: str, known_at: datetime | None = None) -> frozenset[str]:
    """The kinds that ever (by a moment) had a row of this very unit."""
    return frozenset(kind for kind in UNIT_FACT_TABLES if _had_rows(session, HistoryFilter(kind, unit_code, known_at)))


def _had_rows(session: Session, chosen: HistoryFilter) -> bool:
    if not _is_own(session, chosen):
        return False
    by_then = [] if chosen.known_at is None else [_came_by(UNIT_FACT_TABLES[chosen.kind], chosen.known_at)]
    found = select(UNIT_FACT_TABLES[chosen.kind].id).where(*_of_unit(chosen), *by_then).limit(1)
    return session.scalar(found) is not None


def _came_by(table: type[Fact], known_at: datetime) -> ColumnElement[bool]:
    return table.batch_id.in_(select(Arrival.id).where(known(Arrival, known_at)))


def _kept(fact: Fact, batch: Batch | None, before: Fact | None) -> frozenset[str]:
    if before is None or batch is None:
        return frozenset()
    old, new = before.as_values(), fact.as_values()
    absent = new.keys() - {*_BOOKKEEPING, *fact.KEY, *_ASSUMED, *batch.file_columns}
    return frozenset(name for name in absent if new[name] is not None and new[name] == old[name])


def _of_unit(chosen: HistoryFilter, rows: Any = None) -> list[ColumnElement[bool]]:
    if not chosen.is_of_unit:
        return []
    table = rows or UNIT_FACT_TABLES[chosen.kind]
    return [table.edition == edition_of(chosen.unit_code or ""), table.unit_code == chosen.unit_code]


def _stored(
    table: type[Fact],
    fact: Fact,
    arrival: Arrival,
    batch: Batch | None,
    replaced_by: int | None,
    replaced_at: datetime | None,
) -> StoredFigures:
    values, came = fact.as_values(), of(arrival, batch)
    return StoredFigures(
        period=period_said(table, values),
        figures={name: value for name, value in values.items() if name not in (*table.KEY, *_BOOKKEEPING)},
        batch=came.id,
        line=fact.row_number,
        file_name=came.file_said,
        committed_at=came.at,
        committed_by=came.by_said,
        made_up=came.made_up,
        stands=fact.is_current,
        replaced_by=replaced_by,
        replaced_at=replaced_at,
        undone_at=came.undone_at,
        undone_by=_undone_by(came),
        questions=_questions(batch, fact.row_number),
        justification=batch.justification if batch else None,
        waits=arrival.published_at is None and arrival.undone_at is None,
        returned_reason=batch.returned_reason if batch else None,
    )


def _undone_by(came: Brought) -> str | None:
    return came.by_said if came.undone_at and came.is_private else came.undone_by


def _questions(batch: Batch | None, line: int) -> tuple[str, ...]:
    return tuple(asked["reason"] for asked in batch.questions if asked["row"] in (line, None)) if batch else ()


def period_said(table: type[Fact], values: Mapping[str, Any]) -> str:
    """The key beside the unit: "30/06/2024", "2024 · 97/KH-UBND · tỉnh", "83/KH-UBND · MT1 · 30/06/2024"."""
    said = (values[name] for name in table.KEY if name not in _UNIT_KEYS)
    return " · ".join(formats.day(value) if isinstance(value, date) else str(value) for value in said if value)
