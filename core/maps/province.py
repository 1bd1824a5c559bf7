"""The map of a province: an office's own boundary file where there is one, else cells around the commune points."""

from functools import cache
from pathlib import Path

from core.maps.boundaries import BoundaryRefused, boundary_shapes
from core.maps.cells import apart, cells
from core.maps.shapes import Projection, ProvinceMap, Shape, commune_points, communes_below, middle, together, upper
from core.places import Place, places_seen_by
from core.settings import DATA

# One file per province, `67.geojson`, of today's `2025-68.geojson`: see core.maps.boundaries for what it must hold.
# None is shipped.
BOUNDARIES = DATA / "boundaries"
SCHEMATIC_NOTE = "Sơ đồ vị trí: ô ghép từ điểm trung tâm các xã, không phải địa giới hành chính."
_FILE_NOTE = "Địa giới theo tệp {name} do đơn vị cung cấp."


@cache
def province_map(province: str, folder: Path = BOUNDARIES, seen_in: str = "") -> ProvinceMap | None:
    """The map of a province by its code; None for one with fewer than three commune points and no usable file.

    A file that can't be used never raises: the map is then schematic and `refusal` says why. Files are read once per
    process. `seen_in` is the map that units are shown by; empty: that of the province.
    """
    place = places_seen_by(province, seen_in).by_code[province]
    path = folder / f"{province}.geojson"
    if not path.exists():
        return _schematic(place, "")
    try:
        districts, communes = boundary_shapes(path, place)
    except BoundaryRefused as refused:
        return _schematic(place, f"Không dùng được tệp địa giới {path.name}: {refused}")
    note = _FILE_NOTE.format(name=path.name)
    return ProvinceMap(place, False, note, "", together(communes or districts), districts or communes, communes)


def _schematic(province: Place, refusal: str) -> ProvinceMap | None:
    located = commune_points()
    communes = [commune for commune in communes_below(province) if commune.code in located]
    if len({located[commune.code] for commune in communes}) < 3:
        return None
    projection = Projection(*middle([located[commune.code] for commune in communes]))
    points = apart([projection.point(*located[commune.code]) for commune in communes])
    shapes = tuple(map(Shape, communes, cells(points), points))
    return ProvinceMap(province, True, SCHEMATIC_NOTE, refusal, together(shapes), upper(shapes, province), shapes)
