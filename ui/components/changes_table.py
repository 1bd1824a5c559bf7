"""What changed since a moment: the figure then and now, and the import or the undoing behind it."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from core import formats
from core.ingest.kinds import kinds
from core.moments import said_moment
from core.reports.changes import Change, ChangesFilter
from ui.components.batch_list import batch_view
from ui.components.tables import Column, Columns, Said, columns, table
from ui.filters import Chosen
from ui.reads import read

# More lines than anyone reads on a screen; the rest are counted.
_MOST = 300


def changes_table(before: datetime, chosen: Chosen, key: str = "changes") -> None:
    """Of the chosen unit and all below it, up to the moment that is looked at."""
    asked = ChangesFilter(before, chosen.known_at, chosen.place.code if chosen.place else None, chosen.seen_in)
    found: list[Change] = read("changes", asked)
    since = f"từ {said_moment(before)} đến {said_moment(chosen.known_at) if chosen.known_at else 'nay'}"
    if not found:
        st.info(f"Không có số liệu nào thay đổi {since}.", icon=":material/check:")
        return
    shown = found[:_MOST]
    more = f" Bảng nêu {formats.count(_MOST)} số đầu." if len(found) > _MOST else ""
    st.caption(f"{formats.count(len(found))} số liệu thay đổi {since}.{more}")
    table(_frame(shown), _columns(chosen), Said("Số liệu đã thay đổi", since, "các lần nạp và thu hồi"), key=key)


def _columns(chosen: Chosen) -> Columns:
    return columns(
        unit=("Đơn vị", "text"),
        about=("Nội dung", "text"),
        figure=("Chỉ số", "text"),
        then=Column("Trước", group="Giá trị"),
        now=Column("Lúc đang xem" if chosen.known_at else "Hiện nay", group="Giá trị"),
        cause=Column("Do", link="batch_link", group="Thay đổi"),
        by=Column("Người", group="Thay đổi"),
        at=Column("Lúc", "moment", group="Thay đổi"),
    )


def _frame(found: Sequence[Change]) -> pd.DataFrame:
    causes = [one.cause for one in found]
    return pd.DataFrame(
        {
            "unit": [one.place.full_name if one.place else formats.MISSING for one in found],
            "about": [_about(one) for one in found],
            "figure": [one.figure for one in found],
            "then": [one.then_said for one in found],
            "now": [one.now_said for one in found],
            "cause": [cause.said if cause else None for cause in causes],
            "batch_link": [batch_view(cause.batch) if cause else None for cause in causes],
            "by": [cause.by if cause else None for cause in causes],
            "at": pd.Series([cause.at if cause else None for cause in causes], dtype=object),
        }
    )


def _about(one: Change) -> str:
    """`Kết quả giảm nghèo: 30/06/2024`, `Mục tiêu: Số xã đạt chuẩn (83/KH-UBND · xa-ntm)`."""
    title = kinds()[one.kind].title
    if one.subject:
        return f"{title}: {one.subject} ({one.period})"
    return f"{title}: {one.period}" if one.period else title
