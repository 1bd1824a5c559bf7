"""What the bar on top keeps between runs: its parts by the names that links have, and what is chosen of each."""

from datetime import datetime

import streamlit as st

from core.places import Places, places_of
from core.reference import EDITION
from ui.navigation import bar_of

KNOWN_AT, MAP = "tai-thoi-diem", "ban-do"
PARAMS = (MAP, "tinh", "huyen", "xa", "ky", KNOWN_AT)
PLACES = ("tinh", "huyen", "xa")
ALL = ""
CHOSEN = "_filter_chosen"  # what the bar says as a whole (ui.filters.Chosen)
STATE = {name: f"_filter_{name}" for name in PARAMS}
_PAGE, _UNKNOWN = "_filter_page", "_filter_unknown"
_PICKED, _PICKED_NOW = "_filter_picked", "_filter_picked_now"
_BEFORE_MAPS = "_filter_before_maps"  # the unit that was picked, and the one that another map showed in its place


def seen_in() -> str:
    """The map that units are shown by."""
    return st.session_state.get(STATE[MAP]) or EDITION


def places() -> Places:
    """The units as the map shows them that was chosen."""
    return places_of(seen_in())


def begin_screen(page: str) -> None:
    st.session_state[_PAGE] = page


def on_screen() -> str:
    """The slug of the screen that is drawn."""
    slug_: str = st.session_state[_PAGE]
    return slug_


def shows(name: str) -> bool:
    """Whether the screen that is drawn shows a part of the bar, by its parameter."""
    return name in bar_of(on_screen())


def moment() -> datetime | None:
    found: datetime | None = st.session_state.get(STATE[KNOWN_AT])
    return found


def kept(name: str) -> str:
    """What is chosen elsewhere; said again, for what no widget shows would be forgotten."""
    found = st.session_state[STATE[name]] = st.session_state[STATE[name]]
    return found or ALL


def unknown() -> list[str]:
    """What the link asked for and is not there, said until something else is chosen."""
    found: list[str] = st.session_state.get(_UNKNOWN, [])
    return found


def keep_unknown(said: list[str]) -> None:
    st.session_state[_UNKNOWN] = said


def forget_unknown() -> None:
    keep_unknown([])


def pick() -> None:
    """What a box calls when somebody picks in it."""
    forget_unknown()
    note_pick()


def note_pick() -> None:
    """The same for a box of a screen's own that stands in its link (ui/components/linked.py)."""
    st.session_state[_PICKED] = True


def pick_unit() -> None:
    """What a box of units calls."""
    forget_picked_unit()
    pick()


def picked_unit(shown: str) -> str:
    """The unit that was picked before a change of the map led to `shown`; that one itself where nothing did."""
    before, since = st.session_state.get(_BEFORE_MAPS, (shown, shown))
    return before if since == shown else shown


def keep_picked_unit(picked: str, shown: str) -> None:
    st.session_state[_BEFORE_MAPS] = (picked, shown)


def forget_picked_unit() -> None:
    st.session_state.pop(_BEFORE_MAPS, None)


def was_picked() -> bool:
    """Whether this run came of a pick in a box that stands in the link; asked once per run, by the bar."""
    found = st.session_state[_PICKED_NOW] = bool(st.session_state.pop(_PICKED, False))
    return found


def came_of_a_pick() -> bool:
    """The same, for who asks later in the run: the link may be that of before an earlier pick."""
    return bool(st.session_state.get(_PICKED_NOW, False))
