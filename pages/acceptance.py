"""Duyệt và chốt sổ: drafts that wait, what became of others, periods that are closed."""

import streamlit as st

from ui.components.acceptance_decided import decided_drafts
from ui.components.acceptance_drafts import waiting_drafts
from ui.components.acceptance_periods import closed_periods

st.title("Duyệt và chốt sổ")
st.markdown(
    "Số liệu huyện, xã nộp chờ tỉnh duyệt rồi mới có hiệu lực. Kỳ đã chốt sổ thì không ai thêm, sửa, thu hồi số liệu"
    " của kỳ ấy được nữa, cho tới khi mở sổ."
)
st.subheader("Số liệu chờ duyệt")
waiting_drafts()
st.subheader("Đã duyệt, trả lại, thu hồi gần đây")
decided_drafts()
st.subheader("Các kỳ đã chốt sổ")
closed_periods()
