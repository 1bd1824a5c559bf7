"""The screen «Nông thôn mới» through the main script: the plan alone, with uploads, with nothing loaded."""

from collections.abc import Iterator
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from core.access.rules import operator
from core.database import Database
from core.ingest.pipeline import undo
from core.reports.batches import list_batches
from tests.conftest import Load, at_screen
from tests.html_tables import html_of, links_of, texts_of
from tests.rural import ADVANCED, PROGRESS, criteria, criteria_file, decisions_file, villages_file

KON_PLONG = {"tinh": "kon-tum", "huyen": "kon-plong"}
NOT_MET, NEARLY = "chưa đạt", "cơ bản đạt"


def _village(village: str, day: str, wanting: dict[int, str]) -> str:
    return "".join(
        f"Kon Plông;Pờ Ê;{village};thôn NTM;{n};{day};{wanting.get(n, 'đạt')};{n}%;BC {n}\n" for n in range(1, 11)
    )


@pytest.fixture
def results(sqlite: Database, load: Load) -> Database:
    """Villages, assessments of two dates with one criterion going back, decisions of a commune and of villages."""
    load(sqlite, villages_file("Pờ Ê;Vi Ô Lắc;có", "Hiếu;Kon Plông;có", "Hiếu;Vi Glơng;không"))
    load(sqlite, criteria_file(criteria("Măng Bút", "30/06/2024", {10: NOT_MET}), criteria("Hiếu", "30/06/2024")))
    load(
        sqlite,
        criteria_file(criteria("Măng Bút", "31/12/2024", {10: NOT_MET, 17: NOT_MET})),
        justify="đánh giá lại",
    )
    load(sqlite, criteria_file(criteria("Ngọc Tem", "31/12/2024", {15: NEARLY}, name=ADVANCED)))
    decided = ("Hiếu;;xã NTM;12/QĐ-UBND;15/08/2024", "Hiếu;Kon Plông;thôn NTM;13/QĐ-UBND;15/08/2024")
    load(sqlite, decisions_file(*decided, "Pờ Ê;Vi Ô Lắc;khu dân cư kiểu mẫu;14/QĐ-UBND;15/08/2024"))
    return sqlite


@pytest.fixture
def village_results(results: Database, load: Load) -> Database:
    """Vi Ô Lắc: all ten but 3 at mid-year, then 8 slipped back."""
    load(results, criteria_file(_village("Vi Ô Lắc", "30/06/2024", {3: NOT_MET})))
    load(results, criteria_file(_village("Vi Ô Lắc", "31/12/2024", {3: NOT_MET, 8: NEARLY})), justify="bão lũ")
    return results


def _open(app: AppTest, **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name.replace("_", "-")] = value
    at_screen(app, "rural.py").run()
    assert not app.exception, app.exception[0].value
    return app


def _said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.warning, *app.info, *app.subheader, *app.title]
    return "\n".join([*(str(part.value) for part in parts), texts_of(app)])


def _metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def _tables(app: AppTest) -> dict[str, ElementTree.Element]:
    """Every table of the screen by its caption."""
    return {"".join(table.find("caption").itertext()): table for table in _elements(app)}  # type: ignore[union-attr]


def _elements(app: AppTest) -> Iterator[ElementTree.Element]:
    for body in html_of(app):
        if "<table" in body:
            yield from _all(body, "table")


def _all(body: str, tag: str) -> Iterator[ElementTree.Element]:
    yield from ElementTree.fromstring(f"<div>{body.replace('<br>', '<br/>')}</div>").iter(tag)


def _rows(table: ElementTree.Element, part: str = "tbody") -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in table.findall(f"{part}/tr")]


def _matrix(app: AppTest, title: str = "Từng tiêu chí của từng xã") -> ElementTree.Element:
    return _tables(app)[title]


def _column(matrix: ElementTree.Element, name: str) -> dict[str, ElementTree.Element]:
    """The cells of one unit by criterion."""
    (heads,) = _rows(matrix, "thead")
    place = heads.index(name)
    return {"".join(row[0].itertext()): row[place] for row in matrix.findall("tbody/tr")}


def _asked(address: str) -> dict[str, str]:
    path, _, query = address.partition("?")
    assert path == "./nong-thon-moi"
    return {name: values[0] for name, values in parse_qs(query).items()}


