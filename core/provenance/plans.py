"""A unit's row under one poverty plan: the plan's numbers, the result's, and what follows from both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from core import formats
from core.carrying import Declared
from core.places import places_seen_by
from core.provenance.carried import carried_leaves, estimate_remarks, formula_of, share_inputs
from core.provenance.explanation import Explanation, Formula, Input, added_up, formulas, unit_said, worked_out, written
from core.provenance.keys import POVERTY, FigureKey, of_status, plan_part
from core.provenance.plan_checks import audited
from core.provenance.results import ReportedResult, with_parts
from core.provenance.sources import Leaf, Seen, Sources
from core.reports.frames import plan_name
from core.reports.once import once
from core.reports.poverty import PlanStatus, PovertyFilter, Result, poverty_results, poverty_status
from core.reports.poverty_views import is_newest, plan_key
from core.reports.shares import declared_shares
from core.rules.poverty_pace import Measure, Pace, pace, planned_poor
from core.rules.rounding import half_up
from core.text import slug
from core.wording import disagreement, why_no_total
from core.wording_carried import carried_short
from core.wording_overview import judged_on
from core.wording_poverty import when_said

_IN_PLAN = ("households_start", "poor_start", "households_planned", "poor_reduction", "rate_reduction")
_IN_RESULT = ("households", "poor")
_START_LABELS = {"poor": "Hộ nghèo ngày 31/12 năm trước", "households": "Tổng số hộ ngày 31/12 năm trước"}
_BY_CALENDAR = ("days_gone", "days_of_year", "months_left")
_PACED = ("short", "left", "per_month")
_PATH = "Chia đều theo ngày là cách đọc số liệu giữa năm, không văn bản nào quy định."
_NO_RESULT = "Chưa có số liệu thực hiện của kế hoạch này."


@dataclass(frozen=True)
class PlanRow:
    """A row of the report with what its result was summed from; `fall` only for the goal in points.

    `judged` is the day from which what is left has to be done (core.wording_overview.judged_on).
    `on` is the day on the planned path: the result's own, or without one the day that is looked at. `when` names the
    day of the result.
    """

    status: PlanStatus
    on: date
    judged: date
    reported: ReportedResult | None
    start: Result | None
    when: str
    declared: Declared
    fall: Any = None

    @cached_property
    def values(self) -> dict[str, Any]:
        target, result, judged = self.status.target, self.status.result, self.status.assessment
        should_be, found = planned_poor(target, self.on), self.pace
        paced = {
            "short": found.behind if found else None,
            "left": found.left if found else None,
            "per_month": found.per_month if found else None,
        }
        return {
            **paced,
            **{self.formula(name): value for name, value in paced.items()},
            self.formula("rate_reduction"): target.rate_reduction,
            "months_left": found.months_left if found else None,
            **{name: getattr(target, name) for name in (*_IN_PLAN, "rate_start", "poor_planned", "rate_planned")},
            **{name: getattr(result, name) if result else None for name in (*_IN_RESULT, "rate")},
            "reduced": judged.reduced,
            "fall": self.fall,
            "percent_points": judged.percent_by_points,
            "percent_households": judged.percent_by_households,
            "should_be": None if should_be is None else int(half_up(should_be, 0)),
            "days_gone": (self.on - date(target.year - 1, 12, 31)).days,
            "days_of_year": (date(target.year, 12, 31) - date(target.year - 1, 12, 31)).days,
        }

    @cached_property
    def pace(self) -> Pace | None:
        return pace(self.status.target, self.status.result, self.judged)

    def formula(self, name: str) -> str:
        """The row of data/formulas.csv that holds for this unit: starts and results come from different places."""
        target = self.status.target
        if name in _PACED:
            return self._paced(name)
        if name in _IN_RESULT and self.reported:
            return self.reported.formula(name)
        if name in _IN_PLAN and self.status.carried:
            return f"{name}.{formula_of(self.status.carried)}"
        if name != "rate_start" or (target.poor_start is not None and target.households_start):
            return name
        return "rate_start.reported" if target.printed_rate_start is None else "rate_start.printed"

    def _paced(self, name: str) -> str:
        """In points where the plan is; what is reached already is no subtraction."""
        if self.pace is None:
            return name
        measured = name if self.pace.measure is Measure.HOUSEHOLDS else f"{name}.points"
        reached = {"short": not self.pace.behind, "left": not self.pace.left}.get(name, False)
        return f"{measured}.reached" if reached else measured

    def said(self, text: str) -> str:
        """A title or formula, with the day of a result that newer ones have followed."""
        from_day = f"ngày {formats.day(self.pace.counted_from)}" if self.pace else "ngày tính"
        return text.replace("hiện nay", self.when).replace("ngày tính", from_day)


def explain_status(session: Session, key: FigureKey, seen: Seen) -> Explanation | None:
    rows = [row for row in plan_rows(session, key.part("unit"), seen) if _is_named(row.status, key)]
    return explain_row(session, seen, rows[0], key.part("name")) if len(rows) == 1 else None


def _is_named(row: PlanStatus, key: FigureKey) -> bool:
    """The plan by its number and owner, or by its number alone."""
    same_plan = key.part("plan") in (plan_part(row), slug(row.plan_number))
    return same_plan and row.place.code == key.part("unit") and str(row.year) == key.part("year")


def plan_rows(session: Session, unit_code: str, seen: Seen) -> list[PlanRow]:
    """The rows of one unit; nothing for an unknown code."""
    place = places_seen_by(unit_code).by_code.get(unit_code)
    if place is None:
        return []
    around = PovertyFilter(place.parent or unit_code, seen.as_of, seen.known_at)
    rows, results = once(session, poverty_status, around), once(session, poverty_results, around)
    declared = once(session, declared_shares, seen.known_at)
    return [
        _plan_row(row, results, seen.as_of or seen.today, _judged(row, rows, seen), declared)
        for row in rows
        if row.place == place
    ]


def _judged(row: PlanStatus, rows: Sequence[PlanStatus], seen: Seen) -> date:
    """As the first screen does, by the units beside each other under the plan."""
    above = row.place.parent or row.place.code
    parts = [one for one in rows if one.place.parent == above and plan_key(one) == plan_key(row)]
    return judged_on(parts or [row], seen.as_of, seen.today).day


def _plan_row(row: PlanStatus, results: dict[str, list[Result]], on: date, judged: date, declared: Declared) -> PlanRow:
    reported = with_parts(row.place, row.result, results, declared) if row.result else None
    year_before = date(row.year - 1, 12, 31)
    start = next((found for found in results.get(row.place.code, []) if found.as_of == year_before), None)
    day = row.result.as_of if row.result else on
    inside = min(max(day, year_before), date(row.year, 12, 31))
    return PlanRow(row, inside, judged, reported, start, when_said(row.result, is_newest(row, results)), declared)


def explain_row(session: Session, seen: Seen, row: PlanRow, name: str) -> Explanation:
    sources, formula = Sources(session, seen.known_at), formulas()[f"{POVERTY}.{row.formula(name)}"]
    value, names = written(formula.format, row.values[name]), formula.inputs or (name,)
    figures = {name, *names}
    leaves = [leaf for count in _stored(row, names) for leaf in _leaves(row, count)]
    return Explanation(
        title=row.said(formula.title),
        unit=unit_said(row.status.place),
        value=value,
        formula=row.said(formula.words),
        worked=_worked(row, name, formula, leaves, value),
        inputs=tuple(_inputs(row, names, leaves, sources, is_sum=not formula.inputs)),
        remarks=tuple(
            dict.fromkeys([*_remarks(row, figures, leaves, sources), *audited(session, seen, row.status, figures)])
        ),
        context=tuple(_context(row, name)),
    )


def _worked(row: PlanRow, name: str, formula: Formula, leaves: Sequence[Leaf], value: str) -> str | None:
    if not formula.inputs:
        return added_up([written(leaf.format, leaf.value) for leaf in leaves], value)
    return worked_out(POVERTY, row.formula(name), row.values)


def _stored(row: PlanRow, names: Sequence[str]) -> list[str]:
    """The stored numbers among some figures; a start that is not computed is one of them."""
    given = (*_given(row), *_IN_RESULT, *(["rate_start"] if row.formula("rate_start") != "rate_start" else []))
    return [name for name in names if name in given]


def _given(row: PlanRow) -> tuple[str, ...]:
    """What the plan gives; a fall in points is worked out anew where the plan is a sum."""
    return tuple(name for name in _IN_PLAN if name != "rate_reduction" or row.status.carried is None)


def _leaves(row: PlanRow, name: str) -> list[Leaf]:
    """None for a number that nobody gave."""
    if row.values[name] is None:
        return []
    label, format_ = _label(row, name), formulas()[f"{POVERTY}.{name}"].format
    status = row.status
    if name in _IN_RESULT:
        return row.reported.leaves(name, label) if row.reported else []
    if row.formula(name) == "rate_start.reported" and row.start and (row.start.origin or row.start.carried):
        start = ReportedResult(status.place, row.start, declared=row.declared)
        return [leaf for count, label in _START_LABELS.items() for leaf in start.leaves(count, label)]
    if status.carried:
        of = {"kind": "poverty-plan", "plan_number": status.plan_number}
        return carried_leaves(status.place, status.carried, name, label, row.declared, of)
    column = "printed_rate_start" if name == "rate_start" else name
    value, code = row.values[name], status.place.code
    return [Leaf(label, value, format_, "poverty-plan", column, code, status.origin, status.plan_number)]


def _label(row: PlanRow, name: str) -> str:
    return row.said(formulas()[f"{POVERTY}.{row.formula(name)}"].title)


def _inputs(row: PlanRow, names: Sequence[str], leaves: Sequence[Leaf], sources: Sources, is_sum: bool) -> list[Input]:
    """The parts of a sum each; otherwise every number once, computed ones with how and with their own key."""
    if is_sum:
        return [*sources.inputs(leaves), *(one for name in names for one in _shares(row, name, sources))]
    found: list[Input] = []
    for name in names:
        found += _input(row, name, sources)
    return found


def _shares(row: PlanRow, name: str, sources: Sources) -> tuple[Input, ...]:
    """The declared shares that a stored number was estimated with."""
    if name in _IN_RESULT:
        return row.reported.shares(sources) if row.reported else ()
    from_start = row.start if row.formula(name) == "rate_start.reported" else None
    carried = from_start.carried if from_start else row.status.carried
    return share_inputs(row.status.place, [carried] if carried else [], sources)


def _input(row: PlanRow, name: str, sources: Sources) -> list[Input]:
    format_, value = formulas()[f"{POVERTY}.{name}"].format, row.values[name]
    if name in _BY_CALENDAR:
        return [Input(_label(row, name), written(format_, value), _by_calendar(row, name))]
    if name in _IN_RESULT and row.reported:
        return [row.reported.input(name, _label(row, name), sources)]
    if name in _stored(row, [name]):
        if row.status.carried:
            return [_of_sum(row, name)]
        return [*sources.inputs(_leaves(row, name)), *_shares(row, name, sources)]
    how = worked_out(POVERTY, row.formula(name), row.values)
    if how is None:
        return []
    return [Input(_label(row, name), written(format_, value), f"tính: {how}", key=str(of_status(row.status, name)))]


def _of_sum(row: PlanRow, name: str) -> Input:
    """A count of a plan that follows from those of another map's units opens these."""
    assert row.status.carried is not None
    key, value = str(of_status(row.status, name)), written("count", row.values[name])
    return Input(_label(row, name), value, f"{carried_short(row.status.carried)}, cùng kế hoạch", key=key)


