"""Workbooks into cells: every value as stored with the unit that is shown, or a reason why the file is refused."""

import io
import random
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.worksheet.datavalidation import DataValidation

from core.errors import UnreadableFile
from core.ingest.files import part_events
from core.ingest.files.archive import refuse_bad_archive, what_ole_is
from core.ingest.files.number_formats import cell_of
from core.ingest.files.table import FormulaCell, Merge, NumberCell, Sheet
from core.ingest.files.workbook import open_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
LIST_OF_SHEETS = '<sheets><sheet name="Trang 1" sheetId="1" r:id="rId1"/></sheets>'
# A formula written once for many cells; the word alone is kept for a folder that no file may name.
COMMON = "share" + "d"
SHEET_1 = "xl/worksheets/sheet1.xml"


def packed(members: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return target.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def relations(*pairs: tuple[str, str]) -> str:
    tags = (
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(tags)}</Relationships>'


def parts(
    rows: str, formats: tuple[str, ...] = (), texts: str = "", about: str = "", after: str = ""
) -> dict[str, str | bytes]:
    """A workbook by hand: cell style 0 is General, styles 1, 2 … have the given number formats."""
    numbered = list(enumerate(formats, 164))
    own = "".join(f'<numFmt numFmtId="{key}" formatCode={quoteattr(code)}/>' for key, code in numbered)
    styles = "".join(f'<xf numFmtId="{key}"/>' for key in (0, *(key for key, _ in numbered)))
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml"'
        f' ContentType="{SHEET_TYPE}"/></Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{about}{LIST_OF_SHEETS}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "/xl/styles.xml")
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>',
        SHEET_1: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>',
    }


def sheet(rows: str, **more: Any) -> Sheet:
    return open_workbook(packed(parts(rows, **more)))[0]


