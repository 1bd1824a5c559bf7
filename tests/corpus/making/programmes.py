"""The kinds beside poverty and money: criteria, decisions, villages, goals, duties; and exports that come back."""

from openpyxl.worksheet.worksheet import Worksheet

from tests.corpus.making.writers import book, cells, libreoffice, put, text

CRITERIA = "Huyện;Xã;Thôn;Bộ tiêu chí;Tiêu chí số;Ngày đánh giá;Kết quả;Giá trị;Minh chứng"
DECISIONS = "Huyện;Xã;Thôn;Danh hiệu;Số quyết định;Ngày quyết định"
VILLAGES = "Huyện;Xã;Thôn;Vùng đồng bào DTTS"
GOALS = "Tỉnh;Huyện;Xã;Số văn bản;Mã mục tiêu;Mục tiêu;Giá trị;Đến;Đơn vị tính;Hạn;Mục trong văn bản"
PROGRESS = "Số văn bản;Mã mục tiêu;Ngày số liệu;Giá trị;Ghi chú"
DUTIES = "Số văn bản;Mã nhiệm vụ;Cơ quan, đơn vị;Nội dung;Hạn (trước ngày);Lặp lại;Mục trong văn bản"
DONE = "Số văn bản;Mã nhiệm vụ;Ngày hoàn thành;Ghi chú"
BUDGET = "Huyện;Xã;Năm vốn;Mã nội dung;Nội dung;Tính chất;Nguồn;Kế hoạch vốn (triệu đồng);Số văn bản"
TMR = "Tu Mơ Rông;Đăk Hà;2024"


def write_programmes() -> None:
    _sound()
    _words()
    _wrong_criteria()
    _unknown_codes()
    _spoilt_codes()
    _exports_that_come_back()


def _sound() -> None:
    text(
        "programmes/budget-of-both-natures.csv",
        BUDGET,
        f"{TMR};1;Đường thôn;đầu tư;vốn năm;500,5;5/KH-UBND",
        f"{TMR};2;Tập huấn;sự nghiệp;vốn năm;20;",
        f"{TMR};1;Đường thôn;đầu tư;kéo dài;30,25;",
    )
    text(
        "programmes/criteria-of-two-sets.csv",
        CRITERIA,
        "Kon Plông;Măng Bút;;xã NTM;2;30/06/2024;đạt;85%;Báo cáo 12/BC-UBND",
        "Kon Plông;Măng Bút;;xã NTM nâng cao;2;30/06/2024;chưa đạt;;",
    )
    text(
        "programmes/decisions-of-communes.csv",
        DECISIONS,
        "Kon Plông;Măng Bút;;xã NTM;123/QĐ-UBND;31/12/2024",
        "Kon Plông;Pờ Ê;;Xã nông thôn mới;45/QĐ-UBND;15/03/2022",
    )
    text(
        "programmes/villages-of-a-commune.csv",
        VILLAGES,
        "Kon Plông;Pờ Ê;Vi Ô Lắc;có",
        "Kon Plông;Pờ Ê;Vi K'Tàu;không",
        "Kon Plông;Pờ Ê;Vi Xây;",
    )
    text(
        "programmes/goals-with-and-without-a-number.csv",
        GOALS,
        "Kon Tum;Kon Plông;;9/KH-UBND;xa;Số xã đạt chuẩn;6;;xã;31/12/2025;II.2",
        ";;;9/KH-UBND;y;Không tái nghèo;;;đạt / chưa đạt;;",
        "Kon Tum;;;9/KH-UBND;z;Giảm nghèo;3,5;4;điểm %;;",
    )
    text(
        "programmes/results-of-goals.csv",
        PROGRESS,
        "83/KH-UBND;xa-ntm;30/06/2024;4;",
        "83/KH-UBND;thon-ntm-ty-le;30/06/2024;18,2;báo cáo 6 tháng",
    )
    text(
        "programmes/duties-once-and-recurring.csv",
        DUTIES,
        "9/KH-UBND;bc;UBND xã;Báo cáo 6 tháng;15/06/2024;6 tháng;V",
        "9/KH-UBND;vs;Các thôn;Dọn vệ sinh;;hằng tháng;",
    )
    text(
        "programmes/duties-done.csv",
        DONE,
        "97/KH-UBND;ket-6-thang-2;14/06/2024;",
        "83/KH-UBND;III.3-7;30/06/2024;cả 8 xã",
    )


