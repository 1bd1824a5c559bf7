"""What exists only in a browser: links, the back button, uploads, two people at once, and who may connect."""

import csv
import http.client
import io
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ROOT, Overheard, Visitor, environment, free_port, serving, streamlit
from tests.conftest import UPLOAD_1, UPLOAD_2

pytestmark = pytest.mark.browser

# (huyện, tổng số hộ, số hộ nghèo) at 30/06/2024; together 7.271 of 170.900.
MID_YEAR = [
    ("Krông Nô", "19.800", "700"),
    ("Cư Jút", "22.000", "700"),
    ("Đắk Mil", "28.000", "420"),
    ("Đắk Song", "20.900", "520"),
    ("Đắk R'Lấp", "24.000", "420"),
    ("Tuy Đức", "16.700", "2.431"),
    ("Đắk Glong", "18.900", "2.000"),
    ("Gia Nghĩa", "20.600", "80"),
]
START, NOW, SHARE = "Hộ nghèo cuối năm 2023", "Hộ nghèo hiện nay", "Đạt kế hoạch, theo điểm %"
SCREENS = {
    "/": "Tổng quan",
    "/giam-ngheo": "Giảm nghèo",
    "/nop-so-lieu": "Nộp số liệu",
    "/nguon-kiem-tra": "Nguồn và lịch sử",
}


def progress_csv(folder: Path, rows: Sequence[tuple[str, str, str, str]], name: str = "ket-qua.csv") -> Path:
    """A file of results: huyện, ngày, tổng số hộ, số hộ nghèo."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Huyện, thành phố", "Ngày số liệu", "Tổng số hộ", "Số hộ nghèo"])
    writer.writerows(rows)
    path = folder / name
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def progress_workbook(folder: Path, *sheets: tuple[str, date, int], name: str = "ket-qua.xlsx") -> Path:
    """A workbook with a sheet of results per date: Tuy Đức alone, its number of poor households given."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, day, poor in sheets:
        sheet = book.create_sheet(title)
        sheet.append(["UBND huyện Tuy Đức: kết quả giảm nghèo"])
        sheet.append(["Huyện, thành phố", "Ngày số liệu", "Tổng số hộ", "Số hộ nghèo", "Cán bộ lập"])
        sheet.append(["Tuy Đức", day, 16_700, poor, "Nguyễn Văn An"])
    path = folder / name
    book.save(path)
    return path


def expect_metric(page: Page, label: str, value: str) -> None:
    """One card of that name, with that value; while a screen is redrawn there may be two for a moment."""
    card = page.get_by_test_id("stMetric").filter(has_text=label)
    expect(card.get_by_test_id("stMetricValue")).to_have_text([value])


def choice(page: Page, label: str) -> Locator:
    return page.get_by_role("combobox", name=label)


def choose(page: Page, label: str, option: str) -> None:
    choice(page, label).click()
    page.get_by_role("option", name=option, exact=True).click()
    expect(choice(page, label)).to_have_value(option)


def go_to(page: Page, screen: str) -> None:
    # Told apart from «Nghĩa vụ báo cáo» by its capital alone: a pattern minds that, a text does not.
    page.get_by_test_id("stSidebarNavLink").filter(has_text=re.compile(re.escape(screen))).click()
    expect_screen(page, screen)


def expect_screen(page: Page, title: str) -> None:
    """The screen stands complete, with no error and none of Streamlit's own dialogs."""
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("Có lỗi ngoài dự kiến")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)


def put_away(page: Page) -> None:
    """Close a dialog as people do: once more where it was drawn anew just then, and opened again by that."""
    dialog = page.get_by_role("dialog")
    for _ in range(10):
        page.keyboard.press("Escape")
        with suppress(AssertionError):
            expect(dialog).to_have_count(0, timeout=3_000)
            return
    raise AssertionError("the dialog stays")


def upload(page: Page, path: Path) -> None:
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(path)


def take_back(page: Page, batch: int) -> None:
    page.get_by_role("button", name=f"Thu hồi lô {batch}").first.click()
    page.get_by_role("button", name="Thu hồi", exact=True).click()


