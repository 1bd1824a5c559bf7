"""The one place where unhandled errors end: a sentence with an id for the person, the details in the log."""

import logging
import secrets

import streamlit as st

_log = logging.getLogger("tien_do.errors")


def show(error: Exception) -> bool:
    """Tell the person what to do and to quote the id; True means Streamlit shows nothing of its own."""
    number = secrets.token_hex(4)
    _log.error("error %s", number, exc_info=error)
    st.error(
        f"Có lỗi ngoài dự kiến (mã **{number}**). Số liệu đã lưu không bị ảnh hưởng."
        " Hãy tải lại trang; nếu còn lỗi, hãy gửi mã này cho người quản trị.",
        icon=":material/error:",
    )
    return True
