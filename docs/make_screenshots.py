"""Make the pictures of README and docs: `.venv/bin/python docs/make_screenshots.py` (needs requirements-dev, Chromium,
LibreOffice and Poppler).

Starts the app on a temporary database with the shipped plans and the made-up figures of data/demo, which are labelled
as such on every screen, and photographs its screens.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from core.access.rules import Access, Grant, Role  # noqa: E402
from core.database import open_database  # noqa: E402
from core.ingest.pipeline import commit, preview  # noqa: E402
from core.start import initialise  # noqa: E402

IMAGES = ROOT / "docs" / "images"
WIDTH, PHONE = 1440, 390
ORIGIN = "tu-dau=ngheo.667.2024.97-kh-ubnd_tinh.percent_points"
PICTURES = {
    "tong-quan.png": ("", WIDTH),
    "ca-nuoc.png": ("?tinh=ca-nuoc", WIDTH),
    "tong-quan-toi.png": ("", WIDTH),
    "tong-quan-dien-thoai.png": ("", PHONE),
    "giam-ngheo.png": ("giam-ngheo", WIDTH),
    "giam-ngheo-huyen.png": ("giam-ngheo?huyen=tuy-duc", WIDTH),
    "giam-ngheo-dien-bien.png": ("giam-ngheo?huyen=tuy-duc&xem=dien-bien", WIDTH),
    "giam-ngheo-so-do.png": ("giam-ngheo?xem=so-do", WIDTH),
    "hai-ban-do.png": ("giam-ngheo?ban-do=2025-huyen-cu", WIDTH),
    "tra-cuu-don-vi.png": ("tra-cuu-don-vi?don-vi=23425", WIDTH),
    "tu-dau.png": (f"giam-ngheo?huyen=tuy-duc&{ORIGIN}", WIDTH),
    "ngan-sach.png": ("ngan-sach?tinh=kon-tum&huyen=tu-mo-rong&xa=tu-mo-rong", WIDTH),
    "nong-thon-moi.png": ("nong-thon-moi?tinh=kon-tum&huyen=kon-plong", WIDTH),
    "nong-thon-moi-dien-thoai.png": ("nong-thon-moi?tinh=kon-tum&huyen=kon-plong", PHONE),
    "muc-tieu-nhiem-vu.png": ("muc-tieu-nhiem-vu", WIDTH),
    "nop-so-lieu.png": ("nop-so-lieu?huyen=tuy-duc", WIDTH),
    "nghia-vu-bao-cao.png": ("nghia-vu-bao-cao", WIDTH),
    "nghia-vu-lich.png": ("nghia-vu-bao-cao?xem=lich&thang=2024-06", WIDTH),
    "bao-cao.png": ("bao-cao?ky-bao-cao=2024-H1", WIDTH),
    "kiem-tra.png": ("kiem-tra", WIDTH),
    "nguon-kiem-tra.png": ("nguon-kiem-tra", WIDTH),
}
# A picture of a very tall screen shows its beginning.
TALLEST = 3200
# A file as an office might send it: a title with the date, huyện and xã in one column, two slips.
SENT = """DIỄN BIẾN HỘ NGHÈO (số minh họa)
(Tính đến ngày 30/09/2024)
TT;Đơn vị;Tổng số hộ;Số hộ nghèo;;Biến động;;Ghi chú
;;;Đầu kỳ;Cuối kỳ;Thoát nghèo vượt chuẩn cận nghèo;Tái nghèo;
I;Huyện Tuy Đức;16.820;3.131;2.053;1.100;22;minh họa
1;Quảng Tâm;2.810;500;39.8;100;0;minh họa
2;Quảng Tânn;2.810;500;398;102;0;minh họa
"""

DRAFT = """Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo;Ghi chú
Đắk Nông;Tuy Đức;;30/11/2024;chính thức;16.880;1.760;minh họa
"""
AFTER_A_DRAFT = {"duyet-so-lieu.png": "duyet-so-lieu", "nhat-ky.png": "nhat-ky"}


@contextmanager
def running_app(folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'app.db'}"}
    initialise(open_database(environment["DATABASE_URL"]), demo=True)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    app = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        app.terminate()
        app.wait()


def wait_for(url: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise SystemExit(f"{url} does not answer")


def photograph(page: Page, address: str, width: int, target: Path) -> None:
    """The whole screen in one picture, however tall it is."""
    page.set_viewport_size({"width": width, "height": 1000})
    page.goto(address)
    page.wait_for_selector("h1")
    page.wait_for_timeout(2500)
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height, TALLEST)})
    page.wait_for_timeout(1200)
    page.screenshot(path=target)


def photograph_upload(page: Page, address: str, target: Path) -> None:
    """The upload screen with a file that was read and not stored."""
    page.set_viewport_size({"width": WIDTH, "height": 1000})
    page.goto(address)
    page.wait_for_selector("input[type=file]", state="attached")
    page.set_input_files("input[type=file]", {"name": "dien-bien.csv", "mimeType": "text/csv", "buffer": SENT.encode()})
    page.get_by_text("Phải sửa trước khi nộp (").wait_for()
    page.wait_for_timeout(1500)
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.wait_for_timeout(1200)
    page.screenshot(path=target)


def photograph_report(folder: Path, target: Path) -> None:
    """The first two pages of the Word report, side by side, as LibreOffice shows them."""
    report = ["--plan", "97/KH-UBND", "--unit", "tỉnh Đắk Nông", "--period", "2024-H1", "--out", "bao-cao.docx"]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'app.db'}", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-m", "core", "report", *report], cwd=folder, env=environment, check=True)
    office = ["soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*office, "bao-cao.docx"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["pdftoppm", "-r", "70", "-l", "2", "-png", "bao-cao.pdf", "trang"], cwd=folder, check=True)
    pages = [Image.open(path) for path in sorted(folder.glob("trang-*.png"))]
    picture = Image.new("RGB", (sum(page.width for page in pages) + 20, max(page.height for page in pages)), "#d5dde3")
    for place, page in enumerate(pages):
        picture.paste(page, (place * (pages[0].width + 20), 0))
    picture.save(target)


def bring_a_draft(folder: Path) -> None:
    """Somebody made up, who may upload for Tuy Đức, sends a made-up result: it waits."""
    database = open_database(f"sqlite:///{folder / 'app.db'}")
    somebody = Access("Nguyễn Văn Mẫu (mau@tinh.example)", (Grant(Role.EDITOR, "667"),), None, "máy huyện")
    found = preview(database, somebody, DRAFT.encode(), "minh-hoa-tuy-duc.csv")
    assert commit(database, found, somebody, "web", replace_confirmed=True, justification="số minh họa").batch


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (path, width) in PICTURES.items():
            scheme: Literal["dark", "light"] = "dark" if "toi" in name else "light"
            page = browser.new_page(locale="vi-VN", color_scheme=scheme)
            photograph(page, f"{address}/{path}", width, IMAGES / name)
            page.close()
        page = browser.new_page(locale="vi-VN")
        photograph_upload(page, f"{address}/nop-so-lieu?huyen=tuy-duc", IMAGES / "nop-so-lieu-tep.png")
        photograph_report(Path(folder), IMAGES / "bao-cao-word.png")
        bring_a_draft(Path(folder))
        for name, path in AFTER_A_DRAFT.items():
            page = browser.new_page(locale="vi-VN")
            photograph(page, f"{address}/{path}", WIDTH, IMAGES / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
