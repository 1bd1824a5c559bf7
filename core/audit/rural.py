"""New rural areas: recognised units beside their newest assessments, villages that are listed beside what plans say."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from core import formats
from core.audit.findings import Finding, Weight
from core.audit.sources import of_row, of_rows
from core.audit.statements import in_text, value_of
from core.criteria_sets import set_decided_by, set_in_force
from core.places import Places
from core.reference import Document, Statement, rows_of
from core.rules.criteria import CriterionState
from core.settings import DATA
from core.tables import CriterionStatus, Recognition, Village

_MOST_NAMED = 6
Key = tuple[str, str, str]


def recognition_findings(
    decisions: Sequence[Recognition], assessed: Sequence[CriterionStatus], places: Places
) -> Iterator[Finding]:
    """A unit that is recognised while criteria of the same set are not đạt by their newest assessments.

    Everything đạt without a decision is no contradiction: that takes a decision. Nor is a criterion not assessed.
    """
    newest: dict[Key, dict[int, CriterionStatus]] = defaultdict(dict)
    for row in sorted(assessed, key=lambda row: row.as_of):
        newest[row.unit_code, row.village, set_in_force(row.set, row.as_of) or row.set][row.criterion] = row
    latest = {_key(row): row for row in sorted(decisions, key=lambda row: row.decision_date)}
    for key, decision in latest.items():
        criteria = newest.get(key, {})
        failing = [row for _, row in sorted(criteria.items()) if row.status != CriterionState.MET]
        if failing:
            yield _not_met(decision, list(criteria.values()), failing, places)


def _key(row: Recognition) -> Key:
    return row.unit_code, row.village, set_decided_by(row.title, row.decision_date)


def _not_met(
    decision: Recognition, criteria: Sequence[CriterionStatus], failing: Sequence[CriterionStatus], places: Places
) -> Finding:
    place = places.by_code[decision.unit_code]
    whose = f"{decision.village}, {place.full_name}" if decision.village else place.full_name
    decided = f"quyết định {decision.decision_number} ngày {formats.day(decision.decision_date)}"
    numbers = ", ".join(str(row.criterion) for row in failing[:_MOST_NAMED])
    more = " …" if len(failing) > _MOST_NAMED else ""
    assessed_on = formats.day(max(row.as_of for row in failing))
    met = len(criteria) - len(failing)
    sides = f"đã công nhận: {decided}", f"{met}/{len(criteria)} tiêu chí đạt; chưa đạt: {numbers}{more}"
    message = (
        f"{whose}: được công nhận «{decision.title}» ({decided}), đánh giá mới nhất ngày {assessed_on} còn"
        f" {len(failing)} tiêu chí chưa đạt ({numbers}{more})."
    )
    return Finding(
        "recognised_not_met",
        Weight.QUESTION,
        "",
        place.name,
        decision.title,
        *sides,
        message,
        of_row(decision, section=f"Quyết định {decision.decision_number}"),
        of_rows(failing, how="đánh giá mới nhất của từng tiêu chí"),
        place.code,
        place.level,
    )


@cache
def _counted() -> dict[tuple[str, str], bool]:
    """Which statements count villages; whether those of DTTS areas alone (data/audit_villages.csv)."""
    rows = rows_of(DATA / "audit_villages.csv")
    return {(row["document"], row["measure"]): row["ethnic_only"] == "yes" for row in rows}


def village_findings(document: Document, villages: Sequence[Village], places: Places) -> Iterator[Finding]:
    """The number of villages that a plan states beside those listed, where the list allows to judge.

    A list that lacks a commune can only be too long; a village that is not said to lie in a DTTS area may do so.
    """
    below = set(places.codes_below(document.unit))
    listed = [village for village in villages if village.unit_code in below]
    communes = {code for code in below if places.by_code[code].level == "commune" and places.by_code[code].kind == "Xã"}
    complete = communes <= {village.unit_code for village in listed}
    for statement in document.statements if listed else ():
        ethnic_only = _counted().get((document.number, statement.measure))
        stated = value_of(statement)
        if ethnic_only is None or not isinstance(stated, int):
            continue
        least, most = _least_and_most(listed, ethnic_only)
        if least > stated or (most < stated and complete):
            yield _villages_differ(document, statement, listed, most if most < stated else least, ethnic_only)


def _least_and_most(villages: Sequence[Village], ethnic_only: bool) -> tuple[int, int]:
    if not ethnic_only:
        return len(villages), len(villages)
    areas = Counter(village.ethnic_area for village in villages)
    return areas["có"], areas["có"] + areas[None]


def _villages_differ(
    document: Document, statement: Statement, listed: Sequence[Village], count: int, ethnic_only: bool
) -> Finding:
    of_area = " vùng đồng bào DTTS" if ethnic_only else ""
    rows = [village for village in listed if not ethnic_only or village.ethnic_area != "không"]
    sides = f"{statement.printed_value} thôn", f"{formats.count(count)} thôn"
    message = (
        f"{statement.unit}: mục {statement.section} nêu {statement.printed_value} thôn{of_area}, danh sách thôn đã nạp"
        f" có {formats.count(count)} thôn{of_area}."
    )
    against = of_rows(rows, how=f"danh sách thôn{of_area}")
    return in_text(document, statement, "villages_differ", Weight.QUESTION, sides, message, against)
