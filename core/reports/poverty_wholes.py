"""Why a unit has no figure of its own: what it is made of on the other map, and who of these has none of the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from core.carrying import NONE_DECLARED, Declared, made_of, other_edition
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
    which is later. `undivided` are those that only partly lie in it and that nobody declared a share of, with their
    newest result.
    """

    place: Place
    as_of: date | None
    with_figures: tuple[Place, ...]
    without: tuple[Place, ...]
    parts_day: date | None = None
    reported: int = 0
    expected: int = 0
    undivided: tuple[tuple[Place, Result | None], ...] = ()


def made_of_others(place: Place, results: Results, declared: Declared = NONE_DECLARED) -> MadeOf:
    """Of `results` by unit code, of all that lies in the unit."""
    known = places_of(place.seen_in)
    shares = made_of(place.code, other_edition(place.edition), declared)
    days = {known.by_code[share.unit]: _days(share.unit, results) for share in shares if share.is_known}
    cut = [share.unit for share in shares if not share.is_known]
    undivided = tuple((known.by_code[code], next(reversed(results.get(code, ())), None)) for code in cut)
    newest = max((day for found in days.values() for day in found), default=None)
    having = tuple(part for part, found in days.items() if newest in found)
    without = tuple(part for part in days if part not in having)
    made = MadeOf(place, newest or _newest_of(undivided), having, without, undivided=undivided)
    return _with_own_parts(made, results)


def _newest_of(undivided: Iterable[tuple[Place, Result | None]]) -> date | None:
    return max((result.as_of for _, result in undivided if result), default=None)


def _with_own_parts(made: MadeOf, results: Results) -> MadeOf:
    below = [{found.as_of for found in results.get(code, ())} for code in units_below(made.place.code)]
    day = max((day for found in below for day in found), default=None)
    if day is None or (made.as_of and day <= made.as_of):
        return made
    return replace(made, parts_day=day, reported=sum(day in found for found in below), expected=len(below))


def _days(code: str, results: Results) -> set[date]:
    """The days of which a unit has a result that was reported for it, or all units below it have."""
    below = [_days(child, results) for child in units_below(code)]
    own = {found.as_of for found in results.get(code, ()) if not found.carried}
    return own.union(set.intersection(*below) if below else ())


def undivided_of(session: Session, chosen: PovertyFilter) -> Sequence[UndividedResult]:
    """The newest results of units that were cut, which nobody can say how much of is whose."""
    return undivided_results(session, chosen.places, chosen.unit_code, chosen.as_of, chosen.known_at)
