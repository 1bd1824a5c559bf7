"""New rural areas: assessments, recognitions, villages."""

from datetime import date

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.facts import UnitFact, unit_fact_constraints


class CriterionStatus(UnitFact):
    """One row per unit (or village, else empty text), criterion and date of assessment."""

    __tablename__ = "criterion_status"
    KEY = ("edition", "unit_code", "village", "set", "criterion", "as_of")
    __table_args__ = (
        *unit_fact_constraints("criterion_status", *KEY),
        CheckConstraint("criterion >= 1", "criterion_positive"),
        CheckConstraint("status IN ('đạt', 'cơ bản đạt', 'chưa đạt')", "status"),
    )
    village: Mapped[str] = mapped_column(String(120))
    set: Mapped[str] = mapped_column(String(40))
    criterion: Mapped[int]
    as_of: Mapped[date]
    status: Mapped[str] = mapped_column(String(20))
    value: Mapped[str | None] = mapped_column(Text)
    evidence: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class Recognition(UnitFact):
    """One row per decision that recognises a unit (or village) under a title."""

    __tablename__ = "recognition"
    KEY = ("edition", "unit_code", "village", "title", "decision_number")
    __table_args__ = (*unit_fact_constraints("recognition", *KEY),)
    village: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(40))
    decision_number: Mapped[str] = mapped_column(String(80))
    decision_date: Mapped[date]


class Village(UnitFact):
    """One row per village of a commune; `ethnic_area` says whether it lies in a DTTS area (có / không)."""

    __tablename__ = "village"
    KEY = ("edition", "unit_code", "village")
    __table_args__ = (
        *unit_fact_constraints("village", *KEY),
        CheckConstraint("ethnic_area IN ('có', 'không')", "ethnic_area"),
    )
    village: Mapped[str] = mapped_column(String(120))
    ethnic_area: Mapped[str | None] = mapped_column(String(10))
