"""«Quyền truy cập»: what one may do and whom to ask; for administrators the list, giving, changing, taking away."""

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core.access.people import give, people_seen_by, person_of_email
from core.access.people_seen import PersonRow
from core.access.rules import Grant, Role
from core.database import Database
from core.tables import JournalEntry
from tests.conftest import OPERATOR
from tests.html_tables import html_of, tables_of, texts_of
from tests.signed_in import public_view, signed_in
from tests.test_people import CU_JUT, DAK_NONG, KON_TUM, QUANG_TRUC, TU_MO_RONG, TUY_DUC, given

ADMINISTRATOR, EDITOR = "quan.tri@daknong.vn", "an@tuyduc.vn"
PEOPLE, MAY = "Người được cấp quyền", "Bạn được làm gì"


def opened(app: AppTest, **link: str) -> AppTest:
    app.run()
    for name, value in link.items():
        app.query_params[name.replace("_", "-")] = value
    app.switch_page("../pages/access.py").run()
    assert not app.exception, app.exception[0].value
    return app


def as_administrator(app: AppTest, database: Database) -> None:
    signed_in(app, database, ADMINISTRATOR, [Grant(Role.ADMINISTRATOR, DAK_NONG)], "Lê Quản Trị")


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.subheader, *app.warning, *app.success, *app.error]
    return "\n".join([*(str(part.value) for part in parts), texts_of(app)])


def markup_of(app: AppTest) -> str:
    return "\n".join(html_of(app))


def row_of(database: Database, email: str) -> PersonRow:
    return next(row for row in people_seen_by(database, OPERATOR) if row.email == email)


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception[0].value
    return app


def test_an_editor_reads_what_they_may_do_and_whom_to_ask_and_no_list(app: AppTest, sqlite: Database) -> None:
    give(sqlite, OPERATOR, ADMINISTRATOR, "Lê Quản Trị", Role.ADMINISTRATOR, DAK_NONG)
    give(sqlite, OPERATOR, "khac@cujut.vn", "Người Khác", Role.EDITOR, CU_JUT)
    give(sqlite, OPERATOR, "kt@kontum.vn", "Quản Trị Kon Tum", Role.ADMINISTRATOR, KON_TUM)
    signed_in(app, sqlite, EDITOR, [Grant(Role.EDITOR, TUY_DUC)], "Nguyễn Văn An")
    opened(app)
    [may] = tables_of(app)
    huyen = "huyện Tuy Đức, tỉnh Đắk Nông"
    assert list(may["Được làm cho"]) == ["tỉnh Đắk Nông", huyen, huyen, huyen, *["không được"] * 4]
    text = said(app)
    assert "Lê Quản Trị" in text
    assert "mailto:quan.tri@daknong.vn" in markup_of(app)
    assert PEOPLE not in text
    for hidden in ("Người Khác", "khac@cujut.vn", "Quản Trị Kon Tum"):
        assert hidden not in text
    assert [button.key for button in app.button if "access" in str(button.key)] == []


def test_on_one_office_pc_everything_is_allowed_and_people_are_prepared(app: AppTest, sqlite: Database) -> None:
    opened(app)
    assert "không cần đăng nhập" in said(app)
    assert "docs/van-hanh.md" in said(app)
    assert set(tables_of(app)[0]["Được làm cho"]) == {"cả nước"}
    assert "Chưa cấp quyền cho ai" in said(app)
    app.text_input(key="_access_give_0_email").set_value("An@TuyDuc.vn")
    app.text_input(key="_access_give_0_name").set_value("Nguyễn Văn An")
    app.radio(key="_access_give_0_role").set_value(Role.EDITOR).run()
    app.selectbox(key=f"_access_give_0_{DAK_NONG}").set_value(TUY_DUC).run()
    app.selectbox(key=f"_access_give_0_{TUY_DUC}_commune").set_value(QUANG_TRUC).run()
    click(app, "_access_give_0_send")
    assert given(sqlite, EDITOR) == (Grant(Role.EDITOR, QUANG_TRUC),)
    [result] = app.success
    assert "quyền nhập liệu, xã Quảng Trực, huyện Tuy Đức, tỉnh Đắk Nông" in result.value
    assert app.text_input(key="_access_give_1_email").value == ""
    app.run()
    assert len(app.success) == 1


