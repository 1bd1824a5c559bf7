"""The national view in words: how many provinces have reported for which date, what may be added up, what not."""

from collections.abc import Sequence
from datetime import date

from core import formats
from core.places import Place
from core.reference import EditionFile, edition_of, editions
from core.reports.national import ProvinceStatus, SameDaySum, days_reported, same_day_sum
from core.reports.national_budget import ProvinceBudget
from core.reports.national_rural import ProvinceRural
from core.text import capitalised
from core.wording_overview import drafts_mark, standing_said

OVERVIEW, POVERTY, BUDGET, RURAL = "tong-quan", "giam-ngheo", "ngan-sach", "nong-thon-moi"
_MOST_NAMES, _MOST_SOURCES = 4, 5
# What the other screens show while the whole country is chosen.
_ELSEWHERE = {
    "muc-tieu-nhiem-vu": "Đang chọn cả nước: dưới đây là mục tiêu, nhiệm vụ của mọi kế hoạch bạn được xem.",
    "nghia-vu-bao-cao": "Đang chọn cả nước: dưới đây là nghĩa vụ theo mọi kế hoạch bạn được xem.",
    "bao-cao": "Báo cáo lập theo kế hoạch của một tỉnh, huyện hay xã, không lập cho cả nước; các lựa chọn bên dưới"
    " gồm mọi kế hoạch bạn được xem.",
    "nop-so-lieu": "Mẫu điền sẵn đơn vị theo một tỉnh: muốn tải mẫu thì chọn tỉnh; nộp tệp thì không cần.",
    "duyet-so-lieu": "Đang chọn cả nước: dưới đây là số liệu chờ duyệt của mọi tỉnh bạn được duyệt; muốn chốt sổ thì"
    " chọn tỉnh.",
    "kiem-tra": "Đang chọn cả nước: dưới đây là kết quả kiểm tra của mọi đơn vị bạn được xem.",
    "nguon-kiem-tra": "Đang chọn cả nước: dưới đây là nguồn và các lần nạp số liệu bạn được xem.",
    "nhat-ky": "Đang chọn cả nước: dưới đây là nhật ký của mọi đơn vị bạn được xem.",
}


def note_of_screen(screen: str) -> str:
    """What a screen without a national view of its own shows instead; empty for those that have one."""
    return _ELSEWHERE.get(screen, "")


def named(place: Place) -> str:
    return capitalised(place.full_name)


def opening(rows: Sequence[ProvinceStatus], provinces: Sequence[Place], year: int) -> str:
    """Where the provinces stand; `provinces` are all that have any figure."""
    planned = [row.status for row in rows if row.status]
    head = f"Giảm nghèo năm {year} của {_count(len(provinces))}, mỗi tỉnh theo kế hoạch của mình."
    if not planned:
        return f"{head} Chưa tỉnh nào có kế hoạch giảm nghèo năm {year}."
    results = [status.result for status in planned]
    return f"{head} {standing_said(planned)}{drafts_mark(results)}" if any(results) else head


def reported_said(rows: Sequence[ProvinceStatus], provinces: Sequence[Place]) -> str:
    """`1/2 tỉnh, thành phố đã có số liệu: 1 đến 30/06/2024. Chưa có: tỉnh Kon Tum (1/10 huyện).`"""
    known = [row for row in rows if row.result and not row.place.is_guest]
    codes = {row.place.code for row in known}
    parts = {row.place.code: row for row in rows}
    without = [_with_parts(place, parts.get(place.code)) for place in provinces if place.code not in codes]
    days = ", ".join(f"{formats.count(number)} đến {formats.day(day)}" for day, number in days_reported(known))
    said = f"{formats.count(len(known))}/{formats.count(len(provinces))} tỉnh, thành phố đã có số liệu toàn tỉnh"
    return f"{said}{f': {days}' if days else ''}.{f' Chưa có: {_names(without)}.' if without else ''}"


def _with_parts(place: Place, row: ProvinceStatus | None) -> str:
    if row is None or not row.reported:
        return place.full_name
    return f"{place.full_name} ({row.reported}/{row.listed} {row.parts_are} có số)"


