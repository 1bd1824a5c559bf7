"""A comparison as lines: what is new, changed and the same, where it stands, and never more lines than are shown."""

import time
from decimal import Decimal

import pytest

from core.database import Database
from core.ingest.checks.check import Record
from core.ingest.compare import ComparedRow, Comparison
from core.ingest.differences import WHOLE_ROW, Sameness, differences, rows_like
from core.ingest.pipeline import preview
from core.places import all_places
from core.stored import StandingFact
from tests.conftest import OPERATOR, UPLOAD_1, Load

HEAD = "Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"


def _compared(sqlite: Database, text: str) -> Comparison:
    return preview(sqlite, OPERATOR, text.encode(), "tep.csv").comparison


def test_every_sort_of_row_with_both_sources(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + "Cư Jút;30/06/2024;22.031;640\nTuy Đức;30/06/2024;16.800;2.444\n")
    file = "Tuy Đức;30/06/2024;16.800;2.500\nĐắk Mil;30/06/2024;28.000;430\nCư Jút;30/06/2024;22.031;640\n"
    found = _compared(sqlite, HEAD + file)
    said = {
        sort: [
            (line.line, line.unit, line.period, line.figure, line.old, line.new, line.standing)
            for line in differences(found.kind, rows_like(found, sort))
        ]
        for sort in Sameness
    }
    june, kind = "30/06/2024", "Loại số liệu"
    assert said == {
        Sameness.CHANGED: [
            (2, "huyện Tuy Đức", june, "Số hộ nghèo", "2.444", "2.500", f"lô {UPLOAD_1}, dòng 3"),
        ],
        Sameness.NEW: [
            (3, "huyện Đắk Mil", june, kind, "chưa có", "chính thức", ""),
            (3, "huyện Đắk Mil", june, "Tổng số hộ", "chưa có", "28.000", ""),
            (3, "huyện Đắk Mil", june, "Số hộ nghèo", "chưa có", "430", ""),
        ],
        Sameness.UNCHANGED: [
            (4, "huyện Cư Jút", june, kind, "chính thức", "chính thức", f"lô {UPLOAD_1}, dòng 2"),
            (4, "huyện Cư Jút", june, "Tổng số hộ", "22.031", "22.031", f"lô {UPLOAD_1}, dòng 2"),
            (4, "huyện Cư Jút", june, "Số hộ nghèo", "640", "640", f"lô {UPLOAD_1}, dòng 2"),
        ],
    }
    assert differences(found.kind, rows_like(found, Sameness.CHANGED))[0].batch == UPLOAD_1


@pytest.mark.parametrize(
    ("about", "units"),
    [
        ("", ["huyện Đắk Mil", "huyện Cư Jút"]),
        ("cu jut", ["huyện Cư Jút"]),
        ("Đăk", ["huyện Đắk Mil"]),
        ("31/05/2024", ["huyện Cư Jút"]),
        ("không có", []),
    ],
)
def test_rows_are_found_by_unit_or_period_however_it_is_written(sqlite: Database, about: str, units: list[str]) -> None:
    found = _compared(sqlite, HEAD + "Đắk Mil;30/06/2024;28.000;430\nCư Jút;31/05/2024;22.031;640\n")
    assert [row.record.of for row in rows_like(found, Sameness.NEW, about)] == units


def test_a_row_that_is_all_key_is_a_line_of_its_own(sqlite: Database) -> None:
    """A village of which nothing more is said would otherwise be stored without ever being shown."""
    text = "Huyện, thành phố;Xã, phường, thị trấn;Thôn\nTuy Đức;Quảng Tâm;Thôn 1\n"
    found = preview(sqlite, OPERATOR, text.encode(), "thon.csv", "villages").comparison
    [line] = differences(found.kind, rows_like(found, Sameness.NEW))
    assert (line.unit, line.figure, line.old, line.new) == ("xã Quảng Tâm", WHOLE_ROW, "chưa có", "có trong tệp")
    assert "Thôn 1" in line.period


def test_amounts_have_no_decimals_they_were_not_given(sqlite: Database) -> None:
    head = "Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nội dung;Tính chất;Kế hoạch vốn (triệu đồng)\n"
    rows = "Tuy Đức;Quảng Tâm;2024;1.1;Đường;đầu tư;1977\nTuy Đức;Quảng Tâm;2024;1.2;Cầu;đầu tư;850,5\n"
    found = _compared(sqlite, head + rows)
    lines = differences(found.kind, rows_like(found, Sameness.NEW))
    assert [line.new for line in lines if line.figure.startswith("Kế hoạch vốn")] == ["1.977", "850,5"]
    assert {line.period for line in lines} == {"2024 · 1.1 · vốn năm", "2024 · 1.2 · vốn năm"}


def test_a_made_up_figure_counts_as_none_and_is_said() -> None:
    place = all_places().by_code["667"]
    record = Record(2, place, {"as_of": None, "households": 5, "poor": 1})
    demo = StandingFact(1, 1, 2, {}, demo=True)
    found = Comparison("poverty-progress", (ComparedRow(record, None, over_demo=demo),))
    lines = differences(found.kind, rows_like(found, Sameness.NEW))
    assert {line.old for line in lines} == {"chưa có (chỉ có số minh họa)"}


def test_no_line_is_made_that_is_not_shown() -> None:
    """A hundred thousand rows: a thousand lines, in well under a second."""
    place = all_places().by_code["667"]
    values = {"rate": Decimal(1), "households": 5, "poor": 1}
    found = Comparison(
        "poverty-progress", tuple(ComparedRow(Record(line, place, values), None) for line in range(100_000))
    )
    started = time.perf_counter()
    lines = differences(found.kind, rows_like(found, Sameness.NEW), 1_000)
    assert len(lines) == 1_000
    assert lines[-1].line == 499
    assert time.perf_counter() - started < 1
