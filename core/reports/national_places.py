"""Under which province of a map rows of any edition are added up, with one row read per sum.

A row tells the province of its own edition. Where that lies in several of the map's provinces, its units are asked for
one by one; what lies in no single province of the map stays by itself, under its own name.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement

from core.places import Place, Places, places_of
from core.reference import edition_of, editions
from core.territory import within

Row = TypeVar("Row", bound=Sequence[Any])
# Rows by one of the columns, under further conditions.
Read = Callable[[Any, Sequence[ColumnElement[bool]]], Iterable[Row]]


def rows_by_place(places: Places, columns: Any, read: Read[Row]) -> list[tuple[Place, Row]]:
    """Rows that begin with the province (or the unit) they are of, each with the place that it stands under.

    `columns` are a table's, or a subquery's: `province` and `unit_code`.
    """
    rows = list(read(columns.province, ()))
    split = sorted({row[0] for row in rows if places.nearest_shown(row[0]) is None})
    if split:
        whole = [row for row in rows if row[0] not in split]
        rows = [*whole, *read(columns.unit_code, (columns.province.in_(split),))]
    return [(place_of(places, row[0]), row) for row in rows]


def place_of(places: Places, code: str) -> Place:
    """The province of the map that a unit lies in; the unit itself where there is no single one."""
    shown = places.nearest_shown(code)
    return places.province_of(shown) if shown else places.by_code[code]


def beyond(table: Any, besides: str | None) -> list[ColumnElement[bool]]:
    """The condition that a row is of no unit that lies in a province."""
    if besides is None:
        return []
    provinces, units = _inside(besides)
    conditions: list[ColumnElement[bool]] = [table.province.not_in(provinces)]
    return [*conditions, table.unit_code.not_in(units)] if units else conditions


@cache
def _inside(province: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The provinces of all editions in one, and the units in it that are of none of these."""
    known = {one.code: places_of(one.code) for one in editions()}
    above = {
        code: known[edition_of(code)].province_of(known[edition_of(code)].by_code[code]).code
        for code in within(province)
    }
    provinces = {code for code in above if above[code] == code}
    return tuple(sorted(provinces)), tuple(sorted(code for code in above if above[code] not in provinces))
