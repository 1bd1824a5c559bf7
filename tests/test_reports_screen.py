"""«Báo cáo»: choose, look, make, have again, see what changed."""

import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.database import Database
from core.official_report.archive import kept_reports
from tests.conftest import UPLOAD_2, Load, at_screen
from tests.html_tables import html_of, tables_of, texts_of

HEAD = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
JUNE = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.764;2.445\nĐắk Nông;Krông Nô;30/06/2024;19.865;640\n"


@pytest.fixture
def screen(app: AppTest) -> AppTest:
    return at_screen(app, "reports.py")


def choice(app: AppTest, label: str) -> str:
    """What a box holds, as links say it."""
    return str(next(box for box in app.selectbox if box.label == label).value)


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def test_a_report_is_shown_as_it_will_be_printed(screen: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    screen.query_params["ky-bao-cao"] = "2024-H1"
    screen.run()
    assert not screen.exception
    body = "\n".join(html_of(screen))
    assert "BÁO CÁO: Kết quả thực hiện chỉ tiêu giảm nghèo bền vững năm 2024 trên địa bàn tỉnh Đắk Nông" in body
    assert "tu-dau=ngheo.667" in body, "figures lead to their origin"
    assert "(10)" in body, "columns are numbered"


@pytest.mark.parametrize(
    ("link", "plan", "unit", "period"),
    [
        ({}, "97-kh-ubnd", "67", "2024"),
        ({"ke-hoach": "83-kh-ubnd", "ky-bao-cao": "2024-H1"}, "83-kh-ubnd", "613", "2024-H1"),
        ({"ke-hoach": "97-kh-ubnd", "don-vi": "667"}, "97-kh-ubnd", "667", "2024"),
        ({"huyen": "tuy-duc"}, "97-kh-ubnd", "667", "2024"),
        ({"ky-bao-cao": "2024-08-15"}, "97-kh-ubnd", "67", "2024-08-15"),
        ({"tinh": "kon-tum", "huyen": "tu-mo-rong", "xa": "tu-mo-rong"}, "tu-mo-rong-2024", "23422", "2024"),
    ],
)
def test_links(screen: AppTest, link: dict[str, str], plan: str, unit: str, period: str) -> None:
    for name, value in link.items():
        screen.query_params[name] = value
    screen.run()
    assert not screen.exception
    assert choice(screen, "Kế hoạch") == plan
    assert choice(screen, "Đơn vị báo cáo") == unit
    assert choice(screen, "Kỳ báo cáo") == period


def test_a_choice_right_after_another_does_not_take_the_first_one_back(screen: AppTest) -> None:
    """The browser sends the second with the link of before the first, which it has not got yet."""
    screen.run()
    unit = next(box for box in screen.selectbox if box.label == "Đơn vị báo cáo")
    unit.select(next(one for one in unit.options if "Tuy Đức" in one)).run()
    screen.query_params.clear()
    next(box for box in screen.selectbox if box.label == "Kỳ báo cáo").select("6 tháng đầu năm 2024").run()
    assert choice(screen, "Đơn vị báo cáo") == "667"
    assert choice(screen, "Kỳ báo cáo") == "2024-H1"


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2024, 4, 30), "2024"),
        (date(2024, 5, 1), "2024-H1"),
        (date(2024, 6, 19), "2024-H1"),
        (date(2024, 9, 30), "2024-H1"),
        (date(2024, 10, 1), "2024"),
        (date(2025, 6, 19), "2024"),
        (date(2023, 6, 19), "2024"),
    ],
)
def test_the_report_that_is_on_hand_is_proposed(
    screen: AppTest, monkeypatch: pytest.MonkeyPatch, today: date, first: str
) -> None:
    """Six months from May to September of the plan's year, else the year; the other stays a link away."""
    monkeypatch.setattr("ui.filters.today", lambda: today)
    screen.run()
    assert choice(screen, "Kỳ báo cáo") == first
    assert "ky-bao-cao" not in screen.query_params
    screen.query_params["ky-bao-cao"] = other = "2024" if first == "2024-H1" else "2024-H1"
    screen.run()
    assert choice(screen, "Kỳ báo cáo") == other
    assert "ky-bao-cao" in screen.query_params


def test_an_unknown_period_in_a_link_is_said(screen: AppTest) -> None:
    screen.query_params["ky-bao-cao"] = "quy-3"
    screen.run()
    assert not screen.exception
    assert any("ky-bao-cao" in warning.value for warning in screen.warning)


@pytest.mark.parametrize(("label", "ending"), [("Lập báo cáo Word", ".docx"), ("Lập bảng Excel", ".xlsx")])
def test_one_click_makes_and_keeps_a_report(
    screen: AppTest, sqlite: Database, load: Load, label: str, ending: str
) -> None:
    load(sqlite, JUNE)
    screen.query_params["ky-bao-cao"] = "2024-H1"
    screen.run()
    press(screen, label)
    assert not screen.exception
    assert re.search(r'<a [^>]*href="\./tep-bao-cao/1"[^>]*class="td-take-along"', "\n".join(html_of(screen)))
    with sqlite.read() as session:
        (kept,) = kept_reports(session)
    assert kept.file_name.endswith(ending)
    screen.query_params["phan"] = "da-lap"
    screen.run()
    assert kept.file_name in texts_of(screen)


def test_what_changed_since_a_report(screen: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    screen.query_params["ky-bao-cao"] = "2024-H1"
    screen.run()
    press(screen, "Lập báo cáo Word")
    load(sqlite, JUNE.replace("2.445", "2.399"), justify="sửa số")
    screen.query_params["phan"] = "thay-doi"
    screen.query_params["bao-cao"] = "1"
    screen.run()
    assert not screen.exception
    rows = [tuple(row) for table in tables_of(screen) for row in table.itertuples(index=False)]
    assert any("2.445" in row and "2.399" in row and f"lô {UPLOAD_2}, dòng 2" in row for row in rows)


def test_a_moment_before_the_report_has_nothing_to_compare(screen: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    screen.query_params["ky-bao-cao"] = "2024-H1"
    screen.run()
    press(screen, "Lập báo cáo Word")
    screen.query_params["phan"] = "thay-doi"
    screen.query_params["tai-thoi-diem"] = "2024-07-01T12:00"
    screen.run()
    assert not screen.exception
    said = " ".join(info.value for info in screen.info)
    assert "như đã biết lúc 01/07/2024 12:00, trước lúc của báo cáo số 1" in said
    assert "vẫn như cũ" not in said
    assert not tables_of(screen)
    assert not [caption.value for caption in screen.caption if "thay đổi từ" in caption.value]


def test_nothing_was_made_yet(screen: AppTest) -> None:
    for part in ("da-lap", "thay-doi"):
        screen.query_params["phan"] = part
        screen.run()
        assert not screen.exception
        assert any("Chưa lập báo cáo nào" in info.value for info in screen.info)


def test_in_the_past_a_report_is_of_what_was_known_then(screen: AppTest) -> None:
    screen.query_params["tai-thoi-diem"] = "2020-01-01T12:00"
    screen.run()
    assert not screen.exception
    assert not screen.selectbox or "Kế hoạch" not in {box.label for box in screen.selectbox}