def _words() -> None:
    text(
        "programmes/words-in-other-letters.csv",
        BUDGET,
        f"{TMR};1;Đường thôn;VỐN ĐẦU TƯ;Chuyển nguồn;500,5;",
        f"{TMR};2;Tập huấn;Kinh phí sự nghiệp;;20;",
    )
    text(
        "programmes/estimates-beside-official-figures.csv",
        "Huyện;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo",
        "Tuy Đức;30/06/2024;Ước thực hiện;16.700;2.444",
        "Cư Jút;30/06/2024;;22.000;700",
        "Đắk Mil;30/06/2024;Số chính thức;28.000;440",
    )
    text(
        "programmes/owner-of-a-plan-in-words.csv",
        "Huyện;Năm;Cấp giao kế hoạch;Tỷ lệ dự kiến giảm;Tỷ lệ dự kiến giảm đến",
        "Tu Mơ Rông;2025;UBND huyện;8;9",
        "Kon Plông;2025;Tỉnh;6,5;",
    )
    text(
        "programmes/criterion-not-reached-in-other-words.csv",
        CRITERIA,
        "Kon Plông;Hiếu;;Xã nông thôn mới;17;30/06/2024;Không đạt;;",
        "Kon Plông;Hiếu;;xã NTM;18;30/06/2024;CƠ BẢN ĐẠT;;",
    )
    text(
        "programmes/words-of-no-list.csv",
        BUDGET,
        f"{TMR};1;Đường thôn;hạ tầng;vốn năm;500,5;",
        f"{TMR};2;Tập huấn;sự nghiệp;vốn ODA;20;",
    )
    text(
        "programmes/estimate-of-another-word.csv",
        "Huyện;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo",
        "Tuy Đức;30/06/2024;sơ bộ;16.700;2.444",
    )
    text("programmes/yes-and-no-in-english.csv", VILLAGES, "Kon Plông;Pờ Ê;Vi Ô Lắc;yes")


def _wrong_criteria() -> None:
    def one(name: str, row: str, *more: str) -> None:
        text(f"programmes/{name}", CRITERIA, row, *more)

    one("criterion-not-in-the-set.csv", "Kon Plông;Măng Bút;;xã NTM;20;30/06/2024;đạt;;")
    one("criterion-in-words.csv", "Kon Plông;Măng Bút;;xã NTM;Giao thông;30/06/2024;đạt;;")
    one("village-beside-a-set-of-communes.csv", "Kon Plông;Pờ Ê;Vi Ô Lắc;xã NTM;2;30/06/2024;đạt;;")
    one("set-of-villages-without-a-village.csv", "Kon Plông;Pờ Ê;;thôn NTM;2;30/06/2024;đạt;;")
    one("village-that-is-not-listed.csv", "Kon Plông;Pờ Ê;Vi Ô Lắc;thôn NTM;2;30/06/2024;đạt;;")
    one("result-of-no-list.csv", "Kon Plông;Măng Bút;;xã NTM;2;30/06/2024;đang thực hiện;;")
    one(
        "goes-back-from-reached.csv",
        "Kon Plông;Măng Bút;;xã NTM;2;31/03/2024;đạt;;",
        "Kon Plông;Măng Bút;;xã NTM;2;30/06/2024;chưa đạt;;",
    )
    one(
        "one-criterion-twice.csv",
        "Kon Plông;Măng Bút;;xã NTM;2;30/06/2024;đạt;;",
        "Kon Plông;Xã Măng Buk;;Xã nông thôn mới;2;30/06/2024;đạt;;",
    )
    text("programmes/decision-without-a-number.csv", DECISIONS, "Kon Plông;Măng Bút;;xã NTM;;31/12/2024")
    text("programmes/title-of-no-list.csv", DECISIONS, "Kon Plông;Măng Bút;;xã văn hóa;123/QĐ-UBND;31/12/2024")
    text(
        "programmes/villages-of-one-name.csv",
        VILLAGES,
        "Kon Plông;Pờ Ê;Vi Ô Lắc;có",
        "Kon Plông;Pờ Ê;Thôn Vi Ô Lắc;không",
    )
    text(
        "programmes/note-of-a-whole-page.csv",
        "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Ghi chú",
        "Tuy Đức;30/06/2024;16.700;2.444;" + "rà lại " * 400,
    )


