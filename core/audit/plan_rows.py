"""One row of a stored poverty plan: how it is called, what its counts amount to, and findings about it."""

from decimal import Decimal

from core import formats
from core.audit.findings import Finding, Weight
from core.audit.sources import Source, of_row
from core.audit.statements import Sides
from core.ingest.kinds import kinds
from core.places import Places
from core.rules.poverty import planned_fall_in_points
from core.tables import PovertyPlan


def header_of(measure: str, kind: str = "poverty-plan") -> str:
    return kinds()[kind].by_key[measure].header


def said_of(measure: str, value: int | Decimal | None) -> str:
    """A plan's figure as its column writes it: households, a rate, points."""
    kind = kinds()["poverty-plan"].by_key[measure].type
    if kind == "count":
        return formats.count(value if value is None else int(value))
    write = formats.rate if kind == "percent" else formats.points
    return write(value if value is None else Decimal(value))


def plan_called(plan: PovertyPlan) -> str:
    return plan.plan_number or (f"kế hoạch cấp {plan.plan_owner}" if plan.plan_owner else "")


def source_of(plan: PovertyPlan, how: str = "") -> Source:
    return of_row(plan, plan_called(plan), plan.source, how)


def unrounded_fall(plan: PovertyPlan) -> Decimal | None:
    """The fall in points that the plan's own counts amount to; None where it gives no counts."""
    return _fall(plan.households_start, plan.poor_start, plan.households_planned, plan.poor_reduction)


def unrounded_near_poor_fall(plan: PovertyPlan) -> Decimal | None:
    return _fall(plan.households_start, plan.near_poor_start, plan.households_planned, plan.near_poor_reduction)


def _fall(households: int | None, start: int | None, planned: int | None, reduction: int | None) -> Decimal | None:
    if households is None or start is None or planned is None or reduction is None:
        return None
    return planned_fall_in_points(start, households, start - reduction, planned)


def finding(
    code: str,
    weight: Weight,
    plan: PovertyPlan,
    places: Places,
    measure: str,
    sides: Sides | tuple[str, ...],
    message: str,
    against: Source,
) -> Finding:
    """What a plan's row says on the left, what it should follow from on the right."""
    place, (left, right) = places.by_code[plan.unit_code], sides
    said = f"{place.full_name}: {message}"
    return Finding(
        code,
        weight,
        plan.plan_number,
        place.name,
        measure,
        left,
        right,
        said,
        source_of(plan),
        against,
        place.code,
        place.level,
    )
