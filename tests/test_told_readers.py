"""What screens tell a reader of limited reach: never that nothing exists, always what they can do and whom to ask."""

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.access.people import give
from core.access.rules import Grant, Role
from core.clock import today
from core.database import Database
from core.drafts import accept, return_
from core.locks import lock
from core.reports.drafts import drafts_returned
from tests.conftest import OPERATOR, UPLOAD_1
from tests.signed_in import signed_in
from tests.test_acceptance_screen import DISTRICT, NEIGHBOUR, PROVINCE, SWITCH, opened, page, said
from tests.test_drafts import DAK_NONG, HEAD, NAM, TUY_DUC, bring, draft, poor_of

JUNE, REASON = date(2024, 6, 30), "chưa khớp *biên bản*"
LAN = ("lan@tuyduc.vn", [Grant(Role.VIEWER, TUY_DUC)], "Bà Lan")
IN_REACH = "trong phạm vi bạn được xem."
WHOM = "thì hỏi người quản trị: Ông Nam ([nam\u2060@daknong.vn](mailto:nam@daknong.vn))."


@pytest.fixture
def administered(sqlite: Database) -> Database:
    """With somebody to ask."""
    email, grants, name = PROVINCE
    give(sqlite, OPERATOR, email, name, grants[0].role, grants[0].unit_code)
    return sqlite


@pytest.mark.parametrize(
    ("screen", "link", "never"),
    [
        ("sources", {"the": "lich-su-so-lieu", "huyen": "tuy-duc"}, "Chưa từng nạp"),
        ("sources", {"the": "cac-lan-nap-so-lieu"}, "Chưa có lần nạp nào."),
        ("acceptance", {}, "Chưa có lô nào được duyệt hay trả lại."),
        ("upload", {}, "Chưa có lần nộp nào còn hiệu lực."),
        ("reports", {"phan": "da-lap"}, "Chưa lập báo cáo nào."),
    ],
)
def test_a_neighbour_is_never_told_that_there_is_nothing(
    app: AppTest, administered: Database, screen: str, link: dict[str, str], never: str
) -> None:
    """There is: an accepted batch of Tuy Đức."""
    accept(administered, draft(administered), NAM)
    signed_in(app, administered, *NEIGHBOUR)
    opened(app, screen, **link)
    assert IN_REACH in said(app)
    assert f"Cần xem thêm {WHOM}" in said(app)
    assert never not in said(app)


def test_who_sees_everything_is_told_that_there_is_nothing(app: AppTest, sqlite: Database) -> None:
    opened(app, "acceptance")
    assert "Chưa có lô nào được duyệt hay trả lại." in said(app)
    assert "người quản trị:" not in said(app)


def test_of_the_own_unit_the_history_says_that_there_is_none(app: AppTest, sqlite: Database) -> None:
    signed_in(app, sqlite, *DISTRICT)
    opened(app, "sources", the="lich-su-so-lieu", huyen="tuy-duc", loai="giai-ngan")
    assert "Không có số liệu loại này của huyện Tuy Đức." in said(app)


def returned(database: Database) -> int:
    number = draft(database)
    return_(database, number, NAM, REASON)
    return number


@pytest.mark.parametrize(("days", "told"), [(0, True), (30, True), (31, False)])
def test_a_return_is_told_for_thirty_days(sqlite: Database, days: int, told: bool) -> None:
    number = returned(sqlite)
    with sqlite.read() as session:
        found = drafts_returned(session, today() + timedelta(days=days))
    assert [one.id for one in found] == ([number] if told else [])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (poor_of(1733), []),
        (poor_of(90, xa="Quảng Tâm"), [UPLOAD_1]),
        (poor_of(1800, huyen="Đắk Mil"), [UPLOAD_1]),
        ("", [UPLOAD_1]),
    ],
    ids=["brought again", "a part of it", "another huyện", "nothing"],
)
def test_a_return_is_told_until_the_unit_brought_the_kind_again(sqlite: Database, row: str, told: list[int]) -> None:
    returned(sqlite)
    if row:
        bring(sqlite, NAM, HEAD + row)
    with sqlite.read() as session:
        assert [one.id for one in drafts_returned(session, today())] == told


