"""The sheet of a workbook template that says how to fill it in.

No row of it holds two headings of a kind, or it would be taken for the heading of the data: that is why each column
of the table is named with its letter.
"""

from collections.abc import Iterator

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.ingest.kinds import Column, Kind
from core.ingest.templates.templates import example_of
from core.places import Places
from core.text import capitalised

_WIDTHS = {"A": 40, "B": 12, "C": 62, "D": 34}
_EDGE = Side(style="thin", color="BFBFBF")
_NUMBERS = {"count", "integer", "money", "decimal", "points", "percent"}


def write_guide(sheet: Worksheet, kind: Kind, places: Places) -> None:
    sheet["A1"], sheet["A1"].font = f"Mẫu «{kind.title}»", Font(name="Calibri", bold=True, size=14)
    sheet["A2"] = f"{capitalised(kind.grain)}."
    for line, advice in enumerate(_advice(kind), 4):
        sheet.cell(line, 1, f"• {advice}")
    _write_columns(sheet, kind, places, first=sheet.max_row + 2)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False


def _advice(kind: Kind) -> Iterator[str]:
    types = {column.type for column in kind.columns}
    yield "Điền ở trang «Số liệu», từ dòng 3. Giữ nguyên dòng tiêu đề; tiêu đề nền đậm là cột bắt buộc."
    yield "Dòng «Ví dụ» không được nạp, có thể để nguyên. Xóa những dòng chưa có số liệu; thêm dòng ở dưới nếu cần."
    if types & {"date", "deadline"}:
        yield "Ngày ghi ngày/tháng/năm, đủ bốn chữ số của năm, ví dụ 30/06/2024."
    if types & _NUMBERS:
        yield "Ô số chỉ gõ chữ số, không gõ kèm đơn vị (hộ, triệu đồng, %); dấu thập phân theo máy đang dùng."
        yield "Chưa có số liệu thì để trống. Ô trống không phải là 0: chỉ ghi 0 khi kết quả đúng là không."
    if types & {"count", "money"}:
        yield "Không tự thêm dòng tổng: hệ thống tự cộng, dòng tổng không được nạp."
    yield "Dán từ tệp khác thì chọn dán giá trị (Paste Special › Values) để giữ kiểu và danh sách chọn của ô."
    yield "Dòng tiêu đề và dòng ví dụ được khóa, không có mật khẩu; cần mở thì chọn Review › Unprotect Sheet."
    yield "Điền xong, lưu lại rồi nộp chính tệp này ở trang Nộp số liệu."


def _write_columns(sheet: Worksheet, kind: Kind, places: Places, first: int) -> None:
    _write_row(sheet, first, ("Cột", "Bắt buộc", "Cách ghi", "Ví dụ"))
    for place in range(1, 5):
        sheet.cell(first, place).font = Font(name="Calibri", bold=True)
        sheet.cell(first, place).fill = PatternFill("solid", fgColor="D9E2EF")
    for number, column in enumerate(kind.columns, 1):
        _write_row(sheet, first + number, _about(kind, column, places, get_column_letter(number)))


def _about(kind: Kind, column: Column, places: Places, letter: str) -> tuple[str, ...]:
    required = "có" if column.required else ""
    return f"{letter} – {column.header}", required, column.rule, example_of(kind, column, places)


def _write_row(sheet: Worksheet, line: int, texts: tuple[str, ...]) -> None:
    for place, text in enumerate(texts, 1):
        cell = sheet.cell(line, place, text)
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = Border(bottom=_EDGE)
