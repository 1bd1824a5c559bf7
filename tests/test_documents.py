"""The documents that the plans cite: each on the screen of sources with its number, date and sections."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.database import Database
from core.reference import documents
from tests.conftest import at_screen, new_app
from tests.html_tables import tables_of

ROOT = Path(__file__).resolve().parents[1]
# Read from the plans by hand: as printed, the date (— where none is printed), the sections that cite it.
CITED = {
    "97/KH-UBND": [
        ("Nghị định số 07/2021/NĐ-CP", "27/01/2021", "Căn cứ"),
        ("Quyết định số 90/QĐ-TTg", "18/01/2022", "Căn cứ, VI.8"),
        ("Nghị quyết số 28-NQ/TU", "30/12/2023", "Căn cứ, I.1, I.2"),
        ("Nghị quyết số 11/2022/NQ-HĐND", "14/12/2022", "IV.5, VI.8"),
    ],
    "83/KH-UBND": [
        ("Chỉ thị số 14-CT/HU", "04/04/2024", "Tiêu đề, Căn cứ, Phần kết"),
        ("Quyết định số 416/QĐ-UBND", "13/07/2022", "Căn cứ, II.2.2"),
        ("Quyết định số 147/QĐ-UBND", "28/03/2022", "Căn cứ, II.2.3, chú thích 6"),
        ("Chỉ thị số 05/CT-UBND", "22/01/2024", "Căn cứ"),
        ("Quyết định số 226/QĐ-UBND", "22/04/2024", "Căn cứ, II.2.1.b, II.2.2"),
        ("Kế hoạch số 134/KH-UBND", "17/06/2022", "II.2, chú thích 4, II.2.3"),
        ("Chương trình số: 44-Ctr/HU", "14/04/2022", "II.2, chú thích 4"),
        ("Chỉ thị số 12-CT/TU", "18/02/2022", "II.2, chú thích 4"),
        ("Kế hoạch số 74/KH-UBND", "03/04/2024", "II.2.3, chú thích 5"),
        ("Hướng dẫn số 04/HD-SNN", "26/10/2022", "II.2.3, chú thích 7"),
        ("Chỉ thị 01/CTUBND", "—", "III.1.b"),
        ("Quyết định 1160/QĐ-UBND", "20/12/2023", "IV"),
        ("242/QĐ-UBND", "—", "Nơi nhận"),
        ("TB 88/TB-UBND", "25/04/2024", "Nơi nhận"),
    ],
    "tu-mo-rong-2024": [
        ("Nghị định số 07/2021/NĐ-CP", "27/01/2021", "Căn cứ"),
        ("Nghị định số 27/2022/NĐ-CP", "19/04/2022", "Căn cứ"),
        ("Quyết định số 02/2022/QĐ-TTg", "18/01/2022", "Căn cứ"),
        ("Quyết định số 90/QĐ-TTg", "18/01/2022", "Căn cứ"),
        ("Nghị quyết số 01-NQ/HĐ", "09/06/2020", "Căn cứ"),
        ("Nghị quyết số 06/NQ-HĐND", "06/07/2022", "Căn cứ"),
        ("Nghị quyết số 18/NQ-HĐND", "19/12/2022", "Căn cứ"),
        ("Nghị quyết số 05-NQ/ĐU", "21/12/2023", "Căn cứ, I.2"),
        ("Nghị quyết số 10/NQ-HĐND", "26/12/2023", "Căn cứ"),
        ("Kế hoạch số 07/KH-UBND", "24/01/2024", "II.1"),
        ("Luật Đầu tư công", "—", "II.2.1"),
        ("Luật xây dựng", "—", "II.2.1"),
    ],
}


@pytest.fixture
def sources(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    app = new_app()
    at_screen(app, "sources.py").run()
    assert not app.exception, app.exception[0].value
    return app


def test_every_cited_document_is_on_the_screen_of_sources(sources: AppTest) -> None:
    """One list under each document, in the order of the documents."""
    lists = [expander for expander in sources.expander if expander.label.startswith("Văn bản được dẫn")]
    numbers = [document.number for document in documents()]
    assert [expander.label for expander in lists] == [f"Văn bản được dẫn ({len(CITED[number])})" for number in numbers]
    for number, expander in zip(numbers, lists, strict=True):
        shown = tables_of(expander)[0]
        assert list(zip(shown["Văn bản"], shown["Ngày"], shown["Mục"], strict=True)) == CITED[number]
        assert all(shown["Nội dung"])


def test_a_cited_document_has_one_row_in_each_plan() -> None:
    for document in documents():
        cited = [citation.cited for citation in document.citations]
        assert len(set(cited)) == len(cited)


def test_a_plan_without_a_list_of_citations_has_none(tmp_path: Path) -> None:
    folder = tmp_path / "plans" / "1-KH"
    folder.mkdir(parents=True)
    (folder / "document.toml").write_text(
        'number = "1/KH"\ntitle = "Kế hoạch"\nissuer = "Ủy ban"\nyear = 2024\nunit = "67"\nfiles = []\n', "utf-8"
    )
    (folder / "statements.csv").write_text("Mục;Đơn vị;Tên in trong văn bản;Chỉ số;Mức độ;Giá trị in\n", "utf-8")
    assert [document.citations for document in documents(tmp_path / "plans")] == [()]
