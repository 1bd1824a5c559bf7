"""Goals and duties of plans, and what became of them."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import province_of_unit, unit_is_known_or_none
from core.tables.facts import Fact, UnitFact, fact_constraints, unit_fact_constraints


class Goal(Fact):
    """One row per goal of a plan beside the poverty table; `value` to `value_upper` in the goal's own measure."""

    __tablename__ = "goal"
    KEY = ("plan_number", "goal")
    __table_args__ = (
        *fact_constraints("goal", *KEY),
        *unit_is_known_or_none("goal"),
        CheckConstraint("value_upper >= value", "range_in_order"),
    )
    edition: Mapped[str | None] = mapped_column(String(20))
    unit_code: Mapped[str | None] = mapped_column(String(10))
    province: Mapped[str | None] = province_of_unit(nullable=True)
    plan_number: Mapped[str] = mapped_column(String(80))
    goal: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(Text)
    value: Mapped[Decimal | None]
    value_upper: Mapped[Decimal | None]
    measure: Mapped[str | None] = mapped_column(Text)
    due: Mapped[date | None]
    source: Mapped[str | None] = mapped_column(Text)


class GoalProgress(Fact):
    """One row per goal and date: the value reached, in the goal's own measure."""

    __tablename__ = "goal_progress"
    KEY = ("plan_number", "goal", "as_of")
    __table_args__ = (*fact_constraints("goal_progress", *KEY),)
    plan_number: Mapped[str] = mapped_column(String(80))
    goal: Mapped[str] = mapped_column(String(80))
    as_of: Mapped[date]
    value: Mapped[Decimal]
    note: Mapped[str | None] = mapped_column(Text)


class Obligation(Fact):
    """One row per duty of a plan: who owes what, before which date, how often."""

    __tablename__ = "obligation"
    KEY = ("plan_number", "obligation")
    __table_args__ = (*fact_constraints("obligation", *KEY),)
    plan_number: Mapped[str] = mapped_column(String(80))
    obligation: Mapped[str] = mapped_column(String(80))
    agency: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    due: Mapped[date | None]
    recurs: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)


class ObligationDone(Fact):
    """One row per time that a duty was done."""

    __tablename__ = "obligation_done"
    KEY = ("plan_number", "obligation", "done_on")
    __table_args__ = (*fact_constraints("obligation_done", *KEY),)
    plan_number: Mapped[str] = mapped_column(String(80))
    obligation: Mapped[str] = mapped_column(String(80))
    done_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(Text)


class ObligationDoneUnit(UnitFact):
    """One row per time that one unit did what a duty asks of each of several units."""

    __tablename__ = "obligation_done_unit"
    KEY = ("edition", "unit_code", "plan_number", "obligation", "done_on")
    __table_args__ = (*unit_fact_constraints("obligation_done_unit", *KEY),)
    plan_number: Mapped[str] = mapped_column(String(80))
    obligation: Mapped[str] = mapped_column(String(80))
    done_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(Text)
