"""The audit's findings, unexplained first, each with both sides and its source."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core import formats
from core.audit import Finding
from ui.components.tables import Column, Said, columns, table

_MOST_SHOWN = 100
_WEIGHTS = {"error": "Sai", "question": "Cần xem", "rounding": "Làm tròn"}
_COLUMNS = columns(
    message=("Chỗ không khớp", "text"),
    weight=("Mức", "text"),
    left=Column("Ghi là", group="Hai vế"),
    right=Column("Đối chiếu", group="Hai vế"),
    source=("Nguồn", "text"),
    explanation=("Giải thích", "text"),
)


def audit_list(findings: Sequence[Finding]) -> None:
    """Of everything that is loaded, whatever unit is chosen: a contradiction often stands between two units."""
    st.caption("Kiểm tra mọi kế hoạch và số liệu đã nạp của mọi đơn vị, không theo đơn vị, kỳ đang chọn ở thanh lọc.")
    open_ones = [finding for finding in findings if not finding.explanation]
    if not findings:
        st.success("Đã tính lại mọi con số: không có chỗ nào không khớp.", icon=":material/check_circle:")
        return
    counts = f"{formats.count(len(findings))} chỗ không khớp, {formats.count(len(open_ones))} chỗ chưa giải thích"
    (st.warning if open_ones else st.success)(f"Đã tính lại mọi con số: {counts}.")
    shown = [*open_ones, *(finding for finding in findings if finding.explanation)][:_MOST_SHOWN]
    with st.container(key="td_words_audit"):
        table(_frame(shown), _COLUMNS, Said("Những chỗ không khớp"), key="audit")
    if len(findings) > _MOST_SHOWN:
        st.caption(
            f"Đang hiện {_MOST_SHOWN} trong {formats.count(len(findings))} chỗ; dòng lệnh `python -m core audit` nêu"
            " tất cả."
        )


def _frame(findings: Sequence[Finding]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "message": [finding.message for finding in findings],
            "weight": [_WEIGHTS[finding.weight.value] for finding in findings],
            "left": [finding.left for finding in findings],
            "right": [finding.right for finding in findings],
            "source": [_source(finding) for finding in findings],
            "explanation": [finding.explanation or "Chưa giải thích" for finding in findings],
        }
    )


def _source(finding: Finding) -> str:
    return finding.source if finding.document in finding.source else f"{finding.document}: {finding.source}"
