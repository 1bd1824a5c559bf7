"""What a table holds, in one number: the same on every engine, in whatever order its rows and columns lie."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Connection, DateTime, Float, LargeBinary, Row, Table, select

from core.tables import Base
from core.tables.base import FixedDecimal, UtcDateTime

ROWS_AT_A_TIME = 2_000
_BITS = 256


@dataclass(frozen=True)
class TableSum:
    """How many rows, and the sum of their hashes: 64 hexadecimal digits."""

    rows: int
    checksum: str


class RunningSum:
    """Adds up rows in any order. Hashes are added and not combined by XOR: a row that is there twice counts twice."""

    def __init__(self, table: Table) -> None:
        found = enumerate(map(_canonical, columns_by_name(table)))
        self._special = [(place, canonical) for place, canonical in found if canonical]
        self._rows, self._total = 0, 0

    def add(self, rows: Sequence[Row[Any]]) -> None:
        """Rows as `stored_rows` reads them."""
        self._rows += len(rows)
        for row in rows:
            values = list(row)
            for place, canonical in self._special:
                if values[place] is not None:
                    values[place] = canonical(values[place])
            # Not repr(): which letters that escapes depends on the Unicode tables of the Python that runs it.
            digest = hashlib.blake2b(ascii(values).encode("ascii"), digest_size=_BITS // 8).digest()
            self._total += int.from_bytes(digest)

    @property
    def so_far(self) -> TableSum:
        return TableSum(self._rows, f"{self._total % 2**_BITS:0{_BITS // 4}x}")


def columns_by_name(table: Table) -> list[Column[Any]]:
    """The order in which a migration added columns is not part of what is stored."""
    return sorted(table.columns, key=lambda column: column.name)


def stored_rows(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """Every row, some at a time: files, which are large, one by one. Columns in order of their names."""
    columns = columns_by_name(table)
    heavy = any(isinstance(column.type, LargeBinary) for column in columns)
    options = {"yield_per": 1 if heavy else ROWS_AT_A_TIME}
    yield from connection.execute(select(*columns), execution_options=options).partitions()


def table_sum(connection: Connection, table: Table) -> TableSum:
    running = RunningSum(table)
    for rows in stored_rows(connection, table):
        running.add(rows)
    return running.so_far


def every_sum(connection: Connection) -> dict[str, TableSum]:
    """All tables, in the connection's transaction; what refers to others comes after them."""
    return {table.name: table_sum(connection, table) for table in Base.metadata.sorted_tables}


def _canonical(column: Column[Any]) -> Callable[[Any], Any] | None:
    """How values of a column are written where Python's own form depends on the driver or is long; NULL never is."""
    match column.type:
        case UtcDateTime() | DateTime():
            return _moment
        case FixedDecimal():
            return _decimal
        case JSON():
            return _json
        case LargeBinary():
            return _digest
        case Float():
            return float
    return None


def _moment(value: Any) -> str:
    said: str = value.astimezone(UTC).isoformat()
    return said


def _decimal(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _digest(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()
