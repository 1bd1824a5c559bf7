"""Nộp số liệu: template, upload, what will change, confirm, take back."""

import streamlit as st

from ui.components.batch_list import my_batches
from ui.components.returned_files import say_returned
from ui.components.template_panel import template_panel
from ui.components.upload_panel import upload_panel
from ui.filters import current

st.title("Nộp số liệu")
st.markdown("Ba bước: tải mẫu và điền; nộp tệp và xem điều gì sẽ thay đổi; xác nhận. Nộp nhầm thì thu hồi.")
chosen = current().now
say_returned()

st.subheader("1. Tải mẫu")
template_panel(chosen)

st.subheader("2. Nộp tệp")
upload_panel()

st.subheader("Các lần nộp gần đây")
my_batches(limit=5)
