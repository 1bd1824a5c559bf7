"""«Số liệu tại thời điểm»: all screens as they were known at a past moment, chosen by links, said on every screen.

The moments offered are those after which figures were others (in between nothing changes), those that reports were
made of, and the ends of months.
"""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.clock import local_day, today
from core.ingest.kinds import kinds
from core.moments import end_of, month_ends, said_moment
from core.official_report.archive import KeptReport
from core.reports.moments import Moment, written_after
from core.stored import SHIPPED_ORIGIN
from ui import markup
from ui.filters import KNOWN_AT, current, shows
from ui.links import here_at
from ui.reader import reader
from ui.reads import read

_MOST, _MOST_REPORTS, _MOST_MONTHS = 20, 10, 12
_NOW = "Hiện nay"
_UPLOAD = "nop-so-lieu"
Offered = list[tuple[str, datetime | None]]


def known_at_choice() -> None:
    """Folded away, in one line under the filter bar; open, lists of links: HTML alone, as every screen has it.

    The public view has no history; some screens are always of now and only say which moment was chosen.
    """
    if reader().is_public or not shows(KNOWN_AT):
        return
    known_at = current().known_at
    summary = f"Số liệu tại thời điểm: <b>{markup.text(said_moment(known_at) if known_at else _NOW)}</b>"
    lists = [("", _uploads()), ("Lúc lập báo cáo", _reports()), ("Đến hết tháng", _month_ends())]
    if known_at and known_at not in (at for _, offered in lists for _, at in offered):
        lists[0] = ("", _with_own(lists[0][1], known_at))
    inside = "".join(_list(title, offered, known_at) for title, offered in lists if offered)
    fold = markup.element("summary", summary) + markup.element("div", inside + _another_day(), class_="td-moments")
    st.html(markup.element("details", fold, class_="td-known-at td-no-print"))


def _uploads() -> Offered:
    """Now, then the latest moments, newest first."""
    found: Sequence[Moment] = read("moments", _MOST)
    return [(_NOW, None), *((_said(one, at), at) for one, at in zip(found, written_after(found), strict=True))]


def _reports() -> Offered:
    """The moments that the figures of the latest reports are of."""
    made: Sequence[KeptReport] = read("reports-made")
    return [(_said_report(one), one.request.known_at) for one in made[:_MOST_REPORTS]]


def _said_report(one: KeptReport) -> str:
    request = one.request
    return (
        f"{said_moment(request.known_at)} – báo cáo số {one.id}: {request.plan_number}, {request.place.full_name},"
        f" {request.period.said}"
    )


def _month_ends() -> Offered:
    first: datetime | None = read("first-moment")
    days = month_ends(local_day(first), today(), _MOST_MONTHS) if first else []
    return [(said_moment(end_of(day)), end_of(day)) for day in days]


def _with_own(offered: Offered, known_at: datetime) -> Offered:
    """The moment of the link in its place among the others."""
    past = [*((said, at) for said, at in offered if at), (said_moment(known_at), known_at)]
    return [(_NOW, None), *sorted(past, key=lambda one: one[1], reverse=True)]


def _list(title: str, offered: Offered, known_at: datetime | None) -> str:
    items = "".join(_item(text, known, chosen=known == known_at) for text, known in offered)
    head = markup.element("p", markup.text(f"{title}:")) if title else ""
    return head + markup.element("ul", items, class_="td-list")


def _another_day() -> str:
    """The address is the way to any day: a form would be one more element on every screen."""
    added = markup.element("code", markup.text(f"{KNOWN_AT}=2024-06-30"))
    said = f"Ngày khác: thêm {added} vào cuối địa chỉ trang, sau dấu ? (hoặc sau dấu & nếu địa chỉ đã có dấu ?)."
    return markup.element("p", said.replace("&", "&amp;"), class_="td-below")


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
