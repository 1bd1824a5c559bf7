"""What became of the last change of somebody's access; stays in sight until the next one."""

from collections.abc import Callable

import streamlit as st

from core.errors import TienDoError
from ui.components.plain_text import plain

_SAID = "_access_said"


def show_result() -> None:
    if said := st.session_state.get(_SAID):
        st.success(said, icon=":material/check:")


def do(change: Callable[[], object], said: str) -> bool:
    """Make a change; True when it was made. A refusal is said where it was clicked, and nothing has changed."""
    try:
        change()
    except TienDoError as refused:
        st.session_state.pop(_SAID, None)
        st.error(plain(str(refused)), icon=":material/block:")
        return False
    st.session_state[_SAID] = plain(said)
    return True
