"""The rows of poverty results that a map shows: those stored for its units, and those carried over to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.carrying import Carried, Carrier
from core.places import Places
from core.reference import unit_maps
from core.reports.shares import declared_shares
from core.reports.standing import has_numbers, visible
from core.rules.poverty import FLOWS
from core.tables import PovertyPlan, PovertyProgress
from core.territory import units_below, within

COUNTS = (
    *("households", "poor", "near_poor", "poor_start", *FLOWS),
    *("ethnic_households", "ethnic_poor", "indigenous_households", "indigenous_poor"),
)
OFFICIAL, ESTIMATE = "chính thức", "ước"


@dataclass(frozen=True)
class ProgressRow:
    """One unit and date: a stored row, or one carried over, whose counts (hộ) are sums of those of `parts`."""

    unit_code: str
    parts: tuple[PovertyProgress, ...]
    carried: Carried[PovertyProgress] | None = None

    def count(self, name: str) -> int | None:
        found: int | None = self.carried.values[name] if self.carried else getattr(self.parts[0], name)
        return found

    @property
    def as_of(self) -> date:
        return self.parts[0].as_of

    @cached_property
    def official(self) -> bool:
        return all(part.value_type == OFFICIAL for part in self.parts)

    @property
    def stored(self) -> PovertyProgress | None:
        return None if self.carried else self.parts[0]


def progress_rows(
    session: Session,
    places: Places,
    unit_code: str | None,
    as_of: date | None,
    known_at: datetime | None,
) -> list[ProgressRow]:
    """Of a unit and all that its territory holds (None: everything), by unit, oldest first.

    Stored rows of every edition, each for its own unit; then, for the units of the map that have none of their own for
    a day, and for those that it only shows with their plans, what follows from the rows of the other edition
    (core.carrying).
    """
    rows = _stored(session, places, unit_code, as_of, known_at)
    found = [ProgressRow(row.unit_code, (row,)) for row in rows]
    shown = units_to_carry_to((row.edition for row in rows), places, unit_code)
    units = dict.fromkeys([*shown, *_judged_guests(session, places, unit_code, known_at)])
    if rows and units:
        carrier = Carrier(rows, lambda row: row.as_of, COUNTS, declared_shares(session, known_at))
        carried = carrier.carried(units)
        found += [ProgressRow(one.unit_code, tuple(row for row, _ in one.parts), one) for one in carried]
        found.sort(key=lambda row: (row.unit_code, row.as_of))
    return found


def units_to_carry_to(editions: Iterable[str], places: Places, unit_code: str | None) -> Sequence[str]:
    """The units of the map that rows of these editions may be figures of: none where all are of the map's own."""
    found = set(editions)
    shown = places.codes_below(unit_code) if unit_code else list(places.by_code)
    own = {places.by_code[code].edition for code in shown}
    return shown if len(found | own) > 1 else ()


def _judged_guests(session: Session, places: Places, unit_code: str | None, known_at: datetime | None) -> Sequence[str]:
    """The units of the other edition that have a plan, and of such a tỉnh those that its result may be the sum of.

    So a plan is judged by the same figures on whichever map it is looked at.
    """
    query = select(PovertyPlan.unit_code).where(visible(PovertyPlan, known_at), has_numbers(PovertyPlan)).distinct()
    edition, inside = unit_maps()[places.code].edition, within(unit_code) if unit_code else None
    planned = session.scalars(query.where(PovertyPlan.edition != edition).order_by(PovertyPlan.unit_code))
    judged = [code for code in planned if inside is None or code in inside]
    parts = (part for code in judged if places.by_code[code].level == "province" for part in units_below(code))
    return [*judged, *parts]


def _stored(
    session: Session, places: Places, unit_code: str | None, as_of: date | None, known_at: datetime | None
) -> Sequence[PovertyProgress]:
    query = (
        select(PovertyProgress)
        .where(visible(PovertyProgress, known_at), has_numbers(PovertyProgress))
        .order_by(PovertyProgress.unit_code, PovertyProgress.as_of)
    )
    if as_of:
        query = query.where(PovertyProgress.as_of <= as_of)
    if unit_code:
        query = query.where(PovertyProgress.unit_code.in_(places.codes_around(unit_code)))
    return session.scalars(query).all()
