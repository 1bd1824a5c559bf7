"""The report as .docx: the layout of NĐ 30/2020/NĐ-CP, the figures as printed, the same bytes every time."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENTATION
from docx.oxml.ns import qn
from docx.table import Table
from hypothesis import given
from hypothesis import strategies as st

from core.official_report.content import Annex, Block, Heading, Paragraph, Report, TableRow
from core.official_report.files.layout import annex_of, ended, labelled, number_line, plain, recipients, roman
from core.official_report.files.word import as_docx
from core.official_report.files.word_measure import longest_word, shared_widths
from tests.office import converted, pdf_text
from tests.report_sample import FOOTER, HEAD, MADE_AT, MONEY, POVERTY, REPORT, WARNING, wide_table

BLANK = "\u00a0"
# Tables of the document in their order.
HEAD_TABLE, POVERTY_TABLE, MONEY_TABLE, END_TABLE, WIDE_TABLE, ORIGINS_TABLE = range(6)


def opened(report: Report) -> Document:
    return docx.Document(io.BytesIO(as_docx(report, MADE_AT)))


@pytest.fixture(scope="module")
def document() -> Document:
    return opened(REPORT)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The text of each printed page."""
    folder = tmp_path_factory.mktemp("word")
    path = folder / "report.docx"
    path.write_bytes(as_docx(REPORT, MADE_AT))
    return pdf_text(converted(path, "pdf", folder))


def text_of(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_paper_and_margins_are_those_of_an_official_document(document: Document) -> None:
    measured = [
        (
            section.orientation,
            *(round(side.mm) for side in (section.page_width, section.page_height) if side),
            *(round(side.mm) for side in (section.top_margin, section.bottom_margin) if side),
            *(round(side.mm) for side in (section.left_margin, section.right_margin) if side),
        )
        for section in document.sections
    ]
    portrait = (WD_ORIENTATION.PORTRAIT, 210, 297, 20, 20, 30, 15)
    assert measured == [portrait, (WD_ORIENTATION.LANDSCAPE, 297, 210, 20, 20, 30, 15), portrait]


@pytest.mark.parametrize(
    ("style", "size", "marks"),
    [
        ("Body Text", 14, ""),
        ("Heading 1", 14, "bold caps"),
        ("Heading 2", 14, "bold"),
        ("Heading 3", 14, "bold italic"),
        ("Issuer", 13, "bold"),
        ("Nation", 13, "bold"),
        ("Motto", 14, "bold"),
        ("Document Number", 13, ""),
        ("Place And Day", 14, "italic"),
        ("Document Kind", 14, "bold"),
        ("Document Subject", 14, "bold"),
        ("Recipients Heading", 12, "bold italic"),
        ("Recipients", 11, ""),
        ("Signer", 14, "bold"),
        ("Annex", 14, "bold"),
        ("Annex Title", 14, "bold caps"),
        ("Annex Of", 14, "italic"),
        ("Table Title", 13, "bold"),
        ("Measure", 12, "italic"),
        ("Table Note", 12, "italic"),
        ("Page Number", 14, ""),
    ],
)
def test_sizes_and_kinds_of_type(document: Document, style: str, size: float, marks: str) -> None:
    font = document.styles[style].font
    said = [name for name in ("bold", "italic", "caps") if getattr(font, "all_caps" if name == "caps" else name)]
    assert (font.size.pt, " ".join(said)) == (size, marks)
    assert str(font.color.rgb) == "000000"


def test_everything_is_times_new_roman_in_vietnamese(document: Document) -> None:
    fonts = list(document.styles.element.find(qn("w:docDefaults")).iter(qn("w:rFonts")))
    used = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style} | {"Normal"}
    fonts += [document.styles[name].element.rPr.rFonts for name in used]
    kinds = {font.get(qn(f"w:{kind}")) for font in fonts for kind in ("ascii", "hAnsi", "eastAsia", "cs")}
    assert kinds == {"Times New Roman"}
    assert [one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))] == ["vi-VN"]


