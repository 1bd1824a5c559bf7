"""What units said of why they are behind, for chapters that name those who are: giải trình."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.official_report.content import Figure, figure
from core.official_report.material import Material
from core.places import Place
from core.reports.explanations import ExplanationFilter, GivenExplanation, explanations_given, latest_by_unit
from core.text import capitalised
from core.wording_explanations import brought_said, due_said


@dataclass(frozen=True)
class Explained:
    """One explanation in the words of its unit; `due` is the remedy's own day with the days left."""

    place: str
    on: Figure
    cause: str
    remedy: str
    due: str
    doubt: str


def explained(material: Material, subject: str) -> list[Explained]:
    """The explanation of each unit that counts now, of the year or later, of this plan or of none; by unit code.

    The period's end does not cut them: an explanation comes after the figures that it explains.
    """
    chosen = ExplanationFilter(material.place.code, known_at=material.request.known_at)
    given = explanations_given(material.session, chosen)
    found = latest_by_unit(given, subject, [material.plan_number], date(material.period.year, 1, 1))
    return [_explained(found[code], material) for code in sorted(found)]


def _explained(found: GivenExplanation, material: Material) -> Explained:
    name = found.place.full_name
    return Explained(
        place=capitalised(name),
        on=figure(
            found.as_of,
            "day",
            f"Ngày giải trình ({found.subject})",
            name,
            source=brought_said(found),
            batches=frozenset({found.origin.batch}),
        ),
        cause=found.cause.rstrip(" .;"),
        remedy=found.remedy.rstrip(" .;"),
        due=due_said(found, material.request.judged_on),
        doubt=" (minh họa)" if found.made_up else "",
    )


def unexplained(behind: Iterable[Place], found: Sequence[Explained]) -> list[str]:
    """The names of those that are behind and gave no explanation, each once."""
    said = {one.place.lower() for one in found}
    return list(dict.fromkeys(place.full_name for place in behind if place.full_name.lower() not in said))
