"""From figures to the official document and back: reports, duties, explanations, the audit, and what was known then."""

import io
import re
import urllib.request
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Download, Locator, Page, expect

from core.database import Database
from core.settings import time_zone
from tests.browser.conftest import Serve
from tests.browser.test_chrome import expect_vietnamese
from tests.browser.test_journeys import NOW, choice, expect_metric, expect_screen, go_to, put_away
from tests.conftest import SHIPPED, UPLOAD_1, UPLOAD_2, Load
from tests.test_known_at import place_in_time

pytestmark = pytest.mark.browser

HEAD = "Huyện, thành phố;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
# Tuy Đức: 3.131 of 16.674 (18,7778%), to fall by 1.400 hộ and 8,5 điểm % in 2024.
# 2.444 of 16.800 (14,5476%): 687 hộ are 49,1%, 4,2301 điểm % are 49,8%. 3.000 of 16.800: 131 hộ, behind.
JUNE = HEAD + "Tuy Đức;30/06/2024;chính thức;16.800;2.444\n"
CORRECTED = HEAD + "Tuy Đức;30/06/2024;chính thức;16.800;2.400\n"
BEHIND = HEAD + "Tuy Đức;30/06/2024;chính thức;16.800;3.000\n"


def link(inside: Page | Locator, text: str) -> Locator:
    return inside.locator("a", has_text=re.compile(f"^{re.escape(text)}$")).first


def line(page: Page, *texts: str) -> Locator:
    """The one line of a table that says all of this."""
    found = page.locator(".td-table tbody tr")
    for text in texts:
        found = found.filter(has_text=text)
    return found


def pick(page: Page, label: str, option: str) -> None:
    """The first option that begins so, perhaps with more behind it."""
    choice(page, label).click()
    page.get_by_role("option").filter(has_text=re.compile(f"^{re.escape(option)}")).first.click()
    expect(choice(page, label)).to_have_value(re.compile(f"^{re.escape(option)}"))


def fetched(address: str) -> tuple[str, bytes]:
    with urllib.request.urlopen(address, timeout=20) as response:
        return response.headers["content-type"], response.read()


def cells_of(content: bytes) -> set[str]:
    return {cell.text for table in Document(io.BytesIO(content)).tables for row in table.rows for cell in row.cells}


def test_from_the_choice_of_a_report_to_its_file_and_what_changed_since(
    page: Page, serve: Serve, sqlite: Database, load: Load
) -> None:
    """One click makes it and takes it along, once; it is kept as it was while the figures go on."""
    load(sqlite, JUNE)
    taken: list[str] = []

    def note(one: Download) -> None:
        taken.append(one.suggested_filename)

    page.on("download", note)
    with serve(sqlite.url) as address:
        page.goto(f"{address}/bao-cao")
        expect_screen(page, "Báo cáo")
        pick(page, "Kế hoạch", "97/KH-UBND")
        pick(page, "Đơn vị báo cáo", "huyện Tuy Đức")
        pick(page, "Kỳ báo cáo", "6 tháng đầu năm 2024")
        preview = page.get_by_role("article", name="Bản xem trước báo cáo")
        expect(preview).to_contain_text("đạt 49,8% theo điểm %, 49,1% theo số hộ")
        expect(line(page, "Tuy Đức", "2.444", "49,8%", "49,1%").first).to_be_visible()
        link(preview, "2.444").click()
        expect(page.get_by_role("dialog")).to_contain_text(f"tệp tep.csv, dòng 2 (lô {UPLOAD_1})")
        put_away(page)
        expect(page).not_to_have_url(re.compile("tu-dau"))
        expect_screen(page, "Báo cáo")

        with page.expect_download() as download:
            page.get_by_role("button", name="Lập báo cáo Word").click()
        expect(page.get_by_text("Đã lập báo cáo số 1, từ số liệu như đã biết lúc")).to_be_visible()
        assert download.value.suggested_filename.endswith(".docx")
        made = Path(download.value.path()).read_bytes()
        assert {"2.444", "49,8%", "49,1%"} <= cells_of(made)
        expect_screen(page, "Báo cáo")

        page.get_by_role("tab", name="Đã lập").click()
        row = line(page, "97/KH-UBND", "huyện Tuy Đức", "6 tháng đầu năm 2024")
        expect(row).to_have_count(1)
        with page.expect_download() as again:
            link(row, download.value.suggested_filename).click()
        assert Path(again.value.path()).read_bytes() == made
        assert fetched(f"{address}/tep-bao-cao/1")[1] == made

        load(sqlite, CORRECTED, name="sua.csv", justify="sửa số")
        link(row, "Thay đổi").click()
        expect(line(page, "2.444", "2.400", f"lô {UPLOAD_2}").first).to_be_visible()
        assert taken == [download.value.suggested_filename] * 2, "once by itself, once by the link"
        page.locator(".td-table a", has_text=f"lô {UPLOAD_2}").first.click()
        expect(page).to_have_url(re.compile(rf"/nguon-kiem-tra\?.*lo={UPLOAD_2}"))
        expect_screen(page, "Nguồn và lịch sử")
        expect(page.get_by_text("sua.csv").first).to_be_visible()
        page.goto("about:blank")


