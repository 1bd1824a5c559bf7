"""Poverty plans beside what is known of the unit: a fall larger than its poverty rate, a start far from it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from core import formats
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.compare import shown
from core.ingest.issues import Issue, ask
from core.stored import StandingFact

# Two counts of one year's start: a fifth apart and at least as many households, for small communes differ honestly.
_APART, _HOUSEHOLDS = Decimal("0.2"), 10
_REPORTED = {"households_start": "households", "poor_start": "poor"}
_OWNER = ("plan_owner", "plan_number")
Values = Mapping[str, Any]


class Start(NamedTuple):
    """Households at the start of a year, under the columns of a plan, and who says so."""

    values: Values
    said: str


def starts_and_rates(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    facts: dict[str, list[StandingFact]] = defaultdict(list)
    for fact in around:
        facts[fact.values["unit_code"]].append(fact)
    for record in checked.records:
        of_unit = facts[record.place.code] if record.place else []
        known = list(_starts(record, of_unit))
        yield from _start_differs(checked, record, known)
        known = [Start(record.values, "tệp"), *known, *_last_report(record, of_unit)]
        yield from _more_than_all(checked, record, known)


def _starts(record: Record, facts: Sequence[StandingFact]) -> Iterator[Start]:
    """The year's start in other plans that stand, and at the end of the year before."""
    year = record.values["year"]
    for fact in facts:
        values = fact.values
        if values.get("year") == year and any(values[key] != record.values.get(key) for key in _OWNER):
            number = values["plan_number"] or f"cấp {values['plan_owner']}"
            yield Start(values, f"kế hoạch {number}")
        elif values.get("as_of") == date(year - 1, 12, 31) and values["value_type"] != "ước":
            yield _reported(fact)


def _last_report(record: Record, facts: Sequence[StandingFact]) -> list[Start]:
    """What was reported last before the plan's year: within it the rate falls."""
    before = [fact for fact in facts if "as_of" in fact.values and fact.values["as_of"].year < record.values["year"]]
    return [_reported(max(before, key=lambda fact: fact.values["as_of"]))] if before else []


def _reported(fact: StandingFact) -> Start:
    values = {ours: fact.values[theirs] for ours, theirs in _REPORTED.items()}
    return Start(values, f"báo cáo ngày {formats.day(fact.values['as_of'])}")


def _start_differs(checked: CheckedTable, record: Record, known: Sequence[Start]) -> Iterator[Issue]:
    kind = checked.table.kind
    for key in _REPORTED:
        value = record.values.get(key)
        others = [start for start in known if start.values.get(key) is not None]
        if value is None or not others or any(_near(value, start.values[key]) for start in others):
            continue
        said = "; ".join(f"{formats.count(start.values[key])} hộ theo {start.said}" for start in others)
        reason = f"{record.of}: «{kind.by_key[key].header}» ghi {formats.count(value)} hộ, đang biết {said}."
        remedy = "Có thể nhầm đơn vị hoặc nhầm dòng; nếu đúng, hãy ghi lý do."
        yield ask(kind, "start_differs", record.line, key, value, reason, remedy)


def _near(value: int, other: int) -> bool:
    return abs(value - other) < _HOUSEHOLDS or abs(value - other) <= other * _APART


def _more_than_all(checked: CheckedTable, record: Record, known: Sequence[Start]) -> Iterator[Issue]:
    """A poverty rate falls by itself at most. The first start that has both counts tells the rate."""
    points = record.values.get("rate_reduction")
    counts = ((start.values.get("households_start"), start.values.get("poor_start"), start.said) for start in known)
    households, poor, said = next(((all_, poor, said) for all_, poor, said in counts if all_ and poor), (0, 0, ""))
    if points is None or not households or points * households <= poor * 100:
        return
    rate = formats.decimal(Decimal(poor) * 100 / households, 2)
    reason = f"{record.of}: dự kiến giảm {shown(points)} điểm, trong khi tỷ lệ hộ nghèo theo {said} chỉ là {rate}%."
    remedy = "Hãy kiểm tra dấu thập phân và đơn vị; nếu đúng, hãy ghi lý do."
    yield ask(checked.table.kind, "magnitude", record.line, "rate_reduction", points, reason, remedy)
