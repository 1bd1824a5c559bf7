"""The goals as one table, the duties by agency."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.reports.goal_frames import AgencyDuties, by_agency, goal_frame
from core.reports.goals import DutyRow, GoalRow
from core.rules.goals import DutyState
from core.wording_goals import counts_said, due_said, duty_words, time_said
from ui.components.plain_text import plain
from ui.components.tables import reading_table

_COLUMNS = {
    "title": ("Mục tiêu", "text"),
    "unit": ("Đơn vị", "text"),
    "state": ("Trạng thái", "goal_state"),
    "target": ("Chỉ tiêu", "text"),
    "latest": ("Giá trị mới nhất", "text"),
    "source": ("Ngày, nguồn của giá trị", "text"),
    "due": ("Hạn", "day"),
    "document": ("Văn bản, mục", "text"),
}


def goal_table(rows: Sequence[GoalRow]) -> None:
    """One row per goal; a missing value is a dash, never 0."""
    if not rows:
        st.info("Không có mục tiêu nào như đã lọc.", icon=":material/filter_alt_off:")
        return
    reading_table(goal_frame(rows), _COLUMNS)


def duty_groups(rows: Sequence[DutyRow], today: date) -> None:
    """One fold per agency, open where a deadline is open: overdue and next deadlines first."""
    if not rows:
        st.info("Không có nhiệm vụ nào như đã lọc.", icon=":material/filter_alt_off:")
    for group in by_agency(rows):
        with st.expander(_heading(group), expanded=group.next_due is not None):
            st.markdown("\n".join(_item(duty, today) for duty in group.duties))


def _heading(group: AgencyDuties) -> str:
    states = [duty.state for duty in group.duties]
    return f"{plain(group.agency)} — {counts_said(duty_words(), states)}"


def _item(duty: DutyRow, today: date) -> str:
    word = duty_words()[duty.state]
    shown = f':color[**{word.shown}**]{{foreground="{word.colour}"}}'
    facts = [time_said(duty, today), due_said(duty) if duty.due else "", duty.recurs or ""]
    said = " · ".join([shown, *(plain(fact) for fact in facts if fact)])
    section = f", mục {duty.source}" if duty.source else ""
    below = f"{duty.plan_number}{section} · mã {duty.obligation}"
    note = f" · ghi chú: {duty.note}" if duty.note and duty.state in (DutyState.DONE, DutyState.LATE) else ""
    return f"- {said}  \n  {plain(duty.title)}  \n  :small[:gray[{plain(below + note)}]]"
