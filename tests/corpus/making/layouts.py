"""Headings, rows and names: how offices lay a table out, and how they call their units."""

from openpyxl.worksheet.worksheet import Worksheet

from tests.corpus.making.writers import BUDGET, COMMUNES, PLAN, PROGRESS, SPENT, book, cells, text

TUY_DUC, CU_JUT = "Tuy Đức;30/06/2024;16.700;2.444", "Cư Jút;30/06/2024;22.000;700"
MOTTO = (
    "UBND TỈNH ĐẮK NÔNG;;CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM;",
    "SỞ LĐ-TB&XH;;Độc lập - Tự do - Hạnh phúc;",
    ";;;",
    "BÁO CÁO KẾT QUẢ RÀ SOÁT HỘ NGHÈO 6 THÁNG ĐẦU NĂM 2024;;;",
    "(Kèm theo Báo cáo số 12/BC-UBND ngày 30/6/2024);;;",
)
_NAMED = "Ngày số liệu;Tổng số hộ;Số hộ nghèo"


def write_layouts() -> None:
    _headings()
    _merged_headings()
    _wrong_headings()
    _rows()
    _rows_of_workbooks()
    _wrong_rows()
    _names()
    _wrong_names()


def _headings() -> None:
    text("headings/motto-and-title-above.csv", *MOTTO, PROGRESS, TUY_DUC, CU_JUT)
    text("headings/unit-of-measure-row.csv", "BIỂU 01;;;", ";;;ĐVT: hộ", PROGRESS, TUY_DUC)
    text("headings/numbering-with-formulas.csv", PROGRESS + ";Tỷ lệ", "(1);(2);(3);(4);(5=4/3×100)", TUY_DUC + ";14,63")
    text("headings/capitals-without-accents.csv", "HUYEN;NGAY SO LIEU;TONG SO HO;SO HO NGHEO", TUY_DUC)
    text(
        "headings/english-keys-of-exports.csv",
        "province;district;commune;as_of;value_type;households;poor;note",
        "Đắk Nông;Tuy Đức;;2024-06-30;chính thức;16700;2444;",
    )
    text(
        "headings/other-order-and-unknown-columns.csv",
        "Số hộ nghèo;Hộ nghèo là nữ;Tổng số hộ;Ngày số liệu;Huyện",
        "2.444;81;16.700;30/06/2024;Tuy Đức",
    )
    text(
        "headings/numbers-stars-and-units.csv",
        "(1) Huyện*;(2) Ngày số liệu*;Tổng số hộ (hộ) (3);Số hộ nghèo (4)",
        TUY_DUC,
    )
    text("headings/rate-in-percent-beside-the-count.csv", PROGRESS + ";Hộ nghèo (%)", TUY_DUC + ";14,63")
    text(
        "headings/groups-over-blanks.csv",
        ";;Tổng số hộ;Hộ nghèo;;Ghi chú",
        "Huyện;Ngày số liệu;;Tổng số hộ nghèo;DTTS;",
        "Tuy Đức;30/06/2024;16.700;2.444;1.900;",
    )
    text(
        "headings/common-short-words.csv",
        "Địa phương;Thời điểm;Tổng hộ;Hộ nghèo;Hộ cận nghèo",
        "Tuy Đức;30/06/2024;16.700;2.444;1.020",
    )
    text(
        "headings/plan-in-the-words-of-the-appendix.csv",
        "Stt;Huyện, thành phố;Năm;Tổng số hộ chung cuối năm trước;Tổng số hộ nghèo cuối năm trước;"
        "Số hộ chung dự kiến cuối năm;Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm (%)",
        "06;Tuy Đức;2025;16.874;1.731;17.074;500;3,0",
    )
    text("headings/repeated-on-every-printed-page.csv", PROGRESS, TUY_DUC, PROGRESS, CU_JUT)
    text(
        "headings/unit-after-a-dash.csv",
        SPENT.replace(" (triệu đồng)", " - triệu đồng"),
        "Tu Mơ Rông;Tu Mơ Rông;2024;2.1;30/06/2024;850,5",
    )


