"""What changed between two moments: figure by figure, with the import that brought it or the undoing that undid it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import Session

from core import formats
from core.access.reach import KNOWN_EDITIONS
from core.ingest.checks.check import PLACE_KEYS
from core.ingest.compare import shown
from core.ingest.differences import WHOLE_ROW
from core.ingest.kinds import Column, kinds
from core.places import Place, Places, places_seen_by
from core.reports.batches import made_up_batches
from core.reports.brought import Brought, brought
from core.reports.changes_subject import Subject, Subjects
from core.reports.history import period_said
from core.reports.standing import visible
from core.tables import FACT_TABLES, Arrival, Fact, UnitFact
from core.territory import within

_AMOUNTS, _PLAIN_NUMBERS = ("money", "decimal"), ("year", "integer")
_PRESENT = "có"


@dataclass(frozen=True)
class ChangesFilter:
    """From `before` to `after` (None: now); a unit and all in it (None: everything); named by the map `seen_in`."""

    before: datetime
    after: datetime | None = None
    unit_code: str | None = None
    seen_in: str = ""

    @property
    def places(self) -> Places:
        return places_seen_by(self.unit_code, self.seen_in)


@dataclass(frozen=True)
class Cause:
    """The batch that brought a change, with the line of its file; one that went by being `undone` has no line."""

    batch: int
    line: int | None
    file_name: str
    by: str
    at: datetime
    undone: bool = False

    @property
    def said(self) -> str:
        return f"thu hồi lô {self.batch}" if self.undone else f"lô {self.batch}, dòng {self.line}"


@dataclass(frozen=True)
class Change:
    """One figure of one row: `then` and `now` as stored (None: not there), `figure` its column's title.

    `subject` is what the row is about beside its unit and `period`: a goal's or duty's title. `cause` is None only
    where the batches do not tell.
    """

    kind: str
    place: Place | None
    subject: str
    period: str
    figure: str
    type: str
    then: Any
    now: Any
    cause: Cause | None
    then_made_up: bool = False
    now_made_up: bool = False

    @property
    def then_said(self) -> str:
        return _written(self.type, self.then, self.then_made_up)

    @property
    def now_said(self) -> str:
        return _written(self.type, self.now, self.now_made_up)


def _written(type_: str, value: Any, made_up: bool) -> str:
    if value is None:
        return formats.MISSING
    said = formats.amount(value) if type_ in _AMOUNTS else str(value) if type_ in _PLAIN_NUMBERS else shown(value)
    return f"{said} (số minh họa)" if made_up else said


def changes_between(
    session: Session, before: datetime, after: datetime | None = None, unit_code: str | None = None
) -> list[Change]:
    """By unit, then kind, period and column: every figure that is another at `after` (None: now) than at `before`."""
    return changes_in(session, ChangesFilter(before, after, unit_code))


def changes_in(session: Session, chosen: ChangesFilter) -> list[Change]:
    looked = _Looked(session, chosen)
    kinds_touched = _kinds_touched(session, chosen.before, chosen.after)
    found = [change for kind in kinds_touched for change in looked.of_kind(kind)]
    order = list(FACT_TABLES)
    return sorted(found, key=lambda one: (one.place.code if one.place else "~", order.index(one.kind), one.period))


def _kinds_touched(session: Session, before: datetime, after: datetime | None) -> list[str]:
    """The kinds of which a batch came or went in between: nothing else can have changed."""
    touched = or_(_between(Arrival.committed_at, before, after), _between(Arrival.undone_at, before, after))
    names = set(session.scalars(select(Arrival.kind).where(touched).distinct()))
    return [kind for kind in FACT_TABLES if kind in names]


def _between(column: Any, before: datetime, after: datetime | None) -> ColumnElement[bool]:
    return and_(column > before, *([] if after is None else [column <= after]))


class _Looked:
    """Both states of one database."""

    def __init__(self, session: Session, chosen: ChangesFilter) -> None:
        self.session, self.chosen = session, chosen
        self.subjects = Subjects(session, chosen.before, chosen.after, chosen.unit_code, chosen.places)
        self.made_up = made_up_batches(session)
        self.batches: dict[int, Brought] = {}

    def of_kind(self, kind: str) -> Iterator[Change]:
        table, columns = FACT_TABLES[kind], _figures(kind)
        gone, come = self._gone_and_come(table)
        for key in dict.fromkeys([*gone, *come]):
            then, now = gone.get(key), come.get(key)
            subject = self.subjects.of(now or then)
            if subject and (cells := list(self._cells(columns, then, now))):
                yield from self._changes(kind, subject, cells, then, now)

    def _gone_and_come(self, table: type[Fact]) -> tuple[dict[Any, Fact], dict[Any, Fact]]:
        """The rows that stood and stand no longer, and those that stand and did not, by key."""
        then, now = visible(table, self.chosen.before), visible(table, self.chosen.after)
        return self._rows(table, and_(then, not_(now))), self._rows(table, and_(now, not_(then)))

    def _rows(self, table: type[Fact], condition: ColumnElement[bool]) -> dict[Any, Fact]:
        query = select(table).where(condition, *self._inside(table))
        query = query.order_by(*(table.__table__.c[name] for name in table.KEY))
        return {tuple(getattr(row, name) for name in table.KEY): row for row in self.session.scalars(query)}

    def _inside(self, table: type[Fact]) -> list[ColumnElement[bool]]:
        """Rows of other units are not read; what rows without a unit of their own are about is told from them."""
        if self.chosen.unit_code is None or not issubclass(table, UnitFact):
            return []
        return [table.edition.in_(KNOWN_EDITIONS), table.unit_code.in_(sorted(within(self.chosen.unit_code)))]

    def _cells(
        self, columns: Sequence[Column], then: Fact | None, now: Fact | None
    ) -> Iterator[tuple[str, str, Any, Any]]:
        """(title, type, then, now) of the figures that differ; of a row that came or went, all it has."""
        old, new = _values(then, self.chosen.places), _values(now, self.chosen.places)
        invented = bool(then and now and self._is_made_up(then) != self._is_made_up(now))
        for column in columns:
            was, is_ = old.get(column.key), new.get(column.key)
            if was != is_ or (invented and was is not None):
                yield column.header, column.type, was, is_
        if then is None or now is None:
            filled = any({**old, **new}.get(column.key) is not None for column in columns)
            if not filled:
                yield WHOLE_ROW, "text", then and _PRESENT, now and _PRESENT

    def _changes(
        self,
        kind: str,
        subject: Subject,
        cells: Sequence[tuple[str, str, Any, Any]],
        then: Fact | None,
        now: Fact | None,
    ) -> Iterator[Change]:
        row = now or then
        assert row is not None
        cause, period = self._cause(then, now), period_said(type(row), row.as_values())
        invented = self._is_made_up(then), self._is_made_up(now)
        for title, type_, was, is_ in cells:
            yield Change(kind, subject.place, subject.title, period, title, type_, was, is_, cause, *invented)

    def _is_made_up(self, row: Fact | None) -> bool:
        return row is not None and row.batch_id in self.made_up

    def _cause(self, then: Fact | None, now: Fact | None) -> Cause | None:
        """The batch of the row that came; for one that was there before, the undone batch that had taken its place."""
        if now is None:
            return self._undoing(self._batch(then.batch_id)) if then else None
        batch = self._batch(now.batch_id)
        if batch.at > self.chosen.before:
            return Cause(batch.id, now.row_number, batch.file_said, batch.by_said, batch.at)
        return self._undoing(self._successor(now))

    def _undoing(self, batch: Brought | None) -> Cause | None:
        if batch is None or batch.undone_at is None:
            return None
        by = batch.by_said if batch.is_private else batch.undone_by or ""
        return Cause(batch.id, None, batch.file_said, by, batch.undone_at, undone=True)

    def _successor(self, row: Fact) -> Brought | None:
        """The batch that had replaced a row and was taken back last in between."""
        table = type(row)
        query = (
            select(Arrival.id)
            .join(table, table.batch_id == Arrival.id)
            .where(table.supersedes_id == row.id, _between(Arrival.undone_at, self.chosen.before, self.chosen.after))
            .order_by(Arrival.undone_at.desc())
            .limit(1)
        )
        number = self.session.scalars(query).first()
        return None if number is None else self._batch(number)

    def _batch(self, number: int) -> Brought:
        if number not in self.batches:
            self.batches[number] = brought(self.session, [number])[number]
        return self.batches[number]


def _figures(kind: str) -> list[Column]:
    """The columns of a kind that are not part of the key; the name of a unit only where that is none of the key."""
    table = FACT_TABLES[kind]
    outside = {*table.KEY, *PLACE_KEYS}
    found = [column for column in kinds()[kind].columns if column.key not in outside]
    own_unit = "unit_code" in table.__table__.c and "unit_code" not in table.KEY
    return [*([kinds()[kind].by_key["commune"]] if own_unit else []), *found]


def _values(row: Fact | None, places: Places) -> Mapping[str, Any]:
    """The figures of a row; a goal may move to another unit, which is a figure of it like any other, named in full."""
    if row is None:
        return {}
    values = row.as_values()
    if "unit_code" in values and "unit_code" not in row.KEY:
        place = places.by_code.get(values["unit_code"] or "")
        values["commune"] = place.full_name if place else None
    return values
