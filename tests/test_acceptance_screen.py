"""The screen «Duyệt và chốt sổ», the switch that counts drafts, and what a district is told of its own."""

import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.access.rules import Access, Grant, Role
from core.clock import now, today
from core.database import Database
from core.ingest.pipeline import commit, preview
from core.locks import lock, locks_seen
from core.moments import written_moment
from tests.conftest import UPLOAD_1, UPLOAD_2
from tests.html_tables import html_of, tables_of
from tests.signed_in import begun, public_view, signed_in
from tests.test_drafts import DAK_MIL, DAK_NONG, HEAD, NAM, TUY_DUC, batch, bring, draft, poor_of, standing

DISTRICT = ("hoa@tuyduc.vn", [Grant(Role.EDITOR, TUY_DUC)], "Bà Hoa")
NEIGHBOUR = ("minh@dakmil.vn", [Grant(Role.EDITOR, DAK_MIL)], "Ông Minh")
PROVINCE = ("nam@daknong.vn", [Grant(Role.ADMINISTRATOR, DAK_NONG)], "Ông Nam")
SWITCH = "_drafts_toggle"
JUNE = date(2024, 6, 30)


def opened(app: AppTest, screen: str, **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name.replace("_", "-")] = value
    app.run()
    app.switch_page(f"../pages/{screen}.py").run()
    assert not app.exception, app.exception[0].value
    return app


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.warning, *app.info, *app.success, *app.error]
    return "\n".join(str(part.value).replace("\\", "") for part in parts)


def page(app: AppTest) -> str:
    return "\n".join(html_of(app))