def data_version(address: str) -> int:
    with urllib.request.urlopen(f"{address}/healthz", timeout=10) as response:
        version: int = json.load(response)["version"]
        return version


def test_an_upload_changes_every_screen_for_everyone_and_undo_brings_the_old_number_back(
    page: Page, visitor: Visitor, address: str, tmp_path: Path
) -> None:
    onlooker = visitor()
    onlooker.goto(address)
    expect_screen(onlooker, "Tổng quan")
    expect_metric(onlooker, NOW, "—")

    page.goto(f"{address}/nop-so-lieu")
    upload(page, progress_csv(tmp_path, [(unit, "30/06/2024", all_, poor) for unit, all_, poor in MID_YEAR]))
    expect(page.get_by_text("Dòng mới 8 · thay đổi 0 · giữ nguyên 0 · lỗi 0")).to_be_visible()
    expect(page.get_by_text("Điều gì sẽ thay đổi", exact=True)).to_be_visible()
    page.get_by_role("button", name="Xác nhận, lưu 8 dòng").click()
    expect(page.get_by_text(f"Đã lưu «ket-qua.csv» thành lô {UPLOAD_1}: 8 dòng mới")).to_be_visible()

    go_to(onlooker, "Giảm nghèo")
    expect_metric(onlooker, NOW, "7.271")
    go_to(onlooker, "Tổng quan")
    expect_metric(onlooker, NOW, "7.271")
    expect(onlooker.get_by_text("8/8 đơn vị bên dưới đã có số liệu, đến ngày 30/06/2024.")).to_be_visible()

    go_to(page, "Tổng quan")
    expect_metric(page, NOW, "7.271")
    expect(page.get_by_text("4,25% trên 170.900 hộ, số chính thức 30/06/2024")).to_be_visible()
    expect_metric(page, SHARE, "46,5%")
    expect(page.get_by_text("Theo số hộ: 45,9% (1.567/3.415 hộ)")).to_be_visible()
    go_to(page, "Giảm nghèo")
    choose(page, "Huyện, thành phố", "Tuy Đức")
    expect_metric(page, NOW, "2.431")

    go_to(page, "Nộp số liệu")
    take_back(page, UPLOAD_1)
    expect(page.get_by_text(f"Đã thu hồi lô {UPLOAD_1}: số liệu trước đó lại có hiệu lực")).to_be_visible()
    go_to(page, "Giảm nghèo")
    expect_metric(page, NOW, "—")
    go_to(onlooker, "Giảm nghèo")
    expect_metric(onlooker, NOW, "—")
    go_to(onlooker, "Tổng quan")
    expect_metric(onlooker, NOW, "—")
    expect_metric(onlooker, START, "8.838")


