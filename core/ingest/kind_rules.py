"""What each kind of file holds its rows to, beside the types of its columns (data/columns.csv)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class KindRules:
    """`within`: (part, whole) where the part is never larger; `positive`: never 0; `defaults`: what a blank means."""

    within: tuple[tuple[str, str], ...] = ()
    positive: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    # Said once when the file has no such column: (column, code, what is assumed).
    assumed: tuple[str, str, str] | None = None
    # Counts and amounts that the units below a unit add up to, and what makes two rows of the same period.
    summed: tuple[str, ...] = ()
    period: tuple[str, ...] = ()


_OFFICIAL = ("value_type", "assumed_official", "mọi dòng được hiểu là số chính thức")
_CAPITAL_OF_YEAR = ("carry_over", "assumed_capital_of_year", "mọi dòng được hiểu là vốn năm")

_RULES = {
    "poverty-progress": KindRules(
        within=(
            ("poor", "households"),
            ("near_poor", "households"),
            ("ethnic_households", "households"),
            ("ethnic_poor", "ethnic_households"),
            ("ethnic_poor", "poor"),
            ("indigenous_households", "households"),
            ("indigenous_poor", "indigenous_households"),
            ("indigenous_poor", "poor"),
        ),
        positive=("households",),
        defaults={"value_type": "chính thức"},
        assumed=_OFFICIAL,
        summed=("households", "poor"),
        period=("as_of",),
    ),
    "poverty-plan": KindRules(
        within=(
            ("poor_start", "households_start"),
            ("poor_reduction", "poor_start"),
            ("near_poor_start", "households_start"),
            ("near_poor_reduction", "near_poor_start"),
            ("rate_reduction", "rate_reduction_upper"),
        ),
        positive=("households_start", "households_planned"),
        defaults={"plan_owner": "", "plan_number": ""},
        summed=("households_start", "poor_start", "households_planned", "poor_reduction"),
        period=("year", "plan_number", "plan_owner"),
    ),
    "budget-plan": KindRules(defaults={"carry_over": "vốn năm"}, assumed=_CAPITAL_OF_YEAR),
    "disbursement": KindRules(
        within=(("advance", "disbursed"),),
        defaults={"carry_over": "vốn năm", "value_type": "chính thức"},
        assumed=_CAPITAL_OF_YEAR,
    ),
    "criteria-status": KindRules(defaults={"village": ""}),
    "recognition": KindRules(defaults={"village": ""}),
    "explanation": KindRules(defaults={"plan_number": ""}),
    "goal": KindRules(within=(("value", "value_upper"),)),
}


def rules_of(kind: str) -> KindRules:
    return _RULES.get(kind, KindRules())
