"""Who looks at this run of a screen, and what they may see: looked up anew on every run, so a change counts at once.

Where nobody signs in (one office PC) it is the person at the keyboard. Components ask `may_do`; what is stored is
held to the same rules again where it is stored.
"""

import streamlit as st

from core.access.keyboard import THIS_MACHINE, at_the_keyboard
from core.access.rules import NOBODY, Access, Action, may, may_somewhere

_READER = "_reader"


def begin_run() -> Access:
    """Look up who this is; called once per run, by ui/main.py, before anything is read."""
    st.session_state[_READER] = at_the_keyboard(THIS_MACHINE)
    return reader()


def reader() -> Access:
    """Nobody in particular, who may do nothing, where no run has begun."""
    found: Access = st.session_state.get(_READER, NOBODY)
    return found


def may_do(action: Action, unit_code: str | None = None) -> bool:
    """Whether this reader may do something about a unit; without a unit: about any at all."""
    return may(reader(), action, unit_code) if unit_code else may_somewhere(reader(), action)
