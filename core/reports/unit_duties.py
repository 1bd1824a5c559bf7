"""Every duty of the loaded plans, one row per unit that owes it; of an agency where the document names no units."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.reach import KNOWN_EDITIONS
from core.places import Place, Places
from core.reports.batches import made_up_batches
from core.reports.goals import DutyRow, GoalFilter, all_duties
from core.reports.standing import visible
from core.reports.unit_duty_evidence import Arrival, best, evidence_of
from core.reports.unit_duty_sources import OwedBy, owed_by_units
from core.rules.duties import CLOSED, Deadline, UnitDutyState, counted_day, judge
from core.rules.goals import DutyState
from core.tables import ObligationDoneUnit


@dataclass(frozen=True)
class Mark:
    """What a person wrote down: done on a day, with a note, in a line of a batch; perhaps a made-up one."""

    done_on: date
    note: str | None
    batch: int
    row: int
    made_up: bool


@dataclass(frozen=True)
class UnitDuty:
    """One duty of one unit (`place`), or of the agency that the document names (None).

    `done_on` is the earlier of `mark` and `upload`; `days_left` to the last day on time, when done or else today:
    negative is late. `evidence` are the kinds of uploads that are looked for; none: marked by hand alone.
    """

    duty: DutyRow
    place: Place | None
    period: str
    evidence: tuple[str, ...]
    state: UnitDutyState
    days_left: int | None
    done_on: date | None
    mark: Mark | None
    upload: Arrival | None

    @property
    def last_day(self) -> date | None:
        return _deadline(self.duty).last_day

    @property
    def who(self) -> str:
        return self.place.full_name if self.place else self.duty.agency

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED and self.days_left is not None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and (self.days_left or 0) < 0

    @property
    def is_made_up(self) -> bool:
        """Done only by a made-up mark."""
        return bool(self.mark and self.mark.made_up and self.done_on == self.mark.done_on)

    @property
    def key(self) -> tuple[str, str]:
        return self.duty.plan_number, self.duty.obligation


def unit_duties(session: Session, chosen: GoalFilter) -> list[UnitDuty]:
    """By plan, in the order of the document, then of the units. What is known after the day looked from is not."""
    made_up, marks = made_up_batches(session), _marks(session, chosen)
    found: list[UnitDuty] = []
    for duty in all_duties(session, chosen):
        whole = _mark_of_all(duty, made_up)
        own = {
            code: _mark(_of_times(duty, times), made_up)
            for code, times in marks.get((duty.plan_number, duty.obligation), {}).items()
        }
        found += _of_duty(session, duty, whole, own, chosen)
    return found


def whole_duties(rows: Sequence[UnitDuty]) -> list[DutyRow]:
    """Each duty once; one with a deadline is done, too, when every unit that owes it has reported."""
    found: dict[tuple[str, str], list[UnitDuty]] = defaultdict(list)
    for row in rows:
        found[row.key].append(row)
    return [_whole(own) for own in found.values()]


def _whole(rows: Sequence[UnitDuty]) -> DutyRow:
    duty, days = rows[0].duty, [row.done_on for row in rows if row.done_on]
    if duty.done_on or duty.due is None or len(days) < len(rows):
        return duty
    late = any(row.state is UnitDutyState.LATE for row in rows)
    state = DutyState.LATE if late else DutyState.DONE
    return replace(duty, done_on=max(days), note=f"{len(rows)}/{len(rows)} đơn vị đã báo cáo", state=state.value)


Marks = dict[tuple[str, str], dict[str, list[ObligationDoneUnit]]]


def _marks(session: Session, chosen: GoalFilter) -> Marks:
    """By duty and unit, the first one first."""
    table = ObligationDoneUnit
    query = select(table).where(visible(table, chosen.known_at), table.edition.in_(KNOWN_EDITIONS))
    if chosen.as_of:
        query = query.where(table.done_on <= chosen.as_of)
    found: Marks = defaultdict(lambda: defaultdict(list))
    for row in session.scalars(query.order_by(table.done_on)):
        found[row.plan_number, row.obligation][row.unit_code].append(row)
    return found


def _of_times(duty: DutyRow, times: Sequence[ObligationDoneUnit]) -> ObligationDoneUnit:
    """The first time where there is a deadline, the last one where there is none."""
    return times[0] if duty.due else times[-1]


def _mark(row: ObligationDoneUnit, made_up: frozenset[int]) -> Mark:
    return Mark(row.done_on, row.note, row.batch_id, row.row_number, row.batch_id in made_up)


def _mark_of_all(duty: DutyRow, made_up: frozenset[int]) -> Mark | None:
    """A mark of the whole duty stands for every unit that owes it."""
    if duty.done_on is None or duty.origin is None:
        return None
    return Mark(duty.done_on, duty.note, duty.origin.batch, duty.origin.row, duty.origin.batch in made_up)


def _of_duty(
    session: Session, duty: DutyRow, whole: Mark | None, own: dict[str, Mark], chosen: GoalFilter
) -> Iterator[UnitDuty]:
    owed = owed_by_units().get((duty.plan_number, duty.obligation))
    if owed is None:
        yield _judged(duty, None, None, whole, None, chosen.today)
    found = evidence_of(session, owed, chosen, latest=duty.due is None) if owed else []
    for place in _units(owed, own, chosen.places):
        arrival = best(some[place.code] for some in found if place.code in some)
        mark = _counting(duty, [one for one in (own.get(place.code), whole) if one])
        yield _judged(duty, place, owed, mark, arrival, chosen.today)


def _units(owed: OwedBy | None, own: Iterable[str], places: Places) -> list[Place]:
    """Those that owe it, then any other that said it did it; as the map looked at names them."""
    owing = [place.code for place in owed.units] if owed else []
    return [places.by_code[code] for code in dict.fromkeys([*owing, *own])]


def _counting(duty: DutyRow, marks: Sequence[Mark]) -> Mark | None:
    """A real mark before a made-up one; then as of several times of one unit."""
    real = [mark for mark in marks if not mark.made_up] or marks
    pick = min if duty.due else max
    return pick(real, key=lambda mark: mark.done_on, default=None)


def _deadline(duty: DutyRow) -> Deadline:
    return Deadline(duty.due, duty.inclusive, bool(duty.recurs))


def _judged(
    duty: DutyRow, place: Place | None, owed: OwedBy | None, mark: Mark | None, arrival: Arrival | None, today: date
) -> UnitDuty:
    uploaded = arrival.on if arrival else None
    # Figures that came say more than a mark that somebody made up.
    marked = mark.done_on if mark and not (mark.made_up and uploaded) else None
    done_on = counted_day(marked, uploaded)
    if duty.due is None and marked and uploaded:
        done_on = max(marked, uploaded)
    judged = judge(_deadline(duty), done_on, bool(arrival and arrival.is_partial), today)
    return UnitDuty(
        duty=duty,
        place=place,
        period=owed.period if owed else "",
        evidence=owed.evidence if owed else (),
        state=judged.state,
        days_left=judged.days_left,
        done_on=done_on,
        mark=mark,
        upload=arrival,
    )
