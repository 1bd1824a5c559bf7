"""The units of today's map inside one of before, or that former ones make up: their newest figures, however had."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from core import formats
from core.places import Place, places_of
from core.reports.poverty import Result
from core.reports.poverty_views import UnitView, newest_of, results_apart
from core.reports.poverty_wholes import MadeOf, made_of_others
from core.reports.unit_parts import parts_said
from core.territory import cut_by
from core.text import capitalised
from core.wording_two_maps import (
    plans_apart_said,
    results_apart_said,
    straddling_said,
    undivided_said,
    whole_said,
    whose_plan_said,
)
from ui import markup
from ui.components.poverty_tables import results_table
from ui.filters import current
from ui.public import published
from ui.reads import read

Results = Mapping[str, list[Result]]
Latest = Sequence[tuple[Place, Result | None]]
# More are listed only where they have figures.
_MOST_LISTED = 40


def say_whole(place: Place, view: UnitView, results: Results) -> None:
    """Of a unit that is looked at by the plan of another edition's: which plan that is, and its own newest figure."""
    if view.place != place:
        _paragraph(whose_plan_said(view.place, place))
    if view.place != place or _follows_from_others(place, _newest(place, results), results):
        say_newest(place, results)
    if place.level == "commune":
        say_undivided(place)


def say_newest(place: Place, results: Results) -> None:
    """The newest figure of all of a unit, or why it has none."""
    _paragraph(whole_said(place, _newest(place, results), _made_of(place, results)))


def say_undivided(place: Place) -> None:
    """Figures of units that were cut: nobody said how much of them is the unit's."""
    _list([undivided_said(one) for one in read("undivided-results", replace(current().poverty, unit_code=place.code))])


def say_apart(view: UnitView, results: Results) -> None:
    """Under a list with a total: what of the total is in none of the units that the list is by."""
    below = [(row.place, row.result) for row in view.parts]
    found = published(results_apart(view.place, view.whole_result, below, results))
    words([plans_apart_said(view.place, view.apart), results_apart_said(view.place, found)])


def words(said: Sequence[str | None]) -> None:
    for one in filter(None, said):
        _paragraph(one)


def units_now(place: Place, view: UnitView, results: Results) -> list[Result | None]:
    """Of a unit that is looked at by the plan of another edition's: the xã that the map shows right below it.

    Returns what is shown of them. Those that only partly lie in it are named, and not added.
    """
    if not view.place.is_guest:
        return []
    below = [one for one in places_of(place.seen_in).children(place) if one.level == "commune"]
    shown = list_newest(place, published(newest_of(below, results)), "units_now", _title(place))
    _list([f"{straddling_said(one)}; không cộng vào {place.full_name}" for one in _cut_by(place)])
    say_undivided(place)
    return shown


def list_newest(place: Place, every: Latest, key: str, title: str = "") -> list[Result | None]:
    """The units below with their newest figures, of a hundred those that have some; returns what is shown."""
    title = title or f"Kết quả của các {parts_said(place)}"
    shown = [one for one in every if one[1]] if len(every) > _MOST_LISTED else every
    if every:
        st.subheader(title)
    if shown:
        results_table(shown, key, title)
    _fold([one for one, found in every if found is None] if len(shown) < len(every) else [])
    _list([straddling_said(one) for one, _ in shown if _stands_alone(one)])
    return [found for _, found in shown]


def _stands_alone(commune: Place) -> bool:
    """Beside groups, for it lies in several of them."""
    known = places_of(commune.seen_in)
    above = known.province_of(commune)
    return commune.parent == above.code and known.parts(above) != known.children(above)


def _follows_from_others(place: Place, newest: Result | None, results: Results) -> bool:
    """Whether the newest that is known of it was reported by units of another edition."""
    if place.is_guest:
        return False
    return bool(newest.carried) if newest else _made_of(place, results).as_of is not None


def _made_of(place: Place, results: Results) -> MadeOf:
    return made_of_others(place, results, read("declared-shares", current().known_at))


def _title(place: Place) -> str:
    if place.level == "province" and any(one.level == "district" for one in places_of(place.seen_in).children(place)):
        return "Các xã, phường nằm trên địa bàn nhiều huyện cũ"
    return "Các xã, phường, đặc khu hiện nay"


def _fold(without: Sequence[Place]) -> None:
    """Of a hundred xã those without figures, by name."""
    if without:
        summary = markup.element("summary", f"{formats.count(len(without))} đơn vị chưa có số liệu")
        names = markup.element("p", markup.text(", ".join(one.name for one in without)), class_="td-below")
        st.html(markup.element("details", f"{summary}{names}", class_="td-below"))


def _cut_by(place: Place) -> list[Place]:
    known = places_of(place.seen_in)
    return [one for code in cut_by(place.code) if not (one := known.by_code[code]).is_guest]


def _newest(place: Place, results: Results) -> Result | None:
    return results[place.code][-1] if results.get(place.code) else None


def _paragraph(said: str) -> None:
    st.html(markup.element("p", markup.text(capitalised(said)), class_="td-below"))


def _list(said: Sequence[str]) -> None:
    if said:
        items = "".join(markup.element("li", markup.text(one)) for one in said)
        st.html(markup.element("ul", items, class_="td-list"))
