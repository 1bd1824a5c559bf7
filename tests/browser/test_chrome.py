"""No English of the framework's own stays on any screen, in any state a person can bring a screen into."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.places import all_places
from core.reference import rows_of
from core.settings import DATA
from tests.browser.conftest import free_port, serving, streamlit

pytestmark = pytest.mark.browser

COLLECT = (Path(__file__).parent / "chrome_texts.js").read_text(encoding="utf-8")
SCREENS = [row["slug"] for row in rows_of(DATA / "navigation.csv")]
VIEWS = [
    "bao-cao?phan=da-lap",
    "bao-cao?tai-thoi-diem=2020-01-01",
    "nghia-vu-bao-cao?xem=theo-don-vi",
    "nghia-vu-bao-cao?xem=lich",
    "nghia-vu-bao-cao?xem=day-du",
    "tong-quan?tai-thoi-diem=2020-01-01",
]
# Vietnamese written without a single accent, and words that are the same in both languages.
PLAIN = {
    "In trang",
    "CSV",
    "Excel",
    "PNG",
    "SVG",
    "UTF-8",
    "xlsx",
    "sha256",
    "MB",
    "KB",
    "B",
    "Streamlit",
    "v",
    "KH",
    "UBND",
}
PLAIN |= {
    word for place in all_places().by_code.values() for word in re.findall(r"[A-Za-z]+", place.name) if word.isascii()
}
QUESTIONED = (
    "Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ nghèo đầu kỳ;Tái nghèo\n"
    "Tuy Đức;30/06/2024;16.800;3.100;3.131;5\n"
)


def english(texts: list[str], own: tuple[str, ...] = ()) -> list[str]:
    """The texts without any accent that have a word in them beside names, units and codes, or the names of files."""
    left = []
    for text in texts:
        rest = text
        for name in (*own, *sorted(PLAIN, key=len, reverse=True)):
            rest = re.sub(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", "", rest)
        if text.isascii() and re.search(r"[A-Za-z]{2}", rest):
            left.append(text)
    return left


def said(page: Page) -> list[str]:
    texts: list[str] = page.evaluate(COLLECT)
    return texts


def expect_vietnamese(page: Page, *own: str) -> None:
    """Words are translated before the frame that paints them; what is seen between two frames is looked at again.

    A part of Streamlit's that a slow machine loads late comes into the page after the screen has stopped running.
    """
    page.wait_for_timeout(500)
    for _ in range(10):
        if not english(said(page), own):
            return
        page.wait_for_timeout(500)
    assert english(said(page), own) == []


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached()
    return page


@pytest.mark.parametrize("text", ["Upload", "Drag and drop files here", "2 options available.", "open", "x.csv, 3 KB"])
def test_the_check_finds_english(text: str) -> None:
    assert english([text]) == [text]


@pytest.mark.parametrize("text", ["Đóng", "Tải CSV", "CSV", "Gia Nghĩa", "In trang", "22.0 MB", "97/KH-UBND"])
def test_the_check_lets_vietnamese_names_and_codes_pass(text: str) -> None:
    assert english([text]) == []


@pytest.mark.parametrize("screen", [*SCREENS, *VIEWS])
def test_no_english_on_a_screen(page: Page, reading: str, screen: str) -> None:
    expect_vietnamese(opened(page, f"{reading}/{screen}"))


def test_no_english_on_a_telephone(page: Page, reading: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    expect_vietnamese(opened(page, reading))
    page.get_by_test_id("stExpandSidebarButton").click()
    expect_vietnamese(page)


def _menu(page: Page) -> None:
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    expect(page.get_by_role("menuitemradio")).to_have_text(
        [re.compile("Theo máy"), re.compile("Sáng"), re.compile("Tối")]
    )


def _options(page: Page) -> None:
    page.get_by_role("combobox").nth(1).click()
    expect(page.get_by_role("listbox")).to_be_visible()


def _no_such_option(page: Page) -> None:
    _options(page)
    page.keyboard.type("zzzz")
    expect(page.get_by_role("option")).to_have_text(["Không có kết quả"])


def _chosen_option(page: Page) -> None:
    _options(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def _sidebar_away(page: Page) -> None:
    page.get_by_test_id("stSidebar").hover()
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()


def _help(page: Page) -> None:
    page.get_by_test_id("stTooltipHoverTarget").first.hover()
    expect(page.get_by_test_id("stTooltipContent")).to_be_visible()


def _expander(page: Page) -> None:
    page.get_by_text("Các cột của mẫu", exact=True).click()


@pytest.mark.parametrize("state", [_menu, _options, _no_such_option, _chosen_option, _sidebar_away, _help, _expander])
def test_no_english_in_what_opens(page: Page, reading: str, state: Callable[[Page], None]) -> None:
    opened(page, f"{reading}/nop-so-lieu")
    state(page)
    expect_vietnamese(page)


def test_no_english_in_the_dialog(page: Page, reading: str) -> None:
    opened(page, f"{reading}/giam-ngheo?tu-dau=ngheo.66.2024.khong-co.poor")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_vietnamese(page)
    page.get_by_role("dialog").get_by_label("Đóng").last.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def _give(page: Page, path: Path) -> None:
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(path)


def test_no_english_around_a_file(page: Page, reading: str, tmp_path: Path) -> None:
    """A file that asks for a reason, one of no known kind, and one that is too large."""
    asked, text, large = tmp_path / "hoi.csv", tmp_path / "thu.txt", tmp_path / "lon.csv"
    asked.write_text(QUESTIONED, encoding="utf-8")
    text.write_text("a", encoding="utf-8")
    large.write_bytes(b"a" * 21 * 1024 * 1024)
    names = tuple(path.name for path in (asked, text, large))
    opened(page, f"{reading}/nop-so-lieu")
    _give(page, asked)
    page.get_by_label("Lý do (một dòng").press_sequentially("abc")
    expect_vietnamese(page, *names)
    _give(page, text)
    expect(page.get_by_text("Không đọc được tệp «thu.txt»")).to_be_visible()
    expect_vietnamese(page, *names)
    _give(page, large)
    chip = page.get_by_test_id("stFileChip").filter(has_text="lon.csv")
    chip.hover()
    expect(page.get_by_text("Tệp không được quá")).to_be_visible()
    expect_vietnamese(page, *names)


@pytest.fixture
def stoppable(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """The program's address, and what stops it while a page is open."""
    port = free_port()
    command, log = streamlit("--server.port", str(port)), tmp_path / "app.log"
    pid = tmp_path / "pid"
    noted = ["sh", "-c", f'echo $$ > "{pid}"; exec "$@"', "sh", *command]
    with serving(noted, port, sqlite_url, log) as address:
        yield address, lambda: os.kill(int(pid.read_text()), signal.SIGKILL)


def test_no_english_when_the_server_is_gone(chromium: Browser, stoppable: tuple[str, Callable[[], None]]) -> None:
    """A tab of its own: it complains of the lost connection, as it should."""
    address, stop = stoppable
    with closing(chromium.new_context(locale="vi-VN")) as context:
        page = opened(context.new_page(), f"{address}/giam-ngheo")
        stop()
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(page.get_by_text("Máy chủ của Tiến Độ không trả lời")).to_be_visible()
        expect_vietnamese(page)
