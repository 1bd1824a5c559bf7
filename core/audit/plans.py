"""Stored poverty plans recomputed: printed figures against counts, assumptions made visible."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from core import formats
from core.audit.findings import Finding, Weight
from core.audit.plan_rows import finding, header_of, plan_called, said_of, unrounded_fall
from core.audit.plan_sums import by_plan, plan_sums
from core.audit.sources import Source, of_row, of_rows
from core.audit.statements import decimals_of
from core.ingest.questions.questions import computed_beside_printed
from core.places import Places
from core.rules.poverty import HUNDRED, rate
from core.rules.rounding import half_up
from core.tables import PovertyPlan

__all__ = ["header_of", "plan_findings", "unrounded_fall"]

# A share of equal increases from which an increase is an assumption rather than a forecast.
_MOST = Decimal("0.75")
_AT_LEAST_UNITS = 3
_FROM_COUNTS = "tính lại từ số hộ"
_FROM_RATES = "hiệu hai tỷ lệ đã làm tròn"
_FROM_FALL = "số hộ giảm ÷ tổng số hộ đầu năm"
_SAME = "không đổi"


def plan_findings(plans: Sequence[PovertyPlan], places: Places) -> Iterator[Finding]:
    """Every plan by itself; then the units of each plan beside each other."""
    for plan in plans:
        yield from _printed_figures(plan, places)
        yield from _printed_fall(plan, places)
    yield from plan_sums(plans, places)
    for group in by_plan(plans).values():
        yield from _assumed_growth(group, places)


def _recomputed(plan: PovertyPlan, how: str = _FROM_COUNTS) -> Source:
    return of_row(plan, plan_called(plan), plan.source, how)


def _printed_figures(plan: PovertyPlan, places: Places) -> Iterator[Finding]:
    values = plan.as_values()
    for measure, computed in computed_beside_printed(values).items():
        printed = values[measure]
        if printed is not None and computed is not None and printed != computed:
            weight = Weight.ROUNDING if printed == _cut_off(plan, measure) else Weight.ERROR
            shown = tuple(said_of(measure, value) for value in (printed, computed))
            message = f"«{header_of(measure)}» in {shown[0]}, tính từ số hộ là {shown[1]}."
            yield finding("printed_differs", weight, plan, places, measure, shown, message, _recomputed(plan))


def _cut_off(plan: PovertyPlan, measure: str) -> Decimal | None:
    """The rate cut off after two decimals: a way of printing it that is not rounding, but no other figure either."""
    households, poor = plan.households_start, plan.poor_start
    if measure == "printed_rate_planned" and poor is not None and plan.poor_reduction is not None:
        households, poor = plan.households_planned, poor - plan.poor_reduction
    elif measure != "printed_rate_start":
        return None
    return rate(poor, households).quantize(Decimal("0.01"), ROUND_DOWN) if households and poor is not None else None


def _printed_fall(plan: PovertyPlan, places: Places) -> Iterator[Finding]:
    """The printed fall in points is the difference of unrounded rates, rounded as it is printed (KH 97, Phụ lục)."""
    exact, printed = unrounded_fall(plan), plan.rate_reduction
    if exact is None or printed is None or plan.rate_reduction_upper is not None:
        return
    places_printed = max(1, decimals_of(printed))
    if half_up(exact, places_printed) == printed:
        yield from _naive_falls(plan, places, exact, places_printed)
        return
    sides = formats.points(printed), formats.decimal(exact, 4)
    message = f"tỷ lệ dự kiến giảm in {sides[0]}, hiệu hai tỷ lệ chưa làm tròn là {sides[1]}."
    weight = _weight_of_fall(plan, printed, places_printed)
    yield finding("fall_differs", weight, plan, places, "rate_reduction", sides, message, _recomputed(plan))


def _weight_of_fall(plan: PovertyPlan, printed: Decimal, places_printed: int) -> Weight:
    """Taken from two rounded rates it is rounding; over the households of the start it is another formula."""
    if printed == half_up(_shortcuts(plan)[_FROM_RATES], places_printed):
        return Weight.ROUNDING
    other_formula = printed == half_up(_shortcuts(plan)[_FROM_FALL], places_printed)
    return Weight.QUESTION if other_formula else Weight.ERROR


def _shortcuts(plan: PovertyPlan) -> dict[str, Decimal]:
    """Two shortcuts that people recompute a fall with; for plans that give all four counts."""
    beside = computed_beside_printed(plan.as_values())
    return {
        _FROM_RATES: beside["printed_rate_start"] - beside["printed_rate_planned"],
        _FROM_FALL: Decimal(plan.poor_reduction or 0) * HUNDRED / Decimal(plan.households_start or 1),
    }


def _naive_falls(plan: PovertyPlan, places: Places, exact: Decimal, places_printed: int) -> Iterator[Finding]:
    """A shortcut that is one off in the last digit, though the plan is right; further off it is another figure."""
    for label, value in _shortcuts(plan).items():
        apart = abs(half_up(value, places_printed) - half_up(exact, places_printed))
        if apart == Decimal(1).scaleb(-places_printed):
            sides = formats.points(plan.rate_reduction), formats.decimal(value, 2)
            message = (
                f"tỷ lệ dự kiến giảm in {sides[0]}; {label} là {sides[1]},"
                f" chỉ hiệu hai tỷ lệ chưa làm tròn ({formats.decimal(exact, 4)}) cho đúng số in."
            )
            against = _recomputed(plan, label)
            code = "fall_by_shortcut"
            yield finding(code, Weight.ROUNDING, plan, places, "rate_reduction", sides, message, against)


def _assumed_growth(group: Sequence[PovertyPlan], places: Places) -> Iterator[Finding]:
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
        alike = [plan for plan, growth in rows if growth == usual]
        yield _assumption(alike, usual, len(rows), places)
        yield from _growth_stands_out(rows, usual, alike, places)


def _assumption(alike: Sequence[PovertyPlan], usual: int, of: int, places: Places) -> Finding:
    above = places.by_code[alike[0].unit_code].parent or ""
    how = f"hiệu số hộ dự kiến và số hộ đầu năm của {of} đơn vị"
    return Finding(
        "assumed_growth",
        Weight.QUESTION,
        alike[0].plan_number,
        "",
        "households_planned",
        f"{f'{usual:+d} hộ' if usual else _SAME} ở {len(alike)}/{of} đơn vị",
        "số liệu dân cư từng đơn vị",
        f"Tổng số hộ dự kiến {_change_said(usual, 'đúng ')} ở {len(alike)}/{of} đơn vị: là giả định, không phải"
        " số liệu; tỷ lệ cuối năm phải nêu rõ mẫu số.",
        of_rows(alike, plan_called(alike[0]), how),
        Source(plan_called(alike[0]), "toàn văn bản", how="kế hoạch không kèm số liệu dân cư"),
        above,
    )


def _signed(growth: int) -> str:
    return f"{growth:+d}" if growth else _SAME


def _change_said(growth: int, just: str = "") -> str:
    """`tăng đúng 200 hộ`, `giảm 5 hộ`, `không đổi`."""
    if not growth:
        return _SAME
    return f"{'tăng' if growth > 0 else 'giảm'} {just}{formats.count(abs(growth))} hộ"


def _growth_stands_out(
    rows: Sequence[tuple[PovertyPlan, int]], usual: int, alike: Sequence[PovertyPlan], places: Places
) -> Iterator[Finding]:
    for plan, growth in rows:
        if growth == usual:
            continue
        sides = _signed(growth), _signed(usual)
        message = (
            f"số hộ dự kiến {_change_said(growth)} so với đầu năm, các đơn vị khác {_change_said(usual)}; phải xem lại"
            f" «{header_of('households_start')}» và «{header_of('households_planned')}»."
        )
        against = of_rows(alike, plan_called(plan), "các đơn vị khác của kế hoạch")
        made = finding(
            "growth_stands_out", Weight.QUESTION, plan, places, "households_planned", sides, message, against
        )
        yield replace(made, left_source=_recomputed(plan, "hiệu số hộ dự kiến và số hộ đầu năm"))
