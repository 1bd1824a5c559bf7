"""What became of the last click on the screen «Duyệt và chốt sổ»: said once, above what it changed."""

from collections.abc import Callable

import streamlit as st

from core.errors import TienDoError
from ui.components.plain_text import plain

_SAID = "_acceptance_said"
DRAFTS, PERIODS = "drafts", "periods"


def done(work: Callable[[], object], said: str, part: str = DRAFTS) -> bool:
    """Do it; a refusal is said where it was clicked, and then nothing has changed. `part`: of the screen."""
    try:
        work()
    except TienDoError as refused:
        st.warning(plain(str(refused)), icon=":material/block:")
        return False
    st.session_state[_SAID] = (part, said)
    return True


def say_done(part: str = DRAFTS) -> None:
    """In the part of the screen where it was clicked."""
    where, said = st.session_state.get(_SAID, ("", ""))
    if where == part:
        del st.session_state[_SAID]
        st.success(plain(said), icon=":material/check:")
