"""Goals and duties: targets that are no percentage, results that are neither yes nor no, codes alike but for case."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from core import formats
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.issues import Issue, ask
from core.settings import question_magnitude
from core.stored import StandingFact

_PERCENT = ("%", "phần trăm")
_POINTS = ("điểm %", "điểm phần trăm")
_HUNDRED = Decimal(100)
Values = Mapping[str, Any]


def goal_progress_questions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """A value many times its target, above 100%, a share of one (0,85 for 85%), or neither 0 nor 1 without a number."""
    goals = {
        (fact.values["plan_number"], fact.values["goal"]): fact.values
        for fact in around
        if "value_upper" in fact.values
    }
    for record in checked.records:
        goal = goals.get((record.values["plan_number"], record.values["goal"]))
        value = record.values["value"]
        if goal and goal["value"] is None:
            if value not in (0, 1):
                reason = f"{record.of}: mục tiêu không nêu số, tệp ghi {formats.amount(value)}."
                remedy = "Hãy ghi 1 nếu đạt, 0 nếu chưa đạt; nếu cần giữ số này, hãy ghi lý do."
                yield ask(checked.table.kind, "magnitude", record.line, "value", value, reason, remedy)
        elif goal and (said := _odd_beside_target(value, goal)):
            yield ask(checked.table.kind, "magnitude", record.line, "value", value, f"{record.of}: {said}.")


def _odd_beside_target(value: Decimal, target: Values) -> str:
    """What is odd about a value, in words; empty where nothing is. Above ten times, or a percentage as a share."""
    times, measure = question_magnitude(), target["measure"] or ""
    most = max(target["value"], target["value_upper"] or 0)
    aim = f"mục tiêu {formats.amount(target['value'])} {measure}".strip()
    if most and value >= most * times:
        return f"{formats.amount(value)} gấp từ {times} lần {aim}"
    if measure.strip().lower() in (*_PERCENT, *_POINTS) and value > _HUNDRED >= most:
        return f"{formats.amount(value)} lớn hơn 100 {measure}, {aim}"
    if "%" in measure and 0 < value < 1 < most and target["value"] / 10 <= value * 100 <= most * 5 / 4:
        return f"{formats.amount(value)} rất nhỏ so với {aim}; có thể là {formats.amount(value * 100)} {measure}"
    return ""


def goal_questions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    for record in checked.records:
        yield from _odd_target(checked, record)
    yield from _similar_codes(checked, around, "goal", "mục tiêu")


def obligation_questions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    yield from _similar_codes(checked, around, "obligation", "nhiệm vụ")


def _odd_target(checked: CheckedTable, record: Record) -> Iterator[Issue]:
    """More than 100%, or less than 1% where the goal's own words don't say so."""
    values = record.values
    if (values.get("measure") or "").strip().lower() not in _PERCENT:
        return
    for key in ("value", "value_upper"):
        value = values.get(key)
        if value is None or f"{formats.amount(value)}%" in values["title"].replace(" ", ""):
            continue
        if value > _HUNDRED:
            said = "lớn hơn 100%"
        elif 0 < value < 1:
            said = f"rất nhỏ; có thể là {formats.amount(value * 100)}%"
        else:
            continue
        reason = f"{record.of}: mục tiêu {formats.amount(value)}% {said}."
        remedy = "Hãy kiểm tra giá trị và đơn vị tính; nếu đúng, hãy ghi lý do."
        yield ask(checked.table.kind, "magnitude", record.line, key, value, reason, remedy)


def _similar_codes(checked: CheckedTable, around: Sequence[StandingFact], key: str, what: str) -> Iterator[Issue]:
    """A code that stands, or came before in the file, in other letters' case: one thing under two codes."""
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fact in around:
        known[fact.values["plan_number"], fact.values[key].casefold()].add(fact.values[key])
    for record in checked.records:
        plan, code = record.values["plan_number"], record.values[key]
        alike = known[plan, code.casefold()]
        if alike and code not in alike:
            reason = f"Kế hoạch «{plan}»: mã {what} «{code}» chỉ khác chữ hoa, chữ thường với mã «{min(alike)}» đã có."
            remedy = f"Nếu cùng một {what}, hãy ghi «{min(alike)}»; nếu là hai {what} khác nhau, hãy ghi lý do."
            yield ask(checked.table.kind, "similar_code", record.line, key, code, reason, remedy)
        alike.add(code)
