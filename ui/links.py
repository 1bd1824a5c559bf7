"""Addresses of views of this program, relative to its root: `./giam-ngheo?huyen=tuy-duc&ky=2024-06-30`.

A click on one is followed without loading the page anew (static/tien-do.js); opened in a new tab or sent to somebody
it shows the same view.
"""

from urllib.parse import urlencode

import streamlit as st

from core.places import Place
from ui.filters import current, link_of, on_screen
from ui.navigation import screens

ORIGIN = "tu-dau"


def view(screen: str, place: Place | None = None, **extra: str) -> str:
    """A screen (its slug in data/navigation.csv) for a unit, the chosen period kept; `extra` adds parameters."""
    as_of = current().as_of
    period = {"ky": as_of.isoformat()} if as_of else {}
    return _address(screen, {**link_of(place), **period, **_spelled(extra)})


def here(**extra: str) -> str:
    """The view that is looked at, with parameters added or replaced."""
    return _address(on_screen(), {**st.query_params.to_dict(), **_spelled(extra)})


def origin_of_figure(key: str) -> str:
    """The view that is looked at, with «từ đâu?» opened for one figure (core.provenance)."""
    return here(tu_dau=key)


def _spelled(extra: dict[str, str]) -> dict[str, str]:
    """Names of parameters have hyphens where Python has underscores."""
    return {name.replace("_", "-"): value for name, value in extra.items()}


def _address(screen: str, parameters: dict[str, str]) -> str:
    first = next(row["slug"] for row in screens() if row["default"] == "yes")
    asked = f"?{urlencode(parameters)}" if parameters else ""
    return f"./{'' if screen == first else screen}{asked}"
