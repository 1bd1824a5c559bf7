"""What became of the last click on the screen «Duyệt và chốt sổ»: said once, above what it changed."""

from collections.abc import Callable

import streamlit as st

from core.errors import TienDoError
from ui.components.plain_text import plain

_SAID = "_acceptance_said"


def done(work: Callable[[], object], said: str) -> bool:
    """Do it; a refusal is said where it was clicked, and then nothing has changed."""
    try:
        work()
    except TienDoError as refused:
        st.warning(plain(str(refused)), icon=":material/block:")
        return False
    st.session_state[_SAID] = said
    return True


def say_done() -> None:
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/check:")
