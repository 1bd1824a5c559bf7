"""Which plans somebody hears of, when they bring rows that name one: those of which they may see something."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, String, literal, select, union_all
from sqlalchemy.orm import Session

from core.access.rules import Access, Action, may
from core.plan_units import units_of_plans
from core.stored import DEMO, StandingFact
from core.tables import FACT_TABLES, UNIT_FACT_TABLES, Batch

# Who sees the rows that set plans out, and those that were accepted for one.
_NAMING = {
    **dict.fromkeys(("poverty-plan", "budget-plan", "goal", "obligation"), Action.SEE_FIGURES),
    "explanation": Action.SEE_FILES,
}


def plan_numbers(session: Session, by: Access, with_made_up: bool) -> frozenset[str]:
    """The plans that standing rows set out, or that an explanation which stands was accepted for."""
    query = union_all(*(_rows_of_plans(kind, action) for kind, action in _NAMING.items()))
    rows: Iterable[Any] = session.execute(query)
    return frozenset(
        number
        for number, unit, action, origin in rows
        if number and (with_made_up or origin != DEMO) and may(by, Action(action), unit)
    )


def _rows_of_plans(kind: str, action: Action) -> Select[tuple[str, str, str, str]]:
    """Each plan's number with the units that its rows are of, or else its batches."""
    of = FACT_TABLES[kind].__table__.columns
    unit = of.unit_code if kind in UNIT_FACT_TABLES else Batch.unit_code
    query = select(of.plan_number, unit, literal(action.value, String), Batch.origin)
    return query.join(Batch, Batch.id == of.batch_id).where(of.is_current).distinct()


def seen_of_plans(session: Session, by: Access, facts: Sequence[StandingFact]) -> list[StandingFact]:
    """Of goals and duties those that somebody may see: of a batch or a plan of which they see figures."""
    batches = _units_of_batches(session, {fact.batch_id for fact in facts})
    plans = units_of_plans(session, {fact.values["plan_number"] for fact in facts})
    return [
        fact
        for fact in facts
        if any(
            may(by, Action.SEE_FIGURES, unit) for unit in (batches[fact.batch_id], plans[fact.values["plan_number"]])
        )
    ]


def _units_of_batches(session: Session, numbers: Iterable[int]) -> dict[int, str | None]:
    rows = session.execute(select(Batch.id, Batch.unit_code).where(Batch.id.in_(sorted(numbers))))
    return {row.id: row.unit_code for row in rows}
