"""From when on a query or a screen is worth a line of the log: `TIENDO_SLOW_QUERY_MS`, `TIENDO_SLOW_SCREEN_MS`."""

import os
from functools import cache

_QUERY_MS, _SCREEN_MS = 1000, 3000


@cache
def slow_query_seconds() -> float:
    return _seconds("TIENDO_SLOW_QUERY_MS", _QUERY_MS)


@cache
def slow_screen_seconds() -> float:
    return _seconds("TIENDO_SLOW_SCREEN_MS", _SCREEN_MS)


def _seconds(variable: str, otherwise: int) -> float:
    """What is no number of milliseconds counts as not said."""
    said = os.environ.get(variable, "").strip()
    return (int(said) if said.isascii() and said.isdigit() else otherwise) / 1000
