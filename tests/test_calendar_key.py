"""The personal address of the calendar dies with the role it was made under."""

from collections.abc import Sequence

import pytest

from core.access import people
from core.access.rules import Grant, Role
from core.database import Database
from tests.conftest import OPERATOR
from tests.signed_in import PROVIDER, given
from ui.frame.calendar_key import key_of, person_of

assert PROVIDER is not None
MAIL = "hanh@tuyduc.vn"
VIEWER, EDITOR, ELSEWHERE = Grant(Role.VIEWER, "667"), Grant(Role.EDITOR, "667"), Grant(Role.VIEWER, "617")


def holder(database: Database, key: str) -> int | None:
    assert PROVIDER is not None
    with database.read() as session:
        return person_of(PROVIDER, key, session)


@pytest.fixture
def at_office(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    return sqlite


@pytest.mark.parametrize("again", [[], [VIEWER], [EDITOR], [ELSEWHERE]], ids=["nothing", "the same", "more", "another"])
def test_an_address_does_not_come_back_when_a_role_is_given_again(at_office: Database, again: Sequence[Grant]) -> None:
    assert PROVIDER is not None
    person = given(at_office, MAIL, [VIEWER])
    key = key_of(PROVIDER, person)
    assert holder(at_office, key) == person
    given(at_office, MAIL, [])
    assert holder(at_office, key) is None
    given(at_office, MAIL, again)
    assert holder(at_office, key) is None
    assert holder(at_office, key_of(PROVIDER, person)) == (person if again else None)


def test_another_role_beside_it_leaves_an_address_as_it_is(at_office: Database) -> None:
    assert PROVIDER is not None
    person = given(at_office, MAIL, [VIEWER])
    key = key_of(PROVIDER, person)
    people.give(at_office, OPERATOR, MAIL, "", Role.VIEWER, "617")
    assert holder(at_office, key) == person
    both = key_of(PROVIDER, person)
    with at_office.read() as session:
        newest = max(people.grants_held(session, person))
    people.take_away(at_office, OPERATOR, newest)
    assert holder(at_office, key) == person
    assert holder(at_office, both) is None


def test_an_address_is_of_one_person(at_office: Database) -> None:
    """Roles of another one don't keep it alive."""
    assert PROVIDER is not None
    first, second = given(at_office, MAIL, [VIEWER]), given(at_office, "lan@tuyduc.vn", [VIEWER])
    key = key_of(PROVIDER, first)
    given(at_office, MAIL, [])
    assert (holder(at_office, key), holder(at_office, key_of(PROVIDER, second))) == (None, second)
