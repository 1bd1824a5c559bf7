"""Whole reports of the shipped plans: made from what is known, kept as they were, made again, compared with today."""

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import pytest
from docx import Document as open_docx
from openpyxl import load_workbook

from core.access.rules import operator
from core.database import Database
from core.demo import load_demo
from core.errors import UnknownName
from core.ingest.pipeline import undo
from core.official_report.archive import (
    file_name_of,
    kept_report,
    kept_reports,
    made,
    make_and_keep,
    now_pinned,
)
from core.official_report.content import Paragraph, Report, ReportTable
from core.official_report.make import make_report
from core.official_report.request import ReportRequest
from core.official_report.scope import plan_scope
from core.official_report.since import FigureChange, figures_since
from core.provenance import explain
from core.reports.plan_numbers import plans_loaded
from core.reports.units import data_version
from core.repository import Repository
from tests.conftest import UPLOAD_1, UPLOAD_2, UPLOAD_3, Load
from tests.office import converted
from tests.report_chapters import EXPLANATIONS

PLANS = [("97/KH-UBND", "67"), ("83/KH-UBND", "613"), ("tu-mo-rong-2024", "23422")]
HEAD = "Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo\n"
JUNE = {
    "Krông Nô": (19865, 640, 397),
    "Cư Jút": (22021, 646, 401),
    "Đắk Mil": (28059, 437, 271),
    "Đắk Song": (20897, 530, 329),
    "Đắk R'Lấp": (24060, 408, 253),
    "Tuy Đức": (16764, 2445, 1516),
    "Đăk Glong": (18922, 2195, 1361),
    "Gia Nghĩa": (20682, 76, 47),
}

ASSESSED = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Bộ tiêu chí;Tiêu chí số;Ngày đánh giá;Kết quả\n"
    "Kon Tum;Kon Plông;Măng Bút;xã NTM;1;30/06/2024;đạt\nKon Tum;Kon Plông;Măng Bút;xã NTM;10;30/06/2024;chưa đạt\n"
)
PAID = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nguồn;Ngày số liệu;Lũy kế giải ngân (triệu đồng)\n"
    "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;2.1;vốn năm;30/06/2024;850,5\n"
    "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;2.3;vốn năm;30/06/2024;120\n"
)


def june(**changed: tuple[int, int, int]) -> str:
    rows = JUNE | {name.replace("_", " "): figures for name, figures in changed.items()}
    return HEAD + "".join(f"{unit};30/06/2024;{a};{b};{c}\n" for unit, (a, b, c) in rows.items())


def report(database: Database, plan: str = "97/KH-UBND", unit: str = "67", period: str = "2024-H1") -> Report:
    with database.read() as session:
        return make_report(session, ReportRequest(plan, unit, period, datetime.now(UTC)))


def said(found: Report) -> str:
    """Every sentence and every cell."""
    parts = []
    for block in (*found.blocks, *(block for annex in found.annexes for block in annex.blocks)):
        if isinstance(block, ReportTable):
            parts += [str(cell) for row in block.rows for cell in row.cells if cell is not None]
        else:
            parts.append(block.text)
    return "\n".join(parts)


def body(found: Report) -> str:
    """All but the annex of origins, which names files."""
    return said(replace(found, annexes=found.annexes[:-1]))


@pytest.mark.parametrize(("plan", "unit"), PLANS)
def test_each_shipped_plan_makes_a_report_with_plans_alone(sqlite: Database, plan: str, unit: str) -> None:
    """Nothing was reported: the report says so, and prints no figure that nobody gave."""
    found = report(sqlite, plan, unit, "2024")
    assert "hưa có" in said(found)
    assert not found.warning
    assert all(one.key or one.worked or one.source for one in found.figures), "a figure without an origin"


