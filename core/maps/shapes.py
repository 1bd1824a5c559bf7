"""What a map of a province is made of. Lengths are km east and north of the province's middle."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from math import cos, dist, radians

from core.maps.polygons import Point, Ring, area, edges, joined
from core.places import Place, places_of
from core.reference import editions, unit_rows

_KM_PER_DEGREE_EAST, _KM_PER_DEGREE_NORTH = 111.32, 110.57
# Units that only touch in a corner are no neighbours.
_SHARED_KM = 0.1


@dataclass(frozen=True)
class Shape:
    """One unit on a map: outer rings counter-clockwise, holes clockwise; `label` is where its name goes."""

    place: Place
    rings: tuple[Ring, ...]
    label: Point


@dataclass(frozen=True)
class ProvinceMap:
    """A province by huyện and by xã; `communes` is empty where a boundary file has huyện only.

    Where the map has no huyện, `districts` are the xã; where it has former ones, with the xã that lie in several.

    `note` is printed under the map. `refusal` says why the boundary file that lies there is not used, else it is empty.
    """

    province: Place
    schematic: bool
    note: str
    refusal: str
    outline: tuple[Ring, ...] = field(repr=False)
    districts: tuple[Shape, ...] = field(repr=False)
    communes: tuple[Shape, ...] = field(repr=False)

    def communes_of(self, district: Place) -> tuple[Shape, ...]:
        return tuple(shape for shape in self.communes if shape.place.parent == district.code)


@dataclass(frozen=True)
class Projection:
    """Degrees to km around a middle: true enough across one province."""

    lat: float
    lon: float

    def point(self, lat: float, lon: float) -> Point:
        return (
            (lon - self.lon) * _KM_PER_DEGREE_EAST * cos(radians(self.lat)),
            (lat - self.lat) * _KM_PER_DEGREE_NORTH,
        )


@cache
def commune_points() -> Mapping[str, tuple[float, float]]:
    """Latitude and longitude of every commune of every edition that has them, by code."""
    return {
        row["code"]: (row["lat"], row["lon"])
        for edition in editions()
        for row in unit_rows(edition)
        if row["level"] == "commune" and row["lat"] is not None and row["lon"] is not None
    }


def middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def grouped(communes: Sequence[Shape], districts: Iterable[Place]) -> tuple[Shape, ...]:
    """Each huyện as its communes put together; its label is the mean of theirs. Huyện without communes are left out."""
    below: dict[str | None, list[Shape]] = defaultdict(list)
    for shape in communes:
        below[shape.place.parent].append(shape)
    return tuple(
        Shape(place, together(below[place.code]), middle([shape.label for shape in below[place.code]]))
        for place in districts
        if below[place.code]
    )


def communes_below(province: Place) -> list[Place]:
    """In the order of its huyện; those right below it where it has none, or beside them."""
    places = places_of(province.seen_in)
    return [one for child in places.children(province) for one in _communes_of(child)]


def _communes_of(child: Place) -> list[Place]:
    return [child] if child.level == "commune" else places_of(child.seen_in).children(child)


def upper(communes: Sequence[Shape], province: Place) -> tuple[Shape, ...]:
    """The units right below a province: its huyện put together, and the xã that are in none."""
    alone = tuple(shape for shape in communes if shape.place.parent == province.code)
    children = places_of(province.seen_in).children(province)
    return (*grouped(communes, (child for child in children if child.level == "district")), *alone)


def together(shapes: Sequence[Shape]) -> tuple[Ring, ...]:
    """The rings around several units; the units' own rings where these do not meet corner to corner."""
    rings = [ring for shape in shapes for ring in shape.rings]
    around, total = joined(rings), sum(map(area, rings))
    return around if abs(sum(map(area, around)) - total) <= 1e-4 * total else tuple(rings)


def neighbours(shapes: Sequence[Shape]) -> dict[str, tuple[str, ...]]:
    """For each unit, by code, those it shares a border with: on a schematic map, probably so and no more."""
    sides = {
        shape.place.code: {frozenset(edge): dist(*edge) for ring in shape.rings for edge in edges(ring)}
        for shape in shapes
    }
    found: dict[str, list[str]] = {code: [] for code in sides}
    for one, other in combinations(sides, 2):
        if sum(sides[one][edge] for edge in sides[one].keys() & sides[other].keys()) >= _SHARED_KM:
            found[one].append(other)
            found[other].append(one)
    return {code: tuple(sorted(codes)) for code, codes in found.items()}
