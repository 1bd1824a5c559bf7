"""Nguồn và kiểm tra: the documents, what was loaded when, every figure's history, and what the audit says."""

import streamlit as st

from ui.components.audit_list import audit_list
from ui.components.batch_list import all_batches
from ui.components.document_view import document_view
from ui.components.figure_history import figure_history
from ui.components.linked import linked_tabs
from ui.filters import current
from ui.reads import read

st.title("Nguồn và kiểm tra")
st.markdown("Mỗi con số đi về văn bản, tệp và dòng của nó; những chỗ không khớp được nêu cả hai vế.")

# A link may name a tab: ?the=cac-lan-nap-so-lieu
documents_tab, batches_tab, history_tab, audit_tab = linked_tabs(
    "the",
    ["Văn bản", "Các lần nạp số liệu", "Lịch sử số liệu", "Kiểm tra"],
    forgets=["lo", "loai", "noi-dung", "chi-so"],
)
if documents_tab.open:
    with documents_tab:
        document_view()
if batches_tab.open:
    with batches_tab:
        all_batches()
if history_tab.open:
    with history_tab:
        figure_history(current())
if audit_tab.open:
    with audit_tab:
        audit_list(read("audit"))
