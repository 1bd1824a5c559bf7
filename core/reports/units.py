"""Administrative units for screens and exports."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import Place, Places, place_of
from core.reference import EDITION
from core.tables import DataVersion, Unit


def all_places(session: Session) -> Places:
    """Every unit of the current edition, by code order."""
    units = session.scalars(select(Unit).where(Unit.edition == EDITION).order_by(Unit.code))
    return Places(place_of(unit) for unit in units)


def list_places(session: Session, _filter: None = None) -> list[Place]:
    return list(all_places(session).by_code.values())


def data_version(session: Session) -> int:
    """Rises with every change that anyone makes; 0 for a database nobody wrote to."""
    return session.execute(select(DataVersion.version)).scalar_one_or_none() or 0