@pytest.mark.parametrize(("plan", "unit"), PLANS)
def test_every_figure_of_a_report_is_what_its_origin_says(sqlite: Database, load: Load, plan: str, unit: str) -> None:
    for text in (june(), ASSESSED, PAID):
        load(sqlite, text)
    found, moment = report(sqlite, plan, unit, "2024"), datetime.now(UTC)
    until = ReportRequest(plan, unit, "2024", moment).judged_on
    with sqlite.read() as session:
        explained = {one: explain(session, one.key, until, moment) for one in found.figures if one.key}
    assert len(explained) > 4
    assert {one.text: it and it.value for one, it in explained.items() if not it or it.value != one.text} == {}


def test_the_annex_of_origins_names_file_line_batch_and_section(sqlite: Database, load: Load) -> None:
    load(sqlite, june(), "ket-qua-thang-6.csv")
    tables = {table.name: table for table in report(sqlite).tables}
    given = {(str(row.cells[2]), str(row.cells[1])): str(row.cells[3]) for row in tables["so-goc"].rows}
    reported = given["huyện Tuy Đức", f"ket-qua-thang-6.csv (lô {UPLOAD_1})"]
    assert re.search(r"dòng 7: [^;]*2\.445[^;]*16\.764|dòng 7: [^;]*16\.764[^;]*2\.445", reported)
    planned = given["huyện Tuy Đức", "97-KH-UBND/poverty-plan.csv (lô 1)"]
    assert "97/KH-UBND, Phụ lục, Stt 06" in planned
    assert all(number in planned for number in ("3.131", "16.674", "1.400"))
    computed = [[str(cell) for cell in row.cells] for row in tables["so-tinh"].rows]
    by_points = ["huyện Tuy Đức", "Đạt kế hoạch theo điểm % 49,4%", "(18,78 − 14,58) ÷ 8,5 × 100 = 49,4%"]
    assert by_points in [row[1:] for row in computed]
    batches = [[str(cell) for cell in row.cells] for row in tables["cac-lo"].rows]
    assert [str(UPLOAD_1), "Kết quả giảm nghèo", "ket-qua-thang-6.csv", "người thử"] in [row[:4] for row in batches]


def test_one_changed_figure_changes_every_sentence_and_table_that_uses_it(sqlite: Database, load: Load) -> None:
    """Tuy Đức's 2.445 poor households become 2.399: 7.377 of the province become 7.331, and what follows from them."""
    load(sqlite, june())
    before = said(report(sqlite))
    load(sqlite, june(**{"Tuy_Đức": (16764, 2399, 1516)}), justify="sửa số")
    after = said(report(sqlite))
    for old, new in [("2.445", "2.399"), ("7.377", "7.331"), ("14,58", "14,31"), ("1.461", "1.507")]:
        assert (before.count(old) > 1, after.count(new) > 1) == (True, True), (old, new)
        assert (after.count(old), before.count(new)) == (0, 0), (old, new)


def test_a_report_on_made_up_figures_says_so_at_the_top(sqlite: Database) -> None:
    load_demo(sqlite)
    found = report(sqlite)
    assert "MINH HỌA" in found.warning
    with sqlite.read() as session:
        content = made(session, ReportRequest("97/KH-UBND", "67", "2024-H1", datetime.now(UTC)), ".docx")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert "MINH HỌA" in package.read("word/document.xml").decode()


def test_a_plan_without_anything_of_the_unit_is_refused(sqlite: Database) -> None:
    with pytest.raises(UnknownName, match="97/KH-UBND không có chỉ tiêu, vốn hay mục tiêu nào của xã Tu Mơ Rông"):
        report(sqlite, "97/KH-UBND", "23422")


