"""All provinces' budget lines that go on in new units: left out of the sums, and what takes their place in them.

Lines are looked at one by one only in a year that units of both editions have capital or disbursements in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Subquery, select
from sqlalchemy.orm import Session

from core.places import places_of
from core.reference import editions
from core.reports.budget_carried import passing
from core.reports.budget_shares import LineKey
from core.tables import BudgetPlan, Disbursement


@dataclass(frozen=True)
class CarriedLine:
    """A new unit's line whose plan is that of old ones, in triệu đồng, with its own cumulative figure."""

    unit_code: str
    carry_over: str
    nature: str
    allocated: Decimal
    disbursed: Decimal
    as_of: date
    value_type: str
    batch_id: int


@dataclass(frozen=True)
class PassedOn:
    """`replaced` are ids of plans that are in no sum; `counted` the units and sources with a plan that is in one."""

    replaced: tuple[int, ...] = ()
    lines: tuple[CarriedLine, ...] = ()
    counted: frozenset[tuple[str, str]] = frozenset()


def passed_on(
    session: Session, planned: Sequence[ColumnElement[bool]], standing: ColumnElement[bool], newest: Subquery
) -> PassedOn:
    """`planned` and `standing` are conditions of the year's plans and disbursements, `newest` these lines' latest."""
    later = [place.code for one in editions()[1:] for place in places_of(one.code).provinces]
    first = select(BudgetPlan.id).where(*planned, BudgetPlan.province.in_(later)).limit(1)
    paid = select(Disbursement.id).where(standing, Disbursement.province.in_(later)).limit(1)
    if session.scalars(first).first() is None and session.scalars(paid).first() is None:
        return PassedOn()
    columns = (BudgetPlan.unit_code, BudgetPlan.budget_year, BudgetPlan.line, BudgetPlan.carry_over)
    rows = session.execute(select(*columns, BudgetPlan.id, BudgetPlan.nature, BudgetPlan.allocated).where(*planned))
    plans: dict[LineKey, Any] = {(row[0], row[1], row[2], row[3]): row for row in rows}
    return _passed_on(plans, _reports(session, {key[1] for key in plans}, newest))


def _reports(session: Session, years: set[int], newest: Subquery) -> Mapping[LineKey, Any]:
    """The latest figure of each line of the one year there is."""
    found = session.execute(select(newest).where(newest.c.place == 1))
    return {(row.unit_code, year, row.line, row.carry_over): row for row in found for year in years}


def _passed_on(plans: Mapping[LineKey, Any], reports: Mapping[LineKey, Any]) -> PassedOn:
    passed = passing({key: row.nature for key, row in plans.items()}, reports.keys())
    replaced = passed.replaced & plans.keys()
    return PassedOn(
        tuple(sorted(plans[key].id for key in replaced)),
        tuple(_line(key, [plans[part] for part in parts], reports[key]) for key, parts in passed.parts.items()),
        frozenset((key[0], key[3]) for key in plans.keys() - replaced),
    )


def _line(key: LineKey, parts: Sequence[Any], report: Any) -> CarriedLine:
    return CarriedLine(
        unit_code=key[0],
        carry_over=key[3],
        nature=parts[0].nature,
        allocated=sum((part.allocated for part in parts), Decimal(0)),
        disbursed=report.disbursed,
        as_of=report.as_of,
        value_type=report.value_type,
        batch_id=report.batch_id,
    )
