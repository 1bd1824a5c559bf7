"""Files of the kinds beside poverty, as a commune or a huyện sends them; and reading a database's exports."""

from core.database import Database
from core.reports.export_cells import ExportFilter
from core.reports.exports import Table, export

PLACE = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn"
BUDGET = f"{PLACE};Năm vốn;Mã nội dung;Nội dung;Tính chất;Nguồn;Kế hoạch vốn (triệu đồng);Số văn bản\n"
SPENT = f"{PLACE};Năm vốn;Mã nội dung;Nguồn;Ngày số liệu;Loại số liệu;"
SPENT += "Lũy kế giải ngân (triệu đồng);Trong đó tạm ứng (triệu đồng);Ghi chú\n"
CRITERIA = f"{PLACE};Thôn;Bộ tiêu chí;Tiêu chí số;Ngày đánh giá;Kết quả;Giá trị;Minh chứng;Ghi chú\n"
RECOGNITION = f"{PLACE};Thôn;Danh hiệu;Số quyết định;Ngày quyết định\n"
VILLAGES = f"{PLACE};Thôn;Vùng đồng bào DTTS\n"
GOAL = f"{PLACE};Số văn bản;Mã mục tiêu;Mục tiêu;Giá trị;Đến;Đơn vị tính;Hạn;Mục trong văn bản\n"
GOAL_PROGRESS = "Số văn bản;Mã mục tiêu;Ngày số liệu;Giá trị;Ghi chú\n"
DUTY = "Số văn bản;Mã nhiệm vụ;Cơ quan, đơn vị;Nội dung;Hạn (trước ngày);Lặp lại;Mục trong văn bản\n"
DUTY_DONE = "Số văn bản;Mã nhiệm vụ;Ngày hoàn thành;Ghi chú\n"
UNIT_DUTY_DONE = f"{PLACE};Số văn bản;Mã nhiệm vụ;Ngày đơn vị hoàn thành;Ghi chú\n"
EXPLANATION = f"{PLACE};Nội dung giải trình;Số văn bản;Ngày giải trình;"
EXPLANATION += "Nguyên nhân;Biện pháp khắc phục;Hạn khắc phục;Ghi chú\n"

SHARE = f"{PLACE};Tỉnh mới;Xã mới;Tỷ trọng (%);Phương pháp;Căn cứ\n"

TRA_BUI = "Quảng Ngãi;Trà Bồng;Trà Bùi"
TMR, MANG_BUT, PO_E = "Kon Tum;Tu Mơ Rông;Tu Mơ Rông", "Kon Tum;Kon Plông;Măng Bút", "Kon Tum;Kon Plông;Pờ Ê"

