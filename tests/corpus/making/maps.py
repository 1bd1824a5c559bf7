"""Files with units of the map of 2024, of the one since 1/7/2025, and of both."""

from tests.corpus.making.writers import text

_UNITS = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn"
_PROGRESS = f"{_UNITS};Ngày số liệu;Tổng số hộ;Số hộ nghèo"
_PLAN = f"{_UNITS};Năm;Tỷ lệ dự kiến giảm"
_BUDGET = f"{_UNITS};Năm vốn;Mã nội dung;Nội dung;Tính chất;Kế hoạch vốn (triệu đồng)"


def write_maps() -> None:
    text(
        "maps/new-units.csv", _PLAN, "Quảng Ngãi;;;2026;2", "Quảng Ngãi;;Tu Mơ Rông;2026;3", "Lâm Đồng;;Tuy Đức;2026;4"
    )
    text("maps/new-units-without-a-column-for-huyen.csv", "Tỉnh;Xã;Năm;Tỷ lệ dự kiến giảm", "Quảng Ngãi;Đăk Hà;2026;3")
    text(
        "maps/new-units-in-one-column.csv",
        "Đơn vị;Năm;Tỷ lệ dự kiến giảm",
        "1. Xã Tu Mơ Rông;2026;3",
        "2. Măng Ri;2026;4",
    )
    text("maps/plan-of-2025-by-huyen.csv", _PLAN, "Kon Tum;Tu Mơ Rông;;2025;8", "Kon Tum;Tu Mơ Rông;Đăk Hà;2025;9")
    text("maps/plan-of-2025-by-new-communes.csv", _PLAN, "Quảng Ngãi;;Tu Mơ Rông;2025;8", "Quảng Ngãi;;;2025;3")
    text("maps/plan-of-2025-by-both.csv", _PLAN, "Kon Tum;Tu Mơ Rông;;2025;8", "Quảng Ngãi;;Tu Mơ Rông;2025;8")
    text("maps/plan-of-2025-of-a-name-of-both.csv", _PLAN, "Lâm Đồng;;;2025;8")
    text("maps/plan-of-2025-of-a-name-of-both-told.csv", _PLAN, "Lâm Đồng (mới);;;2025;8", "Quảng Ngãi (cũ);;;2024;8")
    text("maps/plan-of-2026-by-huyen.csv", _PLAN, "Kon Tum;Tu Mơ Rông;;2026;8", "Kon Tum;;;2026;8")
    text("maps/new-units-before-they-were.csv", _PROGRESS, "Lâm Đồng;;Bắc Gia Nghĩa;31/12/2024;9.000;300")
    text("maps/old-huyen-beside-a-new-commune.csv", _PLAN, "Quảng Ngãi;Kon Rẫy;Bình Sơn;2026;8")
    text("maps/budget-of-new-communes.csv", _BUDGET, "Quảng Ngãi;;Tu Mơ Rông;2026;2.1;Đường thôn;đầu tư;100,5")
    text("maps/villages-of-both.csv", f"{_UNITS};Thôn", "Kon Tum;Tu Mơ Rông;Đăk Hà;Một", "Quảng Ngãi;;Tu Mơ Rông;Hai")
