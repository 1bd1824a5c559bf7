"""Programme budgets: capital planned and disbursed."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.facts import UnitFact, not_negative, unit_fact_constraints


class BudgetPlan(UnitFact):
    """One row per budget line and source of capital: allocated capital in triệu đồng."""

    __tablename__ = "budget_plan"
    KEY = ("edition", "unit_code", "budget_year", "line", "carry_over")
    __table_args__ = (
        *unit_fact_constraints("budget_plan", *KEY),
        *not_negative("allocated"),
        CheckConstraint("nature IN ('đầu tư', 'sự nghiệp')", "nature"),
        CheckConstraint("carry_over IN ('vốn năm', 'kéo dài')", "carry_over"),
    )
    budget_year: Mapped[int]
    line: Mapped[str] = mapped_column(String(40))
    carry_over: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    nature: Mapped[str] = mapped_column(String(20))
    allocated: Mapped[Decimal]
    plan_number: Mapped[str | None] = mapped_column(String(80), index=True)
    source: Mapped[str | None] = mapped_column(Text)


class Disbursement(UnitFact):
    """One row per budget line, source of capital and date: cumulative amounts in triệu đồng."""

    __tablename__ = "disbursement"
    KEY = ("edition", "unit_code", "budget_year", "line", "carry_over", "as_of")
    __table_args__ = (
        *unit_fact_constraints("disbursement", *KEY),
        *not_negative("disbursed", "advance"),
        CheckConstraint("advance <= disbursed", "advance_within_disbursed"),
        CheckConstraint("carry_over IN ('vốn năm', 'kéo dài')", "carry_over"),
        CheckConstraint("value_type IN ('chính thức', 'ước')", "value_type"),
    )
    budget_year: Mapped[int]
    line: Mapped[str] = mapped_column(String(40))
    carry_over: Mapped[str] = mapped_column(String(20))
    as_of: Mapped[date]
    value_type: Mapped[str] = mapped_column(String(20))
    disbursed: Mapped[Decimal]
    advance: Mapped[Decimal | None]
    note: Mapped[str | None] = mapped_column(Text)
