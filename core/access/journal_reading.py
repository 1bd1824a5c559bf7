"""The journal for those who may read it: who did what, when, from where; found by words, person, deed, unit and days.

An administrator reads what was done about the units of their own provinces, what is of no unit and was done by people
who had access there at that moment, and who was refused there. Only somebody without limits reads the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.access.journal import Deed
from core.access.journal_search import by_people, shown_with
from core.access.journal_words import content, deed_words, who_and_where
from core.access.reach import KNOWN_EDITIONS, reach_of
from core.access.rules import Access, Action, may_somewhere, roots
from core.access.writing import unit_said
from core.database import Database
from core.errors import AccessRefused
from core.places import all_places
from core.settings import time_zone
from core.tables import AccessGrant, JournalEntry, Unit

PAGE_ROWS = 100
_ROWS_AT_A_TIME = 2_000


@dataclass(frozen=True)
class JournalFilter:
    """What is looked for; days are whole days in Vietnam, `unit` counts with what is below it, `page` from 1."""

    text: str = ""
    deed: str = ""
    person: str = ""
    unit: str | None = None
    since: date | None = None
    until: date | None = None
    page: int = 1


@dataclass(frozen=True)
class Entry:
    """One thing that was done. `deed` is the name of a Deed, `said` its word; `content` is `what` with its details."""

    id: int
    at: datetime
    who: str
    deed: str
    what: str
    unit_code: str | None
    from_where: str
    details: dict[str, Any]

    @property
    def said(self) -> str:
        return deed_words().get(self.deed, self.deed)

    @property
    def content(self) -> str:
        return content(self.deed, self.what, self.details)

    @property
    def unit(self) -> str:
        return unit_said(self.unit_code) if self.unit_code else ""


@dataclass(frozen=True)
class JournalPage:
    """At most PAGE_ROWS entries, the newest first; `goes_on`: there are older ones."""

    entries: tuple[Entry, ...]
    page: int
    goes_on: bool


def entries(database: Database, access: Access, chosen: JournalFilter) -> JournalPage:
    """One page of what this person may read. Raises AccessRefused for somebody who may read no journal."""
    _refuse(access)
    page = max(chosen.page, 1)
    with database.read() as session:
        query = _asked(session, access, chosen).limit(PAGE_ROWS + 1).offset((page - 1) * PAGE_ROWS)
        found = [_entry(row) for row in session.execute(query)]
    return JournalPage(tuple(found[:PAGE_ROWS]), page, len(found) > PAGE_ROWS)


def every_entry(database: Database, access: Access, chosen: JournalFilter, most: int | None = None) -> Iterator[Entry]:
    """All pages in one go, the newest first, at most so many. Raises AccessRefused at once."""
    _refuse(access)
    return _every_entry(database, access, chosen, most)


def _every_entry(database: Database, access: Access, chosen: JournalFilter, most: int | None) -> Iterator[Entry]:
    with database.read() as session:
        query = _asked(session, access, chosen).limit(most).execution_options(yield_per=_ROWS_AT_A_TIME)
        for row in session.execute(query):
            yield _entry(row)


def _entry(row: Any) -> Entry:
    found = Entry(*row)
    who, from_where = who_and_where(found.who, found.from_where)
    return replace(found, who=who, from_where=from_where)


def _refuse(access: Access) -> None:
    if not may_somewhere(access, Action.READ_JOURNAL):
        raise AccessRefused("Bạn không được xem nhật ký. Hãy hỏi người quản trị của tỉnh.")


_COLUMNS = (
    *(JournalEntry.id, JournalEntry.at, JournalEntry.who, JournalEntry.action, JournalEntry.what),
    *(JournalEntry.unit_code, JournalEntry.from_where, JournalEntry.details),
)


def _asked(session: Session, access: Access, chosen: JournalFilter) -> Select[Any]:
    conditions = [_readable(access), *_days(chosen), *_about(session, chosen)]
    newest_first = (JournalEntry.at.desc(), JournalEntry.id.desc())
    return select(*_COLUMNS).where(*conditions).order_by(*newest_first)


def _days(chosen: JournalFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.since and chosen.since > date.min:
        yield JournalEntry.at >= _start_of(chosen.since)
    if chosen.until and chosen.until < date.max:
        yield JournalEntry.at < _start_of(chosen.until + timedelta(days=1))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, time_zone())


def _about(session: Session, chosen: JournalFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.deed:
        yield JournalEntry.action == chosen.deed
    if chosen.unit:
        yield JournalEntry.unit_code.in_(all_places().codes_within(chosen.unit))
    yield from by_people(session, chosen.person)
    yield from shown_with(session, chosen.text)


def _readable(access: Access) -> ColumnElement[bool]:
    """Deny when unsure: what is neither of one's unit nor surely by one's people is not there."""
    provinces = roots(access, Action.READ_JOURNAL)
    if None in provinces:
        return true()
    own = sorted(code for code in provinces if code)
    of_unit = and_(JournalEntry.edition.in_(KNOWN_EDITIONS), _lies_in(JournalEntry.unit_code, own))
    by_own_people = _had_access_then(_lies_in(AccessGrant.unit_code, own))
    return or_(of_unit, and_(JournalEntry.unit_code.is_(None), or_(by_own_people, _refused(own))))


def _lies_in(unit_code: InstrumentedAttribute[str | None], own: list[str]) -> ColumnElement[bool]:
    reach = reach_of(own)
    of_provinces = select(Unit.code).where(Unit.edition.in_(KNOWN_EDITIONS), Unit.province.in_(reach.provinces))
    return or_(unit_code.in_(of_provinces), unit_code.in_(reach.units))


def _had_access_then(of_unit: ColumnElement[bool]) -> ColumnElement[bool]:
    """What somebody did before they were given a role, or after it was taken, is not of that role's unit.

    Who is turned away is turned away for a role that was taken.
    """
    given = and_(AccessGrant.edition.in_(KNOWN_EDITIONS), of_unit, AccessGrant.granted_at <= JournalEntry.at)
    turned_away = JournalEntry.action == Deed.SIGN_IN_REFUSED.value
    still = or_(AccessGrant.revoked_at.is_(None), AccessGrant.revoked_at >= JournalEntry.at, turned_away)
    return exists().where(AccessGrant.person_id == JournalEntry.person_id, given, still)


def _refused(own: list[str]) -> ColumnElement[bool]:
    """An address that nobody knows could be of any province: it is read where people of one province only come in."""
    if len(own) != 1:
        return false()
    elsewhere = exists().where(AccessGrant.unit_code.is_not(None), ~_lies_in(AccessGrant.unit_code, own))
    return and_(JournalEntry.person_id.is_(None), JournalEntry.action == Deed.SIGN_IN_REFUSED.value, ~elsewhere)
