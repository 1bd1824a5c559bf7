"""What I may do, for which units, in words; whom to ask for more."""

import pandas as pd
import streamlit as st

from core.access.people import administrators_of
from core.access.rules import Access
from core.wording_access import role_said, unit_in_words, what_one_may
from ui import markup
from ui.components.access_words import is_this_machine, mail
from ui.components.tables import columns, table_html
from ui.reader import reader
from ui.reads import database

_COLUMNS = columns(what=("Việc", "text"), where=("Được làm cho", "text"))
_SAID = "Bạn được làm gì"


def own_access() -> None:
    access = reader()
    st.subheader(_SAID)
    if is_this_machine(access):
        st.info(_THIS_MACHINE, icon=":material/computer:")
    else:
        st.html(_given(access))
    rows = [(what, where or "không được") for what, where in what_one_may(access)]
    st.html(table_html(pd.DataFrame(rows, columns=list(_COLUMNS)), _COLUMNS, _SAID, as_cards=False))
    if not access.is_unlimited:
        _whom_to_ask(access)


_THIS_MACHINE = (
    "Máy này chạy không cần đăng nhập: ai ngồi ở máy này đều làm được mọi việc. Có thể cấp quyền trước cho từng người ở"
    " đây; quyền được dùng khi chương trình chạy trên máy chủ có đăng nhập. Lệnh `python -m core secrets` in ra mẫu cấu"
    " hình đăng nhập; cách làm ở `docs/van-hanh.md`."
)


def _given(access: Access) -> str:
    items = [
        markup.element("b", markup.text(role_said(grant.role))) + markup.text(f", {unit_in_words(grant.unit_code)}")
        for grant in access.grants
    ]
    return markup.element("ul", "".join(markup.element("li", item) for item in items), class_="td-list")


def _whom_to_ask(access: Access) -> None:
    st.subheader("Cần thêm quyền thì hỏi ai")
    asked = administrators_of(database(), access)
    if asked:
        items = [markup.element("li", f"{markup.text(one.name)}, {mail(one.email)}") for one in asked]
        st.html(markup.element("ul", "".join(items), class_="td-list"))
    else:
        st.caption("Chưa có người quản trị nào được cấp quyền. Hãy hỏi người cài đặt chương trình này.")
