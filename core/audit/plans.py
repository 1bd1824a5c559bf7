"""Stored poverty plans recomputed: printed figures against counts, parts against totals, assumptions made visible."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from core import formats
from core.audit.findings import Finding, Weight
from core.ingest.kinds import kinds
from core.ingest.questions.questions import computed_beside_printed
from core.places import Places
from core.rules.poverty import HUNDRED, planned_fall_in_points
from core.rules.rounding import half_up
from core.tables import PovertyPlan

_SUMMED = ("households_start", "poor_start", "households_planned", "poor_reduction", "printed_poor_planned")
# A share of equal increases from which an increase is an assumption rather than a forecast.
_MOST = Decimal("0.75")
_AT_LEAST_UNITS = 3


def plan_findings(plans: Sequence[PovertyPlan], places: Places) -> Iterator[Finding]:
    for plan in plans:
        yield from _printed_figures(plan, places)
        yield from _printed_fall(plan, places)
    for group in _by_plan(plans).values():
        yield from _sums(group, places)
        yield from _assumed_growth(group, places)


def header_of(measure: str) -> str:
    return kinds()["poverty-plan"].by_key[measure].header


def unrounded_fall(plan: PovertyPlan) -> Decimal | None:
    """The fall in points that the plan's own counts amount to; None where it gives no counts."""
    if None in (plan.households_start, plan.poor_start, plan.households_planned, plan.poor_reduction):
        return None
    return planned_fall_in_points(
        plan.poor_start or 0,
        plan.households_start or 0,
        (plan.poor_start or 0) - (plan.poor_reduction or 0),
        plan.households_planned or 0,
    )


def finding(
    code: str, weight: Weight, plan: PovertyPlan, places: Places, measure: str, left: str, right: str, message: str
) -> Finding:
    place = places.by_code[plan.unit_code]
    source = f"{plan.source or 'dòng ' + str(plan.row_number)} (lô {plan.batch_id})"
    return Finding(
        code, weight, plan.plan_number, place.name, measure, left, right, f"{place.full_name}: {message}", source
    )


def _by_plan(plans: Sequence[PovertyPlan]) -> dict[tuple[Any, ...], list[PovertyPlan]]:
    groups: dict[tuple[Any, ...], list[PovertyPlan]] = defaultdict(list)
    for plan in plans:
        groups[plan.plan_number, plan.plan_owner, plan.year].append(plan)
    return groups


def _printed_figures(plan: PovertyPlan, places: Places) -> Iterator[Finding]:
    values = plan.as_values()
    for measure, computed in computed_beside_printed(values).items():
        printed = values[measure]
        if printed is not None and computed is not None and printed != computed:
            yield finding(
                "printed_differs",
                Weight.ERROR,
                plan,
                places,
                measure,
                str(printed),
                str(computed),
                f"«{header_of(measure)}» in {printed}, tính từ số hộ là {computed}.",
            )


def _printed_fall(plan: PovertyPlan, places: Places) -> Iterator[Finding]:
    """The printed fall in points is the difference of unrounded rates, rounded to one decimal (KH 97, Phụ lục)."""
    exact, printed = unrounded_fall(plan), plan.rate_reduction
    if exact is None or printed is None or plan.rate_reduction_upper is not None:
        return
    if half_up(exact, 1) != half_up(printed, 1) or half_up(printed, 1) != printed:
        yield finding(
            "fall_differs",
            Weight.ERROR,
            plan,
            places,
            "rate_reduction",
            formats.points(printed),
            formats.decimal(exact, 4),
            f"tỷ lệ dự kiến giảm in {formats.points(printed)},"
            f" hiệu hai tỷ lệ chưa làm tròn là {formats.decimal(exact, 4)}.",
        )
        return
    yield from _naive_falls(plan, places, exact, printed)


