"""The reason given for a figure that was asked about stands beside that figure, and beside no other."""

from core.audit import audit
from core.database import Database
from core.reports.budget import BudgetFilter, budget_lines
from core.reports.poverty import PovertyFilter, poverty_results
from tests.conftest import Load

MOVED = "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ nghèo đầu kỳ;Tái nghèo\n"
SPENT = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Ngày số liệu;Lũy kế giải ngân (triệu đồng)\n"
    "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;2.1;31/12/2024;1980\nKon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;2.2;31/12/2024;500\n"
)


def test_on_the_poverty_screen(database: Database, load: Load) -> None:
    rows = "Tuy Đức;30/06/2024;16.800;3.100;3.131;5\nĐắk Mil;30/06/2024;28.000;800;;\n"
    assert load(database, MOVED + rows, justify="đang rà soát").status == "committed"
    with database.read() as session:
        said = {code: results[0].origin.said for code, results in poverty_results(session, PovertyFilter()).items()}
    assert [text.endswith("(được hỏi khi nộp; lý do: đang rà soát)") for text in said.values()].count(True) == 1
    assert "dòng 2 (được hỏi" in " ".join(said.values())


def test_on_the_budget_screen(database: Database, load: Load) -> None:
    assert load(database, SPENT, justify="vốn bổ sung theo QĐ 12").status == "committed"
    with database.read() as session:
        reasons = {line.line: line.result.reason for line in budget_lines(session, BudgetFilter()) if line.result}
    assert reasons == {"2.1": "vốn bổ sung theo QĐ 12", "2.2": None}


def test_in_the_audit(sqlite: Database, load: Load) -> None:
    """What somebody explained when the file came is explained; what nobody was asked about is not."""
    load(sqlite, MOVED + "Tuy Đức;30/06/2024;16.800;3.100;3.131;5\n", justify="đang rà soát")
    with sqlite.read() as session:
        found = {finding.code: finding.explanation for finding in audit(session) if not finding.document}
    assert found == {"movement_open": "người nộp giải thích: đang rà soát"}