def sum_said(rows: Sequence[ProvinceStatus]) -> str:
    """The provinces of one date added up, named as such; why there is no sum; empty where there is nothing to add."""
    found = same_day_sum(rows)
    if found is None:
        several = sum(row.status is not None and row.result is not None for row in rows) > 1
        return "Các tỉnh có số liệu ở những ngày khác nhau nên không cộng thành một số." if several else ""
    result, target = found.result, found.target
    poor = f"{formats.count(result.poor)} hộ nghèo trên {formats.count(result.households)} hộ"
    fall = (
        f", đã giảm {formats.count(found.reduced)} trên {formats.count(target.poor_reduction)} hộ phải giảm"
        f" ({formats.percent_of_plan(found.percent_by_households)})"
        if found.reduced is not None and target.poor_reduction is not None
        else ""
    )
    return (
        f"Cộng {_count(len(found.places))} có kế hoạch và cùng số liệu đến {formats.day(result.as_of)}"
        f" ({_names([place.name for place in found.places])}): {poor} ({formats.rate(result.rate)}){fall}"
        f"{_kind_said(found)}. Đây không phải số của cả nước."
    )


def _kind_said(found: SameDaySum) -> str:
    kind = found.result.value_type
    return "" if kind == "chính thức" else f"; số liệu {kind}"


def sum_label(found: SameDaySum) -> str:
    """`Cộng 2 tỉnh cùng ngày 30/06/2024`, for a table's last row."""
    return f"Cộng {formats.count(len(found.places))} tỉnh cùng ngày {formats.day(found.result.as_of)}"


def others_said(listed: int, of_all: int) -> str:
    """That all other provinces have nothing yet; empty where all are listed."""
    left = of_all - listed
    return f"{formats.count(left)} tỉnh, thành phố khác chưa nạp kế hoạch hay số liệu nào." if left > 0 else ""


def sources_said(sources: Sequence[str], provinces: int) -> list[str]:
    """All of them where they are few; else where to find each."""
    if provinces <= _MOST_SOURCES:
        return list(sources)
    return [f"kế hoạch và kết quả của {_count(provinces)}; bấm vào từng số để xem văn bản, lô và dòng của số đó"]


def days_said(first: date | None, last: date | None) -> str | None:
    """`30/06/2024`, `31/03/2024–30/06/2024`; None without a date."""
    if first is None or last is None:
        return None
    return formats.day(last) if first == last else f"{formats.day(first)}–{formats.day(last)}"


def budget_said(rows: Sequence[ProvinceBudget], year: int) -> str:
    """What the table of budgets is of, and that it is not a sum over provinces."""
    units = sum(row.units for row in rows)
    apart = " Các tỉnh không cộng với nhau, vì ngày số liệu có thể khác nhau." if len(rows) > 1 else ""
    return (
        f"Vốn chương trình năm {year} của {_count(len(rows))}: {formats.count(units)} đơn vị có kế hoạch vốn. Mỗi dòng"
        f" là tổng các nội dung có trong kế hoạch của một tỉnh; đầu tư và sự nghiệp không gộp.{apart}"
    )


def rural_said(rows: Sequence[ProvinceRural]) -> str:
    """What the table of new rural areas is of; that states of communes are counted and never carried over."""
    assessed, provinces = sum(row.assessed for row in rows), len({row.place for row in rows})
    last = max((row.last for row in rows if row.last), default=None)
    day = f", mới nhất {formats.day(last)}" if last else ""
    apart = " Xã của bản đồ khác là dòng riêng: trạng thái tiêu chí không chuyển từ xã này sang xã khác."
    return (
        f"Nông thôn mới của {_count(provinces)}: {formats.count(assessed)} xã đã được đánh giá{day}. Đạt đủ tiêu chí và"
        " có quyết định công nhận là hai số khác nhau; dấu gạch là chưa có đánh giá hay quyết định nào, không phải 0."
        f"{apart if any(row.is_guest for row in rows) else ''}"
    )


def rural_name(row: ProvinceRural) -> str:
    """`Lâm Đồng`; `Lâm Đồng, xã cũ (trước 01/07/2025)` where its communes are of another edition than the map."""
    if not row.is_guest or row.place.is_guest:
        return row.place.name
    of, other = edition_file(row.edition), edition_file(edition_of(row.place.code))
    if of.valid_from < other.valid_from:
        return f"{row.place.name}, xã cũ (trước {formats.day(other.valid_from)})"
    return f"{row.place.name}, xã mới (từ {formats.day(of.valid_from)})"


def edition_file(code: str) -> EditionFile:
    return next(one for one in editions() if one.code == code)


def _count(provinces: int) -> str:
    return f"{formats.count(provinces)} tỉnh, thành phố"


def _names(names: Sequence[str]) -> str:
    more = f" và {len(names) - _MOST_NAMES} tỉnh khác" if len(names) > _MOST_NAMES else ""
    return f"{', '.join(names[:_MOST_NAMES])}{more}"