def test_a_province_without_a_plan_is_told_where_there_is_one(app: AppTest) -> None:
    """The default province has none; the link opens the huyện that has."""
    _open(app, tinh="dak-nong")
    assert "Chưa có kế hoạch hay số liệu nông thôn mới nào của tỉnh Đắk Nông" in _said(app)
    links = dict(links_of(app))
    assert _asked(links["Xem huyện Kon Plông, tỉnh Kon Tum"]) == KON_PLONG
    assert not app.metric
    _open(app, **KON_PLONG)
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
        undo(sqlite, batch, operator("người thử"))
    _open(app, **KON_PLONG)
    assert "Chưa có kế hoạch hay số liệu nông thôn mới nào của" in _said(app)
    assert dict(links_of(app))["Đi tới Nộp số liệu"].startswith("./nop-so-lieu")


def test_the_plan_alone_has_four_communes_without_decisions_and_no_zero(app: AppTest) -> None:
    _open(app, **KON_PLONG)
    said = _said(app)
    assert "Theo kế hoạch 83/KH-UBND ngày 22/04/2024." in said
    assert "chưa có đánh giá từng tiêu chí nào được nộp." in said
    assert _metrics(app) == {
        "Xã đã đạt chuẩn": "4/8",
        "Xã có quyết định công nhận": "—",
        "Số tiêu chí đạt bình quân/xã": "—",
        "Thôn trong danh sách đã nộp": "—",
        "Thôn được công nhận thôn NTM": "—",
        "Khu dân cư kiểu mẫu được công nhận": "—",
    }
    assert (
        "Tính 4 xã theo lời KH 83, chưa có số quyết định, chưa đánh giá (Đăk Tăng, Ngọc Tem, Pờ Ê, Măng Cành). Kế"
        in said
    )
    assert "Kế hoạch: 33 thôn (làng), hạn 31/12/2025" in said
    assert "chỉ nêu tên Thôn Vi Ô Lắc, xã Pờ Ê" in said
    communes = _rows(_tables(app)["Xã so với bộ tiêu chí xã NTM"])
    assert len(communes) == 8
    assert {row[2] for row in communes} == {"—"}
    assert len(app.get("plotly_chart")) == 1


def test_names_are_marked_as_unverified_once(app: AppTest) -> None:
    _open(app, **KON_PLONG)
    assert _said(app).count("ghi theo trí nhớ, chưa kiểm chứng") == 1


def test_the_other_set_is_a_link_and_has_its_own_names(app: AppTest) -> None:
    _open(app, **KON_PLONG)
    assert any("14. Giáo dục" in name for name in _column(_matrix(app), "Hiếu"))
    other = _asked(dict(links_of(app))["Xã nông thôn mới nâng cao"])
    assert other == {**KON_PLONG, "bo": "nang-cao"}
    _open(app, **other)
    assert any("14. Y tế" in name for name in _column(_matrix(app), "Hiếu"))
    assert "Chưa có số liệu nào cho thấy xã nào đã đạt; mới đánh giá 0/8 xã" in _said(app)
    assert _metrics(app)["Xã đã đạt chuẩn"] == "—"
    assert "Kế hoạch: 1 xã, hạn 31/12/2025" in _said(app)
    heads = {link.text: link.get("href") or "" for link in _matrix(app).findall("thead/tr/th/a")}
    assert _asked(heads["Hiếu"]) == {**KON_PLONG, "xa": "hieu", "bo": "nang-cao"}
    assert _asked(dict(links_of(app))["Xã nông thôn mới"]) == KON_PLONG


def test_the_goals_of_the_plan_are_all_there(app: AppTest) -> None:
    _open(app, **KON_PLONG)
    goals = _rows(list(_elements(app))[-1])
    assert len(goals) == 30
    fold = next(body for body in html_of(app) if "30 mục tiêu" in body)
    assert fold.startswith('<details class="td-fold">')
    assert texts_of(app).count("30 mục tiêu: ") == 1
    assert len(goals[0]) >= 7


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
    assert "36 tiêu chí đạt ÷ 2 xã" in said
    assert "2/8 xã đã được đánh giá, ở những ngày khác nhau: 31/12/2024 (1), 30/06/2024 (1)" in said
    assert "Măng Bút (bộ xã NTM): 1 tiêu chí (17. Môi trường và an toàn thực phẩm) trước đã đạt" in said
    assert "Chưa xã nào đạt (trong 2 xã đã đánh giá)" not in said
    assert "2 thôn vùng đồng bào DTTS; kế hoạch nêu 66" in said
    assert ["".join(cell.itertext()) for cell in _column(_matrix(app), "Măng Bút").values()].count("✗ ↓") == 1
    assert len(app.get("plotly_chart")) == 2


