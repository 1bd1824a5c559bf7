"""Administrative units for screens and exports."""

from collections import Counter
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import all_places
from core.reference import EDITION
from core.reports.standing import visible
from core.tables import FACT_TABLES, UNIT_FACT_TABLES, DataVersion


def provinces_with_figures(session: Session, known_at: datetime | None = None) -> list[str]:
    """Codes of the provinces that have any figure of a unit, those with the most units first."""
    places = all_places()
    units: set[str] = set()
    for table in UNIT_FACT_TABLES.values():
        query = select(table.unit_code).where(visible(table, known_at), table.edition == EDITION).distinct()
        units |= set(session.scalars(query))
    counts = Counter(places.province_of(places.by_code[code]).code for code in units)
    return sorted(counts, key=lambda code: (-counts[code], code))


def result_dates(session: Session, known_at: datetime | None = None) -> list[date]:
    """The dates that any kind of result stands for, newest first."""
    days: set[date] = set()
    for table in FACT_TABLES.values():
        if "as_of" in table.KEY:
            query = select(table.__mapper__.attrs["as_of"].class_attribute).where(visible(table, known_at)).distinct()
            days |= set(session.scalars(query))
    return sorted(days, reverse=True)


def data_version(session: Session) -> int:
    """Rises with every change that anyone makes; 0 for a database nobody wrote to."""
    return session.execute(select(DataVersion.version)).scalar_one_or_none() or 0
