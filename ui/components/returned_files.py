"""Files that the province returned: said where they are brought and on the overview, until they came again."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.access.rules import Action, may
from core.clock import today
from core.reports.drafts import Draft
from core.wording_attention import Attention
from core.wording_drafts import returned_attention, returned_said
from ui.components.plain_text import plain
from ui.filters import Chosen
from ui.navigation import may_open
from ui.reader import may_do, reader
from ui.reads import read


def say_returned() -> None:
    """To who may bring them again."""
    for draft in _returned():
        if may(reader(), Action.UPLOAD, draft.unit_code):
            st.warning(f"{plain(returned_said(draft))}. Hãy sửa rồi nộp lại.", icon=":material/assignment_return:")


def returned_lists(chosen: Chosen) -> Mapping[str, Sequence[Attention]]:
    """For «Cần chú ý», as the lists there: of the chosen province, and of now only."""
    screen = "nop-so-lieu" if may_open("nop-so-lieu") else "duyet-so-lieu"
    found = [] if chosen.known_at else returned_attention(_returned(), chosen.province, screen)
    return {screen: found} if found else {}


def _returned() -> Sequence[Draft]:
    found: list[Draft] = read("drafts-returned", today()) if may_do(Action.SEE_FILES) else []
    return found
