"""«Số liệu tại thời điểm»: all screens as they were known at a past moment, chosen by links, said on every screen.

The moments offered are those after which figures were others: in between nothing changes.
"""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.ingest.kinds import kinds
from core.moments import said_moment
from core.reports.moments import Moment, written_after
from core.repository import SHIPPED_ORIGIN
from ui import markup
from ui.filters import current
from ui.links import here_at
from ui.reads import read

_MOST = 20
_NOW = "Hiện nay"
_UPLOAD = "nop-so-lieu"


def known_at_choice() -> None:
    """Folded away, in one line under the filter bar; open, a list of links."""
    known_at = current().known_at
    summary = f"Số liệu tại thời điểm: <b>{markup.text(said_moment(known_at) if known_at else _NOW)}</b>"
    items = [_item(text, known, chosen=known == known_at) for text, known in _options(known_at)]
    fold = markup.element("summary", summary) + markup.element("ul", "".join(items), class_="td-list")
    st.html(markup.element("details", fold, class_="td-known-at td-no-print"))


def _options(known_at: datetime | None) -> list[tuple[str, datetime | None]]:
    """Now, then the latest moments, newest first; the one of the link among them."""
    found: Sequence[Moment] = read("moments", _MOST)
    offered = [(_said(one, at), at) for one, at in zip(found, written_after(found), strict=True)]
    if known_at and known_at not in (at for _, at in offered):
        offered = sorted([*offered, (said_moment(known_at), known_at)], key=lambda one: one[1], reverse=True)
    return [(_NOW, None), *offered]


def _item(text: str, known_at: datetime | None, *, chosen: bool) -> str:
    if chosen:
        return markup.element("li", markup.element("b", markup.text(text), aria_current="true"))
    return markup.element("li", markup.link(text, here_at(known_at)))


def _said(moment: Moment, at: datetime) -> str:
    """`22/11/2026 14:05 – sau khi nạp lô 16 (Kết quả giảm nghèo)`."""
    return f"{said_moment(at)} – sau khi {_what(moment)}"


def _what(moment: Moment) -> str:
    which = f"lô {moment.first}" if moment.first == moment.last else f"các lô {moment.first}–{moment.last}"
    did = "thu hồi" if moment.undone else "nạp"
    if moment.by_itself:
        return f"{did} {which} ({'kế hoạch kèm theo' if moment.origin == SHIPPED_ORIGIN else 'số liệu minh họa'})"
    return f"{did} {which} ({kinds()[moment.kind].title})"


def known_at_banner(screen: str) -> None:
    """On every screen while the past is looked at, with the way back."""
    known_at = current().known_at
    if known_at is None:
        return
    back = markup.link("Về hiện nay", here_at(None))
    said = markup.element("p", f"{_notice(known_at, screen)} {back}", class_="td-past", role="status")
    st.html(said)


def _notice(known_at: datetime, screen: str) -> str:
    when = f"<b>{markup.text(said_moment(known_at))}</b>"
    if screen == _UPLOAD:
        return f"Trang này luôn làm việc với số liệu hiện nay; thời điểm đã chọn ({when}) chỉ dùng ở các trang khác."
    return f"Đang xem số liệu như đã biết lúc {when}; mọi lần nạp, thu hồi sau đó không tính."
