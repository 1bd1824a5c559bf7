"""The rules, held to where figures are read and stored: every query of every screen, every write, every reader."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

from core.access.rules import NOBODY, Access, Action, Role, anybody, may
from core.clock import now
from core.database import Database, open_database
from core.errors import AccessRefused, TienDoError, UnknownName
from core.ingest.pipeline import commit, preview
from core.official_report.archive import kept_report
from core.official_report.request import ReportRequest
from core.provenance import Explanation, FigureKey, explain, keys
from core.reference import EDITION
from core.reports.batches import file_of_batch
from core.reports.brought import PRIVATE
from core.reports.budget import BudgetFilter, budget_lines
from core.reports.changes import ChangesFilter
from core.reports.criteria import CriteriaFilter
from core.reports.explanations import ExplanationFilter
from core.reports.exports import VIEWS, ExportFilter, export
from core.reports.goals import GoalFilter, all_goals
from core.reports.history import HistoryFilter, figure_history
from core.reports.national import NationalFilter
from core.reports.national_reads import NATIONAL_READS
from core.reports.poverty import PovertyFilter, poverty_status
from core.repository import Repository
from core.stored import NewBatch, NewFact
from core.tables import FACT_TABLES, UNIT_FACT_TABLES, Arrival, Batch, Goal, PovertyProgress
from tests.conftest import OPERATOR
from tests.scoped_rows import (
    DAK_NONG,
    DAK_SONG,
    DISTRICTS,
    KON_TUM,
    TU_MO_RONG,
    TUY_DUC,
    bring,
    file_of,
    fill,
    person,
    store,
)
from ui.reads import QUERIES

QUANG_TRUC = "24736"
TODAY = date(2024, 12, 31)

# Of whose units somebody sees figures, and files with people and what they wrote: of the three huyện with results.
SEES: dict[str, tuple[Access, set[str], set[str]]] = {
    "district editor": (person(Role.EDITOR, TUY_DUC), {TUY_DUC, DAK_SONG}, {TUY_DUC}),
    "commune viewer": (person(Role.VIEWER, QUANG_TRUC), {TUY_DUC, DAK_SONG}, set()),
    "viewer of another province": (person(Role.VIEWER, KON_TUM), {TU_MO_RONG}, {TU_MO_RONG}),
    "administrator": (person(Role.ADMINISTRATOR, DAK_NONG), {TUY_DUC, DAK_SONG}, {TUY_DUC, DAK_SONG}),
    "viewer of the country": (person(Role.VIEWER, None), set(DISTRICTS), set(DISTRICTS)),
    "public": (anybody(), set(DISTRICTS), set()),
    "nobody": (NOBODY, set(), set()),
}
_READERS = pytest.mark.parametrize("reader", SEES)


@pytest.fixture(scope="module")
def country(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Two provinces with figures, files, people, explanations and reports; only read."""
    path = tmp_path_factory.mktemp("country") / "app.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = open_database(f"sqlite:///{path}")
    fill(opened)
    yield opened
    opened.engine.dispose()


