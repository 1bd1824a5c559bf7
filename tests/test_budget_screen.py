"""The screen Ngân sách through the main script: the plan alone, with disbursements, nothing at all, taken back."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
from streamlit.testing.v1 import AppTest

from core.access.rules import operator
from core.database import Database
from core.ingest.pipeline import undo
from core.provenance import FigureKey, explain
from core.reports.batches import list_batches
from tests.conftest import Load, at_screen
from tests.html_tables import html_of, links_of, tables_of, texts_of

ROOT = Path(__file__).resolve().parents[1]
UNIT = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung"
DISBURSED = f"{UNIT};Nguồn;Ngày số liệu;Loại số liệu;Lũy kế giải ngân (triệu đồng);Trong đó tạm ứng (triệu đồng)\n"
PLANNED = f"{UNIT};Nội dung;Tính chất;Nguồn;Kế hoạch vốn (triệu đồng);Số văn bản\n"
HERE = "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024"
JUNE = DISBURSED + (
    f"{HERE};2.1;vốn năm;30/06/2024;chính thức;850,5;100\n"
    f"{HERE};2.2;vốn năm;30/06/2024;ước;258;\n"
    f"{HERE};2.3;vốn năm;30/06/2024;chính thức;0;\n"
)
LINK = {"tinh": "kon-tum", "huyen": "tu-mo-rong", "xa": "tu-mo-rong"}


def _open(app: AppTest, **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name] = value
    at_screen(app, "budget.py").run()
    assert not app.exception, app.exception[0].value
    return app


def _said(app: AppTest) -> str:
    """Every sentence as a reader sees it, without the marks that keep Markdown from reading it."""
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.subheader, *app.title]
    written = "\n".join(str(part.value) for part in parts).replace("\\", "")
    return f"{written}\n{texts_of(app)}"


def _cards(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def _table(app: AppTest, heading: str) -> pd.DataFrame:
    """The first table that has a column of this heading."""
    return next(table for table in tables_of(app) if heading in table.columns)


def _lines(app: AppTest) -> pd.DataFrame:
    """The table of lines, by name; the sums of a nature and source are rows of it."""
    return _table(app, "Ghi chú").set_index("Nội dung")


def _openers(app: AppTest) -> list[str]:
    return [text for text, _ in links_of(app) if text.startswith("xã ") and "huyện" in text]


def _charts(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def _titles(app: AppTest) -> list[str]:
    return [chart["layout"]["title"]["text"].replace("<br>", " ").replace("</b> <b>", " ") for chart in _charts(app)]


def _take_all_back(sqlite: Database) -> None:
    with sqlite.read() as session:
        batches = sorted((batch.id for batch in list_batches(session)), reverse=True)
    for batch in batches:
        undo(sqlite, batch, operator("người thử"))


def test_the_plan_alone_shows_both_natures_and_a_dash_for_what_was_not_reported(app: AppTest) -> None:
    """1.977 of 2.913 is 67,87% đầu tư, 936 is 32,13% sự nghiệp."""
    _open(app, **LINK)
    assert _cards(app) == {
        "Kế hoạch vốn năm": "2.913",
        "■ Vốn đầu tư": "1.977",
        "▨ Vốn sự nghiệp": "936",
        "Đã giải ngân vốn năm": "—",
    }
    said = _said(app)
    assert "triệu đồng, 67,87% vốn năm, 1 nội dung; chưa có số liệu giải ngân" in said
    assert "triệu đồng, 32,13% vốn năm, 5 nội dung; chưa có số liệu giải ngân" in said
    assert "văn bản không ghi số và ngày" in said
    assert "Chưa có số liệu giải ngân nào." in said
    assert "tính chất suy ra từ hai số tổng ở mục III, vốn đầu tư 1.977 và vốn sự nghiệp 936 triệu đồng." in said
    assert "thanh toán đến hết ngày 31/01/2025 (chưa kiểm chứng)" in said
    assert "kéo dài" not in said
    lines = _lines(app)
    assert [name.split(" ")[:2] for name in lines.index] == [
        ["■", "Vốn"],
        ["■", "2.1"],
        ["▨", "Vốn"],
        *(["▨", number] for number in ("2.2", "2.3", "2.4", "2.5", "2.6")),
    ]
    assert list(lines["Kế hoạch"]) == ["1.977", "1.977", "936", "516", "300", "40", "50", "30"]
    assert list(lines) == ["Kế hoạch", "Giải ngân", "Tỷ lệ", "Ghi chú"]
    assert set(lines[["Giải ngân", "Tỷ lệ"]].to_numpy().ravel()) == {"—"}
    assert list(lines["Ghi chú"])[:2] == ["0/1 nội dung có số", "chưa có số liệu giải ngân"]
    assert "Chưa có số liệu giải ngân nào, nên chưa vẽ được tiến độ theo thời gian." in said
    assert _titles(app) == [
        "<b>Cơ cấu kế hoạch vốn 2024, xã Tu Mơ Rông</b>",
        "<b>Kế hoạch vốn của từng nội dung, xã Tu Mơ Rông, vốn 2024</b>",
    ]


def test_the_projects_the_plan_does_not_mention_are_not_zero(app: AppTest) -> None:
    _open(app, **LINK)
    projects = _table(app, "Trong kế hoạch")
    assert len(projects) == 8
    assert all(name.endswith("(chưa kiểm chứng)") for name in projects["Dự án của Chương trình"])
    absent = projects[projects["Trong kế hoạch"] == "không nêu trong kế hoạch"]
    assert [name[:8] for name in absent["Dự án của Chương trình"]] == ["Dự án 3:", "Dự án 4:"]
    assert set(absent["Đã giải ngân"]) == {"không nêu trong kế hoạch"}
    assert projects["Trong kế hoạch"][0] == "2.1 (vốn năm): 1.977"


def test_disbursements_stand_beside_the_plan_and_the_share_of_the_year(
    app: AppTest, sqlite: Database, load: Load
) -> None:
    """1.108,5 of 2.913 is 38,1%, at least that: three lines have not reported; 30/06 is 182 of 366 days."""
    assert load(sqlite, JUNE).status == "committed"
    _open(app, **LINK)
    assert _cards(app)["Đã giải ngân vốn năm"] == "1.108,5"
    said = _said(app)
    assert "Vốn năm: 3/6 nội dung đã có số liệu giải ngân, đến ngày 30/06/2024. Trong đó 1 số là số ước" in said
    assert "ít nhất 38,1% kế hoạch, còn lại nhiều nhất 1.804,5: mới 3/6 nội dung có số liệu" in said
    assert "đã giải ngân 850,5 (43,0%)" in said
    assert "đã giải ngân 258 (ít nhất 27,6%)" in said
    assert "ít nhất 38,1% kế hoạch; đã qua 49,7% thời gian của năm 2024." in said
    lines = _lines(app)
    by_number = {name.split(" ")[1]: row for name, row in lines.iterrows() if "." in str(name)}
    assert (by_number["2.1"]["Còn lại"], by_number["2.1"]["Tạm ứng"]) == ("1.126,5", "100")
    assert (by_number["2.1"]["Tỷ lệ"], by_number["2.1"]["Năm đã qua"]) == ("43,0%", "49,7%")
    assert by_number["2.1"]["Chênh (điểm %)"] == "-6,7"
    assert (by_number["2.3"]["Giải ngân"], by_number["2.4"]["Giải ngân"]) == ("0", "—")
    assert by_number["2.2"]["Ghi chú"] == "ước"
    assert lines.loc["▨ Vốn năm, sự nghiệp", "Giải ngân"] == "258"
    assert lines.loc["▨ Vốn năm, sự nghiệp", "Ghi chú"] == "2/5 nội dung có số; tỷ lệ là ít nhất"


def test_every_amount_opens_where_it_comes_from(app: AppTest, sqlite: Database, load: Load) -> None:
    """«850,5» stands for 2.1 and for the sum of đầu tư: each its own key, and the dialog says the line of the file."""
    load(sqlite, JUNE)
    _open(app, **LINK)
    asked = [parse_qs(urlsplit(address).query)["tu-dau"][0] for text, address in links_of(app) if text == "850,5"]
    assert len(asked) == 2
    assert [key.split(".")[0] for key in asked] == ["tongvon", "von"]
    amounts = [address for text, address in links_of(app) if text == "từ đâu?"]
    assert len(amounts) == 4
    app.query_params["tu-dau"] = asked[1]
    app.run()
    assert not app.exception
    assert "dòng 2" in texts_of(app)


def test_bars_lead_to_where_their_shares_come_from(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    _open(app, **LINK)
    pace, parts, lines = _charts(app)
    for chart in (pace, parts, lines):
        bars = [trace for trace in chart["data"] if trace["type"] == "bar"]
        assert bars
        assert all("tu-dau=" in point[-1] for trace in bars for point in trace["customdata"])


def test_disbursement_over_time_is_drawn_from_the_second_date_on(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    _open(app, **LINK)
    assert "Mới có số liệu của một ngày (30/06/2024), nên chưa có đường tiến độ." in _said(app)
    load(sqlite, DISBURSED + f"{HERE};2.1;vốn năm;30/09/2024;chính thức;1000;\n")
    app.run()
    course = next(chart for chart in _charts(app) if "theo thời gian" in chart["layout"]["title"]["text"])
    assert [trace["name"] for trace in course["data"]] == ["Năm đã qua", "■ Đầu tư", "▨ Sự nghiệp"]
    dates = [parse_qs(urlsplit(point[-1]).query)["ky"] for point in course["data"][1]["customdata"]]
    assert dates == [["2024-06-30"], ["2024-09-30"]]
    table = _table(app, "Nội dung có số")
    assert list(table["Đến ngày"]) == ["30/09/2024", "30/06/2024", "30/06/2024"]
    assert list(table["Tỷ lệ"]) == ["50,6%", "43,0%", "27,6%"]


def test_lines_of_different_dates_are_said(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    load(sqlite, DISBURSED + f"{HERE};2.4;vốn năm;31/05/2024;chính thức;4;\n")
    _open(app, **LINK)
    assert "ở những ngày khác nhau: 30/06/2024 (3), 31/05/2024 (1)." in _said(app)
    assert "đã qua 41,5% đến 49,7% thời gian của năm 2024, tùy ngày số liệu" in _said(app)


def test_capital_carried_over_is_never_added_to_that_of_the_year(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, PLANNED + f"{HERE};2.1;Hạ tầng;đầu tư;kéo dài;120;5/QĐ-UBND\n")
    load(sqlite, JUNE + f"{HERE};2.1;kéo dài;30/06/2024;chính thức;90;\n")
    _open(app, **LINK)
    cards = _cards(app)
    assert (cards["Kế hoạch vốn năm"], cards["Kế hoạch vốn kéo dài"]) == ("2.913", "120")
    assert (cards["Đã giải ngân vốn năm"], cards["Đã giải ngân kéo dài"]) == ("1.108,5", "90")
    assert (cards["■ Đầu tư kéo dài"], cards["▨ Sự nghiệp kéo dài"]) == ("120", "—")
    assert "Vốn kéo dài: 1/1 nội dung đã có số liệu giải ngân, đến ngày 30/06/2024." in _said(app)
    assert "(văn bản không ghi số và ngày); kế hoạch vốn 5/QĐ-UBND." in _said(app)
    lines = _lines(app)
    assert list(lines.index)[-2:] == ["■ Vốn kéo dài, đầu tư", "■ 2.1 Hạ tầng (kéo dài)"]
    assert lines.loc["■ Vốn năm, đầu tư", "Kế hoạch"] == "1.977"
    assert _table(app, "Trong kế hoạch")["Trong kế hoạch"][0] == "2.1 (vốn năm): 1.977; 2.1 (kéo dài): 120"


def test_a_line_the_plan_does_not_mention_is_outside_every_sum(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE + f"{HERE};2.9;vốn năm;30/06/2024;chính thức;12;\n")
    _open(app, **LINK)
    assert _cards(app)["Đã giải ngân vốn năm"] == "1.108,5"
    assert "đã giải ngân 12 triệu đồng ở 1 nội dung không nêu trong kế hoạch" in _said(app)
    unplanned = _lines(app).loc["2.9 không nêu trong kế hoạch"]
    assert (unplanned["Giải ngân"], unplanned["Kế hoạch"], unplanned["Tỷ lệ"]) == ("12", "—", "—")


def test_what_was_taken_back_is_a_dash_again(app: AppTest, sqlite: Database, load: Load) -> None:
    outcome = load(sqlite, JUNE)
    _open(app, **LINK)
    assert _cards(app)["Đã giải ngân vốn năm"] == "1.108,5"
    assert outcome.batch is not None
    undo(sqlite, outcome.batch, operator("người thử"))
    app.run()
    assert _cards(app)["Đã giải ngân vốn năm"] == "—"
    assert "Chưa có số liệu giải ngân nào." in _said(app)


def test_a_period_before_the_first_figures_has_none(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    _open(app, **LINK, ky="2024-05-31")
    assert _cards(app)["Đã giải ngân vốn năm"] == "—"
    assert "Chưa có số liệu giải ngân đến ngày 31/05/2024." in _said(app)


def test_disbursements_without_any_plan_are_shown_as_such(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, DISBURSED + "Kon Tum;Tu Mơ Rông;Đăk Hà;2024;2.1;vốn năm;30/06/2024;chính thức;10;\n")
    _open(app, **{**LINK, "xa": "dak-ha"})
    assert "chưa có kế hoạch vốn. Vốn năm: 1 nội dung không nêu trong kế hoạch, đến ngày 30/06/2024." in _said(app)
    assert _cards(app) == {}
    assert list(_lines(app).index) == ["2.1 không nêu trong kế hoạch"]
    assert not [table for table in tables_of(app) if "Trong kế hoạch" in table.columns]


def test_a_unit_without_a_budget_says_which_have_one_and_opens_it(app: AppTest) -> None:
    _open(app, tinh="dak-nong")
    assert "Chưa có số liệu ngân sách của tỉnh Đắk Nông." in _said(app)
    assert "Hãy tải mẫu «Kế hoạch vốn» ở trang Nộp số liệu" in _said(app)
    assert not app.metric
    name = "xã Tu Mơ Rông, huyện Tu Mơ Rông, tỉnh Kon Tum"
    assert _openers(app) == [name]
    address = urlsplit(dict(links_of(app))[name])
    assert address.path == "./ngan-sach"
    app.query_params.clear()
    for parameter, value in parse_qs(address.query).items():
        app.query_params[parameter] = value
    app.run()
    assert "tỉnh Kon Tum › huyện Tu Mơ Rông › xã Tu Mơ Rông" in _said(app)
    assert _cards(app)["Kế hoạch vốn năm"] == "2.913"


def test_an_empty_database_says_so(app: AppTest, sqlite: Database) -> None:
    _take_all_back(sqlite)
    _open(app)
    assert "Chưa có số liệu ngân sách" in _said(app)
    assert "Những đơn vị đã có số liệu ngân sách" not in _said(app)
    assert _openers(app) == []


def test_a_huyen_has_one_row_per_commune_and_says_how_many_have_a_plan(
    app: AppTest, sqlite: Database, load: Load
) -> None:
    other = "Kon Tum;Tu Mơ Rông;Đăk Hà;2024"
    load(sqlite, PLANNED + f"{other};2.1;Hạ tầng;đầu tư;vốn năm;1000;12/KH-UBND\n")
    load(sqlite, JUNE)
    _open(app, tinh="kon-tum", huyen="tu-mo-rong")
    assert "huyện Tu Mơ Rông, cộng 2/11 xã, phường, thị trấn đã có kế hoạch vốn." in _said(app)
    assert _cards(app)["Kế hoạch vốn năm"] == "3.913"
    (communes,) = [table for table in tables_of(app) if "Xã, phường, thị trấn" in table.columns]
    names, *figures = (list(communes.iloc[:, place]) for place in range(communes.shape[1]))
    assert names == ["Tu Mơ Rông", "Đăk Hà", "Cộng huyện Tu Mơ Rông"]
    assert list(communes.columns)[1:11] == ["Nội dung có số", *["KH", "GN", "Tỷ lệ"] * 3]
    coverage, planned, spent, share, investment, _, _, operating, *_ = figures
    assert (coverage, planned) == (["3/6", "0/1", "3/7"], ["2.913", "1.000", "3.913"])
    assert (investment, operating) == (["1.977", "1.000", "2.977"], ["936", "—", "936"])
    assert (spent, share) == (["1.108,5", "—", "1.108,5"], ["38,1%", "—", "28,3%"])
    assert parse_qs(urlsplit(dict(links_of(app))["Đăk Hà"]).query)["xa"] == ["dak-ha"]
    bars = next(chart for chart in _charts(app) if chart["layout"]["title"]["text"].startswith("<b>Từng xã"))
    assert parse_qs(urlsplit(bars["data"][0]["customdata"][0][-1]).query)["xa"] == ["tu-mo-rong"]


def test_carried_over_capital_of_communes_has_a_table_of_its_own(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, PLANNED + f"{HERE};2.1;Hạ tầng;đầu tư;kéo dài;120;5/QĐ-UBND\n")
    _open(app, tinh="kon-tum", huyen="tu-mo-rong")
    of_year, carried = [table for table in tables_of(app) if "Xã, phường, thị trấn" in table.columns]
    assert (of_year.iloc[0, 2], carried.iloc[0, 2]) == ("2.913", "120")


def test_a_province_names_the_huyen_of_each_commune(app: AppTest) -> None:
    _open(app, tinh="kon-tum")
    assert list(_table(app, "Huyện, thành phố")["Huyện, thành phố"]) == ["Tu Mơ Rông", "—"]


def test_a_year_in_the_link_is_opened_and_led_on(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, PLANNED + "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2025;2.1;Hạ tầng;đầu tư;vốn năm;700;1/KH-UBND\n")
    _open(app, tinh="kon-tum", huyen="tu-mo-rong", nam="2024")
    assert _cards(app)["Kế hoạch vốn năm"] == "2.913"
    commune = [address for text, address in links_of(app) if "xa=tu-mo-rong" in address and "tu-dau" not in address]
    assert [parse_qs(urlsplit(address).query)["nam"] for address in commune] == [["2024"]]


def _query(app: AppTest, text: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(dict(links_of(app))[text]).query)


def test_the_way_up_keeps_the_year_that_is_seen(app: AppTest, sqlite: Database, load: Load) -> None:
    """Of the huyện most units are in 2025; the commune only has 2024, or 2024 is picked."""
    rows = [f"Kon Tum;Tu Mơ Rông;{name};2025;1;Đường;đầu tư;vốn năm;50;1/KH-UBND\n" for name in ("Đăk Hà", "Đăk Sao")]
    load(sqlite, PLANNED + "".join(rows))
    _open(app, **LINK)
    assert _query(app, "huyện Tu Mơ Rông") == {"tinh": ["kon-tum"], "huyen": ["tu-mo-rong"], "nam": ["2024"]}
    del app.query_params["xa"]
    app.run()
    assert _cards(app)["Kế hoạch vốn năm"] == "100"
    assert _query(app, "tỉnh Kon Tum")["nam"] == ["2025"]
    next(box for box in app.selectbox if box.label == "Năm vốn").select("2024").run()
    assert _query(app, "tỉnh Kon Tum")["nam"] == ["2024"]
    assert _query(app, "Tu Mơ Rông")["nam"] == ["2024"]


def test_one_plan_of_the_next_year_leaves_the_area_in_its_own(app: AppTest, sqlite: Database, load: Load) -> None:
    rows = [f"Kon Tum;Tu Mơ Rông;Đăk Hà;{year};1;Đường;đầu tư;vốn năm;50;1/KH-UBND\n" for year in (2024, 2025)]
    load(sqlite, PLANNED + "".join(rows))
    _open(app, tinh="kon-tum", huyen="tu-mo-rong", ky="2024-06-30")
    assert _cards(app)["Kế hoạch vốn năm"] == "2.963"


def test_a_part_without_a_line_leads_nowhere(app: AppTest, sqlite: Database, load: Load) -> None:
    """Of capital carried over there is only đầu tư: nothing of sự nghiệp can be explained."""
    load(sqlite, PLANNED + f"{HERE};2.1;Hạ tầng;đầu tư;kéo dài;120;5/QĐ-UBND\n")
    _open(app, **LINK)
    asked = {name for _, address in links_of(app) for name in parse_qs(urlsplit(address).query).get("tu-dau", [])}
    (parts,) = [chart for chart in _charts(app) if "Cơ cấu" in chart["layout"]["title"]["text"]]
    bars = [point[-1] for trace in parts["data"] for point in trace["customdata"] if point[-1]]
    asked |= {name for address in bars for name in parse_qs(urlsplit(address).query)["tu-dau"]}
    assert len(bars) == 3
    with sqlite.read() as session:
        assert [name for name in asked if explain(session, FigureKey.parse(name), None) is None] == []


def test_every_share_over_time_opens_the_same_share(app: AppTest, sqlite: Database, load: Load) -> None:
    """A line of two that reports from June on: March is 600 of 800 and of 200, at least 60,0%."""
    there = "Kon Tum;Tu Mơ Rông;Đăk Hà;2024"
    load(sqlite, PLANNED + "".join(f"{there};{n};Đường;đầu tư;vốn năm;{m};5/KH\n" for n, m in ((1, 800), (2, 200))))
    reports = [("1", "31/03/2024", 600), ("1", "30/06/2024", 700), ("2", "30/06/2024", 100)]
    load(sqlite, DISBURSED + "".join(f"{there};{n};vốn năm;{day};chính thức;{m};\n" for n, day, m in reports))
    _open(app, **{**LINK, "xa": "dak-ha"})
    table = _table(app, "Nội dung có số")
    assert list(table["Tỷ lệ"]) == ["80,0%", "60,0%"]
    coverage = ["2/2 nội dung có số", "1/2 nội dung có số; tỷ lệ là ít nhất; chưa có số: 2"]
    assert list(table["Nội dung có số"]) == coverage
    for said in ("80,0%", "60,0%"):
        asked = [parse_qs(urlsplit(to).query) for text, to in links_of(app) if text == said and "ky=" in to]
        (found,) = [one for one in asked if one["tu-dau"][0].startswith("tongvon")]
        with sqlite.read() as session:
            explained = explain(session, FigureKey.parse(found["tu-dau"][0]), date.fromisoformat(found["ky"][0]))
        assert explained is not None
        assert explained.value == said


def test_a_year_nobody_has_is_said_and_left(app: AppTest) -> None:
    _open(app, **LINK, nam="<b>2031")
    assert _cards(app)["Kế hoạch vốn năm"] == "2.913"
    assert "Không có số liệu của năm vốn «<b>2031» ở đây; đang xem năm 2024." in _said(app)
    assert "\\<b" in app.warning[0].value


def test_the_year_is_asked_where_there_are_several(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, PLANNED + "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2025;2.1;Hạ tầng;đầu tư;vốn năm;700;1/KH-UBND\n")
    _open(app, **LINK)
    year = next(box for box in app.selectbox if box.label == "Năm vốn")
    assert year.options == ["2025", "2024"]
    assert _cards(app)["Kế hoạch vốn năm"] == "700"
    assert "31/01/2025" not in _said(app)
    year.select("2024").run()
    assert _cards(app)["Kế hoạch vốn năm"] == "2.913"
    app.selectbox[2].select("").run()
    assert _cards(app)["Kế hoạch vốn năm"] == "2.913"


def test_a_year_that_the_next_unit_does_not_have_is_let_go(app: AppTest, sqlite: Database, load: Load) -> None:
    rows = [
        f"Kon Tum;Tu Mơ Rông;{commune};{year};2.1;Hạ tầng;đầu tư;vốn năm;{year};1/KH-UBND\n"
        for commune, year in (("Tu Mơ Rông", 2025), ("Đăk Hà", 2025), ("Đăk Hà", 2023))
    ]
    assert load(sqlite, PLANNED + "".join(rows)).status == "committed"
    _open(app, **LINK)
    next(box for box in app.selectbox if box.label == "Năm vốn").select("2024").run()
    app.selectbox[2].select("dak-ha").run()
    assert not app.exception
    assert _cards(app)["Kế hoạch vốn năm"] == "2.025"


def test_a_plan_that_no_longer_adds_up_to_the_documents_totals_is_said(
    app: AppTest, sqlite: Database, load: Load
) -> None:
    changed = f"{HERE};2.6;Giám sát, đánh giá;sự nghiệp;vốn năm;35;tu-mo-rong-2024\n"
    assert load(sqlite, PLANNED + changed, justify="điều chỉnh").status == "committed"
    _open(app, **LINK)
    assert "Số vốn hiện có không còn khớp hai tổng đó." in _said(app)


def test_text_of_a_file_is_never_read_as_markup(app: AppTest, sqlite: Database, load: Load) -> None:
    other = "Kon Tum;Tu Mơ Rông;Đăk Hà;2024"
    load(sqlite, PLANNED + f"{other};2.1;<b>Hạ tầng</b>;đầu tư;vốn năm;1000;[x](http://y.z)\n")
    _open(app, **{**LINK, "xa": "dak-ha"})
    assert "[x](http://y.z)" in texts_of(app)
    assert "kế hoạch vốn \\[x\\]" in app.caption[-1].value
    assert "■ 2.1 <b>Hạ tầng</b>" in _lines(app).index
    assert all("<b>Hạ tầng" not in body for body in html_of(app))
    assert "&lt;b&gt;" in app.get("plotly_chart")[1].proto.spec
