"""Workbooks as programs really write them: LibreOffice, XlsxWriter, pandas, openpyxl, and the product's templates."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from core.ingest.kinds import kind_named
from core.ingest.templates.template_workbook import workbook_template
from core.ingest.templates.templates import TemplateRow, csv_template
from core.places import all_places
from tests.corpus.making.writers import (
    PLAN,
    PROGRESS,
    book,
    cell,
    edited,
    flat,
    libreoffice,
    number_style,
    office_book,
    put,
    row,
    saved,
    table,
)

HEAD, DAY = PROGRESS.split(";"), "=2024-06-30"
TUY_DUC, CU_JUT = ["Tuy Đức", "30/06/2024", 16700, 2444], ["Cư Jút", "30/06/2024", 22000, 700]
DATES = number_style(
    "day",
    '<number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
    '<number:text>/</number:text><number:year number:style="long"/>',
    "date",
)
WHOLE = '<number:number number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"'
GROUPED = number_style(
    "grouped", '<number:number number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"/>'
)
PERCENT = number_style(
    "percent",
    '<number:number number:decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text>',
    "percentage",
)
THOUSANDS = number_style(
    "thousands",
    f'{WHOLE} number:display-factor="1000"/>',
)
HOUSEHOLDS = number_style(
    "households",
    f"{WHOLE}/><number:text> hộ</number:text>",
)


def write_workbooks() -> None:
    _libreoffice()
    _libreoffice_layouts()
    _libreoffice_from_others()
    _xlsxwriter()
    _openpyxl()
    _pandas()
    _sheets()
    _templates()


def _libreoffice() -> None:
    def one(name: str, count: str, styles: str = "", wanted: str = "xlsx") -> None:
        office_book(
            f"workbooks/{name}",
            table(row(*HEAD), row("Tuy Đức", "30/06/2024", 16700, count)),
            styles=styles,
            wanted=wanted,
        )

    one("libreoffice-plain.xlsx", cell(2444))
    one("libreoffice-formula-with-its-result.xlsx", cell(2444, formula="[.C2]-14256"))
    one("libreoffice-grouped-format.xlsx", cell(2444, "grouped"), GROUPED)
    one("libreoffice-unit-in-the-format.xlsx", cell(2444, "households"), HOUSEHOLDS)
    one("libreoffice-shown-in-thousands.xlsx", cell(2444, "thousands"), THOUSANDS)
    one("libreoffice-percent-of-households.xlsx", cell(0.146, "percent"), PERCENT)
    one("libreoffice-division-by-zero.xlsx", cell(0, formula="[.C2]/0"))
    one("libreoffice-macro-workbook.xlsm", cell(2444), wanted="xlsm:Calc MS Excel 2007 VBA XML")
    one("libreoffice-number-with-decimals-in-a-count.xlsx", cell(2.444))
    one("libreoffice-number-typed-as-text.xlsx", cell("2.444"))
    office_book(
        "workbooks/libreoffice-date-cells.xlsx",
        table(row(*HEAD), row("Tuy Đức", cell(DAY, "day"), 16700, 2444)),
        styles=DATES,
    )
    office_book(
        "workbooks/libreoffice-percent-of-a-plan.xlsx",
        table(row(*PLAN.split(";")), row("Tuy Đức", 2025, "15/KH-UBND", 16874, 1731, 500, cell(0.03, "percent"))),
        styles=PERCENT,
    )


def _libreoffice_layouts() -> None:
    merged = table(
        row(cell("KẾT QUẢ RÀ SOÁT HỘ NGHÈO", across=5)),
        row(cell("Huyện", down=2), cell("Xã", down=2), cell("Ngày số liệu", down=2), cell("Số hộ", across=2)),
        row(*["<table:covered-table-cell/>"] * 3, "Tổng số hộ", "Số hộ nghèo"),
        row(cell("Tuy Đức", down=2), "Quảng Tâm", "30/06/2024", 2200, 200),
        row("<table:covered-table-cell/>", "Quảng Trực", "30/06/2024", 2500, 300),
    )
    office_book("workbooks/libreoffice-merged-everywhere.xlsx", merged)
    office_book("workbooks/libreoffice-hidden-row.xlsx", table(row(*HEAD), row(*TUY_DUC), row(*CU_JUT, hidden=True)))
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    columns += '<table:table-column table:number-columns-repeated="2"/>'
    office_book("workbooks/libreoffice-hidden-column.xlsx", table(row(*HEAD), row(*TUY_DUC), columns=columns))
    far = '<table:table-cell table:style-name="grouped"/>'
    far = f'<table:table-row table:number-rows-repeated="1048000">{far}</table:table-row>'
    office_book(
        "workbooks/libreoffice-formatted-to-the-last-row.xlsx", table(row(*HEAD), row(*TUY_DUC), far), styles=GROUPED
    )
    office_book(
        "workbooks/libreoffice-two-tables-of-figures.xlsx",
        table(row(*HEAD), row(*TUY_DUC), name="6 tháng"),
        table(row(*HEAD), row(*CU_JUT), name="Cả năm"),
    )
    office_book(
        "workbooks/libreoffice-total-by-formula.xlsx",
        table(
            row(*HEAD),
            row(*TUY_DUC),
            row(*CU_JUT),
            row("Tổng cộng", None, cell(38700, formula="SUM([.C2:.C3])"), cell(3144, formula="SUM([.D2:.D3])")),
        ),
    )


def _libreoffice_from_others() -> None:
    lines = "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo\nTuy Đức;30/06/2024;16.700;2.444\n"
    # Language 1066 is Vietnamese: LibreOffice reads dates and thousands as a Vietnamese office has them.
    put(
        "workbooks/libreoffice-from-csv-in-vietnamese.xlsx",
        libreoffice(lines.encode(), "csv", "xlsx", "CSV:59,34,76,1,,1066,false,true"),
    )
    # Language 1033 is English: 16.700 becomes 16,7 and the first of June the sixth of January.
    put(
        "workbooks/libreoffice-from-csv-in-english.xlsx",
        libreoffice(lines.encode(), "csv", "xlsx", "CSV:59,34,76,1,,1033,false,true"),
    )
    put(
        "workbooks/libreoffice-from-csv-all-text.xlsx",
        libreoffice(lines.encode(), "csv", "xlsx", "CSV:59,34,76,1,1/2/2/2/3/2/4/2"),
    )
    # Character set 1 is Windows-1252: what LibreOffice makes of a UTF-8 file that nobody told it of.
    put(
        "workbooks/libreoffice-from-utf8-read-as-cp1252.xlsx",
        libreoffice(lines.encode(), "csv", "xlsx", "CSV:59,34,1,1,1/2/2/2/3/2/4/2"),
    )
    page = "".join(
        f"<tr>{''.join(f'<td>{value}</td>' for value in line.split(';'))}</tr>" for line in lines.splitlines()
    )
    html = f'<html><head><meta charset="utf-8"></head><body><p>Báo cáo</p><table>{page}</table></body></html>'.replace(
        "16.700", "16700"
    ).replace("2.444", "2444")
    put(
        "workbooks/libreoffice-from-a-web-page.xlsx",
        libreoffice(html.encode(), "html", "xlsx:Calc MS Excel 2007 XML", "HTML (StarCalc)"),
    )
    ods = libreoffice(
        flat(table(row(*HEAD), row("Tuy Đức", cell(DAY, "day"), 16700, 2444)), styles=DATES), "fods", "ods"
    )
    put("workbooks/libreoffice-from-ods.xlsx", libreoffice(ods, "ods", "xlsx"))
    xls = libreoffice(flat(table(row(*HEAD), row(*TUY_DUC))), "fods", "xls")
    put("workbooks/libreoffice-from-xls.xlsx", libreoffice(xls, "xls", "xlsx"))
    made = Workbook()
    for line in (HEAD, ["Tuy Đức", date(2024, 6, 30), "=16000+700", "=C2-14256"]):
        made.active.append(line)
    put("workbooks/openpyxl-formulas-calculated-by-libreoffice.xlsx", libreoffice(saved(made), "xlsx", "xlsx"))


def _written(name: str, fill: Any, **options: Any) -> None:
    target = BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    fill(made, made.add_worksheet("Bảng"))
    made.close()
    put(f"workbooks/{name}", target.getvalue())


def _xlsxwriter() -> None:
    def rows(sheet: Any, *more: Any) -> None:
        for number, line in enumerate((HEAD, *more)):
            sheet.write_row(number, 0, line)

    def table_object(made: Any, sheet: Any) -> None:
        sheet.add_table(
            0,
            0,
            2,
            3,
            {
                "data": [TUY_DUC, CU_JUT],
                "columns": [{"header": word} for word in HEAD],
                "style": "Table Style Medium 9",
            },
        )
        sheet.freeze_panes(1, 1)

    _written("xlsxwriter-table-with-filter.xlsx", table_object)
    _written("xlsxwriter-inline-strings.xlsx", lambda made, sheet: rows(sheet, TUY_DUC), constant_memory=True)

    def rich(made: Any, sheet: Any) -> None:
        rows(sheet, TUY_DUC)
        bold, red = made.add_format({"bold": True}), made.add_format({"font_color": "red"})
        sheet.write_rich_string(0, 3, bold, "Số hộ ", red, "nghèo", made.add_format({"font_script": 1}), "*")
        sheet.write_rich_string(1, 0, bold, "Tuy ", red, "Đức")

    _written("xlsxwriter-rich-text.xlsx", rich)

    def dates(made: Any, sheet: Any) -> None:
        rows(sheet, TUY_DUC)
        sheet.write_datetime(
            1, 1, datetime(2024, 6, 30), made.add_format({"num_format": '[$-42A]"ngày" dd "tháng" mm "năm" yyyy'})
        )

    _written("xlsxwriter-date-in-words-by-format.xlsx", dates)
    _written("xlsxwriter-dates-from-1904.xlsx", dates, date_1904=True)

    def formulas(made: Any, sheet: Any) -> None:
        rows(sheet, TUY_DUC)
        sheet.write_formula(1, 3, "=2000+444")

    _written("xlsxwriter-formula-that-waits-for-excel.xlsx", formulas)

    def accounting(made: Any, sheet: Any) -> None:
        rows(sheet, TUY_DUC, ["Cư Jút", "30/06/2024", 22000, 0])
        style = made.add_format({"num_format": '_-* #,##0_-;\\-* #,##0_-;_-* "-"??_-;_-@_-'})
        sheet.set_column(2, 3, 12, style)
        sheet.write_number(1, 3, 2444, style)

    _written("xlsxwriter-accounting-columns.xlsx", accounting)

    def decorated(made: Any, sheet: Any) -> None:
        rows(sheet, TUY_DUC)
        sheet.write_comment(1, 3, "đã rà soát lại")
        sheet.conditional_format("D2:D9", {"type": "data_bar"})
        sheet.data_validation("C2:C9", {"validate": "integer", "criteria": ">", "value": 0})
        sheet.set_header("&CBáo cáo")
        sheet.repeat_rows(0)
        sheet.protect()
        made.define_name("ho_ngheo", "=Bảng!$D$2")

    _written("xlsxwriter-protected-with-comments-and-rules.xlsx", decorated)

    def charted(made: Any, sheet: Any) -> None:
        rows(sheet, TUY_DUC, CU_JUT)
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": "=Bảng!$D$2:$D$3"})
        made.add_chartsheet("Biểu đồ").set_chart(chart)

    _written("xlsxwriter-chart-sheet.xlsx", charted)


def _openpyxl() -> None:
    made = Workbook(write_only=True)
    sheet = made.create_sheet("Bảng")
    for line in (HEAD, TUY_DUC):
        sheet.append(line)
    put("workbooks/openpyxl-streamed.xlsx", saved(made))

    def rich(sheet: Any) -> None:
        sheet["A2"] = CellRichText(TextBlock(InlineFont(b=True), "Tuy"), " Đức")
        sheet["D2"].comment = Comment("rà lại", "A")
        sheet["D2"].quotePrefix = True

    book("workbooks/openpyxl-rich-text-and-comment.xlsx", [HEAD, ["", "30/06/2024", 16700, "2.444"]], rich)

    def choices(sheet: Any) -> None:
        rule = DataValidation(type="list", formula1='"Tuy Đức,Cư Jút"')
        rule.add("A2:A9")
        sheet.add_data_validation(rule)
        sheet.auto_filter.ref = "A1:D3"
        sheet.add_chart(BarChart(), "F2")

    book("workbooks/openpyxl-chart-filter-and-choices.xlsx", [HEAD, TUY_DUC, CU_JUT], choices)
    book("workbooks/table-that-starts-at-c5.xlsx", [[], [], [], [], [None, None, *HEAD], [None, None, *TUY_DUC]])
    strings = Workbook()
    for line in (HEAD, TUY_DUC):
        strings.active.append(line)
    # A program that names no cell and no row, which the format allows.
    bare = edited(saved(strings), "xl/worksheets/sheet1.xml", _without_references)
    put("workbooks/cells-without-their-names.xlsx", bare)


def _without_references(xml: str) -> str:
    import re

    return re.sub(r'(<(?:row|c)) r="[A-Z]*\d+"', r"\1", xml)


def _pandas() -> None:
    frame = pd.DataFrame([TUY_DUC, CU_JUT], columns=HEAD)
    frame["Ngày số liệu"] = pd.to_datetime(frame["Ngày số liệu"], dayfirst=True)
    for name, engine, index in (
        ("pandas-openpyxl-with-index", "openpyxl", True),
        ("pandas-xlsxwriter-midnight", "xlsxwriter", False),
    ):
        target = BytesIO()
        frame.to_excel(target, index=index, engine=engine)
        put(f"workbooks/{name}.xlsx", target.getvalue())
    wanting = pd.DataFrame(
        {
            "Huyện": ["Tuy Đức", "Cư Jút"],
            "Ngày số liệu": ["30/06/2024"] * 2,
            "Tổng số hộ": [16700, 22000],
            "Số hộ nghèo": [2444, 700],
            "Số hộ cận nghèo": [1020.0, None],
        }
    )
    target = BytesIO()
    wanting.to_excel(target, index=False)
    put("workbooks/pandas-missing-as-blank.xlsx", target.getvalue())


def _sheets() -> None:
    def several(name: str, **sheets: Any) -> None:
        made = Workbook()
        made.remove(made.active)
        for title, (rows, state) in sheets.items():
            sheet = made.create_sheet(title.replace("_", " "))
            sheet.sheet_state = state
            for line in rows:
                sheet.append(line)
        put(f"workbooks/{name}", saved(made))

    guide = [["Hướng dẫn"], ["Cột «Số hộ nghèo» ghi số hộ nghèo tại ngày số liệu"]]
    several("guide-sheet-before-the-figures.xlsx", Hướng_dẫn=(guide, "visible"), Số_liệu=([HEAD, TUY_DUC], "visible"))
    several("old-figures-on-a-hidden-sheet.xlsx", Số_liệu=([HEAD, TUY_DUC], "visible"), Cũ=([HEAD, CU_JUT], "hidden"))
    several(
        "figures-only-on-a-hidden-sheet.xlsx", Trang_bìa=([["BÁO CÁO"]], "visible"), Số_liệu=([HEAD, TUY_DUC], "hidden")
    )
    several("two-sheets-of-figures.xlsx", Quý_I=([HEAD, TUY_DUC], "visible"), Quý_II=([HEAD, CU_JUT], "visible"))
    several(
        "headings-on-one-sheet-figures-on-another.xlsx", Mẫu=([HEAD], "visible"), Số_liệu=([HEAD, TUY_DUC], "visible")
    )
    several("no-table-on-any-sheet.xlsx", Trang_1=([["Họ tên", "Chức vụ"], ["Nguyễn Văn A", "Chủ tịch"]], "visible"))
    several("empty-sheets.xlsx", Trang_1=([], "visible"), Trang_2=([], "visible"))


def _templates() -> None:
    places = all_places()
    units = places.children(places.by_code["667"])[:2]
    kind = kind_named("poverty-progress")
    template = csv_template(kind, places, units).decode("utf-8-sig").splitlines()
    filled = [line.split(";") for line in template]
    keys = [column.key for column in kind.columns]
    for number, line in enumerate(filled[2:]):
        for key, value in {"as_of": "30/06/2024", "households": f"2.{number + 2}00", "poor": f"{number + 2}00"}.items():
            line[keys.index(key)] = value
    put(
        "workbooks/template-csv-filled-in.csv",
        "\r\n".join(
            ";".join(f'"{one}"' if "," in one else one for one in line).replace('""', '"') for line in filled
        ).encode("utf-8-sig"),
    )
    kind = kind_named("disbursement")
    commune = places.by_code["23422"]
    rows = [
        TemplateRow(commune, {"budget_year": "2024", "line": line}, about)
        for line, about in (("2.1", "Hạ tầng"), ("2.2", "Sinh kế"))
    ]
    opened = load_workbook(BytesIO(workbook_template(kind, places, rows)))
    sheet = opened.worksheets[0]
    heads = {str(one.value): one.column for line in sheet.iter_rows(max_row=12) for one in line if one.value}
    lines = [one.row for one in sheet["A"] if one.value == "Kon Tum"]
    for line, amount in zip(lines, (850.5, 120.25), strict=False):
        sheet.cell(line, heads["Ngày số liệu"]).value = date(2024, 6, 30)
        sheet.cell(line, heads["Lũy kế giải ngân (triệu đồng)"]).value = amount
    put("workbooks/template-xlsx-filled-in.xlsx", saved(opened))
    put("workbooks/template-xlsx-through-libreoffice.xlsx", libreoffice(saved(opened), "xlsx", "xlsx"))