def _asked(database: Database) -> list[tuple[str, Any]]:
    """Every query of the screens, with what they ask: of the province, of each unit, now and in the past."""
    goals = GoalFilter(TODAY, None, None)
    with database.read() as session:
        first = session.scalars(select(Arrival.committed_at).order_by(Arrival.id)).first()
    assert first is not None
    plain = [
        *(("provinces-with-figures", None), ("result-dates", None), ("goals", goals), ("duties", goals)),
        *(("unit-duties", goals), ("batches", None), ("demo", None), ("moments", 20), ("first-moment", None)),
        *(("plans-loaded", None), ("reports-made", None), ("audit", None), ("explanations", ExplanationFilter())),
        ("declared-shares", None),
        *(("drafts-waiting", None), ("drafts-decided", None), ("locks", None), ("public-view", None)),
        *(("plan-units", ("97/KH-UBND", "83/KH-UBND")), ("explanation", ("von.x", None))),
        *((query, NationalFilter()) for query in NATIONAL_READS if query != "units-with-budgets"),
        *((query, NationalFilter(DAK_NONG, None, now(), 2024)) for query in ("national-poverty", "elsewhere")),
        *(("national-budget", NationalFilter(None, None, None, 2024)), ("units-with-budgets", (NationalFilter(), 9))),
        *((query, batch) for query in ("draft-difference", "batch-closing") for batch in range(1, 18)),
        ("drafts-returned", TODAY),
        *(("result-dates", now()), ("batches", now()), ("reports-made", now()), ("audit", now())),
        *(("changes", ChangesFilter(first)), ("criteria", CriteriaFilter(None)), ("villages", CriteriaFilter(None))),
        *(("poverty-status", PovertyFilter(None)), ("poverty-results", PovertyFilter(None))),
        *(("budget", BudgetFilter(None)), ("budget-course", BudgetFilter(None))),
        *(("budget-undivided", BudgetFilter(None)), ("undivided-results", PovertyFilter(None))),
        *(("goals", GoalFilter(TODAY, None, now())), ("duties", GoalFilter(TODAY, None, now()))),
        *(("history", HistoryFilter(kind)) for kind in FACT_TABLES if kind not in UNIT_FACT_TABLES),
    ]
    for unit in (DAK_NONG, KON_TUM, *DISTRICTS, QUANG_TRUC):
        plain += [
            *(("poverty-status", PovertyFilter(unit)), ("poverty-status", PovertyFilter(unit, None, now()))),
            *(("poverty-results", PovertyFilter(unit)), ("budget", BudgetFilter(unit))),
            *(("budget-course", BudgetFilter(unit)), ("criteria", CriteriaFilter(unit))),
            *(("budget-undivided", BudgetFilter(unit)), ("undivided-results", PovertyFilter(unit))),
            *(("villages", CriteriaFilter(unit)), ("explanations", ExplanationFilter(unit))),
            *(("history-kinds", (unit, None)), ("changes", ChangesFilter(first, None, unit))),
            *(("history", HistoryFilter(kind, unit)) for kind in UNIT_FACT_TABLES),
        ]
    for plan, unit in (("97/KH-UBND", DAK_NONG), ("97/KH-UBND", TUY_DUC), ("83/KH-UBND", "613")):
        plain += [
            ("plan-scope", (plan, None)),
            ("report-view", (plan, unit, "2024", None, TODAY)),
            ("figures-since", (ReportRequest(plan, unit, "2024", first), None)),
        ]
    return plain


