"""Numbers, dates, money and figures that look wrong: what a cell says, and what it cannot say."""

from datetime import date, datetime
from typing import Any

from tests.corpus.making.writers import BUDGET, COMMUNES, PLAN, PROGRESS, SPENT, book, edited, put, saved_rows, text

TMR = "Tu Mơ Rông;Tu Mơ Rông;2024"
DAY = "30/06/2024"
MOVEMENT = (
    "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ nghèo đầu kỳ;Thoát nghèo thành cận nghèo;"
    "Thoát nghèo vượt chuẩn cận nghèo;Giảm khác;Cận nghèo thành nghèo;Tái nghèo;Phát sinh mới;Tăng khác"
)


def write_figures() -> None:
    _numbers()
    _wrong_numbers()
    _wrong_amounts()
    _dates()
    _wrong_dates()
    _money()
    _wrong_money()
    _movements()
    _questions()
    _questions_of_plans()


def poor(name: str, *written: str, households: str = "16.700") -> None:
    """Tuy Đức, and after it Cư Jút and Đắk Mil, with these poor households."""
    units = (("Tuy Đức", households), ("Cư Jút", "22.000"), ("Đắk Mil", "28.000"))
    rows = (f"{unit};{DAY};{total};{count}" for (unit, total), count in zip(units, written, strict=False))
    text(f"numbers/{name}", PROGRESS, *rows)


def cell(name: str, value: Any, number_format: str = "General", total: Any = 16700) -> None:
    """One row of a workbook whose poor households are this cell."""
    book(
        f"numbers/{name}",
        [PROGRESS.split(";"), ["Tuy Đức", DAY, total, value]],
        lambda sheet: setattr(sheet["D2"], "number_format", number_format),
    )


def _numbers() -> None:
    poor("points-group-thousands.csv", "2.444", "700", "440")
    text("numbers/commas-group-thousands.csv", PROGRESS, f"Tuy Đức;{DAY};16,700;2,444", f"Cư Jút;{DAY};22,000;700")
    poor("grouped-beside-plain.csv", "2.444", "1400", "440")
    text("numbers/no-break-spaces-group.csv", PROGRESS, f"Tuy Đức;{DAY};16\u00a0700;2\u202f444")
    poor("households-written-behind.csv", "2.444 hộ", "700hộ", "440 Hộ")
    text(
        "numbers/per-cent-written-behind.csv",
        PLAN,
        "Tuy Đức;2025;15/KH-UBND;16.874;1.731;500;3,0%",
        "Cư Jút;2025;15/KH-UBND;22.131;511;66;0,3 %",
    )
    text("numbers/both-marks-vietnamese.csv", SPENT, f"{TMR};2.1;{DAY};1.377,5")
    text("numbers/both-marks-english.csv", SPENT, f"{TMR};2.1;{DAY};1,377.5")
    text("numbers/other-cells-decide-the-mark.csv", SPENT, f"{TMR};2.1;{DAY};1.377", f"{TMR};2.2;{DAY};120,25")
    text("numbers/the-limit-of-a-rate-decides.csv", "Huyện;Năm;Tỷ lệ dự kiến giảm", "Tuy Đức;2025;3.125")
    text(
        "numbers/signs-for-no-figure.csv",
        PROGRESS + ";Số hộ cận nghèo",
        f"Tuy Đức;{DAY};16.700;2.444;x",
        f"Cư Jút;{DAY};22.000;700;-",
        f"Đắk Mil;{DAY};28.000;440;…",
        f"Krông Nô;{DAY};19.800;700;0",
    )
    book(
        "numbers/texts-beside-numbers.xlsx",
        [PROGRESS.split(";"), ["Tuy Đức", DAY, "16.700", "2.444"], ["Cư Jút", DAY, 22000, 700]],
    )
    cell("thousands-shown-by-the-format.xlsx", 2444, "#,##0")
    book(
        "numbers/rates-as-shares-in-percent-cells.xlsx",
        [PLAN.split(";"), ["Tuy Đức", 2025, "15/KH-UBND", 16874, 1731, 500, 0.03]],
        lambda sheet: setattr(sheet["G2"], "number_format", "0.0%"),
    )
    cell("households-in-the-format.xlsx", 2444, '#,##0" hộ"')
    cell("accounting-format.xlsx", 2444, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)')
    noisy = saved_rows([PROGRESS.split(";"), ["Tuy Đức", DAY, 16700, 2444]])
    noisy = edited(noisy, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("<v>2444<", "<v>2444.0000000000005<"))
    put("numbers/noise-of-binary-fractions.xlsx", noisy)