def test_a_correction_shows_the_new_number_and_undo_the_one_before(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/nop-so-lieu?huyen=tuy-duc")
    for batch, poor, counted in ((UPLOAD_1, "2.431", "Dòng mới 1"), (UPLOAD_2, "2.344", "Dòng mới 0 · thay đổi 1")):
        upload(page, progress_csv(tmp_path, [("Tuy Đức", "30/06/2024", "16.700", poor)], f"lan-{batch}.csv"))
        expect(page.get_by_text(f"{counted} · ")).to_be_visible()
        page.get_by_role("button", name="Xác nhận, lưu 1 dòng").click()
        expect(page.get_by_text(f"thành lô {batch}:")).to_be_visible()
        go_to(page, "Giảm nghèo")
        expect_metric(page, NOW, poor)
        go_to(page, "Nộp số liệu")
    take_back(page, UPLOAD_2)
    expect(page.get_by_text(f"Đã thu hồi lô {UPLOAD_2}")).to_be_visible()
    go_to(page, "Giảm nghèo")
    expect_metric(page, NOW, "2.431")


def test_a_click_right_after_typing_the_reason_stores_it(page: Page, address: str, tmp_path: Path) -> None:
    """No Enter, and nothing pressed in between; without a reason nothing is stored, and it says so."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}/nop-so-lieu?huyen=tuy-duc")
    path = tmp_path / "hoi.csv"
    heading = "Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ nghèo đầu kỳ;Tái nghèo"
    path.write_text(f"{heading}\nTuy Đức;30/06/2024;16.800;3.100;3.131;5\n", encoding="utf-8")
    upload(page, path)
    confirm = page.get_by_role("button", name="Xác nhận, lưu 1 dòng")
    confirm.click()
    expect(page.get_by_text("Hãy ghi lý do rồi bấm Xác nhận.")).to_be_visible()
    page.get_by_label("Lý do (một dòng").press_sequentially("đang rà soát")
    confirm.click()
    expect(page.get_by_text(f"thành lô {UPLOAD_1}:")).to_be_visible()
    page.get_by_role("link", name="Mọi lần nạp và lịch sử từng số liệu").click()
    expect_screen(page, "Nguồn và lịch sử")
    expect(page.get_by_text("Lý do: đang rà soát")).to_be_visible()
    page.get_by_role("tab", name="Lịch sử số liệu").click()
    expect(page.get_by_text(f"Lý do đã ghi, lô {UPLOAD_1}, dòng 2: đang rà soát")).to_be_visible()
    go_to(page, "Giảm nghèo")
    page.locator("a[href*='tu-dau'][href$='.poor']").first.click()
    expect(page.get_by_role("dialog")).to_contain_text(f"dòng 2 (lô {UPLOAD_1})")
    expect(page.get_by_role("dialog")).to_contain_text("lý do đã ghi: đang rà soát")


def test_a_file_with_errors_shows_all_of_them_by_row_and_stores_nothing(
    page: Page, address: str, tmp_path: Path
) -> None:
    before = data_version(address)
    page.goto(f"{address}/nop-so-lieu")
    rows = [
        ("Tuy Đức", "30/06/2024", "16.700", "2.431"),
        ("Tuy Đứcc", "30/06/2024", "16.700", "2.431"),
        ("Cư Jút", "06/30/2024", "22.000", "700"),
        ("Đắk Mil", "30/06/2024", "420", "28.000"),
        ("Krông Nô", "30/06/2024", "", "700"),
    ]
    upload(page, progress_csv(tmp_path, rows, "loi.csv"))
    expect(page.get_by_text("· lỗi 4")).to_be_visible()
    problems = page.get_by_test_id("stExpander").filter(has_text="Phải sửa trước khi nộp (4)")
    expect(problems.locator(".td-table tbody th")).to_have_text(["3", "4", "5", "6"])
    expect(problems.locator(".td-table td[data-heading='Cột']")).to_have_text(
        ["Huyện, thành phố", "Ngày số liệu", "Số hộ nghèo", "Tổng số hộ"]
    )
    expect(page.get_by_text("Chưa lưu gì.")).to_be_visible()
    expect(page.get_by_role("button", name="Xác nhận")).to_have_count(0)
    go_to(page, "Giảm nghèo")
    expect_metric(page, NOW, "—")
    assert data_version(address) == before


def test_a_workbook_is_understood_confirmed_and_on_the_screen(page: Page, address: str, tmp_path: Path) -> None:
    """Its file can be downloaded again just as it was."""
    page.goto(f"{address}/nop-so-lieu?huyen=tuy-duc")
    path = progress_workbook(tmp_path, ("Tháng 6", date(2024, 6, 30), 2431))
    upload(page, path)
    expect(page.get_by_text("trang tính: Tháng 6; dòng tiêu đề: 2; số dòng số liệu: 1")).to_be_visible()
    expect(page.get_by_text("Bỏ qua 1 dòng, 1 cột")).to_be_visible()
    page.get_by_text("Xem cách đọc: 5 cột").click()
    columns = page.get_by_test_id("stExpander").filter(has_text="Xem cách đọc").locator(".td-table").first
    expect(columns.locator("td")).to_have_text(
        ["Huyện, thành phố", "Ngày số liệu", "Tổng số hộ", "Số hộ nghèo", "không nạp"]
    )
    page.get_by_role("button", name="Xác nhận, lưu 1 dòng").click()
    expect(page.get_by_text(f"Đã lưu «ket-qua.xlsx» thành lô {UPLOAD_1}: 1 dòng mới")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải tệp gốc").click()
    assert Path(download.value.path()).read_bytes() == path.read_bytes()
    go_to(page, "Giảm nghèo")
    expect_metric(page, NOW, "2.431")


def test_of_several_sheets_the_one_that_is_chosen_is_stored(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/nop-so-lieu?huyen=tuy-duc")
    sheets = ("Tháng 5", date(2024, 5, 31), 2500), ("Tháng 6", date(2024, 6, 30), 2431)
    upload(page, progress_workbook(tmp_path, *sheets))
    expect(page.get_by_text("Hãy chọn trang tính cần nộp")).to_be_visible()
    expect(page.get_by_role("button", name="Xác nhận")).to_have_count(0)
    for sheet in ("Tháng 6", "Tháng 5"):
        page.get_by_role("radiogroup", name="Chọn trang tính").get_by_text(sheet, exact=True).click()
        expect(page.get_by_text(f"trang tính: {sheet};")).to_be_visible()
    page.get_by_role("button", name="Xác nhận, lưu 1 dòng").click()
    expect(page.get_by_text(f"thành lô {UPLOAD_1}:")).to_be_visible()
    go_to(page, "Giảm nghèo")
    expect_metric(page, NOW, "2.500")


def test_an_ambiguous_number_is_stored_as_the_person_reads_it(page: Page, address: str, tmp_path: Path) -> None:
    """«1.977» alone in a column of money: nothing can be confirmed before it is said which number that is."""
    path = tmp_path / "von.csv"
    heading = "Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nội dung;Tính chất;Kế hoạch vốn (triệu đồng)"
    path.write_text(f"{heading}\nTuy Đức;Quảng Tâm;2024;1.1;Đường thôn 1;đầu tư;1.977\n", encoding="utf-8")
    page.goto(f"{address}/nop-so-lieu?huyen=tuy-duc")
    upload(page, path)
    expect(page.get_by_text("dòng 2: «1.977» là 1977 hay 1,977?")).to_be_visible()
    expect(page.get_by_role("button", name="Xác nhận")).to_have_count(0)
    for reading, shown in (
        ("1,977 (dấu chấm là dấu thập phân)", "1,977"),
        ("1977 (dấu chấm ngăn hàng nghìn)", "1.977"),
    ):
        page.get_by_text(reading, exact=True).click()
        expect(page.locator(".td-table td[data-heading='Trong tệp']").filter(has_text=shown)).to_have_text([shown])
    page.get_by_role("button", name="Xác nhận, lưu 1 dòng").click()
    expect(page.get_by_text(f"thành lô {UPLOAD_1}:")).to_be_visible()
    page.goto(f"{address}/nguon-kiem-tra?huyen=tuy-duc")
    page.get_by_role("tab", name="Các lần nạp số liệu").click()
    expect(page.get_by_text("người nộp chọn cách đọc số: «Kế hoạch vốn (triệu đồng)»")).to_be_visible()


def test_templates_and_the_file_with_remarks_are_files_that_open(page: Page, address: str, tmp_path: Path) -> None:
    """They are made on the click, behind the screen."""
    page.goto(f"{address}/nop-so-lieu")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải mẫu Excel").click()
    assert download.value.suggested_filename == "mau-ket-qua-giam-ngheo.xlsx"
    download.value.save_as(tmp_path / "mau.xlsx")
    assert load_workbook(tmp_path / "mau.xlsx").worksheets[0]["B1"].value == "Huyện, thành phố"
    upload(page, progress_csv(tmp_path, [("Tuy Đứcc", "30/06/2024", "16.700", "2.431")], "loi.csv"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải tệp kèm nhận xét").click()
    assert download.value.suggested_filename == "loi-nhan-xet.csv"
    assert "LỖI «Huyện, thành phố»" in Path(download.value.path()).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("link", "screen", "poor", "said", "settles_at"),
    [
        ("/", "Tổng quan", "8.838", None, "/"),
        ("/tong-quan", "Tổng quan", "8.838", None, "/"),
        ("/tong-quan?huyen=tuy-duc", "Tổng quan", "3.131", None, "/?huyen=tuy-duc"),
        ("/giam-ngheo?huyen=tuy-duc", "Giảm nghèo", "3.131", None, "/giam-ngheo?huyen=tuy-duc"),
        ("/giam-ngheo/?huyen=tuy-duc", "Giảm nghèo", "3.131", None, "/giam-ngheo?huyen=tuy-duc"),
        ("/?huyen=Tuy Đức", "Tổng quan", "3.131", None, "/?huyen=tuy-duc"),
        ("/?huyen=khong-co", "Tổng quan", "8.838", "Liên kết nhắc tới huyen=«khong-co»", "/"),
        ("/?ky=2024-06-30", "Tổng quan", "8.838", None, "/?ky=2024-06-30"),
        ("/?ky=hom-qua", "Tổng quan", "8.838", "kỳ số liệu «hom-qua» không phải ngày", "/"),
        ("/khong-co-trang", "Tổng quan", "8.838", "Không có trang «khong-co-trang»", "/?trang=khong-co-trang"),
        ("/giam-ngheo/cu", "Tổng quan", "8.838", "Không có trang «giam-ngheo/cu»", "/?trang=giam-ngheo/cu"),
        ("/giam-ngheo.html", "Tổng quan", "8.838", "Không có trang «giam-ngheohtml»", "/?trang=giam-ngheo.html"),
    ],
)
def test_a_cold_link_opens_what_it_names_or_says_why_not(
    page: Page, reading: str, link: str, screen: str, poor: str, said: str | None, settles_at: str
) -> None:
    page.goto(f"{reading}{link}")
    expect_screen(page, screen)
    expect_metric(page, START, poor)
    if said:
        expect(page.get_by_test_id("stAlert").filter(has_text=said)).to_be_visible()
    else:
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(page).to_have_url(f"{reading}{settles_at}")


def test_a_link_cannot_put_a_link_of_its_own_on_the_screen(page: Page, reading: str) -> None:
    page.goto(f"{reading}/?huyen=www.example.com **x** [a](http://example.com) <b>_")
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("huyen=«wwwexamplecom x ahttp//examplecom b»")
    expect(alert.get_by_role("link")).to_have_count(0)


def test_a_period_in_a_link_is_the_period_shown(page: Page, reading: str) -> None:
    page.goto(f"{reading}/giam-ngheo?ky=2024-06-30")
    expect_screen(page, "Giảm nghèo")
    expect(choice(page, "Kỳ số liệu")).to_have_value("Đến 30/06/2024")


def test_filters_are_kept_across_screens_and_on_reload_and_written_without_diacritics(page: Page, reading: str) -> None:
    page.goto(reading)
    expect_screen(page, "Tổng quan")
    choose(page, "Huyện, thành phố", "Đắk R'Lấp")
    expect(page).to_have_url(f"{reading}/?huyen=dak-rlap")
    expect_metric(page, START, "468")
    for path, screen in list(SCREENS.items())[1:]:
        go_to(page, screen)
        expect(choice(page, "Huyện, thành phố")).to_have_value("Đắk R'Lấp")
        expect(page).to_have_url(f"{reading}{path}?huyen=dak-rlap")
    go_to(page, "Giảm nghèo")
    page.reload()
    expect_screen(page, "Giảm nghèo")
    expect_metric(page, START, "468")
    expect(page).to_have_url(f"{reading}/giam-ngheo?huyen=dak-rlap")
    choose(page, "Huyện, thành phố", "Tất cả")
    expect_metric(page, START, "8.838")
    expect(page).to_have_url(f"{reading}/giam-ngheo")


def test_every_unit_and_its_communes_are_written_as_plain_slugs(page: Page, reading: str) -> None:
    page.goto(f"{reading}/giam-ngheo")
    expect_screen(page, "Giảm nghèo")
    for district in ("Gia Nghĩa", "Cư Jút"):
        choose(page, "Huyện, thành phố", district)
        # The list of xã is another once the screen stands: one that is opened before is drawn anew under the click.
        expect(page).to_have_url(re.compile(r"/giam-ngheo\?huyen=[a-z0-9-]+$"))
        expect_screen(page, "Giảm nghèo")
        choice(page, "Xã, phường, thị trấn").click()
        page.get_by_role("option").nth(1).click()
        expect(page).to_have_url(re.compile(r"/giam-ngheo\?huyen=[a-z0-9-]+&xa=[a-z0-9-]+$"))


def test_the_back_button_returns_to_what_was_looked_at_before(page: Page, reading: str) -> None:
    page.goto(reading)
    expect_screen(page, "Tổng quan")
    choose(page, "Huyện, thành phố", "Tuy Đức")
    expect_metric(page, START, "3.131")
    go_to(page, "Giảm nghèo")
    choose(page, "Huyện, thành phố", "Cư Jút")
    expect_metric(page, START, "811")
    expect(page).to_have_url(f"{reading}/giam-ngheo?huyen=cu-jut")

    page.go_back()
    expect_screen(page, "Giảm nghèo")
    expect_metric(page, START, "3.131")
    page.go_back()
    expect_screen(page, "Tổng quan")
    expect_metric(page, START, "3.131")
    page.go_back()
    expect_metric(page, START, "8.838")
    expect(choice(page, "Huyện, thành phố")).to_have_value("Tất cả")
    page.go_forward()
    expect_metric(page, START, "3.131")


def test_no_screen_talks_to_another_host_or_complains(page: Page, reading: str, overheard: Overheard) -> None:
    for path, screen in SCREENS.items():
        page.goto(f"{reading}{path}")
        expect_screen(page, screen)
    for screen in SCREENS.values():
        go_to(page, screen)
    page.wait_for_load_state("networkidle")
    assert overheard.hosts == {reading.removeprefix("http://")}
    assert overheard.complaints == []


def test_told_to_listen_everywhere_the_program_refuses_and_says_why(sqlite_url: str) -> None:
    port = str(free_port())
    ended = subprocess.run(
        streamlit("--server.port", port, "--server.address", "0.0.0.0"),
        cwd=ROOT,
        env=environment(sqlite_url),
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert ended.returncode != 0
    assert "Không chạy trên 0.0.0.0. Tiến Độ chưa khai báo đăng nhập" in ended.stderr
    assert "python -m core secrets" in ended.stderr
    assert "TIENDO_PUBLIC_VIEW=1" in ended.stderr


@pytest.mark.parametrize("path", ["/", "/giam-ngheo", "/healthz", "/_stcore/health", "/_stcore/upload_file/a/b"])
@pytest.mark.parametrize("host", ["tien-do.example", "10.0.0.5:8501", "127.0.0.1.example"])
def test_a_request_for_another_host_is_refused(reading: str, host: str, path: str) -> None:
    connection = http.client.HTTPConnection(reading.removeprefix("http://"), timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host, "Accept": "text/html"})
        response = connection.getresponse()
        assert (response.status, "127.0.0.1" in response.read().decode()) == (403, True)
    finally:
        connection.close()


def test_a_websocket_for_another_host_is_refused(reading: str) -> None:
    connection = http.client.HTTPConnection(reading.removeprefix("http://"), timeout=10)
    try:
        asked = {
            "Host": "tien-do.example",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
        connection.request("GET", "/_stcore/stream", headers=asked)
        assert connection.getresponse().status == 403
    finally:
        connection.close()


def test_uvicorn_serves_the_same_program(page: Page, sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port)]
    with serving(command, port, sqlite_url, tmp_path / "uvicorn.log") as address:
        page.goto(f"{address}/giam-ngheo?huyen=tuy-duc")
        expect_screen(page, "Giảm nghèo")
        expect_metric(page, START, "3.131")
        page.goto("about:blank")