def _naive_falls(plan: PovertyPlan, places: Places, exact: Decimal, printed: Decimal) -> Iterator[Finding]:
    """Two shortcuts that people recompute with, and that give another last digit than the plan prints."""
    beside = computed_beside_printed(plan.as_values())
    difference = beside["printed_rate_start"] - beside["printed_rate_planned"]
    quotient = Decimal(plan.poor_reduction or 0) * HUNDRED / Decimal(plan.households_start or 1)
    for label, value in (("hiệu hai tỷ lệ đã làm tròn", difference), ("số hộ giảm ÷ tổng số hộ đầu năm", quotient)):
        if half_up(value, 1) != printed:
            yield finding(
                "fall_by_shortcut",
                Weight.ROUNDING,
                plan,
                places,
                "rate_reduction",
                formats.points(printed),
                formats.decimal(value, 2),
                f"tỷ lệ dự kiến giảm in {formats.points(printed)}; {label} là {formats.decimal(value, 2)},"
                f" chỉ hiệu hai tỷ lệ chưa làm tròn ({formats.decimal(exact, 4)}) cho đúng số in.",
            )


def _sums(group: list[PovertyPlan], places: Places) -> Iterator[Finding]:
    rows = {plan.unit_code: plan for plan in group}
    for plan in group:
        whole = places.by_code[plan.unit_code]
        children = places.children(whole)
        if not children or not whole.children_listed or any(child.code not in rows for child in children):
            continue
        for measure in _SUMMED:
            own = getattr(plan, measure)
            parts = [getattr(rows[child.code], measure) for child in children]
            if own is None or any(part is None for part in parts) or own == sum(parts):
                continue
            yield finding(
                "sum_differs",
                Weight.ERROR,
                plan,
                places,
                measure,
                formats.count(own),
                formats.count(sum(parts)),
                f"«{header_of(measure)}» là {formats.count(own)}, cộng {len(parts)} đơn vị bên dưới là"
                f" {formats.count(sum(parts))} (lệch {own - sum(parts):+d});"
                " phải xem lại dòng này và mọi dòng bên dưới.",
            )


def _assumed_growth(group: list[PovertyPlan], places: Places) -> Iterator[Finding]:
    """The same increase of households in (nearly) every unit is an assumption, not data; whoever differs is named."""
    by_level: dict[str, list[tuple[PovertyPlan, int]]] = defaultdict(list)
    for plan in group:
        if plan.households_planned is not None and plan.households_start is not None:
            level = places.by_code[plan.unit_code].level
            by_level[level].append((plan, plan.households_planned - plan.households_start))
    for rows in by_level.values():
        usual, units = Counter(growth for _, growth in rows).most_common(1)[0]
        if len(rows) < _AT_LEAST_UNITS or Decimal(units) < _MOST * len(rows):
            continue
        yield from _growth_findings(rows, usual, units, places)


def _growth_findings(rows: list[tuple[PovertyPlan, int]], usual: int, units: int, places: Places) -> Iterator[Finding]:
    first = rows[0][0]
    yield Finding(
        "assumed_growth",
        Weight.QUESTION,
        first.plan_number,
        "",
        "households_planned",
        f"{usual:+d} hộ ở {units}/{len(rows)} đơn vị",
        "số liệu dân cư từng đơn vị",
        f"Tổng số hộ dự kiến tăng đúng {usual} hộ ở {units}/{len(rows)} đơn vị: là giả định, không phải số liệu;"
        " tỷ lệ cuối năm phải nêu rõ mẫu số.",
        f"lô {first.batch_id}",
    )
    for plan, growth in rows:
        if growth != usual:
            yield finding(
                "growth_stands_out",
                Weight.QUESTION,
                plan,
                places,
                "households_planned",
                f"{growth:+d}",
                f"{usual:+d}",
                f"số hộ dự kiến tăng {growth:+d} so với đầu năm, các đơn vị khác {usual:+d}; phải xem lại"
                f" «{header_of('households_start')}» và «{header_of('households_planned')}».",
            )
