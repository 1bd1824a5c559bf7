"""How to report: a template with the rows on the screen, and where to send it."""

from collections.abc import Sequence

import streamlit as st

from core.access.rules import Action
from core.ingest.kinds import kinds
from core.ingest.templates.templates import TemplateRow, filled_template
from core.reports.goals import DutyRow, GoalRow
from core.reports.template_rows import duty_rows, goal_rows
from ui.filters import places
from ui.navigation import path_of
from ui.reader import may_do


def report_goals(rows: Sequence[GoalRow]) -> None:
    if not may_do(Action.UPLOAD):
        return
    with st.expander("Báo kết quả của mục tiêu", icon=":material/edit_note:"):
        st.markdown(
            "Tải mẫu (có sẵn mã các mục tiêu đang hiện ở trên), điền **Ngày số liệu** và **Giá trị**, xóa dòng chưa có"
            " kết quả, rồi nộp. Mục tiêu không nêu số: 1 là đạt, 0 là chưa. Số hộ và tỷ lệ hộ nghèo của bảng kế hoạch"
            " lấy từ kết quả giảm nghèo, không nộp ở đây."
        )
        _download("goal-progress", goal_rows(rows))


def report_duties(rows: Sequence[DutyRow]) -> None:
    if not may_do(Action.UPLOAD):
        return
    with st.expander("Báo một nhiệm vụ đã hoàn thành", icon=":material/edit_note:"):
        st.markdown(
            "Tải mẫu (có sẵn mã các nhiệm vụ đang hiện theo bộ lọc), giữ lại dòng đã làm, điền **Ngày hoàn thành**,"
            " xóa các dòng khác, rồi nộp. Hạn «trước ngày 15/06/2024» là đúng hạn nếu xong từ 14/06/2024 trở về trước."
        )
        _download("obligation-done", duty_rows(rows))


def _download(kind: str, rows: Sequence[TemplateRow]) -> None:
    st.download_button(
        f"Tải mẫu «{kinds()[kind].title}» ({len(rows)} dòng)",
        filled_template(kinds()[kind], places(), rows),
        file_name=f"mau-{kind}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"_report_{kind}",
        disabled=not rows,
    )
    st.page_link(path_of("nop-so-lieu"), label="Đi tới Nộp số liệu", icon=":material/arrow_forward:")
