"""The shipped documents: what they are, every figure of their text with its section, and what they cite."""

from functools import cache

import pandas as pd
import streamlit as st

from core import formats
from core.access.rules import Action
from core.ingest.kinds import kinds
from core.reference import Document, Statement, documents, rows_of
from core.settings import DATA
from core.text import capitalised, slug
from ui.components.tables import Said, columns, table
from ui.reader import may_do

_SCREENS = {
    "poverty-plan": "bảng của phụ lục ở trang Giảm nghèo",
    "budget-plan": "kế hoạch vốn ở trang Ngân sách",
    "goal": "mục tiêu và nhiệm vụ ở trang Mục tiêu và nhiệm vụ",
}
_DUE = ":due"
_STATEMENTS = columns(
    section=("Mục", "text"),
    label=("Chỉ số", "text"),
    unit=("Đơn vị, như văn bản viết", "text"),
    value=("Giá trị in", "text"),
)
_CITATIONS = columns(
    cited=("Văn bản", "text"), issued_on=("Ngày", "day"), section=("Mục", "text"), subject=("Nội dung", "text")
)


def document_view() -> None:
    """Those of units whose figures the reader may see."""
    found = [document for document in documents() if may_do(Action.SEE_FIGURES, document.unit)]
    if not found:
        st.info("Chưa có văn bản nào của đơn vị trong phạm vi xem của bạn.", icon=":material/description:")
    for document in found:
        st.subheader(document.printed_number or "Kế hoạch không ghi số")
        issued = f"ngày {formats.day(document.issued_on)}" if document.issued_on else "không ghi ngày"
        st.markdown(f"{document.title}. {document.issuer}, {issued}.")
        where = "; ".join(said for kind, said in _SCREENS.items() if document.has(kind))
        st.caption(f"{capitalised(where)}. Dưới đây là các con số nằm trong lời văn, theo mục.")
        number, name = document.number, document.printed_number or "kế hoạch không ghi số"
        said, key = Said(f"Các con số của {name}"), f"td_lines_{slug(number)}"
        with st.container(key=key):
            table(_statements(document), _STATEMENTS, said, key=key, as_cards=False, files=False)
        if document.citations:
            with st.expander(f"Văn bản được dẫn ({len(document.citations)})"):
                cited = Said(f"Văn bản được {name} dẫn")
                table(_citations(document), _CITATIONS, cited, key=f"cited_{number}", files=False)


def _statements(document: Document) -> pd.DataFrame:
    rows = document.statements
    return pd.DataFrame(
        {
            "section": [row.section for row in rows],
            "unit": [row.printed_unit for row in rows],
            "label": [_label(row) for row in rows],
            "value": [_said(row.qualifier, row.printed_value) for row in rows],
        }
    )


def _citations(document: Document) -> pd.DataFrame:
    rows = document.citations
    return pd.DataFrame(
        {
            "cited": [row.cited for row in rows],
            "issued_on": [row.issued_on for row in rows],
            "section": [row.section for row in rows],
            "subject": [row.subject for row in rows],
        }
    )


@cache
def _measures() -> dict[str, str]:
    """What each stated figure is called: the headings of a plan's columns, then data/measures.csv."""
    columns = {key: column.header for kind in ("poverty-plan",) for key, column in kinds()[kind].by_key.items()}
    return {**columns, **{row["measure"]: row["label"] for row in rows_of(DATA / "measures.csv")}}


def _label(statement: Statement) -> str:
    """`allocated:2.1` → Kế hoạch vốn (triệu đồng): 2.1; `…:due` → …: thời hạn."""
    if statement.measure.endswith(_DUE):
        return f"{_measures()[statement.measure.removesuffix(_DUE)]}: thời hạn"
    measure, _, part = statement.measure.partition(":")
    return f"{_measures()[measure]}: {part}" if part else _measures()[measure]


def _said(qualifier: str, value: str) -> str:
    """`khoảng 150`, `trên 3.415`, `2 trở lên`, as the text has it."""
    words = (value, qualifier) if qualifier == "trở lên" else (qualifier, value)
    return " ".join(word for word in words if word)
