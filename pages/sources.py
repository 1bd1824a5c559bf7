"""Nguồn và lịch sử: the documents, what was loaded when, every figure's history."""

import streamlit as st

from ui.components.audit_list import follow_old_link
from ui.components.batch_list import all_batches
from ui.components.document_view import document_view
from ui.components.figure_history import figure_history
from ui.components.linked import linked_tabs
from ui.filters import current

follow_old_link()
st.title("Nguồn và lịch sử")
st.markdown("Mỗi con số đi về văn bản, tệp và dòng của nó.")

# A link may name a tab: ?the=cac-lan-nap-so-lieu
documents_tab, batches_tab, history_tab = linked_tabs(
    "the",
    ["Văn bản", "Các lần nạp số liệu", "Lịch sử số liệu"],
    forgets=["lo", "trang", "loai", "noi-dung", "chi-so"],
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
