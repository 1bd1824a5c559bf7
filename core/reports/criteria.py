"""New rural areas: criteria by commune and set in force, recognitions [KH 83; domain.md section 3]."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.criteria_sets import set_decided_by, set_in_force, sets_of_communes
from core.places import Place, Places, places_seen_by
from core.reference import EDITION, Criterion, criteria_set, edition_of
from core.reports.batches import made_up_batches
from core.reports.origin import Origin, origin_of, reasons_given
from core.reports.rural_stated import Stated, stated_of
from core.reports.rural_units import followed_from, lies_within, near, of_chosen
from core.reports.standing import visible
from core.rules.criteria import CriteriaCount, CriterionState, count_criteria, slipped_back
from core.tables import CriterionStatus, Goal, Recognition

BASIC, ADVANCED, VILLAGE_SET = "xã NTM", "xã NTM nâng cao", "thôn NTM"
# The set that files call «xã NTM» from 01/01/2026 on (data/criteria_sets.csv).
BASIC_2026 = "xã NTM giai đoạn 2026–2030"


@dataclass(frozen=True)
class CriteriaFilter:
    """A huyện or province (None: everything), assessments up to `as_of`, as known at `known_at`."""

    unit_code: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    seen_in: str = ""

    @property
    def places(self) -> Places:
        """The units of the map that is looked at: where none is named, of that of the unit's edition."""
        return places_seen_by(self.unit_code, self.seen_in)


@dataclass(frozen=True)
class Assessment:
    """One assessment of one criterion, as a file brought it."""

    status: str
    as_of: date
    value: str | None
    evidence: str | None
    origin: Origin
    made_up: bool = False


@dataclass(frozen=True)
class CriterionCell:
    """One unit × criterion: the latest assessment (None: chưa đánh giá), whether it was đạt before, all of them."""

    criterion: Criterion
    latest: Assessment | None
    slipped_back: bool
    history: tuple[Assessment, ...] = field(default=())

    @property
    def state(self) -> str:
        return self.latest.status if self.latest else CriterionState.NOT_ASSESSED.value

    @property
    def met_before_on(self) -> date | None:
        """The newest day on which it was đạt, for one that slipped back."""
        met = [one.as_of for one in self.history if one.status == CriterionState.MET]
        return max(met) if self.slipped_back and met else None


@dataclass(frozen=True)
class RecognitionRow:
    """One decision."""

    title: str
    decision_number: str
    decision_date: date
    origin: Origin
    made_up: bool = False


@dataclass(frozen=True)
class SetStatus:
    """One unit (commune or village) under one set: a cell per criterion, the counts, the recognitions."""

    place: Place
    village: str
    set: str
    cells: tuple[CriterionCell, ...]
    count: CriteriaCount
    recognitions: tuple[RecognitionRow, ...] = field(default=())
    stated: Stated | None = None

    @property
    def recognised(self) -> bool:
        return bool(self.recognitions)

    @property
    def reached(self) -> bool:
        """All criteria đạt, or so by decision or by the plan's own words and no later assessment says otherwise."""
        return self.count.reached or ((self.recognised or self.stated is not None) and not self.fallen_short)

    @property
    def held_since(self) -> date | None:
        """The day of the newest decision, or else of the plan that names the unit; None where there is neither."""
        if self.recognitions:
            return self.recognitions[-1].decision_date
        return self.stated.on if self.stated else None

    @property
    def fallen_short(self) -> tuple[CriterionCell, ...]:
        """Criteria found wanting after the decision, or after the plan's words; none where there is neither."""
        since = self.held_since
        return tuple(cell for cell in self.wanting if since and cell.latest and cell.latest.as_of > since)

    @property
    def wanting(self) -> tuple[CriterionCell, ...]:
        """Criteria whose latest assessment is not đạt."""
        return tuple(cell for cell in self.cells if cell.latest and cell.latest.status != CriterionState.MET)

    @property
    def unknown(self) -> tuple[CriterionCell, ...]:
        """Criteria that nobody assessed: not the same as not đạt."""
        return tuple(cell for cell in self.cells if cell.latest is None)

    @property
    def slipped(self) -> tuple[CriterionCell, ...]:
        return tuple(cell for cell in self.cells if cell.slipped_back)

    @property
    def assessed_on(self) -> date | None:
        """The day of the newest assessment."""
        return max((cell.latest.as_of for cell in self.cells if cell.latest), default=None)

    @property
    def newest_on(self) -> date | None:
        """The day of the newest assessment or decision."""
        decided = [decision.decision_date for decision in self.recognitions]
        return max([*decided, *([self.assessed_on] if self.assessed_on else [])], default=None)