def test_running_text_is_justified_with_an_indent_and_space(document: Document) -> None:
    space = document.styles["Body Text"].paragraph_format
    assert (space.alignment, round(space.first_line_indent.mm, 1), space.space_after.pt) == (3, 12.7, 6)
    assert 1.0 <= space.line_spacing <= 1.5


def test_the_head_has_who_where_and_room_for_number_and_day(document: Document) -> None:
    cells = [[cell.text.strip() for cell in row.cells] for row in document.tables[HEAD_TABLE].rows]
    assert cells == [
        ["ỦY BAN NHÂN DÂN\nTỈNH ĐẮK NÔNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"],
        [f"Số:{BLANK * 9}/BC-UBND", f"Đắk Nông, ngày{BLANK * 6}tháng{BLANK * 6}năm"],
    ]
    borders = document.tables[HEAD_TABLE]._tbl.findall(f".//{qn('w:tcBorders')}")
    assert borders == []
    assert document.tables[HEAD_TABLE].style is None or document.tables[HEAD_TABLE].style.name == "Normal Table"


@pytest.mark.parametrize(("column", "text_mm", "least", "most"), [(0, 41, 1 / 3, 1 / 2), (1, 57, 0.9, 1.1)])
def test_rules_below_the_head_are_as_long_as_the_decree_wants(
    document: Document, column: int, text_mm: float, least: float, most: float
) -> None:
    """Below the issuer a third to a half of its name, below the motto its whole length (both as printed in bold)."""
    cell = document.tables[HEAD_TABLE].rows[0].cells[column]
    rule = cell.paragraphs[-1].paragraph_format
    assert cell.width
    assert rule.left_indent
    assert rule.right_indent
    assert least <= (cell.width.mm - rule.left_indent.mm - rule.right_indent.mm) / text_mm <= most


def test_the_subject_stands_below_the_kind(document: Document) -> None:
    texts = text_of(document)
    kind = texts.index("BÁO CÁO")
    assert texts[kind + 1] == HEAD.subject
    assert document.paragraphs[kind].style
    assert document.paragraphs[kind].style.name == "Document Kind"


def test_headings_are_numbered_and_seen_by_the_navigation_of_word(document: Document) -> None:
    headings = [
        (paragraph.style.name, paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style and (paragraph.style.name or "").startswith("Heading")
    ]
    assert headings == [
        ("Heading 1", "I. Kết quả thực hiện chỉ tiêu"),
        ("Heading 2", "1. Giảm nghèo"),
        ("Heading 2", "2. Nguyên nhân"),
        ("Heading 3", "a) Khách quan"),
        ("Heading 3", "b) Chủ quan"),
        ("Heading 1", "II. Giải ngân"),
        ("Heading 2", "1. Vốn năm 2024"),
        ("Heading 1", "III. Kiến nghị"),
        ("Heading 1", "I. Chi tiết"),
    ]
    levels = [document.styles[f"Heading {n}"].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) for n in (1, 2, 3)]
    assert levels == ["0", "1", "2"]
    assert all(document.styles[f"Heading {n}"].paragraph_format.keep_with_next for n in (1, 2, 3))


def test_pages_are_numbered_above_but_not_the_first(document: Document) -> None:
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml
        assert "PAGE" not in section.first_page_header._element.xml
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in document.sections]
    assert [start is not None and start.get(qn("w:start")) for start in starts] == [False, "1", "1"]


def test_the_warning_of_made_up_figures_is_on_top_and_on_every_page(document: Document, pages: list[str]) -> None:
    assert text_of(document)[0] == WARNING
    assert [page.count(WARNING) for page in pages] == [2, *[1] * (len(pages) - 1)]
    assert WARNING not in "".join(text_of(opened(replace(REPORT, warning=""))))


def header_rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows if row._tr.findall(f".//{qn('w:tblHeader')}")]


