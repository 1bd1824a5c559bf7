"""Communes that a plan's own words say have reached a standard, without a decision number."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from core.places import Place, places_of
from core.reference import EDITION, ReachedStatement, documents, reached_statements
from core.text import fold


@dataclass(frozen=True)
class Stated:
    """A unit that a loaded plan names as having reached a standard: what it says, on which day."""

    statement: ReachedStatement
    plan_number: str
    on: date | None


def stated_of(place: Place, village: str, name: str, plans: Collection[str], as_of: date | None) -> Stated | None:
    """What a loaded plan says of a commune that it names as having reached a standard; not before its own date."""
    said = None if village else stated_as_reached(place, name)
    if said is None or said.plan_number not in plans or (as_of and said.on and said.on > as_of):
        return None
    return said


def stated_as_reached(place: Place, name: str) -> Stated | None:
    """What a shipped plan says of a unit that it names as having reached a standard: of a unit of its own map."""
    for document in documents():
        for said in reached_statements(document.number):
            same = said.title == name and fold(said.unit_name) == fold(place.bare_name)
            if same and place.code in places_of(EDITION).codes_below(document.unit):
                return Stated(said, document.number, document.issued_on)
    return None
