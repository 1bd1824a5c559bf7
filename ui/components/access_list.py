"""Who was given what: searched, by state, each with the way to change it; for who may grant."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core import formats
from core.access.people import people_seen_by
from core.access.people_seen import PersonRow, country_administrators
from core.text import fold
from core.wording_access import role_said, unit_in_words
from ui import markup
from ui.components.access_change import change_address, change_dialog
from ui.components.access_form import give_form
from ui.components.access_result import show_result
from ui.components.access_words import STATES, breakable, state_of, two_lines
from ui.components.linked import linked_text
from ui.components.state_counts import state_counts, state_legend
from ui.components.tables import Column, Said, columns, table
from ui.reader import reader
from ui.reads import database

_SEARCH = "tim"
_LONGEST = 100
_COLUMNS = columns(
    who=("Người", "html"),
    grant=("Quyền, đơn vị", "html"),
    state=("Trạng thái", "html"),
    since=("Từ lúc", "moment"),
    by=("Người cấp", "text"),
    sign_in=("Đăng nhập gần nhất", "moment"),
    change=Column("Đổi, thu", link="link"),
)


def people_panel() -> None:
    """Read anew on every run: sign-ins change no figures, so that no cache knows of them."""
    st.subheader("Người được cấp quyền")
    show_result()
    give_form()
    rows = people_seen_by(database(), reader())
    change_dialog(rows)
    if not rows:
        st.info("Chưa cấp quyền cho ai. Hãy cấp cho người đầu tiên ở trên.", icon=":material/group_off:")
        return
    _list(rows)


def _list(rows: Sequence[PersonRow]) -> None:
    typed = linked_text(_SEARCH, "Tìm theo tên, địa chỉ, quyền, đơn vị", _LONGEST)
    found = [row for row in rows if fold(typed) in fold(_searched(row))]
    states = state_counts(STATES, [state_of(row) for row in found])
    shown = [row for row in found if state_of(row) in states]
    if shown:
        table(_frame(shown), _COLUMNS, Said("Người được cấp quyền"), key="people", files=False)
    else:
        st.info("Không có người nào khớp.", icon=":material/filter_alt_off:")
    count = country_administrators(database())
    if count and not reader().is_unlimited:
        said = f"Quản trị cả nước: {formats.count(count)} người, cấp từ dòng lệnh."
        st.html(markup.element("p", markup.text(said), class_="td-below"))
    state_legend(STATES)


def _searched(row: PersonRow) -> str:
    return f"{row.name} {row.email} {role_said(row.grant.role)} {unit_in_words(row.grant.unit_code)}"


def _frame(rows: Sequence[PersonRow]) -> pd.DataFrame:
    links = [change_address(row) for row in rows]
    return pd.DataFrame(
        {
            "who": [two_lines(markup.text(row.name), breakable(row.email)) for row in rows],
            "grant": [_grant(row) for row in rows],
            "state": [_state(row) for row in rows],
            "since": [row.since for row in rows],
            "by": [row.by for row in rows],
            "sign_in": pd.Series([row.last_sign_in for row in rows], dtype=object),
            "change": ["Đổi,\u00a0thu" if link else None for link in links],
            "link": links,
        }
    )


def _grant(row: PersonRow) -> str:
    return two_lines(markup.text(role_said(row.grant.role)), markup.text(unit_in_words(row.grant.unit_code)))


def _state(row: PersonRow) -> str:
    state = markup.state(STATES[state_of(row)])
    if row.is_current:
        return state
    return two_lines(state, markup.text(f"{formats.moment(row.ended_at)}, {row.ended_by}"))