def _merged_headings() -> None:
    def two_rows(sheet: Worksheet) -> None:
        for area in ("A1:A2", "B1:B2", "C1:D1"):
            sheet.merge_cells(area)

    book(
        "headings/two-rows-merged.xlsx",
        [
            ["Huyện", "Ngày số liệu", "Số hộ", None],
            [None, None, "Tổng số hộ", "Số hộ nghèo"],
            ["Tuy Đức", "30/06/2024", 16700, 2444],
        ],
        two_rows,
    )

    def three_rows(sheet: Worksheet) -> None:
        for area in ("A1:A3", "B1:B3", "C1:C3", "D1:F1", "D2:D3", "E2:F2"):
            sheet.merge_cells(area)

    book(
        "headings/three-rows-merged.xlsx",
        [
            ["Huyện", "Ngày số liệu", "Tổng số hộ", "Kết quả rà soát", None, None],
            [None, None, None, "Số hộ nghèo", "Trong đó", None],
            [None, None, None, None, "Hộ nghèo DTTS", "Hộ nghèo là nữ"],
            ["Tuy Đức", "30/06/2024", 16700, 2444, 1900, 81],
        ],
        three_rows,
    )

    def flows(sheet: Worksheet) -> None:
        for area in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:H1", "I1:I2"):
            sheet.merge_cells(area)

    book(
        "headings/movement-under-falls-and-rises.xlsx",
        [
            [
                "Huyện",
                "Ngày số liệu",
                "Tổng số hộ",
                "Số hộ nghèo đầu kỳ",
                "Giảm trong kỳ",
                None,
                "Tăng trong kỳ",
                None,
                "Số hộ nghèo cuối kỳ",
            ],
            [
                None,
                None,
                None,
                None,
                "Thoát nghèo thành cận nghèo",
                "Thoát nghèo vượt chuẩn cận nghèo",
                "Tái nghèo",
                "Phát sinh mới",
                None,
            ],
            ["Tuy Đức", "30/06/2024", 16700, 3131, 300, 400, 3, 10, 2444],
        ],
        flows,
    )

    def ethnic(sheet: Worksheet) -> None:
        for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
            sheet.merge_cells(area)

    book(
        "headings/ethnic-minority-group.xlsx",
        [
            ["Huyện", "Ngày số liệu", "Chung", None, "Dân tộc thiểu số", None],
            [None, None, "Tổng số hộ", "Số hộ nghèo", "Tổng số hộ", "Số hộ nghèo"],
            ["Tuy Đức", "30/06/2024", 16700, 2444, 6000, 1900],
        ],
        ethnic,
    )
    book(
        "headings/line-breaks-in-cells.xlsx",
        [["Huyện,\nthành phố", "Ngày\nsố liệu", "Tổng\nsố hộ", "Số hộ\nnghèo"], ["Tuy Đức", "30/06/2024", 16700, 2444]],
    )
    book(
        "headings/letters-and-numbers-row.xlsx",
        [["STT", *PROGRESS.split(";")], ["A", "B", 1, 2, 3], [1, "Tuy Đức", "30/06/2024", 16700, 2444]],
    )


