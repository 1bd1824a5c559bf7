"""A comparison as lines a person reads: one per figure that is new or would change."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.ingest.compare import ComparedRow, Comparison, figures_of, shown
from core.ingest.kinds import kinds
from core.tables import FACT_TABLES


@dataclass(frozen=True)
class Difference:
    """One figure: its line in the file, its unit and period, what stands and what the file says, as text."""

    line: int
    unit: str
    period: str
    figure: str
    old: str
    new: str
    is_new: bool


def differences(comparison: Comparison) -> Iterator[Difference]:
    """Changed figures first, then new ones, each in the order of the file."""
    for row in (*comparison.changed, *comparison.new):
        yield from _of_row(comparison.kind, row)


def _of_row(kind: str, row: ComparedRow) -> list[Difference]:
    period_keys = [key for key in FACT_TABLES[kind].KEY if key not in ("edition", "unit_code")]
    period = " · ".join(_period(row.record.values[key]) for key in period_keys if row.record.values.get(key))
    return [
        Difference(
            line=row.record.line,
            unit=row.record.of,
            period=period,
            figure=change.column.header,
            old="chưa có" if row.is_new else shown(change.old),
            new=shown(change.new),
            is_new=row.is_new,
        )
        for change in figures_of(kinds()[kind], row)
    ]


def _period(value: object) -> str:
    return str(value) if isinstance(value, int) else shown(value)
