"""Headline figures: each with its unit, its plan and its date."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core import formats
from core.reports.poverty import PlanStatus
from core.wording import status_words


@dataclass(frozen=True)
class Card:
    """One figure: what it is, its value as text, and what stands below it (plan, date, denominator)."""

    label: str
    value: str
    below: str


def cards(figures: Sequence[Card]) -> None:
    for column, card in zip(st.columns(len(figures)), figures, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.metric(card.label, card.value)
            st.caption(card.below)


def poverty_cards(row: PlanStatus) -> list[Card]:
    """Start, plan, latest result and share of plan of one unit; a missing figure is a dash with its reason."""
    target, result, judged = row.target, row.result, row.assessment
    word = status_words()[judged.status.value]
    plan_base = f"trên {formats.count(target.households_planned)} hộ dự kiến"
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
        ),
        Card(
            f"Kế hoạch cuối năm {row.year}",
            formats.count(target.poor_planned),
            f"{formats.rate(target.rate_planned)} {plan_base}; giảm {formats.count(target.poor_reduction)} hộ,"
            f" {_fall(row)} điểm %",
        ),
        Card("Hộ nghèo hiện nay", formats.count(result.poor if result else None), result_base),
        Card(
            "Đạt kế hoạch, theo điểm %",
            formats.percent_of_plan(judged.percent_by_points),
            f"Theo số hộ: {formats.percent_of_plan(judged.percent_by_households)}"
            f" ({formats.count(judged.reduced)}/{formats.count(target.poor_reduction)} hộ). {word.shown}"
            if result
            else word.shown,
        ),
    ]


def _why_none(row: PlanStatus) -> str:
    if any(day for _, day in row.parts_dates):
        return "Chưa cộng được: các huyện, thành phố chưa có đủ số liệu của cùng một ngày"
    return "Chưa có số liệu thực hiện"


def _fall(row: PlanStatus) -> str:
    lower = formats.points(row.target.rate_reduction)
    return lower if row.rate_reduction_upper is None else f"{lower}–{formats.points(row.rate_reduction_upper)}"
