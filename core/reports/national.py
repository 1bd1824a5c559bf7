"""All provinces beside each other under the plans of one year: what their own rows say, or what their huyện add up to.

A province of the other edition of the map has no row of its own where its figures are those of the map's provinces.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.carrying import other_edition
from core.places import Place, Places, places_of, places_seen_by
from core.reference import EDITION, unit_maps
from core.reports.national_poverty_rows import Asked, plan_conditions, province_plans, province_results
from core.reports.poverty import PlanStatus, Result, summed_result
from core.reports.poverty import _latest_of_parts as latest_of_parts
from core.reports.poverty import _own_or_summed as own_or_summed
from core.reports.poverty import _status as status_of_plan
from core.reports.poverty_plan_rows import PlanRow
from core.rules.poverty import PovertyTarget, percent_of_plan_by_households
from core.tables import PovertyPlan
from core.territory import pieces_of

DISTRICTS, COMMUNES, FORMER_PROVINCES = "huyện", "xã", "tỉnh cũ"


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

    @property
    def guests(self) -> list[Place]:
        """The provinces of the other edition, as this map names them, but for what `besides` has a piece of."""
        places, besides = self.places, pieces_of(self.besides) if self.besides else frozenset()
        others = places_of(other_edition(unit_maps()[places.code].edition)).provinces
        return [places.by_code[one.code] for one in others if not pieces_of(one.code) & besides]


@dataclass(frozen=True)
class ProvinceStatus:
    """One province in one year. `status` is None without a plan of its own; `other_plans` counts those not shown.

    `result` is its own row or the sum of its huyện; `reported` of `listed` huyện have a figure of the year, or of what
    else it is made of: `parts_are`.
    """

    place: Place
    status: PlanStatus | None
    result: Result | None
    other_plans: int
    reported: int
    listed: int
    parts_are: str = DISTRICTS


def plan_years(session: Session, chosen: NationalFilter) -> list[int]:
    """The years that provinces have plans of, newest first."""
    conditions = plan_conditions([*chosen.provinces, *chosen.guests], chosen.known_at)
    return sorted(session.scalars(select(PovertyPlan.year).where(*conditions).distinct()), reverse=True)


def national_poverty(session: Session, chosen: NationalFilter) -> list[ProvinceStatus]:
    """One row per province that has a plan or a figure of the year (`chosen.year`), ordered by code.

    After these the other edition's provinces with a plan that is nobody's of the map: 97/KH-UBND stays Đắk Nông's.
    """
    if chosen.year is None:
        return []
    every, year = [*chosen.provinces, *chosen.guests], chosen.year
    plans: dict[str, list[PlanRow]] = defaultdict(list)
    for plan in province_plans(session, every, year, chosen.known_at):
        plans[plan.unit_code].append(plan)
    planned = frozenset[int]().union(*(pieces_of(code) for code in plans))
    judged = [place for place in every if place.edition == EDITION or not place.is_guest or _meets(place, planned)]
    results = province_results(session, Asked(every, judged, year, chosen.as_of, chosen.known_at))
    found = [_province(place, plans[place.code], results, chosen) for place in chosen.provinces]
    taken = {part.id for place in chosen.provinces for plan in plans[place.code] for part in plan.parts}
    beside = {place.code: [plan for plan in plans[place.code] if _is_own(plan, taken)] for place in chosen.guests}
    guests = [_province(place, beside[place.code], results, chosen) for place in chosen.guests if beside[place.code]]
    return [*(row for row in found if row.status or row.result or row.reported), *guests]


def _meets(place: Place, planned: frozenset[int]) -> bool:
    """Whether it has ground of a province that has a plan: this may be judged by what its communes report."""
    return not planned.isdisjoint(pieces_of(place.code))


def _is_own(plan: PlanRow, taken: set[int]) -> bool:
    """Given to the unit itself, and not what a plan of the map's provinces is carried from."""
    return plan.carried is None and plan.given.id not in taken


def _province(
    place: Place, plans: Sequence[PlanRow], results: Mapping[str, list[Result]], chosen: NationalFilter
) -> ProvinceStatus:
    assert chosen.year is not None
    known, year = dict(results), chosen.year
    status = status_of_plan(plans[0], chosen.places, known, frozenset()) if plans else None
    parts = latest_of_parts(place, known, year)
    result = status.result if status else own_or_summed(known.get(place.code, []), parts, year)
    heard, parts_are = _parts(place, parts, known, chosen.places, year)
    reported = sum(found is not None for found in heard)
    return ProvinceStatus(place, status, result, max(0, len(plans) - 1), reported, len(heard), parts_are)


def _parts(
    place: Place,
    parts: Sequence[tuple[Place, Result | None]],
    results: dict[str, list[Result]],
    places: Places,
    year: int,
) -> tuple[list[Result | None], str]:
    """What a province is heard of: its huyện or xã; while its xã have nothing, the older provinces it is made of."""
    own = [result for _, result in parts]
    if any(part.level == "district" for part, _ in parts):
        return own, DISTRICTS
    former = [one for one in places_of(other_edition(place.edition)).provinces if _lies_in(one, place)]
    if any(own) or not former:
        return own, COMMUNES
    seen = [places.by_code[one.code] for one in former]
    return [
        own_or_summed(results.get(one.code, []), latest_of_parts(one, results, year), year) for one in seen
    ], FORMER_PROVINCES


def _lies_in(one: Place, place: Place) -> bool:
    return pieces_of(one.code) <= pieces_of(place.code)


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
    planned = _apart([row for row in rows if row.status and row.result])
    days = days_reported(planned)
    if not days or days[0][1] < 2:
        return None
    same = [row.status for row in planned if row.status and row.result and row.result.as_of == days[0][0]]
    result = summed_result([status.result for status in same])
    assert result is not None
    return SameDaySum(tuple(one.place for one in same), _summed_target(same), result, tuple(same))


def _apart(rows: Sequence[ProvinceStatus]) -> list[ProvinceStatus]:
    """Without another edition's provinces whose territory the map's own have a plan for: households count once."""
    own = frozenset[int]().union(*(pieces_of(row.place.code) for row in rows if not row.place.is_guest))
    return [row for row in rows if not row.place.is_guest or not pieces_of(row.place.code) & own]


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
