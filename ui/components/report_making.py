"""Making a report: one click, and the file is taken along; it is kept, with the moment its figures are of."""

import streamlit as st

from core import formats
from core.errors import TienDoError
from core.ingest.pipeline import this_user
from core.official_report.archive import make_and_keep, now_pinned
from core.official_report.request import ReportRequest
from ui import markup
from ui.components.plain_text import plain
from ui.components.report_choice import ReportChoice
from ui.filters import Chosen
from ui.frame.report_files import PATH
from ui.reads import database

_JUST_MADE = "_report_just_made"
_ENDINGS = ((".docx", "Lập báo cáo Word", ":material/description:"), (".xlsx", "Lập bảng Excel", ":material/table:"))


def file_address(number: int) -> str:
    return f"./{PATH}/{number}"


def making_buttons(choice: ReportChoice, chosen: Chosen) -> None:
    with st.container(horizontal=True, key="report_buttons"):
        for ending, label, icon in _ENDINGS:
            if st.button(label, icon=icon, type="primary" if ending == ".docx" else "secondary", key=f"_make{ending}"):
                _make(choice, chosen, ending)
    with st.container():
        _say_made(choice)


def _make(choice: ReportChoice, chosen: Chosen, ending: str) -> None:
    source = database()
    try:
        with st.spinner("Đang lập báo cáo…"):
            moment = chosen.known_at or now_pinned(source)
            request = ReportRequest(choice.plan, choice.place.code, choice.period, moment)
            number, _ = make_and_keep(source, request, ending, this_user())
    except TienDoError as error:
        st.error(plain(str(error)))
        return
    st.session_state[_JUST_MADE] = (choice, number, formats.moment(moment))
    st.rerun()


def _say_made(choice: ReportChoice) -> None:
    made = st.session_state.get(_JUST_MADE)
    if made is None or made[0] != choice:
        return
    _, number, moment = made
    link = markup.element("a", "Tải lại tệp", href=file_address(number), download="", class_="td-take-along")
    said = markup.text(f"Đã lập báo cáo số {number}, từ số liệu như đã biết lúc {moment}. ")
    st.html(markup.element("p", said + link, class_="td-made", role="status"))
