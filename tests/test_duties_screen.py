"""The screen of reporting duties: its views, what narrows them, the mark by hand and taking it back."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from core.access.rules import operator
from core.database import Database
from core.demo import load_demo
from core.ingest.pipeline import undo
from core.reports.goals import GoalFilter
from core.reports.unit_duties import UnitDuty, unit_duties
from core.tables import Batch, ObligationDone, ObligationDoneUnit
from tests.conftest import SHIPPED, UPLOAD_1, Load, at_screen
from tests.html_tables import html_of, links_of, tables_of, texts_of

TODAY = date(2024, 6, 20)
HEAD = "Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
SIX = "97-kh-ubnd~ket-6-thang-2"


@pytest.fixture
def app(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app on 20/06/2024; not yet run."""
    monkeypatch.setattr("ui.filters.today", lambda: TODAY)
    return app


def _open(app: AppTest, **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name.replace("_", "-")] = value
    at_screen(app, "duties.py").run()
    assert not app.exception, app.exception[0].value
    return app


def _said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.subheader, *app.warning, *app.success, *app.error]
    return "\n".join([*(str(part.value) for part in parts), texts_of(app)])


def _came_on_12_june(sqlite: Database, batch: int | None) -> None:
    with sqlite.write() as session:
        moment = datetime(2024, 6, 12, 3, tzinfo=UTC)
        session.execute(update(Batch).where(Batch.id == batch).values(committed_at=moment, published_at=moment))


def test_the_list_on_plans_alone(app: AppTest) -> None:
    """38 duties with a day in Đắk Nông: 10 plans of March and 10 six-month reports are over, then December."""
    _open(app)
    assert (
        "20 nghĩa vụ đã qua hạn, chưa ghi nhận hoàn thành. Hạn gần nhất: trước ngày 15/12/2024, còn 177 ngày"
        " (10 đơn vị, cơ quan)."
    ) in _said(app)
    [table] = tables_of(app)
    assert list(table.columns) == ["Đơn vị, cơ quan", "Nghĩa vụ", "Hạn", "Thời gian", "Trạng thái", "Xong ngày, căn cứ"]
    assert len(table) == 38
    first = table.iloc[0]
    assert (first["Đơn vị, cơ quan"], first["Hạn"], first["Thời gian"], first["Trạng thái"]) == (
        "Các Sở, Ban, ngành liên quan",
        "31/03/2024",
        "đã qua hạn 82 ngày",
        "▼ Qua hạn, chưa ghi nhận",
    )
    assert "Có thời hạn (38)" in texts_of(app)


ELSEWHERE = ("83/KH-UBND", "Kế hoạch 2024 của")


def test_the_province_of_the_bar_narrows_everything(app: AppTest) -> None:
    """Kon Tum: one of 25 duties with a day is over on 20/06/2024; Đắk Nông counts none of them."""
    _open(app)
    assert not [said for said in ELSEWHERE if said in texts_of(app)]
    assert "/lich/nghia-vu.ics?tinh=dak-nong" in texts_of(app)
    app.query_params["tinh"] = "kon-tum"
    app.run()
    assert "1 nghĩa vụ đã qua hạn, chưa ghi nhận hoàn thành. Hạn gần nhất: trước ngày 30/06/2024" in _said(app)
    assert "Có thời hạn (25)" in texts_of(app)
    assert "97/KH-UBND" not in texts_of(app)
    assert "/lich/nghia-vu.ics?tinh=kon-tum" in texts_of(app)


@pytest.mark.parametrize(
    ("view", "own", "other"),
    [
        ("danh-sach", "Có thời hạn (38)", "Có thời hạn (63)"),
        ("lich", "06/2024 (10)", "06/2024 (12)"),
        ("day-du", "Báo cáo theo 97/KH-UBND", "Báo cáo theo 83/KH-UBND"),
    ],
)
def test_views_are_of_the_province_and_of_all_where_asked(app: AppTest, view: str, own: str, other: str) -> None:
    _open(app, xem=view)
    assert (own in _said(app), other in _said(app)) == (True, False)
    every = dict(links_of(app))["Xem mọi tỉnh, mọi kế hoạch"]
    assert parse_qs(urlsplit(every).query) == {"pham-vi": ["tat-ca"], "xem": [view]}
    app.query_params["pham-vi"] = "tat-ca"
    app.run()
    assert not app.exception
    assert other in _said(app)
    assert "21 nghĩa vụ đã qua hạn, chưa ghi nhận hoàn thành." in _said(app)
    assert "Chỉ xem tỉnh Đắk Nông" in dict(links_of(app))


