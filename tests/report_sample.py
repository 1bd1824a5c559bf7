"""A made-up report that has everything a report can have, with figures that a reader can add up."""

from datetime import UTC, date, datetime
from decimal import Decimal

from core.official_report.content import (
    Annex,
    Cell,
    Figure,
    Head,
    Heading,
    Paragraph,
    Report,
    ReportColumn,
    ReportTable,
    TableRow,
    figure,
    words,
)

MADE_AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
WARNING = "SỐ LIỆU MINH HỌA: KHÔNG DÙNG ĐỂ BÁO CÁO"
FOOTER = "Lập từ số liệu như đã biết lúc 22/11/2026 14:30."
LONG = "Rà soát, bổ sung, điều chỉnh kế hoạch và tổ chức thực hiện các giải pháp giảm nghèo bền vững. " * 4

HEAD = Head(
    issuer=("ỦY BAN NHÂN DÂN", "TỈNH ĐẮK NÔNG"),
    number="/BC-UBND",
    place="Đắk Nông",
    kind="BÁO CÁO",
    subject="Kết quả thực hiện Kế hoạch số 97/KH-UBND ngày 20/02/2024 của Ủy ban nhân dân tỉnh Đắk Nông "
    "6 tháng đầu năm 2024",
    recipients=("Bộ Lao động - Thương binh và Xã hội;", "Thường trực Tỉnh ủy;", "Lưu: VT, KGVX."),
    signer=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
)

_SHARE = "=IF(AND({5}<{4},{5}/{4}>=0.999),99.9,ROUND({5}/{4}*100,1))"
MONEY_COLUMNS = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Nội dung", "text", width=2.6),
    ReportColumn("Nguồn", "text"),
    ReportColumn("Kế hoạch vốn", "amount", "Vốn năm 2024", total="sum"),
    ReportColumn("Đã giải ngân", "amount", "Vốn năm 2024", total="sum"),
    ReportColumn("Còn lại", "amount", formula="=(4)−(5)", excel="={4}-{5}", total="excel"),
    ReportColumn("Tỷ lệ giải ngân (%)", "percent", formula="=(5)÷(4)×100", excel=_SHARE, total="excel"),
    ReportColumn("Ngày số liệu", "day", width=1.2),
)


def _amount(value: str | None, of: str) -> Figure:
    return figure(None if value is None else Decimal(value), "amount", "Kế hoạch vốn", of)


def _money(number: str, name: str, plan: str, spent: str | None, left: str | None, share: str | None) -> TableRow:
    percent = figure(None if share is None else Decimal(share), "percent", "Tỷ lệ giải ngân", name)
    day = figure(date(2024, 6, 30) if spent else None, "day", "Ngày số liệu", name)
    cells = (number, name, "NSTW", _amount(plan, name), _amount(spent, name), _amount(left, name), percent, day)
    return TableRow(cells)


def _total(name: str, plan: str, spent: str, left: str, share: str) -> TableRow:
    row = _money("", name, plan, spent, left, share)
    return TableRow(("", name, None, *row.cells[3:7], None), "total")


MONEY = ReportTable(
    "von-nam",
    "Giải ngân vốn năm 2024 theo từng nội dung",
    MONEY_COLUMNS,
    (
        TableRow(("I. Vốn đầu tư",), "heading"),
        _money("1", "Dự án 1: Hỗ trợ đầu tư phát triển hạ tầng", "1500", "1499", "1", "99.9"),
        _money("2", "=SUM(1;2) là tên một tiểu dự án", "850.5", "425.25", "425.25", "50"),
        _money("3", "Dự án 3 chưa có số liệu", "100", None, None, None),
        _total("Cộng vốn đầu tư", "2450.5", "1924.25", "526.25", "78.5"),
        TableRow(("II. Vốn sự nghiệp",), "heading"),
        _money("4", "Dự án 4: Giáo dục nghề nghiệp", "1977", "2000", "-23", "101.2"),
        _total("Cộng vốn sự nghiệp", "1977", "2000", "-23", "101.2"),
        _total("Tổng cộng", "4427.5", "3924.25", "503.25", "88.6"),
    ),
    "Đơn vị tính: triệu đồng",
    "Ghi chú: số giải ngân gồm cả tạm ứng; Dự án 3 chưa có số liệu nên không tính vào số đã giải ngân.",
)

_DISTRICTS = (
    *(("huyện Cư Jút", 26000, 1300, 1000), ("huyện Đắk Glong", 17000, 4250, 3400)),
    *(("huyện Đắk R'Lấp", 22000, 660, 550), ("huyện Tuy Đức", 16000, 4800, None)),
)


def _rate(poor: int | None, households: int) -> Decimal | None:
    return None if poor is None else (Decimal(poor) / households * 100).quantize(Decimal("0.01"))


def _poverty_row(number: int, place: str, households: int, before: int, now: int | None) -> TableRow:
    return TableRow(
        (
            str(number),
            place.removeprefix("huyện "),
            figure(households, "count", "Tổng số hộ", place),
            figure(before, "count", "Hộ nghèo đầu năm", place),
            figure(_rate(before, households), "rate", "Tỷ lệ đầu năm", place),
            figure(now, "count", "Hộ nghèo hiện nay", place),
            figure(_rate(now, households), "rate", "Tỷ lệ hiện nay", place),
            words("Đạt" if now else "Chưa có số liệu", "Đánh giá", place),
        )
    )