def test_heads_of_tables_are_repeated_with_numbers_and_formulas(document: Document) -> None:
    assert header_rows(document.tables[MONEY_TABLE]) == [
        ["Stt", "Nội dung", "Nguồn", "Vốn năm 2024", "Vốn năm 2024", "Còn lại", "Tỷ lệ giải ngân (%)", "Ngày số liệu"],
        ["Stt", "Nội dung", "Nguồn", "Kế hoạch vốn", "Đã giải ngân", "Còn lại", "Tỷ lệ giải ngân (%)", "Ngày số liệu"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)\n=(4)−(5)", "(7)\n=(5)÷(4)\n×100", "(8)"],
    ]


def test_no_row_of_a_table_is_broken_over_pages(document: Document) -> None:
    rows = [row for table in document.tables for row in table.rows]
    assert [row for row in rows if not row._tr.findall(f".//{qn('w:cantSplit')}")] == []


@pytest.mark.parametrize(("place", "table"), [(POVERTY_TABLE, POVERTY), (MONEY_TABLE, MONEY)])
def test_tables_print_every_figure_as_it_is_written(document: Document, place: int, table: Any) -> None:
    rows = document.tables[place].rows[3:]
    printed = [[cell.text for cell in row.cells] for row in rows]
    expected = [
        [str(row.cells[0])] * len(table.columns)
        if row.kind == "heading"
        else ["" if cell is None else str(cell) for cell in row.cells]
        for row in table.rows
    ]
    assert printed == expected
    bold = [{bool(run.bold) for cell in row.cells for run in cell.paragraphs[0].runs if run.text} for row in rows]
    assert bold == [{row.kind != "row"} for row in table.rows]


def test_numbers_stand_right_texts_left_counters_and_days_in_the_middle(document: Document) -> None:
    row = document.tables[MONEY_TABLE].rows[4]
    names = [str(cell.paragraphs[0].alignment).split()[0] for cell in row.cells]
    assert names == ["CENTER", "LEFT", "LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT", "CENTER"]


@pytest.mark.parametrize(
    ("place", "size", "width"),
    [(POVERTY_TABLE, 11, 165), (MONEY_TABLE, 11, 165), (WIDE_TABLE, 10, 252), (ORIGINS_TABLE, 12, 165)],
)
def test_tables_fill_the_text_in_legible_type(document: Document, place: int, size: int, width: int) -> None:
    table = document.tables[place]
    sizes = {run.font.size.pt for run in table.rows[-1].cells[1].paragraphs[0].runs if run.font.size}
    assert sizes == {size}
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    assert sum(grid) == round(width / 25.4 * 1440)


def test_a_table_too_wide_for_the_page_lies_and_its_heading_goes_with_it() -> None:
    """Page numbers go on; they are missing on no page but the first."""
    blocks = (Paragraph("Trước."), Heading(1, "Cả tỉnh"), wide_table(3, 18), Heading(1, "Sau"), Paragraph("Hết."))
    document = opened(replace(REPORT, blocks=blocks, annexes=()))
    portrait, landscape = WD_ORIENTATION.PORTRAIT, WD_ORIENTATION.LANDSCAPE
    assert [section.orientation for section in document.sections] == [portrait, landscape, portrait]
    assert [section.different_first_page_header_footer for section in document.sections] == [True, False, False]
    assert [section._sectPr.find(qn("w:pgNumType")) for section in document.sections] == [None] * 3
    parts = list(document.sections[1].iter_inner_content())
    assert [getattr(part, "text", "bảng") for part in parts][:2] == [
        "I. Cả tỉnh",
        "Bảng 1. Kế hoạch và kết quả của từng xã",
    ]


def test_a_turn_of_the_page_leaves_no_empty_page() -> None:
    """The break stands in a paragraph with text: an empty one may come to stand alone on a page."""
    table = wide_table(3, 18)
    body = opened(replace(REPORT, blocks=(Paragraph("Trước bảng"), table, Paragraph("Sau bảng")), annexes=()))
    breaks = [one for one in body.paragraphs if one._p.xpath("./w:pPr/w:sectPr")]
    assert [one.text for one in breaks] == ["Trước bảng", table.note]
    assert len(body.sections) == 3


