"""One click takes a batch back; a refusal is said where it was clicked."""

import streamlit as st

from core.errors import TienDoError
from core.ingest.pipeline import this_user, undo
from ui.reads import database

_SAID = "_undo_said"


def undo_button(batch: int, key: str) -> bool:
    """True when the batch was taken back on this click."""
    if not st.button(f"Thu hồi lô {batch}", key=key, icon=":material/undo:"):
        return False
    try:
        undo(database(), batch, this_user())
    except TienDoError as refused:
        st.warning(str(refused), icon=":material/block:")
        return False
    st.session_state[_SAID] = f"Đã thu hồi lô {batch}: số liệu trước đó lại có hiệu lực ở mọi màn hình."
    return True


def say_undone() -> None:
    """The result of the last click, once."""
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/undo:")
