"""Why a unit is behind, and what it will do about it by when (giải trình)."""

from datetime import date

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.facts import UnitFact, unit_fact_constraints


class ShortfallExplanation(UnitFact):
    """One row per unit, subject, plan and day. `plan_number` is empty text where the unit names no plan.

    `remedy_due` is the day by which the unit will have put it right.
    """

    __tablename__ = "shortfall_explanation"
    KEY = ("edition", "unit_code", "subject", "plan_number", "as_of")
    __table_args__ = (
        *unit_fact_constraints("shortfall_explanation", *KEY),
        CheckConstraint("subject IN ('giảm nghèo', 'giải ngân', 'nông thôn mới', 'báo cáo')", "subject"),
    )
    subject: Mapped[str] = mapped_column(String(40))
    plan_number: Mapped[str] = mapped_column(String(80))
    as_of: Mapped[date]
    cause: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text)
    remedy_due: Mapped[date]
    note: Mapped[str | None] = mapped_column(Text)
