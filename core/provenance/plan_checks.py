"""What does not follow from a plan's own figures, said beside the figures that it is about."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit.findings import Finding, explained
from core.audit.plans import plan_findings
from core.audit.tables_and_text import poverty_text_findings
from core.places import places_of, places_seen_by
from core.provenance.sources import Seen
from core.reference import documents
from core.reports.once import once
from core.reports.poverty import PlanStatus
from core.reports.standing import has_numbers, visible
from core.settings import DATA
from core.tables import PovertyPlan


def audited(session: Session, seen: Seen, row: PlanStatus, figures: set[str]) -> list[str]:
    """What does not follow from the plan's own figures, with the explanation where one is kept beside the plan."""
    return [
        f"{finding.message} {finding.explanation or ''}".rstrip()
        for finding in once(session, _findings_of_plan, row.plan_number, seen.known_at)
        if finding.unit in ("", row.place.name) and finding.measure in figures
    ]


def _findings_of_plan(session: Session, number: str, known_at: datetime | None) -> list[Finding]:
    same = PovertyPlan.plan_number == number, has_numbers(PovertyPlan)
    plans = list(session.scalars(select(PovertyPlan).where(visible(PovertyPlan, known_at), *same)))
    found: list[Finding] = []
    for edition in dict.fromkeys(plan.edition for plan in plans):
        found += plan_findings([plan for plan in plans if plan.edition == edition], places_of(edition))
    for document in documents():
        if document.number == number:
            found += poverty_text_findings(document, plans, places_seen_by(document.unit))
    return explained(found, DATA / "plans")
