"""The figures of a document's text against the tables that were loaded from it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from core import formats
from core.audit.documents import WITHOUT_BASELINE
from core.audit.findings import Finding, Weight
from core.audit.plans import header_of, unrounded_fall
from core.audit.statements import in_text, place_of, value_of
from core.places import Places
from core.reference import Document, Statement
from core.tables import BudgetPlan, PovertyPlan

_AT_LEAST = ("trở lên", "từ")
_MORE_THAN = "trên"


def poverty_text_findings(document: Document, plans: Sequence[PovertyPlan], places: Places) -> Iterator[Finding]:
    """Nothing for a document whose table is not loaded (taken back)."""
    rows = {
        plan.unit_code: plan for plan in plans if plan.plan_number == document.number and plan.year == document.year
    }
    for statement in document.statements:
        place = place_of(document, statement, places)
        if place and (plan := rows.get(place.code)) and statement.measure not in WITHOUT_BASELINE:
            yield from _against_table(document, statement, plan)
    yield from _below_own_target(document, rows, places)


def _against_table(document: Document, statement: Statement, plan: PovertyPlan) -> Iterator[Finding]:
    in_table, stated, measure = getattr(plan, statement.measure), value_of(statement), statement.measure
    name, value = header_of(measure), statement.printed_value
    table_says = f"{in_table} ({plan.source})"
    if in_table != stated:
        message = f"{statement.unit}: «{name}» ở mục {statement.section} là {value}, ở bảng là {in_table}."
        code = "text_differs_from_table"
        yield in_text(document, statement, code, Weight.ERROR, measure, value, table_says, message)
    elif statement.qualifier == _MORE_THAN:
        message = f"{statement.unit}: văn bản ghi «trên {value}», bảng cộng lại đúng bằng {value}."
        code = "more_than_is_exactly"
        yield in_text(document, statement, code, Weight.QUESTION, measure, f"trên {value}", table_says, message)


def _below_own_target(document: Document, rows: Mapping[str, PovertyPlan], places: Places) -> Iterator[Finding]:
    """Units whose planned households amount to less than the «… trở lên» of the same plan (domain.md section 1.1)."""
    seen: set[str] = set()
    for statement in document.statements:
        place, target = place_of(document, statement, places), value_of(statement)
        if statement.measure != "rate_reduction" or statement.qualifier not in _AT_LEAST or not place or not target:
            continue
        plan = rows.get(place.code)
        exact = unrounded_fall(plan) if plan else None
        if exact is None or exact >= target or place.code in seen:
            continue
        seen.add(place.code)
        said = f"{statement.printed_value} {statement.qualifier}"
        message = (
            f"{place.full_name}: số hộ kế hoạch chỉ làm tỷ lệ giảm {formats.decimal(exact, 4)} điểm %, thấp hơn"
            f" «{statement.printed_value}% {statement.qualifier}» của chính kế hoạch."
        )
        shown = formats.decimal(exact, 4)
        yield in_text(
            document, statement, "below_own_target", Weight.ROUNDING, "rate_reduction", said, shown, message, place.name
        )


def budget_text_findings(document: Document, lines: Sequence[BudgetPlan]) -> Iterator[Finding]:
    """Each line and each total of the text against the loaded lines: 2.913 = 1.977 + 936 (KH Tu Mơ Rông, II.2, III)."""
    own = [line for line in lines if line.plan_number == document.number and line.unit_code == document.unit]
    if not own:
        return
    sums: dict[str, Decimal] = {"total": sum((line.allocated for line in own), Decimal(0))}
    for line in own:
        sums[line.line] = sums.get(line.line, Decimal(0)) + line.allocated
        sums[line.nature] = sums.get(line.nature, Decimal(0)) + line.allocated
    for statement in document.statements:
        kind, _, part = statement.measure.partition(":")
        stated = value_of(statement)
        if kind == "allocated" and stated != sums.get(part):
            loaded = formats.amount(sums.get(part))
            message = f"Kế hoạch vốn ({part}): mục {statement.section} ghi {statement.printed_value}, đã nạp {loaded}."
            values = statement.printed_value, loaded
            yield in_text(
                document, statement, "text_differs_from_table", Weight.ERROR, statement.measure, *values, message
            )