def cell(xml: str, **more: Any) -> str:
    rows = sheet(f'<row r="1">{xml}</row>', **more).rows
    return rows[0].cells[0] if rows else ""


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def written(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        open_workbook(content)
    assert "Hãy" in str(caught.value)
    return caught.value.code


def changed(part: str, old: str, new: str, once: bool = False, **more: Any) -> bytes:
    """The one-cell workbook with one part edited, everywhere or in the first place only."""
    members = parts('<row r="1"><c r="A1"><v>1</v></c></row>', **more)
    before = members[part]
    assert isinstance(before, str)
    assert old in before
    return packed(members | {part: before.replace(old, new, 1 if once else -1)})


def test_a_workbook_of_openpyxl_comes_back_as_text_with_line_numbers() -> None:
    content = written(("Huyện", "Số hộ", "Ngày"), ("Tuy  Đức\n", 2444, date(2024, 6, 30)), (None, 3.78, True))
    (only,) = open_workbook(content)
    assert (only.name, only.hidden, only.merges) == ("Sheet", False, ())
    assert [(row.line, row.cells) for row in only.rows] == [
        (1, ("Huyện", "Số hộ", "Ngày")),
        (2, ("Tuy Đức", "2444", "2024-06-30")),
        (3, ("", "3.78", "TRUE")),
    ]


@pytest.mark.parametrize(
    ("code", "stored", "text", "number", "unit", "rescaled"),
    [
        ("General", "2444", "2444", "2444", "", False),
        ("@", "2444", "2444", "2444", "", False),
        ("0", "3.7800000000000002", "3.78", "3.78", "", False),
        ("0", "6.7390000000000008", "6.739", "6.739", "", False),
        ("0", "1.2E-3", "0.0012", "0.0012", "", False),
        ("0", "-0", "0", "0", "", False),
        ("0", "12345678901234567", "12345678901234567", "12345678901234567", "", False),
        ("0.00%", "3.7800000000000004E-2", "3.78%", "3.78", "%", False),
        ('0.00"%"', "3.78", "3.78%", "3.78", "%", False),
        ('0" hộ"', "748", "748", "748", "hộ", False),
        (r"#,##0\ \h\ộ", "748", "748", "748", "hộ", False),
        ("#,##0 hộ", "748", "748", "748", "hộ", False),
        ('#,##0 "triệu"', "1977", "1977", "1977", "triệu", False),
        (r"#,##0\ [$₫-42A]", "1977", "1977", "1977", "₫", False),
        ("[$VND] #,##0", "1977", "1977", "1977", "VND", False),
        ('#,##0"đ";[Red]-#,##0"đ"', "-5", "-5", "-5", "đ", False),
        ('_-* #,##0\\ "₫"_-;\\-* #,##0\\ "₫"_-;_-* "-"??\\ "₫"_-;_-@_-', "5", "5", "5", "₫", False),
        (r'_(* #,##0_);_(* \(#,##0\);_(* "-"??_);_(@_)', "-5", "-5", "-5", "", False),
        (r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)', "0", "0", "0", "", False),
        ('0" hộ";;"không"', "0", "0", "0", "không", False),
        ("#,##0,", "1977000", "1977000", "1977000", "", True),
        ('0.0,," triệu"', "1977000", "1977000", "1977000", "triệu", True),
        ('[>=1000000]0.0,," triệu";[>=1000]0," nghìn";0', "1500000", "1500000", "1500000", "triệu", True),
        ('[>=1000000]0.0,," triệu";[>=1000]0," nghìn";0', "15", "15", "15", "", False),
        ('"Mã "0', "12", "12", "12", "Mã", False),
        ('"-"0', "12", "12", "12", "", True),
        (";;;", "12", "12", "12", "", True),
        (";;;", "0", "0", "0", "", False),
        ('[=1]"Đạt";"Không"', "1", "1", "1", "Đạt", True),
        ('#"."##0', "1977", "1977", "1977", "", False),
        ('0"."00', "1977", "1977", "1977", ".", False),
        ("00/00", "1977", "1977", "1977", "", False),
        ("# ?/?", "1.5", "1.5", "1.5", "", False),
        ("0.00E+00", "1.5", "1.5", "1.5", "", False),
    ],
)
def test_a_number_keeps_its_value_and_says_what_its_format_adds(
    code: str, stored: str, text: str, number: str, unit: str, rescaled: bool
) -> None:
    read = cell(f'<c r="A1" s="1"><v>{stored}</v></c>', formats=(code,))
    assert isinstance(read, NumberCell)
    assert (str(read), read.number, read.unit, read.rescaled) == (text, Decimal(number), unit, rescaled)


@pytest.mark.parametrize(
    ("code", "stored", "text"),
    [
        ("dd/mm/yyyy", "45473", "2024-06-30"),
        ("[$-42A]dd\\ mmmm\\ yyyy;@", "45473", "2024-06-30"),
        ('"Ngày "dd" tháng "mm', "45473", "2024-06-30"),
        ("m/d/yy h:mm", "45473.604166666664", "2024-06-30 14:30:00"),
        ("yyyy", "2024", "1905-07-16"),
        ("h:mm AM/PM", "0.60416666666666663", "14:30:00"),
        ("mm:ss.0", "0.0010416666666666667", "00:01:30"),
        ("[h]:mm:ss", "1.5", "36:00:00"),
        ("[h]:mm", "-0.25", "-6:00:00"),
        ("dd/mm/yyyy", "30062024", "########"),
        ("dd/mm/yyyy", "-1", "########"),
        ("yyyy", "2958465.99999999999", "########"),
        ("0", "NaN", "NaN"),
        ("0", "3,78", "3,78"),
        ("0", "1E+400", "1E+400"),
        ("0", "1" * 101, "1" * 101),
    ],
)
def test_dates_times_and_what_is_no_number_are_never_taken_for_one(code: str, stored: str, text: str) -> None:
    read = cell_of(stored, code)
    assert (read, isinstance(read, NumberCell)) == (text, False)


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    about = '<workbookPr date1904="1"/>'
    assert cell('<c r="A1" s="1"><v>44011</v></c>', formats=("yyyy",), about=about) == "2024-06-30"


@pytest.mark.parametrize("builtin", [14, 17, 22, 31])
def test_formats_that_a_file_names_by_number_alone_are_dates_too(builtin: int) -> None:
    edited = changed("xl/styles.xml", '<xf numFmtId="0"/>', f'<xf numFmtId="{builtin}"/>')
    content = packed({**unpacked(edited), SHEET_1: unpacked(edited)[SHEET_1].replace(b"<v>1<", b"<v>45473<")})
    assert open_workbook(content)[0].rows[0].cells == ("2024-06-30",)


def test_dates_and_times_of_openpyxl_are_iso_text() -> None:
    moments = (datetime(2024, 6, 30, 14, 30), datetime(2024, 6, 30), time(7, 5), timedelta(hours=30))
    assert open_workbook(written(moments))[0].rows[0].cells == (
        "2024-06-30 14:30:00", "2024-06-30", "07:05:00", "30:00:00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<c r="A1" t="s"><v>0</v></c>', "Tuy Đức"),
        ('<c r="A1" t="s"><v>1</v></c>', "xã nghèo"),
        ('<c r="A1" t="s"><v>2</v></c>', "dòng hai _x"),
        ('<c r="A1" t="inlineStr"><is><t> Tuy </t></is></c>', "Tuy"),
        ('<c r="A1" t="inlineStr"><is><r><t>Tuy </t></r><r><t>Đức</t></r></is></c>', "Tuy Đức"),
        ('<c r="A1" t="str"><f>A2</f><v>Tuy Đức</v></c>', "Tuy Đức"),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A1" t="d"><v>2024-06-30T00:00:00Z</v></c>', "2024-06-30"),
        ('<c r="A1" t="d"><v>2024-06-30T14:30:00</v></c>', "2024-06-30 14:30:00"),
        ('<c r="A1" t="d"><v>hôm qua</v></c>', "hôm qua"),
        ('<c r="A1"><f t="array" ref="A1:A2">A2*2</f><v>12</v></c>', "12"),
        (f'<c r="A1"><f t="{COMMON}" si="0"/><v>12</v></c>', "12"),
        ('<c r="A1" s="0"/>', ""),
        ('<c r="A1"><v/></c>', ""),
        ('<c r="A1" t="str"><v>  </v></c>', ""),
        ("<c><v>5</v></c>", "5"),
    ],
)
def test_every_kind_of_cell(xml: str, text: str) -> None:
    texts = (
        '<si><t xml:space="preserve"> Tuy  Đức</t></si>'
        '<si><r><rPr><b/></rPr><t>xã </t></r><r><t>nghèo</t></r><rPh sb="0" eb="1"><t>PHIÊN ÂM</t></rPh></si>'
        "<si><t>dòng_x000D_\nhai _x005F_x</t></si>"
    )
    assert cell(xml, texts=texts) == text


