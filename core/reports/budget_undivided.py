"""Budget lines that lie in a unit and can't be given to the units below it: nobody declared how their unit divides."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from core.places import Places, places_of
from core.reports.budget import BudgetFilter
from core.reports.undivided import UndividedLine, undivided_lines


def budget_undivided(session: Session, chosen: BudgetFilter) -> Sequence[UndividedLine]:
    """Of units of another edition than the map's; in an old huyện also the map's own communes that straddle it."""
    places, code = chosen.places, chosen.unit_code
    found = undivided_lines(session, places, code, chosen.as_of, chosen.known_at)
    if code is None or not places.by_code[code].is_guest:
        return found
    own = places_of(places.by_code[code].edition)
    beside = undivided_lines(session, own, code, chosen.as_of, chosen.known_at)
    return [*found, *(_named(line, places) for line in beside if not line.lies_whole)]


def _named(line: UndividedLine, places: Places) -> UndividedLine:
    """By the names of the map that is looked at."""
    by_code = places.by_code
    return replace(line, place=by_code[line.place.code], into=tuple(by_code[unit.code] for unit in line.into))
