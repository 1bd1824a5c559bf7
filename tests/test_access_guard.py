"""A reader's session, attacked: whatever is asked of it, nothing out of reach comes back, or nothing at all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import (
    Table,
    column,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    text,
    union_all,
    update,
)
from sqlalchemy.orm import Session, aliased

from core.access.rules import NOBODY, Access, Role, anybody
from core.database import Database
from core.errors import AccessRefused
from core.reference import EDITION
from core.tables import (
    ARRIVED,
    Arrival,
    Base,
    Batch,
    Goal,
    JournalEntry,
    MadeReport,
    PeriodLock,
    Person,
    PovertyProgress,
    ShortfallExplanation,
    StoredFile,
    Unit,
)
from tests.conftest import OPERATOR
from tests.scoped_rows import DAK_NONG, DAK_SONG, KON_TUM, TU_MO_RONG, TUY_DUC, bring, person

EDITOR = person(Role.EDITOR, TUY_DUC)
NEIGHBOUR = person(Role.ADMINISTRATOR, KON_TUM)
Asked = Callable[[Session], Any]


@pytest.fixture
def figures(database: Database) -> Database:
    """A result of each of three huyện, each a file of its own; a person, a lock with a note."""
    for unit in (TUY_DUC, DAK_SONG, TU_MO_RONG):
        bring(database, OPERATOR, unit)
    now = datetime.now(UTC)
    with database.write() as session:
        session.add(Person(email="a@b.vn", name="A", added_at=now, added_by="x"))
        session.add(
            PeriodLock(
                edition=EDITION, unit_code=DAK_NONG, until=date(2024, 1, 1), locked_at=now, locked_by="x", note="riêng"
            )
        )
    return database


def _units(rows: Any) -> set[str]:
    return {row[0] for row in rows}


_plain: Any = PovertyProgress.__table__
_alias = aliased(PovertyProgress)
_batches, _arrivals = aliased(Batch), aliased(Arrival)
_cte = select(PovertyProgress.unit_code).cte("found")
_inner = select(PovertyProgress.unit_code).subquery()
_half = select(PovertyProgress.unit_code)
_bare_batch: Any = Batch.__table__

# Every way of asking for the units that results are stored of.
WAYS: dict[str, Any] = {
    "class": select(PovertyProgress.unit_code),
    "alias": select(_alias.unit_code),
    "alias of the table": select(_plain.alias("p").c.unit_code),
    "bare table": select(_plain.c.unit_code),
    "bare column beside a class": select(_plain.c.unit_code).where(PovertyProgress.id == _plain.c.id),
    "bare table beside another class": select(_plain.c.unit_code).join(Arrival, Arrival.id == _plain.c.batch_id),
    "light table": select(table("poverty_progress", column("unit_code")).c.unit_code),
    "join to an alias": select(_alias.unit_code).select_from(Unit).join(_alias, _alias.unit_code == Unit.code),
    "outer join to an alias": select(_alias.unit_code)
    .select_from(PovertyProgress)
    .outerjoin(_alias, literal(True))
    .where(_alias.id.is_not(None)),
    "join to an alias in a subquery": select(
        select(_alias.unit_code)
        .select_from(Unit)
        .join(_alias, _alias.unit_code == Unit.code)
        .where(Unit.edition == EDITION)
        .subquery()
    ),
    "condition alone": select(Unit.code).where(Unit.edition == EDITION, Unit.code == PovertyProgress.unit_code),
    "exists": select(Unit.code).where(Unit.edition == EDITION, exists().where(PovertyProgress.unit_code == Unit.code)),
    "exists of the bare table": select(Unit.code).where(
        Unit.edition == EDITION, exists().where(_plain.c.unit_code == Unit.code)
    ),
    "in": select(Unit.code).where(Unit.edition == EDITION, Unit.code.in_(_half)),
    "scalar subquery": select(
        select(_alias.unit_code).where(_alias.id == PovertyProgress.id).correlate(PovertyProgress).scalar_subquery()
    ).select_from(PovertyProgress),
    "union": union_all(_half, select(_alias.unit_code)),
    "class from a union": select(union_all(_half, _half).subquery()),
    "CTE": select(_cte.c.unit_code),
    "CTE of the bare table": select(select(_plain.c.unit_code).cte("bare")),
    "subquery": select(_inner.c.unit_code),
    "column of a subquery alone": select(func.max(_inner.c.unit_code)).group_by(_inner.c.unit_code),
    "entity from a subquery": select(aliased(PovertyProgress, select(PovertyProgress).subquery()).unit_code),
    "entity from a bare statement": select(PovertyProgress.unit_code).from_statement(select(_plain)),
    "lateral": select(
        select(PovertyProgress.unit_code).where(PovertyProgress.batch_id == Arrival.id).subquery().c.unit_code
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_asking_is_held_to_the_province(figures: Database, way: str) -> None:
    with figures.read_as(EDITOR) as session:
        assert _units(session.execute(WAYS[way])) == {TUY_DUC, DAK_SONG}
    with figures.read_as(NEIGHBOUR) as session:
        assert _units(session.execute(WAYS[way])) == {TU_MO_RONG}
    with figures.read_as(NOBODY) as session:
        assert _units(session.execute(WAYS[way])) == set()
    with figures.read_as(OPERATOR) as session:
        assert _units(session.execute(WAYS[way])) == {TUY_DUC, DAK_SONG, TU_MO_RONG}


# How many uploads come back; an editor of one huyện brought (or was brought) one of the three.
OWN: dict[str, Any] = {
    "class": select(Batch.id).where(Batch.kind == "poverty-progress"),
    "alias": select(_batches.id).where(_batches.kind == "poverty-progress"),
    "bare": select(_bare_batch.c.id).where(_bare_batch.c.kind == "poverty-progress"),
    "join": select(Batch.id).select_from(PovertyProgress).join(Batch, Batch.id == PovertyProgress.batch_id),
    "alias joined": select(_batches.id)
    .select_from(PovertyProgress)
    .join(_batches, _batches.id == PovertyProgress.batch_id),
    "condition alone": select(PovertyProgress.id).where(PovertyProgress.batch_id == Batch.id),
    "outer join": select(Batch.id)
    .select_from(Arrival)
    .outerjoin(Batch, Batch.id == Arrival.id)
    .where(Arrival.kind == "poverty-progress", Batch.id.is_not(None)),
    "subquery": select(select(Batch.id, Batch.kind).subquery().c.id).where(literal(True)),
    "file": select(StoredFile.sha256)
    .join(Batch, Batch.sha256 == StoredFile.sha256)
    .where(Batch.kind == "poverty-progress"),
    "light": select(table("batch", column("id"), column("kind")).c.id),
}


@pytest.mark.parametrize("way", OWN)
def test_files_and_people_are_those_of_ones_own_unit(figures: Database, way: str) -> None:
    with figures.read_as(EDITOR) as session:
        assert len(session.execute(OWN[way]).all()) == 1
    with figures.read_as(anybody()) as session:
        assert session.execute(OWN[way]).all() == []


def test_that_an_upload_came_is_known_in_its_province(figures: Database) -> None:
    asked = select(Arrival.unit_code).where(Arrival.kind == "poverty-progress")
    aliased_too = select(_arrivals.unit_code).where(_arrivals.kind == "poverty-progress")
    with figures.read_as(EDITOR) as session:
        assert _units(session.execute(asked)) == _units(session.execute(aliased_too)) == {TUY_DUC, DAK_SONG}


def test_the_public_part_of_an_upload_has_no_private_column() -> None:
    assert set(Arrival.__table__.columns.keys()) == {
        *("id", "kind", "committed_at", "origin", "undone_at", "edition", "unit_code", "province", "published_at")
    }


def test_what_people_wrote_beside_a_figure_is_not_for_the_public(figures: Database) -> None:
    with figures.read_as(anybody()) as session:
        assert set(session.scalars(select(PovertyProgress.note))) == {None}
        assert [row.note for row in session.scalars(select(PovertyProgress))] == [None] * 3
        assert session.scalars(select(PeriodLock)).all() == []
    with figures.read_as(EDITOR) as session:
        assert set(session.scalars(select(PovertyProgress.note))) == {f"ghi chú {TUY_DUC}", f"ghi chú {DAK_SONG}"}
        assert [lock.note for lock in session.scalars(select(PeriodLock))] == ["riêng"]


CLOSED = ("person", "access_grant", "sign_in", "journal_entry")


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("who", [EDITOR, NEIGHBOUR, person(Role.VIEWER, None), anybody(), NOBODY], ids=str)
def test_people_sign_ins_and_the_journal_are_closed(figures: Database, closed: str, who: Access) -> None:
    bare = Base.metadata.tables[closed]
    with figures.read_as(who) as session:
        assert session.scalar(select(func.count()).select_from(bare)) == 0
        assert session.get(Person, 1) is None
        assert session.get(JournalEntry, 1) is None
        assert session.scalar(select(literal(1)).where(Person.email == "a@b.vn")) is None


def test_objects_by_number_are_held_too(figures: Database) -> None:
    with figures.read() as session:
        number = {row.unit_code: (row.id, row.batch_id) for row in session.scalars(select(PovertyProgress))}
    with figures.read_as(EDITOR) as session:
        assert session.get(PovertyProgress, number[DAK_SONG][0]) is not None
        assert session.get(Batch, number[DAK_SONG][1]) is None
        assert session.get(PovertyProgress, number[TU_MO_RONG][0]) is None
        assert session.get(Arrival, number[TU_MO_RONG][1]) is None
        assert session.get(Batch, number[TUY_DUC][1]) is not None


def test_a_row_refreshed_after_its_object_was_made_by_hand_is_held_too(figures: Database) -> None:
    with figures.read() as session:
        theirs = session.scalars(select(PovertyProgress).where(PovertyProgress.unit_code == TU_MO_RONG)).one()
    with figures.read_as(EDITOR) as session:
        merged = session.merge(theirs, load=False)
        with pytest.raises(Exception, match="refresh"):
            session.refresh(merged)


def _through_the_connection(session: Session) -> Any:
    return session.connection().execute(text("SELECT * FROM person"))


def _through_the_engine(session: Session) -> Any:
    engine: Any = session.get_bind()
    with engine.connect() as connection:
        return connection.execute(text("SELECT * FROM person")).all()


def _through_the_driver(session: Session) -> Any:
    engine: Any = session.get_bind()
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT * FROM person").all()


def _by_adding(session: Session) -> Any:
    session.add(Person(email="c@d.vn", name="C", added_at=datetime.now(UTC), added_by="x"))
    session.flush()


def _by_adding_and_asking(session: Session) -> Any:
    session.add(Person(email="c@d.vn", name="C", added_at=datetime.now(UTC), added_by="x"))
    session.execute(select(Unit.code).limit(1))
    session.commit()


def _by_changing(session: Session) -> Any:
    session.scalars(select(PovertyProgress).limit(1)).one().poor = 1
    session.flush()


REFUSED: dict[str, Asked] = {
    "text": lambda session: session.execute(text("SELECT * FROM person")),
    "text in a column": lambda session: session.execute(select(text("(SELECT email FROM person)"))),
    "text in a condition": lambda session: session.execute(select(Unit).where(text("1 = (SELECT 1 FROM person)"))),
    "text as a table": lambda session: session.execute(select(literal(1)).select_from(text("person"))),
    "text for a class": lambda session: session.execute(select(Person).from_statement(text("SELECT * FROM person"))),
    "columns of text": lambda session: session.execute(
        select(text("SELECT email FROM person").columns(column("email")).subquery())
    ),
    "a literal column": lambda session: session.execute(select(literal_column("(SELECT email FROM person)"))),
    "a function that asks": lambda session: session.execute(select(func.query_to_xml("SELECT 1", True, True, ""))),
    "a prefix": lambda session: session.execute(select(Unit.code).prefix_with("(SELECT email FROM person),")),
    "an unknown table": lambda session: session.execute(select(table("alembic_version", column("version_num")))),
    "the connection": _through_the_connection,
    "the engine": _through_the_engine,
    "the driver": _through_the_driver,
    "update": lambda session: session.execute(update(PovertyProgress).values(poor=1)),
    "delete": lambda session: session.execute(delete(Batch)),
    "insert": lambda session: session.execute(insert(Person).values(email="x")),
    "adding": _by_adding,
    "adding, then asking": _by_adding_and_asking,
    "changing": _by_changing,
}


@pytest.mark.parametrize("who", [EDITOR, OPERATOR], ids=["editor", "operator"])
@pytest.mark.parametrize("way", REFUSED)
def test_what_can_not_be_held_is_refused_to_everybody_alike(figures: Database, way: str, who: Access) -> None:
    with figures.read_as(who) as session, pytest.raises(AccessRefused):
        REFUSED[way](session)
    with figures.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_table_that_nobody_decided_about_is_not_read() -> None:
    """Adding a table means saying who sees it."""
    from core.access.narrowing import _CONDITIONS, _OPEN

    assert set(Base.metadata.tables) | {ARRIVED} == set(_CONDITIONS) | _OPEN


# By hand, beside core.access.narrowing: what decides about each table.
DECIDED = {
    "_of_unit_fact": {
        *("poverty_plan", "poverty_progress", "budget_plan", "disbursement", "criterion_status", "recognition"),
        *("village", "obligation_done_unit"),
    },
    "_of_fact": {"goal", "goal_progress", "obligation", "obligation_done"},
    "_of_share": {"unit_share"},
    "holds": {"shortfall_explanation", "batch", "made_report"},
    "_of_arrival": {"arrival"},
    "_of_confirmation": {"batch_confirmation"},
    "_of_file": {"stored_file"},
    "_of_lock": {"period_lock"},
    "_closed": {"person", "access_grant", "sign_in", "journal_entry"},
}


def test_each_table_is_decided_about_as_it_should_be() -> None:
    from core.access.narrowing import _CONDITIONS, _FILES, _OPEN

    found: dict[str, set[str]] = {}
    for name, condition in _CONDITIONS.items():
        found.setdefault(condition.__name__, set()).add(name)
    assert found == DECIDED
    assert {_CONDITIONS[name] for name in DECIDED["holds"]} == {_FILES.holds}
    assert {"unit", "edition", "data_version"} == _OPEN


def test_two_readers_of_one_written_statement_never_get_each_others_rows(figures: Database) -> None:
    asked = select(PovertyProgress.unit_code, Arrival.unit_code).join(Arrival, Arrival.id == PovertyProgress.batch_id)
    readers = {
        person(Role.VIEWER, DAK_NONG): {(TUY_DUC, TUY_DUC), (DAK_SONG, DAK_SONG)},
        person(Role.VIEWER, KON_TUM): {(TU_MO_RONG, TU_MO_RONG)},
    }

    def alternate(_turn: int) -> bool:
        right = True
        for who, expected in readers.items():
            with figures.read_as(who) as session:
                right &= set(map(tuple, session.execute(asked))) == expected
        return right

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(alternate, range(500)))


def test_a_session_inside_another_is_each_readers_own(figures: Database) -> None:
    asked = select(PovertyProgress.unit_code)
    with figures.read_as(EDITOR) as outer, figures.read_as(NEIGHBOUR) as inner:
        theirs = inner.scalars(asked)
        mine = outer.scalars(asked)
        assert set(theirs) == {TU_MO_RONG}
        assert set(mine) == {TUY_DUC, DAK_SONG}
        with figures.read() as program:
            assert len(program.scalars(asked).all()) == 3


def test_the_programs_own_reading_and_writing_is_as_it_was(figures: Database) -> None:
    with figures.read() as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == 1
        assert "(SELECT" not in str(select(PovertyProgress.unit_code).compile(session.get_bind()))
        assert isinstance(PovertyProgress.__table__, Table)


def test_explanations_are_read_by_those_who_answer_for_the_unit(figures: Database) -> None:
    with figures.write() as session:
        batch = session.scalars(select(Batch).where(Batch.unit_code == TUY_DUC)).one().id
        session.add(
            ShortfallExplanation(
                batch_id=batch, row_number=2, is_current=True, edition=EDITION, unit_code=TUY_DUC, subject="giảm nghèo",
                plan_number="", as_of=date(2024, 6, 30), cause="c", remedy="r", remedy_due=date(2024, 9, 1),
            )
        )  # fmt: skip
    seen = {}
    for who in (EDITOR, person(Role.VIEWER, DAK_NONG), person(Role.EDITOR, DAK_SONG), NEIGHBOUR, anybody()):
        with figures.read_as(who) as session:
            seen[who.scope] = len(session.scalars(select(ShortfallExplanation)).all())
    assert seen == {
        "editor@667": 1, "viewer@67": 1, "editor@665": 0, "administrator@62": 0, "public@*": 0,
    }  # fmt: skip


def test_rows_that_do_not_stand_are_seen_when_they_were_published_or_are_ones_own(figures: Database) -> None:
    with figures.write() as session:
        for batch in session.scalars(select(Batch).where(Batch.kind == "poverty-progress")):
            batch.published_at = None
            session.execute(
                update(PovertyProgress).where(PovertyProgress.batch_id == batch.id).values(is_current=False)
            )
    with figures.read_as(EDITOR) as session:
        assert set(session.scalars(select(PovertyProgress.unit_code))) == {TUY_DUC}
        assert set(session.scalars(select(Arrival.unit_code).where(Arrival.kind == "poverty-progress"))) == {TUY_DUC}
    with figures.read_as(anybody()) as session:
        assert session.scalars(select(PovertyProgress)).all() == []


def test_goals_come_with_the_batch_that_brought_them(figures: Database) -> None:
    with figures.read_as(EDITOR) as session:
        own = set(session.scalars(select(Goal.plan_number)))
    with figures.read_as(NEIGHBOUR) as session:
        theirs = set(session.scalars(select(Goal.plan_number)))
    with figures.read_as(anybody()) as session:
        assert set(session.scalars(select(Goal.plan_number))) == own | theirs
    assert own
    assert theirs
    assert not own & theirs


def test_several_grants_add_up(figures: Database) -> None:
    both = replace(EDITOR, grants=(*EDITOR.grants, *NEIGHBOUR.grants, *person(Role.EDITOR, DAK_SONG).grants))
    with figures.read_as(both) as session:
        assert set(session.scalars(select(PovertyProgress.unit_code))) == {TUY_DUC, DAK_SONG, TU_MO_RONG}
        found = session.scalars(select(Batch.unit_code).where(Batch.kind == "poverty-progress"))
        assert set(found) == {TUY_DUC, DAK_SONG, TU_MO_RONG}


def test_reports_and_their_files_are_those_of_ones_own_unit(figures: Database) -> None:
    now = datetime.now(UTC)
    with figures.write() as session:
        for unit in (TUY_DUC, DAK_SONG):
            session.add(StoredFile(sha256=unit, content=b"x"))
            session.flush()
            session.add(
                MadeReport(
                    made_at=now, made_by="x", plan_number="p", edition=EDITION, unit_code=unit, period="2024",
                    known_at=now, judged_on=date(2024, 1, 1), file_name="f", sha256=unit,
                )
            )  # fmt: skip
    with figures.read_as(EDITOR) as session:
        assert set(session.scalars(select(MadeReport.unit_code))) == {TUY_DUC}
        assert session.get(StoredFile, TUY_DUC) is not None
        assert session.get(StoredFile, DAK_SONG) is None
