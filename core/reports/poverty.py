"""Poverty: plans, results and the judgement of one against the other (KH 97; domain.md section 1)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.guard import kept_back_from
from core.carrying import Carried
from core.places import Place, Places, places_seen_by
from core.reports.batches import made_up_batches
from core.reports.once import once
from core.reports.origin import WAITING, Origin, Reasons, origin_of, reasons_given
from core.reports.poverty_plan_rows import PlanRow, plan_rows
from core.reports.poverty_rows import ProgressRow, progress_rows
from core.reports.unit_parts import own_parts
from core.rules.poverty import FLOWS, Assessment, PovertyResult, PovertyTarget, assess, result_for_year
from core.settings import progress_thresholds
from core.tables import PovertyPlan, PovertyProgress


@dataclass(frozen=True)
class Result(PovertyResult):
    """A reported result with its origin; `summed_from` names the parts when it is a sum and has no row of its own.

    `poor_start` and `flows` (hộ) are of the year up to `as_of`; a flow that was not reported is missing or None.
    """

    origin: Origin | None = None
    near_poor: int | None = None
    summed_from: int = 0
    batches: frozenset[int] = frozenset()
    made_up: bool = False
    waits: bool = False
    poor_start: int | None = None
    flows: Mapping[str, int | None] = field(default_factory=dict, hash=False)
    carried: Carried[PovertyProgress] | None = field(default=None, compare=False)
    has_estimates: bool = False
    share_batches: frozenset[int] = frozenset()

    @property
    def is_estimate(self) -> bool:
        """Whether some of it, or of what it is the sum of, is a declared share of a unit that was cut."""
        return self.has_estimates or (self.carried is not None and self.carried.is_estimate)

    @property
    def all_share_batches(self) -> frozenset[int]:
        """The batches that brought the declared shares in it; `share_batches` are those of what it is the sum of."""
        return self.share_batches | (self.carried.share_batches if self.carried else frozenset())

    @property
    def value_type(self) -> str:
        """chính thức or ước; minh họa for a made-up result, or a sum with one in it; whether one of it is a draft."""
        said = self._type(self.official)
        return self._with_draft(f"{said}, ước tính theo tỷ trọng" if self.is_estimate else said)

    @property
    def value_type_in_file(self) -> str:
        """The same where only the words of the template are: an estimate by shares is ước."""
        return self._with_draft(self._type(self.official and not self.is_estimate))

    def _type(self, official: bool) -> str:
        return "minh họa" if self.made_up else "chính thức" if official else "ước"

    def _with_draft(self, said: str) -> str:
        return f"{said}, đang {WAITING}" if self.waits else said


@dataclass(frozen=True)
class PlanStatus:
    """One row per unit and plan: the plan's figures, the result it is judged by, the judgement.

    `result` is None where there is nothing to judge by; for a province without a row of its own,
    `parts_dates` then tells the date of each huyện's latest result (None: no result), `parts_kept_back` names those of
    which the reader may see none. `carried` says which units' plans of the same number this one is the sum of, where
    nobody gave it to the unit itself; `origin` is then that of the first of them.
    """

    place: Place
    district: Place | None
    commune: Place | None
    province: Place
    plan_owner: str
    plan_number: str
    target: PovertyTarget
    rate_reduction_upper: Decimal | None
    origin: Origin
    result: Result | None
    assessment: Assessment
    parts_dates: tuple[tuple[str, date | None], ...] = field(default=())
    parts_kept_back: tuple[str, ...] = field(default=())
    carried: Carried[PovertyPlan] | None = field(default=None, compare=False)

    @property
    def year(self) -> int:
        return self.target.year

    @property
    def result_batches(self) -> frozenset[int]:
        return self.result.batches if self.result else frozenset()


@dataclass(frozen=True)
class PovertyFilter:
    """What to read: a unit and all below it (None: everything), figures up to `as_of`, as known at `known_at`.

    `seen_in` is the map that units are shown by; empty: that of the unit, or the first.
    """

    unit_code: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    seen_in: str = ""

    @property
    def places(self) -> Places:
        return places_seen_by(self.unit_code, self.seen_in)


def poverty_status(
    session: Session, chosen: PovertyFilter, results: dict[str, list[Result]] | None = None
) -> list[PlanStatus]:
    """One row per unit and plan, ordered by unit code, then year and plan.

    `results` are the `poverty_results` of the same filter, where somebody has read them.
    """
    places = chosen.places
    plans = plan_rows(session, places, chosen.unit_code, chosen.known_at)
    results = once(session, poverty_results, chosen) if results is None else results
    kept_back = units_kept_back(session)
    return [_status(plan, places, results, kept_back) for plan in plans]


def poverty_results(session: Session, chosen: PovertyFilter) -> dict[str, list[Result]]:
    """Every reported result of the chosen units, by unit code, oldest first."""
    made_up, reasons = made_up_batches(session), reasons_given(session, chosen.known_at, chosen.unit_code)
    found: dict[str, list[Result]] = defaultdict(list)
    rows = progress_rows(session, chosen.places, chosen.unit_code, chosen.as_of, chosen.known_at)
    for row in rows:
        found[row.unit_code].append(_result(row, made_up, reasons))
    return dict(found)


def units_kept_back(session: Session) -> frozenset[str]:
    """The units whose figures the reader may not see: rows without numbers (core.access.suppression)."""
    if kept_back_from(session) is None:
        return frozenset()
    query = select(PovertyProgress.unit_code).where(PovertyProgress.is_current, PovertyProgress.poor.is_(None))
    return frozenset(session.scalars(query))


def _result(row: ProgressRow, made_up: frozenset[int], reasons: Reasons) -> Result:
    origins = [origin_of(part, reasons) for part in row.parts]
    households, poor = row.count("households"), row.count("poor")
    assert households is not None
    assert poor is not None
    return Result(
        as_of=row.as_of,
        households=households,
        poor=poor,
        official=row.official,
        origin=None if row.carried else origins[0],
        near_poor=row.count("near_poor"),
        summed_from=len(row.parts) if row.carried else 0,
        batches=frozenset(part.batch_id for part in row.parts),
        made_up=any(part.batch_id in made_up for part in row.parts),
        waits=any(origin.waits for origin in origins),
        poor_start=row.count("poor_start"),
        flows={flow: row.count(flow) for flow in FLOWS},
        carried=row.carried,
    )


def _status(plan: PlanRow, places: Places, results: dict[str, list[Result]], kept_back: frozenset[str]) -> PlanStatus:
    place = places.by_code[plan.unit_code]
    province, district, commune = places.ancestors(place)
    own, given = results.get(place.code, []), plan.given
    target = replace(plan.target, reported_rate_start=_reported_start(own, given.year))
    parts = _latest_of_parts(place, results, given.year)
    result = _own_or_summed(own, parts, given.year)
    return PlanStatus(
        place=place,
        district=district,
        commune=commune,
        province=province or _province_of_its_own(place),
        plan_owner=given.plan_owner,
        plan_number=given.plan_number,
        target=target,
        rate_reduction_upper=plan.rate_reduction_upper,
        origin=origin_of(given, section=given.source),
        result=result,
        assessment=assess(target, result, progress_thresholds()),
        parts_dates=tuple((part.name, found.as_of if found else None) for part, found in parts),
        parts_kept_back=tuple(part.name for part, _ in parts if part.code in kept_back),
        carried=plan.carried,
    )


def _province_of_its_own(place: Place) -> Place:
    """Of a unit that lies in several provinces of the map: the one of its own edition."""
    known = places_seen_by(place.code)
    return known.province_of(known.by_code[place.code])


def _latest_of_parts(place: Place, results: dict[str, list[Result]], year: int) -> list[tuple[Place, Result | None]]:
    """A province's huyện (or xã) with the result each is judged by; nothing for other levels or an incomplete list."""
    if place.level != "province" or not place.children_listed:
        return []
    return [(part, result_of_year(results.get(part.code, []), year)) for part in own_parts(place)]


