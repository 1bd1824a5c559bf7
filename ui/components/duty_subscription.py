"""«Đăng ký lịch»: the address that a calendar program asks again and again, and the same as a file."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode, urlsplit

import streamlit as st

from core.places import Place
from core.reports.unit_duties import UnitDuty
from core.text import slug
from core.wording_duties import plan_in_text
from ui import markup
from ui.components.duty_choice import EVERY, PLAN, SCOPE
from ui.filters import Chosen, link_of
from ui.frame import modes
from ui.frame.calendar import ADDRESS
from ui.frame.calendar_key import KEY, key_of
from ui.reader import reader

_PERSONAL = (
    "Địa chỉ đăng ký là của riêng bạn: ai có địa chỉ này thì đọc được lịch như bạn. Đừng gửi cho người khác;"
    " nếu lỡ lộ, hãy báo người quản trị."
)


def subscription(chosen: Chosen, rows: Sequence[UnitDuty]) -> None:
    """Of the units and the plan that are looked at; `rows` are the duties shown. The public is not offered it."""
    if reader().is_public:
        return
    plan, place = _plan(rows), _place(chosen)
    asked = {**_units(chosen, place), **({PLAN: plan} if plan else {})}
    address = f".{_address(asked)}"
    whole = f"{_origin()}{_address({**asked, **_key()})}"
    whose = place.full_name if place else "mọi đơn vị, cơ quan"
    whose += f" theo {plan_in_text(rows[0].duty.plan_number)}" if plan else ""
    file = markup.element("a", "Tải tệp lịch (.ics)", href=address, download="nghia-vu-bao-cao.ics")
    lines = (
        markup.text(f"Thời hạn của {whose}, nhắc trước 7 ngày; nạp số liệu mới thì lịch đổi theo."),
        f"Địa chỉ để đăng ký trong Outlook, Google Calendar, điện thoại: {_written(whole)}",
        file,
        *([markup.text(_PERSONAL)] if _key() else []),
    )
    said = "".join(markup.element("p", line) for line in lines)
    summary = markup.element("summary", "Đăng ký lịch")
    st.html(markup.element("details", summary + markup.element("div", said, class_="td-inside"), class_="td-fold"))


def _address(asked: Mapping[str, str]) -> str:
    return f"{ADDRESS}?{urlencode(asked)}" if asked else ADDRESS


def _key() -> dict[str, str]:
    """Who asks, for programs that can't sign in; nothing where nobody signs in."""
    provider, person = modes.running().provider, reader().person
    return {KEY: key_of(provider, person)} if provider and person is not None else {}


def _written(address: str) -> str:
    return markup.element("code", markup.text(address))


def _plan(rows: Sequence[UnitDuty]) -> str:
    """The plan that the link asks for, where its duties are shown."""
    asked = st.query_params.get(PLAN, "")
    return asked if rows and slug(rows[0].duty.plan_number) == asked else ""


def _place(chosen: Chosen) -> Place | None:
    """None for every province."""
    every = st.query_params.get(SCOPE) == EVERY
    return chosen.commune or chosen.district or (None if every else chosen.province)


def _units(chosen: Chosen, place: Place | None) -> dict[str, str]:
    """With the province where a huyện is named, so that names of two provinces are not mixed up."""
    if place is None or chosen.province is None:
        return {}
    return {"tinh": slug(chosen.province.name), **link_of(place)}


def _origin() -> str:
    """`https://tien-do.example`: as the person's own browser calls it; empty where that is not known."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
