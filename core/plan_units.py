"""Which unit a plan is of: what a shipped document says of itself, else the smallest that holds what sets it out."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import Session

from core.access.rules import common_unit
from core.places import all_places
from core.reference import documents
from core.tables import FACT_TABLES, Arrival, BudgetPlan, Fact, Goal, Obligation, PovertyPlan

# Goals and duties go by the plan's number alone; the tables beside them by number and unit, so that two provinces may
# bring rows of one number.
_OWN, _BESIDE = (Goal, Obligation), (PovertyPlan, BudgetPlan)


def units_of_plans(session: Session, numbers: Iterable[str]) -> dict[str, str | None]:
    """By plan number; None for a plan that no row sets out, or one of whose rows nobody can tell the unit of.

    A row counts while it stands or waits to be accepted; one that names no unit is of its batch's.
    """
    wanted = sorted(set(numbers))
    own, beside = _said_by(session, _OWN, wanted), _said_by(session, _BESIDE, wanted)
    shipped = {document.number: document.unit for document in documents()}
    return {number: shipped.get(number) or _unit_of(own[number], beside[number]) for number in wanted}


def held_plans(session: Session, numbers: Iterable[str]) -> frozenset[str]:
    """The plan numbers that somebody has rows of, of any kind, standing or waiting; and those of shipped documents."""
    wanted = sorted(set(numbers))
    of_plans = [table for table in FACT_TABLES.values() if "plan_number" in table.__table__.columns]
    found = {row.plan_number for table in of_plans for row in session.execute(_rows(table, wanted))}
    return frozenset(found | ({document.number for document in documents()} & set(wanted)))


def _unit_of(own: set[str | None], beside: set[str | None]) -> str | None:
    """What lies in another province than the plan's own rows does not move it there."""
    if not own:
        return _common(beside)
    unit = _common(own)
    near = {one for one in beside if _province(one) == _province(unit)}
    return _common(near | {unit}) if unit else None


def _common(units: set[str | None]) -> str | None:
    known = frozenset(unit for unit in units if unit)
    return common_unit(known) if len(known) == len(units) else None


def _province(unit: str | None) -> str | None:
    known = all_places()
    place = known.by_code.get(unit or "")
    province = known.ancestors(place)[0] if place else None
    return province.code if province else unit


def _said_by(session: Session, tables: Iterable[type[Fact]], wanted: list[str]) -> dict[str, set[str | None]]:
    """Units by plan number; None among them for a row of nobody knows which unit."""
    found: dict[str, set[str | None]] = {number: set() for number in wanted}
    for number, unit in session.execute(union_all(*(_rows(table, wanted) for table in tables))):
        found[number].add(unit)
    return found


def _rows(table: type[Fact], wanted: list[str]) -> Select[Any]:
    """Plan number and unit of the rows that stand or wait, each once."""
    of = table.__table__.columns
    waits = Arrival.published_at.is_(None) & Arrival.undone_at.is_(None)
    query = select(of.plan_number, _own_or_of_batch(of, "unit_code"))
    query = query.join(Arrival, Arrival.id == of.batch_id)
    return query.where(of.plan_number.in_(wanted), of.is_current | waits).distinct()


def _own_or_of_batch(columns: Any, name: str) -> ColumnElement[Any]:
    of_batch: ColumnElement[Any] = getattr(Arrival, name)
    return func.coalesce(columns[name], of_batch).label(name) if name in columns else of_batch
