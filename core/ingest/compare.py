"""Checked records against the figures that stand: what is new, what would change, what is the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core import formats
from core.ingest.check import PLACE_KEYS, CheckedTable, Record
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Column, Kind
from core.places import all_places
from core.repository import FactKey, NewFact, StandingFact
from core.tables import FACT_TABLES


@dataclass(frozen=True)
class Change:
    """One figure of a row: its column, what stands, what the file says (None where there is none)."""

    column: Column
    old: Any
    new: Any


@dataclass(frozen=True)
class ComparedRow:
    """A record beside the row that stands for the same unit and period, if one does; a made-up one is as none."""

    record: Record
    standing: StandingFact | None
    changes: tuple[Change, ...]
    over_demo: StandingFact | None = None

    @property
    def is_new(self) -> bool:
        return self.standing is None

    @property
    def is_change(self) -> bool:
        return self.standing is not None and bool(self.changes)


@dataclass(frozen=True)
class Comparison:
    """Every sound record of a file, in its order, beside what stands."""

    kind: str
    rows: tuple[ComparedRow, ...]

    @property
    def new(self) -> list[ComparedRow]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[ComparedRow]:
        return [row for row in self.rows if row.is_change]

    @property
    def unchanged(self) -> list[StandingFact]:
        return [row.standing for row in self.rows if row.standing and not row.changes]

    def facts(self) -> list[NewFact]:
        """What to store: new rows, and changed ones with what the file does not speak of kept as it stood."""
        return [self._fact(row) for row in self.rows if row.is_new or row.is_change]

    def _fact(self, row: ComparedRow) -> NewFact:
        kept = row.standing.values if row.standing else {}
        columns = FACT_TABLES[self.kind].__table__.columns.keys()
        values = {name: kept.get(name) for name in columns if name not in _BOOKKEEPING}
        values |= {key: value for key, value in row.record.values.items() if key in values}
        values |= unit_columns(row.record)
        return NewFact(row.record.line, values, row.standing or row.over_demo)


_BOOKKEEPING = {"id", "batch_id", "row_number", "is_current", "supersedes_id"}


def unit_columns(record: Record) -> dict[str, str]:
    """The columns that say which unit a row is of; none for a row that is of no unit."""
    return {"edition": record.place.edition, "unit_code": record.place.code} if record.place else {}


def key_of(kind: str, record: Record) -> FactKey:
    values = {**record.values, **unit_columns(record)}
    return tuple(values[name] for name in FACT_TABLES[kind].KEY)


def compare(checked: CheckedTable, standing: Mapping[FactKey, StandingFact]) -> Comparison:
    """Columns the file does not have are not compared: they neither change nor lose what stands."""
    kind = checked.table.kind
    key_columns = {*FACT_TABLES[kind.name].KEY, *PLACE_KEYS}
    columns = [column for column in kind.columns if column.key not in key_columns]
    rows = (_compared(kind, columns, record, standing.get(key_of(kind.name, record))) for record in checked.records)
    return Comparison(kind.name, tuple(rows))


def _compared(kind: Kind, columns: Sequence[Column], record: Record, found: StandingFact | None) -> ComparedRow:
    real = None if found and found.demo else found
    changes = (*_unit_changes(kind, record, real), *_changes(columns, record, real))
    return ComparedRow(record, real, changes, over_demo=found if found and found.demo else None)


def _unit_changes(kind: Kind, record: Record, standing: StandingFact | None) -> Iterator[Change]:
    """A goal that moves to another unit keeps its key: its unit is a figure like any other."""
    if "unit_code" not in record.values or standing is None:
        return
    old, new = standing.values["unit_code"], record.values["unit_code"]
    if old != new:
        known = all_places().by_code
        yield Change(kind.by_key["commune"], old and known[old].full_name, new and known[new].full_name)


def _changes(columns: Sequence[Column], record: Record, standing: StandingFact | None) -> tuple[Change, ...]:
    spoken_of = [column for column in columns if column.key in record.values]
    changes = (Change(column, _old(standing, column), record.values[column.key]) for column in spoken_of)
    return tuple(change for change in changes if change.old != change.new)


def _old(standing: StandingFact | None, column: Column) -> Any:
    return standing.values[column.key] if standing else None


def replacements(changed: Iterable[ComparedRow]) -> list[Issue]:
    """One error per figure that would change: on the command line a replacement has to be meant."""
    return [
        Issue(
            Severity.ERROR,
            "would_replace",
            f"{row.record.of}: «{change.column.header}» đang là {shown(change.old)}"
            f" (lô {row.standing.batch_id}, dòng {row.standing.row_number}), tệp ghi {shown(change.new)}.",
            "Nếu muốn thay, hãy xác nhận (dòng lệnh: --replace-confirmed).",
            row.record.line,
            change.column.header,
            str(change.new),
        )
        for row in changed
        if row.standing
        for change in row.changes
    ]


def shown(value: Any) -> str:
    """A figure in a sentence: `1.732`, `8,5`, `30/06/2024`, or "trống"."""
    if value is None or value == "":
        return "trống"
    if isinstance(value, int):
        return formats.count(value)
    if isinstance(value, Decimal):
        return formats.points(value)
    return formats.day(value) if isinstance(value, date) else str(value)
