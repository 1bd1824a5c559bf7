"""Which edition of the map a row's unit is of: its day or year says so; where it leaves both open, what is named does.

What is written for people who named a unit of the other edition is here too.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from core import formats
from core.ingest.issues import Issue, Severity
from core.place import FORMER, LATER, Place
from core.place_names import Names, names_of
from core.places import Places, places_of
from core.reference import edition_on, editions, rows_of
from core.settings import DATA
from core.territory import cover, lies_in, pieces_of
from core.text import capitalised, clean, fold

# In the order of their validity.
Editions = tuple[str, ...]
# Units that a sentence names; the others are counted.
_NAMED = 4


def all_editions() -> Editions:
    return tuple(edition.code for edition in editions())


@cache
def editions_for(when: Any) -> Editions:
    """The editions that were in force on a day, or some time in a year; all of them where neither is known."""
    if isinstance(when, date):
        return (edition_on(when).code,)
    if isinstance(when, int) and date.min.year <= when <= date.max.year:
        return tuple(dict.fromkeys(edition_on(day).code for day in (date(when, 1, 1), date(when, 12, 31))))
    return all_editions()


@cache
def map_by() -> Mapping[str, str]:
    """By kind, the column that decides about the map of its rows (data/kinds.csv); without the kinds that have none.

    A day does not decide where an abolished unit still answers for its own plan: explanations, duties that are done.
    """
    return {row["kind"]: row["map_by"] for row in rows_of(DATA / "kinds.csv") if row["map_by"]}


def when_of(kind: str, values: Mapping[str, Any]) -> Any:
    """The day or the year that decides about the map of a row; None for a kind without one."""
    column = map_by().get(kind)
    return values.get(column) if column else None


# Two old huyện of one name in one province of today: «Huyện Châu Thành (cũ, Long An)».
_OF_PROVINCE = re.compile(r"(?<=\(cũ), [^()]+\)$", re.IGNORECASE)


def without_mark(name: str) -> tuple[str, Editions]:
    """A name without the «(cũ)» or «(mới)» that screens put behind it, and the editions that it may be of."""
    for mark, meant in ((FORMER, all_editions()[:-1]), (LATER, all_editions()[1:])):
        plain = _OF_PROVINCE.sub(")", name)
        if plain.lower().endswith(mark):
            return plain[: -len(mark)].rstrip(), meant
    return name, all_editions()


def mark_in_file(place: Place) -> str:
    """What a file whose day does not decide the map puts behind a unit's name: «(cũ)» or «(mới)», or nothing.

    Only a tỉnh needs it: a huyện is of one map only, and beside a xã its column says which.
    """
    if place.level != "province":
        return ""
    others = (places_of(edition) for edition in all_editions() if edition != place.edition)
    if not any(units_called(other, place.bare_name, "province") for other in others):
        return ""
    return FORMER if place.edition == all_editions()[0] else LATER


@cache
def has_districts(places: Places) -> bool:
    return any(child.level == "district" for province in places.provinces for child in places.children(province))


def units_called(places: Places, name: str, level: str) -> list[Place]:
    """What `Places.find` gives for a whole country, from one index: a file may have a wrong name in every row."""
    names = _names(places, level)
    found = names.folded.get(fold(name), [])
    return [place for place in found if clean(name).lower() in names.official[place.code]] or found


@cache
def _names(places: Places, level: str) -> Names:
    return names_of([place for place in places.by_code.values() if place.level == level])


def same_territory(found: Sequence[Place]) -> bool:
    return len({pieces_of(place.code) for place in found}) == 1


def named_on(places: Places, names: tuple[str, str, str], around: Sequence[Place]) -> Place | None:
    """The one unit of a map that a row names; of several the one that lies `around`. None where nobody can tell.

    `around` are the provinces, of whichever edition, that the row's unit should lie in.
    """
    province, district, commune = names
    if not has_districts(places) and district:
        return None
    if province and not around and not units_called(places, province, "province"):
        return None
    level, name = _lowest(province, district, commune)
    named = units_called(places, province, "province") if province else []
    found = [place for place in units_called(places, name, level) if _is_below(places, place, district)]
    near = [place for place in found if places.province_of(place) in named or _lies_in_any(place, around)]
    found = near if province or len(found) > 1 else found
    return found[0] if len(found) == 1 else None


def _lowest(province: str, district: str, commune: str) -> tuple[str, str]:
    if commune:
        return "commune", commune
    return ("district", district) if district else ("province", province)


def _is_below(places: Places, place: Place, district: str) -> bool:
    """Whether a unit stands under the huyện named beside it, where this map knows one of that name."""
    known = units_called(places, district, "district") if district else []
    return not known or places.ancestors(place)[1] in known


def _lies_in_any(place: Place, around: Sequence[Place]) -> bool:
    return any(lies_in(place.code, one.code) for one in around)


def other_map_said(place: Place, edition: str) -> str:
    """`xã Quảng Tân (mã …) thuộc bản đồ trước 01/07/2025; từ 01/07/2025 là một phần của xã Quảng Tân mới (mã …)`.

    Names and codes were reused: the other unit is never named without its own code, and that it is the other's.
    """
    order = all_editions()
    day = formats.day(max(one.valid_from for one in editions() if one.code in (place.edition, edition)))
    whose = f"{place.full_name} (mã {place.official_code})"
    if order.index(place.edition) < order.index(edition):
        return f"{whose} thuộc bản đồ trước {day}; từ {day} {_became(place, edition)}"
    return f"{whose} thuộc bản đồ từ {day}; trước đó {_became(place, edition)}"


def _became(place: Place, edition: str) -> str:
    places = places_of(edition)
    parts = cover(place.code, edition)
    whole = places.by_code[place.code].parent
    if len(parts) == 1 and parts[0].is_whole:
        return f"là {_of_edition(places.by_code[parts[0].unit])}"
    if whole is not None and (len(parts) == 1 or place.level == "province"):
        return f"là một phần của {_of_edition(places.by_code[whole])}"
    names = [places.by_code[part.unit].full_name for part in parts]
    more = f" và {len(names) - _NAMED} đơn vị khác" if len(names) > _NAMED else ""
    return f"là địa bàn của {', '.join(names[:_NAMED])}{more}"


def _of_edition(place: Place) -> str:
    which = "cũ" if place.edition == all_editions()[0] else "mới"
    return f"{place.full_name} {which} (mã {place.official_code})"


def of_other_map(
    place: Place, edition: str, line: int, column: str, value: str | None, day_column: str | None
) -> Issue:
    """`edition`: the map that the row's date calls for; `day_column`: its heading, None where a mark calls for it."""
    marks = " hoặc ".join(f"«{mark.strip()}»" for mark in (FORMER, LATER))
    check = f"kiểm tra «{day_column}»" if day_column else f"kiểm tra chữ {marks} sau tên"
    return Issue(
        Severity.ERROR,
        "unit_of_other_map",
        f"{capitalised(other_map_said(place, edition))}.",
        f"Hãy ghi tên đơn vị của bản đồ có hiệu lực, hoặc {check}.",
        line,
        column,
        value,
    )