def test_a_cell_says_all_on_hover_and_opens_where_it_is_from(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG)
    cell = _column(_matrix(app), "Măng Bút")["17. Môi trường và an toàn thực phẩm"]
    (link,) = cell.iter("a")
    said = (
        "Măng Bút: 17. Môi trường và an toàn thực phẩm: chưa đạt, đánh giá ngày 31/12/2024; trước đã đạt (30/06/2024);"
        " giá trị 17%; minh chứng: BC 17"
    )
    assert (link.get("title"), link.get("aria-label")) == (said, said)
    asked = _asked(link.get("href") or "")
    assert asked == {**KON_PLONG, "tu-dau": "tieuchi.23458.ntm.17"}
    _open(app, **asked)
    assert "lô" in _said(app)
    assert "Trước đã đạt, nay không còn đạt." in _said(app)


def test_what_nobody_meets_floats_up_and_the_set_s_own_order_is_a_link(
    app: AppTest, sqlite: Database, load: Load
) -> None:
    load(sqlite, criteria_file(criteria("Măng Bút", "30/06/2024", {10: NOT_MET})))
    _open(app, **KON_PLONG)
    assert [row[0] for row in _rows(_matrix(app))][:2] == ["10. Thu nhậpchưa xã nào đạt", "1. Quy hoạch"]
    own = _asked(dict(links_of(app))["Theo bộ tiêu chí"])
    assert own == {**KON_PLONG, "thu-tu": "bo"}
    _open(app, **own)
    assert [row[0].partition(".")[0] for row in _rows(_matrix(app))] == [str(n) for n in range(1, 20)]


def test_the_totals_of_the_matrix(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG)
    matrix = _matrix(app)
    (heads,), (totals,) = _rows(matrix, "thead"), _rows(matrix, "tfoot")
    assert dict(zip(heads, totals, strict=True))["Măng Bút"] == "17/19"
    assert dict(zip(heads, totals, strict=True))["Pờ Ê"] == "—"
    assert {row[0]: row[-1] for row in _rows(matrix)}["10. Thu nhập"] == "1/2"


def test_the_matrix_is_there_to_take_along(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG)
    keys = [button.proto.label for button in app.get("download_button")]
    assert keys.count("Tải CSV") == keys.count("Tải Excel") == 5


def test_a_band_shows_its_communes_alone(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG, nhom="15-18")
    assert _rows(_matrix(app), "thead")[0][1:-1] == ["Măng Bút"]
    assert "Đang xem nhóm 15–18 tiêu chí: 1 xã." in _said(app)
    assert _metrics(app)["Số tiêu chí đạt bình quân/xã"] == "18,00"
    assert _asked(dict(links_of(app))["Xem tất cả các xã"]) == KON_PLONG


def test_the_road_map_names_what_is_left_each_with_its_origin(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG)
    table = next(
        table
        for title, table in _tables(app).items()
        if title.startswith("Lộ trình theo kế hoạch. Đến ngày 31/12/2024")
    )
    (row,) = table.findall("tbody/tr")
    left = row[3]
    assert "".join(left.itertext()) == "còn 2 tiêu chí✗ chưa đạt: 10 Thu nhập, 17 Môi trường và an toàn thực phẩm ↓"
    assert [_asked(link.get("href") or "")["tu-dau"] for link in left.iter("a")] == [
        "tieuchi.23458.ntm.10",
        "tieuchi.23458.ntm.17",
    ]


def test_the_day_that_is_chosen_decides_what_is_known(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG, ky="2024-06-30")
    assert _metrics(app)["Xã có quyết định công nhận"] == "—"
    assert _metrics(app)["Số tiêu chí đạt bình quân/xã"] == "18,50"
    assert "Tụt lại, cần xem ngay" not in _said(app)
    assert _asked(dict(links_of(app))["Hiếu"]) == {**KON_PLONG, "xa": "hieu", "ky": "2024-06-30"}


def test_a_goal_s_value_inside_the_fold_opens_where_it_is_from(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG)
    asked = [_asked(address) for _, address in links_of(app) if "tu-dau=muctieu." in address]
    assert len(list(_elements(app))[-1].findall(".//a")) >= 4
    app.query_params["tu-dau"] = asked[-1]["tu-dau"]
    app.run()
    assert not app.exception
    assert "Mức phải đạt" in texts_of(app)


