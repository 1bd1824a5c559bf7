"""A comparison as lines a person reads: one per figure, with what stands, where that is from, and what the file says.

A file may have a hundred thousand rows: lines are made when asked for, and no more of them than are shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Any

from core import formats
from core.ingest.checks.check import Record
from core.ingest.compare import Change, ComparedRow, Comparison, figures_of, shown
from core.ingest.kinds import Column, Kind, kinds
from core.tables import FACT_TABLES
from core.text import fold

_UNIT_KEYS, _SUBJECT_KEYS = {"edition", "unit_code"}, {"plan_number", "goal", "obligation"}
_AMOUNTS, _PLAIN_NUMBERS = ("money", "decimal"), ("year", "integer")
# A row that is all key, such as a village without remarks, still is something that would be stored.
WHOLE_ROW = "cả dòng"


class Sameness(StrEnum):
    """What a row of the file is beside what stands."""

    CHANGED = "changed"
    NEW = "new"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure: its line in the file, its unit and period, what stands and what the file says, as text.

    `standing` says where the standing figure is: "lô 12, dòng 5"; empty where none stands. `batch` is its number.
    """

    line: int
    unit: str
    period: str
    figure: str
    old: str
    new: str
    standing: str = ""
    batch: int | None = None


def rows_like(comparison: Comparison, sameness: Sameness, about: str = "") -> list[ComparedRow]:
    """The rows of one sort, in the order of the file; only those whose unit or period has `about` in it."""
    rows = [row for row in comparison.rows if _sameness(row) is sameness]
    wanted = fold(about)
    if not wanted:
        return rows
    names = _period_keys(comparison.kind)
    return [row for row in rows if wanted in fold(row.record.of) or wanted in fold(_period(row.record, names))]


def differences(kind: str, rows: Iterable[ComparedRow], most: int | None = None) -> list[Difference]:
    """The figures of these rows in their order, at most so many; none is made that is not returned."""
    return list(islice(_lines(kinds()[kind], rows), most))


def _sameness(row: ComparedRow) -> Sameness:
    if row.is_new:
        return Sameness.NEW
    return Sameness.CHANGED if row.changes else Sameness.UNCHANGED


def _lines(kind: Kind, rows: Iterable[ComparedRow]) -> Iterator[Difference]:
    names = _period_keys(kind.name)
    for row in rows:
        whole = Difference(row.record.line, row.record.of, _period(row.record, names), WHOLE_ROW, "", "", *_source(row))
        changes = _figures(kind, row)
        if not changes:
            yield replace(whole, old=_nothing(row), new="có trong tệp")
        for change in changes:
            old, new = _old(row, change), _written(change.column, change.new)
            yield replace(whole, figure=change.column.header, old=old, new=new)


def _figures(kind: Kind, row: ComparedRow) -> tuple[Change, ...]:
    """What changes; of a row that says nothing new, every figure it has."""
    return row.changes or figures_of(kind, ComparedRow(row.record, None))


def _source(row: ComparedRow) -> tuple[str, int | None]:
    stands = row.standing
    return (f"lô {stands.batch_id}, dòng {stands.row_number}", stands.batch_id) if stands else ("", None)


def _old(row: ComparedRow, change: Change) -> str:
    if row.is_new:
        return _nothing(row)
    return _written(change.column, change.old if row.changes else change.new)


def _nothing(row: ComparedRow) -> str:
    if row.standing:
        return "đã có"
    return "chưa có (chỉ có số minh họa)" if row.over_demo else "chưa có"


def _written(column: Column, value: Any) -> str:
    if value is None or column.type not in (*_AMOUNTS, *_PLAIN_NUMBERS):
        return shown(value)
    return formats.amount(value) if column.type in _AMOUNTS else str(value)


def _period_keys(kind: str) -> list[str]:
    return [key for key in FACT_TABLES[kind].KEY if key not in _UNIT_KEYS]


def _period(record: Record, names: Iterable[str]) -> str:
    """What tells a row from others of its unit; a goal without a unit is named as what the row is about already."""
    said = (record.values.get(name) for name in names if record.place or name not in _SUBJECT_KEYS)
    return " · ".join(str(value) if isinstance(value, int) else shown(value) for value in said if value)
