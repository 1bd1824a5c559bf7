"""The shipped documents: what they are, and every figure of their text with its section."""

import pandas as pd
import streamlit as st

from core import formats
from core.ingest.kinds import kinds
from core.reference import Document, documents

_MEASURES = {"indigenous_rate_reduction": "Tỷ lệ hộ nghèo DTTS tại chỗ dự kiến giảm (chưa có số gốc)"}


def document_view() -> None:
    for document in documents():
        issued = formats.day(document.issued_on)
        st.subheader(document.number)
        st.markdown(f"{document.title}. {document.issuer}, ngày {issued}.")
        st.caption("Bảng của phụ lục ở trang Giảm nghèo; dưới đây là các con số nằm trong lời văn, theo mục.")
        st.dataframe(_statements(document), hide_index=True, width="stretch", key=f"_text_{document.number}")


def _statements(document: Document) -> pd.DataFrame:
    columns = {key: column for file in document.files for key, column in kinds()[file.kind].by_key.items()}
    rows = document.statements
    return pd.DataFrame(
        {
            "Mục": [row.section for row in rows],
            "Đơn vị, như văn bản viết": [row.printed_unit for row in rows],
            "Chỉ số": [
                columns[row.measure].header if row.measure in columns else _MEASURES[row.measure] for row in rows
            ],
            "Giá trị in": [" ".join(_said(row.qualifier, row.printed_value)) for row in rows],
        }
    )


def _said(qualifier: str, value: str) -> tuple[str, ...]:
    """`khoảng 150`, `trên 3.415`, `2 trở lên`, as the text has it."""
    if not qualifier:
        return (value,)
    return (value, qualifier) if qualifier == "trở lên" else (qualifier, value)
