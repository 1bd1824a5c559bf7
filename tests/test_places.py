"""Units by what people call them: found in every usual spelling, never by nearness."""

import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest

from core.places import Place, all_places
from core.text import fold, slug, sort_key, without_accents

UNITS = all_places()
EVERYWHERE = list(UNITS.by_code.values())
# The units of the three plans: all of Đắk Nông, and of Kon Tum the huyện Kon Plông and Tu Mơ Rông.
PLACES = [
    UNITS.by_code[code]
    for code in ("62", *(below for above in ("67", "613", "617") for below in UNITS.codes_below(above)))
]
SPELLINGS: list[Callable[[Place], str]] = [
    lambda place: place.own_name,
    lambda place: place.own_name.upper(),
    lambda place: place.own_name.lower(),
    lambda place: without_accents(place.own_name),
    lambda place: unicodedata.normalize("NFD", place.own_name),
    lambda place: place.own_name.replace("Đ", "Ð"),
    lambda place: place.own_name.replace("'", "’"),
    lambda place: place.own_name.replace("'", "‘"),
    lambda place: place.own_name.replace("'", ""),
    lambda place: place.own_name.replace("'", "' "),
    lambda place: place.own_name.replace(" ", ""),
    lambda place: place.own_name.replace(" ", "  "),
    lambda place: place.own_name.replace(" ", "\u00a0"),
    lambda place: place.own_name.replace("Đắk", "Đăk"),
    lambda place: place.own_name.replace("Đắk", "Đắc").replace("Đăk", "Đắc"),
    lambda place: place.own_name.replace("Đắk", "Dak").replace("Đăk", "Đak"),
    lambda place: f"{place.kind} {place.own_name}",
    lambda place: f"{place.kind.upper()} {place.own_name.upper()}",
    lambda place: place.full_name,
    lambda place: place.own_name.replace("Hòa", "Hoà"),
]


def parents(place: Place) -> list[Place] | None:
    return [UNITS.by_code[place.parent]] if place.parent else None


def found(text: str, level: str, district: str | None = None) -> list[str]:
    """The names a text may mean, inside a huyện where given."""
    within = list(UNITS.find(district, "district").places) if district else None
    return [place.own_name for place in UNITS.find(text, level, within).places]


def test_the_map_of_2024_is_the_whole_country() -> None:
    assert Counter(place.level for place in EVERYWHERE) == {"province": 63, "district": 696, "commune": 10_035}
    assert all(place.children_listed for place in EVERYWHERE)


def test_the_units_of_the_plans_are_2_provinces_10_districts_and_91_communes() -> None:
    assert Counter(place.level for place in PLACES) == {"province": 2, "district": 10, "commune": 91}
    kinds = Counter(
        place.kind for place in PLACES if UNITS.province_of(place).code == "67" and place.level == "commune"
    )
    assert kinds == {"Xã": 60, "Phường": 6, "Thị trấn": 5}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.code} {slug(place.own_name)}")
def test_every_unit_is_found_inside_its_parent_in_every_usual_spelling(place: Place) -> None:
    for spell in SPELLINGS:
        written = spell(place)
        assert UNITS.find(written, place.level, parents(place)).places == (place,), written


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        ("TP Gia Nghĩa", "district", "Gia Nghĩa"),
        ("TP. Gia Nghĩa", "district", "Gia Nghĩa"),
        ("Tp.Gia Nghĩa", "district", "Gia Nghĩa"),
        ("H. Tuy Đức", "district", "Tuy Đức"),
        ("X. Quảng Trực", "commune", "Quảng Trực"),
        ("P. Nghĩa Đức", "commune", "Nghĩa Đức"),
        ("TT. Kiến Đức", "commune", "Kiến Đức"),
        ("T.T Kiến Đức", "commune", "Kiến Đức"),
        ("TT Ea T'Ling", "commune", "Ea T'Ling"),
        ("Tỉnh Đắk Nông", "province", "Đắk Nông"),
        ("UBND huyện Tuy Đức", "district", None),
        ("Xã Kiến Đức", "commune", None),  # a thị trấn
        ("Phường Đắk Nia", "commune", None),  # a xã
        ("Tuy Ð?c", "district", None),  # saved in an encoding that lost the letters
    ],
)
def test_kinds_before_a_name_are_read_and_must_be_the_units_own(text: str, level: str, expected: str | None) -> None:
    assert found(text, level) == ([expected] if expected else [])


