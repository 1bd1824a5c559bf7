"""Uploads about new rural areas, for tests: short ways to write the files that a district brings."""

from collections.abc import Mapping

BASIC, ADVANCED = "xã NTM", "xã NTM nâng cao"
_CRITERIA = (
    "Huyện, thành phố;Xã, phường, thị trấn;Thôn;Bộ tiêu chí;Tiêu chí số;Ngày đánh giá;Kết quả;Giá trị;Minh chứng\n"
)
_DECISIONS = "Huyện, thành phố;Xã, phường, thị trấn;Thôn;Danh hiệu;Số quyết định;Ngày quyết định\n"
_VILLAGES = "Huyện, thành phố;Xã, phường, thị trấn;Thôn;Vùng đồng bào DTTS\n"
PROGRESS = "Số văn bản;Mã mục tiêu;Ngày số liệu;Giá trị\n"


def criteria(
    commune: str, day: str, wanting: Mapping[int, str] | None = None, name: str = BASIC, upto: int = 19
) -> str:
    """All criteria of a commune (or those up to a number) đạt on a day, but for some."""
    wanting = wanting or {}
    rows = (f"Kon Plông;{commune};;{name};{n};{day};{wanting.get(n, 'đạt')};{n}%;BC {n}\n" for n in range(1, upto + 1))
    return "".join(rows)


def criteria_of_today(
    commune: str, day: str, wanting: Mapping[int, str] | None = None, name: str = BASIC, upto: int = 19
) -> str:
    """The same of a commune of Quảng Ngãi as it is since 01/07/2025: the huyện stays empty."""
    return criteria(commune, day, wanting, name, upto).replace("Kon Plông;", ";", 1).replace("\nKon Plông;", "\n;")


def criteria_file(*parts: str) -> str:
    return _CRITERIA + "".join(parts)


def decisions_file(*rows: str) -> str:
    return _DECISIONS + "".join(f"Kon Plông;{row}\n" for row in rows)


def villages_file(*rows: str) -> str:
    return _VILLAGES + "".join(f"Kon Plông;{row}\n" for row in rows)
