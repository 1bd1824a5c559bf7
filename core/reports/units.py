"""Administrative units for screens and exports, and the days that there are figures of."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from core.access.guard import reader_may
from core.access.reach import KNOWN_EDITIONS
from core.access.rules import Action, units_holding
from core.places import places_of, places_seen_by
from core.reference import EDITION, edition_of
from core.reports.standing import stood, visible
from core.tables import FACT_TABLES, UNIT_FACT_TABLES, Arrival, DataVersion, Fact, Unit, UnitFact

# Most units have these: whoever has one is not looked for in the other tables.
_FIRST = ("poverty-progress", "poverty-plan")


def provinces_with_figures(session: Session, known_at: datetime | None = None) -> list[str]:
    """Codes of the provinces that have any figure of a unit, those with the most units first."""
    if not _sees_all(session):
        return _most_units_first(_by_province(_units_of_reader(session, known_at)))
    tables = [UNIT_FACT_TABLES[kind] for kind in sorted(UNIT_FACT_TABLES, key=lambda kind: kind not in _FIRST)]
    provinces = _provinces_of_batches(session, known_at)
    asked = Unit.province.in_(provinces), _has_row(tables, known_at)
    of_first = select(Unit.province, func.count()).where(Unit.edition == EDITION, *asked).group_by(Unit.province)
    of_others = select(Unit.code).where(Unit.edition.in_(KNOWN_EDITIONS), Unit.edition != EDITION, *asked)
    counts = _by_province(session.scalars(of_others))
    return _most_units_first(counts | {row[0]: row[1] for row in session.execute(of_first)})


def _by_province(units: Iterable[str]) -> dict[str, int]:
    """Units by the province of their own map; those of later maps by that of the first one, too, that holds them."""
    found: Counter[str] = Counter()
    for code in units:
        above = (one for one in units_holding(code) if edition_of(one) in (EDITION, edition_of(code)))
        found.update(one for one in above if places_seen_by(one).by_code[one].level == "province")
    return dict(found)


def _most_units_first(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda code: (-counts[code], code))


def _provinces_of_batches(session: Session, known_at: datetime | None) -> Collection[str]:
    """Where figures may be at all: a new office's few provinces are found without a look at every unit of the map."""
    query = select(Arrival.province).where(stood(Arrival, known_at)).distinct()
    found = set(session.scalars(query))
    every = (place.code for edition in KNOWN_EDITIONS for place in places_of(edition).provinces)
    return list(every) if None in found else {code for code in found if code}


def _has_row(tables: Sequence[type[UnitFact]], known_at: datetime | None) -> ColumnElement[bool]:
    """The condition that a unit has a row in any of the tables, looked for unit by unit."""
    return or_(
        *(
            select(table.id)
            .where(visible(table, known_at), table.edition == Unit.edition, table.unit_code == Unit.code)
            .exists()
            for table in tables
        )
    )


def _units_of_reader(session: Session, known_at: datetime | None) -> list[str]:
    """The same for who sees part of the country: reading all that they see is little."""
    units: set[str] = set()
    for table in UNIT_FACT_TABLES.values():
        query = select(table.unit_code).where(visible(table, known_at), table.edition.in_(KNOWN_EDITIONS)).distinct()
        units |= set(session.scalars(query))
    return sorted(units)


def result_dates(session: Session, known_at: datetime | None = None) -> list[date]:
    """The dates that any kind of result stands for, newest first."""
    days: set[date] = set()
    query = _days_one_by_one if _sees_all(session) else _days
    for table in FACT_TABLES.values():
        if "as_of" in table.KEY:
            days |= set(session.scalars(query(table, known_at)))
    return sorted(days, reverse=True)


def _days(table: type[Fact], known_at: datetime | None) -> Select[tuple[date]]:
    return select(_as_of(table)).where(visible(table, known_at)).distinct()


def _days_one_by_one(table: type[Fact], known_at: datetime | None) -> Select[tuple[date]]:
    """From each day to the next one in the index: there are dozens of days and millions of rows."""
    earliest = select(func.min(_as_of(table)).label("day")).where(visible(table, known_at))
    days = earliest.cte("days", recursive=True)
    later = select(func.min(_as_of(table))).where(visible(table, known_at), _as_of(table) > days.c.day)
    days = days.union_all(select(later.scalar_subquery()).where(days.c.day.is_not(None)))
    return select(days.c.day).where(days.c.day.is_not(None))


def _as_of(table: type[Fact]) -> Any:
    return table.__mapper__.attrs["as_of"].class_attribute


def _sees_all(session: Session) -> bool:
    return reader_may(session, Action.SEE_FIGURES, None)


def data_version(session: Session) -> int:
    """Rises with every change that anyone makes; 0 for a database nobody wrote to."""
    return session.execute(select(DataVersion.version)).scalar_one_or_none() or 0
