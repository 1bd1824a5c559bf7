"""People, and what they were given."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.rules import Grant, Role
from core.reference import EDITION
from core.tables import AccessGrant, Person


def person_of_email(session: Session, email: str) -> Person | None:
    return session.scalars(select(Person).where(Person.email == email.strip().lower())).one_or_none()


def grants_of(session: Session, person: int) -> tuple[Grant, ...]:
    """What somebody was given and not taken from them."""
    query = select(AccessGrant.role, AccessGrant.unit_code).where(
        AccessGrant.person_id == person,
        AccessGrant.revoked_at.is_(None),
        AccessGrant.edition.is_(None) | (AccessGrant.edition == EDITION),
    )
    return tuple(sorted((Grant(Role(role), unit) for role, unit in session.execute(query)), key=str))
