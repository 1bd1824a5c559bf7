"""One column that names huyện and, below each, its xã: "I. Huyện Tuy Đức", then "1. Quảng Tâm" …"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.ingest.checks.row_maps import has_districts
from core.ingest.kinds import is_missing, is_total
from core.ingest.layout.understand import UnderstoodTable
from core.places import Place, Places

# "VIII. Tuy Đức", "1) Đắk Mil", "a. …", "- Cư Jút": how lists number their lines.
_NUMBER = re.compile(r"^(?:(?:[IVXLC]+|\d{1,3}|[a-zđ])\s*[.)]|[-+•])\s+")


def without_number(name: str) -> str:
    return _NUMBER.sub("", name) if type(name) is str else name


@dataclass(frozen=True)
class Named:
    """What one row names: the huyện it stands under and its own name. `both` where it may be either of them."""

    district: str
    commune: str
    both: tuple[Place, ...] = ()


def spread(table: UnderstoodTable, places: Places) -> dict[int, Named]:
    """The rows of a file without a column for xã whose column for huyện names xã as well, by line.

    Empty where every name is a huyện's, or where the file has both columns. A name that could be the next huyện or a
    xã of the one above is left to the person: huyện Đăk Hà and xã Đăk Hà are neighbours on a list.
    """
    if "commune" in table.positions or "commune" not in table.kind.by_key or "district" not in table.positions:
        return {}
    if not has_districts(places):
        return {}
    rows = list(_walk(table, places))
    if not any(named.commune and not named.both for _, named in rows):
        return {}
    return {line: named for line, named in rows if named.commune or named.both}


def _walk(table: UnderstoodTable, places: Places) -> Iterator[tuple[int, Named]]:
    """Every row below the heading, those without figures too: a group's name often has none."""
    place, above = table.positions["district"], None
    data = {row.line for row in table.rows}
    for row in table.raw.rows:
        name = without_number(row.cells[place]) if row.line > table.header.line and place < len(row.cells) else ""
        if is_missing(name) or is_total(name):
            continue
        communes = places.find(name, "commune", [above]).places if above else ()
        districts = _possible(table, places, places.find(name, "district").places, above)
        if above and (communes or (not districts and row.line in data and _is_near(places, name, above))):
            yield row.line, Named(above.name, name, _either(districts, communes))
            continue
        yield row.line, Named(name, "")
        if not communes:  # after a name that nobody knows it is not sure whose xã follow
            above = _only(districts)


def _is_near(places: Places, name: str, above: Place) -> bool:
    """A misspelt xã of the huyện above: it stays unknown, and is told which it may be."""
    return bool(places.nearest(name, "commune", [above]))


def _possible(
    table: UnderstoodTable, places: Places, districts: Sequence[Place], above: Place | None
) -> Sequence[Place]:
    """Without a column for the province all rows are of one: a huyện of another can't follow."""
    if above is None or "province" in table.positions:
        return districts
    return [place for place in districts if place.parent == above.parent]


def _either(districts: Sequence[Place], communes: Sequence[Place]) -> tuple[Place, ...]:
    return (*districts, *communes) if districts else ()


def _only(districts: Sequence[Place]) -> Place | None:
    return districts[0] if len(districts) == 1 else None
