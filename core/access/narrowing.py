"""What a reader's statements see of each table, held to where SQL is written.

Every table that a statement reads, by whatever way it came into it (a class, an alias, a bare table, a join, an EXISTS,
a CTE, a column in a condition), is written as `(SELECT … WHERE <what this reader may see>)`. The text depends only on
the shape of what somebody may see; who it is comes in as bound values when the statement runs. What can't be held to
(text of SQL, functions that are not known to be harmless, tables that are not known) is refused when it is written.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    Table,
    TableClause,
    and_,
    bindparam,
    column,
    false,
    null,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.sql.compiler import SQLCompiler

from core.access.reach import KNOWN_EDITIONS, Within, reach_of
from core.access.rules import Access, Action, Grant, roots
from core.access.suppression import public_columns, public_marks, public_rows
from core.errors import AccessRefused
from core.tables import ARRIVED, FACT_TABLES, UNIT_FACT_TABLES, Base


@dataclass(frozen=True)
class Seen:
    """Where somebody sees figures, and where files, people and what they wrote; `unlimited` hides nothing."""

    unlimited: bool
    public: bool
    figures: Within
    files: Within

    @property
    def shape(self) -> tuple[Any, ...]:
        return self.unlimited, self.public, self.figures.shape, self.files.shape


# Whose statement is being written and run; None outside of a reader's session.
READING: ContextVar[Seen | None] = ContextVar("reading", default=None)


@lru_cache(maxsize=1024)
def seen_with(grants: tuple[Grant, ...]) -> Seen:
    access = Access("", grants)
    figures, files = (roots(access, action) for action in (Action.SEE_FIGURES, Action.SEE_FILES))
    return Seen(access.is_unlimited, access.is_public, reach_of(figures), reach_of(files))


class _Reach:
    """Where something is seen, as a condition with values that are looked up when the statement runs."""

    def __init__(self, name: str, of: Callable[[Seen], Within]) -> None:
        self.of = of
        self._provinces = _bound(f"reader_{name}_province", lambda seen: of(seen).provinces)
        self._units = _bound(f"reader_{name}_unit", lambda seen: of(seen).units)

    def holds(self, row: Any, seen: Seen) -> ColumnElement[bool]:
        """The condition that a row's unit is seen: one of the units, or below one of them."""
        within = self.of(seen)
        if within.everywhere:
            return true()
        found = []
        if within.provinces:
            of_provinces = _one_of(_UNITS.c.province, self._provinces, len(within.provinces))
            codes = select(_UNITS.c.code).where(_UNITS.c.edition.in_(KNOWN_EDITIONS), of_provinces)
            found.append(row.unit_code.in_(codes))
        if within.units:
            found.append(_one_of(row.unit_code, self._units, len(within.units)))
        return and_(row.edition.in_(KNOWN_EDITIONS), or_(*found)) if found else false()


_Bound = tuple[BindParameter[Any], BindParameter[Any]]


def _bound(name: str, of: Callable[[Seen], tuple[str, ...]]) -> _Bound:
    """One value, and a list of them."""

    def values() -> list[str]:
        seen = READING.get()
        return list(of(seen)) if seen else []

    return bindparam(name, callable_=lambda: values()[0]), bindparam(f"{name}s", callable_=values, expanding=True)


def _one_of(of: ColumnElement[Any], bound: _Bound, number: int) -> ColumnElement[bool]:
    one, several = bound
    return of == one if number == 1 else of.in_(several)


def _own(of: Table) -> TableClause:
    """A table under a name that is written as it stands."""
    return table(of.name, *(column(one.name, one.type) for one in of.columns))


_TABLES: Mapping[str, Table] = MappingProxyType(dict(Base.metadata.tables))
_OWN = {name: _own(one) for name, one in _TABLES.items()}
_UNITS = _OWN["unit"].alias("seen_unit")
_BATCHES = _OWN["batch"].alias("seen_batch")
_REPORTS = _OWN["made_report"].alias("seen_report")
_FIGURES = _Reach("figures", lambda seen: seen.figures)
_FILES = _Reach("files", lambda seen: seen.files)

_Condition = Callable[[Any, Seen], ColumnElement[bool]]


def _of_fact(row: Any, seen: Seen) -> ColumnElement[bool]:
    """Goals, duties, what became of them: with the batch that brought them."""
    batch = select(_BATCHES.c.id).where(_BATCHES.c.id == row.batch_id, _arrival(_BATCHES.c, seen))
    return batch.exists()


def _of_unit_fact(row: Any, seen: Seen) -> ColumnElement[bool]:
    """A row that stands was published; any other one only of a batch that was, or that is one's own."""
    # Looked up for each row that does not stand: a list of all batches would be made for every statement.
    published = select(_BATCHES.c.id).where(_BATCHES.c.id == row.batch_id, _BATCHES.c.published_at.is_not(None))
    shown = or_(row.is_current, published.exists(), _FILES.holds(row, seen))
    return and_(_FIGURES.holds(row, seen), shown)


def _of_share(row: Any, seen: Seen) -> ColumnElement[bool]:
    """How a unit was cut is no secret for who sees figures anywhere, once it was published."""
    if seen.figures == Within():
        return false()
    published = select(_BATCHES.c.id).where(_BATCHES.c.id == row.batch_id, _BATCHES.c.published_at.is_not(None))
    return or_(row.is_current, published.exists(), _FILES.holds(row, seen))


def _arrival(row: Any, seen: Seen) -> ColumnElement[bool]:
    return or_(_FILES.holds(row, seen), and_(_FIGURES.holds(row, seen), row.published_at.is_not(None)))


