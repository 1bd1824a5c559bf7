"""Where one is: tỉnh › huyện › xã."""

import streamlit as st

from ui.filters import Chosen


def trail(chosen: Chosen) -> None:
    names = [place.full_name for place in (chosen.province, chosen.district, chosen.commune) if place]
    st.caption(" › ".join(names) or "Chưa chọn đơn vị nào")
