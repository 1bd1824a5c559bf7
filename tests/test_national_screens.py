"""«Cả nước» on the screens: who is offered it, what its link opens, what each screen shows then."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from core.access.rules import Grant, Role
from core.database import Database
from core.demo import load_demo
from core.ingest.pipeline import undo
from tests.conftest import OPERATOR, SHIPPED, Load, at_screen
from tests.html_tables import links_of, tables_of, texts_of
from tests.scoped_rows import DAK_NONG, KON_TUM
from tests.signed_in import public_view, signed_in
from tests.test_national import KON_TUM_JUNE, KON_TUM_PLAN, RESULTS
from tests.test_pages import JUNE
from ui.navigation import screens
from ui.unit_slugs import WHOLE_COUNTRY

TODAY = date(2024, 7, 15)
REFUSED = "Cả nước ngoài phạm vi xem của bạn; đang xem nơi bạn được xem."
Open = Callable[..., AppTest]


@pytest.fixture
def opened(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a screen by a link, on a day of the plans' year."""
    monkeypatch.setattr("ui.filters.today", lambda: TODAY)

    def open_(screen: str = "overview.py", **link: str) -> AppTest:
        for name in list(app.query_params):
            del app.query_params[name]
        for name, value in link.items():
            app.query_params[name] = value
        at_screen(app, screen).run()
        assert not app.exception, (screen, app.exception[0].value)
        return app

    return open_


def _said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.warning, *app.info, *app.title]
    return "\n".join([*(str(part.value) for part in parts), texts_of(app)])


def _is_offered(app: AppTest) -> bool:
    return "Cả nước" in app.selectbox[0].options


@pytest.mark.parametrize("state", ["empty", "plan", "results"])
def test_every_screen_opens_for_the_whole_country(opened: Open, sqlite: Database, load: Load, state: str) -> None:
    if state == "empty":
        for batch in range(1, SHIPPED + 1):
            undo(sqlite, batch, OPERATOR)
    if state == "results":
        load_demo(sqlite)
        for text in (JUNE, KON_TUM_PLAN, KON_TUM_JUNE):
            assert load(sqlite, text, justify="đã đối chiếu").status == "committed"
    for row in screens():
        app = opened(row["file"], tinh=WHOLE_COUNTRY)
        assert app.title[0].value == row["title"]
        assert REFUSED not in _said(app)
        assert row["bar"] == "" or app.selectbox[0].value == WHOLE_COUNTRY


def test_the_overview_has_a_row_for_each_province_that_leads_to_it(opened: Open, sqlite: Database, load: Load) -> None:
    """7.078 + 7.800 poor of 30/06/2024."""
    for text in (JUNE, KON_TUM_PLAN, KON_TUM_JUNE):
        load(sqlite, text)
    app = opened(tinh=WHOLE_COUNTRY)
    (poverty,) = tables_of(app)
    named = {row["Tỉnh, thành phố"]: row for row in poverty.to_dict("records")}
    assert list(named) == ["Kon Tum", "Đắk Nông", "Cộng 2 tỉnh cùng ngày 30/06/2024"]
    shown = ["Ngày số liệu", "Huyện có số", "Hộ nghèo hiện nay", "Tỷ lệ", "Đạt theo điểm %", "Đạt theo số hộ"]
    assert [[row[name] for name in shown] for row in named.values()] == [
        ["30/06/2024", "0/10", "7.800", "5,56%", "41,4%", "40,0%"],
        ["30/06/2024", "8/8", "7.078", "4,14%", "52,0%", "51,5%"],
        ["30/06/2024", "—", "14.878", "4,78%", "—", "46,1%"],
    ]
    assert "Trạng thái" in named["Kon Tum"]
    assert named["Cộng 2 tỉnh cùng ngày 30/06/2024"]["Trạng thái"] == "—"
    links = dict(links_of(app))
    assert (links["Đắk Nông"], links["Kon Tum"]) == ("./", "./?tinh=kon-tum")
    assert links["7.078"].endswith("tinh=ca-nuoc&tu-dau=ngheo.67.2024.97-kh-ubnd_tinh.poor")
    assert "61 tỉnh, thành phố khác chưa nạp kế hoạch hay số liệu nào." in _said(app)


def test_each_programme_is_a_part_of_the_overview_read_when_it_is_opened(opened: Open, sqlite: Database) -> None:
    """The shipped budget of Tu Mơ Rông, 1.977 and 936 triệu đồng, nothing disbursed; no criterion assessed."""
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(sqlite.engine, "before_cursor_execute", note)
    opened(tinh=WHOLE_COUNTRY)
    assert not any("row_number" in one and "disbursement" in one for one in asked)
    app = opened(tinh=WHOLE_COUNTRY, phan="ngan-sach")
    (budget,) = tables_of(app)
    assert any("row_number" in one and "disbursement" in one for one in asked)
    assert budget.iloc[0].tolist()[:9] == ["Kon Tum", "vốn năm", "1", "1.977", "—", "—", "936", "—", "—"]
    links = dict(links_of(app))
    assert links["Kon Tum"] == "./?tinh=kon-tum"
    assert links["1.977"].endswith("tu-dau=tongvon.62.2024.vn.dt.allocated")
    assert "Chưa tỉnh nào có đánh giá tiêu chí" in _said(opened(tinh=WHOLE_COUNTRY, phan="nong-thon-moi"))


