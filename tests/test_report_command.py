"""`python -m core report`, and the address of a report's file."""

import asyncio
import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document as open_docx
from openpyxl import load_workbook
from sqlalchemy import select
from starlette.applications import Starlette

from core.__main__ import main
from core.database import Database, open_database
from core.tables import JournalEntry
from tests.conftest import Load
from tests.test_frame import ask
from ui.frame.gate import Gate
from ui.frame.modes import Mode, Running
from ui.frame.report_files import routes

JUNE = (
    "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
    "Đắk Nông;Tuy Đức;30/06/2024;16.764;2.445\nĐắk Nông;Krông Nô;30/06/2024;19.865;640\n"
)


@pytest.fixture
def ready(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database that the commands work on, on each engine."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    return database


def report(*words: object) -> int:
    return main(["report", *map(str, words)])


ASKED = ("--plan", "97/KH-UBND", "--unit", "tỉnh Đắk Nông", "--period", "2024-H1")


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".DOCX"])
def test_a_report_is_written_and_kept(
    ready: Database, load: Load, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    load(ready, JUNE)
    out = tmp_path / f"bao-cao{ending}"
    assert report(*ASKED, "--out", out) == 0
    assert "báo cáo số 1" in capsys.readouterr().out
    assert zipfile.is_zipfile(out)
    again = tmp_path / f"lan-hai{ending}"
    assert report("--again", 1, "--out", again) == 0
    assert again.read_bytes() == out.read_bytes()
    assert report("--list") == 0
    assert "97/KH-UBND, tỉnh Đắk Nông, 6 tháng đầu năm 2024" in capsys.readouterr().out


def test_a_report_had_again_is_written_down_like_one_that_is_downloaded(
    ready: Database, load: Load, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not one that could not be had: an unknown number, a file name of another kind."""
    load(ready, JUNE)
    report(*ASKED, "--out", tmp_path / "a.docx")
    assert report("--again", 1, "--out", tmp_path / "b.xlsx") == 2
    assert report("--again", 2, "--out", tmp_path / "b.docx") == 2
    assert report("--again", 1, "--out", tmp_path / "b.docx") == 0
    with ready.read() as session:
        rows = session.scalars(select(JournalEntry).where(JournalEntry.action == "report-fetched")).all()
        made = session.scalars(select(JournalEntry).where(JournalEntry.action == "report")).one()
        assert [(row.who, row.from_where) for row in rows] == [(made.who, made.from_where)]
        assert [(row.what, row.unit_code, row.details) for row in rows] == [("tải báo cáo số 1", "67", {"report": 1})]


def test_figures_of_the_period_and_not_of_later_days(ready: Database, load: Load, tmp_path: Path) -> None:
    load(ready, JUNE)
    load(ready, JUNE.replace("30/06/2024", "30/09/2024").replace("2.445", "1.990").replace("640", "610"))
    report(*ASKED, "--out", tmp_path / "h1.docx")
    report("--plan", "97/KH-UBND", "--unit", "67", "--period", "30/09/2024", "--out", tmp_path / "q3.docx")
    half, later = (text_of((tmp_path / f"{name}.docx").read_bytes()) for name in ("h1", "q3"))
    assert ("2.445" in half, "1.990" in half) == (True, False)
    assert ("2.445" in later, "1.990" in later) == (False, True)


def text_of(content: bytes) -> str:
    document = open_docx(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_as_known_at_a_moment_before_the_figures_came(ready: Database, load: Load, tmp_path: Path) -> None:
    """The day before everything was loaded there was no plan either."""
    load(ready, JUNE)
    assert report(*ASKED, "--known-at", "2020-01-01", "--out", tmp_path / "a.docx") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--plan", "tu-mo-rong-2024", "--unit", "Tu Mơ Rông", "--period", "2024"), "huyện Tu Mơ Rông"),
        (("--plan", "tu-mo-rong-2024", "--unit", "Tu Mơ Rông", "--period", "2024"), "mã 23422"),
        (("--plan", "9/KH", "--unit", "67", "--period", "2024"), "97/KH-UBND"),
        (("--plan", "97/KH-UBND", "--unit", "67", "--period", "2024-Q3"), "2024-H1"),
        (("--plan", "97/KH-UBND", "--unit", "23422", "--period", "2024"), "không có chỉ tiêu"),
        (
            ("--plan", "97/KH-UBND", "--unit", "xã Tu Mơ Rông", "--period", "2024", "--edition", "2024"),
            "không có chỉ tiêu",
        ),
        (("--plan", "97/KH-UBND", "--unit", "xã Tu Mơ Rông", "--period", "2024"), "mã 23422, trước 01/07/2025"),
        (("--plan", "97/KH-UBND", "--period", "2024"), "--unit"),
        (("--again", "9"), "số 9"),
    ],
)
def test_what_can_not_be_made_exits_2_with_what_to_do(
    ready: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    out = tmp_path / "a.docx"
    assert report(*words, "--out", out) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_another_ending_and_no_file_are_refused(
    ready: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(*ASKED, "--out", tmp_path / "a.pdf") == 2
    assert report(*ASKED) == 2
    assert "bao-cao.docx" in capsys.readouterr().err
    assert report("--list") == 0
    assert capsys.readouterr().out == "", "nothing was kept"


def test_the_workbook_has_the_same_figures(ready: Database, load: Load, tmp_path: Path) -> None:
    load(ready, JUNE)
    report(*ASKED, "--out", tmp_path / "a.xlsx")
    values = {
        cell.value
        for sheet in load_workbook(tmp_path / "a.xlsx", data_only=True).worksheets
        for row in sheet.iter_rows()
        for cell in row
    }
    assert {2445, 16764, 640, 19865} <= values


def test_the_file_of_a_report_has_an_address(ready: Database, load: Load, tmp_path: Path) -> None:
    load(ready, JUNE)
    report(*ASKED, "--out", tmp_path / "a.docx")
    open_database(ready.url)
    found = ask(Gate(Starlette(routes=routes()), Running(Mode.LOCAL)), "/tep-bao-cao/1")
    assert found.status == 200
    assert found.body == (tmp_path / "a.docx").read_bytes()
    assert "wordprocessingml" in found.headers["content-type"]
    name = r"bao-cao-97-kh-ubnd-dak-nong-2024-H1-\d{8}-\d{4}\.docx$"
    assert re.search(name, found.headers["content-disposition"])
    assert found.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999999"])
def test_an_address_without_a_report_is_not_found(ready: Database, number: str) -> None:
    found = ask(Gate(Starlette(routes=routes()), Running(Mode.LOCAL)), f"/tep-bao-cao/{number}")
    assert (found.status, found.body.decode()) == (404, "Không có báo cáo này.")


def test_asking_at_once_is_answered_to_all(ready: Database, load: Load, tmp_path: Path) -> None:
    """Two offices make a report at the same moment: two numbers, nothing lost."""
    load(ready, JUNE)

    async def both() -> list[int]:
        asked = (asyncio.to_thread(report, *ASKED, "--out", tmp_path / f"{name}.docx") for name in "ab")
        return list(await asyncio.gather(*asked))

    assert asyncio.run(both()) == [0, 0]
    assert report("--again", 2, "--out", tmp_path / "c.docx") == 0


def test_a_moment_that_has_not_come_is_refused_and_nothing_kept(
    ready: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What will be known then nobody knows: the report would be another one tomorrow."""
    assert report(*ASKED, "--known-at", "2099-01-01", "--out", tmp_path / "a.docx") == 2
    assert "chưa tới" in capsys.readouterr().err
    assert report("--list") == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31T23:59"])
def test_a_moment_out_of_all_reach_is_a_sentence_and_no_crash(
    ready: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], moment: str
) -> None:
    try:
        code = report(*ASKED, "--known-at", moment, "--out", tmp_path / "a.docx")
    except SystemExit as stopped:
        code = int(str(stopped.code))
    assert code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_file_that_can_not_be_written_is_not_kept_either(
    ready: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(*ASKED, "--out", tmp_path / "khong-co" / "a.docx") == 2
    assert "a.docx" in capsys.readouterr().err
    assert report("--list") == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("period", ["2020", "2026-H1", "2023-12-31", "2026-01-01"])
def test_a_period_of_another_year_than_the_plan_is_refused(
    ready: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], period: str
) -> None:
    words = ("--plan", "97/KH-UBND", "--unit", "67", "--period", period)
    assert report(*words, "--out", tmp_path / "a.docx") == 2
    assert "là của năm 2024" in capsys.readouterr().err


def test_a_day_in_january_after_the_year_is_of_the_plan_still(ready: Database, tmp_path: Path) -> None:
    """Final figures of 31/12 come in January; capital is paid until its end."""
    words = ("--plan", "97/KH-UBND", "--unit", "67", "--period", "31/01/2025")
    assert report(*words, "--out", tmp_path / "a.docx") == 0
