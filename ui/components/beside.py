"""How much beside the chosen province a screen reads: all there is where it is little; of a country on request."""

import streamlit as st

from core.audit import AuditFilter
from core.reports.goals import GoalFilter
from core.reports.national_elsewhere import Elsewhere
from ui import markup
from ui.components.linked import address_with
from ui.filters import Chosen, places
from ui.reads import read
from ui.units_seen import provinces_with_figures_seen

_WHOLE, _COUNTRY = "toan-bo", "ca-nuoc"


def goals_told(chosen: Chosen) -> GoalFilter:
    """Every goal of all plans; of other provinces' poverty tables only where these are few."""
    if _is_alone(chosen):
        return chosen.goals_of_province
    beside: Elsewhere = read("elsewhere", chosen.elsewhere)
    return chosen.goals if beside.plans else chosen.goals_of_province


def audited(chosen: Chosen) -> AuditFilter:
    """Every unit, where other provinces have little; else the chosen province, until the link asks for the country."""
    everything = AuditFilter(chosen.known_at)
    if chosen.province is None or _is_asked_for_all() or _has_little(chosen):
        return everything
    return AuditFilter(chosen.known_at, chosen.province.code)


def say_audited(asked: AuditFilter, chosen: Chosen) -> None:
    """What is looked at, with the way to more of it or back."""
    if asked.unit_code and chosen.province:
        st.markdown(f"Đang xem {chosen.province.full_name}, mọi kỳ, trừ khi chọn một đơn vị ở dưới.")
        way = markup.link("Kiểm tra cả nước (có thể mất vài phút) →", address_with(_WHOLE, _COUNTRY))
    else:
        st.markdown("Đang xem mọi đơn vị, mọi kỳ, không theo thanh lọc, trừ khi chọn một đơn vị ở dưới.")
        way = markup.link("Chỉ tỉnh đang chọn →", address_with(_WHOLE, "")) if _is_asked_for_all() else ""
    if way:
        st.html(markup.element("p", way))


def _is_asked_for_all() -> bool:
    return st.query_params.get(_WHOLE) == _COUNTRY


def _is_alone(chosen: Chosen) -> bool:
    """Nobody else's figures are seen: nothing needs to be looked for."""
    return chosen.known_at is None and provinces_with_figures_seen(places()) == [chosen.province]


def _has_little(chosen: Chosen) -> bool:
    if _is_alone(chosen):
        return True
    beside: Elsewhere = read("elsewhere", chosen.elsewhere)
    return beside.complete
