"""Which uploads count as a report of a unit: never made-up ones, never those of another year or of a village."""

from datetime import date

from core.database import Database
from core.demo import load_demo
from core.reports.goals import GoalFilter
from core.reports.unit_duties import unit_duties
from tests.conftest import Load

UNITS = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn"
SPENT = f"{UNITS};Năm vốn;Mã nội dung;Nguồn;Ngày số liệu;Lũy kế giải ngân (triệu đồng)\n"
LINES = ("2.1", "2.2", "2.3", "2.4", "2.5", "2.6")
TODAY = date(2026, 12, 31)


def batches(database: Database, plan: str, obligation: str) -> set[int]:
    """The batches that count as evidence for a duty, of any unit."""
    with database.read() as session:
        rows = unit_duties(session, GoalFilter(TODAY))
    found = [row.upload for row in rows if row.key == (plan, obligation) and row.upload]
    return {one.batch for one in found if one.batch}


def test_made_up_figures_are_no_report(sqlite: Database) -> None:
    load_demo(sqlite)
    assert batches(sqlite, "97/KH-UBND", "ket-6-thang-2") == set()
    assert batches(sqlite, "tu-mo-rong-2024", "V-xa-6-thang") == set()


def test_capital_of_another_year_is_no_report_of_this_one(sqlite: Database, load: Load) -> None:
    """The same day, the lines of 2023: nothing of what the plan of 2024 asks for."""
    rows = "".join(f"Kon Tum;Tu Mơ Rông;Tu Mơ Rông;{{year}};{line};vốn năm;30/06/2024;10\n" for line in LINES)
    load(sqlite, SPENT + rows.format(year=2023), justify="đúng")
    assert batches(sqlite, "tu-mo-rong-2024", "V-xa-6-thang") == set()
    batch = load(sqlite, SPENT + rows.format(year=2024), justify="đúng").batch
    assert batches(sqlite, "tu-mo-rong-2024", "V-xa-6-thang") == {batch}
