"""The one filter bar: tỉnh, huyện, xã, kỳ số liệu. Kept across screens and in the URL, as slugs.

The moment that all is looked at as it was known then is kept with them; ui/known_at.py is where it is chosen.

`bind="query-params"` would write labels with diacritics into the link, and drop a slug it is given; links are
promised as slugs (docs/adr/0004), so this component reads and writes the query string itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import streamlit as st

from core import formats
from core.clock import local_day, today
from core.ingest.values.dates import DateProblem, understand_date
from core.moments import written_moment
from core.places import Place, Places, all_places
from core.reports.budget import BudgetFilter
from core.reports.criteria import CriteriaFilter
from core.reports.goals import GoalFilter
from core.reports.poverty import PovertyFilter
from ui.link_values import moment_of, plain_value
from ui.navigation import bar_of
from ui.reader import reader
from ui.reads import read
from ui.unit_slugs import link_slug, named
from ui.units_seen import outside, own_units, provinces_seen

KNOWN_AT = "tai-thoi-diem"
PARAMS = ("tinh", "huyen", "xa", "ky", KNOWN_AT)
_PLACES = ("tinh", "huyen", "xa")
_ALL = ""
_STATE = {name: f"_filter_{name}" for name in PARAMS}
# The frame sends a link to a screen that does not exist here, with its name (ui/frame/links.py).
_NO_SUCH_PAGE = "trang"
_WRITTEN, _PAGE, _UNKNOWN, _CHOSEN = "_filter_written", "_filter_page", "_filter_unknown", "_filter_chosen"
_OUTSIDE = "ngoài phạm vi xem của bạn"
_DEFAULT = "_filter_default"  # the province that a link without one means; asked once per run


@dataclass(frozen=True)
class Chosen:
    """What the bar says: a province, perhaps a huyện and a xã of it, and the date up to which figures count.

    `known_at` is the moment that all is looked at as it was known then; None: now.
    """

    province: Place | None
    district: Place | None
    commune: Place | None
    as_of: date | None
    known_at: datetime | None = None

    @property
    def place(self) -> Place | None:
        return self.commune or self.district or self.province

    @property
    def poverty(self) -> PovertyFilter:
        """For reading the whole province: screens set the chosen unit beside its neighbours."""
        return PovertyFilter(self.province.code if self.province else None, self.as_of, self.known_at)

    @property
    def budget(self) -> BudgetFilter:
        return BudgetFilter(self.place.code if self.place else None, self.as_of, self.known_at)

    @property
    def criteria(self) -> CriteriaFilter:
        return CriteriaFilter(self.place.code if self.place else None, self.as_of, self.known_at)

    @property
    def goals(self) -> GoalFilter:
        """All plans: a screen narrows them down to the chosen unit itself."""
        return GoalFilter(self.today, self.as_of, self.known_at)

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


def places() -> Places:
    return all_places()


def on_screen() -> str:
    """The slug of the screen that is drawn."""
    slug_: str = st.session_state[_PAGE]
    return slug_


def shows(name: str) -> bool:
    """Whether the screen that is drawn shows a part of the bar, by its parameter."""
    return name in bar_of(on_screen())


def current() -> Chosen:
    """What is chosen on this run; the bar was drawn by ui/main.py."""
    chosen: Chosen = st.session_state[_CHOSEN]
    return chosen


def filter_bar(page: str) -> None:
    """Draw the bar, take over what the link says, and write the link anew when something else is chosen."""
    known = places()
    st.session_state[_DEFAULT] = _first_province(known)
    st.session_state[_PAGE] = page
    _follow_link(known)
    if name := st.query_params.get(_NO_SUCH_PAGE):
        st.warning(f"Không có trang «{plain_value(name)}»; đang xem Tổng quan.", icon=":material/link_off:")
    for message in st.session_state.get(_UNKNOWN, ()):
        st.warning(message, icon=":material/link_off:")
    with st.container(key="filter_bar"):
        columns = st.columns(4)
    with columns[0]:
        province = _unit("tinh", "Tỉnh", provinces_seen(known), _default_province())
    with columns[1]:
        district = _unit("huyen", "Huyện, thành phố", known.children(province) if province else [])
    with columns[2]:
        commune = _unit("xa", "Xã, phường, thị trấn", known.children(district) if district else [])
    with columns[3]:
        as_of = _date()
    st.session_state[_CHOSEN] = Chosen(province, district, commune, as_of, _moment())
    _offer_own_unit(known)
    _write_link()


def _follow_link(known: Places) -> None:
    """Take the link's values where they are not those written last: a cold start, a link followed, a step back."""
    link = {name: st.query_params[name] for name in PARAMS if name in st.query_params}
    if link != st.session_state.get(_WRITTEN):
        st.session_state[_UNKNOWN] = _take_over(known, link)


def _take_over(known: Places, link: Mapping[str, str]) -> list[str]:
    """Set the widgets from a link; values that mean nothing here are said, and left out."""
    unknown = []
    if hidden := outside(known, link.get("tinh")):
        unknown.append(f"{hidden.full_name[0].upper()}{hidden.full_name[1:]} {_OUTSIDE}; đang xem nơi bạn được xem.")
        link = {name: said for name, said in link.items() if name not in _PLACES}
    province = named(provinces_seen(known), link.get("tinh")) or _default_province()
    district = named(known.children(province) if province else [], link.get("huyen"))
    commune = named(known.children(district) if district else [], link.get("xa"))
    as_of = understand_date(link["ky"]) if link.get("ky") else None
    found = {"tinh": province, "huyen": district, "xa": commune}
    for name, place in found.items():
        st.session_state[_STATE[name]] = link_slug(known, place) if place else _ALL
        if link.get(name) and (place is None or (name == "tinh" and not named([place], link[name]))):
            said = f"{name}=«{plain_value(link[name])}»"
            unknown.append(f"Liên kết nhắc tới {said}, không có ở đây; đang xem mức rộng hơn.")
    st.session_state[_STATE["ky"]] = as_of.isoformat() if isinstance(as_of, date) else _ALL
    if isinstance(as_of, DateProblem):
        said = f"kỳ số liệu «{plain_value(link['ky'])}»"
        unknown.append(f"Liên kết nhắc tới {said} không phải ngày; đang xem số mới nhất.")
    st.session_state[_STATE[KNOWN_AT]], problem = moment_of(link.get(KNOWN_AT), reader())
    return [*unknown, *([problem] if problem else [])]


