"""Which view of the poverty screen one looks at, in its link: `?xem=dien-bien`. Only that one is drawn."""

import streamlit as st

from core.places import Place
from ui import markup
from ui.components.segments import segments
from ui.links import here, view

SCREEN, PARAM = "giam-ngheo", "xem"
COMPARED, OVER_TIME, MAP = "so-voi-ke-hoach", "dien-bien", "so-do"
_TITLES = {COMPARED: "So với kế hoạch", OVER_TIME: "Diễn biến", MAP: "Sơ đồ"}
_LONGEST_SAID = 60


def chosen_view(place: Place) -> str:
    """What the link names, the comparison where it names nothing; a xã has nothing below it: its course."""
    if place.level == "commune":
        return OVER_TIME
    asked = st.query_params.get(PARAM, COMPARED)
    seen = asked if asked in _TITLES else COMPARED
    unknown = "" if asked == seen else f"Liên kết nhắc tới {PARAM}=«{asked[:_LONGEST_SAID]}», không có ở đây."
    choices = [(title, here(xem=name), name == seen) for name, title in _TITLES.items()]
    st.html(
        segments("Xem", choices) + (markup.element("p", markup.text(unknown), class_="td-below") if unknown else "")
    )
    return seen


def address_of(place: Place, seen: str) -> str:
    """A unit's own view, seen the same way."""
    return view(SCREEN, place) if seen == COMPARED else view(SCREEN, place, xem=seen)
