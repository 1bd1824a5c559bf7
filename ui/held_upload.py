"""The file that somebody is looking at is in memory only while it is looked at.

Streamlit itself keeps what a browser sent until the session ends, and what a screen remembers until the same.
"""

from typing import cast

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

SCREEN = "nop-so-lieu"
# What screens remember of a file, with its bytes: how it was read, and the copy with remarks beside its rows.
SEEN, REMARKED = "_upload_seen", "_remarks_made"
_SENT = "_upload_sent"


def begin_run(screen: str) -> None:
    """On another screen than the one of uploads nothing is held."""
    if screen != SCREEN:
        let_go()


def hold(file_id: str) -> None:
    """Remember which file the browser sent; the one before it goes."""
    if st.session_state.get(_SENT) != file_id:
        let_go()
        st.session_state[_SENT] = file_id


def let_go() -> None:
    """All that is held of the file leaves memory."""
    for remembered in (SEEN, REMARKED):
        st.session_state.pop(remembered, None)
    sent, run = st.session_state.pop(_SENT, None), get_script_run_ctx()
    if sent and run:
        cast(MemoryUploadedFileManager, run.uploaded_file_mgr).remove_file(run.session_id, sent)
