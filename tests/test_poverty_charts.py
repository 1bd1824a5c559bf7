"""Figures of the poverty screen: what is drawn, in which order, where a click leads, and what is never joined."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import plotly.graph_objects as go
import pytest

from core.maps.frames import map_frame
from core.maps.province import province_map
from core.places import all_places
from core.reports.frames import status_frame
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_course import course, path_frame, point_frame
from core.reports.poverty_courses import course_of, latest_movement, share_frame
from core.reports.poverty_movement import movement_frame, movement_view
from core.rules.poverty import PovertyTarget
from tests.poverty_rows import CU_JUT, DAK_SONG, JUNE, PLANS, SEPTEMBER, TUY_DUC, YEAR_END, plan, result
from ui.charts import poverty_course as courses
from ui.charts.poverty import bullets, planned_reductions
from ui.charts.poverty_movement import waterfall
from ui.charts.schematic_map import unit_map
from ui.charts.template import Caption
from ui.palette import DARK, LIGHT, Palette

CAPTION = Caption("Hình thử", "Nguồn: 97/KH-UBND.", "Hình thử.")
FLOWS = {"escaped_to_near_poor": 900, "escaped": 500, "other_decrease": 60, "near_poor_to_poor": 20, "newly_poor": 50}


def units(*rows: PlanStatus, should_be: str = "49.73") -> pd.DataFrame:
    frame = status_frame(rows)
    frame["should_be_percent"] = [Decimal(should_be) if row.result else None for row in rows]
    frame["address"] = [f"./giam-ngheo?huyen={row.place.slug}" for row in rows]
    return frame


def trace(made: go.Figure, name: str) -> go.Figure:
    return next(one for one in made.data if one.name == name)


def ends(made: go.Figure) -> list[str]:
    """The figures at the right end of the rows."""
    return [note.text for note in made.layout.annotations if note.x == 1]


def test_bullets_show_what_is_reached_of_the_planned_fall() -> None:
    """Tuy Đức: 3.131 − 2.444 = 687 of 1.400 (49,07%), 713 to go; Đắk Song: 52 of 140 (37,1%), 88 to go."""
    made = bullets(
        units(plan(TUY_DUC, result(JUNE, 2444)), plan(DAK_SONG, result(JUNE, 540, 20900)), plan(CU_JUT)), CAPTION
    )
    reached = made.data[1]
    assert [None if value is None else round(value, 2) for value in reached.x] == [49.07, 37.14, None]
    assert ends(made) == ["<b>▲ 49,1%</b><br>còn 713 hộ", "<b>◆ 37,1%</b><br>còn 88 hộ", "<b>○ —</b><br>chưa có số"]
    assert list(trace(made, "Đúng tiến độ").x) == [49.73, 49.73, None]
    assert set(trace(made, "Đủ kế hoạch").x) == {100}
    assert reached.customdata[0][-1] == "./giam-ngheo?huyen=tuy-duc"
    assert made.layout.yaxis.autorange == "reversed"
    assert 'href="./giam-ngheo?huyen=tuy-duc"' in reached.y[0]


def test_the_legend_of_bullets_goes_from_the_start_to_the_plan() -> None:
    made = bullets(units(plan(TUY_DUC, result(JUNE, 2444))), CAPTION)
    shown = sorted((one for one in made.data if one.showlegend is not False), key=lambda one: one.legendrank)
    assert [one.name for one in shown] == ["Đầu năm", "Đã giảm", "Đúng tiến độ", "Đủ kế hoạch"]


@pytest.mark.parametrize(
    ("poor", "households", "day", "end"),
    [
        (1700, 16874, YEAR_END, "<b>✓ 102,2%</b><br>vượt 31 hộ"),
        (1731, 16874, YEAR_END, "<b>✓ 100,0%</b><br>vừa đủ"),
        (1760, 16874, YEAR_END, "<b>✗ 97,9%</b><br>còn 29 hộ"),
        # Met by points though not by households (domain: 1.732 of 16.874 is 100,2% by points).
        (1732, 16874, YEAR_END, "<b>✓ 99,9%</b><br>100,2% điểm %"),
        (3200, 16800, JUNE, "<b>▼ -4,9%</b><br>tăng 69, còn 1.469 hộ"),
    ],
)
def test_the_end_of_a_row_says_what_is_left(poor: int, households: int, day: date, end: str) -> None:
    made = bullets(units(plan(TUY_DUC, result(day, poor, households))), CAPTION)
    assert ends(made) == [end]
    low, high = made.layout.xaxis.range
    assert low <= made.data[1].x[0] <= high


def test_rows_of_different_days_say_theirs_and_what_per_cent_are_of() -> None:
    rows = plan(TUY_DUC, result(JUNE, 2444)), plan(DAK_SONG, result(SEPTEMBER, 540, 20900)), plan(CU_JUT)
    made = bullets(units(*rows), CAPTION)
    assert [name.split("</a>")[-1] for name in made.data[1].y] == ["<br>30/06/2024", "<br>30/09/2024", ""]
    assert made.layout.xaxis.title.text == "% số hộ phải giảm theo kế hoạch năm"
    assert [name.split("</a>")[-1] for name in bullets(units(rows[0], rows[2]), CAPTION).data[1].y] == ["", ""]


def test_a_plan_that_an_estimate_reaches_says_so() -> None:
    made = bullets(units(plan(TUY_DUC, result(YEAR_END, 1700, 16874, official=False))), CAPTION)
    assert ends(made) == ["<b>✓ 102,2%</b> (ước)<br>vượt 31 hộ"]


def test_a_few_households_have_ticks_of_whole_ones() -> None:
    target = PovertyTarget(2024, 1800, 2, 1800, 1)
    few = course([plan(TUY_DUC, None, target)], [result(JUNE, 0, 1800)])
    assert courses.course(point_frame(few), CAPTION, paths=path_frame(few)).layout.yaxis.dtick == 1
    assert drawn_course(result(JUNE, 2444)).layout.yaxis.dtick is None


def test_a_plan_in_points_is_measured_in_points() -> None:
    """(20,00 − 16,00) ÷ 8 = 50%."""
    target = PovertyTarget(2024, rate_reduction=Decimal(8), printed_rate_start=Decimal("20.00"))
    made = bullets(units(plan(TUY_DUC, result(JUNE, 1600, 10000), target)), CAPTION)
    assert list(made.data[1].x) == [50]
    assert ends(made) == ["<b>▲ 50,0%</b><br>theo điểm %"]


def test_a_unit_under_two_plans_has_two_rows() -> None:
    row = plan(TUY_DUC, result(JUNE, 2444))
    made = bullets(units(row, row), CAPTION)
    assert all("97/KH-UBND (tỉnh giao)" in name for name in made.data[1].y)


def test_names_from_files_are_no_markup() -> None:
    frame = units(plan(TUY_DUC, result(JUNE, 2444)))
    frame["unit"] = "<b>x</b> & y"
    for made in (bullets(frame, CAPTION), planned_reductions(frame, CAPTION)):
        drawn = next(one for one in made.data if one.customdata is not None)
        assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in drawn.y[0]
        assert "<b>x</b>" not in drawn.customdata[0][0]


def test_before_results_the_bars_are_the_planned_falls() -> None:
    made = planned_reductions(units(plan(TUY_DUC), plan(DAK_SONG)), CAPTION)
    assert list(made.data[0].x) == [1400, 140]
    assert ends(made) == ["<b>1.400 hộ</b><br>8,5 điểm %", "<b>140 hộ</b><br>0,7 điểm %"]


def drawn_course(*found: Result, measure: str = "poor") -> go.Figure:
    made = course([plan(TUY_DUC)], found)
    return courses.course(point_frame(made), CAPTION, paths=path_frame(made), measure=measure)


def test_a_course_stands_beside_its_planned_path() -> None:
    made = drawn_course(result(JUNE, 2444), result(SEPTEMBER, 2053, official=False))
    path, actual, solid, dashed, legend = made.data
    assert (list(solid.y), solid.line.dash) == ([3131, 2444, None], "solid")
    assert (list(dashed.y), dashed.line.dash) == ([2444, 2053, None], "dot")
    assert (list(legend.y), legend.name, legend.marker.symbol) == ([2053, None], "Số ước", "circle-open")
    assert actual.mode == "markers+text"
    assert list(path.y) == [3131, 1731]
    assert list(path.x) == [date(2023, 12, 31), YEAR_END]
    assert list(actual.y) == [3131, 2444, 2053]
    assert list(actual.marker.symbol) == ["square", "circle", "circle-open"]
    assert list(actual.text) == ["3.131", "2.444", "2.053"]


def test_a_course_by_rates() -> None:
    made = drawn_course(result(JUNE, 2444), measure="rate")
    assert list(made.data[0].y) == [18.78, 10.26]
    assert list(made.data[1].text) == ["18,78%", "14,55%"]


def test_no_line_runs_across_a_break() -> None:
    """A figure of 2022 and one of 2024 without any between them: two traces, not one."""
    made = drawn_course(result(date(2022, 6, 30), 4500), result(JUNE, 2444))
    actual = [one for one in made.data if one.name == "Thực hiện"]
    assert [list(one.y) for one in actual] == [[4500], [3131, 2444]]
    assert [one.showlegend for one in actual] == [True, False]


def test_a_province_has_a_course_by_the_sums_of_the_days_all_huyen_have() -> None:
    """Eight huyện of 100 poor each in June; in September one is wanting."""
    province = all_places().by_code["67"]
    children = all_places().children(province)
    results = {child.code: [result(JUNE, 100, 1000), result(SEPTEMBER, 90, 1000)] for child in children}
    results[TUY_DUC] = results[TUY_DUC][:1]
    found = course_of(province, [], results)
    assert [(point.as_of, point.poor) for segment in found.segments for point in segment] == [(JUNE, 800)]


def test_the_newest_movement_is_that_of_the_newest_result_with_flows() -> None:
    with_flows = result(JUNE, 2444, poor_start=3131, flows={"escaped": 687})
    view = latest_movement([None, with_flows, result(SEPTEMBER, 2053)], 2024)
    assert view is not None
    assert view.as_of == JUNE
    assert latest_movement([result(SEPTEMBER, 2053), None], 2024) is None


@pytest.mark.parametrize(
    ("year", "days", "shown"),
    [
        (2024, ["2024-06-30", "2024-12-31", "2025-06-30"], "2024-12-31"),
        (2025, ["2024-06-30", "2024-12-31", "2025-06-30"], "2025-06-30"),
        (2024, ["2024-06-30", "2025-01-15"], "2025-01-15"),
        (2024, ["2024-06-30", "2025-06-30"], "2024-06-30"),
        (2023, ["2024-06-30"], None),
    ],
    ids=["the year's end", "the year after", "final figures after the year", "half of the next year", "another year"],
)
def test_the_movement_is_of_the_year_of_the_plan(year: int, days: list[str], shown: str | None) -> None:
    flows = {"poor_start": 3131, "flows": {"escaped": 687}}
    view = latest_movement([result(date.fromisoformat(day), 2444, **flows) for day in days], year)
    assert (view and str(view.as_of)) == shown


def test_a_unit_under_two_plans_has_two_little_courses() -> None:
    """687 hộ are 49,1% of 1.400 and 45,8% of 1.500."""
    row = plan(TUY_DUC, result(JUNE, 2444))
    other = plan(TUY_DUC, row.result, PovertyTarget(2024, 16674, 3131, 16874, 1500, Decimal("9.0")))
    frame = share_frame([row, replace(other, plan_owner="huyện")], {TUY_DUC: [result(JUNE, 2444)]})
    frame["address"] = "./giam-ngheo?huyen=tuy-duc"
    heads = [note.text for note in courses.small_courses(frame, CAPTION).layout.annotations if "Tuy Đức" in note.text]
    assert [head.split("</a>")[-1] for head in heads] == [
        ", 97/KH-UBND (tỉnh giao)  <b>▲ 49,1%</b>",
        ", 97/KH-UBND (huyện giao)  <b>◆ 45,8%</b>",
    ]


NO_HOUSEHOLDS = PovertyTarget(2024, 20700, 62, 20792, 0, Decimal("0.01"))
NOTHING = PovertyTarget(2024, 1800, 0, 1800, 0)


@pytest.mark.parametrize(
    ("found", "target", "end"),
    [
        # (0,30 − 0,28) ÷ 0,01 = 200%.
        (result(JUNE, 58, 20900), NO_HOUSEHOLDS, "<b>✓ 200,0%</b><br>theo điểm %"),
        (result(JUNE, 0, 1800), NOTHING, "<b>□ —</b><br>không giao"),
        (result(JUNE, 570, 1000), PovertyTarget(2024, rate_reduction=Decimal(8)), "<b>□ —</b><br>chưa so được"),
        (None, NOTHING, "<b>○ —</b><br>chưa có số"),
    ],
    ids=["points of no households", "nothing", "no start", "no figures"],
)
def test_a_plan_of_no_households_has_no_share_by_them(found: Result | None, target: PovertyTarget, end: str) -> None:
    assert ends(bullets(units(plan(DAK_SONG, found, target)), CAPTION)) == [end]


def small() -> pd.DataFrame:
    rows = [plan(TUY_DUC, result(SEPTEMBER, 2053)), plan(DAK_SONG)]
    frame = share_frame(rows, {TUY_DUC: [result(JUNE, 2444), result(SEPTEMBER, 2053)]})
    frame["address"] = [f"./giam-ngheo?huyen={code}&xem=dien-bien" for code in frame["code"]]
    return frame


def test_shares_are_of_the_planned_fall_and_of_the_year() -> None:
    """687 of 1.400 after 182 of 366 days; a unit without results starts the year at 0% all the same."""
    frame = small()
    first = frame[frame["code"] == TUY_DUC]
    assert [round(float(value), 2) for value in first["percent"]] == [0, 49.07, 77]
    assert [round(float(value), 3) for value in first["gone"]] == [0, 0.497, 0.749]
    assert frame[frame["code"] == DAK_SONG]["percent"].tolist() == [Decimal(0)]


def test_a_plan_without_counts_has_no_small_course() -> None:
    target = PovertyTarget(2024, rate_reduction=Decimal(8))
    frame = share_frame([plan(TUY_DUC, result(JUNE, 2444), target)], {TUY_DUC: [result(JUNE, 2444)]})
    assert frame["percent"].isna().tolist() == [True]
    assert frame["segment"].isna().tolist() == [True]


def test_small_courses_share_their_axes_and_do_not_touch() -> None:
    made = courses.small_courses(small(), CAPTION)
    line = trace(made, "Đã giảm")
    # Tuy Đức in the first cell; Đắk Song, with the start alone, in the second.
    assert [None if value is None else round(value, 3) for value in line.x] == [0, 0.497, 0.749, None, 1.28, None]
    assert [None if value is None else round(value, 3) for value in line.y] == [0, 0.491, 0.77, None, 0, None]
    points = next(one for one in made.data if one.customdata is not None)
    assert points.customdata[0][-1] == "./giam-ngheo?huyen=667&xem=dien-bien"
    heads = [note.text for note in made.layout.annotations if "href" in note.text]
    assert [head.rsplit("  ", 1)[1] for head in heads] == ["<b>▲ 77,0%</b>", "<b>○ chưa có số</b>"]


def moved(**more: int) -> pd.DataFrame:
    return movement_frame(movement_view(result(YEAR_END, 1760, poor_start=3131, flows=FLOWS, **more)))


def test_a_waterfall_goes_from_the_start_to_the_end_by_way_of_the_rest() -> None:
    """3.131 − 900 − 500 − 60 + 20 + 50 = 1.741; 1.760 was reported, so 19 stay unexplained."""
    made = waterfall(moved(), CAPTION)
    bars = made.data[0]
    assert bars.y[-2:] == ("Chênh lệch chưa<br>giải thích", "Số hộ nghèo cuối kỳ")
    assert (bars.base[-2], bars.x[-2]) == (1741, 19)
    assert list(bars.marker.pattern.shape) == [*[""] * 8, "/", ""]
    assert (bars.base[-1], bars.x[-1]) == (0, 1760)
    assert ends(made) == ["3.131", "−900", "−500", "−60", "+20", "—", "+50", "—", "+19", "1.760"]
    for place in range(1, 9):
        before = bars.base[place - 1] + bars.x[place - 1]
        assert bars.base[place] == before, bars.y[place]


def test_a_flow_nobody_reported_has_a_row_and_no_bar() -> None:
    made = waterfall(moved(), CAPTION)
    assert (made.data[0].x[5], made.data[0].customdata[5][0]) == (0, "<b>Tái nghèo</b>: —")


def province_cells() -> tuple[pd.DataFrame, pd.DataFrame]:
    found = province_map("67")
    assert found
    frame = map_frame(found.districts, {TUY_DUC: "behind", CU_JUT: "met"})
    frame["said"] = ["49,1%" if code == TUY_DUC else "" for code in frame["code"]]
    frame["hover"], frame["address"] = frame["unit"], [f"./giam-ngheo?huyen={code}" for code in frame["code"]]
    spots = pd.DataFrame(
        [(*one.label, one.place.name, f"./giam-ngheo?huyen={one.place.parent}") for one in found.communes],
        columns=["x", "y", "hover", "address"],
    )
    return frame, spots


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_a_map_has_a_sign_in_every_cell_and_each_state_once_in_its_legend(palette: Palette) -> None:
    frame, spots = province_cells()
    made = unit_map(frame, CAPTION, palette, spots=spots)
    cells = [one for one in made.data if one.fill == "toself"]
    assert len(cells) == 8
    named = [one.name for one in cells if one.showlegend]
    assert len(named) == 3
    assert set(named) == {"○ Chưa so được với kế hoạch", "✓ Đạt kế hoạch", "▼ Chậm"}
    labels = next(one for one in made.data if one.mode == "text").text
    assert "<b>▼ Tuy Đức</b><br>49,1%" in labels
    assert "<b>✓ Cư Jút</b>" in labels
    assert made.layout.yaxis.scaleanchor == "x"


def test_the_nearest_spot_to_any_place_of_a_cell_is_one_of_its_unit() -> None:
    """So a tap anywhere in a cell leads to its unit."""
    frame, spots = province_cells()
    made = unit_map(frame, CAPTION, spots=spots)
    taps = made.data[-1]
    assert made.layout.hoverdistance == -1
    assert len(taps.customdata) == 71
    nearest = dict(zip(zip(taps.x, taps.y, strict=True), taps.customdata, strict=True))
    for _, row in frame.iterrows():
        label = (row["label_x"], row["label_y"])
        spot = min(nearest, key=lambda point: (point[0] - label[0]) ** 2 + (point[1] - label[1]) ** 2)
        assert nearest[spot][-1] == row["address"]


def test_every_figure_is_small_and_one_that_plotly_takes() -> None:
    """The template skips plotly's own checks (ui/charts/template.py): here they are made."""
    rows = units(*(plan(code, result(JUNE, 400)) for code in PLANS))
    made = course([plan(TUY_DUC)], [result(JUNE, 2444)])
    points, paths, share, movement = point_frame(made), path_frame(made), small(), moved()
    frame, spots = province_cells()
    charts = [
        bullets(rows, CAPTION),
        planned_reductions(rows, CAPTION),
        courses.course(points, CAPTION, paths=paths),
        courses.small_courses(share, CAPTION),
        waterfall(movement, CAPTION),
        unit_map(frame, CAPTION, spots=spots),
    ]
    for chart in charts:
        assert len(go.Figure(chart.to_dict()).data) == len(chart.data) > 0
        assert len(chart.to_json()) < 60_000