# Kind → a sound file of two rows, and a cell of its first row with another value that nothing else forbids.
SOUND: dict[str, tuple[str, str, str]] = {
    "budget-plan": (
        BUDGET + "Kon Tum;Tu Mơ Rông;Đăk Hà;2024;1;Đường thôn;đầu tư;vốn năm;500,5;5/KH-UBND\n"
        "Kon Tum;Tu Mơ Rông;Đăk Hà;2024;1;Đường thôn;đầu tư;kéo dài;20;\n",
        "500,5",
        "501,5",
    ),
    "disbursement": (
        SPENT + f"{TMR};2024;2.1;vốn năm;30/06/2024;chính thức;850,5;100;đợt 1\n"
        f"{TMR};2024;2.2;vốn năm;30/06/2024;ước;0;;\n",
        "850,5",
        "851,5",
    ),
    "criteria-status": (
        CRITERIA + f"{MANG_BUT};;xã NTM;2;30/06/2024;đạt;85%;Báo cáo 12/BC-UBND;\n"
        f"{MANG_BUT};;xã NTM nâng cao;2;30/06/2024;chưa đạt;;;đang làm\n",
        ";đạt;",
        ";cơ bản đạt;",
    ),
    "recognition": (
        RECOGNITION + f"{MANG_BUT};;xã NTM;123/QĐ-UBND;31/12/2024\n{PO_E};;xã NTM;45/QĐ-UBND;15/03/2022\n",
        "31/12/2024",
        "30/12/2024",
    ),
    "villages": (VILLAGES + f"{PO_E};Vi Ô Lắc;có\n{PO_E};Vi K'Tàu;\n", "Lắc;có", "Lắc;không"),
    "goal": (
        GOAL + "Kon Tum;Kon Plông;;9/KH-UBND;xa;Số xã đạt chuẩn;6;;xã;31/12/2025;II.2\n"
        ";;;9/KH-UBND;y;Không tái nghèo;;;đạt / chưa đạt;;\n",
        ";6;",
        ";7;",
    ),
    "goal-progress": (
        GOAL_PROGRESS + "83/KH-UBND;xa-ntm;30/06/2024;4;\n83/KH-UBND;thon-ntm;30/06/2024;12;báo cáo 6 tháng\n",
        ";4;",
        ";5;",
    ),
    "obligation": (
        DUTY + "9/KH-UBND;bc;UBND xã;Báo cáo 6 tháng;15/06/2024;6 tháng;V\n9/KH-UBND;vs;Các thôn;Dọn vệ sinh;;;\n",
        "Báo cáo 6 tháng",
        "Báo cáo sơ kết",
    ),
    "obligation-done": (
        DUTY_DONE + "97/KH-UBND;ket-6-thang-2;14/06/2024;\n83/KH-UBND;III.3-7;30/06/2024;cả 8 xã\n",
        "14/06/2024;",
        "14/06/2024;bản sửa",
    ),
    "obligation-done-unit": (
        UNIT_DUTY_DONE + "Đắk Nông;Tuy Đức;;97/KH-UBND;ket-6-thang-1;12/06/2024;\n"
        f"{MANG_BUT};83/KH-UBND;III.3-7;30/06/2024;xã tự báo\n",
        "12/06/2024;",
        "12/06/2024;bản sửa",
    ),
    "explanation": (
        EXPLANATION + "Đắk Nông;Tuy Đức;;giảm nghèo;97/KH-UBND;15/07/2024;Mưa bão;Giao người phụ trách;31/10/2024;\n"
        f"{TMR};ngân sách;;15/07/2024;Chưa có mặt bằng;Giải phóng mặt bằng;30/09/2024;đợt 1\n",
        "Mưa bão",
        "Hạn hán",
    ),
    "unit-share": (
        SHARE + f"{TRA_BUI};Quảng Ngãi;Cà Đam;62,5;theo số hộ;15/BC\n{TRA_BUI};;Tây Trà Bồng;37,5;theo số hộ;\n",
        "theo số hộ;15/BC",
        "theo diện tích;15/BC",
    ),
}

# Text that programs like to spoil, in every column that takes text; every other column filled too.
FULL: dict[str, str] = {
    "budget-plan": BUDGET + f'{TMR};2025;=1;"Đường ""liên"" thôn; cầu, cống";sự nghiệp;kéo dài;1,9770;+5/KH\n',
    "disbursement": SPENT + f"{TMR};2024;2.1;kéo dài;31/01/2025;ước;8,1250;1,25;@kho bạc\n",
    "criteria-status": CRITERIA + f"{PO_E};Vi Ô Lắc;thôn NTM;10;30/06/2024;cơ bản đạt;-5%;=HYPERLINK(1);'+ rà lại\n",
    "recognition": RECOGNITION + f"{PO_E};thôn Vi Ô Lắc;khu dân cư kiểu mẫu;=7/QĐ-UBND;30/11/2024\n",
    "villages": VILLAGES + f"{PO_E};Vi Ô Lắc;không\n",
    "goal": GOAL + "Kon Tum;Kon Plông;Pờ Ê;+9/KH;-a;=Giảm;1,9770;2,5;@%;31/12/2025;'=II\n",
    "goal-progress": GOAL_PROGRESS + "83/KH-UBND;xa-ntm;30/06/2024;1,9770;=nháp\n",
    "obligation": DUTY + "=9/KH;-bc;+UBND;@Báo cáo;15/06/2024;=6 tháng;- V\n",
    "obligation-done": DUTY_DONE + "83/KH-UBND;III.3-7;30/06/2024;-cả 8 xã\n",
    "obligation-done-unit": UNIT_DUTY_DONE + f'{MANG_BUT};83/KH-UBND;III.3-7;30/06/2024;"=xã báo; +huyện"\n',
    "explanation": EXPLANATION
    + f'{TMR};giải ngân;tu-mo-rong-2024;15/07/2024;=1+1;"@họp ""xã""; - giao việc";30/09/2024;+chờ vốn\n',
    "unit-share": SHARE
    + f'{TRA_BUI};Quảng Ngãi;Cà Đam;62,5;"=theo ""số hộ""; - rà soát";@15/BC\n'
    + f"{TRA_BUI};Quảng Ngãi;Tây Trà Bồng;37,5;+nt;-16/BC\n",
}


def table(database: Database, view: str, chosen: ExportFilter | None = None) -> Table:
    with database.read() as session:
        return export(session, view, chosen or ExportFilter())


def rows(database: Database, view: str, chosen: ExportFilter | None = None) -> list[dict[str, str]]:
    exported = table(database, view, chosen)
    return [dict(zip(exported.columns, row, strict=True)) for row in exported.rows]
