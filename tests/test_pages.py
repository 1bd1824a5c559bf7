"""Every screen through the main script: on an empty database, on the plan alone, with results; links and filters."""

from pathlib import Path

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from core.access.rules import operator
from core.database import Database
from core.ingest.pipeline import undo
from core.places import all_places
from tests.conftest import SHIPPED, Load, at_screen, box
from tests.html_tables import tables_of
from ui.navigation import screens
from ui.unit_slugs import link_slug

ROOT = Path(__file__).resolve().parents[1]
HEAD = "Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
JUNE = HEAD + (
    "Tuy Đức;;30/06/2024;chính thức;16.800;2.444\n"
    "Cư Jút;;30/06/2024;chính thức;22.031;640\n"
    "Gia Nghĩa;;30/06/2024;chính thức;20.700;76\n"
    "Đắk Glong;;30/06/2024;chính thức;18.900;2.000\n"
    "Krông Nô;;30/06/2024;chính thức;19.800;538\n"
    "Đắk Mil;;30/06/2024;chính thức;28.000;430\n"
    "Đắk Song;;30/06/2024;chính thức;20.900;540\n"
    "Đắk R'Lấp;;30/06/2024;chính thức;24.000;410\n"
    "Tuy Đức;Quảng Tâm;30/06/2024;chính thức;2.800;444\n"
)
SCREENS = [row["file"] for row in screens()]


def _open(app: AppTest, screen: str, **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name] = value
    at_screen(app, screen).run()
    assert not app.exception, app.exception[0].value
    return app


def _said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.warning, *app.info, *app.success, *app.error, *app.subheader, *app.title]
    return "\n".join(str(part.value) for part in parts)


def test_a_pick_right_after_another_does_not_take_the_first_one_back(
    app: AppTest, sqlite: Database, load: Load
) -> None:
    """The browser sends the second with the link of before the first, which it has not got yet."""
    assert load(sqlite, JUNE).status == "committed"
    _open(app, "poverty.py")
    box(app, "_filter_huyen").select("krong-no").run()
    app.query_params.clear()
    box(app, "_filter_ky").select("2024-06-30").run()
    chosen = app.session_state["_filter_huyen"], app.session_state["_filter_ky"]
    assert chosen == ("krong-no", "2024-06-30")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("state", ["empty", "plan", "results"])
def test_every_screen_opens_in_every_state(app: AppTest, sqlite: Database, load: Load, screen: str, state: str) -> None:
    """Nothing loaded, the plan alone, the plan with results: no error, and a heading."""
    if state == "empty":
        for batch in range(1, SHIPPED + 1):
            undo(sqlite, batch, operator("người thử"))
    if state == "results":
        assert load(sqlite, JUNE).status == "committed"
    _open(app, screen)
    assert app.title[0].value == next(row["title"] for row in screens() if row["file"] == screen)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_opens_for_a_province_without_any_figure(app: AppTest, screen: str) -> None:
    _open(app, screen, tinh="kon-tum", huyen="kon-plong")


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"huyen": "khong-co"}, "huyen=«khong-co», không có ở đây"),
        ({"huyen": "tuy-duc", "xa": "dak-mil"}, "xa=«dak-mil», không có ở đây"),
        ({"tinh": "ha-noii"}, "tinh=«ha-noii», không có ở đây"),
        ({"ky": "hôm qua"}, "không phải ngày; đang xem số mới nhất"),
        ({"trang": "ngan-sach-cu"}, "Không có trang «ngan-sach-cu»"),
    ],
)
def test_a_link_with_an_unknown_value_opens_with_a_message(app: AppTest, link: dict[str, str], said: str) -> None:
    _open(app, "overview.py", **link)
    assert said in _said(app)


@pytest.mark.parametrize("huyen", ["tuy-duc", "Tuy Đức", "667", "huyen-tuy-duc"])
def test_a_link_names_a_huyen_by_slug_name_or_code(app: AppTest, huyen: str) -> None:
    _open(app, "poverty.py", huyen=huyen)
    assert app.metric[0].value == "3.131"


def test_every_unit_of_the_country_has_a_link_of_its_own() -> None:
    """Phường Sa Pa and Sa Pả, xã Minh Quán and Minh Quân: the same letters, different links."""
    known = all_places()
    for parent in [None, *known.by_code.values()]:
        children = known.children(parent) if parent else known.provinces
        links = [link_slug(known, child) for child in children]
        assert len(set(links)) == len(links), parent
    assert link_slug(known, known.by_code["667"]) == "tuy-duc"


def test_a_filter_stays_when_the_screen_changes(app: AppTest) -> None:
    _open(app, "overview.py", huyen="tuy-duc")
    app.switch_page("../pages/poverty.py").run()
    assert app.metric[0].value == "3.131"


def test_a_rerun_asks_the_database_only_for_the_version(app: AppTest, sqlite: Database, load: Load) -> None:
    """What was read for a filter once is not read again, by this visitor or another."""
    load(sqlite, JUNE)
    _open(app, "overview.py")
    app.selectbox[1].select("tuy-duc").run()
    app.selectbox[1].select("").run()
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(sqlite.engine, "before_cursor_execute", note)
    app.selectbox[1].select("tuy-duc").run()
    event.remove(sqlite.engine, "before_cursor_execute", note)
    assert app.metric[0].value == "3.131"
    assert [
        statement for statement in asked if "data_version" not in statement and not statement.startswith("BEGIN")
    ] == []


def test_another_database_never_answers(
    app: AppTest, sqlite: Database, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same query and filter on another URL reads that database's rows."""
    load(sqlite, JUNE)
    _open(app, "overview.py")
    assert app.metric[2].value == "7.078"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    app.run()
    assert app.metric[2].value == "—"


def test_every_figure_of_the_documents_text_is_on_the_sources_screen(app: AppTest) -> None:
    """59 figures stand in the text of 97/KH-UBND beside its appendix; each is shown with its section."""
    _open(app, "sources.py")
    text = tables_of(app)[0]
    assert len(text) == 59
    assert ("II.2.a", "trên 3.415") in set(zip(text["Mục"], text["Giá trị in"], strict=True))
    assert ("II.1.b", "4 trở lên") in set(zip(text["Mục"], text["Giá trị in"], strict=True))
