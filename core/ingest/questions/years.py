"""Years that do not fit: beside the file's other rows, the budget's year, the plan's document, or today.

One question per date and column, at its first row: a wrong year mostly stands in many rows at once.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from core import clock, formats
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.issues import Issue, ask
from core.reference import documents, rows_of
from core.settings import DATA

# The column of each kind that says when; of a plan, for which year. Deadlines may honestly lie years apart.
_WHEN = {
    "poverty-progress": "as_of",
    "poverty-plan": "year",
    "budget-plan": "budget_year",
    "disbursement": "as_of",
    "criteria-status": "as_of",
    "recognition": "decision_date",
    "goal-progress": "as_of",
    "obligation-done": "done_on",
    "obligation-done-unit": "done_on",
    "explanation": "as_of",
}
_SHARED_BY, _AT_LEAST_APART, _TO_ONE = 3, 2, 3
_YEARS_AHEAD = 2
# Assessments are of a running programme; the first communes were recognised in 2011.
_YEARS_BACK = {"criteria-status": ("as_of", 10), "recognition": ("decision_date", 16)}
_REMEDY = "Hãy kiểm tra năm; nếu đúng, hãy ghi lý do."


def odd_years(checked: CheckedTable) -> Iterator[Issue]:
    """`odd_year`; a value is asked about once, for the first reason found."""
    kind, asked = checked.table.kind, set[tuple[str, Any]]()
    for find in (_beside_the_budget_year, _beside_the_document, _beside_today, _beside_the_others):
        found: dict[tuple[str, Any], tuple[Record, str, int]] = {}
        for key, record, why in find(checked):
            at = (key, record.values[key])
            if at not in asked:
                first, said, rows = found.get(at, (record, why, 0))
                found[at] = (first, said, rows + 1)
        asked |= set(found)
        for (key, value), (record, why, rows) in found.items():
            reason = f"{record.of}: «{kind.by_key[key].header}» ghi {_said(value)}, {why}."
            more = f" Còn {rows - 1} dòng khác cũng vậy." if rows > 1 else ""
            yield ask(kind, "odd_year", record.line, key, value, reason + more, _REMEDY)


def _said(value: Any) -> str:
    return formats.day(value) if isinstance(value, date) else f"năm {value}"


Found = Iterator[tuple[str, Record, str]]


def _beside_the_others(checked: CheckedTable) -> Found:
    """One lone year apart from all others of the file; several years, or years in a row, are a history."""
    key = _WHEN.get(checked.table.kind.name)
    if key is None or key not in checked.table.positions:
        return
    values = Counter(record.values[key] for record in checked.records)
    years: Counter[int] = Counter()
    for value, rows in values.items():
        years[_year(value)] += rows
    if len(years) < 2:
        return
    common, rows = years.most_common(1)[0]
    odd = [year for year in years if not _joined(year, common, years)]
    if len(odd) != 1 or abs(odd[0] - common) < _AT_LEAST_APART or rows < max(_SHARED_BY, years[odd[0]] * _TO_ONE):
        return
    days = {value.timetuple()[1:3] for value in values if isinstance(value, date) and _year(value) == common}
    for record in checked.records:
        value = record.values[key]
        # Decisions are made in any year: only one of the same day looks like a slip of the year.
        of_its_time = checked.table.kind.name == "recognition" and value.timetuple()[1:3] not in days
        if _year(value) == odd[0] and not of_its_time:
            yield key, record, f"trong khi {rows} dòng khác của tệp là năm {common}"


def _year(value: Any) -> int:
    return value.year if isinstance(value, date) else int(value)


def _joined(year: int, common: int, years: Mapping[int, int]) -> bool:
    """True where every year between the two is in the file: 2022, 2023, 2024."""
    return all(between in years for between in range(min(year, common), max(year, common)))


def _beside_the_budget_year(checked: CheckedTable) -> Found:
    """Capital is paid from the first day of its year until the end of its term."""
    if checked.table.kind.name != "disbursement":
        return
    for record in checked.records:
        as_of, year = record.values["as_of"], record.values["budget_year"]
        if as_of < date(year, 1, 1):
            yield "as_of", record, f"trước năm vốn {year}"
        elif as_of > (until := _paid_until(year, record.values["carry_over"])):
            source = record.values["carry_over"]
            yield "as_of", record, f"sau hạn thanh toán {formats.day(until)} của {source} {year}"


@cache
def _terms() -> Mapping[int, date]:
    return {
        int(row["budget_year"]): date.fromisoformat(row["paid_until"]) for row in rows_of(DATA / "payment_terms.csv")
    }


def _paid_until(year: int, source: str) -> date:
    """Capital carried over has a year more. A year that nobody entered ends like the others, on 31/01 of the next."""
    if source == "kéo dài":
        return date(year + 1, 12, 31)
    return _terms().get(year) or date(year + 1, 1, 31)


def _beside_the_document(checked: CheckedTable) -> Found:
    """Nothing of a plan is done, reached or due before the plan's year; known for the shipped ones."""
    keys = {
        **{"goal-progress": "as_of", "explanation": "as_of", "goal": "due", "obligation": "due"},
        **dict.fromkeys(("obligation-done", "obligation-done-unit"), "done_on"),
    }
    key = keys.get(checked.table.kind.name)
    if key is None:
        return
    years = {document.number: document.year for document in documents()}
    for record in checked.records:
        year, value = years.get(record.values["plan_number"]), record.values.get(key)
        if year and value and value.year < year:
            yield key, record, f"trước năm {year} của văn bản {record.values['plan_number']}"


def _beside_today(checked: CheckedTable) -> Found:
    """Plans more than two years ahead; assessments and recognitions older than the programme."""
    today, name = clock.today(), checked.table.kind.name
    looks: dict[str, tuple[str, Callable[[Any], bool], str]] = {
        "budget_year": ("budget_year", lambda year: year > today.year + _YEARS_AHEAD, "sau hôm nay hơn hai năm"),
        "year": ("year", lambda year: year > today.year + _YEARS_AHEAD, "sau hôm nay hơn hai năm"),
    }
    if found := _YEARS_BACK.get(name):
        key, years = found
        oldest = (today.year - years, today.month, today.day)
        looks[key] = (key, lambda day: (day.year, day.month, day.day) < oldest, f"trước hôm nay hơn {years} năm")
    for key, is_odd, why in looks.values():
        if key in checked.table.positions:
            for record in checked.records:
                if is_odd(record.values[key]):
                    yield key, record, why
