"""The one place where unhandled errors end: a sentence with an id for the person, the details in the log."""

import logging
import secrets

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core.access.rules import NOBODY
from core.errors import AccessRefused, DatabaseFailed, StoredUnknown
from core.observing import measures
from core.observing.ids import now_about
from ui.frame.tracing import HEADER

_ENDED = "Bạn không còn đăng nhập hoặc không còn quyền. Chưa có gì được lưu. Hãy tải lại trang."
_NOT_STORED = "Chưa lưu gì."
_log = logging.getLogger("tien_do.errors")
_WHAT_NOW = "Số liệu đã lưu không bị ảnh hưởng. Hãy tải lại trang; nếu còn lỗi, hãy gửi mã này cho người quản trị."


def show(error: Exception) -> bool:
    """Tell the person what to do and to quote the id; True means Streamlit shows nothing of its own.

    What was refused because access ended while the page stood open is no error; a database that fails says so itself,
    and was logged where it failed (core.database_failures).
    """
    if isinstance(error, AccessRefused) and _access_ended():
        st.warning(_ENDED, icon=":material/lock:")
        return True
    if isinstance(error, DatabaseFailed):
        _show_failed(error)
        return True
    st.error(f"Có lỗi ngoài dự kiến (mã **{_logged(error)}**). {_WHAT_NOW}", icon=":material/error:")
    return True


def _show_failed(error: DatabaseFailed) -> None:
    """With a way to go on where it answers again: nothing else of the screen may be left to press."""
    from ui import held_upload  # as below

    if held_upload.waits_to_be_stored() and not isinstance(error, StoredUnknown):
        error = error.with_stored(_NOT_STORED)
    held_upload.keep_on_failure()
    st.error(str(error), icon=":material/cloud_off:")
    # A key of its own each time: several parts of a screen may fail in one run.
    st.button("Thử lại", key=f"_again_{secrets.token_hex(4)}", icon=":material/refresh:")


def _access_ended() -> bool:
    from ui.reader import acting  # which needs this package: it is there once a screen runs

    try:
        return acting() == NOBODY
    except DatabaseFailed:
        return False


async def answer(_request: Request, error: Exception) -> Response:
    """The same for what is asked for without a screen: a report's file, the calendar."""
    headers = {"Cache-Control": "no-store", HEADER: str(now_about().get("request", ""))}
    if isinstance(error, DatabaseFailed):
        return PlainTextResponse(str(error), 503, headers)
    said = f"Có lỗi ngoài dự kiến (mã {_logged(error)}). {_WHAT_NOW}"
    return PlainTextResponse(said, 500, headers)


def _logged(error: Exception) -> str:
    """The id under which the log has the details."""
    number = secrets.token_hex(4)
    measures.record(measures.ERRORS, where="screen" if "run" in now_about() else "request")
    _log.error("error %s", number, exc_info=error, extra={"about": {"error_number": number}})
    return number