def test_every_province_and_plan_by_link(app: AppTest) -> None:
    """63 duties with a day; the calendar to subscribe to is of all of them, and the way back is a link."""
    _open(app, pham_vi="tat-ca")
    assert "21 nghĩa vụ đã qua hạn, chưa ghi nhận hoàn thành. Hạn gần nhất: trước ngày 30/06/2024" in _said(app)
    assert "Có thời hạn (63)" in texts_of(app)
    assert "Không nêu hạn (264)" in texts_of(app)
    addresses = dict(links_of(app))
    assert addresses["Tải tệp lịch (.ics)"] == "./lich/nghia-vu.ics"
    assert addresses["Chỉ xem tỉnh Đắk Nông"] == "./nghia-vu-bao-cao"
    assert addresses["Danh sách"] == "./nghia-vu-bao-cao?pham-vi=tat-ca", "the scope stays"
    [trail] = [body for body in html_of(app) if "td-trail" in body]
    assert ("Mọi tỉnh" in trail, "Đắk Nông" in trail) == (True, False)


@pytest.mark.parametrize(
    ("link", "expected"),
    [({"ke_hoach": "83-kh-ubnd"}, "83/KH-UBND"), ({"nhiem_vu": "tu-mo-rong-2024~v-xa-6-thang"}, "xã Tu Mơ Rông")],
)
def test_a_plan_or_duty_named_by_a_link_opens_wherever_it_is_from(
    app: AppTest, link: dict[str, str], expected: str
) -> None:
    _open(app, **link)
    assert expected in texts_of(app)
    assert not app.warning
    assert "97/KH-UBND" not in tables_of(app)[0].to_string()


DUTIES = (
    "Số văn bản;Mã nhiệm vụ;Cơ quan, đơn vị;Nội dung;Hạn (trước ngày)\n5/KH-UBND;bc-1;Các xã;Báo cáo quý;01/07/2024\n"
)


@pytest.mark.parametrize(("province", "shown"), [("dak-nong", True), ("kon-tum", False)])
def test_a_plan_loaded_by_hand_is_of_the_provinces_that_its_figures_speak_of(
    app: AppTest, sqlite: Database, load: Load, province: str, shown: bool
) -> None:
    """One that speaks of no unit is of no province, and among all plans."""
    load(sqlite, DUTIES)
    _open(app, tinh=province)
    assert "5/KH-UBND" not in texts_of(app)
    load(sqlite, "Số văn bản;Mã mục tiêu;Tỉnh;Huyện, thành phố;Mục tiêu\n5/KH-UBND;m1;Đắk Nông;Tuy Đức;Giảm nghèo\n")
    app.run()
    assert ("5/KH-UBND" in texts_of(app)) is shown
    app.query_params["pham-vi"] = "tat-ca"
    app.run()
    assert "5/KH-UBND" in texts_of(app)


def test_reports_that_came_lead_to_their_batch(app: AppTest, sqlite: Database, load: Load) -> None:
    outcome = load(sqlite, f"{HEAD}Tuy Đức;;31/05/2024;ước;16800;2900\n")
    _came_on_12_june(sqlite, outcome.batch)
    _open(app, huyen="tuy-duc", trang_thai="dung-han")
    [table] = tables_of(app)
    assert list(table["Trạng thái"]) == ["✓ Đúng hạn"]
    [(said, address)] = [link for link in links_of(app) if "theo ngày nạp tệp" in link[0]]
    assert said == f"12/06/2024 theo ngày nạp tệp, lô {UPLOAD_1}, số ước đến 31/05/2024"
    assert f"nguon-kiem-tra?huyen=tuy-duc&the=cac-lan-nap-so-lieu&lo={UPLOAD_1}" in address