def test_a_plan_loaded_by_hand_makes_a_report(sqlite: Database, load: Load) -> None:
    load(
        sqlite,
        "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;"
        "Số hộ nghèo đầu năm;Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm\n"
        "Đắk Nông;Tuy Đức;;2025;huyện;7/KH-UBND;16.874;1.732;700;4,1\n",
    )
    load(sqlite, "Tỉnh;" + HEAD + "Đắk Nông;Tuy Đức;30/06/2025;16.900;1.400;900\n")
    found = report(sqlite, "7/KH-UBND", "667", "2025-H1")
    assert found.head.subject == "Kết quả thực hiện Kế hoạch số 7/KH-UBND 6 tháng đầu năm 2025"
    assert found.head.issuer == ("ỦY BAN NHÂN DÂN", "HUYỆN TUY ĐỨC")
    assert "1.400" in said(found)
    assert "47,4%" in said(found), "332 of 700 households"


@pytest.mark.parametrize(
    ("plan", "unit", "period", "subject"),
    [
        (
            *("97/KH-UBND", "67", "2024-H1"),
            "chỉ tiêu giảm nghèo bền vững năm 2024 trên địa bàn tỉnh Đắk Nông, 6 tháng đầu năm 2024",
        ),
        ("97/KH-UBND", "67", "2024", "chỉ tiêu giảm nghèo bền vững năm 2024 trên địa bàn tỉnh Đắk Nông"),
        (
            *("97/KH-UBND", "667", "31/01/2025"),
            "chỉ tiêu giảm nghèo bền vững năm 2024 trên địa bàn huyện Tuy Đức, đến ngày 31/01/2025",
        ),
        (
            *("tu-mo-rong-2024", "23422", "2024"),
            "Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2024 trên địa bàn xã Tu Mơ Rông",
        ),
    ],
)
def test_the_subject_says_what_about(sqlite: Database, plan: str, unit: str, period: str, subject: str) -> None:
    assert report(sqlite, plan, unit, period).head.subject == f"Kết quả thực hiện {subject}"


def test_the_plan_is_cited_in_full_once(sqlite: Database) -> None:
    texts = [block.text for block in report(sqlite).blocks if not isinstance(block, ReportTable)]
    cited = "Kế hoạch số 97/KH-UBND ngày 20/02/2024 của Ủy ban nhân dân tỉnh Đắk Nông"
    about = "về thực hiện chỉ tiêu giảm nghèo bền vững năm 2024 trên địa bàn tỉnh Đắk Nông"
    assert texts[0].startswith(f"Thực hiện {cited} {about}, Ủy ban nhân dân tỉnh Đắk Nông báo cáo")
    assert texts[-1] == (
        "Trên đây là báo cáo kết quả thực hiện Kế hoạch số 97/KH-UBND 6 tháng đầu năm 2024; Ủy ban nhân dân tỉnh"
        " Đắk Nông kính báo cáo Bộ Lao động - Thương binh và Xã hội, Thường trực Tỉnh ủy, Thường trực Hội đồng nhân"
        " dân tỉnh."
    )


def test_that_a_document_has_no_number_is_said_once(sqlite: Database) -> None:
    found = report(sqlite, "tu-mo-rong-2024", "23422", "2024")
    texts = [block.text for block in found.blocks if not isinstance(block, ReportTable)]
    assert [at for at, text in enumerate(texts) if "không ghi số" in text] == [0]
    assert "không ghi" not in found.head.subject
    assert "Vốn của xã Tu Mơ Rông được giao theo Kế hoạch nêu trên." in texts


@pytest.mark.parametrize(("plan", "unit"), PLANS)
def test_no_word_about_the_program_and_every_item_begins_as_a_sentence(
    sqlite: Database, load: Load, plan: str, unit: str
) -> None:
    for text in (june(), ASSESSED, PAID):
        load(sqlite, text)
    found = report(sqlite, plan, unit, "2024")
    of_the_program = r"màn hình|chương trình (?:lấy|dùng|chưa|không)|Chương trình chưa|tu-mo-rong-2024"
    assert not re.search(of_the_program, body(found))
    items = [one.text for one in found.blocks if isinstance(one, Paragraph) and one.kind == "item"]
    assert [item for item in items if item[0].islower()] == []


