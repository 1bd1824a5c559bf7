"""What a file's rows are set beside when questions are asked about them."""

from collections import defaultdict
from collections.abc import Iterable

from core.ingest.carried_before import carried_before
from core.ingest.checks.check import CheckedTable
from core.ingest.checks.row_maps import all_editions
from core.ingest.kind_rules import rules_of
from core.places import Place, places_of
from core.repository import Repository
from core.stored import StandingFact
from core.tables import UNIT_FACT_TABLES
from core.territory import leaves_touching

# Kinds whose rows a file is set beside, besides its own; the second are short lists, read whole.
_BESIDE = {
    "poverty-progress": ("poverty-plan",),
    "poverty-plan": ("poverty-progress",),
    "disbursement": ("budget-plan",),
}
_LISTS_BESIDE = {"goal-progress": ("goal",), "goal": ("goal",), "obligation": ("obligation",)}


def beside(repository: Repository, checked: CheckedTable) -> list[StandingFact]:
    """Standing rows of the same units, their parents and siblings, their plans and goals; none that is made up.

    Of units whose figures before were those of another map's, what these add up to (core.ingest.carried_before).
    """
    return [fact for fact in _found(repository, checked) if not fact.demo]


def _found(repository: Repository, checked: CheckedTable) -> list[StandingFact]:
    kind = checked.table.kind.name
    facts = [fact for other in _LISTS_BESIDE.get(kind, ()) for fact in repository.standing_of_kind(other)]
    own = {record.place for record in checked.records if record.place}
    if kind not in UNIT_FACT_TABLES:
        return facts
    family = own
    if rules_of(kind).summed:
        family = own | {relative for place in own for relative in _family(place)}
    facts += _of_units(repository, kind, family)
    for other in _BESIDE.get(kind, ()):
        facts += _of_units(repository, other, own)
    if kind == "disbursement":
        facts += [fact for one in (kind, "budget-plan") for fact in _of_old_units(repository, one, own)]
    return [*facts, *carried_before(repository, kind, own)]


def _of_old_units(repository: Repository, kind: str, units: Iterable[Place]) -> list[StandingFact]:
    """A new unit's cumulative figure goes on from those of the units it was made of."""
    first = all_editions()[0]
    codes = {code for place in units if place.edition != first for code in leaves_touching(place.code, first)}
    return repository.standing_of_units(kind, first, codes) if codes else []


def _family(place: Place) -> Iterable[Place]:
    """The unit above, what is right below both, as the unit's own map has it."""
    places = places_of(place.edition)
    yield from places.children(place)
    if place.parent:
        parent = places.by_code[place.parent]
        yield parent
        yield from places.children(parent)


def _of_units(repository: Repository, kind: str, units: Iterable[Place]) -> list[StandingFact]:
    by_edition: dict[str, list[str]] = defaultdict(list)
    for place in units:
        by_edition[place.edition].append(place.code)
    return [
        fact for edition, codes in by_edition.items() for fact in repository.standing_of_units(kind, edition, codes)
    ]
