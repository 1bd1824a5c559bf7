"""Figures of the poverty chapters: a unit's row under one plan, or its result alone, with the keys of their origins."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core import formats
from core.official_report.content import Figure, FigureFormat, figure
from core.places import Place, places_seen_by
from core.provenance.explanation import formulas
from core.provenance.keys import PLAN_FIGURES, POVERTY, RESULT, RESULT_FIGURES, of_result, of_status
from core.reports.frames import plan_name, source_of
from core.reports.poverty import PlanStatus, Result
from core.rules.poverty import percent_of_plan_by_points
from core.rules.poverty_pace import Measure, Pace, pace, planned_poor
from core.rules.rounding import half_up
from core.wording_carried import carried_said

Figures = dict[str, Figure]
_FORMATS: Mapping[str, FigureFormat] = {
    "count": "count",
    "rate": "rate",
    "points": "points",
    "percent": "percent",
    "amount": "amount",
}
_PACED = ("short", "left", "per_month")
_COUNTED_FROM = "tình trạng của từng đơn vị trong báo cáo"


def status_figures(row: PlanStatus, until: date, of: str) -> Figures:
    """Every figure of a row; what is left of the year counts from `until`, as «từ đâu?» does for that day."""
    found = pace(row.target, row.result, until)
    values = _values(row, found, until)
    keyed = {
        name: figure(
            values[name],
            _FORMATS[formulas()[f"{POVERTY}.{name}"].format],
            _label(row, name, found),
            of,
            of_status(row, name),
        )
        for name in PLAN_FIGURES
    }
    return {**keyed, **_further(row, keyed, of)}


def _values(row: PlanStatus, found: Pace | None, until: date) -> dict[str, int | Decimal | None]:
    target, result, judged = row.target, row.result, row.assessment
    inside = min(max(result.as_of if result else until, date(row.year - 1, 12, 31)), date(row.year, 12, 31))
    should_be = planned_poor(target, inside)
    return {
        **{name: getattr(target, name) for name in ("households_start", "poor_start", "rate_start")},
        **{name: getattr(target, name) for name in ("households_planned", "poor_planned", "rate_planned")},
        **{name: getattr(target, name) for name in ("poor_reduction", "rate_reduction")},
        **{name: getattr(result, name) if result else None for name in ("households", "poor", "rate")},
        "reduced": judged.reduced,
        "percent_points": judged.percent_by_points,
        "percent_households": judged.percent_by_households,
        "should_be": None if should_be is None else int(half_up(should_be, 0)),
        "short": found.behind if found else None,
        "left": found.left if found else None,
        "per_month": found.per_month if found else None,
    }


def _label(row: PlanStatus, name: str, found: Pace | None) -> str:
    in_points = name in _PACED and found is not None and found.measure is Measure.POINTS
    title = formulas()[f"{POVERTY}.{name}{'.points' if in_points else ''}"].title
    return title.replace("hiện nay", f"ngày {formats.day(row.result.as_of)}" if row.result else "trong năm")


def _further(row: PlanStatus, keyed: Figures, of: str) -> Figures:
    """What follows from the keyed figures and has no key of its own."""
    own = {**_of_result(row, keyed, of), **_of_plan(row, keyed, of)}
    batches = row.result_batches | {row.origin.batch}
    return {name: replace(found, batches=batches) for name, found in own.items()}


def _of_result(row: PlanStatus, keyed: Figures, of: str) -> Figures:
    """The fall in points, and the same as a rise, for sentences."""
    start, result, source = row.target.rate_start, row.result, source_of(row)
    fall = start - result.rate if start is not None and result else None
    rise = None if row.assessment.reduced is None else -row.assessment.reduced
    before, after = _bare(keyed["rate_start"]), _bare(keyed["rate"])
    lost = f"{keyed['poor']} − {keyed['poor_start']}"
    upper = row.rate_reduction_upper
    share = percent_of_plan_by_points(start, result.rate, upper) if start is not None and result and upper else None
    to_upper = f"({before} − {after}) ÷ {formats.points(upper)} × 100"
    return {
        "as_of": figure(result.as_of if result else None, "day", "Ngày số liệu", of, source=source),
        "fall": _worked(fall, "decimal", "Tỷ lệ hộ nghèo đã giảm (điểm %)", of, f"{before} − {after}", source),
        "rate_rise": _worked(
            None if fall is None else -fall,
            "decimal",
            "Tỷ lệ hộ nghèo tăng (điểm %)",
            of,
            f"{after} − {before}",
            source,
        ),
        "rise": _worked(rise, "count", "Số hộ nghèo tăng", of, lost, source),
        "percent_upper": _worked(share, "percent", "Đạt mức cao nhất của kế hoạch theo điểm %", of, to_upper, source),
    }


def _of_plan(row: PlanStatus, keyed: Figures, of: str) -> Figures:
    target, source = row.target, row.origin.said
    known = target.households_planned is not None and target.households_start is not None
    growth = (target.households_planned or 0) - (target.households_start or 0) if known else None
    said = f"{keyed['households_planned']} − {keyed['households_start']}"
    label = "Số hộ kế hoạch dự kiến tăng trong năm"
    return {
        "growth": _worked(growth, "count", label, of, said, source),
        "upper": figure(row.rate_reduction_upper, "points", "Kế hoạch giảm, mức cao nhất (điểm %)", of, source=source),
    }


def _bare(rate: Figure) -> str:
    return rate.text.removesuffix("%")


def _worked(value: int | Decimal | None, format_: FigureFormat, label: str, of: str, said: str, source: str) -> Figure:
    found = figure(value, format_, label, of, source=source)
    return figure(value, format_, label, of, worked=f"{said} = {found.text}", source=source)


def result_figures(place: Place, result: Result | None, of: str) -> Figures:
    """Of a unit that the plan gives nothing, by the date of its result."""
    source = result_source(result)
    day = formats.day(result.as_of) if result else "trong năm"
    counted = {
        name: figure(
            getattr(result, name) if result else None,
            _FORMATS[formulas()[f"{RESULT}.{name}"].format],
            f"{formulas()[f'{RESULT}.{name}'].title} ngày {day}",
            of,
            of_result(place.code, result.as_of, name) if result else None,
        )
        for name in RESULT_FIGURES
    }
    batches = result.batches if result else frozenset()
    on = figure(result.as_of if result else None, "day", "Ngày số liệu", of, source=source, batches=batches)
    return {**counted, "as_of": on}


def result_source(result: Result | None) -> str:
    """`lô 9, dòng 2`; of a sum, its batches."""
    if result is None:
        return ""
    batches = ", ".join(str(batch) for batch in sorted(result.batches))
    if result.carried:
        return f"{carried_said(result.carried, places_seen_by(result.carried.unit_code))} (lô {batches})"
    return result.origin.said if result.origin else f"cộng {result.summed_from} huyện, thành phố (lô {batches})"


def counted(names: list[str], label: str, of: str, batches: frozenset[int] = frozenset()) -> Figure:
    """How many units of a list there are; `batches` are those of all units among which they were counted."""
    said, source = f"đếm: {', '.join(names)}" if names else "không có đơn vị nào", _COUNTED_FROM
    return figure(len(names), "count", label, of, worked=said, source=source, batches=batches)


def batches_of(rows: Iterable[PlanStatus]) -> frozenset[int]:
    """Of the plans and of the results that rows were judged by."""
    return frozenset(batch for row in rows for batch in (*row.result_batches, row.origin.batch))


def whose(row: PlanStatus) -> str:
    """`Kế hoạch 97/KH-UBND (tỉnh giao)`: a percentage always says whose."""
    name = plan_name(row)
    return name if name.startswith("Kế hoạch") else f"Kế hoạch {name}"