def test_states_and_plans_narrow_by_link(app: AppTest) -> None:
    _open(app, ke_hoach="97-kh-ubnd", trang_thai="qua-han")
    [table] = tables_of(app)
    assert set(table["Trạng thái"]) == {"▼ Qua hạn, chưa ghi nhận"}
    assert len(table) == 20
    addresses = [address for _, address in links_of(app)]
    assert "./nghia-vu-bao-cao?trang-thai=qua-han" in addresses  # all plans again


def test_the_huyen_of_the_bar_narrows(app: AppTest) -> None:
    _open(app, huyen="tuy-duc")
    [table] = tables_of(app)
    assert set(table["Đơn vị, cơ quan"]) == {"huyện Tuy Đức"}
    assert len(table) == 4


def test_without_deadline(app: AppTest) -> None:
    _open(app, han="khong-neu", ke_hoach="97-kh-ubnd")
    [table] = tables_of(app)
    assert set(table["Hạn"]) == {"—"}


def test_all_of_one_unit(app: AppTest) -> None:
    _open(app, xem="theo-don-vi", don_vi="huyen-tuy-duc-667")
    assert "10 nghĩa vụ: 2 qua hạn, chưa ghi nhận; 2 chưa đến hạn; 6 không nêu hạn." in _said(app)
    [table] = tables_of(app)
    assert len(table) == 10
    assert "Đơn vị, cơ quan" not in table.columns


