"""Poverty: plans and results."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.facts import UnitFact, not_negative, unit_fact_constraints


class PovertyPlan(UnitFact):
    """One row per unit, year and plan. Households (hộ), except rates in per cent and falls in percentage points.

    `printed_*` are figures that follow from the others, kept as the document prints them so that the audit can
    set the two beside each other. `plan_owner` and `plan_number` are empty text where the file gives none.
    """

    __tablename__ = "poverty_plan"
    KEY = ("edition", "unit_code", "year", "plan_number", "plan_owner")
    __table_args__ = (
        *unit_fact_constraints("poverty_plan", *KEY),
        *not_negative("poor_start", "poor_reduction", "near_poor_start", "near_poor_reduction", "rate_reduction"),
        CheckConstraint("poor_start <= households_start", "poor_within_households"),
        CheckConstraint("poor_reduction <= poor_start", "reduction_within_poor"),
        CheckConstraint("households_start > 0", "households_start_positive"),
        CheckConstraint("households_planned > 0", "households_planned_positive"),
        CheckConstraint("rate_reduction_upper >= rate_reduction", "range_in_order"),
        CheckConstraint(
            "rate_reduction IS NOT NULL OR (poor_reduction IS NOT NULL AND poor_start IS NOT NULL"
            " AND households_start IS NOT NULL)",
            "has_a_target",
        ),
    )
    year: Mapped[int]
    plan_owner: Mapped[str] = mapped_column(String(40))
    plan_number: Mapped[str] = mapped_column(String(80), index=True)
    households_start: Mapped[int | None]
    poor_start: Mapped[int | None]
    households_planned: Mapped[int | None]
    poor_reduction: Mapped[int | None]
    near_poor_start: Mapped[int | None]
    near_poor_reduction: Mapped[int | None]
    rate_reduction: Mapped[Decimal | None]
    rate_reduction_upper: Mapped[Decimal | None]
    printed_rate_start: Mapped[Decimal | None]
    printed_poor_planned: Mapped[int | None]
    printed_rate_planned: Mapped[Decimal | None]
    source: Mapped[str | None] = mapped_column(Text)


class PovertyProgress(UnitFact):
    """One row per unit and date, in households (hộ). A figure that was not reported is NULL, never 0."""

    __tablename__ = "poverty_progress"
    KEY = ("edition", "unit_code", "as_of")
    __table_args__ = (
        *unit_fact_constraints("poverty_progress", *KEY),
        *not_negative("poor", "near_poor", "poor_start", "escaped_to_near_poor", "escaped", "other_decrease"),
        *not_negative("near_poor_to_poor", "relapsed", "newly_poor", "other_increase"),
        *not_negative("ethnic_households", "ethnic_poor", "indigenous_households", "indigenous_poor"),
        CheckConstraint("households > 0", "households_positive"),
        CheckConstraint("poor <= households", "poor_within_households"),
        CheckConstraint("poor + near_poor <= households", "near_poor_within_households"),
        CheckConstraint("ethnic_households <= households", "ethnic_within_households"),
        CheckConstraint("ethnic_poor <= ethnic_households", "ethnic_poor_within_ethnic"),
        CheckConstraint("ethnic_poor <= poor", "ethnic_poor_within_poor"),
        CheckConstraint("indigenous_households <= households", "indigenous_within_households"),
        CheckConstraint("indigenous_poor <= indigenous_households", "indigenous_poor_within_indigenous"),
        CheckConstraint("indigenous_poor <= poor", "indigenous_poor_within_poor"),
        CheckConstraint("value_type IN ('chính thức', 'ước')", "value_type"),
    )
    as_of: Mapped[date]
    value_type: Mapped[str] = mapped_column(String(20))
    households: Mapped[int]
    poor: Mapped[int]
    near_poor: Mapped[int | None]
    poor_start: Mapped[int | None]
    escaped_to_near_poor: Mapped[int | None]
    escaped: Mapped[int | None]
    other_decrease: Mapped[int | None]
    near_poor_to_poor: Mapped[int | None]
    relapsed: Mapped[int | None]
    newly_poor: Mapped[int | None]
    other_increase: Mapped[int | None]
    ethnic_households: Mapped[int | None]
    ethnic_poor: Mapped[int | None]
    indigenous_households: Mapped[int | None]
    indigenous_poor: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Text)
