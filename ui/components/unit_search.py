"""A unit by its old or new name or code: what it was or is, and what became of it."""

from collections.abc import Sequence

import streamlit as st

from core.carrying import Declared
from core.places import Place
from core.unit_history import history_of, near_names, units_meant
from core.wording_units import suggestions_said, unit_lines
from ui import markup
from ui.components.linked import address_with, linked_text
from ui.components.unit_links import ways_to
from ui.filters import current
from ui.reads import read

_PARAMETER = "don-vi"
_LONGEST, _MOST_TOLD = 100, 20


def unit_search() -> None:
    """The box, and below it all units that the text may mean."""
    text = _typed()
    if not text:
        return
    meant = units_meant(text)
    if not meant:
        st.html(markup.element("div", _suggestions(text), role="status"))
        return
    declared: Declared = read("declared-shares", current().known_at)
    head = markup.element("p", markup.text(_counted(text, meant)), role="status")
    st.html(head + "".join(_told(place, declared) for place in meant[:_MOST_TOLD]))


def _typed() -> str:
    return linked_text(
        _PARAMETER,
        "Tên hoặc mã đơn vị, cũ hay mới",
        _LONGEST,
        placeholder="Ví dụ: Tu Mơ Rông; 23425; xã Tân Lập, Lâm Đồng",
        help="Có dấu hay không, có «xã», «phường», «huyện» hay không. Tên trùng nhau: ghi thêm huyện, tỉnh sau dấu"
        " phẩy.",
    )


def _suggestions(text: str) -> str:
    """Names that are near, each a click away; none is taken for what was meant."""
    near = near_names(text)
    said = markup.element("p", markup.text(suggestions_said(text, ())))
    links = " · ".join(markup.link(name, address_with(_PARAMETER, name)) for name in near)
    return said + (markup.element("p", f"Có phải: {links}?") if links else "")


def _counted(text: str, meant: Sequence[Place]) -> str:
    if len(meant) <= _MOST_TOLD:
        return f"«{text}»: {len(meant)} đơn vị."
    return f"«{text}»: {len(meant)} đơn vị, đây là {_MOST_TOLD}; hãy ghi thêm huyện hoặc tỉnh sau dấu phẩy, hoặc mã."


def _told(place: Place, declared: Declared) -> str:
    first, *rest = unit_lines(history_of(place.code, declared))
    below = "".join(markup.element("p", markup.text(line)) for line in rest)
    said = markup.element("p", f"<b>{markup.text(first)}</b>") + below + ways_to(place)
    return markup.element("section", said, class_="td-unit", aria_label=place.full_name)
