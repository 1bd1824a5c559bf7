"""Nguồn và kiểm tra: the documents, what was loaded when, every figure's history, and what the audit says."""

import streamlit as st

from core.text import slug
from ui.components.audit_list import audit_list
from ui.components.batch_list import all_batches
from ui.components.document_view import document_view
from ui.components.figure_history import figure_history
from ui.filters import current
from ui.reads import read

st.title("Nguồn và kiểm tra")
st.markdown("Mỗi con số đi về văn bản, tệp và dòng của nó; những chỗ không khớp được nêu cả hai vế.")

TABS = ["Văn bản", "Các lần nạp số liệu", "Lịch sử số liệu", "Kiểm tra"]
# A link may name a tab: ?the=cac-lan-nap-so-lieu
asked = next((tab for tab in TABS if slug(tab) == st.query_params.get("the")), None)
documents_tab, batches_tab, history_tab, audit_tab = st.tabs(TABS, default=asked)
with documents_tab:
    document_view()
with batches_tab:
    all_batches()
with history_tab:
    figure_history(current())
with audit_tab:
    audit_list(read("audit"))
