"""What a link of the screen «Nông thôn mới» asks for beside the filter bar: set, order, band, village."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.criteria_sets import sets_of_communes
from core.places import Place
from core.reports.criteria import ADVANCED, BASIC, SetStatus
from core.reports.rural_views import VillageView
from core.reports.rural_villages import villages_within
from core.text import slug
from core.wording_rural import SET_TITLES, different_numbers
from core.wording_rural_maps import break_said
from ui import markup
from ui.components.segments import segments
from ui.filters import current, places
from ui.links import view

SCREEN = "nong-thon-moi"
SET, ORDER, BAND, VILLAGE = "bo", "thu-tu", "nhom", "thon"
_SETS = {one.link: one.name for one in sets_of_communes()}
_ORDERS = {"it-dat": "Ít đơn vị đạt trước", "bo": "Theo bộ tiêu chí"}
_BANDS = {"": "", "19": "19", "15-18": "15–18", "10": "10", "10-14": "10–14", "5-9": "5–9", "duoi-5": "<5"}
_FIRST = {SET: "ntm", ORDER: "it-dat", BAND: ""}
_SAID = {SET: "bộ tiêu chí", ORDER: "thứ tự", BAND: "nhóm số tiêu chí"}
_SEEN = "_rural_village_seen"


def address(place: Place | None, **changed: str) -> str:
    """This screen for a unit, with the set and the order that are looked at; what is usual stays out of the link.

    A unit of another map is shown with what holds it on this one.
    """
    place = places().nearest_shown(place.code) if place else None
    kept = {name: st.query_params[name] for name in (SET, ORDER) if name in st.query_params}
    asked = {**kept, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return view(SCREEN, place, **{name: value for name, value in asked.items() if value != _FIRST.get(name)})


def village_address(place: Place, village: str) -> str:
    return address(place, thon=_village_link(place, village))


def _village_link(place: Place, village: str) -> str:
    """With the commune's code where it is of another map: several communes of these may lie in the one chosen."""
    return f"{place.official_code}.{slug(village)}" if place.is_guest else slug(village)


def village_here() -> str | None:
    """The view of the village that is looked at."""
    asked, place = st.query_params.get(VILLAGE), current().commune
    return address(place, thon=asked) if asked and place else None


def choose_set(rows: Sequence[SetStatus]) -> str:
    """The set, as links: the basic and the advanced one, and any other that something is known of.

    Their numbers do not mean the same criteria.
    """
    asked = _asked(SET, _SETS)
    heard = {BASIC, ADVANCED, _SETS[asked], *(row.set for row in rows)}
    shown = {key: name for key, name in _SETS.items() if name in heard}
    choices = [(SET_TITLES[name], address(current().place, bo=key), key == asked) for key, name in shown.items()]
    of_two = f"Mỗi bộ 19 tiêu chí. Số {different_numbers()} ở hai bộ là những tiêu chí khác nhau."
    notes = [of_two if _SETS[asked] in (BASIC, ADVANCED) else "", break_said(_SETS[asked], rows)]
    below = (markup.element("p", markup.text(note), class_="td-below") for note in notes if note)
    st.html(segments("Bộ tiêu chí", choices) + "".join(below))
    return _SETS[asked]


def chosen_order() -> str:
    return _asked(ORDER, _ORDERS)


def order_links(asked: str) -> str:
    """Two links over a matrix: the fewest that meet a criterion first, or the set's own order."""
    here = current().place
    band = {BAND: st.query_params[BAND]} if st.query_params.get(BAND) else {}
    choices = [(said, address(here, thu_tu=key, **band), key == asked) for key, said in _ORDERS.items()]
    return segments("Thứ tự tiêu chí", choices)


def chosen_band() -> str:
    """A band of reports, as the chart writes it; empty for all communes."""
    return _BANDS[_asked(BAND, _BANDS)]


def band_address(band: str) -> str:
    key = next(key for key, name in _BANDS.items() if name == band)
    return address(current().place, nhom=key)


def choose_village(views: Sequence[VillageView], commune: Place | None) -> VillageView | None:
    """The village that the link names; one that is not there is said, and the wider view is shown."""
    asked = st.query_params.get(VILLAGE)
    if not asked:
        st.session_state.pop(_SEEN, None)
        return None
    below = villages_within(views, commune) if commune else []
    found = [one for one in below if asked in (_village_link(one.place, one.village), slug(one.village))]
    if len(found) == 1:
        st.session_state[_SEEN] = asked
        return found[0]
    if st.session_state.pop(_SEEN, None) == asked:
        del st.query_params[VILLAGE]  # the filter bar went elsewhere: the village stayed behind in the link
    else:
        _say_unknown("thôn", asked, "mức rộng hơn")
    return None


def _asked(name: str, choices: Mapping[str, str]) -> str:
    asked = st.query_params.get(name) or _FIRST[name]
    if asked in choices:
        return asked
    _say_unknown(_SAID[name], asked, "như khi không nêu")
    return _FIRST[name]


def _say_unknown(name: str, asked: str, shown: str) -> None:
    said = f"Liên kết nhắc tới {name} «{asked[:60]}», không có ở đây; đang xem {shown}."
    st.html(markup.element("p", markup.text(said), class_="td-notice", role="status"))
