"""What changes the data, and the steps before it: how long it took, how many rows, what became of it.

A line of the log for each that changed something or failed, with batch and kind and without anything of the file.
"""

import logging
from collections.abc import Callable
from functools import wraps
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

from core.errors import DatabaseFailed, TienDoError
from core.observing.ids import Value, about, now_about, set_about
from core.observing.measures import DEED, ROWS, record

_log = logging.getLogger("tien_do.deeds")
_P = ParamSpec("_P")
_R = TypeVar("_R")
# Steps that store nothing: counted, and told only where they failed.
_LOOKS = ("read", "check")


def deed(name: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Watches a function; what it returns or raises passes unchanged.

    Kind, status, batch and counts are taken from what it returns where that has them; before that the kind, or the
    batch's number, from its second argument.
    """

    def watched(function: Callable[_P, _R]) -> Callable[_P, _R]:
        @wraps(function)
        def watching(*given: _P.args, **named: _P.kwargs) -> _R:
            begun = perf_counter()
            with about(deed=name, **_subject(given[1] if len(given) > 1 else None)):
                try:
                    result = function(*given, **named)
                except BaseException as error:
                    _tell(name, _outcome_of(error), perf_counter() - begun, failed=_is_failure(error))
                    raise
                _tell_result(name, result, perf_counter() - begun)
                return result

        return watching

    return watched


def _subject(about_what: object) -> dict[str, Value]:
    if isinstance(about_what, int):
        return {"batch": about_what}
    kind = getattr(about_what, "kind", None)
    return {"kind": kind} if isinstance(kind, str) else {}


def _outcome_of(error: BaseException) -> str:
    """Whoever looks may leave while a file is read."""
    return type(error).__name__ if isinstance(error, Exception) else "left"


def _is_failure(error: BaseException) -> bool:
    """What the program raises on purpose is an answer to the person."""
    return isinstance(error, DatabaseFailed) or (isinstance(error, Exception) and not isinstance(error, TienDoError))


def _tell_result(name: str, result: Any, seconds: float) -> None:
    counts = getattr(result, "counts", None)
    set_about(**{key: found for key in ("batch", "kind") if (found := getattr(result, key, None)) is not None})
    rows = sum(vars(counts).values()) if counts is not None else len(getattr(result, "rows", ()))
    _tell(name, getattr(result, "status", "ok"), seconds, rows)


def _tell(name: str, outcome: str, seconds: float, rows: int = 0, failed: bool = False) -> None:
    kind = str(now_about().get("kind", "")) or "none"
    record(DEED, seconds, deed=name, kind=kind, outcome=outcome)
    if rows:
        record(ROWS, rows, deed=name, kind=kind, outcome=outcome)
    told: dict[str, Value] = {"outcome": outcome, "ms": round(seconds * 1000), **({"rows": rows} if rows else {})}
    level = logging.ERROR if failed else logging.DEBUG if name in _LOOKS else logging.INFO
    _log.log(level, "%s %s", name, outcome, extra={"about": told})
