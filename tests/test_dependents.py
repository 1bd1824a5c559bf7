"""Lists that results speak of stay under them; a plan in points is measured from the report of the year before."""

from decimal import Decimal

import pytest

from core.access.rules import operator
from core.database import Database
from core.errors import UndoRefused
from core.ingest.pipeline import undo
from core.reports.export_cells import ExportFilter
from core.reports.exports import export
from tests.conftest import OPERATOR, Load

VILLAGES = "Huyện, thành phố;Xã, phường, thị trấn;Thôn\nKon Plông;Pờ Ê;Vi Ô Lắc\n"
RECOGNITION = (
    "Huyện, thành phố;Xã, phường, thị trấn;Thôn;Danh hiệu;Số quyết định;Ngày quyết định\n"
    "Kon Plông;Pờ Ê;Vi Ô Lắc;khu dân cư kiểu mẫu;12/QĐ-UBND;01/06/2024\n"
)


def test_a_village_list_stays_while_a_decision_names_a_village(database: Database, load: Load) -> None:
    listed, decided = load(database, VILLAGES).batch, load(database, RECOGNITION).batch
    assert listed is not None
    assert decided is not None
    with pytest.raises(UndoRefused, match=f"lô {decided}"):
        undo(database, listed, operator("người thử"))
    undo(database, decided, operator("người thử"))
    undo(database, listed, operator("người thử"))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("goal", "Số văn bản;Mã mục tiêu;Ngày số liệu;Giá trị\n83/KH-UBND;xa-ntm;31/12/2024;5\n"),
        ("obligation", "Số văn bản;Mã nhiệm vụ;Ngày hoàn thành\n97/KH-UBND;ket-6-thang-1;10/06/2024\n"),
        (
            "obligation",
            "Số văn bản;Mã nhiệm vụ;Tỉnh;Huyện, thành phố;Ngày đơn vị hoàn thành\n"
            "97/KH-UBND;ket-6-thang-2;Đắk Nông;Tuy Đức;10/06/2024\n",
        ),
    ],
)
def test_goals_and_duties_stay_while_results_name_them(database: Database, load: Load, kind: str, text: str) -> None:
    reported = load(database, text).batch
    with database.read() as session:
        plan = text.split("\n")[1].split(";", maxsplit=1)[0]
        listed = {row[-1] for row in export(session, kind, ExportFilter()).rows if plan in row}
    assert len(listed) == 1
    with pytest.raises(UndoRefused, match=f"lô {reported}"):
        undo(database, int(listed.pop()), OPERATOR)


UNITS = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn"
PLAN = f"{UNITS};Năm;Cấp giao kế hoạch;Số văn bản;Tỷ lệ dự kiến giảm;Tỷ lệ dự kiến giảm đến\n"
RESULT = f"{UNITS};Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
COMMUNE = "Kon Tum;Tu Mơ Rông;Tu Mơ Rông"


@pytest.mark.parametrize(
    ("poor", "percent", "status"),
    [("250", Decimal("112.75"), "met"), ("260", Decimal("92.25"), "missed")],
)
def test_a_plan_in_points_only_is_measured_from_the_report_of_the_year_before(
    sqlite: Database, load: Load, poor: str, percent: Decimal, status: str
) -> None:
    """300/600 = 50,00; 250/610 = 40,98: 9,02 of 8 points is 112,75%; 260/610 = 42,62: 7,38 of 8 is 92,25%."""
    load(sqlite, PLAN + f"{COMMUNE};2024;xã;tu-mo-rong-2024;8;9\n")
    load(sqlite, RESULT + f"{COMMUNE};31/12/2023;600;300\n{COMMUNE};31/12/2024;610;{poor}\n", justify="thử")
    with sqlite.read() as session:
        table = export(session, "poverty-status", ExportFilter())
    row = next(dict(zip(table.columns, row, strict=True)) for row in table.rows if row[2] == "Tu Mơ Rông")
    assert (row["rate_start"], row["percent_of_plan_households"]) == ("50.00", "")
    assert (Decimal(row["percent_of_plan_points"]), row["status"]) == (percent, status)


def test_the_next_year_end_never_judges_this_year(sqlite: Database, load: Load) -> None:
    load(sqlite, RESULT + "Đắk Nông;Tuy Đức;;31/12/2025;17.000;1.000\n", justify="thử")
    with sqlite.read() as session:
        table = export(session, "poverty-status", ExportFilter(district="Tuy Đức"))
    assert table.rows[0][-1] == "no_data"
