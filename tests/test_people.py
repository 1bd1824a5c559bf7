"""Giving, changing and taking away access: by whom, for what, what is written down, and who sees the list."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.access.people import (
    administrators_of,
    change,
    end_sign_ins_of,
    give,
    grants_of,
    people_seen_by,
    person_of_email,
    take_away,
    unbind,
)
from core.access.people_seen import country_administrators, provinces_without_administrator
from core.access.person_text import clean_name, valid_email
from core.access.rules import NOBODY, Access, Grant, Role, anybody
from core.access.sign_ins import access_of_person
from core.database import Database
from core.errors import AccessRefused, ChangedMeanwhile, TienDoError, UnknownName
from core.places import all_places
from core.tables import AccessGrant, DataVersion, JournalEntry, Person, SignIn
from core.wording_access import what_one_may
from tests.conftest import OPERATOR


def _code(name: str, level: str = "district") -> str:
    [place] = all_places().find(name, level).places
    return place.code


DAK_NONG, KON_TUM = _code("Đắk Nông", "province"), _code("Kon Tum", "province")
TUY_DUC, CU_JUT, TU_MO_RONG = _code("Tuy Đức"), _code("Cư Jút"), _code("Tu Mơ Rông")
QUANG_TRUC = _code("Quảng Trực", "commune")


def acting_as(database: Database, email: str) -> Access:
    with database.read() as session:
        person = person_of_email(session, email)
        assert person is not None
        return access_of_person(session, person.id, "thử") or NOBODY


@pytest.fixture
def administrator(database: Database) -> Access:
    give(database, OPERATOR, "quan.tri@daknong.vn", "Lê Quản Trị", Role.ADMINISTRATOR, DAK_NONG)
    return acting_as(database, "quan.tri@daknong.vn")


def given(database: Database, email: str) -> tuple[Grant, ...]:
    with database.read() as session:
        person = person_of_email(session, email)
        return grants_of(session, person.id) if person else ()


def journal(database: Database) -> list[tuple[str, str, str | None]]:
    with database.read() as session:
        rows = session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()
    return [(row.action, row.what, row.unit_code) for row in rows if row.action in ("grant", "revoke")]


def _version(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(DataVersion.version)).one()


def test_a_new_person_and_their_role_come_in_one_step(database: Database, administrator: Access) -> None:
    before = _version(database)
    give(database, administrator, " Nguyen.Van.A@TuyDuc.vn ", "Nguyễn  Văn A", Role.EDITOR, TUY_DUC)
    assert given(database, "nguyen.van.a@tuyduc.vn") == (Grant(Role.EDITOR, TUY_DUC),)
    assert _version(database) > before
    assert journal(database)[-1] == (
        "grant",
        "Cấp cho Nguyễn Văn A (nguyen.van.a@tuyduc.vn) quyền nhập liệu, huyện Tuy Đức, tỉnh Đắk Nông",
        TUY_DUC,
    )


REFUSED = {
    "another province": (Role.VIEWER, KON_TUM, AccessRefused),
    "a huyện of another province": (Role.EDITOR, TU_MO_RONG, AccessRefused),
    "the country": (Role.VIEWER, None, AccessRefused),
    "administrator of the country": (Role.ADMINISTRATOR, None, AccessRefused),
    "administrator of a huyện": (Role.ADMINISTRATOR, TUY_DUC, AccessRefused),
    "administrator of a xã": (Role.ADMINISTRATOR, QUANG_TRUC, AccessRefused),
    "the public view": (Role.PUBLIC, TUY_DUC, UnknownName),
    "no unit of the map": (Role.VIEWER, "99999", UnknownName),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_an_administrator_of_a_province_may_not_give(database: Database, administrator: Access, case: str) -> None:
    role, unit, error = REFUSED[case]
    grant = give(database, OPERATOR, "co@daknong.vn", "Trần Có", Role.VIEWER, TUY_DUC)
    before = journal(database), _version(database)
    with pytest.raises(error):
        give(database, administrator, "moi@daknong.vn", "Người Mới", role, unit)
    with pytest.raises(error):
        change(database, administrator, grant, role, unit)
    assert (journal(database), _version(database)) == before
    with database.read() as session:
        assert person_of_email(session, "moi@daknong.vn") is None
    assert given(database, "co@daknong.vn") == (Grant(Role.VIEWER, TUY_DUC),)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_who_is_no_administrator_gives_changes_and_takes_nothing(
    database: Database, administrator: Access, role: Role
) -> None:
    give(database, administrator, "ai@daknong.vn", "Ai Đó", role, DAK_NONG)
    other = give(database, administrator, "khac@daknong.vn", "Khác", Role.VIEWER, TUY_DUC)
    by = acting_as(database, "ai@daknong.vn")
    for nobody in (by, anybody(), NOBODY):
        with pytest.raises(AccessRefused):
            give(database, nobody, "moi@daknong.vn", "Mới", Role.VIEWER, TUY_DUC)
        with pytest.raises(UnknownName):
            change(database, nobody, other, Role.EDITOR, TUY_DUC)
        with pytest.raises(UnknownName):
            take_away(database, nobody, other)
    assert given(database, "khac@daknong.vn") == (Grant(Role.VIEWER, TUY_DUC),)


def test_a_change_keeps_the_old_role_on_record_and_writes_both_down(database: Database, administrator: Access) -> None:
    old = give(database, administrator, "a@daknong.vn", "An", Role.VIEWER, TUY_DUC)
    new = change(database, administrator, old, Role.EDITOR, CU_JUT)
    assert given(database, "a@daknong.vn") == (Grant(Role.EDITOR, CU_JUT),)
    with database.read() as session:
        row = session.get_one(AccessGrant, old)
        assert (row.revoked_at is not None, row.revoked_by) == (True, administrator.who)
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)).one()
    assert entry.details["old"] == {"role": "viewer", "unit": TUY_DUC}
    assert entry.details["new"] == {"role": "editor", "unit": CU_JUT}
    assert change(database, administrator, new, Role.EDITOR, CU_JUT) == new
    with pytest.raises(ChangedMeanwhile, match="An"):
        change(database, administrator, old, Role.VIEWER, CU_JUT)


def test_one_role_per_person_and_unit(database: Database, administrator: Access) -> None:
    give(database, administrator, "a@daknong.vn", "An", Role.VIEWER, TUY_DUC)
    elsewhere = give(database, administrator, "a@daknong.vn", "", Role.EDITOR, CU_JUT)
    with pytest.raises(ChangedMeanwhile, match=r"An \(a@daknong.vn\) đã có quyền xem, huyện Tuy Đức"):
        give(database, administrator, "a@daknong.vn", "An", Role.EDITOR, TUY_DUC)
    with pytest.raises(ChangedMeanwhile, match="đã có quyền"):
        change(database, administrator, elsewhere, Role.EDITOR, TUY_DUC)
    give(database, OPERATOR, "b@x.vn", "Bình", Role.VIEWER, None)
    with pytest.raises(ChangedMeanwhile, match="xem, cả nước"):
        give(database, OPERATOR, "b@x.vn", "Bình", Role.EDITOR, None)


def test_taking_the_last_role_ends_the_sign_ins(database: Database, administrator: Access) -> None:
    first = give(database, administrator, "a@daknong.vn", "An", Role.VIEWER, TUY_DUC)
    second = give(database, administrator, "a@daknong.vn", "An", Role.VIEWER, CU_JUT)
    with database.write() as session:
        person = person_of_email(session, "a@daknong.vn")
        assert person is not None
        now = datetime.now(UTC)
        session.add(
            SignIn(id="s", person_id=person.id, signed_in_at=now, expires_at=now + timedelta(1), from_where="thử")
        )

    def ended() -> bool:
        with database.read() as session:
            return session.get_one(SignIn, "s").ended_at is not None

    take_away(database, administrator, first)
    assert not ended()
    take_away(database, administrator, second)
    assert ended()
    assert given(database, "a@daknong.vn") == ()
    assert journal(database)[-1][:2] == (
        "revoke",
        "Thu quyền xem, huyện Cư Jút, tỉnh Đắk Nông của An (a@daknong.vn)",
    )
    with pytest.raises(ChangedMeanwhile, match=r"Lê Quản Trị .* trước đó"):
        take_away(database, administrator, second)


def test_nobody_takes_away_their_own_administration(database: Database, administrator: Access) -> None:
    [own] = [row for row in people_seen_by(database, administrator) if row.person == administrator.person]
    for doing in (
        lambda: take_away(database, administrator, own.grant_id),
        lambda: change(database, administrator, own.grant_id, Role.VIEWER, DAK_NONG),
        lambda: change(database, administrator, own.grant_id, Role.EDITOR, TUY_DUC),
    ):
        with pytest.raises(AccessRefused, match="không tự bỏ được quyền quản trị"):
            doing()
    give(database, administrator, "hai@daknong.vn", "Hai", Role.ADMINISTRATOR, DAK_NONG)
    take_away(database, acting_as(database, "hai@daknong.vn"), own.grant_id)
    assert given(database, "quan.tri@daknong.vn") == ()
    assert provinces_without_administrator(database, [TUY_DUC]) == []
    take_away(database, OPERATOR, people_seen_by(database, acting_as(database, "hai@daknong.vn"))[0].grant_id)
    assert provinces_without_administrator(database, [TUY_DUC]) == [DAK_NONG]


def test_two_provinces_are_two_administrations(database: Database) -> None:
    """Who still administers another province may not leave this one to nobody either."""
    first = give(database, OPERATOR, "hai@x.vn", "Hai Tỉnh", Role.ADMINISTRATOR, DAK_NONG)
    give(database, OPERATOR, "hai@x.vn", "", Role.ADMINISTRATOR, KON_TUM)
    with pytest.raises(AccessRefused):
        take_away(database, acting_as(database, "hai@x.vn"), first)


def test_what_was_taken_counts_at_once_whatever_the_screen_still_shows(
    database: Database, administrator: Access
) -> None:
    """Two administrators take each other's role at once: one of them comes too late, and one is left."""
    give(database, administrator, "hai@daknong.vn", "Hai", Role.ADMINISTRATOR, DAK_NONG)
    second = acting_as(database, "hai@daknong.vn")
    rows = {row.person: row.grant_id for row in people_seen_by(database, OPERATOR)}
    results: list[str] = []
    start = threading.Barrier(2)

    def take(by: Access, grant: int) -> None:
        start.wait()
        try:
            take_away(database, by, grant)
            results.append("taken")
        except TienDoError as refused:
            results.append(type(refused).__name__)

    assert administrator.person is not None
    assert second.person is not None
    pairs = [(administrator, rows[second.person]), (second, rows[administrator.person])]
    threads = [threading.Thread(target=take, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["UnknownName", "taken"]
    assert len([row for row in people_seen_by(database, OPERATOR) if row.is_current]) == 1


def test_the_same_grant_by_two_at_once_is_given_once(database: Database) -> None:
    results: list[str] = []
    start = threading.Barrier(4)

    def grant() -> None:
        start.wait()
        try:
            give(database, OPERATOR, "a@daknong.vn", "An", Role.EDITOR, TUY_DUC)
            results.append("given")
        except TienDoError as refused:
            results.append(str(refused)[:12])

    threads = [threading.Thread(target=grant) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["An (a@daknon"] * 3 + ["given"]
    assert given(database, "a@daknong.vn") == (Grant(Role.EDITOR, TUY_DUC),)


def test_a_new_account_of_an_address_waits_for_who_administers_all_of_it(
    database: Database, administrator: Access
) -> None:
    give(database, administrator, "a@daknong.vn", "An", Role.EDITOR, TUY_DUC)
    with database.write() as session:
        person = person_of_email(session, "a@daknong.vn")
        assert person is not None
        person.subject, number = "https://idp|1", person.id
    unbind(database, administrator, number)
    with database.read() as session:
        assert session.get_one(Person, number).subject is None
    assert journal(database)[-1][1:] == ("Cho An (a@daknong.vn) đăng nhập bằng tài khoản mới", TUY_DUC)
    give(database, OPERATOR, "a@daknong.vn", "", Role.EDITOR, KON_TUM)
    with pytest.raises(AccessRefused, match="tỉnh Kon Tum"):
        unbind(database, administrator, number)
    give(database, OPERATOR, "kt@kontum.vn", "Kon", Role.VIEWER, KON_TUM)
    with database.read() as session:
        other = person_of_email(session, "kt@kontum.vn")
    assert other is not None
    for unseen in (other.id, 10_000):
        with pytest.raises(UnknownName):
            unbind(database, administrator, unseen)


def test_a_name_is_changed_only_by_who_administers_all_of_the_person(database: Database, administrator: Access) -> None:
    give(database, administrator, "a@daknong.vn", "An", Role.EDITOR, TUY_DUC)
    give(database, administrator, "a@daknong.vn", "Nguyễn Văn An", Role.VIEWER, CU_JUT)
    give(database, OPERATOR, "a@daknong.vn", "", Role.VIEWER, KON_TUM)
    give(database, administrator, "a@daknong.vn", "Tên Khác", Role.VIEWER, DAK_NONG)
    with database.read() as session:
        person = person_of_email(session, "a@daknong.vn")
        assert person is not None
        assert person.name == "Nguyễn Văn An"


def test_who_sees_whom(database: Database, administrator: Access) -> None:
    """An administrator: their province, what ended too; others: themselves; of the country's: that there are any."""
    give(database, OPERATOR, "ca.nuoc@x.vn", "Cả Nước", Role.ADMINISTRATOR, None)
    gone = give(database, administrator, "b@daknong.vn", "Bình", Role.VIEWER, TUY_DUC)
    take_away(database, administrator, gone)
    give(database, administrator, "a@daknong.vn", "An", Role.EDITOR, TUY_DUC)
    give(database, OPERATOR, "a@daknong.vn", "", Role.VIEWER, KON_TUM)
    give(database, OPERATOR, "kt@kontum.vn", "Kon", Role.ADMINISTRATOR, KON_TUM)

    def seen(by: Access) -> list[tuple[str, str | None, bool]]:
        return [(row.name, row.grant.unit_code, row.is_current) for row in people_seen_by(database, by)]

    assert seen(administrator) == [
        ("An", TUY_DUC, True),
        ("Lê Quản Trị", DAK_NONG, True),
        ("Bình", TUY_DUC, False),
    ]
    assert seen(acting_as(database, "a@daknong.vn")) == [("An", TUY_DUC, True), ("An", KON_TUM, True)]
    assert seen(NOBODY) == seen(anybody()) == []
    assert len(seen(OPERATOR)) == 6
    assert country_administrators(database) == 1


def test_the_country_is_only_for_who_has_it(database: Database, administrator: Access) -> None:
    country = give(database, OPERATOR, "ca.nuoc@x.vn", "Cả Nước", Role.ADMINISTRATOR, None)
    with pytest.raises(UnknownName):
        take_away(database, administrator, country)
    with pytest.raises(UnknownName):
        change(database, administrator, country, Role.VIEWER, DAK_NONG)
    own = acting_as(database, "ca.nuoc@x.vn")
    assert own.is_unlimited
    with pytest.raises(AccessRefused, match="không tự bỏ được"):
        take_away(database, own, country)
    give(database, own, "a@kontum.vn", "An", Role.ADMINISTRATOR, KON_TUM)


def test_whom_to_ask(database: Database, administrator: Access) -> None:
    """The administrators of one's province; where it has none, those of the country; nobody for the public."""

    def asked(by: Access) -> list[str]:
        return [one.email for one in administrators_of(database, by)]

    give(database, OPERATOR, "ca.nuoc@x.vn", "Cả Nước", Role.ADMINISTRATOR, None)
    give(database, administrator, "a@daknong.vn", "An", Role.EDITOR, TUY_DUC)
    give(database, OPERATOR, "k@kontum.vn", "Kon", Role.VIEWER, TU_MO_RONG)
    assert asked(acting_as(database, "a@daknong.vn")) == ["quan.tri@daknong.vn"]
    assert asked(acting_as(database, "k@kontum.vn")) == ["ca.nuoc@x.vn"]
    assert asked(OPERATOR) == ["quan.tri@daknong.vn"]
    assert asked(anybody()) == asked(NOBODY) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@b.vn", "a@b.vn"),
        ("  Nguyen.Van-A+x@Sub.Tinh.GOV.vn ", "nguyen.van-a+x@sub.tinh.gov.vn"),
        ("", None),
        ("a", None),
        ("a@b", None),
        ("a@@b.vn", None),
        ("a b@c.vn", None),
        (".a@b.vn", None),
        ("a.@b.vn", None),
        ("a@-b.vn", None),
        ("a@b..vn", None),
        ("Nguyễn@b.vn", None),
        ("\u212aim@b.vn", None),  # the sign for kelvin, a k in lower case
        ("a\u202e@b.vn", None),
        ("a@b.vn\n", "a@b.vn"),
        ("a@b.vn\nc@d.vn", None),
        ("<b>@b.vn", None),
        ("a@" + "b" * 64 + ".vn", None),
        ("a" * 250 + "@b.vn", None),
    ],
)
def test_an_address_is_plain_and_in_lower_case(text: str, expected: str | None) -> None:
    if expected is not None:
        assert valid_email(text) == expected
        return
    with pytest.raises(UnknownName, match="thư điện tử"):
        valid_email(text)


def test_an_address_that_only_looks_like_a_known_one_is_nobodys(sqlite: Database) -> None:
    give(sqlite, OPERATOR, "kim@b.vn", "Kim", Role.VIEWER, DAK_NONG)
    with sqlite.read() as session:
        assert person_of_email(session, "KIM@b.vn") is not None
        assert person_of_email(session, "\u212aim@b.vn") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Nguyễn   Văn\tA ", "Nguyễn Văn A"),
        ("Nguyễn\u202eA\u200bB\u2066", "NguyễnAB"),
        ("A\x00\x1b[31mB", "A[31mB"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("\u200b\n", ""),
        ("x" * 300, "x" * 200),
        ("<b>An</b>", "<b>An</b>"),
    ],
)
def test_a_name_is_one_line_of_what_is_seen(text: str, expected: str) -> None:
    assert clean_name(text) == expected


