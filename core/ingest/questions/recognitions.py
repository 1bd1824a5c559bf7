"""Recognitions that were made before, and one decision under two dates."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from core import formats
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.issues import Issue, ask
from core.places import places_of
from core.stored import StandingFact

Key = tuple[str, ...]


def recognition_questions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """`recognised_twice`, at the second of two rows; what stands already was answered when it was stored."""
    decisions: dict[Key, dict[str, date]] = defaultdict(dict)
    for fact in around:
        if "decision_number" in fact.values:
            of_unit = decisions[_key(fact.values["unit_code"], fact.values)]
            of_unit[fact.values["decision_number"]] = fact.values["decision_date"]
    days: dict[Key, Record] = {}
    for record in checked.records:
        number, day = record.values["decision_number"], record.values["decision_date"]
        of_unit = decisions[_key(record.place.code if record.place else "", record.values)]
        if of_unit and number not in of_unit:
            yield _again(checked, record, *next(iter(of_unit.items())))
        of_unit[number] = day
        first = days.setdefault((_issuer(record), number), record)
        if first.values["decision_date"] != day:
            yield _two_dates(checked, record, first)


def _key(code: str, values: Mapping[str, Any]) -> Key:
    return (code, values["village"], values["title"])


def _issuer(record: Record) -> str:
    """A commune is recognised by its province, a village by its huyện (its xã where there is none): each numbers."""
    if record.place is None:
        return ""
    province, district, _ = places_of(record.place.edition).ancestors(record.place)
    issuer = province if record.values["title"].startswith("xã") else district or record.place
    return issuer.code if issuer else ""


def _again(checked: CheckedTable, record: Record, other: str, day: date) -> Issue:
    number, village = record.values["decision_number"], record.values["village"]
    whose = f"{village}, {record.of}" if village else record.of
    reason = (
        f"{whose}: danh hiệu «{record.values['title']}» đã được công nhận theo quyết định {other} ngày"
        f" {formats.day(day)}, tệp ghi thêm quyết định {number}."
    )
    remedy = "Hãy kiểm tra số quyết định; nếu đúng là công nhận lại, hãy ghi lý do."
    return ask(checked.table.kind, "recognised_twice", record.line, "decision_number", number, reason, remedy)


def _two_dates(checked: CheckedTable, record: Record, first: Record) -> Issue:
    day = record.values["decision_date"]
    reason = (
        f"{record.of}: quyết định {record.values['decision_number']} ghi ngày {formats.day(day)}, ở dòng {first.line}"
        f" ghi ngày {formats.day(first.values['decision_date'])}."
    )
    remedy = "Một quyết định chỉ có một ngày: hãy sửa; nếu là hai quyết định khác nhau, hãy ghi lý do."
    return ask(checked.table.kind, "recognised_twice", record.line, "decision_date", day, reason, remedy)
