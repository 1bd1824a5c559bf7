"""The map of a province: an office's own boundary file where there is one, else cells around the commune points."""

from functools import cache
from pathlib import Path

from core.maps.boundaries import BoundaryRefused, boundary_shapes
from core.maps.cells import apart, cells
from core.maps.shapes import Projection, ProvinceMap, Shape, commune_points, grouped, middle, together
from core.places import Place, all_places
from core.settings import DATA

# One file per province, `<province code>.geojson`: see core.maps.boundaries for what it must hold. None is shipped.
BOUNDARIES = DATA / "boundaries"
SCHEMATIC_NOTE = "Sơ đồ vị trí: ô ghép từ điểm trung tâm các xã, không phải địa giới hành chính."
_FILE_NOTE = "Địa giới theo tệp {name} do đơn vị cung cấp."


@cache
def province_map(province: str, folder: Path = BOUNDARIES) -> ProvinceMap | None:
    """The map of a province by its code; None for one with fewer than three commune points and no usable file.

    A file that can't be used never raises: the map is then schematic and `refusal` says why. Files are read once per
    process.
    """
    place = all_places().by_code[province]
    path = folder / f"{province}.geojson"
    if not path.exists():
        return _schematic(place, "")
    try:
        districts, communes = boundary_shapes(path, place)
    except BoundaryRefused as refused:
        return _schematic(place, f"Không dùng được tệp địa giới {path.name}: {refused}")
    note = _FILE_NOTE.format(name=path.name)
    return ProvinceMap(place, False, note, "", together(communes or districts), districts, communes)


def _schematic(province: Place, refusal: str) -> ProvinceMap | None:
    places = all_places()
    located = commune_points()
    communes = [
        commune
        for district in places.children(province)
        for commune in places.children(district)
        if commune.code in located
    ]
    if len({located[commune.code] for commune in communes}) < 3:
        return None
    projection = Projection(*middle([located[commune.code] for commune in communes]))
    points = apart([projection.point(*located[commune.code]) for commune in communes])
    shapes = tuple(map(Shape, communes, cells(points), points))
    districts = grouped(shapes, places.children(province))
    return ProvinceMap(province, True, SCHEMATIC_NOTE, refusal, together(shapes), districts, shapes)
