"""«Cấp quyền»: an address, a name, a role, a unit, in one step."""

import streamlit as st

from core.access.people import give
from core.access.rules import Grant
from core.wording_access import granted_said
from ui.components.access_result import do
from ui.components.access_unit import choose_role, choose_unit
from ui.filters import current
from ui.reader import acting, reader
from ui.reads import database

_ROUND = "_access_give_round"


def give_form() -> None:
    """Empty again once it was given."""
    key = f"_access_give_{st.session_state.setdefault(_ROUND, 0)}"
    with st.expander("Cấp quyền cho một người", icon=":material/person_add:", key=f"{key}_box"):
        left, right = st.columns(2)
        with left:
            email = st.text_input(
                "Địa chỉ thư điện tử",
                key=f"{key}_email",
                max_chars=254,
                help="Đúng địa chỉ mà người này đăng nhập ở hệ thống đăng nhập của tỉnh.",
            )
        with right:
            name = st.text_input("Họ và tên", key=f"{key}_name", max_chars=200)
        role = choose_role(key)
        unit = choose_unit(key, reader(), role, current().place)
        if unit is None or not st.button("Cấp quyền", type="primary", key=f"{key}_send"):
            return
        grant = Grant(role, unit)
        said = f"Đã cấp cho {(email or '').strip().lower()} quyền {granted_said(grant)}. Quyền có hiệu lực ngay."
        if do(lambda: give(database(), acting(), email or "", name or "", role, unit), said):
            st.session_state[_ROUND] += 1
            st.rerun()