def test_the_month_is_a_table_with_links_to_each_duty(app: AppTest) -> None:
    _open(app, xem="lich", thang="2024-06")
    [body] = [body for body in html_of(app) if "td-month" in body]
    assert re.findall(r'<th scope="col">([^<]+)</th>', body) == [
        *("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
    ]
    day_14 = re.search(r'<td><time datetime="2024-06-14".*?</td>', body)
    assert day_14
    assert "8 đơn vị: Báo cáo kết quả thực hiện Kế hoạch định kỳ 6 tháng" in day_14[0]
    assert "trước ngày 15/06/2024; 0/8 đã ghi nhận xong, 8 đã qua hạn" in day_14[0]
    assert f"./nghia-vu-bao-cao?nhiem-vu={SIX.replace('~', '%7E')}" in day_14[0] or SIX in day_14[0]
    assert '<td class="td-empty"><time datetime="2024-06-15"' in body
    assert body.count('aria-current="date"') == 1
    assert "06/2024 (10)" in body
    addresses = dict(links_of(app))
    assert addresses["← Tháng 03/2024"] == "./nghia-vu-bao-cao?xem=lich&thang=2024-03"
    assert addresses["Tháng 12/2024 →"] == "./nghia-vu-bao-cao?xem=lich&thang=2024-12"


def test_the_calendar_opens_on_the_next_month_with_a_deadline(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.filters.today", lambda: date(2024, 7, 2))
    _open(app, xem="lich")
    assert "Thời hạn tháng 12/2024" in texts_of(app)


def test_a_month_that_means_nothing_is_said(app: AppTest) -> None:
    _open(app, xem="lich", thang="2024-13")
    assert "thang=«2024-13»" in _said(app)
    assert "Thời hạn tháng 06/2024" in texts_of(app)


def test_one_duty_of_all_who_owe_it(app: AppTest) -> None:
    _open(app, nhiem_vu=SIX)
    [table] = tables_of(app)
    assert len(table) == 8
    assert "Chỉ xem: Báo cáo kết quả thực hiện Kế hoạch định kỳ 6 tháng" in texts_of(app)


def test_completeness_has_every_huyen_and_says_what_is_missing(app: AppTest, sqlite: Database, load: Load) -> None:
    outcome = load(sqlite, f"{HEAD}Krông Nô;;31/05/2024;chính thức;19865;640\n")
    _came_on_12_june(sqlite, outcome.batch)
    _open(app, xem="day-du", ke_hoach="97-kh-ubnd")
    assert "6 tháng 2024: 1/8 huyện, thành phố đủ, 1/8 đúng hạn." in texts_of(app)
    [table] = tables_of(app)
    assert list(table.columns) == ["Đơn vị", *("Báo cáo", "Xong ngày", "Xã có số liệu") * 2]
    by_unit = {str(row.iloc[0]): list(row.iloc[1:4]) for _, row in table.iterrows()}
    assert len(by_unit) == 8
    assert by_unit["huyện Krông Nô"] == ["✓ Đúng hạn ", "12/06/2024", "chưa có (12 xã)"]
    assert by_unit["huyện Tuy Đức"] == ["▼ Qua hạn, chưa ghi nhận đã qua hạn 6 ngày", "—", "chưa có (6 xã)"]


def test_nothing_is_owed_on_an_empty_database(app: AppTest, sqlite: Database) -> None:
    for batch in range(SHIPPED, 0, -1):
        undo(sqlite, batch, operator("người thử"))
    _open(app)
    assert "Chưa có nhiệm vụ của kế hoạch nào." in _said(app)


@pytest.mark.parametrize("view", ["danh-sach", "theo-don-vi", "lich", "day-du"])
@pytest.mark.parametrize("commune", ["", "quang-tam"])
def test_every_view_opens_with_made_up_figures_and_where_nothing_is_owed(
    app: AppTest, sqlite: Database, view: str, commune: str
) -> None:
    load_demo(sqlite)
    _open(app, xem=view, **({"huyen": "tuy-duc", "xa": commune} if commune else {}))
    assert ("Không có nghĩa vụ nào" in _said(app)) is bool(commune)


def _day_field(app: AppTest) -> Any:
    return next((box for box in app.text_input if box.label == "Ngày hoàn thành (dd/mm/yyyy)"), None)


def _mark(app: AppTest, done_on: date | str, note: str = "") -> AppTest:
    _day_field(app).set_value(f"{done_on:%d/%m/%Y}" if isinstance(done_on, date) else done_on)
    next(box for box in app.text_input if box.label.startswith("Ghi chú")).set_value(note)
    next(button for button in app.button if button.label == "Ghi nhận").click().run()
    assert not app.exception, app.exception[0].value
    return app


def _of(sqlite: Database, unit: str) -> UnitDuty:
    with sqlite.read() as session:
        rows = unit_duties(session, GoalFilter(TODAY))
    [row] = [row for row in rows if row.duty.obligation == "ket-6-thang-2" and row.place and row.place.name == unit]
    return row


def test_a_mark_is_a_batch_that_can_be_taken_back(app: AppTest, sqlite: Database) -> None:
    _open(app, ghi_nhan=SIX, don_vi_ghi_nhan="667")
    _mark(app, date(2024, 6, 13), 'Công văn 45/BC-UBND; "bản giấy"')
    assert f"Đã ghi nhận: huyện Tuy Đức, ngày 13/06/2024, lô {UPLOAD_1}." in _said(app)
    row = _of(sqlite, "Tuy Đức")
    assert (row.state, row.done_on, row.mark and row.mark.note) == (
        "done",
        date(2024, 6, 13),
        'Công văn 45/BC-UBND; "bản giấy"',
    )
    assert _of(sqlite, "Krông Nô").state == "overdue"
    with sqlite.read() as session:
        batch = session.scalars(select(Batch).where(Batch.id == UPLOAD_1)).one()
        assert (batch.kind, batch.origin, batch.new_rows) == ("obligation-done-unit", "web", 1)
    assert _day_field(app) is None  # the form is closed
    next(button for button in app.button if button.label == "Thu hồi").click().run()
    assert f"Đã thu hồi lô {UPLOAD_1}" in _said(app)
    assert _of(sqlite, "Tuy Đức").state == "overdue"


def test_all_units_of_a_duty_are_marked_at_once(app: AppTest, sqlite: Database) -> None:
    _open(app, ghi_nhan=SIX)
    _mark(app, date(2024, 6, 12))
    with sqlite.read() as session:
        assert len(list(session.scalars(select(ObligationDone)))) == 1
        assert not list(session.scalars(select(ObligationDoneUnit)))
    assert _of(sqlite, "Krông Nô").done_on == date(2024, 6, 12)


def test_a_duty_of_an_agency_is_marked_without_a_unit(app: AppTest, sqlite: Database) -> None:
    _open(app, ghi_nhan="97-kh-ubnd~ket-6-thang-1")
    assert "Đơn vị" not in [box.label for box in app.selectbox]
    _mark(app, date(2024, 6, 12), "=1+1")
    with sqlite.read() as session:
        [done] = session.scalars(select(ObligationDone))
        assert (done.obligation, done.note) == ("ket-6-thang-1", "=1+1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Chưa ghi gì. Hãy ghi ngày hoàn thành."),
        ("   ", "Chưa ghi gì. Hãy ghi ngày hoàn thành."),
        ("hôm qua", "Chưa ghi gì. «hôm qua» không phải ngày. Hãy ghi ngày/tháng/năm, ví dụ 30/06/2024."),
        ("31/06/2024", "«31/06/2024» không có trong lịch. Hãy kiểm tra lại ngày, tháng, năm."),
        ("06/2024", "«06/2024» không phải ngày. Hãy ghi ngày/tháng/năm"),
    ],
)
def test_a_mark_without_a_day_that_is_one_stores_nothing(app: AppTest, sqlite: Database, text: str, said: str) -> None:
    _open(app, ghi_nhan=SIX, don_vi_ghi_nhan="667")
    _mark(app, text)
    assert said in _said(app)
    assert _day_field(app).value == text, "what was written can be corrected"
    assert _of(sqlite, "Tuy Đức").mark is None


