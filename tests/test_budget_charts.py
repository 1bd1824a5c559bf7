"""Charts of budgets as figures: what is drawn, hatched, said under the pointer, and where a click leads."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from core.places import all_places
from core.reports.budget import INVESTMENT, OF_THE_YEAR, OPERATING, BudgetLine
from core.reports.budget_course import LineCourse, Report, courses
from core.reports.budget_course_frames import COURSE_DTYPES, course_frame, time_frame, unit_pace_frame
from core.reports.budget_frames import capital_frame
from core.reports.budget_rows import groups, row_frame
from core.reports.budget_views import capitals
from core.reports.frames import frame
from core.reports.origin import Origin
from tests.test_budget_frames import MIXED, line
from ui.charts import budget, budget_course
from ui.charts.template import Caption
from ui.palette import DARK, LIGHT

TITLE = Caption("Giải ngân", "Nguồn: kế hoạch vốn 5/KH-UBND.")
FEBRUARY, MARCH, JUNE = date(2024, 2, 29), date(2024, 3, 31), date(2024, 6, 30)


def rows_of(lines: list[BudgetLine]) -> pd.DataFrame:
    rows = row_frame(groups(lines, 2024))
    return rows.assign(address=[f"./ngan-sach?tu-dau={place}" for place in range(len(rows))])


def lines_alone(lines: list[BudgetLine]) -> pd.DataFrame:
    rows = rows_of(lines)
    return rows[~rows["is_sum"]]


def traces(figure: go.Figure) -> dict[str, go.Bar | go.Scatter]:
    return {trace.name: trace for trace in figure.data}


def texts(figure: go.Figure) -> list[str]:
    """What is written in the chart, its source last taken away."""
    return [note.text for note in figure.layout.annotations if not note.text.startswith("Nguồn")]


def hovers(trace: Any) -> list[str]:
    return [said for said, *_ in trace.customdata]


def addresses(trace: Any) -> list[str]:
    return [point[-1] for point in trace.customdata]


def test_the_two_natures_differ_by_more_than_colour_and_say_their_figures() -> None:
    figure = budget.composition(capital_frame(capitals(MIXED)), TITLE)
    found = traces(figure)
    assert found["Vốn đầu tư"].marker.pattern.shape != found["Vốn sự nghiệp"].marker.pattern.shape
    assert list(found["Vốn đầu tư"].y) == ["Vốn năm", "Kéo dài"]
    assert texts(figure) == ["<b>1.977</b><br>70,78%", "<b>816</b><br>29,22%", "<b>120</b><br>100,00%"]
    assert hovers(found["Vốn sự nghiệp"])[0] == "Vốn sự nghiệp, vốn năm: 816 triệu đồng (29,22%)"
    assert figure.layout.separators == ",."


def test_a_sliver_has_no_text_of_its_own() -> None:
    lines = [line("2.1", "990", nature=INVESTMENT), line("2.2", "10")]
    assert texts(budget.composition(capital_frame(capitals(lines)), TITLE)) == ["<b>990</b><br>99,00%"]


def test_disbursements_leave_out_what_is_missing_and_say_it() -> None:
    figure = budget.disbursements(lines_alone(MIXED), TITLE)
    found = traces(figure)
    assert (list(found["Vốn đầu tư"].y), list(found["Vốn sự nghiệp"].y)) == ([0, 3], [1, 2])
    assert found["Vốn sự nghiệp"].x[1] is None
    assert (list(found["Kế hoạch"].x), list(found["Kế hoạch"].y)) == ([100] * 4, [0, 1, 2, 3])
    assert list(found["Năm đã qua"].y) == [0, 1]
    assert [round(share, 2) for share in found["Năm đã qua"].x] == [49.73, 49.73]
    assert [text.split("<br>")[-1] for text in texts(figure)] == [
        "850,5/1.977 triệu (43,0%), 30/06/2024",
        "526/516 triệu (101,9%), 30/06/2024",
        "kế hoạch 300 triệu, chưa có số liệu giải ngân",
        "90/120 triệu (75,0%), 30/06/2024",
        "đã giải ngân 12 triệu, 31/05/2024",
    ]
    assert "(kéo dài)" in texts(figure)[3]
    assert figure.layout.xaxis.range[1] > 101.9


def test_the_bar_lies_inside_its_plan_and_solid_or_hatched_as_its_nature() -> None:
    found = traces(budget.disbursements(lines_alone(MIXED), TITLE))
    assert found["Vốn đầu tư"].width < found["Kế hoạch"].width
    assert (found["Vốn đầu tư"].marker.pattern.shape, found["Vốn sự nghiệp"].marker.pattern.shape) == ("", "/")


def test_a_sum_with_lines_not_reported_is_said_as_a_bound() -> None:
    rows = rows_of(MIXED).assign(address=None)
    figure = budget.disbursements(rows[rows["is_sum"]], TITLE)
    assert texts(figure)[1] == "<b>▨ Vốn năm, sự nghiệp</b><br>526/816 triệu (ít nhất 64,5%), 30/06/2024"
    assert hovers(traces(figure)["Vốn sự nghiệp"])[0].endswith("1/2 nội dung có số; tỷ lệ là ít nhất")


def test_a_bar_its_plan_and_its_name_lead_to_where_the_figure_comes_from() -> None:
    figure = budget.disbursements(lines_alone(MIXED), TITLE)
    found = traces(figure)
    assert addresses(found["Vốn đầu tư"]) == ["./ngan-sach?tu-dau=1", "./ngan-sach?tu-dau=6"]
    assert addresses(found["Kế hoạch"])[1] == "./ngan-sach?tu-dau=3"
    assert '<a href="./ngan-sach?tu-dau=1" target="_self">■ 2.1 Nội dung</a>' in texts(figure)[0]


def test_allocations_show_the_plan_of_each_line() -> None:
    rows = lines_alone([line("2.1", "1977", nature=INVESTMENT), line("2.2", "516")]).assign(address=None)
    figure = budget.allocations(rows, TITLE)
    assert [list(trace.x) for trace in figure.data] == [[1977], [516]]
    assert texts(figure)[1] == "<b>▨ 2.2 Nội dung</b><br>vốn sự nghiệp: 516 triệu đồng"


def test_a_long_name_is_cut_to_two_lines_and_never_read_as_markup() -> None:
    rows = lines_alone([line("2.1", "1", "1", title="<i>rất</i> " + "dài " * 60)]).assign(address=None)
    figure = budget.disbursements(rows, TITLE)
    name = texts(figure)[0]
    assert name.count("<br>") == 2
    assert " …</b>" in name
    assert "&lt;i&gt;" in name
    assert "&lt;i&gt;" in hovers(traces(figure)["Vốn sự nghiệp"])[0]


def test_the_communes_bars_lead_into_their_communes() -> None:
    rows = unit_pace_frame([*MIXED, line("2.1", "40", unit="23425")], 2024)
    rows["address"] = [f"./ngan-sach?xa={code}" for code in rows["code"]]
    figure = budget.communes(rows, TITLE)
    operating = traces(figure)["Vốn sự nghiệp"]
    assert list(operating.text) == ["64,5%", ""]
    assert operating.x[1] is None
    assert addresses(operating) == ["./ngan-sach?xa=23422", "./ngan-sach?xa=23425"]
    assert operating.marker.pattern.shape == "/"
    assert figure.layout.yaxis.categoryarray[0] == '<a href="./ngan-sach?xa=23422" target="_self">Tu Mơ Rông</a>'
    said = hovers(operating)[0].replace("<br>", " ")
    assert "đã giải ngân 526/816 triệu đồng, ít nhất 64,5% kế hoạch; 1/2 nội dung có số, đến ngày 30/06/2024" in said


def reported(number: str, nature: str, *figures: tuple[date, str]) -> LineCourse:
    """One line of 100 triệu đồng with what it had disbursed by each date."""
    reports = tuple(Report(day, Decimal(amount), None, "chính thức", Origin(9, 2)) for day, amount in figures)
    place = all_places().by_code["23422"]
    return LineCourse(place, 2024, number, OF_THE_YEAR, "Nội dung", nature, Decimal(100), reports)


COURSE = [
    reported("2.1", INVESTMENT, (MARCH, "10"), (JUNE, "60")),
    reported("2.2", OPERATING, (FEBRUARY, "5"), (MARCH, "20"), (JUNE, "30")),
    reported("2.3", OPERATING, (FEBRUARY, "15"), (JUNE, "50")),
]


def course(lines: list[LineCourse]) -> go.Figure:
    rows = course_frame(courses(lines, 2024))
    rows["address"] = [f"./ngan-sach?ky={day}" for day in rows["as_of"]]
    return budget_course.course(rows, TITLE, LIGHT, time_frame(2024))


def test_a_partial_date_stands_open_and_alone_beside_its_line() -> None:
    """In March 2.3 has only its 15 of February: February and June are whole, March is 35 of 200."""
    _, investment, operating, alone = course(COURSE).data
    assert (list(operating.x), list(operating.y)) == ([FEBRUARY, JUNE], [10, 40])
    assert (list(alone.x), list(alone.y), alone.mode) == ([MARCH], [17.5], "markers")
    assert (operating.marker.symbol, alone.marker.symbol) == ("diamond", "diamond-open")
    assert (operating.showlegend, alone.showlegend) == (True, False)
    assert investment.mode == operating.mode == "lines+markers"


def test_the_series_differ_by_dash_and_sign_too() -> None:
    _, investment, operating, _ = course(COURSE).data
    assert (investment.line.dash, operating.line.dash) == ("solid", "dash")
    assert investment.marker.symbol != operating.marker.symbol
    assert (investment.name, operating.name) == ("■ Đầu tư", "▨ Sự nghiệp")


def test_the_year_gone_is_a_line_of_its_own_with_the_payment_term() -> None:
    time = course(COURSE).data[0]
    assert time.name == "Năm đã qua"
    assert [round(share, 1) for share in time.y] == [0.3, 100.0, 100.0]
    assert hovers(time)[-1].replace("<br>", " ") == "31/01/2025: hạn thanh toán vốn năm 2024 (chưa kiểm chứng)"


def test_a_point_says_its_sentence_and_leads_to_the_view_as_of_its_date() -> None:
    _, investment, _, alone = course(COURSE).data
    assert addresses(investment) == ["./ngan-sach?ky=2024-03-31", "./ngan-sach?ky=2024-06-30"]
    said = hovers(alone)[0].replace("<br>", " ")
    assert said.startswith("Vốn năm, sự nghiệp, đến ngày 31/03/2024: đã giải ngân 35/200 triệu đồng")
    assert "số của ngày trước: 2.3 (29/02/2024)" in said


def test_the_dates_below_are_ends_of_quarters() -> None:
    axis = course(COURSE).layout.xaxis
    assert list(axis.ticktext) == ["31/03<br>2024", "30/06<br>2024", "30/09<br>2024", "31/12<br>2024"]
    assert list(axis.range) == ["2024-01-01", "2025-02-07"]


CHARTS = (budget.composition, budget.allocations, budget.disbursements, budget.communes, budget_course.course)
EMPTY = (capital_frame([]), row_frame([]), row_frame([]), unit_pace_frame([], 2024), frame([], COURSE_DTYPES))


@pytest.mark.parametrize(
    ("chart", "rows"), list(zip(CHARTS, EMPTY, strict=True)), ids=[chart.__name__ for chart in CHARTS]
)
def test_no_rows_give_an_empty_figure_with_its_title(chart: Callable[..., go.Figure], rows: pd.DataFrame) -> None:
    figure = chart(rows, Caption("<b>Trống</b>"), DARK)
    assert not texts(figure)
    assert "&lt;b&gt;Trống" in figure.layout.title.text
    assert figure.layout.paper_bgcolor == DARK.page
