"""Personal addresses of the calendar: calendar programs can't sign in, so the address itself says whose it is."""

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from core.access.people import grants_held
from core.database import open_database
from ui.frame.modes import Provider

KEY = "khoa"
_SALT = "tien-do-lich"


def key_of(provider: Provider, person: int) -> str:
    """Good for the calendar only, as long as the secret and every role stay that the person has now.

    A role that is given anew is another one: an address that was taken away with its role never comes back.
    """
    with open_database().read() as session:
        held = sorted(grants_held(session, person))
    return str(URLSafeSerializer(provider.cookie_secret, salt=_SALT).dumps([person, *held]))


def person_of(provider: Provider, key: str, session: Session) -> int | None:
    try:
        said = URLSafeSerializer(provider.cookie_secret, salt=_SALT).loads(key)
    except BadSignature:
        return None
    if not isinstance(said, list) or len(said) < 2 or not all(type(one) is int for one in said):
        return None
    person, *under = said
    return person if grants_held(session, person).issuperset(under) else None