def _moment() -> datetime | None:
    found: datetime | None = st.session_state.get(_STATE[KNOWN_AT])
    return found


def _default_province() -> Place | None:
    found: Place | None = st.session_state[_DEFAULT]
    return found


def _unsaid_province(known_at: datetime | None) -> Place | None:
    """The province that links leave out; none in a view of the past, which shows the same whatever comes later."""
    return None if known_at else _default_province()


def _first_province(known: Places) -> Place | None:
    """That of the reader's own units, else the one with the most figures; of those they may see."""
    within = [place.code for place in provinces_seen(known)]
    own = [known.province_of(known.by_code[code]).code for code in own_units(known)]
    figures = [code for code in read("provinces-with-figures") if code in within]
    codes = [*own, *figures] or [code for code in within if known.by_code[code].children_listed] or within
    return known.by_code[codes[0]] if codes else None


def _offer_own_unit(known: Places) -> None:
    """Screens open on the whole province; the one huyện or xã that the reader works for is a click away."""
    units = [known.by_code[code] for code in own_units(known)]
    if not shows("huyen") or len(units) != 1 or units[0].level == "province" or _is_chosen(known, units[0]):
        return
    st.button(f"Xem {units[0].full_name}", type="tertiary", key="_own_unit", on_click=_choose, args=(units[0],))


def _is_chosen(known: Places, unit: Place) -> bool:
    place = current().place
    return place is not None and unit in known.ancestors(place)


def _choose(place: Place) -> None:
    known = places()
    for name, above in zip(_PLACES, known.ancestors(place), strict=True):
        st.session_state[_STATE[name]] = link_slug(known, above) if above else _ALL
    _forget_unknown()


def present_link() -> dict[str, str]:
    """The parameters of a link to another screen that leaves the bar as it is."""
    return dict(st.session_state.get(_WRITTEN, {}))


def link_of(place: Place | None) -> dict[str, str]:
    """The parameters of a link that opens a screen on a unit, as short as the bar itself writes them."""
    return link_at(place, _moment())


def link_at(place: Place | None, known_at: datetime | None) -> dict[str, str]:
    """The same at a moment; without what says the moment."""
    known, default = places(), _unsaid_province(known_at)
    chain = known.ancestors(place) if place else ()
    return {
        name: link_slug(known, above) for name, above in zip(PARAMS, chain, strict=False) if above and above != default
    }


def _unit(name: str, label: str, choices: Sequence[Place], default: Place | None = None) -> Place | None:
    known = places()
    by_slug = {link_slug(known, place): place for place in choices}
    options = list(by_slug) if default else [_ALL, *by_slug]
    first = link_slug(known, default) if default else _ALL
    if st.session_state.get(_STATE[name]) not in options:
        st.session_state[_STATE[name]] = first if first in options else None
    if not shows(name):
        return by_slug.get(_kept(name))
    picked = st.selectbox(
        label,
        options,
        format_func=lambda option: by_slug[option].name if option else "Tất cả",
        key=_STATE[name],
        disabled=not choices,
        on_change=_forget_unknown,
        placeholder="Chưa có đơn vị nào",
    )
    return by_slug.get(picked or _ALL)


def _date() -> date | None:
    dates = [day.isoformat() for day in read("result-dates", _moment())]
    state = st.session_state.get(_STATE["ky"], _ALL)
    options = [_ALL, *sorted({*dates, state} - {_ALL}, reverse=True)]
    if state not in options:
        st.session_state[_STATE["ky"]] = _ALL
    if not shows("ky"):
        return date.fromisoformat(kept) if (kept := _kept("ky")) else None
    picked = st.selectbox(
        "Kỳ số liệu",
        options,
        format_func=lambda option: f"Đến {formats.day(date.fromisoformat(option))}" if option else "Mới nhất",
        key=_STATE["ky"],
        on_change=_forget_unknown,
        help="Lấy số liệu mới nhất tính đến ngày này.",
    )
    return date.fromisoformat(picked) if picked else None


def _kept(name: str) -> str:
    """What is chosen elsewhere; said again, for what no widget shows would be forgotten."""
    kept = st.session_state[_STATE[name]] = st.session_state[_STATE[name]]
    return kept or _ALL


def _forget_unknown() -> None:
    st.session_state[_UNKNOWN] = []


def _write_link() -> None:
    """Only what differs from the default is in the link; parameters of others are left alone."""
    chosen = current()
    link = {
        **link_of(chosen.place),
        "ky": chosen.as_of.isoformat() if chosen.as_of else "",
        KNOWN_AT: written_moment(chosen.known_at) if chosen.known_at else "",
    }
    link = {name: value for name, value in link.items() if value}
    if {name: st.query_params[name] for name in PARAMS if name in st.query_params} != link:
        others = {
            name: st.query_params.get_all(name) for name in st.query_params if name not in (*PARAMS, _NO_SUCH_PAGE)
        }
        st.query_params.from_dict({**others, **link})
    st.session_state[_WRITTEN] = link
