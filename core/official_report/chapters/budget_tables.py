"""Tables of the budget: by line under each nature, by commune, and what no plan mentions; in triệu đồng."""

from collections.abc import Sequence

from core import formats
from core.official_report.chapters.budget_figures import Sums, day_figure, line_figure
from core.official_report.content import Cell, Figure, ReportColumn, ReportTable, TableRow
from core.reports.budget import ABOVE_PLAN, ESTIMATE, INVESTMENT, MADE_UP, NOT_IN_PLAN, OPERATING, BudgetLine
from core.text import slug
from core.wording_budget import SOURCE_WORDS

MEASURE = "Đơn vị tính: triệu đồng"
NATURES = (INVESTMENT, OPERATING)
UNPLANNED = "von-ngoai-ke-hoach"
_MONEY = ("allocated", "disbursed", "advance", "remaining", "percent")


def table_name(carry_over: str) -> str:
    """`von-nam`, `von-keo-dai`."""
    return slug(SOURCE_WORDS[carry_over])


def units_name(carry_over: str) -> str:
    return f"{table_name(carry_over)}-theo-xa"


def capital_said(sums: Sums) -> str:
    """`vốn năm 2024`."""
    return f"{SOURCE_WORDS[sums.capital.carry_over]} {sums.year}"


def share_column(heading: str, part: int, whole: int, group: str = "") -> ReportColumn:
    """As the text prints it: one decimal, and a shortfall never becomes 100."""
    ratio = f"{{{part}}}/{{{whole}}}"
    return ReportColumn(
        heading,
        "percent",
        group,
        formula=f"=({part})÷({whole})×100",
        excel=f"=IF(AND({{{part}}}<{{{whole}}},{ratio}>=0.999),99.9,ROUND({ratio}*100,1))",
        total="excel",
    )


def left_column(plan: int, spent: int) -> ReportColumn:
    """A total's is the difference of totals: what is left of a line that did not report is not known."""
    return ReportColumn(
        "Còn lại", "amount", formula=f"=({plan})−({spent})", excel=f"={{{plan}}}-{{{spent}}}", total="excel"
    )


def _line_columns(several: bool) -> tuple[ReportColumn, ...]:
    own = [ReportColumn("Stt", "text", width=0.5), ReportColumn("Mã", "text", width=0.6)]
    own += [ReportColumn("Xã, phường, thị trấn", "text", width=1.3)] if several else []
    own += [ReportColumn("Nội dung", "text", width=2.6)]
    own += [ReportColumn("Tính chất", "text", width=0.9), ReportColumn("Nguồn", "text", width=0.8)]
    plan = len(own) + 1
    return (
        *own,
        ReportColumn("Kế hoạch vốn", "amount", total="sum"),
        ReportColumn("Lũy kế giải ngân", "amount", total="sum"),
        ReportColumn("Trong đó tạm ứng", "amount", total="sum"),
        left_column(plan, plan + 1),
        share_column("Tỷ lệ (%)", plan + 1, plan),
        ReportColumn("Ngày số liệu", "day", width=1.2),
    )


def lines_table(sums: Sums, several: bool) -> ReportTable:
    """One row per line, đầu tư then sự nghiệp, each with its own total; then the total of both."""
    rows = [row for nature in NATURES for row in _nature_rows(sums, nature, several)]
    return ReportTable(
        table_name(sums.capital.carry_over),
        f"Giải ngân {capital_said(sums)} theo từng nội dung",
        _line_columns(several),
        (*rows, _total(sums, None, f"Cộng {capital_said(sums)}", several)),
        MEASURE,
        remarks_said(sums.lines, several),
    )


def _nature_rows(sums: Sums, nature: str, several: bool) -> list[TableRow]:
    lines = sums.lines_of(nature)
    if not lines:
        return [TableRow((f"Vốn {nature}: kế hoạch không có nội dung nào",), "heading")]
    rows = [_line_row(number, line, several) for number, line in enumerate(lines, start=1)]
    return [TableRow((f"Vốn {nature}",), "heading"), *rows, _total(sums, nature, f"Cộng vốn {nature}", several)]


def _line_row(number: int, line: BudgetLine, several: bool) -> TableRow:
    place = [line.place.name] if several else []
    named: list[Cell] = [str(number), line.line, *place, line.title, line.nature, line.carry_over]
    return TableRow((*named, *(line_figure(line, name) for name in _MONEY), day_figure(line)))


def _total(sums: Sums, nature: str | None, said: str, several: bool) -> TableRow:
    named: list[Cell] = ["", "", *([""] if several else []), said, nature, sums.capital.carry_over]
    return TableRow((*named, *_money_of(sums, nature), days_said(sums.lines_of(nature))), "total")