@pytest.mark.parametrize(
    ("who", "on_upload", "on_overview"),
    [(DISTRICT, True, True), (LAN, None, True), (NEIGHBOUR, False, False), (PROVINCE, True, True)],
    ids=["editor", "viewer", "neighbour", "province"],
)
def test_a_returned_file_is_told_with_its_reason(
    app: AppTest, sqlite: Database, who: tuple[str, list[Grant], str], on_upload: bool | None, on_overview: bool
) -> None:
    """As text; `on_upload` is None for who has no such screen."""
    number = returned(sqlite)
    signed_in(app, sqlite, *who)
    told = f"Lô {number} (Kết quả giảm nghèo, huyện Tuy Đức) bị trả lại ngày"
    app.run()
    assert (told in page(app) and REASON in page(app)) == on_overview
    if on_upload is not None:
        opened(app, "upload")
        assert (told in said(app) and REASON in said(app)) == on_upload


def blocked(app: AppTest, database: Database, who: tuple[str, list[Grant], str], row: str) -> str:
    signed_in(app, database, *who)
    opened(app, "upload")
    app.file_uploader[0].set_value(("tep.csv", (HEAD + row).encode(), "text/csv")).run()
    assert not app.exception
    assert "_upload_confirm" not in {button.key for button in app.button}
    return said(app) + page(app)


def test_a_closed_period_tells_a_district_to_wait_or_ask(app: AppTest, administered: Database) -> None:
    lock(administered, NAM, DAK_NONG, JUNE)
    told = blocked(app, administered, DISTRICT, poor_of(1732, day="30/06/2024"))
    assert "không phải sửa tệp: đợi mở sổ rồi nộp lại chính tệp này" in told
    assert f"Cần mở sổ {WHOM}" in told
    assert "Hãy đề nghị quản trị tỉnh mở sổ." in told
    assert "Hãy sửa các chỗ nêu trên" not in told
    assert [one.label for one in app.expander if "Chưa nộp được lúc này" in one.label]
    assert not [one for one in app.expander if "Phải sửa" in one.label]
    assert "_remarks_download" not in {one.key for one in app.get("download_button")}


def test_a_closed_period_leads_an_administrator_to_where_it_is_reopened(app: AppTest, administered: Database) -> None:
    lock(administered, NAM, DAK_NONG, JUNE)
    told = blocked(app, administered, PROVINCE, poor_of(1732, day="30/06/2024"))
    assert "mở sổ, nộp lại chính tệp này, rồi chốt sổ lại" in told
    assert "Hãy mở sổ trước, ở trang «Duyệt và chốt sổ»." in told
    assert "Hãy đề nghị quản trị tỉnh" not in told
    assert "Đi tới Duyệt và chốt sổ" in [one.proto.label for one in app.get("page_link")]


def test_figures_that_wait_already_are_not_called_wrong(app: AppTest, sqlite: Database) -> None:
    draft(sqlite)
    told = blocked(app, sqlite, DISTRICT, poor_of(1733))
    assert "thu hồi lô đang chờ hoặc đợi tỉnh duyệt, rồi nộp lại chính tệp này" in told
    assert "Hãy sửa các chỗ nêu trên" not in told


def test_a_file_that_is_wrong_too_is_to_be_mended(app: AppTest, sqlite: Database) -> None:
    lock(sqlite, NAM, DAK_NONG, JUNE)
    told = blocked(app, sqlite, DISTRICT, poor_of(1732, day="30/06/2024") + poor_of(1732, day="32/12/2024"))
    assert "Hãy sửa các chỗ nêu trên" in told
    assert "Có dòng thuộc kỳ đã chốt sổ" in told


@pytest.mark.parametrize("screen", ["upload", "sources"])
def test_taking_back_out_of_a_closed_period_is_refused_before_it_is_pressed(
    app: AppTest, sqlite: Database, screen: str
) -> None:
    bring(sqlite, NAM, HEAD + poor_of(1800, day="30/06/2024"))
    lock(sqlite, NAM, DAK_NONG, JUNE)
    signed_in(app, sqlite, *PROVINCE)
    opened(app, screen, the="cac-lan-nap-so-lieu", lo=str(UPLOAD_1))
    (button,) = (one for one in app.button if one.label == f"Thu hồi lô {UPLOAD_1}")
    assert button.disabled
    assert "Chưa thu hồi được: kỳ đến 30/06/2024 của tỉnh Đắk Nông đã chốt sổ ngày" in said(app)
    assert not [one for one in app.button if str(one.key).endswith("_undo")]


