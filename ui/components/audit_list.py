"""The audit's findings: what is wrong in a sentence, both sides with both sources, and the explanation."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core import formats
from core.audit import Finding, Source
from core.audit.words import topic_of, weight_words
from core.table_files import TableFile
from core.wording_goals import plan_said
from ui import markup
from ui.components.audit_filters import chosen_findings
from ui.components.audit_sources import source_links, source_said
from ui.components.state_counts import state_legend
from ui.components.tables import Said, columns, table, take_along
from ui.filters import current
from ui.links import view
from ui.navigation import path_of

_MOST_SHOWN = 200
_SCREEN, _OLD_TAB = "kiem-tra", "kiem-tra"
_TITLE = "Những chỗ không khớp"
_UNEXPLAINED = "Chưa giải thích"
_COLUMNS = columns(
    what=("Chỗ không khớp", "html"),
    left=("Ghi là", "html"),
    right=("Đối chiếu với", "html"),
    explanation=("Giải thích", "text"),
)
_OF_FILES = {
    "weight": ("Mức", "text"),
    "topic": ("So sánh", "text"),
    "document": ("Văn bản", "text"),
    "unit": ("Đơn vị", "text"),
    "message": ("Chỗ không khớp", "text"),
    "left": ("Ghi là", "text"),
    "left_source": ("Nguồn của số ghi", "text"),
    "right": ("Đối chiếu với", "text"),
    "right_source": ("Nguồn đối chiếu", "text"),
    "explanation": ("Giải thích", "text"),
}
Findings = Sequence[Finding]


def audit_list(findings: Findings) -> None:
    """Of everything that is loaded, whatever unit is chosen, unless the link narrows it down."""
    if not findings:
        st.success("Đã tính lại mọi con số: không có chỗ nào không khớp.", icon=":material/check_circle:")
        return
    _headline(findings)
    shown = chosen_findings(findings)
    state_legend(weight_words())
    if not shown:
        st.info("Không có chỗ nào khớp với lựa chọn.")
        st.html(markup.element("p", markup.link("Xem mọi chỗ không khớp", view(_SCREEN, current().place))))
        return
    with st.container(key="td_words_audit"):
        table(_frame(shown[:_MOST_SHOWN]), _COLUMNS, Said(_TITLE), key="audit", files=False)
    if len(shown) > _MOST_SHOWN:
        st.caption(f"Đang hiện {_MOST_SHOWN} trong {formats.count(len(shown))} chỗ; tệp tải về có tất cả.")
    take_along(TableFile(file_frame(shown), _OF_FILES, _TITLE, "", ""), "audit")


def follow_old_link() -> None:
    """Links to the tab that this screen was until it became one of its own: the sources screen calls this first."""
    if st.query_params.get("the") == _OLD_TAB:
        kept = {name: said for name, said in st.query_params.items() if name != "the"}
        st.switch_page(path_of(_SCREEN), query_params=kept)


def _headline(findings: Findings) -> None:
    open_ones = [finding for finding in findings if not finding.explanation]
    said = [
        f"{formats.count(sum(finding.weight.value == weight for finding in findings))} {word.label.lower()}"
        for weight, word in weight_words().items()
    ]
    counts = f"{formats.count(len(findings))} chỗ không khớp ({', '.join(said)})"
    explained = f"{formats.count(len(open_ones))} chỗ chưa giải thích" if open_ones else "tất cả đã được giải thích"
    (st.warning if open_ones else st.success)(f"Đã tính lại mọi con số: {counts}; {explained}.")


def _frame(findings: Findings) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "what": [_what(finding) for finding in findings],
            "left": [_side(finding.left, finding.left_source) for finding in findings],
            "right": [_side(finding.right, finding.right_source) for finding in findings],
            "explanation": [finding.explanation or _UNEXPLAINED for finding in findings],
        }
    )


def _what(finding: Finding) -> str:
    topic = markup.element("span", markup.text(topic_of(finding)), class_="td-below")
    sentence = markup.element("div", markup.text(finding.message))
    return f"{markup.state(weight_words()[finding.weight.value])} {topic}{sentence}"


def _side(value: str, source: Source) -> str:
    where = markup.element("div", source_links(source), class_="td-below")
    return markup.element("div", markup.text(value), class_="td-side") + where


def file_frame(findings: Findings) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "weight": [weight_words()[finding.weight.value].label for finding in findings],
            "topic": [topic_of(finding) for finding in findings],
            "document": [plan_said(finding.document) if finding.document else None for finding in findings],
            "unit": [finding.unit or None for finding in findings],
            "message": [finding.message for finding in findings],
            "left": [finding.left for finding in findings],
            "left_source": [source_said(finding.left_source) for finding in findings],
            "right": [finding.right for finding in findings],
            "right_source": [source_said(finding.right_source) for finding in findings],
            "explanation": [finding.explanation or _UNEXPLAINED for finding in findings],
        }
    )
