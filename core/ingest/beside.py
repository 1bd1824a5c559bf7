"""What a file's rows are set beside when questions are asked about them."""

from core.ingest.checks.check import CheckedTable
from core.ingest.kind_rules import rules_of
from core.places import all_places
from core.reference import EDITION
from core.repository import Repository
from core.stored import StandingFact
from core.tables import UNIT_FACT_TABLES

# Kinds whose rows a file is set beside, besides its own; the second are short lists, read whole.
_BESIDE = {
    "poverty-progress": ("poverty-plan",),
    "poverty-plan": ("poverty-progress",),
    "disbursement": ("budget-plan",),
}
_LISTS_BESIDE = {"goal-progress": ("goal",), "goal": ("goal",), "obligation": ("obligation",)}


def beside(repository: Repository, checked: CheckedTable) -> list[StandingFact]:
    """Standing rows of the same units, their parents and siblings, their plans and goals; none that is made up."""
    return [fact for fact in _found(repository, checked) if not fact.demo]


def _found(repository: Repository, checked: CheckedTable) -> list[StandingFact]:
    kind, places = checked.table.kind.name, all_places()
    facts = [fact for other in _LISTS_BESIDE.get(kind, ()) for fact in repository.standing_of_kind(other)]
    own = {record.place for record in checked.records if record.place}
    if kind not in UNIT_FACT_TABLES:
        return facts
    family = own
    if rules_of(kind).summed:
        parents = {places.by_code[place.parent] for place in own if place.parent}
        family = own | parents | {child for parent in parents | own for child in places.children(parent)}
    facts += repository.standing_of_units(kind, EDITION, (place.code for place in family))
    for other in _BESIDE.get(kind, ()):
        facts += repository.standing_of_units(other, EDITION, (place.code for place in own))
    return facts
