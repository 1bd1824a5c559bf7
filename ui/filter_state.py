"""What the bar on top keeps between runs: its parts by the names that links have, and what is chosen of each."""

from datetime import datetime

import streamlit as st

from core.places import Place, Places, places_of
from core.reference import EDITION
from ui import boxes
from ui.navigation import bar_of
from ui.unit_slugs import link_slug

KNOWN_AT, MAP = "tai-thoi-diem", "ban-do"
PARAMS = (MAP, "tinh", "huyen", "xa", "ky", KNOWN_AT)
PLACES = ("tinh", "huyen", "xa")
ALL = ""
CHOSEN = "_filter_chosen"  # what the bar says as a whole (ui.filters.Chosen)
STATE = {name: f"_filter_{name}" for name in PARAMS}
_PAGE, _UNKNOWN = "_filter_page", "_filter_unknown"
_BEFORE_MAPS = "_filter_before_maps"  # the unit that was picked, and the one that another map showed in its place


def seen_in() -> str:
    """The map that units are shown by."""
    return boxes.chosen(STATE[MAP]) or EDITION


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


def hold_moment(at: datetime | None) -> None:
    st.session_state[STATE[KNOWN_AT]] = at


def held(name: str) -> str:
    """What the bar holds of a part, shown on this screen or not."""
    return boxes.chosen(STATE[name]) or ALL


def hold(name: str, value: str | None) -> None:
    boxes.choose(STATE[name], value)


def hold_unit(known: Places, unit: Place | None) -> None:
    """Set the boxes of units to one and what it lies in; without one to all of them."""
    for name, above in zip(PLACES, known.ancestors(unit) if unit else (None, None, None), strict=True):
        hold(name, link_slug(known, above) if above else ALL)


def unknown() -> list[str]:
    """What the link asked for and is not there, said until something else is chosen."""
    found: list[str] = st.session_state.get(_UNKNOWN, [])
    return found


def keep_unknown(said: list[str]) -> None:
    st.session_state[_UNKNOWN] = said


def forget_unknown() -> None:
    keep_unknown([])


def pick_unit() -> None:
    """What a box of units calls."""
    forget_picked_unit()
    forget_unknown()


def picked_unit(shown: str) -> str:
    """The unit that was picked before a change of the map led to `shown`; that one itself where nothing did."""
    before, since = st.session_state.get(_BEFORE_MAPS, (shown, shown))
    return before if since == shown else shown


def keep_picked_unit(picked: str, shown: str) -> None:
    st.session_state[_BEFORE_MAPS] = (picked, shown)


def forget_picked_unit() -> None:
    st.session_state.pop(_BEFORE_MAPS, None)
