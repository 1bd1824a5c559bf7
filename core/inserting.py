"""Many rows at once: what SQLAlchemy would do for every value of every row is done once per column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Table, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from core.errors import DatabaseNotReady
from core.tables import Unit

_UNITS_TO_PLAN_BY = 500
_UNITS_BY_NAME = 300


def insert_rows(session: Session, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows given by column; all columns have the same length. Runs in the session's transaction."""
    connection = session.connection()
    dialect = connection.dialect
    names = list(columns)
    bound = [_bound(table.columns[name], dialect, columns[name]) for name in names]
    rows = zip(*bound, strict=True)
    if dialect.driver == "psycopg":
        _copy(connection, table, names, rows)
        return
    statement = insert(table).compile(dialect=dialect, column_keys=names)
    if statement.positiontup:
        places = [names.index(name) for name in statement.positiontup]
        connection.exec_driver_sql(str(statement), [tuple(row[place] for place in places) for row in rows])
    else:
        connection.exec_driver_sql(str(statement), [dict(zip(names, row, strict=True)) for row in rows])


def _copy(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One COPY instead of a statement for every row, as seen by whoever calls: its errors are the library's."""
    dialect, driver = connection.dialect, connection.connection
    quote = dialect.identifier_preparer.quote
    statement = f"COPY {quote(table.name)} ({', '.join(map(quote, names))}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)
    except dialect.loaded_dbapi.Error as error:
        lost = dialect.is_disconnect(error, driver, None)
        if lost:
            connection.invalidate(error)
        own = dialect.loaded_dbapi.Error
        raise DBAPIError.instance(statement, None, error, own, True, lost, dialect) from error


def provinces_of(session: Session, editions: Sequence[str | None], codes: Sequence[str | None]) -> list[str | None]:
    """The province of each unit: None for none, empty text (which the schema refuses) for one that is not known."""
    found: dict[tuple[str | None, str | None], str] = {}
    for edition, units in _by_edition(editions, codes):
        query = select(Unit.code, Unit.province).where(Unit.edition == edition)
        # Of many units the whole map is read sooner than they are asked for by name.
        few = query.where(Unit.code.in_(units)) if len(units) <= _UNITS_BY_NAME else query
        found |= {(edition, code): province for code, province in session.execute(few)}
    return [found.get(unit, "") if unit[1] else None for unit in zip(editions, codes, strict=True)]


def _by_edition(editions: Sequence[str | None], codes: Sequence[str | None]) -> Iterator[tuple[str | None, list[str]]]:
    units = set(zip(editions, codes, strict=True))
    for edition in {edition for edition, _ in units}:
        yield edition, sorted(code for of, code in units if of == edition and code)


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


def correct_units(session: Session, units: Sequence[Mapping[str, Any]]) -> None:
    """Raises DatabaseNotReady where rows stand on a unit that would come to lie in another province."""
    try:
        session.execute(update(Unit), units)
    except IntegrityError as error:
        raise DatabaseNotReady(
            "Danh mục đơn vị kèm chương trình đổi tỉnh của một đơn vị đã có số liệu. Chưa có gì thay đổi: việc này cần"
            " một bản nâng cấp cơ sở dữ liệu; hãy dùng lại danh mục đơn vị cũ."
        ) from error
