"""Explanations of a shortfall: a remedy that is due before it was promised."""

from collections.abc import Iterator, Sequence

from core import formats
from core.ingest.checks.check import CheckedTable
from core.ingest.issues import Issue, ask
from core.stored import StandingFact


def explanation_questions(checked: CheckedTable, _around: Sequence[StandingFact]) -> Iterator[Issue]:
    """`due_before`: the remedy's date lies before the day of the explanation."""
    for record in checked.records:
        given, due = record.values["as_of"], record.values["remedy_due"]
        if due < given:
            reason = f"{record.of}: hạn khắc phục {formats.day(due)} trước ngày giải trình {formats.day(given)}."
            remedy = "Hãy kiểm tra hai ngày; nếu đúng, hãy ghi lý do."
            yield ask(checked.table.kind, "due_before", record.line, "remedy_due", formats.day(due), reason, remedy)
