"""«Nhật ký» on the screen: for administrators only, searched, in pages, in the link, taken along as a file."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.access.rules import Grant, Role
from core.database import Database
from tests.conftest import UPLOAD_1, new_app
from tests.html_tables import links_of, tables_of, texts_of
from tests.signed_in import public_view, signed_in
from tests.test_journal import CU_JUT, DAK_NONG, KON_TUM, ROWS, TUY_DUC, add
from tests.test_upload_screen import JUNE, _button, _upload

COLUMNS = ["Lúc", "Người", "Việc", "Nội dung", "Đơn vị", "Máy"]


def opened(app: AppTest, screen: str = "journal.py", **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name.replace("_", "-")] = value
    app.run()
    app.switch_page(f"../pages/{screen}").run()
    assert not app.exception, app.exception[0].value
    return app


def said(app: AppTest, column: str = "Nội dung") -> list[str]:
    tables = tables_of(app)
    return list(tables[0][column]) if tables else []


def test_the_newest_entries_are_in_sight(app: AppTest, sqlite: Database) -> None:
    add(sqlite, {**ROWS[0], "at": datetime(2030, 1, 1, tzinfo=UTC), "from_where": "10.0.0.7"})
    [table] = tables_of(opened(app))
    assert list(table.columns) == COLUMNS
    assert table.iloc[0].tolist() == [
        *("01/01/2030 07:00", "Đỗ Thị Hằng (hang.do@x.vn)", "Nạp số liệu", "Lô 7: Số liệu Đắk R'Lấp tháng 6.xlsx"),
        *("huyện Tuy Đức", "10.0.0.7"),
    ]
    assert [button.proto.label for button in app.get("download_button")] == ["Tải CSV"]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ({"chu": "dak r'lap"}, [0]),
        ({"nguoi": "bion"}, [1]),
        ({"viec": "lock", "tu-ngay": "2024-07-01", "den-ngay": "01/07/2024"}, [2]),
        ({"chu": "thang", "huyen": "tuy-duc", "pham-vi": "don-vi"}, [0]),
        ({"chu": "xong", "huyen": "tuy-duc", "pham-vi": "don-vi"}, []),
        ({"chu": "khong co dong nao"}, []),
    ],
)
def test_a_link_finds_what_it_says(app: AppTest, sqlite: Database, link: dict[str, str], found: list[int]) -> None:
    add(sqlite, *ROWS)
    opened(app, **link)
    assert said(app) == [ROWS[number]["what"] for number in found]
    if not found:
        assert [info.value for info in app.info] == ["Không có dòng nào khớp."]


def test_what_is_typed_is_looked_for_and_stands_in_the_link(app: AppTest, sqlite: Database) -> None:
    add(sqlite, *ROWS)
    opened(app)
    next(box for box in app.text_input if box.label == "Chữ trong nhật ký").set_value("  so LIEU  đak ").run()
    assert said(app) == [ROWS[0]["what"]]
    assert app.query_params["chu"] == "so LIEU đak"
    next(box for box in app.text_input if box.label == "Từ ngày").set_value("hôm qua").run()
    assert any("«hôm qua» không phải ngày" in caption.value for caption in app.caption)
    assert "tu-ngay" not in app.query_params
    next(box for box in app.text_input if box.label == "Từ ngày").set_value("2/7/2024").run()
    assert said(app) == []
    assert app.query_params["tu-ngay"] == "2024-07-02"


def test_older_ones_are_a_page_away(app: AppTest, sqlite: Database) -> None:
    start = datetime(2030, 1, 1, tzinfo=UTC)
    add(sqlite, *({"what": f"dòng {n}", "at": start + timedelta(minutes=n), "action": "lock"} for n in range(130)))
    opened(app, viec="lock")
    assert said(app) == [f"dòng {n}" for n in reversed(range(30, 130))]
    assert "Dòng 1 đến 100, mới nhất ở trên." in texts_of(app)
    [(_, older)] = [link for link in links_of(app) if link[0] == "Cũ hơn ›"]
    assert older.startswith("./nhat-ky?")
    assert "trang-so=2" in older
    assert "viec=lock" in older
    again = new_app()
    opened(again, viec="lock", trang_so="2")
    assert said(again) == [f"dòng {n}" for n in reversed(range(30))]
    assert [text for text, _ in links_of(again) if text in ("Cũ hơn ›", "‹ Mới hơn")] == ["‹ Mới hơn"]
    next(box for box in again.text_input if box.label == "Chữ trong nhật ký").set_value("dòng 12").run()
    assert said(again)[0] == "dòng 129"
    assert "trang-so" not in again.query_params


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "²"])
def test_a_page_that_is_none_opens(app: AppTest, page: str) -> None:
    opened(app, trang_so=page)


def test_an_administrator_sees_their_province_and_others_no_journal(app: AppTest, sqlite: Database) -> None:
    units = (DAK_NONG, TUY_DUC, CU_JUT, KON_TUM)
    rows = [{"what": f"chốt {unit}", "action": "lock", "unit_code": unit} for unit in units]
    add(sqlite, *rows)
    signed_in(app, sqlite, "qt@x.vn", [Grant(Role.ADMINISTRATOR, DAK_NONG)])
    opened(app, viec="lock")
    assert set(said(app)) == {f"chốt {unit}" for unit in (DAK_NONG, TUY_DUC, CU_JUT)}
    signed_in(app, sqlite, "kt@x.vn", [Grant(Role.ADMINISTRATOR, KON_TUM)])
    app.run()
    assert said(app) == [f"chốt {KON_TUM}"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, None])
def test_nobody_else_finds_the_screen(app: AppTest, sqlite: Database, role: Role | None) -> None:
    add(sqlite, *ROWS)
    if role:
        signed_in(app, sqlite, "ai@x.vn", [Grant(role, DAK_NONG)])
    else:
        public_view(app)
    app.run()
    with pytest.raises(Exception, match="journal"):
        opened(app)
    assert "Đỗ Thị Hằng" not in texts_of(app)


def test_a_file_that_is_dropped_is_written_down_once(app: AppTest) -> None:
    """Not again on every run, nor when it is stored, which is another entry."""
    _upload(opened(app, "upload.py"), "thang6.csv", JUNE)
    app.run()
    app.run()
    _button(app, "Xác nhận, lưu 9 dòng")
    app.switch_page("../pages/journal.py").run()
    assert said(app)[:2] == [f"Lô {UPLOAD_1}: thang6.csv", "Tệp thang6.csv: Kết quả giảm nghèo, đọc được"]
    assert sum("thang6.csv" in one for one in said(app)) == 2
