"""The screen «Nông thôn mới» through the main script: the plan alone, with uploads, with nothing loaded."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.database import Database
from core.ingest.pipeline import undo
from core.reports.batches import list_batches
from tests.conftest import Load
from tests.rural import ADVANCED, PROGRESS, criteria, criteria_file, decisions_file, villages_file

ROOT = Path(__file__).resolve().parents[1]
KON_PLONG = {"tinh": "kon-tum", "huyen": "kon-plong"}


@pytest.fixture
def results(sqlite: Database, load: Load) -> Database:
    """Villages, assessments of two dates with one criterion going back, decisions of a commune and of villages."""
    load(sqlite, villages_file("Pờ Ê;Vi Ô Lắc;có", "Hiếu;Kon Plông;có", "Hiếu;Vi Glơng;không"))
    load(sqlite, criteria_file(criteria("Măng Bút", "30/06/2024", {10: "chưa đạt"}), criteria("Hiếu", "30/06/2024")))
    load(
        sqlite,
        criteria_file(criteria("Măng Bút", "31/12/2024", {10: "chưa đạt", 17: "chưa đạt"})),
        justify="đánh giá lại",
    )
    load(sqlite, criteria_file(criteria("Ngọc Tem", "31/12/2024", {15: "cơ bản đạt"}, name=ADVANCED)))
    decided = ("Hiếu;;xã NTM;12/QĐ-UBND;15/08/2024", "Hiếu;Kon Plông;thôn NTM;13/QĐ-UBND;15/08/2024")
    load(sqlite, decisions_file(*decided, "Pờ Ê;Vi Ô Lắc;khu dân cư kiểu mẫu;14/QĐ-UBND;15/08/2024"))
    return sqlite


def _open(app: AppTest, **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("../pages/rural.py").run()
    assert not app.exception, app.exception[0].value
    return app


def _said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.warning, *app.info, *app.subheader, *app.title]
    return "\n".join(str(part.value) for part in parts)


def _metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def _links(app: AppTest) -> list[tuple[str, str]]:
    found = [link.proto for link in app.get("page_link")]
    return [(link.label, link.query_string) for link in found]


def test_a_province_without_a_plan_is_told_where_there_is_one(app: AppTest) -> None:
    """The default province has none; the link opens the huyện that has."""
    _open(app, tinh="dak-nong")
    assert "Chưa có kế hoạch hay số liệu nông thôn mới nào của tỉnh Đắk Nông" in _said(app)
    assert _links(app) == [("Xem huyện Kon Plông, tỉnh Kon Tum", "tinh=kon-tum&huyen=huyen-kon-plong")]
    assert not app.metric
    _open(app, tinh="kon-tum", huyen="huyen-kon-plong")
    assert app.metric


@pytest.mark.parametrize("link", [{"huyen": "tu-mo-rong"}, {"huyen": "kon-plong", "xa": "mang-den"}])
def test_a_unit_that_is_not_followed_is_told_so(app: AppTest, link: dict[str, str]) -> None:
    _open(app, tinh="kon-tum", **link)
    assert "Chưa có kế hoạch hay số liệu nông thôn mới nào của" in _said(app)
    assert not app.metric


def test_nothing_loaded_says_so_and_points_to_the_upload(app: AppTest, sqlite: Database) -> None:
    with sqlite.read() as session:
        batches = [row.id for row in list_batches(session) if row.undone_at is None]
    for batch in batches:
        undo(sqlite, batch, "người thử")
    _open(app, **KON_PLONG)
    assert "Chưa có kế hoạch hay số liệu nông thôn mới nào của" in _said(app)
    assert [label for label, _ in _links(app)] == ["Đi tới Nộp số liệu"]


def test_the_plan_alone_has_four_communes_without_decisions_and_no_zero(app: AppTest) -> None:
    _open(app, **KON_PLONG)
    said = _said(app)
    assert "**83/KH-UBND** ngày 22/04/2024" in said
    assert "chưa có đánh giá từng tiêu chí nào được nộp." in said
    assert _metrics(app) == {
        "Xã đã đạt chuẩn": "4/8",
        "Xã có quyết định công nhận": "—",
        "Số tiêu chí đạt bình quân/xã": "—",
        "Thôn trong danh sách đã nộp": "—",
        "Thôn được công nhận thôn NTM": "—",
        "Khu dân cư kiểu mẫu được công nhận": "—",
    }
    assert "4 xã đã đạt theo KH 83, chưa có số quyết định (Đăk Tăng, Ngọc Tem, Pờ Ê, Măng Cành)" in said
    assert "Kế hoạch: 33 thôn (làng), hạn 31/12/2025" in said
    assert "chỉ nêu tên Thôn Vi Ô Lắc, xã Pờ Ê" in said
    communes = app.dataframe[0].value
    assert len(communes) == 8
    assert communes["Đạt"].isna().all()


def test_names_are_marked_as_unverified_once(app: AppTest) -> None:
    _open(app, **KON_PLONG)
    assert _said(app).count("ghi theo trí nhớ, chưa kiểm chứng") == 1


def test_the_other_set_has_its_own_names(app: AppTest) -> None:
    _open(app, **KON_PLONG)
    assert any("14\\. Giáo dục" in name for name in app.table[0].value.index)
    app.segmented_control[0].set_value(ADVANCED).run()
    assert not app.exception
    assert any("14\\. Y tế" in name for name in app.table[0].value.index)
    assert "Chưa có số liệu nào cho thấy xã nào đã đạt; mới đánh giá 0/8 xã" in _said(app)
    assert _metrics(app)["Xã đã đạt chuẩn"] == "—"
    assert "Kế hoạch: 1 xã, hạn 31/12/2025" in _said(app)


def test_the_goals_of_the_plan_are_all_there(app: AppTest) -> None:
    _open(app, **KON_PLONG)
    goals = app.table[-1].value
    assert len(goals) == 30
    assert len(goals.columns) >= 7


def test_results_are_counted_and_going_back_is_seen(app: AppTest, results: Database) -> None:
    """Hiếu by assessment and decision beside the plan's four; Măng Bút 17 of 19, Hiếu 19: 18,00 of two communes."""
    _open(app, **KON_PLONG)
    said = _said(app)
    assert _metrics(app) == {
        "Xã đã đạt chuẩn": "5/8",
        "Xã có quyết định công nhận": "1/8",
        "Số tiêu chí đạt bình quân/xã": "18,00",
        "Thôn trong danh sách đã nộp": "3",
        "Thôn được công nhận thôn NTM": "1/66",
        "Khu dân cư kiểu mẫu được công nhận": "1",
    }
    assert "2/8 xã đã được đánh giá, ở những ngày khác nhau: 31/12/2024 (1), 30/06/2024 (1)" in said
    assert "Măng Bút (bộ xã NTM): 1 tiêu chí (17. Môi trường và an toàn thực phẩm) trước đã đạt" in said
    assert "Chưa xã nào đạt (trong 2 xã đã đánh giá)" not in said
    assert "2 thôn vùng đồng bào DTTS; kế hoạch nêu 66" in said
    assert app.table[0].value.loc[:, "Măng Bút"].tolist().count("✗ ↓") == 1
    assert len(app.get("plotly_chart")) == 2