def test_what_leads_to_a_list_stays_with_it() -> None:
    blocks = (Paragraph("Cần theo dõi:"), Paragraph("Huyện A.", "item"), Paragraph("Hết."))
    body = opened(replace(REPORT, blocks=blocks, annexes=()))
    kept = {one.text: one.paragraph_format.keep_with_next for one in body.paragraphs}
    assert (kept["Cần theo dõi:"], kept["- Huyện A."]) == (True, None)


def test_a_word_of_a_heading_is_not_broken() -> None:
    """Bold Times New Roman at 10 points: C 0,722, h 0,556, ư 0,6, a 0,5 of the size."""
    assert longest_word(["Chưa đạt"], 10, bold=True) >= round((0.722 + 0.556 + 0.6 + 0.5) * 10 * 20)


def test_an_annex_that_lies_does_not_stand_up_for_a_narrow_table() -> None:
    annexes = (Annex("Hẹp", (MONEY,)), Annex("Rộng", (wide_table(3, 18), MONEY), landscape=False))
    document = opened(replace(REPORT, annexes=annexes))
    assert [str(section.orientation).split()[0] for section in document.sections] == [
        *("PORTRAIT", "LANDSCAPE", "LANDSCAPE", "PORTRAIT"),
    ]
    assert [section._sectPr.find(qn("w:pgNumType")) is not None for section in document.sections] == [
        *(False, True, True, False),
    ]


def test_measure_stands_above_and_the_note_below(document: Document) -> None:
    texts = text_of(document)
    title = texts.index("Bảng 2. Giải ngân vốn năm 2024 theo từng nội dung")
    assert texts[title + 1 : title + 3] == ["Đơn vị tính: triệu đồng", MONEY.note]


def test_the_text_ends_with_its_mark_then_recipients_and_who_signs(document: Document) -> None:
    assert [text for text in text_of(document) if text.endswith("./.")] == [
        next(text for text in text_of(document) if text.startswith("Đề nghị các huyện"))
    ]
    left, right = (cell.text for cell in document.tables[END_TABLE].rows[0].cells)
    assert left.split("\n") == [
        "Nơi nhận:",
        "- Bộ Lao động - Thương binh và Xã hội;",
        "- Thường trực Tỉnh ủy;",
        "- Lưu: VT, KGVX.",
    ]
    assert right.rstrip().split("\n") == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


def test_annexes_are_named_titled_and_tied_to_the_report(document: Document) -> None:
    texts = text_of(document)
    said = f"(Kèm theo Báo cáo số{BLANK * 9}/BC-UBND ngày{BLANK * 6}tháng{BLANK * 6}năm{BLANK * 9} của "
    of_report = f"{said}Ủy ban nhân dân tỉnh Đắk Nông)"
    first, second = texts.index("Phụ lục I"), texts.index("Phụ lục II")
    assert texts[first + 1 : first + 3] == ["Kế hoạch và kết quả của từng xã", of_report]
    assert texts[second + 1 : second + 3] == ["Nguồn số liệu", of_report]


def test_a_single_annex_has_no_number() -> None:
    assert "Phụ lục" in text_of(opened(replace(REPORT, annexes=REPORT.annexes[:1])))


def test_text_is_only_text(document: Document) -> None:
    """Control signs are dropped, marks of XML and of formulas are letters as others."""
    assert "- Mưa lũ & sạt lở <tháng 5>." in text_of(document)
    assert "- =Rà soát chậm;" in text_of(document)
    strange = replace(REPORT, blocks=(Heading(1, "A\ud800\x00\nB"), Paragraph("\x1b]]>&lt;b>")), annexes=())
    texts = text_of(opened(strange))
    assert "I. A B" in texts
    assert "]]>&lt;b>./." in texts


def test_a_report_of_nothing_but_a_head_is_a_document() -> None:
    empty = Report(HEAD, (), (Annex("Trống", ()),), (), "")
    assert "./." in text_of(opened(empty))
    assert opened(replace(REPORT, blocks=(replace(MONEY, rows=()),))).tables