def test_the_way_up_keeps_the_set(app: AppTest, village_results: Database) -> None:
    _open(app, **KON_PLONG, xa="po-e", thon="vi-o-lac", bo="nang-cao")
    trail = next(body for body in html_of(app) if "td-trail" in body and "<nav" in body)
    found = [_asked(link.get("href") or "") for link in ElementTree.fromstring(trail).iter("a")]
    whole = {**KON_PLONG, "xa": "po-e", "bo": "nang-cao"}
    steps = (("tinh", "bo"), ("tinh", "huyen", "bo"), whole)
    assert found == [{name: whole[name] for name in step} for step in steps]


def test_the_screen_says_what_a_goals_value_was_counted_from(app: AppTest, results: Database, load: Load) -> None:
    load(results, PROGRESS + "83/KH-UBND;duong-xa-thon;31/12/2024;95\n")
    _open(app, **KON_PLONG)
    table = list(_elements(app))[-1]
    shown = {"".join(row[0].itertext()): row for row in table.findall("tbody/tr")}
    hieu = next(row for title, row in shown.items() if title.startswith("Xây dựng xã Hiếu"))
    assert "✓ Đạt" in "".join(hieu.itertext())
    assert [_asked(link.get("href") or "")["tu-dau"] for link in hieu.iter("a")] == ["muctieu.83-kh-ubnd.ntm-hieu"]
    roads = next(row for title, row in shown.items() if title.startswith("Duy trì 100% đường"))
    assert "✗ Không đạt" in "".join(roads.itertext())


def test_one_commune_shows_every_criterion_its_history_and_its_decisions(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG, xa="mang-but")
    assert list(_metrics(app).values())[:3] == ["17/19", "Chưa đạt", "—"]
    tables = _tables(app)
    rows = _rows(tables["Từng tiêu chí, bộ xã NTM"])
    assert len(rows) == 19
    assert rows[16][1:5] == ["✗ ↓ chưa đạt, trước đã đạt", "31/12/2024", "17%", "BC 17"]
    assert all(row[5].startswith("lô ") for row in rows)
    history = next(table for title, table in tables.items() if title.startswith("Tiêu chí tụt lại"))
    assert [row[2] for row in _rows(history)] == ["đạt", "chưa đạt"]
    assert "Chưa có quyết định công nhận nào được nộp." in _said(app)
    assert len(_rows(list(_elements(app))[-1])) == 2


@pytest.fixture
def fallen_short(sqlite: Database, load: Load) -> Database:
    """Măng Cành: nine of its 19 wanting, eight before the plan's day; Pờ Ê: one wanting after its decision."""
    before = dict.fromkeys((2, 3), NEARLY) | dict.fromkeys((4, 5, 6, 7, 8, 9), NOT_MET)
    load(sqlite, criteria_file(criteria("Măng Cành", "31/03/2024", before)))
    load(sqlite, criteria_file(f"Kon Plông;Măng Cành;;xã NTM;10;30/06/2024;{NOT_MET};38;BC 10\n"), justify="rà soát")
    load(sqlite, decisions_file("Pờ Ê;;xã NTM;45/QĐ-UBND;10/05/2024"))
    load(sqlite, criteria_file(criteria("Pờ Ê", "30/06/2024", {17: NOT_MET}, upto=18)))
    return sqlite


MANG_CANH_SAID = "10/19 tiêu chí đạt; 9 không đạt, trong đó 1 tiêu chí đánh giá sau ngày 22/04/2024 (10. Thu nhập)"
PO_E_SAID = (
    "17/19 tiêu chí đạt; 1 không đạt, đánh giá sau ngày 10/05/2024 (17. Môi trường và an toàn thực phẩm);"
    " 1 chưa đánh giá"
)