def _texts(value: Any) -> Iterator[str]:
    """Everything written anywhere in an answer."""
    if isinstance(value, pd.DataFrame):
        yield value.to_csv()
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for one in dataclasses.fields(value):
            yield from _texts(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(key)
            yield from _texts(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _texts(one)
    else:
        yield str(value)


_MARKED = re.compile(r"(tep|tep-giai-trinh|bao-cao)-(\d+)\.|(người nộp|người lập|lý do|nguyên nhân|ghi chú) (\d+)")


def _marks(answer: Any) -> tuple[set[str], set[str]]:
    """The units whose remarks, and whose private words, an answer has."""
    remarks, private = set[str](), set[str]()
    for text in _texts(answer):
        for _, of_file, word, of_word in _MARKED.findall(text):
            (remarks if word == "ghi chú" else private).add(of_file or of_word)
    return remarks, private


@_READERS
def test_no_query_of_any_screen_says_what_is_out_of_reach(country: Database, reader: str) -> None:
    access, figures, files = SEES[reader]
    seen, told = set[str](), set[str]()
    for query, asked in _asked(country):
        with country.read_as(access) as session:
            try:
                answer = QUERIES[query](session, asked)
            except UnknownName:  # no report of a plan that is not there for this reader
                assert query in ("report-view", "figures-since")
                continue
        remarks, private = _marks(answer)
        assert remarks <= (set() if access.is_public else figures), (query, asked)
        assert private <= files, (query, asked, private)
        seen |= remarks
        told |= private
    assert told == files  # what one may see is there


def test_every_query_of_the_screens_is_asked(country: Database) -> None:
    assert {query for query, _ in _asked(country)} == set(QUERIES)


def _figure_keys(database: Database) -> set[str]:
    """Every figure that any screen can be asked about."""
    with database.read() as session:
        status = poverty_status(session, PovertyFilter(None))
        goals = all_goals(session, GoalFilter(TODAY, None, None))
        lines = budget_lines(session, BudgetFilter(None))
        days = session.execute(select(PovertyProgress.unit_code, PovertyProgress.as_of).distinct()).all()
    found = {str(keys.of_status(row, name)) for row in status for name in keys.PLAN_FIGURES}
    found |= {str(keys.of_result(unit, day, name)) for unit, day in days for name in keys.RESULT_FIGURES}
    found |= {str(keys.of_line(line, name)) for line in lines[::7] for name in keys.LINE_FIGURES}
    found |= {str(keys.of_sum(line.place.code, line.budget_year, line.carry_over, None, "allocated")) for line in lines}
    return found | {str(keys.of_goal(row)) for row in goals}


def _explained(database: Database, access: Access, asked: set[str]) -> dict[str, Explanation | None]:
    with database.read_as(access) as session:
        return {key: explain(session, FigureKey.parse(key), None) for key in sorted(asked)}


@_READERS
def test_no_figure_says_whose_it_is_not(country: Database, reader: str) -> None:
    access, figures, files = SEES[reader]
    found = _explained(country, access, _figure_keys(country))
    for key, said in found.items():
        remarks, private = _marks(said)
        assert private <= files, (key, said)
        assert remarks <= figures
    if access is NOBODY:
        assert set(found.values()) == {None}


def test_a_figure_of_a_neighbour_says_its_batch_and_line_and_no_more(country: Database) -> None:
    key = str(keys.of_result(DAK_SONG, date(2024, 6, 30), "poor"))
    said = _explained(country, SEES["district editor"][0], {key})[key]
    assert said is not None
    (given_number,) = said.inputs
    assert given_number.where == f"lô {given_number.batch}, dòng 2 (tệp, người nộp và lý do: {PRIVATE})"
    assert (given_number.by, given_number.file_name, given_number.reason) == (None, None, None)
    assert given_number.is_private
    whole = _explained(country, OPERATOR, {key})[key]
    assert whole is not None
    assert whole.value == said.value == "500"
    assert whole.inputs[0].by == f"người nộp {DAK_SONG}"


@_READERS
def test_figures_within_reach_are_explained_with_the_same_value(country: Database, reader: str) -> None:
    """The public's may be kept back (core.access.suppression)."""
    access, figures, _ = SEES[reader]
    if access.is_public:
        return
    asked = {str(keys.of_result(unit, date(2024, 6, 30), "poor")) for unit in DISTRICTS}
    theirs, all_ = _explained(country, access, asked), _explained(country, OPERATOR, asked)
    for key in asked:
        unit, said, whole = key.split(".")[1], theirs[key], all_[key]
        assert whole is not None
        assert (said.value if said else None) == (whole.value if unit in figures else None)


@_READERS
def test_history_is_for_the_unit_itself_and_those_above(country: Database, reader: str) -> None:
    access, _, files = SEES[reader]
    with country.read_as(access) as session:
        found = {unit for unit in DISTRICTS if figure_history(session, HistoryFilter("poverty-progress", unit))}
    assert found == files


@_READERS
def test_files_and_reports_come_to_their_own(country: Database, reader: str) -> None:
    access, _, files = SEES[reader]
    with country.read() as session:
        batches = {row.id: row.unit_code for row in session.scalars(select(Batch).where(Batch.origin == "web"))}
    with country.read_as(access) as session:
        assert {batches[one] for one in batches if file_of_batch(session, one) is not None} == files
        reports = dict(enumerate(DISTRICTS, start=1))
        had = set()
        for number, unit in reports.items():
            try:
                assert kept_report(session, number)[1] == unit.encode()
            except UnknownName:
                continue
            had.add(unit)
    assert had == files


@_READERS
@pytest.mark.parametrize("view", VIEWS)
def test_exports_hold_only_what_is_in_reach(country: Database, reader: str, view: str) -> None:
    access, figures, files = SEES[reader]
    with country.read_as(access) as session:
        text = export(session, view, ExportFilter()).as_csv()
    remarks, private = _marks(text)
    assert remarks <= (set() if access.is_public else figures)
    assert private <= files
    province = {TUY_DUC: "Đắk Nông", TU_MO_RONG: "Kon Tum"}
    for unit, name in province.items():
        assert unit in figures or name not in text


def _new_batch(by: Access, kind: str = "poverty-progress", unit: str | None = None) -> NewBatch:
    return NewBatch(kind, "tep.csv", "0" * 64, b"x", by, "web", [], {}, unit_code=unit)


def _row(unit: str) -> NewFact:
    values = {"as_of": date(2024, 3, 31), "value_type": "chính thức", "households": 100, "poor": 50}
    return NewFact(2, values, None, {"edition": EDITION, "unit_code": unit})


_PLACES = (DAK_NONG, TUY_DUC, QUANG_TRUC, DAK_SONG, "24718", KON_TUM, TU_MO_RONG, "23404")
# Who may store rows of which of these units, below every check of a file; by hand.
MAY_STORE = {
    ("viewer", TUY_DUC): set(),
    ("editor", QUANG_TRUC): {QUANG_TRUC},
    ("editor", TUY_DUC): {TUY_DUC, QUANG_TRUC},
    ("editor", DAK_NONG): {DAK_NONG, TUY_DUC, QUANG_TRUC, DAK_SONG, "24718"},
    ("administrator", DAK_NONG): {DAK_NONG, TUY_DUC, QUANG_TRUC, DAK_SONG, "24718"},
    ("editor", TU_MO_RONG): {TU_MO_RONG, "23404"},
    ("public", None): set(),
    ("administrator", None): set(_PLACES),
}


@pytest.mark.parametrize(("role", "unit"), MAY_STORE, ids=str)
def test_rows_are_stored_only_of_ones_own_units(database: Database, role: str, unit: str | None) -> None:
    by, stored = person(Role(role), unit), set()
    for code in _PLACES:
        for rows in ([_row(code)], [_row(code), _row(KON_TUM if code != KON_TUM else DAK_NONG)]):
            try:
                with database.write() as session:
                    Repository(session).store(_new_batch(by, unit=code), rows)
                    if len(rows) == 1:
                        stored.add(code)
                    else:
                        assert by.is_unlimited
                    session.rollback()
            except AccessRefused:
                pass
    assert stored == MAY_STORE[role, unit]
    with database.read() as session:
        assert session.scalars(select(PovertyProgress)).all() == []


# What was published goes only where somebody may accept figures (acceptance is required unless an office says not).
MAY_TAKE_BACK = {
    **{key: set[str]() for key in MAY_STORE},
    ("administrator", DAK_NONG): {TUY_DUC, DAK_SONG},
    ("administrator", None): set(DISTRICTS),
}


@pytest.mark.parametrize(("role", "unit"), MAY_STORE, ids=str)
def test_batches_are_taken_back_only_of_ones_own_units(database: Database, role: str, unit: str | None) -> None:
    by = person(Role(role), unit)
    batches = {one: bring(database, OPERATOR, one) for one in DISTRICTS}
    undone, unknown = _undone(database, by, batches)
    assert undone == MAY_TAKE_BACK[role, unit]
    # Of what one may not see even the number is unknown.
    assert unknown == {one for one in DISTRICTS if not may(by, Action.SEE_FILES, one)}


@pytest.mark.parametrize(("role", "unit"), MAY_STORE, ids=str)
def test_drafts_are_taken_back_by_their_own_unit(database: Database, role: str, unit: str | None) -> None:
    batches = {one: bring(database, person(Role.EDITOR, one), one) for one in DISTRICTS}
    undone, _ = _undone(database, person(Role(role), unit), batches)
    assert undone == MAY_STORE[role, unit] & set(DISTRICTS)


def _undone(database: Database, by: Access, batches: Mapping[str, int]) -> tuple[set[str], set[str]]:
    """The units whose batch somebody could take back (nothing stays so), and those whose batch is unknown to them."""
    undone, unknown = set[str](), set[str]()
    for one, batch in batches.items():
        try:
            with database.write() as session:
                Repository(session).undo(batch, by)
                undone.add(one)
                session.rollback()
        except UnknownName:
            unknown.add(one)
        except AccessRefused:
            pass
    return undone, unknown


_GOAL = 'Số văn bản,Mã mục tiêu,Mục tiêu,Tỉnh,"Huyện, thành phố","Xã, phường, thị trấn",Giá trị\n'


@pytest.mark.parametrize(
    ("number", "goal", "stored"),
    [
        ("12/KH-UBND", "moi", True),  # a plan that nobody else speaks of
        ("97/KH-UBND", "moi", False),  # the plan of the province: its goals are the province's
        ("83/KH-UBND", "moi", False),  # the plan of another province
        ("tu-mo-rong-2024", "moi", False),
    ],
)
def test_a_goal_of_ones_own_unit_never_lands_in_the_plan_of_somebody_else(
    sqlite: Database, number: str, goal: str, stored: bool
) -> None:
    by = person(Role.EDITOR, TUY_DUC)
    text = f"{_GOAL}{number},{goal},Mục tiêu mới,Đắk Nông,Tuy Đức,,5\n"
    found = preview(sqlite, by, text.encode(), "goal.csv", "goal")
    codes = [issue.code for issue in found.issues if issue.severity == "error"]
    assert (codes == ["outside_unit"]) is (not stored), found.issues
    row = NewFact(
        2, {"plan_number": number, "goal": goal, "title": "x"}, None, {"edition": EDITION, "unit_code": TUY_DUC}
    )
    try:
        with sqlite.write() as session:
            Repository(session).store(_new_batch(by, "goal", TUY_DUC), [row])
            session.rollback()
        assert stored
    except AccessRefused:
        assert not stored


def test_a_goal_of_somebody_else_is_not_replaced_by_saying_that_it_is_ones_own(sqlite: Database) -> None:
    store(sqlite, OPERATOR, f"{_GOAL}97/KH-UBND,cua-tinh,Của tỉnh,Đắk Nông,,,5\n", "goal.csv", "x")
    with sqlite.read() as session:
        goals = session.scalars(select(Goal).where(Goal.is_current)).all()
    by = person(Role.EDITOR, TUY_DUC)
    assert {row.plan_number for row in goals} >= {"97/KH-UBND", "83/KH-UBND"}
    for row in goals:
        text = f"{_GOAL}{row.plan_number},{row.goal},Đã sửa,Đắk Nông,Tuy Đức,,5\n"
        found = preview(sqlite, by, text.encode(), "goal.csv", "goal")
        assert [issue.code for issue in found.issues if issue.severity == "error"] == ["outside_unit"]
        assert not found.comparison.changed  # what stands is not shown either


def test_what_a_file_is_set_beside_is_of_its_own_province(country: Database) -> None:
    """A file with rows of another province shows nothing of what stands there."""
    by = person(Role.EDITOR, TUY_DUC)
    text = file_of(TUY_DUC, 700) + file_of(TU_MO_RONG, 900).split("\n", 1)[1]
    found = preview(country, by, text.encode(), "tep.csv")
    assert {issue.row for issue in found.issues if issue.code == "outside_unit"} == {3}
    assert {row.standing.values["unit_code"] for row in found.comparison.changed if row.standing} == {TUY_DUC}
    assert not any(f"{TU_MO_RONG}" in text for text in _texts(found.issues))
    with pytest.raises(TienDoError), country.write() as session:
        Repository(session).store(_new_batch(by), [_row(TU_MO_RONG)])
    assert commit(country, found, by, "web", True, "lý do").status == "rejected"
