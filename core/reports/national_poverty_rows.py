"""The rows that provinces are judged by in a year: of each province and huyện one, and what follows for a map's own.

Of the millions of rows of a country this reads one per unit: the one that the year is judged by, and the start of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from core.carrying import Carrier
from core.places import Place
from core.reference import EDITION, edition_on
from core.reports.batches import made_up_batches
from core.reports.origin import reasons_given
from core.reports.poverty import Result
from core.reports.poverty import _result as result_of_row
from core.reports.poverty_plan_rows import COUNTS as PLANNED
from core.reports.poverty_plan_rows import PlanRow
from core.reports.poverty_rows import COUNTS, ProgressRow
from core.reports.shares import declared_shares
from core.reports.standing import has_numbers, visible
from core.reports.unit_parts import own_parts
from core.tables import PovertyPlan, PovertyProgress

_OFFICIAL = "chính thức"


def province_plans(session: Session, provinces: Sequence[Place], year: int, known_at: datetime | None) -> list[PlanRow]:
    """The plans of a year that provinces have, and what follows for others where it does (core.carrying)."""
    order = (PovertyPlan.unit_code, PovertyPlan.plan_number, PovertyPlan.plan_owner)
    query = select(PovertyPlan).where(*plan_conditions(provinces, known_at), PovertyPlan.year == year).order_by(*order)
    stored = session.scalars(query).all()
    found = [PlanRow(row.unit_code, (row,)) for row in stored]
    carrier = Carrier(
        stored, lambda row: (row.plan_number, row.plan_owner), PLANNED, declared_shares(session, known_at)
    )
    carried = (one for one in carrier.carried(_codes(provinces)) if one.values["poor_start"] is not None)
    return [*found, *(PlanRow(one.unit_code, tuple(row for row, _ in one.parts), one) for one in carried)]


def plan_conditions(provinces: Sequence[Place], known_at: datetime | None) -> tuple[ColumnElement[bool], ...]:
    in_these = PovertyPlan.unit_code.in_(_codes(provinces))
    return visible(PovertyPlan, known_at), has_numbers(PovertyPlan), in_these


def _codes(places: Iterable[Place]) -> list[str]:
    return [place.code for place in places]


@dataclass(frozen=True)
class Asked:
    """`provinces` with, of some of these, the units right below them (`with_parts`); in `year`, up to `as_of`."""

    provinces: Sequence[Place]
    with_parts: Sequence[Place]
    year: int
    as_of: date | None
    known_at: datetime | None


def province_results(session: Session, asked: Asked) -> dict[str, list[Result]]:
    """By unit code, oldest first: the stored rows, and what follows from them for provinces."""
    rows, provinces, known_at = _stored(session, asked), asked.provinces, asked.known_at
    shown = [ProgressRow(row.unit_code, (row,)) for row in rows]
    carrier = Carrier(rows, lambda row: row.as_of, COUNTS, declared_shares(session, known_at))
    for one in carrier.carried(_codes(provinces)):
        shown.append(ProgressRow(one.unit_code, tuple(row for row, _ in one.parts), one))
    made_up, reasons = made_up_batches(session), reasons_given(session, known_at)
    found: dict[str, list[Result]] = defaultdict(list)
    for row in sorted(shown, key=lambda row: (row.unit_code, row.as_of)):
        found[row.unit_code].append(result_of_row(row, made_up, reasons))
    return found


def _stored(session: Session, asked: Asked) -> list[PovertyProgress]:
    codes, at = _codes(asked.provinces), (asked.as_of, asked.known_at)
    below = (part.code for place in asked.with_parts if _may_report(place, asked.year) for part in own_parts(place))
    started = select(PovertyProgress).where(*_conditions(codes, *at), _start(asked.year))
    judged = select(PovertyProgress).where(_judged(_conditions([*codes, *below], *at), asked.year))
    found = {row.id: row for query in (started, judged) for row in session.scalars(query)}
    return list(found.values())


def _may_report(place: Place, year: int) -> bool:
    """Whether units below it can have what a year is judged by: those of a later edition only once it is valid."""
    return place.edition == EDITION or edition_on(date(year + 1, 12, 30)).code == place.edition


def _conditions(codes: Sequence[str], as_of: date | None, known_at: datetime | None) -> list[ColumnElement[bool]]:
    conditions = [
        visible(PovertyProgress, known_at),
        has_numbers(PovertyProgress),
        PovertyProgress.unit_code.in_(codes),
    ]
    return [*conditions, PovertyProgress.as_of <= as_of] if as_of else conditions


def _start(year: int) -> ColumnElement[bool]:
    """The official figures of the end of the year before."""
    return and_(PovertyProgress.as_of == date(year - 1, 12, 31), PovertyProgress.value_type == _OFFICIAL)


def _judged(conditions: Sequence[ColumnElement[bool]], year: int) -> ColumnElement[bool]:
    """Of each unit the row that `core.rules.poverty.result_for_year` takes, found where the rows are."""
    row = PovertyProgress
    end, next_end = date(year, 12, 31), date(year + 1, 12, 31)
    final = and_(row.value_type == _OFFICIAL, row.as_of >= end, row.as_of < next_end)
    within = row.as_of.between(date(year, 1, 1), end)
    # Final ones first, the earliest of them; else the latest.
    order = (case((final, 0), else_=1), case((final, row.as_of)), row.as_of.desc())
    place = func.row_number().over(partition_by=row.unit_code, order_by=order).label("place")
    ranked = select(row.id, place).where(*conditions, or_(final, within)).subquery()
    return row.id.in_(select(ranked.c.id).where(ranked.c.place == 1))
