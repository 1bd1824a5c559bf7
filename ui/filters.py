"""The one filter bar: tỉnh, huyện, xã, kỳ số liệu. Kept across screens and in the URL, as slugs.

`bind="query-params"` would write labels with diacritics into the link, and drop a slug it is given; links are
promised as slugs (docs/adr/0004), so this component reads and writes the query string itself.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import streamlit as st

from core import formats
from core.clock import today
from core.ingest.values.dates import DateProblem, understand_date
from core.places import Place, Places, all_places
from core.reports.budget import BudgetFilter
from core.reports.criteria import CriteriaFilter
from core.reports.goals import GoalFilter
from core.reports.poverty import PovertyFilter
from core.text import slug
from ui.reads import read

PARAMS = ("tinh", "huyen", "xa", "ky")
_ALL = ""
_STATE = {name: f"_filter_{name}" for name in PARAMS}
# The frame sends a link to a screen that does not exist here, with its name (ui/frame/links.py).
_NO_SUCH_PAGE = "trang"
_WRITTEN, _PAGE, _UNKNOWN, _CHOSEN = "_filter_written", "_filter_page", "_filter_unknown", "_filter_chosen"
_DEFAULT = "_filter_default"  # the province that a link without one means; asked once per run


@dataclass(frozen=True)
class Chosen:
    """What the bar says: a province, perhaps a huyện and a xã of it, and the date up to which figures count."""

    province: Place | None
    district: Place | None
    commune: Place | None
    as_of: date | None

    @property
    def place(self) -> Place | None:
        return self.commune or self.district or self.province

    @property
    def poverty(self) -> PovertyFilter:
        """For reading the whole province: screens set the chosen unit beside its neighbours."""
        return PovertyFilter(self.province.code if self.province else None, self.as_of)

    @property
    def budget(self) -> BudgetFilter:
        return BudgetFilter(self.place.code if self.place else None, self.as_of)

    @property
    def criteria(self) -> CriteriaFilter:
        return CriteriaFilter(self.place.code if self.place else None, self.as_of)

    @property
    def goals(self) -> GoalFilter:
        """All plans: a screen narrows them down to the chosen unit itself."""
        return GoalFilter(today(), self.as_of)

    @property
    def when(self) -> str:
        return f"đến ngày {formats.day(self.as_of)}" if self.as_of else "nào"


def places() -> Places:
    return all_places()


def on_screen() -> str:
    """The slug of the screen that is drawn."""
    slug_: str = st.session_state[_PAGE]
    return slug_


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
        st.warning(f"Không có trang «{_plain(name)}»; đang xem Tổng quan.", icon=":material/link_off:")
    for message in st.session_state.get(_UNKNOWN, ()):
        st.warning(message, icon=":material/link_off:")
    with st.container(key="filter_bar"):
        province_column, district_column, commune_column, date_column = st.columns(4)
    with province_column:
        province = _unit("tinh", "Tỉnh", known.provinces, _default_province())
    with district_column:
        district = _unit("huyen", "Huyện, thành phố", known.children(province) if province else [])
    with commune_column:
        commune = _unit("xa", "Xã, phường, thị trấn", known.children(district) if district else [])
    with date_column:
        as_of = _date()
    st.session_state[_CHOSEN] = Chosen(province, district, commune, as_of)
    _write_link(known)


def _follow_link(known: Places) -> None:
    """Take the link's values where they are not those written last: a cold start, a link followed, a step back."""
    link = {name: st.query_params[name] for name in PARAMS if name in st.query_params}
    if link != st.session_state.get(_WRITTEN):
        st.session_state[_UNKNOWN] = _take_over(known, link)


def _take_over(known: Places, link: Mapping[str, str]) -> list[str]:
    """Set the widgets from a link; values that mean nothing here are said, and left out."""
    unknown = []
    province = _named(known.provinces, link.get("tinh")) or _default_province()
    district = _named(known.children(province) if province else [], link.get("huyen"))
    commune = _named(known.children(district) if district else [], link.get("xa"))
    as_of = understand_date(link["ky"]) if link.get("ky") else None
    found = {"tinh": province, "huyen": district, "xa": commune}
    for name, place in found.items():
        st.session_state[_STATE[name]] = link_slug(known, place) if place else _ALL
        if link.get(name) and (place is None or (name == "tinh" and not _named([place], link[name]))):
            unknown.append(f"Liên kết nhắc tới {name}=«{_plain(link[name])}», không có ở đây; đang xem mức rộng hơn.")
    st.session_state[_STATE["ky"]] = as_of.isoformat() if isinstance(as_of, date) else _ALL
    if isinstance(as_of, DateProblem):
        unknown.append(f"Liên kết nhắc tới kỳ số liệu «{_plain(link['ky'])}» không phải ngày; đang xem số mới nhất.")
    return unknown


