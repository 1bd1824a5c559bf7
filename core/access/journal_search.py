"""Words looked for in the journal: in who, what, why, unit and machine of an entry, accents or not."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from core.access.journal import Deed
from core.access.journal_words import PROGRAM, SHIPPED_BY, WAITS, refusal_words
from core.access.spelling import holds
from core.access.writing import unit_said
from core.tables import JournalEntry, Person
from core.text import without_accents

# Looking into details costs as much as all the rest: only where people wrote something there.
_WITH_REASONS = (Deed.RETURN.value, Deed.REOPEN.value, Deed.LOCK.value)
Key = TypeVar("Key", str, int)
# Words beyond these find nothing more, and each costs a look at every entry.
_MOST_WORDS, _LONGEST_ASKED = 6, 100


def words_of(text: str) -> list[str]:
    return without_accents(text[:_LONGEST_ASKED]).split()[:_MOST_WORDS]


def shown_with(session: Session, text: str) -> Iterator[ColumnElement[bool]]:
    """One condition for each word. Names of units and people are looked through here, not row by row."""
    words = words_of(text)
    if not words:
        return
    units, people = _units(session), _people(session)
    for word in words:
        yield or_(
            JournalEntry.unit_code.in_(_with(word, units)),
            JournalEntry.person_id.in_(_with(word, people)),
            *_said_by_code(word),
            holds(JournalEntry.who + " " + JournalEntry.what + " " + JournalEntry.from_where, word),
            and_(JournalEntry.action.in_(_WITH_REASONS), holds(_reason_and_note(), word)),
        )


def by_people(session: Session, text: str) -> Iterator[ColumnElement[bool]]:
    """By people of whose name and address all words are parts, or by somebody who is no such person, named so."""
    words = words_of(text)
    if not words:
        return
    named = [
        number for number, said in _people(session).items() if all(word in without_accents(said) for word in words)
    ]
    nobody = [holds(JournalEntry.who, word) for word in words]
    yield or_(JournalEntry.person_id.in_(named), and_(JournalEntry.person_id.is_(None), *nobody))


def _reason_and_note() -> ColumnElement[str]:
    reason, note = (func.coalesce(JournalEntry.details[name].as_string(), "") for name in ("reason", "note"))
    return reason + " " + note


def _said_by_code(word: str) -> Iterable[ColumnElement[bool]]:
    """What is stored as a code and shown in words."""
    if reasons := _with(word, refusal_words()):
        refused = JournalEntry.action == Deed.SIGN_IN_REFUSED.value
        yield and_(refused, JournalEntry.details["reason"].as_string().in_(reasons))
    if word in without_accents(WAITS):
        yield and_(JournalEntry.action == Deed.COMMIT.value, JournalEntry.details["draft"].as_boolean())
    if word in without_accents(PROGRAM):
        yield JournalEntry.who == SHIPPED_BY


def _with(word: str, said: Mapping[Key, str]) -> list[Key]:
    return [key for key, text in said.items() if word in without_accents(text)]


def _units(session: Session) -> dict[str, str]:
    """Only those that entries are about: a short list, whatever the country has."""
    found = session.scalars(select(JournalEntry.unit_code).where(JournalEntry.unit_code.is_not(None)).distinct())
    return {code: unit_said(code) for code in found if code}


def _people(session: Session) -> dict[int, str]:
    return {one.id: f"{one.name} {one.email}" for one in session.execute(select(Person.id, Person.name, Person.email))}
