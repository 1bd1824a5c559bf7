"""What the program draws can reach the browser late, and several drawings at once. What was asked for last is shown."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import Visitor
from tests.browser.test_journeys import choice, choose, expect_screen, go_to, put_away

pytestmark = pytest.mark.browser


class Line:
    """What lies between a tab and the program; it can hold back what the program says."""

    def __init__(self, context: BrowserContext) -> None:
        self._is_held = False
        self._waiting: list[str | bytes] = []
        context.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, tab: WebSocketRoute) -> None:
        self._tab = tab
        tab.connect_to_server().on_message(self._say)

    def _say(self, message: str | bytes) -> None:
        if self._is_held:
            self._waiting.append(message)
        else:
            self._tab.send(message)

    def hold(self) -> None:
        self._is_held = True

    def let_go(self) -> None:
        self._is_held = False
        while self._waiting:
            self._tab.send(self._waiting.pop(0))

    def ended(self) -> int:
        """The drawings that the program has ended, of those held back."""
        return sum(_kind(one) == "script_finished" for one in self._waiting)


def _kind(message: str | bytes) -> str | None:
    assert isinstance(message, bytes)
    read = ForwardMsg()
    read.ParseFromString(message)
    return read.WhichOneof("type")


def until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(400):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("the program did not answer")


def follow(page: Page, address: str) -> None:
    """As a click on a link within a screen does (static/tien-do.js)."""
    page.evaluate("to => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate')) }", address)


def menu(page: Page, screen: str) -> None:
    page.get_by_test_id("stSidebarNavLink").filter(has_text=screen).click()


def test_a_box_shows_what_the_screen_is_of_where_a_second_drawing_overtook_the_first(
    visitor: Visitor, full: str
) -> None:
    page = visitor()
    line = Line(page.context)
    page.goto(f"{full}/giam-ngheo")
    expect_screen(page, "Giảm nghèo")
    line.hold()
    follow(page, "/giam-ngheo?tinh=kon-tum")
    until(page, lambda: line.ended() == 1)
    menu(page, "Nông thôn mới")
    until(page, lambda: line.ended() == 2)
    line.let_go()
    expect_screen(page, "Nông thôn mới")
    expect(choice(page, "Tỉnh")).to_have_value("Kon Tum")
    go_to(page, "Ngân sách")
    expect(choice(page, "Tỉnh")).to_have_value("Kon Tum")
    expect(page).to_have_url(f"{full}/ngan-sach?tinh=kon-tum")


def test_a_link_followed_right_after_a_pick_is_where_one_arrives(visitor: Visitor, full: str) -> None:
    """The address of the pick comes late: it does not take the place of the link's."""
    page = visitor()
    line = Line(page.context)
    page.goto(f"{full}/giam-ngheo")
    expect_screen(page, "Giảm nghèo")
    line.hold()
    choose(page, "Huyện, thành phố", "Cư Jút")
    until(page, lambda: line.ended() >= 1)
    follow(page, "/giam-ngheo?huyen=tuy-duc")
    until(page, lambda: line.ended() >= 2)
    line.let_go()
    expect(choice(page, "Huyện, thành phố")).to_have_value("Tuy Đức")
    expect(page).to_have_url(f"{full}/giam-ngheo?huyen=tuy-duc")
    go_to(page, "Ngân sách")
    expect(choice(page, "Huyện, thành phố")).to_have_value("Tuy Đức")


def test_two_picks_before_the_first_is_drawn_both_count(visitor: Visitor, full: str) -> None:
    page = visitor()
    line = Line(page.context)
    page.goto(f"{full}/giam-ngheo?huyen=cu-jut")
    expect_screen(page, "Giảm nghèo")
    line.hold()
    choose(page, "Kỳ số liệu", "Đến 30/06/2024")
    until(page, lambda: line.ended() >= 1)
    choose(page, "Huyện, thành phố", "Krông Nô")
    until(page, lambda: line.ended() >= 2)
    line.let_go()
    expect(page).to_have_url(f"{full}/giam-ngheo?huyen=krong-no&ky=2024-06-30")
    expect(choice(page, "Kỳ số liệu")).to_have_value("Đến 30/06/2024")


def test_a_link_clicked_while_a_dialog_s_step_back_is_under_way_is_followed(visitor: Visitor, full: str) -> None:
    page = visitor()
    page.add_init_script(
        "const go = history.go.bind(history);"
        "history.go = by => { window.going = 1; setTimeout(() => { go(by); window.going = 2; }, 1500); }"
    )
    page.goto(f"{full}/giam-ngheo?huyen=tuy-duc&xa=quang-truc")
    expect_screen(page, "Giảm nghèo")
    page.locator(".td-table a[href*='tu-dau=']").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached()
    put_away(page)
    until(page, lambda: page.evaluate("window.going") == 1)
    page.locator(".td-trail").get_by_role("link", name="huyện Tuy Đức").click()
    until(page, lambda: page.evaluate("window.going") == 2)
    expect(page).to_have_url(f"{full}/giam-ngheo?huyen=tuy-duc")
    expect(page.locator(".td-trail [aria-current]")).to_have_text("huyện Tuy Đức")
    page.go_back()
    expect(page).to_have_url(f"{full}/giam-ngheo?huyen=tuy-duc&xa=quang-truc")
    expect(choice(page, "Xã, phường, thị trấn")).to_have_value("Quảng Trực")