def test_the_same_report_gives_the_same_bytes() -> None:
    made = as_docx(REPORT, MADE_AT)
    assert made == as_docx(REPORT, MADE_AT)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"


def test_the_file_says_when_it_was_made_and_by_what() -> None:
    properties = opened(REPORT).core_properties
    assert (properties.author, properties.created, properties.modified) == ("Tiến Độ", MADE_AT, MADE_AT)
    later = docx.Document(io.BytesIO(as_docx(REPORT, MADE_AT + timedelta(days=1)))).core_properties
    assert later.modified == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


# The order of ISO 29500-1 for those parts that the writer sets: Word refuses a file with another.
_ORDERS = {
    "w:pPr": [
        "pStyle",
        "keepNext",
        "keepLines",
        "widowControl",
        "pBdr",
        "spacing",
        "ind",
        "jc",
        "outlineLvl",
        "rPr",
        "sectPr",
    ],
    "w:sectPr": [
        "headerReference",
        "footerReference",
        "type",
        "pgSz",
        "pgMar",
        "pgNumType",
        "cols",
        "titlePg",
        "docGrid",
    ],
    "w:tblPr": ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"],
    "w:tcPr": ["tcW", "gridSpan", "vMerge", "vAlign"],
    "w:rPr": ["rFonts", "b", "bCs", "i", "iCs", "caps", "color", "sz", "szCs", "lang"],
}


def disordered(document: Document) -> Iterator[list[str]]:
    roots = [document.element, *(document.styles[name].element for name in ("Normal", "Heading 1", "Made Up", "Annex"))]
    for root in roots:
        for tag, order in _ORDERS.items():
            for properties in root.iter(qn(tag)):
                names = [child.tag.rpartition("}")[2] for child in properties]
                if [order.index(name) for name in names] != sorted(order.index(name) for name in names):
                    yield names


def test_parts_stand_in_the_order_of_the_standard(document: Document) -> None:
    assert list(disordered(document)) == []


def test_the_printed_pages_have_all_parts_in_their_order(pages: list[str]) -> None:
    whole = "\n".join(pages)
    wanted = ["CỘNG HÒA XÃ HỘI", HEAD.subject[:40], "I. KẾT QUẢ THỰC HIỆN", "Bảng 1.", "Bảng 2.", "./.", "Nơi nhận:"]
    places = [whole.index(text) for text in [*wanted, "Phụ lục I", "NGUỒN SỐ LIỆU"]]
    assert places == sorted(places)
    assert 6 <= len(pages) <= 12
    assert all(FOOTER in page for page in pages)
    # The number stands alone on its line; the first page of the text and of either annex has none.
    numbers = [next((line.strip() for line in page.splitlines() if line.strip().isdigit()), "") for page in pages]
    firsts = [place for place, page in enumerate(pages) if "CỘNG HÒA" in page or "Phụ lục I" in page[:2000]]
    assert firsts[0] == 0
    assert numbers[1] == "2"
    heads = [page.lstrip().splitlines()[0].strip() for page in pages]
    assert [place for place, head in enumerate(heads) if head == WARNING] == firsts


def test_a_page_that_goes_on_with_a_table_repeats_its_head(pages: list[str]) -> None:
    assert len([page for page in pages if "Xã, phường" in page]) >= 2


@pytest.mark.parametrize(
    ("number", "written"), [(1, "I"), (3, "III"), (4, "IV"), (8, "VIII"), (9, "IX"), (14, "XIV"), (40, "XXXX")]
)
def test_roman_numbers(number: int, written: str) -> None:
    assert roman(number) == written


def test_points_go_by_the_vietnamese_alphabet() -> None:
    labels = [label for _, label in labelled([Heading(3, "")] * 24, count(1))]
    assert "".join(label[0] for label in labels[:23]) == "abcdđeghiklmnopqrstuvxy"
    assert labels[23] == "aa)"