def _of_arrival(row: Any, seen: Seen) -> ColumnElement[bool]:
    """That an upload of several provinces came is known to all who see figures: theirs may be among its rows."""
    anywhere = seen.figures != Within()
    several = and_(row.unit_code.is_(None), row.published_at.is_not(None)) if anywhere else false()
    return or_(_arrival(row, seen), several)


def _of_confirmation(row: Any, seen: Seen) -> ColumnElement[bool]:
    own: ColumnElement[bool] = row.batch_id.in_(select(_BATCHES.c.id).where(_FILES.holds(_BATCHES.c, seen)))
    return own


def _of_file(row: Any, seen: Seen) -> ColumnElement[bool]:
    own: ColumnElement[bool] = row.sha256.in_(_own_files(seen))
    return own


def _own_files(seen: Seen) -> CompoundSelect[Any]:
    batches = select(_BATCHES.c.sha256).where(_FILES.holds(_BATCHES.c, seen))
    reports = select(_REPORTS.c.sha256).where(_FILES.holds(_REPORTS.c, seen))
    return batches.union(reports)


def _of_lock(row: Any, seen: Seen) -> ColumnElement[bool]:
    """Who closed a period and why is for people who sign in."""
    return false() if seen.public else _FIGURES.holds(row, seen)


def _closed(_row: Any, _seen: Seen) -> ColumnElement[bool]:
    """People, sign-ins and the journal are read through core.access, which decides by person."""
    return false()


# What a reader sees of each table; the map and how often the data changed everybody may read whole.
_CONDITIONS: Mapping[str, _Condition] = {
    **{of.__tablename__: _of_unit_fact if kind in UNIT_FACT_TABLES else _of_fact for kind, of in FACT_TABLES.items()},
    # Why a unit is behind is written by people for those who answer for the unit.
    "shortfall_explanation": _FILES.holds,
    "unit_share": _of_share,
    ARRIVED: _of_arrival,
    "batch": _FILES.holds,
    "batch_confirmation": _of_confirmation,
    "made_report": _FILES.holds,
    "stored_file": _of_file,
    "period_lock": _of_lock,
    **dict.fromkeys(("person", "access_grant", "sign_in", "journal_entry"), _closed),
}
_OPEN = frozenset({"unit", "edition", "data_version"})
# What people wrote beside a figure: not shown to the public.
_WRITTEN = frozenset({"note", "evidence"})
_FUNCTIONS = frozenset(
    {"count", "min", "max", "sum", "avg", "coalesce", "lower", "upper", "length", "abs", "row_number"}
)
_LITERALS = frozenset({"*", "1"})


@cache
def _narrowed(name: str, shape: tuple[Any, ...]) -> Select[Any]:
    """What readers of this shape see of a table; made while one of them reads."""
    seen = READING.get()
    assert seen is not None
    assert seen.shape == shape
    own = _OWN["batch"] if name == ARRIVED else _OWN[name]
    hidden = _WRITTEN if seen.public else frozenset[str]()
    rows = and_(_CONDITIONS[name](own.c, seen), public_rows(name, own.c) if seen.public else true())
    marks = public_marks(name, own.c) if seen.public else []
    source: Any = select(*own.columns, *marks).where(rows).subquery(f"marked_{name}") if marks else own
    instead = dict(public_columns(name, source.c)) if seen.public else {}
    instead |= {one: null().label(one) for one in hidden}
    columns = [instead.get(one.name, source.c[one.name]) for one in own.columns]
    return select(*columns) if marks else select(*columns).where(rows)


class NarrowingCompiler(SQLCompiler):
    """Mixed into a dialect's own compiler: writes what it always did, except for a reader."""

    def visit_table(self, *args: Any, **kwargs: Any) -> str:
        usual: Any = super()
        written: str = usual.visit_table(*args, **kwargs)
        seen, table = READING.get(), args[0]
        if seen is None or not kwargs.get("asfrom") or _OWN.get(table.name) is table:
            return written
        name = getattr(table, "info", {}).get("shows", table.name)
        if name not in _CONDITIONS and name not in _OPEN:
            raise AccessRefused(f"Không đọc được bảng {name} theo quyền của người đọc.")
        return written if seen.unlimited or name in _OPEN else self._narrowed(name, seen, table, **kwargs)

    def _narrowed(self, name: str, seen: Seen, table: Any, enclosing_alias: Any = None, **_: Any) -> str:
        usual: Any = super()
        rows = f"({self.process(_narrowed(name, seen.shape), asfrom=True)})"
        if enclosing_alias is not None and enclosing_alias.element is table:
            return rows
        suffix: str = usual.get_render_as_alias_suffix(self.preparer.quote(table.name))
        return f"{rows}{suffix}"

    def visit_column(self, column: Any, *args: Any, **kwargs: Any) -> str:
        if column.is_literal and column.name not in _LITERALS:
            _refuse_text(column.name)
        return self._usual("visit_column", column, *args, **kwargs)

    def visit_function(self, func: Any, *args: Any, **kwargs: Any) -> str:
        if func.packagenames or func.name.lower() not in _FUNCTIONS:
            _refuse_text(func.name)
        return self._usual("visit_function", func, *args, **kwargs)

    def visit_textclause(self, textclause: Any, *args: Any, **kwargs: Any) -> str:
        _refuse_text(textclause.text)
        return self._usual("visit_textclause", textclause, *args, **kwargs)

    def visit_tstring(self, tstring: Any, *args: Any, **kwargs: Any) -> str:
        _refuse_text("tstring")
        return self._usual("visit_tstring", tstring, *args, **kwargs)

    def _usual(self, name: str, *args: Any, **kwargs: Any) -> str:
        written: str = getattr(super(), name)(*args, **kwargs)
        return written


def _refuse_text(text: str) -> None:
    if READING.get() is not None:
        raise AccessRefused(f"Câu hỏi không giới hạn được theo quyền của người đọc ({text}).")