def test_the_same_task_of_several_agencies_is_told_apart(sqlite: Database) -> None:
    found = report(sqlite)
    table = next(table for table in found.tables if table.name == "nhiem-vu")
    half = [row.cells for row in table.rows if "định kỳ 6 tháng" in str(row.cells[1])]
    assert [str(cells[2]) for cells in half] == [
        "Các Sở, Ban, ngành liên quan",
        "Ủy ban nhân dân các huyện, thành phố",
        "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức thành viên",
    ]
    computed = next(table for table in found.tables if table.name == "so-tinh")
    assert [str(row.cells[1]) for row in computed.rows if "(phụ lục)" in str(row.cells[3])] == ["từng nhiệm vụ có hạn"]
    items = [one.text for one in found.blocks if isinstance(one, Paragraph) and "định kỳ 6 tháng" in one.text]
    assert len(items) == 1


def test_head_and_end_are_those_of_the_issuing_office(sqlite: Database) -> None:
    head = report(sqlite, "tu-mo-rong-2024", "23422", "2024").head
    assert (head.issuer, head.place) == (("ỦY BAN NHÂN DÂN", "XÃ TU MƠ RÔNG"), "Tu Mơ Rông")
    assert head.recipients[-1].startswith("Lưu")
    province = report(sqlite).head
    assert province.recipients[0] == "Bộ Lao động - Thương binh và Xã hội;"


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
def test_the_same_request_makes_the_same_file_again(database: Database, load: Load, ending: str) -> None:
    """Whatever was imported, replaced or taken back since; on both engines."""
    load(database, june())
    request = ReportRequest("97/KH-UBND", "67", "2024-H1", now_pinned(database))
    number, content = make_and_keep(database, request, ending, operator("người lập"))
    load(database, june(**{"Tuy_Đức": (16764, 2399, 1516)}), justify="sửa số")
    undo(database, UPLOAD_2, operator("người thử"))
    undo(database, UPLOAD_1, operator("người thử"))
    with database.read() as session:
        assert made(session, request, ending) == content
        kept, stored = kept_report(session, number)
    assert stored == content
    assert kept.request == request
    assert kept.file_name == file_name_of(request, ending)


def test_the_name_of_a_file_says_the_moment_in_vietnam() -> None:
    """Two versions of one report are told apart; 23:35 in UTC is the next morning."""
    request = ReportRequest("97/KH-UBND", "67", "2024-H1", datetime(2024, 11, 18, 23, 35, tzinfo=UTC))
    assert file_name_of(request, ".docx") == "bao-cao-97-kh-ubnd-dak-nong-2024-H1-20241119-0635.docx"


def test_reports_that_were_made_are_listed_the_newest_first(sqlite: Database) -> None:
    request = ReportRequest("tu-mo-rong-2024", "23422", "2024", now_pinned(sqlite))
    first, _ = make_and_keep(sqlite, request, ".xlsx", operator("một"))
    second, _ = make_and_keep(sqlite, request, ".xlsx", operator("hai"))
    with sqlite.read() as session:
        assert [(one.id, one.made_by) for one in kept_reports(session)] == [(second, "hai"), (first, "một")]
        with pytest.raises(UnknownName, match="số 99"):
            kept_report(session, 99)