@pytest.mark.parametrize("text", ["13/06/2024", "13-6-2024", "13.06.2024"])
def test_a_day_is_understood_as_in_files(app: AppTest, sqlite: Database, text: str) -> None:
    _open(app, ghi_nhan=SIX, don_vi_ghi_nhan="667")
    _mark(app, text)
    assert _of(sqlite, "Tuy Đức").done_on == date(2024, 6, 13)


def test_a_day_that_is_asked_about_wants_a_reason(app: AppTest, sqlite: Database) -> None:
    ahead = date.today() + timedelta(days=30)
    _open(app, ghi_nhan=SIX, don_vi_ghi_nhan="667")
    _mark(app, ahead)
    assert "ở tương lai" in "\n".join(str(part.value) for part in app.warning)
    _mark(app, ahead)
    assert "Hãy ghi lý do" in _said(app)
    next(box for box in app.text_input if box.label.startswith("Lý do")).set_value("ghi trước lịch họp")
    _mark(app, ahead)
    assert f"lô {UPLOAD_1}." in _said(app)
    with sqlite.read() as session:
        batch = session.scalars(select(Batch).where(Batch.id == UPLOAD_1)).one()
        assert batch.justification == "ghi trước lịch họp"


def test_a_refused_day_says_why(app: AppTest, sqlite: Database) -> None:
    _open(app, ghi_nhan=SIX, don_vi_ghi_nhan="667")
    _mark(app, date(2032, 6, 13))
    assert "Chưa ghi gì. Hãy sửa chỗ nêu trên" in _said(app)
    assert _of(sqlite, "Tuy Đức").mark is None


def test_the_same_mark_again_changes_nothing(app: AppTest, sqlite: Database) -> None:
    _open(app, ghi_nhan=SIX, don_vi_ghi_nhan="667")
    _mark(app, date(2024, 6, 13))
    _open(app, ghi_nhan=SIX, don_vi_ghi_nhan="667")
    _mark(app, date(2024, 6, 13))
    assert "đã ghi nhận đúng như vậy từ trước" in _said(app)


def test_the_past_is_looked_at_and_not_marked(app: AppTest) -> None:
    _open(app, ghi_nhan=SIX, tai_thoi_diem="2026-11-01T00:00:00")
    assert _day_field(app) is None
    assert not [said for said, _ in links_of(app) if said.startswith("Ghi nhận")]


def test_the_calendar_to_subscribe_to_follows_the_bar(app: AppTest) -> None:
    _open(app, huyen="tuy-duc")
    [address] = [address for said, address in links_of(app) if said == "Tải tệp lịch (.ics)"]
    assert address == "./lich/nghia-vu.ics?tinh=dak-nong&huyen=tuy-duc"


def test_goals_and_overview_lead_here(app: AppTest) -> None:
    app.run()
    assert "./nghia-vu-bao-cao" in [address for _, address in links_of(app)]
    app.query_params["phan"] = "nhiem-vu"
    app.switch_page(str(Path("../pages/goals.py"))).run()
    assert "./nghia-vu-bao-cao" in [address for _, address in links_of(app)]
