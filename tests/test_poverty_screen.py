"""The poverty screen through the main script: province, huyện and xã, in every state, each figure with its origin."""

import json
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.access.rules import operator
from core.database import Database
from core.demo import load_demo
from core.ingest.pipeline import undo
from core.provenance import FigureKey
from core.wording_poverty import days_said
from tests.conftest import SHIPPED, Load, at_screen
from tests.html_tables import html_of, links_of, tables_of, texts_of
from tests.test_pages import HEAD, JUNE
from ui.components.plain_text import plain

FLOWS = (
    "Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo;Số hộ nghèo đầu kỳ;"
    "Thoát nghèo thành cận nghèo;Thoát nghèo vượt chuẩn cận nghèo;Phát sinh mới\n"
    "Tuy Đức;;31/12/2024;chính thức;16.874;1.760;3.131;900;500;50\n"
)
COMMUNE_PLAN = (
    "Huyện, thành phố;Xã, phường, thị trấn;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;"
    "Tổng số hộ dự kiến cuối năm;Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm\n"
    "Tuy Đức;Quảng Tâm;2024;huyện;12/KH;2.780;500;2.810;200;7\n"
    "Tuy Đức;Quảng Tân;2024;huyện;12/KH;2.680;560;2.710;210;8\n"
)
BY_MISSING = ["Tuy Đức", "Đăk Glong", "Cư Jút", "Đắk Song", "Đắk Mil", "Đắk R'Lấp", "Gia Nghĩa", "Krông Nô"]


def opened(app: AppTest, **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name] = value
    at_screen(app, "poverty.py").run()
    assert not app.exception, app.exception[0].value
    return app


def charts_of(app: AppTest) -> list[str]:
    """The title of every chart, in their order."""
    titles = [spec["layout"]["title"]["text"].removeprefix("<b>").removesuffix("</b>") for spec in specs_of(app)]
    return [title.replace("</b><br><b>", " ") for title in titles]


