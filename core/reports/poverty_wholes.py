"""Why a unit has no figure of its own: what it is made of on the other map, and who of these has none of the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from core.carrying import made_of, other_edition
from core.places import Place, places_of
from core.reports.poverty import PovertyFilter, Result
from core.reports.undivided import UndividedResult, undivided_results
from core.territory import units_below

Results = Mapping[str, Sequence[Result]]


@dataclass(frozen=True)
class MadeOf:
    """A unit by the units of the other edition that lie whole in it, at the newest day that any of these has.

    `with_figures` have a result of that day, themselves or all below them; `without` have none. `as_of` is None where
    nobody has any. `reported` of `expected` units right below it, of its own edition, have a result of `parts_day`,
    which is later.
    """

    place: Place
    as_of: date | None
    with_figures: tuple[Place, ...]
    without: tuple[Place, ...]
    parts_day: date | None = None
    reported: int = 0
    expected: int = 0


def made_of_others(place: Place, results: Results) -> MadeOf:
    """Of `results` by unit code, of all that lies in the unit."""
    known = places_of(place.seen_in)
    shares = made_of(place.code, other_edition(place.edition))
    days = {known.by_code[share.unit]: _days(share.unit, results) for share in shares if share.is_whole}
    newest = max((day for found in days.values() for day in found), default=None)
    having = tuple(part for part, found in days.items() if newest in found)
    made = MadeOf(place, newest, having, tuple(part for part in days if part not in having))
    below = [{found.as_of for found in results.get(code, ())} for code in units_below(place.code)]
    day = max((day for found in below for day in found), default=None)
    if day is None or (newest and day <= newest):
        return made
    return replace(made, parts_day=day, reported=sum(day in found for found in below), expected=len(below))


def _days(code: str, results: Results) -> set[date]:
    """The days of which a unit has a result, or all units below it have."""
    below = [_days(child, results) for child in units_below(code)]
    return {found.as_of for found in results.get(code, ())}.union(set.intersection(*below) if below else ())


def undivided_of(session: Session, chosen: PovertyFilter) -> Sequence[UndividedResult]:
    """The newest results of units that were cut, which nobody can say how much of is whose."""
    return undivided_results(session, chosen.places, chosen.unit_code, chosen.as_of, chosen.known_at)
