"""Maps made from commune points, and an office's own boundary file in their place."""

import json
from collections.abc import Callable
from itertools import pairwise
from math import dist
from pathlib import Path
from typing import Any

import pytest

from core.maps.cells import apart, cells
from core.maps.frames import lines, map_frame
from core.maps.outline import outline
from core.maps.polygons import area, contains, is_simple, joined, nearer
from core.maps.province import SCHEMATIC_NOTE, province_map
from core.maps.shapes import ProvinceMap, Shape, commune_points, neighbours
from core.places import Place, all_places

DAK_NONG, KON_TUM = "67", "62"
PROVINCES = [place.code for place in all_places().provinces]


def map_of(code: str, folder: Path = Path("no such folder")) -> ProvinceMap:
    found = province_map(code, folder)
    assert found
    return found


def covered(shapes: tuple[Shape, ...]) -> float:
    return sum(area(ring) for shape in shapes for ring in shape.rings)


def named(found: ProvinceMap, code: str) -> set[str]:
    places = all_places().by_code
    return {places[neighbour].name for neighbour in neighbours(found.districts)[code]}


# A square of 2 km, the same with a bay in its right side, and one that crosses itself.
SQUARE = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
BAY = ((0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0))
BOW_TIE = ((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0))
SPIKE = ((0.0, 0.0), (2.0, 0.0), (2.0, 3.0), (2.0, 2.0), (0.0, 2.0))


@pytest.mark.parametrize(
    ("ring", "expected", "simple"), [(SQUARE, 4, True), (SQUARE[::-1], -4, True), (BAY, 3, True), (BOW_TIE, 0, False)]
)
def test_areas_and_crossings(ring: tuple[tuple[float, float], ...], expected: float, simple: bool) -> None:
    assert area(ring) == expected
    assert is_simple(ring) == simple


def test_a_ring_that_runs_back_on_itself_is_not_simple() -> None:
    assert not is_simple(SPIKE)


@pytest.mark.parametrize(("point", "inside"), [((0.5, 1), True), ((1.5, 1), False), ((1.5, 0.2), True)])
def test_a_point_in_a_bay_is_outside(point: tuple[float, float], inside: bool) -> None:
    assert contains(BAY, point) == inside


def test_two_points_share_a_square_along_the_line_between_them() -> None:
    assert sorted(nearer(SQUARE, (0.0, 1.0), (1.0, 1.0))) == [(0, 0), (0, 2), (0.5, 0), (0.5, 2)]


def test_cells_put_together_keep_the_hole_they_surround() -> None:
    """Nine unit squares without the middle one: 9 − 1 km², an outer ring and a clockwise hole."""
    ring = [
        ((x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0))
        for x in (0.0, 1.0, 2.0)
        for y in (0.0, 1.0, 2.0)
        if (x, y) != (1.0, 1.0)
    ]
    assert sorted(area(around) for around in joined(ring)) == [-1, 9]


def test_cells_that_touch_in_a_corner_stay_apart() -> None:
    diagonal = [SQUARE, tuple((x + 2, y + 2) for x, y in SQUARE)]
    assert [area(around) for around in joined(diagonal)] == [4, 4]


def test_the_outline_of_one_point_is_a_circle() -> None:
    found = outline([(0.0, 0.0)], margin=1, hollow=3)
    assert found
    assert area(found[0]) == pytest.approx(3.14, abs=0.05)
    assert max(dist((0, 0), corner) for corner in found[0]) == pytest.approx(1)


def test_points_far_apart_have_rings_of_their_own_until_the_bays_close() -> None:
    two = [(0.0, 0.0), (10.0, 0.0)]
    assert len(outline(two, margin=1, hollow=3) or ()) == 2
    (capsule,) = outline(two, margin=1, hollow=1000) or ()
    assert area(capsule) == pytest.approx(10 * 2 + 3.14, abs=0.2)


def test_points_given_twice_are_moved_apart_by_half_a_kilometre() -> None:
    assert apart([(0.0, 0.0), (5.0, 5.0), (0.0, 0.0)]) == (
        pytest.approx((0.5, 0)),
        (5, 5),
        pytest.approx((-0.5, 0)),
    )


def test_cells_in_a_row_are_bounded_half_way() -> None:
    row = cells([(0.0, 0.0), (10.0, 0.0), (20.0, 0.0)])
    borders = [sorted({x for ring in cell for x, _ in ring}) for cell in row]
    assert [borders[0][-1], borders[1][0], borders[1][-1], borders[2][0]] == [5, 5, 15, 15]


