"""Checked records against the figures that stand: what is new, what would change, what is the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from core import formats
from core.ingest.checks.check import PLACE_KEYS, CheckedTable, Record
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Column, Kind
from core.places import all_places
from core.stored import FactKey, NewFact, StandingFact
from core.tables import FACT_TABLES


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a row: its column, what stands, what the file says (None where there is none)."""

    column: Column
    old: Any
    new: Any


class ComparedRow(NamedTuple):
    """A record beside the row that stands for the same unit and period, if one does; a made-up one is as none.

    `changes` are the figures that differ from what stands; a new row has none, for nothing stands (`figures_of`).
    """

    record: Record
    standing: StandingFact | None
    changes: tuple[Change, ...] = ()
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

    @cached_property
    def new(self) -> list[ComparedRow]:
        return [row for row in self.rows if row.is_new]

    @cached_property
    def changed(self) -> list[ComparedRow]:
        return [row for row in self.rows if row.is_change]

    @cached_property
    def unchanged(self) -> list[StandingFact]:
        return [row.standing for row in self.rows if row.standing and not row.changes]

    def facts(self) -> Iterator[NewFact]:
        """What to store: new rows, and changed ones with what the file does not speak of kept as it stood."""
        return (fact_of(row) for row in self.rows if row.is_new or row.is_change)


def fact_of(row: ComparedRow) -> NewFact:
    """The row to store."""
    values = {**row.standing.values, **row.record.values} if row.standing else row.record.values
    return NewFact(row.record.line, values, row.standing or row.over_demo, unit_columns(row.record))


def unit_columns(record: Record) -> dict[str, str]:
    """The columns that say which unit a row is of; none for a row that is of no unit."""
    return {"edition": record.place.edition, "unit_code": record.place.code} if record.place else {}


def keys_of(kind: str, records: Iterable[Record]) -> list[FactKey]:
    """What each record is the figure of, in the order of the table's KEY."""
    names = FACT_TABLES[kind].KEY
    if names[:2] != ("edition", "unit_code"):
        return [tuple(record.values[name] for name in names) for record in records]
    rest = names[2:]
    return [
        (record.place.edition, record.place.code, *[record.values[name] for name in rest])
        for record in records
        if record.place
    ]


def compare(checked: CheckedTable, standing: Mapping[FactKey, StandingFact]) -> Comparison:
    """Columns the file does not have are not compared: they neither change nor lose what stands."""
    kind = checked.table.kind
    if not standing:
        return Comparison(kind.name, tuple(ComparedRow(record, None) for record in checked.records))
    return compare_records(kind, checked.records, keys_of(kind.name, checked.records), standing)


def compare_records(
    kind: Kind, records: Iterable[Record], keys: Iterable[FactKey], standing: Mapping[FactKey, StandingFact]
) -> Comparison:
    """The same for records and their keys, wherever they come from."""
    columns = _figures(kind)
    pairs = zip(records, keys, strict=True)
    return Comparison(kind.name, tuple(_compared(kind, columns, record, standing.get(key)) for record, key in pairs))


def _figures(kind: Kind) -> list[Column]:
    """The columns that are neither part of the key nor the name of a unit."""
    key_columns = {*FACT_TABLES[kind.name].KEY, *PLACE_KEYS}
    return [column for column in kind.columns if column.key not in key_columns]


def figures_of(kind: Kind, row: ComparedRow) -> tuple[Change, ...]:
    """What a row would store: the figures that change, or every figure of a new row."""
    if row.standing:
        return row.changes
    values = row.record.values
    filled = (column for column in _figures(kind) if values.get(column.key) is not None)
    return (*_unit_changes(kind, row.record, None), *(Change(column, None, values[column.key]) for column in filled))


def _compared(kind: Kind, columns: Sequence[Column], record: Record, found: StandingFact | None) -> ComparedRow:
    if found is None or found.demo:
        return ComparedRow(record, None, over_demo=found)
    changes = (*_unit_changes(kind, record, found), *_changes(columns, record, found))
    return ComparedRow(record, found, changes)


def _unit_changes(kind: Kind, record: Record, standing: StandingFact | None) -> Iterator[Change]:
    """A goal that moves to another unit keeps its key: its unit is a figure like any other."""
    if "unit_code" not in record.values or standing is None:
        return
    old, new = standing.values["unit_code"], record.values["unit_code"]
    if old != new:
        known = all_places().by_code
        yield Change(kind.by_key["commune"], old and known[old].full_name, new and known[new].full_name)


def _changes(columns: Sequence[Column], record: Record, standing: StandingFact) -> Iterator[Change]:
    values, stands = record.values, standing.values
    for column in columns:
        if column.key in values and stands[column.key] != values[column.key]:
            yield Change(column, stands[column.key], values[column.key])


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
