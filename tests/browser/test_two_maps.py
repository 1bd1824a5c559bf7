"""One office looks by the units of 2024 and by those of today: the same households, at a desk and on a telephone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from core.database import Database, open_database
from core.ingest.pipeline import commit, preview
from core.start import initialise
from tests.browser.conftest import Lend, Overheard, free_port, heard_nothing, serving, streamlit
from tests.browser.test_everyone import DESKTOP, PHONE
from tests.browser.test_journeys import choice, choose, expect_metric, expect_screen, upload
from tests.conftest import OPERATOR

pytestmark = pytest.mark.browser

HEAD = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
# Together xã Tu Mơ Rông of today (23425): 1.000 households, 101 of them poor.
OLD = (
    "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;31/12/2024;chính thức;600;60\n"
    "Kon Tum;Tu Mơ Rông;Đăk Hà;31/12/2024;chính thức;400;41\n"
)
# Without a plan a screen has nothing to judge results by.
PLANS = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;"
    "Tổng số hộ dự kiến cuối năm;Số hộ nghèo dự kiến giảm\n"
    "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;1/KH-UBND;600;90;600;30\n"
    "Kon Tum;Tu Mơ Rông;Đăk Hà;2024;1/KH-UBND;400;50;400;10\n"
)
NEW = "Quảng Ngãi;;Tu Mơ Rông;31/12/2025;chính thức;1010;90\n"
MAP = "Bản đồ đơn vị"
OLD_TITLE, NEW_TITLE = "Năm 2024", "Hiện nay"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The program with a result of the two old communes."""
    folder, port = tmp_path_factory.mktemp("both"), free_port()
    url = f"sqlite:///{folder / 'app.db'}"
    database = open_database(url)
    initialise(database)
    _bring(database, PLANS)
    _bring(database, HEAD + OLD)
    with serving(streamlit("--server.port", str(port)), port, url, folder / "app.log") as started:
        yield started


def _bring(database: Database, text: str) -> None:
    found = preview(database, OPERATOR, text.encode(), "xa-cu.csv")
    done = commit(database, found, OPERATOR, "cli", True, "rà soát")
    assert done.batch is not None, done.issues


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def person(request: pytest.FixtureRequest, lend: Lend, overheard: Overheard) -> Iterator[Page]:
    width, height = request.param
    yield lend(ViewportSize(width=width, height=height), locale="vi-VN", has_touch=request.param is PHONE)
    heard_nothing(overheard)


def nothing_in_the_way(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], node["target"]) for one in serious for node in one["nodes"][:3]] == []
    widths = page.get_by_test_id("stMain").evaluate("element => [element.scrollWidth, element.clientWidth]")
    assert widths[0] <= widths[1]


def test_a_new_commune_is_the_sum_of_its_old_ones_and_back(person: Page, both: str) -> None:
    """xã Đăk Hà (23425 until 30/06/2025) is looked at; today's map shows the commune that holds it, with both."""
    person.goto(f"{both}/giam-ngheo?tinh=kon-tum&huyen=tu-mo-rong&xa=dak-ha")
    expect_screen(person, "Giảm nghèo")
    expect(person.get_by_test_id("stMain")).to_contain_text("41")
    choose(person, MAP, NEW_TITLE)
    expect(person).to_have_url(re.compile(r"ban-do=2025"))
    expect(person).to_have_url(re.compile(r"xa=tu-mo-rong"))
    expect_screen(person, "Giảm nghèo")
    main = person.get_by_test_id("stMain")
    expect(main).to_contain_text("101")
    expect(main).to_contain_text("1.000")
    nothing_in_the_way(person)
    person.go_back()
    expect(choice(person, MAP)).to_have_value(OLD_TITLE)
    expect(person).to_have_url(re.compile(r"xa=dak-ha"))


def test_a_communes_money_is_that_of_its_old_communes(person: Page, both: str) -> None:
    """The plan of old xã Tu Mơ Rông gives 2.913 triệu đồng; today's commune lists them, xã Đăk Hà has none."""
    person.goto(f"{both}/ngan-sach?ban-do=2025&tinh=quang-ngai&xa=tu-mo-rong")
    expect_screen(person, "Ngân sách")
    expect_metric(person, "Kế hoạch vốn năm", "2.913")
    expect(person.get_by_test_id("stMain")).to_contain_text("Đăk Hà (cũ)")
    nothing_in_the_way(person)


@pytest.mark.parametrize(
    ("slug", "look"), [("tong-quan", "2025"), ("nong-thon-moi", "2025"), ("muc-tieu-nhiem-vu", "2025-huyen-cu")]
)
def test_other_screens_open_by_todays_map(lend: Lend, both: str, slug: str, look: str, overheard: Overheard) -> None:
    page = lend(ViewportSize(width=390, height=844), locale="vi-VN", has_touch=True)
    page.goto(f"{both}/{slug}?ban-do={look}&tinh=quang-ngai")
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("Có lỗi ngoài dự kiến")).to_have_count(0)
    nothing_in_the_way(page)
    heard_nothing(overheard)


def test_a_unit_is_found_by_its_code_of_before_and_of_today(person: Page, both: str) -> None:
    person.goto(f"{both}/tra-cuu-don-vi?don-vi=23425")
    expect_screen(person, "Tra cứu đơn vị")
    main = person.get_by_test_id("stMain")
    expect(main).to_contain_text("Đăk Hà")
    expect(main).to_contain_text("Tu Mơ Rông")
    nothing_in_the_way(person)


def test_a_file_of_new_units_is_stored_and_seen_by_todays_map(
    lend: Lend, both: str, tmp_path: Path, overheard: Overheard
) -> None:
    page = lend(ViewportSize(width=1440, height=900), locale="vi-VN", has_touch=False)
    page.goto(f"{both}/nop-so-lieu?ban-do=2025&tinh=quang-ngai")
    path = tmp_path / "xa-moi.csv"
    path.write_text(HEAD + NEW, encoding="utf-8")
    upload(page, path)
    page.get_by_role("button", name="Xác nhận, lưu 1 dòng").click()
    expect(page.get_by_text(re.compile(r"thành lô \d+:"))).to_be_visible()
    page.goto(f"{both}/giam-ngheo?ban-do=2025&tinh=quang-ngai&xa=tu-mo-rong")
    expect_screen(page, "Giảm nghèo")
    expect(page.get_by_test_id("stMain")).to_contain_text("1.010")
    heard_nothing(overheard)
