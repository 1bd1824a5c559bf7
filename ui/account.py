"""Who is signed in, at the foot of the menu, with the way out; on one office PC nothing."""

from collections.abc import Sequence

import streamlit as st

from core.access.rules import Access
from core.wording_access import COUNTRY, role_said
from ui import markup
from ui.components.access_words import breakable
from ui.filters import places
from ui.frame.gate_words import SIGN_OUT
from ui.reader import reader

_MOST = 3


def account_block() -> None:
    access = reader()
    if access.is_public:
        _say("Chế độ công khai", ["Chỉ xem số liệu đã duyệt"], "")
    elif access.person is not None:
        out = markup.element("a", "Đăng xuất", href=f".{SIGN_OUT}", target="_self")
        # «Họ tên (địa chỉ)», as the journal names people.
        name, _, address = access.who.removesuffix(")").rpartition(" (")
        _say(
            name or address, [*([address] if name else []), *_roles(access)], markup.element("p", out, class_="td-more")
        )


def _say(head: str, lines: Sequence[str], below: str) -> None:
    """`below` is markup."""
    rest = "".join(f"<br>{breakable(line)}" for line in lines)
    said = markup.element("p", markup.element("b", markup.text(head)) + rest, class_="td-below")
    with st.sidebar:
        st.html(markup.element("div", said + below, class_="td-account td-no-print"))


def _roles(access: Access) -> list[str]:
    """The first few; the screen of access has them all."""
    said = [f"{role_said(grant.role)}: {_unit(grant.unit_code)}" for grant in access.grants]
    more = len(said) - _MOST
    return [*said[:_MOST], f"và {more} quyền khác"] if more > 0 else said


def _unit(unit_code: str | None) -> str:
    place = places().by_code.get(unit_code or "")
    return place.full_name if place else COUNTRY
