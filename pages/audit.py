"""Kiểm tra: each contradiction with both sides and both sources."""

import streamlit as st

from ui.components.audit_list import audit_list
from ui.components.beside import audited, say_audited
from ui.filters import current
from ui.reads import read

st.title("Kiểm tra")
st.markdown(
    "Mọi con số của kế hoạch và số liệu đã nạp được tính lại; chỗ nào không khớp thì nêu cả hai vế và nguồn của mỗi vế."
    " Không sửa số nào."
)
asked = audited(current())
say_audited(asked, current())
audit_list(read("audit", asked))
