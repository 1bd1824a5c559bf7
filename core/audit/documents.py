"""The words of a shipped document against the figures that were loaded from it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from core import formats
from core.audit.findings import Finding, Weight
from core.audit.plans import header_of, unrounded_fall
from core.ingest.kinds import kinds
from core.ingest.numbers import NumberProblem, understand_counts, understand_decimals
from core.places import Place, Places
from core.reference import Document, Statement
from core.tables import PovertyPlan

# Goals that a text states for a population whose baseline the plan does not give.
_WITHOUT_BASELINE = {"indigenous_rate_reduction": "tỷ lệ hộ nghèo DTTS tại chỗ"}
_AT_LEAST = ("trở lên", "từ")
_MORE_THAN = "trên"


def document_findings(document: Document, plans: Sequence[PovertyPlan], places: Places) -> Iterator[Finding]:
    """Nothing for a document whose figures are not loaded (taken back, or replaced by none)."""
    rows = {
        plan.unit_code: plan for plan in plans if plan.plan_number == document.number and plan.year == document.year
    }
    if not rows:
        return
    province = places.by_code[document.unit]
    yield from _names(document, places, province)
    yield from _between_statements(document)
    for statement in document.statements:
        if (place := _place(statement, places, province)) and (plan := rows.get(place.code)):
            yield from _against_table(document, statement, plan)
    yield from _below_own_target(document, rows, places, province)


def _place(statement: Statement, places: Places, province: Place) -> Place | None:
    if statement.unit == province.name:
        return province
    return next(iter(places.find(statement.unit, "district", [province]).places), None)


def _finding(
    document: Document,
    statement: Statement,
    code: str,
    weight: Weight,
    measure: str,
    left: str,
    right: str,
    message: str,
) -> Finding:
    source = f"{document.number}, mục {statement.section}"
    return Finding(code, weight, document.number, statement.unit, measure, left, right, message, source)


def _names(document: Document, places: Places, province: Place) -> Iterator[Finding]:
    """A name printed otherwise than the official one, once per spelling."""
    seen: set[str] = set()
    for statement in document.statements:
        match = places.find(statement.printed_unit, "district", [province])
        if statement.unit == province.name or match.exact or statement.printed_unit in seen:
            continue
        seen.add(statement.printed_unit)
        official = _place(statement, places, province)
        name = official.full_name if official else "không có trong danh mục"
        message = f"Văn bản viết «{statement.printed_unit}»; tên đúng là {name}."
        yield _finding(
            document, statement, "name_differs", Weight.QUESTION, "district", statement.printed_unit, name, message
        )


def _between_statements(document: Document) -> Iterator[Finding]:
    """The same goal stated twice with different values; a goal without the baseline it would be measured from."""
    stated: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in document.statements:
        stated[statement.unit, statement.measure].append(statement)
    for (_, measure), statements in stated.items():
        first, *others = statements
        for other in others:
            if _value(other) != _value(first):
                message = (
                    f"{first.unit}: mục {first.section} ghi {first.printed_value}, mục {other.section} ghi"
                    f" {other.printed_value} cho cùng một chỉ tiêu."
                )
                yield _finding(
                    document,
                    other,
                    "statements_differ",
                    Weight.ERROR,
                    measure,
                    other.printed_value,
                    first.printed_value,
                    message,
                )
        if measure in _WITHOUT_BASELINE:
            message = (
                f"Chỉ tiêu giảm {_WITHOUT_BASELINE[measure]} {first.printed_value} điểm % {first.qualifier}"
                " không có số gốc: văn bản không nêu số hộ, tỷ lệ đầu năm."
            )
            yield _finding(
                document, first, "no_baseline", Weight.QUESTION, measure, first.printed_value, "chưa có số gốc", message
            )


def _against_table(document: Document, statement: Statement, plan: PovertyPlan) -> Iterator[Finding]:
    if statement.measure in _WITHOUT_BASELINE:
        return
    in_table, in_text = getattr(plan, statement.measure), _value(statement)
    name = header_of(statement.measure)
    table_says = f"{in_table} ({plan.source})"
    if in_table != in_text:
        message = (
            f"{statement.unit}: «{name}» ở mục {statement.section} là {statement.printed_value}, ở bảng là {in_table}."
        )
        yield _finding(
            document,
            statement,
            "text_differs_from_table",
            Weight.ERROR,
            statement.measure,
            statement.printed_value,
            table_says,
            message,
        )
    elif statement.qualifier == _MORE_THAN:
        value = statement.printed_value
        message = f"{statement.unit}: văn bản ghi «trên {value}», bảng cộng lại đúng bằng {value}."
        yield _finding(
            document,
            statement,
            "more_than_is_exactly",
            Weight.QUESTION,
            statement.measure,
            f"trên {statement.printed_value}",
            table_says,
            message,
        )


def _value(statement: Statement) -> int | Decimal | None:
    cells = {0: statement.printed_value}
    columns = kinds()["poverty-plan"].by_key
    is_count = statement.measure in columns and columns[statement.measure].type == "count"
    value = understand_counts(cells)[0] if is_count else understand_decimals(cells, Decimal(100), "")[0]
    return None if isinstance(value, NumberProblem) else value


def _below_own_target(
    document: Document, rows: dict[str, PovertyPlan], places: Places, province: Place
) -> Iterator[Finding]:
    """Units whose planned households amount to less than the «… trở lên» of the same plan (domain.md section 1.1)."""
    seen: set[str] = set()
    for statement in document.statements:
        place, target = _place(statement, places, province), _value(statement)
        if statement.measure != "rate_reduction" or statement.qualifier not in _AT_LEAST or not place or not target:
            continue
        plan = rows.get(place.code)
        exact = unrounded_fall(plan) if plan else None
        if exact is None or exact >= target or place.code in seen:
            continue
        seen.add(place.code)
        message = (
            f"{place.full_name}: số hộ kế hoạch chỉ làm tỷ lệ giảm {formats.decimal(exact, 4)} điểm %, thấp hơn"
            f" «{statement.printed_value}% {statement.qualifier}» của chính kế hoạch."
        )
        yield _finding(
            document,
            statement,
            "below_own_target",
            Weight.ROUNDING,
            "rate_reduction",
            f"{statement.printed_value} {statement.qualifier}",
            formats.decimal(exact, 4),
            message,
        )
