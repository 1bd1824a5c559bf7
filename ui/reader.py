"""Who looks at this run of a screen, and what they may see: looked up anew on every run, so a change counts at once.

Where nobody signs in (one office PC) it is the person at the keyboard. Components ask `may_do`; what is stored is
held to the same rules again where it is stored.
"""

from time import monotonic
from typing import NoReturn
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.access.keyboard import THIS_MACHINE, at_the_keyboard
from core.access.rules import NOBODY, Access, Action, anybody, may, may_somewhere
from core.access.sign_ins import Standing, access_of_person, sign_in_id, standing_of, whom_to_ask
from core.database import open_database
from core.reference import rows_of
from core.settings import DATA
from ui import markup
from ui.frame import modes
from ui.frame.gate_words import inner

_READER = "_reader"  # who, and when they were looked up
# What a run looked up holds for so many seconds: dialogs and other fragments run again without a run.
_HOLDS_SECONDS = 1.0


def begin_run() -> Access:
    """Look up who this is; called once per run, by ui/main.py, before anything is read.

    Whoever signed out, whose sign-in expired or whose access was taken away gets a notice instead of the screen.
    """
    _hold(NOBODY)
    found = _found()
    if not isinstance(found, Access):
        _stop(found)
    _hold(found)
    return found


def _hold(found: Access) -> None:
    st.session_state[_READER] = found, monotonic()


def _found() -> Access | Standing:
    match modes.running().mode:
        case modes.Mode.LOCAL:
            return at_the_keyboard(THIS_MACHINE)
        case modes.Mode.PUBLIC:
            return anybody()
    claims = st.user.to_dict()
    if not claims.get("is_logged_in"):
        return Standing.UNKNOWN
    with open_database().read() as session:
        return standing_of(session, sign_in_id(claims), _from_where())


def _from_where() -> str:
    address = st.context.ip_address  # what a test's runtime gives is no text
    return address if isinstance(address, str) else THIS_MACHINE


def _stop(why: Standing) -> NoReturn:
    """The gate's own page, without menu or figures; every address of a screen leads to it."""
    ask = whom_to_ask(open_database(), sign_in_id(st.user.to_dict())) if why is Standing.NO_GRANT else ""
    st.navigation([_nothing(row) for row in rows_of(DATA / "navigation.csv")], position="hidden")
    st.html(markup.element("div", inner(why, _here(), ask), class_="td-gate"))
    st.stop()


def _nothing(row: dict[str, str]) -> StreamlitPage:
    return st.Page(lambda: None, title=row["title"], url_path=row["slug"], default=row["default"] == "yes")


def _here() -> str:
    """The address that was opened, from the root on."""
    query = urlencode(st.query_params.to_dict())
    return f"{urlsplit(st.context.url or '').path or '/'}{f'?{query}' if query else ''}"


def reader() -> Access:
    """Nobody in particular, who may do nothing, where no run has begun, or access ended since."""
    held: tuple[Access, float] = st.session_state.get(_READER, (NOBODY, 0.0))
    found, looked_up = held
    if found is not NOBODY and monotonic() - looked_up > _HOLDS_SECONDS:
        found = acting()
        _hold(found)
    return found


def acting() -> Access:
    """Who acts, looked up at this very moment: a widget's callback runs before its run has begun.

    Nobody, who may do nothing, where access ended meanwhile.
    """
    found = _found()
    return found if isinstance(found, Access) else NOBODY


def still(access: Access) -> Access:
    """The same person's access as it is now, for a file that is made when somebody fetches it."""
    if access.person is None:
        return access
    with open_database().read() as session:
        return access_of_person(session, access.person, access.from_where) or NOBODY


def may_do(action: Action, unit_code: str | None = None) -> bool:
    """Whether this reader may do something about a unit; without a unit: about any at all."""
    return may(reader(), action, unit_code) if unit_code else may_somewhere(reader(), action)
