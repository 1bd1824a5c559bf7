"""Addresses of views of this program, relative to its root: `./giam-ngheo?huyen=tuy-duc&ky=2024-06-30`.

A click on one is followed without loading the page anew (static/tien-do.js); opened in a new tab or sent to somebody
it shows the same view.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from urllib.parse import urlencode

import streamlit as st

from core.moments import written_moment
from core.places import Place
from ui.filters import KNOWN_AT, PARAMS, current, link_at, link_of, on_screen, present_link
from ui.navigation import screens

ORIGIN = "tu-dau"
_TIMES = ("ky", KNOWN_AT)
# Stands for any figure's key, of the same signs: letters, digits, full stops and the like stand in a link as they are.
_ANY = "~~any-figure~~"


def view(screen: str, place: Place | None = None, **extra: str) -> str:
    """A screen (its slug in data/navigation.csv) for a unit, period and moment kept; `extra` adds parameters."""
    kept = {name: said for name, said in present_link().items() if name in _TIMES}
    return _address(screen, {**link_of(place), **kept, **_spelled(extra)})


def here(**extra: str) -> str:
    """The view that is looked at, with parameters added or replaced."""
    return _address(on_screen(), {**st.query_params.to_dict(), **_spelled(extra)})


def here_at(known_at: datetime | None) -> str:
    """The view that is looked at, as it was known at another moment; None: now."""
    own = {name: said for name, said in st.query_params.items() if name not in (*PARAMS, ORIGIN)}
    period = {name: said for name, said in present_link().items() if name == "ky"}
    moment = {KNOWN_AT: written_moment(known_at)} if known_at else {}
    return _address(on_screen(), {**link_at(current().place, known_at), **period, **moment, **own})


def origin_of_figure(key: str) -> str:
    """The view that is looked at, with «từ đâu?» opened for one figure (core.provenance)."""
    return here(tu_dau=key)


def origins_of_figures() -> Callable[[str], str]:
    """`origin_of_figure` for the many figures of a table: what their addresses share is worked out once."""
    before, _, after = origin_of_figure(_ANY).partition(_ANY)
    return lambda key: f"{before}{key}{after}"


def _spelled(extra: dict[str, str]) -> dict[str, str]:
    """Names of parameters have hyphens where Python has underscores."""
    return {name.replace("_", "-"): value for name, value in extra.items()}


def _address(screen: str, parameters: dict[str, str]) -> str:
    asked = f"?{urlencode(parameters)}" if parameters else ""
    return f"./{'' if screen == _first_screen() else screen}{asked}"


@cache
def _first_screen() -> str:
    return next(row["slug"] for row in screens() if row["default"] == "yes")
