"""What a report says of its own figures: who is missing, what is an estimate, what does not fit together."""

from datetime import UTC, datetime

from core.database import Database
from core.official_report.archive import made
from core.official_report.chapters import quality
from core.official_report.material import Material
from core.official_report.request import ReportRequest
from tests.conftest import Load

PLANS = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;"
    "Số hộ nghèo đầu năm;Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm\n"
    "Đắk Nông;Tuy Đức;;2024;huyện;1/KH;16.674;3.131;1.400;8,4\n"
    "Đắk Nông;Tuy Đức;Quảng Tâm;2024;xã;2/KH;2.800;500;100;3,5\n"
    "Đắk Nông;Tuy Đức;Quảng Tân;2024;xã;2/KH;2.900;600;100;3,4\n"
)
RESULTS = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
    "Đắk Nông;Tuy Đức;;30/06/2024;chính thức;16.764;2.445\n"
    "Đắk Nông;Tuy Đức;Quảng Tâm;30/06/2024;ước;2.810;450\n"
)
# One line over its plan under both sources: two findings that only their source tells apart.
LINES = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nội dung;Tính chất;Nguồn;"
    "Kế hoạch vốn (triệu đồng);Số văn bản\n"
    "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;9.1;Đường;đầu tư;vốn năm;100;5/KH\n"
    "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;9.1;Đường;đầu tư;kéo dài;100;5/KH\n"
)
PAID = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nguồn;Ngày số liệu;Lũy kế giải ngân (triệu đồng)\n"
    "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;9.1;vốn năm;30/06/2024;130\n"
    "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;9.1;kéo dài;30/06/2024;140\n"
)

MOVED = (
    "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ nghèo đầu kỳ;Thoát nghèo vượt chuẩn cận nghèo\n"
)
LISTED = "Tỉnh;Huyện, thành phố;Số văn bản;Mã mục tiêu;Mục tiêu;Giá trị;Đơn vị tính\n"


def said(database: Database, plan: str, unit: str, period: str = "2024-H1", name: str = "missing") -> str:
    with database.read() as session:
        material = Material(session, ReportRequest(plan, unit, period, datetime.now(UTC)))
        found = quality.chapter(material, made_up=False).context[name]
    assert isinstance(found, list)
    return "\n".join(found)


def test_units_under_plans_of_their_own_are_missing_too(sqlite: Database, load: Load) -> None:
    load(sqlite, PLANS, justify="đúng")
    load(sqlite, RESULTS, justify="đúng")
    assert said(sqlite, "1/KH", "667") == "Chưa có kết quả giảm nghèo của xã Quảng Tân."
    assert said(sqlite, "1/KH", "667", name="estimates") == "Kết quả giảm nghèo của xã Quảng Tâm, ngày 30/06/2024."


def test_a_unit_says_that_its_own_result_is_missing(sqlite: Database) -> None:
    assert "Chưa có kết quả giảm nghèo của huyện Cư Jút." in said(sqlite, "97/KH-UBND", "662")


def test_a_plan_that_never_speaks_of_criteria_is_not_told_that_they_are_missing(sqlite: Database, load: Load) -> None:
    load(sqlite, LISTED + "Kon Tum;Kon Plông;8/KH;a;Cầu;3;cầu\n")
    assert "tiêu chí" not in said(sqlite, "8/KH", "613", "2026")
    assert "Bộ tiêu chí xã NTM: chưa được đánh giá xã" in said(sqlite, "83/KH-UBND", "613", "2024")


def test_findings_of_figures_after_the_period_are_of_a_later_report(sqlite: Database, load: Load) -> None:
    load(sqlite, MOVED + "Đắk Nông;Tuy Đức;30/09/2024;16.764;2.445;3.131;700\n", justify="đúng")
    assert "30/09/2024" not in said(sqlite, "97/KH-UBND", "667", "2024-H1", "findings")
    assert "30/09/2024" in said(sqlite, "97/KH-UBND", "667", "2024", "findings")


def test_findings_stand_in_the_same_order_after_their_rows_were_replaced(database: Database, load: Load) -> None:
    """Rows that only the last part of their key tells apart; each engine returns them as it likes."""
    load(database, LINES, justify="đúng")
    load(database, PAID, justify="đúng")
    request = ReportRequest("5/KH", "23422", "2024-H1", datetime.now(UTC))
    with database.read() as session:
        before = made(session, request, ".docx")
    load(database, PAID.replace(";130", ";131").replace(";140", ";141"), justify="đúng")
    load(database, LINES.replace(";100;", ";99;"), justify="đúng")
    with database.read() as session:
        assert made(session, request, ".docx") == before