def _twins() -> dict[tuple[str | None, str], list[Place]]:
    """Siblings anywhere in the country whose names fold alike, by parent and folded name."""
    found: dict[tuple[str | None, str], list[Place]] = {}
    for place in EVERYWHERE:
        found.setdefault((place.parent, fold(place.own_name)), []).append(place)
    return {key: places for key, places in found.items() if len(places) > 1}


TWINS = _twins()


def test_no_spelling_of_any_unit_of_the_country_is_read_as_another_unit() -> None:
    """Found alone, or with the sibling it can't be told from; somebody else only where it is that one's own name."""
    for place in EVERYWHERE:
        alike = TWINS.get((place.parent, fold(place.own_name)), [place])
        for spell in SPELLINGS:
            written = spell(place)
            matched = UNITS.find(written, place.level, parents(place)).places
            if place not in matched:
                assert [other.own_name.lower() for other in matched] == [written.lower()], (place, written)
            assert set(matched) <= set(alike), (place, written)


def test_siblings_that_fold_alike_are_told_apart_by_writing_them_exactly_or_with_their_kind() -> None:
    assert len(TWINS) == 50
    for alike in TWINS.values():
        for place in alike:
            own = [other for other in alike if other.own_name == place.own_name]
            assert UNITS.find(place.own_name, place.level, parents(place)).places == tuple(own)
            assert UNITS.find(UNITS.name_in_file(place), place.level, parents(place)).places == (place,)


def test_without_accents_siblings_that_fold_alike_are_ambiguous() -> None:
    for alike in TWINS.values():
        written = without_accents(alike[0].own_name)
        if written not in [place.own_name.lower() for place in alike]:
            assert set(UNITS.find(written, alike[0].level, parents(alike[0])).places) == set(alike), written


def test_folding_has_no_collision_among_the_children_of_the_plans_units() -> None:
    folded = Counter((place.parent, fold(place.own_name)) for place in PLACES)
    assert max(folded.values()) == 1


def test_folding_without_the_district_has_the_one_collision_that_is_known() -> None:
    communes = [place for place in PLACES if place.level == "commune"]
    folded = Counter(fold(place.own_name) for place in communes)
    assert [name for name, count in folded.items() if count > 1] == ["dakha"]
    assert sorted(place.own_name for place in communes if fold(place.own_name) == "dakha") == ["Đăk Hà", "Đắk Ha"]
    assert {"Đăk Hà", "Đắk Ha"} <= set(found("Dak Ha", "commune"))


@pytest.mark.parametrize(
    ("text", "district", "expected"),
    [
        ("Quảng Tâm", "Tuy Đức", ["Quảng Tâm"]),
        ("Quảng Tân", "Tuy Đức", ["Quảng Tân"]),
        ("Quang Tam", "Tuy Đức", ["Quảng Tâm"]),
        ("Quang Tan", "Tuy Đức", ["Quảng Tân"]),
        ("Quảng Tầm", "Tuy Đức", ["Quảng Tâm"]),
        ("Quảng Tấn", "Tuy Đức", ["Quảng Tân"]),
        ("Quảng Tăng", "Tuy Đức", []),
        ("Quảng Ta", "Tuy Đức", []),
        ("Đức Mạnh", "Đắk Mil", ["Đức Mạnh"]),
        ("Đức Minh", "Đắk Mil", ["Đức Minh"]),
        ("Duc Manh", "Đắk Mil", ["Đức Mạnh"]),
        ("Đức Mình", "Đắk Mil", ["Đức Minh"]),
        ("Đức Mnh", "Đắk Mil", []),
        ("Đức Mạn", "Đắk Mil", []),
        ("Thuận Hà", "Đắk Song", ["Thuận Hà"]),
        ("Thuận Hạnh", "Đắk Song", ["Thuận Hạnh"]),
        ("Đắk Ha", "Đắk Glong", ["Đắk Ha"]),
        ("Đăk Hà", "Tu Mơ Rông", ["Đăk Hà"]),
        ("Quảng Tân", "Đắk Glong", []),
    ],
)
def test_neighbours_one_letter_apart_are_never_confused(text: str, district: str, expected: list[str]) -> None:
    assert found(text, "commune", district) == expected