def test_what_was_accepted_says_when_and_who_takes_it_back(app: AppTest, sqlite: Database) -> None:
    number = draft(sqlite)
    accept(sqlite, number, NAM)
    signed_in(app, sqlite, *DISTRICT)
    opened(app, "upload")
    assert f"Đã duyệt ngày {today():%d/%m/%Y}; muốn thu hồi, hỏi người quản trị." in said(app)
    signed_in(app, sqlite, *LAN)
    opened(app, "sources", the="cac-lan-nap-so-lieu", lo=str(number))
    assert "muốn thu hồi" not in said(app)


def test_a_report_says_how_many_drafts_it_leaves_out(app: AppTest, sqlite: Database) -> None:
    draft(sqlite)
    signed_in(app, sqlite, *DISTRICT)
    opened(app, "reports")
    assert "1 lô chờ duyệt chưa tính vào báo cáo." in page(app)
    signed_in(app, sqlite, *NEIGHBOUR)
    app.run()
    assert "chờ duyệt chưa tính" not in page(app)


@pytest.mark.parametrize(("who", "unit"), [(DISTRICT, "667"), (LAN, "667"), (PROVINCE, "67")])
def test_reports_open_on_the_unit_that_one_reports_for(
    app: AppTest, sqlite: Database, who: tuple[str, list[Grant], str], unit: str
) -> None:
    signed_in(app, sqlite, *who)
    opened(app, "reports")
    (picked,) = (one for one in app.selectbox if one.label == "Đơn vị báo cáo")
    assert picked.value == unit


def test_figures_that_rest_on_drafts_say_so(app: AppTest, sqlite: Database) -> None:
    draft(sqlite)
    signed_in(app, sqlite, *DISTRICT)
    for screen in ("overview", "poverty"):
        opened(app, screen, huyen="tuy-duc")
        app.toggle(key=SWITCH).set_value(False).run()
        assert "(có số chờ duyệt)" not in page(app)
        app.toggle(key=SWITCH).set_value(True).run()
        assert page(app).count("(có số chờ duyệt)") == 2, screen


@pytest.mark.parametrize(
    ("screen", "labels"),
    [
        ("access", []),
        ("journal", ["Tỉnh", "Huyện, thành phố", "Xã, phường, thị trấn", "Bản đồ đơn vị"]),
        ("acceptance", ["Tỉnh", "Huyện, thành phố", "Xã, phường, thị trấn", "Kỳ số liệu", "Bản đồ đơn vị"]),
    ],
)
def test_screens_show_the_part_of_the_bar_that_they_use(
    app: AppTest, sqlite: Database, screen: str, labels: list[str]
) -> None:
    """What was chosen stays chosen meanwhile."""
    bring(sqlite, NAM, HEAD + poor_of(1800, day="30/06/2024"))
    opened(app, "poverty", huyen="tuy-duc", ky="2024-06-30")
    app.switch_page(f"../pages/{screen}.py").run()
    bar = ["Tỉnh", "Huyện, thành phố", "Xã, phường, thị trấn", "Kỳ số liệu", "Bản đồ đơn vị"]
    assert [one.label for one in app.selectbox if str(one.key).startswith("_filter_")] == labels
    assert ("Số liệu tại thời điểm" in page(app)) == (labels == bar)
    app.run()
    app.switch_page("../pages/poverty.py").run()
    chosen = {one.label: one.value for one in app.selectbox}
    assert (chosen["Huyện, thành phố"], chosen["Kỳ số liệu"]) == ("tuy-duc", "2024-06-30")
    assert app.query_params["huyen"] == "tuy-duc"


def test_nobody_who_may_do_everything_is_told_whom_to_ask(app: AppTest, sqlite: Database) -> None:
    opened(app, "access")
    assert "Cần thêm quyền thì hỏi ai" not in [one.value for one in app.subheader]
    signed_in(app, sqlite, *PROVINCE)
    opened(app, "access")
    assert "Cần thêm quyền thì hỏi ai" in [one.value for one in app.subheader]
