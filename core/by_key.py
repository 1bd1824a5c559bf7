"""Asking for rows by their keys, many at a time, within what one statement may bind."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, inspect, tuple_

from core.stored import FactKey, NewFact
from core.tables import Fact, UnitFact

# Bound parameters per statement stay far below SQLite's limit of 32.766.
KEYS_PER_QUERY = 2_000


def key_of(table: type[Fact], values: Mapping[str, Any]) -> FactKey:
    return tuple(values[name] for name in table.KEY)


def key_of_new(table: type[Fact], fact: NewFact) -> FactKey:
    return key_of(table, {**fact.values, **fact.unit})


def replaces(later: type[Fact], earlier: type[Fact]) -> ColumnElement[bool]:
    """The condition that one row took the other's place; both are of one unit, so of one province.

    Where the tables are divided among machines by province, each finds its own.
    """
    place: ColumnElement[bool] = later.supersedes_id == earlier.id
    if not issubclass(inspect(later).mapper.class_, UnitFact):
        return place
    return and_(place, later.province == earlier.province)  # type: ignore[attr-defined]


def near(table: type[Fact], keys: Collection[FactKey]) -> list[ColumnElement[bool]]:
    """Conditions that every one of these keys meets; of many keys others may meet them too."""
    columns = [table.__table__.columns[name] for name in table.KEY]
    if len(keys) <= KEYS_PER_QUERY:
        return [tuple_(*columns).in_(sorted(keys, key=str))]
    return list(_by_column(columns, keys))


def _by_column(columns: Sequence[ColumnElement[Any]], keys: Collection[FactKey]) -> Iterator[ColumnElement[bool]]:
    """A few values per column are named, many are left open."""
    for place, column in enumerate(columns):
        values = {key[place] for key in keys}
        if len(values) <= KEYS_PER_QUERY:
            yield column.in_(sorted(values, key=str))
