"""Why units are behind and what they will do about it (giải trình): the one that counts now, and those before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.reach import KNOWN_EDITIONS
from core.places import Place, Places, places_seen_by
from core.reports.brought import PRIVATE
from core.reports.origin import NO_REASONS, Origin, origin_of, reasons_given
from core.reports.standing import visible
from core.stored import DEMO
from core.tables import Arrival, Batch, ShortfallExplanation

POVERTY, DISBURSEMENT, RURAL, REPORTING = "giảm nghèo", "giải ngân", "nông thôn mới", "báo cáo"
SUBJECTS = (POVERTY, DISBURSEMENT, RURAL, REPORTING)


@dataclass(frozen=True)
class ExplanationFilter:
    """A unit and all in it (None: every unit), explanations given up to `as_of`, as known at `known_at`.

    `seen_in` is the map that units are shown by; empty: that of the unit, or the first.
    """

    unit_code: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    seen_in: str = ""

    @property
    def places(self) -> Places:
        return places_seen_by(self.unit_code, self.seen_in)


@dataclass(frozen=True)
class GivenExplanation:
    """One explanation. `plan_number` is empty where the unit named no plan; `by` brought it in, at `given_at`."""

    place: Place
    subject: str
    plan_number: str
    as_of: date
    cause: str
    remedy: str
    remedy_due: date
    note: str | None
    origin: Origin
    by: str
    given_at: datetime
    made_up: bool

    def days_left(self, today: date) -> int:
        """Until the remedy's own day; negative once that is over."""
        return (self.remedy_due - today).days

    def is_overdue(self, today: date) -> bool:
        return self.days_left(today) < 0


def explanations_given(session: Session, chosen: ExplanationFilter) -> list[GivenExplanation]:
    """Those that stand, or stood at `known_at`, the newest first; one per unit, subject, plan and day."""
    table = ShortfallExplanation
    query = (
        select(table, Arrival, Batch.committed_by)
        .join(Arrival, Arrival.id == table.batch_id)
        .outerjoin(Batch, Batch.id == table.batch_id)
        .where(table.edition.in_(KNOWN_EDITIONS), visible(table, chosen.known_at))
        .order_by(table.as_of.desc(), Arrival.id.desc(), table.row_number, table.id)
    )
    if chosen.unit_code is not None:
        query = query.where(table.unit_code.in_(chosen.places.codes_within(chosen.unit_code)))
    if chosen.as_of:
        query = query.where(table.as_of <= chosen.as_of)
    found = session.execute(query).all()
    reasons = reasons_given(session, chosen.known_at, chosen.unit_code) if found else NO_REASONS
    known = chosen.places.by_code
    return [_given(row, known[row.unit_code], arrival, by, origin_of(row, reasons)) for row, arrival, by in found]


def _given(
    row: ShortfallExplanation, place: Place, arrival: Arrival, by: str | None, origin: Origin
) -> GivenExplanation:
    return GivenExplanation(
        place=place,
        subject=row.subject,
        plan_number=row.plan_number,
        as_of=row.as_of,
        cause=row.cause,
        remedy=row.remedy,
        remedy_due=row.remedy_due,
        note=row.note,
        origin=origin,
        by=by or PRIVATE,
        given_at=arrival.committed_at,
        made_up=arrival.origin == DEMO,
    )


def about(
    found: Iterable[GivenExplanation], subject: str, plans: Sequence[str] = (), since: date | None = None
) -> list[GivenExplanation]:
    """Those on one subject that speak of these plans or name none (no plans: all), given on `since` or later."""
    return [
        one
        for one in found
        if one.subject == subject
        and (not plans or one.plan_number in ("", *plans))
        and (since is None or one.as_of >= since)
    ]


def latest_by_unit(
    found: Iterable[GivenExplanation], subject: str, plans: Sequence[str] = (), since: date | None = None
) -> dict[str, GivenExplanation]:
    """The one of each unit (by code) that counts now: the newest; of one day, the one brought in last."""
    latest: dict[str, GivenExplanation] = {}
    for one in about(found, subject, plans, since):
        before = latest.get(one.place.code)
        if before is None or (one.as_of, one.origin.batch) > (before.as_of, before.origin.batch):
            latest[one.place.code] = one
    return latest
