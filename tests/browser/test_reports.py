"""From figures to the official document and back: reports, duties, explanations, the audit, and what was known then."""

import io
import re
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Download, Locator, Page, expect

from core.database import Database
from core.settings import time_zone
from tests.browser.conftest import free_port, serving, streamlit
from tests.browser.test_journeys import NOW, choice, choose, expect_metric, expect_screen, go_to
from tests.conftest import SHIPPED, UPLOAD_1, UPLOAD_2, Load
from tests.test_known_at import place_in_time

pytestmark = pytest.mark.browser

HEAD = "Huyện, thành phố;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
# Tuy Đức had 3.131 of 16.674 (18,78%) and is to fall by 1.400 hộ, 8,24 điểm %, in 2024.
# 2.444 of 16.800 (14,55%): by 687 hộ (49,1%) and 4,23 điểm % (51,3%).
JUNE = HEAD + "Tuy Đức;30/06/2024;chính thức;16.800;2.444\nKrông Nô;30/06/2024;chính thức;19.865;640\n"
CORRECTED = HEAD + "Tuy Đức;30/06/2024;chính thức;16.800;2.400\n"
BEHIND = HEAD + "Tuy Đức;30/06/2024;chính thức;16.800;3.000\n"
PREVIEW, HIDDEN = "Bản xem trước báo cáo", "td-no-print"
SIX_MONTHS = "6 tháng đầu năm 2024"
"""A report of the plan of 97/KH-UBND, of Tuy Đức."""


@pytest.fixture
def started(sqlite: Database, load: Load, sqlite_url: str, tmp_path: Path) -> Iterator[str]:
    """The program where the results of June are known."""
    load(sqlite, JUNE)
    port = free_port()
    with serving(streamlit("--server.port", str(port)), port, sqlite_url, tmp_path / "app.log") as address:
        yield address


def still(page: Page) -> None:
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached()


def link(page: Page | Locator, text: str) -> Locator:
    return page.locator("a", has_text=re.compile(f"^{re.escape(text)}$")).first


def row_of(page: Page, *texts: str) -> Locator:
    """The line of a table that says all of this."""
    rows = page.locator(".td-table tbody tr")
    for text in texts:
        rows = rows.filter(has_text=text)
    return rows


def figures_of(content: bytes) -> set[str]:
    return {cell.text for table in Document(io.BytesIO(content)).tables for row in table.rows for cell in row.cells}


def test_a_report_from_the_choice_to_the_file_and_what_changed_since(
    page: Page, started: str, sqlite: Database, load: Load
) -> None:
    taken: list[Download] = []
    page.on("download", taken.append)
    page.goto(f"{started}/bao-cao")
    expect_screen(page, "Báo cáo")
    choose(page, "Kế hoạch", "97/KH-UBND")
