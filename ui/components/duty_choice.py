"""What of the duties one looks at, in the link: the view, the plan, one duty; huyện and xã are those of the bar."""

from collections.abc import Sequence

import streamlit as st

from core.reports.duty_views import DutyChoice, chosen_duties, duty_slug
from core.reports.unit_duties import UnitDuty
from core.text import slug
from core.wording_duties import plan_title
from ui import markup
from ui.components.linked import address_with, linked_several
from ui.components.segments import segments
from ui.filters import Chosen, current
from ui.links import view

SCREEN = "nghia-vu-bao-cao"
VIEW, PLAN, DUTY = "xem", "ke-hoach", "nhiem-vu"
LIST, BY_WHO, MONTH, COMPLETE = "danh-sach", "theo-don-vi", "lich", "day-du"
_TITLES = {
    LIST: "Danh sách",
    BY_WHO: "Theo đơn vị, cơ quan",
    MONTH: "Lịch",
    COMPLETE: "Đầy đủ và đúng hạn",
}


def one_of(name: str, slugs: Sequence[str], first: str = "") -> str:
    """The one that the link names; an unknown one is said, and left out."""
    asked = linked_several(name, slugs)
    return asked[0] if asked else first


def choose_view() -> str:
    seen = one_of(VIEW, list(_TITLES), LIST)
    choices = [(said, address_with(VIEW, "" if name == LIST else name), name == seen) for name, said in _TITLES.items()]
    st.html(segments("Xem", choices))
    return seen


def duties_looked_at(rows: Sequence[UnitDuty], chosen: Chosen) -> list[UnitDuty]:
    """Of the huyện or xã chosen on top, of one plan, of one duty; of all plans of all provinces otherwise."""
    plans = {slug(number): number for number in dict.fromkeys(row.duty.plan_number for row in rows)}
    plan = one_of(PLAN, list(plans))
    duty = one_of(DUTY, list(dict.fromkeys(duty_slug(row.duty) for row in rows)))
    choices = [("Mọi kế hoạch", address_with(PLAN, ""), not plan)]
    choices += [(plan_title(number), address_with(PLAN, name), name == plan) for name, number in plans.items()]
    found = chosen_duties(rows, DutyChoice(plan, chosen.commune or chosen.district, duty=duty))
    st.html(segments("Kế hoạch", choices) + (_only_one(duty, rows) if duty else ""))
    return found


def _only_one(duty: str, rows: Sequence[UnitDuty]) -> str:
    title = next(row.duty.title for row in rows if duty_slug(row.duty) == duty)
    all_of_them = markup.link("Mọi nghĩa vụ", address_with(DUTY, ""))
    return markup.element("p", f"Chỉ xem: {markup.text(title)}. {all_of_them}", class_="td-below")


def screen_of_duties() -> str:
    """This screen, of all plans: duties of agencies belong to no huyện."""
    return view(SCREEN, current().province)


def duties_link(said: str) -> str:
    return markup.link(said, screen_of_duties())


def way_to_duties() -> None:
    """On other screens: where the units of each duty are."""
    link = duties_link("Nghĩa vụ báo cáo của từng đơn vị: còn mấy ngày, đúng hạn, trễ →")
    st.html(markup.element("p", link, class_="td-more"))
