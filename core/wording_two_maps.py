"""Units of the map of today beside those of before: their newest figures, and what can't be added up, in words."""

from collections.abc import Iterable, Sequence

from core import formats
from core.carrying import other_edition
from core.places import Place, places_of, places_seen_by
from core.reference import editions
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_wholes import MadeOf
from core.reports.undivided import UndividedResult
from core.reports.unit_parts import own_parts, parts_said
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
        day = formats.day(parts.as_of)
        return f"Chưa cộng được {place.full_name} ngày {day}: {_undivided_parts_said(parts) or 'còn thiếu số liệu'}."
    without = listed(part.full_name for part in parts.without)
    return f"Chưa cộng được {place.full_name} ngày {formats.day(parts.as_of)}: chưa có số liệu của {without}."


def whose_plan_said(former: Place, place: Place) -> str:
    """A plan is a whole of its own: nobody gave it to the larger unit that came after."""
    return f"Địa bàn {former.full_name}: kế hoạch của địa bàn này, không phải kế hoạch của toàn {place.full_name}."


def straddling_said(place: Place) -> str:
    """`phường Bắc Gia Nghĩa nằm trên địa bàn Gia Nghĩa, Đăk Glong`: of which former huyện it has a part."""
    return f"{place.full_name} nằm trên địa bàn {listed(_districts(place))}"


def _districts(place: Place) -> Iterable[str]:
    leaves = leaves_touching(place.code, other_edition(place.edition))
    above = (places_seen_by(leaf).ancestors(places_seen_by(leaf).by_code[leaf])[1] for leaf in leaves)
    return dict.fromkeys(places_of(one.edition).by_code[one.code].name for one in above if one)


def undivided_said(found: UndividedResult) -> str:
    """`Không tách được: xã X (cũ) 120 hộ nghèo trên 800 hộ, 31/12/2024; đã chia vào xã A, xã B.`"""
    into = listed(part.full_name for part in found.into)
    how = f"nằm trên địa bàn {into}" if _is_of_today(found.place) else f"đã chia vào {into}"
    return f"Không tách được: {found.place.full_name} {_figure_said(found)}; {how}, chưa có tỷ trọng"


def plans_apart_said(place: Place, rows: Sequence[PlanStatus]) -> str | None:
    """What a list by the units below can't give to any of them; each stands in the list on its own."""
    if not rows:
        return None
    said = "; ".join(f"{_straddler_said(row.place, place)}{_asked_said(row)}" for row in rows)
    asked = [row.target.poor_reduction for row in rows if row.target.poor_reduction is not None]
    total = f", cộng {formats.count(sum(asked))} hộ phải giảm" if len(asked) == len(rows) > 1 else ""
    return f"Không tách được theo {_level_below(place)}, nêu riêng trong bảng{total}: {said}."


def results_apart_said(place: Place, found: Sequence[tuple[Place, Result]]) -> str | None:
    """The same of results: they are in the unit's total."""
    if not found:
        return None
    said = "; ".join(f"{_straddler_said(unit, place)}, {_figure_said(result)}" for unit, result in found)
    poor, every = sum(result.poor for _, result in found), sum(result.households for _, result in found)
    total = f", cộng {formats.count(poor)} hộ nghèo trên {formats.count(every)} hộ" if len(found) > 1 else ""
    return f"Không tách được theo {_level_below(place)}, đã tính vào toàn {place.full_name}{total}: {said}."


def _level_below(place: Place) -> str:
    return "huyện" if any(part.level == "district" for part in own_parts(place)) else "xã"


def _straddler_said(unit: Place, place: Place) -> str:
    """The unit's name, with the former huyện where it has parts of several and it is huyện that are listed."""
    several = _is_of_today(unit) and _level_below(place) == "huyện" and len(list(_districts(unit))) > 1
    return straddling_said(unit) if several else unit.full_name


def _asked_said(row: PlanStatus) -> str:
    if row.target.poor_reduction is not None:
        return f", phải giảm {formats.count(row.target.poor_reduction)} hộ"
    return f", phải giảm {formats.points(row.target.rate_reduction)} điểm %" if row.target.rate_reduction else ""


def _figure_said(found: Result | UndividedResult) -> str:
    poor = f"{formats.count(found.poor)} hộ nghèo trên {formats.count(found.households)} hộ"
    return f"{poor}, ngày {formats.day(found.as_of)}"


def _undivided_parts_said(parts: MadeOf) -> str:
    """Each unit that the sum waits for a share of, with its figure, and why it counts for nobody."""
    return "; ".join(_why_undivided(unit, result, parts.place) for unit, result in parts.undivided)


def _why_undivided(unit: Place, result: Result | None, place: Place) -> str:
    figure = f" ({_figure_said(result)})" if result else ""
    if not _is_of_today(unit):
        return f"{unit.full_name}{figure} bị chia tách, chưa có tỷ trọng"
    if place.level == "commune":
        return f"{unit.full_name}{figure} gồm nhiều xã cũ, chưa có tỷ trọng"
    return f"{unit.full_name}{figure} nằm trên nhiều huyện ({listed(_districts(unit))}), chưa có tỷ trọng"


def _is_of_today(place: Place) -> bool:
    return place.edition == editions()[-1].code