def _money_of(sums: Sums, nature: str | None) -> list[Figure | None]:
    return [sums.advance(nature) if name == "advance" else sums.figure(name, nature) for name in _MONEY]


def days_said(lines: Sequence[BudgetLine]) -> str:
    """The cut-off dates of lines: one, or the first and the last."""
    days = sorted({line.as_of for line in lines if line.as_of})
    return " – ".join(formats.day(day) for day in dict.fromkeys((days[0], days[-1]))) if days else formats.MISSING


def remarks_said(lines: Sequence[BudgetLine], several: bool) -> str:
    """What a row of figures does not say: estimates, made-up figures, above the plan, not reported."""
    marked = (
        ("Số ước", [line for line in lines if line.value_type == ESTIMATE]),
        ("Số liệu minh họa", [line for line in lines if line.value_type == MADE_UP]),
        ("Vượt kế hoạch", [line for line in lines if line.remark == ABOVE_PLAN]),
        ("Chưa có số liệu giải ngân", [line for line in lines if line.money.disbursed is None]),
    )
    said = [f"{what}: {lines_named(found, several)}." for what, found in marked if found]
    return f"Ghi chú: {' '.join(said)}" if said else ""


def lines_named(lines: Sequence[BudgetLine], several: bool) -> str:
    """`2.1, 2.4`, each with its commune where there are several."""
    return ", ".join(f"{line.line} ({line.place.name})" if several else line.line for line in lines)


_UNIT_COLUMNS = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Xã, phường, thị trấn", "text", width=1.6),
    ReportColumn("Đầu tư", "amount", "Kế hoạch vốn", total="sum"),
    ReportColumn("Sự nghiệp", "amount", "Kế hoạch vốn", total="sum"),
    ReportColumn("Cộng", "amount", "Kế hoạch vốn", "=(3)+(4)", "=SUM({3},{4})", "excel"),
    ReportColumn("Đầu tư", "amount", "Lũy kế giải ngân", total="sum"),
    ReportColumn("Sự nghiệp", "amount", "Lũy kế giải ngân", total="sum"),
    ReportColumn("Cộng", "amount", "Lũy kế giải ngân", "=(6)+(7)", "=SUM({6},{7})", "excel"),
    share_column("Đầu tư", 6, 3, "Tỷ lệ giải ngân (%)"),
    share_column("Sự nghiệp", 7, 4, "Tỷ lệ giải ngân (%)"),
    share_column("Chung", 8, 5, "Tỷ lệ giải ngân (%)"),
    ReportColumn("Ngày số liệu", "text", width=1.3),
)


def units_table(whole: Sums, units: Sequence[Sums]) -> ReportTable:
    """One row per commune with a plan of this source of capital."""
    rows = [_unit_row(str(number), one.place.name, one) for number, one in enumerate(units, start=1)]
    return ReportTable(
        units_name(whole.capital.carry_over),
        f"Giải ngân {capital_said(whole)} theo xã, phường, thị trấn",
        _UNIT_COLUMNS,
        (*rows, _unit_row("", "Cộng", whole, is_total=True)),
        MEASURE,
    )


def _unit_row(number: str, name: str, sums: Sums, is_total: bool = False) -> TableRow:
    names, natures = ("allocated", "disbursed", "percent"), (*NATURES, None)
    figures = [sums.figure(what, nature) for what in names for nature in natures]
    return TableRow((number, name, *figures, days_said(sums.lines)), "total" if is_total else "row")


_UNPLANNED_COLUMNS = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Xã, phường, thị trấn", "text", width=1.5),
    ReportColumn("Mã", "text", width=0.7),
    ReportColumn("Nội dung", "text", width=2.5),
    ReportColumn("Nguồn", "text", width=1.0),
    ReportColumn("Lũy kế giải ngân", "amount"),
    ReportColumn("Ngày số liệu", "day", width=1.2),
)


def unplanned_table(lines: Sequence[BudgetLine]) -> ReportTable:
    """What was disbursed outside the plan; never added to anything."""
    rows = tuple(
        TableRow(
            (
                *(str(number), line.place.name, line.line, line.title, line.carry_over),
                line_figure(line, "disbursed"),
                day_figure(line),
            )
        )
        for number, line in enumerate(lines, start=1)
    )
    note = "Ghi chú: không tính vào số cộng và tỷ lệ nào."
    return ReportTable(UNPLANNED, f"Giải ngân ở nội dung {NOT_IN_PLAN}", _UNPLANNED_COLUMNS, rows, MEASURE, note)