def test_the_day_that_is_chosen_decides_what_is_known(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG, ky="2024-06-30")
    assert _metrics(app)["Xã có quyết định công nhận"] == "—"
    assert _metrics(app)["Số tiêu chí đạt bình quân/xã"] == "18,50"
    assert "trước đã đạt" not in "\n".join(str(part.value) for part in app.warning)


def test_the_screen_says_what_a_goals_value_was_counted_from(app: AppTest, results: Database, load: Load) -> None:
    load(results, PROGRESS + "83/KH-UBND;duong-xa-thon;31/12/2024;95\n")
    _open(app, **KON_PLONG)
    goals = app.table[-1].value
    shown = {str(row.iloc[0]): " ".join(map(str, row)) for _, row in goals.iterrows()}
    hieu = next(row for title, row in shown.items() if title.startswith("Xây dựng xã Hiếu"))
    assert " met " in hieu
    assert "đếm xã đạt chuẩn" in hieu
    roads = next(row for title, row in shown.items() if title.startswith("Duy trì 100% đường"))
    assert " missed " in roads
    assert "lô" in roads


def test_one_commune_shows_every_criterion_its_history_and_its_decisions(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG, xa="mang-but")
    assert list(_metrics(app).values())[:3] == ["17/19", "Chưa đạt", "—"]
    criteria_table, history = app.table[0].value, app.table[1].value
    assert len(criteria_table) == 19
    assert "✗ ↓ chưa đạt, trước đã đạt" in list(criteria_table["Kết quả"])
    assert criteria_table["Nguồn"].str.startswith("lô ").all()
    assert list(history["Kết quả"]) == ["đạt", "chưa đạt"]
    assert "Chưa có quyết định công nhận nào được nộp." in _said(app)
    assert len(app.table[-1].value) == 2


def test_one_communes_decisions_have_number_and_date(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG, xa="hieu")
    decisions = next(table.value for table in app.table if "Số quyết định" in table.value.columns)
    assert list(decisions["Danh hiệu"]) == ["xã NTM", "thôn NTM"]
    assert list(decisions["Số quyết định"]) == ["12/QĐ-UBND", "13/QĐ-UBND"]
    assert list(_metrics(app).values())[:3] == ["19/19", "Đã đạt", "1"]


def test_one_commune_that_only_the_plan_names_has_neither_0_nor_19(app: AppTest) -> None:
    _open(app, **KON_PLONG, xa="po-e")
    assert list(_metrics(app).values())[:3] == ["—", "Đã đạt", "—"]
    assert "đã đạt theo KH 83, chưa có số quyết định" in _said(app)


def test_text_of_files_is_no_markup(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, villages_file("Pờ Ê;**Vi** [Ô](http://x) Lắc;có"))
    _open(app, **KON_PLONG)
    villages = next(table.value for table in app.table if "Vùng đồng bào DTTS" in table.value.columns)
    assert villages["Thôn"].tolist() == [r"\*\*Vi\*\* \[Ô\]\(http\://x\) Lắc, xã Pờ Ê"]
