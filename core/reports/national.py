"""All provinces beside each other under the plans of one year: what their own rows say, or what their huyện add up to.

Of the millions of rows of a country this reads one per province and huyện: the one that the year is judged by.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from core.places import Place, Places, all_places, places_seen_by
from core.reference import EDITION
from core.reports.batches import made_up_batches
from core.reports.origin import reasons_given
from core.reports.poverty import PlanStatus, Result, summed_result
from core.reports.poverty import _latest_of_parts as latest_of_parts
from core.reports.poverty import _own_or_summed as own_or_summed
from core.reports.poverty import _result as result_of_row
from core.reports.poverty import _status as status_of_plan
from core.reports.poverty_rows import ProgressRow
from core.reports.standing import has_numbers, visible
from core.rules.poverty import PovertyTarget, percent_of_plan_by_households
from core.tables import PovertyPlan, PovertyProgress

_OFFICIAL = "chính thức"


@dataclass(frozen=True)
class NationalFilter:
    """All provinces the reader sees but for `besides`; of `year`, figures up to `as_of`, as known at `known_at`."""

    besides: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    year: int | None = None
    seen_in: str = ""

    @property
    def places(self) -> Places:
        return places_seen_by(self.besides, self.seen_in)

    @property
    def provinces(self) -> list[Place]:
        return [place for place in self.places.provinces if place.code != self.besides]


@dataclass(frozen=True)
class ProvinceStatus:
    """One province in one year. `status` is None without a plan of its own; `other_plans` counts those not shown.

    `result` is its own row or the sum of its huyện; `reported` of `listed` huyện have a figure of the year.
    """

    place: Place
    status: PlanStatus | None
    result: Result | None
    other_plans: int
    reported: int
    listed: int


def plan_years(session: Session, chosen: NationalFilter) -> list[int]:
    """The years that provinces have plans of, newest first."""
    query = select(PovertyPlan.year).where(*_plan_conditions(chosen)).distinct()
    return sorted(session.scalars(query), reverse=True)


def national_poverty(session: Session, chosen: NationalFilter) -> list[ProvinceStatus]:
    """One row per province that has a plan or a figure of the year (`chosen.year`), ordered by code."""
    if chosen.year is None:
        return []
    plans: dict[str, list[PovertyPlan]] = defaultdict(list)
    order = (PovertyPlan.unit_code, PovertyPlan.plan_number, PovertyPlan.plan_owner)
    query = select(PovertyPlan).where(*_plan_conditions(chosen), PovertyPlan.year == chosen.year).order_by(*order)
    for plan in session.scalars(query):
        plans[plan.unit_code].append(plan)
    results = _results(session, chosen, chosen.year)
    found = [_province(place, plans.get(place.code, []), results, chosen.year) for place in chosen.provinces]
    return [row for row in found if row.status or row.result or row.reported]


def _plan_conditions(chosen: NationalFilter) -> tuple[ColumnElement[bool], ...]:
    return (
        visible(PovertyPlan, chosen.known_at),
        PovertyPlan.edition == EDITION,
        has_numbers(PovertyPlan),
        PovertyPlan.unit_code.in_([place.code for place in chosen.provinces]),
    )


def _province(
    place: Place, plans: Sequence[PovertyPlan], results: dict[str, list[Result]], year: int
) -> ProvinceStatus:
    parts = latest_of_parts(place, all_places(), results, year)
    status = status_of_plan(plans[0], all_places(), results, frozenset()) if plans else None
    result = status.result if status else own_or_summed(results.get(place.code, []), parts, year)
    reported = sum(found is not None for _, found in parts)
    return ProvinceStatus(place, status, result, max(0, len(plans) - 1), reported, len(parts))


def _results(session: Session, chosen: NationalFilter, year: int) -> dict[str, list[Result]]:
    """By unit code, oldest first: what each province and huyện is judged by, and the provinces' start of the year."""
    known, made_up = all_places(), made_up_batches(session)
    reasons = reasons_given(session, chosen.known_at)
    provinces = [place.code for place in chosen.provinces]
    units = [*provinces, *(child.code for place in chosen.provinces for child in known.children(place))]
    found: dict[str, list[Result]] = defaultdict(list)
    started = select(PovertyProgress).where(*_progress_conditions(chosen, provinces), _start(year))
    for query in (started, select(PovertyProgress).where(_judged(chosen, units, year))):
        for row in session.scalars(query):
            found[row.unit_code].append(result_of_row(ProgressRow(row.unit_code, (row,)), made_up, reasons))
    return found