POVERTY = ReportTable(
    "ho-ngheo",
    "Kết quả giảm nghèo theo huyện, thành phố",
    (
        ReportColumn("Stt", "text", width=0.5),
        ReportColumn("Huyện, thành phố", "text", width=1.6),
        ReportColumn("Tổng số hộ", total="sum"),
        ReportColumn("Số hộ", "count", "Hộ nghèo đầu năm", total="sum"),
        ReportColumn("Tỷ lệ", "rate", "Hộ nghèo đầu năm", "=(4)÷(3)×100", "=ROUND({4}/{3}*100,2)", "excel"),
        ReportColumn("Số hộ", "count", "Hộ nghèo đến 30/6", total="sum"),
        ReportColumn("Tỷ lệ", "rate", "Hộ nghèo đến 30/6", "=(6)÷(3)×100", "=ROUND({6}/{3}*100,2)", ""),
        ReportColumn("Đánh giá", "text", width=1.2),
    ),
    (
        *(_poverty_row(number, *row) for number, row in enumerate(_DISTRICTS, 1)),
        TableRow(
            (
                "",
                "Toàn tỉnh",
                figure(81000, "count", "Tổng số hộ", "tỉnh Đắk Nông"),
                figure(11010, "count", "Hộ nghèo đầu năm", "tỉnh Đắk Nông"),
                figure(Decimal("13.59"), "rate", "Tỷ lệ đầu năm", "tỉnh Đắk Nông"),
                figure(4950, "count", "Hộ nghèo hiện nay", "tỉnh Đắk Nông"),
                figure(None, "rate", "Tỷ lệ hiện nay", "tỉnh Đắk Nông"),
                None,
            ),
            "total",
        ),
    ),
    "Đơn vị tính: hộ, %",
)


def wide_table(rows: int, columns: int) -> ReportTable:
    """`columns` of counts beside Stt and a name, the last the sum of the first two of them; a total row."""
    heads = [ReportColumn("Stt", "text", width=0.5), ReportColumn("Xã, phường, thị trấn", "text", width=1.8)]
    groups = ["Kế hoạch", "Thực hiện", "So sánh"]
    heads += [ReportColumn(f"Chỉ tiêu {n}", "count", groups[n % 12 // 4], total="sum") for n in range(columns - 3)]
    heads += [ReportColumn("Cộng", "count", formula="=(3)+(4)", excel="={3}+{4}", total="excel")]
    counts = [[row * 37 + place * 11 for place in range(columns - 3)] for row in range(rows)]
    made = [_counted(str(number), f"Xã Đắk {number}", line) for number, line in enumerate(counts, 1)]
    sums = [sum(line) for line in zip(*counts, strict=True)]
    total = TableRow(_counted("", "Tổng cộng", sums).cells, "total")
    return ReportTable("phu-luc", "Kế hoạch và kết quả của từng xã", tuple(heads), (*made, total), "Đơn vị tính: hộ")


def _counted(number: str, name: str, counts: list[int]) -> TableRow:
    values = [*counts, counts[0] + counts[1]]
    return TableRow((number, name, *(figure(value, "count", "Chỉ tiêu", name) for value in values)))


def origins_table(rows: int) -> ReportTable:
    heads = ["Chỉ tiêu", "Đơn vị", "Giá trị", "Cách tính", "Nguồn"]
    columns = [ReportColumn("Stt", "text", width=0.5), *(ReportColumn(head, "text", width=2) for head in heads)]
    cells: list[tuple[Cell, ...]] = [
        (str(n), "Số hộ nghèo", "huyện Tuy Đức", "4.800", "", f"Số hộ nghèo 4.800: 97/KH-UBND, Phụ lục I (lô {n})")
        for n in range(1, rows + 1)
    ]
    return ReportTable("nguon", "Nguồn của từng con số", tuple(columns), tuple(TableRow(row) for row in cells))


REPORT = Report(
    head=HEAD,
    blocks=(
        Paragraph("Thực hiện Kế hoạch số 97/KH-UBND, Ủy ban nhân dân tỉnh Đắk Nông báo cáo kết quả như sau:"),
        Heading(1, "Kết quả thực hiện chỉ tiêu"),
        Heading(2, "Giảm nghèo"),
        Paragraph("Đến ngày 30/6/2024, toàn tỉnh còn 4.950 hộ nghèo; chưa có số liệu của huyện Tuy Đức. " + LONG),
        POVERTY,
        Paragraph("Số liệu của huyện Tuy Đức còn thiếu, không được tính là 0.", "remark"),
        Heading(2, "Nguyên nhân"),
        Heading(3, "Khách quan"),
        Paragraph("Mưa \x07lũ & sạt lở <tháng 5>.", "item"),
        Heading(3, "Chủ quan"),
        Paragraph("=Rà soát chậm;", "item"),
        Heading(1, "Giải ngân"),
        Heading(2, "Vốn năm 2024"),
        MONEY,
        Heading(1, "Kiến nghị"),
        Paragraph("Đề nghị các huyện báo cáo số liệu còn thiếu. " + LONG + "Ủy ban nhân dân tỉnh kính báo cáo."),
    ),
    annexes=(
        Annex("Kế hoạch và kết quả của từng xã", (Heading(1, "Chi tiết"), wide_table(40, 17))),
        Annex("Nguồn số liệu", (Paragraph("Nguồn của từng con số."), origins_table(60)), landscape=False),
    ),
    figures=(),
    footer=FOOTER,
    warning=WARNING,
)
