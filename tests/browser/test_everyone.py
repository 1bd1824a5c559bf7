"""The screens for everyone: by keyboard, with a screen reader, on a telephone, on paper, in the dark."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from core.reference import rows_of
from core.settings import DATA
from tests.browser.conftest import Lend, Overheard, heard_nothing
from tests.browser.test_journeys import expect_screen

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1440, 900), (390, 844)
# 297 mm less two margins of 12 mm, at 96 pixels an inch; tables that would stand beyond it.
A4_ACROSS = 1032
CUT_OFF = "tables => tables.filter(one => one.offsetWidth > innerWidth).map(one => one.caption?.innerText)"
SLUGS = [row["slug"] for row in rows_of(DATA / "navigation.csv")]
# Beside each screen as it opens, the views with most on them.
VIEWS = [
    *SLUGS,
    "giam-ngheo?huyen=tuy-duc",
    "ngan-sach?tinh=kon-tum&huyen=tu-mo-rong&xa=tu-mo-rong",
    "nong-thon-moi?tinh=kon-tum&huyen=kon-plong",
    "nong-thon-moi?tinh=kon-tum&huyen=kon-plong&xa=mang-but",
    "bao-cao?phan=da-lap",
    "bao-cao?phan=thay-doi",
    "bao-cao?tinh=kon-tum&ke-hoach=83-kh-ubnd",
    "nghia-vu-bao-cao?xem=theo-don-vi",
    "nghia-vu-bao-cao?xem=lich&thang=2024-12",
    "nghia-vu-bao-cao?xem=day-du",
    "tong-quan?tai-thoi-diem=2024-05-01",
    "bao-cao?tai-thoi-diem=2020-01-01",
]
# (view, most pages): the report of a plan, and 63 duties with a deadline in a table, are longer than a screen.
PRINTED = [
    ("tong-quan", 6),
    ("giam-ngheo", 6),
    ("ngan-sach?tinh=kon-tum&huyen=tu-mo-rong&xa=tu-mo-rong", 6),
    ("bao-cao", 12),
    ("nghia-vu-bao-cao", 8),
]


def open_view(lend: Lend, address: str, view: str, size: tuple[int, int], scheme: str = "light") -> Page:
    viewport = ViewportSize(width=size[0], height=size[1])
    page = lend(viewport, locale="vi-VN", color_scheme=scheme, has_touch=size is PHONE)
    page.goto(f"{address}/{view}")
    slug = view.split("?", maxsplit=1)[0]
    title = next(row["title"] for row in rows_of(DATA / "navigation.csv") if row["slug"] == slug)
    expect_screen(page, title)
    return page


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "dark"), (PHONE, "light")], ids=["desktop", "phone"])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_serious_stands_in_anyones_way(
    lend: Lend, full: str, view: str, size: tuple[int, int], scheme: str, overheard: Overheard
) -> None:
    """axe finds nothing serious, no screen is wider than its window, the console is silent, nothing leaves here."""
    page = open_view(lend, full, view, size, scheme)
    found = Axe().run(page).response["violations"]
    widths = page.get_by_test_id("stMain").evaluate("element => [element.scrollWidth, element.clientWidth]")
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], node["target"], node["failureSummary"]) for one in serious for node in one["nodes"][:3]] == []
    assert widths[0] <= widths[1]
    heard_nothing(overheard)


@pytest.mark.parametrize(("view", "pages"), PRINTED)
def test_a_screen_prints_on_a4_without_menu_filters_and_cut_edges(lend: Lend, full: str, view: str, pages: int) -> None:
    page = open_view(lend, full, view, DESKTOP)
    page.emulate_media(media="print")
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator(".st-key-filter_bar")).to_be_hidden()
    for not_printed in page.locator(
        ".td-known-at, .st-key-report_buttons button, [data-testid=stDownloadButton]"
    ).all():
        expect(not_printed).to_be_hidden()
    page.set_viewport_size({"width": A4_ACROSS, "height": 700})
    too_wide = page.locator(".td-table").evaluate_all(CUT_OFF)
    assert too_wide == []
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= pages


def test_the_title_of_a_reports_table_stands_above_its_head(lend: Lend, full: str) -> None:
    """On the screen and on paper; it was once cut in half by the head below it."""
    page = open_view(lend, full, "bao-cao", DESKTOP)
    title = page.locator(".td-report caption").first
    for media in ("screen", "print"):
        page.emulate_media(media="print" if media == "print" else "screen")
        lines = title.evaluate("one => [one.scrollHeight, one.offsetHeight]")
        assert lines[0] <= lines[1] >= 15, media


def test_the_keyboard_alone_gets_past_the_menu_and_into_a_district(lend: Lend, full: str, overheard: Overheard) -> None:
    page = open_view(lend, full, "tong-quan", DESKTOP)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Tới nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    link = page.locator(".td-table a", has_text="Tuy Đức").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/giam-ngheo\?huyen=tuy-duc$"))
    expect_screen(page, "Giảm nghèo")
    heard_nothing(overheard)


def test_landmarks_have_names(lend: Lend, full: str) -> None:
    page = open_view(lend, full, "giam-ngheo?huyen=tuy-duc", DESKTOP)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("search", name="Thanh lọc")).to_have_count(1)
    expect(page.get_by_role("navigation", name="Đơn vị đang xem")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
