"""The audit's findings, unexplained first, each with both sides and its source."""

from collections.abc import Sequence

import streamlit as st

from core.audit import Finding

_MOST_SHOWN = 100
_WEIGHTS = {"error": "Sai", "question": "Cần xem", "rounding": "Làm tròn"}


def audit_list(findings: Sequence[Finding]) -> None:
    open_ones = [finding for finding in findings if not finding.explanation]
    if not findings:
        st.success("Đã tính lại mọi con số: không có chỗ nào không khớp.", icon=":material/check_circle:")
        return
    said = f"Đã tính lại mọi con số: {len(findings)} chỗ không khớp, {len(open_ones)} chỗ chưa giải thích."
    (st.warning if open_ones else st.success)(said)
    for finding in [*open_ones, *(finding for finding in findings if finding.explanation)][:_MOST_SHOWN]:
        _card(finding)
    if len(findings) > _MOST_SHOWN:
        st.caption(f"Đang hiện {_MOST_SHOWN} trong {len(findings)} chỗ; dòng lệnh `python -m core audit` nêu tất cả.")


def _card(finding: Finding) -> None:
    with st.container(border=True):
        document = f" · {finding.document}" if finding.document else ""
        st.markdown(f"**{_WEIGHTS[finding.weight.value]}**{document} — {finding.message}")
        st.caption(
            f"Ghi là: {finding.left} ↔ đối chiếu: {finding.right}. Nguồn: {finding.source}."
            f" {'Giải thích: ' + finding.explanation if finding.explanation else 'Chưa giải thích.'}"
        )
