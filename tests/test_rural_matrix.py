"""The matrix of criteria, what is left of the road map, and the villages: order, totals, names, going back."""

from datetime import date

import pytest

from core.database import Database
from core.places import all_places
from core.reports.criteria import VILLAGE_SET, CriteriaFilter, SetStatus, criteria_status
from core.reports.goals import GoalFilter, GoalRow, all_goals
from core.reports.history import HistoryFilter, figure_history
from core.reports.rural_matrix import CRITERIA_KIND, Matrix, criteria_matrix, matrix_grid
from core.reports.rural_road import RoadLeft, road_left
from core.reports.rural_road_frames import LEFT_DTYPES, left_frame
from core.reports.rural_views import VillageView, communes_of, road_map, rural_goals, village_views
from core.reports.rural_village_frames import (
    VILLAGE_LIST_DTYPES,
    village_list_frame,
)
from core.reports.rural_villages import village_progress, village_status, villages_in
from core.reports.village_list import villages
from core.wording_road import days_said, left_by_name
from core.wording_rural import attention
from core.wording_villages import village_progress_said
from tests.conftest import Load
from tests.rural import ADVANCED, BASIC, criteria, criteria_file, decisions_file, villages_file

KON_PLONG = "613"
NOT_MET, NEARLY = "chưa đạt", "cơ bản đạt"


def rows_of(database: Database) -> list[SetStatus]:
    with database.read() as session:
        return criteria_status(session, CriteriaFilter(KON_PLONG))


def goals_of(database: Database) -> list[GoalRow]:
    with database.read() as session:
        goals = all_goals(session, GoalFilter(date(2025, 7, 1)))
    return rural_goals(goals, all_places().by_code[KON_PLONG])


def matrix_of(database: Database, own_order: bool = False) -> Matrix:
    return criteria_matrix(communes_of(rows_of(database), BASIC), own_order)


@pytest.fixture
def assessed(sqlite: Database, load: Load) -> Database:
    """Măng Bút 17 with 17 slipped back, Pờ Ê 18, Đăk Ring 10 of the 11 that were assessed; criterion 10 nowhere đạt."""
    load(sqlite, criteria_file(criteria("Măng Bút", "30/06/2024", {10: NOT_MET, 11: NEARLY})))
    load(sqlite, criteria_file(criteria("Măng Bút", "31/12/2024", {10: NOT_MET, 17: NEARLY})), justify="bão lũ")
    load(sqlite, criteria_file(criteria("Pờ Ê", "30/06/2024", {10: NOT_MET})))
    load(sqlite, criteria_file(criteria("Đăk Ring", "30/06/2024", {10: NOT_MET}, upto=11)))
    return sqlite


def test_what_nobody_meets_comes_first_then_by_the_number_that_meet_it(assessed: Database) -> None:
    """Met by: 10 none of 3; 17 one of 2 (Măng Bút slipped); 12–16, 18, 19 two of 2; 1–9 and 11 three of 3."""
    found = matrix_of(assessed)
    assert [row.criterion.number for row in found.rows] == [10, 17, 12, 13, 14, 15, 16, 18, 19, *range(1, 10), 11]
    assert [row.met_said for row in found.rows[:3]] == ["0/3", "1/2", "2/2"]
    assert [row.criterion.number for row in found.rows if row.met_by_nobody] == [10]


def test_the_set_s_own_order_on_request(assessed: Database) -> None:
    assert [row.criterion.number for row in matrix_of(assessed, own_order=True).rows] == list(range(1, 20))


def test_a_criterion_that_nobody_assessed_comes_last_and_is_not_said_to_be_met_by_nobody(
    sqlite: Database, load: Load
) -> None:
    load(sqlite, criteria_file(criteria("Đăk Ring", "30/06/2024", {3: NOT_MET}, upto=4)))
    found = matrix_of(sqlite)
    assert [row.criterion.number for row in found.rows] == [3, 1, 2, 4, *range(5, 20)]
    assert [(row.met, row.met_said, row.met_by_nobody) for row in (found.rows[0], found.rows[4])] == [
        (0, "0/1", True),
        (None, "—", False),
    ]


