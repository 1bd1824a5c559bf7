"""Cells around points: each holds what is nearer to its point than to any other, within a common outline."""

from collections.abc import Sequence
from math import cos, dist, sin, tau

from core.maps.outline import outline
from core.maps.polygons import Point, Ring, Snapped, is_simple, nearer

# Of the distances from each point to its nearest neighbour, this quantile tells the size of a rural commune; the
# margin around the outermost points and the bays of the outline are multiples of it.
_QUANTILE, _MARGIN = 0.75, 0.75
# The last is as good as a convex hull, which always serves.
_HOLLOWS = (3.0, 6.0, 20.0, 2000.0)
_NUDGE_KM = 0.5


def cells(points: Sequence[Point]) -> tuple[tuple[Ring, ...], ...]:
    """One cell for each point, in their order; a cell is several rings only where the outline is.

    Together the cells fill the outline, and neighbours share their corners exactly. Points must differ (`apart`).
    """
    size = _typical_spacing(points)
    for hollow in _HOLLOWS:
        around = outline(points, _MARGIN * size, hollow * size)
        found = around and _within(points, around, _MARGIN * size)
        if found:
            return found
    raise AssertionError("a convex outline always serves")


def apart(points: Sequence[Point]) -> tuple[Point, ...]:
    """Points that were given twice or more moved half a kilometre around their place, so that each has a cell."""
    moved: list[Point] = []
    for index, (x, y) in enumerate(points):
        alike = [other for other, point in enumerate(points) if point == (x, y)]
        angle = tau * alike.index(index) / len(alike)
        away = _NUDGE_KM if len(alike) > 1 else 0.0
        moved.append((x + away * cos(angle), y + away * sin(angle)))
    return tuple(moved)


def _typical_spacing(points: Sequence[Point]) -> float:
    nearest = sorted(min(dist(a, b) for b in points if b != a) for a in points)
    return nearest[int(_QUANTILE * len(nearest))]


def _within(points: Sequence[Point], around: Sequence[Ring], margin: float) -> tuple[tuple[Ring, ...], ...] | None:
    """None where a cell comes apart inside one ring of the outline: its neighbours would not share its corners."""
    snapped = Snapped()
    made: list[tuple[Ring, ...]] = []
    for index in range(len(points)):
        rings = tuple(filter(None, map(snapped.ring, _cell(points, index, around, margin))))
        if not all(is_simple(ring) for ring in rings):
            return None
        made.append(rings)
    return tuple(made)


def _cell(points: Sequence[Point], index: int, around: Sequence[Ring], margin: float) -> list[list[Point]]:
    whole, others = _unbounded(points, index)
    if max(dist(points[index], corner) for corner in whole) <= margin * 0.95:
        return [whole]
    parts: list[list[Point]] = []
    for ring in around:
        part = list(ring)
        for other in others:
            part = nearer(part, points[index], points[other])
        parts.append(part)
    return parts


def _unbounded(points: Sequence[Point], index: int) -> tuple[list[Point], list[int]]:
    """The cell in a wide square around the point, and the neighbours that bound it."""
    x, y = site = points[index]
    wide = 10_000.0
    cell = [(x - wide, y - wide), (x + wide, y - wide), (x + wide, y + wide), (x - wide, y + wide)]
    bounding: list[int] = []
    reach = 4 * wide
    for apart_by, other in sorted((dist(site, point), other) for other, point in enumerate(points) if other != index):
        if apart_by > 2 * reach:
            break
        cut = nearer(cell, site, points[other])
        if cut != cell:
            cell, reach = cut, max(dist(site, corner) for corner in cut)
            bounding.append(other)
    return cell, bounding
