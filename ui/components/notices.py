"""Honest empty states and the line that says where a screen's figures come from."""

from collections.abc import Collection, Iterable
from urllib.parse import quote

import streamlit as st

from core.access.people_seen import administrators_of
from core.access.rules import Action, may
from core.places import Place
from core.settings import public_contact
from ui.components.plain_text import plain
from ui.navigation import path_of
from ui.public import for_citizens
from ui.reader import may_do, reader
from ui.reads import database

_MOST_NAMED = 3


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


def nothing_seen(said: str, unit_code: str | None = None) -> str:
    """`said`: that there is none (of a unit, or of any); to who may not see all there is, only what they may know."""
    if may(reader(), Action.SEE_FILES, unit_code):
        return f"{said}."
    return f"{said} trong phạm vi bạn được xem. {'' if may_do(Action.GRANT) else administrators_to_ask()}".strip()


def administrators_to_ask(needed: str = "Cần xem thêm") -> str:
    """By name, in Markdown, for who needs more than their own access."""
    asked = administrators_of(database(), reader())[:_MOST_NAMED]
    named = " hoặc ".join(f"{plain(one.name)} ({_mail(one.email)})" for one in asked)
    return f"{needed} thì hỏi người quản trị{f': {named}' if named else ' của tỉnh'}."


def _mail(email: str) -> str:
    return f"[{plain(email)}](mailto:{quote(email, safe='@')})"


def no_plan() -> None:
    nothing_yet(
        "Chưa có kế hoạch giảm nghèo nào của tỉnh này.",
        "Hãy nạp tệp kế hoạch giảm nghèo ở trang Nộp số liệu, hoặc chọn tỉnh khác.",
    )


def no_plan_but_results() -> None:
    """Above results that are shown without a plan to compare them with."""
    said = "Chưa có kế hoạch giảm nghèo nào của tỉnh này nên chưa so được với kế hoạch; dưới đây là kết quả đã báo cáo."
    st.info(said, icon=":material/info:")


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


def no_results_of_year(year: int, when: str, results: Collection[object]) -> None:
    """Nothing to compare a plan's year with; `results` are those of other years."""
    if results:
        said = f"Chưa có số liệu thực hiện của năm {year} để so với kế hoạch."
        st.info(f"{said} Số liệu của năm khác xem ở trang Giảm nghèo.", icon=":material/info:")
        return
    no_results(when)


def source_line(sources: Iterable[str]) -> None:
    """One line under a screen's figures: documents with sections, batches with files."""
    said = "; ".join(dict.fromkeys(plain(for_citizens(source)) for source in sources if source))
    st.caption(f"Nguồn: {said}." if said else "Chưa có nguồn số liệu.")
