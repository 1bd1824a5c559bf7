"""Batches: stored whole, superseded but never overwritten, taken back exactly, under threads, on both engines."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, func, insert, select
from sqlalchemy.exc import IntegrityError

from core.access.rules import operator
from core.database import Database
from core.errors import ChangedMeanwhile, UndoRefused, UnknownName
from core.ingest.pipeline import Outcome, commit, preview, undo
from core.places import all_places
from core.reports.batches import file_of_batch, list_batches
from core.reports.export_cells import names_of
from core.reports.standing import visible
from core.reports.units import data_version
from core.repository import Repository
from core.stored import NewBatch, NewFact
from core.tables import Arrival, Base, Batch, BatchConfirmation, PovertyPlan, PovertyProgress, StoredFile
from tests.conftest import OPERATOR, SHIPPED, UPLOAD_1, UPLOAD_2, UPLOAD_3

Load = Callable[..., Outcome]
Row = dict[str, Any]

HEAD = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
TUY_DUC = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444\n"
TUY_DUC_LATER = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.400\n"
TWO_HUYEN = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444\nĐắk Nông;Gia Nghĩa;30/06/2024;20.700;80\n"
HUYEN = ("Krông Nô", "Cư Jút", "Đắk Mil", "Đắk Song", "Đắk R'Lấp", "Tuy Đức", "Đắk Glong", "Gia Nghĩa")


@contextmanager
def second(database: Database) -> Iterator[Database]:
    """The same database through connections of its own."""
    other = Database(database.url)
    try:
        yield other
    finally:
        other.engine.dispose()


def stored(database: Database, table: type[Base]) -> list[Row]:
    """Every row of a table, all columns, in the order of its primary key, seen through another connection."""
    with second(database) as other, other.read() as session:
        rows = session.execute(select(table.__table__).order_by(*table.__table__.primary_key)).mappings()
        return [dict(row) for row in rows]


def everything(database: Database) -> dict[str, list[Row]]:
    classes = {
        mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers if mapper.class_ is not Arrival
    }
    return {name: stored(database, one) for name, one in classes.items()}


def standing(database: Database) -> list[Row]:
    return [row for row in stored(database, PovertyProgress) if row["is_current"]]


def version(database: Database) -> int:
    with second(database) as other, other.read() as session:
        return data_version(session)


def test_a_file_is_stored_whole_and_its_bytes_are_kept(database: Database, load: Load) -> None:
    content = b"\xef\xbb\xbf" + TWO_HUYEN.replace("\n", "\r\n").encode()
    outcome = load(database, content, "Báo cáo 6 tháng.csv")
    assert (outcome.status, outcome.batch, vars(outcome.counts)) == (
        "committed",
        UPLOAD_1,
        {"new": 2, "changed": 0, "unchanged": 0, "rejected": 0},
    )
    with second(database) as other, other.read() as session:
        assert file_of_batch(session, UPLOAD_1) == content
        newest, *shipped = list_batches(session)
        plan = shipped[-1]
    assert (plan.id, plan.kind, plan.origin, plan.new_rows) == (1, "poverty-plan", "shipped", 9)
    assert (newest.id, newest.kind, newest.file_name) == (UPLOAD_1, "poverty-progress", "Báo cáo 6 tháng.csv")
    assert (newest.sha256, newest.committed_by, newest.origin) == (sha256(content).hexdigest(), "người thử", "cli")
    assert (newest.new_rows, newest.changed_rows, newest.unchanged_rows) == (2, 0, 0)
    assert (newest.undone_at, newest.undone_by, newest.justification, newest.questions) == (None, None, None, ())
    rows = [(row["row_number"], row["unit_code"], row["as_of"], row["poor"]) for row in standing(database)]
    assert rows == [(2, "667", date(2024, 6, 30), 2444), (3, "660", date(2024, 6, 30), 80)]


def test_figures_that_were_not_reported_are_stored_as_missing(database: Database, load: Load) -> None:
    load(database, TUY_DUC)
    (row,) = standing(database)
    missing = {name for name, value in row.items() if value is None}
    assert missing == {
        *("near_poor", "poor_start", "escaped_to_near_poor", "escaped", "other_decrease", "near_poor_to_poor"),
        *("relapsed", "newly_poor", "other_increase", "ethnic_households", "ethnic_poor", "indigenous_households"),
        *("indigenous_poor", "note", "supersedes_id"),
    }
    assert row["value_type"] == "chính thức"


def test_decimals_of_a_plan_come_back_exact(database: Database) -> None:
    falls = {row["unit_code"]: row["rate_reduction"] for row in stored(database, PovertyPlan)}
    assert falls["667"] == Decimal("8.5")
    assert falls["660"] == Decimal("0.1")
    assert falls["67"] == Decimal(2)


def test_a_later_batch_supersedes_and_never_overwrites(database: Database, load: Load) -> None:
    load(database, TUY_DUC)
    (before,) = stored(database, PovertyProgress)
    outcome = load(database, TUY_DUC_LATER)
    assert (outcome.counts.new, outcome.counts.changed) == (0, 1)
    old, new = stored(database, PovertyProgress)
    assert old == before | {"is_current": False}
    assert (new["is_current"], new["supersedes_id"], new["batch_id"], new["poor"]) == (True, old["id"], UPLOAD_2, 2400)


def test_taking_back_restores_exactly_what_stood(database: Database, load: Load) -> None:
    load(
        database,
        "Tỉnh;Huyện;Ngày;Loại số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo;Số hộ DTTS;Hộ nghèo DTTS;Ghi chú\n"
        "Đắk Nông;Tuy Đức;30/06/2024;ước;16.700;2.444;900;8.000;2.000;số ước của huyện\n"
        "Đắk Nông;Gia Nghĩa;30/06/2024;chính thức;20.700;80;;;;\n",
    )
    before = standing(database)
    load(database, TUY_DUC_LATER + "Đắk Nông;Đắk Mil;30/06/2024;28.000;420\n")
    assert standing(database) != before
    undo(database, UPLOAD_2, operator("người khác"))
    assert standing(database) == before
    kept = [row for row in stored(database, PovertyProgress) if row["batch_id"] == UPLOAD_2]
    assert [(row["unit_code"], row["poor"], row["is_current"]) for row in kept] == [
        ("667", 2400, False),
        ("663", 420, False),
    ]
    batch = next(row for row in stored(database, Batch) if row["id"] == UPLOAD_2)
    assert batch["undone_by"] == "người khác"
    assert batch["undone_at"] > batch["committed_at"]


def test_taking_back_batch_after_batch_leads_back_to_the_start(database: Database, load: Load) -> None:
    start = [row for row in stored(database, PovertyPlan) if row["is_current"]]
    steps = [standing(database)]
    for poor in (2500, 2450, 2400):
        load(database, HEAD + f"Đắk Nông;Tuy Đức;30/06/2024;16.700;{poor}\n")
        steps.append(standing(database))
    for batch in (UPLOAD_3, UPLOAD_2, UPLOAD_1):
        assert standing(database) == steps.pop()
        undo(database, batch, operator("người thử"))
    assert standing(database) == steps.pop() == []
    assert [row for row in stored(database, PovertyPlan) if row["is_current"]] == start


def test_a_file_taken_back_can_be_loaded_again(database: Database, load: Load) -> None:
    load(database, TUY_DUC)
    undo(database, UPLOAD_1, operator("người thử"))
    assert (load(database, TUY_DUC).batch, len(standing(database))) == (UPLOAD_2, 1)
    assert len([row for row in stored(database, StoredFile) if row["content"] == TUY_DUC.encode()]) == 1


@pytest.mark.parametrize(
    ("later", "why"),
    [
        (TUY_DUC_LATER, f"lô {UPLOAD_2} nộp sau đã thay thế hoặc xác nhận"),
        (TUY_DUC + "Đắk Nông;Gia Nghĩa;30/06/2024;20.700;80\n", f"lô {UPLOAD_2} nộp sau đã thay thế hoặc xác nhận"),
    ],
    ids=["replaced", "confirmed"],
)
def test_taking_back_is_refused_when_a_later_batch_built_on_it(
    database: Database, load: Load, later: str, why: str
) -> None:
    load(database, TUY_DUC)
    load(database, later)
    before = everything(database)
    with pytest.raises(UndoRefused, match=why):
        undo(database, UPLOAD_1, operator("người thử"))
    assert everything(database) == before
    undo(database, UPLOAD_2, operator("người thử"))
    undo(database, UPLOAD_1, operator("người thử"))
    assert standing(database) == []


def test_a_confirmation_counts_the_rows_of_each_batch_it_leans_on(database: Database, load: Load) -> None:
    load(database, TUY_DUC)
    load(database, HEAD + "Đắk Nông;Gia Nghĩa;30/06/2024;20.700;80\n")
    load(database, TWO_HUYEN + "Đắk Nông;Đắk Mil;30/06/2024;28.000;420\n")
    assert stored(database, BatchConfirmation) == [
        {"batch_id": UPLOAD_3, "confirmed_batch_id": UPLOAD_1, "row_count": 1},
        {"batch_id": UPLOAD_3, "confirmed_batch_id": UPLOAD_2, "row_count": 1},
    ]


def test_taking_back_twice_is_refused_and_names_who_did_it(database: Database, load: Load) -> None:
    load(database, TUY_DUC)
    undo(database, UPLOAD_1, operator("chị Hoa"))
    before = everything(database)
    with pytest.raises(UndoRefused, match="đã được chị Hoa thu hồi"):
        undo(database, UPLOAD_1, operator("người thử"))
    assert everything(database) == before


def test_taking_back_a_number_that_is_no_batch_is_refused(database: Database) -> None:
    with pytest.raises(UnknownName, match="Không có lô số liệu số 99"):
        undo(database, 99, operator("người thử"))


def test_columns_a_file_lacks_keep_what_stands(database: Database, load: Load) -> None:
    load(
        database,
        "Tỉnh;Huyện;Ngày;Loại số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo;Ghi chú\n"
        "Đắk Nông;Tuy Đức;30/06/2024;ước;16.700;2.444;900;từ huyện\n",
    )
    load(
        database,
        "Tỉnh;Huyện;Ngày;Loại số liệu;Tổng số hộ;Số hộ nghèo\nĐắk Nông;Tuy Đức;30/06/2024;ước;16.700;2.400\n",
    )
    (row,) = standing(database)
    assert (row["poor"], row["near_poor"], row["note"]) == (2400, 900, "từ huyện")


def test_a_blank_in_a_column_the_file_has_is_a_change_to_missing(database: Database, load: Load) -> None:
    head = "Tỉnh;Huyện;Ngày;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo\n"
    load(database, head + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444;900\n")
    assert load(database, head + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444;-\n").counts.changed == 1
    (row,) = standing(database)
    assert row["near_poor"] is None


def test_the_same_file_twice_changes_nothing(database: Database, load: Load) -> None:
    load(database, TWO_HUYEN)
    before = everything(database)
    outcome = load(database, TWO_HUYEN)
    assert (outcome.status, outcome.batch, outcome.counts.unchanged) == ("no_change", None, 2)
    assert everything(database) == before


def test_more_rows_than_one_query_holds_are_replaced_and_restored(database: Database, load: Load) -> None:
    places = all_places()
    communes = [
        place
        for place in places.by_code.values()
        if place.level == "commune" and places.province_of(place).code == "67"
    ]
    head = "Tỉnh;Huyện;Xã;Ngày;Tổng số hộ;Số hộ nghèo\n"
    days = [date(2021 + number // 12, number % 12 + 1, 28) for number in range(35)]
    lines = [(";".join(names_of(places, place)), f"{day:%d/%m/%Y}") for place in communes for day in days]
    assert len(lines) == 71 * 35

    def file(poor: int) -> str:
        return head + "".join(f"{names};{day};1.000;{poor}\n" for names, day in lines)

    assert load(database, file(100)).counts.new == len(lines)
    assert load(database, file(99)).counts.changed == len(lines)
    assert {row["poor"] for row in standing(database)} == {99}
    undo(database, UPLOAD_2, operator("người thử"))
    restored = standing(database)
    assert (len(restored), {row["poor"] for row in restored}) == (len(lines), {100})


PROGRESS: Row = {
    "batch_id": 1,
    "row_number": 2,
    "is_current": True,
    "edition": "2024",
    "unit_code": "667",
    "as_of": date(2024, 6, 30),
    "value_type": "chính thức",
    "households": 100,
    "poor": 50,
}
PLAN: Row = {
    "batch_id": 1,
    "row_number": 2,
    "is_current": True,
    "edition": "2024",
    "unit_code": "667",
    "year": 2030,
    "plan_owner": "",
    "plan_number": "",
    "households_start": 100,
    "poor_start": 50,
    "poor_reduction": 10,
}
ETHNIC = {"ethnic_households": 40, "ethnic_poor": 10}
INDIGENOUS = {"indigenous_households": 40, "indigenous_poor": 10}
BROKEN: list[tuple[type[Base], str, Row]] = [
    (PovertyProgress, "poor_not_negative", {"poor": -1}),
    (PovertyProgress, "near_poor_not_negative", {"near_poor": -1}),
    (PovertyProgress, "poor_start_not_negative", {"poor_start": -1}),
    (PovertyProgress, "escaped_to_near_poor_not_negative", {"escaped_to_near_poor": -1}),
    (PovertyProgress, "escaped_not_negative", {"escaped": -1}),
    (PovertyProgress, "other_decrease_not_negative", {"other_decrease": -1}),
    (PovertyProgress, "near_poor_to_poor_not_negative", {"near_poor_to_poor": -1}),
    (PovertyProgress, "relapsed_not_negative", {"relapsed": -1}),
    (PovertyProgress, "newly_poor_not_negative", {"newly_poor": -1}),
    (PovertyProgress, "other_increase_not_negative", {"other_increase": -1}),
    (PovertyProgress, "ethnic_households_not_negative", {"ethnic_households": -1}),
    (PovertyProgress, "ethnic_poor_not_negative", {"ethnic_poor": -1}),
    (PovertyProgress, "indigenous_households_not_negative", {"indigenous_households": -1}),
    (PovertyProgress, "indigenous_poor_not_negative", {"indigenous_poor": -1}),
    (PovertyProgress, "households_positive", {"households": 0, "poor": 0}),
    (PovertyProgress, "poor_within_households", {"poor": 101}),
    (PovertyProgress, "near_poor_within_households", {"near_poor": 51}),
    (PovertyProgress, "ethnic_within_households", ETHNIC | {"ethnic_households": 101}),
    (PovertyProgress, "ethnic_poor_within_ethnic", ETHNIC | {"ethnic_poor": 41}),
    (PovertyProgress, "ethnic_poor_within_poor", {"ethnic_households": 60, "ethnic_poor": 51}),
    (PovertyProgress, "indigenous_within_households", INDIGENOUS | {"indigenous_households": 101}),
    (PovertyProgress, "indigenous_poor_within_indigenous", INDIGENOUS | {"indigenous_poor": 41}),
    (PovertyProgress, "indigenous_poor_within_poor", {"indigenous_households": 60, "indigenous_poor": 51}),
    (PovertyProgress, "value_type", {"value_type": "đoán"}),
    (PovertyPlan, "poor_start_not_negative", {"poor_start": -1, "poor_reduction": None, "rate_reduction": Decimal(1)}),
    (PovertyPlan, "poor_reduction_not_negative", {"poor_reduction": -1}),
    (PovertyPlan, "near_poor_start_not_negative", {"near_poor_start": -1}),
    (PovertyPlan, "near_poor_reduction_not_negative", {"near_poor_reduction": -1}),
    (PovertyPlan, "rate_reduction_not_negative", {"rate_reduction": Decimal("-0.1")}),
    (PovertyPlan, "poor_within_households", {"poor_start": 101}),
    (PovertyPlan, "reduction_within_poor", {"poor_reduction": 51}),
    (PovertyPlan, "households_start_positive", {"households_start": 0, "poor_start": 0, "poor_reduction": 0}),
    (PovertyPlan, "households_planned_positive", {"households_planned": 0}),
    (PovertyPlan, "range_in_order", {"rate_reduction": Decimal(9), "rate_reduction_upper": Decimal(8)}),
    (PovertyPlan, "has_a_target", {"poor_reduction": None}),
]


@pytest.mark.parametrize(("table", "name", "wrong"), BROKEN, ids=[f"{row[0].__tablename__}-{row[1]}" for row in BROKEN])
def test_the_schema_refuses_what_cant_be(database: Database, table: type[Base], name: str, wrong: Row) -> None:
    sound = PROGRESS if table is PovertyProgress else PLAN
    before = stored(database, table)
    with pytest.raises(IntegrityError, match=rf"\bck_{table.__tablename__}_{name}\b"), database.write() as session:
        session.execute(insert(table), [sound | wrong])
    assert stored(database, table) == before
    with database.write() as session:
        session.execute(insert(table), [sound])
    assert len(stored(database, table)) == len(before) + 1


def test_every_check_of_the_fact_tables_has_a_case_above() -> None:
    checks = {
        (table, str(check.name).removeprefix(f"ck_{table.__tablename__}_"))
        for table in (PovertyPlan, PovertyProgress)
        for check in table.__table__.constraints
        if isinstance(check, CheckConstraint)
    }
    assert checks == {(table, name) for table, name, _ in BROKEN}


@pytest.mark.parametrize("column", ["batch_id", "unit_code", "edition", "supersedes_id"])
def test_the_schema_refuses_figures_of_nothing(database: Database, column: str) -> None:
    nothing = {"batch_id": 99, "unit_code": "999", "edition": "1999", "supersedes_id": 99}
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), database.write() as session:
        session.execute(insert(PovertyProgress), [PROGRESS | {column: nothing[column]}])


def test_two_rows_cant_stand_for_one_key_but_history_can_repeat_it(database: Database) -> None:
    with database.write() as session:
        session.execute(insert(PovertyProgress), [PROGRESS, PROGRESS | {"is_current": False}])
        session.execute(insert(PovertyProgress), [PROGRESS | {"is_current": False}])
    with pytest.raises(IntegrityError, match=r"(?i)unique"), database.write() as session:
        session.execute(insert(PovertyProgress), [PROGRESS | {"poor": 49}])
    assert len(stored(database, PovertyProgress)) == 3


def test_a_batch_half_taken_back_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError, match="ck_batch_undone"), database.write() as session:
        session.execute(Batch.__table__.update().values(undone_at=datetime.now(UTC)))


VALUES = {key: value for key, value in PROGRESS.items() if key not in ("batch_id", "row_number", "is_current")}


def _store(database: Database, *facts: NewFact, then: Exception | None = None) -> None:
    """Store a batch of these rows straight; raise `then` before the end where it is given."""
    content = b"x"
    batch = NewBatch(
        "poverty-progress", "tep.csv", sha256(content).hexdigest(), content, operator("người thử"), "cli", ["poor"], {}
    )
    with database.write() as session:
        repository = Repository(session)
        repository.take_turn()
        repository.store(batch, facts)
        if then:
            assert len(stored(database, PovertyProgress)) == 0  # others see nothing before the batch is whole
            raise then


def test_an_error_after_storing_leaves_nothing(database: Database) -> None:
    before = everything(database)
    with pytest.raises(RuntimeError):
        _store(database, NewFact(2, VALUES), then=RuntimeError())
    assert everything(database) == before
    _store(database, NewFact(2, VALUES))
    assert len(standing(database)) == 1


def test_a_row_refused_by_the_schema_takes_its_whole_batch_with_it(database: Database) -> None:
    before = everything(database)
    with pytest.raises(IntegrityError):
        _store(database, NewFact(2, VALUES), NewFact(3, VALUES | {"unit_code": "660", "poor": 101}))
    assert everything(database) == before


def test_a_reader_sees_one_state_while_others_commit(database: Database, load: Load) -> None:
    count = select(func.count()).select_from(PovertyProgress)
    with database.read() as session:
        assert session.scalar(count) == 0
        load(database, TUY_DUC)
        assert session.scalar(count) == 0
        assert data_version(session) == version(database) - 1
    with database.read() as session:
        assert session.scalar(count) == 1


def _together(work: Callable[[str], Any], items: tuple[str, ...]) -> list[Any]:
    """Run one thread per item, all let go at the same moment; an error in any is raised."""
    gate = Barrier(len(items))

    def run(item: str) -> Any:
        gate.wait()
        return work(item)

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(run, items))


def test_eight_files_committed_at_once_are_all_stored_once(database: Database, load: Load) -> None:
    before = version(database)
    outcomes = _together(lambda name: load(database, HEAD + f"Đắk Nông;{name};30/06/2024;20.000;400\n"), HUYEN)
    assert [outcome.status for outcome in outcomes] == ["committed"] * 8
    assert len({outcome.batch for outcome in outcomes}) == 8
    rows = standing(database)
    assert sorted(row["unit_code"] for row in rows) == ["660", "661", "662", "663", "664", "665", "666", "667"]
    assert {row["batch_id"] for row in rows} == {outcome.batch for outcome in outcomes}
    assert len(stored(database, PovertyProgress)) == len(stored(database, StoredFile)) - SHIPPED == 8
    assert version(database) == before + 8


def test_eight_changes_of_one_figure_form_one_chain(database: Database, load: Load) -> None:
    """Whoever finds that another was quicker looks again; no change is lost and none forks."""
    load(database, TUY_DUC)

    def insist(poor: str) -> int:
        for _ in range(100):
            try:
                return load(database, HEAD + f"Đắk Nông;Tuy Đức;30/06/2024;16.700;{poor}\n").batch or 0
            except ChangedMeanwhile:
                continue
        raise AssertionError("never got a turn")

    batches = _together(insist, tuple(str(poor) for poor in range(2400, 2408)))
    rows = stored(database, PovertyProgress)
    assert sorted(row["batch_id"] for row in rows) == [UPLOAD_1, *sorted(batches)]
    by_id = {row["id"]: row for row in rows}
    (row,) = standing(database)
    chain = [row["poor"]]
    while row["supersedes_id"]:
        row = by_id[row["supersedes_id"]]
        chain.append(row["poor"])
    assert (chain[-1], sorted(chain[:-1])) == (2444, list(range(2400, 2408)))


def test_only_one_of_eight_undos_of_a_batch_succeeds(database: Database, load: Load) -> None:
    load(database, TUY_DUC)

    def take_back(name: str) -> str | None:
        try:
            undo(database, UPLOAD_1, operator(name))
        except UndoRefused:
            return None
        return name

    winners = [name for name in _together(take_back, HUYEN) if name]
    (batch,) = (row for row in stored(database, Batch) if row["id"] == UPLOAD_1)
    assert winners == [batch["undone_by"]]


def test_a_preview_that_is_no_longer_true_cant_be_committed(database: Database) -> None:
    seen_by_one, seen_by_other = (
        preview(database, OPERATOR, text.encode(), "tep.csv") for text in (TUY_DUC, TUY_DUC_LATER)
    )
    commit(database, seen_by_one, operator("một"), "web", replace_confirmed=False)
    before = everything(database)
    with pytest.raises(ChangedMeanwhile):
        commit(database, seen_by_other, operator("hai"), "web", replace_confirmed=True)
    assert everything(database) == before


def test_a_preview_of_a_row_taken_back_since_cant_be_committed(database: Database, load: Load) -> None:
    load(database, TUY_DUC)
    seen = preview(database, OPERATOR, TUY_DUC_LATER.encode(), "tep.csv")
    undo(database, UPLOAD_1, operator("người thử"))
    with pytest.raises(ChangedMeanwhile):
        commit(database, seen, operator("hai"), "web", replace_confirmed=True)
    assert standing(database) == []


def _moment() -> datetime:
    """A moment with room on both sides."""
    sleep(0.005)
    moment = datetime.now(UTC)
    sleep(0.005)
    return moment


def _known(database: Database, moment: datetime | None) -> list[tuple[str, int]]:
    with database.read() as session:
        query = select(PovertyProgress.unit_code, PovertyProgress.poor).where(visible(PovertyProgress, moment))
        return [(code, poor) for code, poor in session.execute(query.order_by(PovertyProgress.unit_code))]


def test_what_was_known_at_a_moment_is_what_stood_then(database: Database, load: Load) -> None:
    at_start = _moment()
    load(database, TWO_HUYEN)
    at_first = _moment()
    load(database, TUY_DUC_LATER)
    at_replaced = _moment()
    undo(database, UPLOAD_2, operator("người thử"))
    at_undone = _moment()
    load(database, HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.300\n")
    at_last = _moment()
    assert _known(database, at_start) == []
    assert _known(database, at_first) == [("660", 80), ("667", 2444)]
    assert _known(database, at_replaced) == [("660", 80), ("667", 2400)]
    assert _known(database, at_undone) == [("660", 80), ("667", 2444)]
    assert _known(database, at_last) == _known(database, None) == [("660", 80), ("667", 2300)]


def test_a_batch_is_known_from_its_own_moment_on(database: Database, load: Load) -> None:
    load(database, TUY_DUC)
    committed = next(row for row in stored(database, Batch) if row["id"] == UPLOAD_1)["committed_at"]
    assert committed.tzinfo is not None
    assert _known(database, committed) == [("667", 2444)]
    undo(database, UPLOAD_1, operator("người thử"))
    undone = next(row for row in stored(database, Batch) if row["id"] == UPLOAD_1)["undone_at"]
    assert _known(database, undone) == []


def test_the_data_version_rises_with_every_change_and_with_nothing_else(database: Database, load: Load) -> None:
    versions = [version(database)]
    load(database, TUY_DUC)
    versions.append(version(database))
    load(database, TUY_DUC_LATER)
    versions.append(version(database))
    undo(database, UPLOAD_2, operator("người thử"))
    versions.append(version(database))
    assert versions == [versions[0] + step for step in range(4)]
    load(database, TUY_DUC)
    load(database, TUY_DUC_LATER, replace_confirmed=False)
    with pytest.raises(UndoRefused):
        undo(database, UPLOAD_2, operator("người thử"))
    assert version(database) == versions[-1]


def test_the_reason_for_a_question_is_stored_with_it(database: Database, load: Load) -> None:
    far_off = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;244\n"
    assert load(database, far_off).status == "rejected"
    assert load(database, far_off, justify="  đã kiểm tra tại huyện ").status == "committed"
    with database.read() as session:
        newest = list_batches(session)[0]
    assert newest.justification == "đã kiểm tra tại huyện"
    assert len(newest.questions) == 1
    assert "3.131" in newest.questions[0]
