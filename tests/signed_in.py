"""Somebody who is signed in, or the public view, for tests through the page."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core.access import sign_ins
from core.access.rules import Access, Grant
from core.database import Database
from core.reference import EDITION
from core.tables import AccessGrant, Person
from ui.frame import modes

PROVIDER = modes.decide(
    {
        "TIENDO_AUTH_CLIENT_ID": "tien-do",
        "TIENDO_AUTH_CLIENT_SECRET": "mat-khau-ung-dung-thu",
        "TIENDO_AUTH_METADATA_URL": "https://dang-nhap.tinh.vn/.well-known/openid-configuration",
        "TIENDO_AUTH_REDIRECT_URI": "https://tien-do.tinh.vn/oauth2callback",
        "TIENDO_AUTH_COOKIE_SECRET": "Vq3rN8w-Lk2xT9pZ_b6YhC1mJ5sD7fGa",
    },
    {},
).provider
assert PROVIDER is not None


def signed_in(app: AppTest, database: Database, email: str, grants: Sequence[Grant], name: str = "Người thử") -> Access:
    """From here on the app runs for this person, on a server with sign-in; called again: for another one.

    The person is added with these grants (what they had before is taken away) and signs in.
    """
    access = begun(database, email, grants, name)
    app.user = {**claims_of(email, name), "is_logged_in": True}
    _run_in(app, modes.Running(modes.Mode.SIGN_IN, PROVIDER))
    return access


def public_view(app: AppTest) -> None:
    """From here on the app runs as the public view."""
    app.user = {}
    _run_in(app, modes.Running(modes.Mode.PUBLIC))


def begun(database: Database, email: str, grants: Sequence[Grant], name: str = "Người thử") -> Access:
    """A person with grants, and a sign-in of theirs in the database, without an app."""
    given(database, email, grants, name)
    assert PROVIDER is not None
    return sign_ins.begin(database, claims_of(email, name), PROVIDER.client_id, PROVIDER.issuer, "máy thử")


def given(database: Database, email: str, grants: Sequence[Grant], name: str = "Người thử") -> int:
    """The person with exactly these grants; their number."""
    now = datetime.now(UTC)
    with database.write() as session:
        person = session.scalars(select(Person).where(Person.email == email)).one_or_none()
        if person is None:
            person = Person(email=email, name=name, added_at=now, added_by="người thử")
            session.add(person)
            session.flush()
        had = select(AccessGrant).where(AccessGrant.person_id == person.id, AccessGrant.revoked_at.is_(None))
        for old in session.scalars(had):
            old.revoked_at, old.revoked_by = now, "người thử"
        session.flush()
        for grant in grants:
            edition = EDITION if grant.unit_code else None
            session.add(
                AccessGrant(
                    person_id=person.id,
                    role=grant.role.value,
                    edition=edition,
                    unit_code=grant.unit_code,
                    granted_at=now,
                    granted_by="người thử",
                )
            )
        return person.id


def claims_of(email: str, name: str = "Người thử", /, **others: Any) -> dict[str, Any]:
    """What the provider says of somebody: one confirmation, always the same."""
    assert PROVIDER is not None
    said = {
        "iss": PROVIDER.issuer,
        "sub": f"sub-{email}",
        "aud": PROVIDER.client_id,
        "iat": 1_700_000_000,
        "nonce": f"nonce-{email}",
        "email": email,
        "email_verified": True,
        "name": name,
        "provider": "default",
    }
    return {**said, **others}


def _run_in(app: AppTest, running: modes.Running) -> None:
    """Every run of this app, by itself or through a widget, is one of a process in this mode."""
    run = type(app)._run

    def run_in_mode(*arguments: Any, **named: Any) -> AppTest:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(modes, "running", lambda: running)
            return run(app, *arguments, **named)

    app._run = run_in_mode  # type: ignore[method-assign]
