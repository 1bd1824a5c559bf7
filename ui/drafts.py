"""«Tính cả số liệu chờ duyệt»: the screens of figures with the drafts that their reader may see, as if accepted.

The choice stands in the link (`cho-duyet=co`). It stays through the menu, whose links don't say it, and is never part
of a look into the past.
"""

from collections.abc import Sequence

import streamlit as st

from core import formats
from core.access.rules import Action
from core.ingest.kinds import kinds
from core.reports.drafts import Draft
from ui import markup
from ui.filters import current
from ui.links import view
from ui.navigation import screens
from ui.reader import may_do
from ui.reads import count_drafts, read

SCREEN = "duyet-so-lieu"
PARAM, _ON = "cho-duyet", "co"
_CHOSEN, _TOGGLE, _LINK = "_drafts_chosen", "_drafts_toggle", "_drafts_link"
_MOST_NAMED = 5


def begin_run(screen: str) -> None:
    """Decide, before anything is read, whether this run counts drafts: the link says so, or the switch."""
    if not _has_figures(screen):
        count_drafts(False)
        return
    link = st.query_params.get(PARAM)
    if link is not None and link != st.session_state.get(_LINK):
        st.session_state[_CHOSEN] = link == _ON
    else:
        st.session_state[_CHOSEN] = bool(st.session_state.get(_TOGGLE, st.session_state.get(_CHOSEN, False)))
    count_drafts(st.session_state[_CHOSEN])


def _has_figures(screen: str) -> bool:
    shown = next((row for row in screens() if screen in (row["slug"], "" if row["default"] else None)), None)
    return shown is not None and shown["needs"] == Action.SEE_FIGURES.value


def drafts_switch(screen: str) -> None:
    """The switch and what it counts, or does not; nothing where no draft waits that this reader may see."""
    if not _has_figures(screen) or current().known_at or not may_do(Action.SEE_FILES):
        return
    waiting: list[Draft] = read("drafts-waiting")
    if not waiting:
        st.query_params.pop(PARAM, None)
        return
    st.session_state[_TOGGLE] = st.session_state[_CHOSEN]
    with st.container(horizontal=True, vertical_alignment="center", key="td_drafts"):
        counted = st.toggle("Tính cả số liệu chờ duyệt", key=_TOGGLE)
        st.html(_counted(waiting) if counted else _left_out(waiting))
    _write_link(counted)


def _write_link(counted: bool) -> None:
    if counted:
        st.query_params[PARAM] = _ON
    else:
        st.query_params.pop(PARAM, None)
    st.session_state[_LINK] = _ON if counted else None


def _counted(waiting: Sequence[Draft]) -> str:
    named = "; ".join(_named(draft) for draft in waiting[:_MOST_NAMED])
    more = len(waiting) - _MOST_NAMED
    rest = f" và {formats.count(more)} lô nữa" if more > 0 else ""
    said = f"<b>Đang tính cả số liệu chờ duyệt</b>: {markup.text(named + rest)}. {_to_screen()}"
    return markup.element("p", said, class_="td-past", role="status")


def _left_out(waiting: Sequence[Draft]) -> str:
    said = f"{formats.count(len(waiting))} lô chờ duyệt chưa tính vào các số này."
    return markup.element("p", f"{markup.text(said)} {_to_screen()}", class_="td-below")


def not_in_reports() -> None:
    """Below the choice of a report, for who may see that drafts wait: a report is of what was published."""
    if current().known_at or not may_do(Action.SEE_FILES):
        return
    if waiting := read("drafts-waiting"):
        said = f"{formats.count(len(waiting))} lô chờ duyệt chưa tính vào báo cáo."
        st.html(markup.element("p", f"{markup.text(said)} {_to_screen()}", class_="td-below"))


def _named(draft: Draft) -> str:
    """`lô 14 (Kết quả giảm nghèo, huyện Tuy Đức, Bà Hoa, 22/11/2026 14:05)`."""
    brought = f"{draft.committed_by}, {formats.moment(draft.committed_at)}"
    return f"lô {draft.id} ({kinds()[draft.kind].title}, {draft.unit}, {brought})"


def _to_screen() -> str:
    return markup.link("Xem các lô chờ duyệt", view(SCREEN))
