"""Tables of the screen «Nông thôn mới»."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import streamlit as st

from core import formats
from core.reports.criteria import SetStatus
from core.reports.rural_frames import (
    commune_frame,
    criterion_frame,
    decision_frame,
    history_frame,
    matrix_frame,
    road_frame,
    village_frame,
)
from core.reports.rural_views import RoadStep, VillageView
from core.wording_rural import criterion_states, signs_legend, unverified_note
from ui.components.plain_text import plain
from ui.components.tables import figures_table, reading_table

# A table with a width keeps its first column in sight while the others are moved sideways.
_WIDER_THAN_A_SCREEN = 3_000
_LINE = 26

_COMMUNES = {
    "unit": ("Xã", "text"),
    "reached": ("Đạt chuẩn", "text"),
    "met": ("Đạt", "count"),
    "nearly": ("Cơ bản đạt", "count"),
    "not_met": ("Chưa đạt", "count"),
    "not_assessed": ("Chưa đánh giá", "count"),
    "slipped": ("Tụt lại", "count"),
    "as_of": ("Đánh giá mới nhất", "day"),
    "recognised": ("Quyết định công nhận", "text"),
    "source": ("Nguồn", "text"),
}
_ROAD = {
    "goal": ("Xã và mức phải đạt", "text"),
    "now": ("Hiện nay", "text"),
    "left": ("Còn lại", "text"),
    "state": ("Trạng thái", "goal_state"),
    "source": ("Căn cứ của trạng thái", "text"),
    "section": ("Mục của kế hoạch", "text"),
}
_CRITERIA = {
    "criterion": ("Tiêu chí", "text"),
    "state": ("Kết quả", "text"),
    "as_of": ("Ngày đánh giá", "day"),
    "value": ("Giá trị", "text"),
    "evidence": ("Minh chứng", "text"),
    "source": ("Nguồn", "text"),
}
_HISTORY = {
    "criterion": ("Tiêu chí", "text"),
    "as_of": ("Ngày đánh giá", "day"),
    "state": ("Kết quả", "text"),
    "value": ("Giá trị", "text"),
    "evidence": ("Minh chứng", "text"),
    "source": ("Nguồn", "text"),
}
_DECISIONS = {
    "unit": ("Xã", "text"),
    "village": ("Thôn", "text"),
    "title": ("Danh hiệu", "text"),
    "decision": ("Số quyết định", "text"),
    "decided_on": ("Ngày quyết định", "day"),
    "source": ("Nguồn", "text"),
}
_VILLAGES = {
    "name": ("Thôn", "text"),
    "ethnic_area": ("Vùng đồng bào DTTS", "text"),
    "recognised": ("Công nhận thôn NTM", "text"),
    "area": ("Công nhận khu dân cư kiểu mẫu", "text"),
    "met": ("Tiêu chí đạt (bộ thôn NTM, 10 tiêu chí)", "count"),
    "source": ("Nguồn", "text"),
}


def commune_table(rows: Sequence[SetStatus]) -> None:
    figures_table(commune_frame(rows), _COMMUNES, key="_rural_communes")


def matrix(rows: Sequence[SetStatus]) -> None:
    """Criteria down, communes across, a sign in each cell; what the signs mean, and one note about the names."""
    frame = matrix_frame(rows).rename(index=_in_lines, columns=plain)
    st.table(frame.style.map(_cell_style), width=_WIDER_THAN_A_SCREEN, border="horizontal")
    st.caption(signs_legend())
    if rows and (note := unverified_note(rows[0].set)):
        st.caption(note)


def _in_lines(name: str) -> str:
    """A criterion's name on short lines: the first column stays narrow on a telephone."""
    return "  \n".join(wrap(plain(name), _LINE))


def _cell_style(cell: Any) -> str:
    shown = str(cell)
    colour = next(word.colour for word in criterion_states().values() if shown.startswith(word.symbol))
    return f"color: {colour}; font-weight: 700"


def road_table(steps: Sequence[RoadStep]) -> None:
    """One table per due date, the earliest first."""
    for due in dict.fromkeys(step.due for step in steps):
        st.markdown(f"**Đến ngày {formats.day(due)}**")
        reading_table(road_frame([step for step in steps if step.due == due]), _ROAD)


def criterion_table(row: SetStatus) -> None:
    reading_table(criterion_frame(row), _CRITERIA)
    st.caption(signs_legend())
    if note := unverified_note(row.set):
        st.caption(note)


def slipping_table(row: SetStatus) -> None:
    """Every assessment of the criteria that were đạt once and are not now."""
    if row.slipped:
        st.markdown(
            f"**Tiêu chí tụt lại: từng lần đánh giá** ({len(row.slipped)} tiêu chí trước đã đạt, nay không đạt)"
        )
        reading_table(history_frame(row.slipped), _HISTORY)


def decision_table(rows: Sequence[SetStatus]) -> None:
    frame = decision_frame(rows)
    if frame.empty:
        st.markdown("Chưa có quyết định công nhận nào được nộp.")
    else:
        reading_table(frame, _DECISIONS)


def village_table(views: Sequence[VillageView]) -> None:
    if views:
        reading_table(village_frame(views), _VILLAGES)