def _wrong_headings() -> None:
    text("headings/same-column-twice.csv", PROGRESS + ";Hộ nghèo", TUY_DUC + ";2.400")
    text("headings/required-column-missing.csv", "Huyện;Ngày số liệu;Tổng số hộ;Ghi chú", "Tuy Đức;30/06/2024;16.700;")
    text("headings/misspelt.csv", "Huyện;Ngày số liệu;Tổng số hộ;Số hộ ngèo", TUY_DUC)
    text("headings/only-a-rate.csv", "Huyện;Ngày số liệu;Tổng số hộ;Hộ nghèo (%)", "Tuy Đức;30/06/2024;16.700;14,63")
    text(
        "headings/of-last-year.csv",
        "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo năm 2023",
        "Tuy Đức;30/06/2024;16.700;3.131",
    )
    text(
        "headings/in-persons.csv",
        "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo (người)",
        "Tuy Đức;30/06/2024;16.700;9.800",
    )
    text("headings/table-in-persons.csv", ";;;ĐVT: người", PROGRESS, "Tuy Đức;30/06/2024;61.000;9.800")
    text("headings/table-in-thousands.csv", ";;;Đơn vị tính: nghìn hộ", PROGRESS, "Tuy Đức;30/06/2024;17;2")
    text("headings/table-in-per-cent.csv", ";;;ĐVT: %", PROGRESS, "Tuy Đức;30/06/2024;100;15")
    text(
        "headings/of-a-rate-in-households.csv",
        "Huyện;Năm;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Tỷ lệ dự kiến giảm (hộ)",
        "Tuy Đức;2025;16.874;1.731;500",
    )


def _rows() -> None:
    text("rows/total-first-in-stt.csv", "Stt;" + PROGRESS, "Toàn tỉnh;;;38.700;3.144", "1;" + TUY_DUC, "2;" + CU_JUT)
    text("rows/total-last.csv", PROGRESS, TUY_DUC, CU_JUT, "Tổng cộng:;;38.700;3.144")
    text(
        "rows/subtotals-of-two-huyen.csv",
        COMMUNES,
        "Tuy Đức;Quảng Tâm;30/06/2024;2.200;200",
        "Tuy Đức;Quảng Trực;30/06/2024;2.500;300",
        ";Cộng huyện Tuy Đức;;4.700;500",
        "Cư Jút;Nam Dong;30/06/2024;4.000;90",
        "Cư Jút;Trúc Sơn;30/06/2024;1.000;60",
        ";Cộng huyện Cư Jút;;5.000;150",
        ";Tổng cộng;;9.700;650",
    )
    text("rows/province-row-as-the-total.csv", PROGRESS, TUY_DUC, CU_JUT, "Tỉnh Đắk Nông;30/06/2024;38.700;3.144")
    text("rows/own-row-of-the-province.csv", "Tỉnh;" + PROGRESS, "Đắk Nông;;30/06/2024;171.000;7.500")
    text(
        "rows/notes-and-source-below.csv",
        PROGRESS,
        TUY_DUC,
        "Ghi chú: số liệu đến 30/6/2024;;;",
        "Nguồn: Phòng LĐ-TB&XH các huyện;;;",
        "(*) gồm cả hộ mới tách;;;",
    )
    text(
        "rows/signatures-below.csv",
        PROGRESS,
        TUY_DUC,
        ";;;",
        "NGƯỜI LẬP BIỂU;;;TM. ỦY BAN NHÂN DÂN",
        ";;;KT. CHỦ TỊCH",
        ";;;PHÓ CHỦ TỊCH",
        "Nguyễn Văn A;;;Trần Thị B",
    )
    text(
        "rows/place-and-date-of-signing.csv",
        PROGRESS,
        TUY_DUC,
        ";;;Đắk Nông, ngày 30 tháng 6 năm 2024",
        "NGƯỜI LẬP BIỂU;;;THỦ TRƯỞNG ĐƠN VỊ",
    )
    text("rows/note-with-a-figure-below.csv", PROGRESS, TUY_DUC, ";;;* Giảm 687 hộ so với đầu năm")
    text("rows/units-not-filled-in-yet.csv", PROGRESS, TUY_DUC, "Cư Jút;;;", "Đắk Mil;;-;x")
    text("rows/example-row-of-the-template.csv", PROGRESS, "Ví dụ: Đắk Mil;30/06/2024;28.000;440", TUY_DUC)
    text(
        "rows/groups-by-roman-numbers.csv",
        "Stt;" + COMMUNES,
        "I;HUYỆN TUY ĐỨC;;;;",
        "1;Tuy Đức;Quảng Tâm;30/06/2024;2.200;200",
        "2;Tuy Đức;Quảng Trực;30/06/2024;2.500;300",
        "II;HUYỆN CƯ JÚT;;;;",
        "1;Cư Jút;Nam Dong;30/06/2024;4.000;90",
    )
    text(
        "rows/huyen-and-communes-that-add-up.csv",
        COMMUNES,
        "Tu Mơ Rông;;30/06/2024;7.000;2.400",
        *(
            f"Tu Mơ Rông;{name};30/06/2024;{total};{poor}"
            for name, total, poor in (
                ("Ngọk Lây", 500, 200),
                ("Đăk Na", 600, 200),
                ("Măng Ri", 600, 250),
                ("Ngọk Yêu", 500, 150),
                ("Đăk Sao", 700, 200),
                ("Đăk Rơ Ông", 900, 300),
                ("Đăk Tờ Kan", 700, 200),
                ("Tu Mơ Rông", 800, 300),
                ("Đăk Hà", 900, 300),
                ("Tê Xăng", 400, 150),
                ("Văn Xuôi", 400, 150),
            )
        ),
    )