def test_what_changed_since_a_report_is_told_figure_by_figure_with_the_batch(sqlite: Database, load: Load) -> None:
    load(sqlite, june())
    request = ReportRequest("97/KH-UBND", "67", "2024-H1", now_pinned(sqlite))
    load(sqlite, HEAD + "Tuy Đức;30/06/2024;16.764;2.399;1.516\n", "sua.csv", justify="sửa số")
    with sqlite.read() as session:
        found = {(one.label, one.of): one for one in figures_since(session, (request, datetime.now(UTC)))}
    poor = next(
        one for (label, of), one in found.items() if of == "huyện Tuy Đức" and label.startswith("Hộ nghèo ngày")
    )
    assert (poor.then, poor.now, poor.causes) == ("2.445", "2.399", (f"lô {UPLOAD_2}, dòng 2",))
    whole = next(
        one for (label, of), one in found.items() if of == "tỉnh Đắk Nông" and label.startswith("Hộ nghèo ngày")
    )
    assert (whole.then, whole.now, whole.batches) == ("7.377", "7.331", (UPLOAD_2,))
    assert {of for _, of in found if of.startswith("huyện")} == {"huyện Tuy Đức"}


def test_an_import_taken_back_is_the_cause_of_what_is_no_longer_known(sqlite: Database, load: Load) -> None:
    load(sqlite, june())
    request = ReportRequest("97/KH-UBND", "667", "2024-H1", now_pinned(sqlite))
    undo(sqlite, UPLOAD_1, operator("người thử"))
    with sqlite.read() as session:
        found = figures_since(session, (request, datetime.now(UTC)))
    gone = next(one for one in found if one.label.startswith("Hộ nghèo ngày"))
    assert (gone.then, gone.now, gone.causes) == ("2.445", None, (f"thu hồi lô {UPLOAD_1}",))


def reported_in(day: str, *units: str, **changed: tuple[int, int, int]) -> str:
    rows = JUNE | {name.replace("_", " "): figures for name, figures in changed.items()}
    return HEAD + "".join(f"{unit};{day};{';'.join(map(str, rows[unit]))}\n" for unit in units)


def changed_since(database: Database, request: ReportRequest) -> list[FigureChange]:
    with database.read() as session:
        return figures_since(session, (request, datetime.now(UTC)))


@pytest.fixture
def changed(sqlite: Database, load: Load) -> list[FigureChange]:
    """Cư Jút is replaced by more poor households than at the start, Đắk Mil taken back, Tuy Đức comes."""
    may, june_ = "31/05/2024", "30/06/2024"
    load(sqlite, reported_in(may, "Krông Nô", "Cư Jút", "Đắk R'Lấp", "Đăk Glong", "Gia Nghĩa"))
    load(sqlite, reported_in(june_, "Đắk Mil"))
    request = ReportRequest("97/KH-UBND", "67", "2024-H1", now_pinned(sqlite))
    load(sqlite, reported_in(may, "Cư Jút", **{"Cư_Jút": (22021, 900, 401)}), justify="sửa số")
    undo(sqlite, UPLOAD_2, operator("người thử"))
    load(sqlite, reported_in(june_, "Tuy Đức"))
    return changed_since(sqlite, request)


def test_a_count_changed_by_what_changed_the_units_that_it_counts(changed: list[FigureChange]) -> None:
    """Cư Jút alone is on track no more, Tuy Đức alone came to be watched."""
    replaced, came = f"lô {UPLOAD_3}, dòng 2", f"lô {UPLOAD_3 + 1}, dòng 2"
    counts = {one.label: one for one in changed if one.label.startswith("Số ") and one.of == "tỉnh Đắk Nông"}
    on_track = counts["Số huyện, thành phố: đúng tiến độ"]
    assert (on_track.then, on_track.now, on_track.causes) == ("4", "3", (replaced,))
    assert on_track.batches == (UPLOAD_3,)
    watched = counts["Số huyện, thành phố: cần theo dõi"]
    assert (watched.then, watched.now, watched.causes) == (None, "1", (came,))


def test_a_count_changed_by_an_import_taken_back(sqlite: Database, load: Load) -> None:
    load(sqlite, reported_in("30/06/2024", *(unit for unit in JUNE if unit != "Đắk Mil")))
    load(sqlite, reported_in("30/06/2024", "Đắk Mil"))
    request = ReportRequest("97/KH-UBND", "67", "2024-H1", now_pinned(sqlite))
    undo(sqlite, UPLOAD_2, operator("người thử"))
    found = {one.label: one for one in changed_since(sqlite, request)}
    without = found["Số huyện, thành phố: chưa có số liệu"]
    assert (without.then, without.now) == (None, "1")
    assert {one.causes for one in found.values()} == {(f"thu hồi lô {UPLOAD_2}",)}


