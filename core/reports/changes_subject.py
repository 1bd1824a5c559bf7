"""What a stored row is about: its unit, and the title of its goal or duty; rows outside a unit are about nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.places import Place, Places
from core.reference import documents
from core.reports.standing import visible
from core.tables import Fact, Goal, Obligation
from core.territory import within

_PROVINCE = "province"


@dataclass(frozen=True)
class Subject:
    """`place` is None where the row belongs to no unit that is known."""

    place: Place | None
    title: str = ""


class Subjects:
    """Reads goals and duties once, as they are called at `after`, or before that where they are gone.

    `unit_code`: the unit that rows have to be of, itself or what lies in it (None: any); `known` names the units.
    """

    def __init__(
        self, session: Session, before: datetime, after: datetime | None, unit_code: str | None, known: Places
    ) -> None:
        moments = (before, after)
        self.goals = {(row.plan_number, row.goal): row for row in _known(session, Goal, moments)}
        self.duties = {(row.plan_number, row.obligation): row for row in _known(session, Obligation, moments)}
        self.known = known
        self.whole = known.by_code.get(unit_code or "")
        self.within = within(unit_code) if unit_code else None

    def of(self, row: Fact | None) -> Subject | None:
        """None for a row of another unit."""
        found = self._subject(row.as_values() if row else {})
        return found if self._is_inside(found.place) else None

    def _subject(self, values: dict[str, Any]) -> Subject:
        plan = str(values.get("plan_number") or "")
        goal = self.goals.get((plan, str(values.get("goal"))))
        duty = self.duties.get((plan, str(values.get("obligation"))))
        code = values.get("unit_code") or (goal.unit_code if goal else None) or _unit_of_plan(plan)
        about = goal or duty
        return Subject(self.known.by_code.get(code or ""), about.title if about else "")

    def _is_inside(self, place: Place | None) -> bool:
        """What belongs to no unit is shown with a whole province, as duties are."""
        if self.within is None:
            return True
        if place is None:
            return self.whole is not None and self.whole.level == _PROVINCE
        return place.code in self.within


Listed = TypeVar("Listed", Goal, Obligation)


def _known(session: Session, table: type[Listed], moments: Iterable[datetime | None]) -> Iterator[Listed]:
    """What was known at each moment, the later moments' rows last."""
    for moment in moments:
        in_order = (table.batch_id, table.row_number)
        yield from session.scalars(select(table).where(visible(table, moment)).order_by(*in_order))


def _unit_of_plan(number: str) -> str | None:
    return next((document.unit for document in documents() if document.number == number), None)
