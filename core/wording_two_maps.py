"""Units of the map of today beside those of before: their newest figures, and what can't be added up, in words."""

from collections.abc import Iterable

from core import formats
from core.carrying import other_edition
from core.place import FORMER
from core.places import Place, places_of, places_seen_by
from core.reports.poverty import Result
from core.reports.poverty_wholes import MadeOf
from core.reports.undivided import UndividedResult
from core.reports.unit_parts import parts_said
from core.territory import leaves_touching
from core.wording_carried import carried_said, listed


def whole_said(place: Place, newest: Result | None, parts: MadeOf) -> str:
    """A unit's own newest figure where it has one, else who of those it is made of has none of the newest day."""
    if newest is not None:
        how = f", {carried_said(newest.carried, places_of(place.seen_in))}" if newest.carried else ""
        poor = f"{formats.count(newest.poor)} hộ nghèo trên {formats.count(newest.households)} hộ"
        day = f"{newest.value_type} ngày {formats.day(newest.as_of)}"
        return f"Toàn {place.full_name}: {poor} ({formats.rate(newest.rate)}), số {day}{how}."
    if parts.parts_day is not None:
        reported = f"{formats.count(parts.reported)}/{formats.count(parts.expected)} {parts_said(place)}"
        return f"Chưa cộng được {place.full_name} ngày {formats.day(parts.parts_day)}: mới có số liệu của {reported}."
    if parts.as_of is None:
        return f"Chưa có số liệu của {place.full_name}."
    if not parts.without:
        return f"Chưa cộng được {place.full_name}: còn đơn vị bị chia tách chưa có tỷ trọng."
    without = listed(part.full_name for part in parts.without)
    return f"Chưa cộng được {place.full_name} ngày {formats.day(parts.as_of)}: chưa có số liệu của {without}."


def whose_plan_said(former: Place, place: Place) -> str:
    """A plan is a whole of its own: nobody gave it to the larger unit that came after."""
    return f"Địa bàn {former.full_name}: kế hoạch của địa bàn này, không phải kế hoạch của toàn {place.full_name}."


def straddling_said(place: Place) -> str:
    """`phường Bắc Gia Nghĩa nằm trên địa bàn Gia Nghĩa, Đăk Glong`: of which former huyện it has a part."""
    return f"{place.full_name} nằm trên địa bàn {listed(_districts(place))}"


def _districts(place: Place) -> Iterable[str]:
    known = places_of(place.seen_in)
    leaves = leaves_touching(place.code, other_edition(place.edition))
    above = (places_seen_by(leaf).ancestors(places_seen_by(leaf).by_code[leaf])[1] for leaf in leaves)
    return dict.fromkeys(known.by_code[one.code].name.removesuffix(FORMER) for one in above if one)


def undivided_said(found: UndividedResult) -> str:
    """`Không tách được: xã X (cũ) 120 hộ nghèo trên 800 hộ, 31/12/2024; đã chia vào xã A, xã B.`"""
    poor = f"{formats.count(found.poor)} hộ nghèo trên {formats.count(found.households)} hộ"
    into = listed(part.full_name for part in found.into)
    said = f"Không tách được: {found.place.full_name} {poor}, ngày {formats.day(found.as_of)}"
    return f"{said}; đã chia vào {into}, chưa có tỷ trọng"
