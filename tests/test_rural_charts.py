"""Frames, sentences and charts of the screen «Nông thôn mới»."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from core.database import Database
from core.places import all_places
from core.reports.criteria import ADVANCED, CriteriaFilter, SetStatus, criteria_status
from core.reports.goals import GoalFilter, GoalRow, all_goals
from core.reports.rural_frames import (
    BAND_DTYPES,
    COMMUNE_DTYPES,
    CRITERION_DTYPES,
    DECISION_DTYPES,
    HISTORY_DTYPES,
    band_frame,
    commune_frame,
    criterion_frame,
    decision_frame,
    history_frame,
)
from core.reports.rural_matrix import criteria_matrix, matrix_grid
from core.reports.rural_road import readings_together, road_left
from core.reports.rural_road_frames import left_frame
from core.reports.rural_views import (
    RoadStep,
    communes_of,
    in_band,
    met_by_nobody,
    road_map,
    rural_goals,
    village_views,
)
from core.reports.rural_village_frames import village_list_frame
from core.reports.village_list import villages
from core.rules.criteria import average_criteria
from core.wording_rural import (
    attention,
    average_said,
    criterion_states,
    different_numbers,
    nobody_said,
    reached_said,
    readings_said,
    signs_explained,
)
from tests.conftest import Load
from tests.rural import BASIC, criteria, criteria_file, decisions_file, villages_file
from ui.charts import rural as charts
from ui.charts.template import Caption
from ui.palette import DARK, LIGHT

CAPTION = Caption("Lộ trình <b>", "Nguồn: <i>lô 9</i>")


def _rows(database: Database) -> list[SetStatus]:
    with database.read() as session:
        return criteria_status(session, CriteriaFilter("613"))


def _steps(database: Database) -> list[RoadStep]:
    with database.read() as session:
        goals: list[GoalRow] = all_goals(session, GoalFilter(date(2026, 1, 1)))
    return road_map(rural_goals(goals, all_places().by_code["613"]), _rows(database))


@pytest.fixture
def assessed(sqlite: Database, load: Load) -> Database:
    """Three communes: 17 with one slipped back, 18 after the plan had said that it has all, 10 of 11 assessed."""
    load(sqlite, criteria_file(criteria("Măng Bút", "30/06/2024", {10: "chưa đạt", 11: "cơ bản đạt"})))
    load(
        sqlite, criteria_file(criteria("Măng Bút", "31/12/2024", {10: "chưa đạt", 17: "cơ bản đạt"})), justify="bão lũ"
    )
    load(sqlite, criteria_file(criteria("Pờ Ê", "30/06/2024", {10: "chưa đạt"})))
    load(sqlite, criteria_file(criteria("Đăk Ring", "30/06/2024", {10: "chưa đạt"}, upto=11)))
    return sqlite


def test_no_rows_still_give_every_column_with_its_type() -> None:
    made = {
        tuple(COMMUNE_DTYPES): commune_frame([]),
        tuple(BAND_DTYPES): band_frame([]),
        tuple(HISTORY_DTYPES): history_frame([]),
        tuple(DECISION_DTYPES): decision_frame([]),
    }
    assert [tuple(frame.columns) for frame in made.values()] == list(made)
    assert matrix_grid(criteria_matrix([])).index.tolist() == ["Số tiêu chí đạt"]


def test_a_commune_without_assessments_has_no_counts(sqlite: Database) -> None:
    frame = commune_frame(communes_of(_rows(sqlite), BASIC)).set_index("unit")
    assert len(frame) == 8
    assert frame["met"].isna().all()
    assert frame.loc["Pờ Ê", "reached"] == "✓ đã đạt theo KH 83, chưa có số quyết định"
    assert frame.loc["Hiếu", "reached"] == "· chưa đánh giá"
    assert frame["recognised"].isna().all()


def test_the_matrix_says_every_state_by_a_sign(assessed: Database) -> None:
    frame = matrix_grid(criteria_matrix(communes_of(_rows(assessed), BASIC), own_order=True))
    assert list(frame.index[[0, 13]]) == ["1. Quy hoạch", "14. Giáo dục và Đào tạo"]
    assert list(frame.loc["17. Môi trường và an toàn thực phẩm", ["Măng Bút", "Đăk Ring", "Pờ Ê"]]) == ["◐ ↓", "·", "✓"]
    assert list(frame.loc["10. Thu nhập", ["Măng Bút", "Hiếu"]]) == ["✗", "·"]
    signs = [word.symbol for word in criterion_states().values()]
    assert len(set(signs)) == 4
    assert [sign for sign, *_ in signs_explained()] == [*signs, "↓"]


def test_the_numbers_that_differ_between_the_two_sets_are_said() -> None:
    assert different_numbers() == "5, 6, 14–18"


def test_bands_and_average_are_of_assessed_communes_only(assessed: Database) -> None:
    """17 + 18 + 10 criteria of three communes: 15,00; the five others are in no band."""
    rows = communes_of(_rows(assessed), BASIC)
    bands = band_frame(rows).set_index("band")
    assert bands["communes"].to_dict() == {"19": 0, "15–18": 2, "10–14": 1, "5–9": 0, "<5": 0}
    assert bands.loc["15–18", "names"] == "Măng Bút, Pờ Ê"
    assert average_said(rows)[0] == "15,00"
    assert "Chỉ tính 3/8 xã" in average_said(rows)[1]
    assert "1 xã mới đánh giá một phần (Đăk Ring)" in average_said(rows)[1]
    assert average_criteria(row.count for row in rows) == Decimal("15.00")


def test_criteria_that_nobody_meets_are_named(assessed: Database, sqlite: Database) -> None:
    rows = communes_of(_rows(assessed), BASIC)
    assert [criterion.number for criterion in met_by_nobody(rows)] == [10]
    assert nobody_said(rows, met_by_nobody(rows)) == "Chưa xã nào đạt (trong 3 xã đã đánh giá): 10. Thu nhập."


def test_going_back_is_said_for_the_commune(assessed: Database) -> None:
    rows = communes_of(_rows(assessed), BASIC)
    assert attention(rows) == [
        "Măng Bút (bộ xã NTM): 1 tiêu chí (17. Môi trường và an toàn thực phẩm) trước đã đạt, nay không còn đạt.",
        "Pờ Ê (bộ xã NTM): đã đạt theo KH 83, chưa có số quyết định; nay 18/19 tiêu chí đạt; 1 không đạt,"
        " đánh giá sau ngày 22/04/2024 (10. Thu nhập).",
    ]
    slipped = next(row for row in rows if row.place.name == "Măng Bút").slipped
    history = history_frame(slipped)
    assert list(history["state"]) == ["đạt", "cơ bản đạt"]
    assert list(history["as_of"]) == [date(2024, 6, 30), date(2024, 12, 31)]
    assert (
        list(history["source"]) == ["lô 9, dòng 18", "lô 10, dòng 18"]
        or history["source"].str.match(r"lô \d+, dòng 18").all()
    )


def test_a_decision_outlasts_a_later_shortfall_but_the_shortfall_is_said(assessed: Database, load: Load) -> None:
    load(assessed, decisions_file("Pờ Ê;;xã NTM;7/QĐ-UBND;01/05/2024"))
    row = next(row for row in communes_of(_rows(assessed), BASIC) if row.place.name == "Pờ Ê")
    assert (row.recognised, row.reached) == (True, False)
    said = "18/19 tiêu chí đạt; 1 không đạt, đánh giá sau ngày 01/05/2024 (10. Thu nhập)"
    assert reached_said(row) == f"↓ được công nhận, nay {said}"
    decisions = decision_frame([row])
    assert list(decisions.loc[0, ["decision", "decided_on"]]) == ["7/QĐ-UBND", date(2024, 5, 1)]


def test_one_commune_has_a_row_per_criterion_with_its_source(assessed: Database) -> None:
    row = next(row for row in communes_of(_rows(assessed), BASIC) if row.place.name == "Măng Bút")
    frame = criterion_frame(row)
    assert list(frame.columns) == list(CRITERION_DTYPES)
    assert len(frame) == 19
    assert list(frame.loc[16, ["state", "as_of", "value", "evidence"]]) == [
        "◐ ↓ cơ bản đạt, trước đã đạt",
        date(2024, 12, 31),
        "17%",
        "BC 17",
    ]


def _left(database: Database) -> pd.DataFrame:
    frame = left_frame(road_left(_steps(database), date(2025, 7, 1)))
    frame["address"] = [f"./nong-thon-moi?xa={code}" for code in frame["unit_code"]]
    return frame


def test_the_road_map_holds_both_readings_and_says_what_is_left(assessed: Database) -> None:
    steps = _steps(assessed)
    frame = left_frame(road_left(steps, date(2025, 7, 1)))
    asked = [(step.due.year, step.place.name, step.needed) for step in steps if step.source.set == BASIC]
    assert asked == [(2024, "Măng Bút", 19), (2025, "Hiếu", 19), (2025, "Đăk Ring", 15), (2025, "Đăk Nên", 15)]
    assert len(steps) == 13
    left = dict(zip(frame["unit"] + frame["set"], frame["left_said"], strict=True))
    assert left["Măng Bútxã NTM"].startswith("còn 2 tiêu chí: chưa đạt 10 Thu nhập; cơ bản đạt 17 ")
    assert left["Đăk Ringxã NTM"].startswith("còn 5 tiêu chí trong 9 tiêu chí: chưa đạt 10 Thu nhập; chưa đánh giá 12 ")
    assert left["Đăk Nênxã NTM"].endswith("nên chưa biết còn lại gì")
    (said,) = readings_said(steps)
    assert "theo mục II.2 là 5 xã (Pờ Ê, Măng Cành, Đăk Tăng, Măng Bút, Hiếu)" in said
    assert "theo mục II.2.2 là 3 xã (Pờ Ê, Măng Cành, Đăk Tăng)" in said


def test_of_one_commune_alone_there_are_no_two_readings(assessed: Database) -> None:
    assert readings_said([step for step in _steps(assessed) if step.place.name == "Pờ Ê"]) == []


def test_a_goal_of_two_sections_stands_once_with_both(assessed: Database) -> None:
    """13 goals; three communes have the same one in II.2 and II.2.2."""
    together = readings_together(road_left(_steps(assessed), date(2025, 7, 1)))
    assert len(together) == 10
    assert [sections for left, sections in together if left.step.place.name == "Pờ Ê"] == [("II.2", "II.2.2")]


def test_goals_of_two_sets_are_two_though_they_ask_for_as_many_by_the_same_day(assessed: Database) -> None:
    step = next(step for step in _steps(assessed) if step.place.name == "Pờ Ê")
    steps = [replace(step, source=replace(step.source, set=name)) for name in (BASIC, ADVANCED, BASIC)]
    together = readings_together(road_left(steps, date(2025, 7, 1)))
    assert [left.step.source.set for left, _ in together] == [BASIC, ADVANCED]


def test_the_road_chart_never_draws_a_bar_for_what_nobody_assessed(assessed: Database) -> None:
    rows = _left(assessed)
    figure = charts.road(rows, CAPTION)
    bars, asked, written = figure.data
    names = {name.partition(">")[2].replace("</a><br>", " "): name for name in bars.y}
    drawn, needed, said = (dict(zip(one.y, values, strict=True)) for one, values in _values(bars, asked, written))
    but, nen, ring = (names[name] for name in ("Măng Bút NTM", "Đăk Nên NTM ≥ 15", "Đăk Ring NTM ≥ 15"))
    assert (drawn[but], drawn[nen], needed[nen]) == (17, None, 15)
    assert (said[ring], said[nen]) == ("▼ 10/15", "▼ chưa đánh giá")
    assert figure.layout.title.text == "<b>Lộ trình &lt;b&gt;</b>"
    assert len(drawn) == len(rows.drop_duplicates(["unit", "set", "needed"]))


def _values(*traces: Any) -> list[tuple[Any, Any]]:
    bars, asked, written = traces
    return [(bars, bars.x), (asked, asked.x), (written, written.text)]


def test_a_bar_of_the_road_leads_to_its_commune_and_says_all(assessed: Database) -> None:
    bars = charts.road(_left(assessed), CAPTION).data[0]
    hover, address = next(data for data in bars.customdata if "<b>Măng Bút</b>: đạt chuẩn xã NTM" in data[0])
    assert address == "./nong-thon-moi?xa=23458"
    assert "hạn 31/12/2024" in hover
    assert "Còn 2 tiêu chí (quá hạn 182 ngày)" in hover


def test_the_state_of_a_goal_has_its_tone_in_both_appearances(assessed: Database) -> None:
    light, dark = (charts.road(_left(assessed), CAPTION, palette).data[0] for palette in (LIGHT, DARK))
    assert set(light.marker.color) <= {LIGHT.good, LIGHT.info, LIGHT.bad, LIGHT.late, LIGHT.none}
    assert set(dark.marker.color) <= {DARK.good, DARK.info, DARK.bad, DARK.late, DARK.none}


def test_the_band_chart_writes_every_count_and_leads_to_its_communes(assessed: Database) -> None:
    rows = band_frame(communes_of(_rows(assessed), BASIC))
    rows["address"] = [f"./nong-thon-moi?nhom={place}" for place in range(len(rows))]
    (bar,) = charts.bands(rows, CAPTION).data
    assert list(bar.text) == ["0 xã", "2 xã", "1 xã", "0 xã", "0 xã"]
    assert bar.y[4] == "&lt;5 tiêu chí"
    assert list(bar.customdata[1]) == ["<b>15–18 tiêu chí</b>: 2 xã<br>Măng Bút, Pờ Ê", "./nong-thon-moi?nhom=1"]


def test_the_communes_of_a_band(assessed: Database) -> None:
    rows = communes_of(_rows(assessed), BASIC)
    assert [row.place.name for row in in_band(rows, "15–18")] == ["Măng Bút", "Pờ Ê"]
    assert in_band(rows, "<5") == []


def test_charts_take_empty_frames() -> None:
    assert charts.road(left_frame([]), CAPTION).data
    assert charts.bands(band_frame([]), CAPTION).data


def test_a_village_is_shown_once_wherever_it_is_known_from(sqlite: Database, load: Load) -> None:
    """Listed and decided on, listed alone, and decided on without the list."""
    load(sqlite, villages_file("Hiếu;Kon Plông;có", "Hiếu;Vi Glơng;"))
    load(sqlite, decisions_file("Hiếu;Kon Plông;thôn NTM;1/QĐ-UBND;15/08/2024"))
    with sqlite.read() as session:
        listed = villages(session, CriteriaFilter("613"))
    frame = village_list_frame(village_views(listed, _rows(sqlite))).set_index("village")
    assert frame["decision"].dropna().to_dict() == {"Kon Plông": "1/QĐ-UBND"}
    assert frame["ethnic_area"].isna().to_dict() == {"Kon Plông": False, "Vi Glơng": True}
    unlisted = village_list_frame(village_views([], _rows(sqlite)))
    assert [source.partition(";")[0] for source in unlisted["source"]] == ["không có trong danh sách thôn"]
