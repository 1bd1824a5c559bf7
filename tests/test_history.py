"""The history of a figure: every row ever stored for it, and what became of each."""

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.access.rules import operator
from core.database import Database
from core.ingest.pipeline import undo
from core.reports.history import HistoryFilter, StoredFigures, figure_history
from tests.conftest import SHIPPED, UPLOAD_1, UPLOAD_2, UPLOAD_3, Load, at_screen
from tests.html_tables import links_of, tables_of

HEAD = "Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
TUY_DUC = HistoryFilter("poverty-progress", "667")


def _history(database: Database, chosen: HistoryFilter = TUY_DUC) -> list[StoredFigures]:
    with database.read() as session:
        return figure_history(session, chosen)


def _three_versions(database: Database, load: Load) -> None:
    for number, poor in enumerate(("2.444", "2.500", "2.460"), 1):
        text = HEAD + f"Cư Jút;30/06/2024;22.031;{640 + number}\nTuy Đức;30/06/2024;16.800;{poor}\n"
        assert load(database, text, f"lan-{number}.csv").status == "committed"


def test_every_version_with_its_file_line_and_fate(database: Database, load: Load) -> None:
    """On both engines: replaced twice, the last one taken back, so that the second stands again."""
    _three_versions(database, load)
    undo(database, UPLOAD_3, operator("người sửa"))
    rows = _history(database)
    assert [(row.batch, row.file_name, row.line, row.figures["poor"], row.stands) for row in rows] == [
        (UPLOAD_3, "lan-3.csv", 3, 2460, False),
        (UPLOAD_2, "lan-2.csv", 3, 2500, True),
        (UPLOAD_1, "lan-1.csv", 3, 2444, False),
    ]
    assert [row.state.split(",")[0] for row in rows[1:]] == ["đang có hiệu lực", f"đã thay bằng lô {UPLOAD_2}"]
    assert rows[0].state.startswith("đã thu hồi ")
    assert rows[0].state.endswith("người thu hồi: người sửa")
    assert {row.committed_by for row in rows} == {"người thử"}
    assert {row.period for row in rows} == {"30/06/2024"}


def test_exactly_one_version_stands_after_any_taking_back(sqlite: Database, load: Load) -> None:
    _three_versions(sqlite, load)
    for batch in (UPLOAD_3, UPLOAD_2):
        assert [row.batch for row in _history(sqlite) if row.stands] == [batch]
        undo(sqlite, batch, operator("người thử"))
    load(sqlite, HEAD + "Tuy Đức;30/06/2024;16.800;2.400\n")
    rows = _history(sqlite)
    assert [row.stands for row in rows] == [True, False, False, False]
    assert rows[-1].replaced_by == rows[0].batch


def test_the_reason_stands_beside_the_figure(sqlite: Database, load: Load) -> None:
    head = HEAD.replace("Số hộ nghèo\n", "Số hộ nghèo;Số hộ nghèo đầu kỳ;Tái nghèo\n")
    load(sqlite, head + "Tuy Đức;30/06/2024;16.800;3.100;3.131;5\n", justify="đang rà soát")
    [row] = _history(sqlite)
    assert row.justification == "đang rà soát"
    assert "-36 hộ" in row.questions[0]


def test_nothing_stored_is_an_empty_history(database: Database) -> None:
    assert _history(database) == []
    assert _history(database, HistoryFilter("poverty-progress", None)) == []


@pytest.mark.parametrize(
    ("kind", "period"),
    [("goal", "83/KH-UBND · "), ("obligation", "83/KH-UBND · "), ("poverty-plan", "2024 · 97/KH-UBND")],
)
def test_plans_have_a_history_too(sqlite: Database, kind: str, period: str) -> None:
    rows = _history(sqlite, HistoryFilter(kind, "667" if kind == "poverty-plan" else None))
    assert rows
    assert all(row.stands for row in rows)
    assert any(row.period.startswith(period) for row in rows)


def _open(app: AppTest, tab: str = "lich-su-so-lieu", **link: str) -> AppTest:
    for name, value in {**link, "the": tab}.items():
        app.query_params[name.replace("_", "-")] = value
    at_screen(app, "sources.py").run()
    assert not app.exception, app.exception[0].value
    return app


def test_the_screen_shows_one_figure_newest_first(app: AppTest, sqlite: Database, load: Load) -> None:
    _three_versions(sqlite, load)
    load(sqlite, HEAD + "Tuy Đức;31/12/2024;16.900;1.900\n")
    _open(app, huyen="tuy-duc")
    next(box for box in app.selectbox if box.label == "Kỳ, nội dung").select("30/06/2024").run()
    figure = next(box for box in app.selectbox if box.label == "Chỉ số")
    figure.select_index(figure.options.index("Tổng số hộ (hộ)")).run()
    figure = next(box for box in app.selectbox if box.label == "Chỉ số")
    figure.select_index(figure.options.index("Số hộ nghèo (hộ)")).run()
    [table] = [table for table in tables_of(app) if "Hiện nay" in table]
    assert list(table["Số hộ nghèo (hộ)"]) == ["2.460", "2.500", "2.444"]
    assert table["Hiện nay"].iloc[0] == "đang có hiệu lực"
    assert list(table["Tệp"]) == ["lan-3.csv", "lan-2.csv", "lan-1.csv"]
    assert list(table["Dòng"]) == ["3", "3", "3"]


