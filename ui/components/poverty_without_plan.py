"""What is known of a unit's poor households where no plan is there to compare them with."""

from collections.abc import Mapping

from core.places import Place, places_of
from core.reports.frames import sources_of
from core.reports.poverty import Result
from core.reports.poverty_views import newest_of, results_apart
from core.wording_two_maps import results_apart_said
from ui.components.notices import no_plan, no_plan_but_results, source_line
from ui.components.poverty_now import list_newest, say_newest, say_undivided, words
from ui.components.poverty_tables import history
from ui.filters import Chosen
from ui.public import published, say_not_published
from ui.reads import read


def without_plan(chosen: Chosen) -> None:
    """That there is no plan; then the unit's newest figure, those of the units below it and its own over time."""
    place = chosen.place
    results = read("poverty-results", chosen.poverty) if place else {}
    if place is None or not any(results.get(code) for code in places_of(place.seen_in).codes_around(place.code)):
        no_plan()
        return
    no_plan_but_results()
    say_newest(place, results)
    history(place, results, chosen.when)
    shown = _units_below(place, results)
    say_undivided(place)
    newest = results.get(place.code, [])[-1:]
    source_line(sources_of([], [*newest, *shown]))


def _units_below(place: Place, results: Mapping[str, list[Result]]) -> list[Result | None]:
    """Of the newest day each, and what lies in none of them."""
    known = places_of(place.seen_in)
    every = known.children(place)
    below = published(newest_of(every, results))
    shown = list_newest(place, below, "units_without_plan")
    newest = next(iter(results.get(place.code, [])[-1:]), None)
    days = [
        (unit, found)
        for unit in every
        for found in results.get(unit.code, ())
        if newest and found.as_of == newest.as_of
    ]
    apart = published(results_apart(place, newest, days, results))
    words([results_apart_said(place, apart)])
    say_not_published(every)
    return [*shown, *(found for _, found in apart)]
