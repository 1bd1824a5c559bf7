"""What of the duties one looks at, in the link: the view, the plan, one duty; tỉnh, huyện and xã are those of the bar.

`?pham-vi=tat-ca` opens the duties of every province and plan.
"""

from collections.abc import Sequence

import streamlit as st

from core.places import Place
from core.reports.duty_views import DutyChoice, DutyScope, chosen_duties, duty_slug, in_scope, own_province_first
from core.reports.unit_duties import UnitDuty
from core.text import slug
from core.wording_duties import plan_title
from ui import markup
from ui.components.linked import address_with, linked_several
from ui.components.segments import segments
from ui.components.trail import trail
from ui.filters import Chosen, current
from ui.links import view
from ui.reads import read

SCREEN = "nghia-vu-bao-cao"
VIEW, PLAN, DUTY, SCOPE = "xem", "ke-hoach", "nhiem-vu", "pham-vi"
EVERY = "tat-ca"
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


def duty_trail(chosen: Chosen) -> None:
    """Every province is not the one of the bar."""
    if chosen.district or st.query_params.get(SCOPE) != EVERY:
        trail(chosen, [VIEW, PLAN, SCOPE])
        return
    now = markup.element("span", "Mọi tỉnh", aria_current="page")
    st.html(markup.element("nav", now, class_="td-trail", aria_label="Đơn vị đang xem"))


def duties_looked_at(rows: Sequence[UnitDuty], chosen: Chosen) -> list[UnitDuty]:
    """Of the province, huyện or xã chosen on top, of one plan, of one duty; of all provinces where the link asks."""
    every = one_of(SCOPE, [EVERY]) == EVERY
    known = own_province_first(rows, chosen.province)
    province = None if every else chosen.province
    own = _of_scope(known, province, chosen)
    plans = {slug(number): number for number in dict.fromkeys(row.duty.plan_number for row in own)}
    plan = one_of(PLAN, list(plans))
    duty = one_of(DUTY, list(dict.fromkeys(duty_slug(row.duty) for row in own)))
    whole = f"Các kế hoạch của {province.full_name}" if province else "Mọi kế hoạch"
    choices = [(whole, address_with(PLAN, ""), not plan)]
    choices += [(plan_title(number), address_with(PLAN, name), name == plan) for name, number in plans.items()]
    found = chosen_duties(own, DutyChoice(plan, chosen.commune or chosen.district, duty=duty))
    only = _only_one(duty, own) if duty else ""
    st.html(_scope_said(province, chosen) + segments("Kế hoạch", choices) + only)
    return found


def _of_scope(rows: Sequence[UnitDuty], province: Place | None, chosen: Chosen) -> Sequence[UnitDuty]:
    if province is None:
        return rows
    asked = _kept(PLAN, DUTY)
    scope = DutyScope(
        province,
        lambda number: read("plan-scope", (number, chosen.known_at)).units,
        asked.get(PLAN, ""),
        asked.get(DUTY, ""),
    )
    return in_scope(rows, scope)


def _scope_said(province: Place | None, chosen: Chosen) -> str:
    if province:
        every = view(SCREEN, chosen.province, **_kept(VIEW), **{SCOPE: EVERY})
        said = f"Nghĩa vụ theo kế hoạch của {province.full_name} và đơn vị trực thuộc."
        link = markup.link("Xem mọi tỉnh, mọi kế hoạch", every)
    else:
        said = "Nghĩa vụ theo mọi kế hoạch đã nạp, của mọi tỉnh."
        link = markup.link(f"Chỉ xem {chosen.province.full_name}", address_with(SCOPE, "")) if chosen.province else ""
    ways = markup.element("span", link, class_="td-no-print")
    return markup.element("p", f"{markup.text(said)} {ways}", class_="td-below")


def scope_of_link() -> dict[str, str]:
    """For links of this screen to this screen: every province where it is looked at, the plan that is looked at."""
    return _kept(SCOPE, PLAN)


def _kept(*names: str) -> dict[str, str]:
    return {name: st.query_params[name] for name in names if name in st.query_params}


def _only_one(duty: str, rows: Sequence[UnitDuty]) -> str:
    title = next(row.duty.title for row in rows if duty_slug(row.duty) == duty)
    all_of_them = markup.link("Mọi nghĩa vụ", address_with(DUTY, ""))
    return markup.element("p", f"Chỉ xem: {markup.text(title)}. {all_of_them}", class_="td-below")


def screen_of_duties() -> str:
    """This screen, of the whole province: duties of agencies belong to no huyện."""
    return view(SCREEN, current().province)


def duties_of_plan(plan_number: str) -> str:
    """This screen, of one plan wherever it is from; of all plans without a number."""
    named = {PLAN: slug(plan_number)} if plan_number else {SCOPE: EVERY}
    return view(SCREEN, current().province, **named)


def duties_link(said: str) -> str:
    return markup.link(said, screen_of_duties())


def way_to_duties() -> None:
    """On other screens: where the units of each duty are."""
    link = duties_link("Nghĩa vụ báo cáo của từng đơn vị: còn mấy ngày, đúng hạn, trễ →")
    st.html(markup.element("p", link, class_="td-more"))
