"""Why a file can't be stored as it is, and what to do: mend it, or have what holds it back out of the way."""

from collections.abc import Sequence

import streamlit as st

from core.access.rules import Action
from core.ingest.issues import Issue, Severity
from core.ingest.pipeline import Preview
from ui.components.choices_panel import ambiguities
from ui.components.notices import administrators_to_ask
from ui.drafts import SCREEN
from ui.navigation import path_of
from ui.reader import may_do


def say_blocked(found: Preview) -> None:
    errors = found.of(Severity.ERROR)
    held = [issue for issue in errors if issue.is_held_back]
    if len(held) < len(errors):
        fix = "Hãy chọn cách đọc số ở trên, hoặc sửa" if ambiguities(found) else "Hãy sửa"
        st.error(f"Chưa lưu gì. {fix} các chỗ nêu trên trong tệp rồi nộp lại cả tệp.", icon=":material/block:")
    if held:
        _say_held(held)


def _say_held(held: Sequence[Issue]) -> None:
    """Nothing is to be mended in these rows."""
    codes = {issue.code for issue in held}
    closed = "period_closed" in codes
    said = [*([_closed()] if closed else []), *([_WAITING] if "waiting_draft" in codes else [])]
    st.warning(f"Chưa lưu gì. {' '.join(said)}", icon=":material/lock_clock:")
    if not closed or may_do(Action.LOCK):
        st.page_link(path_of(SCREEN), label="Đi tới Duyệt và chốt sổ", icon=":material/arrow_forward:")


_WAITING = (
    "Có dòng đang có số liệu chờ duyệt, không phải sửa tệp: thu hồi lô đang chờ hoặc đợi tỉnh duyệt, rồi nộp lại chính"
    " tệp này."
)


def _closed() -> str:
    said = "Có dòng thuộc kỳ đã chốt sổ, không phải sửa tệp:"
    if may_do(Action.LOCK):
        return f"{said} mở sổ, nộp lại chính tệp này, rồi chốt sổ lại; hoặc bỏ các dòng ấy khỏi tệp."
    ask = administrators_to_ask("Cần mở sổ")
    return f"{said} đợi mở sổ rồi nộp lại chính tệp này, hoặc bỏ các dòng ấy khỏi tệp. {ask}"
