"""The file that somebody is looking at is in memory only while it is looked at.

Streamlit itself keeps what a browser sent until the session ends, and what a screen remembers until the same.
"""

from secrets import randbits
from typing import cast

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.reconnected import files_gone

SCREEN = "nop-so-lieu"
# What screens remember of a file, with its bytes: how it was read, and the copy with remarks beside its rows.
SEEN, REMARKED = "_upload_seen", "_remarks_made"
# The button that stores the file.
CONFIRM = "_upload_confirm"
_SENT, _KEPT = "_upload_sent", "_upload_kept"
_LOST = "_upload_lost"
LOST = (
    "Kết nối với máy chủ vừa được nối lại, nên tệp bạn đã chọn ({names}) không còn trong bộ nhớ của máy chủ. Hãy chọn"
    " lại tệp. Nếu trước đó bạn đã bấm Xác nhận và tệp đã kịp lưu, chương trình sẽ báo không có gì thay đổi."
)


def begin_run(screen: str) -> None:
    """On another screen than the one of uploads nothing is held."""
    if gone := files_gone():
        st.session_state[_LOST] = gone
    if screen != SCREEN:
        let_go()
        st.session_state[_LOST] = ()


def lost() -> tuple[str, ...]:
    """Names of the files that were chosen at a process that is gone; until another one is chosen."""
    names: tuple[str, ...] = st.session_state.get(_LOST, ())
    return names


def waits_to_be_stored() -> bool:
    """In this run somebody pressed the button that stores the file, or the screen failed before; it is not stored."""
    seen = st.session_state.get(SEEN)
    return seen is not None and seen.outcome is None and bool(st.session_state.get(CONFIRM) or kept())


def keep_on_failure() -> None:
    """A screen that failed takes the uploader from the page, and with it the browser forgets which file was chosen."""
    if SEEN in st.session_state:
        st.session_state[_KEPT] = True


def kept() -> bool:
    """The file that was looked at before the screen failed is still the one, until another is chosen."""
    return bool(st.session_state.get(_KEPT)) and SEEN in st.session_state


def first_turn() -> int:
    """The number of a session's first uploader: where a file was lost, one that the page does not show already."""
    return 1 + randbits(30) if lost() else 0


def hold(file_id: str) -> None:
    """Remember which file the browser sent; the one before it goes."""
    if st.session_state.get(_SENT) != file_id:
        let_go()
        st.session_state[_SENT], st.session_state[_LOST] = file_id, ()


def let_go() -> None:
    """All that is held of the file leaves memory."""
    for remembered in (SEEN, REMARKED, _KEPT):
        st.session_state.pop(remembered, None)
    sent, run = st.session_state.pop(_SENT, None), get_script_run_ctx()
    if sent and run:
        cast(MemoryUploadedFileManager, run.uploaded_file_mgr).remove_file(run.session_id, sent)
