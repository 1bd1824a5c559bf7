"""People, and what they are given: given, changed and taken away by who may grant, each change in the journal.

A screen shows what somebody was allowed a moment ago; what is stored is decided by what they are allowed now.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.access.journal import Deed, write_down
from core.access.people_seen import administrators_of, people_seen_by
from core.access.person_text import clean_name, valid_email
from core.access.refusals import refuse_grant, refuse_own_end
from core.access.rules import Access, Action, Grant, Role, may
from core.access.writing import refuse_outside
from core.database import Database
from core.errors import ChangedMeanwhile, UnknownName
from core.reference import edition_of
from core.repository import Repository
from core.tables import AccessGrant, Person, SignIn
from core.wording_access import granted_said, role_said

T = TypeVar("T")
# The list of people is read where they are kept.
__all__ = [
    "administrators_of",
    "change",
    "end_sign_ins_of",
    "give",
    "grants_held",
    "grants_of",
    "people_seen_by",
    "person_of_email",
    "take_away",
    "unbind",
]


def person_of_email(session: Session, email: str) -> Person | None:
    address = email.strip()
    if not address.isascii():
        return None
    return session.scalars(select(Person).where(Person.email == address.lower())).one_or_none()


def grants_of(session: Session, person: int) -> tuple[Grant, ...]:
    """What somebody was given and not taken from them."""
    columns = AccessGrant.role, AccessGrant.edition, AccessGrant.unit_code
    query = select(*columns).where(AccessGrant.person_id == person, AccessGrant.revoked_at.is_(None))
    given = [(Role(role), edition, unit) for role, edition, unit in session.execute(query)]
    of_known_maps = (Grant(role, unit) for role, edition, unit in given if unit is None or edition == edition_of(unit))
    return tuple(sorted(of_known_maps, key=str))


def grants_held(session: Session, person: int) -> frozenset[int]:
    """The numbers of what somebody was given and not taken from them; what is given again has another number."""
    query = select(AccessGrant.id).where(AccessGrant.person_id == person, AccessGrant.revoked_at.is_(None))
    return frozenset(session.scalars(query))


def give(database: Database, by: Access, email: str, name: str, role: Role, unit_code: str | None) -> int:
    """Give somebody, known or not, a role for a unit; without a unit for the whole country. Returns the grant's number.

    Raises UnknownName for an address, a name or a unit that is none, AccessRefused for who may not grant it, and
    ChangedMeanwhile where the person has a role for this unit already.
    """
    address, called = valid_email(email), clean_name(name)

    def work(session: Session, now: Access) -> int:
        refuse_grant(now, Grant(role, unit_code))
        person = _known_or_new(session, now, address, called)
        _refuse_second(session, person, unit_code)
        return _add(session, now, person, Grant(role, unit_code), None)

    return _turn(database, by, work)


def change(database: Database, by: Access, grant_id: int, role: Role, unit_code: str | None) -> int:
    """Another role or unit in place of one that was given; the old one stays on record. Returns the new one's number.

    The same role and unit change nothing. Raises as `give` and `take_away` do.
    """

    def work(session: Session, now: Access) -> int:
        old, person = _current(session, now, grant_id)
        new = Grant(role, unit_code)
        if new == _granted(old):
            return old.id
        refuse_grant(now, new)
        refuse_own_end(now, person.id, _granted(old), new)
        if unit_code != old.unit_code:
            _refuse_second(session, person, unit_code)
        _end(session, now, old)
        return _add(session, now, person, new, _granted(old))

    return _turn(database, by, work)


def take_away(database: Database, by: Access, grant_id: int) -> None:
    """End a grant; with the last one the person's sign-ins end too.

    Raises UnknownName for a grant that is not there or not this administrator's to see, ChangedMeanwhile for one that
    was taken away already, AccessRefused for one's own last right to grant.
    """

    def work(session: Session, now: Access) -> None:
        grant, person = _current(session, now, grant_id)
        refuse_own_end(now, person.id, _granted(grant), None)
        _end(session, now, grant)
        if not grants_of(session, person.id):
            end_sign_ins_of(session, person.id)
        said = f"Thu quyền {granted_said(_granted(grant))} của {person.name} ({person.email})"
        write_down(session, now, Deed.REVOKE, said, grant.unit_code, **_details(person, _granted(grant), None))

    _turn(database, by, work)


def end_sign_ins_of(session: Session, person: int) -> None:
    """Whoever still holds a cookie of this person is signed out by it on the next click."""
    open_ones = update(SignIn).where(SignIn.person_id == person, SignIn.ended_at.is_(None))
    session.execute(open_ones.values(ended_at=datetime.now(UTC)))


def unbind(database: Database, by: Access, person_id: int) -> None:
    """Let an address sign in from another account of the provider: the next sign-in binds the person anew.

    Only for who may grant about everything that the person has: the new account gets all of it. Raises UnknownName,
    AccessRefused.
    """

    def work(session: Session, now: Access) -> None:
        person = session.get(Person, person_id)
        units = _units_given(session, person_id)
        if person is None or not any(may(now, Action.GRANT, unit) for unit in units):
            raise UnknownName("Không có người này trong phạm vi bạn quản trị.")
        refuse_outside(now, Action.GRANT, units)
        person.subject = None
        end_sign_ins_of(session, person.id)
        said = f"Cho {person.name} ({person.email}) đăng nhập bằng tài khoản mới"
        home = next(iter(units)) if len(units) == 1 else None
        write_down(session, now, Deed.GRANT, said, home, person=person.id, email=person.email, unbound=True)

    _turn(database, by, work)


def _turn(database: Database, by: Access, work: Callable[[Session, Access], T]) -> T:
    """One transaction in which nobody else writes, with what `by` is still allowed in it."""

    def in_turn(session: Session) -> T:
        repository = Repository(session)
        repository.take_turn()
        done = work(session, _still(session, by))
        repository.raise_version()
        return done

    try:
        return database.writing(in_turn)
    except IntegrityError as clash:
        raise ChangedMeanwhile("Chưa lưu gì: người khác vừa thay đổi đúng chỗ này. Hãy xem lại danh sách.") from clash


def _still(session: Session, by: Access) -> Access:
    """What was taken away since the click was decided counts no more; nothing is added."""
    if by.person is None:
        return by
    left = set(grants_of(session, by.person))
    return replace(by, grants=tuple(grant for grant in by.grants if grant in left))


def _refuse_second(session: Session, person: Person, unit_code: str | None) -> None:
    same = AccessGrant.unit_code.is_(None) if unit_code is None else AccessGrant.unit_code == unit_code
    query = select(AccessGrant.role).where(AccessGrant.person_id == person.id, same, AccessGrant.revoked_at.is_(None))
    if (role := session.scalars(query).first()) is not None:
        raise ChangedMeanwhile(
            f"{person.name} ({person.email}) đã có quyền {granted_said(Grant(Role(role), unit_code))}."
            f" Nếu muốn khác {role_said(Role(role)).lower()}, hãy đổi quyền đó."
        )


def _known_or_new(session: Session, by: Access, email: str, name: str) -> Person:
    """A known person keeps their name, unless all they have is this administrator's to grant."""
    person = person_of_email(session, email)
    if person is None and not name:
        raise UnknownName("Hãy ghi họ tên.")
    if person is None:
        person = Person(email=email, name=name, subject=None, added_at=datetime.now(UTC), added_by=by.who)
        session.add(person)
        session.flush()
    elif name and all(may(by, Action.GRANT, unit) for unit in _units_given(session, person.id)):
        person.name = name
    return person