def _plain(text: str) -> str:
    """A link's text without what Markdown would interpret: `www.…` becomes a link, so full stops are for dates only."""
    return re.sub(r"[^\w ,./-]|_|(?<!\d)\.|\.(?!\d)", "", text[:60])


def _named(choices: Sequence[Place], text: str | None) -> Place | None:
    """A unit by its slug (`tuy-duc`, `xa-dak-mil`), its code or its name; None unless it is just one."""
    if not text:
        return None
    wanted = slug(text)
    known = places()
    exact = [place for place in choices if text == place.code or wanted == link_slug(known, place)]
    found = exact or [place for place in choices if wanted in (place.slug, slug(f"{place.kind} {place.name}"))]
    return found[0] if len(found) == 1 else None


def _default_province() -> Place | None:
    found: Place | None = st.session_state[_DEFAULT]
    return found


def _first_province(known: Places) -> Place | None:
    with_figures = read("provinces-with-figures")
    codes = with_figures or [place.code for place in known.provinces if place.children_listed]
    return known.by_code[codes[0]] if codes else None


def link_slug(known: Places, place: Place) -> str:
    """`tuy-duc`; with the code where a sibling's name has the same letters: `phuong-sa-pa-03001`."""
    return _link_slugs(place.parent)[place.code]


@cache
def _link_slugs(parent: str | None) -> dict[str, str]:
    """The link of every unit below one, by code; worked out once, as units are shipped and do not change."""
    known = all_places()
    children = known.children(known.by_code[parent]) if parent else known.provinces
    slugs = {child.code: slug(known.name_in_file(child)) for child in children}
    counts = Counter(slugs.values())
    return {code: own if counts[own] == 1 else f"{own}-{code}" for code, own in slugs.items()}


def present_link() -> dict[str, str]:
    """The parameters of a link to another screen that leaves the bar as it is."""
    return dict(st.session_state.get(_WRITTEN, {}))


def link_of(place: Place | None) -> dict[str, str]:
    """The parameters of a link that opens a screen on a unit, as short as the bar itself writes them."""
    known = places()
    chain = known.ancestors(place) if place else ()
    default = _default_province()
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
    dates = [day.isoformat() for day in read("result-dates")]
    state = st.session_state.get(_STATE["ky"], _ALL)
    options = [_ALL, *sorted({*dates, state} - {_ALL}, reverse=True)]
    if state not in options:
        st.session_state[_STATE["ky"]] = _ALL
    picked = st.selectbox(
        "Kỳ số liệu",
        options,
        format_func=lambda option: f"Đến {formats.day(date.fromisoformat(option))}" if option else "Mới nhất",
        key=_STATE["ky"],
        on_change=_forget_unknown,
        help="Lấy số liệu mới nhất tính đến ngày này.",
    )
    return date.fromisoformat(picked) if picked else None


def _forget_unknown() -> None:
    st.session_state[_UNKNOWN] = []


def _write_link(known: Places) -> None:
    """Only what differs from the default is in the link; parameters of others are left alone."""
    chosen, default = current(), _default_province()
    link = {
        "tinh": link_slug(known, chosen.province) if chosen.province and chosen.province != default else "",
        "huyen": link_slug(known, chosen.district) if chosen.district else "",
        "xa": link_slug(known, chosen.commune) if chosen.commune else "",
        "ky": chosen.as_of.isoformat() if chosen.as_of else "",
    }
    link = {name: value for name, value in link.items() if value}
    if {name: st.query_params[name] for name in PARAMS if name in st.query_params} != link:
        others = {
            name: st.query_params.get_all(name) for name in st.query_params if name not in (*PARAMS, _NO_SUCH_PAGE)
        }
        st.query_params.from_dict({**others, **link})
    st.session_state[_WRITTEN] = link
