"""Questions about budgets and criteria, and which kind asks what: figures that look wrong rather than malformed."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from core import formats
from core.criteria_sets import set_in_force
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.issues import Issue, Severity, ask
from core.ingest.questions.budget_lines import disbursed_in_billions, parent_lines, planned_in_billions
from core.ingest.questions.budget_maps import carried_plans, falls_across_maps
from core.ingest.questions.explanations import explanation_questions
from core.ingest.questions.goals import goal_progress_questions, goal_questions, obligation_questions
from core.ingest.questions.recognitions import recognition_questions
from core.settings import question_line_million_dong, question_magnitude
from core.stored import StandingFact

_LINE = ("budget_year", "line", "carry_over")
_CRITERION = ("village", "set", "criterion")
# Million đồng (triệu) is what files hold; the other units people write, by how many of them make one.
_UNITS = ((Decimal(1_000), "nghìn đồng"), (Decimal(1_000_000), "đồng"))
# About a thousand times the last amount: no line of a budget grew that much.
_ABOUT_A_THOUSAND = 500
_UNIT_REMEDY = "Có phải số tính bằng đồng hoặc nghìn đồng? Hãy sửa; nếu đúng là triệu đồng, hãy ghi lý do."
Key = tuple[Any, ...]


class Dated(NamedTuple):
    """A figure of one thing on one date, as it stands after the file; `record` is the file's row, if it has one."""

    as_of: date
    value: Any
    record: Record | None = None
    stood: Any = None

    @property
    def brought(self) -> bool:
        """True when the file says something new."""
        return self.record is not None and self.stood != self.value


def _history(
    checked: CheckedTable, around: Sequence[StandingFact], names: Sequence[str], figure: str
) -> dict[Key, list[Dated]]:
    """Every thing's figures by date; the file's own take the place of those that stood."""
    found: dict[Key, dict[date, Dated]] = defaultdict(dict)
    for fact in around:
        if figure in fact.values and "as_of" in fact.values:
            day = fact.values["as_of"]
            found[_key(fact.values["unit_code"], fact.values, names)][day] = Dated(day, fact.values[figure])
    for record in checked.records:
        days, day = found[_key_of(record, names)], record.values["as_of"]
        stood = days[day].value if day in days else None
        days[day] = Dated(day, record.values[figure], record, stood)
    return {key: sorted(days.values(), key=lambda dated: dated.as_of) for key, days in found.items()}


def _key(code: str, values: Mapping[str, Any], names: Sequence[str]) -> Key:
    return (code, *(values.get(name) for name in names))


def _key_of(record: Record, names: Sequence[str]) -> Key:
    return _key(record.place.code if record.place else "", record.values, names)


def _last_before(dated: Sequence[Dated], as_of: date) -> Dated | None:
    at = bisect_left(dated, as_of, key=lambda one: one.as_of)
    return dated[at - 1] if at else None


def disbursement_questions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """More than planned, another unit, less than before; a line the plan does not mention is only noted.

    An amount of another unit is asked about once: neither it nor its neighbours are asked about a fall as well.
    """
    plans = {
        _key(fact.values["unit_code"], fact.values, _LINE): fact.values["allocated"]
        for fact in around
        if "allocated" in fact.values
    }
    plans = {**carried_plans(checked, around), **plans}
    history, column = _history(checked, around, _LINE, "disbursed"), checked.table.kind.by_key["line"].header
    other_unit: dict[Key, set[date]] = defaultdict(set)
    for record in checked.records:
        key = _key_of(record, _LINE)
        if (planned := plans.get(key)) is None:
            yield _not_in_plan(record, column)
            asked = _other_unit(checked, record, "disbursed", _last_before(history[key], record.values["as_of"]))
        else:
            asked = _above_plan(checked, record, planned)
        if asked:
            yield asked
        if asked and (planned is None or record.values["disbursed"] >= planned * question_magnitude()):
            other_unit[key].add(record.values["as_of"])
    for key, dated in history.items():
        known = [one for one in dated if one.as_of not in other_unit[key]] if key in other_unit else dated
        yield from _falls(checked, known)
    yield from falls_across_maps(checked, around)
    yield from parent_lines(checked, around, "disbursed")
    yield from disbursed_in_billions(checked, around)


def budget_plan_questions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """A line of a size that no commune has, or of another magnitude than what stands for it."""
    standing = {
        _key(fact.values["unit_code"], fact.values, _LINE): fact.values["allocated"]
        for fact in around
        if "allocated" in fact.values
    }
    for record in checked.records:
        asked = _other_unit(checked, record, "allocated", None)
        if asked := asked or _another_magnitude(checked, record, standing.get(_key_of(record, _LINE))):
            yield asked
    yield from parent_lines(checked, around, "allocated")
    yield from planned_in_billions(checked)


def _another_magnitude(checked: CheckedTable, record: Record, stood: Decimal | None) -> Issue | None:
    value, times = record.values["allocated"], question_magnitude()
    if not value or not stood or stood / times < value < stood * times:
        return None
    reason = (
        f"{record.of}, nội dung {record.values['line']}: {formats.amount(value)} triệu đồng, đang là"
        f" {formats.amount(stood)} triệu đồng, cách nhau từ {times} lần trở lên."
    )
    return ask(checked.table.kind, "magnitude", record.line, "allocated", value, reason, _unit_remedy(value, stood))