def _unknown_codes() -> None:
    text(
        "programmes/number-of-a-document-far-too-long.csv",
        BUDGET,
        f"{TMR};1;Đường thôn;đầu tư;vốn năm;500,5;{'5/KH-UBND, ' * 9}",
    )
    text("programmes/goal-that-no-plan-has.csv", PROGRESS, "83/KH-UBND;xa-ntm-moi;30/06/2024;4;")
    text("programmes/goal-of-an-unknown-plan.csv", PROGRESS, "99/KH-UBND;xa-ntm;30/06/2024;4;")
    text("programmes/share-where-the-goal-is-in-per-cent.csv", PROGRESS, "83/KH-UBND;thon-ntm-ty-le;30/06/2024;0,48;")
    text("programmes/result-ten-times-the-goal.csv", PROGRESS, "83/KH-UBND;thon-ntm;30/06/2024;330;")
    text("programmes/duty-that-no-plan-has.csv", DONE, "97/KH-UBND;bao-cao-quy;14/06/2024;")
    text("programmes/duty-done-tomorrow.csv", DONE, "97/KH-UBND;ket-6-thang-2;14/06/2025;")
    text(
        "programmes/goal-upside-down.csv",
        GOALS,
        "Kon Tum;Kon Plông;;9/KH-UBND;xa;Số xã đạt chuẩn;9;8;xã;31/12/2025;II.2",
    )
    text("programmes/duty-due-in-words.csv", DUTIES, "9/KH-UBND;bc;UBND xã;Báo cáo;trước Tết;;V")


def _spoilt_codes() -> None:
    spent = "Huyện;Xã;Năm vốn;Mã nội dung;Ngày số liệu;Lũy kế giải ngân (triệu đồng)"
    text("programmes/code-that-became-a-date.csv", spent, "Tu Mơ Rông;Tu Mơ Rông;2024;02/01/2024;30/06/2024;850,5")

    def as_date(sheet: Worksheet) -> None:
        from datetime import date

        sheet["D2"], sheet["D2"].number_format = date(2024, 1, 2), "d.m"

    rows = cells(spent, "Tu Mơ Rông;Tu Mơ Rông;2024;2.1;30/06/2024;850,5")
    book("programmes/code-cell-that-is-a-date.xlsx", rows, as_date)

    def as_number(sheet: Worksheet) -> None:
        sheet["D2"], sheet["F2"] = 2.1, 850.5

    book("programmes/code-cell-that-is-a-number.xlsx", rows, as_number)
    text("programmes/code-with-a-dot-behind.csv", spent, "Tu Mơ Rông;Tu Mơ Rông;2024;2.1.;30/06/2024;850,5")
    text("programmes/code-with-a-comma.csv", spent, "Tu Mơ Rông;Tu Mơ Rông;2024;2,1;30/06/2024;850,5")
    text("programmes/no-code.csv", spent, "Tu Mơ Rông;Tu Mơ Rông;2024;;30/06/2024;850,5")
    text(
        "programmes/control-characters-in-a-note.csv",
        spent + ";Ghi chú",
        "Tu Mơ Rông;Tu Mơ Rông;2024;2.1;30/06/2024;850,5;đợt\x0b 1\x1f",
    )


