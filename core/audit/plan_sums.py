"""Poverty plans beside each other: parts against wholes, communes against what their huyện owes, a year's starts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from core import formats
from core.audit.findings import Finding, Weight
from core.audit.plan_rows import finding, header_of, plan_called, source_of
from core.audit.sources import of_rows
from core.places import Place, Places
from core.tables import PovertyPlan

_STARTS = ("households_start", "poor_start", "near_poor_start")
_FALLS = ("poor_reduction", "near_poor_reduction")
_SUMMED = (*_STARTS, "households_planned", *_FALLS, "printed_poor_planned")
Group = Sequence[PovertyPlan]


def plan_sums(plans: Group, places: Places) -> Iterator[Finding]:
    groups, of_units = by_plan(plans), _of_units(plans)
    for group in groups.values():
        yield from _sums(group, places)
    for group in groups.values():
        yield from _against_other_plans(group, of_units, places)
    yield from _starts_of_one_year(of_units, places)


def _of_units(plans: Group) -> Mapping[tuple[str, int], list[PovertyPlan]]:
    """The plans of each unit and year."""
    rows: dict[tuple[str, int], list[PovertyPlan]] = defaultdict(list)
    for plan in plans:
        rows[plan.unit_code, plan.year].append(plan)
    return rows


def by_plan(plans: Group) -> Mapping[tuple[str, str, int], list[PovertyPlan]]:
    """The rows of each plan of a year: by number, owner and year."""
    groups: dict[tuple[str, str, int], list[PovertyPlan]] = defaultdict(list)
    for plan in plans:
        groups[plan.plan_number, plan.plan_owner, plan.year].append(plan)
    return groups


def _parts_of(whole: Place, rows: Mapping[str, PovertyPlan], places: Places) -> tuple[list[PovertyPlan], bool]:
    """The rows of the units below one, and whether all of these have one."""
    children = places.children(whole)
    parts = [rows[child.code] for child in children if child.code in rows]
    return parts, bool(parts) and whole.children_listed and len(parts) == len(children)


def _sums(group: Group, places: Places) -> Iterator[Finding]:
    """A unit of a plan beside the units below it. Some of them alone can only be too many."""
    rows = {plan.unit_code: plan for plan in group}
    for plan in group:
        parts, complete = _parts_of(places.by_code[plan.unit_code], rows, places)
        for measure in _SUMMED if parts else ():
            own, values = getattr(plan, measure), _given(parts, measure)
            total, all_there = sum(values), complete and len(values) == len(parts)
            if own is None or total == own or (total < own and not all_there):
                continue
            sides = formats.count(own), formats.count(total)
            missing = "" if all_there else ", chưa kể các đơn vị chưa có số"
            message = (
                f"«{header_of(measure)}» là {sides[0]}, cộng {len(values)} đơn vị bên dưới là {sides[1]}"
                f" (lệch {own - total:+d}){missing}; phải xem lại dòng này và mọi dòng bên dưới."
            )
            against = of_rows(parts, plan_called(plan), f"cộng {len(values)} đơn vị")
            yield finding("sum_differs", Weight.ERROR, plan, places, measure, sides, message, against)


def _given(rows: Group, measure: str) -> list[int]:
    return [value for row in rows if (value := getattr(row, measure)) is not None]


def _against_other_plans(
    group: Group, of_units: Mapping[tuple[str, int], list[PovertyPlan]], places: Places
) -> Iterator[Finding]:
    """All communes of a huyện in one plan beside the huyện's row in another: its start, and what it owes (VI.14).

    Where they do not even make the huyện's row of their own plan, that is said already.
    """
    rows, own = {plan.unit_code: plan for plan in group}, set(group)
    above = dict.fromkeys(places.by_code[plan.unit_code].parent or "" for plan in group)
    for owed in (plan for unit in above for plan in of_units.get((unit, group[0].year), ()) if plan not in own):
        parts, complete = _parts_of(places.by_code[owed.unit_code], rows, places)
        for measure in (*_STARTS, *_FALLS) if complete else ():
            asked, values = getattr(owed, measure), _given(parts, measure)
            named = owed.unit_code in rows and getattr(rows[owed.unit_code], measure) not in (None, sum(values))
            if asked is not None and len(values) == len(parts) and sum(values) != asked and not named:
                yield _assigned(owed, parts, sum(values), measure, places)


def _assigned(owed: PovertyPlan, parts: Group, total: int, measure: str, places: Places) -> Finding:
    asked, by, to = getattr(owed, measure), plan_called(owed), plan_called(parts[0])
    sides = formats.count(asked), formats.count(total)
    more = "nhiều hơn" if total > asked else "thiếu"
    message = (
        f"«{header_of(measure)}» theo {by or 'kế hoạch không số'} là {sides[0]}, cộng {len(parts)} đơn vị bên dưới"
        f" theo {to or 'kế hoạch không số'} là {sides[1]} ({more} {formats.count(abs(total - asked))} hộ)."
    )
    code = "assigned_differs" if measure in _FALLS else "parts_start_differ"
    against = of_rows(parts, to, f"cộng {len(parts)} đơn vị")
    return finding(code, Weight.QUESTION, owed, places, measure, sides, message, against)


def _starts_of_one_year(of_units: Mapping[tuple[str, int], list[PovertyPlan]], places: Places) -> Iterator[Finding]:
    """A year starts once: two plans of one unit and year that give different starts."""
    for first, *others in of_units.values():
        for plan in others:
            for measure in _STARTS:
                ours, theirs = getattr(plan, measure), getattr(first, measure)
                if ours is not None and theirs is not None and ours != theirs:
                    yield _two_starts(plan, first, measure, places)


def _two_starts(plan: PovertyPlan, first: PovertyPlan, measure: str, places: Places) -> Finding:
    sides = formats.count(getattr(plan, measure)), formats.count(getattr(first, measure))
    said = f"{sides[0]} theo {_named(plan)}, {sides[1]} theo {_named(first)}"
    message = f"«{header_of(measure)}» của năm {plan.year} là {said}."
    code, against = "plan_starts_differ", source_of(first)
    return finding(code, Weight.QUESTION, plan, places, measure, sides, message, against)


def _named(plan: PovertyPlan) -> str:
    return plan_called(plan) or "kế hoạch không số"
