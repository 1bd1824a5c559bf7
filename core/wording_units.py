"""In words: what a unit is or was, what became of it, what it came of."""

from collections.abc import Iterable, Sequence

from core import formats
from core.place import Place
from core.reused_names import Reused
from core.unit_history import Follower, UnitHistory, above_of, history_of, whole_of

_UNDIVIDED = "chưa có tỷ trọng, số liệu không tách được"


def unit_lines(found: UnitHistory) -> tuple[str, ...]:
    """«xã Tu Mơ Rông cũ (mã 23422, …, đến 30/06/2025) → toàn bộ vào xã …», then what else there is to say."""
    became = _became_of_old(found) if found.is_former else _came_of(found)
    sign = "→" if found.is_former else "←"
    rest = [_districts_said(found), _shares_said(found), *_codes_said(found)]
    return (f"{head(found)} {sign} {became}", *(line for line in rest if line))


def head(found: UnitHistory) -> str:
    """«xã Tu Mơ Rông cũ (mã 23422, huyện Tu Mơ Rông, tỉnh Kon Tum, đến 30/06/2025)»."""
    until = found.edition.valid_to
    when = f"đến {formats.day(until)}" if until else f"từ {formats.day(found.edition.valid_from)}"
    former = " cũ" if found.is_former else ""
    return f"{found.place.full_name}{former} ({_where(found.place)}, {when})"


def named(place: Place) -> str:
    """«xã Tu Mơ Rông (mã 23425, tỉnh Quảng Ngãi)»."""
    return f"{place.full_name} ({_where(place)})"


def _where(place: Place) -> str:
    return ", ".join([f"mã {place.official_code}", *(above.full_name for above in above_of(place))])


def _became_of_old(found: UnitHistory) -> str:
    if found.place.level == "province":
        (province,) = found.provinces
        count = formats.count(len(found.followers))
        return f"toàn bộ vào {named(province)}; địa bàn nay là {count} xã, phường, đặc khu"
    if found.place.level == "district" and not found.is_cut:
        return f"không còn cấp huyện; địa bàn nay là: {_held_and_partly(found)} ({_provinces_said(found)})"
    if found.is_unchanged:
        return f"giữ nguyên địa bàn, nay là {named(found.followers[0].place)}"
    if len(found.followers) == 1:
        return f"toàn bộ vào {named(found.followers[0].place)}"
    return f"bị chia vào: {'; '.join(_with_share(one) for one in found.followers)}"


def _held_and_partly(found: UnitHistory) -> str:
    held = ", ".join(one.place.full_name for one in found.followers if one.is_held)
    partly = ", ".join(one.place.full_name for one in found.followers if not one.is_held)
    return "; ".join(filter(None, [held, f"một phần: {partly}" if partly else ""]))


def _provinces_said(found: UnitHistory) -> str:
    return ", ".join(province.full_name for province in found.provinces)


def _with_share(one: Follower) -> str:
    return f"{named(one.place)}{f' {formats.points(one.gets.percent)}%' if one.gets else ''}"


def _came_of(found: UnitHistory) -> str:
    if found.place.level == "province":
        return f"gồm toàn bộ: {_joined(named(one) for one in whole_of(found.place))}"
    if found.is_unchanged:
        return f"giữ nguyên địa bàn của {_former(found.followers[0].place)}"
    held = [_former(one.place) for one in found.followers if one.is_held]
    partly = [f"{_former(one.place)} {_given(one)}" for one in found.followers if not one.is_held]
    said = [f"gồm toàn bộ: {_joined(held)}" if held else "", f"một phần: {_joined(partly)}" if partly else ""]
    return "; ".join(filter(None, said))


def _former(place: Place) -> str:
    return f"{place.full_name} cũ ({_where(place)})"


def _given(one: Follower) -> str:
    return f"{formats.points(one.gives.percent)}% ({one.gives.method})" if one.gives else f"({_UNDIVIDED})"


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _districts_said(found: UnitHistory) -> str:
    if not found.districts:
        return ""
    said = ", ".join(district.full_name for district in found.districts)
    return f"Nằm trên địa bàn {'nhiều huyện cũ' if found.straddles else 'huyện cũ'}: {said}."


def _shares_said(found: UnitHistory) -> str:
    """How a cut unit of the first map is divided; that of today's into old ones only where somebody declared it."""
    if not found.is_cut or (not found.is_former and not found.has_shares):
        return ""
    if not found.has_shares:
        return f"Tỷ trọng: {_UNDIVIDED}."
    declared = [one.gets for one in found.followers if one.gets]
    methods = "; ".join(dict.fromkeys(one.method for one in declared))
    sources = "; ".join(dict.fromkeys(one.source for one in declared if one.source))
    return f"Tỷ trọng tính theo phương pháp: {methods}{f'; căn cứ: {sources}' if sources else ''}."


def _codes_said(found: UnitHistory) -> list[str]:
    """Whose this code was or is, and whose the code was that the unit goes by now."""
    said = [_code_said(found.place, found.same_code)] if found.same_code else []
    if found.is_former and len(found.followers) == 1:
        now = history_of(found.followers[0].place.code)
        if now.same_code and now.same_code != found.place:
            said.append(_code_said(now.place, now.same_code))
    return said


def _code_said(place: Place, other: Place) -> str:
    above = ", ".join(one.full_name for one in above_of(other))
    is_former = other.edition < place.edition
    alike = (" cũ" if is_former else " hiện nay") if other.full_name == place.full_name else ""
    when = "trước là" if is_former else "nay là"
    return f"Mã {place.official_code} {when} {other.full_name}{alike}{f' ({above})' if above else ''}."


def relation_said(one: Reused) -> str:
    if one.is_elsewhere:
        return "địa bàn khác hẳn"
    return "gồm cả địa bàn cũ và thêm" if one.new_holds_old else "chỉ một phần địa bàn cũ"


def suggestions_said(asked: str, near: Sequence[str]) -> str:
    return f"Không có đơn vị «{asked}»." + (f" Có phải: {'; '.join(near)}?" if near else "")
