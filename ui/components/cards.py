"""Headline figures: each with its unit, its plan and its date."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core import formats
from core.provenance import keys
from core.reports.frames import shown_state
from core.reports.poverty import PlanStatus
from core.reports.unit_parts import parts_said
from core.wording import status_words
from core.wording_distance import asks_for_nothing, why_not_compared
from core.wording_overview import drafts_mark, state_said
from core.wording_poverty import when_said
from ui import markup
from ui.links import origin_of_figure


@dataclass(frozen=True)
class Card:
    """One figure: what it is, its value as text, and what stands below it (plan, date, denominator).

    `origin` is the figure's key in core.provenance: «từ đâu?» then opens where it comes from.
    """

    label: str
    value: str
    below: str
    origin: str | None = None


def cards(figures: Sequence[Card]) -> None:
    for column, card in zip(st.columns(len(figures)), figures, strict=True):
        with column, st.container(border=True, height="stretch", gap="xsmall"):
            st.metric(card.label, card.value)
            st.html(_below(card))


def _below(card: Card) -> str:
    asked = ""
    if card.origin and card.value != formats.MISSING:
        asked = " " + markup.link("từ đâu?", origin_of_figure(card.origin), f"{card.label}: từ đâu?")
    return markup.element("p", markup.text(card.below) + asked, class_="td-below")


def poverty_cards(row: PlanStatus, is_newest: bool) -> list[Card]:
    """Start, plan, the result that the year is judged by and its share of the plan; a missing figure has its reason.

    `is_newest`: nothing later is known of the unit.
    """
    target, result, judged = row.target, row.result, row.assessment
    result_base = (
        f"{formats.rate(result.rate)} trên {formats.count(result.households)} hộ, số {result.value_type}"
        f" {formats.day(result.as_of)}"
        if result
        else _why_none(row)
    )
    return [
        Card(
            f"Hộ nghèo cuối năm {row.year - 1}",
            formats.count(target.poor_start),
            f"{formats.rate(target.rate_start)} trên {formats.count(target.households_start)} hộ",
            str(keys.of_status(row, "poor_start")),
        ),
        Card(
            f"Kế hoạch cuối năm {row.year}",
            formats.count(target.poor_planned),
            _plan_said(row),
            str(keys.of_status(row, "poor_planned")),
        ),
        Card(
            f"Hộ nghèo {when_said(result, is_newest)}",
            formats.count(result.poor if result else None),
            result_base,
            str(keys.of_status(row, "poor")),
        ),
        Card(
            "Đạt kế hoạch, theo điểm %",
            formats.percent_of_plan(judged.percent_by_points),
            f"{_share_said(row)}{drafts_mark([result])}",
            str(keys.of_status(row, "percent_points")),
        ),
    ]


def _share_said(row: PlanStatus) -> str:
    judged, target, word = row.assessment, row.target, f"{status_words()[shown_state(row)].symbol} {state_said(row)}"
    if row.result is None:
        return word
    if judged.percent_by_households is None and judged.percent_by_points is None:
        return f"{word}: {why_not_compared(target)}"
    if judged.percent_by_households is None:
        none_asked = target.poor_reduction == 0
        return f"Kế hoạch không {'giao giảm hộ nào' if none_asked else 'nêu số hộ'}. {word}"
    asked = formats.count(target.poor_reduction)
    done = (
        f"tăng {formats.count(-judged.reduced)} hộ, phải giảm {asked} hộ"
        if judged.reduced is not None and judged.reduced < 0
        else f"{formats.count(judged.reduced)}/{asked} hộ"
    )
    return f"Theo số hộ: {formats.percent_of_plan(judged.percent_by_households)} ({done}). {word}"


def _plan_said(row: PlanStatus) -> str:
    target, fall = row.target, f"giảm {_fall(row)} điểm %"
    if asks_for_nothing(target):
        return f"{formats.rate(target.rate_planned)}; {why_not_compared(target)}"
    if target.poor_reduction is None:
        return f"Kế hoạch chỉ nêu {fall}, không nêu số hộ"
    return (
        f"{formats.rate(target.rate_planned)} trên {formats.count(target.households_planned)} hộ dự kiến; giảm"
        f" {formats.count(target.poor_reduction)} hộ, {_fall(row)} điểm %"
    )


def _why_none(row: PlanStatus) -> str:
    if row.parts_kept_back:
        return f"Không cộng được: không công bố số liệu của {', '.join(row.parts_kept_back)}"
    if any(day for _, day in row.parts_dates):
        return f"Chưa cộng được: các {parts_said(row.place)} chưa có đủ số liệu của cùng một ngày"
    return "Chưa có số liệu thực hiện"


def _fall(row: PlanStatus) -> str:
    lower = formats.points(row.target.rate_reduction)
    return lower if row.rate_reduction_upper is None else f"{lower}–{formats.points(row.rate_reduction_upper)}"
