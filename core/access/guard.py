"""A reader's database session: whatever is asked of it, it answers only with what this reader may see.

Every statement of such a session is narrowed by class, so a report or a screen that forgets to ask is narrowed too.
What can't be narrowed is refused: writing, and statements over bare tables. Two things SQLAlchemy does not narrow, so
that tests look for them in the source: bare columns inside a statement of classes, and an alias that is joined to.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, CompoundSelect, Select, Table, and_, column, false, or_, select, table, true
from sqlalchemy.event import listens_for
from sqlalchemy.orm import ORMExecuteState, Session, class_mapper, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.sql.visitors import iterate

from core.access.rules import NOBODY, Access, Action, roots
from core.errors import AccessRefused
from core.places import all_places
from core.reference import EDITION
from core.tables import (
    FACT_TABLES,
    UNIT_FACT_TABLES,
    AccessGrant,
    Arrival,
    Base,
    Batch,
    BatchConfirmation,
    DataVersion,
    Edition,
    Fact,
    JournalEntry,
    MadeReport,
    PeriodLock,
    Person,
    SignIn,
    StoredFile,
    Unit,
)

# Named apart from our classes: what narrows an alias of a class would else be rewritten inside these questions too.
_UNITS = table("unit", column("edition"), column("code"), column("parent"), column("province")).alias("seen_unit")
_BATCHES = table(
    "batch", column("id"), column("sha256"), column("edition"), column("unit_code"), column("published_at")
).alias("seen_batch")
_REPORTS = table("made_report", column("sha256"), column("edition"), column("unit_code")).alias("seen_report")
# Tables that everybody may read whole: the map, and how often the data changed.
_OPEN = (Unit, Edition, DataVersion)
_FREE = frozenset(one.__tablename__ for one in _OPEN)
# People, sign-ins and the journal are read through core.access, which decides by person.
_CLOSED = (Person, AccessGrant, SignIn, JournalEntry)
_READER = "reader"


class ReaderSession(Session):
    """A session that `limited_to` a reader; without one it answers nothing."""


def limited_to(session: ReaderSession, access: Access) -> ReaderSession:
    session.info[_READER] = access
    return session


@listens_for(ReaderSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if not state.is_select:
        raise AccessRefused("Phiên này chỉ được đọc.")
    access = state.session.info.get(_READER, NOBODY)
    if access.is_unlimited:
        return
    named = {
        element.name for element in iterate(cast(Select[Any], state.statement)) if isinstance(element, Table)
    } - _FREE
    if named and not state.is_orm_statement:
        raise AccessRefused(f"Câu hỏi không giới hạn được theo quyền của người đọc ({', '.join(sorted(named))}).")
    options = narrowing(access)
    state.statement = state.statement.options(*(option for name in sorted(named) for option in options[name]))


def narrowing(access: Access) -> Mapping[str, Sequence[ExecutableOption]]:
    """By table, the options that hold a statement to what somebody may see."""
    return _narrowing(roots(access, Action.SEE_FIGURES), roots(access, Action.SEE_FILES))


@lru_cache(maxsize=256)
def _narrowing(
    figures: frozenset[str | None], files: frozenset[str | None]
) -> Mapping[str, Sequence[ExecutableOption]]:
    found: dict[str, list[ExecutableOption]] = defaultdict(list)
    for one, condition in _conditions(figures, files):
        name = cast(Table, class_mapper(one).local_table).name
        found[name].append(with_loader_criteria(one, condition, include_aliases=True))
    return found


def _conditions(
    figures: frozenset[str | None], files: frozenset[str | None]
) -> Iterator[tuple[type[Base], ColumnElement[bool]]]:
    """What each class shows: figures of the units in reach, and the rest (drafts, files, people) of one's own units."""
    for kind, facts in FACT_TABLES.items():
        yield facts, _of_fact(kind, facts, figures, files)
    yield Arrival, _arrival(Arrival, figures, files)
    yield Batch, _lies_in(Batch, files)
    own_batches = select(_BATCHES.c.id).where(_lies_in(_BATCHES.c, files))
    yield BatchConfirmation, BatchConfirmation.batch_id.in_(own_batches)
    yield MadeReport, _lies_in(MadeReport, files)
    yield StoredFile, StoredFile.sha256.in_(_own_files(files))
    yield PeriodLock, _lies_in(PeriodLock, figures)
    for closed in _CLOSED:
        yield closed, false()


def _of_fact(
    kind: str, facts: type[Fact], figures: frozenset[str | None], files: frozenset[str | None]
) -> ColumnElement[bool]:
    """A row that stands was published; any other one only of a batch that was, or that is one's own."""
    seen_batches = select(_BATCHES.c.id).where(_arrival(_BATCHES.c, figures, files))
    through_batch = facts.batch_id.in_(seen_batches)
    if kind not in UNIT_FACT_TABLES:
        return through_batch
    unit_table = UNIT_FACT_TABLES[kind]
    published = select(_BATCHES.c.id).where(_BATCHES.c.published_at.is_not(None))
    seen = or_(unit_table.is_current, unit_table.batch_id.in_(published), _lies_in(unit_table, files))
    return and_(_lies_in(unit_table, figures), seen)


def _arrival(of: Any, figures: frozenset[str | None], files: frozenset[str | None]) -> ColumnElement[bool]:
    return or_(_lies_in(of, files), and_(_lies_in(of, figures), of.published_at.is_not(None)))


def _own_files(files: frozenset[str | None]) -> CompoundSelect[Any]:
    batches = select(_BATCHES.c.sha256).where(_lies_in(_BATCHES.c, files))
    reports = select(_REPORTS.c.sha256).where(_lies_in(_REPORTS.c, files))
    return batches.union(reports)


def _lies_in(of: Any, units: frozenset[str | None]) -> ColumnElement[bool]:
    """The condition that a row's unit is one of these or below one of them."""
    if None in units:
        return true()
    known = all_places().by_code
    within = [_below(known[code].level, code) for code in sorted(unit for unit in units if unit is not None)]
    if not within:
        return false()
    units_within = select(_UNITS.c.code).where(_UNITS.c.edition == EDITION, or_(*within))
    return and_(of.edition == EDITION, of.unit_code.in_(units_within))


def _below(level: str, code: str) -> ColumnElement[bool]:
    if level == "province":
        return _UNITS.c.province == code
    return or_(_UNITS.c.code == code, _UNITS.c.parent == code)
