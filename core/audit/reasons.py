"""The reasons that were given where a contradiction was asked about when a file came."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit.findings import Finding
from core.audit.plan_rows import header_of
from core.places import places_seen_by
from core.reports.origin import Reasons, reasons_given
from core.reports.standing import known
from core.tables import Batch

_PARTS, _RESULTS = "parts_differ", "poverty-progress"
# A question about parts names the whole, the column and the whole's own figure before what the parts add up to.
_BEFORE_PARTS = ", cộng "


@dataclass(frozen=True)
class ReasonsGiven:
    """By rows that were asked about; by batch and the beginning of the question, for wholes beside their parts."""

    by_row: Reasons
    by_question: Mapping[tuple[int, str], str]


def audit_reasons(session: Session, known_at: datetime | None = None) -> ReasonsGiven:
    query = select(Batch.id, Batch.questions, Batch.justification).where(
        Batch.justification.is_not(None), known(Batch, known_at)
    )
    by_question = {
        (batch, question["reason"].partition(_BEFORE_PARTS)[0]): reason
        for batch, questions, reason in session.execute(query)
        for question in questions
        if _BEFORE_PARTS in question["reason"]
    }
    return ReasonsGiven(reasons_given(session, known_at), by_question)


def with_reasons(findings: Iterable[Finding], given: ReasonsGiven) -> list[Finding]:
    """What somebody was asked about when it came is explained by the reason that was given then."""
    return [
        replace(finding, explanation=f"người nộp giải thích: {reason}") if reason else finding
        for finding in findings
        for reason in [next(_reasons(finding, given), None)]
    ]


def _reasons(finding: Finding, given: ReasonsGiven) -> Iterator[str]:
    """Of a whole beside its parts whichever came last was asked about, for both sides, on any of its rows."""
    if finding.code == _PARTS:
        place = places_seen_by(finding.unit_code).by_code[finding.unit_code]
        asked = f"{place.full_name}: «{header_of(finding.measure, _RESULTS)}»"
        lines = (*finding.left_source.lines, *finding.right_source.lines)
        keys = [(batch, f"{asked} là {finding.left}") for batch in sorted({batch for batch, _ in lines}, reverse=True)]
        yield from (given.by_question[key] for key in keys if key in given.by_question)
    else:
        yield from (given.by_row[line] for line in finding.left_source.lines if line in given.by_row)
