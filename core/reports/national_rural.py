"""New rural areas of all provinces: communes by their criteria and by decisions, counted in the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, func, select
from sqlalchemy.orm import Session

from core.criteria_sets import CriteriaSet, criteria_sets, later_set
from core.places import Place, Places, places_of
from core.reference import edition_of
from core.reports.batches import made_up_batches
from core.reports.criteria import BASIC, BASIC_2026
from core.reports.national import NationalFilter
from core.reports.national_places import beyond, rows_by_place
from core.reports.origin import draft_batches
from core.reports.standing import drafts_count, visible
from core.rules.criteria import CriterionState
from core.rules.rounding import half_up
from core.tables import CriterionStatus, Recognition


@dataclass(frozen=True)
class ProvinceRural:
    """One province under one set, of the communes of one edition: by their latest assessments, and by decisions.

    `communes` has that edition. `met` is the number of criteria đạt of all assessed communes, `full` of these have all
    of the set. `first` and `last` are the earliest and the latest of the communes' newest assessments. `made_up` and
    `waiting` count communes with an assessment or a decision that is minh họa, or not accepted yet; `only` is the
    commune that all of it is of, where it is one.
    """

    place: Place
    edition: str
    set: str
    communes: int
    assessed: int = 0
    met: int = 0
    full: int = 0
    recognised: int = 0
    first: date | None = None
    last: date | None = None
    made_up: int = 0
    waiting: int = 0
    only: str | None = None

    @property
    def average(self) -> Decimal | None:
        """Criteria đạt per assessed commune, two decimals; None where none was assessed."""
        return half_up(Decimal(self.met) / self.assessed, 2) if self.assessed else None

    @property
    def is_guest(self) -> bool:
        """Whether the communes are of another edition than the map's."""
        return self.edition != edition_of(self.place.code) or self.place.is_guest


_Key = tuple[Place, str]


def national_rural(session: Session, chosen: NationalFilter) -> list[ProvinceRural]:
    """One row per set, province and edition with an assessment or a decision. One row per province is read.

    A commune's state is its own and is never added to that of another edition's commune.
    """
    return [
        found[key]
        for name in (BASIC, BASIC_2026)
        for found in [_of_set(session, chosen, criteria_sets()[name])]
        for key in sorted(found, key=lambda one: (one[0].code, one[1]))
    ]


def _of_set(session: Session, chosen: NationalFilter, of: CriteriaSet) -> dict[_Key, ProvinceRural]:
    found: dict[_Key, ProvinceRural] = {}
    communes = _by_commune(session, chosen, of)
    for place, row in rows_by_place(chosen.places, communes.c, _assessed(session, communes, of)):
        code, assessed, met, full, first, last, made_up, waiting, only = row
        before = _before(found, place, edition_of(code), chosen.places, of)
        made = replace(before, assessed=assessed, met=int(met), full=int(full), first=first, last=last)
        made = replace(made, made_up=int(made_up), waiting=int(waiting), only=only if assessed == 1 else None)
        found[place, made.edition] = _joined(before, made)
    for place, (code, recognised, examples) in rows_by_place(chosen.places, Recognition, _decided(session, chosen, of)):
        before = _before(found, place, edition_of(code), chosen.places, of)
        made_up = max(before.made_up, int(examples))
        found[place, before.edition] = replace(before, recognised=before.recognised + recognised, made_up=made_up)
    return found


def _before(
    found: dict[_Key, ProvinceRural], place: Place, edition: str, places: Places, of: CriteriaSet
) -> ProvinceRural:
    return found.get((place, edition)) or ProvinceRural(place, edition, of.name, _communes(places, place, edition))


def _joined(before: ProvinceRural, made: ProvinceRural) -> ProvinceRural:
    """What is known of two old provinces of one new one, as one row."""
    if not before.assessed:
        return made
    return replace(
        made,
        assessed=before.assessed + made.assessed,
        met=before.met + made.met,
        full=before.full + made.full,
        first=min(day for day in (before.first, made.first) if day),
        last=max(day for day in (before.last, made.last) if day),
        made_up=before.made_up + made.made_up,
        waiting=before.waiting + made.waiting,
        only=None,
    )


def _communes(places: Places, place: Place, edition: str) -> int:
    return _rural_communes(places.code, place.code, edition)


@cache
def _rural_communes(map_code: str, code: str, edition: str) -> int:
    """Rural communes (xã) of an edition in a unit."""
    places = places_of(map_code)
    inside = (places.by_code[one] for one in places.codes_within(code) if edition_of(one) == edition)
    return sum(one.kind == "Xã" for one in inside)


def _newest(chosen: NationalFilter, of: CriteriaSet) -> Subquery:
    """Each criterion's latest assessment while the set was in force, of communes."""
    row = CriterionStatus
    place = func.row_number().over(partition_by=(row.unit_code, row.criterion), order_by=row.as_of.desc())
    columns = (row.province, row.unit_code, row.status, row.as_of, row.batch_id)
    until = min(chosen.as_of or of.valid_to, of.valid_to)
    query = select(*columns, place.label("place")).where(
        visible(row, chosen.known_at), row.set == of.in_files, row.village == "", *beyond(row, chosen.besides)
    )
    return query.where(row.as_of >= of.valid_from, row.as_of <= until).subquery()


def _by_commune(session: Session, chosen: NationalFilter, of: CriteriaSet) -> Subquery:
    newest = _newest(chosen, of)
    drafts = draft_batches(session) if drafts_count() else frozenset[int]()
    return (
        select(
            newest.c.province,
            newest.c.unit_code,
            func.sum(_one_if(newest.c.status == CriterionState.MET.value)).label("met"),
            func.max(newest.c.as_of).label("as_of"),
            func.max(_one_if(newest.c.batch_id.in_(sorted(made_up_batches(session))))).label("made_up"),
            func.max(_one_if(newest.c.batch_id.in_(sorted(drafts)))).label("waiting"),
        )
        .where(newest.c.place == 1)
        .group_by(newest.c.province, newest.c.unit_code)
        .subquery()
    )


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _assessed(session: Session, communes: Subquery, of: CriteriaSet) -> Any:
    own = communes.c
    counts = (
        func.count(),
        func.sum(own.met),
        func.sum(_one_if(own.met == of.size)),
        func.min(own.as_of),
        func.max(own.as_of),
        func.sum(own.made_up),
        func.sum(own.waiting),
        func.min(own.unit_code),
    )

    def read(column: Any, more: Sequence[ColumnElement[bool]]) -> list[Any]:
        return list(session.execute(select(column, *counts).where(*more).group_by(column)))

    return read


def _decided(session: Session, chosen: NationalFilter, of: CriteriaSet) -> Any:
    """Communes with a decision under the set's title, of the days that such decisions are by it."""
    row, later = Recognition, later_set(of.name)
    conditions = [visible(row, chosen.known_at), row.title == of.in_files, row.village == ""]
    conditions += [row.decision_date >= of.decided_from, *beyond(row, chosen.besides)]
    conditions += [row.decision_date < later.decided_from] if later else []
    conditions += [row.decision_date <= chosen.as_of] if chosen.as_of else []
    made_up = row.unit_code.distinct(), case((row.batch_id.in_(sorted(made_up_batches(session))), row.unit_code))

    def read(column: Any, more: Sequence[ColumnElement[bool]]) -> list[Any]:
        counts = (func.count(made_up[0]), func.count(made_up[1].distinct()))
        return list(session.execute(select(column, *counts).where(*conditions, *more).group_by(column)))

    return read
