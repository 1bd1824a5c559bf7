"""The deadlines nearest to today, each leading to the goals or duties it is of."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.rules.goals import DutyState, GoalState
from core.wording_attention_programmes import Deadline
from core.wording_goals import duty_words, goal_words
from core.wording_overview import day_said
from ui import markup
from ui.components.duty_choice import duties_link, duties_of_plan
from ui.components.list_filters import ALL_UNITS_LINK, DUTIES_LINK
from ui.filters import current
from ui.links import view


def deadline_list(found: Sequence[Deadline], today: date) -> None:
    """Whoever it is of: of all plans that are loaded, as duties belong to agencies and not to units."""
    if not found:
        return
    st.subheader("Thời hạn sắp tới" if any(not one.overdue for one in found) else "Thời hạn đã qua, chưa ghi nhận")
    note = f"Của mọi kế hoạch đã nạp, tỉnh đang chọn đứng đầu; số ngày tính đến {day_said(today, current().known_at)}."
    items = "".join(_item(one) for one in found)
    st.html(
        markup.element("p", markup.text(note), class_="td-below")
        + markup.element("ul", items, class_="td-todo td-deadlines")
        + markup.element("p", _all(), class_="td-more")
    )


def _all() -> str:
    address = view("muc-tieu-nhiem-vu", current().place, **ALL_UNITS_LINK, **DUTIES_LINK)
    every = markup.link("Xem tất cả →", address, "Xem tất cả nhiệm vụ có thời hạn")
    return f"{every} · {duties_link('Nghĩa vụ báo cáo của từng đơn vị →')}"


def _item(one: Deadline) -> str:
    """A goal leads to the goals, a duty to who of all that owe it has reported."""
    address = duties_of_plan(one.plan) if one.is_duty else view(one.slug, current().place, **ALL_UNITS_LINK)
    link = markup.link(one.sentence, address)
    who = markup.element("span", markup.text(one.who), class_="td-below") if one.who else ""
    passed = duty_words()[DutyState.OVERDUE] if one.is_duty else goal_words()[GoalState.OVERDUE]
    sign = markup.state(passed if one.overdue else duty_words()[DutyState.PENDING])
    return markup.element("li", f"{sign} {link} {who}")
