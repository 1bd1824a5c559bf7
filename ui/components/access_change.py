"""One role that somebody has: another one in its place, taking it away, letting a new account of the address in."""

from collections.abc import Sequence

import streamlit as st

from core.access.people import change, take_away, unbind
from core.access.people_seen import PersonRow
from core.access.rules import Action, Grant
from core.wording_access import granted_said
from ui.components.access_result import do
from ui.components.access_unit import choose_role, choose_unit
from ui.components.plain_text import plain
from ui.filters import places
from ui.links import ORIGIN, here
from ui.reader import acting, may_do, reader
from ui.reads import database

GRANT = "quyen"


def change_address(row: PersonRow) -> str | None:
    """Where the list leads to; nowhere for what ended."""
    return here(**{GRANT: str(row.grant_id)}) if row.is_current and row.grant.unit_code else None


def change_dialog(rows: Sequence[PersonRow]) -> None:
    """Opens when the link names a role that stands and may be changed; says so when it does not."""
    asked = st.query_params.get(GRANT)
    if asked is None or ORIGIN in st.query_params:
        return
    found = [row for row in rows if str(row.grant_id) == asked and change_address(row)]
    if found and may_do(Action.GRANT, found[0].grant.unit_code):
        _dialog(found[0])
    else:
        st.warning("Liên kết nhắc tới một quyền không có ở đây hoặc đã hết hiệu lực.", icon=":material/link_off:")


def _close() -> None:
    st.query_params.pop(GRANT, None)


@st.dialog("Đổi hoặc thu quyền", width="large", on_dismiss=_close)
def _dialog(row: PersonRow) -> None:
    st.markdown(f"**{plain(row.name)}** ({plain(row.email)}): {plain(granted_said(row.grant))}.")
    _change(row)
    with st.container(horizontal=True):
        _take_away(row)
        if row.bound:
            _unbind(row)


def _change(row: PersonRow) -> None:
    key = f"_access_change_{row.grant_id}"
    role = choose_role(key, row.grant.role)
    unit = choose_unit(key, reader(), role, places().by_code.get(row.grant.unit_code or ""))
    wanted = Grant(role, unit)
    if not st.button("Đổi quyền", type="primary", key=f"{key}_send", disabled=unit is None or wanted == row.grant):
        return
    said = f"Đã đổi quyền của {row.name} ({row.email}) thành {granted_said(wanted)}. Quyền mới có hiệu lực ngay."
    if do(lambda: change(database(), acting(), row.grant_id, role, unit), said):
        _done()


def _take_away(row: PersonRow) -> None:
    with st.popover("Thu quyền…", icon=":material/person_remove:", key=f"_access_take_{row.grant_id}_ask"):
        st.markdown(
            f"Thu quyền {plain(granted_said(row.grant))} của **{plain(row.name)}**? Có hiệu lực từ lần bấm chuột tiếp"
            " theo của người này; số liệu và báo cáo đã nộp vẫn giữ nguyên."
        )
        if not st.button("Thu quyền", type="primary", key=f"_access_take_{row.grant_id}"):
            return
        said = f"Đã thu quyền {granted_said(row.grant)} của {row.name} ({row.email})."
        if do(lambda: take_away(database(), acting(), row.grant_id), said):
            _done()


def _unbind(row: PersonRow) -> None:
    with st.popover("Tài khoản mới…", icon=":material/sync_lock:", key=f"_access_unbind_{row.grant_id}_ask"):
        st.markdown(
            f"Địa chỉ {plain(row.email)} đã gắn với một tài khoản của hệ thống đăng nhập. Chỉ xác nhận khi tỉnh"
            f" đã cấp tài khoản mới cho đúng **{plain(row.name)}**: lần đăng nhập tới, tài khoản mới nhận mọi quyền của"
            " địa chỉ này. Các phiên đang mở kết thúc ngay."
        )
        if not st.button("Xác nhận tài khoản mới", type="primary", key=f"_access_unbind_{row.grant_id}"):
            return
        said = f"Lần đăng nhập tới của {row.name} ({row.email}) sẽ nhận tài khoản mới."
        if do(lambda: unbind(database(), acting(), row.person), said):
            _done()


def _done() -> None:
    _close()
    st.rerun()
