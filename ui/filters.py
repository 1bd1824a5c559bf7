"""The one filter bar: tỉnh, huyện, xã, kỳ số liệu. Kept across screens and in the URL, as slugs.

The moment that all is looked at as it was known then is kept with them; ui/known_at.py is where it is chosen.

`bind="query-params"` would write labels with diacritics into the link, and drop a slug it is given; links are
promised as slugs (docs/adr/0004), so this component reads and writes the query string itself.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

import streamlit as st

from core import formats
from core.clock import local_day, today
from core.moments import written_moment
from core.places import Place, Places
from core.reference import EDITION
from core.reports.budget import BudgetFilter
from core.reports.criteria import CriteriaFilter
from core.reports.goals import GoalFilter
from core.reports.national import NationalFilter
from core.reports.poverty import PovertyFilter
from core.wording_maps import map_said
from ui.filter_boxes import communes_below, date_box, district_box, map_box, province_box, unit_box
from ui.filter_links import map_in_link, take_map, take_over
from ui.filter_state import (
    CHOSEN,
    KNOWN_AT,
    MAP,
    PARAMS,
    PLACES,
    begin_screen,
    forget_picked_unit,
    forget_unknown,
    hold_unit,
    keep_unknown,
    moment,
    on_screen,
    places,
    shows,
    unknown,
)
from ui.followed import is_to_follow, last_written, note_written
from ui.link_values import plain_value
from ui.unit_slugs import WHOLE_COUNTRY, link_slug, map_that_shows
from ui.units_seen import own_units, provinces_seen, provinces_with_figures_seen, sees_whole_country

__all__ = ["KNOWN_AT", "PARAMS", "Chosen", "current", "filter_bar", "link_at", "link_of", "on_screen", "places"]
__all__ += ["present_link", "shows"]

# The frame sends a link to a screen that does not exist here, with its name (ui/frame/links.py).
_NO_SUCH_PAGE = "trang"
_LINK = "filter"
_DEFAULT = "_filter_default"  # the province that a link without one means; asked once per run


@dataclass(frozen=True)
class Chosen:
    """What the bar says: a province, perhaps a huyện and a xã of it, and the date up to which figures count.

    `known_at` is the moment that all is looked at as it was known then; None: now. `whole_country`: no province but
    all that the reader sees, side by side. `seen_in` is the map that units are shown by (data/unit_maps.csv); with one
    that has no huyện a xã stands right below its province.
    """

    province: Place | None
    district: Place | None
    commune: Place | None
    as_of: date | None
    known_at: datetime | None = None
    whole_country: bool = False
    seen_in: str = EDITION

    @property
    def place(self) -> Place | None:
        return self.commune or self.district or self.province

    @property
    def poverty(self) -> PovertyFilter:
        """For reading the whole province: screens set the chosen unit beside its neighbours."""
        return PovertyFilter(self._province, self.as_of, self.known_at, self.seen_in)

    @property
    def budget(self) -> BudgetFilter:
        return BudgetFilter(self.place.code if self.place else None, self.as_of, self.known_at, self.seen_in)

    @property
    def budget_of_province(self) -> BudgetFilter:
        return BudgetFilter(self._province, self.as_of, self.known_at, self.seen_in)

    @property
    def criteria(self) -> CriteriaFilter:
        return CriteriaFilter(self.place.code if self.place else None, self.as_of, self.known_at, self.seen_in)

    @property
    def criteria_of_province(self) -> CriteriaFilter:
        return CriteriaFilter(self._province, self.as_of, self.known_at, self.seen_in)

    @property
    def goals(self) -> GoalFilter:
        """All plans: a screen narrows them down to the chosen unit itself."""
        return GoalFilter(self.today, self.as_of, self.known_at, seen_in=self.seen_in)

    @property
    def goals_of_province(self) -> GoalFilter:
        """Of the poverty tables only the chosen province's; every other goal of all plans."""
        return replace(self.goals, unit_code=self._province)

    @property
    def national(self) -> NationalFilter:
        """All provinces that the reader sees, beside each other."""
        return NationalFilter(None, self.as_of, self.known_at, seen_in=self.seen_in)

    @property
    def elsewhere(self) -> NationalFilter:
        """All but the chosen province."""
        return NationalFilter(self._province, self.as_of, self.known_at, seen_in=self.seen_in)

    @property
    def _province(self) -> str | None:
        return self.province.code if self.province else None

    @property
    def today(self) -> date:
        """The day that what is overdue is judged on: today, or that of the moment looked at."""
        return local_day(self.known_at) if self.known_at else today()

    @property
    def now(self) -> "Chosen":
        """The same without a moment: what is changed is changed now."""
        return replace(self, known_at=None)

    @property
    def when(self) -> str:
        return f"đến ngày {formats.day(self.as_of)}" if self.as_of else "nào"


def current() -> Chosen:
    """What is chosen on this run; the bar was drawn by ui/main.py."""
    chosen: Chosen = st.session_state[CHOSEN]
    return chosen