def test_rich_text_of_openpyxl_is_joined() -> None:
    rich = CellRichText("Đắk ", TextBlock(InlineFont(b=True), "Nông"))
    assert open_workbook(written((rich,)))[0].rows[0].cells == ("Đắk Nông",)


@pytest.mark.parametrize(
    ("xml", "formula"),
    [
        ("<f>SUM(B1:B9)</f>", "=SUM(B1:B9)"),
        ("<f>SUM(B1:B9)</f><v></v>", "=SUM(B1:B9)"),
        (f'<f t="{COMMON}" si="0"/>', "=…"),
    ],
)
def test_a_formula_without_a_result_is_a_formula_not_an_empty_cell(xml: str, formula: str) -> None:
    read = cell(f'<c r="A1">{xml}</c>')
    assert (type(read), read) == (FormulaCell, formula)


@pytest.mark.parametrize("says", ['fullCalcOnLoad="1"', 'fullCalcOnLoad="true"', 'calcCompleted="0"'])
def test_results_that_the_file_itself_calls_out_of_date_do_not_count(says: str) -> None:
    """Libraries write 0 as the result of every formula, and ask the program that opens the file to calculate."""
    xml = '<c r="A1"><f>A2</f><v>0</v></c>'
    assert isinstance(cell(xml, about=f"<calcPr {says}/>"), FormulaCell)
    assert isinstance(cell(xml, about='<calcPr calcId="191029"/>'), NumberCell)
    assert isinstance(open_workbook(written(("=1+1",)))[0].rows[0].cells[0], FormulaCell)


def test_rows_are_equally_long_and_rows_without_a_value_are_left_out() -> None:
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="Z2" s="0"/></row><row r="3" s="0" customFormat="1"><c r="A3"/></row>'
        '<row r="7"><c r="C7"><v>2</v></c></row>'
    )
    assert [(row.line, row.cells) for row in sheet(rows).rows] == [(2, ("1", "", "")), (7, ("", "", "2"))]