def result_of_year(results: list[Result], year: int) -> Result | None:
    found = result_for_year(list(results), year)
    return found if isinstance(found, Result) else None


def _own_or_summed(own: list[Result], parts: list[tuple[Place, Result | None]], year: int) -> Result | None:
    """The unit's own row or the sum of its parts, whichever the year is judged by; on the same date its own row."""
    reported, summed = result_of_year(own, year), summed_result([result for _, result in parts])
    return result_of_year([result for result in (reported, summed) if result], year)


def _reported_start(results: list[Result], year: int) -> Decimal | None:
    """The official rate of 31/12 of the year before, from the unit's own report."""
    end = date(year - 1, 12, 31)
    return next((result.rate for result in results if result.as_of == end and result.official), None)


def summed_result(parts: Sequence[Result | None]) -> Result | None:
    """The sum of all parts, only when every one has a result of the same date (contracts.md section 3)."""
    present = [part for part in parts if part]
    if not parts or len(present) < len(parts) or len({part.as_of for part in present}) > 1:
        return None
    return Result(
        as_of=present[0].as_of,
        households=sum(part.households for part in present),
        poor=sum(part.poor for part in present),
        official=all(part.official for part in present),
        near_poor=_sum([part.near_poor for part in present]),
        summed_from=len(present),
        batches=frozenset().union(*(part.batches for part in present)),
        made_up=any(part.made_up for part in present),
        waits=any(part.waits for part in present),
        poor_start=_sum([part.poor_start for part in present]),
        flows=_summed_flows(present),
        has_estimates=any(part.is_estimate for part in present),
        share_batches=frozenset().union(*(part.all_share_batches for part in present)),
    )


def _sum(values: Sequence[int | None]) -> int | None:
    """None as soon as one of them was not reported."""
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _summed_flows(parts: Sequence[Result]) -> dict[str, int | None]:
    """Only where all parts report the same flows: a flow that some leave out would show up as a difference."""
    reported = {frozenset(flow for flow in FLOWS if part.flows.get(flow) is not None) for part in parts}
    return {flow: _sum([part.flows.get(flow) for part in parts]) for flow in FLOWS} if len(reported) == 1 else {}
