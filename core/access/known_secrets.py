"""Secrets that are none: too short, published, or hardly any different characters (data/known_secrets.csv)."""

import re
from functools import cache

from core.reference import rows_of
from core.settings import DATA

SHORTEST = 32
# Fewer different characters than this is somebody's keyboard, not chance: 32 random hexadecimal digits have 13 or 14.
_FEWEST_DIFFERENT = 8


def weakness(secret: str) -> str | None:
    """A Vietnamese half sentence why a secret that we sign with is refused; None for a good one."""
    if _is_among(secret, _known("anything") | _known("secret")):
        return "là giá trị mẫu mà ai cũng biết"
    if len(secret) < SHORTEST:
        return f"ngắn hơn {SHORTEST} ký tự"
    if len(set(secret)) < _FEWEST_DIFFERENT:
        return "lặp lại chỉ vài ký tự"
    return None


def is_placeholder(setting: str) -> bool:
    """Whether a name, an address or a password given to us was never filled in."""
    return _is_among(setting, _known("anything"))


def _is_among(text: str, known: frozenset[str]) -> bool:
    """However it is written, repeated or numbered."""
    plain = _plain(text)
    numbered = re.sub(r"\d{1,4}$", "", plain)
    return not plain or any(_is_made_of(one, part) for one in (plain, numbered) for part in known)


def _is_made_of(plain: str, known: str) -> bool:
    times = len(plain) // len(known)
    return times > 0 and known * times == plain


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


@cache
def _known(refused_as: str) -> frozenset[str]:
    rows = rows_of(DATA / "known_secrets.csv")
    return frozenset(_plain(row["secret"]) for row in rows if row["refused_as"] == refused_as)
