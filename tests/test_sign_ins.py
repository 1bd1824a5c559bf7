"""Sign-ins that a provider confirmed: who is let in, what it gives afterwards, and what is written down."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.access.rules import Access, Grant, Role
from core.access.sign_ins import (
    REASONS,
    Standing,
    access_of,
    access_of_person,
    begin,
    end,
    sign_in_id,
    standing_of,
    whom_to_ask,
)
from core.database import Database
from core.errors import SignInRefused
from core.settings import sign_in_contact, sign_in_hours
from core.tables import JournalEntry, Person, SignIn
from tests.signed_in import claims_of, given

CLIENT, ISSUER = "tien-do", "https://dang-nhap.tinh.vn"
DAK_NONG, TUY_DUC, CU_JUT = "67", "667", "662"
HANH = "hanh@tinh.vn"
EDITS = [Grant(Role.EDITOR, TUY_DUC)]


def let_in(database: Database, claims: dict[str, Any]) -> Access:
    return begin(database, claims, CLIENT, ISSUER, "10.1.2.3")


def standing(database: Database, claims: dict[str, Any]) -> Access | Standing:
    with database.read() as session:
        return standing_of(session, sign_in_id(claims), "10.1.2.3")


def journal(database: Database) -> list[tuple[str, str, str, str | None, str | None]]:
    """Of signing in and out: deed, who, from where, unit, reason."""
    with database.read() as session:
        rows = session.scalars(select(JournalEntry).order_by(JournalEntry.id))
        signs = [row for row in rows if row.action.startswith("sign-")]
        return [(row.action, row.who, row.from_where, row.unit_code, row.details.get("reason")) for row in signs]


def test_who_is_known_is_let_in_for_some_hours(database: Database) -> None:
    person = given(database, HANH, EDITS, "Nguyễn Thị Hạnh")
    before = datetime.now(UTC)
    access = let_in(database, claims_of(HANH))
    assert access == Access("Nguyễn Thị Hạnh (hanh@tinh.vn)", tuple(EDITS), person, "10.1.2.3")
    assert standing(database, claims_of(HANH)) == access
    with database.read() as session:
        row = session.scalars(select(SignIn)).one()
        assert row.from_where == "10.1.2.3"
        assert timedelta(0) <= row.signed_in_at - before < timedelta(minutes=1)
        assert row.expires_at - row.signed_in_at == timedelta(hours=sign_in_hours())
        assert session.scalars(select(Person.subject)).one() == f"{ISSUER}|sub-{HANH}"
    assert journal(database) == [("sign-in", "Nguyễn Thị Hạnh (hanh@tinh.vn)", "10.1.2.3", TUY_DUC, None)]


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": None}, "no_identity"),
        ({"sub": ""}, "no_identity"),
        ({"aud": "phan-mem-khac"}, "wrong_audience"),
        ({"aud": ["phan-mem-khac"]}, "wrong_audience"),
        ({"aud": [CLIENT, "phan-mem-khac"]}, "wrong_audience"),
        ({"aud": [CLIENT, "phan-mem-khac"], "azp": "phan-mem-khac"}, "wrong_audience"),
        ({"azp": "phan-mem-khac"}, "wrong_audience"),
        ({"aud": None}, "wrong_audience"),
        ({"iss": "https://noi-khac.vn"}, "wrong_issuer"),
        ({"email": None}, "no_email"),
        ({"email": ""}, "no_email"),
        ({"email": "hanh"}, "no_email"),
        ({"email_verified": False}, "email_unverified"),
        ({"email_verified": "false"}, "email_unverified"),
        ({"email": "la@tinh.vn"}, "unknown_person"),
        ({"email": "hanh@tinh.vn.la"}, "unknown_person"),
    ],
    ids=str,
)
def test_who_is_not_known_or_not_meant_is_refused(sqlite: Database, claims: dict[str, Any], reason: str) -> None:
    """Nothing stands afterwards, and the journal says why."""
    given(sqlite, HANH, EDITS)
    said = claims_of(HANH, **claims)
    with pytest.raises(SignInRefused) as refused:
        let_in(sqlite, said)
    assert refused.value.reason == reason
    assert f"Hãy liên hệ {sign_in_contact()}" in str(refused.value)
    assert standing(sqlite, said) is Standing.UNKNOWN
    assert [(action, why) for action, _, _, _, why in journal(sqlite)] == [("sign-in-refused", reason)]


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "phan-mem-khac"], "azp": CLIENT},
        {"azp": CLIENT},
        {"iss": f"{ISSUER}/"},
        {"email": " HANH@Tinh.VN "},
        {"email_verified": None},
        {"email_verified": "true"},
    ],
    ids=str,
)
def test_what_a_provider_may_say_otherwise_is_understood(sqlite: Database, claims: dict[str, Any]) -> None:
    given(sqlite, HANH, EDITS)
    said = {name: value for name, value in claims_of(HANH, **claims).items() if value is not None}
    assert let_in(sqlite, said).grants == tuple(EDITS)


def test_an_address_stays_with_the_account_that_first_used_it(database: Database) -> None:
    given(database, HANH, EDITS)
    let_in(database, claims_of(HANH))
    with pytest.raises(SignInRefused) as refused:
        let_in(database, claims_of(HANH, sub="nguoi-moi", nonce="khac"))
    assert refused.value.reason == "another_account"
    assert let_in(database, claims_of(HANH, nonce="lan-sau")).grants == tuple(EDITS)


def test_who_has_no_role_left_is_told_whose_business_that_is(database: Database) -> None:
    given(database, "tam@tinh.vn", [Grant(Role.ADMINISTRATOR, DAK_NONG)], "Lê Minh Tâm")
    given(database, "xa@tinh.vn", [Grant(Role.ADMINISTRATOR, "62")], "Người tỉnh khác")
    given(database, HANH, EDITS)
    given(database, HANH, [])
    with pytest.raises(SignInRefused, match=r"Lê Minh Tâm \(tam@tinh.vn\)") as refused:
        let_in(database, claims_of(HANH))
    assert refused.value.reason == "no_grant"
    assert "Người tỉnh khác" not in str(refused.value)
    with database.read() as session:
        assert session.scalars(select(Person.subject).where(Person.email == HANH)).one() is None


def test_a_screen_that_is_still_open_says_whose_business_that_is(database: Database) -> None:
    """The same as at the next sign-in; the office, from its settings, where no province was ever known."""
    given(database, "tam@tinh.vn", [Grant(Role.ADMINISTRATOR, DAK_NONG)], "Lê Minh Tâm")
    given(database, HANH, EDITS)
    given(database, "ca-nuoc@tinh.vn", [Grant(Role.VIEWER, None)])
    for email in (HANH, "ca-nuoc@tinh.vn"):
        let_in(database, claims_of(email))
        given(database, email, [])
    asked = [whom_to_ask(database, sign_in_id(claims_of(email))) for email in (HANH, "ca-nuoc@tinh.vn")]
    assert asked[0] == "Nếu cần được cấp lại, hãy liên hệ người quản trị: Lê Minh Tâm (tam@tinh.vn)."
    office = f"Hãy liên hệ {sign_in_contact()} (người quản trị Tiến Độ) nếu cần được cấp lại."
    assert [*asked[1:], whom_to_ask(database, "0" * 64), whom_to_ask(database, None)] == [office] * 3


def test_whom_to_ask_is_a_setting(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.access.sign_ins.sign_in_contact", lambda: "Sở Nội vụ, phòng {5}")
    with pytest.raises(SignInRefused, match=r"Hãy liên hệ Sở Nội vụ, phòng \{5\} \(người quản trị Tiến Độ\)"):
        let_in(sqlite, claims_of("la@tinh.vn"))


def test_what_was_taken_away_counts_on_the_next_look(database: Database) -> None:
    given(database, HANH, [*EDITS, Grant(Role.VIEWER, CU_JUT)])
    let_in(database, claims_of(HANH))
    given(database, HANH, EDITS)
    found = standing(database, claims_of(HANH))
    assert isinstance(found, Access)
    assert found.grants == tuple(EDITS)
    given(database, HANH, [])
    assert standing(database, claims_of(HANH)) is Standing.NO_GRANT


def test_signing_out_ends_one_sign_in_and_is_written_down_once(database: Database) -> None:
    given(database, HANH, EDITS)
    here, elsewhere = claims_of(HANH), claims_of(HANH, nonce="may-khac")
    let_in(database, here)
    let_in(database, elsewhere)
    end(database, sign_in_id(here), "10.1.2.3")
    end(database, sign_in_id(here), "10.1.2.3")
    end(database, "0" * 64, "10.1.2.3")
    assert standing(database, here) is Standing.ENDED
    assert isinstance(standing(database, elsewhere), Access)
    assert [action for action, *_ in journal(database)] == ["sign-in", "sign-in", "sign-out"]


def test_what_was_ended_is_not_begun_again_by_the_same_confirmation(sqlite: Database) -> None:
    given(sqlite, HANH, EDITS)
    let_in(sqlite, claims_of(HANH))
    end(sqlite, sign_in_id(claims_of(HANH)), "")
    let_in(sqlite, claims_of(HANH))
    assert standing(sqlite, claims_of(HANH)) is Standing.ENDED


@pytest.mark.parametrize(("minutes", "expected"), [(1, None), (0, Standing.EXPIRED), (-1, Standing.EXPIRED)])
def test_a_sign_in_ends_by_itself(database: Database, minutes: int, expected: Standing | None) -> None:
    given(database, HANH, EDITS)
    access = let_in(database, claims_of(HANH))
    with database.write() as session:
        session.execute(update(SignIn).values(expires_at=datetime.now(UTC) + timedelta(minutes=minutes)))
    assert standing(database, claims_of(HANH)) == (expected or access)
    with database.read() as session:
        assert access_of(session, sign_in_id(claims_of(HANH)), "10.1.2.3") == (None if expected else access)


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "iat", "nonce"])
def test_every_confirmation_has_its_own_row(name: str) -> None:
    assert sign_in_id(claims_of(HANH)) == sign_in_id(claims_of(HANH, name="Tên mới", email="khac@tinh.vn"))
    assert sign_in_id(claims_of(HANH)) != sign_in_id(claims_of(HANH, **{name: "khác"}))


def test_a_person_without_sign_in_is_known_by_number(sqlite: Database) -> None:
    person = given(sqlite, HANH, EDITS)
    with sqlite.read() as session:
        assert access_of_person(session, person, "lịch") == Access(f"Người thử ({HANH})", tuple(EDITS), person, "lịch")
        assert access_of_person(session, person + 1, "lịch") is None
    given(sqlite, HANH, [])
    with sqlite.read() as session:
        assert access_of_person(session, person, "lịch") is None


def test_every_reason_says_what_to_do(sqlite: Database) -> None:
    assert [name for name, said in REASONS.items() if name != "no_grant" and "{ask}" not in said] == []
