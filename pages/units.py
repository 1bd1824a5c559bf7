"""Tra cứu đơn vị: what became of a unit on 1 July 2025, by its old or new name; codes and names used again."""

import streamlit as st

from ui.components.unit_reused import reused_table
from ui.components.unit_search import unit_search

st.title("Tra cứu đơn vị")
st.markdown(
    "Từ ngày 1/7/2025 không còn cấp huyện, nhiều tỉnh và xã được sắp xếp lại; mã và tên cũ có khi nay chỉ địa bàn khác."
    " Tìm một đơn vị theo tên hoặc mã, cũ hay mới, để biết trước là gì, nay là gì."
)
unit_search()
reused_table()