def test_hidden_rows_and_merged_cells_are_told_and_hidden_sheets_marked() -> None:
    book = Workbook()
    first = book.active
    first.append(("Huyện", "Số hộ"))
    first.append(("Tuy Đức", 1))
    first.row_dimensions[2].hidden = True
    first.row_dimensions[9].hidden = True
    first.merge_cells("A1:A2")
    first.merge_cells("B3:D3")
    for name, state in (("Phụ", "hidden"), ("Kín", "veryHidden")):
        book.create_sheet(name).sheet_state = state
    sheets = open_workbook(saved(book))
    assert [(one.name, one.hidden) for one in sheets] == [("Sheet", False), ("Phụ", True), ("Kín", True)]
    assert sheets[0].hidden_lines == {2}
    assert sheets[0].merges == (Merge(1, 2, 0, 0), Merge(3, 3, 1, 3))


def test_a_merge_of_one_cell_is_none() -> None:
    after = '<mergeCells><mergeCell ref="A1"/><mergeCell ref="B2:B2"/></mergeCells>'
    assert sheet('<row r="1"><c r="A1"><v>1</v></c></row>', after=after).merges == ()


def test_charts_and_what_openpyxl_warns_about_do_not_disturb() -> None:
    book = Workbook()
    book.active.append((1,))
    book.active.add_data_validation(DataValidation("list", formula1='"a,b"'))
    book.create_chartsheet("Biểu đồ").add_chart(BarChart())
    members = unpacked(saved(book))
    bare = members[SHEET_1].replace(b"</worksheet>", b'<extLst><ext uri="{X}"><t>x</t></ext></extLst></worksheet>')
    no_styles = {**members, SHEET_1: bare, "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>'.encode()}
    assert [(one.name, one.rows[0].cells) for one in open_workbook(packed(no_styles))] == [("Sheet", ("1",))]


def test_a_macro_workbook_is_read_as_data() -> None:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    content = changed("[Content_Types].xml", SHEET_TYPE, kind)
    assert open_workbook(packed({**unpacked(content), "xl/vbaProject.bin": b"\xd0\xcf"}))[0].rows


def types_of(kind: str) -> bytes:
    return packed({"[Content_Types].xml": f'<Types><Override PartName="/x" ContentType="application/{kind}"/></Types>'})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed({"bang.csv": "a;b"}), "zip"),
        (packed({}), "zip"),
        (types_of("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), "docx"),
        (types_of("vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"), "pptx"),
        (types_of("vnd.ms-excel.sheet.binary.macroEnabled.main"), "xlsb"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "odt"),
        (written(("a",))[:-100], "broken_workbook"),
        (b"PK\x03\x04 not a zip", "broken_workbook"),
        (changed("xl/workbook.xml", MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"), "strict_workbook"),
        (changed("xl/workbook.xml", LIST_OF_SHEETS, ""), "broken_workbook"),
        (changed("xl/workbook.xml", "rId1", "rId9"), "broken_workbook"),
        (changed("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/none.xml"), "broken_workbook"),
        (
            changed("xl/workbook.xml", "</sheets>", '<sheet name="2" sheetId="2" r:id="rId1"/></sheets>'),
            "broken_workbook",
        ),
        (changed(SHEET_1, "worksheet", "dialogsheet"), "broken_workbook"),
        (changed(SHEET_1, "</row>", ""), "broken_workbook"),
        (changed(SHEET_1, 'r="A1"', 'r="A1" s="7"'), "broken_workbook"),
        (changed(SHEET_1, 'r="A1"', 'r="A1" t="s"'), "broken_workbook"),
        (changed(SHEET_1, '"A1"><v>1', '"A1" t="s"><v>-1', texts="<si><t>a</t></si>"), "broken_workbook"),
        (changed(SHEET_1, 'r="A1"', 'r="A1" t="x"'), "broken_workbook"),
        (changed(SHEET_1, 'r="A1"', 'r="A2"'), "broken_workbook"),
        (changed(SHEET_1, "</c>", '</c><c r="A1"><v>2</v></c>'), "broken_workbook"),
        (changed(SHEET_1, "</row>", '</row><row r="1"/>'), "broken_workbook"),
        (changed(SHEET_1, '<row r="1"', '<row r="1048577"'), "too_large"),
        (changed(SHEET_1, 'r="A1"', 'r="ALM1"'), "too_large"),
        (changed(SHEET_1, "</sheetData>", '</sheetData><mergeCell ref="A:B"/>'), "broken_workbook"),
        (changed(SHEET_1, "</sheetData>", "</sheetData>" + "<a>" * 200 + "</a>" * 200), "broken_workbook"),
        (changed("xl/styles.xml", "<numFmts>", "<numFmts>", formats=("[" * 1001,)), "broken_workbook"),
    ],
)
def test_what_can_not_be_read_is_refused_by_name(content: bytes, code: str) -> None:
    assert refused(content) == code


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", [SHEET_1, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
def test_entities_are_refused_wherever_they_are_declared(part: str) -> None:
    assert refused(changed(part, "<", BOMB + "<", once=True)) == "broken_workbook"


def test_a_wrong_checksum_is_refused_even_in_a_part_that_is_not_read() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        for name, text in (parts("") | {"xl/media/a.txt": "khong doi"}).items():
            archive.writestr(name, text)
    assert refused(stored.getvalue().replace(b"khong doi", b"khong doj")) == "broken_workbook"


def test_a_member_with_a_password_is_refused() -> None:
    content = bytearray(written(("a",)))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    assert refused(bytes(content)) == "encrypted"


def test_a_part_that_unpacks_without_measure_is_refused() -> None:
    assert refused(packed(parts(" " * 20_000_000))) == "archive_too_large"
    assert refused(packed(parts("") | {f"{n}.xml": "" for n in range(5001)})) == "archive_too_large"
    noise = random.Random(1).randbytes(11_000_000).hex()
    assert refused(packed(parts("") | {"xl/styles.xml": noise})) == "archive_too_large"


def test_more_cells_than_an_upload_may_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells that only fill rows up count as they do in a CSV; formatted cells without a value do not."""
    monkeypatch.setattr("core.ingest.files.workbook.upload_max_cells", lambda: 6)
    assert len(open_workbook(written((1, 2), (3, 4), (5, 6)))[0].rows) == 3
    assert refused(written((1, 2), (3, 4), (5, 6), (7,))) == "too_large"
    assert refused(written((1,), (2,), (3,), (None, None, 4))) == "too_large"
    assert refused(written(*((f"{n}",) for n in range(7)))) == "too_large"
    empty = "".join(f'<c r="{letter}1" s="0"/>' for letter in "ABCDEFGHIJ")
    assert sheet(f'<row r="1">{empty}</row>').rows == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [("EncryptedPackage", "encrypted"), ("Workbook", "xls"), ("WordDocument", "doc"), ("PowerPoint Document", "ppt")],
)
def test_what_an_old_or_encrypted_file_is(name: str, code: str) -> None:
    found, message = what_ole_is(b"\xd0\xcf\x11\xe0" + bytes(600) + name.encode("utf-16-le") + bytes(20))
    assert found == code
    assert "Hãy" in message


def test_an_undamaged_workbook_passes() -> None:
    refuse_bad_archive(written(("a",)))


def test_equal_texts_and_numbers_are_one_object() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>12.5</v></c></row>' for n in (1, 2))
    first, second = sheet(rows).rows
    assert first.cells[0] is second.cells[0]


def test_nothing_but_a_refusal_escapes_from_a_damaged_part() -> None:
    """Bytes of the parts themselves are changed, and packed again, so that no checksum stands in the way."""
    chance = random.Random(7)
    whole = unpacked(written(("Huyện", "Số hộ", "Ngày"), ("Tuy Đức", 2444, date(2024, 6, 30)), ("Cư Jút", "=A1", 0.5)))
    for _ in range(300):
        name = chance.choice([name for name in whole if "theme" not in name])
        damaged = bytearray(whole[name])
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(len(damaged))] = chance.choice(b'<>/"=09 A\x00\xff')
        with suppress(UnreadableFile):
            open_workbook(packed(whole | {name: bytes(damaged)}))


def test_escapes_of_half_characters_stay_as_written() -> None:
    assert part_events.text_of("a_xD83D_b_x0007_c") == "a_xD83D_b c"
