"""Sign-ins that a provider confirmed: who may begin one, what it gives on each look, how it ends.

The provider's cookie is only a claim. A row of `sign_in` makes it count, and that row can be ended.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.journal import Deed, write_down
from core.access.people import administrators_of, grants_of, person_of_email
from core.access.rules import Access, Grant, Role, common_unit
from core.database import Database
from core.errors import SignInRefused
from core.observing import measures
from core.settings import sign_in_contact, sign_in_hours
from core.tables import AccessGrant, Person, SignIn

# By reason: what is said to the person. `{who}` is the address that the provider named, `{ask}` whom to ask.
REASONS: Mapping[str, str] = {
    "no_identity": "Hệ thống đăng nhập của tỉnh không cho biết tài khoản này là ai. {ask}.",
    "wrong_audience": "Lần đăng nhập này được cấp cho một chương trình khác, không phải Tiến Độ. {ask}.",
    "wrong_issuer": "Lần đăng nhập này không do hệ thống đăng nhập của tỉnh cấp. {ask}.",
    "no_email": "Tài khoản này chưa khai địa chỉ thư điện tử, nên Tiến Độ không biết là ai. {ask} để bổ sung.",
    "email_unverified": (
        "Địa chỉ thư điện tử {who} chưa được hệ thống đăng nhập của tỉnh xác minh. {ask} để xác minh."
    ),
    "unknown_person": "Địa chỉ {who} chưa được cấp quyền dùng Tiến Độ. {ask} để được cấp quyền.",
    "another_account": "Địa chỉ {who} đã được dùng với một tài khoản khác trước đây. {ask} để kiểm tra.",
    "no_grant": "Quyền dùng Tiến Độ của {who} đã bị thu hồi.",
}


class Standing(StrEnum):
    """Why a sign-in gives nothing."""

    UNKNOWN = "unknown"
    ENDED = "ended"
    EXPIRED = "expired"
    NO_GRANT = "no_grant"


def sign_in_id(claims: Mapping[str, Any]) -> str:
    """One per confirmation of the provider: who, for whom, when, and the number used once."""
    parts = [claims.get(name) for name in ("iss", "sub", "aud", "iat", "nonce")]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def begin(database: Database, claims: Mapping[str, Any], client_id: str, issuer: str | None, from_where: str) -> Access:
    """A row for a sign-in that the provider just confirmed, or SignInRefused. Both are written to the journal.

    `issuer` None: the provider's name was compared where the token was fetched. A sign-in that was begun before is
    left as it is.
    """
    try:
        email = _email(claims, client_id, issuer)
        access = database.writing(lambda session: _let_in(session, email, claims, from_where))
        measures.record(measures.SIGN_INS, outcome="begun")
        return access
    except SignInRefused as refused:
        measures.record(measures.SIGN_INS, outcome=refused.reason)
        reason = refused.reason
        database.writing(lambda session: _write_refusal(session, claims, reason, from_where))
        if refused.reason != "no_grant":
            raise
        with database.read() as session:
            person = person_of_email(session, email)
        raise SignInRefused(
            refused.reason, f"{refused} {_whom_to_ask(database, person.id if person else None)}"
        ) from refused


def whom_to_ask(database: Database, asked: str | None) -> str:
    """Whom to ask for a role anew, said to the person of a sign-in: the administrators of the province of what they had
    before; where that is not known, the office."""
    with database.read() as session:
        row = session.get(SignIn, asked) if asked else None
    return _whom_to_ask(database, row.person_id if row else None)


def _whom_to_ask(database: Database, person: int | None) -> str:
    with database.read() as session:
        rows = session.scalars(select(AccessGrant.unit_code).where(AccessGrant.person_id == person))
        had = tuple(Grant(Role.VIEWER, unit) for unit in rows if unit)
    asked = administrators_of(database, Access("", had)) if had else []
    named = ", ".join(f"{one.name} ({one.email})" for one in asked)
    return f"Nếu cần được cấp lại, hãy liên hệ người quản trị: {named}." if named else f"{_ask()} nếu cần được cấp lại."


def _ask() -> str:
    return f"Hãy liên hệ {sign_in_contact()} (người quản trị Tiến Độ)"


def end(database: Database, ended: str, from_where: str) -> None:
    """Sign out; nothing happens for a sign-in that is not there or has ended."""

    def work(session: Session) -> None:
        row = session.get(SignIn, ended, with_for_update=True)
        if row is None or row.ended_at is not None:
            return
        row.ended_at = datetime.now(UTC)
        access = _access(session, session.get_one(Person, row.person_id), from_where)
        write_down(session, access, Deed.SIGN_OUT, "đăng xuất", _unit(access.grants))

    database.writing(work)


def standing_of(session: Session, asked: str, from_where: str) -> Access | Standing:
    """What a sign-in gives now: grants are looked up anew, so that what was taken away counts at once."""
    query = select(SignIn, Person).join(Person, Person.id == SignIn.person_id).where(SignIn.id == asked)
    found = session.execute(query).one_or_none()
    if found is None:
        return Standing.UNKNOWN
    row, person = found
    access = _access(session, person, from_where)
    if not access.grants:
        return Standing.NO_GRANT
    if row.ended_at is not None:
        return Standing.ENDED
    return Standing.EXPIRED if row.expires_at <= datetime.now(UTC) else access


def access_of(session: Session, asked: str, from_where: str) -> Access | None:
    found = standing_of(session, asked, from_where)
    return found if isinstance(found, Access) else None


def access_of_person(session: Session, person_id: int, from_where: str) -> Access | None:
    """Somebody who is known by a key of their own instead of a sign-in; None without any grant."""
    person = session.get(Person, person_id)
    access = _access(session, person, from_where) if person else None
    return access if access and access.grants else None


def _access(session: Session, person: Person, from_where: str) -> Access:
    return Access(_named(person.name, person.email), grants_of(session, person.id), person.id, from_where)


def _named(name: str, email: str) -> str:
    return f"{name} ({email})" if name.strip() else email


def _email(claims: Mapping[str, Any], client_id: str, issuer: str | None) -> str:
    """The address that the provider vouches for. Raises SignInRefused."""
    email = str(claims.get("email") or "").strip().lower()
    problem = _problem(claims, client_id, issuer, email)
    if problem:
        raise _refused(problem, email)
    return email


def _problem(claims: Mapping[str, Any], client_id: str, issuer: str | None, email: str) -> str | None:
    if not claims.get("iss") or not claims.get("sub"):
        return "no_identity"
    if not _is_for(claims, client_id):
        return "wrong_audience"
    if issuer is not None and str(claims["iss"]).rstrip("/") != issuer.rstrip("/"):
        return "wrong_issuer"
    if "@" not in email:
        return "no_email"
    return "email_unverified" if str(claims.get("email_verified", True)).lower() in ("false", "0", "none", "") else None


def _is_for(claims: Mapping[str, Any], client_id: str) -> bool:
    """OpenID Connect Core 3.1.3.7: we are an audience; and the authorised party, where one is named or several are."""
    audience = claims.get("aud")
    named = [str(one) for one in audience] if isinstance(audience, Sequence) and not isinstance(audience, str) else None
    party = claims.get("azp")
    if named is None:
        return audience == client_id and party in (None, client_id)
    return client_id in named and (party == client_id if len(named) > 1 else party in (None, client_id))


def _refused(reason: str, email: str) -> SignInRefused:
    return SignInRefused(reason, REASONS[reason].format(who=email, ask=_ask()))


def _let_in(session: Session, email: str, claims: Mapping[str, Any], from_where: str) -> Access:
    found = person_of_email(session, email)
    if found is None:
        raise _refused("unknown_person", email)
    person = session.get_one(Person, found.id, with_for_update=True, populate_existing=True)
    subject = _subject(claims)
    if person.subject not in (None, subject):
        raise _refused("another_account", email)
    access = _access(session, person, from_where)
    if not access.grants:
        raise _refused("no_grant", email)
    person.subject = subject
    begun = sign_in_id(claims)
    if session.get(SignIn, begun) is None:
        _add_row(session, begun, access)
    return access


def _subject(claims: Mapping[str, Any]) -> str:
    return f"{claims['iss']}|{claims['sub']}"


def _add_row(session: Session, begun: str, access: Access) -> None:
    now = datetime.now(UTC)
    expires = now + timedelta(hours=sign_in_hours())
    session.add(
        SignIn(id=begun, person_id=access.person, signed_in_at=now, expires_at=expires, from_where=access.from_where)
    )
    write_down(session, access, Deed.SIGN_IN, "đăng nhập", _unit(access.grants))


def _write_refusal(session: Session, claims: Mapping[str, Any], reason: str, from_where: str) -> None:
    """By the name the provider gave; about the unit that a person who is known was given, so its administrators see."""
    email = str(claims.get("email") or "").strip().lower()[:254]
    person = person_of_email(session, email) if email else None
    who = Access(email or "không rõ", (), person.id if person else None, from_where)
    unit = _unit(grants_of(session, person.id)) if person else None
    details = {name: str(claims.get(name) or "")[:200] for name in ("iss", "sub", "aud")}
    write_down(session, who, Deed.SIGN_IN_REFUSED, "bị từ chối đăng nhập", unit, reason=reason, **details)


def _unit(grants: Sequence[Grant]) -> str | None:
    return common_unit(frozenset(grant.unit_code for grant in grants if grant.unit_code is not None))
