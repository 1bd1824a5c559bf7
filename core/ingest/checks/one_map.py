"""Rows whose day leaves both maps open are all of one: a file that mixes them is refused, each such row named."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core import formats
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.checks.row_maps import editions_for, period_said, when_of
from core.ingest.compare import Comparison
from core.ingest.issues import Issue, Severity
from core.reference import EDITION

_LINES_NAMED = 10
_MIXED = ("mixed_maps", "unit_of_other_map")


def hold_to_one_map(checked: CheckedTable, comparison: Comparison) -> CheckedTable:
    """The table with an error for each row that is of another map than most.

    A file that changes nothing may mix them: it is an export of what stands.
    """
    kind = checked.table.kind.name
    by_edition: dict[str, list[Record]] = defaultdict(list)
    for record in checked.records:
        if record.place and len(editions_for(when_of(kind, record.values))) > 1:
            by_edition[record.place.edition].append(record)
    if len(by_edition) < 2 or not (comparison.new or comparison.changed):
        return checked
    usual = max(by_edition, key=lambda edition: len(by_edition[edition]))
    lines = {edition: [record.line for record in records] for edition, records in by_edition.items()}
    odd = [record for edition, records in by_edition.items() if edition != usual for record in records]
    issues = [_mixed(checked, record, usual, lines) for record in odd]
    return replace(
        checked,
        issues=(*checked.issues, *issues),
        bad_lines=checked.bad_lines | {record.line for record in odd},
    )


def _mixed(checked: CheckedTable, record: Record, usual: str, lines: Mapping[str, Sequence[int]]) -> Issue:
    assert record.place is not None
    key = record.place.level if record.place.level in checked.table.positions else "district"
    named = lines[usual][:_LINES_NAMED]
    more = "…" if len(lines[usual]) > _LINES_NAMED else ""
    return Issue(
        Severity.ERROR,
        "mixed_maps",
        f"{record.of} (mã {record.place.official_code}) là đơn vị {period_said(record.place.edition)}, còn các dòng"
        f" {', '.join(map(str, named))}{more} ghi đơn vị {period_said(usual)}.",
        "Một tệp chỉ dùng đơn vị của một bản đồ: hãy ghi lại theo cùng bản đồ, hoặc tách thành hai tệp.",
        record.line,
        checked.table.kind.by_key[key].header,
        record.place.bare_name,
    )


def maps_said(checked: CheckedTable) -> str:
    """Which map the units of a file are of, with how many rows of each; nothing where all are of the first."""
    rows = checked.rows_by_edition
    if set(rows) <= {EDITION}:
        return ""
    said = ", ".join(f"{period_said(one)} ({formats.count(number)} dòng)" for one, number in sorted(rows.items()))
    if len(rows) == 1:
        return f"Đơn vị theo bản đồ {said}. "
    if any(issue.code in _MIXED for issue in checked.issues):
        return f"Tệp lẫn đơn vị cũ và mới: {said}. "
    return f"Tệp có dòng của cả hai bản đồ: {said}. "
