"""Made-up figures are said to be made up, on every screen, with one click to remove them."""

import streamlit as st

from core.access.rules import Action, may
from core.demo import LABEL, remove_demo
from ui.filters import current
from ui.reader import acting, reader
from ui.reads import database, read


def demo_banner() -> None:
    """In a view of the past those that stood then; removing them is of the present."""
    known_at = current().known_at
    batches: list[int] = read("demo", known_at)
    if not batches:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":material/science: **{LABEL}** (lô {', '.join(str(batch) for batch in batches)})."
            " Các kế hoạch là thật; kết quả, giải ngân, đánh giá là bịa ra để xem thử.",
            width="stretch",
        )
        if known_at is None:
            remove_button("_demo_banner_remove")


def remove_button(key: str) -> None:
    """One click; every screen is free of made-up figures on this run. They are of every unit: who may change all."""
    if not may(reader(), Action.UPLOAD, None):
        return
    if st.button("Xóa số liệu minh họa", key=key, icon=":material/delete:"):
        remove_demo(database(), acting())
        st.rerun()