def clicked(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception[0].value
    return app


def test_on_one_office_pc_nothing_waits_and_closing_works(app: AppTest, sqlite: Database) -> None:
    opened(app, "acceptance")
    assert "Người dùng máy này được duyệt số liệu" in said(app)
    assert "Chưa có kỳ nào được chốt sổ." in said(app)
    app.selectbox(key="_period_unit").select_index(0)
    app.date_input(key="_period_until").set_value(JUNE)
    app.text_input(key="_period_note").input("đã báo cáo 6 tháng")
    clicked(app, "_period_close")
    assert "**Chốt sổ kỳ đến 30/06/2024 của tỉnh Đắk Nông và mọi đơn vị cấp dưới?**" in said(app)
    with sqlite.read() as session:
        assert locks_seen(session) == []
    clicked(app, "_period_confirm")
    assert "Đã chốt sổ kỳ đến" in said(app)
    with sqlite.read() as session:
        (one,) = locks_seen(session)
    assert (one.unit_code, one.note, one.reopened_at) == (DAK_NONG, "đã báo cáo 6 tháng", None)
    assert (app.selectbox(key="_period_unit").value, app.date_input(key="_period_until").value) == (None, None)
    clicked(app, "_period_reopen_0")
    assert "Hãy ghi lý do mở sổ." in said(app)
    app.text_input(key="_period_reason_0").input("sửa số của xã")
    clicked(app, "_period_reopen_0")
    assert "Đã mở sổ kỳ đến" in said(app)
    assert "đã mở sổ" in page(app)
    assert "sửa số của xã" in page(app)


def test_a_period_is_closed_only_after_it_was_chosen_and_confirmed(app: AppTest, sqlite: Database) -> None:
    """Nothing is chosen beforehand; «Thôi» and a refusal close nothing, and the refusal stands beside the question."""
    opened(app, "acceptance")
    assert (app.selectbox(key="_period_unit").value, app.date_input(key="_period_until").value) == (None, None)
    assert app.date_input(key="_period_until").max == today()
    clicked(app, "_period_close")
    assert "Hãy chọn đơn vị và ngày cuối của kỳ." in said(app)
    _ask_to_close(app)
    clicked(app, "_period_leave")
    assert app.date_input(key="_period_until").value is None
    lock(sqlite, NAM, DAK_NONG, JUNE)
    app.run()
    _ask_to_close(app)
    clicked(app, "_period_confirm")
    assert "Không cần chốt nữa" in said(app)
    with sqlite.read() as session:
        assert len(locks_seen(session)) == 1


def _ask_to_close(app: AppTest) -> None:
    app.selectbox(key="_period_unit").select_index(0)
    app.date_input(key="_period_until").set_value(JUNE)
    clicked(app, "_period_close")


def test_the_province_sees_what_a_draft_changes_and_accepts_it(app: AppTest, sqlite: Database) -> None:
    bring(sqlite, NAM, HEAD + poor_of(1800))
    number = draft(sqlite, poor_of(1732))
    signed_in(app, sqlite, *PROVINCE)
    opened(app, "acceptance")
    (difference,) = (one for one in tables_of(app) if "Trong tệp" in one)
    assert difference[["Đơn vị", "Đang là", "Trong tệp"]].to_numpy().tolist() == [["huyện Tuy Đức", "1.800", "1.732"]]
    assert "Bà Hoa, huyện Tuy Đức nộp" in said(app)
    assert app.button(key=f"_draft_{number}_accept").label == "Duyệt"
    clicked(app, f"_draft_{number}_accept")
    assert f"Đã duyệt lô {number}" in said(app)
    assert standing(sqlite) == {(TUY_DUC, number): 1732}
    assert batch(sqlite, number).published_by == "Ông Nam (nam@daknong.vn)"
    assert "Không có số liệu nào chờ duyệt trong phạm vi của bạn." in said(app)
    assert "đã duyệt" in page(app)


def test_a_draft_is_returned_with_a_reason_that_the_district_reads(app: AppTest, sqlite: Database) -> None:
    number = draft(sqlite)
    signed_in(app, sqlite, *PROVINCE)
    opened(app, "acceptance")
    clicked(app, f"_draft_{number}_return")
    assert "Hãy ghi lý do trả lại" in said(app)
    app.text_input(key=f"_draft_{number}_reason").input("chưa khớp <b>biên bản</b>")
    clicked(app, f"_draft_{number}_return")
    assert f"Đã trả lại lô {number} cho huyện Tuy Đức." in said(app)
    signed_in(app, sqlite, *DISTRICT)
    app.run()
    assert "chưa khớp &lt;b&gt;biên bản&lt;/b&gt;" in page(app)
    assert "đã trả lại" in page(app)


def test_what_was_overtaken_is_refused_where_it_was_clicked(app: AppTest, sqlite: Database) -> None:
    number = draft(sqlite)
    bring(sqlite, NAM, HEAD + poor_of(1800))
    signed_in(app, sqlite, *PROVINCE)
    opened(app, "acceptance")
    clicked(app, f"_draft_{number}_accept")
    assert "dòng 2 (huyện Tuy Đức)" in said(app)
    assert batch(sqlite, number).published_at is None


def test_a_district_sees_its_own_draft_and_may_take_it_back(app: AppTest, sqlite: Database) -> None:
    number = draft(sqlite)
    signed_in(app, sqlite, *DISTRICT)
    opened(app, "acceptance")
    keys = {button.key for button in app.button}
    assert not keys & {f"_draft_{number}_accept", f"_draft_{number}_return", "_period_close", "_period_reopen_0"}
    assert "Người quản trị của tỉnh duyệt hoặc trả lại lô này." in said(app)
    assert "Người quản trị của tỉnh chốt sổ và mở sổ." in said(app)
    clicked(app, f"_draft_{number}_undo")
    assert f"Đã thu hồi lô {number}: lô không còn chờ duyệt." in said(app)
    assert batch(sqlite, number).undone_by == "Bà Hoa (hoa@tuyduc.vn)"


def test_a_neighbour_sees_nothing_of_it(app: AppTest, sqlite: Database) -> None:
    draft(sqlite)
    signed_in(app, sqlite, *NEIGHBOUR)
    opened(app, "acceptance")
    assert "Không có số liệu nào chờ duyệt trong phạm vi của bạn." in said(app)
    assert "Tuy Đức" not in said(app)
    opened(app, "poverty", cho_duyet="co")
    assert SWITCH not in {toggle.key for toggle in app.toggle}
    assert "1.732" not in page(app)


def test_the_switch_counts_drafts_on_the_poverty_screen_and_marks_them(app: AppTest, sqlite: Database) -> None:
    """1.732 of 16.874 households: 10,26%, 100,2% of the plan by points."""
    number = draft(sqlite)
    signed_in(app, sqlite, *DISTRICT)
    opened(app, "poverty")
    assert "1 lô chờ duyệt chưa tính vào các số này." in page(app)
    assert "1.732" not in page(app)
    app.toggle(key=SWITCH).set_value(True).run()
    assert app.query_params["cho-duyet"] == "co"
    assert f"lô {number} (Kết quả giảm nghèo, huyện Tuy Đức, Bà Hoa, huyện Tuy Đức," in page(app)
    for figure in ("1.732", "10,26%", "100,2%", "chính thức, đang chờ duyệt"):
        assert figure in page(app), figure
    app.toggle(key=SWITCH).set_value(False).run()
    assert "cho-duyet" not in app.query_params
    assert "1.732" not in page(app)


def test_the_choice_comes_with_a_link_and_stays_through_the_menu(app: AppTest, sqlite: Database) -> None:
    draft(sqlite)
    signed_in(app, sqlite, *DISTRICT)
    app.query_params["cho-duyet"] = "co"
    app.run()
    assert app.toggle(key=SWITCH).value is True
    opened(app, "upload")
    assert SWITCH not in {toggle.key for toggle in app.toggle}
    del app.query_params["cho-duyet"]
    app.switch_page("../pages/poverty.py").run()
    assert app.toggle(key=SWITCH).value is True
    assert "1.732" in page(app)


def test_a_look_into_the_past_and_the_checks_count_no_drafts(app: AppTest, sqlite: Database) -> None:
    draft(sqlite)
    signed_in(app, sqlite, *DISTRICT)
    opened(app, "poverty", cho_duyet="co", tai_thoi_diem=written_moment(now()))
    assert SWITCH not in {toggle.key for toggle in app.toggle}
    assert "1.732" not in page(app)


def test_the_public_view_knows_of_no_drafts(app: AppTest, sqlite: Database) -> None:
    draft(sqlite)
    public_view(app)
    app.query_params["cho-duyet"] = "co"
    app.run()
    app.switch_page("../pages/poverty.py").run()
    assert SWITCH not in {toggle.key for toggle in app.toggle}
    assert re.search("lô chờ duyệt|số liệu chờ duyệt|1\\.732|Bà Hoa", page(app) + said(app)) is None


def test_an_upload_of_a_district_says_that_it_waits(app: AppTest, sqlite: Database) -> None:
    signed_in(app, sqlite, *DISTRICT)
    opened(app, "upload")
    app.file_uploader[0].set_value(("tep.csv", (HEAD + poor_of(1732)).encode(), "text/csv")).run()
    assert "chờ tỉnh duyệt" in said(app) + page(app)
    button = app.button(key="_upload_confirm")
    assert button.label == "Xác nhận, gửi duyệt 1 dòng"
    reasons = [text for text in app.text_input if text.key and text.key.startswith("_upload_reason_")]
    if reasons:
        reasons[0].input("đã đối chiếu")
    clicked(app, "_upload_confirm")
    assert "Lô đang chờ tỉnh duyệt" in said(app)
    assert "**chờ duyệt**" in said(app)
    assert standing(sqlite) == {}
    assert batch(sqlite, UPLOAD_1).committed_by == "Bà Hoa (hoa@tuyduc.vn)"


def test_a_period_closed_meanwhile_is_said_before_the_confirmation(app: AppTest, sqlite: Database) -> None:
    signed_in(app, sqlite, *DISTRICT)
    opened(app, "upload")
    lock(sqlite, NAM, DAK_NONG, date(2024, 12, 31))
    app.file_uploader[0].set_value(("tep.csv", (HEAD + poor_of(1732)).encode(), "text/csv")).run()
    assert "kỳ đến 31/12/2024 của tỉnh Đắk Nông đã chốt sổ" in said(app) + page(app)
    assert "_upload_confirm" not in {button.key for button in app.button}


@pytest.mark.parametrize("screen", ["sources", "poverty", "budget", "rural", "overview"])
def test_screens_bear_drafts_of_every_kind_that_a_huyen_brings(app: AppTest, sqlite: Database, screen: str) -> None:
    """A criterion, a payment and a result that wait: shown with the switch on, and each screen still draws."""
    hoa: Access = begun(sqlite, *DISTRICT)
    files = (
        HEAD + poor_of(1732),
        "Tỉnh;Huyện, thành phố;Xã;Bộ tiêu chí;Tiêu chí số;Ngày đánh giá;Kết quả\n"
        "Đắk Nông;Tuy Đức;Quảng Tâm;xã NTM;1;30/06/2024;đạt\n",
    )
    for text in files:
        found = preview(sqlite, hoa, text.encode(), "tep.csv")
        assert commit(sqlite, found, hoa, "web", True, "đúng").batch is not None, found.issues
    signed_in(app, sqlite, *DISTRICT)
    opened(app, screen, cho_duyet="co")
    if screen != "sources":
        assert f"lô {UPLOAD_2}" in page(app)