def ambiguous_map(found: Sequence[Place], line: int, column: str, value: str | None) -> Issue:
    """`found`: what the names mean on each map, where nothing in the file says which is meant."""
    said = "; ".join(f"{_of_map(place)}" for place in found)
    marks = " hoặc ".join(f"«{place.bare_name}{mark}»" for place, mark in zip(found, (FORMER, LATER), strict=False))
    return Issue(
        Severity.ERROR,
        "ambiguous_map",
        f"Tên này là hai đơn vị khác nhau của hai bản đồ: {said}.",
        f"Hãy ghi thêm tỉnh và huyện (đơn vị cũ), hoặc tỉnh mới (đơn vị mới); nếu vẫn trùng, hãy ghi {marks}.",
        line,
        column,
        value,
    )


def _of_map(place: Place) -> str:
    chain = [unit.full_name for unit in reversed(places_of(place.edition).ancestors(place)) if unit]
    return f"{', '.join(chain)} (mã {place.official_code}, {period_said(place.edition)})"


def period_said(edition: str) -> str:
    """`trước 01/07/2025`, `từ 01/07/2025`: when an edition is in force, beside the other."""
    order = editions()
    number = all_editions().index(edition)
    if number + 1 < len(order):
        return f"trước {formats.day(order[number + 1].valid_from)}"
    return f"từ {formats.day(order[number].valid_from)}"