def test_totals_of_communes_and_a_dash_where_nothing_is_assessed(assessed: Database) -> None:
    found = {
        column.name: (column.met_said, column.not_assessed, column.slipped) for column in matrix_of(assessed).columns
    }
    assert (found["Măng Bút"], found["Pờ Ê"], found["Đăk Ring"]) == (("17/19", 0, 1), ("18/19", 0, 0), ("10/19", 8, 0))
    assert found["Hiếu"] == ("—", 19, 0)


def test_a_cell_says_everything_without_its_colour(assessed: Database) -> None:
    found = matrix_of(assessed, own_order=True)
    at = [column.name for column in found.columns].index("Măng Bút")
    cell = found.rows[16].cells[at]
    assert (cell.state, cell.sign, cell.as_of, cell.value, cell.evidence) == (
        *(NEARLY, "◐ ↓", date(2024, 12, 31), "17%", "BC 17"),
    )
    assert cell.said == (
        "17. Môi trường và an toàn thực phẩm: cơ bản đạt, đánh giá ngày 31/12/2024; trước đã đạt (30/06/2024); giá trị"
        " 17%; minh chứng: BC 17"
    )
    assert (cell.slipped, cell.assessments, cell.made_up) == (True, 2, False)
    unknown = found.rows[11].cells[[column.name for column in found.columns].index("Đăk Ring")]
    assert (unknown.sign, unknown.as_of, unknown.period, unknown.origin) == ("·", None, None, None)
    assert unknown.said == f"{found.rows[11].name}: chưa đánh giá"


def test_a_cell_leads_to_the_history_of_its_figure(assessed: Database) -> None:
    cell = next(cell for row in matrix_of(assessed).rows for cell in row.cells if cell.slipped)
    with assessed.read() as session:
        stored = figure_history(session, HistoryFilter(CRITERIA_KIND, cell.unit_code))
    assert cell.origin is not None
    assert [(row.batch, row.line) for row in stored if row.period == cell.period] == [
        (cell.origin.batch, cell.origin.row)
    ]


def test_the_grid_ends_with_its_totals(assessed: Database) -> None:
    grid = matrix_grid(matrix_of(assessed))
    assert grid.index[0].startswith("10. ")
    assert grid.index[-1] == "Số tiêu chí đạt"
    assert list(grid.columns)[-1] == "Số xã đạt/đã đánh giá"
    assert (grid.loc["Số tiêu chí đạt", "Pờ Ê"], grid.iloc[0, -1], grid.iloc[1]["Măng Bút"]) == ("18/19", "0/3", "◐ ↓")


def test_two_sets_never_share_a_matrix(assessed: Database) -> None:
    both = [row for row in rows_of(assessed) if row.set in (BASIC, ADVANCED)]
    with pytest.raises(AssertionError, match="different sets"):
        criteria_matrix(both)
    assert criteria_matrix([]).rows == ()


def lefts(database: Database, today: date) -> dict[tuple[str, str], RoadLeft]:
    steps = road_map(goals_of(database), rows_of(database))
    return {(left.step.place.name, left.step.source.set): left for left in road_left(steps, today)}


def test_what_is_left_is_named_and_what_nobody_assessed_stands_apart(assessed: Database) -> None:
    found = lefts(assessed, date(2025, 7, 1))
    assert left_by_name(found["Măng Bút", BASIC]) == (
        "còn 2 tiêu chí: chưa đạt 10 Thu nhập; cơ bản đạt 17 Môi trường và an toàn thực phẩm ↓"
    )
    ring = found["Đăk Ring", BASIC]
    assert (ring.left, ring.open, ring.progress) == (5, 9, (10, 15))
    said = left_by_name(ring)
    assert said.startswith("còn 5 tiêu chí trong 9 tiêu chí: chưa đạt 10 Thu nhập; chưa đánh giá 12 ")
    assert left_by_name(found["Hiếu", BASIC]) == (
        "chưa đánh giá tiêu chí nào trong 19 tiêu chí, nên chưa biết còn lại gì"
    )
    assert found["Hiếu", BASIC].progress is None


