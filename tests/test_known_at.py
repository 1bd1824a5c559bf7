"""Any read as known at a past moment is what it was at that moment: after imports, replacements, undoing, demo data."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from time import sleep

import pytest
from sqlalchemy import update

from core.access.rules import operator
from core.database import Database
from core.demo import load_demo, remove_demo
from core.ingest.pipeline import undo
from core.moments import said_moment, understand_moment, with_moment, written_moment
from core.provenance import Explanation, FigureKey, explain
from core.provenance import keys as keys_of
from core.reports.batches import demo_batches, list_batches
from core.reports.budget import BudgetFilter, budget_lines
from core.reports.budget_course import disbursement_course
from core.reports.export_cells import ExportFilter
from core.reports.exports import VIEWS, Table, export
from core.reports.goals import GoalFilter, all_duties
from core.reports.history import HistoryFilter, figure_history, kinds_with_rows
from core.reports.moments import latest_moments, written_after
from core.reports.origin import reasons_given
from core.reports.units import provinces_with_figures, result_dates
from core.stored import DEMO, SHIPPED_ORIGIN
from core.tables import Batch
from tests.conftest import OPERATOR, SHIPPED, UPLOAD_1, UPLOAD_2, UPLOAD_3, Load
from tests.programme_files import SOUND, SPENT, TMR
from tests.test_pages import HEAD, JUNE

TUY_DUC = HEAD + "Tuy Đức;;30/06/2024;chính thức;16.800;2.444\n"
CORRECTED = HEAD + "Tuy Đức;;30/06/2024;chính thức;16.800;2.400\n"
PAID = SPENT + f"{TMR};2024;2.1;vốn năm;30/06/2024;chính thức;850,5;100;\n"
POOR = FigureKey.parse("ketqua.667.2024-06-30.poor")
Step = Callable[[], object]


def moment() -> datetime:
    """A moment with room on both sides."""
    sleep(0.002)
    now = datetime.now(UTC)
    sleep(0.002)
    return now


def place_in_time(database: Database, batch: int, committed: datetime, undone: datetime | None = None) -> None:
    """As if a batch had come, and perhaps gone, on days of the past."""
    with database.write() as session:
        session.execute(
            update(Batch)
            .where(Batch.id == batch)
            .values(committed_at=committed, published_at=committed, undone_at=undone)
        )


def _every_view(database: Database, known_at: datetime | None) -> dict[str, Table]:
    with database.read() as session:
        return {view: export(session, view, ExportFilter(known_at=known_at)) for view in VIEWS}


def test_every_export_as_known_after_a_batch_is_what_it_was_then(database: Database, load: Load) -> None:
    """Made-up figures, a sound file of every kind, a correction of each, each correction taken back, all in turn."""
    steps: list[Step] = [partial(load_demo, database), partial(load, database, JUNE, justify="đúng")]
    for kind in SOUND if database.url.startswith("sqlite") else ("disbursement", "recognition", "goal"):
        text, old, new = SOUND[kind]
        corrected = text.replace(old, new, 1)
        steps += [partial(load, database, one, kind=kind, justify="đúng") for one in (text, corrected)]
        steps += [partial(_undo_newest, database)]
    steps += [partial(load, database, CORRECTED, justify="sửa"), partial(remove_demo, database, OPERATOR)]
    steps += [partial(_undo_newest, database)]
    taken = [(moment(), _every_view(database, None))]
    for step in steps:
        step()
        taken.append((moment(), _every_view(database, None)))
    assert all(earlier != later for (_, earlier), (_, later) in pairwise(taken)), "every step has to change something"
    for known_at, then in taken:
        assert _every_view(database, known_at) == then


def _undo_newest(database: Database) -> None:
    with database.read() as session:
        newest = next(row.id for row in list_batches(session) if row.undone_at is None and row.origin == "cli")
    undo(database, newest, operator("người thử"))


def test_made_up_figures_that_went_later_stood_then(sqlite: Database) -> None:
    batches = load_demo(sqlite)
    then = moment()
    remove_demo(sqlite, operator("người thử"))
    with sqlite.read() as session:
        assert (demo_batches(session, then), demo_batches(session)) == (batches, [])


def test_the_list_of_batches_tells_what_was_known(sqlite: Database, load: Load) -> None:
    load(sqlite, TUY_DUC)
    at_first = moment()
    load(sqlite, CORRECTED)
    at_second = moment()
    undo(sqlite, UPLOAD_2, operator("người thử"))
    with sqlite.read() as session:
        first, second, now = (list_batches(session, known_at) for known_at in (at_first, at_second, None))
    assert [row.id for row in first[:2]] == [UPLOAD_1, SHIPPED]
    assert [(row.id, row.undone_at, row.undone_by) for row in second[:1]] == [(UPLOAD_2, None, None)]
    assert (now[0].id, now[0].undone_by) == (UPLOAD_2, "người thử")


def test_the_history_of_a_figure_ends_at_the_moment(sqlite: Database, load: Load) -> None:
    """Corrected, the correction taken back, corrected again: state of each row as it was said at each moment."""
    load(sqlite, TUY_DUC)
    moments = [moment()]
    load(sqlite, CORRECTED)
    moments.append(moment())
    undo(sqlite, UPLOAD_2, operator("người thử"))
    moments.append(moment())
    load(sqlite, CORRECTED.replace("2.400", "2.300"))
    with sqlite.read() as session:
        told = [
            [
                (row.figures["poor"], row.stands, row.state.split(",")[0].split(" 2")[0])
                for row in figure_history(session, HistoryFilter("poverty-progress", "667", known_at))
            ]
            for known_at in (*moments, None)
        ]
    stands, replaced, gone = "đang có hiệu lực", f"đã thay bằng lô {UPLOAD_2}", "đã thu hồi"
    assert told == [
        [(2444, True, stands)],
        [(2400, True, stands), (2444, False, replaced)],
        [(2400, False, gone), (2444, True, stands)],
        [(2300, True, stands), (2400, False, gone), (2444, False, f"đã thay bằng lô {UPLOAD_3}")],
    ]


def test_kinds_dates_provinces_and_reasons_are_those_known_then(sqlite: Database, load: Load) -> None:
    at_start = moment()
    far_off = HEAD + "Tuy Đức;;30/06/2024;chính thức;16.700;244\n"
    load(sqlite, far_off, justify="đã kiểm tra")
    at_asked = moment()
    undo(sqlite, UPLOAD_1, operator("người thử"))
    with sqlite.read() as session:
        dates = [result_dates(session, known_at) for known_at in (at_start, at_asked, None)]
        had = [kinds_with_rows(session, "667", known_at) for known_at in (at_start, at_asked, None)]
        reasons = [dict(reasons_given(session, known_at)) for known_at in (at_start, at_asked)]
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        assert provinces_with_figures(session, long_ago) == []
        assert provinces_with_figures(session, at_start) == provinces_with_figures(session) == ["67", "62"]
    assert dates == [[], [date(2024, 6, 30)], []]
    assert had == [{"poverty-plan"}, {"poverty-plan", "poverty-progress"}, {"poverty-plan", "poverty-progress"}]
    assert reasons == [{}, {(UPLOAD_1, 2): "đã kiểm tra"}]


def _explained(database: Database, known_at: datetime | None) -> Explanation | None:
    with database.read() as session:
        return explain(session, POOR, None, known_at)


def test_where_a_figure_comes_from_is_said_as_it_was_known(sqlite: Database, load: Load) -> None:
    at_start = moment()
    load(sqlite, TUY_DUC)
    at_first = moment()
    load(sqlite, CORRECTED)
    at_second = moment()
    undo(sqlite, UPLOAD_2, operator("người thử"))
    found = [_explained(sqlite, known_at) for known_at in (at_start, at_first, at_second, None)]
    assert [said and said.value for said in found] == [None, "2.444", "2.400", "2.444"]
    batches = [[given.batch for given in said.inputs] for said in found if said]
    assert batches == [[UPLOAD_1], [UPLOAD_2], [UPLOAD_1]]
    corrections = [[said for said in one.remarks if "đã sửa" in said] for one in found if one]
    assert [len(said) for said in corrections] == [0, 1, 0]
    assert "trước là 2.444" in corrections[1][0]
    assert f"đã thay bằng lô {UPLOAD_2}" in corrections[1][0]


def test_a_budget_line_and_a_goal_are_explained_as_they_were_known(sqlite: Database, load: Load) -> None:
    """850,5 triệu đồng paid, later 851,5; a goal of 6 xã, later 7."""
    text, old, new = SOUND["goal"]
    load(sqlite, text)
    load(sqlite, PAID)
    then = moment()
    load(sqlite, text.replace(old, new, 1))
    load(sqlite, PAID.replace("850,5", "851,5"))
    with sqlite.read() as session:
        line = next(one for one in budget_lines(session, BudgetFilter()) if one.line == "2.1")
        keys = keys_of.of_line(line, "disbursed"), FigureKey.parse("muctieu.9-kh-ubnd.xa")
        money, goal = ([explain(session, key, None, known_at) for known_at in (then, None)] for key in keys)
    assert [said.value for said in money if said] == ["850,5", "851,5"]
    assert [said.inputs[-1].value for said in goal if said] == ["6 xã", "7 xã"]


def test_the_course_of_disbursement_is_the_one_known(sqlite: Database, load: Load) -> None:
    load(sqlite, PAID)
    then = moment()
    load(sqlite, PAID.replace("850,5", "900"))
    with sqlite.read() as session:
        course = [
            [
                report.disbursed
                for line in disbursement_course(session, BudgetFilter(known_at=at))
                for report in line.reports
            ]
            for at in (then, None)
        ]
    assert [[str(one) for one in reports] for reports in course] == [["850.5"], ["900"]]


def test_what_is_overdue_is_judged_on_the_day_of_the_moment(sqlite: Database) -> None:
    """«Trước ngày 15/6/2024» of 97/KH-UBND: pending in May 2024, overdue in July 2024, in the export too."""
    for batch in range(1, SHIPPED + 1):
        place_in_time(sqlite, batch, datetime(2024, 4, 30, tzinfo=UTC))

    def states(known_at: datetime) -> set[str]:
        with sqlite.read() as session:
            table = export(session, "obligations", ExportFilter(known_at=known_at))
        due, state = table.columns.index("due"), table.columns.index("state")
        return {row[state] for row in table.rows if row[due] == "2024-06-15"}

    assert states(datetime(2024, 5, 1, tzinfo=UTC)) == {"pending"}
    assert states(datetime(2024, 7, 1, tzinfo=UTC)) == {"overdue"}
    with sqlite.read() as session:
        day, known_at = date(2024, 5, 1), datetime(2024, 5, 1, tzinfo=UTC)
        assert {
            row.state for row in all_duties(session, GoalFilter(day, None, known_at)) if row.due == date(2024, 6, 15)
        }


@pytest.mark.parametrize(
    ("text", "utc", "written", "said"),
    [
        ("2024-07-01T12:00", "2024-07-01T05:00:00", "2024-07-01T12:00", "01/07/2024 12:00"),
        ("2024-07-01 12:00", "2024-07-01T05:00:00", "2024-07-01T12:00", "01/07/2024 12:00"),
        ("2024-07-01T12:00:05", "2024-07-01T05:00:05", "2024-07-01T12:00:05", "01/07/2024 12:00:05"),
        ("2024-07-01T05:00+00:00", "2024-07-01T05:00:00", "2024-07-01T12:00", "01/07/2024 12:00"),
        ("2024-07-01", "2024-07-01T16:59:59.999999", "2024-07-01", "hết ngày 01/07/2024"),
        ("01/07/2024", "2024-07-01T16:59:59.999999", "2024-07-01", "hết ngày 01/07/2024"),
        ("hôm qua", None, "", ""),
        ("2024-07-01T25:00", None, "", ""),
        ("0001-01-01T00:00", None, "", ""),
        ("9999-12-31T23:00-12:00", None, "", ""),
        ("", None, "", ""),
    ],
)
def test_a_moment_in_a_link_is_the_offices_time(text: str, utc: str | None, written: str, said: str) -> None:
    found = understand_moment(text)
    assert (found and found.astimezone(UTC).replace(tzinfo=None).isoformat()) == utc
    if found:
        assert (written_moment(found), said_moment(found)) == (written, said)
        assert understand_moment(written_moment(found)) == found


def test_the_moments_offered_are_those_after_which_figures_were_others(database: Database, load: Load) -> None:
    """What the program loads by itself in one go is one moment; a look at each shows exactly what it names."""
    made_up = load_demo(database)
    load(database, TUY_DUC)
    load(database, CORRECTED)
    second = made_up[-1] + 2
    undo(database, second, operator("người thử"))
    remove_demo(database, operator("người thử"))
    with database.read() as session:
        found = latest_moments(session, 20)
        newest_two = latest_moments(session, 2)
    assert [(one.origin, one.first, one.last, one.undone) for one in found] == [
        (DEMO, made_up[0], made_up[-1], True),
        ("cli", second, second, True),
        ("cli", second, second, False),
        ("cli", second - 1, second - 1, False),
        (DEMO, made_up[0], made_up[-1], False),
        (SHIPPED_ORIGIN, 1, SHIPPED, False),
    ]
    assert newest_two == found[:2]
    seen = []
    for at in written_after(found):
        with database.read() as session:
            row = next(iter(figure_history(session, HistoryFilter("poverty-progress", "667", at))), None)
            seen.append((len(demo_batches(session, at)), row and (row.figures["poor"], row.stands)))
    taken_back, corrected, first = (2400, False), (2400, True), (2444, True)
    assert seen[:4] == [(0, taken_back), (7, taken_back), (7, corrected), (7, first)]
    assert [count for count, _ in seen[4:]] == [7, 0]


def test_a_look_before_made_up_figures_are_removed_sees_all_of_them(sqlite: Database, load: Load) -> None:
    """Removing them takes a while: the whole second after the change before it falls into it."""
    made_up = load_demo(sqlite)
    load(sqlite, TUY_DUC)
    remove_demo(sqlite, operator("người thử"))
    changed = datetime(2024, 7, 1, 5, 0, 4, 200_000, tzinfo=UTC)
    place_in_time(sqlite, made_up[-1] + 1, changed)
    for number, batch in enumerate(made_up):
        before, removed = changed - timedelta(seconds=9), changed + timedelta(milliseconds=600 + 100 * number)
        place_in_time(sqlite, batch, before, removed)
    with sqlite.read() as session:
        found = latest_moments(session, 20)
        [at] = [at for one, at in zip(found, written_after(found), strict=True) if one.at == changed]
        assert len(demo_batches(session, at)) == len(made_up)


def test_a_moment_is_written_in_whole_seconds_where_that_is_exact(sqlite: Database, load: Load) -> None:
    load(sqlite, TUY_DUC)
    load(sqlite, CORRECTED)
    noon = datetime(2024, 7, 1, 5, 0, 0, 250_000, tzinfo=UTC)
    place_in_time(sqlite, UPLOAD_1, noon)
    place_in_time(sqlite, UPLOAD_2, noon + timedelta(seconds=2))
    for batch in range(1, SHIPPED + 1):
        place_in_time(sqlite, batch, noon - timedelta(milliseconds=100 + batch))
    with sqlite.read() as session:
        written = [written_moment(at) for at in written_after(latest_moments(session, 5))]
    assert written == ["2024-07-01T12:00:03", "2024-07-01T12:00:01", "2024-07-01T12:00:00.149000"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Số liệu đến 30/06/2024.", "Số liệu đến 30/06/2024. Như đã biết lúc 01/07/2024 12:00."),
        ("", "Như đã biết lúc 01/07/2024 12:00."),
    ],
)
def test_pictures_and_files_say_the_moment_that_they_are_of(said: str, expected: str) -> None:
    moment = understand_moment("2024-07-01T12:00")
    assert with_moment(said, moment) == expected
    assert with_moment(said, None) == said