def test_an_administrator_sees_their_province_and_that_there_are_others(app: AppTest, sqlite: Database) -> None:
    give(sqlite, OPERATOR, "kt@kontum.vn", "Kon", Role.VIEWER, TU_MO_RONG)
    give(sqlite, OPERATOR, "ca.nuoc@x.vn", "Cả Nước", Role.ADMINISTRATOR, None)
    give(sqlite, OPERATOR, EDITOR, "Nguyễn Văn An", Role.EDITOR, TUY_DUC)
    as_administrator(app, sqlite)
    opened(app)
    rows = tables_of(app)[0]
    assert len(rows) == 2
    assert "kontum" not in markup_of(app)
    assert "ca.nuoc" not in markup_of(app)
    assert "Quản trị cả nước: 1 người, cấp từ dòng lệnh." in texts_of(app)
    assert [list(app.selectbox(key="_access_give_0_province").options)] == [["Đắk Nông"]]


@pytest.mark.parametrize(("asked", "found"), [("tuy duc", 1), ("quan tri", 1), ("daknong.vn", 1), ("khong co", 0)])
def test_the_list_is_searched_without_accents_and_the_link_keeps_it(
    app: AppTest, sqlite: Database, asked: str, found: int
) -> None:
    give(sqlite, OPERATOR, EDITOR, "Nguyễn Văn An", Role.EDITOR, TUY_DUC)
    as_administrator(app, sqlite)
    opened(app, tim=asked)
    tables = [table for table in tables_of(app) if "Người" in table.columns]
    assert sum(len(table) for table in tables) == found
    assert app.query_params["tim"] == asked


def test_a_name_is_text_whatever_it_says(app: AppTest, sqlite: Database) -> None:
    give(sqlite, OPERATOR, EDITOR, "<img src=x onerror=alert(1)> [x](http://x.vn)", Role.EDITOR, TUY_DUC)
    as_administrator(app, sqlite)
    opened(app, quyen=str(row_of(sqlite, EDITOR).grant_id))
    assert "<img" not in markup_of(app)
    assert "&lt;img src=x" in markup_of(app)
    assert not any("[x](http" in str(part.value) for part in app.markdown)


def test_a_role_is_changed_from_the_list(app: AppTest, sqlite: Database) -> None:
    number = give(sqlite, OPERATOR, EDITOR, "Nguyễn Văn An", Role.VIEWER, TUY_DUC)
    as_administrator(app, sqlite)
    opened(app, quyen=str(number))
    key = f"_access_change_{number}"
    assert app.button(key=f"{key}_send").disabled
    app.radio(key=f"{key}_role").set_value(Role.EDITOR).run()
    click(app, f"{key}_send")
    assert given(sqlite, EDITOR) == (Grant(Role.EDITOR, TUY_DUC),)
    assert "thành nhập liệu, huyện Tuy Đức" in app.success[0].value
    assert "quyen" not in app.query_params
    with sqlite.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)).one()
    assert (entry.action, "Lê Quản Trị" in entry.who) == ("grant", True)


def test_a_role_is_taken_away_after_a_question_and_counts_on_the_next_click(app: AppTest, sqlite: Database) -> None:
    number = give(sqlite, OPERATOR, EDITOR, "Nguyễn Văn An", Role.EDITOR, TUY_DUC)
    as_administrator(app, sqlite)
    opened(app, quyen=str(number))
    assert "Thu quyền nhập liệu, huyện Tuy Đức, tỉnh Đắk Nông của **Nguyễn Văn An**?" in said(app)
    click(app, f"_access_take_{number}")
    assert given(sqlite, EDITOR) == ()
    assert "Đã thu quyền nhập liệu" in app.success[0].value
    assert any("Hết hiệu lực" in str(state) for state in tables_of(app)[0]["Trạng thái"])