def _wrong_numbers() -> None:
    poor("half-a-group.csv", "65.5", "198.01", "440")
    cell("half-a-group-stored.xlsx", 2.444)
    poor("marks-mixed-in-counts.csv", "2.444", "7,00", "1,440")
    poor("two-ways-to-group.csv", "2.444", "1,700")
    poor("negative.csv", "-5")
    poor("negative-as-accountants-write.csv", "(5)")
    poor("letter-o-for-zero.csv", "2.4O0", "7OO")
    poor("words-for-a-number.csv", "chưa có", "đang tổng hợp")
    poor("errors-of-excel.csv", "#N/A", "#REF!", "#DIV/0!")
    poor("column-too-narrow.csv", "######")
    poor("date-for-a-count.csv", "02/01/2024")
    cell("date-cell-for-a-count.xlsx", date(2024, 1, 2), "dd/mm/yyyy")
    poor("a-fraction-of-a-household.csv", "1.234,5")
    poor("too-many-digits.csv", "9999999999")
    poor("persons-written-behind.csv", "2.444 người")
    poor("about-so-many.csv", "khoảng 2.444")
    poor("a-sum-in-one-cell.csv", "2.000+444")
    poor("other-digits.csv", "２４４４")
    poor("no-households-at-all.csv", "0", households="0")
    poor("missing-where-required.csv", "x", "-")
    cell("percent-cell-for-a-count.xlsx", 0.1463, "0.00%")
    cell("shown-in-thousands.xlsx", 2444, "#,##0,")
    cell("shown-as-nothing.xlsx", 2444, ";;;")
    cell("formula-without-result.xlsx", "=2000+444")
    cell("error-cell.xlsx", "#REF!")
    cell("true-for-a-count.xlsx", True)


def _wrong_amounts() -> None:
    text("numbers/thousands-or-thousandths.csv", SPENT, f"{TMR};2.1;{DAY};1.377")
    text("numbers/marks-mixed-in-amounts.csv", SPENT, f"{TMR};2.1;{DAY};850,5", f"{TMR};2.2;{DAY};120.25")
    text("numbers/rate-above-a-hundred.csv", PLAN, "Tuy Đức;2025;15/KH-UBND;16.874;1.731;500;103")
    text("numbers/seven-decimals.csv", SPENT, f"{TMR};2.1;{DAY};850,1234567")
    text("numbers/range-in-one-cell.csv", PLAN, "Tu Mơ Rông;2025;15/KH-UBND;2.000;600;160;8–9")
    text("numbers/at-least-so-many-points.csv", PLAN, "Tuy Đức;2025;15/KH-UBND;16.874;1.731;500;3,0 trở lên")
    text("numbers/year-with-a-point.csv", PLAN, "Tuy Đức;2.025;15/KH-UBND;16.874;1.731;500;3,0")
    text("numbers/year-of-two-digits.csv", PLAN, "Tuy Đức;25;15/KH-UBND;16.874;1.731;500;3,0")
    book(
        "numbers/year-shown-as-a-date.xlsx",
        [PLAN.split(";"), ["Tuy Đức", 2025, "15/KH-UBND", 16874, 1731, 500, 3.0]],
        lambda sheet: setattr(sheet["B2"], "number_format", "yyyy"),
    )


def day(name: str, *written: str) -> None:
    units = ("Tuy Đức;{};16.700;2.444", "Cư Jút;{};22.000;700", "Đắk Mil;{};28.000;440", "Krông Nô;{};19.800;700")
    text(f"dates/{name}", PROGRESS, *(unit.format(one) for unit, one in zip(units, written, strict=False)))


def day_cell(name: str, value: Any, number_format: str | None = None, since_1904: bool = False) -> None:
    def finish(sheet: Any) -> None:
        if since_1904:
            from openpyxl.utils.datetime import CALENDAR_MAC_1904

            sheet.parent.epoch = CALENDAR_MAC_1904
        if number_format:
            sheet["B2"].number_format = number_format

    book(f"dates/{name}", [PROGRESS.split(";"), ["Tuy Đức", value, 16700, 2444]], finish)