@pytest.mark.parametrize(
    ("today", "days", "said"),
    [
        (date(2025, 7, 1), 183, "còn 183 ngày"),
        (date(2025, 12, 31), 0, "hết hạn hôm nay"),
        (date(2026, 1, 5), -5, "quá hạn 5 ngày"),
    ],
)
def test_the_days_left_of_a_goal_due_at_the_end_of_2025(assessed: Database, today: date, days: int, said: str) -> None:
    ring = lefts(assessed, today)["Đăk Ring", BASIC]
    assert (ring.days_left, days_said(ring)) == (days, said)


def test_a_commune_recognised_has_nothing_left(assessed: Database, load: Load) -> None:
    load(assessed, decisions_file("Hiếu;;xã NTM;12/QĐ-UBND;15/05/2025"))
    hieu = lefts(assessed, date(2026, 1, 5))["Hiếu", BASIC]
    assert (hieu.left, left_by_name(hieu), days_said(hieu), hieu.open) == (0, "không còn", "đã đạt", 0)


def test_the_frame_of_what_is_left_keeps_unknown_apart_from_not_met(assessed: Database) -> None:
    steps = road_map(goals_of(assessed), rows_of(assessed))
    frame = left_frame(road_left(steps, date(2025, 7, 1)))
    basic = frame[frame["set"] == BASIC].set_index("unit")
    assert list(basic.loc["Măng Bút", ["needed", "met", "left", "days_left"]]) == [19, 17, 2, -182]
    assert basic.loc["Măng Bút", "slipped"] == "17 Môi trường và an toàn thực phẩm ↓"
    assert basic.loc["Đăk Ring", "not_met"] == "10 Thu nhập"
    assert basic.loc["Đăk Ring", "not_assessed"].count(",") == 7
    assert basic.loc["Hiếu", ["met", "left"]].isna().all()
    assert list(left_frame([]).columns) == list(LEFT_DTYPES)


def of_village(village: str, day: str, wanting: dict[int, str]) -> str:
    return "".join(
        f"Kon Plông;Pờ Ê;{village};{VILLAGE_SET};{n};{day};{wanting.get(n, 'đạt')};;BC {n}\n" for n in range(1, 11)
    )


@pytest.fixture
def with_villages(sqlite: Database, load: Load) -> Database:
    """Four listed villages: two recognised (one outside the DTTS area), one that slipped back, one without anything."""
    listed = villages_file("Pờ Ê;Vi Ô Lắc;có", "Pờ Ê;Vi Klâng;có", "Pờ Ê;Vi Pờ Ê;có", "Hiếu;Vi Chring;không")
    outcomes = [
        load(sqlite, listed),
        load(sqlite, decisions_file("Pờ Ê;Vi Ô Lắc;thôn NTM;7/QĐ-UBND;20/05/2024")),
        load(sqlite, decisions_file("Hiếu;Vi Chring;thôn NTM;9/QĐ-UBND;01/08/2024")),
        load(sqlite, criteria_file(of_village("Vi Klâng", "30/06/2024", {3: NOT_MET}))),
        load(sqlite, criteria_file(of_village("Vi Klâng", "31/12/2024", {3: NOT_MET, 8: NEARLY})), justify="bão lũ"),
    ]
    assert {outcome.status for outcome in outcomes} == {"committed"}
    return sqlite


def views_of(database: Database) -> list[VillageView]:
    with database.read() as session:
        listed = villages(session, CriteriaFilter(KON_PLONG))
    return village_views(listed, rows_of(database))