def _progress_conditions(chosen: NationalFilter, codes: Sequence[str]) -> list[ColumnElement[bool]]:
    conditions = [
        visible(PovertyProgress, chosen.known_at),
        PovertyProgress.edition == EDITION,
        has_numbers(PovertyProgress),
        PovertyProgress.unit_code.in_(codes),
    ]
    return [*conditions, PovertyProgress.as_of <= chosen.as_of] if chosen.as_of else conditions


def _start(year: int) -> ColumnElement[bool]:
    """The official figures of the end of the year before."""
    return and_(PovertyProgress.as_of == date(year - 1, 12, 31), PovertyProgress.value_type == _OFFICIAL)


def _judged(chosen: NationalFilter, codes: Sequence[str], year: int) -> ColumnElement[bool]:
    """Of each unit the row that `core.rules.poverty.result_for_year` takes, found where the rows are."""
    row = PovertyProgress
    end, next_end = date(year, 12, 31), date(year + 1, 12, 31)
    final = and_(row.value_type == _OFFICIAL, row.as_of >= end, row.as_of < next_end)
    within = row.as_of.between(date(year, 1, 1), end)
    # Final ones first, the earliest of them; else the latest.
    order = (case((final, 0), else_=1), case((final, row.as_of)), row.as_of.desc())
    place = func.row_number().over(partition_by=row.unit_code, order_by=order).label("place")
    ranked = select(row.id, place).where(*_progress_conditions(chosen, codes), or_(final, within)).subquery()
    return row.id.in_(select(ranked.c.id).where(ranked.c.place == 1))


@dataclass(frozen=True)
class SameDaySum:
    """Provinces with figures of one date added up: households (hộ); None as soon as one of them lacks a count."""

    places: tuple[Place, ...]
    target: PovertyTarget
    result: Result
    statuses: tuple[PlanStatus, ...]

    @property
    def reduced(self) -> int | None:
        return None if self.target.poor_start is None else self.target.poor_start - self.result.poor

    @property
    def percent_by_households(self) -> Decimal | None:
        if self.reduced is None or self.target.poor_reduction is None:
            return None
        return percent_of_plan_by_households(self.reduced, self.target.poor_reduction)


def days_reported(rows: Iterable[ProvinceStatus]) -> list[tuple[date, int]]:
    """How many provinces have figures of which date, that of most of them first, the newest of equals."""
    counts = Counter(row.result.as_of for row in rows if row.result)
    return sorted(counts.items(), key=lambda one: (-one[1], -one[0].toordinal()))


def same_day_sum(rows: Iterable[ProvinceStatus]) -> SameDaySum | None:
    """Of those with a plan, over the date that most of them have; None where no two share one.

    Figures of different dates are never added up.
    """
    planned = [row for row in rows if row.status and row.result]
    days = days_reported(planned)
    if not days or days[0][1] < 2:
        return None
    same = [row.status for row in planned if row.status and row.result and row.result.as_of == days[0][0]]
    result = summed_result([status.result for status in same])
    assert result is not None
    return SameDaySum(tuple(one.place for one in same), _summed_target(same), result, tuple(same))


def _summed_target(statuses: Sequence[PlanStatus]) -> PovertyTarget:
    targets = [one.target for one in statuses]
    return PovertyTarget(
        statuses[0].year,
        households_start=_sum(target.households_start for target in targets),
        poor_start=_sum(target.poor_start for target in targets),
        households_planned=_sum(target.households_planned for target in targets),
        poor_reduction=_sum(target.poor_reduction for target in targets),
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    """None as soon as one of them is not given."""
    found = list(counts)
    known = [one for one in found if one is not None]
    return sum(known) if len(known) == len(found) else None
