"""What a unit said of the figure that it is behind by: the explanation that counts now, among the remarks."""

from datetime import date

from sqlalchemy.orm import Session

from core.provenance.keys import COUNT, POVERTY, SUM, FigureKey
from core.provenance.sources import Seen
from core.reports import explanations
from core.reports.explanations import ExplanationFilter, GivenExplanation, explanations_given, latest_by_unit
from core.reports.once import once
from core.text import slug
from core.wording_explanations import standing_said

_OF_A_PLAN = ("percent_points", "percent_households", "short", "left")


def shortfall_remarks(session: Session, key: FigureKey, seen: Seen) -> tuple[str, ...]:
    """Nothing for figures that are no distance from a plan, and for villages, which explain nothing for themselves."""
    subject = _subject(key)
    if subject is None:
        return ()
    code, year = key.part("unit"), key.part("year")
    found = once(session, explanations_given, ExplanationFilter(code, known_at=seen.known_at))
    of_plan = [one for one in found if _is_of_plan(one, key)]
    since = date(int(year), 1, 1) if year else None
    standing = latest_by_unit(of_plan, subject, since=since).get(code)
    return (f"Giải trình: {standing_said(standing, seen.today)}",) if standing else ()


def _subject(key: FigureKey) -> str | None:
    if key.kind == POVERTY and key.part("name") in _OF_A_PLAN:
        return explanations.POVERTY
    if key.kind == SUM and key.part("name") == "percent":
        return explanations.DISBURSEMENT
    return explanations.RURAL if key.kind == COUNT and not key.part("village") else None


def _is_of_plan(one: GivenExplanation, key: FigureKey) -> bool:
    """A key names its plan by slug, perhaps with whose it is behind: `97-kh-ubnd_tinh`."""
    plan = key.part("plan") if key.kind == POVERTY else ""
    return not plan or slug(one.plan_number) in ("", plan.partition("_")[0])