def _dates() -> None:
    day("slashes-dashes-and-points.csv", "30/06/2024", "30-06-2024", "30.06.2024", "30/6/2024")
    day(
        "iso-with-and-without-midnight.csv",
        "2024-06-30",
        "2024-06-30 00:00:00",
        "2024-06-30T00:00:00",
        "30/06/2024 00:00",
    )
    day("day-and-month-of-one-digit.csv", "1/6/2024", "9/3/2024")
    day("two-dates-in-one-file.csv", "30/06/2024", "31/12/2024")
    text(
        "dates/two-dates-of-one-unit.csv",
        PROGRESS,
        "Tuy Đức;30/06/2024;16.700;2.444",
        "Tuy Đức;30/09/2024;16.750;2.100",
    )
    day_cell("date-cell.xlsx", date(2024, 6, 30), "dd/mm/yyyy")
    day_cell("date-cell-shown-month-first.xlsx", date(2024, 6, 5), "mm/dd/yyyy")
    day_cell("date-cell-with-midnight.xlsx", datetime(2024, 6, 30), "dd/mm/yyyy hh:mm")
    day_cell("calendar-of-1904.xlsx", date(2024, 6, 30), "dd/mm/yyyy", since_1904=True)
    day_cell("date-as-text.xlsx", "30/06/2024")
    day("in-words.csv", "ngày 30 tháng 6 năm 2024", "30 tháng 6 năm 2024")

    bare = PROGRESS.replace("Ngày số liệu;", "")
    text("dates/only-in-the-title.csv", "KẾT QUẢ RÀ SOÁT ĐẾN NGÀY 30/06/2024;;", bare, "Tuy Đức;16.700;2.444")


def _wrong_dates() -> None:
    bare = PROGRESS.replace("Ngày số liệu;", "")
    text(
        "dates/only-of-the-covering-letter.csv",
        "(Kèm theo Báo cáo số 12 ngày 05/07/2024);;",
        bare,
        "Tuy Đức;16.700;2.444",
    )
    text(
        "dates/two-in-the-title.csv",
        "So sánh thời điểm 31/12/2023 và thời điểm 30/06/2024;;",
        bare,
        "Tuy Đức;16.700;2.444",
    )
    text(
        "dates/two-tables-with-a-title-each.csv",
        "Số liệu đến 30/06/2024;;",
        bare,
        "Tuy Đức;16.700;2.444",
        "Số liệu đến 30/09/2024;;",
        bare,
        "Cư Jút;22.000;700",
    )
    day("year-of-two-digits.csv", "30/06/24")
    day("month-first.csv", "06/30/2024")
    day("not-in-the-calendar.csv", "31/02/2024", "31/06/2024")
    day("a-hundred-years-early.csv", "30/06/1924")
    day("a-hundred-years-late.csv", "30/06/2204")
    day("in-the-future.csv", "30/06/2025")
    day("with-a-time-of-day.csv", "30/06/2024 14:30")
    day("month-only.csv", "06/2024", "tháng 6/2024")
    day("half-year-in-words.csv", "6 tháng đầu năm 2024", "Quý II/2024")
    day("no-date.csv", "", "-")
    day("eight-digits.csv", "30062024")
    day_cell("serial-number.xlsx", 45473)
    day_cell("year-alone.xlsx", 2024)
    day_cell("no-day-has-this-number.xlsx", 30062024, "dd/mm/yyyy")


