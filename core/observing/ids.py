"""What the log lines of one request, one run of a screen or one batch have in common.

Held in a context variable: threads that are given work by the server inherit it, and a run sets its own.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

# All that a line may say beside its message. `person` is a number of the list of people, never a name.
FIELDS = (
    *("request", "run", "screen", "method", "place", "status"),
    *("deed", "batch", "kind", "outcome", "rows", "query"),
    *("error_number", "person", "why", "ms"),
)
Value = str | int | float | None
_about: ContextVar[Mapping[str, Value]] = ContextVar("tien_do_about", default=MappingProxyType({}))
_HARMLESS = re.compile(r"[A-Za-z0-9-]{1,64}")


_otherwise: Callable[[], Mapping[str, Value]] = dict


def found_otherwise(look: Callable[[], Mapping[str, Value]]) -> None:
    """Where nothing was said in a thread yet, this is asked: a button's callback runs before its run has begun."""
    global _otherwise  # noqa: PLW0603 -- one process, one kind of frame
    _otherwise = look


def now_about() -> Mapping[str, Value]:
    return _about.get() or _otherwise()


def begin_about(**fields: Value) -> None:
    """From here on, in the thread of a script run or the task of a request, nothing else than this."""
    _about.set(fields)


def set_about(**fields: Value) -> None:
    """More about the same."""
    _about.set({**now_about(), **fields})


@contextmanager
def about(**fields: Value) -> Iterator[None]:
    token = _about.set({**now_about(), **fields})
    try:
        yield
    finally:
        _about.reset(token)


def new_id() -> str:
    return secrets.token_hex(8)


def harmless(said: str) -> str | None:
    """An id that somebody else made, if it can stand in a log and a header as it is."""
    return said if _HARMLESS.fullmatch(said) else None
