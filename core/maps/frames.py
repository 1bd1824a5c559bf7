"""Maps as frames for charts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from core.maps.polygons import Ring
from core.maps.shapes import Shape
from core.reports.frames import TEXT, frame
from core.rules.poverty import Status

MAP_DTYPES = {
    "code": TEXT,
    "unit": TEXT,
    "status": TEXT,
    "x": "object",
    "y": "object",
    "label_x": "float64",
    "label_y": "float64",
}


def map_frame(shapes: Iterable[Shape], statuses: Mapping[str, str], absent: str = Status.NO_DATA.value) -> pd.DataFrame:
    """One row per unit: its status by code (`absent` for one without), its borders in km as `lines` has them."""
    return frame((_cells(shape, statuses.get(shape.place.code, absent)) for shape in shapes), MAP_DTYPES)


def _cells(shape: Shape, status: str) -> tuple[Any, ...]:
    return shape.place.code, shape.place.name, status, *lines(shape.rings), *shape.label


def lines(rings: Sequence[Ring]) -> tuple[list[float | None], list[float | None]]:
    """Closed rings as one line each of x and y, in km, None between rings: what a chart draws and fills."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in rings:
        gap: list[tuple[float, float] | None] = [None] if xs else []
        for corner in [*gap, *ring, ring[0]]:
            xs.append(corner[0] if corner else None)
            ys.append(corner[1] if corner else None)
    return xs, ys
