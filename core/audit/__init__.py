"""What does not follow inside the loaded plans and the stored figures, with both sides of each contradiction.

Every check recomputes; nothing is corrected. A finding that data/plans/*/explanations.csv explains is known;
one without an explanation is a contradiction that somebody has to look at.
"""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit.documents import document_findings
from core.audit.findings import Finding, Weight, explained
from core.audit.plans import plan_findings
from core.audit.progress import progress_findings
from core.places import all_places
from core.reference import EDITION, documents
from core.settings import DATA
from core.tables import PovertyPlan, PovertyProgress

__all__ = ["Finding", "Weight", "audit"]


def audit(session: Session, plans_folder: Path = DATA / "plans") -> list[Finding]:
    """All findings: plans by number, then documents' texts, then stored results; in the order of unit codes."""
    places = all_places()
    plans = list(
        session.scalars(
            select(PovertyPlan)
            .where(PovertyPlan.is_current, PovertyPlan.edition == EDITION)
            .order_by(PovertyPlan.plan_number, PovertyPlan.unit_code)
        )
    )
    results = list(
        session.scalars(
            select(PovertyProgress)
            .where(PovertyProgress.is_current, PovertyProgress.edition == EDITION)
            .order_by(PovertyProgress.unit_code, PovertyProgress.as_of)
        )
    )
    found = [*plan_findings(plans, places)]
    for document in documents(plans_folder):
        found += document_findings(document, plans, places)
    found += progress_findings(results, plans, places)
    return explained(found, plans_folder)
