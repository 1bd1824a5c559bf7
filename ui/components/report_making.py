"""Making a report: one click, and the file is taken along; it is kept, with the moment its figures are of."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from core import formats
from core.errors import TienDoError
from core.official_report.archive import make_and_keep, now_pinned
from core.official_report.request import ReportRequest
from ui import markup
from ui.components.plain_text import plain
from ui.components.report_choice import ReportChoice
from ui.filters import Chosen
from ui.frame.report_files import PATH
from ui.reader import acting
from ui.reads import begin_run, database

_JUST_MADE = "_report_just_made"
_ENDINGS = ((".docx", "Lập báo cáo Word", ":material/description:"), (".xlsx", "Lập bảng Excel", ":material/table:"))


@dataclass(frozen=True)
class _Made:
    """What the last click made: the report's number and the moment of its figures; None and why not."""

    choice: ReportChoice
    number: int | None
    said: str


def file_address(number: int) -> str:
    return f"./{PATH}/{number}"


def making_buttons(choice: ReportChoice, chosen: Chosen) -> None:
    with st.container(horizontal=True, key="report_buttons"):
        for ending, label, icon in _ENDINGS:
            kind: Literal["primary", "secondary"] = "primary" if ending == ".docx" else "secondary"
            asked = (choice, chosen, ending)
            st.button(label, icon=icon, type=kind, key=f"_make{ending}", on_click=_make, args=asked)
    with st.container():
        _say_made(choice)


def _make(choice: ReportChoice, chosen: Chosen, ending: str) -> None:
    """Before the screen is drawn: another click meanwhile ends a run where it draws, not here."""
    source = database()
    try:
        moment = chosen.known_at or now_pinned(source)
        request = ReportRequest(choice.plan, choice.place.code, choice.period, moment, chosen.seen_in)
        number, _ = make_and_keep(source, request, ending, acting())
        st.session_state[_JUST_MADE] = _Made(choice, number, formats.moment(moment))
    except TienDoError as error:
        st.session_state[_JUST_MADE] = _Made(choice, None, str(error))
    begin_run()


def _say_made(choice: ReportChoice) -> None:
    made: _Made | None = st.session_state.get(_JUST_MADE)
    if made is None or made.choice != choice:
        return
    if made.number is None:
        st.error(plain(made.said))
        return
    link = markup.element("a", "Tải lại tệp", href=file_address(made.number), download="", class_="td-take-along")
    said = markup.text(f"Đã lập báo cáo số {made.number}, từ số liệu như đã biết lúc {made.said}. ")
    st.html(markup.element("p", said + link, class_="td-made", role="status"))