def _by_calendar(row: PlanRow, name: str) -> str:
    if name == "months_left" and row.pace:
        return f"theo lịch, từ ngày {formats.day(row.pace.counted_from)}"
    return f"theo lịch, đến ngày {formats.day(row.on)}"


def _of_result(name: str) -> bool:
    return bool({name, *formulas()[f"{POVERTY}.{name}"].inputs} & {*_IN_RESULT, "rate"})


def _context(row: PlanRow, name: str) -> list[str]:
    status = row.status
    said = [f"Kế hoạch {plan_name(status)}, năm {status.year}"]
    if name == "should_be":
        return [*said, f"Tính đến ngày {formats.day(row.on)}"]
    return [*said, *([row.reported.context] if row.reported and _of_result(name) else [])]


def _remarks(row: PlanRow, figures: set[str], leaves: Sequence[Leaf], sources: Sources) -> list[str]:
    said: list[str] = []
    needs_result = any(_of_result(name) for name in figures)
    if figures & {"percent_points", "percent_households"} and (both := disagreement(row.status)):
        said.append(f"Hai tỷ lệ không cùng kết luận: {both}")
    if figures & {"should_be", "short"}:
        said.append(_PATH)
    if "rate_reduction" in figures and row.status.rate_reduction_upper is not None:
        upper = formats.points(row.status.rate_reduction_upper)
        said.append(f"Kế hoạch nêu mức cao nhất {upper} điểm %; tỷ lệ đạt tính theo mức tối thiểu.")
    if needs_result and row.reported is None:
        said.append(why_no_total(row.status) or _NO_RESULT)
    if needs_result and row.reported:
        said += row.reported.remarks
    return [*said, *estimate_remarks(row.status.place, row.status.carried), *sources.remarks(leaves)]