def test_the_figure_that_changed_is_the_first_to_be_shown(app: AppTest, sqlite: Database, load: Load) -> None:
    _three_versions(sqlite, load)
    _open(app, huyen="tuy-duc")
    assert next(box for box in app.selectbox if box.label == "Chỉ số").value == "so-ho-ngheo"


def test_a_unit_without_figures_is_told_where_to_look(app: AppTest) -> None:
    _open(app)
    next(box for box in app.selectbox if box.label == "Loại số liệu").select("ket-qua-giam-ngheo").run()
    [said] = [str(info.value) for info in app.info if "Không có số liệu loại này" in str(info.value)]
    assert "số liệu loại này của tỉnh Đắk Nông" in said
    assert "hãy chọn huyện hoặc xã" in said


def test_a_unit_opens_on_a_kind_that_there_is_something_of(app: AppTest) -> None:
    """Of Cư Jút there is a plan, and no result; of its commune Tâm Thắng there is nothing."""
    _open(app, huyen="cu-jut")
    assert next(box for box in app.selectbox if box.label == "Loại số liệu").value == "ke-hoach-giam-ngheo"
    _open(app, huyen="cu-jut", xa="tam-thang")
    [said] = [str(info.value) for info in app.info if "Không có số liệu loại này" in str(info.value)]
    assert "xã Tâm Thắng" in said
    assert "hãy chọn huyện" not in said


def test_a_figure_the_file_did_not_have_is_said_to_be_kept(app: AppTest, sqlite: Database, load: Load) -> None:
    head = HEAD.replace("Số hộ nghèo\n", "Số hộ nghèo;Số hộ cận nghèo\n")
    load(sqlite, head + "Tuy Đức;30/06/2024;16.800;2.444;800\n")
    load(sqlite, HEAD + "Tuy Đức;30/06/2024;16.800;2.500\n")
    newest, first = _history(sqlite)
    assert (newest.kept, first.kept) == ({"near_poor"}, frozenset())
    _open(app, huyen="tuy-duc")
    figure = next(box for box in app.selectbox if box.label == "Chỉ số")
    figure.select_index(figure.options.index("Số hộ cận nghèo (hộ)")).run()
    [table] = [table for table in tables_of(app) if "Hiện nay" in table]
    assert list(table["Số hộ cận nghèo (hộ)"]) == [
        "800, giữ nguyên từ lần trước (tệp này không có cột ấy)",
        "800",
    ]


def test_every_kind_opens(app: AppTest) -> None:
    _open(app, huyen="tuy-duc")
    for kind in next(box for box in app.selectbox if box.label == "Loại số liệu").options:
        box = next(box for box in app.selectbox if box.label == "Loại số liệu")
        box.select_index(box.options.index(kind)).run()
        assert not app.exception, kind


def test_an_upload_can_be_taken_back_on_the_sources_screen(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + "Tuy Đức;30/06/2024;16.800;2.444\n")
    _open(app, "cac-lan-nap-so-lieu")
    assert _batches(app)["Thu hồi"].iloc[0] == "—"
    app.button(key=f"_picked_{UPLOAD_1}_undo").click().run()
    assert not app.exception
    assert any(f"Đã thu hồi lô {UPLOAD_1}" in str(said.value) for said in app.success)
    assert re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d", _batches(app)["Thu hồi"].iloc[0])


def _batches(app: AppTest) -> pd.DataFrame:
    return next(table for table in tables_of(app) if "Thu hồi" in table)


def test_a_link_opens_one_batch(app: AppTest, sqlite: Database, load: Load) -> None:
    _three_versions(sqlite, load)
    _open(app, "cac-lan-nap-so-lieu", lo=str(UPLOAD_2))
    assert app.button(key=f"_picked_{UPLOAD_2}_undo")
    addresses = dict(links_of(app))
    assert addresses[str(UPLOAD_1)] == f"./nguon-kiem-tra?the=cac-lan-nap-so-lieu&lo={UPLOAD_1}"
    assert list(_batches(app)["Tệp"][:3]) == ["lan-3.csv", "lan-2.csv", "lan-1.csv"]


def test_a_link_to_a_batch_that_is_not_there_opens_the_newest_and_says_so(app: AppTest) -> None:
    _open(app, "cac-lan-nap-so-lieu", lo="999")
    assert "lo=«999», không có ở đây" in app.warning[0].value
    assert next(box for box in app.selectbox if box.label == "Xem một lô").value == str(SHIPPED)


def test_a_link_names_the_kind_the_period_and_the_figure(app: AppTest, sqlite: Database, load: Load) -> None:
    _three_versions(sqlite, load)
    load(sqlite, HEAD + "Tuy Đức;31/12/2024;16.900;1.900\n")
    _open(app, huyen="tuy-duc", loai="ket-qua-giam-ngheo", noi_dung="30-06-2024", chi_so="tong-so-ho")
    [table] = [table for table in tables_of(app) if "Hiện nay" in table]
    assert list(table["Tổng số hộ (hộ)"]) == ["16.800"] * 3
