"""What does not follow inside the loaded plans and the stored figures, with both sides of each contradiction.

Every check recomputes; nothing is corrected, and what can't be judged for missing parts is not reported. A finding
that data/plans/*/explanations.csv explains is known; one without an explanation is a contradiction that somebody has
to look at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit.budget import budget_findings, budget_text_findings
from core.audit.budget_maps import budget_map_findings
from core.audit.documents import document_findings
from core.audit.findings import Finding, Weight, explained, with_files
from core.audit.maps import map_findings
from core.audit.plans import plan_findings
from core.audit.progress import plan_start_findings, progress_findings
from core.audit.reasons import audit_reasons, with_reasons
from core.audit.rural import recognition_findings, village_findings
from core.audit.sources import Source
from core.audit.tables_and_text import poverty_text_findings
from core.by_key import KEYS_PER_QUERY
from core.places import Places, all_places, places_of
from core.reference import EDITION, Document, documents, editions
from core.reports.batches import made_up_batches
from core.reports.plan_numbers import plans_loaded
from core.reports.shares import declared_shares
from core.reports.standing import visible
from core.settings import DATA
from core.tables import (
    Batch,
    BudgetPlan,
    CriterionStatus,
    Disbursement,
    PovertyPlan,
    PovertyProgress,
    Recognition,
    UnitFact,
    Village,
)

__all__ = ["AuditFilter", "Finding", "Source", "Weight", "audit", "findings_of"]


@dataclass(frozen=True)
class AuditFilter:
    """What stood at a moment (None: what stands), of a unit and all below it (None: of all)."""

    known_at: datetime | None = None
    unit_code: str | None = None


@dataclass(frozen=True)
class _Stored:
    """The rows that stand, or stood at a moment; `documents` are the shipped ones of which anything stands."""

    plans: list[PovertyPlan]
    results: list[PovertyProgress]
    lines: list[BudgetPlan]
    paid: list[Disbursement]
    assessed: list[CriterionStatus]
    decisions: list[Recognition]
    villages: list[Village]
    documents: list[Document]

    def by_edition(self) -> Iterator[tuple[Places, "_Stored"]]:
        """Each edition's rows beside each other alone, with the map that they are of; the documents are the first's."""
        names = [one.name for one in fields(self) if one.name != "documents"]
        for edition in editions():
            rows = {name: [row for row in getattr(self, name) if row.edition == edition.code] for name in names}
            if any(rows.values()):
                given = self.documents if edition.code == EDITION else []
                yield places_of(edition.code), _Stored(**rows, documents=given)


def audit(
    session: Session,
    plans_folder: Path = DATA / "plans",
    known_at: datetime | None = None,
    unit_code: str | None = None,
) -> list[Finding]:
    """All findings: plans by number, then documents' texts, then stored results; then one map beside the other.

    With `known_at` those of the figures that stood at that moment; with `unit_code` of one unit and all below it.
    """
    stored = _stored(session, plans_folder, known_at, unit_code)
    plans: list[Finding] = []
    results: list[Finding] = []
    for places, of_edition in stored.by_edition():
        plans += _of_plans(of_edition, places)
        results += _of_results(of_edition, places)
    shares = declared_shares(session, known_at)
    results += map_findings(stored.plans, stored.results, stored.lines, [*stored.paid, *stored.assessed], shares)
    results += budget_map_findings(stored.lines, stored.paid)
    found = [*plans, *with_reasons(results, audit_reasons(session, known_at))]
    return with_files(explained(found, plans_folder), _files(session, found), made_up_batches(session))


def findings_of(session: Session, asked: AuditFilter | datetime | None = None) -> list[Finding]:
    chosen = asked if isinstance(asked, AuditFilter) else AuditFilter(asked)
    return audit(session, known_at=chosen.known_at, unit_code=chosen.unit_code)


def _files(session: Session, found: Sequence[Finding]) -> dict[int, str]:
    """The names of the files behind the findings, by batch."""
    sides = (side for one in found for side in (one.left_source, one.right_source))
    batches = {batch for side in sides for batch, _ in side.lines}
    query = select(Batch.id, Batch.file_name)
    if len(batches) <= KEYS_PER_QUERY:
        query = query.where(Batch.id.in_(batches))
    return {row.id: row.file_name for row in session.execute(query)}


def _of_plans(stored: _Stored, places: Places) -> Iterator[Finding]:
    yield from plan_findings(stored.plans, places)
    for document in stored.documents:
        yield from document_findings(document, places)
        yield from poverty_text_findings(document, stored.plans, places)
        yield from budget_text_findings(document, stored.lines)
        yield from village_findings(document, stored.villages, places)


def _of_results(stored: _Stored, places: Places) -> Iterator[Finding]:
    """Findings on rows that may have been asked about when they came."""
    yield from plan_start_findings(stored.plans, stored.results, places)
    yield from progress_findings(stored.results, stored.plans, places)
    yield from budget_findings(stored.lines, stored.paid, places)
    yield from recognition_findings(stored.decisions, stored.assessed, places)


def _stored(session: Session, plans_folder: Path, known_at: datetime | None, unit_code: str | None) -> _Stored:
    inside = None if unit_code is None else all_places().codes_within(unit_code)

    def rows(table: type[Row], *order: str) -> list[Row]:
        """By unit and these columns, then by the whole key: the same order from every database."""
        query = select(table).where(visible(table, known_at))
        found = session.scalars(query if inside is None else query.where(table.unit_code.in_(inside)))
        names = ("unit_code", *order, *table.KEY)
        return sorted(found, key=lambda row: tuple(getattr(row, name) for name in names))

    loaded = set(plans_loaded(session, known_at))
    return _Stored(
        plans=sorted(rows(PovertyPlan), key=lambda plan: (plan.plan_number, plan.unit_code)),
        results=rows(PovertyProgress, "as_of"),
        lines=rows(BudgetPlan, "line"),
        paid=rows(Disbursement, "line"),
        assessed=rows(CriterionStatus, "criterion"),
        decisions=rows(Recognition, "decision_date"),
        villages=rows(Village, "village"),
        documents=[
            document
            for document in documents(plans_folder)
            if document.number in loaded and (inside is None or document.unit in inside)
        ],
    )


Row = TypeVar("Row", bound=UnitFact)
