"""«Tra cứu đơn vị»: a unit by its old or new name or code, on the screen; codes and names used again."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from core.access.rules import Grant, Role
from core.database import Database
from tests.conftest import Load
from tests.html_tables import html_of, tables_of, texts_of
from tests.programme_files import SOUND
from tests.signed_in import public_view, signed_in


def opened(app: AppTest, **link: str) -> AppTest:
    app.run()
    for name, value in link.items():
        app.query_params[name.replace("_", "-")] = value
    app.switch_page("../pages/units.py").run()
    assert not app.exception, app.exception[0].value
    return app


def ways(app: AppTest) -> list[str]:
    return re.findall(r'href="([^"]*)"[^>]*>Giảm nghèo<', "".join(html_of(app)).replace("&amp;", "&"))


def test_an_old_code_is_told_what_became_of_it_and_leads_to_each_map(app: AppTest) -> None:
    opened(app, don_vi="23422")
    assert "xã Tu Mơ Rông cũ (mã 23422, huyện Tu Mơ Rông, tỉnh Kon Tum, đến 30/06/2025)" in texts_of(app)
    assert "→ toàn bộ vào xã Tu Mơ Rông (mã 23425, tỉnh Quảng Ngãi)" in texts_of(app)
    assert "Mã 23425 trước là xã Đăk Hà" in texts_of(app)
    assert ways(app) == [
        "./giam-ngheo?tinh=kon-tum&huyen=tu-mo-rong&xa=tu-mo-rong",
        "./giam-ngheo?ban-do=2025&tinh=quang-ngai&xa=tu-mo-rong",
        "./giam-ngheo?ban-do=2025-huyen-cu&tinh=quang-ngai&huyen=tu-mo-rong-cu&xa=tu-mo-rong",
    ]


def test_what_is_typed_stands_in_the_link_and_a_miss_only_suggests(app: AppTest) -> None:
    opened(app)
    app.text_input[0].set_value("Tu Mơ Rôn").run()
    assert app.query_params["don-vi"] in ("Tu Mơ Rôn", ["Tu Mơ Rôn"])
    assert "Không có đơn vị «Tu Mơ Rôn»." in texts_of(app)
    assert "Có phải: Tu Mơ Rông" in texts_of(app)
    assert "→" not in texts_of(app)
    app.text_input[0].set_value("<b>x").run()
    assert "<b>x" not in "".join(html_of(app))


def test_a_name_of_many_units_lists_twenty(app: AppTest) -> None:
    opened(app, don_vi="Tân Lập")
    assert "đơn vị, đây là 20; hãy ghi thêm huyện hoặc tỉnh" in texts_of(app)
    assert len(re.findall('class="td-unit"', "".join(html_of(app)))) == 20


def test_reused_codes_are_listed_by_the_province_of_today(app: AppTest) -> None:
    """First that of the unit looked at: Đắk Nông lies in Lâm Đồng."""
    opened(app)
    [first] = tables_of(app)
    assert {"mã 24611", "mã 23425"} & set(first["Mã hoặc tên"]) == {"mã 24611"}
    opened(app, tinh_moi="quang-ngai")
    [second] = tables_of(app)
    assert {"mã 24611", "mã 23425"} & set(second["Mã hoặc tên"]) == {"mã 23425"}


@pytest.mark.parametrize("who", ["public", "huyen"])
def test_declared_shares_are_told_to_everybody(app: AppTest, sqlite: Database, load: Load, who: str) -> None:
    load(sqlite, SOUND["unit-share"][0])
    if who == "public":
        public_view(app)
    else:
        signed_in(app, sqlite, "an@tuyduc.vn", [Grant(Role.VIEWER, "667")], "Nguyễn Văn An")
    opened(app, don_vi="Trà Bùi")
    assert "xã Cà Đam (mã 21136, tỉnh Quảng Ngãi) 62,5%" in texts_of(app)
    assert "Tỷ trọng tính theo phương pháp: theo số hộ" in texts_of(app)


def test_the_table_of_reused_codes_is_folded_until_it_is_asked_for(app: AppTest) -> None:
    opened(app)
    [folded] = app.expander
    assert (folded.label, folded.proto.expanded) == ("Mã và tên dùng lại cho địa bàn khác", False)
    opened(app, tinh_moi="quang-ngai")
    assert app.expander[0].proto.expanded