@pytest.mark.parametrize("code", PROVINCES)
def test_cells_fill_the_outline_without_overlap(code: str) -> None:
    found = map_of(code)
    whole = sum(map(area, found.outline))
    assert covered(found.communes) == pytest.approx(whole, rel=1e-5)
    assert covered(found.districts) == pytest.approx(whole, rel=1e-5)
    assert all(is_simple(ring) and area(ring) > 0 for shape in found.communes for ring in shape.rings)


@pytest.mark.parametrize("code", PROVINCES)
def test_every_commune_with_a_point_lies_in_its_own_cell_and_no_other(code: str) -> None:
    found = map_of(code)
    for shape in found.communes:
        holding = [
            other.place.code for other in found.communes if any(contains(ring, shape.label) for ring in other.rings)
        ]
        assert holding == [shape.place.code]


def test_all_communes_and_huyen_of_dak_nong_are_on_its_map() -> None:
    found = map_of(DAK_NONG)
    assert (found.schematic, found.note, found.refusal) == (True, SCHEMATIC_NOTE, "")
    assert (len(found.communes), len(found.districts)) == (71, 8)
    assert [len(shape.rings) for shape in found.districts] == [1] * 8
    # 6.509 km² by the province's own account: cells from points come near it, no more.
    assert sum(map(area, found.outline)) == pytest.approx(6509, rel=0.1)


@pytest.mark.parametrize("code", [DAK_NONG, KON_TUM])
def test_a_huyen_is_its_communes_put_together(code: str) -> None:
    found = map_of(code)
    for district in found.districts:
        communes = found.communes_of(district.place)
        assert communes
        assert covered((district,)) == pytest.approx(covered(communes), rel=1e-6)
        assert district.label == pytest.approx(
            [sum(shape.label[axis] for shape in communes) / len(communes) for axis in (0, 1)]
        )


@pytest.mark.parametrize(
    ("province", "code", "beside", "not_beside"),
    [
        (DAK_NONG, "667", {"Đắk R'Lấp", "Đắk Song"}, {"Cư Jút", "Krông Nô", "Đăk Glong"}),
        (DAK_NONG, "662", {"Krông Nô", "Đắk Mil"}, {"Tuy Đức", "Gia Nghĩa", "Đắk R'Lấp"}),
        (DAK_NONG, "660", {"Đăk Glong", "Đắk R'Lấp", "Đắk Song"}, {"Cư Jút", "Krông Nô", "Đắk Mil"}),
        (KON_TUM, "613", {"Kon Rẫy", "Tu Mơ Rông"}, {"Sa Thầy", "Ngọc Hồi", "Ia H'Drai"}),
    ],
)
def test_neighbours_are_those_of_the_real_map(province: str, code: str, beside: set[str], not_beside: set[str]) -> None:
    found = named(map_of(province), code)
    assert beside <= found
    assert not not_beside & found


def test_neighbours_are_mutual_and_no_unit_is_its_own() -> None:
    found = neighbours(map_of(KON_TUM).communes)
    assert all(code in found[other] and other != code for code, others in found.items() for other in others)


def test_the_communes_of_one_huyen() -> None:
    found = map_of(KON_TUM)
    kon_plong = all_places().by_code["613"]
    assert {shape.place.name for shape in found.communes_of(kon_plong)} == {
        place.name for place in all_places().children(kon_plong)
    }


def test_a_province_without_points_has_no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    known = commune_points()
    two = {code: known[code] for code in list(known)[:2]}
    monkeypatch.setattr("core.maps.province.commune_points", lambda: two)
    assert province_map("01", Path("no such folder, nor points")) is None


def test_a_frame_has_a_row_per_unit_with_its_status_and_closed_lines() -> None:
    found = map_of(DAK_NONG)
    frame = map_frame(found.districts, {"667": "behind"})
    tuy_duc = frame.set_index("code").loc["667"]
    assert list(frame["status"]).count("no_data") == 7
    assert (tuy_duc["unit"], tuy_duc["status"]) == ("Tuy Đức", "behind")
    assert (tuy_duc["x"][0], tuy_duc["y"][0]) == (tuy_duc["x"][-1], tuy_duc["y"][-1])
    assert (frame["label_x"].dtype, frame["label_y"].dtype) == ("float64", "float64")


def test_no_units_make_an_empty_frame_with_all_columns() -> None:
    frame = map_frame((), {})
    assert (len(frame), list(frame)) == (0, ["code", "unit", "status", "x", "y", "label_x", "label_y"])


def test_lines_close_rings_and_break_between_them() -> None:
    assert lines([SQUARE[:3], SQUARE[1:]]) == (
        [0, 2, 2, 0, None, 2, 2, 0, 2],
        [0, 0, 2, 0, None, 0, 2, 2, 0],
    )