def filter_bar(page: str) -> None:
    """Draw the bar, take over what the link says, and write the link anew when something else is chosen."""
    begin_screen(page)
    _follow_link()
    known = places()
    st.session_state[_DEFAULT] = _first_province(known)
    if name := st.query_params.get(_NO_SUCH_PAGE):
        st.warning(f"Không có trang «{plain_value(name)}»; đang xem Tổng quan.", icon=":material/link_off:")
    for message in unknown():
        st.warning(message, icon=":material/link_off:")
    st.session_state[CHOSEN] = _boxes(known)
    _offer_own_unit(known)
    _write_link()


def _boxes(known: Places) -> Chosen:
    with st.container(key="filter_bar"):
        # Every box keeps its place on every map: one that moved would stand there twice while the screen is drawn.
        provinces, districts, communes, days, maps = st.columns([4, 4, 4, 4, 3])
    with provinces:
        province, whole = province_box(provinces_seen(known), _default_province(), sees_whole_country(known))
    with districts:
        district = district_box(known, province)
    with communes:
        commune = unit_box("xa", _commune_label(known), communes_below(known, district or province))
    with days:
        as_of = date_box()
    with maps:
        map_box()
    if shows(MAP) and (said := map_said(known.code)):
        st.caption(said)
    return Chosen(province, district, commune, as_of, moment(), whole, known.code)


def _commune_label(known: Places) -> str:
    return "Xã, phường, thị trấn" if known.code == EDITION else "Xã, phường, đặc khu"


def _follow_link() -> None:
    """Take the link's values where they are not those written last: a cold start, a link followed, a step back."""
    link = _in_link()
    if is_to_follow(_LINK, link):
        said = take_map(link.get(MAP))
        known = places()
        st.session_state[_DEFAULT] = _first_province(known)
        keep_unknown([*said, *take_over(known, link, _default_province())])


def _default_province() -> Place | None:
    found: Place | None = st.session_state[_DEFAULT]
    return found


def _unsaid_province(known_at: datetime | None) -> Place | None:
    """The province that links leave out; none in a view of the past, which shows the same whatever comes later."""
    return None if known_at else _default_province()


def _first_province(known: Places) -> Place | None:
    """That of the reader's own units, else the one with the most figures; of those they may see."""
    within = provinces_seen(known)
    own = [known.province_of(unit) for unit in _own_units_shown(known)]
    found = [*own, *provinces_with_figures_seen(known)] or [one for one in within if one.children_listed] or within
    return found[0] if found else None


def _offer_own_unit(known: Places) -> None:
    """Screens open on the whole province; the one huyện or xã that the reader works for is a click away."""
    units = _own_units_shown(known)
    if not shows("xa") or len(units) != 1 or units[0].level == "province" or _is_chosen(known, units[0]):
        return
    st.button(f"Xem {units[0].full_name}", type="tertiary", key="_own_unit", on_click=_choose, args=(units[0],))


def _own_units_shown(known: Places) -> list[Place]:
    """The reader's own units, or what holds them on this map."""
    found = (known.nearest_shown(code) for code in own_units(known))
    return list(dict.fromkeys(unit for unit in found if unit))


def _is_chosen(known: Places, unit: Place) -> bool:
    place = current().place
    return place is not None and unit in known.ancestors(place)


def _choose(place: Place) -> None:
    hold_unit(places(), place)
    forget_unknown()
    forget_picked_unit()


def present_link() -> dict[str, str]:
    """The parameters of a link to another screen that leaves the bar as it is."""
    return dict(last_written(_LINK, {}))


def link_of(place: Place | None) -> dict[str, str]:
    """The parameters of a link that opens a screen on a unit, as short as the bar itself writes them.

    Without a unit it stays with the whole country, where that is looked at.
    """
    return link_at(place, moment())


def link_at(place: Place | None, known_at: datetime | None) -> dict[str, str]:
    """The same at a moment; without what says the moment."""
    if place is None:
        return {**map_in_link(), **({"tinh": WHOLE_COUNTRY} if current().whole_country else {})}
    known = map_that_shows(places(), place)
    shown, default = known.nearest_shown(place.code), _unsaid_province(known_at)
    chain = zip(PLACES, known.ancestors(shown) if shown else (), strict=False)
    units = {name: link_slug(known, above) for name, above in chain if above and above != default}
    return {**map_in_link(known.code), **units}


def _write_link() -> None:
    """Only what differs from the default is in the link; parameters of others are left alone."""
    chosen = current()
    link = {
        **map_in_link(),
        **link_of(chosen.place),
        "ky": chosen.as_of.isoformat() if chosen.as_of else "",
        KNOWN_AT: written_moment(chosen.known_at) if chosen.known_at else "",
    }
    link = {name: value for name, value in link.items() if value}
    if note_written(_LINK, link, _in_link()):
        others = {
            name: st.query_params.get_all(name) for name in st.query_params if name not in (*PARAMS, _NO_SUCH_PAGE)
        }
        st.query_params.from_dict({**others, **link})


def _in_link() -> dict[str, str]:
    return {name: st.query_params[name] for name in PARAMS if name in st.query_params}
