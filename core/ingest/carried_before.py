"""What stood before for a unit that is newer than its figures: the rows of what it was made of, added up.

Only where it is made of whole units and each has a row of the same day: what was cut says nothing sure, so nothing is
asked about it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from core.carrying import NONE_DECLARED, made_of
from core.ingest.checks.row_maps import all_editions
from core.places import Place
from core.repository import Repository
from core.stored import CarriedFact, StandingFact
from core.territory import units_below

# Reports are set beside reports and plans; of a report these counts add (households).
_COUNTS = ("households", "poor", "near_poor", "ethnic_households", "ethnic_poor", "indigenous_households")
_COUNTED = (*_COUNTS, "indigenous_poor")
_ASKED = ("poverty-progress", "poverty-plan")
_REPORTS = "poverty-progress"
_Dated = Mapping[str, Mapping[date, StandingFact]]


def carried_before(repository: Repository, kind: str, units: Iterable[Place]) -> list[CarriedFact]:
    """Reports that nobody stored, of units of later editions, as the earlier one's rows give them; none made up."""
    newer = [place for place in units if place.edition != all_editions()[0]] if kind in _ASKED else []
    wanted = {place.code: _whole_parts(place, all_editions()[0]) for place in newer}
    codes = {below for parts in wanted.values() for part in parts for below in (part, *_all_below(part))}
    if not codes:
        return []
    by_unit: dict[str, dict[date, StandingFact]] = defaultdict(dict)
    for fact in repository.standing_of_units(_REPORTS, all_editions()[0], codes):
        if not fact.demo:
            by_unit[fact.values["unit_code"]][fact.values["as_of"]] = fact
    return [fact for place in newer for fact in _carried(place, wanted[place.code], by_unit)]


def _whole_parts(place: Place, edition: str) -> Sequence[str]:
    """What a unit is made of; nothing where any of it was cut."""
    shares = made_of(place.code, edition, NONE_DECLARED)
    return [share.unit for share in shares] if all(share.is_whole for share in shares) else []


def _all_below(code: str) -> Iterator[str]:
    for child in units_below(code):
        yield child
        yield from _all_below(child)


def _carried(place: Place, parts: Sequence[str], by_unit: _Dated) -> Iterator[CarriedFact]:
    days = {day for part in parts for code in (part, *_all_below(part)) for day in by_unit.get(code, ())}
    for day in sorted(days):
        of_parts = [_rows(part, day, by_unit) for part in parts]
        if all(of_parts):
            yield _added(place, day, [row for rows in of_parts for row in rows])


def _rows(code: str, day: date, by_unit: _Dated) -> list[StandingFact]:
    """A unit's own row, else those of all units right below it; none where one of them has none."""
    if own := by_unit.get(code, {}).get(day):
        return [own]
    below = [_rows(child, day, by_unit) for child in units_below(code)]
    return [row for rows in below for row in rows] if all(below) else []


def _added(place: Place, day: date, rows: Sequence[StandingFact]) -> CarriedFact:
    values: dict[str, Any] = {
        "edition": place.edition,
        "unit_code": place.code,
        "as_of": day,
        "value_type": next(
            (row.values["value_type"] for row in rows if row.values["value_type"] == "ước"), "chính thức"
        ),
        "poor_start": None,
        **{count: _sum([row.values[count] for row in rows]) for count in _COUNTED},
    }
    return CarriedFact(rows[0].id, rows[0].batch_id, rows[0].row_number, values, parts=len(rows))


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