def _other_unit(checked: CheckedTable, record: Record, key: str, last: Dated | None) -> Issue | None:
    """Too large for any commune, or about a thousand times what the same line had before."""
    value, before = record.values[key], last.value if last else Decimal(0)
    beside_last = before > 0 and value >= before * _ABOUT_A_THOUSAND
    if not beside_last and value < question_line_million_dong():
        return None
    why = f"số gần nhất là {formats.amount(before)} triệu đồng" if beside_last else "quá lớn cho một xã"
    reason = f"{record.of}, nội dung {record.values['line']}: {formats.amount(value)} triệu đồng, {why}."
    remedy = _unit_remedy(value, before) if beside_last else _UNIT_REMEDY
    return ask(checked.table.kind, "other_unit", record.line, key, value, reason, remedy)


def _unit_remedy(value: Decimal, beside: Decimal) -> str:
    """Which unit was probably written: the first that brings the amount to within ten times the one beside it."""
    times = question_magnitude()
    for factor, name in _UNITS if value >= beside * times else ():
        if value / factor <= beside * times:
            meant = f"{formats.amount(value)} {name} = {formats.amount(value / factor)} triệu đồng"
            return f"Có thể là {name}: {meant}. {_UNIT_REMEDY}"
    return _UNIT_REMEDY


def _not_in_plan(record: Record, column: str) -> Issue:
    line = record.values["line"]
    reason = f"{record.of}: nội dung «{line}» không nêu trong kế hoạch vốn đã nạp; vẫn nhận và ghi rõ như vậy."
    return Issue(Severity.NOTE, "not_in_plan", reason, row=record.line, column=column, value=str(line))


def _above_plan(checked: CheckedTable, record: Record, planned: Decimal) -> Issue | None:
    value = record.values["disbursed"]
    if value <= planned:
        return None
    times = "gấp nhiều lần" if planned and value >= planned * 100 else "vượt"
    reason = (
        f"{record.of}, nội dung {record.values['line']}: giải ngân {formats.amount(value)} triệu đồng {times}"
        f" kế hoạch {formats.amount(planned)} triệu đồng."
    )
    remedy = _unit_remedy(value, planned)
    return ask(checked.table.kind, "above_plan", record.line, "disbursed", value, reason, remedy)


def _falls(checked: CheckedTable, known: Sequence[Dated]) -> Iterator[Issue]:
    """Less than before; or more than a later amount that stands, which the file's own row has not asked about."""
    amounts = [one.value for one in known]
    if amounts == sorted(amounts):
        return
    for last, here, later in _threes(known):
        if here.record and last and here.value < last.value:
            yield _fall(checked, here.record, "ít hơn", last)
        elif here.record and later and _breaks(here, later) and (last.value if last else 0) <= later.value < here.value:
            yield _fall(checked, here.record, "nhiều hơn", later)


def _threes(known: Sequence[Dated]) -> Iterator[tuple[Dated | None, Dated, Dated | None]]:
    """Every figure with the one before it and the one after it."""
    return zip((None, *known[:-1]), known, (*known[1:], None), strict=True)


def _breaks(here: Dated, later: Dated) -> bool:
    """True where the file brings a figure and the later one stands: the file's own rows ask for themselves."""
    return here.brought and later.record is None


def _fall(checked: CheckedTable, record: Record, compared: str, other: Dated) -> Issue:
    value = record.values["disbursed"]
    reason = (
        f"{record.of}, nội dung {record.values['line']}: lũy kế {formats.amount(value)} triệu đồng, {compared}"
        f" {formats.amount(other.value)} triệu đồng của ngày {formats.day(other.as_of)}."
    )
    return ask(checked.table.kind, "cumulative_falls", record.line, "disbursed", value, reason)


def criteria_questions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """A criterion that goes back from đạt is real, and is asked about once, whichever of its two rows comes later."""
    for (_, _, name, _), history in _history(checked, around, _CRITERION, "status").items():
        for dated in _by_set(name, history):
            yield from _goes_back_in(checked, dated)


def _by_set(name: str, history: Sequence[Dated]) -> Iterable[Sequence[Dated]]:
    """A criterion's states under each set that had its number: two sets' are two criteria."""
    found: dict[str | None, list[Dated]] = defaultdict(list)
    for one in history:
        found[set_in_force(name, one.as_of)].append(one)
    return found.values()


def _goes_back_in(checked: CheckedTable, dated: Sequence[Dated]) -> Iterator[Issue]:
    if all(one.value != "đạt" for one in dated[:-1]) or all(one.value == "đạt" for one in dated):
        return
    for last, here, later in _threes(dated):
        was_reached = last is not None and last.value == "đạt"
        if here.record and last and was_reached and here.value != "đạt":
            said = f"đã đạt ngày {formats.day(last.as_of)}, nay ghi «{here.value}»"
            yield _goes_back(checked, here.record, said)
        elif here.record and later and not was_reached and here.value == "đạt" and later.value != "đạt":
            said = f"ghi đạt ngày {formats.day(here.as_of)}, ngày {formats.day(later.as_of)} đã ghi «{later.value}»"
            if _breaks(here, later):
                yield _goes_back(checked, here.record, said)


def _goes_back(checked: CheckedTable, record: Record, said: str) -> Issue:
    status = record.values["status"]
    reason = f"{record.of}: tiêu chí {record.values['criterion']} ({record.values['set']}) {said}."
    return ask(checked.table.kind, "goes_back", record.line, "status", status, reason)


PROGRAMME_QUESTIONS: dict[str, Callable[[CheckedTable, Sequence[StandingFact]], Iterator[Issue]]] = {
    "budget-plan": budget_plan_questions,
    "disbursement": disbursement_questions,
    "criteria-status": criteria_questions,
    "goal": goal_questions,
    "goal-progress": goal_progress_questions,
    "obligation": obligation_questions,
    "recognition": recognition_questions,
    "explanation": explanation_questions,
}