def criteria_status(session: Session, chosen: CriteriaFilter) -> list[SetStatus]:
    """The sets of communes for every followed commune, then what else was assessed; the map's own units first.

    States and recognitions never add: every unit of whichever edition stands for itself.
    """
    history, recognitions = _history(session, chosen), _recognitions(session, chosen)
    plans = set(session.scalars(select(Goal.plan_number).where(visible(Goal, chosen.known_at)).distinct()))
    heard = {key[:3] for key in history} | recognitions.keys()
    communes = followed_communes(session, chosen)
    sets = {edition: _sets_of(edition, heard) for edition in {place.edition for place in communes}}
    units = [(place, "", name) for place in communes for name in sets[place.edition]]
    known = {(place.code, village, name) for place, village, name in units}
    others = sorted({key[:3] for key in history} - known | {key for key in recognitions if key[1]} - known)
    units += [(chosen.places.by_code[code], village, name) for code, village, name in others]
    return [
        _set_status(place, village, name, history, recognitions, stated_of(place, village, name, plans, chosen.as_of))
        for place, village, name in units
    ]


def _sets_of(edition: str, heard: Collection[tuple[str, str, str]]) -> list[str]:
    """The sets that an edition's communes are shown under: of the first both old ones, else those heard of."""
    if edition == EDITION:
        return [BASIC, ADVANCED]
    found = {name for code, village, name in heard if not village and edition_of(code) == edition}
    shown = [one.name for one in sets_of_communes() if one.name in found]
    return shown or [BASIC, BASIC_2026]


def followed_communes(session: Session, chosen: CriteriaFilter) -> list[Place]:
    """Rural communes (xã) beside or below whatever has a new-rural goal, an assessment or a recognition."""
    codes = set(
        session.scalars(
            select(Goal.unit_code).where(
                visible(Goal, chosen.known_at), Goal.unit_code.is_not(None), Goal.measure == "tiêu chí"
            )
        )
    )
    for table in (CriterionStatus, Recognition):
        query = select(table.unit_code).where(visible(table, chosen.known_at), *near(table, chosen.unit_code))
        codes |= set(session.scalars(query.distinct()))
    found = (one.code for one in followed_from(code for code in codes if code))
    shown = [chosen.places.by_code[code] for code in found if lies_within(code, chosen.unit_code)]
    return sorted(shown, key=lambda place: (place.is_guest, place.code))


HistoryKey = tuple[str, str, str, int]


def _history(session: Session, chosen: CriteriaFilter) -> dict[HistoryKey, list[Assessment]]:
    """By unit, village, set in force on the day, number; the oldest first."""
    query = (
        select(CriterionStatus)
        .where(visible(CriterionStatus, chosen.known_at), *of_chosen(CriterionStatus, chosen.unit_code))
        .order_by(CriterionStatus.as_of)
    )
    if chosen.as_of:
        query = query.where(CriterionStatus.as_of <= chosen.as_of)
    reasons, made_up = reasons_given(session, chosen.known_at, chosen.unit_code), made_up_batches(session)
    found: dict[HistoryKey, list[Assessment]] = defaultdict(list)
    for row in session.scalars(query):
        origin, invented = origin_of(row, reasons), row.batch_id in made_up
        assessed = Assessment(row.status, row.as_of, row.value, row.evidence, origin, invented)
        if name := set_in_force(row.set, row.as_of):
            found[row.unit_code, row.village, name, row.criterion].append(assessed)
    return found


def _recognitions(session: Session, chosen: CriteriaFilter) -> dict[tuple[str, str, str], list[RecognitionRow]]:
    query = (
        select(Recognition)
        .where(visible(Recognition, chosen.known_at), *of_chosen(Recognition, chosen.unit_code))
        .order_by(Recognition.decision_date)
    )
    if chosen.as_of:
        query = query.where(Recognition.decision_date <= chosen.as_of)
    made_up = made_up_batches(session)
    found: dict[tuple[str, str, str], list[RecognitionRow]] = defaultdict(list)
    for row in session.scalars(query):
        invented = row.batch_id in made_up
        decided = RecognitionRow(row.title, row.decision_number, row.decision_date, origin_of(row), invented)
        found[row.unit_code, row.village, set_decided_by(row.title, row.decision_date)].append(decided)
    return found


def _set_status(
    place: Place,
    village: str,
    name: str,
    history: dict[HistoryKey, list[Assessment]],
    recognitions: dict[tuple[str, str, str], list[RecognitionRow]],
    stated: Stated | None,
) -> SetStatus:
    cells = tuple(
        _cell(criterion, history.get((place.code, village, name, criterion.number), []))
        for criterion in criteria_set(name)
    )
    return SetStatus(
        place=place,
        village=village,
        set=name,
        cells=cells,
        count=count_criteria(len(cells), [cell.state for cell in cells]),
        recognitions=tuple(recognitions.get((place.code, village, name), ())),
        stated=stated,
    )


def _cell(criterion: Criterion, assessments: Sequence[Assessment]) -> CriterionCell:
    latest = assessments[-1] if assessments else None
    slipped = slipped_back([assessed.status for assessed in assessments])
    return CriterionCell(criterion, latest, slipped, tuple(assessments))
