"""Where one is: tỉnh › huyện › xã, and perhaps › thôn; each step leads back to its own view of the same screen."""

from collections.abc import Sequence

import streamlit as st

from ui import markup
from ui.filters import Chosen, on_screen
from ui.links import view


def trail(chosen: Chosen, keep: Sequence[str] = (), below: str | None = None, **own: str) -> None:
    """`keep` names parameters of the screen's own that go along where the link has them, `own` gives others.

    `below` is what one looks at inside the smallest unit: a village.
    """
    steps = [place for place in (chosen.province, chosen.district, chosen.commune) if place]
    if not steps:
        st.caption("Cả nước" if chosen.whole_country else "Chưa chọn đơn vị nào")
        return
    kept = {name: st.query_params[name] for name in keep if name in st.query_params}
    links = [markup.link(place.full_name, view(on_screen(), place, **kept, **own)) for place in steps]
    back = links if below else links[:-1]
    now = markup.element("span", markup.text(below or steps[-1].full_name), aria_current="page")
    st.html(markup.element("nav", " › ".join([*back, now]), class_="td-trail", aria_label="Đơn vị đang xem"))