def test_the_figures_of_a_past_moment_on_every_screen_until_one_goes_back(
    page: Page, serve: Serve, sqlite: Database, load: Load
) -> None:
    load(sqlite, JUNE)
    load(sqlite, CORRECTED, justify="sửa số")
    for batch, day in ((UPLOAD_1, 1), (UPLOAD_2, 5)):
        place_in_time(sqlite, batch, datetime(2024, 7, day, 8, tzinfo=time_zone()))
    for batch in range(1, SHIPPED + 1):
        place_in_time(sqlite, batch, datetime(2024, 4, 30, 8, tzinfo=time_zone()))
    with serve(sqlite.url) as address:
        page.goto(f"{address}/giam-ngheo?huyen=tuy-duc")
        expect_metric(page, NOW, "2.400")
        page.locator(".td-known-at summary").click()
        page.locator(".td-known-at a", has_text=f"sau khi nạp lô {UPLOAD_1} (").click()
        banner = page.locator(".td-past")
        expect(banner).to_contain_text("Đang xem số liệu như đã biết lúc 01/07/2024 08:00")
        expect_metric(page, NOW, "2.444")
        go_to(page, "Tổng quan")
        expect(banner).to_be_visible()
        expect_metric(page, NOW, "2.444")
        expect(page).to_have_url(re.compile("tai-thoi-diem=2024-07-01T08%3A00|tai-thoi-diem=2024-07-01T08:00"))
        page.reload()
        expect_screen(page, "Tổng quan")
        expect(banner).to_contain_text("01/07/2024 08:00")
        expect_metric(page, NOW, "2.444")
        link(banner, "Về hiện nay").click()
        expect(banner).to_have_count(0)
        expect_metric(page, NOW, "2.400")
        expect(page).to_have_url(f"{address}/?huyen=tuy-duc")
        page.goto("about:blank")


def test_a_duty_is_marked_by_hand_and_the_mark_taken_back(page: Page, serve: Serve, sqlite: Database) -> None:
    with serve(sqlite.url) as address:
        page.goto(f"{address}/nghia-vu-bao-cao?huyen=tuy-duc")
        expect_screen(page, "Nghĩa vụ báo cáo")
        duty = line(page, "Báo cáo kết quả thực hiện Kế hoạch định kỳ 6 tháng")
        expect(duty).to_contain_text("Qua hạn, chưa ghi nhận")
        link(duty, "Ghi nhận…").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("combobox", name="Đơn vị")).to_have_value("huyện Tuy Đức")
        dialog.get_by_label("Ngày hoàn thành (dd/mm/yyyy)").fill("14/06/2024")
        dialog.get_by_label("Ghi chú (số công văn, cách gửi)").fill("Công văn 12/BC-UBND")
        expect_vietnamese(page)
        dialog.get_by_role("button", name="Ghi nhận", exact=True).click()
        expect(page.get_by_text(f"Đã ghi nhận: huyện Tuy Đức, ngày 14/06/2024, lô {UPLOAD_1}.")).to_be_visible()
        expect(dialog).to_have_count(0)
        expect(duty).to_contain_text("Đúng hạn")
        expect(duty).to_contain_text("Công văn 12/BC-UBND")
        expect(page).to_have_url(f"{address}/nghia-vu-bao-cao?huyen=tuy-duc")
        page.get_by_role("button", name=f"Thu hồi lô {UPLOAD_1}").click()
        page.get_by_role("button", name="Thu hồi", exact=True).click()
        expect(page.get_by_text(f"Đã thu hồi lô {UPLOAD_1}")).to_be_visible()
        expect(duty).to_contain_text("Qua hạn, chưa ghi nhận")
        page.goto("about:blank")