def specs_of(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def foot_of(spec: dict[str, Any]) -> str:
    """Where the picture says its figures come from."""
    return next(note["text"] for note in spec["layout"]["annotations"] if note.get("yanchor") == "bottom").replace(
        "<br>", " "
    )


def alts_of(app: AppTest) -> list[str]:
    return [chart.proto.alt for chart in app.get("plotly_chart")]


def test_before_any_plan_the_screen_says_so(app: AppTest, sqlite: Database) -> None:
    for batch in range(1, SHIPPED + 1):
        undo(sqlite, batch, operator("người thử"))
    opened(app)
    assert "Chưa có kế hoạch giảm nghèo nào" in app.markdown[0].value
    assert charts_of(app) == []


def test_the_plan_alone_shows_what_it_asks(app: AppTest) -> None:
    opened(app)
    assert "Năm 2024, tỉnh Đắk Nông phải giảm 3.415 hộ nghèo, từ 8.838 còn 5.423 hộ." in texts_of(app)
    assert "Chưa có số liệu thực hiện." in texts_of(app)
    assert charts_of(app) == ["Kế hoạch 2024: số hộ nghèo phải giảm"]
    appendix = tables_of(app)[0].iloc[:, [0, 2, 3, 4, 5, 6, 7, 8, 9]]
    assert appendix.iloc[0].tolist() == [
        *("Tuy Đức", "16.674", "3.131", "18,78%"),
        *("16.874", "1.400", "8,5", "1.731", "10,26%"),
    ]
    assert appendix.iloc[-1, 0] == "Toàn tỉnh Đắk Nông"
    assert "—" not in appendix.to_numpy().ravel()


def test_the_province_opens_with_the_answer(app: AppTest, sqlite: Database, load: Load) -> None:
    """7.078 poor of 171.131: 1.760 of 3.415; Tuy Đức is 713 hộ from its plan, the most."""
    load(sqlite, JUNE)
    opened(app)
    said = texts_of(app)
    assert (
        "Đến 30/06/2024, tỉnh Đắk Nông đã giảm 1.760 trên 3.415 hộ nghèo phải giảm trong năm 2024"
        " (51,5% theo số hộ, 52,0% theo điểm %): đúng tiến độ, còn 1.655 hộ." in said
    )
    assert "Theo kế hoạch 97/KH-UBND (tỉnh giao). 8/8 đơn vị bên dưới đã có số liệu, đến ngày 30/06/2024." in said
    assert [metric.value for metric in app.metric] == ["8.838", "5.423", "7.078", "52,0%"]
    assert charts_of(app) == ["Đã giảm bao nhiêu phần kế hoạch 2024"]
    assert "Tuy Đức 49,1%" in alts_of(app)[0]


def test_units_stand_by_what_is_missing_and_the_total_last(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    opened(app)
    table = tables_of(app)[0]
    assert table.iloc[:, 0].tolist() == [*BY_MISSING, "Toàn tỉnh Đắk Nông"]
    body = next(body for body in html_of(app) if "<table" in body)
    assert body.count('class="td-total"') == 1
    assert "Kết quả (30/06/2024, chính thức)" in body


def test_every_figure_of_the_table_opens_where_it_comes_from(app: AppTest, sqlite: Database, load: Load) -> None:
    """Nine rows of fourteen figures; each address names a figure there is."""
    load(sqlite, JUNE)
    opened(app)
    asked = [
        address.split("tu-dau=")[1] for said, address in links_of(app) if "tu-dau=" in address and said != "từ đâu?"
    ]
    assert len(asked) == 9 * 14
    assert all(FigureKey.parse(key) for key in asked)
    opened(app, **{"tu-dau": asked[0]})
    assert "Lấy từ" in texts_of(app)


def test_a_unit_in_the_table_leads_to_its_own_view(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    opened(app, ky="2024-06-30")
    assert ("Tuy Đức", "./giam-ngheo?huyen=tuy-duc&ky=2024-06-30") in links_of(app)


def test_columns_of_date_and_kind_come_where_rows_differ(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    load(sqlite, HEAD + "Tuy Đức;;30/09/2024;ước;16.850;2.053\n")
    opened(app)
    table = tables_of(app)[0]
    assert table[["Đơn vị", "Ngày", "Loại"]].to_numpy().tolist()[:2] == [
        ["Đăk Glong", "30/06/2024", "chính thức"],
        ["Tuy Đức", "30/09/2024", "ước"],
    ]
    assert "Chưa cộng được toàn tỉnh" in texts_of(app)


@pytest.mark.parametrize(
    ("seen", "titles"),
    [
        ("", ["Đã giảm bao nhiêu phần kế hoạch 2024"]),
        ("so-voi-ke-hoach", ["Đã giảm bao nhiêu phần kế hoạch 2024"]),
        ("dien-bien", ["Hộ nghèo tỉnh Đắk Nông qua các kỳ", "Từng đơn vị 2024, % số hộ phải giảm"]),
        ("so-do", ["Sơ đồ tỉnh Đắk Nông: so với kế hoạch, % theo số hộ"]),
        ("khong-co", ["Đã giảm bao nhiêu phần kế hoạch 2024"]),
    ],
)
def test_only_what_the_link_names_is_drawn(
    app: AppTest, sqlite: Database, load: Load, seen: str, titles: list[str]
) -> None:
    load(sqlite, JUNE)
    opened(app, **({"xem": seen} if seen else {}))
    assert charts_of(app) == titles
    assert all(alts_of(app))
    assert ("xem=«khong-co», không có ở đây" in texts_of(app)) == (seen == "khong-co")
    assert ("Sơ đồ", "./giam-ngheo?xem=so-do") in links_of(app)


def test_the_map_says_what_it_is_not_and_its_cells_keep_the_view(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    opened(app, xem="so-do")
    spec = specs_of(app)[0]
    assert "không phải địa giới hành chính" in foot_of(spec)
    assert "./giam-ngheo?huyen=tuy-duc&xem=so-do" in [to for _, to in spec["data"][-1]["customdata"]]


def test_a_huyen_stands_beside_the_sum_of_its_communes(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    opened(app, huyen="tuy-duc")
    said = texts_of(app)
    assert "tỉnh Đắk Nông › huyện Tuy Đức" in said
    assert ("tỉnh Đắk Nông", "./giam-ngheo") in links_of(app)
    assert "Cộng 1/6 xã, phường, thị trấn tại 30/06/2024: 444 hộ nghèo trên 2.800 hộ" in said
    assert "số của huyện Tuy Đức: 2.444 hộ nghèo" in said
    communes = tables_of(app)[0]
    assert list(communes["Đơn vị"]) == ["Quảng Trực", "Đắk Búk So", "Quảng Tâm", "Đắk R'Tíh", "Đắk Ngo", "Quảng Tân"]
    assert communes.loc[2, ["Hộ nghèo", "Tỷ lệ"]].tolist() == ["444", "15,86%"]
    assert communes.loc[0, "Hộ nghèo"] == "—"
    assert ("Quảng Tâm", "./giam-ngheo?huyen=tuy-duc&xa=quang-tam") in links_of(app)


def test_communes_with_plans_are_compared_as_huyen_are(app: AppTest, sqlite: Database, load: Load) -> None:
    """Quảng Tâm: 56 of 200 hộ by June, 144 to go; the other communes stand below by their results."""
    load(sqlite, JUNE)
    load(sqlite, COMMUNE_PLAN)
    opened(app, huyen="tuy-duc")
    assert charts_of(app) == ["Đã giảm bao nhiêu phần kế hoạch 2024"]
    compared, others = tables_of(app)
    assert list(compared.iloc[:, 0]) == ["Quảng Tâm", "Quảng Tân", "Tuy Đức, theo 97/KH-UBND (tỉnh giao)"]
    assert list(others["Đơn vị"]) == ["Quảng Trực", "Đắk Búk So", "Đắk R'Tíh", "Đắk Ngo"]


def test_units_are_counted_not_their_plans(app: AppTest, sqlite: Database, load: Load) -> None:
    """Quảng Tâm is behind under two plans, and is the only one of the communes with plans that reported."""
    load(sqlite, JUNE)
    load(sqlite, COMMUNE_PLAN)
    second = COMMUNE_PLAN.splitlines()[1].replace(";huyện;12/KH;", ";xã;3/KH;")
    load(sqlite, f"{COMMUNE_PLAN.splitlines()[0]}\n{second}\n", justify="thử")
    opened(app, huyen="tuy-duc")
    assert len(tables_of(app)[0]) == 4
    assert "2 đơn vị: 1 chậm (Quảng Tâm); 1 chưa có số liệu." in texts_of(app)


def test_figures_without_a_plan_name_their_batch(app: AppTest, sqlite: Database, load: Load) -> None:
    found = load(sqlite, HEAD + "Tuy Đức;Quảng Tâm;30/06/2024;chính thức;1.800;400\n")
    opened(app, huyen="tuy-duc", xa="quang-tam")
    said = [caption.value for caption in app.caption]
    assert f"Nguồn: {plain(f'kết quả: lô {found.batch}')}." in said
    assert "Chưa có nguồn số liệu." not in said


def test_a_course_that_cannot_be_summed_says_why(app: AppTest, sqlite: Database, load: Load) -> None:
    """Seven of the eight huyện have results."""
    load(sqlite, "\n".join(line for line in JUNE.splitlines() if not line.startswith("Đắk Song")) + "\n")
    opened(app, xem="dien-bien")
    drawn = str(specs_of(app)[0]).replace("<br>", " ")
    assert "Chưa cộng được toàn tỉnh: chưa có số liệu của Đắk Song." in drawn
    assert "Chưa có số liệu thực hiện" not in drawn


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([30, 30], "đến 30/06/2024"),
        ([30, 28], "ngày 28/06/2024 và 30/06/2024"),
        ([30, 28, 25, 28], "từ 25/06/2024 đến 30/06/2024, 3 ngày khác nhau"),
    ],
)
def test_the_days_of_figures_are_said_as_many_as_they_are(days: list[int], said: str) -> None:
    assert days_said([date(2024, 6, day) for day in days]) == said


PLAN_HEAD = COMMUNE_PLAN.splitlines()[0]
NO_HOUSEHOLDS = f"{PLAN_HEAD}\nGia Nghĩa;;2025;tỉnh;12/KH;20.792;62;20.900;0;0,01\n"
NOTHING = f"{PLAN_HEAD}\nTuy Đức;Đắk Ngo;2024;huyện;12/KH;1.800;0;1.800;0;\n"


def test_a_plan_of_no_households_that_its_points_meet(app: AppTest, sqlite: Database, load: Load) -> None:
    """(0,30 − 0,28) ÷ 0,01 = 200%; there is no share of 0 households."""
    assert load(sqlite, NO_HOUSEHOLDS, justify="thử").status == "committed"
    assert load(sqlite, HEAD + "Gia Nghĩa;;30/06/2025;chính thức;20.900;58\n", justify="thử").status == "committed"
    opened(app)
    assert "Gia Nghĩa 200,0% theo điểm %" in alts_of(app)[0]
    opened(app, huyen="gia-nghia")
    said = texts_of(app)
    assert "thành phố Gia Nghĩa còn 58 hộ nghèo (0,28%): 200,0% theo điểm %, đạt kế hoạch." in said
    assert "Kế hoạch không giao giảm hộ nào. ✓ Đạt kế hoạch" in said


@pytest.mark.parametrize("link", [{"huyen": "tuy-duc"}, {"huyen": "tuy-duc", "xa": "dak-ngo"}])
@pytest.mark.parametrize("seen", ["so-voi-ke-hoach", "dien-bien", "so-do"])
def test_figures_under_a_plan_of_nothing_are_not_called_missing(
    app: AppTest, sqlite: Database, load: Load, link: dict[str, str], seen: str
) -> None:
    assert load(sqlite, NOTHING, justify="thử").status == "committed"
    assert load(sqlite, HEAD + "Tuy Đức;Đắk Ngo;30/06/2024;chính thức;1.800;0\n").status == "committed"
    opened(app, xem=seen, **link)
    said = "".join([texts_of(app), *map(str, specs_of(app)), *alts_of(app)])
    assert "kế hoạch thiếu số đầu năm" not in said
    if "xa" in link:
        assert "xã Đắk Ngo còn 0 hộ nghèo (0,00%); kế hoạch không giao giảm hộ nào nên không tính được tỷ lệ" in said
        assert "Chưa có số liệu" not in said.replace("Chưa có số liệu thực hiện của năm kế hoạch", "")
    else:
        assert "Không tính được tỷ lệ" in said or "không vẽ được" in said


def test_a_rise_is_no_negative_fall(app: AppTest, sqlite: Database, load: Load) -> None:
    """748 → 778 of 19.800: (3,78 − 3,93) ÷ 0,8 = −18,75%; 778 − 598 = 180 to go."""
    load(sqlite, HEAD + "Krông Nô;;30/06/2024;chính thức;19.800;778\n", justify="thử")
    opened(app, huyen="krong-no")
    said = texts_of(app)
    assert "huyện Krông Nô tăng 30 hộ nghèo, trong khi phải giảm 150 hộ trong năm 2024" in said
    assert "chậm, còn 180 hộ." in said
    assert "(tăng 30 hộ, phải giảm 150 hộ)" in said
    assert "đã giảm -30" not in said


def test_a_disagreement_of_the_two_percentages_is_said(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + "Cư Jút;;31/12/2024;chính thức;22.131;511\n")
    opened(app, huyen="cu-jut")
    assert "Theo điểm % đạt 99,3%, theo số hộ đạt 100,0%" in texts_of(app)
    assert "✓ Đạt kế hoạch" in texts_of(app)


def test_the_movement_of_a_year_shows_what_stays_unexplained(app: AppTest, sqlite: Database, load: Load) -> None:
    """3.131 − 900 − 500 + 50 = 1.781; 1.760 reported: −21."""
    assert load(sqlite, FLOWS, justify="đã rà soát").status == "committed"
    opened(app, huyen="tuy-duc", xem="dien-bien")
    assert charts_of(app) == ["Hộ nghèo huyện Tuy Đức qua các kỳ", "Biến động hộ nghèo đến 31/12/2024"]
    said = texts_of(app)
    assert "Các biến động đã báo cáo không khép kín: còn 21 hộ giảm chưa giải thích được." in said
    assert "Không báo cáo: Giảm khác, Cận nghèo thành nghèo, Tái nghèo, Tăng khác (không tính là 0)." in said
    assert "31/12/2024, lô" in said
    assert "đã rà soát" in said


def test_the_course_of_a_province_stops_at_the_last_day_all_huyen_have(
    app: AppTest, sqlite: Database, load: Load
) -> None:
    load(sqlite, JUNE)
    load(sqlite, HEAD + "Tuy Đức;;30/09/2024;ước;16.850;2.053\n")
    opened(app, xem="dien-bien")
    course = specs_of(app)[0]
    assert course["data"][1]["text"] == ["8.838", "7.078"]
    assert "Thực hiện (chính thức) đến 30/06/2024: cộng 8 huyện, thành phố." in foot_of(course)


def test_why_a_line_is_cut_stands_below_the_course(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + "Tuy Đức;;30/06/2022;chính thức;16.400;4.500\n")
    opened(app, huyen="tuy-duc", xem="dien-bien")
    assert "Không nối 30/06/2022 với 31/12/2023: cách nhau hơn 13 tháng" in texts_of(app)
    assert "đường thực hiện ngắt ở 1 chỗ" in alts_of(app)[0]


def test_the_history_of_a_unit_has_a_link_for_every_figure(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    load(sqlite, HEAD + "Tuy Đức;;31/12/2024;chính thức;16.874;1.760\n")
    opened(app, huyen="tuy-duc", xem="dien-bien")
    found = tables_of(app)[-1]
    assert found["Ngày số liệu"].tolist() == ["31/12/2024", "30/06/2024"]
    assert found["Hộ nghèo"].tolist() == ["1.760", "2.444"]
    origins = [address for said, address in links_of(app) if "tu-dau=ketqua.667.2024-06-30.poor" in address]
    assert len(origins) == 1


def test_a_commune_has_its_course_and_its_own_plan(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    load(sqlite, COMMUNE_PLAN)
    opened(app, huyen="tuy-duc", xa="quang-tam")
    assert "xã Quảng Tâm đã giảm 56 trên 200 hộ nghèo phải giảm trong năm 2024" in texts_of(app)
    assert "Theo kế hoạch 12/KH (huyện giao). Số liệu chính thức đến ngày 30/06/2024." in texts_of(app)
    assert charts_of(app) == ["Hộ nghèo xã Quảng Tâm qua các kỳ"]
    assert "Xem:" not in texts_of(app)


def test_a_commune_without_a_plan_shows_its_figures(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    opened(app, huyen="tuy-duc", xa="quang-tam")
    assert any("Chưa có kế hoạch giao cho xã Quảng Tâm" in markdown.value for markdown in app.markdown)
    assert charts_of(app) == ["Hộ nghèo xã Quảng Tâm qua các kỳ"]
    assert tables_of(app)[0]["Hộ nghèo"].tolist() == ["444"]


@pytest.mark.parametrize("seen", ["so-voi-ke-hoach", "dien-bien", "so-do"])
@pytest.mark.parametrize("link", [{}, {"huyen": "tuy-duc"}, {"huyen": "tuy-duc", "xa": "quang-tam"}])
def test_every_view_opens_on_the_plan_alone(app: AppTest, seen: str, link: dict[str, str]) -> None:
    opened(app, xem=seen, **link)
    assert app.title[0].value == "Giảm nghèo"
    assert len(list(app.main)) <= 48  # one of them is the moment that is looked at, two are the box of maps


@pytest.mark.parametrize("seen", ["so-voi-ke-hoach", "dien-bien", "so-do"])
@pytest.mark.parametrize("link", [{}, {"huyen": "krong-no"}, {"huyen": "krong-no", "xa": "nam-da"}])
def test_every_view_opens_with_made_up_figures(
    app: AppTest, sqlite: Database, load: Load, seen: str, link: dict[str, str]
) -> None:
    load_demo(sqlite)
    opened(app, xem=seen, **link)
    assert "minh họa" in " ".join([texts_of(app), *map(foot_of, specs_of(app))])
    assert [foot_of(spec) for spec in specs_of(app) if "minh họa" not in foot_of(spec)] == []
