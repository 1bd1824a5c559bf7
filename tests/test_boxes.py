"""Boxes that links set too: what the browser brings of a box before counts for nothing, and no two options are one."""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from core.ingest.checks.row_maps import without_mark
from core.places import Places, places_of
from core.reference import unit_maps
from tests.conftest import at_screen, box


def brought(app: AppTest) -> WidgetStates:
    """What the browser sends with the next click, as the screen stands now."""
    assert app._tree
    return app._tree.get_widget_states()


def said(app: AppTest, name: str) -> str:
    shown = box(app, name)
    assert shown.index is not None
    return shown.options[shown.index]


@pytest.fixture
def poverty(app: AppTest) -> AppTest:
    return at_screen(app, "poverty.py")


def follow(app: AppTest, **link: str) -> AppTest:
    app.query_params.clear()
    for name, value in link.items():
        app.query_params[name] = value
    return app


def test_what_the_browser_brings_of_a_box_before_a_link_counts_for_nothing(poverty: AppTest) -> None:
    """It shows the first option where it never drew what the link set: «Cả nước» would be taken for a pick."""
    follow(poverty, tinh="dak-nong", huyen="tuy-duc").run()
    box(poverty, "_filter_tinh").select_index(0)
    box(poverty, "_filter_huyen").select_index(0)
    late = brought(poverty)
    follow(poverty, tinh="kon-tum", huyen="sa-thay").run()
    poverty._run(late)
    assert (said(poverty, "_filter_tinh"), said(poverty, "_filter_huyen")) == ("Kon Tum", "Sa Thầy")
    assert poverty.query_params == {"tinh": "kon-tum", "huyen": "sa-thay"}


def test_a_pick_that_arrives_with_a_link_followed_after_it_gives_way(poverty: AppTest) -> None:
    poverty.run()
    box(poverty, "_filter_huyen").select("krong-no")
    follow(poverty, huyen="cu-jut").run()
    assert said(poverty, "_filter_huyen") == "Cư Jút"
    assert poverty.query_params == {"huyen": "cu-jut"}


def test_a_button_right_after_a_pick_does_not_take_it_back(poverty: AppTest) -> None:
    """The browser sends it with the link of before the pick."""
    poverty.run()
    box(poverty, "_filter_huyen").select("krong-no").run()
    follow(poverty).run()
    assert said(poverty, "_filter_huyen") == "Krông Nô"
    assert poverty.query_params == {"huyen": "krong-no"}


def test_a_box_of_the_same_unit_stays_the_same_one(poverty: AppTest) -> None:
    """Who picks by keyboard keeps the place: only what a link changed is drawn anew."""
    poverty.run()
    box(poverty, "_filter_huyen").select("krong-no").run()
    before = {one.label: one.key for one in poverty.selectbox}
    box(poverty, "_filter_huyen").select("tuy-duc").run()
    after = {one.label: one.key for one in poverty.selectbox}
    assert [label for label in before if before[label] != after[label]] == ["Xã, phường, thị trấn"]


@pytest.mark.parametrize("map_code", unit_maps())
def test_no_two_siblings_are_called_the_same(map_code: str) -> None:
    known = places_of(map_code)
    for parent in [None, *known.by_code.values()]:
        names = [child.name for child in (known.children(parent) if parent else known.provinces)]
        assert len(set(names)) == len(names), parent


@pytest.mark.parametrize(
    ("map_code", "code", "name", "full_name", "in_file"),
    [
        ("2024", "866", "Thành phố Cao Lãnh", "thành phố Cao Lãnh", "Thành phố Cao Lãnh"),
        ("2024", "873", "Huyện Cao Lãnh", "huyện Cao Lãnh", "Huyện Cao Lãnh"),
        ("2024", "667", "Tuy Đức", "huyện Tuy Đức", "Tuy Đức"),
        ("2025-huyen-cu", "873", "Huyện Cao Lãnh (cũ)", "huyện Cao Lãnh (cũ)", "Huyện Cao Lãnh (cũ)"),
        (
            *("2025-huyen-cu", "708", "Huyện Châu Thành (cũ, Tây Ninh)", "huyện Châu Thành (cũ, Tây Ninh)"),
            "Huyện Châu Thành (cũ)",
        ),
    ],
)
def test_siblings_of_one_name(map_code: str, code: str, name: str, full_name: str, in_file: str) -> None:
    known: Places = places_of(map_code)
    place = known.by_code[code]
    assert (place.name, place.full_name, known.name_in_file(place)) == (name, full_name, in_file)


@pytest.mark.parametrize(
    ("option", "link"), [("Thành phố Cao Lãnh", "thanh-pho-cao-lanh"), ("Huyện Cao Lãnh", "huyen-cao-lanh")]
)
def test_a_huyen_is_picked_beside_a_town_of_its_name(poverty: AppTest, option: str, link: str) -> None:
    follow(poverty, tinh="dong-thap").run()
    box(poverty, "_filter_huyen").select(option).run()
    assert poverty.query_params["huyen"] == link
    assert said(poverty, "_filter_huyen") == option


def test_what_one_tab_filters_by_is_forgotten_in_the_other(app: AppTest) -> None:
    at_screen(app, "goals.py")
    tabs = "_linked_muc-tieu-nhiem-vu_phan"
    follow(app, phan="nhiem-vu").run()
    box(app, "_linked_muc-tieu-nhiem-vu_co-quan").select_index(1).run()
    assert "co-quan" in app.query_params
    for tab in ("Mục tiêu", "Nhiệm vụ"):
        app.session_state[tabs] = tab
        app.run()
        assert "co-quan" not in app.query_params
    assert box(app, "_linked_muc-tieu-nhiem-vu_co-quan").value == "tat-ca"


def test_old_huyen_of_one_name_are_told_apart_on_the_map_of_today() -> None:
    known = places_of("2025")
    assert [known.by_code[code].name for code in ("866", "873", "667")] == [
        "Thành phố Cao Lãnh (cũ)",
        "Huyện Cao Lãnh (cũ)",
        "Tuy Đức (cũ)",
    ]


@pytest.mark.parametrize("written", ["Huyện Châu Thành (cũ)", "Huyện Châu Thành (cũ, Long An)"])
def test_a_name_as_screens_have_it_is_read_without_its_mark(written: str) -> None:
    assert without_mark(written) == ("Huyện Châu Thành", ("2024",))
