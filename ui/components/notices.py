"""Honest empty states and the line that says where a screen's figures come from."""

from collections.abc import Iterable

import streamlit as st

from core.access.rules import Action
from core.places import Place
from core.settings import public_contact
from ui.components.plain_text import plain
from ui.navigation import path_of
from ui.reader import may_do, reader


def nothing_yet(message: str, what_to_do: str, screen: str = "nop-so-lieu", label: str = "Đi tới Nộp số liệu") -> None:
    """Never a zero for a missing figure: say what is missing and what to do about it, or who can do it."""
    with st.container(border=True):
        st.markdown(f"**{message}**")
        if not may_do(Action.UPLOAD):
            st.caption(whom_to_ask())
            return
        st.caption(what_to_do)
        st.page_link(path_of(screen), label=label, icon=":material/arrow_forward:")


def whom_to_ask() -> str:
    """For somebody who can't bring figures."""
    if reader().is_public:
        return f"Số liệu sẽ hiện ở đây khi được công bố. Cần hỏi thêm: {public_contact()}."
    return "Bạn chỉ được xem; hãy hỏi người nhập liệu của đơn vị, hoặc người quản trị của tỉnh."


def no_plan() -> None:
    nothing_yet(
        "Chưa có kế hoạch giảm nghèo nào của tỉnh này.",
        "Hãy nạp tệp kế hoạch giảm nghèo ở trang Nộp số liệu, hoặc chọn tỉnh khác.",
    )


def no_plan_for_unit(place: Place, plan: str) -> None:
    nothing_yet(
        f"Chưa có kế hoạch giao cho {place.full_name} ({plain(plan)}).",
        "Nếu huyện hoặc xã đã giao chỉ tiêu, hãy nạp tệp kế hoạch có dòng của đơn vị này.",
    )


def no_results(when: str) -> None:
    nothing_yet(
        f"Chưa có số liệu thực hiện {when}.",
        "Hãy tải mẫu, điền và nộp ở trang Nộp số liệu; số sẽ hiện ngay ở đây.",
    )


def source_line(sources: Iterable[str]) -> None:
    """One line under a screen's figures: documents with sections, batches with files."""
    said = "; ".join(dict.fromkeys(plain(source) for source in sources if source))
    st.caption(f"Nguồn: {said}." if said else "Chưa có nguồn số liệu.")
