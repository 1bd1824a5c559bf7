"""Questions about budgets, criteria and goals: figures that look wrong rather than malformed."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from core import formats
from core.ingest.check import CheckedTable, Record
from core.ingest.issues import Issue, Severity, ask
from core.repository import StandingFact
from core.settings import question_line_million_dong, question_magnitude

_LINE = ("budget_year", "line", "carry_over")
# Nghìn đồng written for triệu đồng is a thousand times, đồng a million times.
_OTHER_UNIT = Decimal(100)
Key = tuple[Any, ...]


def _line_key(code: str, values: Mapping[str, Any]) -> Key:
    return (code, *(values.get(key) for key in _LINE))


def disbursement_questions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """More than planned, another magnitude, less than before; a line the plan does not mention is only noted."""
    plans = {
        _line_key(fact.values["unit_code"], fact.values): fact.values["allocated"]
        for fact in around
        if "allocated" in fact.values
    }
    before = _disbursed(checked, around)
    for record in checked.records:
        key = _line_key(record.place.code if record.place else "", record.values)
        yield from _beside_plan(checked, record, plans.get(key))
        if key not in plans:
            yield from _other_unit(checked, record, "disbursed")
        yield from _beside_last(checked, record, before[key])


def budget_plan_questions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """A line of a size that no commune has: đồng written for triệu đồng."""
    for record in checked.records:
        yield from _other_unit(checked, record, "allocated")


def _other_unit(checked: CheckedTable, record: Record, key: str) -> Iterator[Issue]:
    value = record.values[key]
    if value >= question_line_million_dong():
        reason = (
            f"{record.of}, nội dung {record.values['line']}: {formats.amount(value)} triệu đồng, quá lớn cho một xã."
        )
        remedy = "Có phải số tính bằng đồng hoặc nghìn đồng? Hãy sửa; nếu đúng là triệu đồng, hãy ghi lý do."
        yield ask(checked.table.kind, "other_unit", record.line, key, value, reason, remedy)


def _beside_plan(checked: CheckedTable, record: Record, planned: Decimal | None) -> Iterator[Issue]:
    value, line = record.values["disbursed"], record.values["line"]
    if planned is None:
        reason = f"{record.of}: nội dung «{line}» không nêu trong kế hoạch vốn đã nạp; vẫn nhận và ghi rõ như vậy."
        column = checked.table.kind.by_key["line"].header
        yield Issue(Severity.NOTE, "not_in_plan", reason, row=record.line, column=column, value=str(line))
    elif value > planned:
        times = "gấp nhiều lần" if planned and value >= planned * _OTHER_UNIT else "vượt"
        reason = (
            f"{record.of}, nội dung {line}: giải ngân {formats.amount(value)} triệu đồng {times}"
            f" kế hoạch {formats.amount(planned)} triệu đồng."
        )
        remedy = "Có phải số tính bằng đồng hoặc nghìn đồng? Hãy sửa; nếu đúng là triệu đồng, hãy ghi lý do."
        yield ask(checked.table.kind, "above_plan", record.line, "disbursed", value, reason, remedy)


def _beside_last(checked: CheckedTable, record: Record, known: list[tuple[Any, Decimal]]) -> Iterator[Issue]:
    last = max((earlier for earlier in known if earlier[0] < record.values["as_of"]), default=None)
    value = record.values["disbursed"]
    if last and value < last[1]:
        reason = (
            f"{record.of}, nội dung {record.values['line']}: lũy kế {formats.amount(value)} triệu đồng, ít hơn"
            f" {formats.amount(last[1])} triệu đồng của ngày {formats.day(last[0])}."
        )
        yield ask(checked.table.kind, "cumulative_falls", record.line, "disbursed", value, reason)


def _disbursed(checked: CheckedTable, around: Sequence[StandingFact]) -> dict[Key, list[tuple[Any, Decimal]]]:
    """(date, amount) of every line, as stored and as the file has it."""
    found: dict[Key, list[tuple[Any, Decimal]]] = defaultdict(list)
    rows = [(fact.values["unit_code"], fact.values) for fact in around if "disbursed" in fact.values]
    rows += [(record.place.code, record.values) for record in checked.records if record.place]
    for code, values in rows:
        found[_line_key(code, values)].append((values["as_of"], values["disbursed"]))
    return found


def criteria_questions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """A criterion that goes back from đạt is real, and is asked about."""
    history: dict[Key, list[tuple[Any, str]]] = defaultdict(list)
    rows = [(fact.values["unit_code"], fact.values) for fact in around if "criterion" in fact.values]
    rows += [(record.place.code, record.values) for record in checked.records if record.place]
    for code, values in rows:
        history[_criterion_key(code, values)].append((values["as_of"], values["status"]))
    for record in checked.records:
        known = history[_criterion_key(record.place.code if record.place else "", record.values)]
        last = max((earlier for earlier in known if earlier[0] < record.values["as_of"]), default=None)
        status = record.values["status"]
        if last and last[1] == "đạt" and status != "đạt":
            reason = (
                f"{record.of}: tiêu chí {record.values['criterion']} ({record.values['set']}) đã đạt ngày"
                f" {formats.day(last[0])}, nay ghi «{status}»."
            )
            yield ask(checked.table.kind, "goes_back", record.line, "status", status, reason)


def _criterion_key(code: str, values: Mapping[str, Any]) -> Key:
    return (code, values["village"], values["set"], values["criterion"])


def goal_questions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """A value many times its target: another unit of measure, or a lost mark."""
    times = question_magnitude()
    targets = {
        (fact.values["plan_number"], fact.values["goal"]): fact.values
        for fact in around
        if "value_upper" in fact.values and fact.values["value"]
    }
    for record in checked.records:
        target = targets.get((record.values["plan_number"], record.values["goal"]))
        value = record.values["value"]
        if target and value >= max(target["value"], target["value_upper"] or 0) * times:
            reason = (
                f"{record.of}: {formats.amount(value)} gấp từ {times} lần mục tiêu"
                f" {formats.amount(target['value'])} {target['measure'] or ''}."
            )
            yield ask(checked.table.kind, "magnitude", record.line, "value", value, reason)


PROGRAMME_QUESTIONS: dict[str, Callable[[CheckedTable, Sequence[StandingFact]], Iterator[Issue]]] = {
    "budget-plan": budget_plan_questions,
    "disbursement": disbursement_questions,
    "criteria-status": criteria_questions,
    "goal-progress": goal_questions,
}
