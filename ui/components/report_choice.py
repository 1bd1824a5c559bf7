"""Which report: a plan, a unit that it speaks of, a period; each choice stands in the link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from core.access.rules import Action
from core.errors import UnknownName
from core.official_report.request import period_of
from core.official_report.scope import PlanScope
from core.places import Place, places_of
from core.text import capitalised
from core.wording_goals import plan_said
from ui.components.linked import linked_choice, slugged
from ui.components.plain_text import plain
from ui.filters import Chosen
from ui.reader import may_do
from ui.reads import read

_PERIOD = "ky-bao-cao"
# Six months' reports are made from May on and asked about until the end of September.
_OF_SIX_MONTHS = range(5, 10)


@dataclass(frozen=True)
class ReportChoice:
    """A report that can be made; `period` as on the command line."""

    plan: str
    place: Place
    period: str


def choose_report(chosen: Chosen, plans: Sequence[str]) -> ReportChoice | None:
    """None, with what to do, where the plan speaks of no unit that this reader may report on."""
    with st.container(key="td_report_choice"):
        plan_column, unit_column, period_column = st.columns(3)
    with plan_column:
        by_slug = slugged(plans)
        plan = linked_choice("ke-hoach", "Kế hoạch", by_slug, _first_plan(by_slug, chosen), plan_said)
    scope = _scope(plan, chosen)
    units = {place.code: place for place in _reportable(scope)}
    if not units:
        _say_no_unit(scope)
        return None
    with unit_column:
        first = chosen.place.code if chosen.place and chosen.place.code in units else next(iter(units))
        place = linked_choice("don-vi", "Đơn vị báo cáo", units, first, _unit_said)
    with period_column:
        periods = {text: text for text in _periods(scope, chosen)}
        period = linked_choice(_PERIOD, "Kỳ báo cáo", periods, next(iter(periods)), _period_said)
    return ReportChoice(plan, place, period)


def _scope(plan: str, chosen: Chosen) -> PlanScope:
    scope: PlanScope = read("plan-scope", (plan, chosen.known_at, chosen.seen_in))
    return scope


def _reportable(scope: PlanScope) -> list[Place]:
    """The units whose reports this reader may make: the file is kept among theirs."""
    return [place for place in scope.units if may_do(Action.MAKE_REPORT, place.code)]


def _say_no_unit(scope: PlanScope) -> None:
    plan = plain(scope.plan_number)
    if scope.units:
        st.info(
            f"Kế hoạch {plan} không nêu đơn vị nào mà bạn được lập báo cáo. Hãy chọn kế hoạch khác, hoặc hỏi người quản"
            " trị của tỉnh.",
            icon=":material/lock:",
        )
    else:
        st.info(f"Kế hoạch {plan} chưa có chỉ tiêu, vốn hay mục tiêu của đơn vị nào.")


def _first_plan(by_slug: dict[str, str], chosen: Chosen) -> str:
    """The first plan that speaks of the chosen unit, else the first that one may report on at all."""
    offered = {slug_: _reportable(_scope(plan, chosen)) for slug_, plan in by_slug.items()}
    own = [slug_ for slug_, units in offered.items() if units]
    return next((slug_ for slug_ in own if chosen.place in offered[slug_]), next(iter(own or by_slug)))


def _unit_said(place: Place) -> str:
    above = places_of(place.seen_in).by_code[place.parent] if place.parent and place.level == "commune" else None
    return f"{place.full_name}, {above.full_name}" if above else place.full_name


def _period_said(text: str) -> str:
    said = period_of(text).said
    return capitalised(said)


def _periods(scope: PlanScope, chosen: Chosen) -> list[str]:
    """Years of the plan and their six months, then up to a day: the chosen one, those of figures, one of the link.

    The first is proposed: the report that is due, or was due last, on the day that is looked from.
    """
    years = scope.years or (chosen.today.year,)
    fixed = [_proposed(years, chosen.today), *(text for year in years for text in (str(year), f"{year}-H1"))]
    days: list[date] = [*([chosen.as_of] if chosen.as_of else []), *read("result-dates", chosen.known_at)]
    known = {period_of(text).until for text in fixed}
    own = [day.isoformat() for day in days if day.year in years and day not in known]
    return list(dict.fromkeys([*fixed, *own, *_of_link()]))


def _proposed(years: Sequence[int], today: date) -> str:
    """Of the plan's present year the six months, as long as that report is the one on hand; else a whole year."""
    if today.year not in years:
        return str(years[0])
    return f"{today.year}-H1" if today.month in _OF_SIX_MONTHS else str(today.year)


def _of_link() -> list[str]:
    """A day that somebody wrote in the link."""
    asked = st.query_params.get(_PERIOD, "")
    try:
        return [period_of(asked).text] if asked else []
    except UnknownName:
        return []