def _units_given(session: Session, person: int) -> set[str | None]:
    """Of what they have; where nothing is left, of what they had."""
    query = select(AccessGrant.unit_code, AccessGrant.revoked_at).where(AccessGrant.person_id == person)
    given = session.execute(query).all()
    current = {unit for unit, revoked_at in given if revoked_at is None}
    return current or {unit for unit, _ in given}


def _current(session: Session, by: Access, grant_id: int) -> tuple[AccessGrant, Person]:
    grant = session.get(AccessGrant, grant_id)
    if grant is None or not may(by, Action.GRANT, grant.unit_code):
        raise UnknownName(f"Không có quyền số {grant_id} trong phạm vi bạn quản trị.")
    person = session.get_one(Person, grant.person_id)
    if grant.revoked_at is not None:
        raise ChangedMeanwhile(f"Quyền này của {person.name} đã được {grant.revoked_by} đổi hoặc thu trước đó.")
    return grant, person


def _granted(row: AccessGrant) -> Grant:
    return Grant(Role(row.role), row.unit_code)


def _end(session: Session, by: Access, grant: AccessGrant) -> None:
    grant.revoked_at, grant.revoked_by = datetime.now(UTC), by.who
    session.flush()


def _add(session: Session, by: Access, person: Person, new: Grant, old: Grant | None) -> int:
    row = AccessGrant(
        person_id=person.id,
        role=new.role.value,
        edition=edition_of(new.unit_code) if new.unit_code else None,
        unit_code=new.unit_code,
        granted_at=datetime.now(UTC),
        granted_by=by.who,
    )
    session.add(row)
    session.flush()
    whom = f"{person.name} ({person.email})"
    said = f"Đổi quyền của {whom} từ {granted_said(old)} thành" if old else f"Cấp cho {whom} quyền"
    write_down(session, by, Deed.GRANT, f"{said} {granted_said(new)}", new.unit_code, **_details(person, old, new))
    return row.id


def _details(person: Person, old: Grant | None, new: Grant | None) -> dict[str, Any]:
    return {"person": person.id, "email": person.email, "old": _plain(old), "new": _plain(new)}


def _plain(grant: Grant | None) -> dict[str, str | None] | None:
    return {"role": grant.role.value, "unit": grant.unit_code} if grant else None