def test_the_goal_counts_villages_of_dtts_areas_and_the_others_are_said(with_villages: Database) -> None:
    found = village_progress(goals_of(with_villages), views_of(with_villages))
    assert (found.listed, found.recognised, found.counting, found.left) == (4, 2, 1, 32)
    assert (found.assessed, found.slipped, found.all_met) == (1, 1, 0)
    assert village_progress_said(found) == (
        "Đã công nhận 1/33 thôn phải đạt đến ngày 31/12/2025 (kế hoạch nêu 66 thôn); còn 32 thôn; 1 thôn ngoài vùng"
        " đồng bào DTTS đã công nhận, không tính vào chỉ tiêu."
    )


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (
            KON_PLONG,
            "Chưa có quyết định công nhận thôn nào được nộp; kế hoạch: 33 thôn phải đạt đến ngày 31/12/2025 (kế hoạch"
            " nêu 66 thôn).",
        ),
        (None, "Chưa có quyết định công nhận thôn nào được nộp; kế hoạch không nêu chỉ tiêu ở cấp này."),
    ],
)
def test_without_a_decision_no_village_is_counted_as_nought(sqlite: Database, unit: str | None, said: str) -> None:
    goals = goals_of(sqlite) if unit else []
    assert village_progress_said(village_progress(goals, [])) == said


def test_the_list_says_what_each_village_is_at(with_villages: Database) -> None:
    frame = village_list_frame(views_of(with_villages)).set_index("village")
    assert frame["state"].to_dict() == {
        "Vi Chring": "✓ đã công nhận",
        "Vi Klâng": "✗ chưa đạt chuẩn (8/10), ↓ 1 tiêu chí trước đã đạt",
        "Vi Ô Lắc": "✓ đã công nhận",
        "Vi Pờ Ê": "· chưa đánh giá",
    }
    assert (frame.loc["Vi Ô Lắc", "recognised_on"], frame.loc["Vi Ô Lắc", "decision"]) == (
        date(2024, 5, 20),
        "7/QĐ-UBND",
    )
    assert list(frame.loc["Vi Klâng", ["met", "nearly", "not_met", "not_assessed", "slipped"]]) == [8, 1, 1, 0, 1]
    assert frame.loc["Vi Pờ Ê", ["met", "slipped", "recognised_on"]].isna().all()


def test_from_a_commune_to_its_villages_with_their_own_ten_criteria(with_villages: Database) -> None:
    """A village that no file assessed has its ten slots, chưa đánh giá; the newest of the others tells going back."""
    po_e = next(view.place for view in views_of(with_villages) if view.village == "Vi Ô Lắc")
    own = [village_status(view) for view in villages_in(views_of(with_villages), po_e.code)]
    found = criteria_matrix(own)
    assert [column.name for column in found.columns] == ["Vi Klâng", "Vi Ô Lắc", "Vi Pờ Ê"]
    assert [column.met_said for column in found.columns] == ["8/10", "—", "—"]
    assert [row.criterion.number for row in found.rows[:3]] == [3, 8, 1]
    assert (found.rows[1].cells[0].sign, found.rows[1].cells[0].evidence) == ("◐ ↓", "BC 8")
    assert found.rows[1].cells[0].period == "Vi Klâng · thôn NTM · 8 · 31/12/2024"
    assert found.total_column == "Số thôn đạt/đã đánh giá"


def test_a_village_that_went_back_is_named_with_its_commune(with_villages: Database) -> None:
    assert attention(rows_of(with_villages)) == [
        "Vi Klâng, xã Pờ Ê (bộ thôn NTM): 1 tiêu chí (8. Tiêu chí 8) trước đã đạt, nay không còn đạt."
    ]


def test_no_villages_still_give_every_column() -> None:
    assert list(village_list_frame([]).columns) == list(VILLAGE_LIST_DTYPES)