def test_what_fell_short_is_said_with_all_that_is_wanting(app: AppTest, fallen_short: Database) -> None:
    _open(app, **KON_PLONG)
    rows = {row[0]: row[1:6] for row in _rows(_tables(app)["Xã so với bộ tiêu chí xã NTM"])}
    assert rows["Măng Cành"] == [f"↓ đã đạt theo kế hoạch, nay {MANG_CANH_SAID}", "10", "2", "7", "0"]
    assert rows["Pờ Ê"] == [f"↓ được công nhận, nay {PO_E_SAID}", "17", "0", "1", "1"]
    said = _said(app)
    assert f"Măng Cành (bộ xã NTM): đã đạt theo KH 83, chưa có số quyết định; nay {MANG_CANH_SAID}." in said
    assert f"Pờ Ê (bộ xã NTM): đã được công nhận (45/QĐ-UBND, ngày 10/05/2024); nay {PO_E_SAID}." in said


def test_the_number_of_communes_says_who_is_counted_on_what_ground_and_who_is_not(
    app: AppTest, fallen_short: Database, load: Load
) -> None:
    load(fallen_short, criteria_file(criteria("Ngọc Tem", "30/06/2024")))
    load(fallen_short, decisions_file("Hiếu;;xã NTM;46/QĐ-UBND;10/05/2024"))
    _open(app, **KON_PLONG)
    assert _metrics(app)["Xã đã đạt chuẩn"] == "3/8"
    said = _said(app)
    assert (
        "Tính 1 xã đủ 19/19 tiêu chí theo đánh giá (Ngọc Tem);"
        " 1 xã theo quyết định công nhận (Hiếu: 46/QĐ-UBND, chưa đánh giá);"
        " 1 xã theo lời KH 83, chưa có số quyết định, chưa đánh giá (Đăk Tăng)."
        " Không tính 2 xã đánh giá sau đó không đủ tiêu chí: Pờ Ê (quyết định 45/QĐ-UBND; nay 17/19),"
        " Măng Cành (theo lời KH 83; nay 10/19)."
    ) in said
    assert "Pờ Ê (45/QĐ-UBND, đánh giá sau đó không đủ tiêu chí), Hiếu (46/QĐ-UBND)" in said


def test_a_plan_s_word_stands_beside_what_was_assessed_before_it(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, criteria_file(criteria("Đăk Tăng", "31/03/2024", {10: NOT_MET, 11: NEARLY}, upto=18)))
    _open(app, **KON_PLONG)
    rows = {row[0]: row[1] for row in _rows(_tables(app)["Xã so với bộ tiêu chí xã NTM"])}
    assert rows["Đăk Tăng"] == (
        "✓ đã đạt theo KH 83, chưa có số quyết định;"
        " 16/19 tiêu chí đạt; 2 không đạt, đánh giá đến ngày 22/04/2024; 1 chưa đánh giá"
    )
    assert "(Đăk Tăng: đánh giá 16/19 tiêu chí đạt; Ngọc Tem: chưa đánh giá; " in _said(app)


def test_a_wide_matrix_says_how_to_see_the_rest(app: AppTest) -> None:
    """The style sheet shows it where the grid goes on past its edge; on paper all is there."""
    _open(app, **KON_PLONG)
    matrix = next(body for body in html_of(app) if "td-matrix" in body)
    (said,) = (one for one in _all(matrix, "p") if "td-swipe" in one.get("class", ""))
    assert said.text == "Vuốt ngang để xem đủ 8 xã →"
    assert "td-no-print" in said.get("class", "").split()


def test_one_communes_decisions_have_number_and_date(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG, xa="hieu")
    decisions = _rows(_tables(app)["Quyết định công nhận"])
    assert [row[:4] for row in decisions] == [
        ["xã NTM", "—", "12/QĐ-UBND", "15/08/2024"],
        ["thôn NTM", "Kon Plông", "13/QĐ-UBND", "15/08/2024"],
    ]
    assert list(_metrics(app).values())[:3] == ["19/19", "Đã đạt", "1"]


def test_one_commune_that_only_the_plan_names_has_neither_0_nor_19(app: AppTest) -> None:
    _open(app, **KON_PLONG, xa="po-e")
    assert list(_metrics(app).values())[:3] == ["—", "Đã đạt", "—"]
    assert "đã đạt theo KH 83, chưa có số quyết định" in _said(app)


