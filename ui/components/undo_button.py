"""Taking a batch back: what that does is said before it is done; a refusal is said where it was clicked."""

import streamlit as st

from core import formats
from core.closed_periods import ClosedPeriod
from core.errors import TienDoError
from core.ingest.pipeline import undo
from ui.components.plain_text import plain
from ui.reader import acting, reader
from ui.reads import database, read

_SAID = "_undo_said"
_NOTHING_STOOD = (
    "Lô đang chờ duyệt, chưa có hiệu lực ở đâu. Thu hồi thì lô không còn chờ duyệt; muốn gửi lại thì nộp lại tệp."
)


def undo_button(batch: int, new: int, changed: int, key: str, waits: bool = False) -> bool:
    """True when the batch, of so many new and changed rows, was taken back on this click. `waits`: it is a draft."""
    closed: ClosedPeriod | None = None if waits else read("batch-closing", batch)
    if closed:
        st.button(f"Thu hồi lô {batch}", icon=":material/undo:", key=f"{key}_closed", disabled=True)
        st.caption(f"Chưa thu hồi được: {closed.said}. {closed.remedy(reader())}", width="content")
        return False
    with st.popover(f"Thu hồi lô {batch}", icon=":material/undo:", key=f"{key}_ask"):
        st.markdown(_NOTHING_STOOD if waits else _what_happens(new, changed))
        if not st.button("Thu hồi", key=key, type="primary"):
            return False
        try:
            undo(database(), batch, acting())
        except TienDoError as refused:
            st.warning(plain(str(refused)), icon=":material/block:")
            return False
    became = "lô không còn chờ duyệt" if waits else "số liệu trước đó lại có hiệu lực ở mọi màn hình"
    st.session_state[_SAID] = f"Đã thu hồi lô {batch}: {became}."
    return True


def _what_happens(new: int, changed: int) -> str:
    parts = [
        f"{formats.count(changed)} dòng trở lại giá trị trước đó" if changed else "",
        f"{formats.count(new)} dòng mới không còn hiệu lực" if new else "",
    ]
    return f"{', '.join(part for part in parts if part)}; muốn có lại thì nộp lại tệp."


def say_undone() -> None:
    """The result of the last click, once."""
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/undo:")
