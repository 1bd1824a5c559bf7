"""The reason given for a figure that was asked about stands beside that figure, and beside no other."""

import pytest

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


PARTS = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
XA = ["Quảng Trực", "Đắk Búk So", "Quảng Tâm", "Đắk R'Tíh", "Đắk Ngo", "Quảng Tân"]
WHOLE = "Đắk Nông;Tuy Đức;;30/06/2024;6.000;700\n"
COMMUNES = "".join(f"Đắk Nông;Tuy Đức;{name};30/06/2024;1.000;100\n" for name in XA)


def unlike_parts(database: Database) -> list[tuple[str, str | None]]:
    with database.read() as session:
        return [(one.right, one.explanation) for one in audit(session) if one.code == "parts_differ"]


@pytest.mark.parametrize(
    ("first", "last"),
    [(WHOLE, COMMUNES), (COMMUNES, WHOLE), ("", WHOLE + COMMUNES), ("", COMMUNES + WHOLE)],
    ids=["communes last", "huyện last", "one file", "one file, huyện last"],
)
def test_communes_unlike_their_huyen_are_explained_whichever_came_last(
    sqlite: Database, load: Load, first: str, last: str
) -> None:
    if first:
        load(sqlite, PARTS + first)
    assert load(sqlite, PARTS + last, justify="chưa thống nhất số").status == "committed"
    assert unlike_parts(sqlite) == [("600", "người nộp giải thích: chưa thống nhất số")]


def test_the_newest_reason_stands_for_communes_that_changed(sqlite: Database, load: Load) -> None:
    load(sqlite, PARTS + WHOLE)
    load(sqlite, PARTS + COMMUNES, justify="chưa thống nhất số")
    load(
        sqlite,
        PARTS + COMMUNES.replace("Quảng Tân;30/06/2024;1.000;100", "Quảng Tân;30/06/2024;1.000;90"),
        justify="sửa",
    )
    assert unlike_parts(sqlite) == [("590", "người nộp giải thích: sửa")]


def test_a_reason_for_another_question_does_not_explain_communes_unlike_their_huyen(
    sqlite: Database, load: Load
) -> None:
    head = PARTS.replace("Số hộ nghèo\n", "Số hộ nghèo;Số hộ nghèo đầu kỳ;Tái nghèo\n")
    whole = "Đắk Nông;Tuy Đức;;30/06/2024;6.000;700;3.131;5\n"
    load(sqlite, head + whole, justify="đang rà soát biến động")
    assert load(sqlite, PARTS + COMMUNES, justify="chưa thống nhất số").status == "committed"
    with sqlite.read() as session:
        found = {one.code: one.explanation for one in audit(session) if not one.document}
    assert found == {
        "movement_open": "người nộp giải thích: đang rà soát biến động",
        "parts_differ": "người nộp giải thích: chưa thống nhất số",
    }
