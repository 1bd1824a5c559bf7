"""Plane geometry of small maps, in km: rings are tuples of points, not repeated at the end, counter-clockwise."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import atan2, dist, tau

Point = tuple[float, float]
Ring = tuple[Point, ...]
Edge = tuple[Point, Point]

# Points nearer than a metre or two are one point: cells worked out one by one must share their corners exactly.
_PER_KM = 1000
# Where several cells nearly meet, rounding leaves gaps of a few square metres: smaller rings (km²) are none.
_SLIVER = 1e-4


def edges(ring: Sequence[Point]) -> Iterator[Edge]:
    return pairwise((*ring, *ring[:1]))


def area(ring: Sequence[Point]) -> float:
    """In km²; negative for a clockwise ring, which is a hole."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in edges(ring)) / 2


def contains(ring: Sequence[Point], point: Point) -> bool:
    x, y = point
    crossed = False
    for (ax, ay), (bx, by) in edges(ring):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            crossed = not crossed
    return crossed


def nearer(ring: Sequence[Point], site: Point, other: Point) -> list[Point]:
    """The part of a ring that is nearer to a site than to another; the ring need not be convex."""
    nx, ny = other[0] - site[0], other[1] - site[1]
    limit = (other[0] ** 2 + other[1] ** 2 - site[0] ** 2 - site[1] ** 2) / 2
    past = [nx * x + ny * y - limit for x, y in ring]
    kept: list[Point] = []
    for index, point in enumerate(ring):
        before = past[index - 1]
        if (before <= 0) != (past[index] <= 0):
            share = before / (before - past[index])
            ax, ay = ring[index - 1]
            kept.append((ax + share * (point[0] - ax), ay + share * (point[1] - ay)))
        if past[index] <= 0:
            kept.append(point)
    return kept


def is_simple(ring: Sequence[Point]) -> bool:
    """No two edges cross, and none runs back along another."""
    sides = sorted((min(a[0], b[0]), max(a[0], b[0]), a, b) for a, b in edges(ring))
    for index, (_, right, a, b) in enumerate(sides):
        for left, _, c, d in sides[index + 1 :]:
            if left > right:
                break
            if _meet(a, b, c, d):
                return False
    return True


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    if len({a, b, c, d}) < 4:
        return _fold_back(a, b, c, d)
    sides = [_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)]
    if all(side == 0 for side in sides):
        axis = 0 if abs(b[0] - a[0]) > abs(b[1] - a[1]) else 1
        return max(min(a[axis], b[axis]), min(c[axis], d[axis])) < min(max(a[axis], b[axis]), max(c[axis], d[axis]))
    return sides[0] * sides[1] <= 0 and sides[2] * sides[3] <= 0


def _fold_back(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Of edges with a common end: whether they lie on one another. An edge of no length lies on its neighbours."""
    if (a, b) in ((c, d), (d, c)):
        return True
    shared = b if b in (c, d) else a
    first, second = (a if shared == b else b), (c if shared == d else d)
    along = (first[0] - shared[0]) * (second[0] - shared[0]) + (first[1] - shared[1]) * (second[1] - shared[1])
    return _turn(first, shared, second) == 0 and along > 0


def _turn(a: Point, b: Point, c: Point) -> int:
    """1 to the left, -1 to the right, 0 where three points are on a line to within a hair."""
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    hair = 1e-9 * max(1.0, dist(a, b)) * max(1.0, dist(a, c))
    return 0 if abs(cross) <= hair else (1 if cross > 0 else -1)


class Snapped:
    """Corners rounded to the metre, and the same corner for all cells that meet there."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Point] = {}

    def ring(self, points: Iterable[Point]) -> Ring:
        """Without corners that fell together; empty where less than a triangle is left."""
        corners = [self._corner(point) for point in points]
        kept = tuple(corner for index, corner in enumerate(corners) if corner != corners[index - 1])
        return kept if len(kept) > 2 else ()

    def _corner(self, point: Point) -> Point:
        column, row = round(point[0] * _PER_KM), round(point[1] * _PER_KM)
        for key in ((column + i, row + j) for i in (0, -1, 1) for j in (0, -1, 1)):
            if key in self._known:
                return self._known[key]
        self._known[(column, row)] = corner = (column / _PER_KM, row / _PER_KM)
        return corner


def joined(rings: Iterable[Ring]) -> tuple[Ring, ...]:
    """The rings around cells that share corners: an edge that two cells have in common is no border."""
    sides = {edge for ring in rings for edge in edges(ring)}
    leaving: dict[Point, list[Point]] = defaultdict(list)
    for a, b in sorted(sides):
        if (b, a) not in sides:
            leaving[a].append(b)
    found: list[Ring] = []
    while leaving:
        found.append(_walk(leaving))
    return tuple(ring for ring in found if abs(area(ring)) >= _SLIVER)


def _walk(leaving: dict[Point, list[Point]]) -> Ring:
    """One ring, taken out of the edges left; where rings touch in a corner, the sharpest turn left keeps to its own."""
    start = next(iter(leaving))
    walked = [start]
    while len(walked) == 1 or walked[-1] != start:
        here = walked[-1]
        choices = leaving[here]
        onward = choices[0] if len(choices) == 1 else max(choices, key=lambda to: _left_turn(walked[-2:], to))
        choices.remove(onward)
        if not choices:
            del leaving[here]
        walked.append(onward)
    return tuple(walked[:-1])


def _left_turn(arrival: Sequence[Point], to: Point) -> float:
    """Angle of the turn, from 0 (straight back, to the right) to a full circle."""
    if len(arrival) < 2:
        return 0.0
    (ax, ay), (bx, by) = arrival
    return (atan2(to[1] - by, to[0] - bx) - atan2(ay - by, ax - bx)) % tau
