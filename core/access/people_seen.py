"""The list of people for who may read it, and whom everybody else may ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.rules import Access, Action, Grant, Role, may, roots
from core.database import Database
from core.places import places_seen_by
from core.tables import AccessGrant, Person, SignIn
from core.text import sort_key


@dataclass(frozen=True)
class PersonRow:
    """One role that one person was given; a person with two has two rows. `ended_*` once it was changed or taken."""

    person: int
    email: str
    name: str
    bound: bool
    grant_id: int
    grant: Grant
    since: datetime
    by: str
    ended_at: datetime | None
    ended_by: str | None
    last_sign_in: datetime | None

    @property
    def is_current(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True, order=True)
class Administrator:
    """Somebody to ask."""

    name: str
    email: str


def people_seen_by(database: Database, access: Access) -> list[PersonRow]:
    """By name, what stands before what ended. An administrator: everybody whom they may grant to, as far as that goes;
    others: themselves."""
    with database.read() as session:
        rows = _rows(session)
    seen = [row for row in rows if may(access, Action.GRANT, row.grant.unit_code) or row.person == access.person]
    return sorted(seen, key=lambda row: (not row.is_current, sort_key(row.name), row.email, row.grant_id))


def administrators_of(database: Database, access: Access) -> list[Administrator]:
    """Whom to ask: the administrators of the provinces that somebody reads about; where there is none, of all.

    Nobody's names for the public view and for who may see nothing.
    """
    provinces = frozenset() if access.is_public else roots(access, Action.SEE_FIGURES)
    if not provinces:
        return []
    with database.read() as session:
        given = [row for row in _rows(session) if row.is_current and row.grant.role is Role.ADMINISTRATOR]
    own = [row for row in given if row.grant.unit_code and (None in provinces or row.grant.unit_code in provinces)]
    return sorted({Administrator(row.name, row.email) for row in own or given if row.grant.unit_code is None or own})


def country_administrators(database: Database) -> int:
    """How many administer the whole country: all that others are told of them."""
    with database.read() as session:
        rows = [row for row in _rows(session) if row.is_current and row.grant == Grant(Role.ADMINISTRATOR, None)]
    return len({row.person for row in rows})


def provinces_without_administrator(database: Database, among: Iterable[str]) -> list[str]:
    """Of these units, the provinces that nobody administers any more."""
    known = {code: places_seen_by(code) for code in among}
    found = [(places, places.by_code[code]) for code, places in known.items() if code in places.by_code]
    provinces = {places.province_of(place).code for places, place in found}
    with database.read() as session:
        given = {row.grant for row in _rows(session) if row.is_current}
    return sorted(code for code in provinces if Grant(Role.ADMINISTRATOR, code) not in given)


def _rows(session: Session) -> list[PersonRow]:
    last = select(SignIn.person_id, func.max(SignIn.signed_in_at).label("at")).group_by(SignIn.person_id).subquery()
    query = (
        select(Person, AccessGrant, last.c.at)
        .join(AccessGrant, AccessGrant.person_id == Person.id)
        .outerjoin(last, last.c.person_id == Person.id)
    )
    return [_row(person, grant, at) for person, grant, at in session.execute(query)]


def _row(person: Person, grant: AccessGrant, last_sign_in: datetime | None) -> PersonRow:
    return PersonRow(
        person=person.id,
        email=person.email,
        name=person.name,
        bound=person.subject is not None,
        grant_id=grant.id,
        grant=Grant(Role(grant.role), grant.unit_code),
        since=grant.granted_at,
        by=grant.granted_by,
        ended_at=grant.revoked_at,
        ended_by=grant.revoked_by,
        last_sign_in=last_sign_in,
    )
