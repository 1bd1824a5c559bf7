"""What does not follow inside the loaded plans and the stored figures, with both sides of each contradiction.

Every check recomputes; nothing is corrected. A finding that data/plans/*/explanations.csv explains is known;
one without an explanation is a contradiction that somebody has to look at.
"""

from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit.documents import document_findings
from core.audit.findings import Finding, Weight, explained
from core.audit.plans import plan_findings
from core.audit.progress import progress_findings
from core.audit.tables_and_text import budget_text_findings, poverty_text_findings
from core.places import all_places
from core.reference import EDITION, documents
from core.reports.origin import reasons_given
from core.settings import DATA
from core.tables import BudgetPlan, Goal, Obligation, PovertyPlan, PovertyProgress, UnitFact

__all__ = ["Finding", "Weight", "audit"]


def audit(session: Session, plans_folder: Path = DATA / "plans") -> list[Finding]:
    """All findings: plans by number, then documents' texts, then stored results; in the order of unit codes."""
    places = all_places()
    plans = _standing(session, PovertyPlan, PovertyPlan.plan_number, PovertyPlan.unit_code)
    lines = _standing(session, BudgetPlan, BudgetPlan.unit_code, BudgetPlan.line)
    results = _standing(session, PovertyProgress, PovertyProgress.unit_code, PovertyProgress.as_of)
    loaded = _loaded_numbers(session)
    found = [*plan_findings(plans, places)]
    for document in documents(plans_folder):
        if document.number in loaded:
            found += document_findings(document, places)
            found += poverty_text_findings(document, plans, places)
            found += budget_text_findings(document, lines)
    found += progress_findings(results, plans, places, reasons_given(session))
    return explained(found, plans_folder)


Row = TypeVar("Row", bound=UnitFact)


def _standing(session: Session, table: type[Row], *order: Any) -> list[Row]:
    query = select(table).where(table.is_current, table.edition == EDITION).order_by(*order)
    return list(session.scalars(query))


def _loaded_numbers(session: Session) -> set[str]:
    """The plans of which anything stands."""
    numbers: set[str] = set()
    for table in (PovertyPlan, BudgetPlan, Goal, Obligation):
        numbers |= {number for number in session.scalars(select(table.plan_number).where(table.is_current)) if number}
    return numbers
