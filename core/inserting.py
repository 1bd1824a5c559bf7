"""Many rows at once: what SQLAlchemy would do for every value of every row is done once per column."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Dialect, Table, insert, text
from sqlalchemy.orm import Session

from core.tables import Unit

_UNITS_TO_PLAN_BY = 500


def insert_rows(session: Session, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows given by column; all columns have the same length. Runs in the session's transaction."""
    connection = session.connection()
    dialect = connection.dialect
    statement = insert(table).compile(dialect=dialect, column_keys=list(columns))
    names = statement.positiontup or list(columns)
    bound = [_bound(table.columns[name], dialect, columns[name]) for name in names]
    rows = list(zip(*bound, strict=True))
    if statement.positional:
        connection.exec_driver_sql(str(statement), rows)
    else:
        connection.exec_driver_sql(str(statement), [dict(zip(names, row, strict=True)) for row in rows])


def insert_units(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert units; a parent comes before what is below it.

    PostgreSQL plans how to find a parent while the table is empty, and then reads all of it for every unit: it is
    shown a few hundred first.
    """
    session.execute(insert(Unit), rows[:_UNITS_TO_PLAN_BY])
    if session.connection().dialect.name == "postgresql":
        session.execute(text("ANALYZE unit"))
    if rest := rows[_UNITS_TO_PLAN_BY:]:
        session.execute(insert(Unit), rest)


def _bound(column: Column[Any], dialect: Dialect, values: Sequence[Any]) -> Sequence[Any]:
    """The values as the driver wants them: most columns as they are, dates and decimals each distinct value once."""
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    processed = {value: process(value) for value in set(values)}
    return [processed[value] for value in values]
