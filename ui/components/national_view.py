"""«Cả nước»: what every province is asked about, each screen's own national view, and the way back to one province."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from core.places import Place
from core.reports.budget import BudgetLine
from core.reports.criteria import SetStatus
from core.reports.goals import GoalRow
from core.reports.national import NationalFilter, ProvinceStatus
from core.reports.national_elsewhere import Elsewhere
from core.wording_national import OVERVIEW, note_of_screen, others_said
from ui import markup
from ui.components.linked import linked_choice
from ui.filters import Chosen, current, places
from ui.links import view
from ui.reads import read
from ui.unit_slugs import WHOLE_COUNTRY
from ui.units_seen import provinces_seen, provinces_with_figures_seen, sees_whole_country

_BOX_PX = 220


def year_of(chosen: Chosen, years: Sequence[int], label: str) -> int:
    """The year to look at: the one the link names, else the newest that has begun by the day looked at."""
    today = chosen.as_of or chosen.today
    if not years:
        return today.year
    first = next((year for year in years if year <= today.year), years[-1])
    if len(years) == 1:
        return first
    with st.container(width=_BOX_PX):
        return linked_choice("nam", label, {str(year): year for year in years}, str(first))


def of_year(chosen: Chosen, year: int) -> NationalFilter:
    return replace(chosen.national, year=year)


def statuses(chosen: Chosen, year: int) -> list[ProvinceStatus]:
    found: list[ProvinceStatus] = read("national-poverty", of_year(chosen, year))
    return found


def with_figures() -> list[Place]:
    """By code: the rows of a national table, whether or not they have a figure of what is looked at."""
    return sorted(provinces_with_figures_seen(places()), key=lambda place: place.code)


def say_others() -> None:
    """How many provinces are not in the tables for want of any figure."""
    if said := others_said(len(with_figures()), len(provinces_seen(places()))):
        st.html(markup.element("p", markup.text(said), class_="td-below"))


def ways_to_provinces(screen: str) -> None:
    """A link to each province that has figures."""
    links = [markup.link(place.name, view(screen, place)) for place in with_figures()]
    if links:
        st.html(markup.element("p", f"Xem một tỉnh: {', '.join(links)}.", class_="td-below"))


def say_whole_country(screen: str) -> None:
    """On a screen without a national view of its own: what it shows instead, and the way to a province."""
    if current().whole_country and (said := note_of_screen(screen)):
        st.html(markup.element("p", markup.text(said), class_="td-below"))
        ways_to_provinces(screen)


@dataclass(frozen=True)
class Programmes:
    """A province's own budget lines, criteria and goals, with those of other provinces as far as these are few."""

    lines: Sequence[BudgetLine]
    criteria: Sequence[SetStatus]
    goals: Sequence[GoalRow]
    complete: bool


def programmes_of(chosen: Chosen) -> Programmes:
    beside: Elsewhere = read("elsewhere", chosen.elsewhere)
    lines = [*read("budget", chosen.budget_of_province), *beside.lines]
    criteria = [*read("criteria", chosen.criteria_of_province), *beside.criteria]
    return Programmes(
        sorted(lines, key=lambda line: line.place.code),
        sorted(criteria, key=lambda row: (bool(row.village), row.place.code)),
        read("goals", chosen.goals if beside.plans else chosen.goals_of_province),
        beside.complete,
    )


def say_elsewhere(programmes: Programmes) -> None:
    """Where other provinces have more than the overview of one tells: the way to all of them."""
    others = len(with_figures()) - 1
    if programmes.complete or others < 1:
        return
    said = f"{others} tỉnh, thành phố khác có số liệu ngân sách, nông thôn mới, không liệt kê ở đây."
    way = markup.link("Xem cả nước →", view(OVERVIEW, tinh=WHOLE_COUNTRY)) if sees_whole_country(places()) else ""
    st.html(markup.element("p", f"{markup.text(said)} {way}", class_="td-below"))
