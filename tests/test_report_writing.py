"""Text templates: what a line is, that every figure written is collected, that what people wrote is only text."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from core.official_report.book import Book
from core.official_report.content import Block, Heading, Paragraph, ReportColumn, ReportTable, TableRow, figure
from core.official_report.writing import written
from core.settings import DATA

POOR = figure(1731, "count", "Hộ nghèo", "huyện Tuy Đức")
MISSING = figure(None, "count", "Hộ nghèo", "huyện Cư Jút")
TABLE = ReportTable("ket-qua", "Kết quả", (ReportColumn("Hộ"),), (TableRow((POOR,)), TableRow((MISSING,))))


def blocks(tmp_path: Path, text: str, **context: object) -> tuple[list[Block], Book]:
    (tmp_path / "thu.txt").write_text(text, encoding="utf-8")
    book = Book()
    return written("thu.txt", context, {"ket-qua": TABLE}, book, tmp_path), book


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Kết quả", [Heading(1, "Kết quả")]),
        ("## Kết quả\n### Giảm", [Heading(2, "Kết quả"), Heading(3, "Giảm")]),
        ("một\nhai\n\nba", [Paragraph("một hai"), Paragraph("ba")]),
        ("- một\n- hai", [Paragraph("một", "item"), Paragraph("hai", "item")]),
        ("> chú ý", [Paragraph("chú ý", "remark")]),
        ("một\n# Hai", [Paragraph("một"), Heading(1, "Hai")]),
        ("{# lời dặn #}\n\n\nmột", [Paragraph("một")]),
        ("[[ket-qua]]", [TABLE]),
        ("", []),
    ],
)
def test_lines(tmp_path: Path, text: str, expected: list[Block]) -> None:
    assert blocks(tmp_path, text)[0] == expected


def test_figures_are_collected_once_in_the_order_of_the_text_and_missing_ones_are_not(tmp_path: Path) -> None:
    other = figure(811, "count", "Hộ nghèo", "huyện Cư Jút")
    found, book = blocks(tmp_path, "Còn {{ a }} hộ, {{ b }} và {{ c }}.\n[[ket-qua]]", a=other, b=POOR, c=MISSING)
    assert found[0] == Paragraph("Còn 811 hộ, 1.731 và —.")
    assert book.figures == (other, POOR)


@pytest.mark.parametrize(
    "said", ["# tiêu đề", "- gạch", "[[ket-qua]]", "một\n# hai", "một\n\nhai", "{{ 7 * 7 }}", "\ue000# x\ue001"]
)
def test_what_people_wrote_is_only_text(tmp_path: Path, said: str) -> None:
    found, _ = blocks(tmp_path, "{{ said }}\n\n{{ said }} nữa", said=said)
    kept = " ".join(said.replace("\ue000", "").replace("\ue001", "").split())
    assert found == [Paragraph(kept), Paragraph(f"{kept} nữa")]


def test_a_name_that_no_chapter_gives_is_an_error_and_not_a_gap(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError):
        blocks(tmp_path, "Còn {{ poor }} hộ.")


def test_a_template_can_not_reach_the_program(tmp_path: Path) -> None:
    with pytest.raises(SecurityError):
        blocks(tmp_path, "{{ said.__class__.__mro__ }}", said="x")


def test_every_template_that_ships_says_what_it_is_for() -> None:
    """A colleague edits them: each begins with a remark."""
    for path in (DATA / "report").glob("*.txt"):
        assert path.read_text(encoding="utf-8").startswith("{#"), path.name
