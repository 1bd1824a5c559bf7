"""The figures of a document's text against the tables that were loaded from it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from core import formats
from core.audit.documents import WITHOUT_BASELINE
from core.audit.findings import Finding, Weight
from core.audit.plan_rows import header_of, said_of, source_of, unrounded_fall, unrounded_near_poor_fall
from core.audit.statements import decimals_of, in_text, place_of, value_of
from core.places import Place, Places
from core.reference import Document, Statement
from core.rules.rounding import half_up
from core.tables import PovertyPlan

_AT_LEAST = ("trở lên", "từ", "≥", "ít nhất", "tối thiểu")
_MORE_THAN, _ABOUT = "trên", "khoảng"
# What a text states in points, from counts of the table: the name of it, the fall that the counts amount to.
_FALLS: Mapping[str, tuple[str, Callable[[PovertyPlan], Decimal | None]]] = {
    "rate_reduction": ("tỷ lệ", unrounded_fall),
    "near_poor_rate_reduction": ("tỷ lệ hộ cận nghèo", unrounded_near_poor_fall),
}


def poverty_text_findings(document: Document, plans: Sequence[PovertyPlan], places: Places) -> Iterator[Finding]:
    """Nothing for a document whose table is not loaded (taken back)."""
    rows = {
        plan.unit_code: plan for plan in plans if plan.plan_number == document.number and plan.year == document.year
    }
    for statement in document.statements:
        place = place_of(document, statement, places)
        stored = hasattr(PovertyPlan, statement.measure) and statement.measure not in WITHOUT_BASELINE
        if place and stored and (plan := rows.get(place.code)):
            yield from _against_table(document, statement, plan)
    yield from _below_own_target(document, rows, places)


def _against_table(document: Document, statement: Statement, plan: PovertyPlan) -> Iterator[Finding]:
    in_table, stated, measure = getattr(plan, statement.measure), value_of(statement), statement.measure
    name, value = header_of(measure), statement.printed_value
    if in_table != stated:
        shown = said_of(measure, in_table)
        message = f"{statement.unit}: «{name}» ở mục {statement.section} là {value}, ở bảng là {shown}."
        weight, sides = _weight(statement, stated, in_table), (value, shown)
        yield in_text(document, statement, "text_differs_from_table", weight, sides, message, source_of(plan))
    elif statement.qualifier == _MORE_THAN:
        message = f"{statement.unit}: văn bản ghi «trên {value}», bảng cộng lại đúng bằng {value}."
        sides, code = (f"trên {value}", value), "more_than_is_exactly"
        yield in_text(document, statement, code, Weight.QUESTION, sides, message, source_of(plan))


def _weight(statement: Statement, stated: int | Decimal | None, in_table: int | Decimal | None) -> Weight:
    """A text that gives the table's figure with fewer decimals has rounded it; «khoảng» may be another figure."""
    if stated is not None and in_table is not None and isinstance(in_table, Decimal):
        fewer = decimals_of(stated) < decimals_of(in_table)
        if fewer and half_up(in_table, decimals_of(stated)) == stated:
            return Weight.ROUNDING
    return Weight.QUESTION if statement.qualifier == _ABOUT else Weight.ERROR


def _below_own_target(document: Document, rows: Mapping[str, PovertyPlan], places: Places) -> Iterator[Finding]:
    """Units whose planned households amount to less than the «… trở lên» of the same plan (domain.md section 1.1)."""
    seen: set[tuple[str, str]] = set()
    for statement in document.statements:
        place, target = place_of(document, statement, places), value_of(statement)
        if statement.measure not in _FALLS or statement.qualifier not in _AT_LEAST or not place or not target:
            continue
        plan, (_, fall) = rows.get(place.code), _FALLS[statement.measure]
        exact = fall(plan) if plan else None
        if plan is None or exact is None or exact >= target or (place.code, statement.measure) in seen:
            continue
        seen.add((place.code, statement.measure))
        yield _below(document, statement, plan, place, exact)


def _below(document: Document, statement: Statement, plan: PovertyPlan, place: Place, exact: Decimal) -> Finding:
    """Rounding where the fall, rounded as the target is printed, makes the target; else the plan is too small."""
    target, name = Decimal(value_of(statement) or 0), _FALLS[statement.measure][0]
    rounds_up = half_up(exact, decimals_of(target)) >= target
    sides = _target_said(statement), formats.decimal(exact, 4)
    message = (
        f"{place.full_name}: số hộ kế hoạch chỉ làm {name} giảm {sides[1]} điểm %, thấp hơn"
        f" «{statement.printed_value}% {statement.qualifier}» của chính kế hoạch."
    )
    weight, against = Weight.ROUNDING if rounds_up else Weight.ERROR, source_of(plan, "tính từ số hộ kế hoạch")
    return in_text(document, statement, "below_own_target", weight, sides, message, against, place)


def _target_said(statement: Statement) -> str:
    """`0,8 trở lên`, `từ 2`, as the text has it."""
    value, qualifier = statement.printed_value, statement.qualifier
    return f"{value} {qualifier}" if qualifier == "trở lên" else f"{qualifier} {value}"
