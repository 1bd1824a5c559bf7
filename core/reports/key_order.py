"""Rows in one order on every database: PostgreSQL sorts text as its own locale does, SQLite by bytes."""

from collections.abc import Iterable
from typing import TypeVar

from core.tables import Fact

F = TypeVar("F", bound=Fact)


def in_order_of_key(table: type[Fact], rows: Iterable[F]) -> list[F]:
    """By the table's KEY, text by its letters' numbers; no part of a key is ever empty (NULL)."""
    return sorted(rows, key=lambda row: tuple(getattr(row, name) for name in table.KEY))
