"""Personal addresses of the calendar: calendar programs can't sign in, so the address itself says whose it is."""

from itsdangerous import BadSignature, URLSafeSerializer

from ui.frame.modes import Provider

KEY = "khoa"
_SALT = "tien-do-lich"


def key_of(provider: Provider, person: int) -> str:
    """Good for the calendar only, as long as the person has access and the secret stays."""
    return str(URLSafeSerializer(provider.cookie_secret, salt=_SALT).dumps(person))


def person_of(provider: Provider, key: str) -> int | None:
    try:
        person = URLSafeSerializer(provider.cookie_secret, salt=_SALT).loads(key)
    except BadSignature:
        return None
    return person if type(person) is int else None
