"""Plans and results of units of Đắk Nông, for tests: rows as the reads return them."""

from datetime import date
from decimal import Decimal
from typing import Any

from core.places import all_places
from core.reports.origin import Origin
from core.reports.poverty import PlanStatus, Result
from core.rules.poverty import PovertyTarget, assess
from core.settings import progress_thresholds

JUNE, SEPTEMBER, YEAR_END = date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)
TUY_DUC, DAK_SONG, CU_JUT, DAK_MIL = "667", "665", "662", "663"
PLANS = {
    TUY_DUC: PovertyTarget(2024, 16674, 3131, 16874, 1400, Decimal("8.5")),
    DAK_SONG: PovertyTarget(2024, 20807, 592, 21007, 140, Decimal("0.7")),
    CU_JUT: PovertyTarget(2024, 21931, 811, 22131, 300, Decimal("1.4")),
    DAK_MIL: PovertyTarget(2024, 27969, 470, 28169, 100, Decimal("0.4")),
}


def result(as_of: date, poor: int, households: int = 16800, reason: str | None = None, **more: Any) -> Result:
    return Result(as_of, households, poor, origin=Origin(9, 2, reason=reason), **more)


def plan(code: str, found: Result | None = None, target: PovertyTarget | None = None) -> PlanStatus:
    """The row of a unit under its plan of 97/KH-UBND, or under another target."""
    places = all_places()
    target = target or PLANS[code]
    province, district, commune = places.ancestors(places.by_code[code])
    assert province
    return PlanStatus(
        place=places.by_code[code],
        district=district,
        commune=commune,
        province=province,
        plan_owner="tỉnh",
        plan_number="97/KH-UBND",
        target=target,
        rate_reduction_upper=None,
        origin=Origin(1, 2, "Phụ lục"),
        result=found,
        assessment=assess(target, found, progress_thresholds()),
    )
