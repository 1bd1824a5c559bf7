"""Nhật ký: who did what, when, from where; for administrators only."""

import streamlit as st

from ui.components.journal_list import journal_list

st.title("Nhật ký")
st.markdown(
    "Mọi lần đăng nhập, tải tệp, nạp, duyệt, thu hồi, cấp quyền, chốt sổ, lập báo cáo và sao lưu. Chỉ ghi thêm, không"
    " sửa, không xóa được."
)
journal_list()