# Boundary files. The square of a unit lies around the middle of its commune points, so no two share a border.


def feature(place: Place, **properties: Any) -> dict[str, Any]:
    below = set(all_places().codes_below(place.code))
    points = [point for code, point in commune_points().items() if code in below]
    lat, lon = (sum(parts) / len(points) for parts in zip(*points, strict=True))
    corners = [(-0.01, -0.01), (0.01, -0.01), (0.01, 0.01), (-0.01, 0.01), (-0.01, -0.01)]
    square = [[lon + east, lat + north] for east, north in corners]
    geometry = {"type": "Polygon", "coordinates": [square]}
    return {"type": "Feature", "properties": properties or {"code": place.code}, "geometry": geometry}


def districts() -> list[Place]:
    return all_places().children(all_places().by_code[DAK_NONG])


def write(folder: Path, features: list[Any]) -> Path:
    path = folder / f"{DAK_NONG}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "properties",
    [
        lambda place: {"code": place.code},
        lambda place: {"code": int(place.code)},
        lambda place: {"name": place.name},
        lambda place: {"code": None, "name": place.full_name.upper()},
    ],
    ids=["code", "number", "name", "name with kind"],
)
def test_a_boundary_file_takes_the_place_of_the_sketch(
    tmp_path: Path, properties: Callable[[Place], dict[str, Any]]
) -> None:
    found = map_of(DAK_NONG, write(tmp_path, [feature(place, **properties(place)) for place in districts()]))
    assert (found.schematic, found.refusal, found.communes) == (False, "", ())
    assert found.note == "Địa giới theo tệp 67.geojson do đơn vị cung cấp."
    assert [shape.place for shape in found.districts] == districts()
    # 0,02° by 0,02° at 12° north: 2,18 km by 2,21 km.
    assert [area(shape.rings[0]) for shape in found.districts] == pytest.approx([4.82] * 8, rel=0.01)


def test_a_file_of_communes_gives_the_huyen_too(tmp_path: Path) -> None:
    """Written from the sketch itself, whose communes meet corner to corner: the huyện come out the same."""
    sketch = map_of(DAK_NONG)
    communes = [
        {
            "properties": {"code": shape.place.code},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[[[108 + x / 100, 12 + y / 100] for x, y in (*ring, ring[0])]] for ring in shape.rings],
            },
        }
        for shape in sketch.communes
    ]
    found = map_of(DAK_NONG, write(tmp_path, communes))
    assert (found.schematic, len(found.communes), len(found.districts)) == (False, 71, 8)
    assert [len(shape.rings) for shape in found.districts] == [1] * 8
    assert neighbours(found.districts) == neighbours(sketch.districts)


def test_holes_are_kept_whichever_way_the_file_turns_them(tmp_path: Path) -> None:
    features = [feature(place) for place in districts()]
    (outer,) = features[0]["geometry"]["coordinates"]
    lon, lat = outer[0]
    inner = [[lon + (x - lon) / 2 + 0.005, lat + (y - lat) / 2 + 0.005] for x, y in outer]
    features[0]["geometry"]["coordinates"] = [outer, inner]
    features[1]["geometry"]["coordinates"] = [features[1]["geometry"]["coordinates"][0][::-1]]
    found = map_of(DAK_NONG, write(tmp_path, features))
    assert covered(found.districts[:1]) == pytest.approx(4.82 * 0.75, rel=0.01)
    assert covered(found.districts[1:2]) == pytest.approx(4.82, rel=0.01)


def _swap(coordinates: list[list[list[float]]]) -> list[list[list[float]]]:
    return [[[lat, lon] for lon, lat in ring] for ring in coordinates]