def test_the_calendar_of_duties_by_keyboard_and_for_other_programs(page: Page, reading: str) -> None:
    page.goto(f"{reading}/nghia-vu-bao-cao?huyen=tuy-duc&xem=lich&thang=2024-06")
    expect_screen(page, "Nghĩa vụ báo cáo")
    for turn, month in (("Tháng 12/2024 →", "12/2024"), ("← Tháng 06/2024", "06/2024"), ("← Tháng 03/2024", "03/2024")):
        link(page, turn).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".td-month caption")).to_have_text(f"Thời hạn tháng {month}")
    expect(page.locator(".td-month td", has_text="Xây dựng kế hoạch của địa phương").locator("time")).to_have_text("30")
    page.locator("summary", has_text="Đăng ký lịch").click()
    file = page.get_by_role("link", name="Tải tệp lịch (.ics)")
    kind, content = fetched(str(file.evaluate("one => one.href")))
    assert kind.startswith("text/calendar")
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.count(b"BEGIN:VEVENT") == 4
    with page.expect_download() as download:
        file.click()
    assert download.value.suggested_filename == "nghia-vu-bao-cao.ics"
    assert Path(download.value.path()).read_bytes() == content


def test_an_explanation_stands_beside_its_figure_and_in_the_report(
    page: Page, serve: Serve, sqlite: Database, load: Load
) -> None:
    load(sqlite, BEHIND)
    with serve(sqlite.url) as address:
        page.goto(f"{address}/giam-ngheo?huyen=tuy-duc")
        expect_screen(page, "Giảm nghèo")
        expect(page.get_by_text("Chưa giải trình: đơn vị đang chậm")).to_be_visible()
        page.get_by_text("Viết giải trình", exact=True).click()
        page.get_by_label("Nguyên nhân").fill("Mưa lũ kéo dài")
        page.get_by_label("Biện pháp khắc phục").fill("Cho vay vốn đợt 2")
        page.get_by_label("Ngày giải trình").fill("30/06/2024")
        page.get_by_label("Hạn khắc phục").press_sequentially("31/10/2024")
        expect_vietnamese(page)
        page.get_by_role("button", name="Lưu giải trình").click()
        expect(page.get_by_text(f"Đã lưu giải trình thành lô {UPLOAD_2}.")).to_be_visible()
        go_to(page, "Tổng quan")
        mark = page.locator(".td-explained a", has_text="Có giải trình (30/06/2024), hạn khắc phục 31/10/2024").first
        expect(mark).to_be_visible()
        mark.click()
        expect_screen(page, "Giảm nghèo")
        expect(page.get_by_text("Mưa lũ kéo dài")).to_be_visible()
        go_to(page, "Báo cáo")
        preview = page.get_by_role("article", name="Bản xem trước báo cáo")
        expect(preview).to_contain_text("Mưa lũ kéo dài")
        expect(preview).to_contain_text("Cho vay vốn đợt 2")
        expect(preview).to_contain_text("31/10/2024")
        page.goto("about:blank")


def test_the_audit_is_narrowed_down_and_leads_to_both_sources(page: Page, reading: str) -> None:
    page.goto(f"{reading}/kiem-tra")
    expect_screen(page, "Kiểm tra")
    rows = page.locator(".td-table tbody tr")
    expect(rows).to_have_count(22)
    page.locator(".td-facet a", has_text="Làm tròn").click()
    expect(rows).to_have_count(6)
    expect(page).to_have_url(re.compile(r"/kiem-tra\?loai=lam-tron$"))
    link(rows.filter(has_text="huyện Krông Nô: số hộ kế hoạch"), "lô 1, dòng 2").click()
    expect_screen(page, "Nguồn và lịch sử")
    expect(page).to_have_url(re.compile(r"/nguon-kiem-tra\?.*lo=1$"))
    page.go_back()
    expect_screen(page, "Kiểm tra")
    expect(rows).to_have_count(6)
    page.locator(".td-facet a", has_text="Làm tròn").click()
    expect(rows).to_have_count(22)
