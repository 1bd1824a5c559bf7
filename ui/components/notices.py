"""Honest empty states and the line that says where a screen's figures come from."""

from collections.abc import Iterable

import streamlit as st

from core.places import Place
from ui.navigation import path_of


def nothing_yet(message: str, what_to_do: str, screen: str = "nop-so-lieu", label: str = "Đi tới Nộp số liệu") -> None:
    """Never a zero for a missing figure: say what is missing and what to do about it."""
    with st.container(border=True):
        st.markdown(f"**{message}**")
        st.caption(what_to_do)
        st.page_link(path_of(screen), label=label, icon=":material/arrow_forward:")


def no_plan() -> None:
    nothing_yet(
        "Chưa có kế hoạch giảm nghèo nào của tỉnh này.",
        "Hãy nạp tệp kế hoạch giảm nghèo ở trang Nộp số liệu, hoặc chọn tỉnh khác.",
    )


def no_plan_for_unit(place: Place, plan: str) -> None:
    nothing_yet(
        f"Chưa có kế hoạch giao cho {place.full_name} ({plan}).",
        "Nếu huyện hoặc xã đã giao chỉ tiêu, hãy nạp tệp kế hoạch có dòng của đơn vị này.",
    )


def no_results(when: str) -> None:
    nothing_yet(
        f"Chưa có số liệu thực hiện {when}.",
        "Hãy tải mẫu, điền và nộp ở trang Nộp số liệu; số sẽ hiện ngay ở đây.",
    )


def source_line(sources: Iterable[str]) -> None:
    """One line under a screen's figures: documents with sections, batches with files."""
    said = "; ".join(dict.fromkeys(source for source in sources if source))
    st.caption(f"Nguồn: {said}." if said else "Chưa có nguồn số liệu.")