@pytest.mark.parametrize("name", ["", "  ", "\u200b"])
def test_a_new_person_has_a_name(sqlite: Database, name: str) -> None:
    with pytest.raises(UnknownName, match="họ tên"):
        give(sqlite, OPERATOR, "a@b.vn", name, Role.VIEWER, DAK_NONG)


def test_what_one_may_is_told_from_the_rules() -> None:
    """An editor of Tuy Đức: the figures of the province, files and uploads of the huyện, nothing of administrators."""
    said = dict(what_one_may(Access("x", (Grant(Role.EDITOR, TUY_DUC),))))
    huyen = "huyện Tuy Đức, tỉnh Đắk Nông"
    assert list(said.values()) == ["tỉnh Đắk Nông", huyen, huyen, huyen, "", "", "", ""]
    assert set(dict(what_one_may(OPERATOR)).values()) == {"cả nước"}


def test_sign_ins_of_others_stay(sqlite: Database) -> None:
    for email in ("a@b.vn", "b@b.vn"):
        give(sqlite, OPERATOR, email, email, Role.VIEWER, DAK_NONG)
    now = datetime.now(UTC)
    with sqlite.write() as session:
        for number in (1, 2):
            session.add(SignIn(id=str(number), person_id=number, signed_in_at=now, expires_at=now, from_where="thử"))
        session.flush()
        end_sign_ins_of(session, 1)
    with sqlite.read() as session:
        ended = {row.id: row.ended_at is not None for row in session.scalars(select(SignIn))}
    assert ended == {"1": True, "2": False}
