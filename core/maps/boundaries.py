"""Boundary files an office may put beside the program: GeoJSON in degrees (WGS 84), one file per province.

A FeatureCollection whose features are Polygon or MultiPolygon, of huyện, of xã or of both, all of a level or none. Each
has a property `code` (the official code; a number will do) or `name` (with or without its kind). A file of xã alone
gives the huyện too.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from core.errors import TienDoError
from core.maps.polygons import Point, Ring, Snapped, area
from core.maps.shapes import Projection, Shape, commune_points, communes_below, middle, upper
from core.places import Place, places_of

_MAX_BYTES = 30_000_000
_CODE_DIGITS = {"district": 3, "commune": 5}
# Việt Nam with its islands, in degrees.
_LATITUDES, _LONGITUDES = (6.0, 24.0), (101.0, 118.0)
_MISSING_SHOWN, _SAID_SHOWN = 3, 60


class BoundaryRefused(TienDoError):
    """The boundary file can't be used; the message is the reason, to follow a colon."""


def boundary_shapes(path: Path, province: Place) -> tuple[tuple[Shape, ...], tuple[Shape, ...]]:
    """(huyện, xã) of a file, in the order of their codes; no xã where the file has none."""
    found: dict[str, list[Ring]] = {}
    projection, snapped = _projection(province), Snapped()
    for number, feature in enumerate(_features(path), 1):
        place = _place(feature, number, province)
        if place.code in found:
            raise BoundaryRefused(f"{place.full_name} có hai lần.")
        found[place.code] = list(_rings(feature, place, projection, snapped))
    districts = [one for one in places_of(province.seen_in).children(province) if one.level == "district"]
    commune_shapes = _all_or_none(communes_below(province), found)
    return _all_or_none(districts, found) or upper(commune_shapes, province), commune_shapes


def _features(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BoundaryRefused(f"tệp lớn quá {_MAX_BYTES // 1_000_000} MB.")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BoundaryRefused("không mở được tệp.") from error
    except (ValueError, RecursionError) as error:
        raise BoundaryRefused("tệp không phải JSON (UTF-8) đọc được.") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise BoundaryRefused("tệp không phải GeoJSON có danh sách đối tượng (FeatureCollection).")
    return features


def _projection(province: Place) -> Projection:
    below = set(places_of(province.seen_in).codes_below(province.code))
    return Projection(*middle([point for code, point in commune_points().items() if code in below]))


def _place(feature: Any, number: int, province: Place) -> Place:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code, name = (properties.get("code"), properties.get("name")) if isinstance(properties, dict) else (None, None)
    said = name if code in (None, "") else code
    if said is None or not str(said).strip():
        raise BoundaryRefused(f"đối tượng thứ {number} không có mã (code) hoặc tên (name).")
    candidates = _named(str(name), province) if code in (None, "") else _coded(code, province)
    shown = str(said)[:_SAID_SHOWN]
    if not candidates:
        raise BoundaryRefused(f"đối tượng thứ {number}: «{shown}» không phải huyện, xã của {province.full_name}.")
    if len(candidates) > 1:
        raise BoundaryRefused(f"đối tượng thứ {number}: có {len(candidates)} đơn vị tên «{shown}», cần ghi mã (code).")
    return candidates[0]


def _coded(code: Any, province: Place) -> Sequence[Place]:
    places = places_of(province.seen_in)
    below = {places.by_code[unit].official_code: unit for unit in places.codes_below(province.code)}
    written = {str(code).strip()}
    if isinstance(code, int) and not isinstance(code, bool):
        written |= {f"{code:0{digits}}" for digits in _CODE_DIGITS.values()}
    found = [places.by_code[below[text]] for text in written if text in below]
    return [place for place in found if place.level in _CODE_DIGITS]


def _named(name: str, province: Place) -> Sequence[Place]:
    """A huyện before a xã of the same name: a town often bears its huyện's, so a xã is then given by its code."""
    places = places_of(province.seen_in)
    districts = places.find(name, "district", [province]).places
    return districts or places.find(name, "commune", [province, *places.children(province)]).places


def _rings(feature: dict[str, Any], place: Place, projection: Projection, snapped: Snapped) -> Iterator[Ring]:
    """Outer rings counter-clockwise and holes clockwise, whichever way the file has them."""
    for polygon in _polygons(feature.get("geometry"), place):
        for index, positions in enumerate(polygon):
            ring = snapped.ring(projection.point(lat, lon) for lon, lat in _positions(positions, place))
            if ring:
                yield ring if (area(ring) > 0) == (index == 0) else ring[::-1]


def _polygons(geometry: Any, place: Place) -> list[Any]:
    kind, coordinates = (
        (geometry.get("type"), geometry.get("coordinates")) if isinstance(geometry, dict) else (None, None)
    )
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else None
    if not isinstance(polygons, list) or not polygons or not all(isinstance(part, list) and part for part in polygons):
        raise BoundaryRefused(f"{place.full_name} không có hình vùng (Polygon hoặc MultiPolygon).")
    return polygons


def _positions(positions: Any, place: Place) -> Iterator[Point]:
    if not isinstance(positions, list) or len(positions) < 4 or positions[0] != positions[-1]:
        raise BoundaryRefused(f"{place.full_name} có đường biên không khép kín.")
    for position in positions[:-1]:
        yield _position(position, place)


def _position(position: Any, place: Place) -> Point:
    if not isinstance(position, list) or len(position) < 2 or not all(_is_number(part) for part in position[:2]):
        raise BoundaryRefused(f"{place.full_name} có tọa độ không phải số.")
    lon, lat = position[:2]
    if not (_LONGITUDES[0] <= lon <= _LONGITUDES[1] and _LATITUDES[0] <= lat <= _LATITUDES[1]):
        raise BoundaryRefused(f"{place.full_name} có tọa độ ngoài Việt Nam (cần kinh độ, vĩ độ tính bằng độ, WGS 84).")
    return lon, lat


def _is_number(value: Any) -> bool:
    """A number that may be degrees: JSON as Python reads it also has NaN, infinity and whole numbers without end."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e9 < value < 1e9


def _all_or_none(places: Sequence[Place], found: dict[str, list[Ring]]) -> tuple[Shape, ...]:
    given = [place for place in places if place.code in found]
    missing = [place.full_name for place in places if place.code not in found]
    if given and missing:
        more = f" và {len(missing) - _MISSING_SHOWN} đơn vị khác" if len(missing) > _MISSING_SHOWN else ""
        raise BoundaryRefused(f"thiếu {', '.join(missing[:_MISSING_SHOWN])}{more}.")
    return tuple(Shape(place, tuple(found[place.code]), _label(place, found[place.code])) for place in given)


def _label(place: Place, rings: Sequence[Ring]) -> Point:
    """The middle of the largest ring's corners."""
    if not rings:
        raise BoundaryRefused(f"{place.full_name} có hình vùng không có diện tích.")
    return middle(max(rings, key=area))
