"""New rural areas of all provinces: communes by their criteria and by decisions, counted in the database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Subquery, case, func, select
from sqlalchemy.orm import Session

from core.places import Place, all_places
from core.reference import EDITION, criteria_set
from core.reports.criteria import BASIC
from core.reports.national import NationalFilter
from core.reports.standing import visible
from core.rules.criteria import CriterionState
from core.rules.rounding import half_up
from core.tables import CriterionStatus, Recognition


@dataclass(frozen=True)
class ProvinceRural:
    """One province under the basic set: communes by their latest assessments, and by decisions; always two numbers.

    `met` is the number of criteria đạt of all assessed communes, `full` of these have all of the set. `first` and
    `last` are the earliest and the latest of the communes' newest assessments.
    """

    place: Place
    communes: int
    assessed: int = 0
    met: int = 0
    full: int = 0
    recognised: int = 0
    first: date | None = None
    last: date | None = None

    @property
    def average(self) -> Decimal | None:
        """Criteria đạt per assessed commune, two decimals; None where none was assessed."""
        return half_up(Decimal(self.met) / self.assessed, 2) if self.assessed else None


def national_rural(session: Session, chosen: NationalFilter) -> list[ProvinceRural]:
    """One row per province with an assessment or a decision, ordered by code. One row per province is read."""
    assessed = _assessed(session, chosen)
    decided = _recognised(session, chosen)
    known = all_places()
    return [
        ProvinceRural(
            known.by_code[code],
            _communes(known.by_code[code]),
            *assessed.get(code, (0, 0, 0, None, None))[:3],
            recognised=decided.get(code, 0),
            first=assessed.get(code, (0, 0, 0, None, None))[3],
            last=assessed.get(code, (0, 0, 0, None, None))[4],
        )
        for code in sorted({*assessed, *decided})
    ]


def _communes(province: Place) -> int:
    """Rural communes (xã) of a province."""
    known = all_places()
    return sum(one.kind == "Xã" for district in known.children(province) for one in known.children(district))


def _newest(chosen: NationalFilter) -> Subquery:
    """Each criterion's latest assessment, of communes."""
    row = CriterionStatus
    place = func.row_number().over(partition_by=(row.unit_code, row.criterion), order_by=row.as_of.desc())
    query = select(row.province, row.unit_code, row.status, row.as_of, place.label("place")).where(
        visible(row, chosen.known_at), row.edition == EDITION, row.set == BASIC, row.village == ""
    )
    if chosen.besides:
        query = query.where(row.province != chosen.besides)
    return (query.where(row.as_of <= chosen.as_of) if chosen.as_of else query).subquery()


def _by_commune(chosen: NationalFilter) -> Subquery:
    newest = _newest(chosen)
    met = func.sum(case((newest.c.status == CriterionState.MET.value, 1), else_=0)).label("met")
    return (
        select(newest.c.province, newest.c.unit_code, met, func.max(newest.c.as_of).label("as_of"))
        .where(newest.c.place == 1)
        .group_by(newest.c.province, newest.c.unit_code)
        .subquery()
    )


_Assessed = tuple[int, int, int, date | None, date | None]


def _assessed(session: Session, chosen: NationalFilter) -> dict[str, _Assessed]:
    communes, size = _by_commune(chosen), len(criteria_set(BASIC))
    query = select(
        communes.c.province,
        func.count(),
        func.sum(communes.c.met),
        func.sum(case((communes.c.met == size, 1), else_=0)),
        func.min(communes.c.as_of),
        func.max(communes.c.as_of),
    ).group_by(communes.c.province)
    return {
        province: (assessed, int(met), int(full), first, last)
        for province, assessed, met, full, first, last in session.execute(query)
    }


def _recognised(session: Session, chosen: NationalFilter) -> dict[str, int]:
    """Communes with a decision under the basic title."""
    row = Recognition
    query = select(row.province, func.count(row.unit_code.distinct())).where(
        visible(row, chosen.known_at), row.edition == EDITION, row.title == BASIC, row.village == ""
    )
    if chosen.as_of:
        query = query.where(row.decision_date <= chosen.as_of)
    if chosen.besides:
        query = query.where(row.province != chosen.besides)
    return dict(iter(session.execute(query.group_by(row.province))))