@pytest.mark.parametrize(
    ("text", "level", "district", "expected"),
    [
        ("Chư Jút", "district", None, "Cư Jút"),
        ("Cư Júit", "district", None, "Cư Jút"),
        ("huyện Cư Júit", "district", None, "Cư Jút"),
        ("CU JUT", "district", None, "Cư Jút"),
        ("Đắk Glong", "district", None, "Đăk Glong"),
        ("Đắc Glong", "district", None, "Đăk Glong"),
        ("Đắc R'Lấp", "district", None, "Đắk R'Lấp"),
        ("Đăk RLấp", "district", None, "Đắk R'Lấp"),
        ("Đắc Song", "district", None, "Đắk Song"),
        ("Đắc Mil", "district", None, "Đắk Mil"),
        ("KonPlông", "district", None, "Kon Plông"),
        ("Kon Plong", "district", None, "Kon Plông"),
        ("Đắc Nông", "province", None, "Đắk Nông"),
        ("KonTum", "province", None, "Kon Tum"),
        ("Măng Buk", "commune", "Kon Plông", "Măng Bút"),
        ("Ngok Tem", "commune", "Kon Plông", "Ngọc Tem"),
        ("Ngọk Tem", "commune", "Kon Plông", "Ngọc Tem"),
        ("Măng Cảnh", "commune", "Kon Plông", "Măng Cành"),
        ("Đắk Nền", "commune", "Kon Plông", "Đăk Nên"),
        ("Đắk Ring", "commune", "Kon Plông", "Đăk Ring"),
        ("Đắk Tăng", "commune", "Kon Plông", "Đăk Tăng"),
        ("Ngọc Lây", "commune", "Tu Mơ Rông", "Ngọk Lây"),
        ("Ngok Yêu", "commune", "Tu Mơ Rông", "Ngọk Yêu"),
    ],
)
def test_known_aliases_are_read(text: str, level: str, district: str | None, expected: str) -> None:
    assert found(text, level, district) == [expected]


@pytest.mark.parametrize(
    ("text", "level", "suggested"),
    [
        ("Tuy Đưc2", "district", "Tuy Đức"),
        ("Krong Nô huyện", "district", "Krông Nô"),
        ("Đắk Milk", "district", "Đắk Mil"),
        ("Quảng Trựcc", "commune", "Quảng Trực"),
    ],
)
def test_an_unknown_name_gets_suggestions_and_no_match(text: str, level: str, suggested: str) -> None:
    assert found(text, level) == []
    assert suggested in UNITS.nearest(text, level)


@pytest.mark.parametrize("text", ["", "?", "Buôn Ma Thuộtt", "Đắk Lắk", "Đắk Tôô", "123"])
def test_a_district_that_is_not_on_the_map_is_nobody(text: str) -> None:
    assert found(text, "district") == []


@pytest.mark.parametrize(
    ("written", "exact"),
    [("Đắk Mil", True), ("ĐẮK MIL", True), ("huyện Đắk Mil", True), ("Dak Mil", False), ("Đăk Mil", False)],
)
def test_a_name_written_just_so_is_told_from_one_that_was_understood(written: str, exact: bool) -> None:
    assert UNITS.find(written, "district").exact is exact


def test_names_sort_in_vietnamese_order() -> None:
    names = ["Đắk Mil", "Tuy Đức", "Cư Jút", "Ea Pô", "Đạo Nghĩa", "Dak", "Gia Nghĩa", "Ân", "Ăn", "An"]
    assert sorted(names, key=sort_key) == [
        "An",
        "Ăn",
        "Ân",
        "Cư Jút",
        "Dak",
        "Đạo Nghĩa",
        "Đắk Mil",
        "Ea Pô",
        "Gia Nghĩa",
        "Tuy Đức",
    ]


def test_links_are_unique_among_siblings() -> None:
    slugs = Counter((place.parent, place.slug) for place in PLACES)
    assert max(slugs.values()) == 1
    assert slug("Đắk R’Lấp") == slug("Đắk R'Lấp") == "dak-rlap"


def test_names_for_files_are_unique_among_siblings_everywhere() -> None:
    names = Counter((place.parent, UNITS.name_in_file(place)) for place in EVERYWHERE)
    assert max(names.values()) == 1