def test_from_the_matrix_of_a_huyen_to_a_village_and_back(app: AppTest, village_results: Database) -> None:
    _open(app, **KON_PLONG)
    commune = _asked(dict(links_of(app))["Pờ Ê"])
    assert commune == {**KON_PLONG, "xa": "po-e"}
    _open(app, **commune)
    matrix = _matrix(app, "Từng tiêu chí của từng thôn, xã Pờ Ê")
    assert [row[0] for row in _rows(matrix)][:2] == ["3. Tiêu chí 3chưa thôn nào đạt", "8. Tiêu chí 8chưa thôn nào đạt"]
    village = _asked(dict(links_of(app))["Vi Ô Lắc"])
    assert village == {**commune, "thon": "vi-o-lac"}
    _open(app, **village)
    trail = next(body for body in html_of(app) if "td-trail" in body and "<nav" in body)
    assert "".join(ElementTree.fromstring(trail).itertext()) == "tỉnh Kon Tum › huyện Kon Plông › xã Pờ Ê › Vi Ô Lắc"
    assert _asked(dict(links_of(app))["xã Pờ Ê"]) == commune


def test_one_village_has_its_ten_slots_its_decisions_and_what_went_back(
    app: AppTest, village_results: Database
) -> None:
    _open(app, **KON_PLONG, xa="po-e", thon="vi-o-lac")
    assert _metrics(app) == {
        "Tiêu chí đạt, bộ thôn NTM": "8/10",
        "Công nhận thôn NTM": "—",
        "Công nhận khu dân cư kiểu mẫu": "Đã công nhận",
    }
    rows = _rows(_tables(app)["Từng tiêu chí của Vi Ô Lắc, xã Pờ Ê"])
    assert len(rows) == 10
    assert rows[7][1:5] == ["◐ ↓ cơ bản đạt, trước đã đạt", "31/12/2024", "8%", "BC 8"]
    assert "Vi Ô Lắc, xã Pờ Ê (bộ thôn NTM): 1 tiêu chí (8. Tiêu chí 8) trước đã đạt" in _said(app)
    assert "14/QĐ-UBND" in _said(app)
    assert "Thuộc vùng đồng bào DTTS." in _said(app)


def test_a_village_of_the_list_alone_has_ten_empty_slots_and_nothing_to_open(app: AppTest, results: Database) -> None:
    _open(app, **KON_PLONG, xa="hieu", thon="vi-glong")
    assert list(_metrics(app).values()) == ["—", "—", "—"]
    table = _tables(app)["Từng tiêu chí của Vi Glơng, xã Hiếu"]
    assert {row[1] for row in _rows(table)} == {"· chưa đánh giá"}
    assert list(table.iter("a")) == []
    assert "Không thuộc vùng đồng bào DTTS." in _said(app)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"xa": "po-e", "thon": "khong-co"}, "Liên kết nhắc tới thôn «khong-co», không có ở đây"),
        ({"thon": "vi-o-lac"}, "Liên kết nhắc tới thôn «vi-o-lac», không có ở đây"),
        ({"bo": "<b>moi</b>"}, "Liên kết nhắc tới bộ tiêu chí «<b>moi</b>», không có ở đây"),
        ({"thu-tu": "nguoc"}, "Liên kết nhắc tới thứ tự «nguoc», không có ở đây"),
        ({"nhom": "99"}, "Liên kết nhắc tới nhóm số tiêu chí «99», không có ở đây"),
    ],
)
def test_a_link_with_an_unknown_value_opens_with_a_message(
    app: AppTest, results: Database, link: dict[str, str], said: str
) -> None:
    _open(app, **KON_PLONG, **link)
    assert said in _said(app)
    assert app.metric
    assert not any("<b>moi" in body for body in html_of(app))


def test_a_village_stays_behind_when_another_commune_is_chosen(app: AppTest, results: Database) -> None:
    """The filter bar leaves other parameters alone: that is no wrong link, and nothing is said."""
    _open(app, **KON_PLONG, xa="po-e", thon="vi-o-lac")
    app.query_params["xa"] = "mang-but"
    app.run()
    assert not app.exception
    assert "Liên kết nhắc tới" not in _said(app)
    assert "thon" not in app.query_params


def test_text_of_files_is_no_markup(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, villages_file("Pờ Ê;**Vi** <img src=x> Lắc;có"))
    _open(app, **KON_PLONG)
    (row,) = _rows(_tables(app)["Thôn và khu dân cư"])
    assert row[0] == "**Vi** <img src=x> Lắc"
    assert not any("<img" in body for body in html_of(app))


def test_the_screen_stays_small(app: AppTest, village_results: Database) -> None:
    """Every element is a message to the browser."""
    _open(app, **KON_PLONG)
    assert len([one for one in app.main if not isinstance(one, Block)]) <= 49  # with the moment looked at
