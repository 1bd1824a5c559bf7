"""The five ways people go through the program every morning, with a mouse and with a thumb."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.conftest import ROOT, Lend, Overheard, Serve, environment, heard_nothing
from tests.browser.test_journeys import (
    NOW,
    choice,
    choose,
    expect_metric,
    expect_screen,
    put_away,
    take_back,
    upload,
)

pytestmark = pytest.mark.browser

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


@pytest.fixture(params=SIZES)
def person(request: pytest.FixtureRequest, lend: Lend, overheard: Overheard) -> Iterator[Page]:
    """Somebody at a desk, then the same with a telephone; the console stays silent and nothing leaves the machine."""
    width, height = SIZES[request.param]
    phone = request.param == "phone"
    viewport = ViewportSize(width=width, height=height)
    yield lend(viewport, locale="vi-VN", has_touch=phone, is_mobile=phone, permissions=["clipboard-read"])
    heard_nothing(overheard)


def link(page: Page | Locator, text: str) -> Locator:
    return page.locator("a", has_text=re.compile(f"^{re.escape(text)}$")).first


def test_from_the_overview_to_the_file_a_figure_came_from(person: Page, full: str) -> None:
    """Overview → huyện → commune → source, and back along the trail."""
    person.goto(full)
    expect_screen(person, "Tổng quan")
    link(person.locator(".td-table"), "Tuy Đức").click()
    expect(person).to_have_url(re.compile(r"/giam-ngheo\?huyen=tuy-duc"))
    expect_screen(person, "Giảm nghèo")
    expect_metric(person, NOW, "1.941")
    link(person.locator(".td-table"), "Quảng Trực").click()
    expect(person).to_have_url(re.compile(r"huyen=tuy-duc&xa=quang-truc"))
    expect(person.locator(".td-trail")).to_contain_text("xã Quảng Trực")
    person.locator(".td-table a", has_text=re.compile("^325$")).first.click()
    dialog = person.get_by_role("dialog")
    expect(dialog).to_contain_text("xã Quảng Trực, huyện Tuy Đức, tỉnh Đắk Nông")
    expect(dialog).to_contain_text(re.compile(r"tệp minh-hoa/poverty-progress\.csv, dòng \d+"))
    put_away(person)
    link(person.locator(".td-trail"), "huyện Tuy Đức").click()
    expect(person).to_have_url(re.compile(r"/giam-ngheo\?huyen=tuy-duc"))
    expect_metric(person, NOW, "1.941")


def test_a_view_that_is_shared_is_the_view_that_is_seen(person: Page, full: str, chromium: Browser) -> None:
    """Filter → copy the address → somebody else opens it."""
    person.goto(f"{full}/giam-ngheo")
    expect_screen(person, "Giảm nghèo")
    choose(person, "Huyện, thành phố", "Cư Jút")
    choose(person, "Kỳ số liệu", "Đến 30/06/2024")
    expect_metric(person, NOW, "646")
    address = person.url
    assert address.endswith("/giam-ngheo?huyen=cu-jut&ky=2024-06-30")
    other = chromium.new_context(locale="en-US")
    page = other.new_page()
    page.goto(address)
    expect_screen(page, "Giảm nghèo")
    expect_metric(page, NOW, "646")
    expect(choice(page, "Huyện, thành phố")).to_have_value("Cư Jút")
    other.close()


def test_a_question_is_answered_stored_and_taken_back(
    person: Page, serve: Serve, sqlite_url: str, tmp_path: Path
) -> None:
    """Upload → question → reason → confirm → undo."""
    with serve(sqlite_url) as address:
        person.goto(f"{address}/nop-so-lieu?huyen=tuy-duc")
        path = tmp_path / "hoi.csv"
        heading = "Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ nghèo đầu kỳ;Tái nghèo"
        path.write_text(f"{heading}\nTuy Đức;30/06/2024;16.800;3.100;3.131;5\n", encoding="utf-8")
        upload(person, path)
        expect(person.get_by_text("Cần giải thích").first).to_be_visible()
        person.get_by_label("Lý do (một dòng").fill("đang rà soát")
        person.get_by_role("button", name="Xác nhận, lưu 1 dòng").click()
        expect(person.get_by_text("thành lô 9:")).to_be_visible()
        take_back(person, 9)
        expect(person.get_by_text("Đã thu hồi lô 9")).to_be_visible()
        person.goto(f"{address}/giam-ngheo?huyen=tuy-duc")
        expect_screen(person, "Giảm nghèo")
        expect_metric(person, NOW, "—")
        person.goto("about:blank")


def test_a_communes_budget_down_to_one_line_and_its_origin(person: Page, full: str) -> None:
    person.goto(f"{full}/ngan-sach?tinh=kon-tum")
    expect_screen(person, "Ngân sách")
    link(person.locator(".td-table"), "Tu Mơ Rông").click()
    expect(person).to_have_url(re.compile("xa=tu-mo-rong"))
    expect_metric(person, "Kế hoạch vốn năm", "2.913")
    expect(person.locator(".td-trail")).to_contain_text("xã Tu Mơ Rông")
    person.locator(".td-table a:visible", has_text=re.compile(r"^1\.977$")).first.click()
    expect(person.get_by_role("dialog")).to_contain_text("II.2.1")
    put_away(person)


def test_the_matrix_of_criteria_leads_to_a_cell_a_commune_and_its_village(person: Page, full: str) -> None:
    person.goto(f"{full}/nong-thon-moi?tinh=kon-tum&huyen=kon-plong")
    expect_screen(person, "Nông thôn mới")
    matrix = person.get_by_role("region", name=re.compile("Từng tiêu chí")).first
    cell = matrix.get_by_role("link", name=re.compile("Thu nhập.*Măng Cành|Măng Cành.*Thu nhập")).first
    cell.click()
    dialog = person.get_by_role("dialog")
    expect(dialog).to_contain_text("Măng Cành")
    put_away(person)
    matrix.get_by_role("link", name="Pờ Ê", exact=True).first.click()
    expect(person).to_have_url(re.compile("xa=po-e"))
    expect(person.locator(".td-trail")).to_contain_text("xã Pờ Ê")
    person.locator(".td-table a[href*='thon=']").first.click()
    expect(person).to_have_url(re.compile("thon="))
    expect(person.locator(".td-trail [aria-current]")).to_contain_text("Thôn minh họa")


def test_a_bar_is_a_way_in_and_one_step_back_is_the_way_out(person: Page, full: str) -> None:
    person.goto(full)
    expect_screen(person, "Tổng quan")
    bar = person.locator(".js-plotly-plot .barlayer .trace").last.locator(".point").first
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    person.mouse.move(box["x"] + 6, box["y"] + box["height"] / 2)
    person.wait_for_timeout(300)
    person.mouse.click(box["x"] + 6, box["y"] + box["height"] / 2)
    expect(person).to_have_url(re.compile(r"/giam-ngheo\?huyen="))
    expect_screen(person, "Giảm nghèo")
    person.go_back()
    expect(person).to_have_url(re.compile(rf"^{full}/$"))
    expect_screen(person, "Tổng quan")
    expect(choice(person, "Huyện, thành phố")).to_have_value("Tất cả")


def test_closing_a_figures_origin_goes_back_to_where_it_was_opened(person: Page, full: str) -> None:
    """However deep one went; and a shared link to it closes too."""
    person.goto(full)
    expect_screen(person, "Tổng quan")
    person.goto(f"{full}/giam-ngheo?huyen=tuy-duc")
    expect_screen(person, "Giảm nghèo")
    person.locator("a[href*='percent_points']").first.click()
    dialog = person.get_by_role("dialog")
    expect(dialog).to_contain_text("(18,78 − ")
    shared = person.url
    link(dialog, "từ đâu?").click()
    expect(dialog).to_contain_text("3.131 ÷ 16.674")
    expect(dialog).not_to_contain_text("(18,78 − ")  # that it is the deeper one: the one before names its parts
    expect(person.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached()
    put_away(person)
    expect(person).to_have_url(f"{full}/giam-ngheo?huyen=tuy-duc")
    person.go_back()
    expect_screen(person, "Tổng quan")
    person.goto(shared)
    expect(dialog).to_contain_text("(18,78 − ")
    dialog.get_by_role("button", name="Đóng").click()
    expect(person).to_have_url(f"{full}/giam-ngheo?huyen=tuy-duc")
    expect(dialog).to_have_count(0)


def test_a_name_in_a_file_makes_no_browser_ask_elsewhere(
    chromium: Browser, overheard: Overheard, serve: Serve, sqlite_url: str, tmp_path: Path
) -> None:
    """A village called like a picture of another host: seen, hovered over, nothing is fetched."""
    name = "![z](https://evil.example/p.png)"
    path = tmp_path / "thon.csv"
    path.write_text(
        f"Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Thôn\nKon Tum;Kon Plông;Pờ Ê;{name}\n", encoding="utf-8"
    )
    url = environment(sqlite_url)
    command = [sys.executable, "-m", "core", "import", str(path), "--kind", "villages"]
    subprocess.run(command, cwd=ROOT, env=url, check=True, capture_output=True)
    with serve(sqlite_url) as address:
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        overheard.listen(context)
        page = context.new_page()
        for view in (
            "nong-thon-moi?tinh=kon-tum&huyen=kon-plong&xa=po-e",
            f"nguon-kiem-tra?the=cac-lan-nap-so-lieu&lo={name}",
        ):
            page.goto(f"{address}/{view}")
            expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached()
            for button in page.get_by_role("button", name="Tải CSV").all():
                button.hover()
                page.wait_for_timeout(700)
        hosts = page.locator("a[href]").evaluate_all("links => [...new Set(links.map((one) => one.host))]")
        assert hosts == [address.removeprefix("http://")]
        context.close()
    assert {host.split(":")[0] for host in overheard.hosts} <= {"127.0.0.1"}


def test_tables_and_charts_are_taken_along(person: Page, full: str, tmp_path: Path) -> None:
    person.goto(full)
    expect_screen(person, "Tổng quan")
    for label, ending in (("Tải CSV", "csv"), ("Tải Excel", "xlsx")):
        with person.expect_download() as download:
            person.get_by_role("button", name=label).first.click()
        download.value.save_as(tmp_path / f"bang.{ending}")
    assert "Tuy Đức" in (tmp_path / "bang.csv").read_text(encoding="utf-8-sig")
    assert "Tuy Đức" in [cell.value for cell in load_workbook(tmp_path / "bang.xlsx").worksheets[0]["A"]]
    for format_, opening in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with person.expect_download() as download:
            person.locator("button.td-picture", has_text=format_).first.click()
        picture = Path(download.value.path()).read_bytes()
        assert picture.startswith(opening)
    with person.expect_download() as download:
        person.locator("button.td-picture", has_text="SVG").first.click()
    drawn = Path(download.value.path()).read_text(encoding="utf-8")
    assert "97/KH-UBND" in drawn
    assert "Tuy Đức" in drawn


def test_a_heading_sorts_its_table_and_the_total_stays_last(person: Page, full: str) -> None:
    person.set_viewport_size({"width": 1440, "height": 900})
    person.goto(full)
    expect_screen(person, "Tổng quan")
    table = person.locator(".td-table").first
    heading = table.locator("th", has_text="Đạt theo số hộ")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    names = table.locator("tbody th")
    expect(names.first).to_have_text("Đăk Glong")
    expect(names.last).to_contain_text("Toàn tỉnh")
    heading.get_by_role("button").click()
    expect(names.first).to_have_text("Krông Nô")
    expect(names.last).to_contain_text("Toàn tỉnh")


def test_figures_look_the_same_in_a_browser_of_another_language(chromium: Browser, full: str) -> None:
    """1.234,5 and 30/06/2024 whatever the browser says of itself."""
    said = []
    for locale in ("vi-VN", "en-US"):
        context = chromium.new_context(locale=locale, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(f"{full}/giam-ngheo")
        expect_screen(page, "Giảm nghèo")
        expect(page.locator(".js-plotly-plot .xtick").first).to_be_visible()
        texts = page.locator(".js-plotly-plot").first.locator("text").all_inner_texts()
        said.append((page.locator(".td-table").first.inner_text(), texts))
        context.close()
    assert said[0] == said[1]
