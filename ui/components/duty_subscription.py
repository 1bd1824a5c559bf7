"""«Đăng ký lịch»: the address that a calendar program asks again and again, and the same as a file."""

from urllib.parse import urlencode, urlsplit

import streamlit as st

from core.text import slug
from ui import markup
from ui.filters import Chosen, link_of
from ui.frame.calendar import ADDRESS


def subscription(chosen: Chosen, plan: str = "", who: str = "") -> None:
    """Of the huyện or xã chosen on top, of the plan and of the unit or agency that are looked at."""
    place = chosen.commune or chosen.district
    given = {**_units(chosen), "ke-hoach": plan, "co-quan": who}
    asked = urlencode({name: value for name, value in given.items() if value})
    address = f".{ADDRESS}{f'?{asked}' if asked else ''}"
    whole = f"{_origin()}{address.removeprefix('.')}"
    whose = place.full_name if place else "mọi đơn vị, cơ quan"
    file = markup.element("a", "Tải tệp lịch (.ics)", href=address, download="nghia-vu-bao-cao.ics")
    lines = (
        markup.text(f"Thời hạn của {whose}, nhắc trước 7 ngày; nạp số liệu mới thì lịch đổi theo."),
        f"Địa chỉ để đăng ký trong Outlook, Google Calendar, điện thoại: {_written(whole)}",
        file,
    )
    said = "".join(markup.element("p", line) for line in lines)
    summary = markup.element("summary", "Đăng ký lịch")
    st.html(markup.element("details", summary + markup.element("div", said, class_="td-inside"), class_="td-fold"))


def _written(address: str) -> str:
    return markup.element("code", markup.text(address))


def _units(chosen: Chosen) -> dict[str, str]:
    """With the province where a huyện is named, so that names of two provinces are not mixed up."""
    place = chosen.commune or chosen.district
    if place is None or chosen.province is None:
        return {}
    return {"tinh": slug(chosen.province.name), **link_of(place)}


def _origin() -> str:
    """`https://tien-do.example`: as the person's own browser calls it; empty where that is not known."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
