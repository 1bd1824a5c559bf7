"""All remarks on a file at once: where, what, why, what to do."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.ingest.issues import Issue, Severity
from core.ingest.pipeline import Preview

_HEADINGS = {
    Severity.ERROR: ("Phải sửa trước khi nộp", ":material/error:"),
    Severity.QUESTION: ("Cần giải thích", ":material/help:"),
    Severity.NOTE: ("Ghi chú về cách đọc tệp", ":material/info:"),
}
_MOST_SHOWN = 500
# Reasons and remedies are sentences: rows high enough for three lines of them.
_ROW_PX = 76
_WIDTHS = {"Dòng": 60, "Cột": 130, "Giá trị": 110, "Vì sao": 380, "Cần làm gì": 320}


def issue_tables(found: Preview) -> None:
    for severity in Severity:
        issues = found.of(severity)
        if not issues:
            continue
        heading, icon = _HEADINGS[severity]
        with st.expander(f"{heading} ({len(issues)})", expanded=severity is not Severity.NOTE, icon=icon):
            st.dataframe(
                _frame(issues[:_MOST_SHOWN]),
                hide_index=True,
                width="stretch",
                row_height=_ROW_PX,
                column_config={heading: st.column_config.Column(width=width) for heading, width in _WIDTHS.items()},
            )
            if len(issues) > _MOST_SHOWN:
                st.caption(f"Đang hiện {_MOST_SHOWN} trong {len(issues)} chỗ; sửa xong nộp lại sẽ thấy phần còn lại.")


def _frame(issues: Sequence[Issue]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Dòng": [str(issue.row or "") for issue in issues],
            "Cột": [issue.column or "" for issue in issues],
            "Giá trị": [issue.value or "" for issue in issues],
            "Vì sao": [issue.reason for issue in issues],
            "Cần làm gì": [issue.remedy for issue in issues],
        }
    )