def test_ones_own_administration_stays(app: AppTest, sqlite: Database) -> None:
    as_administrator(app, sqlite)
    number = row_of(sqlite, ADMINISTRATOR).grant_id
    opened(app, quyen=str(number))
    click(app, f"_access_take_{number}")
    assert "không tự bỏ được quyền quản trị" in app.error[0].value
    assert given(sqlite, ADMINISTRATOR) == (Grant(Role.ADMINISTRATOR, DAK_NONG),)


def test_a_new_account_of_an_address_is_confirmed(app: AppTest, sqlite: Database) -> None:
    number = give(sqlite, OPERATOR, EDITOR, "Nguyễn Văn An", Role.EDITOR, TUY_DUC)
    with sqlite.write() as session:
        person = person_of_email(session, EDITOR)
        assert person is not None
        person.subject = "https://idp|1"
    as_administrator(app, sqlite)
    opened(app, quyen=str(number))
    click(app, f"_access_unbind_{number}")
    assert not row_of(sqlite, EDITOR).bound
    assert "sẽ nhận tài khoản mới" in app.success[0].value


def test_a_link_to_a_role_of_another_province_opens_nothing(app: AppTest, sqlite: Database) -> None:
    number = give(sqlite, OPERATOR, "kt@kontum.vn", "Kon", Role.VIEWER, TU_MO_RONG)
    as_administrator(app, sqlite)
    opened(app, quyen=str(number))
    assert "không có ở đây hoặc đã hết hiệu lực" in said(app)
    assert "kontum" not in said(app)


@pytest.mark.parametrize(
    ("email", "name", "problem"),
    [("", "An", "Hãy ghi địa chỉ"), ("a b", "An", "không phải địa chỉ"), ("a@b.vn", " ", "Hãy ghi họ tên")],
)
def test_what_is_missing_is_said_where_it_was_clicked(
    app: AppTest, sqlite: Database, email: str, name: str, problem: str
) -> None:
    as_administrator(app, sqlite)
    opened(app)
    app.text_input(key="_access_give_0_email").set_value(email)
    app.text_input(key="_access_give_0_name").set_value(name)
    click(app, "_access_give_0_send")
    assert problem in app.error[0].value
    assert not app.success


def test_an_administrator_is_given_only_for_a_province(app: AppTest, sqlite: Database) -> None:
    as_administrator(app, sqlite)
    opened(app)
    app.radio(key="_access_give_0_role").set_value(Role.ADMINISTRATOR).run()
    keys = [str(box.key) for box in app.selectbox if str(box.key).startswith("_access_give")]
    assert keys == ["_access_give_0_province"]


def test_the_account_stands_in_the_menu(app: AppTest, sqlite: Database) -> None:
    """Name, role and unit, and the way out; in the public view that it is one; on one office PC nothing."""
    opened(app)
    assert "td-account" not in markup_of(app)
    signed_in(app, sqlite, EDITOR, [Grant(Role.EDITOR, TUY_DUC), Grant(Role.VIEWER, CU_JUT)], "Nguyễn Văn An")
    app.run()
    shown = markup_of(app)
    assert "Nguyễn Văn An" in shown
    assert "Nhập liệu: huyện Tuy Đức" in shown
    assert "Xem: huyện Cư Jút" in shown
    assert 'href="./auth/logout"' in shown


def test_the_public_view_says_that_it_is_one_and_has_no_screen_of_access(app: AppTest, sqlite: Database) -> None:
    give(sqlite, OPERATOR, ADMINISTRATOR, "Lê Quản Trị", Role.ADMINISTRATOR, DAK_NONG)
    public_view(app)
    app.run()
    assert "Chế độ công khai" in markup_of(app)
    assert "Lê Quản Trị" not in said(app)
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        app.switch_page("../pages/access.py")
