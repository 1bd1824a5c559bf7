"""Whose request it is: from the cookie or the calendar's key, through the database, on every request."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import Scope

from core.access.keyboard import THIS_MACHINE
from core.access.rules import Access
from core.access.sign_ins import Standing, access_of_person, sign_in_id, standing_of
from core.database import open_database
from ui.frame.calendar_key import KEY, person_of
from ui.frame.cookies import Claims, claims_in
from ui.frame.hosts import is_loopback
from ui.frame.modes import Provider

_STATE, _ACCESS = "state", "access"


@dataclass(frozen=True)
class Caller:
    """`sign_in` is the sign-in's id, where the cookie holds one."""

    standing: Access | Standing
    sign_in: str | None = None


def caller_of(scope: Scope, provider: Provider) -> Caller:
    """By the cookie. Blocking: one read of the database."""
    claims = claims_of(scope, provider)
    if claims is None:
        return Caller(Standing.UNKNOWN)
    sign_in = sign_in_id(claims)
    with open_database().read() as session:
        return Caller(standing_of(session, sign_in, from_where(scope)), sign_in)


def caller_by_key(scope: Scope, provider: Provider) -> Access | None:
    """By the personal address of the calendar. Blocking."""
    key = HTTPConnection(scope).query_params.get(KEY, "")
    with open_database().read() as session:
        person = person_of(provider, key, session)
        return access_of_person(session, person, from_where(scope)) if person is not None else None


def claims_of(scope: Scope, provider: Provider) -> Claims | None:
    return claims_in(HTTPConnection(scope).cookies, provider)


def from_where(scope: Scope) -> str:
    """The caller's address; a proxy on this machine names it (uvicorn reads X-Forwarded-For of local proxies only)."""
    client = scope.get("client")
    return str(client[0]) if client and not is_loopback(str(client[0])) else THIS_MACHINE


def known_as(scope: Scope, access: Access) -> None:
    """Our own routes find here who asks (`access_in`)."""
    scope[_STATE] = {**scope.get(_STATE, {}), _ACCESS: access}


def access_in(scope: Scope) -> Access:
    """Who asks. KeyError where no gate stands in front."""
    found: Access = scope[_STATE][_ACCESS]
    return found
