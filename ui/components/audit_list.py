"""The audit's findings, unexplained first, each with both sides and its source."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.audit import Finding

_WEIGHTS = {"error": "Sai", "question": "Cần xem", "rounding": "Làm tròn"}


def audit_list(findings: Sequence[Finding]) -> None:
    open_ones = [finding for finding in findings if not finding.explanation]
    if not findings:
        st.success("Đã tính lại mọi con số: không có chỗ nào không khớp.", icon=":material/check_circle:")
        return
    said = f"Đã tính lại mọi con số: {len(findings)} chỗ không khớp, {len(open_ones)} chỗ chưa giải thích."
    (st.warning if open_ones else st.success)(said)
    ordered = [*open_ones, *(finding for finding in findings if finding.explanation)]
    st.dataframe(_frame(ordered), hide_index=True, width="stretch", key="_audit_table", row_height=72)


def _frame(findings: Sequence[Finding]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Mức": [_WEIGHTS[finding.weight.value] for finding in findings],
            "Văn bản": [finding.document for finding in findings],
            "Chỗ không khớp": [finding.message for finding in findings],
            "Ghi là": [finding.left for finding in findings],
            "Tính ra / đối chiếu": [finding.right for finding in findings],
            "Nguồn": [finding.source for finding in findings],
            "Giải thích": [finding.explanation or "chưa giải thích" for finding in findings],
        }
    )