def _exports_that_come_back() -> None:
    """As `python -m core export KIND` wrote them, typed here so that the expected table is not taken from the code."""
    text(
        "exports/poverty-progress.csv",
        "province,district,commune,as_of,value_type,households,poor,near_poor,poor_start,escaped_to_near_poor,escaped,"
        "other_decrease,near_poor_to_poor,relapsed,newly_poor,other_increase,ethnic_households,ethnic_poor,"
        "indigenous_households,indigenous_poor,note,unit_code,batch",
        "Đắk Nông,Tuy Đức,,2024-06-30,chính thức,16700,2444,1020,3131,300,400,0,0,3,10,0,6000,1900,"
        "3000,900,rà lại,667,21",
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/disbursement.csv",
        "province,district,commune,budget_year,line,carry_over,as_of,value_type,disbursed,advance,note",
        "Kon Tum,Tu Mơ Rông,Tu Mơ Rông,2024,2.1,vốn năm,2024-06-30,chính thức,850.5,100,đợt 1",
        "Kon Tum,Tu Mơ Rông,Tu Mơ Rông,2024,2.2,vốn năm,2024-06-30,ước,120.25,,",
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/amount-of-three-decimals-alone.csv",
        "province,district,commune,budget_year,line,carry_over,as_of,value_type,disbursed",
        "Kon Tum,Tu Mơ Rông,Tu Mơ Rông,2024,2.1,vốn năm,2024-06-30,chính thức,1.2340",
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/villages.csv",
        "province,district,commune,village,ethnic_area",
        "Kon Tum,Kon Plông,Pờ Ê,Vi Ô Lắc,có",
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/recognition.csv",
        "province,district,commune,village,title,decision_number,decision_date",
        "Kon Tum,Kon Plông,Pờ Ê,,xã NTM,45/QĐ-UBND,2022-03-15",
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/criteria-status.csv",
        "province,district,commune,village,set,criterion,as_of,status,value,evidence,note",
        "Kon Tum,Kon Plông,Măng Bút,,xã NTM,2,2024-06-30,đạt,'=85%,Báo cáo 12/BC-UBND,",
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/goal.csv",
        "province,district,commune,plan_number,goal,title,value,value_upper,measure,due,source",
        "Kon Tum,Kon Plông,,83/KH-UBND,thon-ntm-ty-le,"
        "Đến cuối năm 2025 có 50% số thôn (làng) vùng đồng bào dân tộc thiểu số đạt chuẩn nông thôn mới,"
        "50,,%,2025-12-31,II.2",
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/goal-progress.csv",
        "plan_number,goal,as_of,value,note",
        "83/KH-UBND,thon-ntm-ty-le,2024-06-30,18.2,",
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/budget-plan.csv",
        "province,district,commune,budget_year,line,title,nature,carry_over,allocated,plan_number,source",
        "Kon Tum,Tu Mơ Rông,Tu Mơ Rông,2024,2.6,"
        '"Công tác hỗ trợ giám sát, đánh giá",sự nghiệp,vốn năm,30,tu-mo-rong-2024,II.2.6',
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/obligation.csv",
        "plan_number,obligation,agency,title,due,recurs,source",
        "9/KH-UBND,bc,UBND xã,Báo cáo 6 tháng,2024-06-15,6 tháng,V",
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/obligation-done.csv",
        "plan_number,obligation,done_on,note",
        "97/KH-UBND,ket-6-thang-2,2024-06-14,",
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/obligation-done-unit.csv",
        "province,district,commune,plan_number,obligation,done_on,note",
        "Đắk Nông,Tuy Đức,,97/KH-UBND,ket-6-thang-1,2024-06-12,'=đã gửi",
        encoding="utf-8-sig",
        end="\r\n",
    )
    text(
        "exports/explanation.csv",
        "province,district,commune,subject,plan_number,as_of,cause,remedy,remedy_due,note",
        'Đắk Nông,Tuy Đức,,giảm nghèo,97/KH-UBND,2024-07-15,"Mưa bão, mất mùa","Giao việc; \'- họp ""xã""",2024-10-31,',
        "Kon Tum,Kon Plông,Pờ Ê,nông thôn mới,,2024-07-16,'=1+1,Huy động vốn,2024-12-31,'-",
        encoding="utf-8-sig",
        end="\r\n",
    )
    opened_and_saved = (
        "province;district;year;plan_owner;plan_number;households_start;poor_start;poor_reduction;rate_reduction\r\n"
        "Đắk Nông;Tuy Đức;2024;tỉnh;97/KH-UBND;16674;3131;1400;8.5\r\n"
    )
    saved = libreoffice(opened_and_saved.encode(), "csv", "xlsx", "CSV:59,34,76,1,,1033")
    put("exports/poverty-plan-opened-in-libreoffice.xlsx", saved)