def _money() -> None:
    bare = SPENT.replace(" (triệu đồng)", "")
    text("money/heading-in-dong.csv", f"{bare} (đồng)", f"{TMR};2.1;{DAY};850.500.000", f"{TMR};2.2;{DAY};120.250.000")
    text(
        "money/heading-in-thousands.csv",
        f"{bare} (ĐVT: nghìn đồng)",
        f"{TMR};2.1;{DAY};850.500",
        f"{TMR};2.2;{DAY};120.250,5",
    )
    text(
        "money/heading-in-billions.csv",
        BUDGET.replace("triệu", "tỷ"),
        f"{TMR};2.1;Hạ tầng;đầu tư;1,977",
        f"{TMR};2.2;Sinh kế;sự nghiệp;0,5",
    )
    text("money/row-above-in-thousands.csv", "Đơn vị tính: 1.000 đồng;;;;;", bare, f"{TMR};2.1;{DAY};850500")
    book(
        "money/row-above-in-dong.xlsx",
        [
            ["BÁO CÁO GIẢI NGÂN"],
            [None, None, None, None, None, "ĐVT: đồng"],
            bare.split(";"),
            [*TMR.split(";")[:2], 2024, "2.1", DAY, 850500000],
        ],
    )
    text(
        "money/unit-behind-each-amount.csv",
        SPENT,
        f"{TMR};2.1;{DAY};850,5 triệu",
        f"{TMR};2.2;{DAY};120,25 tr.đ",
        f"{TMR};2.3;{DAY};100 triệu đồng",
    )
    book(
        "money/currency-format-in-dong.xlsx",
        [f"{bare} (đồng)".split(";"), [*TMR.split(";")[:2], 2024, "2.1", DAY, 850500000]],
        lambda sheet: setattr(sheet["F2"], "number_format", '#,##0\\ "₫"'),
    )
    text("money/advance-in-another-unit.csv", SPENT + ";Trong đó tạm ứng (đồng)", f"{TMR};2.1;{DAY};850,5;100.000.000")
    text(
        "money/carried-over-beside-the-year.csv",
        SPENT + ";Nguồn",
        f"{TMR};2.1;{DAY};850,5;vốn năm",
        f"{TMR};2.1;{DAY};120,5;kéo dài",
    )
    text("money/unit-without-the-word-tinh.csv", ";;;;;Đơn vị: nghìn đồng", bare, f"{TMR};2.1;{DAY};850.500,5")
    text(
        "money/unit-inside-the-title.csv",
        "BIỂU GIẢI NGÂN VỐN NĂM 2024 (Đơn vị tính: nghìn đồng);;;;;",
        bare,
        f"{TMR};2.1;{DAY};850.500,5",
    )
    book(
        "money/unit-in-the-next-cell.xlsx",
        [
            [None, None, None, None, "Đơn vị tính:", "nghìn đồng"],
            bare.split(";"),
            [*TMR.split(";")[:2], 2024, "2.1", DAY, 850500],
        ],
    )
    text("money/units-in-a-row-under-the-headings.csv", bare, ";;;;;nghìn đồng", f"{TMR};2.1;{DAY};850.500,5")
    text("money/unit-in-a-note-below.csv", bare, f"{TMR};2.1;{DAY};850.500,5", "Ghi chú: Đơn vị tính: nghìn đồng;;;;;")
    text(
        "money/units-of-money-and-share.csv",
        "ĐVT: triệu đồng, %;;;;;;",
        SPENT + ";Tỷ lệ giải ngân",
        f"{TMR};2.1;{DAY};850,5;43,0",
    )


def _wrong_money() -> None:
    bare = SPENT.replace(" (triệu đồng)", "")
    text("money/heading-against-the-row-above.csv", "ĐVT: nghìn đồng;;;;;", SPENT, f"{TMR};2.1;{DAY};850,5")
    text("money/billions-in-a-column-of-millions.csv", SPENT, f"{TMR};2.1;{DAY};12 tỷ", f"{TMR};2.2;{DAY};120,5")
    text("money/dollars-above.csv", "ĐVT: USD;;;;;", bare, f"{TMR};2.1;{DAY};850,5")
    text("money/hundred-millions-above.csv", "ĐVT: trăm triệu đồng;;;;;", bare, f"{TMR};2.1;{DAY};8,5")
    text("money/heading-in-dollars.csv", f"{bare} (USD)", f"{TMR};2.1;{DAY};850,5")
    text("money/dong-in-a-column-of-millions.csv", SPENT, f"{TMR};2.1;{DAY};850500000")
    text("money/thousands-in-a-column-of-millions.csv", SPENT, f"{TMR};2.1;{DAY};850500")
    text("money/plan-in-thousands-for-millions.csv", BUDGET, f"{TMR};2.1;Hạ tầng;đầu tư;1977000")
    text("money/above-the-plan.csv", SPENT, f"{TMR};2.2;{DAY};600,5")
    text("money/less-than-before.csv", SPENT, f"{TMR};2.1;31/03/2024;850,5", f"{TMR};2.1;{DAY};580,5")
    text("money/advance-above-the-whole.csv", SPENT + ";Trong đó tạm ứng (triệu đồng)", f"{TMR};2.1;{DAY};100,5;850,5")
    text("money/line-not-in-the-plan.csv", SPENT, f"{TMR};9.9;{DAY};100,5")
    text("money/same-line-twice.csv", SPENT, f"{TMR};2.1;{DAY};850,5", f"{TMR};2.1;{DAY};120,5")
    text("money/negative-amount.csv", SPENT, f"{TMR};2.1;{DAY};-850,5")
    book(
        "money/billions-in-the-format.xlsx",
        [SPENT.split(";"), [*TMR.split(";")[:2], 2024, "2.1", DAY, 1.2]],
        lambda sheet: setattr(sheet["F2"], "number_format", '0.0" tỷ"'),
    )
    book(
        "money/stored-in-dong-shown-in-millions.xlsx",
        [SPENT.split(";"), [*TMR.split(";")[:2], 2024, "2.1", DAY, 850500000]],
        lambda sheet: setattr(sheet["F2"], "number_format", "#,##0.0,,"),
    )
    text("money/parts-of-a-dong.csv", f"{bare} (đồng)", f"{TMR};2.1;{DAY};850.500.000,5")


