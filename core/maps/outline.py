"""A smooth outline around points, for maps without boundaries: no farther out than needed, no claim to be a border."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import acos, atan2, ceil, cos, dist, inf, pi, sin, tau

from core.maps.polygons import Point, Ring, area, is_simple

# Degrees between corners where the outline bends.
_STEP = pi / 18


@dataclass(frozen=True)
class _Arc:
    """The part of the circle around a point that is outside all others, and the points whose circles bound it."""

    before: int
    start: float
    after: int
    end: float


def outline(points: Sequence[Point], margin: float, hollow: float) -> tuple[Ring, ...] | None:
    """Rings `margin` km around points; bays wide enough for a circle of radius `hollow` stay open, inlets close.

    Points far apart get rings of their own. The larger `hollow`, the nearer to the convex hull. None where bays cut
    through the land between them: ask with a larger `hollow`.
    """
    rings = [tuple(_bend(points, chain, margin, hollow)) for chain in _chains(points, margin + hollow)]
    outer = tuple(ring for ring in rings if area(ring) > 0)
    return outer if outer and all(is_simple(ring) for ring in rings) else None


def _chains(points: Sequence[Point], radius: float) -> Iterator[list[tuple[int, _Arc]]]:
    """The borders of the union of circles around the points, each as its arcs in turn."""
    waiting = {(index, arc.before): arc for index, point in enumerate(points) for arc in _arcs(points, index, radius)}
    while waiting:
        key = next(iter(waiting))
        chain: list[tuple[int, _Arc]] = []
        while key in waiting:
            arc = waiting.pop(key)
            chain.append((key[0], arc))
            key = (arc.after, key[0])
        yield chain


def _arcs(points: Sequence[Point], index: int, radius: float) -> Iterator[_Arc]:
    hidden = sorted(_hidden(points, index, radius))
    if not hidden:
        yield _Arc(index, 0.0, index, tau)
        return
    first = hidden[0]
    reached, last = max([first[1:], *((end - tau, other) for _, end, other in hidden)])
    for start, end, other in [*hidden[1:], (first[0] + tau, inf, first[2])]:
        if start > reached:
            yield _Arc(last, reached, other, start)
        if end > reached:
            reached, last = end, other


def _hidden(points: Sequence[Point], index: int, radius: float) -> Iterator[tuple[float, float, int]]:
    """What other circles cover of one, as angles from a start within the first full turn."""
    x, y = points[index]
    for other, point in enumerate(points):
        apart = dist((x, y), point)
        if other != index and apart < 2 * radius:
            middle, half = atan2(point[1] - y, point[0] - x), acos(apart / (2 * radius))
            start = (middle - half) % tau
            yield start, start + 2 * half, other


def _bend(points: Sequence[Point], chain: list[tuple[int, _Arc]], margin: float, hollow: float) -> Iterator[Point]:
    """The chain drawn back by `hollow`: around points outward arcs, around each meeting of circles an inward one."""
    for index, arc in chain:
        yield from _along(points[index], margin, arc.start, arc.end)
        if arc.after != index:
            meeting = _on(points[index], margin + hollow, arc.end)
            here, there = points[index], points[arc.after]
            start = atan2(here[1] - meeting[1], here[0] - meeting[0])
            turn = (start - atan2(there[1] - meeting[1], there[0] - meeting[0])) % tau
            yield from _along(meeting, hollow, start, start - turn)


def _along(centre: Point, radius: float, start: float, end: float) -> Iterator[Point]:
    """Corners of an arc without its end, which begins the next one."""
    steps = max(1, ceil(abs(end - start) / _STEP))
    return (_on(centre, radius, start + (end - start) * step / steps) for step in range(steps))


def _on(centre: Point, radius: float, angle: float) -> Point:
    return centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)
