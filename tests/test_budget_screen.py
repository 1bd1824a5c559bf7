"""The screen Ngân sách through the main script: the plan alone, with disbursements, nothing at all, taken back."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.database import Database
from core.ingest.pipeline import undo
from core.reports.batches import list_batches
from tests.conftest import Load

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
    app.run()
    app.switch_page("../pages/budget.py").run()
    assert not app.exception, app.exception[0].value
    return app


def _said(app: AppTest) -> str:
    """Every sentence as a reader sees it, without the marks that keep Markdown from reading it."""
    parts = [*app.markdown, *app.caption, *app.info, *app.subheader, *app.title]
    return "\n".join(str(part.value) for part in parts).replace("\\", "")


def _cards(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def _openers(app: AppTest) -> list[str]:
    return [button.label for button in app.button if button.label.startswith("Mở ")]


def _take_all_back(sqlite: Database) -> None:
    with sqlite.read() as session:
        batches = sorted((batch.id for batch in list_batches(session)), reverse=True)
    for batch in batches:
        undo(sqlite, batch, "người thử")


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
    lines = app.dataframe[0].value
    assert list(lines["Mã"]) == ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]
    assert list(lines["Kế hoạch"]) == [1977, 516, 300, 40, 50, 30]
    assert lines[["Giải ngân", "Còn lại", "Tỷ lệ", "Tạm ứng", "Ngày số liệu", "Năm đã qua"]].isna().all(axis=None)
    assert set(lines["Ghi chú"]) == {"chưa có số liệu giải ngân"}
    assert lines["Nguồn số liệu"][0] == "KH: II.2.1"


def test_the_projects_the_plan_does_not_mention_are_not_zero(app: AppTest) -> None:
    _open(app, **LINK)
    projects = app.table[0].value
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
    lines = app.dataframe[0].value.set_index("Mã")
    assert str(lines["Còn lại"]["2.1"]) == "1126.5"
    assert lines["Giải ngân"]["2.3"] == 0
    assert lines.isna()["Giải ngân"]["2.4"]
    assert lines["Nguồn số liệu"]["2.1"].startswith("KH: II.2.1 · GN: lô ")
    assert lines["Nguồn số liệu"]["2.1"].endswith(", dòng 2")


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
    assert (cards["Đã giải ngân vốn năm"], cards["Đã giải ngân vốn kéo dài"]) == ("1.108,5", "90")
    assert "Vốn kéo dài: 1/1 nội dung đã có số liệu giải ngân, đến ngày 30/06/2024." in _said(app)
    assert "(văn bản không ghi số và ngày); kế hoạch vốn 5/QĐ-UBND." in _said(app)
    lines = app.dataframe[0].value
    assert list(lines["Nguồn vốn"]) == ["vốn năm"] * 6 + ["kéo dài"]
    assert app.table[0].value["Trong kế hoạch"][0] == "2.1 (vốn năm): 1.977; 2.1 (kéo dài): 120"


def test_a_line_the_plan_does_not_mention_is_outside_every_sum(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE + f"{HERE};2.9;vốn năm;30/06/2024;chính thức;12;\n")
    _open(app, **LINK)
    assert _cards(app)["Đã giải ngân vốn năm"] == "1.108,5"
    assert "đã giải ngân 12 triệu đồng ở 1 nội dung không nêu trong kế hoạch" in _said(app)
    unplanned = app.dataframe[0].value.set_index("Mã").loc["2.9"]
    assert unplanned["Nội dung"] == unplanned["Ghi chú"] == "không nêu trong kế hoạch"


def test_what_was_taken_back_is_a_dash_again(app: AppTest, sqlite: Database, load: Load) -> None:
    outcome = load(sqlite, JUNE)
    _open(app, **LINK)
    assert _cards(app)["Đã giải ngân vốn năm"] == "1.108,5"
    assert outcome.batch is not None
    undo(sqlite, outcome.batch, "người thử")
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
    assert not app.table


def test_a_unit_without_a_budget_says_which_have_one_and_opens_it(app: AppTest) -> None:
    _open(app, tinh="dak-nong")
    assert "Chưa có số liệu ngân sách của tỉnh Đắk Nông." in _said(app)
    assert "Hãy tải mẫu «Kế hoạch vốn» ở trang Nộp số liệu" in _said(app)
    assert not app.metric
    assert _openers(app) == ["Mở xã Tu Mơ Rông, huyện Tu Mơ Rông, tỉnh Kon Tum"]
    app.button[0].click().run()
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
    communes = app.dataframe[0].value.set_index("Xã, phường, thị trấn")
    assert sorted(communes.index) == ["Tu Mơ Rông", "Đăk Hà"]
    mine = communes.loc["Tu Mơ Rông"]
    assert (mine["Vốn năm: kế hoạch"], mine["Vốn năm: KH đầu tư"], mine["Vốn năm: KH sự nghiệp"]) == (2913, 1977, 936)
    assert (mine["Số nội dung"], mine["Đã có số giải ngân"]) == (6, 3)
    assert communes.isna().loc["Đăk Hà", "Vốn năm: giải ngân"]
    assert not [heading for heading in communes if heading.startswith("Kéo dài")]
    assert not app.table
    assert len(_openers(app)) == 2


def test_a_province_names_the_huyen_of_each_commune(app: AppTest) -> None:
    _open(app, tinh="kon-tum")
    assert list(app.dataframe[0].value["Huyện, thành phố"]) == ["Tu Mơ Rông"]


def test_the_year_is_asked_where_there_are_several(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, PLANNED + "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2025;2.1;Hạ tầng;đầu tư;vốn năm;700;1/KH-UBND\n")
    _open(app, **LINK)
    year = next(box for box in app.selectbox if box.label == "Năm vốn")
    assert year.options == ["2025", "2024"]
    assert _cards(app)["Kế hoạch vốn năm"] == "700"
    assert "31/01/2025" not in _said(app)
    year.select(2024).run()
    assert _cards(app)["Kế hoạch vốn năm"] == "2.913"
    app.selectbox[2].select("").run()
    assert _cards(app)["Kế hoạch vốn năm"] == "2.913"


def test_a_year_that_the_next_unit_does_not_have_is_let_go(app: AppTest, sqlite: Database, load: Load) -> None:
    rows = [
        f"Kon Tum;Tu Mơ Rông;{commune};{year};2.1;Hạ tầng;đầu tư;vốn năm;{year};1/KH-UBND\n"
        for commune, year in (("Tu Mơ Rông", 2025), ("Đăk Hà", 2025), ("Đăk Hà", 2026))
    ]
    assert load(sqlite, PLANNED + "".join(rows)).status == "committed"
    _open(app, **LINK)
    next(box for box in app.selectbox if box.label == "Năm vốn").select(2024).run()
    app.selectbox[2].select("dak-ha").run()
    assert not app.exception
    assert _cards(app)["Kế hoạch vốn năm"] == "2.026"


def test_a_plan_that_no_longer_adds_up_to_the_documents_totals_is_said(
    app: AppTest, sqlite: Database, load: Load
) -> None:
    changed = f"{HERE};2.6;Giám sát, đánh giá;sự nghiệp;vốn năm;35;tu-mo-rong-2024\n"
    assert load(sqlite, PLANNED + changed, justify="điều chỉnh").status == "committed"
    _open(app, **LINK)
    assert "Số đang có trong chương trình không còn khớp hai tổng đó." in _said(app)


def test_text_of_a_file_is_never_read_as_markup(app: AppTest, sqlite: Database, load: Load) -> None:
    other = "Kon Tum;Tu Mơ Rông;Đăk Hà;2024"
    load(sqlite, PLANNED + f"{other};2.1;<b>Hạ tầng</b>;đầu tư;vốn năm;1000;[x](http://y.z)\n")
    _open(app, **{**LINK, "xa": "dak-ha"})
    assert "\\[x\\]\\(http" in app.markdown[0].value
    assert "&lt;b&gt;" in app.get("plotly_chart")[1].proto.spec
