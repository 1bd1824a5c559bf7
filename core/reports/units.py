"""Administrative units for screens and exports."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import all_places
from core.reference import EDITION
from core.tables import UNIT_FACT_TABLES, DataVersion


def provinces_with_figures(session: Session, _filter: None = None) -> list[str]:
    """Codes of the provinces that have any figure, by code order."""
    places = all_places()
    codes = {
        code
        for table in UNIT_FACT_TABLES.values()
        for code in session.scalars(
            select(table.unit_code).where(table.is_current, table.edition == EDITION).distinct()
        )
    }
    return sorted({places.province_of(places.by_code[code]).code for code in codes})


def data_version(session: Session) -> int:
    """Rises with every change that anyone makes; 0 for a database nobody wrote to."""
    return session.execute(select(DataVersion.version)).scalar_one_or_none() or 0
