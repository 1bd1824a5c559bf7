"""New rural areas: criteria by commune, recognitions, villages, the road map [KH 83; domain.md section 3]."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.places import Place, Places, all_places, places_seen_by
from core.reference import EDITION, Criterion, ReachedStatement, criteria_set, documents, reached_statements
from core.reports.batches import made_up_batches
from core.reports.origin import Origin, origin_of, reasons_given
from core.reports.standing import visible
from core.rules.criteria import CriteriaCount, CriterionState, count_criteria, slipped_back
from core.tables import CriterionStatus, Goal, Recognition, UnitFact
from core.text import fold

BASIC, ADVANCED, VILLAGE_SET = "xã NTM", "xã NTM nâng cao", "thôn NTM"


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
class Stated:
    """A unit that a loaded plan names as having reached a standard: what it says, on which day."""

    statement: ReachedStatement
    plan_number: str
    on: date | None


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
    """Both commune sets for every followed commune, then the villages that were assessed; ordered by unit code."""
    places = all_places()
    history = _history(session, chosen)
    recognitions = _recognitions(session, chosen)
    plans = set(session.scalars(select(Goal.plan_number).where(visible(Goal, chosen.known_at)).distinct()))
    units = [(place, "", name) for place in followed_communes(session, chosen) for name in (BASIC, ADVANCED)]
    known = {(place.code, village, name) for place, village, name in units}
    others = sorted({key[:3] for key in history} - known | {key for key in recognitions if key[1]} - known)
    units += [
        (places.by_code[code], village, name) for code, village, name in others if lies_within(places, code, chosen)
    ]
    return [
        _set_status(place, village, name, history, recognitions, _stated(place, village, name, plans, chosen.as_of))
        for place, village, name in units
    ]


def lies_within(places: Places, code: str, chosen: CriteriaFilter) -> bool:
    return chosen.unit_code is None or code in places.codes_below(chosen.unit_code)


def near(places: Places, table: type[UnitFact], chosen: CriteriaFilter) -> list[ColumnElement[bool]]:
    """The chosen unit and all below it, or for a commune its huyện, by which it is followed."""
    if chosen.unit_code is None:
        return []
    place = places.by_code.get(chosen.unit_code)
    whole = place.parent if place and place.level == "commune" else chosen.unit_code
    return [table.edition == EDITION, table.unit_code.in_(places.codes_below(whole or ""))]


def followed_communes(session: Session, chosen: CriteriaFilter) -> list[Place]:
    """Rural communes (xã) of every huyện that has a new-rural goal, an assessment or a recognition."""
    places = all_places()
    codes = set(
        session.scalars(
            select(Goal.unit_code).where(
                visible(Goal, chosen.known_at), Goal.unit_code.is_not(None), Goal.measure == "tiêu chí"
            )
        )
    )
    for table in (CriterionStatus, Recognition):
        query = select(table.unit_code).where(visible(table, chosen.known_at), *near(places, table, chosen))
        codes |= set(session.scalars(query.distinct()))
    districts = {places.ancestors(places.by_code[code])[1] for code in codes if code} - {None}
    found = [child for district in districts if district for child in places.children(district) if child.kind == "Xã"]
    return sorted((place for place in found if lies_within(places, place.code, chosen)), key=lambda place: place.code)


HistoryKey = tuple[str, str, str, int]


def _history(session: Session, chosen: CriteriaFilter) -> dict[HistoryKey, list[Assessment]]:
    query = (
        select(CriterionStatus)
        .where(visible(CriterionStatus, chosen.known_at), CriterionStatus.edition == EDITION)
        .where(*near(all_places(), CriterionStatus, chosen))
        .order_by(CriterionStatus.as_of)
    )
    if chosen.as_of:
        query = query.where(CriterionStatus.as_of <= chosen.as_of)
    reasons, made_up = reasons_given(session, chosen.known_at, chosen.unit_code), made_up_batches(session)
    found: dict[HistoryKey, list[Assessment]] = defaultdict(list)
    for row in session.scalars(query):
        origin, invented = origin_of(row, reasons), row.batch_id in made_up
        assessed = Assessment(row.status, row.as_of, row.value, row.evidence, origin, invented)
        found[row.unit_code, row.village, row.set, row.criterion].append(assessed)
    return found


def _recognitions(session: Session, chosen: CriteriaFilter) -> dict[tuple[str, str, str], list[RecognitionRow]]:
    query = (
        select(Recognition)
        .where(visible(Recognition, chosen.known_at), Recognition.edition == EDITION)
        .where(*near(all_places(), Recognition, chosen))
        .order_by(Recognition.decision_date)
    )
    if chosen.as_of:
        query = query.where(Recognition.decision_date <= chosen.as_of)
    made_up = made_up_batches(session)
    found: dict[tuple[str, str, str], list[RecognitionRow]] = defaultdict(list)
    for row in session.scalars(query):
        invented = row.batch_id in made_up
        decided = RecognitionRow(row.title, row.decision_number, row.decision_date, origin_of(row), invented)
        found[row.unit_code, row.village, row.title].append(decided)
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


def _stated(place: Place, village: str, name: str, plans: Collection[str], as_of: date | None) -> Stated | None:
    """What a loaded plan says of a commune that it names as having reached a standard; not before its own date."""
    said = None if village else stated_as_reached(place, name)
    if said is None or said.plan_number not in plans or (as_of and said.on and said.on > as_of):
        return None
    return said


def stated_as_reached(place: Place, name: str) -> Stated | None:
    """What a shipped plan says of a unit that it names as having reached a standard."""
    for document in documents():
        for said in reached_statements(document.number):
            same = said.title == name and fold(said.unit_name) == fold(place.name)
            if same and place.code in all_places().codes_below(document.unit):
                return Stated(said, document.number, document.issued_on)
    return None


def _cell(criterion: Criterion, assessments: Sequence[Assessment]) -> CriterionCell:
    latest = assessments[-1] if assessments else None
    slipped = slipped_back([assessed.status for assessed in assessments])
    return CriterionCell(criterion, latest, slipped, tuple(assessments))
