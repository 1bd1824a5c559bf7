"""The goals as one table, the duties by agency."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core import formats
from core.provenance import keys
from core.reports.goal_frames import AgencyDuties, by_agency, goal_frame
from core.reports.goals import DutyRow, GoalRow
from core.rules.goals import DutyState
from core.wording_goals import counts_said, due_said, duty_words, time_said
from ui import markup
from ui.components.tables import Column, Said, columns, table
from ui.links import origin_of_figure

GOAL_COLUMNS = columns(
    title=("Mục tiêu", "text"),
    unit=("Đơn vị", "text"),
    state=("Trạng thái", "goal_state"),
    target=Column("Mức", group="Chỉ tiêu"),
    due=Column("Hạn", "day", group="Chỉ tiêu"),
    latest=Column("Giá trị", group="Mới nhất", link="origin"),
    as_of=Column("Ngày", "day", group="Mới nhất"),
    document=("Văn bản, mục", "text"),
)


def goal_table(rows: Sequence[GoalRow], today: date) -> None:
    """One row per goal; a missing value is a dash, never 0; a value leads to where it is from."""
    if not rows:
        st.info("Không có mục tiêu nào như đã lọc.", icon=":material/filter_alt_off:")
        return
    said = Said("Mục tiêu của các kế hoạch", f"ngày {formats.day(today)}", "các kế hoạch đã nạp")
    table(with_origins(rows), GOAL_COLUMNS, said, key="goals")


def with_origins(rows: Sequence[GoalRow]) -> pd.DataFrame:
    """A goal without a value has no day and nothing to be explained."""
    days = [row.as_of if row.latest is not None else None for row in rows]
    origins = [origin_of_figure(str(keys.of_goal(row))) if row.latest is not None else None for row in rows]
    return goal_frame(rows).assign(as_of=pd.Series(days, dtype="object"), origin=pd.Series(origins, dtype="object"))


def duty_groups(rows: Sequence[DutyRow], today: date) -> None:
    """One fold per agency, open where a deadline is open: overdue and next deadlines first."""
    if not rows:
        st.info("Không có nhiệm vụ nào như đã lọc.", icon=":material/filter_alt_off:")
        return
    st.html("".join(_group(group, today) for group in by_agency(rows)))


def _group(group: AgencyDuties, today: date) -> str:
    states = [duty.state for duty in group.duties]
    heading = f"<b>{markup.text(group.agency)}</b> — {markup.text(counts_said(duty_words(), states))}"
    items = markup.element("ul", "".join(_item(duty, today) for duty in group.duties), class_="td-list")
    inner = markup.element("summary", heading) + items
    return markup.element("details", inner, class_="td-fold", open=None if group.next_due is None else "")


def _item(duty: DutyRow, today: date) -> str:
    facts = [time_said(duty, today), due_said(duty) if duty.due else "", duty.recurs or ""]
    said = " · ".join([markup.state(duty_words()[duty.state]), *(markup.text(fact) for fact in facts if fact)])
    section = f", mục {duty.source}" if duty.source else ""
    note = f" · ghi chú: {duty.note}" if duty.note and duty.state in (DutyState.DONE, DutyState.LATE) else ""
    below = f"{duty.plan_number}{section} · mã {duty.obligation}{note}"
    small = markup.element("span", markup.text(below), class_="td-below")
    return markup.element("li", f"{said}<br>{markup.text(duty.title)}<br>{small}")
