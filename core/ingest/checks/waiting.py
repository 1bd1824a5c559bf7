"""Rows for which a draft waits already: an error for who would bring a second draft, a note for who publishes."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from core import formats
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.checks.reach import naming_column
from core.ingest.compare import keys_of
from core.ingest.issues import Issue, Severity
from core.stored import FactKey
from core.waiting import waiting_for, waiting_said


def hold_to_drafts(checked: CheckedTable, session: Session, is_draft: bool) -> CheckedTable:
    """`is_draft`: this file would wait too, so its rows of figures that have a draft are errors, and are left out."""
    kind = checked.table.kind.name
    keys = keys_of(kind, checked.records)
    waiting = waiting_for(session, kind, keys)
    if not waiting:
        return checked
    if not is_draft:
        return replace(checked, issues=(*checked.issues, _note(keys, waiting)))
    pairs = [(record, waiting.get(key)) for record, key in zip(checked.records, keys, strict=True)]
    issues = [_refusal(checked, record, batch) for record, batch in pairs if batch]
    kept = tuple(record for record, batch in pairs if not batch)
    bad = checked.bad_lines | {record.line for record, batch in pairs if batch}
    return replace(checked, records=kept, issues=(*checked.issues, *issues), bad_lines=bad)


def _refusal(checked: CheckedTable, record: Record, batch: int) -> Issue:
    return Issue(
        Severity.ERROR,
        "waiting_draft",
        f"{record.of}: {waiting_said([batch])}.",
        f"Hãy thu hồi lô {batch} trước, hoặc đợi tỉnh duyệt.",
        record.line,
        naming_column(checked),
        record.of or None,
    )


def _note(keys: list[FactKey], waiting: Mapping[FactKey, int]) -> Issue:
    rows = sum(key in waiting for key in keys)
    batches = sorted(set(waiting.values()))
    said = ", ".join(str(batch) for batch in batches)
    return Issue(
        Severity.NOTE,
        "draft_waits",
        f"{formats.count(rows)} dòng của tệp {waiting_said(batches)}.",
        f"Nếu lưu tệp này, lô {said} sẽ không duyệt được nữa; hãy trả lại để đơn vị nộp lại.",
    )