def test_no_change_is_put_down_to_the_day_while_imports_made_it(changed: list[FigureChange]) -> None:
    assert [one for one in changed if not one.batches] == []


def test_a_date_is_not_lost_because_its_group_of_units_is_another(changed: list[FigureChange]) -> None:
    """31/05/2024 and 30/06/2024 are dates of the figures before and after, of other units."""
    assert {one.of for one in changed if one.label.startswith("Ngày số liệu")} == {"huyện Đắk Mil", "huyện Tuy Đức"}


def test_changes_are_grouped_by_unit_the_whole_first_and_said_once(changed: list[FigureChange]) -> None:
    units = [one.of for one in changed]
    grouped = [of for of, before in zip(units, [None, *units], strict=False) if of != before]
    assert (grouped[0], len(grouped)) == ("tỉnh Đắk Nông", len(set(grouped)))
    rows = [(one.label, one.of, one.then, one.now) for one in changed]
    assert len(rows) == len(set(rows))


def test_an_explanation_changes_the_count_of_those_that_lack_one(sqlite: Database, load: Load) -> None:
    load(sqlite, june(**{"Cư_Jút": (22021, 900, 401)}), justify="thử")
    request = ReportRequest("97/KH-UBND", "67", "2024-H1", now_pinned(sqlite))
    given = "Đắk Nông;Cư Jút;;giảm nghèo;97/KH-UBND;30/06/2024;Mưa lũ kéo dài;Rà soát lại từng hộ;30/09/2024\n"
    assert load(sqlite, EXPLANATIONS + given).status == "committed"
    without = next(one for one in changed_since(sqlite, request) if "chưa có giải trình" in one.label)
    assert without.causes == (f"lô {UPLOAD_2}, dòng 2",)


def test_what_a_plan_that_was_taken_back_said_is_no_longer_known(sqlite: Database, load: Load) -> None:
    """Nothing is left to report on; that is no reason to fail."""
    own = (
        "Tỉnh;Huyện, thành phố;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;"
        "Số hộ nghèo dự kiến giảm\nĐắk Nông;Tuy Đức;2024;huyện;7/KH-UBND;16.674;3.131;1.400\n"
    )
    assert load(sqlite, own, justify="thử").status == "committed"
    request = ReportRequest("7/KH-UBND", "667", "2024-H1", now_pinned(sqlite))
    undo(sqlite, UPLOAD_1, operator("người thử"))
    found = changed_since(sqlite, request)
    start = next(one for one in found if one.then == "3.131")
    assert (start.now, start.causes) == (None, (f"thu hồi lô {UPLOAD_1}",))


def test_nothing_changed_since_says_nothing(sqlite: Database, load: Load) -> None:
    load(sqlite, june())
    request = ReportRequest("97/KH-UBND", "67", "2024-H1", now_pinned(sqlite))
    with sqlite.read() as session:
        assert figures_since(session, (request, request.known_at)) == []


def test_plans_and_their_units(sqlite: Database) -> None:
    with sqlite.read() as session:
        assert plans_loaded(session) == ["83/KH-UBND", "97/KH-UBND", "tu-mo-rong-2024"]
        province = plan_scope(session, ("97/KH-UBND", None))
        district = plan_scope(session, ("83/KH-UBND", None))
        nothing = plan_scope(session, ("97/KH-UBND", datetime(2020, 1, 1, tzinfo=UTC)))
    assert [place.code for place in province.units][:2] == ["67", "660"]
    assert len(province.units) == 9
    assert 2024 in province.years
    assert {place.name for place in district.units} >= {"Kon Plông", "Măng Bút", "Hiếu", "Đăk Nên"}
    assert nothing.units == ()