def test_the_chart_puts_the_province_furthest_along_on_top(opened: Open, sqlite: Database, load: Load) -> None:
    for text in (JUNE, KON_TUM_PLAN, KON_TUM_JUNE):
        load(sqlite, text)
    app = opened("poverty.py", tinh=WHOLE_COUNTRY)
    drawn = app.get("plotly_chart")[0].proto.spec
    assert drawn.index("51,5%") < drawn.index("40,0%")
    assert "giam-ngheo?tinh=kon-tum" in drawn


def test_the_shipped_plans_alone_show_what_is_planned_and_dashes(opened: Open) -> None:
    app = opened(tinh=WHOLE_COUNTRY)
    rows = tables_of(app)[0].to_dict("records")
    assert [(row["Tỉnh, thành phố"], row["Hộ nghèo đầu năm"], row["Hộ nghèo hiện nay"]) for row in rows] == [
        ("Đắk Nông", "8.838", "—"),
        ("Kon Tum", "—", "—"),
    ]
    assert rows[1]["Trạng thái"] == "chưa có kế hoạch của tỉnh"
    assert "0/2 tỉnh, thành phố đã có số liệu toàn tỉnh." in _said(app)
    assert not app.get("plotly_chart")


def test_the_whole_country_stays_chosen_on_the_next_screen(opened: Open) -> None:
    app = opened(tinh=WHOLE_COUNTRY)
    app.switch_page("../pages/goals.py").run()
    assert app.selectbox[0].value == WHOLE_COUNTRY
    assert "Đang chọn cả nước: dưới đây là mục tiêu, nhiệm vụ của mọi kế hoạch bạn được xem." in _said(app)
    assert dict(links_of(app))["Kon Tum"] == "./muc-tieu-nhiem-vu?tinh=kon-tum"


def test_a_period_and_a_unit_with_it_mean_what_they_say(opened: Open, sqlite: Database, load: Load) -> None:
    for text in (JUNE, KON_TUM_PLAN, KON_TUM_JUNE, RESULTS + "Kon Tum;;30/09/2024;chính thức;140.300;7.000\n"):
        load(sqlite, text)
    app = opened(tinh=WHOLE_COUNTRY, ky="2024-06-30")
    assert "Cộng 2 tỉnh cùng ngày 30/06/2024" in _said(app)
    app = opened(tinh=WHOLE_COUNTRY, huyen="tuy-duc")
    assert "huyen=«tuy-duc», không có ở đây" in _said(app)
    assert app.selectbox[0].value == WHOLE_COUNTRY


@pytest.mark.parametrize(
    ("units", "opens"),
    [
        ((DAK_NONG,), "dak-nong"),
        (("667",), "dak-nong"),
        ((DAK_NONG, KON_TUM), WHOLE_COUNTRY),
        ((DAK_NONG, "01"), "ha-noi"),
        ((None,), WHOLE_COUNTRY),
    ],
    ids=["a province", "a huyện", "two provinces", "a second one without figures", "the country"],
)
def test_who_sees_several_provinces_with_figures_is_offered_all(
    app: AppTest, opened: Open, sqlite: Database, units: Sequence[str | None], opens: str
) -> None:
    signed_in(app, sqlite, "an@bo.vn", [Grant(Role.VIEWER, unit) for unit in units])
    opened(tinh=WHOLE_COUNTRY)
    offered = opens == WHOLE_COUNTRY
    assert _is_offered(app) is offered
    assert (REFUSED in _said(app)) is not offered
    assert app.selectbox[0].value == opens


def test_the_public_view_has_no_whole_country(app: AppTest, opened: Open) -> None:
    """What is kept back is worked out province by province: nothing is shown beside each other."""
    public_view(app)
    opened(tinh=WHOLE_COUNTRY)
    assert not _is_offered(app)
    assert REFUSED in _said(app)


def test_a_reader_of_two_provinces_sees_no_third(app: AppTest, opened: Open, sqlite: Database, load: Load) -> None:
    for text in (JUNE, KON_TUM_PLAN, KON_TUM_JUNE, RESULTS + "Gia Lai;;30/06/2024;chính thức;380.000;37.500\n"):
        load(sqlite, text)
    signed_in(app, sqlite, "an@bo.vn", [Grant(Role.VIEWER, DAK_NONG), Grant(Role.VIEWER, KON_TUM)])
    opened(tinh=WHOLE_COUNTRY)
    assert "Gia Lai" not in _said(app)
    assert [row["Tỉnh, thành phố"] for row in tables_of(app)[0].to_dict("records")][:2] == ["Kon Tum", "Đắk Nông"]


def test_one_provinces_overview_still_tells_of_the_others(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the shipped plans Kon Tum's xã and huyện have things to see to; each leads to its place."""
    app = opened()
    monkeypatch.setattr("ui.filters.today", lambda: date(2026, 11, 22))
    links = dict(links_of(app.run()))
    assert links["Xã Tu Mơ Rông: chưa có số liệu giải ngân vốn đầu tư năm 2024"].startswith("./ngan-sach?tinh=kon-tum")
    assert any("kon-plong" in address for address in links.values())