def _rows_of_workbooks() -> None:
    def names_down(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("A4:A5")

    head = COMMUNES.split(";")
    book(
        "rows/huyen-names-merged-down.xlsx",
        [
            head,
            ["Tuy Đức", "Quảng Tâm", "30/06/2024", 2200, 200],
            [None, "Quảng Trực", "30/06/2024", 2500, 300],
            ["Cư Jút", "Nam Dong", "30/06/2024", 4000, 90],
            [None, "Trúc Sơn", "30/06/2024", 1000, 60],
        ],
        names_down,
    )

    def date_down(sheet: Worksheet) -> None:
        sheet.merge_cells("B2:B3")

    book(
        "rows/one-date-merged-down.xlsx",
        [PROGRESS.split(";"), ["Tuy Đức", "30/06/2024", 16700, 2444], ["Cư Jút", None, 22000, 700]],
        date_down,
    )

    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    book("rows/a-hidden-row.xlsx", cells(PROGRESS, TUY_DUC, CU_JUT, "Đắk Mil;30/06/2024;28.000;440"), hide)

    def group_rows(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:F2")

    book(
        "rows/group-name-merged-across.xlsx",
        [["Stt", *head], ["I. HUYỆN TUY ĐỨC"], [1, "Tuy Đức", "Quảng Tâm", "30/06/2024", 2200, 200]],
        group_rows,
    )

    def figures_down(sheet: Worksheet) -> None:
        sheet.merge_cells("D2:D3")

    book(
        "rows/figure-merged-over-two-units.xlsx",
        [PROGRESS.split(";"), ["Tuy Đức", "30/06/2024", 16700, 2444], ["Cư Jút", "30/06/2024", 22000, None]],
        figures_down,
    )
    book(
        "rows/signing-place-and-date-in-the-last-column.xlsx",
        [
            PROGRESS.split(";"),
            ["Tuy Đức", "30/06/2024", 16700, 2444],
            [],
            [None, None, "Đắk Nông, ngày 05 tháng 7 năm 2024"],
            ["Người lập", None, "Giám đốc"],
            [None, None, "Nguyễn Văn A"],
        ],
    )


def _wrong_rows() -> None:
    text("rows/one-unit-twice.csv", PROGRESS, TUY_DUC, CU_JUT, "huyện Tuy Duc;30-6-2024;16.000;2.000")
    text("rows/total-that-differs.csv", PROGRESS, TUY_DUC, CU_JUT, "Toàn tỉnh;;38.700;3.145")
    text(
        "rows/subtotal-that-differs.csv",
        COMMUNES,
        "Tuy Đức;Quảng Tâm;30/06/2024;2.200;200",
        "Tuy Đức;Quảng Trực;30/06/2024;2.500;300",
        ";Cộng huyện Tuy Đức;;4.700;510",
        "Cư Jút;Nam Dong;30/06/2024;4.000;90",
    )
    text("rows/total-with-an-error-of-excel.csv", PROGRESS, TUY_DUC, CU_JUT, "Tổng cộng;;38.700;#REF!")
    text(
        "rows/communes-above-their-huyen.csv",
        COMMUNES,
        "Tuy Đức;;30/06/2024;16.700;2.444",
        "Tuy Đức;Quảng Tâm;30/06/2024;2.200;1.500",
        "Tuy Đức;Quảng Trực;30/06/2024;2.500;1.000",
    )
    text(
        "rows/huyen-name-only-in-the-first-row.csv",
        COMMUNES,
        "Tuy Đức;Quảng Tâm;30/06/2024;2.200;200",
        ";Quảng Trực;30/06/2024;2.500;300",
    )
    text("rows/begun-and-not-finished.csv", PROGRESS, TUY_DUC, "Cư Jút;30/06/2024;22.000;")
    text(
        "rows/one-column-for-huyen-and-communes.csv",
        "Stt;Địa phương;Ngày số liệu;Tổng số hộ;Số hộ nghèo",
        "I;Huyện Tuy Đức;30/06/2024;16.700;2.444",
        "1;Xã Quảng Tâm;30/06/2024;2.200;200",
        "2;Xã Quảng Trực;30/06/2024;2.500;300",
    )
    text("rows/figures-of-a-nameless-unit.csv", PROGRESS, TUY_DUC, ";30/06/2024;22.000;700")

    text(
        "rows/second-table-with-its-columns-the-other-way.csv",
        PROGRESS + ";Số hộ cận nghèo",
        TUY_DUC + ";1.020",
        PROGRESS.replace("Số hộ nghèo", "Số hộ cận nghèo") + ";Số hộ nghèo",
        "Cư Jút;30/06/2024;22.000;350;700",
    )


def _names() -> None:
    text(
        "names/dak-in-four-spellings.csv",
        f"Huyện;{_NAMED}",
        "Đăk Mil;30/06/2024;28.000;440",
        "Đak Song;30/06/2024;20.900;550",
        "Đắc R'Lấp;30/06/2024;24.000;440",
        "Dak Glong;30/06/2024;18.900;2.000",
    )
    text(
        "names/apostrophes.csv",
        COMMUNES,
        "Đắk R’Lấp;Đắk Ru;30/06/2024;2.000;50",
        "Đắk Rlấp;Đắk Sin;30/06/2024;2.100;60",
        "Đắk R`Lấp;Đắk Wer;30/06/2024;2.200;70",
        "Tuy Đức;Đắk RTíh;30/06/2024;2.300;544",
    )
    text(
        "names/tone-on-the-other-vowel.csv",
        COMMUNES,
        "Đắk Glong;Quảng Hoà;30/06/2024;1.500;300",
        "Đắk Song;Đắk Hoà;30/06/2024;1.600;40",
        "Đắk Song;Thuận Hà;30/06/2024;1.700;50",
    )
    text(
        "names/kinds-of-huyen.csv",
        f"Huyện, thị xã, thành phố;{_NAMED}",
        "H. Tuy Đức;30/06/2024;16.700;2.444",
        "Huyện Cư Jút;30/06/2024;22.000;700",
        "TP Gia Nghĩa;30/06/2024;20.700;76",
        "huyện Krông Nô;30/06/2024;19.800;700",
    )
    text(
        "names/kinds-of-communes.csv",
        COMMUNES,
        "Tuy Đức;xã Quảng Tâm;30/06/2024;2.200;200",
        "Đắk Mil;TT. Đắk Mil;30/06/2024;3.000;20",
        "TP. Gia Nghĩa;P. Nghĩa Đức;30/06/2024;2.400;5",
        "Cư Jút;Thị trấn Ea T'Ling;30/06/2024;4.500;40",
        "Tuy Đức;X. Đắk Ngo;30/06/2024;2.300;332",
    )
    text("names/capitals.csv", PROGRESS, "TUY ĐỨC;30/06/2024;16.700;2.444", "HUYỆN CƯ JÚT;30/06/2024;22.000;700")
    text(
        "names/aliases.csv",
        COMMUNES,
        "KonPlông;Măng Buk;30/06/2024;800;100",
        "Kon Plông;Măng Cảnh;30/06/2024;700;50",
        "Kon Plông;Đắk Nền;30/06/2024;600;90",
        "Kon Plông;Ngok Tem;30/06/2024;650;60",
    )
    text("names/cu-juit-of-the-plan.csv", PROGRESS, "Cư Júit;30/06/2024;22.000;700")
    text("names/chu-jut.csv", PROGRESS, "Chư Jút;30/06/2024;22.000;700")
    text("names/blanks-around-and-inside.csv", PROGRESS, "  Tuy\u00a0 Đức ;30/06/2024;16.700;2.444")
    text(
        "names/two-provinces-each-named.csv",
        f"Tỉnh;Huyện;{_NAMED}",
        "tỉnh Đắc Nông;Tuy Đức;30/06/2024;16.700;2.444",
        "Kon Tum;Kon Plông;30/06/2024;7.000;800",
    )
    text(
        "names/dak-ha-of-two-provinces.csv",
        f"Tỉnh;Huyện;Xã;{_NAMED}",
        "Đắk Nông;Đắk Glong;Đăk Hà;30/06/2024;1.500;300",
        "Kon Tum;Tu Mơ Rông;Đắk Ha;30/06/2024;900;300",
    )
    text("names/commune-without-its-huyen.csv", SPENT.removeprefix("Huyện;"), "Ngọk Lây;2024;2.1;30/06/2024;850,5")
    text(
        "names/numbered-wards.csv",
        f"Tỉnh;Huyện;Xã;{_NAMED}",
        "Sóc Trăng;Sóc Trăng;Phường 5;30/06/2024;3.000;30",
        "Sóc Trăng;TP Sóc Trăng;P. 7;30/06/2024;2.900;20",
    )


def _wrong_names() -> None:
    text(
        "names/one-letter-off.csv",
        COMMUNES,
        "Tuy Đức;Quảng Tăm;30/06/2024;2.200;200",
        "Tuy Đức;Quảng Tâng;30/06/2024;2.200;200",
    )
    text("names/commune-of-another-huyen.csv", COMMUNES, "Tuy Đức;Kiến Thành;30/06/2024;2.200;200")
    text("names/huyen-of-another-province.csv", f"Tỉnh;Huyện;{_NAMED}", "Kon Tum;Tuy Đức;30/06/2024;16.700;2.444")
    text(
        "names/commune-in-two-huyen.csv",
        SPENT.removeprefix("Huyện;"),
        "Tu Mơ Rông;2024;2.1;30/06/2024;850,5",
        "Đăk Hà;2024;2.1;30/06/2024;120,5",
    )
    text("names/two-provinces-not-named.csv", PROGRESS, TUY_DUC, "Kon Plông;30/06/2024;7.000;800")
    text("names/two-communes-alike.csv", COMMUNES, "Trấn Yên;Minh Quan;30/06/2024;1.700;244")
    text("names/huyen-and-town-alike.csv", f"Tỉnh;Huyện;{_NAMED}", "Tiền Giang;Cai Lậy;30/06/2024;16.700;244")
    text("names/no-huyen.csv", COMMUNES, ";Quảng Tâm;30/06/2024;2.200;200")
    text("names/merged-away-in-2025.csv", f"Tỉnh;Huyện;{_NAMED}", "Lâm Đồng;Tuy Đức;30/06/2024;16.700;2.444")
    text("names/unknown-province.csv", f"Tỉnh;Huyện;{_NAMED}", "Đắk Nôn;Tuy Đức;30/06/2024;16.700;2.444")
    text("names/village-for-a-commune.csv", BUDGET, "Kon Plông;Vi Ô Lắc;2024;2.1;Đường thôn;đầu tư;100,5")
    text("names/two-units-in-one-cell.csv", PROGRESS, "Tuy Đức, Cư Jút;30/06/2024;38.700;3.144")
    text("names/other-huyen.csv", PLAN, "Các huyện còn lại;2025;15/KH-UBND;16.874;1.731;500;3,0")