BROKEN: dict[str, tuple[Callable[[list[Any]], Any], str]] = {
    "one missing": (lambda all_: all_.pop(), "thiếu huyện Tuy Đức."),
    "twice": (lambda all_: all_.append(all_[0]), "thành phố Gia Nghĩa có hai lần."),
    "unknown code": (
        lambda all_: all_[1]["properties"].update(code="999"),
        "đối tượng thứ 2: «999» không phải huyện, xã của tỉnh Đắk Nông.",
    ),
    "of another province": (
        lambda all_: all_[1]["properties"].update(code="613"),
        "đối tượng thứ 2: «613» không phải huyện, xã của tỉnh Đắk Nông.",
    ),
    "no name": (lambda all_: all_[2].update(properties=None), "đối tượng thứ 3 không có mã (code) hoặc tên (name)."),
    "not a feature": (lambda all_: all_.insert(0, 5), "đối tượng thứ 1 không có mã (code) hoặc tên (name)."),
    "a point": (
        lambda all_: all_[0].update(geometry={"type": "Point", "coordinates": [107.6, 12.0]}),
        "thành phố Gia Nghĩa không có hình vùng (Polygon hoặc MultiPolygon).",
    ),
    "nothing drawn": (
        lambda all_: all_[0].update(geometry=None),
        "thành phố Gia Nghĩa không có hình vùng (Polygon hoặc MultiPolygon).",
    ),
    "open": (
        lambda all_: all_[0]["geometry"]["coordinates"][0].pop(),
        "thành phố Gia Nghĩa có đường biên không khép kín.",
    ),
    "latitude first": (
        lambda all_: all_[0]["geometry"].update(coordinates=_swap(all_[0]["geometry"]["coordinates"])),
        "thành phố Gia Nghĩa có tọa độ ngoài Việt Nam (cần kinh độ, vĩ độ tính bằng độ, WGS 84).",
    ),
    "not a number": (
        lambda all_: all_[0]["geometry"]["coordinates"][0].__setitem__(1, [float("nan"), 12]),
        "thành phố Gia Nghĩa có tọa độ không phải số.",
    ),
    "a number without end": (
        lambda all_: all_[0]["geometry"]["coordinates"][0].__setitem__(1, [10**400, 12]),
        "thành phố Gia Nghĩa có tọa độ không phải số.",
    ),
    "no area": (
        lambda all_: all_[0]["geometry"].update(coordinates=[[[107.6, 12.0]] * 4]),
        "thành phố Gia Nghĩa có hình vùng không có diện tích.",
    ),
    "empty": (lambda all_: all_.clear(), "tệp không phải GeoJSON có danh sách đối tượng (FeatureCollection)."),
}


@pytest.mark.parametrize(("spoil", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_boundary_file_is_refused_with_its_reason(
    tmp_path: Path, spoil: Callable[[list[Any]], Any], reason: str
) -> None:
    features = [feature(place) for place in districts()]
    spoil(features)
    found = map_of(DAK_NONG, write(tmp_path, features))
    assert found.refusal == f"Không dùng được tệp địa giới 67.geojson: {reason}"
    assert (found.schematic, found.note, len(found.communes)) == (True, SCHEMATIC_NOTE, 71)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "tệp không phải JSON (UTF-8) đọc được."),
        (b"\xff\xfe{}", "tệp không phải JSON (UTF-8) đọc được."),
        (b"[" * 100_000, "tệp không phải JSON (UTF-8) đọc được."),
        (b"[]", "tệp không phải GeoJSON có danh sách đối tượng (FeatureCollection)."),
        (b'{"features": {}}', "tệp không phải GeoJSON có danh sách đối tượng (FeatureCollection)."),
    ],
    ids=["empty", "not UTF-8", "too deep", "a list", "not a list"],
)
def test_a_file_that_is_not_geojson_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / f"{DAK_NONG}.geojson").write_bytes(content)
    assert map_of(DAK_NONG, tmp_path).refusal == f"Không dùng được tệp địa giới 67.geojson: {reason}"


def test_a_folder_under_the_files_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / f"{DAK_NONG}.geojson").mkdir()
    assert map_of(DAK_NONG, tmp_path).refusal.endswith(": không mở được tệp.")


def test_a_name_that_two_communes_bear_needs_a_code(tmp_path: Path) -> None:
    hanoi = all_places().by_code["01"]
    places = [place for district in all_places().children(hanoi) for place in all_places().children(district)]
    names = [place.name for place in places]
    twin = next(place for place in places if names.count(place.name) == 2)
    content = json.dumps({"features": [feature(twin, name=twin.name)]})
    (tmp_path / "01.geojson").write_text(content, encoding="utf-8")
    assert map_of("01", tmp_path).refusal == (
        f"Không dùng được tệp địa giới 01.geojson: đối tượng thứ 1: có 2 đơn vị tên «{twin.name}», cần ghi mã (code)."
    )


def test_another_province_keeps_its_sketch_beside_a_file(tmp_path: Path) -> None:
    folder = write(tmp_path, [feature(place) for place in districts()])
    assert not map_of(DAK_NONG, folder).schematic
    assert map_of(KON_TUM, folder).schematic


def test_corners_are_no_nearer_than_a_step_apart() -> None:
    """Rounded to the metre: neighbours share their corners to the last digit."""
    corners = [corner for shape in map_of(DAK_NONG).communes for ring in shape.rings for corner in ring]
    ordered = sorted(set(corners))
    assert all(corner == (round(corner[0], 3), round(corner[1], 3)) for corner in ordered)
    assert min(dist(a, b) for a, b in pairwise(ordered)) >= 0.002
