"""What became of drafts: accepted, returned with the reason, or taken back by the unit itself."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.ingest.kinds import kinds
from core.reports.drafts import Draft
from ui.components.batch_list import batch_view
from ui.components.notices import nothing_seen
from ui.components.tables import Column, Said, columns, table
from ui.reads import read

_COLUMNS = columns(
    batch=Column("Lô", link="link"),
    state=("Trạng thái", "text"),
    reason=("Lý do trả lại", "text"),
    unit=("Đơn vị", "text"),
    kind=("Loại", "text"),
    file=("Tệp", "text"),
    by=Column("Người", group="Nộp"),
    at=Column("Lúc", "moment", group="Nộp"),
    decided_by=Column("Người", group="Quyết định"),
    decided_at=Column("Lúc", "moment", group="Quyết định"),
)


def decided_drafts() -> None:
    rows: list[Draft] = read("drafts-decided")
    if not rows:
        st.caption(nothing_seen("Chưa có lô nào được duyệt hay trả lại"))
        return
    table(_frame(rows), _COLUMNS, Said("Số liệu đã duyệt, trả lại, thu hồi"), key="acceptance_decided")


def _frame(rows: Sequence[Draft]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "batch": [str(row.id) for row in rows],
            "link": [batch_view(row.id) for row in rows],
            "state": [row.state for row in rows],
            "reason": pd.Series([row.returned_reason for row in rows], dtype=object),
            "unit": [row.unit for row in rows],
            "kind": [kinds()[row.kind].title for row in rows],
            "file": [row.file_name for row in rows],
            "by": [row.committed_by for row in rows],
            "at": [row.committed_at for row in rows],
            "decided_by": pd.Series([row.decided_by for row in rows], dtype=object),
            "decided_at": [row.decided_at for row in rows],
        }
    )