def test_numbers_in_the_workbook_are_numbers_and_totals_formulas(sqlite: Database, load: Load, tmp_path: Path) -> None:
    """Recalculated by LibreOffice: the province is the sum of its huyện, 7.377 poor households of 171.270."""
    load(sqlite, june())
    with sqlite.read() as session:
        content = made(session, ReportRequest("97/KH-UBND", "67", "2024-H1", datetime.now(UTC)), ".xlsx")
    path = tmp_path / "bao-cao.xlsx"
    path.write_bytes(content)
    formulas = [
        cell.value
        for sheet in load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=SUM(")
    ]
    assert formulas
    recalculated = load_workbook(converted(path, "xlsx", tmp_path), data_only=True)
    rows = [[cell.value for cell in row] for sheet in recalculated.worksheets for row in sheet.iter_rows()]
    total = next(row for row in rows if "Toàn tỉnh" in row and 171270 in row)
    assert 7377 in total
    assert sum(poor for _, poor, _ in JUNE.values()) == 7377
    assert any(isinstance(value, int | float) and round(value, 2) == 4.31 for value in total)


def test_figures_in_the_document_are_those_of_an_independent_sum(sqlite: Database, load: Load) -> None:
    """Read back from the Word file: both percentages of every huyện, computed here from the printed plan."""
    load(sqlite, june())
    with sqlite.read() as session:
        content = made(session, ReportRequest("97/KH-UBND", "67", "2024-H1", datetime.now(UTC)), ".docx")
    document = open_docx(io.BytesIO(content))
    rows = {row.cells[1].text: [cell.text for cell in row.cells] for table in document.tables for row in table.rows[2:]}
    # (3,78 − 3,22) ÷ 0,8 and (748 − 640) ÷ 150; (18,78 − 14,58) ÷ 8,5 and (3131 − 2445) ÷ 1400.
    assert {"70,0%", "72,0%"} <= set(rows["Krông Nô"])
    assert {"49,4%", "49,0%"} <= set(rows["Tuy Đức"])
    assert document.paragraphs[-1] is not None


def test_keeping_a_report_tells_readers_that_something_changed(sqlite: Database) -> None:
    request = ReportRequest("tu-mo-rong-2024", "23422", "2024", now_pinned(sqlite))
    with sqlite.read() as session:
        before = data_version(session)
    make_and_keep(sqlite, request, ".xlsx", operator("người lập"))
    with sqlite.read() as session:
        assert data_version(session) > before


def test_the_moment_of_a_report_waits_for_what_is_being_committed(database: Database) -> None:
    """A file that is being stored belongs before the moment: it gets its own time while it has the turn."""
    with ThreadPoolExecutor(1) as pool, database.write() as session:
        Repository(session).take_turn()
        asked = pool.submit(now_pinned, database)
        sleep(0.3)
        stored_at = datetime.now(UTC)
        session.commit()
        assert asked.result(timeout=30) >= stored_at


def test_an_explanation_about_reporting_stands_beside_the_duties(sqlite: Database, load: Load) -> None:
    """Of the year; one of an earlier year explains nothing of this one."""
    for year in (2022, 2024):
        load(
            sqlite,
            "Tỉnh;Huyện, thành phố;Nội dung giải trình;Ngày giải trình;Nguyên nhân;Biện pháp khắc phục;Hạn khắc phục\n"
            f"Đắk Nông;Cư Jút;báo cáo;20/06/{year};Thiếu người năm {year};Bố trí thêm;31/12/{year}\n",
            justify="đúng",
        )
    found = said(report(sqlite))
    assert "Huyện Cư Jút giải trình ngày 20/06/2024: Thiếu người năm 2024. Biện pháp: Bố trí thêm." in found
    assert "Thiếu người năm 2022" not in found