def test_numbers_of_headings_begin_anew_below_a_higher_one() -> None:
    levels = [2, 1, 2, 2, 3, 3, 2, 3, 1, 2, 3]
    labels = [label for _, label in labelled([Heading(level, "") for level in levels], count(1))]  # type: ignore[misc]
    assert labels == ["1.", "I.", "1.", "2.", "a)", "b)", "3.", "a)", "II.", "1.", "a)"]


@pytest.mark.parametrize(
    ("blocks", "last"),
    [
        ((Paragraph("Kính báo cáo."),), "Kính báo cáo./."),
        ((Paragraph("Kính báo cáo ./."),), "Kính báo cáo./."),
        ((Paragraph("Mục cuối;", "item"),), "Mục cuối./."),
        ((Paragraph("Trước bảng."), MONEY), "./."),
        ((), "./."),
    ],
)
def test_the_mark_at_the_end(blocks: tuple[Block, ...], last: str) -> None:
    block = ended(blocks)[-1]
    assert isinstance(block, Paragraph)
    assert block.text == last


@pytest.mark.parametrize(
    ("names", "listed"),
    [
        ((), ["- Lưu: VT."]),
        (("UBND tỉnh (b/c)",), ["- UBND tỉnh (b/c);", "- Lưu: VT."]),
        (("- Như trên;", "Lưu: VT, LĐ"), ["- Như trên;", "- Lưu: VT, LĐ."]),
    ],
)
def test_recipients_are_a_list_that_ends_with_the_archive(names: tuple[str, ...], listed: list[str]) -> None:
    assert recipients(replace(HEAD, recipients=names)) == listed


@pytest.mark.parametrize("number", ["/BC-UBND", "BC-UBND", "Số:       /BC-UBND", "Số: …/BC-UBND"])
def test_a_number_is_left_blank_however_the_symbol_is_given(number: str) -> None:
    assert number_line(replace(HEAD, number=number)) == f"Số:{BLANK * 9}/BC-UBND"


@pytest.mark.parametrize(
    ("issuer", "said"),
    [
        (("ỦY BAN NHÂN DÂN", "HUYỆN ĐẮK R'LẤP"), "Ủy ban nhân dân huyện Đắk R'Lấp"),
        (("ỦY BAN NHÂN DÂN", "THÀNH PHỐ GIA NGHĨA"), "Ủy ban nhân dân thành phố Gia Nghĩa"),
        (("Ủy ban nhân dân", "xã Đắk R'Măng"), "Ủy ban nhân dân xã Đắk R'Măng"),
    ],
)
def test_the_issuer_is_named_in_a_sentence(issuer: tuple[str, ...], said: str) -> None:
    assert annex_of(replace(HEAD, issuer=issuer)).endswith(f" của {said})")


@given(st.text())
def test_plain_text_can_be_written_whatever_it_is(text: str) -> None:
    written = plain(text)
    assert plain(written) == written
    assert all(sign.isprintable() or ord(sign) > 0x7F or sign == " " for sign in written)


@given(
    st.lists(st.tuples(st.floats(0.2, 6), st.integers(200, 2000)), min_size=1, max_size=20), st.integers(3000, 15000)
)
def test_columns_fill_the_width_and_none_is_too_narrow(columns: list[tuple[float, int]], whole: int) -> None:
    wished, needed = zip(*columns, strict=True)
    widths = shared_widths(wished, needed, whole)
    assert sum(widths) == whole
    if sum(needed) <= whole - len(needed):
        assert all(width >= need - 1 for width, need in zip(widths, needed, strict=True))


def test_a_long_report_is_written(tmp_path: Path) -> None:
    """Hundreds of rows with texts of many lines: all are there."""
    rows = tuple(TableRow((str(n), *[f"Dòng {n}"] * 7)) for n in range(700))
    report = replace(REPORT, annexes=(Annex("Dài", (replace(MONEY, rows=rows),)),))
    assert len(opened(report).tables[WIDE_TABLE].rows) == 700 + 3