def _movements() -> None:
    def moved(name: str, figures: str) -> None:
        text(f"questions/{name}", MOVEMENT, f"Tuy Đức;{DAY};16.700;{figures}")

    moved("movement-that-closes.csv", "2.444;3.131;300;400;0;0;3;10;0")
    moved("movement-with-digits-swapped.csv", "2.454;3.131;300;400;0;0;31;10;0")
    moved("movement-with-a-lost-digit.csv", "2.444;3.131;30;400;0;0;3;10;0")
    moved("movement-in-the-short-form.csv", "2.454;3.131;300;400;;;3;10;")
    moved("start-that-is-not-last-years-end.csv", "2.445;3.132;300;400;0;0;3;10;0")


def _questions() -> None:
    poor_rows = f"Tuy Đức;{DAY};16.700;2.444"
    text("questions/ten-times-the-households.csv", PROGRESS, f"Tuy Đức;{DAY};167.000;2.444")
    text("questions/last-digit-lost.csv", PROGRESS, f"Tuy Đức;{DAY};16.700;313")
    text(
        "questions/rises-after-falling.csv",
        PROGRESS,
        "Tuy Đức;31/03/2024;16.700;2.800",
        poor_rows,
        "Tuy Đức;30/09/2024;16.750;2.600",
    )
    text("questions/more-poor-than-households.csv", PROGRESS, f"Tuy Đức;{DAY};2.444;16.700")
    text("questions/poor-and-near-poor-above-all.csv", PROGRESS + ";Số hộ cận nghèo", f"{poor_rows};15.000")
    text("questions/ethnic-poor-above-the-poor.csv", PROGRESS + ";Số hộ nghèo DTTS", f"{poor_rows};2.500")
    text("questions/no-poor-left.csv", PROGRESS, f"Tuy Đức;{DAY};16.700;0")
    text(
        "questions/commune-jumps-within-the-file.csv",
        COMMUNES,
        "Tuy Đức;Quảng Tâm;30/06/2024;2.000;140",
        "Tuy Đức;Quảng Tâm;30/09/2024;2.010;1.400",
    )


def _questions_of_plans() -> None:
    def planned(name: str, row: str, head: str = PLAN) -> None:
        text(f"questions/{name}", head, row)

    planned("plan-without-a-target.csv", "Tuy Đức;2025;15/KH-UBND;16.874;1.731;;")
    planned("plan-that-lowers-more-than-there-are.csv", "Tuy Đức;2025;15/KH-UBND;16.874;1.731;1.732;10,2")
    planned("share-for-points.csv", "Tuy Đức;2025;15/KH-UBND;16.874;1.731;500;0,03")
    planned("share-for-points-without-counts.csv", "Tu Mơ Rông;2025;0,085", "Huyện;Năm;Tỷ lệ dự kiến giảm")
    planned("lost-comma-in-points.csv", "Tuy Đức;2025;15/KH-UBND;16.874;1.731;500;30")
    planned(
        "printed-rate-that-does-not-follow.csv",
        "Tuy Đức;2025;15/KH-UBND;16.874;1.731;500;3,0;10,62",
        PLAN + ";Tỷ lệ hộ nghèo đầu năm",
    )
    planned(
        "range-upside-down.csv", "Tuy Đức;2025;15/KH-UBND;16.874;1.731;500;3,0;2,5", PLAN + ";Tỷ lệ dự kiến giảm đến"
    )
    planned(
        "plan-that-stands-already.csv",
        "Tuy Đức;2024;97/KH-UBND;16.674;3.131;1.400;8,5;tỉnh",
        PLAN + ";Cấp giao kế hoạch",
    )
