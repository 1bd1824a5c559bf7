"""«Từ đâu?»: where one figure comes from, over the view that shows it; the link with it can be sent to somebody."""

import streamlit as st

from core import formats
from core.provenance import Explanation, Input
from ui import markup
from ui.components.batch_list import batch_view
from ui.filters import current
from ui.links import ORIGIN, origin_of_figure, view
from ui.public import for_citizens
from ui.reads import read


def origin_dialog() -> None:
    """Opens when the link names a figure."""
    asked = st.query_params.get(ORIGIN)
    if asked:
        _open(asked)


# Closing is a step back, which the page's own script takes (static/tien-do.js): so it is not in the history twice.
@st.dialog("Từ đâu?", width="large")
def _open(asked: str) -> None:
    found: Explanation | None = read("explanation", (asked, current().as_of, current().known_at))
    if found is None:
        st.info(
            "Không có số liệu nào như liên kết này nêu; có thể lần nạp đã được thu hồi.", icon=":material/link_off:"
        )
        return
    st.html(_said(found))


def _said(found: Explanation) -> str:
    about = " · ".join([found.title, found.unit, *found.context])
    parts = [
        markup.element("p", markup.text(about), class_="td-below"),
        markup.element("p", markup.text(found.value), class_="td-value"),
        _labelled("Công thức", found.formula),
        _labelled("Thay số", for_citizens(found.worked or "")),
        "<p><b>Lấy từ</b></p>" if found.inputs else "",
        markup.element("ul", "".join(map(_input, found.inputs)), class_="td-list"),
        *(markup.element("p", markup.text(for_citizens(remark)), class_="td-below") for remark in found.remarks),
    ]
    return "".join(parts)


def _source(given: Input) -> str | None:
    """Where the file can be looked at; nowhere for a reader who may not know it."""
    if given.is_private:
        return None
    return batch_view(given.batch) if given.batch else view(given.link) if given.link else None


def _labelled(label: str, said: str | None) -> str:
    return markup.element("p", f"<b>{label}:</b> {markup.text(said)}") if said else ""


def _input(given: Input) -> str:
    """What went in, then where it came from, who brought it when, and why where it was asked about."""
    value = f": <b>{markup.text(given.value)}</b>" if given.value else ""
    deeper = f" {markup.link('từ đâu?', origin_of_figure(given.key), f'{given.label}: từ đâu?')}" if given.key else ""
    brought = ", ".join(filter(None, [given.by, formats.moment(given.at) if given.at else None]))
    reason = f"lý do đã ghi: {given.reason}" if given.reason else ""
    further = "; ".join(filter(None, [for_citizens(given.where), brought, reason]))
    source = _source(given)
    screen = f" {markup.link('Mở nguồn', source)}" if source else ""
    below = markup.element("span", markup.text(further) + screen, class_="td-below")
    return markup.element("li", f"{markup.text(given.label)}{value}{deeper}<br>{below}")
