"""A run of a screen's script: its id, its screen, its seconds, how it ended."""

import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from time import perf_counter

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from core.observing.ids import Value, begin_about, found_otherwise, harmless, new_id, now_about, set_about
from core.observing.measures import SCREEN, SCREEN_RUNS, record
from core.observing.slow import slow_screen_seconds
from core.reference import rows_of
from core.settings import DATA
from ui.frame.tracing import HEADER

_log = logging.getLogger("tien_do.screens")
_begun: ContextVar[float | None] = ContextVar("tien_do_run_begun", default=None)
# By session, what its last run was: buttons' callbacks and dialogs come back in threads that no run has begun in.
_last: OrderedDict[str, Mapping[str, Value]] = OrderedDict()
_MOST_KEPT = 2000


def begin_run() -> None:
    """Called by ui/main.py first of all."""
    _begun.set(perf_counter())
    said = st.context.headers.get(HEADER)
    begin_about(run=new_id(), request=harmless(said) if isinstance(said, str) else None)
    _keep()


@contextmanager
def watched(url_path: str) -> Iterator[None]:
    """Around the screen itself; its time is counted from the run's begin."""
    begun, outcome = _begun.get() or perf_counter(), "ok"
    screen = slug_of(url_path)
    set_about(screen=screen)
    _keep()
    try:
        yield
    except BaseException as ended:
        # Streamlit ends a run that gives way to the next one by an exception that is no error.
        outcome = "error" if isinstance(ended, Exception) else "left"
        raise
    finally:
        _tell(screen, outcome, perf_counter() - begun)


def _tell(screen: str, outcome: str, seconds: float) -> None:
    record(SCREEN, seconds, screen=screen)
    record(SCREEN_RUNS, screen=screen, outcome=outcome)
    told = {"outcome": outcome, "ms": round(seconds * 1000)}
    is_slow = seconds >= slow_screen_seconds()
    _log.log(logging.WARNING if is_slow else logging.INFO, "slow screen" if is_slow else "run", extra={"about": told})


@cache
def slug_of(url_path: str) -> str:
    """As in the navigation table; the first screen's address is empty."""
    rows = rows_of(DATA / "navigation.csv")
    return next((row["slug"] for row in rows if url_path in (row["slug"], "" if row["default"] else None)), "other")


def _keep() -> None:
    if (context := get_script_run_ctx(suppress_warning=True)) is not None:
        _last[context.session_id] = now_about()
        while len(_last) > _MOST_KEPT:
            _last.popitem(last=False)


def _of_the_session() -> Mapping[str, Value]:
    context = get_script_run_ctx(suppress_warning=True)
    return _last.get(context.session_id, {}) if context is not None else {}


found_otherwise(_of_the_session)
